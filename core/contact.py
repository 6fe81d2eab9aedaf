"""Whether we may write to a customer in his chat now (GATE-8, CON-8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from core.case import Refused
from core.consent import LedgerEvent, Question, Standing, consent_state
from core.policy import Policy, PurposeClass


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """An instant, and the place in the product's one sequence that orders what shares the instant."""

    at: datetime
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Chat:
    """What is known of the customer's chat: when he blocked us last, and when he last wrote himself."""

    blocked: Moment | None = None
    last_word: Moment | None = None

    def silent_since(self, moment: Moment) -> bool:
        """Whether he has written nothing after that moment."""
        return self.last_word is None or self.last_word <= moment


def may_write(
    chat: Chat,
    question: Question,
    events: Iterable[LedgerEvent],
    current_material: str,
    policy: Policy,
    now: datetime,
) -> Refused | None:
    """None when a message for that purpose may go to the chat now; else the reason. GATE-8, CON-8.

    After a block, or once even the open case's notices were withdrawn, replies and open-case notices resume
    when the customer himself writes again; nothing else does. A recall needs no consent, but no later word
    lifts a withdrawal of it. Everything else needs consent that is given.
    """
    if blocked := may_answer(chat):
        return blocked
    kind = policy.purposes[question.purpose].purpose_class
    known = tuple(events)
    state = consent_state(known, question, current_material, now)
    if kind not in (PurposeClass.RIGHTS, PurposeClass.SAFETY):
        return None if state.is_given else Refused("CON-2", "refused.no_consent", {"state": state.kind.value})
    if state.since is None or state.since.kind.is_positive:
        return None
    # An older no may stand behind a newer one: it was said in a chat that was linked since.
    noes = (event for event in known if not event.kind.is_positive and event.covers(question))
    last = max(Moment(event.acted_at, event.seq) for event in noes)
    if kind is PurposeClass.RIGHTS and not chat.silent_since(last):
        return None
    rule = "CON-8" if state.kind is Standing.WITHDRAWN else "GATE-8"
    return Refused(rule, "refused.opted_out", {"since": state.since.acted_at})


def may_answer(chat: Chat) -> Refused | None:
    """None when the bot may answer what he just said; a block after it forbids that too. GATE-8."""
    if chat.blocked is not None and chat.silent_since(chat.blocked):
        return Refused("GATE-8", "refused.blocked", {"since": chat.blocked.at})
    return None
