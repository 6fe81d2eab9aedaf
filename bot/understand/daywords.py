"""Every word a customer dates things with, as one pattern; `read_pieces` cuts a text into them.

A piece has a level: the pieces of one date stand in falling size (year, month, day, part of day, clock),
so that 去年 + 国庆 + 第二天 or 上周五 + 晚上 + 十点 need no pattern of their own.
"""

import re
from dataclasses import dataclass, field
from typing import Literal

from bot.understand.numerals import read_digits, read_number

Kind = Literal[
    "block", "year", "season", "festival", "month", "third", "week", "day", "date", "relday", "weekday",
    "ago", "recent", "justnow", "part", "clock", "again",
]  # fmt: skip

LEVEL: dict[Kind, int] = {
    "block": 0, "year": 1, "season": 2, "festival": 2, "month": 3, "third": 4, "week": 4, "day": 5, "date": 5,
    "relday": 5, "weekday": 5, "ago": 5, "recent": 5, "justnow": 6, "part": 6, "clock": 7, "again": 0,
}  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """One dating word: what it is, its number(s) or name, and where it stands."""

    kind: Kind
    start: int
    end: int
    name: str = ""
    numbers: tuple[int, ...] = field(default=())
    fuzzy: bool = False

    @property
    def level(self) -> int:
        """1 for a year down to 7 for a clock time."""
        if self.kind == "ago":
            return {"年": 1, "月": 3, "周": 4}.get(self.name, 5)
        return LEVEL[self.kind]


_CN1 = "一二三四五六七八九"
_MONTH = "(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = rf"(?:3[01]|[12][0-9]|0?[1-9]|三十一?|廿[{_CN1}]?|二十[{_CN1}]?|十[{_CN1}]?|[{_CN1}])"
_HOUR = r"(?:2[0-4]|1[0-9]|0?[0-9]|二十[一二三四]?|十[一二三四五六七八九]?|[一二两三四五六七八九零])"
_COUNT = rf"(?:[0-9]{{1,3}}(?:\.5)?|[二两三四五六七八九]?十[{_CN1}几]?|好几|几|[{_CN1}两俩][{_CN1}]?|半|数)"
_FESTIVAL = (
    r"大年三十|年三十|大年初[一二三四五六七八九十]|正月(?:初[一二三四五六七八九十]|十[一二三四五六七八九]?)|"
    r"(?<![0-9第农月])初[一二三四五六七八](?![中级高号期年步次])|除夕|元宵|腊八|小年(?!轻|纪)|元旦|春节|"
    r"过年|新年|清明|端午|七夕|"
    r"中秋|重阳|国庆|劳动节|妇女节|儿童节|教师节|建军节|情人节|双十一|双11|双十二|双12|平安夜|圣诞|跨年|"
    r"(?<!0)618(?![0-9路])|(?:五一|六一)(?![0-9一二三四五六七八九十点月])|"
    r"(?<![二三四五六七八九十0-9])十一(?=期间|假期|长假|放假|黄金周|的时候|那会|小长假|前后)"
)
_NOT_A_STREET = r"(?!路|大道|广场|街|桥|村|小区|隧道|公园|新村|大厦|城|店|小学|中学)"
_BUY = r"(?:买|提|购|入手|入的|上牌|落地|生产|出厂|订|交付)"

_YEAR_FOLLOWS = (
    rf"(?=年?[底末](?!盘)|年?[初尾](?!{_DAY})|年?中(?!秋)|[上下]半年| ?的? ?{_MONTH} ?月| ?{_MONTH}[./-]|"
    rf"正月|腊月|"
    rf"[春夏秋冬]|{_FESTIVAL}|(?:的时候)?[^,。!?0-9]{{0,4}}?{_BUY}|的车(?!龄))"
)
_DEADLINE = (
    r"(?!之?内|以内|再?不(?:解决|处理|给|回|来|修|退|赔|答|说|把|行|办|联系)|必须|务必|一定|要是|能|可以|"
    r"可不可以|有空|上班|营业|几点|开门|下班|第)"
)

