"""A complaint in conversation: facts are taken as they come, only what is missing is asked (CMP-1, CMP-2)."""

import re
from dataclasses import replace
from typing import Final

from bot.dialogue import correcting, danger, person
from bot.dialogue.answering import (
    CANNOT_TELL,
    TOLD,
    answer,
    asks_back,
    is_content,
    is_polite,
    tells_on,
)
from bot.dialogue.around import Around
from bot.dialogue.asking import (
    REQUIRED,
    STUCK,
    STUCK_ON_REQUIRED,
    aside,
    ask,
    ask_again,
    choices,
    is_settled,
    question,
)
from bot.dialogue.commands import ToCase
from bot.dialogue.draft import ask_what_to_do, has_draft, known, set_aside, since_when
from bot.dialogue.echo import Heard, exact, heard_slots
from bot.dialogue.evidence import END
from bot.dialogue.hearing import Hearing, hear, hear_more, hear_phenomenon, take
from bot.dialogue.reply import Reply, Text
from bot.dialogue.said import Said
from bot.dialogue.session import Conversation, Session
from bot.dialogue.step import Step
from bot.dialogue.summing import noted, noted_beyond, summary
from bot.understand.words import Word
from core.case import Severity
from core.facts import Facts

HAS_NONE: Final = frozenset({Word.UNSURE, Word.NO, Word.DONE, Word.NONE_OF_THEM})
"""不知道, 没有: to anything that may stay open, no answer is one."""
OF_OURS: Final = re.compile(rf"{correcting.ABOUT_CHANGING.pattern}|电话|号码|手机|同意|微信")
"""About the form, or about reaching him: no part of what happened."""
FORGOT: Final = re.compile(
    r"[^,，。]{0,6}(?:记不住|记不清|记不得|不记得|忘了|忘记|不知道|不清楚|没注意|没留意|想不起)(?:了|来|楚|多少|具体)*[。.!！]*"
)
"""公里数记不住了."""
MOSTLY: Final = 0.6
"""A message that is a wish for so large a part tells of nothing else."""
NO_PLATE: Final = re.compile(
    r"(?:我|车|还|现在|暂时)*(?:没有?|没上|未上|没挂)(?:上|挂)?(?:车?牌照?|车牌号?)(?:号|呢|了)?|(?:还是|是)?临[时牌](?:车?牌)?"
)
VENTINGS: Final = 2
"""So often anger without a subject is asked what happened; then its words are taken as what happened."""


def begin(session: Session, said: Said, around: Around) -> Step | None:
    """投诉 begins a complaint; a draft that rests is offered first. A booking that is being made waits for 继续."""
    if not said.chose("word:complain", Word.COMPLAIN) or session.conversation is Conversation.NUMBER:
        return None
    if session.conversation is Conversation.COMPLAINT:
        if not session.step:
            return None
        session, reply = aside(session, around, Text("form.already_begun"))
        return Step(session, reply)
    if has_draft(session):
        return ask_what_to_do(session.on(conversation=Conversation.IDLE, step=""))
    waits = session.conversation is Conversation.ENQUIRY
    begun = start_without(session, said, around)
    if not waits or begun.reply is None:
        return begun
    reply = Reply((Text("enquiry_talk.waits"), *begun.reply.texts), begun.reply.choices)
    return Step(begun.session, reply, begun.commands)


def start_with(session: Session, said: Said, around: Around) -> Step:
    """The first words already say what happened."""
    return _take_first_words(_new_form(session, said, around), said, around)


def start_without(session: Session, said: Said, around: Around, *instead: Text) -> Step:
    """He has begun to speak, and not said yet what happened; `instead` is said in place of the question."""
    session = _new_form(session, said, around).on(step="")
    session = _with_what_a_person_heard(session, around)
    if session.facts.slots:
        session, reply = ask(session, around, Text("form.known_already", {"facts": known(session)}))
        return Step(session, reply)
    heard = hear(session.facts, said.reading, around.now)
    if instead:
        return Step(session.on(facts=heard.facts, step="phenomenon", misses=1), Reply(instead))
    session, reply = ask(session.on(facts=heard.facts), around, *noted(heard.facts, heard.filled))
    return Step(session, reply)


