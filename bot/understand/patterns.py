"""Patterns that are compiled when they are first looked for, so that loading the readers costs nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Final

_Search = Callable[..., "re.Match[str] | None"]


class Pattern:
    """A regular expression with the methods of `re.Pattern` that the readers use.

    The first use compiles it; every later one costs what the compiled pattern costs. A broken expression
    raises `re.error` on first use, which the tests provoke for every pattern.
    """

    def __init__(self, expression: str, flags: int = 0) -> None:
        self.expression: Final = expression
        self.flags: Final = flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.expression, self.flags)

    @cached_property
    def search(self) -> _Search:
        return self.compiled.search

    @cached_property
    def match(self) -> _Search:
        return self.compiled.match

    @cached_property
    def fullmatch(self) -> _Search:
        return self.compiled.fullmatch

    @cached_property
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        return self.compiled.finditer

    @cached_property
    def findall(self) -> Callable[[str], list[str]]:
        return self.compiled.findall

    @cached_property
    def sub(self) -> Callable[..., str]:
        return self.compiled.sub

    @cached_property
    def split(self) -> Callable[[str], list[str]]:
        def split(text: str) -> list[str]:
            return [part or "" for part in self.compiled.split(text)]

        return split
