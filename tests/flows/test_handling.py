"""A complaint in the hands of staff: its card, who has it, what reaches the customer and what never does."""

from pathlib import Path

import pytest

from bot.channels.language import Pressed
from tests.flows.desk import complains, open_desk, workshop


@pytest.mark.rule("STAFF-2")
@pytest.mark.rule("FLOW-1")
@pytest.mark.rule("CMP-9")
async def test_the_card_stands_in_its_departments_first_tier_and_with_the_observers_alone(
    tmp_path: Path,
) -> None:
    """Number, gravity, deadlines, what happened, and the photographs under it."""
    async with open_desk(tmp_path) as desk:
        number = await complains(desk, "c1", photos=2)
        for room in ("aftersales.1", "supervisors"):
            card = await desk.card(room)
            assert card.text.splitlines() == [
                "新投诉",
                f"【A001】投诉 {number} · 售后部 · 一级",
                "一般 · 车辆故障 · 客户平静（依据：刹车、异响、高速）",
                "首次联系：3月12日（周三）11:00前，还剩30分钟",
                "一级时限：3月13日（周四）18:00前，还剩1天7小时",
                "给客户结果：3月19日（周三）18:00前，还剩7天7小时",
                "状态：等待接单",
                "问题：刹车有异响",
                "时间：3月7日（周五）",
                "地点：高速",
                "附件：2个",
            ]
            assert list(card.actions) == ["接单", "回复", "要材料", "出方案", "上交", "结案", "改判"]
            assert (await desk.heard(f"room:{room}"))[1].media == 2
        others = [f"{desk_}.{tier}" for desk_ in ("sales", "parts", "other") for tier in (1, 2, 3)]
        for room in (*others, "aftersales.2", "aftersales.3", "panel", "improvement"):
            assert await desk.texts(f"room:{room}") == []


@pytest.mark.rule("STAFF-2")
async def test_the_first_claim_wins_and_the_loser_is_told_who(tmp_path: Path) -> None:
    """By button, by button again, and typed in three ways."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1")
        first = await desk.card("aftersales.1")
        await desk.taps("wang", "aftersales.1", "接单")
        assert await desk.last("room:aftersales.1") == "【A001】工号01已接单。"
        assert "接单" not in (await desk.card("aftersales.1")).actions
        assert "状态：工号01处理中" in (await desk.card("supervisors")).text

        await desk.happens("aftersales.1", "li", Pressed(first.actions["接单"], str(first.seq)), "late")
        assert await desk.last("room:aftersales.1") == f"【A001】{number}已由工号01接单。"
        await desk.types("li", "aftersales.1", "接单：A001")
        assert await desk.last("room:aftersales.1") == f"【A001】{number}已由工号01接单。"
        await desk.types("wang", "aftersales.1", "/claim")
        assert await desk.last("room:aftersales.1") == f"【A001】{number}您已经接单了。"
        assert (await desk.history(number)).count("claimed") == 1


@pytest.mark.rule("STAFF-3")
@pytest.mark.parametrize("profile", ["telegram", "wechat"])
async def test_a_reply_reaches_the_customer_by_every_explicit_act(tmp_path: Path, profile: str) -> None:
    """Button and prompt; typed with the short code, the number, in the thread, on the card, and with nothing
    where he has claimed one case only."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1", profile=profile)
        card = await desk.card("aftersales.1")

        await desk.taps("wang", "aftersales.1", "回复")
        prompt = (await desk.heard("room:aftersales.1"))[-1]
        assert prompt.text == desk.worded("【A001】请直接回复本条，内容会原样发给客户。")
        await desk.types("wang", "aftersales.1", "您好，我是小王", reply_to=prompt.seq)
        assert await desk.last("customer:c1") == "工号01：您好，我是小王"
        assert await desk.last("room:aftersales.1") == "【A001】正在发给客户；没送到会在这里告诉您。"

        acts = {
            "/r A001 一": {},
            f"/r {number} 二": {},
            "/r 三": {"thread": card.thread},
            "回复：四": {"reply_to": card.seq},
            "/reply 五": {},
        }
        for text, where in acts.items():
            await desk.says("c1", "还在吗")
            await desk.types("wang", "aftersales.1", text, **where)  # type: ignore[arg-type]
            assert await desk.last("customer:c1") == f"工号01：{text[-1]}"


