"""Reading the answer to the question that was asked."""

import re
from datetime import datetime
from typing import Final

from bot.dialogue.echo import WISHES, Heard, heard_slots
from bot.dialogue.session import Said, Session
from bot.understand.words import Word

FILLER: Final = re.compile(r"[\s嗯啊呃额哦噢唉哎呀那个这就吧呢嘛的了是不对好行…。，,.!！?？~～]*")
"""Words with nothing in them: never the answer to a question that takes free text."""

FREE: Final = ("where", "model", "cause", "expectation", "phenomenon", "plate", "vin")
"""Slots that may hold the customer's words as they are."""

BY_WORD: Final = {
    "safety": {Word.YES: "yes", Word.NO: "no", Word.UNSURE: "unsure"},
}
SHOWN: Final = {"yes": "会", "no": "不会", "unsure": "不确定"}


def answer(session: Session, said: Said, now: datetime) -> tuple[str, Heard] | None:
    """(slot, what was answered) for the question `session.step`, or nothing where it cannot be read."""
    step = session.step
    if said.pressed.startswith("slot:"):
        slot, _, value = said.pressed.removeprefix("slot:").partition("=")
        return slot, _chosen(slot, value)
    if step in BY_WORD:
        for word, value in BY_WORD[step].items():
            if word in said.words:
                return step, _chosen(step, value)
        return None
    heard = heard_slots(said.reading, now)
    slots = ("model", "plate", "vin") if step == "model" else (step,)
    for slot in slots:
        if slot in heard:
            return slot, heard[slot]
    if step in FREE and is_content(said.text):
        return step, Heard(said.text.strip(), said.text.strip(), said.text)
    return None


def _chosen(slot: str, value: str) -> Heard:
    shown = SHOWN[value] if slot == "safety" else WISHES[value]
    return Heard(value, shown, shown)


def is_content(text: str) -> bool:
    """Whether there is anything in it beyond fillers."""
    bare = text.strip()
    return bool(bare) and len(bare) <= 500 and FILLER.fullmatch(bare) is None
