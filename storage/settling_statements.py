"""The statements behind `storage.settling`, made once: what is written of an attempt, and how its lane goes on."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, select, update

from storage.outbox import active
from storage.tables.road import Lane, Outbox
from storage.tables.types import table_of, word

_row = table_of(Outbox)
_lane = table_of(Lane)
_head = _row.alias("head")

finish = (
    update(_row)
    .where(
        _row.c.id == bindparam("number"),
        _row.c.state == word("sending"),
        _row.c.owner == bindparam("by"),
        _row.c.claims == bindparam("claim"),
    )
    .values(
        state=bindparam("new_state"),
        reason=bindparam("why"),
        attempts=bindparam("tried"),
        doubts=bindparam("doubted"),
        settled_at=bindparam("ended"),
        reference=bindparam("first_reference"),
        references_json=bindparam("all_references"),
        due_at=case(
            (bindparam("next_at", type_=_row.c.due_at.type).is_(None), _row.c.due_at),
            else_=bindparam("next_at", type_=_row.c.due_at.type),
        ),
        owner=None,
        leased_until=None,
    )
)
_next_in_lane = (
    select(_head.c.due_at)
    .where(_head.c.chat_id == _lane.c.chat_id, active(_head.c.state))
    .order_by(_head.c.id)
    .limit(1)
    .scalar_subquery()
)
release = (
    update(_lane)
    .where(
        _lane.c.chat_id == select(_head.c.chat_id).where(_head.c.id == bindparam("number")).scalar_subquery()
    )
    .values(owner=None, due_at=case((_lane.c.held, None), else_=_next_in_lane))
)
forget_thread = (
    update(_row)
    .where(
        _row.c.case_id == bindparam("case"),
        _row.c.chat_id == bindparam("of"),
        _row.c.role == word("thread"),
    )
    .values(reference="")
)


def orphaned(now: datetime, alive: Collection[str]) -> Any:
    """What is being sent by somebody who is not `alive`, or whose lease has ended."""
    return (
        select(_row)
        .where(
            _row.c.state == word("sending"),
            (_row.c.leased_until <= now) | _row.c.owner.not_in(list(alive)),
        )
        .order_by(_row.c.id)
    )