_TOKENS: tuple[tuple[str, str], ...] = (
    (
        "block",
        (
            r"大后天|后天|明[天日早晚儿年]|下+个?(?:周|星期|礼拜)[一二三四五六日天末]?|下+个?月|后年|次日|"
            r"隔天|翌日|"
            r"第[0-9一二三四五六七八九十几]{1,3}(?:天|周|个月|年|月)|"
            r"每个?[天日周年月晚早](?:[一二三四五六日天末])?|"
            r"每个?(?:星期|礼拜)[一二三四五六日天]?|天天|前一天|头一天|前一晚|(?:农历|阴历|旧历)|日常|"
            r"[0-9]{1,2}(?:时|点)前|营业时间"
        ),
    ),
    ("again", r"那天|当天|当日|当晚|那晚"),
    (
        "iso",
        (
            r"(?<![0-9.])(?P<iso_y>(?:20|19)?[0-9]{2})(?:"
            r"-(?P<iso_m1>1[0-2]|0?[1-9])-(?P<iso_d1>3[01]|[12][0-9]|0?[1-9])|"
            r"/(?P<iso_m2>1[0-2]|0?[1-9])/(?P<iso_d2>3[01]|[12][0-9]|0?[1-9])|"
            r"\.(?P<iso_m3>1[0-2]|0?[1-9])\.(?P<iso_d3>3[01]|[12][0-9]|0?[1-9])|"
            r"(?<=[0-9]{4})(?P<iso_m4>1[0-2]|0[1-9])(?P<iso_d4>3[01]|[12][0-9]|0[1-9]))(?:[日号]|"
            r"(?![0-9./-]))(?!\.[0-9])"
        ),
    ),
    (
        "isomonth",
        (
            r"(?<![0-9.])(?P<im_y>20[0-9]{2})[-/.](?P<im_m>1[0-2]|0?[1-9])(?![0-9./:-]| ?(?:元|块|万|w|k|"
            r"公里|"
            r"km|t))"
        ),
    ),
    (
        "ago",
        (
            rf"(?<![0-9.第])(?P<ago_n>{_COUNT})(?P<ago_more>多|来)?(?P<ago_c>个)?(?P<ago_half>半|多)?"
            r"(?P<ago_u>分钟?|小时|钟头?|天|日|周|星期|礼拜|月|年)(?P<ago_tail>半|多)?(?:之|"
            r"以)?前(?![面轮后门机台排杠挡])"
        ),
    ),
    (
        "recent",
        (
            rf"(?P<rec_how>最近|近|这|过去|前)(?P<rec_n>{_COUNT})(?P<rec_more>多|来)?个?(?P<rec_u>天|周|星期|"
            rf"礼拜|月|年)"
            r"(?![一二三四五六日天末底初中])(?:以?来|里|内|之内)?"
        ),
    ),
    (
        "vague",
        (
            r"前一?阵子?|前一?段时间|前段日子|前些[天日](?:子)?|前不久|不久(?:之|以)?前|这段时间|这阵子|"
            r"这些天|"
            r"(?<!离我)(?<!离)最近(?!的[店4]|一[家次]|哪)|近期|近来|近日"
        ),
    ),
    ("justnow", r"刚才(?!的|那个?人)|刚刚(?![买提换修说打问的做从给到])|方才|刚刚才"),
    (
        "year",
        r"(?<![0-9])(?P<y4>(?:20|19)[0-9]{2})年(?!款|型|版|的?质保)|"
        r"(?P<ycn>二[零〇][零〇一二三][零〇一二三四五六七八九])年(?!款|型|版)|"
        r"(?<![0-9.满开了第近过])(?P<y2>[0-9]{2}|[零〇一二][零〇一二三四五六七八九]|"
        r"二十[一二三四五六七八九]?|十[五六七八九])年" + _YEAR_FOLLOWS,
    ),
    ("relyear", r"(?P<ry>大前年|前年|去年|上一?年(?!度)|今年|本年度?)"),
    (
        "season",
        (
            r"(?<=年)年?(?P<se_a>[初底末尾]|中(?!秋|旬))(?![一二三四五六七八九十])|"
            r"(?P<se_b>(?<![一二两三四五六七八九十0-9半几])年[初底末中]|[上下]半年)|"
            r"(?<!青)(?P<se_c>[春夏秋冬](?:天|季)|入冬|入夏|开春|暑假|寒假|三伏天?|夏(?=天))"
        ),
    ),
    (
        "festival",
        (
            rf"(?P<fe>{_FESTIVAL}){_NOT_A_STREET}节?(?P<fe_s>期间|假期|小?长假|黄金周|放假|前夕|前后|"
            rf"第[一二三四五六七]天|"
            rf"[前后](?:一|两|二|三|几|1|2|3)天|那几天|前(?!面|台|轮)|后(?!面|轮|门|排|备|盖))?"
        ),
    ),
    (
        "relmonth",
        (
            r"(?P<rm>上上上?个?|上个?|这个?|本)月份?(?P<rm_p>初(?![一二三四五六七八九十])|[上中下]旬|中(?!秋|"
            r"旬)|底|末|尾|头)?"
        ),
    ),
    (
        "month",
        (
            rf"(?<![0-9第{_CN1}十每.])(?P<mo>{_MONTH}) ?月(?!经|供|"
            rf"球)份?(?P<mo_p>初(?![一二三四五六七八九十])|[上中下]旬|中(?!秋|旬|央|控|"
            rf"间)|底(?!盘)|末|尾(?!门|灯|箱))?"
        ),
    ),
    ("third", r"(?P<th>(?<!个)月(?:初|底|末|中旬?)|[上中下]旬)"),
    (
        "weekday",
        (
            r"(?<![一二两三四五六七八九十几0-9半每])(?P<wd_o>上上上个?|上上个?|上一?个?|前个|这个?|本)?(?:周|"
            r"星期|礼拜)(?P<wd>[一二三四五六日天末1-7])"
            r"(?![年0-9])"
        ),
    ),
    ("week", r"(?P<wk>上上上?个?|上一?个?|这个?|本)(?:周|星期|礼拜)(?!年)"),
    (
        "relday",
        (
            rf"(?P<rd>大前[天日]|前[天日儿](?![线])|昨[天日儿]|今[天日儿]{_DEADLINE}|(?<!时)昨(?=[晚早夜晨])|"
            rf"今(?=[晚早晨夜])|"
            rf"前(?=[晚夜](?!会))|昨(?=个))(?:个儿?)?"
        ),
    ),
    (
        "day",
        (
            rf"(?<![0-9第{_CN1}十a-z.])(?P<da>{_DAY}) ?(?:号(?!线|店|楼|库|门|桩|位|工|车|柱|油|汽|柴|机|技|"
            rf"员|厅|院|站|出|岛|窗|缸|喷|充|停|"
            rf"杆|展|高|公|国|码|顾|同|销|师|服)|"
            r"日(?!之?内|以内|无理由|游|产|系|本|后|均|常|期))"
        ),
    ),
    (
        "md",
        (
            rf"(?<![0-9./-])(?P<md_m>1[0-2]|0?[1-9])[./-](?P<md_d>3[01]|[12][0-9]|0?[1-9])(?:[号日]|"
            rf"(?= ?(?:那天|早上|"
            rf"上午|中午|下午|傍晚|晚|凌晨|左右|前后|期间|假期|放假|的时候|{_BUY})))"
        ),
    ),
    (
        "part",
        (
            r"(?P<pa>凌晨|拂晓|清晨|大清早|清早|一大早|一早|大早上|早上|早晨|早间|上午|晌午|正午|中午|午间|"
            r"大中午|午后|下午|傍晚|黄昏|晚上|晚间|夜晚|"
            r"大晚上|夜里|夜间|深夜|大半夜|后半夜|半夜|午夜|三更半夜|"
            r"(?<=[天日号一二三四五六末儿个])早(?![了点些会到就已])|"
            r"(?<=[天日号一二三四五六末儿个])晚(?![了点些会到交])|"
            r"(?<=[昨今前])[早晚夜晨](?:上|里|间)?)"
        ),
    ),
    (
        "clock",
        (
            rf"(?<![0-9:.一二三四五六七八九十第a-z])(?P<ck_h>{_HOUR}) ?(?:"
            rf"点(?![击火刹头赞评名建问要意0-9](?![0-9]))(?:钟|整)?|时(?=[0-9一二三四五许整左]))"
            rf"(?P<ck_m>半|[一三]刻|[0-5][0-9](?![0-9])分?|[二三四五]?十[{_CN1}]?分?|[零〇][{_CN1}]分?|"
            rf"[{_CN1}]分|[0-9]分)?"
            rf"(?P<ck_z>多|来钟|左右|许|前后|出头|的样子)?|"
            r"(?<![0-9:.])(?P<ck_h2>[01]?[0-9]|2[0-4]):(?P<ck_m2>[0-5][0-9])(?::[0-5][0-9])?(?![0-9:])"
        ),
    ),
)
_MASTER = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _TOKENS))
_YEARS_BACK = {"大前年": 3, "前年": 2, "去年": 1, "上年": 1, "上一年": 1, "今年": 0, "本年": 0, "本年度": 0}
_DAYS_BACK = {"大前": 3, "前": 2, "昨": 1, "今": 0}
_WEEKDAY = (
    {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6, "末": 7} | {str(i + 1): i for i in range(7)}
)
_PARTS = {"早": "早上", "晚": "晚上", "夜": "夜里", "晨": "早上", "早上": "早上", "晚上": "晚上"}


