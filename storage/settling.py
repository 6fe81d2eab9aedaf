"""What became of a message that was claimed. The outcome says what to do next, and each is done once.

A worker that lost its lease settles nothing: the row has another claim by then, or is nobody's.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from storage import chats, lane_statements
from storage import settling_statements as statements
from storage.claims import Claimed, Line
from storage.lanes import allowance, line_of
from storage.pace import NOTHING
from storage.retry import Retry
from storage.sealed import Vault


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform has it, under these ids."""

    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Again:
    """Surely not delivered. `counts`: as an attempt; `wait`: as the platform says, else by our backoff."""

    reason: str
    wait: timedelta | None = None
    counts: bool = True


@dataclass(frozen=True, slots=True)
class InDoubt:
    """Nobody knows whether it was delivered."""

    reason: str


@dataclass(frozen=True, slots=True)
class Never:
    """It cannot be delivered. `cause` is a word of `bot.channels.language.Cause`."""

    cause: str
    reason: str = ""
    moved_to: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class NotNow:
    """The platform's window is closed."""

    reason: str


Outcome = Delivered | Again | InDoubt | Never | NotNow

GONE = ("blocked", "removed")
"""Causes that close the chat: nothing more is tried there until somebody speaks again."""
TOLD = ("message", "thread")
"""Kinds of bodies whose failure a person must hear of; a missed toast or edit is none."""


