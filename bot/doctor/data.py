"""The data directory: who may read it, its keyring, its database, and what has come to rest in it."""

import os
import stat
from collections.abc import Iterator

from bot.channels.problems import Problem
from bot.doctor.operation import operation_problems
from bot.settings import Settings
from core.policy import Policy
from storage import migrate
from storage.database import Database, open_database
from storage.keyring import KeyringProblem, open_keyring
from storage.problems import DatabaseProblem
from storage.sealed import Vault


def data_problems(settings: Settings, policy: Policy | None) -> Iterator[Problem]:
    """Everything from the directory down; what stands on a broken part is not looked at."""
    directory = settings.data_dir
    if not directory.exists() and not directory.is_symlink():
        return  # a first start makes it
    if not directory.is_dir():
        yield Problem(
            "data", f"YINUO_DATA_DIR: {directory} is not a directory.", "Name a directory, or move that away."
        )
        return
    yield from _permissions(settings)
    if not settings.database_path.exists():
        return
    try:
        database = open_database(settings.database_path)
    except DatabaseProblem as problem:
        yield Problem("database", str(problem), "Nothing can be stored until then.")
        return
    try:
        yield from _inside(settings, database, policy)
    except DatabaseProblem as problem:
        yield Problem("database", str(problem), "Nothing can be stored until then.")
    finally:
        database.close()


def _permissions(settings: Settings) -> Iterator[Problem]:
    """Nobody else on the machine reads the store's data (SEC-2)."""
    directory = settings.data_dir
    mode = stat.S_IMODE(directory.stat().st_mode)
    if mode & 0o077:
        yield Problem(
            "data",
            f"The data directory {directory} is open to others (mode {mode:04o}).",
            f"Run chmod 700 {directory}.",
        )
    if not os.access(directory, os.R_OK | os.W_OK | os.X_OK):
        yield Problem(
            "data", f"The data directory {directory} cannot be written to.", "Give it to the user of `serve`."
        )


def _inside(settings: Settings, database: Database, policy: Policy | None) -> Iterator[Problem]:
    """The keys, and whether the tables are those of this program (SEC-2)."""
    empty = database.empty()
    vault: Vault | None = None
    if not empty or settings.keyring_path.exists():
        try:
            vault = Vault(open_keyring(settings.keyring_path, create=False))
        except KeyringProblem as problem:
            yield Problem("keyring", str(problem), "No customer can be served until then.")
    at, newest = database.run_sync(migrate.version), migrate.head()
    if at > newest:
        yield Problem(
            "database",
            f"{database.path} is at version {at}, and this program knows {newest} only.",
            "Install the newer program, or restore a backup.",
        )
    elif at < newest and not empty:
        yield Problem(
            "database",
            f"{database.path} is at version {at}, this program's is {newest}.",
            "Run `migrate`, or start `serve`, which does it.",
            fatal=False,
        )
    elif not empty and policy is not None:
        yield from operation_problems(settings, database, policy, vault)
