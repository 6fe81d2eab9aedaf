"""Photos, videos, voice and files: they count whenever they come; one album, one answer (CMP-1)."""

from collections import Counter
from dataclasses import replace
from typing import Final

from bot.dialogue.answering import NO_FILES
from bot.dialogue.around import Around
from bot.dialogue.asking import ask, ask_again, choices
from bot.dialogue.commands import ToCase
from bot.dialogue.reply import Reply, Text
from bot.dialogue.said import Said
from bot.dialogue.session import Conversation, Evidence, Session
from bot.dialogue.step import Step
from bot.dialogue.summing import summary
from bot.understand.words import Word

END: Final = " 。.!！~，,"
NAMES: Final = {"photo": "图", "video": "视频", "voice": "语音", "document": "文件"}


def keep(session: Session, said: Said, around: Around) -> Session:
    """The files of this message join the draft, as many as the policy admits; an open case gets its own."""
    booking = session.booking
    if (
        said.evidence
        and session.conversation is Conversation.ENQUIRY
        and booking is not None
        and not around.held
    ):
        kept = (*booking.evidence, *said.evidence)[: around.policy.evidence.items_at_most]
        return session.on(booking=replace(booking, evidence=kept))
    to_a_case = session.conversation is not Conversation.COMPLAINT and around.open_case is not None
    if not said.evidence or around.held or to_a_case:
        return session
    most = around.policy.evidence.items_at_most
    goes_on = bool(said.album) and said.album == session.album
    first = session.album_from if goes_on else len(session.evidence)
    return session.on(evidence=(*session.evidence, *said.evidence)[:most], album_from=first)


def listen(session: Session, said: Said, around: Around) -> Step | None:
    """Files without a word: counted, named, and the question goes on."""
    if (
        not said.evidence
        or said.text.strip()
        or (around.open_case and session.conversation is Conversation.IDLE)
    ):
        return None
    if session.conversation is Conversation.NUMBER:
        return _to_the_case(session, said, around)
    if session.conversation is Conversation.ENQUIRY:
        return Step(session, ask_again(session, around, Text("form.received_album")))
    texts = acknowledge(session, said, around)
    if session.step == "evidence":
        return Step(session, Reply(texts))
    if session.step in ("", "phenomenon"):
        fresh = session.on(
            conversation=Conversation.COMPLAINT,
            started_at=session.started_at or around.now,
            form=session.form or said.ref,
        )
        session, reply = ask(fresh, around, *texts)
        return Step(session, reply)
    return Step(session, ask_again(session, around, *texts))


def _to_the_case(session: Session, said: Said, around: Around) -> Step | None:
    """Files while a number is being left: they are the open case's."""
    case = around.open_case
    if case is None:
        return None
    text = Text("to_case.passed_on_files", {"number": case.number})
    return Step(session, Reply((text,)), (ToCase(case.id, said.written()),))


def acknowledge(session: Session, said: Said, around: Around) -> tuple[Text, ...]:
    """What came and what of it was kept."""
    kept = tuple(one for one in said.evidence if one in session.evidence)
    texts: list[Text] = []
    if len(kept) < len(said.evidence):
        texts.append(Text("form.too_many", {"most": around.policy.evidence.items_at_most}))
    new = session.evidence[session.album_from :]
    if said.album and not around.can_edit:
        texts.append(Text("form.received_album"))
    elif new:
        texts.append(Text("form.received_meanwhile", {"n": len(new), "names": names(session.evidence, new)}))
    if session.step == "evidence" and not said.text.strip():
        texts.append(Text("form.any_more"))
    if any(one.kind == "voice" for one in kept):
        texts.append(Text("form.voice_meanwhile"))
    return tuple(texts)


def answer(session: Session, said: Said, around: Around) -> Step | None:
    """好了, 没有 or 跳过 end the evidence."""
    if session.conversation is not Conversation.COMPLAINT or session.step != "evidence":
        return None
    done = (Word.DONE, Word.NO, Word.SKIP, Word.UNSURE, Word.NO_CHANGE)
    if not said.chose("word:skip", *done) and (
        said.pressed or NO_FILES.fullmatch(said.text.strip(END)) is None
    ):
        return None
    session = session.on(evidence_done=True)
    if session.revisiting == "edit":
        session = session.on(step="summary", revisiting="")
        return Step(session, Reply((summary(session),), choices("summary", around)))
    before = () if session.evidence or Word.SKIP not in said.words else (SKIPPED,)
    session, reply = ask(session, around, *before)
    return Step(session, reply)


SKIPPED: Final = Text("form.skipped", {"slot": Text("slot.evidence")})


def names(every: tuple[Evidence, ...], new: tuple[Evidence, ...]) -> str:
    """图1、图2、视频1: numbered by kind over the whole draft."""
    seen: Counter[str] = Counter()
    named: list[str] = []
    for one in every:
        seen[one.kind] += 1
        if one in new:
            named.append(f"{NAMES[one.kind]}{seen[one.kind]}")
    return "、".join(named)
