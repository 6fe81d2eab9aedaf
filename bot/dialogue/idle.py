"""Outside any form: greeting, help, small questions, and the first words of a complaint."""

import re
from typing import Final

from bot.dialogue.answering import is_content
from bot.dialogue.complaint import start_with
from bot.dialogue.draft import has_draft, known
from bot.dialogue.session import Around, Choice, Conversation, Reply, Said, Session, Step, Text
from bot.understand.triage import read_triage
from bot.understand.words import Word

ELSEWHERE: Final = frozenset({Word.CONSENTS, Word.WHO_CALLED, Word.MY_DATA, Word.ERASE})

HOURS: Final = re.compile(
    r"(?:几点|什么时候|多晚|何时).{0,4}(?:下班|上班|关门|开门|营业)|营业(?:时间|到几点)"
)


def greet(session: Session, said: Said, around: Around) -> Step | None:
    """Says what it is, and asks for no number (behaviours 1)."""
    if not said.opened and said.words.isdisjoint({Word.GREETING, Word.START}):
        return None
    if session.conversation is not Conversation.IDLE:
        return None
    key = "greeting.again" if around.cases else "greeting.hello"
    return Step(session, Reply((Text(key, {"store": around.policy.store.name}),)))


def help_text(session: Session, said: Said, around: Around) -> Step | None:
    if Word.HELP not in said.words:
        return None
    return Step(session, Reply((Text("help.text"),)))


def elsewhere(session: Session, said: Said, around: Around) -> Step | None:
    """What a person still does by hand is said so, never left without an answer."""
    if said.words.isdisjoint(ELSEWHERE):
        return None
    return Step(session, Reply((Text("idle.to_come"),)))


def hours(session: Session, said: Said, around: Around) -> Step | None:
    """你们几点下班, also in the middle of a form: answered, and the question asked again."""
    if HOURS.search(said.text) is None or session.conversation is not Conversation.IDLE:
        return None
    return Step(session, Reply((Text("idle.hours", {"hours": around.open_hours}),)))


def begin(session: Session, said: Said, around: Around) -> Step:
    """Free text begins a complaint; thanks and questions do not."""
    if said.pressed == "draft:restart":
        fresh = Session(filed=session.filed, conversation=Conversation.COMPLAINT)
        return start_with(fresh, said, around) if said.text else _ask_what(fresh, around)
    if Word.CANCEL in said.words or Word.CONTINUE in said.words:
        return Step(session, Reply((Text("idle.nothing_to_cancel"),)))
    if said.pressed:
        return Step(session, Reply((Text("button.stale"),)))
    if said.unsupported:
        return Step(session, Reply((Text("form.unsupported", {"what": said.unsupported}),)))
    if not is_content(said.text) and not said.evidence:
        text = Text("idle.not_understood", variant=session.misses)
        return Step(session.on(misses=session.misses + 1), Reply((text,)))
    category = read_triage(said.text, said.reading.safety is not None).category
    if category == "praise":
        return Step(session, Reply((Text("idle.thanks"),)))
    if category == "inquiry":
        return Step(session, Reply((Text("idle.not_a_complaint"),)))
    if has_draft(session):
        choices = (Choice("word:continue", "choice.resume"), Choice("draft:restart", "choice.restart"))
        return Step(session, Reply((Text("form.draft_waiting", {"facts": known(session)}),), choices))
    return start_with(session, said, around)


def _ask_what(session: Session, around: Around) -> Step:
    return Step(session.on(step="phenomenon", asked=("phenomenon",)), Reply((Text("ask.phenomenon"),)))
