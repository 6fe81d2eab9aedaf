"""How a time is said back to the customer. The clock is Wednesday 2025-03-12 10:30."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.understand.datewords import say_when
from tests.understand.asked import find_when

NOW = datetime(2025, 3, 12, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("上周五", "3月7日（周五）"),
        ("上周四", "3月6日（周四）"),
        ("10月3号早上", "2024年10月3日早上"),
        ("大概上个月底吧", "2025年2月底前后"),
        ("上个月底", "2025年2月底"),
        ("23年5月", "2023年5月"),
        ("昨天下午三点", "3月11日（周二）15点"),
        ("昨天下午三点半", "3月11日（周二）15:30"),
        ("昨晚十点左右", "3月11日（周二）22点左右"),
        ("前天晚上", "3月10日（周一）晚上"),
        ("今早", "3月12日（周三）早上"),
        ("昨天中午", "3月11日（周二）中午"),
        ("昨天上午", "3月11日（周二）上午"),
        ("昨天凌晨", "3月11日（周二）凌晨"),
        ("前天夜里", "3月10日（周一）夜里"),
        ("今年1月中旬", "2025年1月中旬"),
        ("今年1月上旬", "2025年1月上旬"),
        ("3月初", "2025年3月初"),
        ("去年", "2024年"),
        ("大概前年", "2023年前后"),
        ("上周", "3月3日（周一）至3月9日（周日）"),
        ("上周末", "3月8日（周六）至3月9日（周日）"),
        ("去年国庆", "2024年10月1日至2024年10月7日"),
        ("去年夏天", "2024年6月至8月"),
        ("前年冬天", "2023年12月至2024年2月"),
        ("去年12月", "2024年12月"),
    ],
)
def test_a_time_is_said_with_its_weekday_or_its_year(words: str, said: str) -> None:
    when = find_when(words, NOW)
    assert when is not None
    assert say_when(when, NOW) == said
