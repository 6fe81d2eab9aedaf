"""What staff type: Chinese and English are equal, and nothing but a command is one (STAFF-3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.staff.commands import NAMES, Typed, Unknown, Verb, parse

EQUAL = [
    (Verb.REPLY, "/r", "/reply", "回复"),
    (Verb.NOTE, "/note", "备注"),
    (Verb.CLAIM, "/claim", "接单"),
    (Verb.TRIAGE, "/triage", "改判"),
    (Verb.EVIDENCE, "/evidence", "要材料"),
    (Verb.PROPOSE, "/propose", "出方案"),
    (Verb.HANDOVER, "/handover", "上交"),
    (Verb.CLOSE, "/close", "结案"),
    (Verb.TODO, "/todo", "待办"),
    (Verb.HELP, "/help", "帮助"),
    (Verb.WHY, "/why"),
]


@pytest.mark.rule("STAFF-3")
@pytest.mark.parametrize(("verb", "name"), [(verb, name) for verb, *names in EQUAL for name in names])
@pytest.mark.parametrize("between", [" ", "  ", "\n", ":", "：", "： "])
@pytest.mark.parametrize(
    ("named", "case"), [("A012", "A012"), ("a012", "A012"), ("TS20261122-0007", "TS20261122-0007")]
)
def test_every_name_is_read_with_every_space_and_colon(
    verb: Verb, name: str, between: str, named: str, case: str
) -> None:
    """In groups where every bot hears everything the name may carry ours, too."""
    assert parse(f"{name}{between}{named} 明天好") == Typed(verb, case, "明天好")
    assert parse(f"{name}{between}{named}：明天好") == Typed(verb, case, "明天好")
    assert parse(name) == Typed(verb, "", "")
    if name.startswith("/"):
        assert parse(f"{name}@yinuo_bot {named} 明天好") == Typed(verb, case, "明天好")


@pytest.mark.rule("STAFF-3")
@pytest.mark.parametrize(
    "talk",
    [
        "回复得太慢了",
        "结案了吗",
        "备注一下",
        "请回复 A001",
        "r A001 您好",
        "A001 /r 您好",
        "上交给谁",
        "",
        " ",
        "1/2",
    ],
)
def test_talk_that_begins_like_a_command_is_talk(talk: str) -> None:
    """A Chinese name counts only where it stands alone."""
    assert parse(talk) is None


@pytest.mark.rule("STAFF-3")
@pytest.mark.parametrize(
    ("text", "verb", "case"),
    [
        ("回复A012 明天好", Verb.REPLY, "A012"),
        ("回复【A012】明天好", Verb.REPLY, "A012"),
        ("回复 【A012】明天好", Verb.REPLY, "A012"),
        ("/回复A012 明天好", Verb.REPLY, "A012"),
        ("/r【A012】明天好", Verb.REPLY, "A012"),
        ("/r 【a012】：明天好", Verb.REPLY, "A012"),
        ("/r#A012 明天好", Verb.REPLY, "A012"),
        ("/rA012 明天好", Verb.REPLY, "A012"),
        ("/r明天好", Verb.REPLY, ""),
        ("/r，明天好", Verb.REPLY, ""),
        ("结案TS20261122-0007 明天好", Verb.CLOSE, "TS20261122-0007"),
    ],
)
def test_a_name_without_its_space_and_a_code_as_the_cards_write_it_are_understood(
    text: str, verb: Verb, case: str
) -> None:
    """Taken for talk it would look as if it had been sent; without its code it could reach another customer."""
    assert parse(text) == Typed(verb, case, "明天好")


@pytest.mark.rule("STAFF-3")
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("/fix A001", "fix"),
        ("/回答 x", "回答"),
        ("/rr x", "rr"),
        ("/回复您好", "回复您好"),
        ("/回复您好abc", "回复您好abc"),
        ("/结案了吗，A012", "结案了吗"),
    ],
)
def test_a_command_that_does_not_exist_is_named(text: str, name: str) -> None:
    """So that it can be said which."""
    assert parse(text) == Unknown(name)


@pytest.mark.rule("STAFF-3")
@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_and_no_word_of_it_changed(text: str) -> None:
    """The words for the customer stand in what was typed, as they are."""
    typed = parse(f"/r {text}")
    assert isinstance(typed, Typed)
    assert typed.text in text.replace("\u200b", "")


def test_every_name_leads_to_a_verb_and_every_verb_has_a_name() -> None:
    """`/start` is what Telegram sends when somebody opens the chat."""
    assert set(NAMES.values()) == set(Verb)
