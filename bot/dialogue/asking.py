"""Which question comes next, and how it is asked: what happened, then safety, then only what is missing."""

from typing import Final

from bot.dialogue.session import Around, Choice, Listed, Reply, Session, Text
from core.facts import Facts

ORDER: Final = (
    "phenomenon",
    "safety",
    "when",
    "where",
    "model",
    "mileage_km",
    "purchase",
    "expectation",
    "evidence",
)
"""behaviours.md, "Order of questions". `model` is the question for model or plate."""

REQUIRED: Final = ("phenomenon", "safety")

CHOICES: Final = {
    "safety": (
        Choice("slot:safety=yes", "choice.safe_yes"),
        Choice("slot:safety=no", "choice.safe_no"),
        Choice("slot:safety=unsure", "choice.safe_unsure"),
    ),
    "expectation": tuple(
        Choice(f"slot:expectation={code}", f"choice.{code}")
        for code in ("repair", "replace", "refund", "explanation", "apology", "compensation")
    ),
    "danger": (Choice("danger:yes", "choice.yes"), Choice("danger:no", "choice.no")),
    "summary": (Choice("word:submit", "choice.submit"),),
}

STUCK: Final = (
    Choice("word:skip", "choice.skip"),
    Choice("word:human", "choice.human"),
    Choice("word:example", "choice.example"),
)
STUCK_ON_REQUIRED: Final = STUCK[1:]


def is_settled(session: Session, step: str) -> bool:
    """Not to be asked (again): answered, declined, or made needless by another answer."""
    if step == "evidence":
        return session.evidence_done
    if step == "model":
        return any(session.facts[slot].settled for slot in ("model", "plate", "vin"))
    return session.facts[step].settled


def missing(session: Session) -> tuple[str, ...]:
    """The questions still open, in order."""
    return tuple(step for step in ORDER if not is_settled(session, step))


def next_step(session: Session) -> str:
    """The next open question, or the summary."""
    return next(iter(missing(session)), "summary")


def question(session: Session, step: str, around: Around) -> tuple[Text, ...]:
    """The sentences that ask `step`; worded anew at each miss."""
    if step == "summary":
        return (Text("summary.ask_again"),)
    return (
        Text(
            f"ask.{step}",
            {"most": around.policy.evidence.items_at_most, "example": around.example_model},
            session.misses,
        ),
    )


def choices(step: str) -> tuple[Choice, ...]:
    return CHOICES.get(step, ())


def ask(session: Session, around: Around, *before: Text) -> tuple[Session, Reply]:
    """Go on to the next open question, after the sentences of `before`."""
    step = next_step(session)
    asked = session.asked if session.asked[-1:] == (step,) else (*session.asked, step)
    session = session.on(step=step, asked=asked, misses=0, revisiting="", interrupted="")
    if step == "summary":
        return session, summary(session, *before)
    return session, Reply((*before, *question(session, step, around)), choices(step))


def ask_again(session: Session, around: Around, *before: Text) -> Reply:
    """The question that was being asked, once more, after an interruption."""
    if session.step == "summary":
        return summary(session, *before)
    return Reply(
        (*before, Text("form.back_to_question"), *question(session, session.step, around)),
        choices(session.step),
    )


SUMMARY: Final = (
    "model",
    "purchase",
    "mileage_km",
    "when",
    "where",
    "phenomenon",
    "safety",
    "expectation",
    "evidence",
    "plate",
    "vin",
    "cause",
)
"""The lines of the summary, in order; their numbers are what the customer edits by."""


def summary(session: Session, *before: Text) -> Reply:
    """Everything at a glance, before anything is filed (CMP-2)."""
    lines = tuple(
        Text("summary.line", {"n": n, "slot": Text(f"slot.{slot}"), "value": value_of(session, slot)})
        for n, slot in enumerate(SUMMARY, 1)
    )
    return Reply((*before, Text("summary.check", {"lines": Listed(lines, "\n")})), choices("summary"))


def value_of(session: Session, slot: str) -> Text | str:
    """A slot as the customer reads it."""
    if slot == "evidence":
        return (
            Text("summary.files", {"n": len(session.evidence)}) if session.evidence else Text("summary.empty")
        )
    found = session.facts[slot]
    if slot == "safety" and found.known:
        return Text(f"choice.safe_{found.value}")
    return found.shown if found.known else Text("summary.empty")


def noted(facts: Facts, slots: tuple[str, ...]) -> tuple[Text, ...]:
    """记下了: what was just understood, with weekday and 约, so that a misreading is seen at once."""
    shown = tuple(_short(facts, slot) for slot in slots if slot != "safety" and facts[slot].known)
    return (Text("form.noted", {"facts": Listed(shown, "，")}),) if shown else ()


def _short(facts: Facts, slot: str) -> Text | str:
    shown = facts[slot].shown
    return Text("form.bought", {"when": shown}) if slot == "purchase" else shown
