"""Talk in a group stays there, whatever it says (STAFF-3)."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.flows.desk import complains, open_desk, workshop

OUTWARD = ("/", "回复", "要材料", "出方案", "上交", "结案", "接单", "\u200b")
LIKELY = (
    "回复得太慢了",
    "回复他 A001",
    "A001 /r 您好",
    "r A001 您好",
    "结案了吗",
    "出方案吧",
    "//r A001 您好",
    " @bot /r x",
)
SPOKEN = st.one_of(st.sampled_from(LIKELY), st.text(min_size=1, max_size=200))


@pytest.mark.rule("STAFF-3")
@pytest.mark.rule("SLA-9")
@settings(max_examples=8)
@given(st.lists(SPOKEN.filter(lambda text: text.strip() != ""), min_size=1, max_size=12))
async def test_no_talk_and_no_note_ever_reaches_the_customer(texts: list[str]) -> None:
    """Said plainly, in the thread, under the card, or as a note; and none of it is an answer to him."""
    with TemporaryDirectory() as directory:
        async with open_desk(Path(directory)) as desk:
            await workshop(desk)
            number = await complains(desk, "c1")
            card = await desk.card("aftersales.1")
            before = await desk.events("customer:c1")
            for n, text in enumerate(texts):
                if n % 4 == 0:
                    await desk.types("wang", "aftersales.1", f"/note A001 {text}")
                elif text not in LIKELY and text.strip().startswith(OUTWARD):
                    continue
                elif n % 4 == 1:
                    await desk.types("wang", "aftersales.1", text)
                elif n % 4 == 2:
                    await desk.types("wang", "aftersales.1", text, thread=card.thread)
                else:
                    await desk.types("wang", "aftersales.1", text, reply_to=card.seq)
            assert await desk.events("customer:c1") == before
            case = await desk.case(number)
            assert case.claimed_by is None
            assert all(clock.met_at is None for clock in case.clocks if clock.rule != "SLA-1")
