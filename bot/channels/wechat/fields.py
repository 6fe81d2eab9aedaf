"""The XML of a callback as plain fields; pure.

Only the direct children of the root are read, which is where everything stands that we need. Declarations of
types and entities are refused: WeChat sends none, and they are how a small text becomes a large one.
"""

from typing import Final
from xml.parsers import expat

DEEPEST: Final = 32
MOST: Final = 256
"""So many elements may stand under the root."""


class NotReadable(ValueError):
    """It is not XML as WeChat sends it. Quotes nothing of it."""


_INVISIBLE: Final = bytes(one for one in range(0x20) if one not in b"\t\n\r")
"""XML admits none of them; phones put them into texts all the same."""


def fields_of(xml: bytes) -> dict[str, str]:
    """Each child of the root with its text, of two that are named alike the first. Raises `NotReadable`."""
    reader = _Reader()
    try:
        # The encoding is named here, so that a declaration in the text cannot choose another.
        parser = expat.ParserCreate("utf-8")
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        parser.StartElementHandler = reader.begins
        parser.EndElementHandler = reader.ends
        parser.CharacterDataHandler = reader.says
        parser.Parse(xml.translate(None, _INVISIBLE), True)
    except (expat.ExpatError, ValueError) as problem:
        raise NotReadable(type(problem).__name__) from None
    return reader.found


def _refuse(*_declared: object) -> None:
    raise NotReadable("a declaration of types or entities")


class _Reader:
    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._depth = 0
        self._text: list[str] = []

    def begins(self, _name: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST or len(self.found) > MOST:
            raise NotReadable("more than WeChat ever sends")
        if self._depth == 2:
            self._text = []

    def says(self, text: str) -> None:
        if self._depth == 2:
            self._text.append(text)

    def ends(self, name: str) -> None:
        if self._depth == 2:
            self.found.setdefault(name, "".join(self._text))
        self._depth -= 1
