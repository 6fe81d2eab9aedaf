"""Opening the bot through the link of an invitation is `/join CODE`; through any other link, a customer's start."""

from pathlib import Path

import pytest

from bot.channels.telegram.invitation import link_of
from tests.channels.telegram_setup import settings_for
from tests.fakes.bot_api import BotApiServer
from tests.fakes.bot_api_faults import Fault, refused
from tests.telegram.shop import CUSTOMER, LI, open_shop


async def test_the_link_names_the_bot_and_carries_the_code() -> None:
    async with BotApiServer() as telegram:
        link = await link_of(settings_for(telegram), "7KQ4-M2XR-0VWA")
        assert link == "https://t.me/yinuo_test_bot?start=7KQ4-M2XR-0VWA"
        assert telegram.violations == []


@pytest.mark.parametrize(
    "fault", [refused("Unauthorized", status=401), Fault(status=502, html="<h1>Bad Gateway</h1>")], ids=str
)
async def test_without_the_bots_name_there_is_no_link(fault: Fault) -> None:
    async with BotApiServer() as telegram:
        telegram.fault(fault)
        assert await link_of(settings_for(telegram), "7KQ4-M2XR-0VWA") is None


@pytest.mark.rule("SEC-3")
async def test_whoever_opens_the_link_of_an_invitation_joins_by_it_once(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        code = await shop.invited("service_advisor", "aftersales")
        for user in (LI, 666, LI):
            shop.telegram.customer(user).starts(code)
            await shop.settle()
        first, again = shop.texts(LI)
        assert "已登记" in first
        assert "已经" in again
        assert "已经用过了" in shop.last(666)


async def test_a_customer_who_comes_through_any_other_link_is_greeted(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        shop.customer().starts("poster-7")
        shop.telegram.customer(4343).starts()
        await shop.settle()
        assert shop.texts(CUSTOMER) == shop.texts(4343)
        assert "邀请码" not in shop.last(CUSTOMER)
