"""Who says that he is under age is not asked any more, and what he came for is still done (CON-13)."""

from bot.dialogue.around import Around
from bot.dialogue.asking import aside
from bot.dialogue.commands import DeclareAge
from bot.dialogue.said import Said
from bot.dialogue.session import Conversation, Session
from bot.dialogue.step import Step
from bot.understand.age import Stated, read_age
from core.minors import Minor, minor_of


def stated(said: Said) -> Stated | None:
    """The age that he says he has."""
    return None if said.pressed or said.opened else read_age(said.text)


def matters(said: Said, around: Around) -> Stated | None:
    """The same where it changes anything: a grown-up's age does only where he had said another."""
    found = stated(said)
    if found is None:
        return None
    return found if minor_of(found.years, around.policy) is not None or around.minor is not None else None


def stopped(session: Session, said: Said, around: Around) -> Session:
    """No question of consent stands any more, and no number is waited for; a child's booking is his guardian's."""
    found = matters(said, around)
    minor = None if found is None else minor_of(found.years, around.policy)
    if minor is None:
        return session
    if session.conversation is Conversation.NUMBER:
        session = session.on(conversation=Conversation.IDLE, step="")
    if session.conversation is Conversation.ENQUIRY and minor is Minor.CHILD:
        session = session.on(conversation=Conversation.IDLE, step="", booking=None)
    return session.on(consents=None, call=None)


def listen(session: Session, said: Said, around: Around) -> Step | None:
    """His age and nothing else: it is answered, and whatever was asked is asked again."""
    found = matters(said, around)
    if found is None or not found.alone:
        return None
    session, reply = aside(session, around)
    return Step(session, reply)


def noted(taken: Step, said: Said, around: Around) -> Step:
    """Whatever else the turn came to, his age takes effect first, and he reads what it means."""
    found = matters(said, around)
    if found is None:
        return taken
    command = DeclareAge(found.years, said.text)
    kept = tuple(one for one in taken.commands if not isinstance(one, DeclareAge))
    return Step(taken.session, taken.reply, (command, *kept), None)


def books_nothing(said: Said, around: Around) -> bool:
    """A child books nothing: that is for his guardian to do (CON-13)."""
    found = matters(said, around)
    now = around.minor if found is None else minor_of(found.years, around.policy)
    return now is Minor.CHILD


def may_leave_a_number(around: Around) -> bool:
    return around.minor is not Minor.CHILD
