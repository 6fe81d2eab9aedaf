"""What a message withdraws: one of the exact words, or a phrase that asks the store to stop (CON-8).

Fuzzy language never grants, but it restricts at once. It must ask to stop *us* from reaching *this customer*: a complaint
about calls, a deposit (订金), an order to leave a part alone, or words quoted from somebody else restrict nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.understand.plain import clauses, compact, plain

PURPOSES: Final[Mapping[str, tuple[str, ...]]] = {
    "presales_followup": ("购车咨询跟进", "购车咨询", "咨询跟进", "购车跟进"),
    "stock_alert": ("到车提醒", "到货提醒", "现车提醒"),
    "promo_offers": ("优惠与车型推送", "优惠", "车型推送", "优惠推送", "促销"),
    "order_progress": ("购车进度通知", "购车进度", "订单进度"),
    "testdrive_booking": ("试驾预约",),
    "testdrive_feedback": ("试驾回访",),
    "service_booking": ("保养维修预约", "保养预约", "维修预约"),
    "repair_progress": ("维修进度", "维修进度通知"),
    "maintenance_reminder": ("保养提醒", "保养通知"),
    "inspection_reminder": ("年检提醒", "年检"),
    "free_check": ("免费检测活动", "免费检测"),
    "care_survey": ("用车回访", "满意度回访", "回访"),
    "fault_warning": ("故障预警",),
    "member_events": ("车主活动", "会员活动"),
    "trade_in": ("置换补贴", "置换"),
    "insurance_renewal": ("续保", "保险续保", "续保提醒"),
    "share": ("提供给第三方", "第三方"),
    "complaint": ("投诉处理",),
    "safety_recall": ("召回", "召回通知"),
}
"""The code of each purpose and the names customers give it; `share` stands for every recipient."""

_ALL_MARKETING: Final = frozenset(
    (
        "退订",
        "td",
        "t",
        "拒收",
        "stop",
        "unsubscribe",
        "取消订阅",
        "回t退订",
        "td退订",
        "退订td",
        "optout",
        "stopall",
    )
)
_ALL: Final = frozenset(
    ("全部退订", "退订全部", "全退订", "退订所有", "所有退订", "别再联系我", "不要再联系我", "别联系我", "不要联系我", "撤回授权", "撤回全部授权")
)  # fmt: skip
_LAST: Final = re.compile(r"不需要(?:此类|这类|这种|该类|这项|此项|该项|此|该)(?:的)?服务")
_TAIL: Final = re.compile(r"(?:谢谢|多谢|吧|了|啊|呀|哦|喔|呢|嘛|哈|啦)+$")

_QUOTED: Final = re.compile(
    r"(?:让|叫|要|通知|告诉|提示|建议|劝|嘱咐|答应|承诺|保证)(?:我|你们|她|他|大家|客户|人家)?(?:先|"
    r"都)?$|(?:他|她|经理|师傅|销售|前台|顾问|客服|员工|小\w|你们)[^,我]{0,4}(?:说|讲|回|写着?|"
    r"通知)(?:是|了|过|让)?[^,]{0,2}$"
)
_STOP: Final = (
    r"(?:别|(?<![要需])不要|不用|(?<![需])不需要|甭|莫|勿|不准|不许|不得|休想|停止|停掉|禁止|不允许|"
    r"拒绝|拒接|谢绝|取消|关掉|关闭|关了|屏蔽|终止|少(?=给我|打|发|来|推|联系|烦)|不必|无需|无须|"
    r"不再需要|能不能不|可不可以不|可以不|麻烦不)"
)
_AGAIN: Final = (
    r"(?:再|总|老|老是|总是|一直|天天|整天|每天|随便|随意|继续|这么|这样|那么|频繁|"
    r"没完没了|三天两头|反复|动不动就|还|又|一个劲|不停|也)*(?:地|的|来)?"
)
_TO_ME: Final = (
    r"(?:给我家?|向我|对我|跟我|往我[^,]{0,4}|朝我|通过|用|在|以|拿我的?号码?|"
    r"拿)?(?:这边|手机上?|这个号码?|这个号)?"
)
_I_REFUSE: Final = (
    r"(?:不想|不要(?=再?收)|不愿意?|不希望|不接受|不同意|拒绝|不乐意|不喜欢|懒得|受够|"
    r"没兴趣|不感兴趣)(?:再)?(?:你们)?(?:再)?(?:被你们|被|接到?|收到?|看到?|听到?|给我|让你们|你们)*"
)
_NAMED: Final = (
    r"新车|车型|续保|置换|保养提醒|年检提醒|到车提醒|试驾回访|回访|满意度调查|问卷|车主活动|会员活动"
)
_MARKETING: Final = (
    r"推销|广告|营销|推送|促销|优惠|活动|推广|骚扰|宣传|垃圾(?:信息|短信|消息)|"
    r"介绍(?:新车|车型|产品)|卖保险|新车(?:信息|资讯)|资讯|推荐|群发|产品信息"
)
_NOT_TO_US: Final = re.compile(
    r"^[^,]{0,4}(?:推给|转给|甩给|踢给|给(?:经理|师傅|他|她|别人|人家|老板|厂家|总部|4s|领导|我同事|"
    r"我朋友|销售|前台|客服|你们经理|你们)(?!的号))"
    r"|^[^,]{0,3}(?:没人接|打不通|占线|吵|骂|问|就能|也能|也行|就行|能预约|可以预约|直接过去)|"
    r"(?<![好行以成])[吗么]$|^[^,]{0,4}(?:行不行得通|能约)|给别人"
)
_CALL: Final = re.compile(
    _STOP + _AGAIN + _TO_ME + _AGAIN + r"[^,不没让叫]{0,3}?(?:打|拨|来)(?:我的?|我家的?|过来的?|这个|"
        r"那么多|这么多|骚扰|推销|营销|任何|什么|回访|座机|手机|\d+个?|个)*(?:电话|来电|手机|座机)"
    r"|" + _STOP + _AGAIN + r"(?:来电|致电|电话(?:联系|回访|打扰|骚扰|通知|推销|营销|我|了|过来)|"
    r"电联|call|打来|打过来|呼叫|拨打)"
    r"|(?:电话|来电|打电话|手机)[^,]{0,4}(?:就|也|都|请|麻烦|一律|统统)?" + _STOP + r"(?:再|"
    r"要)?(?:打|来|了$|联系|打扰|吧$)"
    r"|(?:电话|来电)[^,]{0,2}(?:就|也|都)?(?:不要了|免了|算了)$"
    r"|" + _I_REFUSE + r"[^,]{0,6}(?:电话|来电)(?!号码)"
    r"|^(?:以后|请|拜托|求你们?|麻烦)?(?:你们)?(?:别|不要)(?:再|老|总)*打(?:了|过来|来|给我|我)"
    r"|^[^,]{0,5}(?:别|不要)(?:再|老|总)+打(?:了|过来|来|给我|我)|再(?:给我|敢|来)?打(?!不|折|开|"
    r"火)(?:电话)?(?:过来|给我|来)?的?话?我?就|(?:不需要|不要)(?:你们的?|任何)(?:的)?(?:电话|来电)$"
    r"|只(?:能|要|许|可以|接受|想)?[^,]{0,3}(?:微信|短信|文字)[^,]{0,2}(?:联系|沟通)?[^,]*(?:不接|"
    r"不要)电话|不接(?:受)?(?:任何)?(?:推销)?电话(?=$|联系|回访)"
    r"|(?:stop|quit) (?:calling|phoning|ringing)|(?:don'?t|do not|never|no more)\s?(?:ever )?(?:call|"
    r"phone|ring)|no (?:more )?(?:phone )?calls"
)  # fmt: skip
_SMS: Final = re.compile(
    _STOP + _AGAIN + _TO_ME + _AGAIN + r"[^,不没让叫]{0,4}?(?:发|推|群发|接?收|"
        r"轰炸)?[^,打电]{0,6}?(?:短信|简讯|彩信)"
    r"|不接?收(?:任何|你们的?)?短信|(?:短信|简讯)[^,]{0,4}(?:就|也|都|请|一律)?" + _STOP + r"(?:再|"
    r"要)?(?:发|了$|来|推|吧$)|(?:短信)[^,]{0,2}(?:就|也|都)?(?:不要了|免了)$"
    r"|" + _I_REFUSE + r"[^,]{0,6}(?:短信|简讯)"
    r"|(?:stop|quit) texting|(?:don'?t|do not|no more)\s?(?:text|sms)"
)  # fmt: skip
_CHAT: Final = re.compile(
    _STOP + _AGAIN + r"(?:给我|向我)?(?:在|用|通过|往|从)?(?:我的?)?(?:这个)?微信(?:上|"
        r"里)?[^,打电]{0,3}(?:给我)?(?:联系|发|推|找|打扰|通知|我|骚扰|聊)"
    r"|(?:微信|聊天窗口)(?:上|里|这边|也)?[^,]{0,3}" + _STOP + r"(?:再)?(?:给我)?(?:发|推|联系|找|"
    r"打扰|通知|来|聊|了$)"
    r"|" + _STOP + _AGAIN + _TO_ME + r"发(?:任何|什么)?微信(?!红包)|" + _I_REFUSE +
    r"[^,]{0,4}微信(?:消息|通知|推送|上)"
)  # fmt: skip
_CHANNELS: Final = (("call", _CALL), ("sms", _SMS), ("chat", _CHAT))
_ANY: Final = re.compile(
    _STOP + _AGAIN + _TO_ME + _AGAIN + r"(?:联系|联络|打扰|找|烦|骚扰|纠缠)(?:到|着)?我(?!老公|老婆|"
        r"家人|爱人|同事|的?车|朋友|媳妇|妈|爸)(?!要|拿|麻烦)"
    r"|" + _STOP + _AGAIN + r"(?:来)?(?:打扰|联系|骚扰|纠缠|烦人|打搅)(?:了|$|本人|我们|客户)|"
    r"(?:请)?勿扰|免打扰|不想(?:再)?(?:被(?:你们)?(?:打扰|联系|骚扰)|和你们(?:有|再)[^,]{0,3}联系|"
    r"跟你们(?:有|再)[^,]{0,3}联系|你们[^,]{0,3}联系)"
    r"|(?:停止|终止)(?:一切|所有|任何)(?:联系|联络|通知|营销)?|(?:leave me alone|stop contacting|"
    r"(?:don'?t|do not) contact|(?:don'?t|do not|stop) bother)"
)  # fmt: skip
_SELLING: Final = re.compile(
    _STOP + _AGAIN + _TO_ME + _AGAIN + r"[^,换修做买看查装加催算送少]{0,6}?(?:发|推|打|弄|搞|寄|进行|"
        r"接收|来|整|收到?)?[^,换修做买看查装催算少]{0,8}?(?:" + _MARKETING + r")"
    r"|" + _STOP + _AGAIN + _TO_ME + _AGAIN + r"(?:推|卖|介绍|发|打|搞|弄|来|"
    r"做)[^,换修送]{0,4}(?:保险|贷款|" + _NAMED + r")"
    r"|" + _STOP + _AGAIN + r"(?:给我)?(?:跟进|回访)(?:我)?(?:了|$)"
    r"|(?:" + _MARKETING + "|" + _NAMED + r")[^,]{0,6}(?:就|也|都|请|一律|统统|类的?|什么的|信息|"
    r"短信|消息|电话)*" + _STOP +
    r"(?:再|要)?(?:给我)?(?:发|推|打|来|了$|找|弄|联系|通知|吧$)"
    r"|(?:" + _MARKETING + r")[^,]{0,4}(?:我)?(?:不要了|不需要(?!吗)|不想(?:要|看|收|接|听)|没兴趣|"
    r"不感兴趣|免了)"
    r"|" + _I_REFUSE + r"[^,买办花付上交]{0,8}(?:" + _MARKETING + r"|消息|信息|通知|提醒)"
    r"|" + _STOP + _AGAIN + r"(?:给我|向我)?(?:再)?(?:发|推)(?:任何|什么|这些|这种|那些|各种|"
    r"乱七八糟的?|消息|信息|东西|通知|链接|了(?:好吗|行吗|好不好|行不行|行么|好么)?$|来$|来了$|"
    r"过来)+(?!票|错)"
    r"|" + r"(?:取消|关闭|停止|停掉|关掉|关了|屏蔽|终止|谢绝|拒绝)(?:所有|全部|一切|任何|这个|"
    r"我的)?(?:推送|订阅|提醒(?!灯)|通知(?!栏)|营销|群发|消息推送|短信提醒|短信通知|广告)"
    r"|把我?[^,]{0,8}(?:从|移出|移除|踢出|删除出)[^,]{0,10}(?:名单|列表|群发)|(?:从|"
    r"在)[^,]{0,8}(?:名单|列表)[^,]{0,4}(?:删|移|去掉|除)|(?:加入|列入|拉进|设为)[^,]{0,4}(?:黑名单|"
    r"免打扰|拒绝来电)"
    r"|unsubscribe|opt(?:ing)? ?out|(?:no more|stop (?:sending|the)|don'?t send|"
    r"do not send)[^,]{0,20}(?:ads?|promo\w*|market\w*|messages?|offers?|spam)"
)  # fmt: skip
_SILENCE: Final = re.compile(
    r"^(?:求求?你们?|拜托|请|麻烦)?(?:你们)?(?:都)?(?:别|不要)(?:再|老|"
    r"总)*(?:骚扰|推销|打扰|联系|烦我?)(?:我|了)*$"
)
_ERASE: Final = re.compile(
    r"(?:删|清除|清空|抹掉|注销|销毁|移除|去掉|清掉)[^,]{0,8}(?:我|本人)[^,]{0,6}(?:手机号|号码|电话|"
    r"联系方式|个人信息|信息|资料|数据|隐私|档案|记录里的号)"
    r"|(?:我|本人)的?[^,]{0,8}(?:手机号码?|号码|电话|联系方式|个人信息|信息|资料|数据|隐私|"
    r"档案)[^,]{0,12}(?:删|清除|清空|抹掉|注销|销毁|移除|清掉|去掉)"
    r"|(?:别|不要|不准|不许|不得|停止)(?:再)?(?:继续)?(?:用|使用|保存|保留|留着?|存着?|记着?|处理|"
    r"留存|储存)[^,]{0,3}(?:我|本人)的?(?:手机号?|号码|电话|联系方式|个人信息|信息|资料|隐私)"
    r"|删(?:除|掉|了)?(?:手机号|电话号码|个人信息|个人资料|联系方式)$|delete my (?:number|phone|data|"
    r"information|account)|(?:remove|erase) my (?:number|phone|data)"
)  # fmt: skip
_REVOKE: Final = re.compile(
    r"(?:撤回|撤销|收回|取消|撤掉|终止|作废)[^,维修图片退]{0,8}(?:授权|同意|许可|意思表示)|(?:授权|"
    r"同意书?)[^,]{0,6}(?:我要)?(?:撤回|撤销|收回|取消|作废)"
    r"|(?:不再|不想再)(?:同意|授权|允许)[^,]{0,10}(?:用|使用|联系|号码|电话|信息)?|(?:不同意|不允许|"
    r"不准)(?:你们)?(?:再)?(?:用|使用|处理|联系|打)[^,]{0,3}我(?:的)?(?:手机|号码|电话|信息|联系方式|"
    r"资料)?|withdraw (?:my )?consent|revoke"
)  # fmt: skip
_SHARING: Final = re.compile(
    r"(?:别|不要|不准|不许|不得|禁止|停止)[^,]{0,4}(?:把|将)?(?:我的?)[^,]{0,6}(?:号码|电话|手机号|"
    r"信息|资料|联系方式)[^,]{0,4}(?:给|卖|泄露|提供|分享|透露)"
)
_DEPOSIT: Final = re.compile(
    r"退订(?=金|押|单|车|购|款|货|房|的?(?:定金|订金|钱|款|车)|(?:这|那|一)?[台辆部]|意向|要(?:多久|"
    r"几天)|.{0,6}(?:到账|违约|合同|手续|扣)|后|成功了?吗)"
)
_UNSUBSCRIBE: Final = re.compile(r"(?:退订|退定(?!金)|取消订阅|拒收(?!货|车|件|包|快递|了这|这))(?!金)")
_NOT_OURS: Final = re.compile(
    r"授权维修|维修授权|授权书(?:不|没)|撤回[^,]{0,3}(?:消息|图|照片|投诉|单)|照片|图片|图\d|"
    r"第[一二三四五\d]张|视频|微信好友|聊天记录"
    r"|(?:销售|顾问|他|她|客服|经理)[^,]{0,4}把我[^,]{0,6}(?:删|拉黑)|(?:打|写|输|填|发|留)错|"
    r"重新?[填输发写]|改成|更正|换成"
)
_NO_RECEIPT: Final = re.compile(
    r"(?:没|没有|未|不)[^,]{0,2}(?:收到|收不到|看到)[^,]{0,4}退订|(?:定金|订金|押金|"
    r"订单)[^,]{0,6}退订|怎么写着"
)
_EVERYTHING: Final = re.compile(r"全部|所有|一切")
_CONTENT: Final = re.compile(r"推送|短信|营销|消息|广告|推广|优惠|活动")
_SELLS: Final = re.compile(f"(?!骚扰)(?:{_MARKETING})")
_CHANNEL: Final = re.compile(r"短信|微信|简讯")
_ONLY: Final = re.compile(r"(?:别|不要)(?:光|只|仅|单|就知道|净)")
_ME_CALLING: Final = re.compile(
    r"(?:别|不要|不用|不必|无需|少|不想)(?:再|总|老)*(?:让|叫|要|逼)我|我(?:自己)?(?:就|都)?(?:不用|"
    r"不想|懒得|不需要)(?:再)?(?:打|给你们打)|(?:在|从)电话[里上]|怎么(?:退订|取消)[^,]{0,4}(?:订单|"
    r"定金)"
    r"|(?:微信|短信|电话)(?:红包|转账|支付)|(?:没|没有)人?[^,]{0,3}(?:打|发)|忘|等我|聊天|留(?:个|"
    r"下)?电话|拒绝接|(?:销售|你们|他|她|顾问|客服|经理|前台|小\w)[^,]{0,4}(?:不接|拒接)"
    r"|(?:怎么|为什么|为啥|干嘛|结果)[^,]{0,4}(?:取消|停|关)|给(?:他|她|它|经理|厂家|师傅|别人|人家|"
    r"领导|老板|总部)[^,]{0,3}打|怎么(?:都)?(?:不|没)|为什么(?:不|没|别)|为啥(?:不|没)|刹车|要不要|"
    r"需不需要|用不用|是不是(?:不|可以不)"
)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What a message stops.

    `scope` is none, all, all_marketing, purpose:CODE, channel:call, channel:sms or channel:chat; purpose:last is the
    purpose of the last contact or prompt, which only the caller knows (all_marketing when there was none), and
    purpose:share every third party. `exact` says that it was a keyword and not a phrase that had to be interpreted.
    """

    scope: str
    exact: bool = False

    @property
    def restricts(self) -> bool:
        """True when the message stops anything."""
        return self.scope != "none"


