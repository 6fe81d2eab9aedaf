"""The imitated platforms fail as real ones do: on order, when blocked, outside their windows and limits."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.language import (
    Action,
    Attachment,
    Cause,
    Held,
    MediaKind,
    Message,
    NotSent,
    OutcomeUnknown,
    Receipt,
    Removal,
    Revision,
    Sent,
    ThreadOpening,
    Undeliverable,
)
from tests.channels.sandbox_world import World, open_world

LI, ROOM = "customer:li", "room:aftersales.1"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as opened:
        await opened.post("customers", {"id": "li", "profile": "telegram"})
        await opened.post("customers", {"id": "wx", "profile": "wechat"})
        yield opened


@pytest.mark.parametrize(
    ("kind", "chat", "receipt"),
    [
        ("timeout", LI, OutcomeUnknown("timeout")),
        ("rate_limited", LI, NotSent("rate_limited", timedelta(seconds=1), counts=False)),
        ("blocked", LI, Undeliverable(Cause.BLOCKED, "the customer blocked the bot")),
        ("blocked", ROOM, Undeliverable(Cause.REMOVED, "the bot was removed from the group")),
        ("window_closed", LI, Held()),
        ("thread_deleted", ROOM, Undeliverable(Cause.THREAD_GONE, "message thread not found")),
        ("server_error", LI, NotSent("server_error")),
    ],
)
async def test_a_fault_meets_the_next_sends_to_its_chat_and_no_more(
    world: World, kind: str, chat: str, receipt: Receipt
) -> None:
    before = len(await world.events())
    await world.post("faults", {"chat": chat, "next": kind, "count": 2})
    other = ROOM if chat == LI else LI
    assert isinstance(await world.send(other, "别处照常"), Sent)
    assert [await world.send(chat, "一"), await world.send(chat, "二")] == [receipt, receipt]
    assert len(await world.events()) == before + 1
    assert isinstance(await world.send(chat, "三"), Sent)


async def test_a_new_topic_may_be_opened_when_the_old_one_is_gone(world: World) -> None:
    await world.post("faults", {"chat": ROOM, "next": "thread_deleted", "count": 1})
    assert isinstance(await world.send(ROOM, ThreadOpening("A013")), Sent)
    assert isinstance(await world.send(ROOM, "卡片"), Undeliverable)


async def test_faults_come_in_the_order_they_were_made_and_outlive_a_restart(tmp_path: Path) -> None:
    async with open_world(tmp_path) as first:
        await first.post("customers", {"id": "li", "profile": "telegram"})
        await first.post("faults", {"chat": LI, "next": "timeout", "count": 1})
        await first.post("faults", {"chat": LI, "next": "server_error", "count": 1})
        vault = first.platform._vault
    async with open_world(tmp_path, vault) as again:
        assert [await again.send(LI, "一"), await again.send(LI, "二")] == [
            OutcomeUnknown("timeout"),
            NotSent("server_error"),
        ]
        assert isinstance(await again.send(LI, "三"), Sent)


async def test_a_blocked_bot_is_told_so_until_it_is_unblocked(world: World) -> None:
    await world.post("customers/li/block")
    assert await world.send(LI, "在吗") == Undeliverable(Cause.BLOCKED, "the customer blocked the bot")
    await world.post("customers/li/unblock")
    assert isinstance(await world.send(LI, "在吗"), Sent)


async def test_wechat_allows_five_messages_for_48_hours_after_a_word(world: World) -> None:
    await world.post("customers/wx/messages", {"text": "你好"})
    sends = [await world.send("customer:wx", str(n), profile="wechat") for n in range(6)]
    assert [type(receipt) for receipt in sends] == [Sent] * 5 + [Held]
    await world.post("customers/wx/messages", {"text": "继续"})
    world.later(timedelta(hours=48) - timedelta(seconds=1))
    assert isinstance(await world.send("customer:wx", "还在窗口里", profile="wechat"), Sent)
    world.later(timedelta(seconds=1))
    assert await world.send("customer:wx", "晚了", profile="wechat") == Held()


async def test_a_follow_allows_three_messages_for_a_minute(world: World) -> None:
    sends = [await world.send("customer:wx", str(n), profile="wechat") for n in range(4)]
    assert [type(receipt) for receipt in sends] == [Sent, Sent, Sent, Held]


async def test_coming_back_opens_the_window_as_a_follow_does(world: World) -> None:
    world.later(timedelta(hours=1))
    assert await world.send("customer:wx", "在吗", profile="wechat") == Held()
    await world.post("customers/wx/block")
    await world.post("customers/wx/unblock")
    sends = [await world.send("customer:wx", str(n), profile="wechat") for n in range(4)]
    assert [type(receipt) for receipt in sends] == [Sent, Sent, Sent, Held]


async def test_wecom_shows_cards_with_buttons_that_stay_as_they_are(world: World) -> None:
    await world.post("customers", {"id": "qy", "profile": "wecom"})
    sent = await world.send("customer:qy", Message("?", ((Action("a", "会"),),)), profile="wecom")
    assert isinstance(sent, Sent)
    assert (await world.events("customer:qy"))[-1]["actions"] == [{"id": "a", "label": "会"}]
    edit = Revision(Message("!"))
    receipt = await world.send("customer:qy", edit, profile="wecom", target=sent.references[0])
    assert receipt == sent
    assert [event["kind"] for event in await world.events("customer:qy")] == ["message"]


async def test_wechat_writes_choices_out_and_cuts_long_texts(world: World) -> None:
    await world.post("customers/wx/messages", {"text": "你好"})
    choices = ((Action("a", "会"), Action("b", "不会")),)
    await world.send("customer:wx", Message("危险吗？", choices), profile="wechat")
    event = (await world.events("customer:wx"))[-1]
    assert (event["text"], event["actions"]) == ("危险吗？\n1 会 2 不会", [])
    receipt = await world.send("customer:wx", "长" * 601, profile="wechat")
    assert isinstance(receipt, Sent)
    assert len(receipt.references) == 2
    assert max(len(str(event["text"]).encode()) for event in await world.events("customer:wx")) <= 1800


async def test_wechat_takes_nothing_back(world: World) -> None:
    sent = await world.send("customer:wx", "你好", profile="wechat")
    assert isinstance(sent, Sent)
    for body in (Revision(Message("您好")), Removal()):
        receipt = await world.send("customer:wx", body, profile="wechat", target=sent.references[0])
        assert isinstance(receipt, Undeliverable)


async def test_an_edit_carries_the_whole_new_content_and_an_equal_one_is_no_news(world: World) -> None:
    sent = await world.send(LI, Message("剩 30 分钟", ((Action("c", "接单"),),)))
    assert isinstance(sent, Sent)
    target = sent.references[0]
    assert await world.send(LI, Revision(Message("已接单")), target=target) == sent
    assert await world.send(LI, Revision(Message("已接单")), target=target) == sent
    message, edit = (await world.events(LI))[1:]
    assert (message["text"], edit["text"]) == ("剩 30 分钟", "已接单")
    assert (edit["kind"], edit["of"], edit["actions"]) == ("edit", message["seq"], [])


async def test_a_deleted_message_is_blanked_in_all_its_events(world: World) -> None:
    world.media["pdf"] = b"secret"
    attachment = Attachment("pdf", MediaKind.PHOTO, "a.png", "image/png")
    sent = await world.send(LI, Message("号码 13800000000", media=(attachment,)))
    assert isinstance(sent, Sent)
    target = sent.references[0]
    media = (await world.events(LI))[-1]["media"]
    assert isinstance(media, list)
    await world.send(LI, Revision(Message("号码 13900000000")), target=target)
    assert await world.send(LI, Removal(), target=target) == sent
    events = (await world.events(LI))[1:]
    assert [(event["kind"], event["text"], event["media"]) for event in events] == [
        ("message", "", []),
        ("edit", "", []),
        ("delete", "", []),
    ]
    assert (await world.client.get(media[0]["url"])).status_code == 404
    gone = await world.send(LI, Removal(), target=target)
    assert gone == Undeliverable(Cause.TARGET_GONE, "message to delete not found")
    late = await world.send(LI, "回复它", reply_to=target)
    assert isinstance(late, Undeliverable)
    assert late.cause is Cause.TARGET_GONE


async def test_files_of_ours_are_shown_and_a_missing_one_is_refused(world: World) -> None:
    world.media["k"] = b"picture"
    files = tuple(Attachment("k", MediaKind.PHOTO, f"{n}.png", "image/png") for n in range(2))
    assert isinstance(await world.send(LI, Message("两张", media=files)), Sent)
    media = (await world.events(LI))[-1]["media"]
    assert isinstance(media, list)
    assert [item["name"] for item in media] == ["0.png", "1.png"]
    assert (await world.client.get(media[1]["url"])).content == b"picture"
    missing = Message("一张", media=(Attachment("none", MediaKind.PHOTO, "x.png"),))
    assert isinstance(await world.send(LI, missing), Undeliverable)


async def test_what_a_platform_would_call_malformed_is_rejected(world: World) -> None:
    long_button = Message("?", ((Action("x" * 65, "按"),),))
    for chat, body, thread in [
        (LI, long_button, ""),
        ("customer:nobody", Message("喂"), ""),
        (ROOM, Message("喂"), "12345"),
    ]:
        assert isinstance(await world.send(chat, body, thread=thread), Undeliverable)
    assert isinstance(await world.send(LI, Message("?", ((Action("x" * 64, "按"),),))), Sent)
