"""What can be wrong with the database, each with the operator's sentence for it."""

import sqlite3
from typing import Final

from sqlalchemy.exc import DBAPIError

PATIENCE: Final = 5.0
"""Seconds that we wait for another process to let go of the file."""


class DatabaseProblem(Exception):
    """The database cannot do it; the sentence says why and what to do."""


class DiskFull(DatabaseProblem):
    """Nothing was stored: there is no room."""


class Busy(DatabaseProblem):
    """Another process has been writing for too long."""


class LockedByAnother(DatabaseProblem):
    """Another `serve` works on this data."""


class NewerSchema(DatabaseProblem):
    """The database was written by a newer version of the product."""


class NotADatabase(DatabaseProblem):
    """The file is something else."""


def named(problem: BaseException, path: str) -> BaseException:
    """The operator's sentence for what SQLite says; anything else as it is."""
    name = word_of(problem)
    if name is None:
        return problem
    if name == "SQLITE_FULL" or name.startswith("SQLITE_IOERR_SHM"):
        return DiskFull(f"The disk of {path} is full: nothing was stored, make room.")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Busy(f"Another process has kept {path} locked for {PATIENCE:.0f} seconds: try again.")
    if name == "SQLITE_NOTADB":
        return NotADatabase(f"{path} is not a database of ours: move it away, or put your backup back.")
    if name.startswith("SQLITE_CORRUPT"):
        return NotADatabase(f"{path} is damaged: put your backup back.")
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM")):
        return DatabaseProblem(f"{path} cannot be opened for writing: check its owner and its permissions.")
    return problem


def is_busy(problem: BaseException) -> bool:
    """Another process has the file for the moment: a little later it may work."""
    return (word_of(problem) or "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def word_of(problem: BaseException) -> str | None:
    """SQLite's own word for it, `""` where it gave none; `None` where it is no error of SQLite's."""
    cause = problem.orig if isinstance(problem, DBAPIError) else problem
    if not isinstance(cause, sqlite3.Error):
        return None
    return getattr(cause, "sqlite_errorname", None) or ""
