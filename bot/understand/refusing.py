"""A refusal put together from its parts: a word of stopping, and a way of reaching the customer.

stopping.py knows whole phrases. Customers build others ("电话沟通我不接受", "短信麻烦停一下"); here the two parts
may stand anywhere in one clause, in either order, unless the clause is about something else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.understand.patterns import Pattern

_STOP: Final = Pattern(
    r"到此为止|别(?!的|人|家|处|墅|克|扭)|(?<!要)不要(?!紧|钱|求)|唔好|唔使|甭|(?<!我)不用(?!谢)|不必|无需|"
    r"(?<!需)不需要|停止|停(?:了|掉|下来?|一[停下]|发|用)|取消(?!了?[吗我])|"
    r"关(?:了|掉|闭)(?!不)|免了|免掉|算了|屏蔽|拒绝|谢绝|禁止|终止|杜绝|不接受|不同意|不允许|不准(?!$|确|"
    r"的|时)|不许|不得|不再(?:接|收|需|想)|"
    r"(?:不想|不愿意?|不乐意|懒得|没兴趣|不喜欢|不希望)(?:再|被)?(?:你们)?(?:接|收|看|听|被|要|让)|"
    r"一律不|统统不|通通不|不感兴趣|不感冒|没兴趣|"
    r"再[^,不]{0,8}我(?:就|要|可|真|直接|马上)|敢再|再[^,不]{0,12}就(?:投诉|举报|拉黑|报警|曝光)|打住|"
    r"少(?:给我|来|发|打|推)"
)
_CALL: Final = Pattern(r"电话|来电|致电|拨|打(?:过来|来|给我|我|进来)|手机.{0,4}打")
_SMS: Final = Pattern(r"短信|简讯|彩信")
_CHAT: Final = Pattern(r"微信|(?:这里|这儿|这个?窗口|聊天窗口)[^,]{0,5}(?:发|推|找|联系)")
_ANY: Final = Pattern(
    r"(?:联系|联络|找|烦)我(?!签|老|爸|妈|家|爱|同|朋|媳|对|要)|打扰|骚扰|纠缠|打搅|来往|"
    r"(?:跟|和|与)我(?:再)?联系|有(?:任何)?联系|"
    r"[任一][何切]联系"
)
_SELLS: Final = Pattern(
    r"推销|广告|营销|推送(?!的|失)|推广|群发|安利|骚扰信息|垃圾(?:信息|短信|消息)|商业(?:信息|短信)|"
    r"(?:优惠|活动|促销|新车|车型|宣传|产品|资讯|车展|团购)[^,]{0,6}(?:信息|资讯|短信|消息|通知|邀请|资料|册|"
    r"电话|提醒|推给|发给|发我|推|介绍)|"
    r"(?:发|推|介绍|推荐|寄|通知|提醒|邀请)[^,]{0,8}(?:优惠|活动|促销|新车|车型|宣传|产品|资讯|车展)(?!券)"
)
_TELLS: Final = Pattern(
    r"说|讲|提(?!车|货|速|前|现)|问|找我|聊|谈|催|劝|邀|介绍|推(?!迟|脱|卸)|发|打(?!折|白|马)|寄|联系|"
    r"提醒|通知|跟进|回访|烦|骚扰|叫我|喊我|让我填|听|来电|电话|短信|消息|信息|推送|问卷|调查"
)
_ELSEWHERE: Final = Pattern(
    r"打扰我[^,]{1,5}的|挂|占线|转接|转给|转来|打不[通进]|接不通|没人接|不接(?:我|电话$)|静音|录音|铃声|蓝牙|按键|键盘|"
    r"验证码|支付|红包|转账|语音|链接|"
    r"照片|图|视频|发票|合同|快递|定位|错|忘|等(?:我|电话|你|通知)|糊弄|敷衍|应付|光|只(?:打|发|会|知道)|"
    r"仅|净|"
    r"没(?:有)?打|(?:让|叫|要|逼)我[^,填]{0,6}(?:打(?!分)|等|接|去(?!了)|来|跑|发|拍|再打)|(?:不想|懒得|"
    r"不愿)(?:再)?(?:打|拨|发|等|跑|修|要)|给(?:经理|师傅|他|她|别人|人家|老板|厂家|领导|前台|客服|"
    r"我老)|"
    r"(?:他|她|经理|师傅|客服|销售|店里|他们)[^,]{0,3}(?:说|让|叫|告诉)|怎么|为什么|为啥|干嘛|是不是|"
    r"多少|几点|什么时候|[吗么]$|还没|没有?(?:收|接|人|通知|提醒|回访)|升级|版本|更新|车机|屏|灯|"
    r"弹窗|系统|app|小程序|"
    r"券|续航|刹|油|门|座椅|发动机|维修(?!进度)|修|换件|副厂|贷款|订单|订车|定金|订金|试驾(?!回访|反馈)|"
    r"赠品|画饼|脸色|借口|理由|道理|流程|解释|打折|打白条|马虎眼|发火|发愁|废话|"
    r"经理电话|他电话|留电话|不留|给电话|电话里|手机号(?:错|换)|(?<!就)投诉(?!处理)|结案|工单|验车|充电|微信群"
)
"""The clause is about something else than reaching the customer."""
_FORGETS: Final = Pattern(
    r"(?:删|抹|清(?:除|空|掉|理|了)|忘掉|(?<!别)(?<!不要)(?<!不)忘了|撤(?:了|掉|下)|注销|销毁|去掉|移除|"
    r"拿掉|剔除)[^,]{0,14}(?:手机号?码?|号码|电话|联系方式|个人信息|个人资料|资料|信息|记录)|"
    r"(?:手机号?码?|号码|电话|联系方式|个人信息|资料|信息|记录)[^,]{0,8}(?:删|抹|清(?:除|空|掉|理|了)|"
    r"撤(?:了|掉|下)|注销|销毁|去掉|移除|拿掉|剔除)"
)
_MINE: Final = Pattern(r"我|本人|留的|客户")
_MY_DATA: Final = Pattern(r"(?:手机号?码?|号码|电话|联系方式|个人信息|信息|资料)")
_NOT_FORGETTING: Final = Pattern(
    r"[吗么]$|车机|照片|图|视频|重复|投诉|单|故障|账号|绑定|填错|写错|恢复|被|删不|删除不|清不|怎么|为什么|为啥|"
    r"别(?:删|清)|(?:别|不要)忘|不要(?:删|清)|聊天记录|行车|保养记录|维修记录|"
    r"(?:销售|(?<!从)你们|顾问|他|她)[^,]{0,4}把我|导航|蓝牙"
)


def refusal(clause: str, before: str, named: Callable[[str], str | None]) -> str | None:
    """The scope that a clause of two parts refuses, or None; what it leaves out it takes from the one before.

    `named` gives the purpose that some words name.
    """
    mine = _MINE.search(clause) or _MY_DATA.match(clause)
    if _FORGETS.search(clause) and mine and not _NOT_FORGETTING.search(clause):
        return "all"
    if not _STOP.search(clause) or _ELSEWHERE.search(clause):
        return None
    purpose = named(clause)
    if purpose and _TELLS.search(clause):
        return purpose
    if _SELLS.search(clause):
        return "all_marketing"
    channels = [
        name for name, words in (("call", _CALL), ("sms", _SMS), ("chat", _CHAT)) if words.search(clause)
    ]
    if len(channels) == 1:
        return f"channel:{channels[0]}"
    if channels or _ANY.search(clause):
        return "all"
    return _of_the_clause_before(clause, before, named)


_BARE_TELLING: Final = Pattern(
    r"(?:提醒|通知|再?提|说|问|叫|喊|管|发|推|打|找|来|联系|跟进|用|存|留)(?:我|了|给我|来|过来|啦|吧)*$"
)


_OFFERS: Final = Pattern(r"活动|优惠|促销|新车|新款|直播|车展|降价")
_BORED: Final = Pattern(r"没兴趣|不感兴趣|不感冒|不关心|不想[看听收]")


def _of_the_clause_before(clause: str, before: str, named: Callable[[str], str | None]) -> str | None:
    """保养我心里有数,不用提醒: the topic stands in the clause before."""
    if not before or not _BARE_TELLING.search(clause) or _ELSEWHERE.search(before):
        return None
    if clause.endswith("用") and _MY_DATA.search(before):
        return "all"
    if "打" in clause and "电话" in before:
        return "channel:call"
    return named(before) or (
        "all_marketing" if any(words.search(before) for words in (_SELLS, _OFFERS, _BORED)) else None
    )
