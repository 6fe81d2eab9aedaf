"""What every turn may use besides its own transaction: the promises, the keys, the calendar, chance."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.channels.capabilities import Capabilities
from bot.channels.language import ChatKind
from bot.understand.vehicles import Vehicles
from bot.understand.withdrawal import PURPOSES
from core.calendar import Timetable, WorkCalendar
from core.policy import Policy
from core.policy_consent import Purpose
from storage.sealed import Vault


@dataclass(frozen=True, slots=True)
class Product:
    """One store's product, joined in `run_bot.py`."""

    policy: Policy
    calendar: WorkCalendar
    timetable: Timetable
    vehicles: Vehicles
    vault: Vault
    random_bytes: Callable[[int], bytes]
    capabilities: Callable[[str, ChatKind], Capabilities]
    """What the channel of that name can do in chats of that kind."""

    @property
    def store(self) -> str:
        return self.policy.store.id

    @property
    def zone(self) -> ZoneInfo:
        return self.timetable.zone

    @property
    def purpose_names(self) -> Mapping[str, tuple[str, ...]]:
        """How customers may name each purpose of this store: as it does, and in their own words."""
        return {
            code: (one.name, *one.aliases, *_recipient(one), *PURPOSES.get(code, ()))
            for code, one in self.policy.purposes.items()
        } | {"share": PURPOSES["share"]}

    def local(self, at: datetime) -> datetime:
        """The instant on the store's clock, as everybody reads it."""
        return at.astimezone(self.zone)


def _recipient(purpose: Purpose) -> tuple[str, ...]:
    """退订 and the name of whoever is given the data ends that (CON-10)."""
    return () if purpose.recipient is None else (purpose.recipient.name,)
