"""The whole stored road in the platforms' own language: in, out, and the receipt."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import road
from bot.channels.channel import Unreadable
from bot.channels.language import (
    Address,
    Buttons,
    Capabilities,
    Cause,
    ChatKind,
    Held,
    Incoming,
    Message,
    NotSent,
    OutcomeUnknown,
    Rate,
    Receipt,
    Said,
    Sender,
    Sent,
    Undeliverable,
    Window,
)
from bot.channels.wire import is_plain, tag_of, to_json
from storage import chats, inbox, lanes, outbox
from storage.database import open_database
from storage.keyring import new_keyring
from storage.migrate import migrate
from storage.retry import Retry
from storage.sealed import Vault

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
CUSTOMER = Address("wechat", "gh_1", "openid-1", ChatKind.PRIVATE)
RETRY = Retry(3, timedelta(seconds=1), timedelta(minutes=1))
WECHAT = Capabilities(
    buttons=Buttons.NUMBERED,
    edits=False,
    deletes=False,
    threads=False,
    force_reply=False,
    hears_all=False,
    text_limit=600,
    private_rate=Rate(600, 5),
    group_rate=Rate(20, 2),
    account_rate=Rate(1800, 30),
    window=Window((5, timedelta(hours=48)), (3, timedelta(minutes=1))),
)


def test_a_word_comes_in_and_two_texts_go_out_as_one_message(tmp_path: Path) -> None:
    """What was said reads the same; what cannot be read is kept; the receipts become states."""
    database, vault = open_database(tmp_path / "yinuo.db"), Vault(new_keyring())
    migrate(database)
    run = database.run_sync
    event = Incoming("m1", NOW, CUSTOMER, Sender("openid-1", "王"), Said("刹车异响", "77"))
    events: list[Incoming | Unreadable] = [event, Unreadable("wechat", "m2", b"<xml"), event]
    assert run(road.accept, vault, events, NOW, store="main") == 2
    (waiting,) = run(inbox.next_unhandled, vault, NOW, 10)
    assert road.heard(waiting) == event

    chat = run(chats.find_or_add, vault, event.address, NOW, store="main")
    assert road.address_of(chat) == CUSTOMER
    run(lanes.spoke, chat.id, "message", NOW, WECHAT.window)

    def say(*texts: str) -> None:
        for body in map(Message, texts):
            new = outbox.NewOutgoing(
                "main", chat.id, tag_of(body), to_json(body), plain=is_plain(body), repeat="never"
            )
            run(outbox.put, vault, new, NOW)

    def send(receipt: Receipt, at: datetime) -> str:
        (parcel,), _, _ = run(road.claim, vault, at, "w", lambda c, k: WECHAT, timedelta(seconds=60))
        assert (parcel.outgoing.address, parcel.bare) == (CUSTOMER, None)
        sent.append(parcel.outgoing.body)
        return run(road.settle, vault, parcel, receipt, at, RETRY).state

    sent: list[object] = []
    say("您好", "请说")
    assert send(NotSent("busy", timedelta(seconds=2), counts=False), NOW) == "queued"
    assert send(Sent(("1",)), NOW + timedelta(seconds=2)) == "sent"
    assert sent == [Message("您好\n\n请说")] * 2
    later = NOW + timedelta(seconds=9)
    for receipt, state in (
        (OutcomeUnknown("timeout"), "unknown"),
        (Undeliverable(Cause.REJECTED, "too long"), "failed"),
        (Held(), "held"),
    ):
        say("再说")
        assert send(receipt, later) == state
    database.close()


def test_a_groups_rate_is_the_groups_and_only_customers_have_windows() -> None:
    """Read from the platform's capabilities, which stay data."""
    assert road.pace(WECHAT, ChatKind.GROUP).chat == Rate(20, 2)
    assert road.pace(WECHAT, ChatKind.PRIVATE).chat == Rate(600, 5)
    assert road.pace(WECHAT, ChatKind.GROUP).window is None
    assert road.pace(WECHAT, ChatKind.PRIVATE).window == WECHAT.window
