"""A customer sees, copies, restricts what is kept of him, and a leak that he reports is followed (SAFE-3, SAFE-4)."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Connection

from storage import phones
from tests.flows.desk import Desk, complains, open_desk, workshop
from tests.flows.mailings import acts, comes, sales
from tests.flows.test_papers import sent, words_of

NUMBER = "13812345678"


async def customer(desk: Desk, profile: str = "telegram", *, answered: bool = True) -> str:
    await workshop(desk)
    number = await complains(desk, "c1", photos=1, profile=profile)
    await desk.says("c1", "可以留电话")
    await desk.says("c1", "1 3")
    await desk.says("c1", NUMBER)
    if answered:
        await desk.types("wang", "aftersales.1", "/r A001 已安排检查")
    await desk.types("wang", "aftersales.1", "/note A001 这位客户是老客户")
    await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
    await desk.waits(minutes=3)
    return number


@pytest.mark.rule("SAFE-4")
async def test_he_sees_what_is_kept_and_who_may_use_it_and_who_saw_it(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        number = await customer(desk)
        await desk.says("c1", "我的信息")
        told = await desk.last("customer:c1")
        assert "手机号：138****5678。" in told
        assert f"投诉和咨询：{number}。" in told
        assert "同意中的用途：2项。" in told
        assert "用您的号码联系过您：1次。" in told
        await desk.says("c1", "谁有我的号码")
        told = await desk.last("customer:c1")
        assert told.startswith(
            "现在只有这些部门可以用您的号码，每次都要先过系统核对：\n"
            "· 售后部：投诉处理、维修进度\n没有提供给任何第三方。"
        )
        assert f"售后部工号01，电话，投诉处理 {number}" in told
        await desk.says("c1", "谁看过我的号码")
        assert f"售后部工号01，电话，投诉处理 {number}" in await desk.last("customer:c1")
        await desk.customer("c2")
        await desk.says("c2", "谁看过我的号码")
        assert (await desk.last("customer:c2")).startswith("没有人看过您的完整号码")


@pytest.mark.rule("SAFE-4", "GATE-8")
async def test_who_has_his_number_counts_no_chat_and_does_count_what_an_open_case_allows(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await comes_with_an_open_booking(desk)
        await acts(desk, "c1")
        await desk.says("c1", "谁有我的号码")
        assert (await desk.last("customer:c1")).startswith("现在没有人可以用您的号码。")
        await desk.says("c1", "留电话")
        await desk.says("c1", "4")
        await desk.says("c1", NUMBER)
        await desk.says("c1", "谁有我的号码")
        told = await desk.last("customer:c1")
        assert "· 售后部：维修进度\n" in told
        assert "优惠" not in told
        await desk.waits(minutes=1)
        await desk.types("wang", "aftersales.1", "/联系 A001 维修进度 聊天 明天可以来")
        assert "明天可以来" in await desk.last("customer:c1")
        await desk.says("c1", "谁看过我的号码")
        assert (await desk.last("customer:c1")).startswith("没有人看过您的完整号码")


@pytest.mark.rule("SAFE-4", "GATE-8")
async def test_what_he_was_never_asked_is_named_with_the_case_that_allows_it(tmp_path: Path) -> None:
    """He left his number for offers alone; his complaint is open, and he has said no to nothing about it."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1")
        await desk.inside(leaves, desk, (await desk.case(number)).customer)
        await desk.says("c1", "谁有我的号码")
        assert f"· 售后部：投诉处理（{number}）、维修进度（{number}）" in await desk.last("customer:c1")
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        assert "可以联系" in await desk.last("room:aftersales.1")
        await desk.waits(minutes=1)
        await desk.says("c1", "全部退订")
        await desk.says("c1", "谁有我的号码")
        assert "现在没有人可以用您的号码" in await desk.last("customer:c1")


async def comes_with_an_open_booking(desk: Desk) -> None:
    await desk.customer("c1")
    for said in ("约个保养", "跳过", "跳过", "都不用"):
        await desk.says("c1", said)
    await desk.waits(minutes=1)


