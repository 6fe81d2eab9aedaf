"""The parts of the product, opened in their order: policy, database, keys, calendar, vehicles."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.channels.language import Capabilities, ChatKind
from bot.settings import Settings
from bot.understand.vehicles import BrokenVehicles, load_vehicles
from bot.work_calendar import china_calendar
from bot.worker.product import Product
from core.policy import Policy, PolicyError, load_policy
from storage.database import Database, DatabaseProblem, open_database
from storage.keyring import KeyringProblem, open_keyring
from storage.migrate import migrate
from storage.sealed import Vault


class CannotStart(Exception):
    """Something the operator must mend first; the sentence says what and how."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What every command and the server stand on."""

    settings: Settings
    policy: Policy
    database: Database
    vault: Vault


def policy_of(settings: Settings) -> Policy:
    """The store's policy. Raises `CannotStart` with file, line and reason."""
    try:
        return load_policy(settings.policy)
    except PolicyError as problem:
        raise CannotStart(str(problem)) from None


@contextmanager
def open_parts(settings: Settings, *, serving: bool = False) -> Iterator[Parts]:
    """Everything opened and brought up to date, closed again at the end. Raises `CannotStart`."""
    policy = policy_of(settings)
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        database = open_database(settings.database_path, serving=serving)
    except OSError as problem:
        raise CannotStart(
            f"YINUO_DATA_DIR: {settings.data_dir} cannot be made ({problem.strerror})."
        ) from None
    except DatabaseProblem as problem:
        raise CannotStart(str(problem)) from None
    try:
        try:
            keyring = open_keyring(settings.keyring_path, create=database.empty())
            migrate(database)
        except (KeyringProblem, DatabaseProblem) as problem:
            raise CannotStart(str(problem)) from None
        yield Parts(settings, policy, database, Vault(keyring))
    finally:
        database.close()


def product_of(parts: Parts, capabilities: Callable[[str, ChatKind], Capabilities]) -> Product:
    """What a turn may use; `capabilities` knows the channels that are open."""
    try:
        vehicles = load_vehicles(parts.settings.vehicles) if parts.settings.vehicles else load_vehicles()
    except (BrokenVehicles, OSError) as problem:
        raise CannotStart(f"YINUO_VEHICLES: {problem}") from None
    calendar = china_calendar()
    return Product(
        policy=parts.policy,
        calendar=calendar,
        timetable=parts.policy.timetable(calendar),
        vehicles=vehicles,
        vault=parts.vault,
        random_bytes=os.urandom,
        capabilities=capabilities,
    )
