"""Is somebody in danger at this moment?

A hazard counts as present when the message places it in the present (现在, 正在, 我在高速上) or when it
is a fire or an injury told without any past time. What happened yesterday, now and then, or was
survived (幸亏) is a report, not a danger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from bot.understand.hazards import LOOKALIKES
from bot.understand.hazards import Kind as Hazard
from bot.understand.patterns import Pattern
from bot.understand.plain import clauses, plain
from bot.understand.safety import SafetyHit, safety_hits

Kind = Literal["smoke_fire", "brake", "steering", "stalled_on_road", "injury", "leak", "battery", "other"]

_KIND: Final[dict[Hazard, Kind]] = {
    "fire": "smoke_fire",
    "brake": "brake",
    "steering": "steering",
    "power": "stalled_on_road",
    "injury": "injury",
    "leak": "leak",
    "battery": "battery",
}
_FIRST: Final[tuple[Kind, ...]] = (
    "battery", "smoke_fire", "injury", "brake", "steering", "leak", "stalled_on_road", "other",
)  # fmt: skip

_NOW: Final = Pattern(
    r"现在|正在|此刻|这会儿?|目前|眼下|救命|救我|救人|快来|快点来|来人|十万火急|马上来|赶紧来|"
    r"right now|help me|just now"
    r"|(?<!说)刚刚|我(?:们|人|车)?(?:还|就|正)?(?:被困|困|停|卡|堵|坐|站)?在[^,]{0,8}(?:高速|高架|"
    r"路上|路边|快速路|隧道|应急车道|车道|桥上|车里|车上|匝道|国道|马路|路口|路中)(?!店)"
    r"|(?<![^,])(?:人|车|我?就|还)?在[^,]{0,6}(?:高速|高架|隧道|快速路|国道)(?:上|里|中)?(?![^,])"
    r"|还在(?:冒|烧|漏|流|滴|加速|开|往)|怎么办|咋办|该咋|不敢(?:开|动|上)了?|(?:越来越|"
    r"一直在)[^,]{0,3}(?:烧|冒|大|漏)"
)
_HERE: Final = Pattern(
    r"(?<!当)(?<!那)时?我(?:们|人|车)?(?:还|就|正)?(?:被困|困|停|卡)?在[^,]{0,8}(?:高速|高架|路上|"
    r"路边|快速路|隧道|应急车道|车道|桥上|车里|车上|匝道|国道|马路|路口|路中)"
)
_PAST: Final = Pattern(
    r"昨[天晚日早]|前[天晚]|大前|上(?:个?(?:周|月|星期|礼拜|次|回))|之前|以前|去年|前年|今年\w?月|"
    r"那天|那次|那晚|当时|当天|当晚|前几天|前两天|前段|早上|上午|中午|下午|今早|凌晨|半夜|夜里"
    r"|\d{1,2}月|[\d一二三四五六七八九十]{1,4}(?:号|日)(?!线)|[\d一二三四五六七八九十两几]{1,4}(?:天|"
    r"周|个月|个星期|年|个?小时|分钟)(?:前|之前|以前)|周[一二三四五六日末天](?!围)|"
    r"星期[一二三四五六日天]|国庆|春节|五一|元旦|中秋"
    r"|曾|有一次|有一回|有次|两次|三次|几次|多次|第二次|第一次|经常|老是|总是|每次|偶尔|有时|时不时|"
    r"动不动|幸亏|幸好|好在|还好|后来|事后|最后|已经修|修好|拖[车到回]|消防都?来|刚换|刚修|刚做完|"
    r"过一次|过\w次|报过|yesterday|last (?:week|night|month)|ago"
)
_DEMAND: Final = Pattern(
    r"(?:怎么办|现在|目前)[^,]{0,8}(?:要求|赔|处理|说法|医院|店|4s|你们|修|"
    r"没人|还没|才|不管|推)|(?:医院|住院|店里|你们店|修理厂|4s)"
)
_NARRATED: Final = Pattern(
    r"开着开着|跑着跑着|的时候|结果|幸|差一?点|吓|就[^,]{0,6}了[^,]*$|你们|"
    r"要求|投诉|退车|换车|赔|说法|索赔|质量|才[买跑开]"
)
_BARE_ROAD: Final = Pattern(
    r"^(?:我)?(?:在|车在)?[^,]{0,4}(?:高速|高架|隧道|快速路|国道|"
    r"桥)上?[^,]{0,14}$"
)
_STUCK: Final = Pattern(
    r"(?:高速|高架|隧道|快速路|应急车道|快车道|超车道|车道|路中间|路口|马路|国道|匝道|"
    r"桥上)[^,]{0,10},?[^,]{0,6}(?:动不了|走不了|开不动|不走了|没电了|抛锚|熄火|趴窝|趴着|打不着|"
    r"没动力|没油了|坏了|坏在)"
    r"|(?:抛锚|趴|停|坏|瘫|卡)在?[^,]{0,6}(?:高速|高架|隧道|快速路|应急车道|快车道|超车道|路中间|"
    r"马路中|国道|匝道)"
)
_HURT: Final = Pattern(
    r"(?:有人|我|孩子|老人|乘客|朋友|爱人|老公|老婆|他|她)[^,]{0,6}(?:受伤|"
    r"流血|昏迷|昏过去|出不来|夹住|卡住|被困)|撞车了[^,]{0,6}$|出车祸了$|翻车了$"
)
_UNDENIED: Final = Pattern(r"没有?(?:人)?(?:受伤|流血)|人没事")
_BURNS: Final = Pattern(
    r"(?:着火|起火|冒烟|冒[黑白浓青]烟|烧起来|自燃|失火|着)了?(?:啊|呀|!|救|"
    r"快|怎么|$)|在(?:冒烟|着火|烧)|冒烟|着火|on fire|smok|burning"
)


_NOWADAYS: Final = Pattern(r"现在|正在|此刻|这会儿?|救命|还在(?:冒|烧|漏|流)|right now")
_AT_A_STORE: Final = Pattern(r"维修|4s|店")


@dataclass(frozen=True, slots=True)
class Danger:
    """A danger that is happening now: what kind, and the customer's words (in plain spelling) that say so."""

    kind: Kind
    words: str


