"""The parts of the product, opened in their order: policy, database, keys, calendar, vehicles."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.channels.capabilities import Capabilities
from bot.channels.language import ChatKind
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wecom.settings import WeComSettings
from bot.settings import Settings
from bot.understand.vehicles import BrokenVehicles, Vehicles, load_vehicles
from bot.work_calendar import china_calendar
from bot.worker.product import Product
from core.policy import Policy, PolicyError, load_policy
from storage.database import Database, open_database
from storage.keyring import KeyringProblem, open_keyring
from storage.migrate import migrate
from storage.problems import DatabaseProblem
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
    versions: tuple[str, str]
    """The database's revision as it was found, and as it is now."""


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
            f"YINUO_DATA_DIR: {settings.data_dir} cannot be made or written to ({problem.strerror}): "
            "make room, mend its owner and permissions, or name another directory."
        ) from None
    except DatabaseProblem as problem:
        raise CannotStart(str(problem)) from None
    try:
        try:
            keyring = open_keyring(settings.keyring_path, create=database.empty())
            versions = migrate(database)
        except (KeyringProblem, DatabaseProblem) as problem:
            raise CannotStart(str(problem)) from None
        except OSError as problem:
            raise CannotStart(
                f"YINUO_KEYRING: {settings.keyring_path} cannot be written ({problem.strerror}): "
                "make room, or mend its directory's owner and permissions."
            ) from None
        yield Parts(settings, policy, database, Vault(keyring), versions)
    finally:
        database.close()


def vehicles_of(settings: Settings) -> Vehicles:
    """The store's catalogue. Raises `CannotStart` with file and reason."""
    try:
        return load_vehicles(settings.vehicles) if settings.vehicles else load_vehicles()
    except (BrokenVehicles, OSError) as problem:
        raise CannotStart(f"YINUO_VEHICLES: {problem}") from None


def telegram_of(settings: Settings) -> TelegramSettings | None:
    """The store's Telegram bot, if it has one. Raises `CannotStart` naming the setting that is wrong."""
    said = settings.telegram
    if said.token is None:
        return None
    try:
        return TelegramSettings(
            said.token.get_secret_value(),
            said.base_url,
            said.base_file_url,
            said.mode,
            said.webhook_url,
            said.secret.get_secret_value(),
            said.proxy.get_secret_value(),
        )
    except ValueError as problem:
        raise CannotStart(f"YINUO_{_in_capitals(str(problem))}") from None


def wechat_of(settings: Settings) -> WeChatSettings | None:
    """The store's Official Account, if it has one. Raises `CannotStart` naming the setting that is wrong."""
    said = settings.wechat
    if not said.said:
        return None
    try:
        return WeChatSettings(
            said.app_id,
            said.app_secret.get_secret_value(),
            said.token.get_secret_value(),
            said.aes_key.get_secret_value(),
            said.api_base_url,
            said.passive_seconds,
            said.album_seconds,
        )
    except ValueError as problem:
        raise CannotStart(f"YINUO_{_in_capitals(str(problem))}") from None


def wecom_of(settings: Settings) -> WeComSettings | None:
    """The store's WeCom bot, if it has one. Raises `CannotStart` naming the setting that is wrong."""
    said = settings.wecom
    if not said.said:
        return None
    try:
        return WeComSettings(said.bot_id, said.secret.get_secret_value(), said.ws_url)
    except ValueError as problem:
        raise CannotStart(f"YINUO_{_in_capitals(str(problem))}") from None


def _in_capitals(sentence: str) -> str:
    """`telegram.token is …` as the operator writes the name: `TELEGRAM__TOKEN is …`."""
    name, _, rest = sentence.partition(" ")
    return f"{name.upper().replace('.', '__')} {rest}"


def product_of(parts: Parts, capabilities: Callable[[str, ChatKind], Capabilities]) -> Product:
    """What a turn may use; `capabilities` knows the channels that are open."""
    calendar = china_calendar()
    return Product(
        policy=parts.policy,
        calendar=calendar,
        timetable=parts.policy.timetable(calendar),
        vehicles=vehicles_of(parts.settings),
        vault=parts.vault,
        random_bytes=os.urandom,
        capabilities=capabilities,
    )
