"""What a message withdraws: one of the exact words, or a sentence that asks the store to stop (CON-8).

Fuzzy language never grants, but it restricts at once. It must ask to stop *us* from reaching *this customer*: a
complaint about calls, a deposit (订金), an order to leave a part alone, or words quoted from somebody else restrict
nothing. How customers ask that is learned (learned.py) from thousands of sentences; which purpose they name, by its
words (topics.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.understand.learned import learned, stretches
from bot.understand.linking import read_linking
from bot.understand.papers import ASKED
from bot.understand.patterns import Pattern
from bot.understand.plain import clauses, compact, plain
from bot.understand.topics import topic

PURPOSES: Final[Mapping[str, tuple[str, ...]]] = {
    "presales_followup": ("购车咨询跟进", "购车咨询", "咨询跟进", "购车跟进"),
    "stock_alert": ("到车提醒", "到货提醒", "现车提醒", "到车", "到货"),
    "promo_offers": ("优惠与车型推送", "优惠", "车型推送", "优惠推送", "促销"),
    "order_progress": ("购车进度通知", "购车进度", "订单进度"),
    "testdrive_booking": ("试驾预约",),
    "testdrive_feedback": ("试驾回访", "试驾反馈", "试驾 回访"),
    "service_booking": ("保养维修预约", "保养预约", "维修预约"),
    "repair_progress": ("维修进度", "维修进度通知"),
    "maintenance_reminder": ("保养提醒", "保养通知", "保养"),
    "inspection_reminder": ("年检提醒", "年检", "验车", "年审"),
    "free_check": ("免费检测活动", "免费检测"),
    "care_survey": ("用车回访", "满意度回访", "满意度", "回访", "问卷", "打分"),
    "fault_warning": ("故障预警",),
    "member_events": ("车主活动", "会员活动"),
    "trade_in": ("置换补贴", "置换", "旧车置换", "换车补贴", "新车补贴", "以旧换新"),
    "insurance_renewal": ("续保", "保险续保", "续保提醒", "车险"),
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
        "tuiding",
        "tui订",
        "退ding",
        "退丁",
        "退钉",
        "退定",
        "怎么退订",
        "如何退订",
        "stopall",
    )
)
_ALL: Final = frozenset(
    ("全部退订", "退订全部", "全退订", "退订所有", "所有退订",
     "别再联系我", "不要再联系我", "别联系我", "不要联系我", "撤回授权", "撤回全部授权")
)  # fmt: skip
_LAST: Final = Pattern(r"不需要(?:此类|这类|这种|该类|这项|此项|该项|此|该)(?:的)?服务")
_UNSUBSCRIBES_FROM: Final = Pattern(
    r"(?:退订|td)[ :，,]+\w{1,12}|退订(?!金|押|单|车|款|货|房|的|后|是|要|会|了|成|还|为|怎)\w{2,8}"
)
"""退订 and a name that we do not know: rather too much than nothing."""
_SHARING: Final = Pattern(
    r"(?:别|不要|不准|不许|不得|禁止|停止)[^,]{0,4}(?:把|将)?(?:我的?)[^,]{0,6}(?:号码|电话|手机号|"
    r"信息|资料|联系方式)[^,]{0,4}(?:给|卖|泄露|提供|分享|透露)"
)
_NO_MORE_TROUBLE: Final = Pattern(
    r"(?:别|不要)再?(?:给我)?(?:坏|漏|响|抖|熄火|出(?:问题|故障|毛病|岔子)|返修|让我跑)"
)
"""修好，别再坏了: it is the car that is to stop."""
_REACHING: Final = Pattern(r"联系|电话|短信|信息|消息|推销|推送|广告|骚扰|找我|烦我|打给|发给|回访|微信")
_SURE: Final = (("purpose:last", _LAST), ("purpose:share", _SHARING))
"""What only its own words can say."""
LIKELY: Final = 0.3
"""The log-odds from which a sentence is taken to ask us to stop."""
NAMED: Final = 1.0
"""What it adds to the odds of one purpose that one is named."""
_HEAD: Final = Pattern(r"^(?:我要|我|请|帮我|给我|回复|回|发送?)+")
_REPEATED: Final = Pattern(r"(?:退订|td|stop|拒收){1,5}")
_TAIL: Final = Pattern(r"(?:谢谢|多谢|吧|了|啊|呀|哦|喔|呢|嘛|哈|啦)+$")


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What a message stops.

    `scope` is none, all, all_marketing, purpose:CODE, channel:call, channel:sms or channel:chat;
    purpose:last is the purpose of the last contact or prompt, which only the caller knows
    (all_marketing when there was none), and purpose:share every third party. `exact` says that it was a
    keyword and not a phrase that had to be interpreted.
    """

    scope: str
    exact: bool = False

    @property
    def restricts(self) -> bool:
        """True when the message stops anything."""
        return self.scope != "none"


NOTHING: Final = Withdrawal("none")


def asks_for_something_else(text: str) -> bool:
    """Whether it is a word of ours that sounds like stopping: 授权书 is a paper, 关联微信 and 解除关联 are about his
    other chat."""
    return ASKED.fullmatch(text.strip()) is not None or read_linking(text) is not None


def read_withdrawal(text: str, purposes: Mapping[str, tuple[str, ...]] = PURPOSES) -> Withdrawal:
    """What the message withdraws: by an exact word, else by what it sounds like; no command is a refusal."""
    exact = _exact(text, purposes)
    if exact:
        return Withdrawal(exact, exact=True)
    if _UNSUBSCRIBES_FROM.fullmatch(plain(text).strip()):
        return Withdrawal("all_marketing")
    if text.lstrip().startswith(("/", "／")) or asks_for_something_else(text):
        return NOTHING
    body = ",".join(clauses(plain(text)))
    for scope, words in _SURE:
        if words.search(body):
            return Withdrawal(scope)
    if _NO_MORE_TROUBLE.search(body) and not _REACHING.search(body):
        return NOTHING
    restricts = learned("withdrawal")["restricts"]
    telling = max(stretches(text), key=restricts.score)
    if restricts.score(telling) <= LIKELY:
        return NOTHING
    return Withdrawal(_scope(telling))


def _scope(body: str) -> str:
    """The likeliest scope; of the one purpose that it names, unless it sounds like another scope by far."""
    about = topic(body)
    scores = {
        kind: model.score(body) + (NAMED if kind == "purpose" and about else 0)
        for kind, model in learned("withdrawal").items()
        if kind != "restricts"
    }
    likeliest = max(scores, key=lambda kind: scores[kind])
    if likeliest != "purpose":
        return likeliest
    return f"purpose:{about}" if about else "all_marketing"


def _exact(text: str, purposes: Mapping[str, tuple[str, ...]]) -> str | None:
    word = compact(text)
    if len(word) > 24:
        return None
    for said in (word, _TAIL.sub("", word), _HEAD.sub("", word)):
        if said in _ALL_MARKETING or _REPEATED.fullmatch(said):
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
