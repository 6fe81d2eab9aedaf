"""What each service asks, and how little: every question can be skipped, none is about a number (CON-4)."""

import re
from typing import Final

from bot.dialogue.reply import Choice, Text
from bot.dialogue.session import Booking
from bot.understand.wants import read_want
from bot.understand.words import Word
from core.facts import Facts

QUESTIONS: Final = {
    "presales": ("model", "wish"),
    "testdrive": ("model", "visit"),
    "service": ("wish", "model", "visit"),
    "membership": ("join",),
}
"""By scene, in order. `model` is the question for model or plate, `join` only wants a yes."""
OTHER: Final = ("wish", "visit")
"""Of a service that a store has added itself."""

SKIP: Final = (Choice("word:skip", "choice.skip"),)
JOIN: Final = (Choice("booking:join", "choice.join"), Choice("booking:not", "choice.not_now"))

WORK: Final = re.compile(
    r"首保|二保|大保养|小保养|保养|维修|检修|修车|年检|换机油|四轮定位|动平衡|检查|检测|换轮胎|换刹车片|洗车|补漆|钣金"
)
"""What a workshop is asked to do, where nothing more is said."""
MATTER: Final = re.compile(r"优惠|价|现车|置换|贷款|分期|首付|配置|颜色|续航|订车|活动|补贴")
"""What makes a message about buying a question of its own."""


def questions(scene: str) -> tuple[str, ...]:
    return QUESTIONS.get(scene, OTHER)


def is_settled(booking: Booking, step: str) -> bool:
    facts = booking.facts
    if step == "join":
        return facts["wish"].settled
    if step == "model":
        return facts["model"].settled or facts["plate"].settled
    return facts[step].settled


def missing(booking: Booking) -> tuple[str, ...]:
    """The questions still open, in order."""
    return tuple(step for step in questions(booking.scene) if not is_settled(booking, step))


def question(booking: Booking, step: str, example: str, variant: int) -> tuple[Text, ...]:
    scene = booking.scene if booking.scene in QUESTIONS else "other"
    return (Text(f"book.{scene}_{step}", {"example": example}, variant),)


def choices(step: str) -> tuple[Choice, ...]:
    return JOIN if step == "join" else SKIP


def wish_in(scene: str, text: str, *, of_trouble: bool) -> str:
    """What is wanted, as far as a first message says it beyond the name of the service."""
    if scene == "service":
        work = WORK.search(text)
        return text if of_trouble else "" if work is None else work[0]
    if scene == "presales" and MATTER.search(text):
        return text
    return ""


def decline(facts: Facts, step: str) -> Facts:
    return facts.decline("wish" if step == "join" else step)


def of_words(text: str, words: frozenset[Word]) -> str | None:
    """The service that the words ask for; a command asks for none."""
    return None if words - {Word.ENQUIRE, Word.BOOK} else read_want(text)