def _with_what_a_person_heard(session: Session, around: Around) -> Session:
    """What he told a person before there was a form is not asked as if nobody had heard it."""
    case = around.open_matter
    if session.facts.slots or case is None or not case.is_for_a_person:
        return session
    hit = case.facts["phenomenon"].words if case.severity is Severity.SAFETY else ""
    return session.on(facts=case.facts, safety_hit=session.safety_hit or hit)


def _new_form(session: Session, said: Said, around: Around) -> Session:
    return session.on(
        conversation=Conversation.COMPLAINT,
        step="phenomenon",
        asked=("phenomenon",),
        started_at=around.now,
        form=said.ref,
        emotion=said.reading.emotion,
        brief=False,
        soothed=False,
        misses=0,
        asides=0,
        consents=None,
        waiting=None,
    )


def listen(session: Session, said: Said, around: Around) -> Step | None:
    """An answer, or several facts at once; otherwise another way to ask."""
    if session.conversation is not Conversation.COMPLAINT:
        return None
    if not session.step:
        return _after_a_person(session, said, around)
    if said.pressed and not said.pressed.startswith("slot:"):
        session, reply = aside(session, around, Text("button.stale"))
        return Step(session, reply)
    if session.step == "phenomenon" and not session.revisiting and not said.pressed:
        if is_content(said.text):
            return _take_first_words(session, said, around)
        return _unclear(session, said, around)
    if session.step == "summary" and not said.pressed:
        return _at_summary(session, said, around)
    found = answer(session, said, around.now)
    if found is not None and found[0] not in (session.step, "model", "plate", "vin"):
        return correcting.change(session, {found[0]: found[1]}, around)
    heard = hear(session.facts, said.reading, around.now)
    if found is None and not heard.filled:
        taken = correcting.implied(session, said, around) or _told_on(session, said, around)
        return taken or _unclear(session, said, around)
    if found is None:
        facts = hear_more(heard.facts, said.text) if _tells_besides(session, said, heard) else heard.facts
        session = session.on(facts=facts, last_filled=heard.filled[0])
        return _go_on(session, said, around, heard.filled, answered=False)
    slot, value = found
    facts = _with_answer(session, heard.facts, slot, value)
    filled = (slot, *(name for name in heard.filled if name != slot))
    return _go_on(session.on(facts=facts, last_filled=slot), said, around, filled, answered=True)


def _tells_besides(session: Session, said: Said, heard: Hearing) -> bool:
    """4月买的套餐，现在说过期了, asked whether it is safe: beside the fact he goes on telling."""
    words = sum(len(heard.facts[name].words) for name in heard.filled)
    rest = sum(one.isalpha() for one in said.text) - words
    asked = session.step == "safety" and session.facts["phenomenon"].known
    return asked and rest >= TOLD and not asks_back(said) and not said.reading.correction


def _with_answer(session: Session, facts: Facts, slot: str, value: Heard) -> Facts:
    """The answer to the question asked; a line of the summary that is edited is taken at its word."""
    if session.revisiting:
        value = exact(slot, value)
    if facts[slot].value == value.value and not session.facts[slot].known:
        return facts
    return take(session.facts if facts[slot].known and not session.facts[slot].known else facts, slot, value)


def _take_first_words(session: Session, said: Said, around: Around) -> Step:
    heard = hear(session.facts, said.reading, around.now)
    session = session.on(facts=heard.facts)
    if heard.filled and _only_facts(said):
        asked_before = session.form != said.ref
        asked = question(session.on(misses=int(asked_before)), "phenomenon", around)
        return Step(session, Reply((*noted(session.facts, heard.filled), *asked)))
    if _only_vents(session, said):
        session = session.on(misses=session.misses + 1, brief=True)
        asked = question(session.on(misses=session.misses - 1), "phenomenon", around)
        help_ = STUCK_ON_REQUIRED if session.misses >= VENTINGS else ()
        return Step(session, Reply(asked, help_))
    session = session.on(facts=hear_phenomenon(session, said.text, said.reading), last_filled="phenomenon")
    session, texts, commands = danger.in_words(session, said)
    order = (*(name for name in heard.filled if name != "phenomenon"), "phenomenon")
    session, reply = ask(session, around, *texts, *noted(session.facts, order))
    return Step(session, reply, commands)


