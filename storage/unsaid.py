"""What waits to be said and will not be, or not yet: withdrawn, out of date, held, or to be said elsewhere."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, select, update

from storage.outbox import NewOutgoing, active, key_for
from storage.sealed import Vault
from storage.tables.people import Chat
from storage.tables.road import Outbox
from storage.tables.types import table_of, word, words

_table = table_of(Outbox)
_chat = table_of(Chat)


def cancel(
    connection: Connection,
    customer_id: int,
    now: datetime,
    *,
    purposes: Collection[str] | None = None,
    keep: Collection[str] = (),
) -> int:
    """What waits to be said to this customer is withdrawn: all, or these purposes; never those in `keep`.

    Cards about him in staff groups are not said to him and stay. What a worker is sending cannot be called
    back. Returns how many were withdrawn.
    """
    condition = _called_off(customer_id, purposes, keep)
    return connection.execute(
        update(_table).where(*condition).values(state=word("failed"), reason="withdrawn", settled_at=now)
    ).rowcount


def cases_cancelled(
    connection: Connection,
    customer_id: int,
    roles: Sequence[str],
    *,
    purposes: Collection[str] | None = None,
    keep: Collection[str] = (),
) -> list[tuple[int, str]]:
    """(case, role) of each waiting message of these roles that `cancel` with the same words would withdraw."""
    rows = connection.execute(
        select(_table.c.case_id, _table.c.role)
        .where(
            *_called_off(customer_id, purposes, keep),
            _table.c.role.in_(words(*roles)),
            _table.c.case_id.is_not(None),
        )
        .order_by(_table.c.id)
    )
    return [(row.case_id, row.role) for row in rows.all()]


def _called_off(
    customer_id: int, purposes: Collection[str] | None, keep: Collection[str]
) -> list[ColumnElement[bool]]:
    his = select(_chat.c.id).where(_chat.c.customer_id == customer_id)
    condition = [
        _table.c.chat_id.in_(his),
        active(_table.c.state),
        _table.c.state != word("sending"),
        _table.c.purpose.not_in(list(keep)),
    ]
    if purposes is not None:
        condition.append(_table.c.purpose.in_(list(purposes)))
    return condition


def about_in(
    connection: Connection,
    customer_id: int,
    chat_id: int,
    roles: Sequence[str],
    reason: str,
    now: datetime,
) -> list[tuple[int, str]]:
    """What waits about this customer's cases in that chat, which is not his, will not be said; (case, role) of each
    of these roles."""
    his = [
        _table.c.chat_id == chat_id,
        _table.c.customer_id == customer_id,
        active(_table.c.state),
        _table.c.state.in_(words("queued", "held")),
    ]
    spoken = select(_table.c.case_id, _table.c.role).where(
        *his, _table.c.role.in_(words(*roles)), _table.c.case_id.is_not(None)
    )
    found = [(row.case_id, row.role) for row in connection.execute(spoken.order_by(_table.c.id)).all()]
    connection.execute(update(_table).where(*his).values(state=word("failed"), reason=reason, settled_at=now))
    return found


def of_case(
    connection: Connection, vault: Vault, case_id: int, chat_id: int, roles: Sequence[str]
) -> list[tuple[int, NewOutgoing]]:
    """The messages of these roles about that case that still wait for that chat, by their ids, in their order."""
    rows = connection.execute(
        select(_table)
        .where(
            _table.c.chat_id == chat_id,
            active(_table.c.state),
            _table.c.state.in_(words("queued", "held")),
            _table.c.kind == word("message"),
            _table.c.role.in_(words(*roles)),
            _table.c.case_id == case_id,
        )
        .order_by(_table.c.id)
    ).all()
    return [
        (
            row.id,
            replace(_as_new(connection, vault, row), satisfies=row.satisfies, parts_from=row.parts_from),
        )
        for row in rows
    ]


def newly_held(connection: Connection, chat_id: int, roles: Sequence[str]) -> list[int]:
    """The cases of messages of these roles that are held there, each message once: nobody is told twice."""
    rows = connection.execute(
        select(_table.c.id, _table.c.case_id).where(
            _table.c.chat_id == chat_id,
            active(_table.c.state),
            _table.c.state == word("held"),
            _table.c.role.in_(words(*roles)),
            _table.c.waited.is_(False),
            _table.c.case_id.is_not(None),
        )
    ).all()
    if rows:
        told = update(_table).where(_table.c.id.in_([row.id for row in rows])).values(waited=True)
        connection.execute(told)
    return [int(row.case_id) for row in rows]


def abandon(connection: Connection, chat_id: int, now: datetime) -> int:
    """Nothing that waits for this chat will be said there: it is no place of ours any more. How much it was."""
    unsaid = (
        update(_table)
        .where(
            _table.c.chat_id == chat_id, active(_table.c.state), _table.c.state.in_(words("queued", "held"))
        )
        .values(state=word("failed"), reason="removed", settled_at=now)
    )
    return connection.execute(unsaid).rowcount


def give_up(connection: Connection, chat_id: int, role: str, reason: str, now: datetime) -> list[int]:
    """Messages of that role that are held there will not be said; which."""
    held = list(
        connection.execute(
            select(_table.c.id).where(
                _table.c.chat_id == chat_id,
                active(_table.c.state),
                _table.c.state == word("held"),
                _table.c.role == role,
            )
        ).scalars()
    )
    if held:
        connection.execute(
            update(_table)
            .where(_table.c.id.in_(held))
            .values(state=word("failed"), reason=reason, settled_at=now)
        )
    return held


def drop(connection: Connection, number: int, reason: str, now: datetime) -> bool:
    """That message will not be said; False where it is being sent, or was."""
    return connection.execute(_drop, {"number": number, "why": reason, "now": now}).rowcount == 1


def waiting(connection: Connection, vault: Vault, chat_id: int, roles: Sequence[str]) -> list[NewOutgoing]:
    """The messages of these roles about a case that still wait for this chat, to be said elsewhere."""
    rows = connection.execute(
        select(_table)
        .where(
            _table.c.chat_id == chat_id,
            active(_table.c.state),
            _table.c.state.in_(words("queued", "held")),
            _table.c.kind == word("message"),
            _table.c.role.in_(words(*roles)),
            _table.c.case_id.is_not(None),
        )
        .order_by(_table.c.id)
    ).all()
    return [_as_new(connection, vault, row) for row in rows]


def _as_new(connection: Connection, vault: Vault, row: Row[Any]) -> NewOutgoing:
    key = key_for(connection, vault, row.customer_id)
    return NewOutgoing(
        store=row.store,
        chat_id=row.chat_id,
        kind=row.kind,
        body=key.open_text("outbox", "body", row.id, row.body),
        role=row.role,
        purpose=row.purpose,
        customer_id=row.customer_id,
        case_id=row.case_id,
        bare=None if row.bare is None else key.open_text("outbox", "bare", row.id, row.bare),
        repeat=row.repeat,
        thread_case=row.thread_case,
    )


_drop = (
    update(_table)
    .where(_table.c.id == bindparam("number"), _table.c.state.in_(words("queued", "held")))
    .values(
        state=word("failed"),
        reason=bindparam("why"),
        settled_at=bindparam("now", type_=_table.c.settled_at.type),
    )
)
