"""One turn of a customer's conversation: who listens first.

Danger, then opting out and his other rights over his data, then a person, then the words that work everywhere,
then corrections and facts, then the answer to the question asked; what nobody takes begins a complaint or is
asked about.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.dialogue import (
    alone,
    asides,
    callback,
    caller_check,
    complaint,
    consent_list,
    correcting,
    danger,
    disown,
    draft,
    enquiry,
    erasing,
    evidence,
    filing,
    idle,
    leak,
    linking,
    minors,
    mistakes,
    number,
    opt_out,
    papers,
    person,
    progress,
    purposes,
    rights,
    wording,
)
from bot.dialogue.around import Around
from bot.dialogue.commands import ToCase
from bot.dialogue.reply import Choice, Reply, Text
from bot.dialogue.said import Said
from bot.dialogue.session import Conversation, Evidence, Session
from bot.dialogue.step import Step

Listener = Callable[[Session, Said, Around], Step | None]

LISTENERS: Final[tuple[Listener, ...]] = (
    danger.listen,
    linking.listen,
    erasing.listen,
    leak.listen,
    opt_out.listen,
    opt_out.undo,
    minors.listen,
    disown.listen,
    caller_check.listen,
    consent_list.listen,
    papers.listen,
    purposes.listen,
    rights.listen,
    correcting.edited,
    person.answer_proposal,
    mistakes.of_a_case,
    person.stay_silent,
    callback.listen,
    enquiry.control,
    person.call,
    idle.greet,
    idle.help_text,
    progress.listen,
    danger.answer,
    draft.cancel,
    draft.answer_cancel,
    draft.later,
    draft.resume,
    person.where_it_belongs,
    idle.restart,
    enquiry.begin,
    complaint.begin,
    filing.submit,
    asides.why,
    asides.example,
    asides.hours,
    asides.our_number,
    asides.identity,
    asides.no_number,
    asides.unsupported,
    number.begin,
    mistakes.listen,
    evidence.listen,
    number.listen,
    enquiry.listen,
    evidence.answer,
    correcting.back,
    correcting.keep,
    correcting.edit_line,
    complaint.skip,
    correcting.correct,
    complaint.listen,
    idle.nothing_open,
    person.pass_on,
    idle.begin,
)
"""Turn order (behaviours.md). The first that answers has the turn."""

MOODS: Final = ("calm", "upset", "angry")
REMEMBERED: Final = 500
"""So many messages of a talk that no case holds yet are kept for one."""


def step(session: Session, said: Said, around: Around) -> Step:
    """What this turn comes to. Pure: the same session, words and surroundings give the same step."""
    said = as_choice(session, said)
    before = minors.stopped(_remember(session, said, around), said, around)
    for listener in LISTENERS:
        taken = listener(before, said, around)
        if taken is not None:
            taken = minors.noted(_copied(before, taken, said, around), said, around)
            return _finish(before, taken, said, around)
    raise AssertionError("idle.begin answers everything")


def as_choice(session: Session, said: Said) -> Said:
    """A lone number, or the very words of it, mean the choice shown, and only while choices are shown. The
    summary and the list of consents number their own lines. What was spoken chooses no grant (CON-6)."""
    n = None if said.pressed else _chosen(session, said)
    if n is None or (said.spoken and number.takes_a_hand(session.options[n])):
        return said
    named = len(session.labels) == len(session.options) and bool(said.digits)
    return said.pressing(session.options[n], session.labels[n] if named else "")


def _chosen(session: Session, said: Said) -> int | None:
    """The how-manieth of the choices shown he means, from 0."""
    text = said.text.strip()
    if text in session.labels and len(session.labels) == len(session.options):
        return session.labels.index(text)
    own_lines = session.step in ("summary", "consents") and not _are_of_a_case(session.options)
    if own_lines or len(said.digits) != 1:
        return None
    (n,) = said.digits
    return n - 1 if 1 <= n <= len(session.options) else None


def _are_of_a_case(options: tuple[str, ...]) -> bool:
    """A proposal was put to him since: its choices are the last that he was shown (FLOW-5)."""
    return bool(options) and options[0].startswith("case:")


def _remember(session: Session, said: Said, around: Around) -> Session:
    mood = max(session.emotion, said.reading.emotion, key=MOODS.index)
    session = alone.kept_in_mind(session, around, angry=mood == "angry", unsafe=_is_unsafe(session, said))
    session = callback.noted(number.let_stand(number.of_today(session, around), said), said, around)
    session = evidence.keep(session.on(emotion=mood), said, around)
    booking = session.booking
    if said.text and session.conversation is Conversation.ENQUIRY and booking is not None:
        return session.on(
            booking=replace(booking, words=(*booking.words, (said.ref, said.told))[-REMEMBERED:])
        )
    if said.text:
        session = session.on(transcript=(*session.transcript, (said.ref, said.told))[-REMEMBERED:])
    return session


def _is_unsafe(session: Session, said: Said) -> bool:
    """Danger in these words, or in what he answered to that question: not sure is not safe."""
    hit = said.reading.danger is not None or said.reading.safety is not None or bool(session.safety_hit)
    return hit or session.facts["safety"].value in ("yes", "unsure")


def _copied(before: Session, taken: Step, said: Said, around: Around) -> Step:
    """What a case's people learn of this turn besides."""
    return callback.with_wish(filing.copy_to_enquiry(before, taken, said, around), said, around)


