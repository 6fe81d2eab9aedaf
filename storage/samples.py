"""One sealed value of the database, opened: whether the keyring is the one that this data was sealed with."""

from sqlalchemy import Connection, select

from storage.sealed import Vault
from storage.tables.people import Chat
from storage.tables.staff import StaffRow
from storage.tables.types import table_of

_chat = table_of(Chat)
_staff = table_of(StaffRow)
_newest_chat = select(_chat.c.id, _chat.c.address_sealed).order_by(_chat.c.id.desc()).limit(1)
_newest_staff = select(_staff.c.id, _staff.c.name).order_by(_staff.c.id.desc()).limit(1)


def open_one(connection: Connection, vault: Vault) -> None:
    """Raises `storage.sealed.Tampered` when the keys are not those of this database (SEC-2)."""
    for chat in connection.execute(_newest_chat):
        vault.system.open("chat", "address_sealed", chat.id, chat.address_sealed)
    for member in connection.execute(_newest_staff):
        vault.system.open("staff", "name", member.id, member.name)
