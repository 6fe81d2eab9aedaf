"""The cards of a case: which messages of ours they are, sent or still waiting. One that nobody knows of is none:
nothing can be changed on it, and a second card is better than a case that nobody sees."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select, update

from storage.tables.road import Outbox
from storage.tables.types import table_of, word, words

_row = table_of(Outbox)
_of_case = (
    select(_row.c.chat_id, _row.c.id, _row.c.state)
    .where(
        _row.c.case_id == bindparam("case"),
        _row.c.role == word("card"),
        _row.c.kind == word("message"),
        _row.c.state.not_in(words("failed", "unknown")),
    )
    .order_by(_row.c.id)
)

_forget = (
    update(_row)
    .where(
        _row.c.case_id == bindparam("of"),
        _row.c.chat_id == bindparam("there"),
        _row.c.role.in_(words("card", "thread")),
    )
    .values(role="gone")
)


@dataclass(frozen=True, slots=True)
class Card:
    """One card: its outbox row and the chat it stands in."""

    id: int
    chat: int
    sent: bool
    """Whether it stands there by now."""


def cards_of(connection: Connection, case: int) -> tuple[Card, ...]:
    """The card of each room the case has been in, the newest where a room had several."""
    latest = {row.chat_id: row for row in connection.execute(_of_case, {"case": case})}
    return tuple(Card(row.id, chat, row.state == "sent") for chat, row in latest.items())


def forget(connection: Connection, case: int, chat: int) -> None:
    """The card and the topic of the case in that chat are gone: nothing stands under them any more."""
    connection.execute(_forget, {"of": case, "there": chat})
