"""Why something may not be done, and when it may be (GATE-9)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason against a contact. `key` is the text a clerk reads."""

    rule: str
    key: str
    args: Mapping[str, Any] = field(default_factory=dict)
    until: datetime | None = None
    """From when on it holds no longer; None where time alone changes nothing."""
