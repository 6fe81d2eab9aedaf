"""What the store promises, read from a policy file and checked before anything starts.

`load_policy` gives a complete, frozen `Policy` or raises a `PolicyError` whose one sentence names file, line
and reason; `check_policy` lists every error of a file.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field, ValidationError

from core.calendar import Timetable, WorkCalendar
from core.law import LawError, cite
from core.policy_consent import (
    SHARE,
    Channel,
    Consent,
    LawfulBasis,
    Purpose,
    PurposeClass,
    PurposeCode,
    Question,
    Scene,
)
from core.policy_contact import Contact, QuietHours
from core.policy_file import PRESETS, PolicyError, PolicyFile, PolicyProblem, read_policy_file
from core.policy_sections import (
    Awaiting,
    ClockPromise,
    Clocks,
    Delivery,
    Department,
    Draft,
    Erasure,
    Evidence,
    Linking,
    Misunderstanding,
    Observers,
    Option,
    Queues,
    Retention,
    Role,
    SafetyAlert,
    StaffCodes,
    Store,
    Talk,
    Tier,
)
from core.policy_shape import Section

__all__ = [
    "PRESETS",
    "Channel",
    "ClockPromise",
    "LawfulBasis",
    "Policy",
    "PolicyError",
    "PolicyProblem",
    "Purpose",
    "PurposeClass",
    "Question",
    "QuietHours",
    "Scene",
    "Store",
    "check_policy",
    "load_policy",
]

DepartmentCode = Literal["sales", "aftersales", "parts", "other"]


class Policy(Section):
    """Everything a store promises and the numbers it promises it with."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    store: Store
    stores: dict[str, Store] = Field(default_factory=dict)
    """Further stores by id, each as it differs from `store`."""
    departments: dict[DepartmentCode, Department] = Field(min_length=4)
    queues: Queues
    roles: dict[str, Role]
    tiers: dict[Literal["1", "2", "3"], Tier] = Field(min_length=3)
    observers: Observers
    staff: StaffCodes
    clocks: Clocks
    awaiting: Awaiting
    evidence: Evidence
    safety: SafetyAlert
    draft: Draft
    misunderstanding: Misunderstanding
    talk: Talk
    contact: Contact
    options: dict[str, Option] = Field(min_length=1)
    consent: Consent
    scenes: dict[str, Scene]
    purposes: dict[PurposeCode, Purpose]
    linking: Linking
    erasure: Erasure
    retention: Retention
    delivery: Delivery

    def store_named(self, store_id: str) -> Store:
        """The store with that id; KeyError for a store the policy does not know."""
        return self.store if store_id == self.store.id else self.stores[store_id]

    def timetable(self, calendar: WorkCalendar, store_id: str | None = None) -> Timetable:
        """When that store works and is open (SLA-7)."""
        store = self.store if store_id is None else self.store_named(store_id)
        return Timetable(calendar, store.opening.hours(), ZoneInfo(store.zone))

    def roles_of_tier(self, tier: int) -> tuple[str, ...]:
        """The roles admitted at tier 1, 2 or 3 (FLOW-1)."""
        return {int(number): found.roles for number, found in self.tiers.items()}[tier]

    def tier_name(self, tier: int) -> str:
        """What people call tier 1, 2 or 3: 二级."""
        return {int(number): found.name for number, found in self.tiers.items()}[tier]

    def role_named(self, words: str) -> str | None:
        """The role's code, from its code or its Chinese name."""
        return _by_code_or_name(self.roles, words)

    def option_named(self, words: str) -> str | None:
        """The resolution's code, from its code, its Chinese name or an alias (FLOW-5)."""
        return _by_code_or_name(self.options, words)

    def asked_in(self, scene: str) -> frozenset[str]:
        """The purposes that belong to the service of a scene itself: those asked in its list (CON-3)."""
        return frozenset(question.purpose for question in self.scenes[scene].asks)

    @property
    def enquiry_scenes(self) -> tuple[str, ...]:
        """The services that a customer may ask for, in the order of the file (CON-4)."""
        return tuple(code for code, scene in self.scenes.items() if scene.department is not None)

    def name_of(self, purpose: str) -> str:
        """What the purpose is called; its code where the store has dropped it since."""
        found = self.purposes.get(purpose)
        return purpose if found is None else found.name

    def purpose_named(self, words: str) -> str | None:
        """The purpose's code, from its code, its Chinese name or an alias."""
        return _by_code_or_name(self.purposes, words)

    def validity_months(self, purpose: str) -> int:
        """For how many months a grant of that purpose is valid: its own number, else its class's (CON-1)."""
        found = self.purposes[purpose]
        of_class: int = getattr(self.consent.validity_months, found.purpose_class.value)
        return found.validity_months or of_class


def _by_code_or_name(table: dict[str, Any], words: str) -> str | None:
    words = words.strip()
    if words in table:
        return words
    for code, entry in table.items():
        if words == entry.name or words in getattr(entry, "aliases", ()):
            return code
    return None


def load_policy(name_or_path: str | Path) -> Policy:
    """The policy of a preset's name or of a TOML file; raises `PolicyError` at the first thing wrong."""
    file = read_policy_file(name_or_path)
    policy, problems = _checked(file)
    if policy is None or problems:
        raise PolicyError(file.path, problems[0])
    return policy