def _only_facts(said: Said) -> bool:
    """浙A12345, 昨天, or 退钱: with which car, when, or what for, and not yet what happened."""
    reading, wish = said.reading, said.reading.slots.expectation
    if reading.safety is not None:
        return False
    if wish is not None and len(wish.words) >= MOSTLY * sum(one.isalpha() for one in said.text):
        return reading.triage.category not in person.OF_THE_CAR
    return reading.slots.phenomenon is None and reading.triage.category == "other"


def _only_vents(session: Session, said: Said) -> bool:
    """Anger without a subject: there is nothing in it that could be filed yet (behaviours 21)."""
    reading = said.reading
    about_nothing = reading.triage.category == "other" and reading.safety is None
    return reading.is_angry and about_nothing and session.misses < VENTINGS


def _go_on(session: Session, said: Said, around: Around, filled: tuple[str, ...], *, answered: bool) -> Step:
    """What was understood, then the next question, in one message."""
    session, texts, commands = danger.in_words(session, said)
    if session.revisiting and answered:
        changed = Text("form.changed", {"value": session.facts[filled[0]].shown})
        if session.revisiting == "edit":
            session = session.on(step="summary", revisiting="", misses=0)
            reply = Reply((*texts, changed, Text("summary.ask_again")), choices("summary", around))
            return Step(session, reply, commands)
        session, reply = ask(session.on(revisiting=""), around, *texts, changed)
        return Step(session, reply, commands)
    if not answered:
        texts = (*texts, *noted(session.facts, filled))
        if not is_settled(session, session.step):
            return Step(session, ask_again(session, around, *texts), commands)
    else:
        texts = (*texts, *noted_beyond(session.facts, filled, filled[0], said.text))
    session, reply = ask(session, around, *texts)
    return Step(session, reply, commands)


def _told_on(session: Session, said: Said, around: Around) -> Step | None:
    """More of what happened in place of an answer: it joins what was told, and the question is asked again."""
    if not tells_on(session, said):
        return None
    told = session.on(facts=hear_more(session.facts, said.text))
    told, texts, commands = danger.in_words(told, said)
    reply = ask_again(told, around, *texts, Text("form.told_on", variant=told.misses))
    return Step(told.on(misses=told.misses + 1), reply, commands)


def _after_a_person(session: Session, said: Said, around: Around) -> Step:
    """A person had the word in the middle of the form: it goes on where it stood, and what he says now is his
    case's too, if it is still open."""
    if is_polite(said) and around.open_matter is None:
        kept = Text("form.after_thanks", {"days": around.policy.draft.kept_days})
        return Step(set_aside(session), Reply((kept,)))
    tells = is_content(said.text) and not said.words and not asks_back(said)
    if not session.facts["phenomenon"].known and tells:
        return _take_first_words(session.on(step="phenomenon"), said, around)
    session = person.learning(session, said, around)
    args = {"since": since_when(session.started_at or around.now, around.now), "left": ""}
    resumed = Text("form.resumed", {**args, "facts": known(session)})
    session, reply = ask(session, around, resumed)
    case = around.open_matter
    told = () if case is None or not said.text or said.pressed else (ToCase(case.id, said.written()),)
    return Step(session, reply, told)


