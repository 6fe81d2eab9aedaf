"""The sandbox joined to the product: its rooms are bound, its staff are staff, its clock is the product's."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Connection

from bot.channels.sandbox.needs import Delivery, Queue
from bot.channels.sandbox.places import room_address, staff_address
from bot.channels.sandbox.profiles import PROFILES, STAFF_PROFILE
from bot.channels.wire import body_from_json
from bot.worker import binding, membership
from bot.worker.clock import Clock
from bot.worker.product import Product
from core.routing import all_queues
from storage import chats, codes, rooms, staff, troubles
from storage.database import Database


def queues(product: Product) -> list[Queue]:
    """Every queue of the store, with the name people use."""
    return [Queue(str(queue), binding.title(product, queue)) for queue in all_queues()]


def bind_rooms(connection: Connection, product: Product, clock: Clock, profile: str = STAFF_PROFILE) -> None:
    """A group stands for every queue from the start."""
    for queue in all_queues():
        address = room_address(str(queue), profile)
        chat = chats.find_or_add(
            connection,
            product.vault,
            address,
            clock.now(),
            store=product.store,
            topics=PROFILES[profile].threads,
        )
        if rooms.room_of(connection, product.store, str(queue)) is None:
            rooms.bind(connection, chat.id, product.store, str(queue), clock.now())


class Staffing:
    """How the sandbox's staff come to be staff: by an invitation and `/join`, as anywhere."""

    def __init__(
        self, database: Database, product: Product, clock: Clock, profile: str = STAFF_PROFILE
    ) -> None:
        self._database = database
        self._profile = profile
        self._product = product
        self._clock = clock

    async def invite_and_join(
        self, staff_id: str, name: str, role: str, department: str | None, store: str | None
    ) -> str:
        """The staff code of that person; the same again for the same person changes nothing."""
        check_role(self._product, role, department)
        if store not in (None, "", self._product.store):
            raise ValueError(f"没有门店“{store}”。")
        return await self._database.run(
            _invite_and_join, self._product, staff_id, name, role, department, self._clock, self._profile
        )

    async def roles(self) -> Mapping[str, str]:
        """Everybody who is registered now: identity → role."""
        return await self._database.run(_roles, self._product)


def check_role(product: Product, role: str, department: str | None) -> None:
    """Raises `ValueError` with one Chinese sentence when role and department do not fit."""
    policy = product.policy
    if role not in policy.roles:
        raise ValueError(f"没有角色“{role}”。可用的角色：{'、'.join(policy.roles)}。")
    if department and department not in policy.departments:
        raise ValueError(f"没有部门“{department}”。可用的部门：{'、'.join(policy.departments)}。")
    if policy.roles[role].department == "own" and not department:
        raise ValueError(f"角色“{policy.roles[role].name}”要说明部门：{'、'.join(policy.departments)}。")


def _invite_and_join(
    connection: Connection,
    product: Product,
    staff_id: str,
    name: str,
    role: str,
    department: str | None,
    clock: Clock,
    profile: str,
) -> str:
    address = staff_address(staff_id, profile)
    known = staff.by_identity(connection, product.vault, address.channel, address.chat)
    if known is not None:
        return known.code
    now = clock.now()
    code = codes.new_code(product.random_bytes)
    expires = now + timedelta(hours=product.policy.staff.invitation_hours)
    staff.invite(connection, product.vault, role, department or None, product.store, code, now, expires, name)
    chat = chats.find_or_add(connection, product.vault, address, now, store=product.store)
    with membership.watched_everywhere(connection, product, address.channel, address.chat, now):
        joined = staff.join(
            connection, product.vault, code, address.chat, address.channel, chat.id, name, now
        )
    if not isinstance(joined, staff.StaffMember):
        raise ValueError("这位同事没有登记成功，请换一个 id 再试。")
    chats.attach_staff(connection, chat.id, joined.id)
    return joined.code


def _roles(connection: Connection, product: Product) -> dict[str, str]:
    return staff.roles_by_identity(connection, product.vault, product.store)


async def deliveries(database: Database, product: Product) -> list[Delivery]:
    """What has not simply arrived, newest last."""
    return await database.run(_deliveries, product)


def _deliveries(connection: Connection, product: Product) -> list[Delivery]:
    return [
        Delivery(one.chat, one.state, one.reason, getattr(body_from_json(one.body), "text", ""))
        for one in troubles.latest(connection, product.vault)
    ]
