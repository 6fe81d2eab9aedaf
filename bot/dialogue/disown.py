"""我没有同意: one tap, or these words, end what staff keyed in from a paper (CON-12)."""

import re
from typing import Final

from bot.dialogue.around import Around
from bot.dialogue.asking import aside
from bot.dialogue.commands import Disown
from bot.dialogue.said import Said
from bot.dialogue.session import Session
from bot.dialogue.step import Step

ACTION: Final = "disown:"
_WORDS: Final = re.compile(
    r"我(?:本人)?(?:从来|根本|可)?(?:就)?没(?:有)?同意过?(?:这个|这些)?|(?:这)?不是我(?:本人)?(?:签|同意)的|我没(?:有)?签过?(?:字)?(?:这个)?"
)


def listen(session: Session, said: Said, around: Around) -> Step | None:
    if said.pressed.startswith(ACTION):
        paper = int(said.pressed.removeprefix(ACTION))
    elif not said.pressed and _WORDS.fullmatch(said.text.strip(" 。.!！~吧")):
        paper = 0
    else:
        return None
    session, reply = aside(session, around)
    return Step(session, reply, (Disown(paper, said.text),))
