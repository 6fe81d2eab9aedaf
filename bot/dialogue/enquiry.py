"""A service is arranged in conversation, with no number at all; consent is asked afterwards (CON-4)."""

from dataclasses import replace

from bot.dialogue import alone, calling, danger, minors, scenes
from bot.dialogue.answering import is_content
from bot.dialogue.around import Around
from bot.dialogue.asking import aside
from bot.dialogue.commands import Arrange, Command, ToCase
from bot.dialogue.reply import Choice, Reply, Text
from bot.dialogue.said import Said
from bot.dialogue.session import Booking, Conversation, Session
from bot.dialogue.step import Step
from bot.understand.coming import read_coming
from bot.understand.datewords import say_when
from bot.understand.words import Word
from core.case import Department, Severity
from core.commands import BookService, Triage
from core.facts import Facts

NO_ANSWER = frozenset({Word.GREETING, Word.CONTINUE, Word.SUBMIT, Word.NO_CHANGE})
"""Words that are said to us, and tell of no car and no day."""
TROUBLE = ("vehicle_fault", "repair_quality", "new_car_defect")
LONGEST = 200
"""An answer in his own words is no longer."""


def begin(session: Session, said: Said, around: Around) -> Step | None:
    """我想试驾, 约个保养 …, or 预约 with a choice. A form that is open goes on; this waits until it is done."""
    scene = said.pressed.removeprefix("scene:") if said.pressed.startswith("scene:") else None
    if not said.pressed:
        scene = scenes.of_words(said.text, said.words)
    books = said.chose("word:book", Word.BOOK)
    if scene not in around.policy.enquiry_scenes and not books:
        return None
    if session.conversation is not Conversation.COMPLAINT and minors.books_nothing(said, around):
        return Step(session, Reply((Text("minor.no_booking"),)))
    if session.conversation is Conversation.COMPLAINT:
        if scene == "service" and not said.pressed:
            return None  # the answer to what he wishes: 维修
        session, reply = aside(session, around, Text("enquiry_talk.not_now"))
        return Step(session, reply)
    if session.conversation is Conversation.ENQUIRY:
        return _meanwhile(session, scene, around)
    if scene not in around.policy.enquiry_scenes:
        return choose(session, around, Text("enquiry_talk.which"))
    there = next((case for case in around.cases if case.is_open and case.scene == scene), None)
    if there is not None:
        told = Text(
            "enquiry_talk.there_already", {"scene": around.policy.scenes[scene].name, "number": there.number}
        )
        words = said.text or around.policy.scenes[scene].name
        return Step(session, Reply((told,)), (ToCase(there.id, said.written(words)),))
    return _started(session, scene, said, around)


def choose(session: Session, around: Around, *before: Text) -> Step:
    """Which service: whoever has a case may also only want to leave a number for it."""
    offered = tuple(
        Choice(f"scene:{code}", "choice.scene", {"scene": around.policy.scenes[code].name})
        for code in around.policy.enquiry_scenes
    )
    if around.open_case is not None:
        offered = (*offered, Choice("word:enquire", "choice.only_number"))
    return Step(session, Reply(before, offered))


def _meanwhile(session: Session, scene: str | None, around: Around) -> Step | None:
    """Another service in the middle of one: first this. The same one again only says more about it."""
    booking = session.booking
    if booking is None or scene is None or scene == booking.scene:
        return None
    session, reply = aside(session, around, Text("enquiry_talk.first_this"))
    return Step(session, reply)


def _started(session: Session, scene: str, said: Said, around: Around) -> Step:
    kept = tuple(one for one in session.transcript if one[0] != said.ref)
    words = tuple(one for one in session.transcript if one[0] == said.ref)
    booking = Booking(scene, words=words)
    session = session.on(
        conversation=Conversation.ENQUIRY,
        booking=booking,
        transcript=kept,
        consents=None,
        misses=0,
        asides=0,
    )
    facts = _heard(booking.facts, said, around)
    trouble = said.reading.triage.category == "vehicle_fault" or said.reading.safety is not None
    wish = "" if said.pressed else scenes.wish_in(scene, said.text.strip(), of_trouble=trouble)
    if wish:
        facts = facts.fill("wish", wish, shown=wish, words=said.text)
    return _go_on(session.on(booking=replace(booking, facts=facts)), said, around)


