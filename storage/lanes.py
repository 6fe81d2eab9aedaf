"""Whose turn it is to be spoken to: one lane for each chat, strictly in order, each parked by itself.

`lane.due_at` is everything in one indexed column: the wake-up of a new message, the park of a slow or full
chat, and the lease of a worker that is sending. Claim (commit), send, settle (commit).
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from storage import lane_statements as statements
from storage.claims import Batch, Claimed, Dropped, Line
from storage.pace import NOTHING, Allowance, Pace, Window, allowed_at, interval, spent
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
    at: datetime | None = None,
    due_at: datetime | None = None,
    *,
    came: bool = False,
) -> bool:
    """Somebody spoke there (`kind` is `message`) or acted (`other`): what was held goes out.

    Where the platform has a window it opens anew, from the moment `at` by the platform's clock; a closed chat is
    open again. `came`: he only came back, and has said nothing yet (GATE-8). `due_at`: when staff are to be told
    of the window, where this act sets it. Returns whether something was held.
    """
    said_at = None if came else now
    if window is None:
        connection.execute(statements.heard, {"of": chat_id, "said_at": said_at})
    else:
        allowed = allowance(connection, chat_id).acted(kind, min(at or now, now))
        values = {"of": chat_id, "said_at": said_at, "now_allowed": allowed.to_json(), "due_at": due_at}
        connection.execute(statements.acted, values)
    if connection.execute(statements.unhold, {"of": chat_id, "now": now}).rowcount == 0:
        return False
    connection.execute(statements.requeue, {"of": chat_id})
    return True


def slots(connection: Connection, chat_id: int, window: Window, now: datetime) -> int:
    """How many messages the platform still lets us write there now."""
    return allowance(connection, chat_id).left(window, now)


def allowance(connection: Connection, chat_id: int) -> Allowance:
    """What the customer's acts allow in his chat."""
    found = connection.execute(statements.allowance_of, {"of": chat_id}).one_or_none()
    return NOTHING if found is None else Allowance.from_json(found.allowance)


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
        self.windowed: list[int] = []
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
            self._take(opened, row.tat, windowed=False)
            return
        left = None if pace.window is None else Allowance.from_json(row.allowance).left(pace.window, self.now)
        if left == 0:
            self.held.append(row.chat_id)
            return
        wait = self._rate_allows_at(row, pace)
        if wait is not None:
            self._park(row, wait)
            return
        ask = "" if left is None else self._in_one_breath(opened, pace, left)
        tat = row.tat if pace.chat is None else spent(pace.chat, row.tat, self.at_second)
        if pace.account is not None:
            account = _account(row)
            self.accounts[account] = spent(pace.account, self._account_tat(account), self.at_second)
        self._take(opened, tat, windowed=left is not None, ask=ask)

    def _in_one_breath(self, opened: Unsealed, pace: Pace, left: int) -> str:
        """What is said along with it, and whether it asks him to write again: the last slot is kept for that.

        Nothing overtakes: who wants to be heard sooner is heard together with what stands before him.
        """
        row = opened.rows[0]
        last = left == 1 and pace.window is not None and pace.window.keep_last
        behind = self.connection.execute(statements.followers, {"of": row.chat_id, "after": row.id}).all()
        if row.plain:
            self._add_followers(opened, behind, pace, asking=last)
        if not last:
            return ""
        carries = row.kind == "message" and pace.are_one(opened.bodies, True)
        if any(one.kind == "message" for one in behind[len(opened.rows) - 1 :]):
            return "more" if carries else "alone"
        return "last" if carries and row.case_id is not None else ""

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

    def _worthless(self, row: Any) -> str:
        if row.not_after is not None and row.not_after <= self.now:
            return "expired"
        if row.target_id is not None and not row.target_reference:
            return "target_missing"
        return "erased" if row.customer_id is not None and not row.wrapped_key else ""

    def _add_followers(self, opened: Unsealed, behind: Sequence[Any], pace: Pace, *, asking: bool) -> None:
        """The plain texts right behind it that may be said in one breath with it."""
        row = opened.rows[0]
        for next_row in behind:
            if (
                not next_row.plain
                or next_row.customer_id != row.customer_id
                or next_row.row_due_at > self.now
            ):
                break
            body = text_of(opened.key, next_row)
            if body is None or not pace.are_one([*opened.bodies, body], asking):
                break
            opened.rows.append(next_row)
            opened.bodies.append(body)

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

    def _take(self, opened: Unsealed, tat: float, *, windowed: bool, ask: str = "") -> None:
        rows = opened.rows
        row = rows[0]
        thread, reply_to = self._spot(row) if row.thread_case and row.case_id is not None else ("", "")
        self.claimed.append(
            Claimed(
                lines=tuple(line_of(one, one.claims + 1) for one in rows),
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
                repeat="never" if any(one.repeat == "never" for one in rows) else row.repeat,
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
            self.windowed.append(row.chat_id)

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
        if self.windowed:
            run(statements.unheard, [{"of": chat_id} for chat_id in self.windowed])
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


def line_of(row: Any, claim: int) -> Line:
    """A row of the outbox as its claim holds it."""
    return Line(
        row.id,
        claim,
        row.case_id,
        row.role,
        tuple(rule for rule in row.satisfies.split(",") if rule),
        row.parts_from,
        row.waited,
    )


def _account(row: Any) -> str:
    return f"account\x1f{row.channel}\x1f{row.account}"


def _moment(timestamp: float) -> datetime:
    # Rounded up: a lane that wakes a microsecond early would only be parked again.
    return datetime.fromtimestamp(timestamp, UTC) + timedelta(microseconds=1)
