"""The groups of staff on a platform, as they are known here."""

from sqlalchemy import Connection

from bot.settings import Settings
from core.policy import PolicyError, load_policy
from storage import chats, rooms
from storage.database import open_database
from storage.keyring import KeyringProblem, open_keyring
from storage.problems import DatabaseProblem
from storage.rooms import RoomState
from storage.sealed import Tampered, Vault


def groups_of(settings: Settings, channel: str) -> dict[str, str]:
    """The queues that each group serves, by the platform's id of it; nothing where the data cannot be read, which is
    told elsewhere."""
    if not settings.database_path.exists():
        return {}
    try:
        store = load_policy(settings.policy).store.id
        vault = Vault(open_keyring(settings.keyring_path, create=False))
        database = open_database(settings.database_path)
    except (PolicyError, KeyringProblem, DatabaseProblem):
        return {}
    try:
        return database.run_sync(_groups, vault, store, channel)
    except (DatabaseProblem, Tampered):
        return {}
    finally:
        database.close()


def _groups(connection: Connection, vault: Vault, store: str, channel: str) -> dict[str, str]:
    found = {}
    for room in rooms.of_store(connection, store):
        chat = chats.by_id(connection, vault, room.chat)
        queues = rooms.queues_of(connection, room.chat)
        if room.state is RoomState.BOUND and chat.channel == channel and queues:
            found[chat.chat] = ", ".join(queues)
    return found
