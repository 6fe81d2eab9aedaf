"""A customer links his two chats by his own act, is one customer in both, and parts them when he likes."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.flows.desk import Desk, complains, open_desk, workshop
from tests.flows.linked import CODE, all_opens, code_of, confirms, link

UNUSABLE = (
    "这个关联码不能用：打错了、用过了、过期了，或者不是另一个平台上要的。请到那里回复“关联账号”再要一个。"
)
ROOM = "aftersales.1"


async def two_chats(desk: Desk, *, linked: bool = True) -> str:
    """A complaint told on Telegram, and the same customer on WeChat; the complaint's number."""
    await workshop(desk)
    number = await complains(desk, "tg")
    await desk.customer("wx", "wechat")
    if linked:
        await link(desk)
    return number


# --- how two chats are linked -----------------------------------------------------------------------------


@pytest.mark.rule("CON-6")
@pytest.mark.parametrize(("one", "other"), [("tg", "wx"), ("wx", "tg")])
async def test_he_asks_in_one_chat_and_confirms_in_the_other_and_both_get_a_receipt(
    tmp_path: Path, one: str, other: str
) -> None:
    async with open_desk(tmp_path) as desk:
        number = await two_chats(desk, linked=False)
        code = await code_of(desk, one)
        here = {"tg": "Telegram", "wx": "微信"}
        told = await desk.last(f"customer:{one}")
        assert told == (
            f"请在{here[other]}里打开星驰4S店，把下面这行发给我：\n关联码 {code}\n"
            "3月13日（周四）10:30前有效，只能用一次。谁拿它确认了，谁就能看到您的事办到哪一步：不要发给别人，同事不会向您要。"
        )
        await desk.says(other, told)
        asked = await desk.last(f"customer:{other}")
        assert asked.startswith(f"确认以后，您在{here[other]}和{here[one]}的两个聊天算同一位客户：")
        assert "“同意”只在原来那边算" in asked
        await desk.says("wx", "查进度")
        assert number not in await desk.last("customer:wx")
        await desk.says(other, code)
        assert await desk.last(f"customer:{other}") == UNUSABLE
        await desk.says(other, f"关联码 {await code_of(desk, one)}")
        await confirms(desk, other)
        assert await desk.last(f"customer:{other}") == (
            f"已关联您的{here[one]}，3月12日（周三）10:30。在办的事两边都能看；任何时候回复“解除关联”就分开。"
        )
        assert (await desk.last(f"customer:{one}")).startswith(
            f"您刚才在{here[other]}上确认了关联，3月12日（周三）10:30：两个聊天现在算同一位客户。"
        )
        await desk.says("wx", "查进度")
        assert number in await desk.last("customer:wx")
        await all_opens(desk)


@pytest.mark.rule("CON-6")
async def test_nothing_but_the_answer_to_that_question_links(tmp_path: Path) -> None:
    """Not “好的”, not a number once something else was shown, not the question's own button after 不关联."""
    async with open_desk(tmp_path) as desk:
        number = await two_chats(desk, linked=False)
        await desk.says("wx", await code_of(desk, "tg"))
        await desk.says("wx", "好的")
        await desk.says("wx", "预约")
        await desk.says("wx", "1")
        await desk.says("wx", "查进度")
        assert number not in await desk.last("customer:wx")
        await desk.says("tg", await code_of(desk, "wx"))
        await desk.chooses("tg", "不关联")
        assert await desk.last("customer:tg") == "好的，没有关联。那个关联码也作废了。"
        await desk.chooses("tg", "确认关联")
        assert "这次确认已经失效了" in await desk.last("customer:tg")
        await desk.says("wx", "查进度")
        assert number not in await desk.last("customer:wx")


@pytest.mark.rule("CON-6")
@pytest.mark.parametrize(
    ("waits", "links"), [(timedelta(hours=24) - timedelta(seconds=1), True), (timedelta(hours=24), False)]
)
async def test_a_code_and_its_question_live_for_a_day(tmp_path: Path, waits: timedelta, links: bool) -> None:
    async with open_desk(tmp_path) as desk:
        await two_chats(desk, linked=False)
        code, began = await code_of(desk, "wx"), desk.now
        await desk.until(began + waits)
        await desk.says("tg", code)
        assert (await desk.last("customer:tg") == UNUSABLE) is not links
        again, began = await code_of(desk, "wx"), desk.now
        await desk.says("tg", again)
        await desk.until(began + waits)
        await desk.chooses("tg", "确认关联")
        assert ("已关联" in await desk.last("customer:tg")) is links


