"""What WeChat says to a menu (自定义菜单): nothing, or why it does not take it."""

from typing import Any

NAME, SUB_NAME, KEY = 16, 60, 128
"""Bytes."""


def menu_problem(buttons: Any) -> tuple[int, str] | None:
    """(errcode, errmsg) of the first fault."""
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        return 40017, "invalid button size"
    for button in buttons:
        if not _fits(button.get("name"), NAME):
            return 40018, "invalid button name size"
        below = button.get("sub_button")
        if below is None:
            if problem := _leaf_problem(button):
                return problem
            continue
        if not 1 <= len(below) <= 5:
            return 40023, "invalid sub button size"
        for one in below:
            if not _fits(one.get("name"), SUB_NAME):
                return 40025, "invalid sub button name size"
            if problem := _leaf_problem(one):
                return problem
    return None


def _leaf_problem(button: dict[str, Any]) -> tuple[int, str] | None:
    if button.get("type") not in ("click", "view"):
        return 40016, "invalid button type"
    if button["type"] == "click" and not _fits(button.get("key"), KEY):
        return 40019, "invalid button key size"
    return None


def _fits(text: Any, limit: int) -> bool:
    return isinstance(text, str) and 0 < len(text.encode()) <= limit
