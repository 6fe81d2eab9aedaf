"""The plug, pulled: what a killed process leaves on the disk, kept before every write of a life.

Between two commits the database does not change, so a copy of the data directory taken right before each
commit (and one at the end) is exactly what a kill leaves at any moment: the same copy is "after" the commit
before it, whose caller may or may not have heard of it. The sandbox keeps its platform in the same data: the
copies before and after a message was shown are a send that did not happen, and one that did and that nobody
knows of.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, event

from storage.database import Database


@dataclass
class Camera:
    """Copies the data directory right before each commit that writes something."""

    data: Path
    album: Path
    act: int = 0
    """The number of the act that is being played; set by who plays."""
    taken: list[tuple[int, Path]] = field(default_factory=list)
    _changes: int = -1

    def look(self, connection: Connection) -> None:
        """Called right before a commit: nobody writes meanwhile."""
        driver = connection.connection.driver_connection
        assert driver is not None
        changes = driver.total_changes
        if changes != self._changes:
            self.take()
        self._changes = changes

    def take(self) -> None:
        copy = self.album / f"{len(self.taken):04}"
        shutil.copytree(self.data, copy, copy_function=_copy)
        self.taken.append((self.act, copy))

    @contextmanager
    def watching(self, database: Database) -> Iterator[None]:
        event.listen(database._engine, "commit", self.look)
        try:
            yield
        finally:
            event.remove(database._engine, "commit", self.look)


def _copy(source: str, target: str) -> None:
    """A file that is being fetched may get its name while we look: then it is not there yet."""
    with suppress(FileNotFoundError):
        shutil.copy2(source, target)
