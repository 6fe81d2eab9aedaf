"""What stands behind the buttons that were shown. A token opens nothing in any other chat (SEC-3)."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select

from storage.tables.postings import ButtonRow
from storage.tables.types import table_of

TOKEN_BYTES: Final = 15
"""120 bits: 20 characters on the wire, of Telegram's 64."""

_buttons = table_of(ButtonRow)
_insert = insert(_buttons)
_find = select(_buttons).where(
    _buttons.c.token == bindparam("token"), _buttons.c.chat_id == bindparam("chat")
)


@dataclass(frozen=True, slots=True)
class Button:
    """A button as it was shown. Whether it is still meant is for the rules to say."""

    action: Mapping[str, Any]
    shown_at: datetime
    expires_at: datetime | None
    outbox: int | None

    def is_live(self, now: datetime) -> bool:
        return self.expires_at is None or now < self.expires_at


def put(
    connection: Connection,
    chat: int,
    actions: Sequence[Mapping[str, Any]],
    shown_at: datetime,
    random_bytes: Callable[[int], bytes],
    *,
    outbox: int | None = None,
    expires_at: datetime | None = None,
) -> tuple[str, ...]:
    """A fresh token for each action, in their order. An action is plain data, none of it personal."""
    if not actions:
        return ()
    tokens = tuple(_token(random_bytes) for _ in actions)
    common = {"chat_id": chat, "outbox_id": outbox, "shown_at": shown_at, "expires_at": expires_at}
    rows = [
        {"token": token, "action": json.dumps(action, ensure_ascii=False), **common}
        for token, action in zip(tokens, actions, strict=True)
    ]
    connection.execute(_insert, rows)
    return tokens


def find(connection: Connection, token: str, chat: int) -> Button | None:
    """What the button meant, if it was shown in this chat."""
    row = connection.execute(_find, {"token": token, "chat": chat}).one_or_none()
    if row is None:
        return None
    return Button(json.loads(row.action), row.shown_at, row.expires_at, row.outbox_id)


def _token(random_bytes: Callable[[int], bytes]) -> str:
    return base64.urlsafe_b64encode(random_bytes(TOKEN_BYTES)).decode("ascii")
