"""Who calls for a person, and whether he says anything besides (CMP-2)."""

from bot.dialogue.session import Said
from bot.understand.words import Word, calls_a_person


def wants_person(said: Said) -> bool:
    """人工, 找经理来, by a tap or in words; also in front of what he tells: 转人工，刹车有异响."""
    return said.chose("word:human", Word.HUMAN) or (not said.pressed and calls_a_person(said.text))


def says_no_more(said: Said) -> bool:
    """Whether the message was nothing but the call, or the choice that made it: the card says that already."""
    return bool(said.pressed or said.words)