def listen(session: Session, said: Said, around: Around) -> Step | None:
    """An answer, or several facts at once; whatever he says counts, in his own words if need be."""
    booking = session.booking
    if session.conversation is not Conversation.ENQUIRY or booking is None:
        return None
    if session.step == "join":
        return _join(session, booking, said, around)
    if said.chose("word:skip", Word.SKIP, Word.UNSURE) or not said.words.isdisjoint((Word.NO, Word.DONE)):
        facts = scenes.decline(booking.facts, session.step)
        return _go_on(session.on(booking=replace(booking, facts=facts)), said, around)
    if said.pressed:
        session, reply = aside(session, around, Text("button.stale"))
        return Step(session, reply)
    facts = _heard(booking.facts, said, around)
    heard = session.on(booking=replace(booking, facts=facts))
    if booking.scene == "service" and session.step != "wish" and scenes.WORK.fullmatch(said.text.strip()):
        facts = facts.fill("wish", said.text.strip(), shown=said.text.strip(), words=said.text)
        told = _noted(booking.facts, facts)
        return _go_on(session.on(booking=replace(booking, facts=facts)), said, around, *told)
    if facts == booking.facts and not said.words.isdisjoint(NO_ANSWER):
        return _unclear(heard, said, around, asks=False)
    if session.step != "wish" and said.reading.triage.category in TROUBLE:
        return _troubled(heard, said, around)
    if not scenes.is_settled(replace(booking, facts=facts), session.step):
        own = said.text.strip()
        asks = said.reading.triage.category == "inquiry" and session.step != "wish"
        if facts != booking.facts and session.step != "wish":
            return _go_on(heard, said, around, *_noted(booking.facts, facts))
        if not is_content(own) or len(own) > LONGEST or asks or said.removed_papers:
            return _unclear(heard, said, around, asks=asks)
        facts = facts.fill(session.step, own, shown=own, words=own, unsure=True)
    return _go_on(session.on(booking=replace(booking, facts=facts)), said, around)


def _troubled(session: Session, said: Said, around: Around) -> Step:
    """A trouble told while something else is asked: the workshop is to look at it; to any other service it is a
    matter of its own."""
    booking = session.booking
    assert booking is not None
    if booking.scene != "service":
        session, reply = aside(session, around, Text("enquiry_talk.trouble"))
        return Step(session, reply)
    wish = "；".join(filter(None, (booking.facts["wish"].value, said.text.strip())))
    facts = booking.facts.fill("wish", wish, shown=wish, words=said.text)
    session, texts, commands = danger.in_words(session.on(booking=replace(booking, facts=facts)), said)
    session, reply = aside(session, around, *texts, Text("form.told_on"))
    return Step(session, reply, commands)


def _heard(facts: Facts, said: Said, around: Around) -> Facts:
    """Which car and when, wherever in the message they stand; what is known changes to what is said last."""
    slots = said.reading.slots
    for name, found in (("model", slots.model), ("plate", slots.plate)):
        if found is not None and facts[name].value != found.value:
            facts = facts.fill(name, found.value, shown=found.value, words=found.words)
    when = None if said.pressed else read_coming(said.text, around.now)
    if when is not None:
        value = [when.start.isoformat(), when.end.isoformat(), when.grain]
        facts = facts.fill("visit", value, shown=say_when(when, around.now), words=when.words)
    return facts


def _noted(before: Facts, after: Facts) -> tuple[Text, ...]:
    """What was told in place of an answer, so that a misreading is seen at once."""
    new = tuple(after[slot].shown for slot in after if after[slot].known and after[slot] != before[slot])
    return (Text("form.noted", {"facts": "，".join(new)}),) if new else ()


def _go_on(session: Session, said: Said, around: Around, *noted: Text) -> Step:
    """The next question; after the last one it is arranged at once."""
    booking = session.booking
    assert booking is not None
    session, texts, commands = danger.in_words(session, said)
    texts = (*texts, *noted) if scenes.missing(booking) else texts
    left = scenes.missing(booking)
    if left:
        session, reply = asked(session, around, *texts)
        return Step(session, reply, commands)
    return _arranged(session, booking, said, around, texts, commands)


def asked(session: Session, around: Around, *before: Text) -> tuple[Session, Reply]:
    """The next open question, after the sentences of `before`."""
    booking = session.booking
    assert booking is not None
    step = scenes.missing(booking)[0]
    known = booking.asked if booking.asked[-1:] == (step,) else (*booking.asked, step)
    session = session.on(
        conversation=Conversation.ENQUIRY, step=step, misses=0, booking=replace(booking, asked=known)
    )
    texts = scenes.question(booking, step, around.example_model, 0)
    return session, Reply((*before, *texts), scenes.choices(step))


