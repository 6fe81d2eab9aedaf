"""Staff in the sandbox: registered without typing, in rooms with topics, and in private."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.language import (
    Action,
    ChatKind,
    MemberCount,
    MemberJoined,
    MemberLeft,
    Message,
    Opened,
    Pressed,
    Said,
    Sender,
    Sent,
    ThreadOpening,
    Toast,
)
from tests.channels.sandbox_world import World, open_world

ROOM = "room:aftersales.1"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as opened:
        yield opened


async def hire(world: World, staff: str, name: str, room: str = "aftersales.1") -> None:
    person = {"id": staff, "name": name, "role": "service_advisor", "department": "aftersales"}
    await world.post("staff", person)
    await world.post(f"rooms/{room}/members", {"staff": staff, "action": "join"})


async def topic(world: World) -> str:
    opened = await world.send(ROOM, ThreadOpening("A012"))
    assert isinstance(opened, Sent)
    return opened.references[0]


async def test_every_queue_has_its_room_from_the_start(world: World) -> None:
    rooms = (await world.get("state"))["rooms"]
    assert isinstance(rooms, list)
    assert rooms[0] == {"id": "aftersales.1", "queue": "aftersales/1", "profile": "telegram", "members": []}
    assert rooms[-1]["id"] == rooms[-1]["queue"] == "supervisors"


async def test_staff_are_registered_and_enter_rooms(world: World) -> None:
    await hire(world, "wang", "王芳")
    await world.post("rooms/aftersales.1/members", {"staff": "nobody", "action": "join"})
    rooms = (await world.get("state"))["rooms"]
    assert isinstance(rooms, list)
    assert rooms[0]["members"] == [
        {"id": "wang", "name": "王芳", "role": "service_advisor"},
        {"id": "nobody", "name": "nobody", "role": None},
    ]
    assert [update.what for update in world.accepted] == [
        MemberJoined(Sender("staff:wang", "王芳")),
        MemberJoined(Sender("staff:nobody", "nobody")),
    ]
    assert await world.send(ROOM, MemberCount()) == Sent(("3",))
    asked = MemberCount(("staff:wang", "staff:other"))
    assert await world.send(ROOM, asked) == Sent(("3", "staff:wang"))


async def test_leaving_is_told_once_and_whoever_left_is_not_heard(world: World) -> None:
    await hire(world, "wang", "王芳")
    for _ in range(2):
        await world.post("rooms/aftersales.1/members", {"staff": "wang", "action": "leave"})
    await world.post("rooms/aftersales.1/messages", {"staff": "wang", "text": "我还在"}, 422)
    assert [update.what for update in world.accepted[1:]] == [MemberLeft(Sender("staff:wang", "王芳"))]
    assert await world.send(ROOM, MemberCount()) == Sent(("1",))
    await world.post("rooms/aftersales.1/members", {"staff": "wang", "action": "join"})
    assert isinstance(world.accepted[-1].what, MemberJoined)
    assert len({update.dedupe_key for update in world.accepted}) == 3


async def test_staff_who_speak_where_they_never_were_enter_by_it(world: World) -> None:
    await world.post("staff", {"id": "li", "name": "李强", "role": "service_manager"})
    await world.post("rooms/aftersales.2/messages", {"staff": "li", "text": "我来了"})
    joined, said = world.accepted
    assert joined.what == MemberJoined(Sender("staff:li", "李强"))
    assert isinstance(said.what, Said)
    assert (said.address.kind, said.address.chat, said.topics) == (ChatKind.GROUP, "room:aftersales.2", True)
    await world.post("rooms/aftersales.2/messages", {"staff": "li", "text": "好"})
    assert len(world.accepted) == 3


async def test_a_refused_word_leaves_nothing_behind(world: World) -> None:
    await world.post("staff", {"id": "li", "name": "李强", "role": "service_manager"})
    body = {"staff": "li", "text": "在这", "thread": "77"}
    await world.post("rooms/aftersales.1/messages", body, 404)
    rooms = (await world.get("state"))["rooms"]
    assert isinstance(rooms, list)
    assert rooms[0]["members"] == []
    assert world.accepted == []
    assert await world.events() == []


async def test_a_topic_is_kept_in_answers_and_taps(world: World) -> None:
    await hire(world, "wang", "王芳")
    thread = await topic(world)
    card = await world.send(ROOM, Message("卡片", ((Action("c", "接单"),),)), thread=thread)
    assert isinstance(card, Sent)
    shown = (await world.events(ROOM))[-1]
    assert (shown["thread"], shown["sender"]) == (thread, "bot")
    await world.post(
        "rooms/aftersales.1/messages", {"staff": "wang", "text": "收到", "reply_to": int(card.references[0])}
    )
    assert (await world.events(ROOM))[-1]["thread"] == thread
    said = world.accepted[-1]
    assert (said.what, said.thread) == (
        Said("收到", said.dedupe_key[1:], reply_to=card.references[0]),
        thread,
    )
    await world.post("rooms/aftersales.1/messages", {"staff": "wang", "press": "c"})
    pressed = world.accepted[-1]
    assert (pressed.what, pressed.thread) == (Pressed("c", card.references[0]), thread)
    await world.send(ROOM, Toast(pressed.hint, "已由李强接单", alert=True))
    toast = (await world.events(ROOM))[-1]
    assert (toast["text"], toast["toast"], toast["thread"]) == ("已由李强接单", True, thread)
    before = len(await world.events())
    assert await world.send(ROOM, Toast(pressed.hint)) == Sent()
    assert len(await world.events()) == before


async def test_staff_and_strangers_have_a_private_chat(world: World) -> None:
    await hire(world, "wang", "王芳")
    await world.post("rooms/aftersales.1/members", {"staff": "new", "action": "join"})
    await world.post("staff/wang/messages", {"text": "/todo"})
    await world.post("staff/new/messages", {"text": "/join 123"})
    await world.post("staff/new/messages", {"text": "/start"})
    todo, join, start = world.accepted[-3:]
    assert (todo.address.chat, todo.address.kind, todo.sender.identity) == (
        "staff:wang",
        ChatKind.PRIVATE,
        "staff:wang",
    )
    assert isinstance(join.what, Said)
    assert start.what == Opened()
    assert await world.send("staff:new", "欢迎") != Sent()
    assert [event["text"] for event in await world.events("staff:new")] == ["/join 123", "/start", "欢迎"]
    await world.post("staff/unknown/messages", {"text": "喂"}, 404)


async def test_a_wrong_role_is_refused_in_the_words_of_whoever_knows(world: World) -> None:
    answer = await world.post("staff", {"id": "x", "name": "某", "role": "king"}, 422)
    assert answer == {"error": "没有这个角色。"}