def read_pieces(folded: str) -> list[Piece]:
    """The dating words of a folded text, left to right."""
    found: list[Piece] = []
    for match in _MASTER.finditer(folded):
        found.extend(_read(match))
    return found


def _back(word: str) -> int:
    """上上个 → 2, 上 → 1, 这个 → 0."""
    return word.count("上") + word.count("前")


def _int(words: str) -> int:
    number = read_number(words)
    return 0 if number is None else int(number.value)


def _read(match: re.Match[str]) -> list[Piece]:
    name = match.lastgroup or ""
    start, end = match.span()
    g = match.group

    def one(kind: Kind, *numbers: int, name: str = "", fuzzy: bool = False) -> list[Piece]:
        return [Piece(kind, start, end, name, numbers, fuzzy)]

    if name in ("block", "again"):
        return one("block" if name == "block" else "again")
    if name == "iso":
        year = int(g("iso_y"))
        month = next(int(g(f"iso_m{i}")) for i in range(1, 5) if g(f"iso_m{i}"))
        day = next(int(g(f"iso_d{i}")) for i in range(1, 5) if g(f"iso_d{i}"))
        return one("date", year if year > 99 else 2000 + year, month, day)
    if name == "isomonth":
        middle = (start + end) // 2
        return [
            Piece("year", start, middle, "", (int(g("im_y")),)),
            Piece("month", middle, end, "", (int(g("im_m")),)),
        ]
    if name == "year":
        digits = g("y4") or read_digits(g("ycn") or "") or _two_digit_year(g("y2"))
        return one("year", int(digits), fuzzy=g("y2") is not None)
    if name == "relyear":
        return one("year", -_YEARS_BACK[g("ry")], name="back")
    if name == "season":
        return one("season", name=g("se_a") or g("se_b") or g("se_c"))
    if name == "festival":
        return one("festival", name=f"{g('fe')}|{g('fe_s') or ''}")
    if name in ("relmonth", "month"):
        piece = (
            Piece("month", start, end, "back", (-_back(g("rm")),))
            if name == "relmonth"
            else Piece("month", start, end, "", (_int(g("mo")),))
        )
        part = g("rm_p") or g("mo_p")
        return [piece, Piece("third", end, end, part)] if part else [piece]
    if name == "third":
        return one("third", name=g("th").removeprefix("月"))
    if name == "weekday":
        offset = g("wd_o")
        return one("weekday", _WEEKDAY[g("wd")], *(() if offset is None else (_back(offset),)))
    if name == "week":
        return one("week", _back(g("wk")))
    if name == "relday":
        return one("relday", _DAYS_BACK[g("rd").rstrip("天日儿")])
    if name == "day":
        return one("day", _int(g("da")))
    if name == "md":
        middle = (start + end) // 2
        return [
            Piece("month", start, middle, "", (int(g("md_m")),)),
            Piece("day", middle, end, "", (int(g("md_d")),)),
        ]
    if name == "part":
        return one("part", name=_PARTS.get(g("pa"), g("pa")))
    if name == "clock":
        return _clock(match)
    if name == "justnow":
        return one("justnow")
    if name == "vague":
        return one("recent", name=g())
    if name == "ago":
        return _ago(match)
    if name == "recent":
        return _recent(match)
    raise AssertionError(name)


