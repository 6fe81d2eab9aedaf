"""Which queue a case waits in, and who may sit there (STAFF-1, FLOW-1, CMP-9)."""

import re
from collections.abc import Set
from dataclasses import dataclass
from typing import Self

from core.policy import Policy

DEPARTMENTS = ("sales", "aftersales", "parts", "other")
TIERS = (1, 2, 3)
COMMON_ROOMS = ("panel", "supervisors", "improvement")
"""The queues that belong to no department."""

_WRITTEN = re.compile(
    rf"(?:(?P<store>[a-z][a-z0-9_]*):)?"
    rf"(?:(?P<department>{'|'.join(DEPARTMENTS)})[/.](?P<tier>[1-3])|(?P<common>{'|'.join(COMMON_ROOMS)}))"
)


@dataclass(frozen=True, slots=True, order=True)
class Queue:
    """`[STORE:]DEPARTMENT/TIER`, or one of the common rooms; without a store it is the only store's."""

    desk: str
    """A department, or `panel`, `supervisors`, `improvement`."""
    tier: int | None = None
    store: str | None = None

    def __post_init__(self) -> None:
        if (self.desk in DEPARTMENTS) != (self.tier in TIERS) or self.desk not in (
            *DEPARTMENTS,
            *COMMON_ROOMS,
        ):
            raise ValueError(f"no such queue: {self}")

    @classmethod
    def parse(cls, name: str) -> Self:
        """The queue of a name or a room id; ValueError, in one sentence, for anything else."""
        written = _WRITTEN.fullmatch(name.strip().lower())
        if written is None:
            raise ValueError(
                f"no such queue: {name} (a queue is DEPARTMENT/TIER with {'|'.join(DEPARTMENTS)} and 1-3, "
                f"or {'|'.join(COMMON_ROOMS)})"
            )
        tier = int(written["tier"]) if written["tier"] else None
        return cls(written["department"] or written["common"], tier, written["store"])

    def __str__(self) -> str:
        place = f"{self.desk}/{self.tier}" if self.tier is not None else self.desk
        return f"{self.store}:{place}" if self.store else place

    @property
    def room_id(self) -> str:
        """Its name as a room's id: `aftersales.1`."""
        return str(self).replace("/", ".")


def all_queues(store: str | None = None) -> tuple[Queue, ...]:
    """Every queue of a store, the departments' first."""
    tiers = (Queue(department, tier, store) for department in DEPARTMENTS for tier in TIERS)
    return (*tiers, *(Queue(room, None, store) for room in COMMON_ROOMS))


def queue_for(department: str, tier: int, bound: Set[Queue], store: str | None = None) -> Queue | None:
    """Where a case is shown, given the queues that have a group (STAFF-1).

    Its own queue; else the next higher tier of its department that has a group; else the same tier of
    aftersales; else the supervisors. None where not even they have one: `doctor` says so.
    """
    ways = (
        *(Queue(department, higher, store) for higher in TIERS if higher >= tier),
        Queue("aftersales", tier, store),
        Queue("supervisors", None, store),
    )
    return next((queue for queue in ways if queue in bound), None)


def unbound(bound: Set[Queue], store: str | None = None) -> tuple[Queue, ...]:
    """The queues that cases would have to be led away from, or that would wait unseen (STAFF-1)."""
    return tuple(queue for queue in all_queues(store) if queue not in bound)


def may_sit_in(policy: Policy, role: str, department: str | None, queue: Queue) -> bool:
    """Whether the role sees that queue's cases and acts on them (FLOW-1, CMP-9).

    A role of the queue's tier does; in tiers 1 and 2 only for its own department, unless the policy lets it
    see all. The common rooms admit the roles that the policy names.
    """
    admitted = policy.roles.get(role)
    if admitted is None:
        return False
    if queue.tier is None:
        return queue.desk in admitted.queues
    if role not in policy.roles_of_tier(queue.tier):
        return False
    return queue.tier == TIERS[-1] or admitted.department == "all" or department == queue.desk
