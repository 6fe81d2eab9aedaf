"""How anything comes to be said: a neutral body, its buttons' tokens, and one outbox row for each send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from bot.channels.language import Action, Attachment, Body, ChatKind, Message, Removal, Revision, Toast
from bot.channels.planner import sends
from bot.channels.wire import body_from_json, is_plain, tag_of, to_json
from bot.worker.product import Product
from core.case import Case
from storage import buttons, chats, outbox, postings
from storage.sealed import SubjectKey

TOAST_LASTS: Final = timedelta(seconds=30)
"""A press is answered soon or not at all: the platform forgets it."""

PART: Final = "part"
"""The role of what goes ahead of the last send of a message, and belongs to it."""
SHORT: Final = 300
"""A text of so many characters is one send on every platform."""

Button = tuple[Mapping[str, Any], str]
"""What it means (plain data, nothing personal) and its label."""


@dataclass(frozen=True, slots=True)
class Words:
    """A message before it has an address. `bare` is what a group with a stranger gets instead (SEC-3)."""

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    media: tuple[Attachment, ...] = ()
    ask_reply: bool = False
    bare: str | None = None
    hint: str = ""
    """The handle of the message that it answers, where the platform gives one."""


@dataclass(frozen=True, slots=True)
class About:
    """What a message is to us: its role, whose it is, and what its delivery means."""

    role: str
    case: Case | None = None
    customer: int | None = None
    purpose: str = ""
    repeat: str = "again"
    in_thread: bool = False
    satisfies: tuple[str, ...] = ()
    not_after: datetime | None = None
    """From then on it is not worth saying."""
    alone: bool = False
    """It is judged by itself as it is sent, so it is never joined with its neighbours (GATE-1)."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """What must be known when somebody answers it; sealed."""
    key: SubjectKey | None = field(default=None, repr=False, compare=False)
    """The customer's, where it is at hand."""


def post(
    connection: Connection, product: Product, chat: int, words: Words, about: About, now: datetime
) -> int:
    """Queue a message in that chat; the id of its outbox row.

    Where the platform counts what we send it is queued as the sends it takes: each goes out, waits and is settled
    by itself, so that none is sent twice; the last one is the message.
    """
    message = _message(connection, product, chat, words, now)
    bare = None if words.bare is None else Message(words.bare, message.actions, hint=words.hint)
    *ahead, last = _sends(connection, product, chat, message)
    part = replace(about, role=PART, satisfies=(), data={})
    numbers = [put(connection, product, chat, one, part, now) for one in ahead]
    first = numbers[0] if numbers else None
    return put(connection, product, chat, last, about, now, bare=bare, parts_from=first)


def _sends(connection: Connection, product: Product, chat: int, message: Message) -> tuple[Message, ...]:
    if not message.media and len(message.text) <= SHORT:
        return (message,)
    place = chats.by_id(connection, product.vault, chat)
    can = product.capabilities(place.channel, ChatKind(place.kind))
    return (message,) if can.window is None or place.kind != ChatKind.PRIVATE else sends(message, can)


def put(
    connection: Connection,
    product: Product,
    chat: int,
    body: Body,
    about: About,
    now: datetime,
    *,
    bare: Body | None = None,
    parts_from: int | None = None,
) -> int:
    """Queue any body. What must be remembered until it is answered is kept beside it until it has a reference."""
    new = replace(_new(product, chat, body, about, now, bare), parts_from=parts_from)
    number = outbox.put(connection, product.vault, new, now, about.key)
    if about.data:
        kept = postings.Posting(
            chat, waiting(number), about.case.id if about.case else None, number, about.role, about.data
        )
        postings.put(connection, product.vault, kept)
    return number


def revise(
    connection: Connection,
    product: Product,
    chat: int,
    target: int,
    words: Words,
    about: About,
    now: datetime,
    *,
    anew: bool = False,
    worth: bool = False,
) -> int:
    """Change a message of ours, sent or not: the whole new content. A group takes few messages a minute, so what
    reads the same already is left alone; `anew` sends it all the same. `worth`: where the platform cannot change
    what was sent, it is worth a message of its own."""
    if not anew and _reads_the_same(connection, product, target, words):
        return target
    message = _message(connection, product, chat, words, now)
    bare = None if words.bare is None else Message(words.bare, message.actions)
    bare_revision = None if bare is None else Revision(bare, worth)
    new = _new(product, chat, Revision(message, worth), about, now, bare_revision, target)
    return outbox.put_revision(
        connection,
        product.vault,
        new,
        now,
        whole=to_json(message),
        whole_bare=None if bare is None else to_json(bare),
        key=about.key,
    )


def remove(
    connection: Connection, product: Product, chat: int, target: int, about: About, now: datetime
) -> int:
    """Take a message of ours away, where the platform lets us."""
    new = _new(product, chat, Removal(), about, now, None, target)
    return outbox.put(connection, product.vault, new, now, about.key)


def _reads_the_same(connection: Connection, product: Product, target: int, words: Words) -> bool:
    """Whether the message shows these words and labels already."""
    latest = outbox.latest_body(connection, product.vault, target)
    body = None if latest is None else body_from_json(latest)
    shown = body.message if isinstance(body, Revision) else body
    if not isinstance(shown, Message):
        return False
    labels = [[action.label for action in row] for row in shown.actions]
    return shown.text == words.text and labels == [[label for _, label in row] for row in words.rows]


def waiting(number: int) -> str:
    """The stand-in for a message's reference until the platform has given it one."""
    return f"#{number}"


def _message(connection: Connection, product: Product, chat: int, words: Words, now: datetime) -> Message:
    flat: Sequence[Mapping[str, Any]] = [action for row in words.rows for action, _ in row]
    tokens = iter(buttons.put(connection, chat, flat, now, product.random_bytes))
    rows = tuple(tuple(Action(next(tokens), label) for _, label in row) for row in words.rows)
    return Message(words.text, rows, words.media, words.ask_reply, words.hint)


def _new(
    product: Product,
    chat: int,
    body: Body,
    about: About,
    now: datetime,
    bare: Body | None,
    target: int | None = None,
) -> outbox.NewOutgoing:
    return outbox.NewOutgoing(
        store=product.store,
        chat_id=chat,
        kind=tag_of(body),
        body=to_json(body),
        role=about.role,
        purpose=about.purpose,
        customer_id=about.customer if about.case is None else about.case.customer,
        case_id=about.case.id if about.case else None,
        bare=None if bare is None else to_json(bare),
        plain=is_plain(body) and not about.alone,
        repeat=about.repeat,
        not_after=now + TOAST_LASTS if isinstance(body, Toast) else about.not_after,
        thread_case=about.in_thread,
        target_id=target,
        satisfies=",".join(about.satisfies),
    )
