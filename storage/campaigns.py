"""Campaigns and their copies. Every change names the state that it changes: of two who try, one does it."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from storage.ids import take
from storage.sealed import Vault
from storage.tables.campaign import CampaignRow, CopyRow
from storage.tables.types import table_of, word, words

_campaigns = table_of(CampaignRow)
_copies = table_of(CopyRow)


class State(StrEnum):
    """How far a campaign has come."""

    COUNTING = "counting"
    OFFERED = "offered"
    """A second person is asked."""
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class CopyState(StrEnum):
    """What has become of one customer's copy."""

    WAITING = "waiting"
    OUT = "out"
    """It has its ticket, and waits for the platform or is being sent."""
    SENT = "sent"
    REFUSED = "refused"
    """The gate, asked again, said no."""
    FAILED = "failed"
    HELD = "held"
    """The platform's window had closed: it was not sent, and will not be."""
    UNKNOWN = "unknown"
    """Nobody knows whether it arrived; it is not sent again."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as it stands."""

    id: int
    store: str
    staff: int
    purpose: str
    words: str = field(repr=False)
    chat: int
    state: State
    created_at: datetime
    counted_to: int
    counts: Mapping[str, int]
    approved_by: int | None
    approved_at: datetime | None
    expires_at: datetime | None
    message: int | None
    shown_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Copy:
    campaign: int
    customer: int
    chat: int
    state: CopyState


def begin(
    connection: Connection,
    vault: Vault,
    store: str,
    staff: int,
    purpose: str,
    words: str,
    chat: int,
    now: datetime,
) -> int:
    """Somebody wants to send these words; first it is counted who may get them."""
    number = take(connection)
    connection.execute(
        _insert,
        {
            "id": number,
            "store": store,
            "staff_id": staff,
            "purpose": purpose,
            "words": vault.system.seal("campaign", "words", number, words),
            "chat_id": chat,
            "created_at": now,
            "due_at": now,
        },
    )
    return number


def by_id(connection: Connection, vault: Vault, number: int) -> Campaign | None:
    row = connection.execute(_by_id, {"this": number}).one_or_none()
    return None if row is None else _read(vault, row)


def due(connection: Connection, now: datetime, limit: int) -> list[int]:
    """The campaigns that want attention now, the longest due first."""
    return list(connection.execute(_due, {"now": now, "limit": limit}).scalars())


def take_turn(connection: Connection, campaign: Campaign, until: datetime) -> bool:
    """Whether this process has the campaign's turn: of several that saw it due, one."""
    asked = {"this": campaign.id, "seen": campaign.due_at, "until": until}
    return connection.execute(_take_turn, asked).rowcount == 1


def attend(connection: Connection, number: int, due_at: datetime | None) -> None:
    """When it next wants attention."""
    connection.execute(_attend, {"this": number, "due": due_at})


def counted(connection: Connection, number: int, up_to: int, counts: Mapping[str, int]) -> None:
    """Everybody up to this customer has been looked at; how many cannot be written to, by reason."""
    connection.execute(_counted, {"this": number, "up_to": up_to, "found": json.dumps(counts)})


def offered(connection: Connection, number: int, message: int, expires_at: datetime, now: datetime) -> None:
    """A second person is asked by that message."""
    asked = {"this": number, "message": message, "expires": expires_at, "now": now}
    connection.execute(_offered, asked)


def approve(connection: Connection, number: int, staff: int, now: datetime) -> bool:
    """A second person said yes, in time; False where it is not to be approved any more."""
    return connection.execute(_approve, {"this": number, "by": staff, "now": now}).rowcount == 1


def end(connection: Connection, number: int, state: State, now: datetime, *, was: State) -> bool:
    """It comes to an end; False where it had been ended, or begun, meanwhile. What is left to do is done soon."""
    asked = {"this": number, "into": state.value, "was": was.value, "now": now}
    return connection.execute(_end, asked).rowcount == 1


def shown(connection: Connection, number: int, now: datetime) -> None:
    """Its message says how it stands now."""
    connection.execute(_shown, {"this": number, "now": now})


def keep_counts(connection: Connection, number: int, counts: Mapping[str, int]) -> None:
    """How many copies came to what: this stays when the copies are forgotten."""
    connection.execute(_keep, {"this": number, "found": json.dumps(counts)})


# --- copies ------------------------------------------------------------------------------------------------


def add_copies(connection: Connection, number: int, found: Iterable[tuple[int, int]]) -> None:
    """(customer, chat) of those who may get it."""
    rows = [{"campaign_id": number, "customer_id": customer, "chat_id": chat} for customer, chat in found]
    if rows:
        connection.execute(_add_copies, rows)


