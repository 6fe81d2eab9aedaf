"""Putting right what was said: the last answer, an earlier one, or a line of the summary (CMP-2)."""

from bot.dialogue.asking import SUMMARY, ask, ask_again, summary, value_of
from bot.dialogue.echo import exact, heard_slots
from bot.dialogue.hearing import take
from bot.dialogue.session import Around, Conversation, Reply, Said, Session, Step, Text
from bot.understand.words import Word


def correct(session: Session, said: Said, around: Around) -> Step | None:
    """“不对，是上周四” changes the last answer, “公里数说错了，是两万三” an earlier one."""
    if session.conversation is not Conversation.COMPLAINT or said.pressed or not said.reading.correction:
        return None
    heard = heard_slots(said.reading, around.now)
    changed = [name for name, found in heard.items() if session.facts[name].value != found.value]
    if not changed:
        return (
            Step(session, ask_again(session, around, Text("form.which_to_change"))) if session.step else None
        )
    facts = session.facts
    texts: list[Text] = []
    for name in changed:
        old = facts[name]
        facts = take(facts, name, exact(name, heard[name]))
        texts.append(_changed(name, old.shown if old.known else "", facts[name].shown, session))
    session = session.on(facts=facts, last_filled=changed[-1])
    if session.step in ("", *changed):
        session, reply = ask(session, around, *texts)
        return Step(session, reply)
    return Step(session, ask_again(session, around, *texts))


def _changed(name: str, old: str, new: str, session: Session) -> Text:
    if not old or name == session.last_filled:
        return Text("form.changed", {"value": new})
    return Text("form.changed_named", {"slot": Text(f"slot.{name}"), "old": old, "value": new})


def back(session: Session, said: Said, around: Around) -> Step | None:
    """上一步: the question before, with what it holds; 不改 keeps it. Nothing is lost."""
    if session.conversation is not Conversation.COMPLAINT or Word.BACK not in said.words:
        return None
    before = session.asked[:-1] if session.asked[-1:] == (session.step,) else session.asked
    if not before:
        return Step(session, ask_again(session, around, Text("form.nothing_before")))
    step = before[-1]
    session = session.on(step=step, asked=before, revisiting="back", misses=0)
    slot = (
        next((s for s in ("model", "plate", "vin") if session.facts[s].known), step)
        if step == "model"
        else step
    )
    if step == "evidence" or not session.facts[slot].known:
        text = Text("form.revisit_empty")
        return Step(session, ask_again(session, around, text))
    args = {"slot": Text(f"slot.{slot}"), "value": value_of(session, slot)}
    from_choices = ask_again(session, around)
    return Step(session, Reply((Text("form.revisit", args),), from_choices.choices))


def keep(session: Session, said: Said, around: Around) -> Step | None:
    """不改, while a filled slot is asked again."""
    if not session.revisiting or Word.NO_CHANGE not in said.words:
        return None
    if session.revisiting == "edit":
        session = session.on(step="summary", revisiting="")
        return Step(session, summary(session, Text("form.unchanged")))
    session, reply = ask(session.on(revisiting=""), around, Text("form.unchanged"))
    return Step(session, reply)


def edit_line(session: Session, said: Said, around: Around) -> Step | None:
    """A number under the summary: that line is asked again."""
    if session.step != "summary" or said.pressed or len(said.digits) != 1:
        return None
    (n,) = said.digits
    if not 1 <= n <= len(SUMMARY):
        return None
    slot = SUMMARY[n - 1]
    session = session.on(step=slot, revisiting="edit", misses=0)
    if slot == "evidence":
        return Step(session.on(evidence_done=False), Reply((Text("summary.edit_evidence"),)))
    if slot == "mileage_km":
        return Step(session, Reply((Text("summary.edit_mileage_km"),)))
    if slot in ("safety", "expectation"):
        return Step(session, ask_again(session, around))
    return Step(session, Reply((Text("summary.edit", {"slot": Text(f"slot.{slot}")}),)))