@pytest.mark.rule("STAFF-3")
async def test_a_question_of_the_bots_is_answered_once(tmp_path: Path) -> None:
    """Whoever replies to the same question again is told so, and nothing goes out twice."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        await desk.taps("wang", "aftersales.1", "回复")
        prompt = (await desk.heard("room:aftersales.1"))[-1]
        await desk.types("wang", "aftersales.1", "马上看", reply_to=prompt.seq)
        await desk.types("li", "aftersales.1", "他人不错", reply_to=prompt.seq)
        assert await desk.last("room:aftersales.1") == "【A001】这条提问已经用过或失效，请重新点按钮。"
        assert [text for text in await desk.texts("customer:c1") if text.startswith("工号")] == [
            "工号01：马上看"
        ]


@pytest.mark.rule("STAFF-1")
async def test_between_two_cases_the_bot_asks_and_never_guesses(tmp_path: Path) -> None:
    """The typed words wait behind the choice, for the one who typed them; they go out once."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        await complains(desk, "c2")
        said = await desk.types("wang", "aftersales.1", "/r 请问您在哪儿")
        asked = (await desk.heard("room:aftersales.1"))[-1]
        assert asked.text == "请问是哪一件？"
        labels = list(asked.actions)
        assert labels == ["【A001】TS20250312-0001", "【A002】TS20250312-0002"]

        await desk.taps("li", "aftersales.1", labels[1])
        assert await desk.last("room:aftersales.1") == "这是工号01在选，请他来选。"
        await desk.taps("wang", "aftersales.1", labels[1])
        assert await desk.last("customer:c2") == "工号01：请问您在哪儿"
        assert not [text for text in await desk.texts("customer:c1") if "工号" in text]
        answered = next(one for one in await desk.heard("room:aftersales.1") if one.seq == asked.seq)
        assert (answered.text, answered.actions) == ("已选【A002】。", {})

        again = Pressed(asked.actions[labels[0]], str(asked.seq))
        await desk.happens("aftersales.1", "wang", again, "again")
        assert await desk.last("room:aftersales.1") == "这个按钮已经失效，请用最新的卡片。"
        await desk.edits("aftersales.1", "wang", said, "/r 请问您现在在哪儿")
        assert await desk.last("customer:c2") == "工号01：请问您现在在哪儿"


@pytest.mark.rule("STAFF-1")
async def test_a_quote_and_a_code_that_disagree_are_not_reconciled(tmp_path: Path) -> None:
    """Nor is a code that names nothing."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1")
        await complains(desk, "c2")
        card = await desk.card("aftersales.1", "A001")
        await desk.types("wang", "aftersales.1", "/r A002 您好", reply_to=card.seq)
        assert await desk.last("room:aftersales.1") == (
            "您引用的或所在的话题是A001，写的是A002，什么都没有做。请到A002的卡片下发，或去掉编号。"
        )
        await desk.types("wang", "aftersales.1", "/r A777 您好")
        assert await desk.last("room:aftersales.1") == "没有找到A777，请核对编号，或发 /todo 看未结事项。"
        assert not [text for text in await desk.texts("customer:c2") if "您好" in text and "工号" in text]


@pytest.mark.rule("STAFF-3")
async def test_an_edit_of_a_reply_changes_what_the_customer_reads_and_nothing_else_does(
    tmp_path: Path,
) -> None:
    """An edit that makes a note of it, or another case's reply, is kept from him and said so."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "c1")
        await complains(desk, "c2")
        talk = await desk.types("wang", "aftersales.1", "这个客户挺急的")
        said = await desk.types("wang", "aftersales.1", "/r A001 明天给您答复")
        await desk.edits("aftersales.1", "wang", said, "/r A001 今天给您答复")
        assert await desk.last("customer:c1") == "工号01：今天给您答复"
        before = await desk.texts("customer:c1")
        for text in ("/note A001 客户难缠", "/r A002 今天给您答复", "/unknown x"):
            await desk.edits("aftersales.1", "wang", said, text)
            assert (await desk.last("room:aftersales.1")).startswith("【A001】这次修改没有同步给客户")
        await desk.edits("aftersales.1", "wang", talk, "这个客户不急")
        assert (await desk.last("room:aftersales.1")).startswith("【A001】这次修改没有同步给客户")
        await desk.edits("aftersales.1", "wang", talk, "/r A001 悄悄话")
        assert await desk.last("room:aftersales.1") == "改过的消息不会当作命令执行。要执行，请重新发一条。"
        assert await desk.texts("customer:c1") == before
        assert (await desk.history(number)).count("reply_edited") == 1


@pytest.mark.rule("STAFF-3")
async def test_on_wechat_an_edit_is_explained_unless_the_reply_still_waits(tmp_path: Path) -> None:
    """What was sent stays; what is held is changed before it goes."""
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "c1", profile="wechat")
        said = await desk.types("wang", "aftersales.1", "/r A001 明天给您答复")
        await desk.edits("aftersales.1", "wang", said, "/r A001 今天给您答复")
        assert await desk.last("room:aftersales.1") == "【A001】客户那边的消息不能修改，请用“回复”补一条。"
        assert await desk.last("customer:c1") == "工号01：明天给您答复"
        await desk.waits(hours=49)
        held = await desk.types("zhao", "aftersales.2", "/r A001 零件到了")
        assert await desk.last("room:aftersales.2") == "【A001】客户下次发言时送达。"
        await desk.edits("aftersales.2", "zhao", held, "/r A001 零件明天到")
        await desk.says("c1", "怎么样了")
        assert any("工号03：零件明天到" in text for text in await desk.texts("customer:c1"))
        assert not any("零件到了" in text for text in await desk.texts("customer:c1"))
