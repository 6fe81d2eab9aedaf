"""A person at any time, and silence while he holds the talk."""

import re
from dataclasses import replace
from typing import Final

from bot.dialogue import calling, number
from bot.dialogue.answering import THANKS, is_polite
from bot.dialogue.around import Around
from bot.dialogue.commands import ToCase
from bot.dialogue.danger import stay_safe
from bot.dialogue.draft import has_draft
from bot.dialogue.hearing import hear, hear_phenomenon
from bot.dialogue.reply import Choice, Reply, Text
from bot.dialogue.said import Said
from bot.dialogue.session import Conversation, Session
from bot.dialogue.step import Step
from bot.dialogue.triage import triage
from bot.understand.words import Word
from core.case import Case, Stage
from core.commands import AcceptProposal, ObjectToProposal, OpenEnquiry

NO_MATTER: Final = ("other", "inquiry", "praise", "repair_delay", "service_attitude")
"""What is said along with any case, and begins none of its own."""

ADDS: Final = re.compile(r"(?:我|再|还要|对了|另外)*[,，]?补充")
"""补充一下，…: he has said where it belongs."""
COMPLAINS: Final = re.compile(r"(?:要|想|我来?)投诉(?!过|了|的)")
"""Said beside a booking, it is no word about that."""
OF_THE_CAR: Final = frozenset({"vehicle_fault", "repair_quality", "new_car_defect"})
"""又不凉了 is told of the same trouble, though a first word would have been read otherwise."""
AGAIN: Final = re.compile(r"还是|又|仍|依然|照样|没(?:修好|解决|用)|上次|刚才|补充|更|越来越|就是|师傅")
"""What is said of a trouble that was told before; a part and what ails it are another's: 车门关不上."""


def answer_proposal(session: Session, said: Said, around: Around) -> Step | None:
    """Accepting or objecting works whoever holds the talk: a person asked the question (FLOW-5)."""
    if not said.pressed.startswith("case:"):
        return _answered_in_words(session, said, around)
    _, case_id, act, number = said.pressed.split(":")
    case = next((one for one in around.cases if one.id == int(case_id)), None)
    if case is None or not case.is_open:
        return Step(session, Reply((Text("button.closed"),)))
    command = AcceptProposal(int(number)) if act == "accept" else ObjectToProposal(int(number))
    return Step(session, None, (ToCase(case.id, command),))


def _answered_in_words(session: Session, said: Said, around: Around) -> Step | None:
    """接受 or 不接受 in so many words, once its choices are gone: only where a single proposal can be meant, and no
    other question. What was spoken accepts nothing."""
    standing = [
        case for case in around.cases if case.is_open and case.proposal is not None and case.proposal.stands
    ]
    if session.conversation is not Conversation.IDLE or said.pressed or len(standing) != 1:
        return None
    proposal = standing[0].proposal
    assert proposal is not None
    if Word.OBJECT in said.words:
        return Step(session, None, (ToCase(standing[0].id, ObjectToProposal(proposal.number)),))
    if Word.ACCEPT in said.words and not said.spoken:
        return Step(session, None, (ToCase(standing[0].id, AcceptProposal(proposal.number)),))
    return None


def stay_silent(session: Session, said: Said, around: Around) -> Step | None:
    """While a person holds the talk everything said goes to him, and the bot says nothing but what danger needs, and
    what leaving a number needs: nobody else can put those questions (CON-3)."""
    case = around.holding
    if case is None or said.opened or number.goes_on(session, said, around):
        return None
    if said.pressed and not said.text:
        return Step(session, Reply((Text("button.stale"),)) if not session.options else None)
    if session.conversation is Conversation.COMPLAINT:
        session = _waiting(learning(session, said, around))
    advice = stay_safe(case, said)
    words = said.written()
    if case.is_for_a_person:
        words = replace(words, facts=learning(Session(facts=case.facts), said, around).facts)
    return Step(session, Reply(advice) if advice else None, (ToCase(case.id, words),))


