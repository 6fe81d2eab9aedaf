"""Danger comes first: what to do now, and people are told, before any question of a form (CMP-4)."""

from bot.dialogue.around import Around
from bot.dialogue.asking import ask, choices
from bot.dialogue.commands import ToCase
from bot.dialogue.hearing import hear, hear_phenomenon
from bot.dialogue.reply import Reply, Text
from bot.dialogue.said import Said
from bot.dialogue.session import Conversation, Session
from bot.dialogue.step import Step
from bot.dialogue.triage import triage
from bot.understand.words import Word
from core.case import Case, Severity
from core.commands import OpenEnquiry
from core.facts import SlotState


def listen(session: Session, said: Said, around: Around) -> Step | None:
    """Danger right now: first how to stay safe, whoever holds the talk and whatever was being asked.

    The text depends on no consent and no question. "马上" is said only while somebody is on duty.
    """
    danger = said.reading.danger
    if danger is None or said.pressed:
        return None
    session = remember(session, said, around)
    advice = Text(f"danger.{danger.kind}")
    case = around.holding
    if case is not None:
        words = ToCase(case.id, said.written())
        alarm = OpenEnquiry("danger", session.facts, triage(session), hold=True)
        return Step(session, Reply((advice,)), (words, alarm))
    told = (
        Text("danger.told_on_duty")
        if around.on_duty
        else Text("danger.told_off_duty", {"opens_at": around.opens_at or around.now})
    )
    waiting = session.on(
        conversation=Conversation.COMPLAINT,
        interrupted=session.step if session.step != "danger" else session.interrupted,
        step="danger",
        started_at=session.started_at or around.now,
        form=session.form or said.ref,
    )
    enquiry = OpenEnquiry("danger", waiting.facts, triage(waiting), hold=False)
    return Step(waiting, Reply((advice, told), choices("danger", around)), (enquiry,))


def answer(session: Session, said: Said, around: Around) -> Step | None:
    """要他马上联系您吗: yes hands the talk to a person, anything else goes on with the form."""
    pressed = said.pressed.startswith("danger:") and session.conversation is Conversation.COMPLAINT
    if (session.step != "danger" and not pressed) or said.evidence or said.unsupported:
        return None
    if said.chose("danger:yes", Word.YES):
        key = "danger.call_on_duty" if around.on_duty else "danger.call_off_duty"
        enquiry = OpenEnquiry("danger", session.facts, triage(session), hold=True)
        reply = Reply((Text(key, {"opens_at": around.opens_at or around.now}),))
        return Step(session.on(step="", interrupted=""), reply, (enquiry,))
    if said.chose("danger:no", Word.NO):
        session, reply = ask(session.on(step=""), around, Text("danger.no_call"))
        return Step(session, reply)
    heard = hear(session.facts, said.reading, around.now)
    session, reply = ask(session.on(facts=heard.facts, step=""), around)
    return Step(session, reply)


def in_words(session: Session, said: Said) -> tuple[Session, tuple[Text, ...], tuple[OpenEnquiry, ...]]:
    """Words of danger, the first time: advice to him, and an alert to the tiers (CMP-4)."""
    if said.reading.safety is None or session.safety_hit:
        return session, (), ()
    session = session.on(safety_hit=said.text)
    told = (Text("form.safety_first"),)
    return session, told, (OpenEnquiry("danger", session.facts, triage(session), hold=False),)


def stay_safe(case: Case, said: Said) -> tuple[Text, ...]:
    """How to stay safe, once: the tiers hear of it with the very words (CMP-4)."""
    known = case.severity is Severity.SAFETY
    return () if known or not said.unsafe else (Text("form.safety_first"),)


def remember(session: Session, said: Said, around: Around) -> Session:
    """What was said in danger is what happened: it is never asked again, and it stays safety."""
    facts = hear(session.facts, said.reading, around.now).facts
    session = session.on(facts=facts)
    session = session.on(facts=hear_phenomenon(session, said.text, said.reading), safety_hit=said.text)
    if session.facts["safety"].state is SlotState.EMPTY:
        session = session.on(
            facts=session.facts.fill("safety", "yes", shown="会", words=said.text),
        )
    return session
