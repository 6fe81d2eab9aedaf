"""Whatever the connection does: nothing is lost, and of what nobody knows a person is told."""

from pathlib import Path

from storage import outbox
from tests.fakes.wecom_faults import Fault, Happens, refused
from tests.telegram.shop import CUSTOMER
from tests.wecom.shop import OBSERVERS, ROOM, ZHOU, WeComShop, open_shop


async def observed(shop: WeComShop) -> None:
    zhou = await shop.colleague(shop.wecom.group(OBSERVERS), ZHOU, "observer", None)
    await shop.binds(zhou, "supervisors")


async def test_a_lost_ack_is_doubted_once_and_then_told_to_staff(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        await shop.room()
        await observed(shop)
        await shop.files(shop.customer())
        shop.wecom.fault(Fault(Happens.CUT_AFTER, chat=ROOM, times=2))
        shop.customer().says("我住在文三路")
        for _ in range(2):
            await shop.settle()
            await shop.wecom.until(lambda: shop.wecom.connected)
        await shop.settle()
        assert len(shop.found("客户：我住在文三路")) == 2, (
            "it may have arrived, so it is said once more, and no more"
        )
        told = "【A001】有一条消息没能发到“售后部 · 一级”的群：平台没有回答。请去群里看看机器人是否正常。"
        assert [one.text for one in shop.wecom.sent_to(OBSERVERS)].count(told) == 1
        assert (await shop.inside(outbox.depths))["unknown"] == 1


async def test_without_a_network_everything_waits_and_comes_in_its_order(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        _, li = await shop.room()
        await shop.files(shop.customer())
        await shop.wecom.stop()
        for n in range(5):
            shop.customer().says(f"第{n}句")
            await shop.settle_within(5)
        assert not shop.found("第0句")
        await shop.wecom.start()
        await shop.wecom.until(lambda: shop.wecom.connected)
        await shop.settle()
        assert [text for text in shop.there() if "句" in text] == [f"【A001】客户：第{n}句" for n in range(5)]
        li.says("回复 A001 马上来")
        await shop.settle()
        assert shop.last(CUSTOMER) == "工号01：马上来"


async def test_what_colleagues_send_twice_is_done_once(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        _, li = await shop.room()
        await shop.files(shop.customer())
        li.says("回复 A001 马上来")
        await shop.settle()
        frame = {
            "msgid": "msg-again",
            "aibotid": shop.wecom.bot_id,
            "chatid": ROOM,
            "chattype": "group",
            "from": {"userid": li.userid},
            "msgtype": "text",
            "text": {"content": "@一诺 回复 A001 只说一次"},
        }
        for _ in range(3):
            shop.wecom.callback("aibot_msg_callback", frame)
        await shop.settle()
        assert len(shop.saw(CUSTOMER, "只说一次")) == 1


async def test_a_busy_wecom_is_tried_again_until_it_takes_it(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        await shop.room()
        shop.wecom.fault(refused(-1, "system busy", "aibot_send_msg"))
        filed = await shop.files(shop.customer())
        assert filed.number in shop.card().text


async def test_what_nobody_can_read_is_kept_and_staff_work_on(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        _, li = await shop.room()
        await shop.files(shop.customer())
        for raw in ("{", "[]", '{"cmd":"aibot_msg_callback","headers":{"req_id":"r"},"body":{"msgid":"m"}}'):
            shop.wecom.raw(raw)
        li.says("接单 A001")
        await shop.settle()
        assert (await shop.case()).claimed_by == "工号01"
        figures = await shop.server.figures()
        assert figures["inbox_dead"] == 3
