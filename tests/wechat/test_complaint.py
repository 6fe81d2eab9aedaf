"""One complaint of a customer's on WeChat, from following to 结案, handled by staff on Telegram."""

from pathlib import Path

import pytest

from bot.channels.wechat.menu import menu
from core.case import Stage
from tests.fakes.wechat_people import OPENID
from tests.telegram.shop import FORUM
from tests.telegram.test_complaint import THANKS, Clerk
from tests.wechat.shop import open_shop


async def test_a_complaint_goes_its_whole_way(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        _, li = await shop.desk()
        case = await shop.complains(photos=2)
        [card] = shop.cards(FORUM)
        assert "附件：2个" in card.text
        photos = [one for one in shop.said(FORUM) if one.kind == "photo"]
        contents = [shop.telegram.world.files[one.file].content for one in photos]
        assert contents == [b"\xff\xd8picture0", b"\xff\xd8picture1"]

        clerk = Clerk(shop, li, card)
        await clerk.taps("接单")
        await clerk.says("/r 您好，今天下午能到店吗？")
        assert shop.read()[-1] == "工号01：您好，今天下午能到店吗？"
        shop.follower().says("下午三点可以")
        shop.follower().sends("voice", b"#!AMR\nvoice", Recognition="三点到")
        await shop.settle()
        assert {"【A001】客户：下午三点可以", "【A001】客户：三点到"} <= set(shop.texts(FORUM))

        await clerk.taps("要材料")
        await clerk.answers("请拍一下刹车盘")
        assert (await shop.case()).stage is Stage.AWAITING_EVIDENCE
        shop.follower().sends("image", b"\xff\xd8disc")
        await shop.settle()
        await clerk.taps("出方案")
        await clerk.taps("维修")
        await clerk.answers("免费更换刹车片")
        assert shop.read()[-1] == (
            f"关于{case.number}，工号01给您的方案（维修）：\n免费更换刹车片\n您接受吗？\n1 接受\n2 不接受"
        )
        assert await shop.tells("1") == f"好的，已记下您接受方案（{case.number}）。同事会落实，完成后告诉您。"
        await clerk.taps("结案", on=card)
        assert shop.read()[-1] == f"{case.number}已按商定的方案（维修）办完结案。{THANKS}"
        assert ("状态：已结案" in card.text, card.labels) == (True, [])


async def test_the_first_answers_are_replies_to_the_callbacks(tmp_path: Path) -> None:
    async with open_shop(tmp_path, passive=3.5) as shop:
        await shop.desk()
        shop.follower().follows()
        await shop.wechat.delivery.taken()
        await shop.tells("你好")
        assert [one.passive for one in shop.shown()] == [True, True]
        assert max(shop.wechat.delivery.waits) < 3.5
        assert shop.wechat.called("message/custom/send") == []


@pytest.mark.parametrize("passive", [0.0, 0.3])
async def test_one_who_saw_the_poster_and_taps_the_menu_gets_there_too(
    tmp_path: Path, passive: float
) -> None:
    async with open_shop(tmp_path, passive) as shop:
        await shop.desk()
        shop.follower().follows("poster7")
        await shop.settle()
        assert shop.read()[-1].startswith("您好，我是星驰4S店的自动客服，不是真人")
        shop.follower().taps("/complain")
        await shop.settle()
        asked = shop.read()[-1]
        assert "发生" in asked
        assert "影响行车安全" in await shop.tells("昨天高速上刹车有异响")
        shop.follower().taps("/human")
        await shop.settle()
        assert "同事" in shop.read()[-1]


async def test_a_booking_begins_with_a_tap_on_the_menu(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        await shop.desk()
        shop.follower().follows()
        await shop.settle()
        [key] = [button["key"] for button in menu()["button"] if button["name"] == "预约"]
        shop.follower().taps(key)
        await shop.settle()
        assert "想约哪一项" in shop.read()[-1]
        assert "2 试驾" in shop.read()[-1]
        assert "想试哪款车" in await shop.tells("2")


@pytest.mark.rule("CON-8")
async def test_whoever_opts_out_is_left_alone_and_his_case_goes_on(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        _, li = await shop.desk()
        await shop.complains()
        [card] = shop.cards(FORUM)
        clerk = Clerk(shop, li, card)
        shop.follower().taps("/stop")
        await shop.settle()
        assert shop.read()[-1].startswith("已停止所有营销联系")
        await clerk.taps("接单")
        await clerk.says("/r 今天能到店吗？")
        assert shop.read()[-1] == "工号01：今天能到店吗？"


@pytest.mark.rule("CON-8")
async def test_whoever_unfollows_is_not_written_to_until_he_comes_back_and_speaks(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        _, li = await shop.desk()
        await shop.complains()
        [card] = shop.cards(FORUM)
        clerk = Clerk(shop, li, card)
        await clerk.taps("接单")
        read = shop.read()
        shop.follower().unfollows()
        await shop.settle()
        calls = len(shop.wechat.called("message/custom/send"))
        await clerk.says("/r 今天能到店吗？")
        assert shop.read() == read
        assert len(shop.wechat.called("message/custom/send")) == calls
        shop.follower().follows()
        await shop.settle()
        await shop.tells("我回来了")
        assert "【A001】客户：我回来了" in shop.texts(FORUM)
        await clerk.says("/r 那明天呢？")
        assert shop.read()[-1] == "工号01：那明天呢？"


async def test_one_whom_wechat_calls_gone_is_gone(tmp_path: Path) -> None:
    """His unfollowing may never have reached us."""
    async with open_shop(tmp_path, passive=0.0) as shop:
        _, li = await shop.desk()
        await shop.complains()
        [card] = shop.cards(FORUM)
        clerk = Clerk(shop, li, card)
        shop.wechat.following.discard(OPENID)
        await clerk.says("/r 今天能到店吗？")
        assert any("没送到" in one or "停止接收" in one or "拉黑" in one for one in shop.texts(FORUM)[-2:])


@pytest.mark.parametrize(
    ("kind", "named"), [("location", "位置"), ("link", "链接"), ("file", "文件"), ("hologram", "新类型")]
)
async def test_what_we_cannot_take_is_named_in_his_words(tmp_path: Path, kind: str, named: str) -> None:
    async with open_shop(tmp_path) as shop:
        shop.follower().follows()
        await shop.tells("昨天高速上刹车有异响")
        shop.follower().sends_other(kind)
        await shop.settle()
        assert f"这种消息（{named}）我看不懂" in shop.read()[-1]
        assert "影响行车安全" in shop.read()[-1]
