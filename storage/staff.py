"""Members of staff: they come in by a one-time code and lose everything in one step (SEC-3, SEC-4)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from core.case import Actor
from storage import chats, counters
from storage.codes import Unusable, code_hash
from storage.ids import take
from storage.sealed import Vault
from storage.tables.staff import InvitationRow, StaffIdentityRow, StaffRow
from storage.tables.types import table_of

_staff = table_of(StaffRow)
_identities = table_of(StaffIdentityRow)
_invitations = table_of(InvitationRow)

_members = select(_staff, _identities.c.channel, _identities.c.chat_id).outerjoin(
    _identities, _identities.c.staff_id == _staff.c.id
)
_by_id = _members.where(_staff.c.id == bindparam("id"))
_by_code = _members.where(_staff.c.store == bindparam("store"), _staff.c.code == bindparam("code"))
_by_identity = _members.where(
    _identities.c.channel == bindparam("channel"), _identities.c.identity_index == bindparam("index")
)
_identity = select(_identities).where(_identities.c.staff_id == bindparam("id")).order_by(_identities.c.id)
_invitation = select(_invitations).where(_invitations.c.code_hash == bindparam("hash"))
_use = (
    update(_invitations)
    .where(_invitations.c.id == bindparam("this"), _invitations.c.used_at.is_(None))
    .values(used_at=bindparam("now"))
)
_change = update(_staff).where(_staff.c.id == bindparam("this"))


class StaffState(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A member of staff. `name` is personal: rooms and the operator see it, customers and logs see `code`."""

    id: int
    store: str
    code: str
    name: str
    role: str
    department: str | None
    state: StaffState
    joined_at: datetime | None = None
    left_at: datetime | None = None
    channel: str | None = None
    """The platform on which he is known; nothing before he joined and after he left."""
    chat: int | None = None
    """His private chat with us."""

    @property
    def actor(self) -> Actor:
        return Actor(self.code, self.role, self.department)


def identity_index(vault: Vault, channel: str, identity: str) -> str:
    """By what a person of a platform is recognised, in rooms and in private."""
    return vault.index("identity", f"{channel}\n{identity}")


def invite(
    connection: Connection,
    vault: Vault,
    role: str,
    department: str | None,
    store: str,
    code: str,
    now: datetime,
    expires_at: datetime,
    name: str = "",
) -> StaffMember:
    """A member of staff to be, with the next free staff code (工号07).

    `code` is the invitation's, from `storage.codes.new_code`; it is good before `expires_at`.
    """
    if expires_at <= now:
        raise ValueError("an invitation must expire after it was made")
    staff_id = take(connection, 2)
    staff_code = f"工号{counters.take(connection, f'staff:{store}'):02d}"
    member = StaffMember(staff_id, store, staff_code, name, role, department, StaffState.INVITED)
    connection.execute(
        insert(_staff),
        {
            "id": staff_id,
            "store": store,
            "code": staff_code,
            "name": vault.system.seal("staff", "name", staff_id, name),
            "role": role,
            "department": department,
            "state": member.state.value,
        },
    )
    connection.execute(
        insert(_invitations),
        {
            "id": staff_id + 1,
            "store": store,
            "code_hash": code_hash(vault, "invitation", code),
            "staff_id": staff_id,
            "expires_at": expires_at,
        },
    )
    return member


def is_invitation(connection: Connection, vault: Vault, code: str) -> bool:
    """Whether such a code was ever given out, whatever has become of it."""
    found = connection.execute(_invitation, {"hash": code_hash(vault, "invitation", code)}).one_or_none()
    return found is not None


def join(
    connection: Connection,
    vault: Vault,
    code: str,
    identity: str,
    channel: str,
    chat: int | None,
    name: str,
    now: datetime,
) -> StaffMember | Unusable:
    """Whoever types a good code is that member of staff from now on; the code is used up by it.

    An empty `name` leaves the one of the invitation. Nothing is changed when the code is `Unusable`.
    """
    if not identity:
        raise ValueError("nobody joins without an identity")
    found = connection.execute(_invitation, {"hash": code_hash(vault, "invitation", code)}).one_or_none()
    if found is None:
        return Unusable.UNKNOWN
    if found.used_at is not None:
        return Unusable.USED
    if now >= found.expires_at:
        return Unusable.EXPIRED
    if by_identity(connection, vault, channel, identity) is not None:
        return Unusable.TAKEN
    if connection.execute(_use, {"this": found.id, "now": now}).rowcount != 1:
        return Unusable.USED
    _recognise(connection, vault, found.staff_id, channel, identity, chat)
    change: dict[str, Any] = {"state": StaffState.ACTIVE.value, "joined_at": now}
    if name:
        change["name"] = vault.system.seal("staff", "name", found.staff_id, name)
    connection.execute(_change, {"this": found.staff_id, **change})
    return _known(by_id(connection, vault, found.staff_id))


