"""Which of several serving processes holds WeCom's one connection, and what it has met there, for `doctor`."""

from dataclasses import dataclass

from sqlalchemy import Connection

from storage import leases, meta
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Met:
    """What the last leader wrote down; blank where there was none. `serving`: there is one now."""

    state: str = ""
    detail: str = ""
    serving: bool = False


class DatabaseLeadership:
    """Who leads stands in the database that all of them share (`bot.channels.wecom.leadership.Leadership`)."""

    def __init__(self, database: Database, bot_id: str, owner: str, lasts: float) -> None:
        self._database = database
        self._name = _name(bot_id)
        self._names = f"{self._name}.names"
        self._owner = owner
        self._lasts = lasts

    async def end_if_alone(self) -> None:
        """Where no other process can serve this database, whoever led before is surely gone."""
        if self._database.alone:
            await self._database.run(leases.end, self._name)

    async def take(self) -> bool:
        return await self._database.run(leases.take, self._name, self._owner, self._lasts)

    async def release(self) -> None:
        await self._database.run(leases.release, self._name, self._owner)

    async def note(self, state: str, detail: str) -> None:
        """Only whoever leads has anything to tell."""
        await self._database.run(_note, self._name, self._owner, {"state": state, "detail": detail})

    async def names(self) -> tuple[str, ...]:
        return tuple(await self._database.run(meta.get, self._names, []))

    async def called(self, names: tuple[str, ...]) -> None:
        await self._database.run(meta.put, self._names, list(names))


def met(connection: Connection, bot_id: str) -> Met:
    """What is known of the bot's connection without connecting."""
    holder = leases.holder(connection, _name(bot_id))
    noted = meta.get(connection, _name(bot_id), {})
    return Met(noted.get("state", ""), noted.get("detail", ""), holder is not None and holder.live)


def _note(connection: Connection, name: str, owner: str, told: dict[str, str]) -> None:
    holder = leases.holder(connection, name)
    if holder is not None and holder.owner == owner:
        meta.put(connection, name, told)


def _name(bot_id: str) -> str:
    return f"wecom:{bot_id}"
