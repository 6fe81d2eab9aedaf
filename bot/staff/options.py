"""The choices behind a question to staff: which way to resolve a case (FLOW-5), what its triage should be (CMP-4).

Typed they are words, under buttons they are codes: `repair`, and `severity:major` where it must be said of what.
"""

import re
from dataclasses import dataclass
from typing import Any, Final, get_args

from bot.staff.commands import Verb
from bot.staff.contact import purposes_to_call
from bot.texts import word
from bot.understand.category_words import Category
from core.case import Case, Department, Severity
from core.policy import Channel, Policy

CATEGORIES: Final[tuple[str, ...]] = get_args(Category)
EMOTIONS: Final = ("calm", "upset", "angry")
_WORD: Final = re.compile(r"[^\s，,、。;；:：/|｜]+[\s，,、。;；:：/|｜]*")
_LABEL: Final = re.compile(r"^(?:原因|理由|因为)[\s:：]*")
_A_ROW: Final = 3

Rows = tuple[tuple[tuple[str, str], ...], ...]
"""Rows of (code, label)."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What the triage of a case should be instead, by part, and why."""

    parts: dict[str, Any]
    reason: str = ""


def rows(verb: Verb, case: Case, policy: Policy) -> Rows:
    """What can be chosen for that case."""
    if verb is Verb.CONTACT:
        return tuple(((option, name),) for option, name in purposes_to_call(case, policy))
    if verb is not Verb.TRIAGE:
        return tuple(((code, option.name),) for code, option in policy.options.items())
    found: list[tuple[tuple[str, str], ...]] = []
    for part, values in _values().items():
        others = [value for value in values if value != getattr(case, part)]
        labelled = [(f"{part}:{value}", named(part, value, policy)) for value in others]
        found += [tuple(labelled[at : at + _A_ROW]) for at in range(0, len(labelled), _A_ROW)]
    return tuple(found)


def label(option: str, policy: Policy) -> str:
    """What stood on the button of that code; nothing for no choice."""
    part, _, value = option.rpartition(":")
    if part == Channel.CALL:
        return policy.purposes[value].name
    if part:
        return named(part, value, policy)
    return policy.options[option].name if option else ""


def chosen(option: str, reason: str) -> Correction:
    """The one part that a button sets."""
    part, _, value = option.partition(":")
    return Correction({part: _typed(part, value)}, reason.strip())


def read_correction(text: str, policy: Policy) -> Correction | None:
    """“销售部 严重 客户说是交车的事”: what it should be first, each by its name, then why. None where no name
    comes first, or two of one part."""
    parts: dict[str, Any] = {}
    known = _names(policy)
    rest = text.strip()
    while (first := _WORD.match(rest)) is not None:
        found = known.get(re.sub(r"\W+$", "", first[0]).lower())
        if found is None:
            break
        part, value = found
        if parts.setdefault(part, value) != value:
            return None
        rest = rest[first.end() :]
    return Correction(parts, _LABEL.sub("", rest).strip()) if parts else None


def changes(found: tuple[tuple[str, str, str], ...], policy: Policy) -> str:
    """What was corrected, in words: 部门 售后部→销售部，严重程度 一般→严重."""
    return "，".join(
        f"{word(f'triage.{part}')} {named(part, old, policy)}→{named(part, new, policy)}"
        for part, old, new in found
    )


def named(part: str, value: str, policy: Policy) -> str:
    """A value of the triage as people say it."""
    match part:
        case "department":
            return policy.departments[value].name  # type: ignore[index]
        case "category":
            return word(f"category.{value}")
        case "severity":
            return word(f"severity.{value}")
        case _:
            return word(f"emotion.{value}")


def _values() -> dict[str, tuple[str, ...]]:
    return {
        "department": tuple(Department),
        "severity": tuple(Severity),
        "emotion": EMOTIONS,
        "category": CATEGORIES,
    }


def _names(policy: Policy) -> dict[str, tuple[str, Any]]:
    """Every name and code, and what it sets; a department also without its 部."""
    found: dict[str, tuple[str, Any]] = {}
    for part, values in _values().items():
        for value in values:
            name = named(part, value, policy)
            for said in (str(value), name, name.removesuffix("部"), name.removeprefix("涉及")):
                found.setdefault(said.lower(), (part, _typed(part, value)))
    return found


def _typed(part: str, value: str) -> Any:
    if part == "department":
        return Department(value)
    return Severity(value) if part == "severity" else value