def has_copy(connection: Connection, number: int, customer: int) -> bool:
    """Whether a copy of it is meant for that customer."""
    return connection.execute(_has_copy, {"of": number, "to": customer}).first() is not None


def waiting(connection: Connection, number: int, after: int, limit: int) -> list[Copy]:
    """The next copies that have not gone out, beyond this customer."""
    asked = {"of": number, "after": after, "limit": limit}
    return [_read_copy(row) for row in connection.execute(_waiting, asked).all()]


def send_out(connection: Connection, copy: Copy, contact: int) -> bool:
    """It goes out with this ticket; False where it has gone already."""
    asked = {"of": copy.campaign, "to": copy.customer, "ticket": contact}
    return connection.execute(_send_out, asked).rowcount == 1


def refuse(connection: Connection, copy: Copy, reason: str) -> None:
    """Before it had a ticket the gate said no."""
    connection.execute(_refuse, {"of": copy.campaign, "to": copy.customer, "why": reason})


def copy_of(connection: Connection, contact: int) -> Copy | None:
    """The copy that goes out with this ticket."""
    row = connection.execute(_by_contact, {"ticket": contact}).one_or_none()
    return None if row is None else _read_copy(row)


def settle(connection: Connection, contact: int, state: CopyState, reason: str = "") -> bool:
    """What became of the copy with this ticket: the first word counts, and above it that the platform has it, or
    may have it. Back to `waiting` it has no ticket."""
    if state is CopyState.WAITING:
        return connection.execute(_back, {"ticket": contact}).rowcount == 1
    statement = _gone if state in (CopyState.SENT, CopyState.UNKNOWN) else _settle
    asked = {"ticket": contact, "into": state.value, "why": reason}
    return connection.execute(statement, asked).rowcount == 1


def how_many_out(connection: Connection) -> int:
    """Copies of all campaigns that have their ticket and no outcome."""
    return int(connection.execute(_how_many_out).scalar_one())


def out(connection: Connection, number: int) -> list[int]:
    """The tickets that its copies are out with."""
    return list(connection.execute(_out, {"of": number}).scalars())


def tally(connection: Connection, number: int) -> Counter[str]:
    """How many copies stand where: by state, and the refused by `refused:REASON`."""
    found: Counter[str] = Counter()
    for row in connection.execute(_tally, {"of": number}).all():
        key = f"{row.state}:{row.reason}" if row.state == CopyState.REFUSED else row.state
        found[key] += row.n
    return found


def discard(connection: Connection, number: int, limit: int) -> int:
    """Forget up to so many of its copies; how many it were."""
    return connection.execute(_discard, {"of": number, "limit": limit}).rowcount


def retire(connection: Connection, before: datetime, limit: int = 500) -> int:
    """Forget who got what of campaigns that ended before this moment; how many copies it were."""
    number: int | None = connection.execute(_old, {"before": before}).scalar()
    return 0 if number is None else discard(connection, number, limit)


def begun_by(connection: Connection, staff: int) -> list[int]:
    """His campaigns that have not ended."""
    return list(connection.execute(_begun_by, {"by": staff}).scalars())


def _read(vault: Vault, row: Row[Any]) -> Campaign:
    return Campaign(
        row.id,
        row.store,
        row.staff_id,
        row.purpose,
        vault.system.open_text("campaign", "words", row.id, row.words),
        row.chat_id,
        State(row.state),
        row.created_at,
        row.counted_to,
        json.loads(row.counts),
        row.approved_by,
        row.approved_at,
        row.expires_at,
        row.message_id,
        row.shown_at,
        row.due_at,
    )


def _read_copy(row: Row[Any]) -> Copy:
    return Copy(row.campaign_id, row.customer_id, row.chat_id, CopyState(row.state))


def _moment(name: str) -> Any:
    return bindparam(name, type_=_campaigns.c.due_at.type)


