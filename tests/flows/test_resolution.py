"""From the first proposal to the closing words: evidence, options, objections, three tiers (FLOW)."""

from pathlib import Path

import pytest

from bot.channels.language import Pressed
from core.clocks import ClockName
from tests.flows.desk import Desk, complains, open_desk, workshop

ROOM = {1: "aftersales.1", 2: "aftersales.2", 3: "aftersales.3"}


async def paused(desk: Desk, number: str) -> set[ClockName]:
    case = await desk.case(number)
    return {clock.name for clock in case.clocks if clock.paused_at is not None}


@pytest.mark.rule("FLOW-7")
@pytest.mark.parametrize("profile", ["telegram", "wechat"])
@pytest.mark.parametrize("answer", ["words", "photo"])
async def test_while_evidence_is_awaited_the_clocks_stand_still(
    tmp_path: Path, profile: str, answer: str
) -> None:
    """The result's and the present tier's; the customer's next word or picture lets them run on."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1", profile=profile)
        await desk.taps("wang", ROOM[1], "要材料")
        prompt = (await desk.heard(f"room:{ROOM[1]}"))[-1]
        assert prompt.text == desk.worded("【A001】要客户补充什么？请直接回复本条，内容会发给客户。")
        await desk.types("wang", ROOM[1], "请拍一下仪表盘", reply_to=prompt.seq)
        assert (await desk.last("customer:c1")).startswith("工号01：请拍一下仪表盘\n")
        assert await paused(desk, number) == {ClockName.TIER1, ClockName.RESULT}
        card = (await desk.card(ROOM[1])).text
        assert "一级时限：暂停，等客户补材料" in card
        assert "状态：等客户补材料（工号01）" in card
        await desk.waits(hours=20)
        if answer == "words":
            await desk.says("c1", "没有照片")
            assert await desk.last(f"room:{ROOM[1]}") == "【A001】客户：没有照片"
        else:
            await desk.sends_photo("c1")
            assert any(one.media for one in (await desk.heard(f"room:{ROOM[1]}"))[-2:])
        assert await paused(desk, number) == set()
        assert "clocks_resumed" in await desk.history(number)
        assert "状态：工号01处理中" in (await desk.card(ROOM[1])).text


@pytest.mark.rule("FLOW-5")
@pytest.mark.rule("FLOW-8")
@pytest.mark.parametrize("profile", ["telegram", "wechat"])
async def test_an_accepted_proposal_is_closed_without_more_words(tmp_path: Path, profile: str) -> None:
    """Option by button, words by reply; accepted by button or digit; apology and thanks at the end."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1", profile=profile)
        await desk.taps("wang", ROOM[1], "出方案")
        options = (await desk.heard(f"room:{ROOM[1]}"))[-1]
        assert options.text == "【A001】选哪种解决方式？"
        assert len(options.actions) == 8
        await desk.taps("wang", ROOM[1], "维修", on=options.seq)
        prompt = (await desk.heard(f"room:{ROOM[1]}"))[-1]
        assert prompt.text == desk.worded("【A001】方案“维修”的具体内容？请直接回复本条，内容会发给客户。")
        await desk.types("wang", ROOM[1], "免费更换刹车片", reply_to=prompt.seq)
        offer = f"关于{number}，工号01给您的方案（维修）：\n免费更换刹车片\n您接受吗？"
        assert (await desk.last("customer:c1")).startswith(offer)
        if profile == "telegram":
            await desk.chooses("c1", "接受")
        else:
            await desk.says("c1", "1")
        assert (
            await desk.last("customer:c1")
            == f"好的，已记下您接受方案（{number}）。同事会落实，完成后告诉您。"
        )
        assert await desk.last(f"room:{ROOM[1]}") == "【A001】客户接受了方案（维修），请落实后结案。"
        old = await desk.card(ROOM[1])
        await desk.taps("wang", ROOM[1], "结案")
        assert await desk.last("customer:c1") == (
            f"{number}已按商定的方案（维修）办完结案。给您添麻烦了，很抱歉，也谢谢您告诉我们。"
            "还有问题，直接在这里说就行。"
        )
        closed = await desk.card(ROOM[1])
        assert "状态：已结案" in closed.text
        assert closed.actions == {}
        await desk.happens(ROOM[1], "li", Pressed(old.actions["回复"], str(old.seq)), "late")
        assert await desk.last(f"room:{ROOM[1]}") == "【A001】这件已经结案。"
        await desk.types("li", ROOM[1], "/r A001 补充一句")
        assert await desk.last(f"room:{ROOM[1]}") == (f"【A001】{number}已经结案。\n您写的内容没有发给客户。")