NOTHING: Final = Withdrawal("none")


def read_withdrawal(text: str, purposes: Mapping[str, tuple[str, ...]] = PURPOSES) -> Withdrawal:
    """What the message withdraws; of several scopes the widest (two different narrow ones become all_marketing)."""
    exact = _exact(text, purposes)
    if exact:
        return Withdrawal(exact, exact=True)
    scopes = set(_asked(",".join(clauses(plain(text))), purposes))
    return Withdrawal(_widest(scopes)) if scopes else NOTHING


def _exact(text: str, purposes: Mapping[str, tuple[str, ...]]) -> str | None:
    word = compact(text)
    if len(word) > 24:
        return None
    for said in (word, _TAIL.sub("", word)):
        if said in _ALL_MARKETING:
            return "all_marketing"
        if said in _ALL:
            return "all"
    if _LAST.fullmatch(_TAIL.sub("", word)):
        return "purpose:last"
    if word.startswith(("退订", "td")):
        return _purpose(_TAIL.sub("", word.removeprefix("退订").removeprefix("td")), purposes)
    return None


def _purpose(said: str, purposes: Mapping[str, tuple[str, ...]]) -> str | None:
    """The purpose that `said` names in full, its code included."""
    for code, names in purposes.items():
        if said in names or said == code.replace("_", ""):
            return f"purpose:{code}"
    return None


