"""Who calls for a person, and whether he says anything besides (CMP-2)."""

import re
from typing import Final

from bot.dialogue.said import Said
from bot.understand.words import Word, calls_a_person, read_words

BARE: Final = re.compile(r"\d{1,2}")
STEERING: Final = frozenset(
    {
        Word.SUBMIT,
        Word.SKIP,
        Word.BACK,
        Word.CONTINUE,
        Word.NO_CHANGE,
        Word.HELP,
        Word.STATUS,
        Word.COMPLAIN,
        Word.CONSENTS,
        Word.MY_DATA,
    }
)
"""What is said to the form, or to us, and is no news to anybody else."""


def wants_person(said: Said) -> bool:
    """人工, 找经理来, by a tap or in words; also in front of what he tells: 转人工，刹车有异响."""
    return said.chose("word:human", Word.HUMAN) or (not said.pressed and calls_a_person(said.text))


def tells(text: str) -> bool:
    """Whether a person learns anything from it: 跳过, 进度 and a bare number moved a form, and told of nothing."""
    return read_words(text).isdisjoint(STEERING) and BARE.fullmatch(text.strip()) is None


def says_no_more(said: Said) -> bool:
    """Whether the message was nothing but the call, or the choice that made it: the card says that already."""
    return bool(said.pressed or said.words)
