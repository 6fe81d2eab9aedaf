"""WeChat's window: five things after a message, three after a tap; what is more waits, and is not lost."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, select

from storage import lanes
from storage.tables.people import Chat
from storage.tables.types import table_of
from tests.fakes.wechat_people import Follower
from tests.telegram.shop import FORUM
from tests.telegram.test_complaint import Clerk
from tests.wechat.shop import WeChatShop, open_shop


async def _desk(shop: WeChatShop) -> Clerk:
    _, li = await shop.desk()
    await shop.complains()
    [card] = shop.cards(FORUM)
    clerk = Clerk(shop, li, card)
    await clerk.taps("接单")
    await shop.tells("在吗")
    return clerk


async def test_what_the_window_does_not_take_waits_until_he_writes_again(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        clerk = await _desk(shop)
        before = len(shop.read())
        for number in range(1, 8):
            await clerk.says(f"/r 第{number}条")
        assert len(shop.read()) - before <= 5
        assert shop.wechat.quota.left(shop.follower().openid) >= 0
        assert any("客户下次发言时送达" in one for one in shop.texts(FORUM))
        while not shop.read()[-1].endswith("第7条"):
            read = len(shop.read())
            await shop.tells("请继续")
            assert len(shop.read()) > read
        told = "\n".join(shop.read()[before:])
        assert [told.count(f"第{number}条") for number in range(1, 8)] == [1] * 7


async def test_after_two_days_the_reply_waits_and_the_clerk_knows(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        clerk = await _desk(shop)
        await clerk.says("/evidence 请拍一下刹车盘")  # while it is awaited, the case stays where it is
        await shop.clock.move(shop.clock.now() + timedelta(hours=48))
        await shop.settle()
        calls = len(shop.wechat.called("message/custom/send"))
        await clerk.says("/r 车已经修好了")
        assert len(shop.wechat.called("message/custom/send")) == calls
        assert any("客户下次发言时送达" in one for one in shop.texts(FORUM))
        await shop.tells("修好了吗")
        assert any("车已经修好了" in one for one in shop.read())


async def test_where_wechat_counts_otherwise_than_we_its_word_counts(tmp_path: Path) -> None:
    """Somebody writes to the customer by hand, in WeChat's own console: our five are not five any more."""
    async with open_shop(tmp_path) as shop:
        clerk = await _desk(shop)
        openid = shop.follower().openid
        while shop.wechat.quota.left(openid):
            shop.wechat.quota.spend(openid)
        await clerk.says("/r 今天能到店吗？")
        assert not shop.read()[-1].endswith("今天能到店吗？")
        assert any("客户下次发言时送达" in one for one in shop.texts(FORUM))
        await shop.tells("请说")
        assert any("今天能到店吗？" in one for one in shop.read())
        assert sum("今天能到店吗？" in one for one in shop.read()) == 1


async def test_a_tap_opens_the_small_window_and_words_the_large_one(tmp_path: Path) -> None:
    """A line of a `msgmenu` comes as words, and counts as a tap."""
    async with open_shop(tmp_path) as shop:
        follower, opened = shop.follower(), []
        for act in ("follows", "chooses", "taps"):
            _does(follower, act)
            await shop.waits(minutes=2)
            opened.append(await shop.inside(_window))
        await shop.tells("刹车有异响")
        assert [*opened, await shop.inside(_window)] == ["other", "other", "other", "message"]


def _does(follower: Follower, act: str) -> None:
    match act:
        case "follows":
            follower.follows()
        case "chooses":
            follower.chooses("帮助")
        case _:
            follower.taps("/help")


def _window(connection: Connection) -> str:
    """What the customer did last, as far as it lets us write to him."""
    chat = connection.execute(select(table_of(Chat).c.id).where(table_of(Chat).c.channel == "wechat"))
    since = dict(lanes.allowance(connection, chat.scalar_one()).since)
    return max(since, key=since.__getitem__)


async def test_the_end_of_the_process_is_held_up_by_no_callback(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        slot = shop.server.channels["wechat"]._passive.begin("k", "somebody")  # type: ignore[attr-defined]
        shop.server.hang_up()
        assert slot.answer.result() == ""
        slot.left(written=True)
