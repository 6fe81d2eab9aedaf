"""What the commands stand on: settings, and the store's data opened beside a server that may be running."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.parts import Parts
    from bot.settings import Settings


def settings_of_this_process() -> "Settings":
    """The operator's settings, with the logs going where they say."""
    from bot.settings import load_settings

    return load_settings()


@contextmanager
def opened() -> Iterator["Parts"]:
    """The store's parts for the length of a command; the database is brought up to date first."""
    from bot import logs
    from bot.parts import open_parts

    settings = settings_of_this_process()
    logs.set_up(settings.log)
    with open_parts(settings) as parts:
        yield parts


def moment(parts: "Parts") -> datetime:
    """What time it is to the store: a sandbox with a virtual clock has its own."""
    if parts.settings.sandbox.clock == "virtual":
        from bot.worker import clock
        from storage import meta

        kept = parts.database.run_sync(meta.get, clock.KEPT_AS)
        if kept is not None:
            return datetime.fromisoformat(kept)
        return (parts.settings.sandbox.start or datetime.now(UTC)).astimezone(UTC)
    return datetime.now(UTC)
