"""What staff type after 改判: names first, in any order, then why; anything else is asked back (CMP-4)."""

from typing import Any

import pytest

from bot.staff.commands import Verb
from bot.staff.options import CATEGORIES, Correction, chosen, label, read_correction, rows
from core.case import Department, Severity
from tests.core.desk import POLICY, file

SALES, MAJOR, SAFETY = Department.SALES, Severity.MAJOR, Severity.SAFETY


@pytest.mark.rule("CMP-4")
@pytest.mark.parametrize(
    ("typed", "parts", "reason"),
    [
        ("销售部", {"department": SALES}, ""),
        ("销售", {"department": SALES}, ""),
        ("sales major", {"department": SALES, "severity": MAJOR}, ""),
        ("严重，愤怒，客户已经来了三次", {"severity": MAJOR, "emotion": "angry"}, "客户已经来了三次"),
        ("涉及安全", {"severity": SAFETY}, ""),
        ("安全 原因：刹车踩到底", {"severity": SAFETY}, "刹车踩到底"),
        ("交车延期、不满", {"category": "delivery_delay", "emotion": "upset"}, ""),
        ("严重 严重 说了两遍", {"severity": MAJOR}, "说了两遍"),
    ],
)
def test_names_are_read_and_the_rest_is_the_reason(typed: str, parts: dict[str, Any], reason: str) -> None:
    assert read_correction(typed, POLICY) == Correction(parts, reason)


@pytest.mark.rule("CMP-4")
@pytest.mark.parametrize("typed", ["", "客户说的是交车", "严重 一般", "严重性不够", "，"])
def test_without_a_name_or_with_two_of_one_part_nothing_is_guessed(typed: str) -> None:
    assert read_correction(typed, POLICY) is None


@pytest.mark.rule("CMP-4")
def test_the_buttons_are_everything_that_it_is_not_and_each_sets_what_it_says() -> None:
    case = file().case
    buttons = [one for row in rows(Verb.TRIAGE, case, POLICY) for one in row]
    assert len(buttons) == 3 + 2 + 2 + len(CATEGORIES)
    for code, name in buttons:
        assert label(code, POLICY) == name
        [(part, value)] = chosen(code, " 看错了 ").parts.items()
        assert getattr(case, part) != value
        typed = read_correction(name, POLICY)
        assert typed is not None
        assert typed.parts == {part: value}
    assert chosen("severity:major", " 看错了 ") == Correction({"severity": MAJOR}, "看错了")
