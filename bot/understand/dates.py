"""When something happened, in the customer's words: an interval, how exact it is, and what had to be assumed.

Words are read towards the past, because complaints are: 10月3号 said in March is last October.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.understand.clocktimes import Grain, Scope
from bot.understand.folding import fold
from bot.understand.patterns import Pattern
from bot.understand.pieces import LEVEL, Kind, Piece, read_pieces
from bot.understand.scopes import narrow


@dataclass(frozen=True)
class When:
    """A stretch of time, end exclusive, in the zone of the customer.

    `grain` is the unit the customer spoke in; `assumed` names what he left open and we chose: `year`,
    `month`, `week`, `day` or `half_day`; `approximate` is his own hedge (大概, 左右, 多).
    `words` is what he wrote.
    """

    start: datetime
    end: datetime
    grain: Grain
    approximate: bool
    words: str
    span: tuple[int, int]
    assumed: str | None


_GLUE = Pattern(
    r"(?: |的|份|大概|大约|差不多|约|左右|是|在|可能|好像|应该|吧|时候|[上下]班|放学|出门|回家|收工){0,4}"
)
_CORRECTS = Pattern(
    r"[ ,，。.…]*(?:的)?[ ,，。.…]*(?:哦|噢|啊|呃)?[ ,，]*(?:不对|不是|错了|[说记写打]错了?|"
    r"更正)[^0-9一-十\n]{0,6}?(?:应该)?是?[ ,，:]*"
)
_COMMA_GLUE = Pattern(r" ?, ?(?:大概|大约|差不多)?")
_RANGE = Pattern(r" ?(?:到|至|-|~|——) ?")
_HEDGE_BEFORE = Pattern(
    r"(?:大概|大约|可能|好像|应该|差不多|估计|约|印象中|记得|似乎|大致)(?:就?是|在|也就|是在|的话)?,?$"
)
_HEDGE_AFTER = Pattern(r"(?:那天|份|的时候)?,?(?:左右|前后|上下|吧|的样子|附近|那会|那阵|样子)")
_CLOCK_CONTEXT = Pattern(r"(?:到|等到|预约|约|约的|约了|约好|约在|在|于)的?$")
_NOT_A_CLOCK = Pattern(
    r" ?(?:[儿都也没不就一]|反应|问题|建议|要求|意见|小|钱|水|油|血|办法|消息|用|道理|内容|原因)"
)
_INQUIRY = Pattern(
    r" ?(?:你们)?(?:上班(?!那|的|路|途)|营业|开门|关门|有空(?![调气])|有人吗|能不能|可以|能[来修去约做换到取]|"
    r"有(?:什么|没有)?(?:活动|优惠|现车|货|位)|方便)"
)
_ASKED_FORMS = Pattern(
    r"[^0-9]{0,6}(?:(?P<y>20[0-9]{2})(?P<m>1[0-2]|0[1-9])?|(?P<m2>1[0-2]|0?[1-9])[./-](?P<d2>3[01]|"
    r"[12][0-9]|0?[1-9]))"
    r"(?:年?款)?[^0-9]{0,6}"
)


def read_times(text: str, now: datetime, asked: bool) -> list[tuple[When, bool]]:
    """Every time named, left to right, and whether it is no more than a clock time or part of a day.

    `now` is aware, in the customer's zone. A range (3月5号到7号) is one; words of the future (明天) and of
    habit (每天) give none. With `asked` (we had just asked for a date) bare forms such as `2023`, `202305` and
    `3.5` are dates too.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware, in the customer's zone")
    folded = fold(text)
    local = now.replace(tzinfo=None)
    pieces = _asked_pieces(folded) if asked else []
    groups = _groups(pieces or read_pieces(folded), folded)
    found: list[tuple[When, bool]] = []
    joined = -1
    for index, group in enumerate(groups):
        if index <= joined:
            continue
        scope = _resolve(group, local) if _is_a_time(group, folded, asked) else None
        if scope is None:
            continue
        end = group[-1].end
        if index + 1 < len(groups) and _RANGE.fullmatch(folded, end, groups[index + 1][0].start):
            later = _resolve(_inherit(group, groups[index + 1]), local)
            if later is not None and later.start > scope.start:
                scope = replace(scope, end=later.end)
                joined, end = index + 1, groups[index + 1][-1].end
        if found and _CORRECTS.fullmatch(folded, found[-1][0].span[1], group[0].start):
            found.pop()
        clock_only = all(piece.kind in ("part", "clock") for piece in group)
        found.append((_when(text, folded, scope, (group[0].start, end), now), clock_only))
    return found


