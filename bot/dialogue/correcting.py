"""Putting right what was said: the last answer, an earlier one, or a line of the summary (CMP-2)."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.dialogue import danger
from bot.dialogue.answering import FREE, OWN_WORDS, is_content, safety_answer
from bot.dialogue.around import Around
from bot.dialogue.asking import ask, ask_again, choices, question
from bot.dialogue.commands import ToCase
from bot.dialogue.echo import Heard, exact, heard_slots
from bot.dialogue.hearing import take
from bot.dialogue.reply import Reply, Text
from bot.dialogue.said import DANGER, Said
from bot.dialogue.session import Conversation, Session
from bot.dialogue.step import Step
from bot.dialogue.summing import LINES, summary, value_of
from bot.understand.words import Word
from core.commands import CustomerEdits

OPENING: Final = re.compile(
    r"^(?:等等|等一下|等下|哦不|啊不|不不|不对|不是|错了|[说写打搞弄记填]错了?|更正|纠正)?(?:一下)?[,，。.!！、\s]*"
    r"(?:[说写打搞弄记填]错了?[,，。.!！、\s]*)?(?:应该是|其实是|其实|改成|改为|是)?[:：\s]*"
)
"""不对，是…: what stands behind it is the new answer."""
BARE: Final = re.compile(r"(?:不对|错了|[说写打搞弄记填]错了?|不是这样)[的啊呀了]*[,，。.!！\s]*")
"""Only that something is wrong."""
ABOUT_CHANGING: Final = re.compile(r"[改错填换删]|刚才|前面|上面")
"""What is said about changing something, and is not itself the new answer."""
MANY: Final = re.compile(
    r"[\d.零一二两三四五六七八九十]+[万千wWkK][\d零一二两三四五六七八九十百千多]*(?:公里|左右|吧)*[。.!！]?|\d{4,6}(?:公里)?[。.!！]?"
)
LINE_NAMED: Final = re.compile(r"(?:我?[要想]|帮我)?(?:改|修改|更正)(?:一下)?(?P<name>\S{2,5}?)[吧了。！!]*")
NAMES: Final = {
    "车型": "model", "购车时间": "purchase", "里程": "mileage_km", "公里数": "mileage_km", "时间": "when",
    "地点": "where", "问题": "phenomenon", "影响安全": "safety", "期望": "expectation", "照片": "evidence",
    "车牌号": "plate", "车牌": "plate", "车架号": "vin", "可能原因": "cause", "原因": "cause",
}  # fmt: skip
"""The lines of the summary by the names people give them."""
HEDGES: Final = re.compile(
    r"具体|好像|大概|大约|可能|应该|估计|左右|的样子|差不多|忘了|记不清了?|不记得了?|吧|哦|啊|呢|[\s，,。.!！~]"
)
"""Says how sure he is, and nothing else."""
MOSTLY: Final = 0.5
"""A message that is a fact for so large a part is about that fact."""


def correct(session: Session, said: Said, around: Around) -> Step | None:
    """“不对，是上周四” changes the last answer, “公里数说错了，是两万三” an earlier one."""
    if session.conversation is not Conversation.COMPLAINT or said.pressed:
        return None
    bare = BARE.fullmatch(said.text.strip()) is not None
    if not said.reading.correction and not bare:
        return None
    known = any(session.facts[name].known for name in session.facts)
    if not known or session.step in ("", "phenomenon", "safety"):
        return None
    heard = {} if bare else heard_slots(said.reading, around.now) or _mileage_anew(session, said, around)
    changed = {name: found for name, found in heard.items() if session.facts[name].known}
    same = next(iter(changed), "")
    changed = {n: found for n, found in changed.items() if session.facts[n].value != found.value}
    if same and not changed:
        args = {"slot": Text(f"slot.{same}"), "value": session.facts[same].shown}
        return Step(session, ask_again(session, around, Text("form.same_already", args)))
    changed = changed or ({} if heard else _last_answer(session, said, around))
    if changed:
        return change(session, changed, around)
    if not bare and (heard or session.step in OWN_WORDS or OPENING.sub("", said.text.strip())):
        return None
    return Step(session, ask_again(session, around, Text("form.which_to_change")))


def _mileage_anew(session: Session, said: Said, around: Around) -> dict[str, Heard]:
    """不对，是两万一: so large a number can only be the mileage, whatever was asked last."""
    if not session.facts["mileage_km"].known:
        return {}
    rest = OPENING.sub("", said.text.strip())
    if MANY.fullmatch(rest) is None:
        return {}
    found = heard_slots(around.read(rest, "mileage_km"), around.now).get("mileage_km")
    return {} if found is None else {"mileage_km": found}


def edited(session: Session, said: Said, around: Around) -> Step | None:
    """A message that he changed: whoever has his case sees it, a form takes the facts that read otherwise now.

    Outside both it is heard like any other.
    """
    if not said.edited:
        return None
    in_form = session.conversation is Conversation.COMPLAINT and session.facts["phenomenon"].known
    case = around.holding or (None if in_form else around.open_case)
    if case is not None:
        advice = danger.stay_safe(case, said)
        edits = CustomerEdits(said.text, DANGER if said.unsafe else "")
        return Step(session, Reply(advice) if advice else None, (ToCase(case.id, edits),))
    if not in_form or not session.step:
        return None
    session, advice, alarm = danger.in_words(session, said)
    heard = heard_slots(said.reading, around.now)
    facts = {name: session.facts[name] for name in heard}
    changed = {n: found for n, found in heard.items() if facts[n].known and facts[n].value != found.value}
    if not changed:
        return Step(session, ask_again(session, around, *(advice or (Text("form.edit_seen"),))), alarm)
    step = change(session, changed, around)
    assert step.reply is not None
    reply = replace(step.reply, texts=(*advice, *step.reply.texts))
    return replace(step, reply=reply, commands=(*alarm, *step.commands))


def _last_answer(session: Session, said: Said, around: Around) -> dict[str, Heard]:
    """What stands behind 不对，是 as the answer to the question before."""
    slot, rest = session.last_filled, OPENING.sub("", said.text.strip())
    if not slot or not rest or session.step == slot:
        return {}
    again = around.read(rest, slot)
    if slot == "safety":
        found = safety_answer(again.words)
        return {} if found is None else {slot: found[1]}
    heard = heard_slots(again, around.now)
    if slot in heard:
        return {slot: heard[slot]}
    if slot in (*FREE, *OWN_WORDS) and is_content(rest) and ABOUT_CHANGING.search(rest) is None:
        return {slot: Heard(rest, rest, rest)}
    return {}


def implied(session: Session, said: Said, around: Around) -> Step | None:
    """A message that is mostly another reading of a known fact: 绕城高速, though the model was asked. A wish is
    one whatever stands beside it: 让他道歉，并且把膜补上."""
    heard = heard_slots(said.reading, around.now)
    length = max(1, len(HEDGES.sub("", said.text.strip())))
    changed = {
        name: found
        for name, found in heard.items()
        if session.facts[name].known
        and session.facts[name].value != found.value
        and (name == "expectation" or len(found.words) / length >= MOSTLY)
    }
    return change(session, changed, around) if changed else None


def change(session: Session, changed: Mapping[str, Heard], around: Around) -> Step:
    """The facts are changed, it is said how, and the talk goes on where it was."""
    facts = session.facts
    texts: list[Text] = []
    for name, found in changed.items():
        old = facts[name]
        facts = take(facts, name, exact(name, found))
        texts.append(_changed(name, old.shown if old.known else "", facts[name].shown, session))
    session = session.on(facts=facts, last_filled=list(changed)[-1])
    if session.revisiting == "edit" and session.step in changed:
        session = session.on(step="summary", revisiting="")
        return Step(session, Reply((*texts, Text("summary.ask_again")), choices("summary", around)))
    if session.step in ("", *changed):
        session, reply = ask(session, around, *texts)
        return Step(session, reply)
    return Step(session, ask_again(session, around, *texts))


def _changed(name: str, old: str, new: str, session: Session) -> Text:
    if not old and name == "cause":
        return Text("form.noted", {"facts": new})
    if not old or name in (session.last_filled, session.step):
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
    session = session.on(step=step, asked=before, revisiting="back", misses=0, interrupted="")
    if step == "summary":
        return Step(session.on(revisiting=""), ask_again(session, around))
    slot = _held_by(session, step)
    if step == "evidence" or not session.facts[slot].known:
        texts = (Text("form.revisit_empty"), *question(session, step, around))
        return Step(
            session.on(evidence_done=session.evidence_done and step != "evidence"),
            _reply(texts, step, around),
        )
    args = {"slot": Text(f"slot.{slot}"), "value": value_of(session, slot)}
    return Step(session, _reply((Text("form.revisit", args),), step, around))


def _held_by(session: Session, step: str) -> str:
    """The slot that a question filled: the question for the model takes a plate as well."""
    filled = (slot for slot in ("model", "plate", "vin") if session.facts[slot].known)
    return next(filled, step) if step == "model" else step


def _reply(texts: tuple[Text, ...], step: str, around: Around) -> Reply:
    return Reply(texts, choices(step, around))


def keep(session: Session, said: Said, around: Around) -> Step | None:
    """不改, while a filled slot is asked again."""
    if not session.revisiting or Word.NO_CHANGE not in said.words:
        return None
    done = session.evidence_done or session.step == "evidence"
    session = session.on(evidence_done=done)
    if session.revisiting == "edit":
        session = session.on(step="summary", revisiting="", misses=0)
        return Step(session, Reply((Text("form.unchanged"), summary(session)), choices("summary", around)))
    session, reply = ask(session.on(revisiting=""), around, Text("form.unchanged"))
    return Step(session, reply)


def _line_meant(session: Session, said: Said) -> str:
    named = LINE_NAMED.fullmatch(OPENING.sub("", said.text.strip()))
    if named is not None:
        return NAMES.get(named["name"], "")
    if session.step != "summary" or len(said.digits) != 1:
        return ""
    (n,) = said.digits
    return LINES[n - 1] if 1 <= n <= len(LINES) else ""


def edit_line(session: Session, said: Said, around: Around) -> Step | None:
    """A number under the summary, or at any time the name of a line: that line is asked again."""
    in_form = session.conversation is Conversation.COMPLAINT and session.step not in ("", "cancel", "danger")
    if not in_form or said.pressed:
        return None
    slot = _line_meant(session, said)
    if not slot:
        return None
    at_summary = session.step == "summary" or session.revisiting == "edit"
    session = session.on(step=slot, revisiting="edit" if at_summary else "back", misses=0)
    if slot == "evidence":
        return Step(session.on(evidence_done=False), Reply((Text("summary.edit_evidence"),)))
    if slot == "mileage_km":
        return Step(session, Reply((Text("summary.edit_mileage_km"),)))
    if slot in ("safety", "expectation"):
        return Step(session, _reply(question(session, slot, around), slot, around))
    return Step(session, Reply((Text("summary.edit", {"slot": Text(f"slot.{slot}")}),)))
