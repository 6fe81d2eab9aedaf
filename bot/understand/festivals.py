"""When the festivals people date things by begin, 2018 to 2031, and for how long they are meant."""

from datetime import date, timedelta

_LUNAR = {
    "春节": "0216 0205 0125 0212 0201 0122 0210 0129 0217 0206 0126 0213 0203 0123",
    "清明": "0405 0405 0404 0404 0405 0405 0404 0404 0405 0405 0404 0404 0405 0405",
    "端午": "0618 0607 0625 0614 0603 0622 0610 0531 0619 0609 0528 0616 0605 0624",
    "七夕": "0817 0807 0825 0814 0804 0822 0810 0829 0819 0808 0826 0816 0805 0824",
    "中秋": "0924 0913 1001 0921 0910 0929 0917 1006 0925 0915 1003 0922 0912 1001",
    "冬至": "1222 1222 1221 1221 1222 1222 1221 1221 1222 1222 1221 1221 1222 1222",
    "二月二": "0318 0308 0224 0314 0304 0221 0311 0301 0320 0309 0226 0316 0305 0222",
    "重阳": "1017 1007 1025 1014 1004 1023 1011 1029 1018 1008 1026 1016 1005 1024",
}
_FIRST_YEAR = 2018
_FIXED = {
    "元旦": (1, 1), "情人节": (2, 14),
    "三八": (3, 8), "妇女节": (3, 8), "女神节": (3, 8), "五一": (5, 1), "劳动节": (5, 1), "六一": (6, 1),
    "儿童节": (6, 1), "618": (6, 18), "七一": (7, 1), "八一": (8, 1), "建军节": (8, 1), "教师节": (9, 10),
    "国庆": (10, 1), "十一": (10, 1), "双十一": (11, 11), "双11": (11, 11), "双十二": (12, 12), "双12": (12, 12),
    "平安夜": (12, 24), "圣诞": (12, 25), "跨年": (12, 31), "立春": (2, 4), "惊蛰": (3, 5), "春分": (3, 20),
    "谷雨": (4, 20), "立夏": (5, 5), "芒种": (6, 5), "夏至": (6, 21), "小暑": (7, 7), "大暑": (7, 22), "立秋": (8, 7),
    "处暑": (8, 23), "白露": (9, 7), "秋分": (9, 23), "寒露": (10, 8), "霜降": (10, 23), "立冬": (11, 7),
    "小寒": (1, 5), "大寒": (1, 20),
}  # fmt: skip
_FROM_SPRING = {
    "除夕": -1,
    "大年三十": -1,
    "年三十": -1,
    "小年": -7,
    "腊八": -22,
    "腊月": -29,
    "元宵": 14,
    "过年": 0,
    "新年": 0,
    "大年": 0,
    "正月": 0,
}
_CN_DAY = {c: i for i, c in enumerate("一二三四五六七八九十", start=1)}
_HOLIDAYS = {"腊月": 29, "正月": 29, "春节": 7, "过年": 7, "国庆": 7, "十一": 7, "五一": 5, "劳动节": 5}


def first_day(name: str, year: int) -> date | None:
    """The day a festival begins in a calendar year; None for a name or a lunar year outside the table.

    初三, 大年初三 and 正月十五 count from the first day of the Chinese year, which 腊月 ends.
    """
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name in _LUNAR:
        return _from_table(name, year)
    spring = _from_table("春节", year + 1 if name == "腊月" else year)
    if spring is None:
        return None
    if name in _FROM_SPRING:
        return spring + timedelta(days=_FROM_SPRING[name])
    number = _lunar_day(name)
    return None if number is None else spring + timedelta(days=number - 1)


def holiday_days(name: str, *, whole: bool) -> int:
    """How many days are meant: 国庆 and 春节 seven, 五一 five, 中秋假期 three, a plain day one."""
    return _HOLIDAYS.get(name, 3 if whole else 1)


def _from_table(name: str, year: int) -> date | None:
    row = _LUNAR[name].split()
    if not 0 <= year - _FIRST_YEAR < len(row):
        return None
    entry = row[year - _FIRST_YEAR]
    return date(year, int(entry[:2]), int(entry[2:]))


def _lunar_day(name: str) -> int | None:
    words = name.removeprefix("大年").removeprefix("正月").removeprefix("初")
    if len(words) == 1:
        return _CN_DAY.get(words)
    if len(words) == 2 and words[0] == "十":
        return 10 + _CN_DAY.get(words[1], 0)
    return None
