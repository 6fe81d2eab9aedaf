"""What a policy file says about the store, its people, its clocks and its conversations."""

from datetime import time
from enum import StrEnum
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from core.calendar import OpeningHours, Span
from core.deadlines import Unit
from core.policy_shape import Code, Count, Name, Promise, Section

# --- the store ---------------------------------------------------------------------------------------------


class OpeningSpan(Section):
    opens: time
    closes: time

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        Span(self.opens, self.closes)
        return self


class Opening(Promise):
    """SLA-7: the spans of every day; a weekday named beside `daily` has its own, an empty list is shut."""

    daily: tuple[OpeningSpan, ...]
    monday: tuple[OpeningSpan, ...] | None = None
    tuesday: tuple[OpeningSpan, ...] | None = None
    wednesday: tuple[OpeningSpan, ...] | None = None
    thursday: tuple[OpeningSpan, ...] | None = None
    friday: tuple[OpeningSpan, ...] | None = None
    saturday: tuple[OpeningSpan, ...] | None = None
    sunday: tuple[OpeningSpan, ...] | None = None

    @model_validator(mode="after")
    def _possible(self) -> Self:
        self.hours()
        return self

    def hours(self) -> OpeningHours:
        """The opening hours as the clocks read them."""
        days = (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )
        week = (self.daily if day is None else day for day in days)
        return OpeningHours(tuple(tuple(Span(span.opens, span.closes) for span in spans) for spans in week))


class Store(Section):
    id: Code
    name: Name
    phone: Name
    address: Name
    zone: Name
    opening: Opening

    @model_validator(mode="after")
    def _known_zone(self) -> Self:
        try:
            ZoneInfo(self.zone)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"unknown time zone {self.zone}") from error
        return self


# --- people and queues -------------------------------------------------------------------------------------


class Role(Section):
    """`department = "own"` sees its own department's cases, `"all"` every department's.

    `queues` are the queues without a department (panel, supervisors, improvement) that the role sits in.
    """

    name: Name
    department: Literal["own", "all"] = "all"
    queues: tuple[Literal["panel", "supervisors", "improvement"], ...] = ()


class Tier(Promise):
    name: Name
    roles: tuple[Code, ...] = Field(min_length=1)


class Observers(Promise):
    told_of_every_complaint: bool


class Queues(Section):
    """The Chinese names of the queues that belong to no department."""

    panel: Name
    supervisors: Name
    improvement: Name


class Department(Section):
    name: Name


class StaffCodes(Promise):
    """SEC-3: how long an invitation and a queue's one-time code may be used."""

    invitation_hours: Count
    queue_code_hours: Count


# --- clocks ------------------------------------------------------------------------------------------------


class ClockPromise(Promise):
    """So many opening minutes, hours or working days."""

    amount: Annotated[int, Field(ge=1, le=10_000)]
    unit: Annotated[Unit, Field(strict=False)]


class Reminders(Promise):
    percent: tuple[Annotated[int, Field(ge=1, le=99)], ...]

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        if list(self.percent) != sorted(set(self.percent)):
            raise ValueError("percents must ascend, each once")
        return self


class Clocks(Section):
    acknowledgement: ClockPromise
    first_response: ClockPromise
    tier1: ClockPromise
    tier2: ClockPromise
    tier3: ClockPromise
    result: ClockPromise
    reminders: Reminders


# --- the conversation --------------------------------------------------------------------------------------


class Evidence(Promise):
    """CMP-1: how much may be sent."""

    items_at_most: Count


class Awaiting(Promise):
    """FLOW-7: how long a clock may stand still."""

    working_days_at_most: Count


class Talk(Promise):
    """How long a person who says nothing holds the talk."""

    held_hours: Count


class Draft(Promise):
    kept_days: Count
    reminders: Annotated[int, Field(ge=0, le=1)]
    remind_after_hours: Count


class Misunderstanding(Promise):
    """After so many answers that were not understood the customer is offered another way."""

    failures_before_help: Count
    interruptions_deep: Count


class SafetyAlert(Promise):
    """CMP-4: the tiers told at once of a safety case."""

    tiers: tuple[Annotated[int, Field(ge=1, le=3)], ...]


# --- the rest ----------------------------------------------------------------------------------------------


class Delivery(Promise):
    """How often a message is tried, and how long is waited in between (each time twice as long), until a person
    is told."""

    attempts_at_most: Count
    first_wait_seconds: Count
    longest_wait_seconds: Annotated[int, Field(ge=1, le=86_400)]
    finished_kept_days: Count
    """How long what is handled or sent stays in the queues; the history of a case is not touched by it."""


class Linking(Promise):
    """CON-6: how long a code lives by which a customer links his two chats, and how many codes and wrong tries some
    hours hold."""

    code_hours: Count
    codes_at_most: Count
    tries_at_most: Count
    per_hours: Count


class Erasure(Promise):
    """SAFE-5: how long a request to be forgotten may be taken back; how long messages in groups are cleared before
    the rest goes; and when a request that an open case holds is looked at again."""

    undo_hours: Count
    clearing_hours: Count
    look_again_hours: Count


class After(StrEnum):
    """From what a period of retention is counted."""

    CASE_CLOSED = "case_closed"
    """The end of the case, order or booking that it belongs to."""
    CONSENT_ENDED = "consent_ended"
    """The withdrawal or the end of the consent itself."""


class Kept(Section):
    after: Annotated[After, Field(strict=False)]
    days: Annotated[int, Field(ge=1, le=3660)]


class Retention(Promise):
    """CON-5: how long a number is kept for each purpose, and when in the day what has run out is removed."""

    at: time
    otherwise: Kept
    """For a purpose that names no period of its own."""
    purposes: dict[str, Kept]

    def of(self, purpose: str) -> Kept:
        return self.purposes.get(purpose, self.otherwise)


class Option(Section):
    """FLOW-5: one way to resolve a complaint. `aliases` are what staff may type for it."""

    name: Name
    aliases: tuple[Name, ...] = ()