def is_danger_now(text: str, hits: tuple[SafetyHit, ...] | None = None) -> Danger | None:
    """The gravest danger that the message places in this very moment, or None.

    "车着火了" and "我在高速上,车头冒烟了" are; "昨天高速上刹车失灵" and "有时候冒烟" are reports.
    `hits` are those of `safety_hits`, where the caller has them already.
    """
    body = ",".join(clauses(plain(text)))
    found = tuple(dict.fromkeys(_dangers(safety_hits(text) if hits is None else hits, body)))
    if not found:
        return None
    present = _present(found, body)
    return min(present, key=lambda danger: _FIRST.index(danger.kind), default=None)


def _dangers(hits: Iterable[SafetyHit], body: str) -> Iterator[Danger]:
    for hit in hits:
        yield Danger(_KIND.get(hit.hazard, "other"), hit.words)
    seen = LOOKALIKES.sub("◇", body)
    stuck = _STUCK.search(seen)
    if stuck:
        yield Danger("stalled_on_road", stuck[0])
    hurt = _HURT.search(seen)
    if hurt and not _UNDENIED.search(seen):
        yield Danger("injury", hurt[0])


def _present(found: tuple[Danger, ...], body: str) -> list[Danger]:
    """Those of the dangers that the message places in the present."""
    if _PAST.search(body):
        return _overriding_past(body, found)
    if _NOW.search(body):
        return [] if _DEMAND.search(body) and not _HERE.search(body) else list(found)
    if len(body) > 40 or _NARRATED.search(body):
        return []
    return [danger for danger in found if _is_cried_out(danger, body)]


def _is_cried_out(danger: Danger, body: str) -> bool:
    """A few words with no time at all: a fire, an injury, a car stuck on the road."""
    if danger.kind == "smoke_fire":
        return _BURNS.search(body) is not None and len(body) <= (40 if body.isascii() else 24)
    if danger.kind == "injury":
        return (
            body.endswith(("了", "血", "来", "住", "伤", "迷", "困")) and len(body) <= 16 and "院" not in body
        )
    if danger.kind == "stalled_on_road" and _STUCK.search(body):
        return len(body) <= 20
    return body.endswith("了") and _BARE_ROAD.search(body) is not None


def _overriding_past(body: str, found: tuple[Danger, ...]) -> list[Danger]:
    """Those that another clause shows in the present ("昨天刚修好,现在又冒烟了")."""
    here = _HERE.search(body) is not None
    nowadays = [
        clause
        for clause in body.split(",")
        if _NOWADAYS.search(clause) and not _PAST.search(clause) and not _DEMAND.search(clause)
    ]
    if any(here and not _AT_A_STORE.search(clause) for clause in nowadays):
        return list(found)
    return [
        danger
        for danger in found
        if any(part in clause for clause in nowadays for part in danger.words.split(","))
    ]