def _finish(before: Session, taken: Step, said: Said, around: Around) -> Step:
    """The choices shown now are the ones that digits mean from now on."""
    session, reply = taken.session.on(touched_at=around.now), taken.reply
    if Conversation.COMPLAINT in (before.conversation, session.conversation):
        session = session.on(drafted_at=around.now)
    if before.conversation is not Conversation.COMPLAINT and _was_passed_on(taken):
        held = tuple(one for one in session.transcript if one[0] != said.ref)
        session = session.on(transcript=held)
    again = bool(said.album) and said.album == before.album
    session = session.on(album=said.album, just_sent=_just_sent(before, taken, said))
    if reply is None or (again and not (around.can_edit and session.shown_row)):
        return Step(session, None, taken.commands, taken.alone)
    session, texts = _with_manners(session, reply.texts, said, around)
    if before.conversation is not Conversation.NUMBER:
        texts = (*number.not_kept(session, said), *texts)
    spelt_out = session.step == "summary" and not around.has_buttons
    choices = () if spelt_out else reply.choices
    answer = Reply(texts, choices, reply.revises or again)
    last = choices if taken.alone is None else taken.alone.choices
    return Step(showing(session, last, around), answer, taken.commands, taken.alone)


def _just_sent(before: Session, taken: Step, said: Said) -> tuple[Evidence, ...]:
    """The files of this message, or of the whole album, that went to a case."""
    if not said.evidence or not _was_passed_on(taken):
        return ()
    goes_on = bool(said.album) and said.album == before.album
    return (*before.just_sent, *said.evidence) if goes_on else said.evidence


def showing(session: Session, choices: tuple[Choice, ...], around: Around) -> Session:
    """These are the choices that digits and their own words mean from now on."""
    return session.on(
        options=tuple(choice.action for choice in choices),
        labels=tuple(wording.label(choice, around.now) for choice in choices),
    )


def _was_passed_on(taken: Step) -> bool:
    """Whether a case holds this message already."""
    return any(isinstance(command, ToCase) for command in taken.commands)


def _with_manners(
    session: Session, texts: tuple[Text, ...], said: Said, around: Around
) -> tuple[Session, tuple[Text, ...]]:
    """What stands before any answer: files are acknowledged, anger is, and papers were taken out."""
    in_form = session.conversation is Conversation.COMPLAINT
    if said.evidence and said.text.strip() and in_form:
        texts = (*evidence.acknowledge(session, said, around), *texts)
    if in_form and session.emotion == "angry" and not session.soothed and session.step != "danger":
        session, texts = session.on(soothed=True), (Text("form.sorry"), *texts)
    if said.removed_papers:
        texts = (Text("form.papers_removed"), *texts)
    return session, texts
