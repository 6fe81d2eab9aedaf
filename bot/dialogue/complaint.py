"""A complaint in conversation: facts are taken as they come, only what is missing is asked (CMP-1, CMP-2)."""

from bot.dialogue.answering import answer, is_content
from bot.dialogue.asking import (
    REQUIRED,
    STUCK,
    STUCK_ON_REQUIRED,
    ask,
    ask_again,
    choices,
    is_settled,
    noted,
    question,
    summary,
)
from bot.dialogue.hearing import hear, hear_phenomenon, take
from bot.dialogue.session import Around, Conversation, Reply, Said, Session, Step, Text, ToCase
from bot.dialogue.triage import triage
from bot.understand.words import Word
from core.case import Kind
from core.commands import CustomerWrites, FileComplaint, OpenEnquiry


def begin(session: Session, said: Said, around: Around) -> Step | None:
    """投诉 begins, or goes on with, a complaint."""
    if not said.chose("word:complain", Word.COMPLAIN) or session.conversation is Conversation.COMPLAINT:
        return None
    session = session.on(conversation=Conversation.COMPLAINT, step="", started_at=around.now, consents=None)
    session, reply = ask(session, around)
    return Step(session, reply)


def start_with(session: Session, said: Said, around: Around) -> Step:
    """The first words already say what happened."""
    session = session.on(
        conversation=Conversation.COMPLAINT, step="phenomenon", asked=("phenomenon",), started_at=around.now
    )
    return _take_first_words(session, said, around)


def listen(session: Session, said: Said, around: Around) -> Step | None:
    """An answer, or several facts at once; otherwise another way to ask."""
    if session.conversation is not Conversation.COMPLAINT:
        return None
    if session.step == "phenomenon" and not session.revisiting and not said.pressed:
        if is_content(said.text):
            return _take_first_words(session, said, around)
        return _unclear(session, around)
    if session.step == "summary":
        return _at_summary(session, said, around)
    found = answer(session, said, around.now)
    heard = hear(session.facts, said.reading, around.now)
    if found is None and not heard.filled:
        return _unclear(session, around)
    facts = heard.facts
    filled = heard.filled
    if found is not None:
        slot, value = found
        facts = take(session.facts if session.facts[slot].known else facts, slot, value)
        filled = (slot, *(name for name in filled if name != slot))
        for other in filled[1:]:
            if not facts[other].known:
                facts = heard.facts.fill(
                    slot, value.value, shown=value.shown, words=value.words, unsure=value.unsure
                )
    return _go_on(session.on(facts=facts, last_filled=filled[0]), said, around, filled, found is not None)


def _take_first_words(session: Session, said: Said, around: Around) -> Step:
    heard = hear(session.facts, said.reading, around.now)
    session = session.on(facts=heard.facts)
    session = session.on(facts=hear_phenomenon(session, said.text, said.reading), last_filled="phenomenon")
    texts: list[Text] = []
    commands: list[OpenEnquiry] = []
    if said.reading.safety is not None and not session.safety_hit:
        session = session.on(safety_hit=said.text)
        texts.append(Text("form.safety_first"))
        if around.open_case is None:
            commands.append(OpenEnquiry("danger", session.facts, triage(session), hold=False))
    order = (*(name for name in heard.filled if name != "phenomenon"), "phenomenon")
    session, reply = ask(session, around, *texts, *noted(session.facts, order))
    return Step(session, reply, tuple(commands))


def _go_on(session: Session, said: Said, around: Around, filled: tuple[str, ...], answered: bool) -> Step:
    """What was understood, then the next question, in one message."""
    commands: tuple[OpenEnquiry, ...] = ()
    texts: tuple[Text, ...] = ()
    if said.reading.safety is not None and not session.safety_hit:
        session = session.on(safety_hit=said.text)
        texts = (Text("form.safety_first"),)
        if around.open_case is None:
            commands = (OpenEnquiry("danger", session.facts, triage(session), hold=False),)
    if session.revisiting == "edit":
        session = session.on(step="summary", revisiting="")
        changed = Text("form.changed", {"value": session.facts[filled[0]].shown})
        return Step(
            session, Reply((*texts, changed, Text("summary.ask_again")), choices("summary")), commands
        )
    if session.revisiting == "back":
        changed = Text("form.changed", {"value": session.facts[filled[0]].shown})
        session, reply = ask(session.on(revisiting=""), around, *texts, changed)
        return Step(session, reply, commands)
    if not answered and not is_settled(session, session.step):
        return Step(session, ask_again(session, around, *texts, *noted(session.facts, filled)), commands)
    session, reply = ask(session, around, *texts, *noted(session.facts, filled))
    return Step(session, reply, commands)