def offboard(connection: Connection, vault: Vault, staff_id: int, now: datetime) -> StaffMember | None:
    """He has left: a stranger in every room from now on, and an open invitation of his is void (SEC-4).

    None when there is no such member or he has left before. His claims are released by the rules
    (`storage.cases.claimed_by` names them).
    """
    member = by_id(connection, vault, staff_id)
    if member is None or member.state is StaffState.LEFT:
        return None
    connection.execute(_change, {"this": staff_id, "state": StaffState.LEFT.value, "left_at": now})
    if member.chat is not None:
        chats.attach_staff(connection, member.chat, None)
    connection.execute(delete(_identities).where(_identities.c.staff_id == staff_id))
    connection.execute(
        update(_invitations)
        .where(_invitations.c.staff_id == staff_id, _invitations.c.used_at.is_(None))
        .values(used_at=now)
    )
    return by_id(connection, vault, staff_id)


def by_id(connection: Connection, vault: Vault, staff_id: int) -> StaffMember | None:
    return _member(vault, connection.execute(_by_id, {"id": staff_id}).one_or_none())


def by_code(connection: Connection, vault: Vault, store: str, code: str) -> StaffMember | None:
    """The member whom customers and logs know as `code`, whatever his state."""
    return _member(vault, connection.execute(_by_code, {"store": store, "code": code}).one_or_none())


def by_identity(connection: Connection, vault: Vault, channel: str, identity: str) -> StaffMember | None:
    """The active member who is this person on the platform; None for everybody else."""
    if not identity:
        return None
    index = identity_index(vault, channel, identity)
    return _member(
        vault, connection.execute(_by_identity, {"channel": channel, "index": index}).one_or_none()
    )


def identity_of(connection: Connection, vault: Vault, staff_id: int) -> tuple[str, str] | None:
    """The platform on which he is known and who he is there; None before he joined and after he left."""
    row = connection.execute(_identity, {"id": staff_id}).first()
    if row is None:
        return None
    return row.channel, vault.system.open_text("staff_identity", "identity", row.id, row.identity)


def _recognise(
    connection: Connection, vault: Vault, staff_id: int, channel: str, identity: str, chat: int | None
) -> None:
    if chat is not None:
        chats.attach_staff(connection, chat, staff_id)
    row = take(connection)
    connection.execute(
        insert(_identities),
        {
            "id": row,
            "staff_id": staff_id,
            "channel": channel,
            "identity_index": identity_index(vault, channel, identity),
            "identity": vault.system.seal("staff_identity", "identity", row, identity),
            "chat_id": chat,
        },
    )


def _member(vault: Vault, row: Row[Any] | None) -> StaffMember | None:
    if row is None:
        return None
    return StaffMember(
        row.id,
        row.store,
        row.code,
        vault.system.open_text("staff", "name", row.id, row.name),
        row.role,
        row.department,
        StaffState(row.state),
        row.joined_at,
        row.left_at,
        row.channel,
        row.chat_id,
    )


def _known(member: StaffMember | None) -> StaffMember:
    assert member is not None
    return member


def roles_by_identity(connection: Connection, vault: Vault, store: str) -> dict[str, str]:
    """Who is registered now, as their platform names them, and in which role."""
    rows = connection.execute(_registered, {"store": store}).all()
    return {
        vault.system.open_text("staff_identity", "identity", row.id, row.identity): row.role for row in rows
    }


_registered = (
    select(_identities.c.id, _identities.c.identity, _staff.c.role)
    .join(_staff, _staff.c.id == _identities.c.staff_id)
    .where(_staff.c.store == bindparam("store"), _staff.c.state == StaffState.ACTIVE.value)
)
