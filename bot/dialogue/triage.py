"""What a draft comes to when it goes to staff: department, category, how grave, in what mood (CMP-4)."""

from typing import Final

from bot.dialogue.said import DANGER
from bot.dialogue.session import Session
from bot.understand.triage import read_triage
from core.case import Department, Severity
from core.commands import Triage

RISING: Final = (Severity.MINOR, Severity.MAJOR, Severity.SAFETY)

TOLD: Final = ("phenomenon", "expectation", "cause")
"""The slots whose words tell where a complaint belongs."""


def triage(session: Session) -> Triage:
    """Read from everything said so far. Text may only raise the severity that the customer's own answer gives;
    “不会” together with words of danger stays safety: a person looks."""
    words = "，".join(slot.words for slot in (session.facts[name] for name in TOLD) if slot.words)
    reading = read_triage(words, bool(session.safety_hit))
    severity = Severity(reading.severity)
    because = reading.because
    answer = session.facts["safety"].value
    if answer == "yes":
        severity, because = Severity.SAFETY, ("客户答：会影响安全", *because)
    elif answer == "unsure":
        severity, because = (
            max(severity, Severity.MAJOR, key=RISING.index),
            ("客户答：不确定是否安全", *because),
        )
    if session.safety_hit:
        severity, because = Severity.SAFETY, (*because, DANGER)
    return Triage(Department(reading.department), reading.category, severity, session.emotion, because)
