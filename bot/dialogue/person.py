"""A person at any time, and silence while he holds the talk."""

from bot.dialogue.session import Around, Conversation, Reply, Said, Session, Step, Text, ToCase
from bot.dialogue.triage import triage
from bot.understand.words import Word
from core.commands import AcceptProposal, CustomerWrites, ObjectToProposal, OpenEnquiry


def answer_proposal(session: Session, said: Said, around: Around) -> Step | None:
    """Accepting or objecting works whoever holds the talk: a person asked the question (FLOW-5)."""
    if not said.pressed.startswith("case:"):
        return None
    _, case_id, act, number = said.pressed.split(":")
    case = next((one for one in around.cases if one.id == int(case_id)), None)
    if case is None or not case.is_open:
        return Step(session, Reply((Text("button.closed"),)))
    command = AcceptProposal(int(number)) if act == "accept" else ObjectToProposal(int(number))
    return Step(session, None, (ToCase(case.id, command),))


def stay_silent(session: Session, said: Said, around: Around) -> Step | None:
    """While a person holds the talk everything said goes to him, and the bot says nothing."""
    case = next((one for one in around.cases if one.held(around.now)), None)
    if case is None or said.opened:
        return None
    if said.pressed:
        return Step(session, Reply((Text("button.stale"),)) if not session.options else None)
    return Step(session, None, (ToCase(case.id, CustomerWrites(said.text, said.attachments)),))


def call(session: Session, said: Said, around: Around) -> Step | None:
    """人工: a person gets everything said so far; until filing it stands as an enquiry (ZX)."""
    if not said.chose("word:human", Word.HUMAN):
        return None
    case = around.open_case
    if case is not None:
        return Step(
            session,
            Reply((Text("to_case.person_called", {"number": case.number}),)),
            (ToCase(case.id, CustomerWrites(said.text or "人工", said.attachments, wants_person=True)),),
        )
    return Step(
        session.on(conversation=session.conversation),
        None,
        (OpenEnquiry("human", session.facts, triage(session), hold=True),),
    )


def pass_on(session: Session, said: Said, around: Around) -> Step | None:
    """Outside a form, what the customer writes belongs to his open case."""
    case = around.open_case
    if case is None or session.conversation is not Conversation.IDLE or said.opened or said.pressed:
        return None
    if not (said.text or said.evidence):
        return None
    key = "to_case.passed_on_files" if said.evidence else "to_case.passed_on"
    reply = Reply((Text(key, {"number": case.number, "n": len(said.evidence)}),))
    return Step(session, reply, (ToCase(case.id, CustomerWrites(said.text, said.attachments)),))