@pytest.mark.rule("FLOW-5")
@pytest.mark.rule("FLOW-3")
@pytest.mark.parametrize("profile", ["telegram", "wechat"])
async def test_an_objection_climbs_to_the_next_tier(tmp_path: Path, profile: str) -> None:
    """The new room has the offer and the refusal; the old card is left without buttons."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1", profile=profile)
        await desk.types("wang", ROOM[1], "出方案 A001 维修 免费更换刹车片")
        if profile == "telegram":
            await desk.chooses("c1", "不接受")
        else:
            await desk.says("c1", "2")
        assert "3月13日（周四）10:30前给您新的意见" in await desk.last("customer:c1")
        card = await desk.card(ROOM[2])
        assert f"【A001】投诉 {number} · 售后部 · 二级" in card.text
        assert "客户不接受一级的方案，转上一级。方案：免费更换刹车片。" in "\n".join(
            await desk.texts(f"room:{ROOM[2]}")
        )
        left = await desk.card(ROOM[1])
        assert left.actions == {}
        assert "这件现在由二级处理。" in left.text
        assert (await desk.history(number)).count("objected") == 1


@pytest.mark.rule("FLOW-2")
@pytest.mark.rule("FLOW-4")
@pytest.mark.rule("SLA-8")
async def test_a_case_goes_up_with_its_record_and_tier_three_is_the_top(tmp_path: Path) -> None:
    """What is missing of the record is asked for; each tier begins its own clock."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1")
        await desk.taps("wang", ROOM[1], "接单")
        await desk.types("wang", ROOM[1], "/handover 已换刹车片")
        prompt = (await desk.heard(f"room:{ROOM[1]}"))[-1]
        assert prompt.text == desk.worded("【A001】还差一项：为什么不够、要上一级做什么？请直接回复本条。")
        await desk.types("wang", ROOM[1], "异响还在", reply_to=prompt.seq)
        assert await desk.last(f"room:{ROOM[1]}") == "【A001】已上交，现在由二级处理。"
        card = (await desk.card(ROOM[2])).text
        assert card.startswith("一级上交（工号01）。做了：已换刹车片。为什么不够：异响还在。\n")
        assert "二级时限：3月13日（周四）10:30前，还剩1天" in card
        assert (await desk.card(ROOM[1])).actions == {}
        assert await desk.last("customer:c1") == (
            f"{number}已转给上一级（二级）处理，3月13日（周四）10:30前给您意见。您不用重复说明。"
        )
        case = await desk.case(number)
        assert (case.tier, case.claimed_by) == (2, None)

        await desk.types("wang", ROOM[1], "/r A001 我再看看")
        assert (await desk.last(f"room:{ROOM[1]}")).startswith(f"【A001】{number}现在在二级，由服务经理、")
        await desk.types("zhao", ROOM[2], "上交 A001 做了什么：厂家会诊\n为什么不够：要换总成")
        top = await desk.card(ROOM[3])
        assert top.text.startswith("二级上交（工号03）。做了：厂家会诊。为什么不够：要换总成。\n")
        assert "上交" not in top.actions
        assert "上交记录（一级，工号01）：做了：已换刹车片；为什么不够：异响还在" in top.text
        await desk.types("qian", ROOM[3], "/handover A001 做了；不够")
        assert await desk.last(f"room:{ROOM[3]}") == f"【A001】{number}已经在最高一级，不能再上交。"