_insert = insert(_campaigns).values(
    state=State.COUNTING.value,
    counted_to=0,
    counts="{}",
    approved_by=None,
    approved_at=None,
    expires_at=None,
    message_id=None,
    shown_at=None,
    ended_at=None,
)
_change = update(_campaigns).where(_campaigns.c.id == bindparam("this"))
_by_id = select(_campaigns).where(_campaigns.c.id == bindparam("this"))
_due = (
    select(_campaigns.c.id)
    .where(_campaigns.c.due_at.is_not(None), _campaigns.c.due_at <= _moment("now"))
    .order_by(_campaigns.c.due_at, _campaigns.c.id)
    .limit(bindparam("limit"))
)
next_due = select(func.min(_campaigns.c.due_at)).where(_campaigns.c.due_at.is_not(None))
_begun_by = select(_campaigns.c.id).where(
    _campaigns.c.staff_id == bindparam("by"), _campaigns.c.due_at.is_not(None)
)
_take_turn = _change.where(_campaigns.c.due_at == _moment("seen")).values(due_at=_moment("until"))
_attend = _change.values(due_at=_moment("due"))
_counted = _change.values(counted_to=bindparam("up_to"), counts=bindparam("found"))
_offered = _change.where(_campaigns.c.state == word("counting")).values(
    state=State.OFFERED.value,
    message_id=bindparam("message"),
    expires_at=_moment("expires"),
    due_at=_moment("expires"),
    shown_at=_moment("now"),
)
_approve = _change.where(
    _campaigns.c.state == word("offered"), _campaigns.c.expires_at > _moment("now")
).values(
    state=State.RUNNING.value,
    approved_by=bindparam("by"),
    approved_at=_moment("now"),
    shown_at=None,
    due_at=_moment("now"),
)
_end = _change.where(_campaigns.c.state == bindparam("was")).values(
    state=bindparam("into"), due_at=_moment("now"), ended_at=_moment("now")
)
_shown = _change.values(shown_at=_moment("now"))
_keep = _change.values(counts=bindparam("found"))

_add_copies = insert(_copies).values(state=CopyState.WAITING.value, reason="", contact_id=None)
_has_copy = select(_copies.c.customer_id).where(
    _copies.c.campaign_id == bindparam("of"), _copies.c.customer_id == bindparam("to")
)
_waiting = (
    select(_copies)
    .where(
        _copies.c.campaign_id == bindparam("of"),
        _copies.c.state == word("waiting"),
        _copies.c.customer_id > bindparam("after"),
    )
    .order_by(_copies.c.customer_id)
    .limit(bindparam("limit"))
)
_one = update(_copies).where(
    _copies.c.campaign_id == bindparam("of"),
    _copies.c.customer_id == bindparam("to"),
    _copies.c.state == word("waiting"),
)
_send_out = _one.values(state=CopyState.OUT.value, contact_id=bindparam("ticket"))
_refuse = _one.values(state=CopyState.REFUSED.value, reason=bindparam("why"))
_with_ticket = _copies.c.contact_id == bindparam("ticket")
_by_contact = select(_copies).where(_copies.c.contact_id.is_not(None), _with_ticket)
_gone = (
    update(_copies)
    .where(_copies.c.contact_id.is_not(None), _with_ticket)
    .values(state=bindparam("into"), reason=bindparam("why"))
)
_settle = _gone.where(_copies.c.state == word("out"))
_back = (
    update(_copies)
    .where(_copies.c.contact_id.is_not(None), _with_ticket, _copies.c.state == word("out"))
    .values(state=CopyState.WAITING.value, contact_id=None)
)
_open: Final = (State.RUNNING.value, State.STOPPED.value)
_how_many_out = (
    select(func.count())
    .select_from(_copies)
    .join(_campaigns, _campaigns.c.id == _copies.c.campaign_id)
    .where(
        _campaigns.c.due_at.is_not(None),
        _campaigns.c.state.in_(words(*_open)),
        _copies.c.state == word("out"),
    )
)
_out = select(_copies.c.contact_id).where(
    _copies.c.campaign_id == bindparam("of"),
    _copies.c.state == word("out"),
    _copies.c.contact_id.is_not(None),
)
_tally_count: Any = func.count().label("n")
_tally = (
    select(_copies.c.state, _copies.c.reason, _tally_count)
    .where(_copies.c.campaign_id == bindparam("of"))
    .group_by(_copies.c.state, _copies.c.reason)
)
_some = (
    select(_copies.c.customer_id)
    .where(_copies.c.campaign_id == bindparam("of"))
    .order_by(_copies.c.customer_id)
    .limit(bindparam("limit"))
)
_discard = delete(_copies).where(_copies.c.campaign_id == bindparam("of"), _copies.c.customer_id.in_(_some))
_old = (
    select(_campaigns.c.id)
    .join(_copies, _copies.c.campaign_id == _campaigns.c.id)
    .where(_campaigns.c.ended_at.is_not(None), _campaigns.c.ended_at < _moment("before"))
    .limit(1)
)
