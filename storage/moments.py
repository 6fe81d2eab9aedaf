"""When each kind of work next wants attention: one glance at everything."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storage import (
    attachments,
    campaigns,
    cases,
    chats,
    contacts,
    erasure_requests,
    inbox,
    jobs,
    lane_statements,
    talks,
)


@dataclass(frozen=True, slots=True)
class Moments:
    """A moment may be past; `None` is never."""

    messages: datetime | None
    lanes: datetime | None
    """A wake-up, a park's end, or a lease's."""
    cases: datetime | None
    talks: datetime | None
    files: datetime | None
    contacts: datetime | None
    erasures: datetime | None
    jobs: datetime | None
    windows: datetime | None
    campaigns: datetime | None

    @property
    def swept(self) -> tuple[datetime | None, ...]:
        """Of everything that time alone brings about."""
        return (
            self.cases,
            self.talks,
            self.contacts,
            self.erasures,
            self.jobs,
            self.windows,
            self.campaigns,
        )

    @property
    def first(self) -> datetime | None:
        """The next moment at which there is anything to do."""
        found = (self.messages, self.lanes, self.files, *self.swept)
        return min((moment for moment in found if moment is not None), default=None)


def look(connection: Connection) -> Moments:
    """Each is the first entry of an index."""
    row = connection.execute(_first_of_each).one()
    return Moments(
        row.messages,
        row.lanes,
        row.cases,
        row.talks,
        row.files,
        row.contacts,
        row.erasures,
        row.jobs,
        row.windows,
        row.campaigns,
    )


_first_of_each = select(
    inbox.next_due.scalar_subquery().label("messages"),
    lane_statements.next_due.scalar_subquery().label("lanes"),
    cases.next_due.scalar_subquery().label("cases"),
    talks.next_due.scalar_subquery().label("talks"),
    attachments.next_due.scalar_subquery().label("files"),
    contacts.next_due.scalar_subquery().label("contacts"),
    erasure_requests.next_due.scalar_subquery().label("erasures"),
    jobs.next_due.scalar_subquery().label("jobs"),
    chats.next_due.scalar_subquery().label("windows"),
    campaigns.next_due.scalar_subquery().label("campaigns"),
)