def check_policy(name_or_path: str | Path) -> list[PolicyProblem]:
    """Everything that is wrong with the file, in the order of its lines; empty when it can be used."""
    try:
        file = read_policy_file(name_or_path)
    except PolicyError as error:
        return [error.problem]
    return _checked(file)[1]


def _checked(file: PolicyFile) -> tuple[Policy | None, list[PolicyProblem]]:
    """The policy, if the file's shape allows one, and what is wrong with it."""
    policy: Policy | None = None
    wrong = _unverified(file.content)
    try:
        policy = Policy.model_validate(file.content)
        wrong += _contradictions(policy)
    except ValidationError as error:
        wrong += [(_key(fault["loc"]), _reason(dict(fault))) for fault in error.errors()]
    problems = {file.problem(key, reason) for key, reason in wrong}
    return policy, sorted(problems, key=lambda problem: (problem.line, problem.key))


def _key(place: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The place as the file writes it, without the mark of a wrong table name."""
    return tuple(part for part in place if part != "[key]")


_PLAIN = {
    "extra_forbidden": "no such key in a policy",
    "missing": "this key is missing",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "tuple_type": "must be a list",
}


def _reason(fault: dict[str, Any]) -> str:
    """The fault in a few words that name no library."""
    if fault["type"] in _PLAIN:
        return _PLAIN[fault["type"]]
    if fault["type"] == "string_pattern_mismatch" and fault["loc"][-1] == "basis":
        return 'basis must begin with "house: ", "standard: " or "law:"'
    said: str = fault["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
    return f"{said}, not {fault['input']!r}" if isinstance(fault["input"], str | int | float) else said


_Wrong = tuple[tuple[str | int, ...], str]


def _unverified(content: dict[str, Any], at: tuple[str | int, ...] = ()) -> list[_Wrong]:
    """Each `basis` that names a law which the registry does not hold as verified."""
    wrong: list[_Wrong] = []
    for key, value in content.items():
        if isinstance(value, dict):
            wrong += _unverified(value, (*at, key))
        elif key == "basis" and isinstance(value, str) and value.startswith("law:"):
            try:
                cite(value.removeprefix("law:"))
            except LawError as error:
                wrong.append(((*at, key), str(error)))
    return wrong


def _contradictions(policy: Policy) -> Iterator[_Wrong]:
    """What each key allows by itself and the whole does not."""
    for number, tier in policy.tiers.items():
        for role in tier.roles:
            if role not in policy.roles:
                yield ("tiers", number, "roles"), f"no such role: {role}"
    yield from _wrong_purposes(policy)
    for role in policy.contact.callers.roles:
        if role not in policy.roles:
            yield ("contact", "callers", "roles"), f"no such role: {role}"
    for code in policy.retention.purposes:
        if code not in policy.purposes:
            yield ("retention", "purposes", code), f"no such purpose: {code}"
    for role in policy.contact.campaign.anywhere:
        if role not in policy.contact.callers.roles:
            yield ("contact", "campaign", "anywhere"), f"not a role that contacts customers: {role}"
    for name, topic in policy.contact.content.topics.items():
        for code in topic.purposes:
            if code not in policy.purposes:
                yield ("contact", "content", "topics", name, "purposes"), f"no such purpose: {code}"
    yield from _wrong_scenes(policy)


def _wrong_purposes(policy: Policy) -> Iterator[_Wrong]:
    for code, purpose in policy.purposes.items():
        if purpose.scene not in policy.scenes:
            yield ("purposes", code, "scene"), f"no such scene: {purpose.scene}"
        if purpose.department not in policy.departments:
            yield ("purposes", code, "department"), f"no such department: {purpose.department}"
        shares = purpose.purpose_class is PurposeClass.THIRD_PARTY
        if shares and purpose.recipient is None:
            yield ("purposes", code), "a third-party purpose must name its recipient (CON-10)"
        if purpose.recipient is not None and not shares:
            yield ("purposes", code, "recipient"), "only a third-party purpose has a recipient (CON-10)"
        if shares is not code.startswith(SHARE):
            yield ("purposes", code), f"third-party purposes, and no others, are called {SHARE}… (CON-10)"


STANDS_IN_A_LIST: Final = (PurposeClass.SERVICE, PurposeClass.RIGHTS, PurposeClass.SAFETY)
"""What belongs to the service itself: everything else is asked alone (CON-3)."""


def _wrong_scenes(policy: Policy) -> Iterator[_Wrong]:
    for code, scene in policy.scenes.items():
        if scene.department is not None and scene.department not in policy.departments:
            yield ("scenes", code, "department"), f"no such department: {scene.department}"
        if scene.service is not None and scene.service not in policy.purposes:
            yield ("scenes", code, "service"), f"no such purpose: {scene.service}"
        for key, questions in (("asks", scene.asks), ("then", scene.then)):
            for question in questions:
                yield from _wrong_question(policy, ("scenes", code, key), question)
        for question in scene.asks:
            asked = policy.purposes.get(question.purpose)
            if asked and asked.purpose_class not in STANDS_IN_A_LIST:
                reason = f"{question.purpose} must stand alone, under `then` (CON-3)"
                yield ("scenes", code, "asks"), reason


def _wrong_question(policy: Policy, key: tuple[str, str, str], question: Question) -> Iterator[_Wrong]:
    purpose = policy.purposes.get(question.purpose)
    if purpose is None:
        yield key, f"no such purpose: {question.purpose}"
    elif question.channel not in purpose.channels:
        yield key, f"{question.purpose} has no channel {question.channel.value}"
