"""The statements behind `storage.lanes`, made once: what is due, and what a look at it writes."""

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.sqlite import insert

from storage.outbox import active
from storage.tables.people import Chat, Customer
from storage.tables.road import Lane, Outbox, Rate
from storage.tables.types import table_of, word

JOINED = 8
"""At most so many waiting texts become one message where messages are counted."""

_lane = table_of(Lane)
_rate = table_of(Rate)
_chat = table_of(Chat)
_row = table_of(Outbox)
_customer = table_of(Customer)
_target = _row.alias("target")
_head = _row.alias("head")

_first_of_lane = (
    select(_head.c.id)
    .where(_head.c.chat_id == _lane.c.chat_id, active(_head.c.state))
    .order_by(_head.c.id)
    .limit(1)
    .scalar_subquery()
)
due = (
    select(
        _lane.c.chat_id,
        _lane.c.tat,
        _lane.c.held.label("lane_held"),
        _chat.c.channel,
        _chat.c.account,
        _chat.c.kind.label("chat_kind"),
        _chat.c.address_sealed,
        _chat.c.topics,
        _chat.c.closed_at,
        _chat.c.allowance,
        _row.c.id,
        _row.c.store,
        _row.c.customer_id,
        _row.c.case_id,
        _row.c.kind,
        _row.c.role,
        _row.c.purpose,
        _row.c.body,
        _row.c.bare,
        _row.c.plain,
        _row.c.repeat,
        _row.c.attempts,
        _row.c.doubts,
        _row.c.claims,
        _row.c.due_at.label("row_due_at"),
        _row.c.not_after,
        _row.c.thread_case,
        _row.c.target_id,
        _row.c.satisfies,
        _row.c.parts_from,
        _row.c.waited,
        _target.c.reference.label("target_reference"),
        _customer.c.wrapped_key,
    )
    .select_from(_lane)
    .join(_chat, _chat.c.id == _lane.c.chat_id)
    .outerjoin(_row, _row.c.id == _first_of_lane)
    .outerjoin(_target, _target.c.id == _row.c.target_id)
    .outerjoin(_customer, _customer.c.id == _row.c.customer_id)
    .where(_lane.c.due_at <= bindparam("now"), _lane.c.owner.is_(None))
    .order_by(_lane.c.due_at, _lane.c.chat_id)
    .limit(bindparam("limit"))
)
followers = (
    select(
        _row.c.chat_id,
        _row.c.id,
        _row.c.customer_id,
        _row.c.case_id,
        _row.c.kind,
        _row.c.role,
        _row.c.plain,
        _row.c.repeat,
        _row.c.satisfies,
        _row.c.parts_from,
        _row.c.waited,
        _row.c.body,
        _row.c.claims,
        _row.c.due_at.label("row_due_at"),
    )
    .where(_row.c.chat_id == bindparam("of"), _row.c.id > bindparam("after"), active(_row.c.state))
    .order_by(_row.c.id)
    .limit(JOINED - 1)
)
places = (
    select(_row.c.role, _row.c.reference)
    .where(
        _row.c.case_id == bindparam("case"),
        _row.c.chat_id == bindparam("of"),
        _row.c.role.in_([word("card"), word("thread")]),
        _row.c.state == word("sent"),
    )
    .order_by(_row.c.id)
)
account_rate = select(_rate.c.tat).where(_rate.c.key == bindparam("account"))
_rate_insert = insert(_rate).values(key=bindparam("key"), tat=bindparam("tat"))
put_rate = _rate_insert.on_conflict_do_update(index_elements=["key"], set_={"tat": _rate_insert.excluded.tat})
send = (
    update(_row)
    .where(_row.c.id == bindparam("number"))
    .values(
        state=word("sending"),
        owner=bindparam("by"),
        leased_until=bindparam("until"),
        claims=_row.c.claims + 1,
    )
)
lease = (
    update(_lane)
    .where(_lane.c.chat_id == bindparam("of"))
    .values(owner=bindparam("by"), due_at=bindparam("until"), tat=bindparam("new_tat"))
)
unheard = update(_chat).where(_chat.c.id == bindparam("of")).values(heard=False)
parked = update(_lane).where(_lane.c.chat_id == bindparam("of")).values(due_at=bindparam("until"))
hold_lane = update(_lane).where(_lane.c.chat_id == bindparam("of")).values(due_at=None, held=True)
hold_rows = (
    update(_row)
    .where(_row.c.chat_id == bindparam("of"), active(_row.c.state), _row.c.state == word("queued"))
    .values(state=word("held"))
)
fail = (
    update(_row)
    .where(_row.c.id == bindparam("number"))
    .values(state=word("failed"), reason=bindparam("why"), settled_at=bindparam("now"))
)
allowance_of = select(_chat.c.allowance, _chat.c.heard).where(_chat.c.id == bindparam("of"))
allow = update(_chat).where(_chat.c.id == bindparam("of")).values(allowance=bindparam("now_allowed"))
shut = (
    update(_chat)
    .where(_chat.c.id == bindparam("of"))
    .values(allowance=bindparam("nothing"), window_due_at=None)
)
unhold = (
    update(_lane)
    .where(_lane.c.chat_id == bindparam("of"), _lane.c.held)
    .values(held=False, due_at=func.coalesce(_lane.c.due_at, bindparam("now", type_=_lane.c.due_at.type)))
)
requeue = (
    update(_row)
    .where(_row.c.chat_id == bindparam("of"), active(_row.c.state), _row.c.state == word("held"))
    .values(state=word("queued"))
)
next_due = select(func.min(_lane.c.due_at)).where(_lane.c.due_at.is_not(None))
_said_at = func.coalesce(bindparam("said_at", type_=_chat.c.last_said_at.type), _chat.c.last_said_at)
acted = (
    update(_chat)
    .where(_chat.c.id == bindparam("of"))
    .values(
        allowance=bindparam("now_allowed"),
        window_due_at=func.coalesce(
            bindparam("due_at", type_=_chat.c.window_due_at.type), _chat.c.window_due_at
        ),
        heard=True,
        last_said_at=_said_at,
        closed_at=None,
    )
)
heard = update(_chat).where(_chat.c.id == bindparam("of")).values(last_said_at=_said_at, closed_at=None)
