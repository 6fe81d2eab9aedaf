"""A reply becomes the sentence that is read: texts filled in, joined, choices labelled."""

from datetime import datetime
from typing import Any

from bot.dialogue.reply import Choice, Listed, Text
from bot.texts import say


def word(text: Text, now: datetime) -> str:
    """One text with its arguments, nested ones first."""
    return say(
        text.key, {name: _plain(value, now) for name, value in text.args.items()}, now, variant=text.variant
    )


def join(texts: tuple[Text, ...], now: datetime) -> str:
    """Several sentences as one message, in order."""
    return "".join(word(text, now) for text in texts)


def label(choice: Choice, now: datetime) -> str:
    return word(Text(choice.label, choice.args), now)


def _plain(value: Any, now: datetime) -> Any:
    if isinstance(value, Text):
        return word(value, now)
    if isinstance(value, Listed):
        return value.between.join(str(_plain(one, now)) for one in value.items)
    return value
