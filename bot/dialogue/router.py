"""One turn of a customer's conversation: who listens first.

Danger, then opting out, then a person, then the words that work everywhere, then corrections and facts,
then the answer to the question asked; what nobody takes begins a complaint or is asked about.
"""

from collections.abc import Callable
from typing import Final

from bot.dialogue import (
    complaint,
    correcting,
    danger,
    draft,
    evidence,
    idle,
    number,
    opt_out,
    person,
    progress,
)
from bot.dialogue.session import Around, Conversation, Reply, Said, Session, Step, Text

Listener = Callable[[Session, Said, Around], Step | None]

LISTENERS: Final[tuple[Listener, ...]] = (
    danger.listen,
    opt_out.listen,
    person.answer_proposal,
    person.stay_silent,
    person.call,
    idle.greet,
    idle.help_text,
    idle.elsewhere,
    progress.listen,
    danger.answer,
    draft.cancel,
    draft.answer_cancel,
    draft.later,
    draft.resume,
    complaint.begin,
    complaint.submit,
    complaint.why,
    complaint.example,
    number.begin,
    number.listen,
    evidence.listen,
    evidence.answer,
    correcting.back,
    correcting.keep,
    correcting.edit_line,
    complaint.skip,
    correcting.correct,
    idle.hours,
    complaint.listen,
    person.pass_on,
    idle.begin,
)
"""Turn order (behaviours.md). The first that answers has the turn."""

MOODS: Final = ("calm", "upset", "angry")


def step(session: Session, said: Said, around: Around) -> Step:
    """What this turn comes to. Pure: the same session, words and surroundings give the same step."""
    said = _by_number(session, said)
    before = _remember(session, said, around)
    for listener in LISTENERS:
        taken = listener(before, said, around)
        if taken is not None:
            return _finish(complaint.copy_to_enquiry(before, taken, said, around), said, around)
    raise AssertionError("idle.begin answers everything")


def _by_number(session: Session, said: Said) -> Said:
    """A lone number means the choice shown under it, and only while choices are shown. The summary and the
    list of consents number their own lines."""
    if said.pressed or session.step in ("summary", "consents") or len(said.digits) != 1:
        return said
    (n,) = said.digits
    if not 1 <= n <= len(session.options):
        return said
    return said.pressing(session.options[n - 1])


def _remember(session: Session, said: Said, around: Around) -> Session:
    mood = max(session.emotion, said.reading.emotion, key=MOODS.index)
    session = evidence.keep(session.on(emotion=mood, touched_at=around.now), said, around)
    if said.text and not said.pressed:
        session = session.on(transcript=(*session.transcript, (said.ref, said.text)))
    return session


def _finish(taken: Step, said: Said, around: Around) -> Step:
    """The choices shown now are the ones that digits mean from now on."""
    session, reply = taken.session, taken.reply
    if reply is None:
        return taken
    texts = reply.texts
    if said.evidence and said.text.strip() and session.conversation is Conversation.COMPLAINT:
        texts = (*evidence.acknowledge(session, said, around), *texts)
    if said.removed_papers:
        texts = (Text("form.papers_removed"), *texts)
    spelt_out = session.step == "summary" and not around.has_buttons
    choices = () if spelt_out else reply.choices
    session = session.on(options=tuple(choice.action for choice in choices))
    return Step(session, Reply(texts, choices, reply.revises), taken.commands)