@pytest.mark.rule("CON-6")
async def test_wrong_used_and_expired_codes_read_the_same_and_a_guesser_is_stopped(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await two_chats(desk, linked=False)
        await desk.customer("other", "wechat")
        old = await code_of(desk, "tg")
        used = await code_of(desk, "tg")
        await desk.says("other", used)
        await desk.says("other", "2")
        assert "没有关联" in await desk.last("customer:other")
        for code in (old, used, "7KQ4-M2XR-0VWA", "关联码 000000000000", "关联码 7KQ4-M2XR-0VWA"):
            await desk.says("wx", code)
            assert await desk.last("customer:wx") == UNUSABLE
        good = await code_of(desk, "tg")
        await desk.says("wx", good)
        assert await desk.last("customer:wx") == "试错的次数太多了，3月13日（周四）10:30以后再试。"
        await desk.says("other", good)
        assert (await desk.last("customer:other")).startswith("确认以后")
        await desk.waits(hours=24)
        await desk.says("wx", await code_of(desk, "tg"))
        assert (await desk.last("customer:wx")).startswith("确认以后")


@pytest.mark.rule("CON-6")
async def test_five_codes_a_day_and_only_the_last_is_good(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await two_chats(desk, linked=False)
        codes = [await code_of(desk, "tg") for _ in range(5)]
        assert len(set(codes)) == 5
        await desk.says("tg", "关联微信")
        assert await desk.last("customer:tg") == "今天要的关联码有点多了，3月13日（周四）10:30以后再要。"
        await desk.says("wx", codes[3])
        assert await desk.last("customer:wx") == UNUSABLE
        await desk.says("wx", codes[4])
        assert (await desk.last("customer:wx")).startswith("确认以后")


@pytest.mark.rule("CON-6")
async def test_a_code_goes_to_the_other_platform_and_to_one_customer(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await two_chats(desk, linked=False)
        await desk.customer("tg2", "telegram")
        code = await code_of(desk, "tg")
        await desk.says("tg", code)
        assert await desk.last("customer:tg") == "关联码要发到微信里去，在这里发没有用。"
        await desk.says("tg2", code)
        assert await desk.last("customer:tg2") == UNUSABLE
        await desk.says("wx", code)
        await confirms(desk, "wx")
        await desk.says("wx", "关联Telegram")
        assert (await desk.last("customer:wx")).startswith("您已经关联了Telegram（")
        await desk.says("wx", await code_of(desk, "tg2"))
        assert (await desk.last("customer:wx")).startswith("您已经关联了Telegram（")


@pytest.mark.rule("CON-6")
async def test_in_the_middle_of_a_form_the_form_goes_on(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await two_chats(desk, linked=False)
        await desk.says("wx", "投诉")
        await desk.says("wx", "空调突然不制冷")
        assert "影响行车安全吗" in await desk.last("customer:wx")
        await desk.says("wx", "关联Telegram")
        told = await desk.last("customer:wx")
        assert told.index("关联码") < told.index("影响行车安全吗")
        await desk.says("wx", f"关联码 {await code_of(desk, 'tg')}")
        assert "影响行车安全吗" not in await desk.last("customer:wx")
        await desk.says("wx", "1")
        told = await desk.last("customer:wx")
        assert told.startswith("已关联您的Telegram")
        assert "影响行车安全吗" in told
        await desk.says("wx", "2")
        assert "什么时候" in await desk.last("customer:wx")


@pytest.mark.rule("CON-6")
@pytest.mark.rule("SEC-6")
async def test_the_code_stands_in_no_case(tmp_path: Path) -> None:
    """It was said in a talk, and what is said in a talk goes to the people of the case."""
    async with open_desk(tmp_path) as desk:
        await two_chats(desk, linked=False)
        code = await code_of(desk, "tg")
        await desk.says("wx", f"关联码 {code}")
        await desk.says("wx", "2")
        await desk.says("wx", "人工")
        rooms = str([await desk.texts(f"room:{room}") for room in (ROOM, "other.1")])
        assert code not in rooms
        assert "[关联码]" in rooms


async def test_where_only_one_platform_is_open_there_is_nothing_to_link(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await desk.customer("tg")
        await desk.says("tg", "帮助")
        assert "关联账号：微信上也有号的话" in await desk.last("customer:tg")
        desk.server.channels.pop("sandbox:wechat")
        await desk.says("tg", "关联微信")
        assert await desk.last("customer:tg") == "本店没有别的平台可以和Telegram关联。"
        await desk.says("tg", "帮助")
        assert "关联" not in await desk.last("customer:tg")


async def test_who_writes_from_neither_platform_is_told_so(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await two_chats(desk, linked=False)
        await desk.customer("we", "wecom")
        await desk.says("we", "关联微信")
        assert await desk.last("customer:we") == "本店没有别的平台可以和企业微信关联。"
        await desk.says("we", await code_of(desk, "tg"))
        assert await desk.last("customer:we") == UNUSABLE


# --- what a link does -------------------------------------------------------------------------------------


@pytest.mark.rule("STAFF-2")
async def test_staff_see_that_both_chats_are_one_customer(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        first = await two_chats(desk)
        assert "【A001】客户自己把Telegram和微信关联起来了：同一位客户，答复发到Telegram。" in (
            await desk.texts(f"room:{ROOM}")
        )
        assert "同一位客户也用微信（自行关联），答复发到Telegram" in (await desk.card(ROOM, "A001")).text
        await desk.says("wx", "投诉")
        await desk.says("wx", "空调突然不制冷")
        for word in ("不会", *["跳过"] * 6, "没有", "提交"):
            await desk.says("wx", word)
        card = (await desk.card(ROOM, "A002")).text
        assert "同一位客户也用Telegram（自行关联），答复发到微信" in card
        assert f"该客户以往：{first}" in card
        await desk.says("tg", "查进度")
        assert (await desk.last("customer:tg")).startswith("您有2件：")


@pytest.mark.rule("STAFF-3")
async def test_answers_go_where_he_last_wrote_about_it_and_never_to_both(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        number = await two_chats(desk)
        await desk.types("wang", ROOM, "/r A001 第一句")
        assert await desk.last("customer:tg") == "工号01：第一句"
        await desk.says("wx", "昨天又响了")
        assert "【A001】客户改在微信说这件事，以后的答复发到那里。" in await desk.texts(f"room:{ROOM}")
        await desk.types("wang", ROOM, "/r A001 第二句")
        assert await desk.last("customer:wx") == "工号01：第二句"
        await desk.says("tg", "还在吗")
        await desk.types("wang", ROOM, "/r A001 第三句")
        assert await desk.last("customer:tg") == "工号01：第三句"
        everything = {who: str(await desk.texts(f"customer:{who}")) for who in ("tg", "wx")}
        assert ["第一句" in everything["tg"], "第一句" in everything["wx"]] == [True, False]
        assert ["第二句" in everything["tg"], "第二句" in everything["wx"]] == [False, True]
        assert ["第三句" in everything["tg"], "第三句" in everything["wx"]] == [True, False]
        assert (await desk.history(number)).count("followed") == 2
        await desk.says("wx", "好的")
        await desk.says("wx", "解除关联")
        assert (await desk.history(number)).count("followed") == 4
        await all_opens(desk)


@pytest.mark.rule("FLOW-5")
async def test_an_offer_in_the_other_chat_is_answered_there_by_its_number(tmp_path: Path) -> None:
    """The session there is sealed with the key of that chat's own customer, whosever case it is."""
    async with open_desk(tmp_path) as desk:
        number = await two_chats(desk)
        await desk.says("wx", "还在响")
        await desk.taps("wang", ROOM, "出方案")
        await desk.taps("wang", ROOM, "维修")
        prompt = (await desk.heard(f"room:{ROOM}"))[-1]
        await desk.types("wang", ROOM, "免费更换刹车片", reply_to=prompt.seq)
        assert "免费更换刹车片" in await desk.last("customer:wx")
        await all_opens(desk)
        await desk.says("wx", "1")
        assert f"已记下您接受方案（{number}）" in await desk.last("customer:wx")
        await all_opens(desk)


async def test_it_lasts_over_a_restart(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        number = await two_chats(desk)
    async with open_desk(tmp_path) as desk:
        await desk.says("wx", "查进度")
        assert number in await desk.last("customer:wx")


@pytest.mark.rule("CMP-2")
async def test_a_call_for_a_person_in_one_chat_becomes_the_complaint_told_in_the_other(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await desk.customer("tg")
        await desk.customer("wx", "wechat")
        await link(desk)
        await desk.says("tg", "人工")
        await desk.waits(hours=30)
        await desk.says("wx", "投诉")
        await desk.says("wx", "刹车有异响")
        for word in ("不会", *["跳过"] * 6, "没有", "提交"):
            await desk.says("wx", word)
        case = await desk.case("A001")
        assert case.kind == "complaint"
        assert "filed" in await desk.history("A001")
        await desk.types("wang", ROOM, "/r A001 收到")
        assert await desk.last("customer:wx") == "工号01：收到"
        await all_opens(desk)


@pytest.mark.rule("SAFE-1")
async def test_a_call_to_the_number_he_left_in_one_chat_is_known_in_the_other(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await two_chats(desk)
        await desk.says("tg", "留电话")
        await desk.says("tg", "1")
        await desk.says("tg", "13812345678")
        await desk.types("wang", ROOM, "/联系 A001 投诉处理")
        await desk.says("wx", "核实来电")
        assert "售后部工号01，电话，投诉处理" in await desk.last("customer:wx")


@pytest.mark.rule("SAFE-4")
async def test_his_data_says_that_they_are_linked(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await two_chats(desk, linked=False)
        await desk.says("tg", "我的信息")
        assert "微信上也有号？回复“关联账号”" in await desk.last("customer:tg")
        await link(desk)
        await desk.says("tg", "我的信息")
        assert "已关联您的微信（3月12日（周三）起）" in await desk.last("customer:tg")
        await desk.says("tg", "导出我的信息")
        sent = (await desk.heard("customer:tg"))[-1]
        assert sent.media
        copy = (await desk.events("customer:tg"))[-1]["media"]
        data = next(one for one in copy if one["name"].endswith(".json"))
        kept = (await desk.http.get(data["url"])).json()
        assert kept["linked"] == [
            "微信（2025年3月12日 10:30由您自己关联）：那边的资料和记录单独保存，请在那边导出"
        ]


@pytest.mark.rule("SAFE-5")
async def test_a_file_he_sent_in_the_other_chat_stays_with_the_case(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await two_chats(desk)
        await desk.sends_photo("wx", "就是这里")
        assert "【A001】客户：就是这里" in str(await desk.texts(f"room:{ROOM}"))
        await desk.says("wx", "确认删除")
        await desk.waits(hours=30)
        assert len(list((tmp_path / "media").iterdir())) == 1
        await all_opens(desk)


# --- parting ----------------------------------------------------------------------------------------------


@pytest.mark.rule("CON-1")
@pytest.mark.parametrize("who", ["tg", "wx"])
async def test_either_side_parts_them_and_each_case_is_at_home_again(tmp_path: Path, who: str) -> None:
    async with open_desk(tmp_path) as desk:
        number = await two_chats(desk)
        await desk.says("wx", "昨天又响了")
        await desk.waits(hours=2)
        await desk.says(who, "解除关联")
        assert (await desk.last(f"customer:{who}")).startswith("已解除和")
        assert "上解除了关联，3月12日（周三）12:30" in await desk.last(
            f"customer:{'wx' if who == 'tg' else 'tg'}"
        )
        assert "答复发到Telegram" in await desk.last(f"room:{ROOM}")
        assert "同一位客户" not in (await desk.card(ROOM, "A001")).text
        await desk.types("wang", ROOM, "/r A001 修好了")
        assert await desk.last("customer:tg") == "工号01：修好了"
        await desk.says("wx", "查进度")
        assert number not in await desk.last("customer:wx")
        await desk.says("wx", "解除关联")
        assert (await desk.last("customer:wx")).startswith("现在没有关联别的账号")
        await all_opens(desk)


@pytest.mark.rule("CON-1")
@pytest.mark.rule("STAFF-3")
async def test_what_waits_for_the_other_chat_is_not_said_there_any_more(tmp_path: Path) -> None:
    """WeChat's window is shut; whoever wrote it hears that it was not said."""
    async with open_desk(tmp_path) as desk:
        await two_chats(desk)
        await desk.says("wx", "昨天又响了")
        await desk.waits(hours=49)
        await desk.types("zhao", "aftersales.2", "/r A001 请您看这一句")
        await desk.says("tg", "解除关联")
        assert "客户解除了两个平台的关联，那个聊天不再是他的" in str(await desk.texts("room:aftersales.2"))
        await desk.says("wx", "你好")
        assert "请您看这一句" not in str(await desk.texts("customer:wx"))


@pytest.mark.rule("STAFF-3")
@pytest.mark.parametrize("length", [10, 900])
async def test_what_waited_in_one_chat_is_said_where_he_writes_now_and_there_alone(
    tmp_path: Path, length: int
) -> None:
    """WeChat's window is shut, and the answer takes one message there, or several: on Telegram he gets it whole."""
    async with open_desk(tmp_path) as desk:
        number = await two_chats(desk)
        await desk.says("wx", "昨天又响了")
        await desk.waits(hours=49)
        words = "请您看这一句。" * (length // 7)
        seq = await desk.types("zhao", "aftersales.2", f"/r A001 {words}")
        assert words not in str(await desk.texts("customer:wx"))
        assert (await desk.case(number)).clocks[1].met_at is None
        await desk.says("tg", "有人吗")
        heard = await desk.texts("customer:tg")
        assert sum(words in text.replace("\n", "") for text in heard) == 1
        assert "客户改在Telegram说这件事，以后的答复发到那里。" in str(await desk.texts("room:aftersales.2"))
        assert (await desk.case(number)).clocks[1].met_at == desk.now
        await desk.edits("aftersales.2", "zhao", seq, "/r A001 改过的一句")
        assert "改过的一句" in str(await desk.texts("customer:tg"))
        await desk.says("wx", "你好")
        assert "一句" not in str(await desk.texts("customer:wx"))
        await all_opens(desk)


@pytest.mark.rule("FLOW-5")
async def test_an_offer_that_waited_is_answered_by_its_button_where_he_writes_now(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        number = await two_chats(desk)
        await desk.says("wx", "昨天又响了")
        await desk.waits(hours=49)
        await desk.taps("zhao", "aftersales.2", "出方案")
        await desk.taps("zhao", "aftersales.2", "维修")
        prompt = (await desk.heard("room:aftersales.2"))[-1]
        await desk.types("zhao", "aftersales.2", "免费更换刹车片", reply_to=prompt.seq)
        await desk.says("tg", "有人吗")
        await desk.chooses("tg", "接受")
        assert (await desk.case(number)).stage == "accepted"


@pytest.mark.rule("STAFF-3")
async def test_an_offer_that_waits_for_telegram_stays_there_and_its_people_know(tmp_path: Path) -> None:
    """On WeChat its choices would be numbers, and numbers mean what was asked there last."""
    async with open_desk(tmp_path) as desk:
        await two_chats(desk)
        await desk.fails("customer:tg", "server_error", 9)
        await desk.taps("wang", ROOM, "出方案")
        await desk.taps("wang", ROOM, "维修")
        prompt = (await desk.heard(f"room:{ROOM}"))[-1]
        await desk.types("wang", ROOM, "免费更换刹车片", reply_to=prompt.seq)
        await desk.says("wx", "有人吗")
        assert "原来那边还有1条没发出去" in str(await desk.texts(f"room:{ROOM}"))
        assert "免费更换刹车片" not in str(await desk.texts("customer:wx"))


@pytest.mark.rule("STAFF-3")
async def test_an_edit_changes_nothing_in_a_chat_that_is_not_the_cases_any_more(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        await complains(desk, "wx", profile="wechat")
        await desk.customer("tg")
        await link(desk)
        await desk.says("tg", "还在响")
        seq = await desk.types("wang", ROOM, "/r A001 第一句")
        await desk.says("tg", "解除关联")
        await desk.edits(ROOM, "wang", seq, "/r A001 只给他看的")
        assert "只给他看的" not in str(await desk.texts("customer:tg"))
        assert "客户那边的消息不能修改" in await desk.last(f"room:{ROOM}")


@pytest.mark.rule("CON-6")
async def test_a_button_of_the_others_case_does_nothing_after_they_are_parted(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await workshop(desk)
        number = await complains(desk, "wx", profile="wechat")
        await desk.customer("tg")
        await link(desk)
        await desk.says("tg", "还在响")
        await desk.taps("wang", ROOM, "出方案")
        await desk.taps("wang", ROOM, "维修")
        prompt = (await desk.heard(f"room:{ROOM}"))[-1]
        await desk.types("wang", ROOM, "免费更换刹车片", reply_to=prompt.seq)
        await desk.says("wx", "解除关联")
        await desk.chooses("tg", "接受")
        assert (await desk.case(number)).stage == "proposed"
        assert "已经结束" in await desk.last("customer:tg")


def test_a_code_is_twelve_signs_in_fours() -> None:
    assert CODE.search("关联码 7KQ4-M2XR-0VWA")