def _at_summary(session: Session, said: Said, around: Around) -> Step:
    """Free words under the summary: facts are taken, anything else is asked about."""
    heard = hear(session.facts, said.reading, around.now)
    if heard.filled:
        session = session.on(facts=heard.facts, last_filled=heard.filled[0])
        shown = Reply((*noted(session.facts, heard.filled), summary(session)), choices("summary", around))
        return Step(session, shown)
    implied = correcting.implied(session, said, around)
    if implied is not None:
        return implied
    if said.reading.phones:
        return Step(session, ask_again(session, around))
    if _adds_to_it(said):
        told = session.on(facts=hear_more(session.facts, said.text), misses=session.misses + 1)
        told, texts, commands = danger.in_words(told, said)
        added = (*texts, Text("form.told_on", variant=session.misses), Text("summary.ask_again"))
        return Step(told, Reply(added, choices("summary", around)), commands)
    agrees = not said.words.isdisjoint(
        {Word.YES, Word.NO, Word.DONE, Word.NO_CHANGE, Word.ACCEPT, Word.AGREE_ALL}
    )
    agrees = agrees or is_polite(said)
    if asks_back(said) and is_content(said.text):
        session, reply = aside(session, around, Text("form.for_a_person"))
        return Step(session, reply)
    text = Text("summary.say_submit" if agrees else "summary.unclear", variant=session.misses)
    return Step(session.on(misses=session.misses + 1), Reply((text,), choices("summary", around)))


def _adds_to_it(said: Said) -> bool:
    """More of what happened, or how he feels about it, in so many words: it is filed with the rest."""
    text = said.text.strip()
    if said.removed_papers or said.words or said.digits or OF_OURS.search(text):
        return False
    return is_content(text) and len(text) >= TOLD and not asks_back(said)


def skip(session: Session, said: Said, around: Around) -> Step | None:
    """跳过 and 不知道: declined, shown as 未填, not asked again. What happened and the safety answer stay."""
    asked = session.step
    if session.conversation is not Conversation.COMPLAINT:
        return None
    if asked and not said.pressed and NO_PLATE.fullmatch(said.text.strip(END)):
        session, reply = aside(
            session.on(facts=session.facts.decline("plate")), around, Text("form.no_plate")
        )
        return Step(session, reply)
    if asked in ("", "summary", "cancel", "danger", "evidence"):
        return None
    skips = said.chose("word:skip", Word.SKIP)
    if (
        asked not in REQUIRED
        and FORGOT.fullmatch(said.text.strip())
        and not heard_slots(said.reading, around.now)
    ):
        said = replace(said, reading=replace(said.reading, words=frozenset({Word.UNSURE})))
    has_none = not said.words.isdisjoint(HAS_NONE) and correcting.BARE.fullmatch(said.text.strip()) is None
    if not skips and (asked in REQUIRED or not has_none):
        return None
    if asked in REQUIRED:
        text = Text(f"form.not_skippable_{asked}", variant=session.misses)
        return Step(session.on(misses=session.misses + 1), Reply((text,), choices(asked, around)))
    session = session.on(facts=session.facts.decline(asked))
    text = Text("form.skipped" if skips else "form.declined", {"slot": Text(f"slot.{asked}")})
    if session.revisiting == "edit":
        session = session.on(step="summary", revisiting="")
        return Step(session, Reply((text, summary(session)), choices("summary", around)))
    session, reply = ask(session.on(revisiting=""), around, text)
    return Step(session, reply)


def _unclear(session: Session, said: Said, around: Around) -> Step:
    """Not understood: said in other words, and after two failures a way out."""
    if said.removed_papers or said.reading.phones:
        return Step(session, ask_again(session, around))
    if said.reading.is_angry and not session.soothed:
        session, reply = ask(session.on(brief=True), around)
        return Step(session, reply)
    if asks_back(said) and is_content(said.text):
        key = "reason.safety" if session.step == "safety" else "form.for_a_person"
        session, reply = aside(session, around, Text(key))
        return Step(session, reply)
    if said.evidence:
        return Step(session, Reply((), choices(session.step, around)))
    if session.step == "phenomenon" and CANNOT_TELL.fullmatch(said.text.strip(END)):
        return Step(
            session.on(misses=session.misses + 1), Reply((Text("form.any_words", variant=session.misses),))
        )
    example_of = Text(f"example.{session.step}", {"example": around.example_model})
    text = Text("form.unclear", {"example": example_of}, session.misses)
    stuck = session.misses >= around.policy.misunderstanding.failures_before_help - 1
    session = session.on(misses=session.misses + 1)
    if stuck:
        return Step(session, Reply((text,), STUCK_ON_REQUIRED if session.step in REQUIRED else STUCK))
    return Step(session, Reply((text,), choices(session.step, around)))