@pytest.mark.rule("FLOW-8")
async def test_closing_needs_a_result_in_words(tmp_path: Path) -> None:
    """Asked for where none was given; the customer reads it with apology and thanks."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1")
        for how in ("tap", "type"):
            if how == "tap":
                await desk.taps("wang", ROOM[1], "结案")
            else:
                await desk.types("wang", ROOM[1], "结案 A001")
            prompt = (await desk.heard(f"room:{ROOM[1]}"))[-1]
            assert prompt.text == desk.worded("【A001】处理结果是什么？请直接回复本条，内容会发给客户。")
        assert (await desk.case(number)).is_open
        await desk.types("wang", ROOM[1], "刹车片已免费更换", reply_to=prompt.seq)
        assert await desk.last("customer:c1") == (
            f"{number}已结案：刹车片已免费更换\n给您添麻烦了，很抱歉，也谢谢您告诉我们。"
            "还有问题，直接在这里说就行。"
        )


@pytest.mark.rule("FLOW-1")
@pytest.mark.rule("CMP-9")
@pytest.mark.rule("SEC-3")
async def test_whoever_may_not_act_is_told_why_in_one_sentence(tmp_path: Path) -> None:
    """Another tier, another department, a stranger, somebody without a face; asked before he writes anything."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await desk.joins("chen", "sales_consultant", "sales", "sales.1", "aftersales.1")
        number = await complains(desk, "c1")
        card = await desk.card(ROOM[1])

        await desk.taps("chen", ROOM[1], "回复")
        refusal = f"【A001】{number}归售后部处理，您的部门不能操作。"
        assert await desk.last(f"room:{ROOM[1]}") == refusal
        await desk.enters("zhao", ROOM[1])
        await desk.taps("zhao", ROOM[1], "接单")
        assert (await desk.last(f"room:{ROOM[1]}")).startswith(f"【A001】{number}现在在一级，由服务顾问、")
        await desk.types("chen", "sales.1", "/why A001")
        assert await desk.last("room:sales.1") == "这件不在本群的队列里。"

        said = Pressed(card.actions["接单"], str(card.seq))
        await desk.happens(ROOM[1], "boss", said, "anonymous", anonymous=True)
        assert await desk.last(f"room:{ROOM[1]}") == "匿名管理员没有身份，不能处理事项。请关闭匿名后再操作。"
        await desk.enters("stranger", ROOM[1])
        await desk.types("stranger", ROOM[1], "/r A001 我是客户的朋友")
        assert await desk.last(f"room:{ROOM[1]}") == (
            "您还没有登记。请向管理员要邀请码，私聊我发送“/join 邀请码”。"
        )
        assert not any("工号" in text for text in await desk.texts("customer:c1"))
        assert (await desk.case(number)).claimed_by is None


@pytest.mark.rule("SLA-8")
async def test_why_counts_a_deadline_day_by_day_and_todo_lists_the_soonest_first(tmp_path: Path) -> None:
    """Over a weekend that was swapped for a holiday, as people read it."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        first = await complains(desk, "c1")
        await complains(desk, "c2")
        await desk.types("wang", ROOM[1], "/why A001")
        lines = (await desk.last(f"room:{ROOM[1]}")).splitlines()
        assert lines[0] == f"【A001】{first}的时限是这样算的："
        begin = lines.index("▍给客户结果（SLA-5），从3月12日（周三）10:30起")
        assert lines[begin + 1 : begin + 9] == [
            "· 3月12日（周三） 登记当天不算",
            "· 3月13日（周四） 第1个工作日",
            "· 3月14日（周五） 第2个工作日",
            "· 3月15日（周六） 周末，不算",
            "· 3月16日（周日） 周末，不算",
            "· 3月17日（周一） 第3个工作日",
            "· 3月18日（周二） 第4个工作日",
            "· 3月19日（周三） 第5个工作日",
        ]
        await desk.types("wang", ROOM[1], "接单 A002")
        await desk.types("wang", ROOM[1], "待办")
        assert await desk.last(f"room:{ROOM[1]}") == (
            "未结2件，按到期先后：\n"
            "【A001】TS20250312-0001 一般 待接单 3月12日（周三）11:00\n"
            "【A002】TS20250312-0002 一般 处理中 3月12日（周三）11:00 ★我的"
        )
        await desk.types("wang", ROOM[1], "/help")
        assert (await desk.last(f"room:{ROOM[1]}")).startswith(desk.worded("可以用的命令"))
        await desk.types("wang", ROOM[1], "/fix A001")
        assert await desk.last(f"room:{ROOM[1]}") == "没有“/fix”这个命令。发 /help 看能用的命令。"


@pytest.mark.rule("FLOW-5")
async def test_an_offer_without_words_is_asked_for_them_and_nothing_is_sent(tmp_path: Path) -> None:
    """维修 alone is no offer: the customer would be asked whether he accepts one word."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        before = await desk.texts("customer:c1")
        await desk.types("wang", "aftersales.1", "/propose A001 维修")
        asked = (await desk.heard("room:aftersales.1"))[-1]
        assert asked.text == desk.worded("【A001】方案“维修”的具体内容？请直接回复本条，内容会发给客户。")
        assert await desk.texts("customer:c1") == before
        await desk.types("wang", "aftersales.1", "免费换刹车片", reply_to=asked.seq)
        assert "方案（维修）：\n免费换刹车片" in await desk.last("customer:c1")
