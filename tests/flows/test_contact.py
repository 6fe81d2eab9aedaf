"""A clerk reaches a customer's number through the gate alone: for himself, once, for two minutes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import contacts
from tests.flows.desk import Desk, complains, open_desk, workshop

NUMBER = "13812345678"


async def leaves_number(desk: Desk, name: str, choice: str = "1") -> str:
    """He complains, and agrees to what he chose of the list: 1 calls about the complaint, 2 SMS about it, 3 SMS
    about the repair."""
    number = await complains(desk, name, profile="wechat")
    await desk.says(name, "可以留电话")
    await desk.says(name, choice)
    await desk.says(name, NUMBER)
    return number


async def whispered(desk: Desk, who: str) -> list[str]:
    return await desk.texts(f"staff:{who}")


@pytest.mark.rule("GATE-7")
@pytest.mark.rule("SAFE-2")
async def test_the_number_goes_to_the_clerk_alone_after_the_customer_knows_the_word(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await leaves_number(desk, "c1")
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        assert await desk.last("room:aftersales.1") == (
            "【A001】可以联系。号码已私下发给工号01，这个号码近一天第1次，最多3次；今天22:00前可以联系。"
        )
        told = await desk.last("customer:c1")
        assert told.startswith(f"售后部工号01马上给您打电话，事由：投诉处理（{number}）。来电会先说口令 ")
        word = told.partition("口令 ")[2][:4]
        assert word.isdigit()
        reveal, asked = (await whispered(desk, "wang"))[-2:]
        assert reveal == (
            f"{NUMBER}\n{number} · 投诉处理\n接通后请先说口令 {word}。只谈这件事，120秒后本条删除，请勿转存。"
        )
        assert asked == f"{number} · 投诉处理：联系结果是？"
        everywhere = [await desk.texts(f"room:{room}") for room in ("aftersales.1", "supervisors")]
        assert NUMBER not in str(everywhere) + str(await desk.texts("customer:c1"))


@pytest.mark.rule("GATE-7")
async def test_after_two_minutes_the_number_is_gone_and_the_outcome_is_asked_for_until_it_is_given(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await leaves_number(desk, "c1")
        await desk.types("wang", "aftersales.1", "/contact A001 complaint call")
        await desk.waits(seconds=119)
        assert NUMBER in str(await whispered(desk, "wang"))
        await desk.waits(seconds=1)
        assert NUMBER not in str(await desk.events("staff:wang"))

        question = f"{number} · 投诉处理：联系结果是？"
        assert (await whispered(desk, "wang")).count(question) == 1
        await desk.waits(minutes=28)
        assert (await whispered(desk, "wang")).count(question) == 2
        await desk.waits(hours=24)
        assert (await whispered(desk, "wang")).count(question) == 3
        await desk.taps_privately("wang", "未接")
        assert (await whispered(desk, "wang"))[-1] == "已记录：未接。"
        await desk.taps_privately("wang", "接通")
        assert (await whispered(desk, "wang"))[-1] == "结果已经记录过了。"
        await desk.waits(hours=49)
        assert (await whispered(desk, "wang")).count(question) == 3


@pytest.mark.rule("GATE-9")
@pytest.mark.rule("GATE-5")
async def test_a_denial_names_every_reason_and_shows_nothing(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await leaves_number(desk, "c1", "1")
        await desk.until(datetime(2025, 3, 12, 14, 0, tzinfo=UTC))
        await desk.types("wang", "aftersales.1", "/联系 A001 维修进度 短信")
        assert await desk.last("room:aftersales.1") == (
            "【A001】现在不能联系：\n"
            "· 客户于3月12日（周三）10:30拒绝了“维修进度”，任何人都不能代他改。\n"
            "· 现在是免打扰时间，08:00以后可以。\n"
            "等待不会改变结果。"
        )
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        assert (await desk.last("room:aftersales.1")).endswith("最早3月13日（周四）08:00可以再申请。")
        assert NUMBER not in str(await whispered(desk, "wang"))


@pytest.mark.rule("GATE-2")
async def test_three_a_day_whoever_asks_and_every_reveal_counts(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await leaves_number(desk, "c1", "1 2")
        for who, text in (("wang", "/联系 A001 投诉处理"), ("li", "/联系 A001 投诉处理 短信")):
            await desk.types(who, "aftersales.1", text)
        await desk.types("zhao", "aftersales.2", "/联系 A001 投诉处理")
        assert await desk.last("room:aftersales.2") == "这件不在本群的队列里。"
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        await desk.types("li", "aftersales.1", "/联系 A001 投诉处理")
        assert await desk.last("room:aftersales.1") == (
            "【A001】现在不能联系：\n· 这个号码已联系3次，自然日和连续24小时都不能再多。\n"
            "最早3月13日（周四）10:30可以再申请。"
        )


@pytest.mark.rule("CON-8")
@pytest.mark.rule("GATE-7")
async def test_whoever_says_stop_while_his_number_is_shown_takes_it_off_the_screen(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await leaves_number(desk, "c1")
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        assert NUMBER in str(await whispered(desk, "wang"))
        await desk.says("c1", "别打电话")
        assert NUMBER not in str(await desk.events("staff:wang"))
        assert f"{number}的客户刚刚撤回了同意。号码已收回，请不要再联系。" in await whispered(desk, "wang")
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        assert "撤回了同意" in await desk.last("room:aftersales.1")


@pytest.mark.rule("GATE-1")
async def test_what_changes_before_it_is_sent_is_judged_again(tmp_path: Path) -> None:
    """The clerk's chat is slow; meanwhile the customer says stop."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await leaves_number(desk, "c1")
        await desk.fails("staff:wang", "rate_limited")
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        await desk.says("c1", "别打电话")
        await desk.waits(seconds=60)
        assert NUMBER not in str(await desk.events("staff:wang"))


