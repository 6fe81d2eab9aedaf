"""What became visible in the sandbox's chats, the buttons that were shown, and the files that were sent."""

import json
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, literal_column, select, update

from storage.ids import take
from storage.sandbox import chat_index
from storage.sealed import Vault
from storage.tables.sandbox import SandboxButton, SandboxEvent, SandboxFile
from storage.tables.types import table_of

_event = table_of(SandboxEvent)
_button = table_of(SandboxButton)
_file = table_of(SandboxFile)

_add_event = insert(_event)
_add_button = insert(_button)
_event_at = select(_event).where(_event.c.id == bindparam("seq"))
_event_with = select(_event).where(_event.c.dedupe == bindparam("dedupe"))
_last = select(func.coalesce(func.max(_event.c.id), literal_column("0")))
_beyond = (
    select(_event)
    .where(_event.c.id > bindparam("after"), _event.c.id <= bindparam("last"))
    .order_by(_event.c.id)
)
_beyond_in_chat = _beyond.where(_event.c.chat == bindparam("chat"))


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as an event shows it; `id` finds its bytes."""

    id: int
    kind: str
    name: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True)
class Content:
    """What an event shows. `thread`, `reply_to`: `""` where there is none."""

    chat: str
    sender: str
    text: str
    thread: str = ""
    reply_to: str = ""
    actions: tuple[tuple[str, str], ...] = ()
    """(id, label) of each button."""
    media: tuple[Shown, ...] = ()
    ask_reply: bool = False
    toast: bool = False
    """Shown for a moment to whoever pressed a button; no message of the chat."""


@dataclass(frozen=True, slots=True)
class Event:
    seq: int
    at: datetime
    kind: str
    of: int | None
    content: Content


@dataclass(frozen=True, slots=True)
class File:
    name: str
    mime: str
    kind: str
    content: bytes


def append(
    connection: Connection,
    vault: Vault,
    at: datetime,
    content: Content,
    *,
    kind: str = "message",
    of: int | None = None,
    dedupe: str | None = None,
) -> Event:
    """The event is in the log; its seq is higher than every other's."""
    seq = take(connection)
    index = chat_index(vault, content.chat)
    sealed = _seal(vault, seq, content)
    row = {"id": seq, "chat": index, "at": at, "kind": kind, "of": of, "dedupe": dedupe, "sealed": sealed}
    connection.execute(_add_event, row)
    if content.actions:
        first = take(connection, len(content.actions))
        rows = [
            {"id": first + n, "chat": index, "action": action, "event": of or seq}
            for n, (action, _) in enumerate(content.actions)
        ]
        connection.execute(_add_button, rows)
    return Event(seq, at, kind, of, content)


def find_event(connection: Connection, vault: Vault, seq: int) -> Event | None:
    row = connection.execute(_event_at, {"seq": seq}).one_or_none()
    return _as_event(vault, row) if row else None


def find_repeated(connection: Connection, vault: Vault, dedupe: str) -> Event | None:
    """The event that was made when its sender first used this key."""
    row = connection.execute(_event_with, {"dedupe": dedupe}).one_or_none()
    return _as_event(vault, row) if row else None


def find_message(connection: Connection, vault: Vault, chat: str, seq: int) -> Event | None:
    """A message of this chat as it reads now; `None` when there is none or it was deleted.

    `seq` is the message's own, or that of one of its edits; the event carries the message's own.
    """
    named = connection.execute(
        select(_event.c.id, _event.c.of).where(_event.c.id == seq, _event.c.chat == chat_index(vault, chat))
    ).one_or_none()
    if named is None:
        return None
    message = named.id if named.of is None else named.of
    versions = (
        select(_event)
        .where((_event.c.id == message) | (_event.c.of == message))
        .order_by(_event.c.id.desc())
        .limit(1)
    )
    latest = _as_event(vault, connection.execute(versions).one())
    if latest.kind == "delete":
        return None
    return replace(latest, seq=message, kind="message", of=None)


