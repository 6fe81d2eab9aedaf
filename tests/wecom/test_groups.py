"""A staff group on WeCom, which tells nobody who is in it: strangers, leavers, binding, words to one alone."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.worker import membership
from storage import staff
from tests.telegram.shop import CUSTOMER
from tests.wecom.shop import LI, OBSERVERS, ROOM, STRANGER, SUN, TIER_2, WANG, ZHOU, open_shop

STRANGER_TOLD = "有未登记的人在群里说话或点了按钮"
HIDDEN = "群里有未登记的成员，内容不在这里显示。"


@pytest.mark.rule("SEC-3")
@pytest.mark.parametrize("how", ["speaks", "taps"])
async def test_once_a_stranger_speaks_or_taps_personal_data_is_off_until_he_has_joined(
    tmp_path: Path, how: str
) -> None:
    async with open_shop(tmp_path) as shop:
        group, _ = await shop.room()
        filed = await shop.files(shop.customer())
        stranger = group.member(STRANGER)
        if how == "speaks":
            stranger.says("接单 A001")
        else:
            stranger.presses("接单", on=shop.card())
        await shop.settle()
        assert STRANGER_TOLD in shop.newest().text
        assert (await shop.case()).claimed_by is None
        assert shop.there(STRANGER) == ["您还没有登记。请向管理员要邀请码，私聊我发送“/join 邀请码”。"]
        shop.customer().says("我住在文三路")
        shop.customer().sends("photo")
        await shop.settle()
        assert not shop.found("文三路")
        assert shop.found(HIDDEN)
        assert not [one for one in shop.wecom.sent_to(ROOM) if one.kind == "image"]
        shop.wecom.person(STRANGER).says(f"/join {await shop.invited('team_leader', 'aftersales')}")
        await shop.settle()
        assert "已登记" in shop.newest(STRANGER).text
        assert any("客户内容恢复显示" in text for text in shop.there())
        assert filed.number in shop.card().text
        assert "刹车有异响" in shop.card().text


@pytest.mark.rule("SEC-3")
async def test_a_stranger_who_was_put_out_is_forgotten_when_the_group_is_bound_anew(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        group, li = await shop.room()
        await shop.files(shop.customer())
        group.member(STRANGER).says("大家好")
        await shop.settle()
        li.says(f"绑定 {await shop.queue_code('aftersales/1')}")
        await shop.settle()
        assert any("客户内容恢复显示" in text for text in shop.there())
        assert "刹车有异响" in shop.card().text
        group.member(STRANGER).says("我还在")
        await shop.settle()
        assert STRANGER_TOLD in shop.newest().text


@pytest.mark.rule("SEC-4")
async def test_whoever_leaves_the_store_is_a_stranger_in_his_groups(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        group, li = await shop.room()
        await shop.colleague(group, SUN, "team_leader")
        await shop.files(shop.customer())
        shop.wecom.person(LI).says("待办")
        await shop.settle()
        assert "没有未结的事项" in shop.newest(LI).text
        product = shop.server.product
        member = await shop.inside(staff.by_code, product.vault, product.store, "工号01")
        assert member is not None
        await shop.inside(membership.leave, product, member, shop.clock.now())
        await shop.settle()
        assert STRANGER_TOLD in "".join(shop.there())
        li.says("回复 A001 我还在")
        await shop.settle()
        assert not shop.saw(CUSTOMER, "我还在")


async def test_what_concerns_one_colleague_alone_is_told_to_him_alone(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        _, li = await shop.room()
        tier_2 = shop.wecom.group(TIER_2)
        await shop.binds(await shop.colleague(tier_2, WANG, "service_manager"), "aftersales/2")
        observers = shop.wecom.group(OBSERVERS)
        await shop.binds(await shop.colleague(observers, ZHOU, "observer", None), "supervisors")
        await shop.files(shop.customer())
        said = len(shop.there(TIER_2))
        wang = tier_2.member(WANG)
        for words, told in (
            ("回复 A001 我来", "这件不在本群的队列里。"),
            ("接单 A099", "没有找到A099，请核对编号，或发 /todo 看未结事项。"),
            ("/join 7KQ4-M2XR-0VWA", "邀请码请私聊发给我，不要发在群里。"),
        ):
            wang.says(words)
            await shop.settle()
            assert told in shop.newest(WANG).text
        assert len(shop.there(TIER_2)) == said, "the group hears nothing of it"
        group = shop.wecom.group("wrNEW")
        group.member(STRANGER).says(f"绑定 {await shop.queue_code('parts/1')}")
        await shop.settle()
        assert shop.there(STRANGER) == ["只有登记的同事可以绑定工作群。"]
        assert shop.there("wrNEW") == []
        assert li.userid == LI


async def test_an_invitation_is_good_for_one_and_a_code_for_one_group(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        code = await shop.invited("service_advisor", "aftersales")
        for userid in (LI, STRANGER):
            shop.wecom.person(userid).says(f"/join {code}")
            await shop.settle()
        assert "已登记" in shop.newest(LI).text
        assert "已经用过了" in shop.newest(STRANGER).text
        queue = await shop.queue_code("aftersales/1")
        for chat in (ROOM, TIER_2):
            shop.wecom.group(chat).member(LI).says(f"绑定 {queue}")
            await shop.settle()
        assert "本群已绑定" in shop.newest(ROOM).text
        assert "已经用过了" in shop.newest(TIER_2).text


async def test_whoever_writes_in_private_is_a_colleague_and_never_a_customer(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        stranger = shop.wecom.person(STRANGER)
        stranger.enters()
        await shop.settle()
        stranger.says("我要投诉，刹车失灵")
        await shop.settle()
        assert [text.partition(" 加入")[0] for text in shop.there(STRANGER)] == [
            "在这里可以：/join 邀请码"
        ] * 2
        _, li = await shop.room()
        heard = len(shop.there(LI))
        shop.wecom.person(LI).enters()
        await shop.settle()
        assert len(shop.there(LI)) == heard, "a colleague is not greeted every morning"
        assert li.chat == ROOM


async def test_an_unbound_group_says_how_it_is_bound(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        shop.wecom.person(LI).says(f"/join {await shop.invited('service_advisor', 'aftersales')}")
        await shop.settle()
        shop.wecom.group(ROOM).member(LI).says("在吗")
        await shop.settle()
        assert shop.newest().text == "这个群还没有绑定队列。请管理员生成口令，在群里＠我发“绑定 口令”。"


@pytest.mark.rule("STAFF-5")
async def test_a_group_that_we_are_not_in_any_more_loses_its_cases_to_another(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        group, _ = await shop.room()
        tier_2 = shop.wecom.group(TIER_2)
        await shop.binds(await shop.colleague(tier_2, WANG, "service_manager"), "aftersales/2")
        filed = await shop.files(shop.customer())
        group.removes_bot()
        shop.customer().says("车停在店门口了")
        await shop.settle()
        assert filed.number in shop.card(TIER_2).text
        assert shop.found("客户：车停在店门口了", TIER_2)


async def test_a_full_group_parks_only_itself_and_says_everything_in_the_end(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        await shop.room()
        tier_2 = shop.wecom.group(TIER_2)
        wang = await shop.colleague(tier_2, WANG, "service_manager")
        await shop.binds(wang, "aftersales/2")
        customer = shop.customer()
        await shop.files(customer)
        await shop.waits(minutes=2)
        began = shop.clock.now()
        for n in range(40):
            customer.says(f"第{n}句")
            await shop.settle_within(0)
        wang.says("待办")
        await shop.settle_within(0)
        assert "没有未结的事项" in shop.newest(TIER_2).text
        assert shop.clock.now() - began < timedelta(seconds=1)
        assert not shop.found("第39句")
        await shop.settle()
        told = [text for text in shop.there() if "句" in text]
        assert told == [f"【A001】客户：第{n}句" for n in range(40)]


@pytest.mark.rule("STAFF-3")
async def test_words_to_a_colleague_reach_no_customer_though_they_quote_the_bot(tmp_path: Path) -> None:
    async with open_shop(tmp_path) as shop:
        _, li = await shop.room()
        await shop.files(shop.customer())
        heard = len(shop.said(CUSTOMER))
        li.presses("回复")
        await shop.settle()
        asked = shop.newest()
        for quote in (shop.card(), asked):
            for words in (
                "@小王 回复 快点打给他",
                "@小王 接单",
                "@小王 这位客户你来回",
                "@所有人 回复 都看一下",
            ):
                li.says(words, quote=quote, at=False)
                await shop.settle()
                assert shop.newest().text.startswith("这句话没有发给客户")
        li.says("@小王 回复 快点打给他", quote=asked)
        await shop.settle()
        assert len(shop.said(CUSTOMER)) == heard
        assert (await shop.case()).claimed_by is None
        li.says("您好，请稍等", quote=asked)
        await shop.settle()
        assert shop.last(CUSTOMER) == "工号01：您好，请稍等"