@pytest.mark.rule("GATE-1")
async def test_a_ticket_that_could_not_be_shown_gives_its_attempt_back(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await leaves_number(desk, "c1")
        await desk.fails("staff:wang", "blocked")
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        assert await desk.last("room:aftersales.1") == (
            "【A001】工号01申请的联系没有完成，次数已退回。需要时请重新申请。"
        )
        for _ in range(3):
            await desk.types("li", "aftersales.1", "/联系 A001 投诉处理")
        assert "第3次" in await desk.last("room:aftersales.1")


@pytest.mark.rule("GATE-1")
async def test_a_reveal_of_which_nobody_knows_whether_it_arrived_counts_and_is_not_repeated(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await leaves_number(desk, "c1")
        await desk.fails("staff:wang", "timeout")
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        await desk.waits(seconds=60)
        assert str(await whispered(desk, "wang")).count(NUMBER) <= 1
        await desk.types("li", "aftersales.1", "/联系 A001 投诉处理")
        assert "第2次" in await desk.last("room:aftersales.1")


@pytest.mark.rule("GATE-5")
async def test_a_refusal_on_the_phone_stops_the_purpose_and_the_customer_reads_it(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await leaves_number(desk, "c1")
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        await desk.taps_privately("wang", "拒绝")
        assert (await whispered(desk, "wang"))[-1] == "已记录：客户拒绝。“投诉处理”已停止，不会再联系。"
        await desk.types("li", "aftersales.1", "/联系 A001 投诉处理")
        assert "拒绝了“投诉处理”" in await desk.last("room:aftersales.1")


@pytest.mark.rule("SEC-4")
async def test_a_leaver_loses_his_ticket_and_the_number_on_his_screen(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await leaves_number(desk, "c1")
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        await desk.leaves("wang", "aftersales.1")
        assert NUMBER not in str(await desk.events("staff:wang"))


@pytest.mark.rule("GATE-6")
async def test_a_purpose_of_another_department_is_refused_and_an_unknown_one_named(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await leaves_number(desk, "c1")
        await desk.types("wang", "aftersales.1", "/联系 A001 续保")
        assert "· “续保”归销售部，其他部门不能用。" in await desk.last("room:aftersales.1")
        await desk.types("wang", "aftersales.1", "/联系 A001 闲聊")
        assert "没有“闲聊”这个用途" in await desk.last("room:aftersales.1")
        await desk.types("wang", "aftersales.1", "/联系 A001")
        asked = (await desk.heard("room:aftersales.1"))[-1]
        assert "投诉处理" in asked.actions
        assert "续保" not in asked.actions
        await desk.taps("wang", "aftersales.1", "投诉处理")
        assert NUMBER in str(await whispered(desk, "wang"))


@pytest.mark.rule("GATE-4")
async def test_words_to_the_chat_pass_the_gate_with_their_content(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await leaves_number(desk, "c1")
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理 聊天 配件明天到，顺便看看车险")
        assert "· 内容涉及保险，和用途不符。" in await desk.last("room:aftersales.1")
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理 聊天 配件明天到")
        assert await desk.last("customer:c1") == (
            "售后部工号01（投诉处理）：配件明天到\n不想再收到，请回复“退订投诉处理”。"
        )
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理 聊天")
        assert (
            await desk.last("room:aftersales.1")
            == "请写要说的话，例：/联系 A001 试驾回访 聊天 周末方便来店吗"
        )


@pytest.mark.rule("GATE-1")
async def test_every_decision_stands_in_the_log_with_its_reasons(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await leaves_number(desk, "c1")
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        await desk.types("wang", "aftersales.1", "/联系 A001 续保")
        case = await desk.case(number)
        shown = await desk.inside(contacts.of_customer, case.customer, desk.now - timedelta(days=1))
        assert [(one.staff_code, one.purpose, one.channel, one.basis) for one in shown] == [
            ("工号01", "complaint", "call", "consent")
        ]


@pytest.mark.rule("SAFE-1")
async def test_whoever_asks_who_called_reads_his_own_contacts_with_their_word(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await leaves_number(desk, "c1")
        await desk.says("c1", "核实来电")
        assert await desk.last("customer:c1") == (
            "⚠️ 最近30天我们没有联系过您，刚才的来电不是我们！不要告诉对方验证码、银行卡号，也不要转账。"
            "可向12321举报，已受骗请拨打110。"
        )
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        word = (await desk.last("customer:c1")).partition("口令 ")[2][:4]
        await desk.says("c1", "刚才谁给我打电话")
        line = f"· 10:30 售后部工号01，电话，投诉处理 {number}；口令 {word}"
        listed = await desk.last("customer:c1")
        assert line in listed.replace("3月12日（周三）", "")
        assert "不在上面的来电，都不是我们" in listed
        await desk.customer("c2")
        await desk.says("c2", "刚才有人自称你们4S店打电话，真的假的")
        assert "不是我们" in await desk.last("customer:c2")
        assert word not in await desk.last("customer:c2")


@pytest.mark.rule("SAFE-1")
@pytest.mark.parametrize(
    ("later", "said"),
    [
        (timedelta(minutes=60), "都不是我们：请挂断"),
        (timedelta(minutes=60, seconds=1), "刚才的来电不在其中，不是我们"),
        (timedelta(days=30), "最近30天我们没有联系过您"),
    ],
)
async def test_an_old_contact_is_not_the_call_just_now(tmp_path: Path, later: timedelta, said: str) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await leaves_number(desk, "c1")
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        await desk.until(desk.now + later)
        await desk.says("c1", "/whocalled")
        assert said in await desk.last("customer:c1")


@pytest.mark.rule("GATE-1")
async def test_words_that_need_a_ticket_are_not_joined_with_others_and_so_are_judged_again(
    tmp_path: Path,
) -> None:
    """Where messages are counted waiting texts become one: a reply would carry the others past the gate."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await leaves_number(desk, "c1")
        await desk.fails("customer:c1", "rate_limited")
        await desk.types("wang", "aftersales.1", "/r A001 今天就修")
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理 聊天 配件明天到")
        await desk.waits(seconds=60)
        reply, message = (await desk.texts("customer:c1"))[-2:]
        assert "今天就修" in reply
        assert message == "售后部工号01（投诉处理）：配件明天到\n不想再收到，请回复“退订投诉处理”。"


@pytest.mark.rule("GATE-1")
@pytest.mark.parametrize(("faults", "later", "shown"), [(3, 30, 1), (500, 121, 0)])
async def test_a_process_that_dies_between_decision_and_sending_shows_it_once_in_time_or_never(
    tmp_path: Path, faults: int, later: int, shown: int
) -> None:
    """The clerk's chat is slow, the process is gone; its successor asks the gate anew while the ticket lives."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await leaves_number(desk, "c1")
        await desk.fails("staff:wang", "rate_limited", faults)
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        assert NUMBER not in str(await whispered(desk, "wang"))
        now = desk.now
    async with open_desk(tmp_path, start=now) as desk:
        await desk.waits(seconds=later)
        events = [one for one in await desk.events("staff:wang") if one["sender"] == "bot"]
        assert sum(NUMBER in one["text"] for one in events) == shown
        await desk.types("li", "aftersales.1", "/联系 A001 投诉处理")
        assert f"第{1 + shown}次" in await desk.last("room:aftersales.1")


@pytest.mark.rule("SAFE-2")
async def test_a_call_is_not_announced_hours_after_its_ticket_has_ended(tmp_path: Path) -> None:
    """His platform lets us write no more: what waits there until he writes again is not this."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await leaves_number(desk, "c1")
        await desk.waits(hours=71)
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        assert "可以联系" in await desk.last("room:aftersales.1")
        await desk.waits(hours=2)
        await desk.says("c1", "在吗")
        await desk.waits(minutes=2)
        assert "马上给您打电话" not in str(await desk.texts("customer:c1"))


@pytest.mark.rule("SAFE-2")
async def test_whoever_takes_no_chat_messages_has_not_seen_the_word_and_the_clerk_knows(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await leaves_number(desk, "c1")
        await desk.says("c1", "微信别再给我发消息了")
        before = await desk.texts("customer:c1")
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        assert await desk.texts("customer:c1") == before
        assert NUMBER in str(await whispered(desk, "wang"))
        assert await desk.last("room:aftersales.1") == (
            "【A001】客户不收聊天消息，没有提前看到口令：接通后请先说工号和事由；他想核对，可以回复“核实来电”。"
        )


@pytest.mark.rule("GATE-3", "GATE-1")
@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (datetime(2025, 3, 12, 13, 59, 59, 999_999, tzinfo=UTC), True),
        (datetime(2025, 3, 12, 14, 0, tzinfo=UTC), False),
        (datetime(2025, 3, 12, 23, 59, 59, 999_999, tzinfo=UTC), False),
        (datetime(2025, 3, 13, 0, 0, tzinfo=UTC), True),
    ],
)
async def test_the_night_begins_and_ends_to_the_instant(tmp_path: Path, at: datetime, shown: bool) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await leaves_number(desk, "c1")
        await desk.until(at)
        await desk.types("wang", "aftersales.1", "/联系 A001 投诉处理")
        assert (NUMBER in str(await whispered(desk, "wang"))) is shown
        assert ("免打扰时间" in await desk.last("room:aftersales.1")) is not shown
