"""What a policy file says about contacting a customer: when, how often, by whom, about what (GATE-2 to GATE-7)."""

from datetime import datetime, time, timedelta
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints, model_validator

from core.policy_shape import Code, Count, Name, Promise, Section


class Hours(Section):
    """A part of the day, which may run over midnight."""

    begins: time
    ends: time

    def covers(self, at: time) -> bool:
        """Whether that local time lies in it: its first instant does, its last does not (GATE-3)."""
        if self.begins <= self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends

    def next_end(self, at: datetime, zone: ZoneInfo) -> datetime:
        """The first instant, not before `at`, that lies outside, on the clock of that zone."""
        local = at.astimezone(zone)
        if not self.covers(local.time()):
            return at
        day = local.date() if local.time() < self.ends else local.date() + timedelta(days=1)
        return datetime.combine(day, self.ends, zone).astimezone(at.tzinfo)

    def next_begin(self, at: datetime, zone: ZoneInfo) -> datetime:
        """The first instant after `at` at which it begins, on the clock of that zone."""
        local = at.astimezone(zone)
        day = local.date() if local.time() < self.begins else local.date() + timedelta(days=1)
        return datetime.combine(day, self.begins, zone).astimezone(at.tzinfo)


class QuietHours(Promise, Hours):
    """GATE-3: the first instant is quiet, the last is not: 22:00:00 is, 08:00:00 is not."""


class StricterQuiet(Hours):
    """GATE-3: a purpose's own hours, beside those of all."""


_Prefix = Annotated[str, StringConstraints(pattern=r"^\+[1-9]\d{0,3}$")]


class Zones(Promise):
    """GATE-3: on whose clock a contact is judged. A number of no known place has no zone, and is not called."""

    chat: Name
    phones: dict[_Prefix, Name] = Field(min_length=1)

    @model_validator(mode="after")
    def _known(self) -> Self:
        for name in (self.chat, *self.phones.values()):
            try:
                ZoneInfo(name)
            except (KeyError, ValueError, OSError) as error:
                raise ValueError(f"unknown time zone {name}") from error
        return self

    def of_number(self, number: str) -> str | None:
        """The zone of a number in E.164, by its longest known prefix; None where it has none."""
        known = (prefix for prefix in self.phones if number.startswith(prefix))
        longest = max(known, key=len, default=None)
        return None if longest is None else self.phones[longest]


class Attempts(Promise):
    """GATE-2: how often a number may be called, in a calendar day and in so many hours on end."""

    calls_at_most: Count
    rolling_hours: Count


class Promotion(Promise):
    """GATE-2: how many promotional messages in so many days, for each customer and channel."""

    messages_at_most: Count
    days: Count


class Ticket(Promise):
    """GATE-1, GATE-7: how long a permission may be used."""

    valid_seconds: Annotated[int, Field(ge=1, le=120)]


class Outcome(Promise):
    """GATE-7: when a clerk who has not said what came of a call is asked again, and how often from then on."""

    again_minutes: Count
    then_hours: Count


class Callback(Promise):
    """GATE-8: for how many days a call that the customer asked for may be made; from the hour's end, where he
    named one."""

    days: Count


class ThisService(Promise):
    """GATE-5: for how many days 不需要此类服务 still means what he was last contacted for or asked about."""

    days: Count


class CallerCheck(Promise):
    """SAFE-1: how far back real contacts are listed, and how fresh one must be to be the call just now."""

    days: Count
    just_now_minutes: Count


class Callers(Promise):
    """GATE-6: the roles that may contact customers at all."""

    roles: tuple[Code, ...] = Field(min_length=1)


class Campaign(Promise):
    """GATE-1, GATE-6: one text for many. Begun in a room of the purpose's department, or by these roles in any;
    approved by a second person within so many minutes; so many copies on their way at a time, at most one such
    lot a second, so that whoever waits for an answer does not wait behind it."""

    anywhere: tuple[Code, ...]
    approve_minutes: Count
    at_once: Annotated[int, Field(ge=1, le=60)]


class Topic(Section):
    """Something that words may sell, and the purposes under which they may."""

    name: Name
    words: tuple[Name, ...] = Field(min_length=1)
    purposes: tuple[Code, ...]


class Content(Promise):
    """GATE-4: what may be said under which purpose; and of which topics an answer sells nothing that he has not
    spoken of, known by which words."""

    in_replies: tuple[Code, ...]
    selling: tuple[Name, ...] = Field(min_length=1)
    topics: dict[Code, Topic]

    @model_validator(mode="after")
    def _known_topics(self) -> Self:
        if unknown := set(self.in_replies) - set(self.topics):
            raise ValueError(f"no such topic: {', '.join(sorted(unknown))}")
        return self


class Silence(Promise):
    """STAFF-3: how long after the customer's last message the rooms of his open cases are warned."""

    warn_after_hours: Count


class Contact(Section):
    zones: Zones
    quiet_hours: QuietHours
    attempts: Attempts
    promotion: Promotion
    ticket: Ticket
    outcome: Outcome
    callback: Callback
    this_service: ThisService
    caller_check: CallerCheck
    callers: Callers
    campaign: Campaign
    content: Content
    silence: Silence
