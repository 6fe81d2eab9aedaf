"""Which of the times in a message is the day the car was bought, as against the day it failed."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from bot.understand.dates import When
from bot.understand.folding import fold
from bot.understand.numerals import read_number
from bot.understand.patterns import Pattern

_BUY_AFTER = Pattern(
    r"[^,。!?;\n]{0,12}?"
    r"(?:买(?!保险|的?保|全险|续保|票|油|药|了?个?(?:脚垫|配件|行车))|"
    r"提(?=$|[,，。 ])|提(?:的|了|到|回|车|走|新车|现车|台|辆|前没)|购(?:买|车|入|得)|入手|入的|入了|上的?牌|落地|"
    r"交付|接的?(?:了)?(?:这|那|新)?[车台辆部]|喜提|过户|的[老新]?车(?!龄|主|子|里|间)|拿的?车|到手)"
)
_BUY_BEFORE = Pattern(
    r"(?:购车|买车|提车|购买|上牌|交车|入手|落地|购入)(?:日期|时间|日|月份)?(?:大概|应该|大约|好像)?(?:是|"
    r"在|于|:| )*$|(?:买|提|购)(?:的|了)?(?:是|"
    r"在|于|:)?$"
)
_OF_THE_CAR = Pattern(r"(?:我这?|这|我的|这台|这辆)车(?:是)?$")
_PROMISE = Pattern(r"(?:说|承诺|答应|保证|讲|通知)(?:好|是|的|了)?[^,。]{0,3}$")
_BARE_TIME = Pattern(
    r"月[底初末中]|年底|(?:周|星期|礼拜)[一二三四五六日天末]|[0-9一二三四五六七八九十]{1,3}[号日]"
)
_NOT_THE_CAR = Pattern(r"(?:保险|脚垫|配件|轮胎|电瓶|保养套餐|套餐|会员|卡|说好|答应|承诺|约|合同)")
_SERVICE = Pattern(
    r"(?:在|来|去|到|刚|才|你们|店里?|给|做|的|了|又|我){0,5}(?:[\u4e00-\u9fff]{0,4}?)"
    r"(?:保养|维修|修|换|洗|喷漆|贴膜|加装|年检|做)[\u4e00-\u9fff]{0,5}?(?:完|好|过|了|"
    r"的)(?![\u4e00-\u9fff]*(?:坏|不|漏|响))"
)
_REST_OF_CLAUSE = Pattern(r"[^,。!?;\n]{0,14}")
_DOCUMENT = Pattern(
    r"(?:生产日期|出厂日期|出厂时间|生产时间|有效期|质保期?到|保质期|年检|保险到期?|驾照|"
    r"行驶证)[^,。!?]{0,4}$"
)
_FOR = Pattern(
    r"(?:车龄|买|提|购|入手|到手|提车|买车|新车|落地|上牌|开回(?:来|家)?|(?<![展])开|用)(?:回来|回家|来|"
    r"车)?(?:了|到现在|到手|才|还|不到|都|刚|也就|,|有|没到?|大概|"
    r"差不多|快|满|回来|已经|总共|过|就|将近)*+"
    r"(?P<n>半|几|[0-9]{1,2}(?:\.5)?|[一二两三四五六七八九十]{1,3})(?P<more>多|来)?(?P<c>个)?(?P<more2>多|"
    r"来)?(?P<half>半)?(?P<u>天|周|星期|礼拜|月|年)(?P<tail>半|多|不到|左右|出头)?(?!前|以前|之前|质保|"
    r"保修|的?保养)"
)
_PRESENT = Pattern(
    r"(?:我|车|这车|车子|我这|我的车)(?:才|刚|都|还|不到|"
    r"也就)+(?P<n>[一二两三四五六七八九])(?P<more>多)?(?P<c>个)?(?P<more2>多)?(?P<half>半)?(?P<u>年|"
    r"月)(?P<tail>半|多)?(?!前|质保)"
)
_DAYS = {"天": 1.0, "周": 7.0, "星期": 7.0, "礼拜": 7.0, "月": 30.44, "年": 365.25}


def is_purchase(when: When, folded: str) -> bool:
    """Whether a time is when the car was bought: 23年5月提的, 去年10月在你们店买的, 购车日期：…."""
    start, end = when.span
    if _BUY_BEFORE.search(folded, max(0, start - 12), start):
        return True
    clause = _REST_OF_CLAUSE.match(folded, end)
    tail = clause[0] if clause else ""
    if _NOT_THE_CAR.search(tail) or _NOT_THE_CAR.search(folded, max(0, start - 4), start):
        return False
    if _OF_THE_CAR.search(folded, max(0, start - 6), start) and tail.startswith("的"):
        return True
    return _BUY_AFTER.match(tail) is not None


def is_of_a_document(when: When, folded: str) -> bool:
    """Whether a time belongs to a paper or a part, not to what happened: 生产日期是去年一月, 质保到明年."""
    start = when.span[0]
    return _DOCUMENT.search(folded, max(0, start - 12), start) is not None


def is_promised(when: When, folded: str) -> bool:
    """Whether a bare day is one that somebody promised, past or to come: 客服说月底到货, 说周三取车."""
    start, end = when.span
    return (
        _BARE_TIME.fullmatch(folded[start:end]) is not None
        and _PROMISE.search(folded, max(0, start - 8), start) is not None
    )


def is_of_a_service(when: When, folded: str) -> bool:
    """Whether a time is that of work done on the car, which the failure came after: 上周三保养完."""
    return _SERVICE.match(folded, when.span[1]) is not None


def find_ownership(text: str, now: datetime) -> When | None:
    """The purchase told as a duration (才开了两年, 买了一个多月), as a rough interval; None if none is."""
    folded = fold(text)
    match = _FOR.search(folded) or _PRESENT.search(folded)
    if match is None or (match["u"] == "月" and match["c"] is None):
        return None
    number = 0.5 if match["n"] == "半" else 3.0 if match["n"] == "几" else _value(match["n"])
    if number is None or (match["u"] == "年" and number > 30):
        return None
    number += 0.5 if match["half"] or match["tail"] == "半" else 0.0
    fuzzy = bool(match["more"] or match["more2"] or match["tail"] in ("多", "出头"))
    middle = now - timedelta(days=_DAYS[match["u"]] * (number + (0.3 if fuzzy else 0)))
    return _around(middle, match, text)


def _value(words: str) -> float | None:
    number = read_number(words)
    return None if number is None else number.value


def _around(middle: datetime, match: re.Match[str], text: str) -> When:
    """Durations in days and weeks name a day, in months and years a month; all are rough."""
    start = match.start("n")
    span = (start, match.end())
    day = middle.replace(hour=0, minute=0, second=0, microsecond=0)
    if match["u"] in ("月", "年") and not (match["u"] == "月" and match["n"] == "半"):
        first = day.replace(day=1)
        following = (first + timedelta(days=32)).replace(day=1)
        return When(first, following, "month", True, text[span[0] : span[1]], span, None)
    return When(day, day + timedelta(days=1), "day", True, text[span[0] : span[1]], span, None)


def as_recent_event(purchase: When, now: datetime) -> When | None:
    """A car bought days ago: whatever happened, happened since.

    Only for a purchase told to the day and at most 60 days old; the interval runs from that day to now.
    """
    if purchase.grain not in ("day", "part", "hour", "minute") or purchase.approximate:
        return None
    if not timedelta(0) <= now - purchase.start <= timedelta(days=60):
        return None
    return replace(purchase, end=max(purchase.end, now), grain="period", approximate=True)