def _asked(body: str, purposes: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for clause in body.split(","):
        yield from _asked_in(clause, purposes)


def _asked_in(clause: str, purposes: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    if _NOT_OURS.search(clause):
        return
    if _ERASE.search(clause) or (_REVOKE.search(clause) and "维修" not in clause):
        yield "all"
        return
    if _LAST.search(clause):
        yield "purpose:last"
        return
    if _SHARING.search(clause):
        yield "purpose:share"
        return
    if _UNSUBSCRIBE.search(_DEPOSIT.sub("◇", clause)):
        if not _NO_RECEIPT.search(clause):
            everything = _EVERYTHING.search(clause) and not _CONTENT.search(clause)
            yield _named(clause, purposes) or ("all" if everything else "all_marketing")
        return
    if _ONLY.search(clause) or _ME_CALLING.search(clause):
        return
    if _meant(_ANY, clause) or _SILENCE.search(clause):
        yield "all_marketing" if _SELLS.search(clause) else "all"
        return
    channels = [name for name, phrase in _CHANNELS if _meant(phrase, clause)]
    sells = _SELLS.search(clause) or not (channels and _CHANNEL.search(clause))
    if sells and _meant(_SELLING, clause):
        yield _named(clause, purposes) or "all_marketing"
        return
    yield from (f"channel:{name}" for name in channels)


def _meant(pattern: re.Pattern[str], clause: str) -> bool:
    """True when the phrase is the customer's own wish towards us, neither quoted nor about somebody else."""
    match = pattern.search(clause)
    if match is None or _QUOTED.search(clause, 0, match.start()):
        return False
    return not _NOT_TO_US.search(clause[match.end() :])


def _named(clause: str, purposes: Mapping[str, tuple[str, ...]]) -> str | None:
    """The one purpose that the clause names, unless it speaks of selling in general."""
    codes = {
        code for code, names in purposes.items() if any(len(name) > 1 and name in clause for name in names)
    }
    if len(codes) != 1 or codes == {"promo_offers"}:
        return None
    return f"purpose:{codes.pop()}"


def _widest(scopes: set[str]) -> str:
    for wide in ("all", "all_marketing"):
        if wide in scopes:
            return wide
    return scopes.pop() if len(scopes) == 1 else "all_marketing"
