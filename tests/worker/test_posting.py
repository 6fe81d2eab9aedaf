"""A group takes few messages a minute: what reads the same already is not sent again (STAFF-2)."""

from pathlib import Path

from tests.flows.desk import START, complains, open_desk


async def test_a_card_that_reads_the_same_is_left_alone_and_one_that_changed_is_not(tmp_path: Path) -> None:
    async with open_desk(tmp_path, START) as desk:
        await complains(desk, "c1")

        async def edits() -> int:
            return sum(one["kind"] == "edit" for one in await desk.events("room:aftersales.1"))

        await desk.says("c1", "麻烦快一点")  # the reason above a new card goes with the first change
        before = await edits()
        await desk.says("c1", "在吗")
        assert await edits() == before
        await desk.sends_photo("c1")
        assert await edits() == before + 1