def skip(session: Session, said: Said, around: Around) -> Step | None:
    """跳过 and 不知道: declined, shown as 未填, not asked again. What happened and the safety answer stay."""
    asked = session.step
    if session.conversation is not Conversation.COMPLAINT or asked in ("", "summary", "cancel", "danger"):
        return None
    skips = said.chose("word:skip", Word.SKIP)
    if not skips and not (Word.UNSURE in said.words and asked not in REQUIRED and asked != "evidence"):
        return None
    if asked in REQUIRED:
        texts = (Text("form.not_skippable"),) if asked == "safety" else ()
        session = session.on(misses=session.misses + 1)
        return Step(session, Reply((*texts, *question(session, asked, around)), choices(asked)))
    if asked == "evidence":
        return None
    session = session.on(facts=session.facts.decline(asked))
    text = Text("form.skipped" if skips else "form.declined", {"slot": Text(f"slot.{asked}")})
    if session.revisiting == "edit":
        session = session.on(step="summary", revisiting="")
        return Step(session, summary(session, text))
    session, reply = ask(session.on(revisiting=""), around, text)
    return Step(session, reply)


def why(session: Session, said: Said, around: Around) -> Step | None:
    """为什么要这个: the reason for this very question, then the question again."""
    if session.conversation is Conversation.IDLE or not session.step or Word.WHY not in said.words:
        return None
    if session.step in ("cancel", "danger"):
        return None
    reason = Text(f"reason.{session.step}")
    if session.conversation is Conversation.NUMBER:
        return Step(session, Reply((reason,)))
    return Step(session, Reply((reason, *question(session, session.step, around)), choices(session.step)))


def example(session: Session, said: Said, around: Around) -> Step | None:
    """看例子, offered after two failures."""
    if said.pressed != "word:example" or not session.step:
        return None
    text = Text(f"example.{session.step}", {"example": around.example_model})
    return Step(session, Reply((text,), choices(session.step)))


def _unclear(session: Session, around: Around) -> Step:
    """Not understood: said in other words, and after two failures a way out."""
    example_of = Text(f"example.{session.step}", {"example": around.example_model})
    text = Text("form.unclear", {"example": example_of}, session.misses)
    stuck = session.misses >= around.policy.misunderstanding.failures_before_help - 1
    session = session.on(misses=session.misses + 1)
    if stuck:
        return Step(session, Reply((text,), STUCK_ON_REQUIRED if session.step in REQUIRED else STUCK))
    return Step(session, Reply((text,), choices(session.step)))


def _at_summary(session: Session, said: Said, around: Around) -> Step:
    """Free words under the summary: facts are taken, anything else is asked about."""
    heard = hear(session.facts, said.reading, around.now)
    if heard.filled:
        session = session.on(facts=heard.facts, last_filled=heard.filled[0])
        return Step(session, summary(session, *noted(session.facts, heard.filled)))
    session = session.on(misses=session.misses + 1)
    return Step(session, summary(session))


def submit(session: Session, said: Said, around: Around) -> Step | None:
    """提交: filed at once; a second 提交 returns the same number (CMP-3). Nothing is filed before it."""
    if not said.chose("word:submit", Word.SUBMIT):
        return None
    if session.conversation is Conversation.COMPLAINT and session.step == "summary":
        filed = FileComplaint(session.facts, triage(session), len(session.evidence))
        return Step(session, None, (filed,))
    if session.conversation is Conversation.COMPLAINT and session.step:
        return Step(session, ask_again(session, around))
    if session.filed:
        return Step(session, Reply((Text("summary.already", {"number": session.filed}),)))
    return None


def copy_to_enquiry(before: Session, step: Step, said: Said, around: Around) -> Step:
    """While a person knows of it already (an open enquiry), he sees the form grow, message by message."""
    case = around.open_case
    if case is None or case.kind is not Kind.ENQUIRY or not said.text or said.pressed or said.words:
        return step
    if before.conversation is not Conversation.COMPLAINT or any(isinstance(c, ToCase) for c in step.commands):
        return step
    if any(isinstance(c, FileComplaint) for c in step.commands):
        return step
    copy = ToCase(case.id, CustomerWrites(said.text, said.attachments))
    return Step(step.session, step.reply, (*step.commands, copy))
