"""Which question comes next, and how it is asked: what happened, then safety, then only what is missing."""

from typing import Final

from bot.dialogue import scenes
from bot.dialogue.around import Around
from bot.dialogue.reply import Choice, Reply, Text
from bot.dialogue.said import Said
from bot.dialogue.session import Conversation, Session
from bot.dialogue.summing import summary

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
"""All that is asked of a customer who is angry, too: the rest he may tell, or change in the summary."""

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


def deletes_the_draft(session: Session, said: Said) -> bool:
    """删除, said while it is asked what shall become of a draft: it is that which goes, and nothing else of his."""
    return session.step == "cancel" and not said.pressed and said.text.strip(" 。.!！~吧了") in ("删除", "删")


def is_settled(session: Session, step: str) -> bool:
    """Not to be asked (again): answered, declined, or made needless by another answer."""
    if step == "evidence":
        return session.evidence_done
    if step == "model":
        return any(session.facts[slot].settled for slot in ("model", "plate", "vin"))
    return session.facts[step].settled


def missing(session: Session) -> tuple[str, ...]:
    """The questions still open, in order; whoever vented, or wants to be done, is asked only what is required."""
    asked = REQUIRED if session.brief else ORDER
    return tuple(step for step in asked if not is_settled(session, step))


def next_step(session: Session) -> str:
    """The next open question, or the summary."""
    return next(iter(missing(session)), "summary")


def question(session: Session, step: str, around: Around) -> tuple[Text, ...]:
    """The sentences that ask `step`; worded anew at each miss."""
    if session.conversation is Conversation.ENQUIRY and session.booking is not None:
        return scenes.question(session.booking, step, around.example_model, session.misses)
    if step == "summary":
        return (Text("summary.ask_again"),)
    if step == "cancel":
        return (Text("cancel.what_now"),)
    vented = step == "phenomenon" and session.brief
    key = "ask.phenomenon_angry" if vented else f"ask.{step}"
    args = {"most": around.policy.evidence.items_at_most, "example": around.example_model}
    return (Text(key, args, session.misses),)


def choices(step: str, around: Around) -> tuple[Choice, ...]:
    """What can be tapped, or answered by its number, under the question `step`."""
    if step == "cancel":
        days = around.policy.draft.kept_days
        keep = Choice("draft:keep", "choice.keep", {"days": days})
        return (keep, Choice("draft:delete", "choice.delete"))
    return CHOICES.get(step, ())


def ask(session: Session, around: Around, *before: Text) -> tuple[Session, Reply]:
    """Go on to the next open question, after the sentences of `before`."""
    step = next_step(session)
    asked = session.asked if session.asked[-1:] == (step,) else (*session.asked, step)
    session = session.on(step=step, asked=asked, misses=0, asides=0, revisiting="", interrupted="")
    if step == "summary":
        return session, Reply((*before, summary(session)), choices("summary", around))
    return session, Reply((*before, *question(session, step, around)), choices(step, around))


def ask_again(session: Session, around: Around, *before: Text) -> Reply:
    """The question that was being asked, once more, after an interruption."""
    step = session.step
    if session.conversation is Conversation.ENQUIRY:
        return Reply(
            (*before, Text("form.back_to_question"), *question(session, step, around)), scenes.choices(step)
        )
    if step == "summary":
        return Reply((*before, summary(session)), choices(step, around))
    if step in ("danger", "cancel"):
        return Reply((*before, *question(session, step, around)), choices(step, around))
    return Reply(
        (*before, Text("form.back_to_question"), *question(session, step, around)), choices(step, around)
    )


def aside(session: Session, around: Around, *texts: Text) -> tuple[Session, Reply]:
    """Something else in between: it is answered, and an open question asked again. After some of those a
    person is offered, who answers anything."""
    forms = (Conversation.COMPLAINT, Conversation.ENQUIRY)
    if session.conversation not in forms or not session.step:
        return session, Reply(texts)
    session = session.on(asides=session.asides + 1)
    if session.asides > around.policy.misunderstanding.interruptions_deep:
        texts = (*texts, Text("form.person_answers"))
    return session, ask_again(session, around, *texts)