def _arranged(
    session: Session,
    booking: Booking,
    said: Said,
    around: Around,
    texts: tuple[Text, ...] = (),
    commands: tuple[Command, ...] = (),
    *,
    hold: bool = False,
) -> Step:
    """It is booked. Then, and only then, consent is asked: the service's own list, or a question alone."""
    arrange = Arrange(_booked(session, booking, around, hold=hold), booking.words, booking.evidence)
    session = session.on(
        conversation=Conversation.IDLE,
        step="",
        booking=None,
        misses=0,
        visit=replace(session.visit, scene=booking.scene),
    )
    commands = (*commands, arrange)
    if hold:
        return Step(session, Reply(texts) if texts else None, commands)
    found = alone.list_of(session, booking.scene, around)
    if found.prompt is not None:
        reply = Reply((*texts, Text("enquiry_talk.then"), *found.prompt.texts), found.prompt.choices)
        return Step(found.session, reply, (*commands, *found.commands))
    known = around.asking is not None and bool(around.asking.phone)
    after = alone.question(session, booking.scene, around, number=known)
    commands = (*commands, *after.commands)
    return Step(after.session, Reply(texts) if texts else None, commands, after.prompt)


def _booked(session: Session, booking: Booking, around: Around, *, hold: bool) -> BookService:
    department = Department(around.policy.scenes[booking.scene].department or "other")
    unsafe = bool(session.safety_hit)
    severity = Severity.SAFETY if unsafe else Severity.MINOR
    because = ("话里有安全词",) if unsafe else ()
    return BookService(
        booking.scene, booking.facts, Triage(department, "inquiry", severity, session.emotion, because), hold
    )


def _join(session: Session, booking: Booking, said: Said, around: Around) -> Step:
    if said.chose("booking:join", Word.YES, Word.ACCEPT, Word.SUBMIT):
        name = around.policy.scenes[booking.scene].name
        facts = booking.facts.fill("wish", name, shown=name, words=said.text or name)
        return _go_on(session.on(booking=replace(booking, facts=facts)), said, around)
    if said.chose("booking:not", Word.NO, Word.LATER_DECIDE, Word.SKIP, Word.OBJECT):
        return Step(_dropped(session), Reply((Text("enquiry_talk.cancelled"),)))
    return _unclear(session, said, around, asks=said.reading.triage.category == "inquiry")


def _unclear(session: Session, said: Said, around: Around, *, asks: bool) -> Step:
    if asks:
        session, reply = aside(session, around, Text("form.for_a_person"))
        return Step(session, reply)
    if said.removed_papers or said.evidence:
        session, reply = aside(session, around)
        return Step(session, reply)
    booking = session.booking
    assert booking is not None
    session = session.on(misses=session.misses + 1)
    texts = scenes.question(booking, session.step, around.example_model, session.misses)
    human = (Choice("word:human", "choice.human"),) if session.misses > 1 else ()
    return Step(session, Reply(texts, (*scenes.choices(session.step), *human)))


# --- words that work in the middle ---------------------------------------------------------------------------


def control(session: Session, said: Said, around: Around) -> Step | None:
    """取消, 晚点说, 继续, 上一步, 人工, while a service is being arranged."""
    booking = session.booking
    if booking is None:
        return None
    if session.conversation is Conversation.IDLE or _has_only_begun_to_complain(session):
        resumes = said.chose("word:continue", Word.CONTINUE) and not session.facts.slots
        if not resumes:
            return None
        name = around.policy.scenes[booking.scene].name
        session, reply = asked(session, around, Text("enquiry_talk.resumed", {"scene": name}))
        return Step(session, reply)
    if session.conversation is not Conversation.ENQUIRY:
        return None
    if Word.CANCEL in said.words:
        return Step(_dropped(session), Reply((Text("enquiry_talk.cancelled"),)))
    if Word.LATER in said.words:
        kept = session.on(conversation=Conversation.IDLE, step="")
        return Step(kept, Reply((Text("enquiry_talk.later", {"days": around.policy.draft.kept_days}),)))
    if Word.BACK in said.words:
        return _back(session, booking, around)
    if calling.wants_person(said):
        return _arranged(session, booking, said, around, hold=True)
    return None


def _has_only_begun_to_complain(session: Session) -> bool:
    return session.conversation is Conversation.COMPLAINT and not (session.facts.slots or session.evidence)


def _back(session: Session, booking: Booking, around: Around) -> Step:
    """The question before is asked again, as if it had not been answered."""
    earlier = [step for step in booking.asked if step != session.step]
    if not earlier:
        session, reply = aside(session, around, Text("form.nothing_before"))
        return Step(session, reply)
    step = earlier[-1]
    facts = booking.facts
    for slot in ("model", "plate") if step == "model" else ("wish" if step == "join" else step,):
        facts = facts.clear(slot)
    before = tuple(earlier[:-1])
    session, reply = asked(session.on(booking=replace(booking, facts=facts, asked=before)), around)
    return Step(session, reply)


def _dropped(session: Session) -> Session:
    return session.on(conversation=Conversation.IDLE, step="", booking=None, misses=0)
