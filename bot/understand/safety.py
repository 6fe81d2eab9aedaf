"""Does this message speak of something in the car that endangers people?

Two readers judge it. One knows parts and their failures (hazard_table.py) and reads clause by clause, so that it can
say which hazard it is; what a clause denies, supposes or merely has heard of is none. The other has learned from
thousands of sentences how danger sounds (learned.py), and hears what nobody thought of. The answer may only raise a
severity, never lower it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from bot.understand.hazard_table import HAZARDS
from bot.understand.hazards import LOOKALIKES, Hazard, Kind
from bot.understand.learned import learned, stretches
from bot.understand.patterns import Pattern
from bot.understand.plain import clauses, plain

LIKELY: Final = 0.2
"""The log-odds from which a message is a matter of safety."""
KNOWN: Final = 2.5
"""What it adds to them, and to those of the gravest clause, that a known part fails in a known way."""

_SMALL_TALK: Final = Pattern(
    r"[你您]们?好|在[吗么]|谢谢您?|多谢|麻烦了?|师傅|请问|是这样的?|我姓\w{1,3}|约?[\d.]+万?多?(?:公里|km)|"
    r"(?:今|昨|前)(?:天|晚)(?:早上|上午|中午|下午|晚上)?|刚才|刚刚"
)
"""Clauses that tell nothing of the trouble, and would drown it."""
_DENIED: Final = Pattern(
    r"(?:没有?|不会|(?<!是)不是|并不|未曾|从未|无|未|不存在|不像|不算|别|(?<![是要会])不|避免|防止|防)"
    r"(?:了|过|是|的|再|任何|什么|出现过?|发生过?|看到|看见|闻到|听到|见|遇到过?)?\w?$"
)
_DENIED_WHOLE: Final = Pattern(
    r"(?:没有|(?:没|不是|又没|并没)有?(?:说|讲|反映|投诉)|(?:没|未)(?:有)?(?:发生|出现|遇到|出)过?|(?<!是)不是|"
    r"不存在)(?:过|什么|任何)?(?:的?)$"
)
_UNREAL: Final = Pattern(
    r"万一|如果|[如若][再若遇](?!此)|[如若]发生|(?<!要不)(?<!不)要是|假如|假设|倘若|会不会|"
    r"怕(?!的是)|担心|害怕|以防|预防|防止|避免|"
    r"以免|免得|可能会|是否会|容易不容易|容易(?=[^,]{0,6}[吗嘛么]$)|有没有可能|什么情况下"
)
_OPENS_UNREAL: Final = Pattern(
    r"万一|如果|[如若][再若遇](?!此)|[如若]发生|(?<!要不)(?<!不)要是|假如|假设|倘若"
)
_HEARD: Final = Pattern(
    r"谣言|谣传|辟谣|所称|听说|听人说|据说|传说|传言|网上|网传|新闻|抖音|短视频|论坛|车友群|"
    r"群里|热搜|贴吧|有人说|朋友说|"
    r"同事说|邻居说|别人说|都说|人家说|看[到了过]?[^,]{0,4}(?:有人|别人|报道|视频)|视频[上里]?[说讲]|"
    r"(?:别人|人家|邻居|其他人|别家|"
    r"其他|别的|网友|同事|朋友|同学|亲戚|群友|同行|竞品|隔壁(?!车道)[^,]{0,3})(?:家|的|那|"
    r"开的)?(?:的)?(?:车(?!道|位|库)|"
    r"牌子|品牌)|别的车主|其他车主"
)
_SAME_HERE: Final = Pattern(
    r"(?:结果|我的?车?|我这车?|我家的?车?)[^,]{0,6}(?:真|也)(?!没|不|会|"
    r"有问题|想)"
)
_MINE: Final = Pattern(
    r"结果|我的车?|我这|我家|我们家|自己的|自家|本人|我也|我今|我昨|我前|刚才|"
    r"这回|真的?(?=断|着|失|自|爆)"
)
_GENERAL_QUESTION: Final = Pattern(r"会$|容易$|能$|会[^,]{0,4}$")
_ASKED_ABOUT: Final = Pattern(r"^[^,我]{0,4}(?:问一?下|想问|请问|咨询|请教)[^我]*$")
_HOW_TO: Final = Pattern(r"^[^,了]{0,3}(?:该怎么|应该怎么|怎么处理|如何)")
_ASKS: Final = Pattern(r"(?<!正常)(?<!回事)[吗嘛么]$|不$|靠谱|是真的")
_TURN: Final = Pattern(r"[啊呀吗呢吧]|但是?|可是|不过|结果|而且|我这")
_SETTLED: Final = Pattern(
    r"修好了|修好的|解决了|已经好了|已修复|处理好了|弄好了|一切正常|恢复正常|就好了$|没再犯|没再出现|"
    r"[修调换弄](?:完|过|好)(?:以?后|了)?(?:就|都|挺|很|真|特别|一直)?好"
)
_GRATEFUL: Final = Pattern(r"谢|感谢|之前|以前|上[次回]|原来|点赞|表扬|满意|好评|辛苦")
_UNGRATEFUL: Final = Pattern(r"不满意|又|还是|再次|没修好|没解决|复发")
_OTHER_SUBJECT: Final = Pattern(
    r"客服|电话|销售|店里|你们|经理|前台|师傅|消息|投诉|钥匙|手机|空调|座椅|导航|屏|音响|蓝牙|雨刮|"
    r"车窗|天窗|胎压|喷漆|发票|合同|服务"
)


@dataclass(frozen=True, slots=True)
class SafetyHit:
    """Why a message is a matter of safety: the customer's words, in plain spelling, and their hazard."""

    words: str
    hazard: Kind


