"""How far the car has run, in kilometres, out of everything else a message counts."""

import re
from dataclasses import dataclass

from bot.understand.folding import clause_around, fold
from bot.understand.numerals import NUMBER, read_number
from bot.understand.patterns import Pattern

MOST_KM = 2_000_000


@dataclass(frozen=True)
class Mileage:
    """The reading of the odometer; `approximate` when the customer hedged (多, 左右, 出头, 快)."""

    km: int
    approximate: bool
    words: str
    span: tuple[int, int]


_UNIT = r"(?:公里|千米|km(?![a-z/])|公路里|里(?![面程边头外的]))"
_CANDIDATE = Pattern(
    rf"(?<![0-9a-z.])(?P<about>小|快|近|将近|接近|大概|大约|差不多|约|不到|超过|过|才|也就)?(?:有|是|就)? ?"
    rf"(?P<n>{NUMBER})(?P<vague>多|来|余|几|出头|不到|左右|上下)? ?(?P<unit>{_UNIT})?(?P<after>多|左右|"
    rf"出头|不到|上下|吧)?"
)
_TRIGGER = Pattern(
    r"(?:跑|走|行驶|行|干|骑)(?:了|过|到|有|的|够|满|完)?(?:总共|一共|里程|差不多|大概|大约|才|快|将近|"
    r"也就|接近|约|不到)*(?:了|是|有|到)?[:]? ?$|"
    r"(?:里程|公里|行驶)(?:表|数)?(?:上)?(?:的)?(?:显示|读数|数)?(?:已经)?(?:跑了)?(?:大概|大约|差不多|"
    r"现在|目前|应该|写错了|说错了|不对|错了|,| |是|为|"
    r"改|成|到|了|:|才|快|约|不)*$|"
    r"(?:表显|码表|仪表盘?|表上|表底|表盘|表头|公里表|里程表)(?:里程|上)?(?:显示|写着)?(?:是|了|已经)?[: ]?$|"
    r"(?:开|使|用)(?:了|到|过)(?:总共|一共|差不多|大概|大约|才|快|将近|也就|约|不到)*$"
)
_YEARS_BEFORE = Pattern(
    r"[0-9一二两三四五六七八九十]{1,2}(?:个多?月|年)(?:多|半)?,? ?(?:了|就|才|不到|跑了|开了)*(?:跑了|"
    r"开了)? ?$"
)
_WARRANTY = Pattern(
    r"质保|保修|三包|包修|延保|担保|终身|免费保养|承诺|宣传|政策|手册|建议|(?:厂家|厂商|"
    r"官方|店里|你们)(?:都)?(?:规定|要求|说)"
)
_RATE_BEFORE = Pattern(
    r"(?:(?<![了有])[一半每](?:天|日|周|星期|礼拜|个?月|趟|个?来回)|每年|(?<![了有才])一年(?=.*[跑开走]))"
    r"(?:大概|平均|也就|最多|至少|少说|能|要|得|差不多|都|才)*(?:[跑开走](?!了)(?:个)?)?(?:大概|不到|差不多)? ?$"
)
_INTERVAL = Pattern(r" ?(?:就|要|得|该)*(?:换|更换|清洗|做)(?![^,。]{0,6}[了的过完])[^,。]{1,8}(?:$|[,。 ])")
_TO_GO = Pattern(r"(?:还有|还差|再有|差)(?:大概|不到)?$")
_PRICED = Pattern(r" ?(?:才|就|要|合|大概)*[0-9一二两三四五六七八九十几.]+(?:块|元|毛|度|个?油|升|分钱)")
_OWN_STATE = Pattern(
    r"(?:还|都|仍|也)?(?:没|未|没有|刚|已经?|早)?(?:在|过|出|脱|超)了?(?:质保|保修|三包)(?:期|内)?"
)
_WARRANTY_PAIR = Pattern(r"[0-9一二两三四五六七八九十]{1,2}年(?:或者?|/|、|,|和|加)? ?$")
_PER_NEXT = Pattern(
    r"(?:就|得|要|会|左右|大概)*+(?:加|烧|补|少|掉|耗|喝|添)(?:了|"
    r"掉)?[0-9一二两三半]{0,3}(?:升|斤|桶|瓶|l|次|机油|油|防冻液|水)|"
    r"(?:要|就得|就要|得|该|必须|做)?(?:一次|保养一次|做一次|一保|二保|首保|大保|小保|换一次|一换|油耗|"
    r"加速|每小时|/h|/小时|一小时|外|远|处|以外|之外|的路|路程|"
    r"(?:就|又|才|半路|路上)?(?:没电|没油|趴窝|抛锚))"
)
_NOT_BEFORE = Pattern(
    r"(?:每|间隔|周期|[加充][^,]{0,8}[油电][^,]{0,3}跑|[日年月周]均(?:行驶|跑)?|cltc|nedc|wltp|epa|"
    r"工况|官方|首保|充?一次电|一度电|"
    r"一格电|一升油|时速|续航(?:里程)?(?:显示)?(?:还|"
    r"只|就)?|纯电|满电|充满电?|加满油?|一箱油|百|电量|剩余|还剩|"
    r"只剩|能跑|(?:离(?!合)|距离?|相距)[^,。!?]{0,6}?|"
    r"附近|方圆|拖车?了?|免费拖|第|"
    r"限速|速度|车速|油耗|又[跑开]了?|再[跑开]了?|来回|往返|单程|多[跑开绕]了?|显示还能跑|迈|码|"
    r"开出去?|开出来|标的?|标称)"
    r"(?:是|为|有|大概|大约|差不多|不到|才|只有|了|约|能?跑|实际|[0-9,.]+的?|只能)*[: ]?$"
)
_DELTA_BEFORE = Pattern(
    r"(?:[修换喷保养加刷取提]{1,2}(?:完|好|过)?[^,]{0,4}(?:之后|以后|后|回来|回去|完|"
    r"出来)[^,]{0,4}[跑开]了?(?:才|不到|没)?) ?$"
)
_DATED = Pattern(r"[双年]$")
"""去年双十一, 前年十一: the number is a day of the year."""
_NOT_AFTER = Pattern(
    r" ?(?:块|元|钱|毛|定金|订金|天|年|个|次|号|点|分|月|日|人|级|款|升|l(?![a-z])|%|度|码|迈|转|rpm|"
    r"v(?![a-z])|万元|秒|小时|周|瓦|寸|台|辆|路|"
    r"折|岁|条|只|"
    r"保养|的?首保|/|-[0-9]|:)"
)


