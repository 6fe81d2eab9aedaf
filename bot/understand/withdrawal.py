"""What a message withdraws: one of the exact words, or a phrase that asks the store to stop (CON-8).

Fuzzy language never grants, but it restricts at once. It must ask to stop *us* from reaching *this
customer*: a complaint about calls, a deposit (订金), an order to leave a part alone, or words quoted
from somebody else restrict nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from bot.understand.patterns import Pattern
from bot.understand.plain import clauses, compact, plain
from bot.understand.refusing import refusal
from bot.understand.stopping import (
    ANY,
    BARE,
    BARE_ANY,
    CHANNEL,
    CHANNEL_NAMES,
    CHANNELS,
    CONTENT,
    DEPOSIT,
    ERASE,
    EVERYTHING,
    GOODS,
    ME_CALLING,
    NO_NEED,
    NO_RECEIPT,
    NOT_NOW,
    NOT_OURS,
    NOT_TO_OTHERS,
    NOT_TO_US,
    OFFERED,
    ONLY,
    OUTCRY,
    QUOTED,
    REACHING,
    REVOKE,
    SELLING,
    SELLS,
    SHARING,
    SILENCE,
    TELLING,
    TEXT_INSTEAD,
    UNSUBSCRIBE,
)

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
        "stopall",
    )
)
_ALL: Final = frozenset(
    ("全部退订", "退订全部", "全退订", "退订所有", "所有退订",
     "别再联系我", "不要再联系我", "别联系我", "不要联系我", "撤回授权", "撤回全部授权")
)  # fmt: skip
_LAST: Final = Pattern(r"不需要(?:此类|这类|这种|该类|这项|此项|该项|此|该)(?:的)?服务")
_ASKS_US: Final = Pattern(r"能(?:不能|否)?(?:别|不要|停)|可(?:不可)?以(?:别|不要|停)")
_CARE_FOR_SALE: Final = Pattern(r"保养(?:套餐|券|卡|优惠|活动)")
_OF_THE_PURPOSE: Final = Pattern(
    r"(?:续保|保险|保养|年检|回访|活动|置换|试驾)(?:提醒)?的?(?:电话|短信|微信|来电)"
)
"""续保电话免了: the calls of one purpose, not every call."""
_QUESTION: Final = Pattern(r"[吗么嘛]$")
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


def read_withdrawal(text: str, purposes: Mapping[str, tuple[str, ...]] = PURPOSES) -> Withdrawal:
    """What the message withdraws; of several scopes the widest.

    Two different narrow ones (a channel and a purpose) become all_marketing.
    """
    exact = _exact(text, purposes)
    if exact:
        return Withdrawal(exact, exact=True)
    scopes = set(_asked(",".join(clauses(plain(text))), purposes))
    return Withdrawal(_widest(scopes)) if scopes else NOTHING


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


def _asked(body: str, purposes: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    if NO_NEED.search(body) or (NOT_NOW.search(body) and not SELLS.search(body)):
        return
    if TEXT_INSTEAD.search(body):
        yield "channel:call"
    before = ""
    for clause in body.split(","):
        found = _continued(before, clause, purposes) if BARE.fullmatch(clause) else set()
        found = found or set(_asked_in(clause, purposes))
        if not found and not _is_about_others(clause):
            composed = refusal(clause, before, partial(_named, purposes=purposes))
            found = {composed} if composed else set()
        if found == {"all"} and BARE_ANY.fullmatch(clause):
            found = {_named(before, purposes) or "all"}
        yield from found
        before = before if OUTCRY.fullmatch(clause) else clause


def _continued(before: str, stop: str, purposes: Mapping[str, tuple[str, ...]]) -> set[str]:
    """What a bare stop (停了) stops: the subject of the clause before it."""
    reaches = REACHING.search(before)
    if SELLS.search(before) and (reaches or not OFFERED.search(before)):
        return {"all_marketing"}
    channels = {channel for channel, name in CHANNEL_NAMES if name in before}
    if "打" in stop:
        channels &= {"call"}
    if reaches and len(channels) == 1 and not ME_CALLING.search(before):
        return {f"channel:{channels.pop()}"}
    return set(_asked_in(before + stop, purposes)) if before else set()


def _is_about_others(clause: str) -> bool:
    guards = (NOT_OURS, ONLY, NOT_TO_OTHERS, GOODS)
    return any(guard.search(clause) for guard in guards)


def _asked_in(clause: str, purposes: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    if NOT_OURS.search(clause):
        return
    if ERASE.search(clause) or (REVOKE.search(clause) and "维修" not in clause):
        yield "all"
        return
    if _LAST.search(clause):
        yield "purpose:last"
        return
    if SHARING.search(clause):
        yield "purpose:share"
        return
    if UNSUBSCRIBE.search(DEPOSIT.sub("◇", clause)):
        if not NO_RECEIPT.search(clause):
            everything = EVERYTHING.search(clause) and not CONTENT.search(clause)
            yield _named(clause, purposes) or ("all" if everything else "all_marketing")
        return
    if ONLY.search(clause) or GOODS.search(clause) or ME_CALLING.search(clause):
        return
    if _meant(ANY, clause) or SILENCE.search(clause):
        yield "all_marketing" if SELLS.search(clause) else _narrow(clause, purposes) or "all"
        return
    channels = [name for name, phrase in CHANNELS if _meant(phrase, clause)]
    sells = SELLS.search(clause) or not (channels and CHANNEL.search(clause))
    if sells and _meant(SELLING, clause):
        yield _named(clause, purposes) or "all_marketing"
        return
    about = _named(clause, purposes) if _meant(TELLING, clause) else None
    if about:
        yield about
        return
    if channels and SELLS.search(clause):
        yield "all_marketing"
        return
    about = _named(clause, purposes) if channels else None
    if about and _OF_THE_PURPOSE.search(clause):
        yield about
        return
    yield from (f"channel:{name}" for name in channels)


def _narrow(clause: str, purposes: Mapping[str, tuple[str, ...]]) -> str | None:
    """The one purpose or the one channel that an otherwise unlimited stop is limited to."""
    channels = {channel for channel, name in CHANNEL_NAMES if name in clause}
    return _named(clause, purposes) or (f"channel:{channels.pop()}" if len(channels) == 1 else None)


def _meant(pattern: Pattern, clause: str) -> bool:
    """True when the phrase is the customer's own wish towards us, neither quoted nor about somebody else."""
    match = pattern.search(clause)
    if match is None or QUOTED.search(clause, 0, match.start()):
        return False
    behind = clause[match.end() :]
    return not NOT_TO_US.search(_QUESTION.sub("", behind) if _ASKS_US.search(clause) else behind)


def _named(clause: str, purposes: Mapping[str, tuple[str, ...]]) -> str | None:
    """The one purpose that the clause names, unless it speaks of selling in general."""
    found = {
        name: code
        for code, names in purposes.items()
        for name in names
        if len(name) > 1 and all(part in clause for part in name.split())
    }
    if _CARE_FOR_SALE.search(clause):
        found.pop("保养", None)
    codes = {
        code for name, code in found.items() if not any(name in other for other in found if other != name)
    }
    if len(codes) != 1 or codes == {"promo_offers"}:
        return None
    return f"purpose:{codes.pop()}"


def _widest(scopes: set[str]) -> str:
    for wide in ("all", "all_marketing"):
        if wide in scopes:
            return wide
    return scopes.pop() if len(scopes) == 1 else "all_marketing"
