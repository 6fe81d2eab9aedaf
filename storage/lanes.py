"""Whose turn it is to be spoken to: one lane for each chat, strictly in order, each parked by itself.

`lane.due_at` is everything in one indexed column: the wake-up of a new message, the park of a slow or full
chat, and the lease of a worker that is sending. Claim (commit), send, settle (commit).
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from storage import lane_statements as statements
from storage.claims import Batch, Claimed, Dropped
from storage.pace import Pace, Window, allowed_at, interval, slots_left, spent
from storage.sealed import Vault
from storage.unsealed import Unsealed, text_of, unseal

UNCOUNTED = ("toast", "count")
"""Not messages: no rate and no window is about them."""

PaceOf = Callable[[str, str], Pace]
"""The limits of (channel, kind of chat)."""


def claim(
    connection: Connection,
    vault: Vault,
    now: datetime,
    owner: str,
    pace_of: PaceOf,
    lease: timedelta,
    limit: int = 32,
) -> Batch:
    """Take what may be sent now, one thing a lane, for `owner` alone until `now + lease`."""
    rows = connection.execute(statements.due, {"now": now, "limit": limit}).all()
    if not rows:
        return Batch()
    look = _Look(connection, vault, now, owner, pace_of, now + lease)
    for row in rows:
        look.at(row)
    look.store()
    return Batch(
        tuple(look.claimed),
        tuple(look.dropped),
        tuple(look.held),
        more=len(rows) == limit or bool(look.dropped),
    )


def spoke(
    connection: Connection,
    chat_id: int,
    kind: str,
    now: datetime,
    window: Window | None = None,
) -> bool:
    """Somebody spoke there (`kind` is `message`) or acted (`other`): what was held goes out.

    The window opens anew and a closed chat is open again; a wider window that is open already is kept.
    Returns whether something was held.
    """
    if window is None or kind == "message" or not _is_wider(connection, window, chat_id, now):
        connection.execute(statements.open_window, {"of": chat_id, "now": now, "by": kind})
    else:
        connection.execute(statements.heard, {"of": chat_id, "now": now})
    if connection.execute(statements.unhold, {"of": chat_id, "now": now}).rowcount == 0:
        return False
    connection.execute(statements.requeue, {"of": chat_id})
    return True


def slots(connection: Connection, chat_id: int, window: Window, now: datetime) -> int:
    """How many messages the platform still lets us write there now."""
    chat = connection.execute(statements.window_of, {"of": chat_id}).one()
    return slots_left(window, chat.window_opened_at, chat.window_kind, chat.window_used, now)


def _is_wider(connection: Connection, window: Window, chat_id: int, now: datetime) -> bool:
    return slots(connection, chat_id, window, now) >= window.after_other[0]


class _Look:
    """One look at the due lanes: decides about each, then writes everything in a few statements."""

    def __init__(
        self,
        connection: Connection,
        vault: Vault,
        now: datetime,
        owner: str,
        pace_of: PaceOf,
        until: datetime,
    ) -> None:
        self.connection = connection
        self.vault = vault
        self.now = now
        self.owner = owner
        self.pace_of = pace_of
        self.until = until
        self.at_second = now.timestamp()
        self.claimed: list[Claimed] = []
        self.dropped: list[Dropped] = []
        self.leased: list[dict[str, Any]] = []
        self.parked: list[dict[str, Any]] = []
        self.held: list[int] = []
        self.slots: list[dict[str, Any]] = []
        self.accounts: dict[str, float] = {}
        self.queue: dict[str, float] = {}

    def at(self, row: Any) -> None:
        """Decide about one lane."""
        if row.id is None:
            self._park(row, None)
        elif reason := self._worthless(row):
            self._drop(row, reason)
        elif row.lane_held or row.closed_at is not None:
            self.held.append(row.chat_id)
        elif row.row_due_at > self.now:
            self._park(row, row.row_due_at)
        else:
            self._within_limits(row, self.pace_of(row.channel, row.chat_kind))

    def _within_limits(self, row: Any, pace: Pace) -> None:
        opened = unseal(self.vault, row)
        if opened is None:
            self._drop(row, "tampered")
            return
        if row.kind in UNCOUNTED:
            self._take(opened, row.tat, windowed=False, ask=False)
            return
        left = None if pace.window is None else self._slots_left(pace.window, row)
        if left == 0:
            self.held.append(row.chat_id)
            return
        wait = self._rate_allows_at(row, pace)
        if wait is not None:
            self._park(row, wait)
            return
        if left is not None and row.plain:
            self._add_followers(opened)
        last = left == 1 and pace.window is not None and pace.window.keep_last and not row.window_asked
        ask = last and self._more_wait(opened.rows[-1])
        tat = row.tat if pace.chat is None else spent(pace.chat, row.tat, self.at_second)
        if pace.account is not None:
            account = _account(row)
            self.accounts[account] = spent(pace.account, self._account_tat(account), self.at_second)
        self._take(opened, tat, windowed=left is not None, ask=ask)

    def _rate_allows_at(self, row: Any, pace: Pace) -> datetime | None:
        """When the rates allow it, if not now; a full account gives each waiting lane a moment of its own."""
        if pace.chat is not None and (free := allowed_at(pace.chat, row.tat)) > self.at_second:
            return _moment(free)
        if pace.account is None:
            return None
        account = _account(row)
        free = allowed_at(pace.account, self._account_tat(account))
        if free <= self.at_second:
            return None
        mine = max(free, self.queue.get(account, 0.0))
        self.queue[account] = mine + interval(pace.account)
        return _moment(mine)

    def _account_tat(self, account: str) -> float:
        if account not in self.accounts:
            found = self.connection.execute(
                statements.account_rate, {"account": account}
            ).scalar_one_or_none()
            self.accounts[account] = found or 0.0
        return self.accounts[account]

    def _slots_left(self, window: Window, row: Any) -> int:
        return slots_left(window, row.window_opened_at, row.window_kind, row.window_used, self.now)

    def _worthless(self, row: Any) -> str:
        if row.not_after is not None and row.not_after <= self.now:
            return "expired"
        if row.target_id is not None and not row.target_reference:
            return "target_missing"
        return "erased" if row.customer_id is not None and not row.wrapped_key else ""

    def _add_followers(self, opened: Unsealed) -> None:
        """The plain texts right behind it that may be said in one breath with it."""
        row = opened.rows[0]
        for next_row in self.connection.execute(
            statements.followers, {"of": row.chat_id, "after": row.id}
        ).all():
            if (
                not next_row.plain
                or next_row.customer_id != row.customer_id
                or next_row.repeat != row.repeat
                or next_row.row_due_at > self.now
                or (next_row.not_after is not None and next_row.not_after <= self.now)
            ):
                break
            body = text_of(opened.key, next_row)
            if body is None:
                break
            opened.rows.append(next_row)
            opened.bodies.append(body)

    def _more_wait(self, last: Any) -> bool:
        return (
            self.connection.execute(statements.followers, {"of": last.chat_id, "after": last.id}).first()
            is not None
        )

    def _park(self, row: Any, until: datetime | None) -> None:
        self.parked.append({"of": row.chat_id, "until": until})

    def _drop(self, row: Any, reason: str) -> None:
        self.dropped.append(
            Dropped(
                row.id,
                row.chat_id,
                row.customer_id,
                row.case_id,
                row.kind,
                row.role,
                row.purpose,
                reason,
            )
        )

    def _take(self, opened: Unsealed, tat: float, *, windowed: bool, ask: bool) -> None:
        rows = opened.rows
        row = rows[0]
        thread, reply_to = self._spot(row) if row.thread_case and row.case_id is not None else ("", "")
        self.claimed.append(
            Claimed(
                ids=tuple(one.id for one in rows),
                claims=tuple(one.claims + 1 for one in rows),
                owner=self.owner,
                leased_until=self.until,
                store=row.store,
                chat_id=row.chat_id,
                channel=row.channel,
                account=row.account,
                chat=opened.address,
                chat_kind=row.chat_kind,
                customer_id=row.customer_id,
                case_id=row.case_id,
                kind=row.kind,
                role=row.role,
                purpose=row.purpose,
                repeat=row.repeat,
                satisfies=tuple(sorted({rule for one in rows for rule in one.satisfies.split(",") if rule})),
                attempts=row.attempts,
                doubts=row.doubts,
                bodies=tuple(opened.bodies),
                bare=opened.bare,
                thread=thread,
                reply_to=reply_to,
                target=row.target_reference or "",
                windowed=windowed,
                window_ask=ask,
            )
        )
        self.leased.append({"of": row.chat_id, "until": self.until, "new_tat": tat, "by": self.owner})
        if windowed:
            self.slots.append({"of": row.chat_id, "asked": ask or row.window_asked})

    def _spot(self, row: Any) -> tuple[str, str]:
        """The case's topic in this chat, else the card to answer to."""
        found = {
            one.role: one.reference
            for one in self.connection.execute(
                statements.places, {"case": row.case_id, "of": row.chat_id}
            ).all()
        }
        if row.topics and found.get("thread"):
            return found["thread"], ""
        return "", "" if row.role == "card" else found.get("card", "")

    def store(self) -> None:
        """Write what was decided."""
        run = self.connection.execute
        if self.claimed:
            taken = [
                {"number": number, "until": self.until, "by": self.owner}
                for one in self.claimed
                for number in one.ids
            ]
            run(statements.send, taken)
            run(statements.lease, self.leased)
        if self.slots:
            run(statements.use_slot, self.slots)
        if self.parked:
            run(statements.parked, self.parked)
        if self.held:
            run(statements.hold_lane, [{"of": chat_id} for chat_id in self.held])
            run(statements.hold_rows, [{"of": chat_id} for chat_id in self.held])
        if self.dropped:
            run(
                statements.fail,
                [{"number": one.id, "why": one.reason, "now": self.now} for one in self.dropped],
            )
        if self.accounts:
            run(statements.put_rate, [{"key": key, "tat": tat} for key, tat in self.accounts.items()])


def _account(row: Any) -> str:
    return f"account\x1f{row.channel}\x1f{row.account}"


def _moment(timestamp: float) -> datetime:
    # Rounded up: a lane that wakes a microsecond early would only be parked again.
    return datetime.fromtimestamp(timestamp, UTC) + timedelta(microseconds=1)
