"""From the confirmed summary to a case, and what its room sees of the talk meanwhile."""

from typing import Final

from bot.dialogue import calling
from bot.dialogue.around import Around
from bot.dialogue.asking import REQUIRED, aside, ask, ask_again, is_settled
from bot.dialogue.commands import ToCase
from bot.dialogue.draft import has_draft
from bot.dialogue.reply import Reply, Text
from bot.dialogue.said import Said
from bot.dialogue.session import Conversation, Session
from bot.dialogue.step import Step
from bot.dialogue.triage import triage
from bot.understand.words import Word
from core.case import Kind
from core.commands import FileComplaint, OpenEnquiry

SUBMIT: Final = "word:submit"
AGAIN: Final = "word:submitted"
"""What a tap on the 提交 of the form that was filed last comes to."""


def submit(session: Session, said: Said, around: Around) -> Step | None:
    """提交: filed at once; a second 提交 returns the same number (CMP-3). Nothing is filed before it.

    Said in the middle it leads to the summary, past whatever is not required.
    """
    if said.pressed == AGAIN:
        session, reply = aside(session, around, Text("summary.already", {"number": session.filed}))
        return Step(session, reply)
    if not said.chose(SUBMIT, Word.SUBMIT):
        return None
    if session.conversation is Conversation.COMPLAINT and session.step == "summary":
        filed = FileComplaint(session.facts, triage(session), len(session.evidence))
        return Step(session, None, (filed,))
    if session.conversation is Conversation.COMPLAINT and session.revisiting:
        session, reply = ask(session, around)
        return Step(session, reply)
    if session.conversation is Conversation.COMPLAINT and session.step:
        if session.step in ("cancel", "danger") or not all(is_settled(session, slot) for slot in REQUIRED):
            return Step(session, ask_again(session, around, Text("summary.not_yet")))
        session, reply = ask(session.on(brief=True), around)
        return Step(session, reply)
    if session.filed and not has_draft(session):
        return Step(session, Reply((Text("summary.already", {"number": session.filed}),)))
    return None


def _steers_the_form(said: Said) -> bool:
    """提交, 跳过, 3: it moves the form, and tells nobody anything."""
    return bool(said.digits and not said.meaning) or not said.words.isdisjoint(calling.STEERING)


def copy_to_enquiry(before: Session, step: Step, said: Said, around: Around) -> Step:
    """While a person knows of it already (an open enquiry), he sees the form grow, message by message."""
    case = around.open_matter
    if case is None or case.kind is not Kind.ENQUIRY or not said.text or _steers_the_form(said):
        return step
    if before.conversation is not Conversation.COMPLAINT or any(isinstance(c, ToCase) for c in step.commands):
        return step
    if any(isinstance(c, FileComplaint | OpenEnquiry) for c in step.commands):
        return step
    copy = ToCase(case.id, said.written())
    return Step(step.session, step.reply, (*step.commands, copy))
