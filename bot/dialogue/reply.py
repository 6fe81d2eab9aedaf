"""What is answered: text keys with their arguments, and choices under them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to tap, or to answer by its number. `action` is ours; `label` is a text key with its args."""

    action: str
    label: str
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence by key. An argument may be a `Text` again, or `Listed` ones."""

    key: str
    args: Mapping[str, Any] = field(default_factory=dict)
    variant: int = 0
    """Which wording, where there are several: every re-prompt differs from the last."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Several texts as one argument, with `between` between them."""

    items: tuple[Text | str, ...]
    between: str = "、"


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to the customer: sentences in order, then the choices. `revises`: the message with the
    choices shown last is changed instead, where the platform can."""

    texts: tuple[Text, ...]
    choices: tuple[Choice, ...] = ()
    revises: bool = False
