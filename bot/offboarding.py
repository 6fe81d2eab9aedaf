"""A member of staff is seen off from outside the chats: the same as his leaving a group (SEC-4)."""

from datetime import datetime

from sqlalchemy import Connection

from bot.channels.capabilities import PLAIN, Capabilities
from bot.channels.language import ChatKind
from bot.parts import Parts, product_of
from bot.worker import membership
from bot.worker.product import Product
from storage import staff
from storage.sealed import Vault
from storage.staff import StaffMember


def whoever(connection: Connection, vault: Vault, store: str, said: str) -> StaffMember | None:
    """The member with that staff code (工号07, 07, 7), else with that row id."""
    digits = said.strip().removeprefix("工号")
    if not digits.isdecimal():
        return staff.by_code(connection, vault, store, said.strip())
    number = int(digits)
    found = staff.by_code(connection, vault, store, f"工号{number:02d}")
    return found or (staff.by_id(connection, vault, number) if number < 2**63 else None)


def offboard(parts: Parts, member: StaffMember, now: datetime) -> int | None:
    """How many claims went back to their queues; None for somebody who has left before."""
    product = product_of(parts, _capabilities)
    return parts.database.run_sync(_leave, product, member, now)


def _leave(connection: Connection, product: Product, member: StaffMember, now: datetime) -> int | None:
    current = staff.by_id(connection, product.vault, member.id)
    if current is None or current.state is staff.StaffState.LEFT:
        return None
    return membership.leave(connection, product, current, now)


def _capabilities(_channel: str, _kind: ChatKind) -> Capabilities:
    """A command has no channel open; what it queues is fitted to its channel by the server that sends it."""
    return PLAIN