def _groups(pieces: list[Piece], folded: str) -> list[list[Piece]]:
    """Pieces that belong to one date: next to each other, each smaller than the one before."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        last = groups[-1][-1] if groups else None
        if last is not None and last.kind == "justnow" and piece.kind == "ago" and piece.start - last.end < 2:
            groups[-1] = [piece]
        elif last is not None and _follows(last, piece, folded):
            if piece.kind != "again":
                groups[-1].append(piece)
            else:
                groups[-1][-1] = replace(last, end=piece.end)
        else:
            groups.append([piece])
    return [group for group in groups if group[0].level > 0]


def _follows(last: Piece, piece: Piece, folded: str) -> bool:
    if piece.kind == "block":
        return False
    if last.kind == "again":
        return piece.level >= LEVEL["part"]
    if piece.kind == "again":
        return piece.start - last.end <= 1 and last.level <= 5
    smaller = piece.level > last.level or (piece.kind == "weekday" and last.kind in ("day", "date", "relday"))
    if piece.kind in ("ago", "recent", "justnow") or not smaller:
        return False
    if last.kind == "ago" and piece.level <= last.level:
        return False
    if _GLUE.fullmatch(folded, last.end, piece.start):
        return True
    return (
        piece.level >= 6
        and last.level <= 5
        and _COMMA_GLUE.fullmatch(folded, last.end, piece.start) is not None
    )


def _is_a_time(group: list[Piece], folded: str, asked: bool) -> bool:
    """Whether pieces are a time that was, not an inquiry (周日上班吗) nor a little of something (一点)."""
    if _INQUIRY.match(folded, group[-1].end):
        return False
    piece = group[0]
    if piece.kind != "clock" or len(group) > 1:
        return True
    words = folded[piece.start : piece.end]
    if piece.name == "colon" or len(piece.numbers) > 1 or piece.fuzzy or words.endswith("钟"):
        return True
    if _NOT_A_CLOCK.match(folded, piece.end):
        return False
    before = folded[max(0, piece.start - 3) : piece.start]
    if asked or _CLOCK_CONTEXT.search(before):
        return True
    return piece.name == "point" and not before.endswith(("有", "这", "第", "说", "提", "几", "下"))


def _resolve(group: list[Piece], now: datetime) -> Scope | None:
    """The first reading of the whole group that has begun by now; if all lie ahead, the nearest."""
    ahead: Scope | None = None
    for scope in _readings(group, None, now):
        if scope.start <= now:
            return scope
        ahead = ahead or scope
    if ahead is not None and group[0].kind == "year" and ahead.grain == "year":
        return None
    return ahead


def _readings(group: list[Piece], scope: Scope | None, now: datetime) -> Iterator[Scope]:
    if not group:
        if scope is not None:
            yield scope
        return
    following = group[1].kind if len(group) > 1 else None
    for narrower in narrow(group[0], scope, now, following):
        yield from _readings(group[1:], narrower, now)


def _inherit(first: list[Piece], second: list[Piece]) -> list[Piece]:
    """3月5号到7号: the second end takes what it leaves out from the first."""
    lead, head = second[0], first[-1]
    if lead.kind == head.kind == "weekday" and len(lead.numbers) == 1:
        lead = replace(lead, numbers=(lead.numbers[0], *head.numbers[1:]))
    return [*(piece for piece in first if piece.level < lead.level), lead, *second[1:]]


def _when(text: str, folded: str, scope: Scope, span: tuple[int, int], now: datetime) -> When:
    hedged = bool(
        _HEDGE_BEFORE.search(folded, max(0, span[0] - 8), span[0])
        or _HEDGE_AFTER.match(folded, span[1])
        or re.search(r"大概|大约|差不多|左右|可能|好像", folded[span[0] : span[1]])
    )
    return When(
        start=scope.start.replace(tzinfo=now.tzinfo),
        end=scope.end.replace(tzinfo=now.tzinfo),
        grain=scope.grain,
        approximate=scope.approximate or hedged,
        words=text[span[0] : span[1]],
        span=span,
        assumed=scope.assumed,
    )


def _asked_pieces(folded: str) -> list[Piece]:
    match = _ASKED_FORMS.fullmatch(folded.strip()) if len(folded) < 24 else None
    if match is None:
        return []
    shift = len(folded) - len(folded.lstrip())
    larger, smaller = ("y", "m") if match["y"] else ("m2", "d2")
    kinds: tuple[Kind, Kind] = ("year", "month") if match["y"] else ("month", "day")
    middle = match.end(larger) if match[smaller] is None else match.start(smaller)
    pieces = [Piece(kinds[0], match.start(larger) + shift, middle + shift, "", (int(match[larger]),))]
    if match[smaller]:
        pieces.append(Piece(kinds[1], middle + shift, match.end(smaller) + shift, "", (int(match[smaller]),)))
    return pieces
