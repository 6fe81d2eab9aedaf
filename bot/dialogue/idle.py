"""Outside any form: greeting, help, and the first words of a complaint."""

import re
from dataclasses import replace
from typing import Final

from bot.dialogue.answering import CANNOT_TELL, ENDS_ASKING, THANKS, is_content, is_polite, says_little
from bot.dialogue.around import Around
from bot.dialogue.asking import aside, ask
from bot.dialogue.commands import Command, DiscardDraft, ToCase
from bot.dialogue.complaint import start_with, start_without
from bot.dialogue.draft import ask_what_to_do, has_draft
from bot.dialogue.reply import Reply, Text
from bot.dialogue.said import Said
from bot.dialogue.session import Conversation, Session
from bot.dialogue.step import Step
from bot.understand.words import Word

WANTS_TO_ASK: Final = re.compile(
    r"(?:你好|您好|在吗|那个|请问)*[,，\s]*我?(?:想|要)?(?:问|咨询|请教|说|反映)(?:你们)?(?:一?下|个?问题|个?事情?|一件事|点事)*"
)
"""我想问一下, and not yet what."""
OF_A_FORM: Final = frozenset({Word.CANCEL, Word.SUBMIT, Word.SKIP, Word.BACK, Word.NO_CHANGE})
"""What is said to a form, and there is none."""
ONLY_OF_A_FORM: Final = frozenset({Word.SUBMIT, Word.SKIP, Word.BACK})
"""The same, and nobody would say it to a person."""


def greet(session: Session, said: Said, around: Around) -> Step | None:
    """Says what it is, and asks for no number (behaviours 1); a form that was open goes on."""
    in_form = session.conversation is not Conversation.IDLE
    if not said.opened and said.words.isdisjoint({Word.GREETING, Word.START}):
        return None
    if in_form and not said.opened and Word.START not in said.words:
        return None
    met = around.cases or in_form or session.touched_at is not None
    key = "greeting.again" if met else "greeting.hello"
    session, reply = aside(session, around, Text(key, {"store": around.policy.store.name}))
    return Step(session, reply)


def help_text(session: Session, said: Said, around: Around) -> Step | None:
    if Word.HELP not in said.words:
        return None
    session, reply = aside(session, around, *_help(around))
    return Step(session, reply)


def _help(around: Around) -> tuple[Text, ...]:
    if not around.linkable:
        return (Text("help.text"), Text("help.while_filling"))
    other = Text(f"platform.{around.linkable}")
    return (Text("help.text"), Text("linking.help", {"other": other}), Text("help.while_filling"))


def restart(session: Session, said: Said, around: Around) -> Step | None:
    """A new matter: beside an open case, or in place of a draft, which is deleted."""
    if said.pressed not in ("draft:restart", "talk:new") or session.conversation is not Conversation.IDLE:
        return None
    waiting = session.waiting
    discard: tuple[Command, ...] = (DiscardDraft(),) if has_draft(session) else ()
    fresh = session.afresh().on(emotion=session.emotion)
    if waiting is None:
        begun = fresh.on(conversation=Conversation.COMPLAINT, started_at=around.now, form=said.ref)
        begun, reply = ask(begun, around)
        return Step(begun, reply, discard)
    text = waiting[1]
    first = replace(said, text=text, reading=around.read(text, None), pressed="")
    step = start_with(fresh.on(transcript=(waiting,)), first, around)
    return Step(step.session, step.reply, (*discard, *step.commands))


def nothing_open(session: Session, said: Said, around: Around) -> Step | None:
    """提交 or 跳过, and there is no form: how things stand instead. 取消 may be said of an open case: its people
    read that."""
    if session.conversation is not Conversation.IDLE or said.words.isdisjoint(OF_A_FORM):
        return None
    if has_draft(session):
        return ask_what_to_do(session)
    case = next((one for one in around.cases if one.reason != "number"), None)
    if case is None:
        return Step(session, Reply((Text("idle.nothing_to_cancel"),)))
    if case.is_open and Word.CANCEL in said.words:
        told = Text("to_case.cancelled", {"number": case.number})
        return Step(session, Reply((told,)), (ToCase(case.id, said.written()),))
    if case.is_open and said.words.isdisjoint(ONLY_OF_A_FORM):
        return None
    key = "idle.nothing_open_running" if case.is_open else "idle.nothing_open_closed"
    return Step(session, Reply((Text(key, {"number": case.number}),)))


def begin(session: Session, said: Said, around: Around) -> Step:
    """Free text begins a complaint; thanks and questions do not."""
    if said.pressed:
        return Step(session, Reply((Text("button.stale"),)))
    if said.text.strip().startswith(("/", "／")):
        return Step(session, Reply(_help(around)))
    if WANTS_TO_ASK.fullmatch(said.text.strip(" 。.!！?？~")):
        return Step(session, Reply((Text("idle.go_ahead"),)))
    category = said.reading.triage.category
    if (said.removed_papers and category == "other") or (said.reading.phones and says_little(said)):
        return Step(session, Reply(()))
    if not said.evidence and is_polite(said):
        thanks = THANKS.fullmatch(said.text.strip()) is not None
        return Step(session, Reply((Text("idle.welcome" if thanks else "idle.any_time"),)))
    if CANNOT_TELL.fullmatch(said.text.strip()):
        return start_without(session, said, around, Text("form.any_words"))
    if not said.evidence and (said.words or not is_content(said.text)):
        text = Text("idle.not_understood", variant=session.misses)
        return Step(session.on(misses=session.misses + 1), Reply((text,)))
    if category == "praise":
        return Step(session, Reply((Text("idle.thanks"),)))
    if category == "inquiry" or (category == "other" and _only_asks(said)):
        return Step(session, Reply((Text("idle.not_a_complaint"),)))
    if has_draft(session) and not said.evidence:
        return ask_what_to_do(session.on(waiting=(said.ref, said.text)))
    if says_little(said) and not said.evidence and not said.reading.is_angry:
        return start_without(session, said, around)
    return start_with(session, said, around)


def _only_asks(said: Said) -> bool:
    return ENDS_ASKING.search(said.text.strip()) is not None and not said.reading.is_angry