@dataclass(frozen=True, slots=True)
class Settled:
    """How a message stands after its attempt. With `lost`, nothing was changed: it was not ours any more."""

    lines: tuple[Line, ...]
    state: str
    reason: str
    tell_person: bool
    chat_id: int
    customer_id: int | None
    case_id: int | None
    kind: str
    role: str
    purpose: str
    references: tuple[str, ...] = ()
    lost: bool = False
    windowed: bool = False
    """It was counted against the customer's window, or would have been."""

    @property
    def id(self) -> int:
        """The row that the others were joined to."""
        return self.lines[0].id

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(line.id for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What is written into the row."""

    state: str
    reason: str = ""
    attempts: int = 0
    doubts: int = 0
    due_at: datetime | None = None
    references: tuple[str, ...] = ()

    @property
    def final(self) -> bool:
        return self.state in ("sent", "failed", "unknown")


def settle(
    connection: Connection, vault: Vault, claimed: Claimed, outcome: Outcome, now: datetime, retry: Retry
) -> Settled:
    """Write down what became of it, and let its lane go on.

    Not delivered: queued again, and only its own chat waits; after the last attempt `failed`. In doubt: sent
    once more where its `repeat` allows, and never a third time; else `unknown`. A moved chat gets its new
    address and the message another try. A blocked or removed one is closed, and what waits there is held.

    Where the platform says that its window is closed its word counts, not our ledger, and everything waits for
    the customer; unless he has spoken since the message was claimed.
    """
    heard = claimed.windowed and _heard_since(connection, claimed)
    verdict = _judge(claimed, outcome, now, retry, heard=heard)
    if not _write(connection, claimed, verdict, now):
        return _settled(claimed, _Verdict("lost", "the claim was lost"), lost=True)
    if isinstance(outcome, Never):
        _consequences(connection, vault, claimed, outcome, now)
    if claimed.windowed:
        _count(connection, claimed, outcome, now, heard=heard)
    if verdict.state == "held":
        connection.execute(lane_statements.hold_lane, {"of": claimed.chat_id})
        connection.execute(lane_statements.hold_rows, {"of": claimed.chat_id})
    connection.execute(statements.release, {"number": claimed.id})
    return _settled(claimed, verdict)


def recover(connection: Connection, now: datetime, retry: Retry, alive: Collection[str]) -> list[Settled]:
    """Whatever a dead worker, or one whose lease has ended, was sending: its outcome is unknown.

    To be called at the start (`alive` names ourselves) and by the sweep.
    """
    rows = connection.execute(statements.orphaned(now, alive)).all()
    found = []
    for row in rows:
        claimed = _again_as_claimed(row)
        verdict = _judge(claimed, InDoubt("the worker was lost while sending"), now, retry)
        if _write(connection, claimed, verdict, now):
            found.append(_settled(claimed, verdict))
            if claimed.kind == "message":
                _spend(connection, claimed.chat_id, now)
        connection.execute(statements.release, {"number": claimed.id})
    return found


def _judge(
    claimed: Claimed, outcome: Outcome, now: datetime, retry: Retry, *, heard: bool = False
) -> _Verdict:
    as_before = _Verdict("", attempts=claimed.attempts, doubts=claimed.doubts)
    match outcome:
        case NotNow(reason) if heard:
            return replace(as_before, state="queued", reason=reason, due_at=now)
        case Delivered() | InDoubt() if claimed.window_ask == "alone":
            return replace(as_before, state="queued" if heard else "held", due_at=now)
        case Delivered(references):
            return replace(as_before, state="sent", references=references)
        case NotNow(reason):
            return replace(as_before, state="held", reason=reason, due_at=now)
        case Never("moved", reason, moved_to) if moved_to:
            return _try_again(claimed, reason or "moved", timedelta(0), now, retry, counts=True)
        case Never("unauthorised", reason):
            # The operator's to mend; the message is as good as before.
            return _try_again(claimed, reason or "unauthorised", retry.ceiling, now, retry, counts=False)
        case Never(cause, _):
            return replace(as_before, state="failed", reason=cause)
        case Again(reason, wait, counts):
            return _try_again(claimed, reason, wait, now, retry, counts=counts)
        case InDoubt(reason):
            doubts = claimed.doubts + 1
            if claimed.repeat == "again" and doubts == 1:
                again = replace(as_before, state="queued", reason=reason, doubts=doubts)
                return replace(again, due_at=now + retry.first)
            return replace(as_before, state="unknown", reason=reason, doubts=doubts)


def _try_again(
    claimed: Claimed, reason: str, wait: timedelta | None, now: datetime, retry: Retry, *, counts: bool
) -> _Verdict:
    failed = claimed.attempts + (1 if counts else 0)
    if counts and retry.exhausted(failed):
        return _Verdict("failed", reason, attempts=failed, doubts=claimed.doubts)
    pause = retry.wait(max(failed, 1)) if wait is None else wait
    return _Verdict("queued", reason, attempts=failed, doubts=claimed.doubts, due_at=now + pause)


def _write(connection: Connection, claimed: Claimed, verdict: _Verdict, now: datetime) -> bool:
    """Change the rows of this claim, and say whether they were still ours."""
    written = 0
    for line in claimed.lines:
        values: dict[str, Any] = {
            "number": line.id,
            "by": claimed.owner,
            "claim": line.claim,
            "new_state": verdict.state,
            "why": verdict.reason,
            "tried": verdict.attempts,
            "doubted": verdict.doubts,
            "ended": now if verdict.final else None,
            "first_reference": verdict.references[0] if verdict.references else "",
            "all_references": json.dumps(verdict.references),
            "next_at": verdict.due_at,
        }
        written += connection.execute(statements.finish, values).rowcount
        if not written:
            return False
    return True


def _consequences(
    connection: Connection, vault: Vault, claimed: Claimed, outcome: Never, now: datetime
) -> None:
    if outcome.cause == "moved" and outcome.moved_to:
        chats.move(connection, vault, claimed.chat_id, outcome.moved_to)
    if outcome.cause in GONE:
        chats.close(connection, claimed.chat_id, now)
        connection.execute(lane_statements.hold_rows, {"of": claimed.chat_id})
    if outcome.cause == "thread_gone" and claimed.case_id is not None:
        # What follows for this case speaks beside its card until there is a new topic.
        connection.execute(statements.forget_thread, {"case": claimed.case_id, "of": claimed.chat_id})


def _heard_since(connection: Connection, claimed: Claimed) -> bool:
    """Whether the customer has done something since the message was claimed."""
    return bool(connection.execute(lane_statements.allowance_of, {"of": claimed.chat_id}).one().heard)


def _count(connection: Connection, claimed: Claimed, outcome: Outcome, now: datetime, *, heard: bool) -> None:
    """What the platform has, or may have, is counted; some messages take more than one send."""
    match outcome:
        case Delivered(references):
            _spend(connection, claimed.chat_id, now, max(len(references), 1))
        case InDoubt():
            _spend(connection, claimed.chat_id, now)
        case NotNow() if not heard:
            shut = {"of": claimed.chat_id, "nothing": NOTHING.to_json()}
            connection.execute(lane_statements.shut, shut)
        case _:
            return


def _spend(connection: Connection, chat: int, now: datetime, count: int = 1) -> None:
    allowed = allowance(connection, chat)
    if allowed != NOTHING:
        spent = allowed.used(now, count).to_json()
        connection.execute(lane_statements.allow, {"of": chat, "now_allowed": spent})


def _settled(claimed: Claimed, verdict: _Verdict, *, lost: bool = False) -> Settled:
    told = verdict.state in ("failed", "unknown") and claimed.kind in TOLD
    return Settled(
        claimed.lines,
        verdict.state,
        verdict.reason,
        told,
        claimed.chat_id,
        claimed.customer_id,
        claimed.case_id,
        claimed.kind,
        claimed.role,
        claimed.purpose,
        verdict.references,
        lost,
        claimed.windowed,
    )


def _again_as_claimed(row: Any) -> Claimed:
    """The claim as its lost worker held it, without what is needed for sending."""
    return Claimed(
        lines=(line_of(row, row.claims),),
        owner=row.owner,
        leased_until=row.leased_until,
        store=row.store,
        chat_id=row.chat_id,
        channel="",
        account="",
        chat="",
        chat_kind="",
        customer_id=row.customer_id,
        case_id=row.case_id,
        kind=row.kind,
        role=row.role,
        purpose=row.purpose,
        repeat=row.repeat,
        attempts=row.attempts,
        doubts=row.doubts,
    )
