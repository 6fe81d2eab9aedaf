"""The bot's token and people's numbers stay out of logs, receipts and errors."""

import logging
import re

_NUMBER = re.compile(r"\d{5,}")
_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{10,}")
_LONGEST = 120


def redact(text: str) -> str:
    """What may be written down of a sentence from outside: no token, no long number, one short line."""
    text = _TOKEN.sub("[token]", " ".join(text.split()))
    return _NUMBER.sub("[number]", text)[:_LONGEST]


def silence_libraries() -> None:
    """The libraries log addresses with the token in them and whole updates: nothing of theirs is written.

    Nothing is lost by it: each of their failures comes back as a receipt or as a problem.
    """
    for name in ("telegram", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
