"""A fault in the set-up, said so that the operator can mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """`what` is wrong and the `cure`, each one English sentence without personal data or secrets."""

    where: str
    what: str
    cure: str
    fatal: bool = True
