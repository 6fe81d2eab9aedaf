"""What is written into the inbox and the outbox reads the same again, whatever a customer typed."""

import json
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import wire
from bot.channels.language import (
    Action,
    Address,
    AddressChanged,
    Attachment,
    BotAdded,
    BotRemoved,
    ChatKind,
    Closed,
    Edited,
    Incoming,
    Media,
    MediaKind,
    MemberCount,
    MemberJoined,
    MemberLeft,
    Message,
    Opened,
    Pressed,
    Removal,
    Revision,
    Said,
    Sender,
    ThreadClosed,
    ThreadOpening,
    Toast,
)

words = st.text(st.characters(), max_size=30)
"""Lone surrogates too: a platform's JSON may carry them."""
kinds = st.sampled_from(MediaKind)
addresses = st.builds(Address, words, words, words, st.sampled_from(ChatKind))
senders = st.builds(Sender, words, words, st.booleans())
media = st.builds(Media, kinds, words, words, st.integers(0, 2**40), words)
messages = st.builds(
    Message,
    words,
    st.lists(st.lists(st.builds(Action, words, words), max_size=3).map(tuple), max_size=3).map(tuple),
    st.lists(st.builds(Attachment, words, kinds, words, words), max_size=3).map(tuple),
    st.booleans(),
)
bodies = st.one_of(
    messages,
    st.builds(Revision, messages),
    st.just(Removal()),
    st.builds(ThreadOpening, words),
    st.builds(Toast, words, words, st.booleans()),
    st.builds(MemberCount, st.lists(words, max_size=3).map(tuple), st.integers(0, 200_000)),
)
whats = st.one_of(
    st.builds(Said, words, words, st.lists(media, max_size=3).map(tuple), words, words, words),
    st.builds(Edited, words, words),
    st.builds(Pressed, words, words),
    st.builds(Opened, words),
    st.just(Closed()),
    st.builds(MemberJoined, senders, st.booleans()),
    st.builds(MemberLeft, senders),
    st.builds(BotAdded, st.booleans(), st.booleans(), words),
    st.just(BotRemoved()),
    st.builds(AddressChanged, words),
    st.just(ThreadClosed()),
)
instants = st.datetimes(timezones=st.just(UTC))
incomings = st.builds(
    Incoming, words, instants, addresses, senders, whats, words, words, st.none() | st.booleans()
)


@given(incomings)
def test_what_came_in_reads_the_same_again_through_the_bytes_of_the_inbox(incoming: Incoming) -> None:
    """Every field of every event, by way of the encoding that `storage.sealed` uses."""
    stored = wire.to_json(incoming).encode("utf-8", "surrogatepass")
    assert wire.incoming_from_json(stored) == incoming


@given(bodies)
def test_what_goes_out_reads_the_same_again(body: object) -> None:
    """Every field of every body."""
    assert wire.body_from_json(wire.to_json(body)) == body  # type: ignore[arg-type]


def test_a_body_says_what_it_is_and_leaves_out_what_is_as_always() -> None:
    """The bytes of old rows are a promise: written here by hand."""
    assert json.loads(wire.to_json(Message("您好"))) == {"is": "message", "text": "您好"}
    assert json.loads(wire.to_json(Revision(Message("改")))) == {
        "is": "revision",
        "message": {"is": "message", "text": "改"},
    }
    row = Message("选", actions=((Action("a1", "会"), Action("a2", "不会")),))
    assert wire.to_json(row) == (
        '{"is":"message","text":"选","actions":[[{"id":"a1","label":"会"},{"id":"a2","label":"不会"}]]}'
    )


@pytest.mark.parametrize("text", ["[]", "{}", '{"is":"poem"}', '{"is":"message"}', '{"is":"toast","x":1}'])
def test_anything_else_is_refused_as_a_value_error(text: str) -> None:
    """So that a damaged row is one known error, not five."""
    with pytest.raises(ValueError):
        wire.body_from_json(text)
    with pytest.raises(ValueError):
        wire.incoming_from_json(text)


def test_every_kind_of_event_and_body_has_its_tag() -> None:
    """Closed world: a type added to the language without a tag fails here."""
    from bot.channels import language

    assert set(wire.WHAT.values()) == set(language.What.__args__)
    assert set(wire.BODY.values()) == set(language.Body.__args__)


def test_plain_is_text_alone() -> None:
    """Files and invitations to answer make a message stand alone; choices may stand under it."""
    assert wire.is_plain(Message("好"))
    assert not wire.is_plain(Message("好", ask_reply=True))
    assert wire.is_plain(Message("好", actions=((Action("a", "b"),),)))
    assert not wire.is_plain(Revision(Message("好")))


def test_several_plain_texts_become_one_with_blank_lines_between() -> None:
    """As they are claimed together where messages are counted; one alone stays what it is."""
    texts = [wire.to_json(Message(text)) for text in ("您好", "请说")]
    assert wire.joined_from_json(texts) == Message("您好\n\n请说")
    asked = Message("您接受吗？", ((Action("a", "接受"),),))
    joined = wire.joined_from_json([*texts, wire.to_json(asked)])
    assert joined == Message("您好\n\n请说\n\n您接受吗？", asked.actions)
    assert wire.joined_from_json([wire.to_json(Removal())]) == Removal()