def find_mileage(text: str, *, asked: bool = False) -> Mileage | None:
    """The car's mileage in kilometres, or None.

    Distances, speeds, ranges on one charge, intervals (一千公里就得加一升) and warranty limits (三年十万公里)
    are not mileage. With `asked` (we had just asked for it) a bare number is: 三万二, 23000, 3.2 (万).
    """
    folded = fold(text)
    best: tuple[int, Mileage] | None = None
    for match in _CANDIDATE.finditer(folded):
        score = _score(match, folded, asked)
        if score and (best is None or score > best[0]):
            mileage = _mileage(match, text, asked)
            if mileage is not None:
                best = score, mileage
    return None if best is None else best[1]


def _score(match: re.Match[str], folded: str, asked: bool) -> int:
    """How surely a number is the mileage; 0 when it is something else."""
    start, end = match.span()
    before = folded[max(0, start - 16) : start]
    about = match["about"] or ""
    big = bool(re.search(r"[万wk千]|[0-9]{4}", match["n"]))
    triggered = bool(_TRIGGER.search(before + about) or _TRIGGER.search(before))
    if match["unit"] and (
        match["n"] == "百"
        or _TO_GO.search(folded, max(0, start - 2), match.start("n"))
        or _PRICED.match(folded, end)
        or _RATE_BEFORE.search(before + about)
    ):
        return 0
    if _PER_NEXT.match(folded, end) or (_NOT_BEFORE.search(before + about) and not _said_of_odometer(before)):
        return 0
    if _is_warranty(match, folded, before):
        return 0
    if not triggered and _INTERVAL.match(folded, end):
        return 0
    if match["unit"] is None:
        if _NOT_AFTER.match(folded, end) or (not big and _DATED.search(before)):
            return 0
        if triggered and (big or asked):
            return 3
        if big and _YEARS_BEFORE.search(before + about):
            return 2
        return 1 if asked else 0
    if _DELTA_BEFORE.search(before) and not big:
        return 0
    return 4 if triggered else 2


def _said_of_odometer(before: str) -> bool:
    return (
        bool(re.search(r"(?:里程|公里数|表显|跑到|开到|行驶到)(?:了|是|为)?$", before))
        and "续航" not in before
    )


def _is_warranty(match: re.Match[str], folded: str, before: str) -> bool:
    start, end = match.span("n")
    left, right = clause_around(folded, start, end, reach=16)
    clause = _OWN_STATE.sub("", folded[left:right])
    if _WARRANTY.search(clause):
        return True
    return bool(_WARRANTY_PAIR.search(before)) and "保" in folded[end : end + 12] and "了" not in before[-4:]


def _mileage(match: re.Match[str], text: str, asked: bool) -> Mileage | None:
    number = read_number(match["n"])
    if number is None:
        return None
    value = number.value
    bare_decimal = match["unit"] is None and re.fullmatch(r"[0-9]{1,2}\.[0-9]{1,2}", match["n"]) is not None
    if bare_decimal and asked:
        value *= 10_000
    elif match["unit"] is None and value < 10:
        return None
    km = round(value)
    if not 0 < km <= MOST_KM:
        return None
    about = match["about"] or ""
    hedged = bool(match["vague"] or (match["after"] and match["after"] != "吧")) or about not in (
        "",
        "才",
        "过",
    )
    start = match.start("n")
    end = match.end()
    return Mileage(
        km,
        number.approximate or hedged,
        text[start:end].strip(),
        (start, start + len(text[start:end].rstrip())),
    )