def _two_digit_year(words: str) -> str:
    if "十" in words:
        return str(2000 + _int(words))
    return f"20{read_digits(words)}"


def _clock(match: re.Match[str]) -> list[Piece]:
    hour = match["ck_h"] or match["ck_h2"]
    minute = match["ck_m"] or match["ck_m2"]
    numbers = [_int(hour)]
    if minute == "半":
        numbers.append(30)
    elif minute and minute.endswith("刻"):
        numbers.append(15 * _int(minute[0]))
    elif minute:
        numbers.append(_int(minute.removesuffix("分").lstrip("零〇") or "0"))
    kind = "colon" if match["ck_h2"] else "cn" if not hour.isdigit() else "point"
    return [Piece("clock", *match.span(), kind, tuple(numbers), bool(match["ck_z"]))]


_UNIT = {
    "分": "分",
    "小": "时",
    "钟": "时",
    "天": "天",
    "日": "天",
    "周": "周",
    "星": "周",
    "礼": "周",
    "月": "月",
    "年": "年",
}


def _ago(match: re.Match[str]) -> list[Piece]:
    """Numbers: whole units, then halves of one (一个半月前 is 1, 1)."""
    unit = _UNIT[match["ago_u"][0]]
    if match["ago_u"].startswith("分钟") is False and unit == "分":
        return []
    if unit == "月" and not match["ago_c"]:
        return []
    words, fuzzy = (
        match["ago_n"],
        bool(match["ago_more"] or match["ago_half"] == "多" or match["ago_tail"] == "多"),
    )
    return _count_piece(
        "ago", match, words, unit, half=match["ago_half"] == "半" or match["ago_tail"] == "半", fuzzy=fuzzy
    )


def _recent(match: re.Match[str]) -> list[Piece]:
    words, unit = match["rec_n"], _UNIT[match["rec_u"][0]]
    if match["rec_how"] in ("这", "前") and words == "一" and unit == "天":
        return []
    return _count_piece("recent", match, words, unit, half=False, fuzzy=True)


def _count_piece(
    kind: Kind, match: re.Match[str], words: str, unit: str, *, half: bool, fuzzy: bool
) -> list[Piece]:
    if words in ("几", "好几", "数"):
        return [Piece(kind, *match.span(), unit, (5 if unit in "分天" else 3, 0), fuzzy=True)]
    if words == "半":
        return [Piece(kind, *match.span(), unit, (0, 1), fuzzy)]
    fuzzy = fuzzy or "几" in words
    number = read_number(words.replace("十几", "十五"))
    if number is None or (unit == "年" and number.value > 15):
        return []
    whole = int(number.value)
    halves = int(half or number.value != whole)
    return [Piece(kind, *match.span(), unit, (whole, halves), fuzzy or number.approximate)]