def safety_hits(text: str) -> tuple[SafetyHit, ...]:
    """Every hazard that the customer reports as real, in the order of the clauses.

    "刹车没问题", "网上说会自燃", "座椅加热失灵" and "让人自燃" are none. A question about one's own
    car's symptom is one.
    """
    dangerous = learned("safety")["safety"].score
    said = [clause for clause in clauses(plain(text)) if not _SMALL_TALK.fullmatch(clause)]
    telling = max(stretches(",".join(said)), key=dangerous)
    gravest = max(telling.split(","), key=dangerous)
    likely = dangerous(telling)
    known = tuple(_known_hazards(text)) if max(likely, dangerous(gravest)) + KNOWN > LIKELY else ()
    return known or ((SafetyHit(gravest, "unsorted"),) if likely > LIKELY else ())


def _known_hazards(text: str) -> Iterator[SafetyHit]:
    spelled = plain(text)
    settled = _SETTLED.search(spelled)
    if settled and _GRATEFUL.search(spelled) and not _UNGRATEFUL.search(spelled):
        rest = clauses(spelled[settled.end() :])
        spelled = ",".join(rest[1:] if spelled[settled.end() :][:1] not in ",。!,; " else rest)
    body = LOOKALIKES.sub("◇", ",".join(clauses(spelled)))
    known = _Candidates(body)
    heard = supposed = False
    before = ""
    rumour: list[SafetyHit] = []
    for clause in body.split(","):
        if rumour and _SAME_HERE.search(clause):
            yield from rumour
            rumour = []
        if _MINE.search(clause):
            heard = False
        first_heard = _HEARD.search(clause)
        heard = heard or (first_heard is not None and not _MINE.search(clause, first_heard.end()))
        hits = _real_hazards(clause, before, known, supposed)
        if heard:
            rumour.extend(hits)
        else:
            yield from hits
        supposed = _OPENS_UNREAL.search(clause) is not None
        before = "" if heard else clause


class _Candidates:
    """The hazards a clause may report, by the words that stand in it and by what they need of the message."""

    def __init__(self, body: str) -> None:
        self._body = body
        self._needed: dict[int, bool] = {}

    def of(self, *parts: str) -> Iterator[Hazard]:
        rows: set[int] = set()
        for part in parts:
            for at, first in enumerate(part):
                for word, row in _by_first_character().get(first, ()):
                    if row not in rows and part.startswith(word, at):
                        rows.add(row)
        return (HAZARDS[row] for row in sorted(rows) if self._has_what_it_needs(row))

    def _has_what_it_needs(self, row: int) -> bool:
        needs = HAZARDS[row].needs
        if needs is None:
            return True
        if row not in self._needed:
            self._needed[row] = needs.search(self._body) is not None
        return self._needed[row]


@cache
def _by_first_character() -> dict[str, list[tuple[str, int]]]:
    index: dict[str, list[tuple[str, int]]] = {}
    for row, hazard in enumerate(HAZARDS):
        for word in hazard.words:
            index.setdefault(word[0], []).append((word, row))
    return index


def _real_hazards(clause: str, before: str, known: _Candidates, supposed: bool) -> Iterator[SafetyHit]:
    carried = bool(before) and not _OTHER_SUBJECT.search(clause) and len(before) <= 30
    joined = f"{before},{clause}" if carried else clause
    start = len(joined) - len(clause)
    for hazard in known.of(*((before, clause) if carried else (clause,))):
        if hazard.unless and hazard.unless.search(clause):
            continue
        found = _reported(hazard, joined, start, supposed)
        if found:
            yield SafetyHit(found.strip(",◇ "), hazard.kind)


def _reported(hazard: Hazard, joined: str, start: int, supposed: bool) -> str | None:
    """The words of the first match that ends in the present clause and is neither denied nor supposed."""
    for match in hazard.pattern.finditer(joined):
        if match.end() <= start:
            continue
        failure = match.start("f") if match["f"] is not None else match.start("b")
        ahead = joined[start if failure >= start else 0 : failure]
        if _DENIED_WHOLE.search(joined, 0, match.start()):
            continue
        if _is_real(ahead, joined[match.end() :], supposed):
            return match[0]
    return None


def _is_real(ahead: str, behind: str, supposed: bool) -> bool:
    if supposed and (
        _ASKS.search(behind) or "会" in ahead or "怎么办" in behind or "谁" in behind or "赔" in behind
    ):
        return False
    if _ASKED_ABOUT.search(ahead) and _HOW_TO.search(behind):
        return False
    if _DENIED.search(ahead) or _UNREAL.search(_TURN.split(ahead)[-1]):
        return False
    return not (_GENERAL_QUESTION.search(ahead) and _ASKS.search(behind))
