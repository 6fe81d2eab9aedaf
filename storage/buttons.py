"""What stands behind the buttons that were shown. A token opens nothing in any other chat (SEC-3)."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select

from storage.tables.postings import ButtonRow
from storage.tables.types import table_of

TOKEN_BYTES: Final = 15
"""120 bits: 20 characters on the wire, of Telegram's 64."""

_buttons = table_of(ButtonRow)
_insert = insert(_buttons)
_find = select(_buttons.c.action).where(
    _buttons.c.token == bindparam("token"), _buttons.c.chat_id == bindparam("chat")
)


def put(
    connection: Connection,
    chat: int,
    actions: Sequence[Mapping[str, Any]],
    shown_at: datetime,
    random_bytes: Callable[[int], bytes],
) -> tuple[str, ...]:
    """A fresh token for each action, in their order. An action is plain data, none of it personal."""
    if not actions:
        return ()
    tokens = tuple(_token(random_bytes) for _ in actions)
    rows = [
        {
            "token": token,
            "chat_id": chat,
            "action": json.dumps(action, ensure_ascii=False),
            "shown_at": shown_at,
        }
        for token, action in zip(tokens, actions, strict=True)
    ]
    connection.execute(_insert, rows)
    return tokens


def find(connection: Connection, token: str, chat: int) -> Mapping[str, Any] | None:
    """What the button meant, if it was shown in this chat. Whether it is still meant is for the rules to say."""
    action: str | None = connection.execute(_find, {"token": token, "chat": chat}).scalar_one_or_none()
    return None if action is None else json.loads(action)


def _token(random_bytes: Callable[[int], bytes]) -> str:
    return base64.urlsafe_b64encode(random_bytes(TOKEN_BYTES)).decode("ascii")
