"""Time has its say before anybody else, though the process was down when it was due (SLA-7, SLA-9)."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.calendar import WorkCalendar
from core.case import Stage
from core.clocks import Clock
from tests.flows.desk import Desk, complains, open_desk, workshop

TIER_1_IS_OVER = datetime(2025, 3, 13, 10, 0, tzinfo=UTC)


async def wakes(desk: Desk, at: datetime) -> None:
    """The process was away and is back: nobody has swept yet."""
    await desk.server.clock._set(at)  # type: ignore[attr-defined]


async def clock(desk: Desk, number: str, rule: str) -> Clock:
    return next(one for one in (await desk.case(number)).clocks if one.rule == rule)


@pytest.mark.rule("SLA-9")
@pytest.mark.rule("FLOW-7")
@pytest.mark.parametrize(
    "typed", ["/evidence A001 请发照片", "/handover A001 看过；修不好", "/close A001 修好了"]
)
async def test_nobody_is_in_time_because_the_sweep_came_after_him(tmp_path: Path, typed: str) -> None:
    """What he typed is the first message after an outage in which his tier's time ran out."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1")
        await desk.types("wang", "aftersales.1", "/r A001 您好")
        await wakes(desk, TIER_1_IS_OVER)
        await desk.types("wang", "aftersales.1", typed)
        case = await desk.case(number)
        assert (case.tier, case.stage) == (2, Stage.WAITING)
        assert (await clock(desk, number, "SLA-3")).breached_at == TIER_1_IS_OVER
        assert "现在在二级" in await desk.last("room:aftersales.1")


@pytest.mark.rule("SLA-7")
async def test_a_restart_with_the_published_holidays_counts_anew_what_was_provisional(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def knows(*years: int, holidays: frozenset[date] = frozenset()) -> None:
        calendar = WorkCalendar(holidays, frozenset(), frozenset(years))
        monkeypatch.setattr("bot.parts.china_calendar", lambda: calendar)

    monday = datetime(2025, 12, 29, 2, 30, tzinfo=UTC)
    knows(2025)
    async with open_desk(tmp_path, monday) as desk:
        number = await complains(desk, "c1")
        assert "（暂定" in (await desk.card("aftersales.1")).text
    knows(2025, 2026, holidays=frozenset({date(2026, 1, 1), date(2026, 1, 2)}))
    for _ in range(2):
        async with open_desk(tmp_path, monday) as desk:
            await desk.server.worker.settled()
            assert sum("暂定的时限重算过了" in one for one in await desk.texts("room:aftersales.1")) == 1
            said = [one for one in await desk.texts("customer:c1") if "节假日安排公布后" in one]
            assert said == [
                f"节假日安排公布后，{number}的时间重新算过：最晚2026年1月7日（周三）18:00前给您结果。"
            ]
            assert "（暂定" not in (await desk.card("aftersales.1")).text
            assert len((await clock(desk, number, "SLA-5")).superseded) == 1
