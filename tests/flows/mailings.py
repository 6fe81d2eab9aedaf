"""Sales clerks, customers who agreed to offers in their chats, and a campaign for them: what its tests share."""

from datetime import timedelta

from sqlalchemy import Connection, select

from bot.channels.language import Address, ChatKind
from bot.channels.sandbox.places import channel_name
from core.consent import Ledger, LedgerEvent
from core.notice import terms_of
from storage import chats, consents
from storage.tables.campaign import CampaignRow, CopyRow
from storage.tables.types import table_of
from tests.flows.desk import Desk

ROOM = "sales.1"
TEXT = "周末试驾有礼，到店即可参加"
READ = f"星驰4S店销售部（优惠与车型推送）：{TEXT}\n不想再收到，请回复“退订”。"


async def sales(desk: Desk) -> None:
    """工号01 wu and 工号02 xu sell; 工号03 he manages; 工号04 mei is marketing; 工号05 wang repairs."""
    await desk.joins("wu", "sales_consultant", "sales", ROOM)
    await desk.joins("xu", "sales_consultant", "sales", ROOM)
    await desk.joins("he", "department_manager", "sales", ROOM)
    await desk.joins("mei", "marketing", None, ROOM, "aftersales.1")
    await desk.joins("wang", "service_advisor", "aftersales", "aftersales.1")


async def comes(desk: Desk, name: str, profile: str = "telegram", *, agrees: bool = True) -> None:
    """A customer who once said hello, and agreed to offers in this chat."""
    await desk.customer(name, profile)
    await desk.says(name, "你好")
    if agrees:
        await acts(desk, name, profile)


async def acts(
    desk: Desk,
    name: str,
    profile: str = "telegram",
    kind: Ledger = Ledger.GIVEN,
    purpose: str = "promo_offers",
) -> None:
    """What he says to that purpose in this chat, now."""
    product, now = desk.server.product, desk.now

    def entered(connection: Connection) -> None:
        address = Address(channel_name(profile), "", f"customer:{name}", ChatKind.PRIVATE)
        chat = chats.find(connection, product.vault, address)
        assert chat is not None
        assert chat.customer_id is not None
        event = LedgerEvent(
            0,
            chat.customer_id,
            f"chat:{chat.id}",
            purpose,
            "chat",
            kind,
            now,
            now,
            "投诉留电话-2",
            terms_of(purpose, "chat", product.policy).material_hash(),
            now + timedelta(days=365),
        )
        consents.append(connection, product.vault, event, now, source="test")

    await desk.inside(entered)


async def offered(desk: Desk, words: str = f"优惠 {TEXT}", who: str = "wu") -> str:
    """The campaign is typed and counted; what the room is shown."""
    await desk.types(who, ROOM, f"/群发 {words}")
    return await desk.last(f"room:{ROOM}")


async def got(desk: Desk, *names: str) -> list[int]:
    """How many copies each of them has."""
    return [(await desk.texts(f"customer:{name}")).count(READ) for name in names]


async def standing(desk: Desk) -> str:
    """The one message of the campaign, as it reads now."""
    shown = [text for text in await desk.texts(f"room:{ROOM}") if text.startswith("群发“")]
    return shown[-1]


def states(connection: Connection) -> list[str]:
    """Of every copy, in the order of the customers."""
    copies = table_of(CopyRow)
    return list(connection.execute(select(copies.c.state).order_by(copies.c.customer_id)).scalars())


def stage(connection: Connection) -> str:
    return str(connection.execute(select(table_of(CampaignRow).c.state)).scalars().all()[-1])