def leaves(connection: Connection, desk: Desk, customer: int) -> None:
    phones.add(connection, desk.server.product.vault, customer, f"+86{NUMBER}", desk.now)


@pytest.mark.rule("SAFE-4")
@pytest.mark.parametrize("text", ["什么是保养提醒", "保养提醒是什么意思？", "解释一下 保养提醒"])
async def test_a_purpose_is_explained_by_the_same_data_that_decides(tmp_path: Path, text: str) -> None:
    async with open_desk(tmp_path) as desk:
        await desk.customer("c1")
        await desk.says("c1", text)
        assert await desk.last("customer:c1") == (
            "保养提醒：到保养时间时提醒您。由售后部使用，可能的方式：聊天消息、短信、电话；用到的信息：手机号；"
            "保存：车辆不再由本店服务后 30 天。要您同意才会用，随时可以停。"
        )


@pytest.mark.rule("SAFE-4")
async def test_a_copy_of_all_to_read_and_for_a_program(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        number = await customer(desk)
        told, files = await sent(desk, "导出我的信息")
        assert told.startswith("这是我们保存的您的全部信息")
        assert [name for _, name, _ in files] == ["我的信息.pdf", "my-data.json"]
        words, data = words_of(files[0][2]), json.loads(files[1][2])
        for expected in (
            number,
            "刹车有异响",
            "已安排检查",
            "138****5678",
            "照片，约1KB",
            "同意：投诉处理（电话）",
        ):
            assert expected.replace(" ", "") in words, expected
        assert data["cases"][0]["number"] == number
        for content in (words, files[1][2].decode()):
            assert "老客户" not in content
            assert NUMBER not in content


@pytest.mark.rule("SAFE-4")
async def test_on_wechat_the_copy_comes_as_pictures(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await customer(desk, "wechat")
        told, files = await sent(desk, "导出我的信息")
        assert "微信里发不了数据文件，所以只有图片版" in told
        assert {kind for kind, _, _ in files} == {"photo"}


@pytest.mark.rule("SAFE-4")
@pytest.mark.rule("CON-8")
async def test_restricting_stops_everything_and_can_be_undone(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await customer(desk)
        await desk.says("c1", "限制使用我的信息")
        assert "已停止对您的一切联系" in await desk.last("customer:c1")
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        assert "撤回了同意" in await desk.last("room:aftersales.1")
        await desk.waits(minutes=1)
        await desk.says("c1", "恢复同意")
        assert "已恢复：投诉处理（电话）、维修进度（短信）" in await desk.last("customer:c1")


@pytest.mark.rule("SAFE-3")
async def test_a_leak_freezes_marketing_and_gives_the_supervisors_every_access(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        number = await customer(desk, answered=False)
        await desk.says("c1", "你们把我的信息泄露了，天天有骚扰电话")
        told = await desk.last("customer:c1")
        for expected in ("营销联系已全部停止", "门店负责人", "12315", "12321"):
            assert expected in told
        card = await desk.card("supervisors")
        assert card.text.startswith(
            "⚠ 客户反映个人信息泄露，请查明并答复客户\n【A002】信息泄露 ZX20250312-0001"
        )
        report = await desk.last("room:supervisors")
        assert "一共被看过、用过1次" in report
        assert "工号01，电话，投诉处理，结果：未报告" in report
        assert NUMBER not in str(await desk.texts("room:supervisors"))
        assert "泄露" not in str(await desk.texts("room:aftersales.1"))
        assert "正式投诉，回复“投诉”" in told
        await desk.says("c1", "什么时候能修好")
        assert f"已转给处理{number}的同事" in await desk.last("customer:c1")
        before = len(await desk.texts("room:supervisors"))
        await desk.says("c1", "保险公司怎么会有我的号码")
        assert len(await desk.texts("room:supervisors")) > before
        incidents = [text for text in await desk.texts("room:supervisors") if "】信息泄露 ZX" in text]
        assert len(incidents) == 1


@pytest.mark.rule("SAFE-3", "STAFF-1")
async def test_without_a_group_of_the_supervisors_the_last_tier_hears_of_the_leak(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await customer(desk, answered=False)
        await desk.unbinds("supervisors")
        await desk.says("c1", "你们把我的信息泄露了")
        told = await desk.texts("room:other.3")
        assert any("客户反映个人信息泄露，请查明并答复客户" in text for text in told)
        assert "一共被看过、用过1次" in told[-1]
        await desk.enters("qian", "other.3")
        await desk.types("qian", "other.3", "/r A002 我们正在查")
        assert "我们正在查" in await desk.last("customer:c1")
        assert "泄露" not in str(await desk.texts("room:aftersales.1"))


@pytest.mark.rule("SAFE-3", "FLOW-1")
async def test_whoever_sits_with_the_supervisors_answers_for_a_leak_and_nobody_else(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await customer(desk, answered=False)
        await desk.says("c1", "你们把我的信息泄露了")
        await desk.enters("qian", "supervisors")
        await desk.types("qian", "supervisors", "/r A002 我们正在查")
        assert "我们正在查" in await desk.last("customer:c1")
        await desk.types("wang", "aftersales.1", "/r A002 没有的事")
        assert "没有的事" not in str(await desk.texts("customer:c1"))


@pytest.mark.rule("SAFE-3", "CON-9")
async def test_what_a_leak_stops_has_a_receipt_and_can_be_had_back(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await sales(desk)
        await comes(desk, "c1")
        await desk.waits(minutes=1)
        await desk.says("c1", "你们把我的信息泄露了")
        told = await desk.last("customer:c1")
        assert "撤回回执：3月12日（周三）10:31" in told
        assert "24小时内回复“恢复同意”" in told
        await desk.waits(minutes=1)
        await desk.says("c1", "恢复同意")
        assert "已恢复：优惠与车型推送（聊天消息）" in await desk.last("customer:c1")


@pytest.mark.rule("SAFE-3", "CON-8")
@pytest.mark.parametrize(
    ("said", "calls"),
    [
        ("你们泄露了我的号码，别再给我打电话", False),
        ("你们泄露了我的号码，不需要此类服务", False),
        ("你们泄露了我的号码，退订续保", True),
        ("你们泄露了我的号码", True),
    ],
)
async def test_a_leak_freezes_all_marketing_whatever_else_he_stops_in_the_same_breath(
    tmp_path: Path, said: str, calls: bool
) -> None:
    async with open_desk(tmp_path) as desk:
        await customer(desk, answered=False)
        await acts(desk, "c1")
        await desk.waits(minutes=1)
        await desk.says("c1", said)
        assert "营销联系已全部停止" in await desk.last("customer:c1")
        await desk.says("c1", "我的同意")
        told = await desk.last("customer:c1")
        assert "优惠与车型推送（聊天消息）：已撤回" in told
        assert ("投诉处理（电话）：同意" in told) is calls


@pytest.mark.rule("SAFE-3")
async def test_told_where_a_form_asks_what_happened_it_is_the_answer_too(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await desk.customer("c1")
        await desk.says("c1", "投诉")
        await desk.says("c1", "我的电话被你们店泄露了")
        told = await desk.last("customer:c1")
        assert "营销联系已全部停止" in told
        assert "影响行车安全吗" in told
        assert "没有任何人看过他的完整号码" in await desk.last("room:supervisors")


@pytest.mark.rule("SAFE-3")
async def test_told_to_the_person_who_holds_the_talk_it_is_followed_all_the_same(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await customer(desk)
        await desk.says("c1", "是不是你们卖了我的号码")
        assert "营销联系已全部停止" in await desk.last("customer:c1")
        assert "一共被看过、用过1次" in await desk.last("room:supervisors")
        assert "客户：是不是你们卖了我的号码" in (await desk.last("room:aftersales.1"))
