"""What the bot says on WeCom, as colleagues see it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.language import (
    Action,
    Attachment,
    Cause,
    MediaKind,
    MemberCount,
    Message,
    NotSent,
    Pressed,
    Revision,
    Sent,
    Toast,
    Undeliverable,
)
from bot.channels.wecom.cards import cards, face
from bot.channels.wecom.markdown import escaped
from bot.channels.wecom.memory import Budget
from tests.channels.wecom_setup import FILES, GROUP, LI, Running, channel_to, to
from tests.fakes.wecom_server import WeComServer
from tests.fakes.wecom_table import violations

CARD = """【A001】投诉 TS20250312-0001 · 售后部 · 一级
一般 · 车辆故障 · 客户平静（依据：异响）
首次联系：11:02前，还剩30分钟
状态：等待接单"""
LONG = "\n".join([CARD, *(f"问题{n}：刹车有异响，昨天下午跑高速的时候，踩下去很软" for n in range(9))])


@pytest.fixture
async def server() -> AsyncIterator[WeComServer]:
    async with WeComServer() as server:
        server.group(GROUP)
        server.person(LI)
        yield server
        assert server.violations == []


@pytest.fixture
async def running(server: WeComServer) -> AsyncIterator[Running]:
    async with channel_to(server) as running:
        yield running


def choices(*labels: str) -> tuple[tuple[Action, ...], ...]:
    return (tuple(Action(f"token-{label}", label) for label in labels),)


async def test_a_text_goes_out_as_markdown(server: WeComServer, running: Running) -> None:
    receipt = await running.channel.send(to(GROUP, Message("【A001】客户：下午三点可以")))
    assert isinstance(receipt, Sent)
    [shown] = server.sent_to(GROUP)
    assert (shown.kind, shown.text) == ("markdown", "【A001】客户：下午三点可以")


async def test_a_colleague_is_told_in_his_own_chat(server: WeComServer, running: Running) -> None:
    assert isinstance(await running.channel.send(to(LI, Message("您已登记"))), Sent)
    assert server.texts(LI) == ["您已登记"]


async def test_a_card_shows_headline_pairs_and_lines(server: WeComServer, running: Running) -> None:
    await running.channel.send(to(GROUP, Message(CARD, choices("接单", "回复"))))
    [body] = server.called("aibot_send_msg")
    card = body["template_card"]
    assert card["main_title"] == {"title": "【A001】投诉 TS20250312-0001", "desc": "售后部 · 一级"}
    assert card["sub_title_text"] == "一般 · 车辆故障 · 客户平静（依据：异响）"
    assert card["horizontal_content_list"] == [
        {"keyname": "首次联系", "value": "11:02前，还剩30分钟"},
        {"keyname": "状态", "value": "等待接单"},
    ]
    assert [button["text"] for button in card["button_list"]] == ["接单", "回复"]


async def test_what_a_card_has_no_room_for_goes_before_it_whole(
    server: WeComServer, running: Running
) -> None:
    await running.channel.send(to(GROUP, Message(LONG, choices("接单"))))
    text, card = server.sent_to(GROUP)
    assert (text.kind, text.text) == ("markdown", LONG)
    assert (card.text, card.labels) == ("【A001】投诉 TS20250312-0001\n售后部 · 一级", ["接单"])


async def test_the_line_with_the_code_is_the_headline_whatever_stands_above_it(
    server: WeComServer, running: Running
) -> None:
    await running.channel.send(to(GROUP, Message(f"客户不接受方案。\n{LONG}", choices("接单"))))
    assert server.texts(GROUP)[-1].startswith("【A001】")


@pytest.mark.parametrize(("count", "buttons"), [(6, [6]), (7, [6, 1]), (12, [6, 6])])
async def test_more_than_six_choices_take_a_second_card(
    server: WeComServer, running: Running, count: int, buttons: list[int]
) -> None:
    labels = [f"选{n}" for n in range(count)]
    [receipt] = [await running.channel.send(to(GROUP, Message("【A001】选哪种？", choices(*labels))))]
    shown = server.sent_to(GROUP)
    assert [len(card.labels) for card in shown] == buttons
    assert [label for card in shown for label in card.labels] == labels
    server.group(GROUP).member(LI).presses(labels[-1])
    [pressed] = await running.until(1)
    assert isinstance(receipt, Sent)
    assert pressed.what == Pressed(f"token-{labels[-1]}", receipt.references[0])  # type: ignore[union-attr]


async def test_many_choices_are_written_out_as_numbers(server: WeComServer, running: Running) -> None:
    labels = [f"选{n}" for n in range(13)]
    await running.channel.send(to(GROUP, Message("【A001】改成什么？", choices(*labels))))
    [shown] = server.sent_to(GROUP)
    assert shown.text.startswith("【A001】改成什么？\n1 选0 2 选1")
    assert shown.kind == "markdown"


async def test_a_tapped_card_changes_and_bears_the_same_id(server: WeComServer, running: Running) -> None:
    receipt = await running.channel.send(to(GROUP, Message(CARD, choices("接单", "回复"))))
    assert isinstance(receipt, Sent)
    server.group(GROUP).member(LI).presses("接单")
    await running.until(1)
    changed = Message(CARD.replace("等待接单", "工号01处理中"), choices("回复"))
    told = await running.channel.send(to(GROUP, Revision(changed), target=receipt.references[0]))
    assert told == receipt
    [shown] = server.sent_to(GROUP)
    assert "工号01处理中" in shown.text
    assert shown.labels == ["回复"]


async def test_a_card_with_nothing_left_to_choose_keeps_a_button_that_does_nothing(
    server: WeComServer, running: Running
) -> None:
    receipt = await running.channel.send(to(GROUP, Message("【A001】选哪种？", choices("维修", "退车"))))
    assert isinstance(receipt, Sent)
    server.group(GROUP).member(LI).presses("维修")
    await running.until(1)
    done = Revision(Message("【A001】已选“维修”。"))
    await running.channel.send(to(GROUP, done, target=receipt.references[0]))
    [shown] = server.sent_to(GROUP)
    assert (shown.text, shown.labels) == ("【A001】已选“维修”。", ["已处理"])


async def test_a_card_that_nobody_tapped_is_not_changed_but_said_anew_where_it_is_worth_it(
    server: WeComServer, running: Running
) -> None:
    receipt = await running.channel.send(to(GROUP, Message(CARD, choices("接单"))))
    assert isinstance(receipt, Sent)
    target = receipt.references[0]
    dropped = await running.channel.send(to(GROUP, Revision(Message("新")), target=target))
    assert dropped == receipt
    assert len(server.sent_to(GROUP)) == 1
    changed = Message(LONG.replace("等待接单", "工号01处理中"), choices("回复"))
    assert await running.channel.send(to(GROUP, Revision(changed, anew=True), target=target)) == receipt
    first, again = server.sent_to(GROUP)
    assert "状态：工号01处理中" in again.text
    assert again.kind == "template_card"
    assert first.task_id != again.task_id
    server.group(GROUP).member(LI).presses("回复")
    [pressed] = await running.until(1)
    assert pressed.what == Pressed("token-回复", target)  # type: ignore[union-attr]


async def test_five_seconds_after_the_tap_it_is_too_late() -> None:
    now = [1_790_000_000.0]
    async with WeComServer(lambda: now[0]) as server:
        server.group(GROUP)
        async with channel_to(server, click_lasts=60) as running:
            receipt = await running.channel.send(to(GROUP, Message(CARD, choices("接单"))))
            assert isinstance(receipt, Sent)
            server.group(GROUP).member(LI).presses("接单")
            await running.until(1)
            now[0] += 5
            late = Revision(Message(CARD.replace("等待接单", "已结案")), anew=True)
            await running.channel.send(to(GROUP, late, target=receipt.references[0]))
            old, new = server.sent_to(GROUP)
            assert ("等待接单" in old.text, "已结案" in new.text) == (True, True)


async def test_an_answer_stands_under_the_message_it_answers(server: WeComServer, running: Running) -> None:
    asked = server.group(GROUP).member(LI).says("待办")
    [event] = await running.until(1)
    answer = Message("没有未结的事项。", hint=event.hint)  # type: ignore[union-attr]
    for _ in range(2):
        assert isinstance(await running.channel.send(to(GROUP, answer)), Sent)
    first, second = server.sent_to(GROUP)
    assert (first.answers, first.text) == (asked, "没有未结的事项。")
    assert (second.kind, second.answers) == ("markdown", "")


async def test_an_answer_that_comes_too_late_is_a_message_of_its_own(server: WeComServer) -> None:
    async with channel_to(server, reply_lasts=0) as running:
        server.group(GROUP).member(LI).says("待办")
        [event] = await running.until(1)
        await running.channel.send(to(GROUP, Message("没有", hint=event.hint)))  # type: ignore[union-attr]
        assert [(one.kind, one.answers) for one in server.sent_to(GROUP)] == [("markdown", "")]


async def test_a_handle_that_wecom_knows_no_more_costs_nothing(server: WeComServer, running: Running) -> None:
    server.group(GROUP).member(LI).says("待办")
    [event] = await running.until(1)
    server.world.said.clear()
    assert isinstance(await running.channel.send(to(GROUP, Message("没有", hint=event.hint))), Sent)  # type: ignore[union-attr]
    assert server.texts(GROUP) == ["没有"]


@pytest.mark.parametrize(
    ("key", "kind", "name", "shown"),
    [
        ("photo", MediaKind.PHOTO, "刹车盘.jpg", "image"),
        ("big photo", MediaKind.PHOTO, "大图.jpg", "file"),
        ("paper", MediaKind.DOCUMENT, "维修单.pdf", "file"),
        ("long paper", MediaKind.DOCUMENT, "长单.pdf", "file"),
        ("sound", MediaKind.VOICE, "voice.ogg", "file"),
        ("speech", MediaKind.VOICE, "voice.amr", "voice"),
        ("film", MediaKind.VIDEO, "异响.mp4", "video"),
    ],
)
async def test_a_file_is_uploaded_in_pieces_and_shown(
    server: WeComServer, running: Running, key: str, kind: MediaKind, name: str, shown: str
) -> None:
    message = Message("【A001】客户发来的文件（1个）", media=(Attachment(key, kind, name),))
    assert isinstance(await running.channel.send(to(GROUP, message)), Sent)
    pieces = [body["base64_data"] for body in server.called("aibot_upload_media_chunk")]
    assert max(map(len, pieces)) <= 512 * 1024
    file, text = server.sent_to(GROUP)
    assert (file.kind, file.text, file.file) == (shown, name, FILES[key])
    assert text.text == "【A001】客户发来的文件（1个）"


@pytest.mark.parametrize(("key", "words"), [("huge", "📎 异响.mp4（21 MB）"), ("empty", "📎 异响.mp4")])
async def test_a_file_that_wecom_does_not_take_is_named(
    server: WeComServer, running: Running, key: str, words: str
) -> None:
    message = Message("【A001】文件", media=(Attachment(key, MediaKind.VIDEO, "异响.mp4"),))
    assert isinstance(await running.channel.send(to(GROUP, message)), Sent)
    assert server.texts(GROUP) == [words, "【A001】文件"]


async def test_a_file_that_is_gone_makes_the_message_undeliverable(
    server: WeComServer, running: Running
) -> None:
    message = Message("文件", media=(Attachment("nothing", MediaKind.PHOTO, "a.jpg"),))
    assert isinstance(await running.channel.send(to(GROUP, message)), Undeliverable)
    assert server.sent_to(GROUP) == []


async def test_what_wecom_has_no_word_for_is_done_without_a_word(
    server: WeComServer, running: Running
) -> None:
    for body in (Toast("req-1", "好", alert=True), MemberCount()):
        assert await running.channel.send(to(GROUP, body)) == Sent()
    assert server.sent_to(GROUP) == []


async def test_an_empty_message_is_refused(running: Running) -> None:
    receipt = await running.channel.send(to(GROUP, Message("  ")))
    assert receipt == Undeliverable(Cause.REJECTED, "There is nothing in the message.")


async def test_a_long_text_is_split_where_wecom_would_cut_it(server: WeComServer, running: Running) -> None:
    await running.channel.send(to(GROUP, Message("＊" + "*" * 9000)))
    assert [len(text.encode()) <= 20480 for text in server.texts(GROUP)] == [True, True]
    assert "".join(server.texts(GROUP)) == "＊" * 9001


async def test_the_minute_of_a_chat_is_kept_and_parks_no_other(server: WeComServer, running: Running) -> None:
    server.world.limited = True
    receipts = [await running.channel.send(to(GROUP, Message("【A001】您好"))) for _ in range(21)]
    assert [type(one) for one in receipts] == [Sent] * 20 + [NotSent]
    parked = receipts[-1]
    assert isinstance(parked, NotSent)
    assert parked.wait is not None
    assert 50 < parked.wait.total_seconds() <= 60
    assert not parked.counts
    assert len(server.called("aibot_send_msg")) == 20, "it is not tried in vain"
    assert isinstance(await running.channel.send(to(LI, Message("您好"))), Sent)


async def test_a_message_of_several_parts_waits_until_there_is_room_for_all(
    server: WeComServer, running: Running
) -> None:
    for _ in range(19):
        await running.channel.send(to(GROUP, Message("您好")))
    assert isinstance(await running.channel.send(to(GROUP, Message(LONG, choices("接单")))), NotSent)
    assert len(server.sent_to(GROUP)) == 19, "no half of it"


# --- the pure parts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("# 大标题", "＃ 大标题"),
        ("**重要**", "＊＊重要＊＊"),
        ("[点这里](http://evil.example)", "［点这里］(http://evil.example)"),
        ("<@zhangsan> 快来", "＜＠zhangsan＞ 快来"),
        ("@所有人", "＠所有人"),
        ('<font color="warning">假</font>', '＜font color="warning"＞假＜/font＞'),
        ("> 引用", "＞ 引用"),
        ("- 一\n- 二", "－ 一\n－ 二"),
        ("1. 一\n12. 二", "１. 一\n１２. 二"),
        ("1.5公里", "1.5公里"),
        ("a\n---\nb", "a\n－--\nb"),
        ("&lt;@all&gt;", "＆lt;＠all＆gt;"),
        ("`code` ~~删~~ _斜_ |表|", "｀code｀ ～～删～～ ＿斜＿ ｜表｜"),
        ("    缩进成代码", "　　缩进成代码"),
        ("TS20250312-0001，3.2万公里", "TS20250312-0001，3.2万公里"),
    ],
)
def test_nothing_that_was_typed_becomes_markup_or_a_mention(said: str, told: str) -> None:
    assert escaped(said) == told


@given(st.text())
def test_whatever_is_typed_stays_text_and_is_escaped_once(text: str) -> None:
    told = escaped(text)
    assert escaped(told) == told
    assert not set("<>[]*_`~|@") & set(told)
    assert not any(line.lstrip(" \t").startswith(("# ", "- ", "+ ")) for line in told.split("\n"))


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300).filter(str.strip),
    st.lists(st.text(min_size=1, max_size=20), max_size=12),
    st.booleans(),
)
def test_every_card_is_one_that_wecom_takes(text: str, labels: list[str], again: bool) -> None:
    rows = (tuple(Action(f"token-{n}", label) for n, label in enumerate(labels)),)
    made = cards(face(escaped(text)), rows, "y1-abc", again=again)
    assert sum(len(card["button_list"]) for card in made) == max(len(labels), 1)
    for card in made:
        body = {"chatid": "c", "msgtype": "template_card", "template_card": card}
        assert violations("aibot_send_msg", {"headers": {"req_id": "r"}, "body": body}) == []


@given(st.lists(st.tuples(st.floats(0, 20), st.integers(1, 25)), max_size=40))
def test_never_are_there_more_than_twenty_pushes_in_any_minute(acts: list[tuple[float, int]]) -> None:
    now = [1_790_000_000.0]
    budget = Budget(lambda: datetime.fromtimestamp(now[0], UTC))
    told: list[float] = []
    for passes, pushes in acts:
        now[0] += passes
        if budget.wait("c", pushes) > 0:
            continue
        was_empty = not [at for at in told if now[0] - at < 60]
        for _ in range(pushes):
            budget.spend("c")
            told.append(now[0])
        assert was_empty or len([at for at in told if now[0] - at < 59.999]) <= 20