def find_pressed(connection: Connection, vault: Vault, chat: str, action: str) -> int | None:
    """The seq of the message that shows, or showed, this button in this chat; the last one."""
    found = (
        select(_button.c.event)
        .where(_button.c.chat == chat_index(vault, chat), _button.c.action == action)
        .order_by(_button.c.id.desc())
        .limit(1)
    )
    seq: int | None = connection.execute(found).scalar_one_or_none()
    return seq


def events_after(
    connection: Connection, vault: Vault, after: int, chat: str | None = None
) -> tuple[list[Event], int]:
    """The events beyond `after`, in order, and the seq up to which the log was read."""
    last: int = connection.execute(_last).scalar_one()
    if last <= after:
        return [], after
    span = {"after": after, "last": last}
    if chat is None:
        rows = connection.execute(_beyond, span)
    else:
        rows = connection.execute(_beyond_in_chat, {**span, "chat": chat_index(vault, chat)})
    return [_as_event(vault, row) for row in rows.all()], last


def remove(connection: Connection, vault: Vault, at: datetime, message: Event) -> None:
    """The message is gone: a `delete` event says so, and what it said is blanked in every earlier event."""
    versions = select(_event).where((_event.c.id == message.seq) | (_event.c.of == message.seq))
    files: set[int] = set()
    for row in connection.execute(versions).all():
        content = _as_event(vault, row).content
        files.update(shown.id for shown in content.media)
        blank = replace(content, text="", actions=(), media=())
        connection.execute(
            update(_event).where(_event.c.id == row.id).values(sealed=_seal(vault, row.id, blank))
        )
    connection.execute(delete(_file).where(_file.c.id.in_(files)))
    gone = Content(message.content.chat, message.content.sender, "", thread=message.content.thread)
    append(connection, vault, at, gone, kind="delete", of=message.seq)


# --- files -------------------------------------------------------------------------------------------


def keep_file(connection: Connection, vault: Vault, file: File) -> Shown:
    row = take(connection)
    about = json.dumps({"name": file.name, "mime": file.mime, "kind": file.kind}, ensure_ascii=False)
    connection.execute(
        insert(_file).values(
            id=row,
            about=vault.sandbox.seal("sandbox_file", "about", row, about),
            content=vault.sandbox.seal("sandbox_file", "content", row, file.content),
        )
    )
    return Shown(row, file.kind, file.name, file.mime, len(file.content))


def open_file(connection: Connection, vault: Vault, file_id: int) -> File | None:
    row = connection.execute(select(_file).where(_file.c.id == file_id)).one_or_none()
    if row is None:
        return None
    about = json.loads(vault.sandbox.open_text("sandbox_file", "about", row.id, row.about))
    content = vault.sandbox.open("sandbox_file", "content", row.id, row.content)
    return File(about["name"], about["mime"], about["kind"], content)


# --- sealing -----------------------------------------------------------------------------------------


def _seal(vault: Vault, row: int, content: Content) -> bytes:
    plain = {
        "chat": content.chat,
        "sender": content.sender,
        "text": content.text,
        "thread": content.thread,
        "reply_to": content.reply_to,
        "actions": content.actions,
        "media": [astuple(shown) for shown in content.media],
        "ask_reply": content.ask_reply,
        "toast": content.toast,
    }
    return vault.sandbox.seal("sandbox_event", "sealed", row, json.dumps(plain, ensure_ascii=False))


def _as_event(vault: Vault, row: Row[Any]) -> Event:
    plain = json.loads(vault.sandbox.open_text("sandbox_event", "sealed", row.id, row.sealed))
    plain["actions"] = tuple((action, label) for action, label in plain["actions"])
    plain["media"] = tuple(Shown(*shown) for shown in plain["media"])
    return Event(row.id, row.at, row.kind, row.of, Content(**plain))
