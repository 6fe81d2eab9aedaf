"""A call that he asks for: heard where it is asked for, and nowhere else."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.commands import ToCase
from core.commands import AskForCall
from tests.dialogue.talk import Talk

AFTERNOON = (datetime(2025, 3, 13, 7, tzinfo=UTC), datetime(2025, 3, 13, 8, tzinfo=UTC))
"""明天下午3点, said on the 12th in Shanghai."""
OTHER = (
    "你好",
    "空调不制冷",
    "别给我打电话",
    "你们天天给我打电话",
    "刚才谁给我打电话",
    "留电话",
    "退订",
    "不会",
    "跳过",
    "13800138000",
    "我的电话是13800138000",
    "一直没给我回电话",
)


def wishes(talk: Talk) -> list[AskForCall]:
    return [
        one.command
        for one in talk.commands
        if isinstance(one, ToCase) and isinstance(one.command, AskForCall)
    ]


def complained(talk: Talk) -> Talk:
    for saying in ("空调不制冷", "不会", "提交", "提交"):
        talk.says(saying)
    assert talk.cases
    return talk


@pytest.mark.rule("GATE-8")
@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("请给我回电", None),
        ("明天下午3点打给我", AFTERNOON),
        ("明天给我打电话", None),
        ("明天下午3点打给我，空调又不制冷了", AFTERNOON),
    ],
)
def test_an_open_case_hears_of_it_with_the_hour_that_he_named(
    text: str, hour: tuple[datetime, datetime] | None
) -> None:
    """明天 is no hour: it lifts no quiet hours."""
    talk = complained(Talk())
    talk.says(text)
    assert wishes(talk) == [AskForCall(hour)]
    assert talk.cases[0].call is not None
    assert talk.cases[0].call.hour == hour


@pytest.mark.rule("GATE-8")
def test_before_there_is_a_case_the_wish_waits_for_one_and_the_form_goes_on() -> None:
    talk = Talk()
    talk.says("空调不制冷，请尽快给我回电")
    assert talk.session.step == "safety"
    assert talk.session.call is not None
    assert not wishes(talk)


@pytest.mark.rule("CMP-2")
def test_a_person_who_holds_the_talk_reads_it_and_the_bot_stays_silent() -> None:
    talk = complained(Talk())
    talk.says("人工")
    talk.says("请给我回电")
    assert talk.last is not None
    assert talk.last.reply is None
    assert wishes(talk) == [AskForCall(None, told=False)]


@pytest.mark.rule("CMP-2")
def test_a_number_that_is_typed_to_a_person_reaches_him_though_choices_stood() -> None:
    talk = complained(Talk())
    talk.says("人工")
    talk.session = talk.session.on(options=("word:status", "word:enquire"), labels=("查进度", "留电话"))
    talk.says("1")
    assert talk.last is not None
    assert [type(command) for command in talk.last.commands] == [ToCase]


@pytest.mark.rule("GATE-8")
@given(st.lists(st.sampled_from(OTHER), max_size=8))
def test_nobody_asks_for_a_call_by_accident(sayings: list[str]) -> None:
    """It lifts consent: whoever complains of calls, or leaves a number, has asked for none."""
    talk = complained(Talk())
    for saying in sayings:
        talk.says(saying)
    assert not wishes(talk)
    assert talk.session.call is None