def call(session: Session, said: Said, around: Around) -> Step | None:
    """人工: a person gets everything said so far; until filing it stands as an enquiry (ZX).

    A draft waits where it was until he has done.
    """
    if not calling.wants_person(said):
        return None
    told = session if calling.says_no_more(said) else learning(session, said, around)
    wanted = OpenEnquiry("human", told.facts, triage(told), hold=True)
    drafted = has_draft(session)
    if drafted:
        session = _waiting(told)
    elif session.conversation is Conversation.COMPLAINT:
        session = session.on(conversation=Conversation.IDLE, step="", misses=0)
    case = around.open_matter if drafted else around.open_case
    if case is None:
        advice = (Text("form.safety_first"),) if said.unsafe else ()
        return Step(session, Reply(advice) if advice else None, (wanted,))
    key = "to_case.person_called" if around.on_duty else "to_case.person_called_closed"
    called = Text(key, {"number": case.number, "opens_at": around.opens_at or around.now})
    words = ToCase(case.id, said.written(said.text or "人工", wants_person=True))
    return Step(session, Reply((*stay_safe(case, said), called)), (wanted if drafted else words,))


def learning(session: Session, said: Said, around: Around) -> Session:
    """With what he tells somebody else in the middle of a draft: it is not asked again as if unheard."""
    facts = hear(session.facts, said.reading, around.now).facts
    session = session.on(facts=facts, safety_hit=session.safety_hit or (said.text if said.unsafe else ""))
    if said.reading.triage.category in NO_MATTER:
        return session
    return session.on(facts=hear_phenomenon(session, said.text, said.reading))


def _waiting(session: Session) -> Session:
    """The form stands still; whatever he says next is told to a person, and answers none of its questions."""
    return session.on(step="", interrupted="", revisiting="", misses=0)


def pass_on(session: Session, said: Said, around: Around) -> Step | None:
    """Outside a form, what the customer writes goes to his open case at once, though he may yet say that it is
    a matter of its own: whoever never answers that question has been heard all the same."""
    case = _addressee(said, around)
    if case is None or session.conversation is not Conversation.IDLE or said.opened or said.pressed:
        return None
    if not (said.text or said.evidence):
        return None
    advice = stay_safe(case, said)
    if _is_another_matter(said, case):
        choices = (Choice("talk:add", "choice.add_to_case"), Choice("talk:new", "choice.new_matter"))
        session = session.on(waiting=(said.ref, said.text))
        reply = Reply((*advice, Text("to_case.which", {"number": case.number})), choices)
    else:
        reply = Reply((*advice, Text(_heard(said), {"number": case.number})))
    return Step(session, reply, (ToCase(case.id, said.written()),))


def _heard(said: Said) -> str:
    """How it is said that his case's people have it."""
    if said.evidence:
        return "to_case.passed_on_files"
    if not is_polite(said):
        return "to_case.passed_on"
    return "to_case.welcome" if THANKS.fullmatch(said.text.strip()) else "to_case.acknowledged"


def _addressee(said: Said, around: Around) -> Case | None:
    """The newest open case; what sounds like a complaint goes to one, not to whoever arranges his test drive. What was
    asked of him for one of them goes there (FLOW-7)."""
    awaiting = [case for case in around.cases if case.stage is Stage.AWAITING_EVIDENCE]
    if said.evidence and awaiting:
        return awaiting[0]
    if said.reading.triage.category in NO_MATTER:
        return around.open_case
    return around.open_matter or around.open_case


def _is_another_matter(said: Said, case: Case) -> bool:
    """A complaint in itself, of another kind than the open one: he is asked where it belongs."""
    category = said.reading.triage.category
    if case.is_booking and COMPLAINS.search(said.text) and not said.evidence:
        return True
    if case.is_for_a_person or said.evidence or category in NO_MATTER:
        return False
    if said.reading.slots.phenomenon is None or ADDS.match(said.text.strip()):
        return False
    alike = category == case.category or {category, case.category} <= OF_THE_CAR
    if alike and (AGAIN.search(said.text) or len(said.reading.triage.because) < 2):
        return False
    told = case.facts["phenomenon"].words or case.facts["wish"].words
    return not any(pair in told for pair in pairs_of(said.text))


def pairs_of(text: str) -> list[str]:
    """Every two neighbouring signs: who speaks of the same thing again uses some of the same words."""
    letters = "".join(one for one in text if one.isalpha())
    return [letters[at : at + 2] for at in range(len(letters) - 1)]


def where_it_belongs(session: Session, said: Said, around: Around) -> Step | None:
    """补充: the case has it already. A new matter begins a form (`idle.restart`)."""
    if session.waiting is None or session.conversation is not Conversation.IDLE:
        return None
    case = around.open_case
    if said.pressed != "talk:add" or case is None:
        return None
    return Step(session.on(waiting=None), Reply((Text("to_case.added", {"number": case.number}),)))
