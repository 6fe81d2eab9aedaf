"""A text with choices as WeCom's button card: what of it the card can show, and its buttons; pure.

The lengths are those beyond which WeCom's clients cut. A card has room for a headline, six short pairs and a few
lines: what is longer goes out as a message of its own before it.
"""

import re
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from bot.channels.planner import Rows, numbered
from bot.channels.splitting import length, shorten
from bot.channels.wecom.tasks import task

BUTTONS: Final = 6
CARDS: Final = 2
"""So many cards are worth it for one question; with more choices they are written out as numbers."""
_TITLE, _DESC, _SUB, _KEY, _VALUE, _LABEL = 26, 30, 112, 5, 26, 10
_PAIRS: Final = 6
_KEY_BYTES: Final = 1024
_CODE: Final = re.compile(r"(【[^】]{1,20}】)\s*(.*)")
_PAIR: Final = re.compile(rf"([^：\s]{{1,{_KEY}}})：(\S.*)")
_SPENT: Final = ({"text": "已处理", "style": 1, "key": "spent"},)
"""A button card needs a button: this one stands where there is nothing left to choose."""


@dataclass(frozen=True, slots=True)
class Face:
    """What a card shows. `whole`: nothing of the text is missing."""

    title: str
    desc: str = ""
    lines: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    whole: bool = True


def face(text: str) -> Face:
    """The text as a card: the line with the code is its headline, short “key：value” lines are its pairs."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    at = next((n for n, line in enumerate(lines) if line.startswith("【")), 0)
    title, desc, rest = _headline(lines[at]) if lines else ("", "", "")
    pairs: list[tuple[str, str]] = []
    more = [rest] if rest else []
    for line in [*lines[:at], *lines[at + 1 :]]:
        pair = _PAIR.fullmatch(line)
        if pair and len(pairs) < _PAIRS and length(pair[2], "utf16") <= _VALUE:
            pairs.append((pair[1], pair[2]))
        else:
            more.append(line)
    told = "\n".join(more)
    shown = shorten(told, _SUB, "utf16")
    return Face(title, desc, shown, tuple(pairs), whole=shown == told)


def headline(text: str) -> Face:
    """The first words of it alone, under which its buttons stand where the text went before."""
    found = face(text)
    return Face(found.title, found.desc)


def cards(shown: Face, rows: Rows, message: str, *, again: bool = False) -> tuple[dict[str, Any], ...]:
    """The card, and another one for each six more choices, under the message's ids."""
    actions = iter(numbered(rows))
    groups = []
    while group := tuple(islice(actions, BUTTONS)):
        groups.append([_button(action.id, action.label) for action in group])
    groups = groups or [list(_SPENT)]
    faces = [shown, *[Face(shown.title, shown.desc)] * (len(groups) - 1)]
    return tuple(
        _card(one, buttons, task(message, part, again))
        for part, (one, buttons) in enumerate(zip(faces, groups, strict=True), 1)
    )


def changed(text: str, rows: Rows, task_id: str) -> dict[str, Any]:
    """The tapped card as it is from now on. It stays one card: of more choices the first six."""
    buttons = [_button(action.id, action.label) for action in numbered(rows)[:BUTTONS]]
    return _card(face(text), buttons or list(_SPENT), task_id)


def _headline(line: str) -> tuple[str, str, str]:
    """The line as headline, the words beside it, and what is left of it."""
    if length(line, "utf16") <= _TITLE:
        return line, "", ""
    first, _, others = line.partition(" · ")
    if others and length(first, "utf16") <= _TITLE and length(others, "utf16") <= _DESC:
        return first, others, ""
    code = _CODE.fullmatch(line)
    if code:
        return code[1], "", code[2]
    cut = shorten(line, _TITLE, "utf16")
    return cut, "", line


def _button(key: str, label: str) -> dict[str, Any]:
    assert len(key.encode()) <= _KEY_BYTES
    return {"text": label if length(label, "utf16") <= _LABEL else label[:_LABEL], "style": 1, "key": key}


def _card(shown: Face, buttons: list[dict[str, Any]], task_id: str) -> dict[str, Any]:
    title = {"title": shown.title or "·"} | ({"desc": shown.desc} if shown.desc else {})
    card: dict[str, Any] = {"card_type": "button_interaction", "main_title": title}
    if shown.lines:
        card["sub_title_text"] = shown.lines
    if shown.pairs:
        card["horizontal_content_list"] = [{"keyname": key, "value": value} for key, value in shown.pairs]
    return card | {"button_list": buttons, "task_id": task_id}
