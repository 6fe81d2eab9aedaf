"""What customers do in the sandbox reaches the product as from any platform, and is seen in the chat."""

from pathlib import Path

import pytest

from bot.channels.language import Action, Closed, Edited, MediaKind, Message, Opened, Pressed, Said, Sent
from tests.channels.sandbox_world import World, open_world


@pytest.fixture
async def world(tmp_path: Path):  # type: ignore[no-untyped-def]
    async with open_world(tmp_path) as opened:
        yield opened


async def test_a_customer_appears_once_and_opens_the_chat(world: World) -> None:
    await world.post("customers", {"id": "li", "profile": "telegram"})
    await world.post("customers", {"id": "li", "profile": "telegram"})
    await world.post("customers", {"id": "wang", "profile": "wechat"})
    state = await world.get("state")
    assert state["customers"] == [{"id": "li", "profile": "telegram"}, {"id": "wang", "profile": "wechat"}]
    assert [(update.address.channel, update.address.chat, update.what) for update in world.accepted] == [
        ("sandbox:telegram", "customer:li", Opened()),
        ("sandbox:wechat", "customer:wang", Opened()),
    ]
    await world.post("customers", {"id": "li", "profile": "wechat"}, 422)


async def test_words_are_stored_and_shown_before_the_call_returns(world: World) -> None:
    await world.post("customers", {"id": "li", "profile": "wechat"})
    said = await world.post("customers/li/messages", {"text": "刹车有异响"})
    (event,) = await world.events("customer:li")
    assert event == {
        "seq": said["seq"],
        "at": "2026-11-22T04:00:00+00:00",
        "chat": "customer:li",
        "sender": "customer:li",
        "kind": "message",
        "text": "刹车有异响",
        "actions": [],
        "media": [],
    }
    update = world.accepted[-1]
    assert update.what == Said("刹车有异响", str(said["seq"]))
    assert (update.sender.identity, update.at) == ("customer:li", world.clock.now())


async def test_a_repeated_key_does_nothing_twice(world: World) -> None:
    await world.post("customers", {"id": "li", "profile": "telegram"})
    await world.post("customers", {"id": "wang", "profile": "telegram"})
    first = await world.post("customers/li/messages", {"text": "一次", "dedupe_key": "a"})
    again = await world.post("customers/li/messages", {"text": "一次", "dedupe_key": "a"})
    other = await world.post("customers/wang/messages", {"text": "一次", "dedupe_key": "a"})
    assert first == again != other
    assert [event["text"] for event in await world.events()] == ["/start", "/start", "一次", "一次"]
    assert sum(isinstance(update.what, Said) for update in world.accepted) == 2


async def test_a_button_shown_once_may_be_pressed_for_ever_and_no_other_may(world: World) -> None:
    await world.post("customers", {"id": "li", "profile": "telegram"})
    await world.post("customers", {"id": "wang", "profile": "telegram"})
    sent = await world.send("customer:li", Message("危险吗？", ((Action("t1", "会"), Action("t2", "不会")),)))
    assert isinstance(sent, Sent)
    shown = (await world.events("customer:li"))[-1]
    assert shown["actions"] == [{"id": "t1", "label": "会"}, {"id": "t2", "label": "不会"}]
    await world.post("customers/li/messages", {"press": "t1", "dedupe_key": "once"})
    await world.post("customers/li/messages", {"press": "t1", "dedupe_key": "once"})
    await world.post("customers/li/messages", {"press": "t1"})
    presses = [update for update in world.accepted if isinstance(update.what, Pressed)]
    assert [press.what for press in presses] == [Pressed("t1", sent.references[0])] * 2
    await world.post("customers/li/messages", {"press": "never"}, 404)
    await world.post("customers/wang/messages", {"press": "t1"}, 404)


async def test_a_customer_edits_his_own_message_where_the_platform_can(world: World) -> None:
    await world.post("customers", {"id": "li", "profile": "telegram"})
    await world.post("customers", {"id": "wang", "profile": "wechat"})
    mine = (await world.post("customers/li/messages", {"text": "三万"}))["seq"]
    edited = (await world.post("customers/li/messages", {"edit": mine, "text": "两万三"}))["seq"]
    await world.post("customers/li/messages", {"edit": edited, "text": "两万四"})
    last = (await world.events("customer:li"))[-1]
    assert (last["kind"], last["of"], last["text"]) == ("edit", mine, "两万四")
    assert world.accepted[-1].what == Edited(str(mine), "两万四")
    await world.send("customer:li", "好的")
    bots = (await world.events("customer:li"))[-1]["seq"]
    await world.post("customers/li/messages", {"edit": bots, "text": "x"}, 422)
    await world.post("customers/li/messages", {"edit": 10**9, "text": "x"}, 404)
    theirs = (await world.post("customers/wang/messages", {"text": "三万"}))["seq"]
    await world.post("customers/wang/messages", {"edit": theirs, "text": "x"}, 422)
    await world.post("customers/li/messages", {"edit": theirs, "text": "x"}, 404)


async def test_several_files_are_one_album_whose_bytes_can_be_fetched(world: World) -> None:
    await world.post("customers", {"id": "li", "profile": "telegram"})
    answer = await world.client.post(
        "/sandbox/api/customers/li/messages",
        files=[("file", ("图1.jpg", b"one", "image/jpeg")), ("file", ("v.mp4", b"two", "video/mp4"))],
        data={"caption": "看这里"},
    )
    assert answer.status_code == 200, answer.text
    (_, event) = await world.events("customer:li")
    assert event["text"] == "看这里"
    media = event["media"]
    assert isinstance(media, list)
    assert [(item["kind"], item["name"]) for item in media] == [("photo", "图1.jpg"), ("video", "v.mp4")]
    assert (await world.client.get(media[0]["url"])).content == b"one"
    parts = [update.what for update in world.accepted if isinstance(update.what, Said)]
    assert [(part.text, part.media[0].kind, part.media[0].size) for part in parts] == [
        ("看这里", MediaKind.PHOTO, 3),
        ("", MediaKind.VIDEO, 3),
    ]
    assert parts[0].album == parts[1].album != ""
    got = [chunk async for chunk in world.channels["telegram"].download(parts[1].media[0].reference)]
    assert b"".join(got) == b"two"


async def test_a_foreign_file_is_never_opened_as_a_page(world: World) -> None:
    await world.post("customers", {"id": "li", "profile": "telegram"})
    await world.client.post(
        "/sandbox/api/customers/li/messages", files=[("file", ("a.html", b"<script>", "text/html"))]
    )
    media = (await world.events("customer:li"))[-1]["media"]
    assert isinstance(media, list)
    answer = await world.client.get(media[0]["url"])
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_blocking_and_coming_back_are_each_told_once(world: World) -> None:
    await world.post("customers", {"id": "li", "profile": "telegram"})
    for act in ("block", "block", "unblock", "unblock", "block"):
        await world.post(f"customers/li/{act}")
    assert [update.what for update in world.accepted[1:]] == [Closed(), Opened(), Closed()]
    await world.post("customers/li/messages", {"text": "还在吗"}, 422)


async def test_start_with_a_scene_opens_the_chat_with_it(world: World) -> None:
    await world.post("customers", {"id": "li", "profile": "telegram"})
    await world.post("customers/li/messages", {"text": "/start qr7"})
    assert world.accepted[-1].what == Opened("qr7")
