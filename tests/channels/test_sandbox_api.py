"""The sandbox's API waits, refuses with one sentence, lets nobody else in, keeps nothing in the clear."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.channel import DownloadFailed
from bot.channels.sandbox.needs import Delivery
from bot.channels.sandbox.requests import Refusal, target_time
from tests.channels.sandbox_world import START, World, open_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as opened:
        await opened.post("customers", {"id": "li", "profile": "telegram"})
        yield opened


async def test_events_come_once_in_order_and_by_chat(world: World) -> None:
    await world.post("customers", {"id": "wang", "profile": "wechat"})
    for text in ("一", "二"):
        await world.post("customers/li/messages", {"text": text})
        await world.post("customers/wang/messages", {"text": text})
    answer = await world.get("events?after=0&chat=customer:wang")
    events = answer["events"]
    assert isinstance(events, list)
    assert [event["text"] for event in events] == ["一", "二"]
    seqs = [int(str(event["seq"])) for event in await world.events()]
    assert seqs == sorted(set(seqs))
    assert answer["last"] == seqs[-1]
    assert await world.get(f"events?after={answer['last']}") == {"events": [], "last": answer["last"]}


async def test_a_waiting_poll_wakes_at_once_for_its_own_chat_only(world: World) -> None:
    await world.post("customers", {"id": "wang", "profile": "wechat"})
    last = (await world.get("events"))["last"]
    poll = asyncio.create_task(world.get(f"events?after={last}&chat=customer:wang&wait=30"))
    await world.post("customers/li/messages", {"text": "不是他"})
    assert not poll.done()
    await world.post("customers/wang/messages", {"text": "是他"})
    async with asyncio.timeout(15):
        events = (await poll)["events"]
    assert isinstance(events, list)
    assert [event["text"] for event in events] == ["是他"]


async def test_a_poll_gives_up_after_its_wait_and_when_the_sandbox_closes(world: World) -> None:
    last = (await world.get("events"))["last"]
    assert await world.get(f"events?after={last}&wait=0.01") == {"events": [], "last": last}
    poll = asyncio.create_task(world.get(f"events?after={last}&wait=60"))
    await asyncio.wait({poll}, timeout=0.05)
    await world.channels["telegram"].close()
    assert await asyncio.wait_for(poll, 1) == {"events": [], "last": last}


async def test_settle_waits_for_everything_set_off(world: World) -> None:
    await world.post("customers/li/messages", {"text": "不等"})
    assert world.settled == []
    await world.post("customers/li/messages?settle=1", {"text": "等"})
    await world.post("clock?settle=1", {"advance": "PT5M"})
    assert world.settled == [START, START + timedelta(minutes=5)]


async def test_the_clock_moves_forward_only(world: World) -> None:
    assert await world.post("clock", {"advance": "P1DT1H30M"}) == {"now": "2026-11-23T05:30:00+00:00"}
    moved = await world.post("clock", {"set": "2026-11-23T21:59:59+08:00"})
    assert moved == {"now": "2026-11-23T13:59:59+00:00"}
    assert (await world.get("state"))["now"] == moved["now"]
    await world.post("clock", {"set": "2026-11-23T21:59:58+08:00"}, 422)
    assert await world.post("clock", {"advance": "PT0S"}) == moved


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"advance": "PT1H", "set": "2026-12-01T00:00:00Z"},
        {"advance": "1h"},
        {"advance": "P"},
        {"advance": "PT"},
        {"advance": "P1DT"},
        {"advance": "-PT1H"},
        {"advance": 3600},
        {"advance": "P999999D"},
        {"set": "2026-12-01T00:00:00"},
        {"set": "tomorrow"},
        {"set": "9999-12-31T23:59:59-14:00"},
    ],
)
async def test_a_time_that_makes_no_sense_is_refused(world: World, body: object) -> None:
    assert set(await world.post("clock", body, 422)) == {"error"}


@given(st.text(alphabet="PTWDHMS0123456789.-", max_size=12))
def test_no_text_makes_the_clock_stumble(text: str) -> None:
    with suppress(Refusal):
        assert target_time({"advance": text}, START) >= START


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("customers", {"id": "a b", "profile": "telegram"}, 422),
        ("customers", {"id": "a" * 65, "profile": "telegram"}, 422),
        ("customers", {"id": "x", "profile": "signal"}, 422),
        ("customers", {"id": 5, "profile": "telegram"}, 422),
        ("customers", [], 422),
        ("customers/li/messages", {}, 422),
        ("customers/li/messages", {"text": ""}, 422),
        ("customers/li/messages", {"text": " \n"}, 422),
        ("customers/li/messages", {"text": 5}, 422),
        ("customers/li/messages", {"text": "x" * 4097}, 422),
        ("customers/li/messages", {"text": "a", "press": "b"}, 422),
        ("customers/li/messages", {"text": "a", "edit": "b"}, 422),
        ("customers/li/messages", {"text": "a", "edit": True}, 422),
        ("customers/li/messages", {"text": "a", "edit": 2**80}, 422),
        ("customers/li/messages", {"text": "a", "reply_to": 999}, 404),
        ("customers/nobody/messages", {"text": "a"}, 404),
        ("customers/nobody/block", {}, 404),
        ("rooms/nowhere/messages", {"staff": "w", "text": "a"}, 404),
        ("rooms/aftersales.1/messages", {"staff": "w", "text": "a"}, 404),
        ("rooms/aftersales.1/messages", {"text": "a"}, 422),
        ("rooms/aftersales.1/members", {"staff": "w", "action": "dance"}, 422),
        ("rooms/aftersales.1/members", {"staff": "w", "action": "leave"}, 404),
        ("faults", {"chat": "customer:li", "next": "earthquake"}, 422),
        ("faults", {"chat": "customer:li", "next": "timeout", "count": 0}, 422),
        ("faults", {"chat": "customer:nobody", "next": "timeout"}, 404),
    ],
)
async def test_a_bad_request_gets_one_sentence_and_does_nothing(
    world: World, path: str, body: object, status: int
) -> None:
    before = await world.events()
    answer = await world.post(path, body, status)
    assert set(answer) == {"error"}
    assert str(answer["error"]).endswith("。")
    assert await world.events() == before
    assert len(world.accepted) == 1


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 100_000, b'{"text": "\\ud800"}'])
async def test_what_is_not_json_is_refused(world: World, content: bytes) -> None:
    answer = await world.client.post("/sandbox/api/customers/li/messages", content=content)
    assert answer.status_code == 422


@pytest.mark.parametrize("text", ["👩‍👩‍👧‍👦" * 300, "\u202eabc", "\u200b零宽\u200b", "x" * 4096])
async def test_odd_texts_arrive_as_they_are(world: World, text: str) -> None:
    await world.post("customers/li/messages", {"text": text})
    assert (await world.events())[-1]["text"] == text


@pytest.mark.parametrize(
    "query", ["after=-1", "after=x", "after=99999999999999999999", "wait=61", "wait=-1", "wait=nan"]
)
async def test_a_bad_query_is_refused(world: World, query: str) -> None:
    await world.get(f"events?{query}", 422)


async def test_unknown_chats_files_and_uploads_are_refused(world: World) -> None:
    await world.get("events?chat=customer:nobody", 404)
    assert (await world.client.get("/sandbox/media/1")).status_code == 404
    assert (await world.client.get("/sandbox/media/x")).status_code == 404
    assert (await world.client.get("/sandbox/page/..%2Fpages.py")).status_code == 404
    with pytest.raises(DownloadFailed):
        await anext(world.channels["telegram"].download("1"))
    post = "/sandbox/api/customers/li/messages"
    limit = 20 * 1024 * 1024
    assert (await world.client.post(post, files=[("file", ("a.mp4", b"0" * (limit + 1)))])).status_code == 413
    assert (await world.client.post(post, files=[("file", ("a.mp4", b"0" * limit))])).status_code == 200
    assert (await world.client.post(post, files=[("file", ("a.jpg", b""))])).status_code == 422
    eleven = [("file", (f"{n}.jpg", b"x")) for n in range(11)]
    assert (await world.client.post(post, files=eleven)).status_code == 422
    assert (await world.client.post(post, content=b'{"text":"' + b"x" * 1_000_001)).status_code == 413


async def test_an_endless_upload_is_refused_on_its_way(world: World) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'
        while True:
            sent += 1
            yield b"0" * 1_000_000

    answer = await world.client.post(
        "/sandbox/api/customers/li/messages",
        content=endless(),
        headers={"content-type": "multipart/form-data; boundary=b"},
    )
    assert answer.status_code == 413
    assert sent < 250


async def test_many_repetitions_at_once_are_one_message(world: World) -> None:
    body = {"text": "一次", "dedupe_key": "k"}
    answers = await asyncio.gather(*(world.post("customers/li/messages", body) for _ in range(20)))
    assert len({answer["seq"] for answer in answers}) == 1
    assert [event["text"] for event in await world.events()] == ["/start", "一次"]
    assert len(world.accepted) == 2


async def test_a_database_that_fails_is_said_in_one_sentence(world: World) -> None:
    world.platform._database.close()
    answer = await world.post("customers/li/messages", {"text": "喂"}, 503)
    assert answer == {"error": "The database is closed."}


async def test_only_this_machines_own_pages_get_in(world: World) -> None:
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"host": "evil.example:8080"},
    ):
        answer = await world.client.post("/sandbox/api/customers/li/block", headers=headers)
        assert answer.status_code == 403
        assert (await world.client.get("/sandbox/api/state", headers=headers)).status_code == 403
    own = {"origin": "http://127.0.0.1:8080"}
    assert (await world.client.post("/sandbox/api/customers/li/block", headers=own)).status_code == 200


async def test_the_page_is_told_what_is_under_way(world: World) -> None:
    world.deliveries.append(Delivery("customer:li", "unknown", "timeout", "您好"))
    assert await world.get("deliveries") == {
        "deliveries": [
            {"chat": "customer:li", "seq": None, "state": "unknown", "reason": "timeout", "text": "您好"}
        ]
    }
    await world.post("customers/li/block")
    overview = await world.get("overview")
    customers = overview["customers"]
    assert isinstance(customers, list)
    assert customers[0]["blocked"] is True


async def test_the_page_is_told_what_the_window_still_allows(world: World) -> None:
    """Three after a follow; then five for 48 hours, each send one less; nothing once it is over. Telegram: no limit."""
    await world.post("customers", {"id": "wx2", "profile": "wechat"})

    async def window(name: str) -> object:
        customers = (await world.get("overview"))["customers"]
        assert isinstance(customers, list)
        return next(one["window"] for one in customers if one["id"] == name)

    now = world.platform.clock.now()
    assert await window("li") is None
    assert await window("wx2") == {"left": 3, "until": (now + timedelta(minutes=1)).isoformat()}
    await world.post("customers/wx2/messages", {"text": "你好"})
    await world.send("customer:wx2", "您好", profile="wechat")
    assert await window("wx2") == {"left": 4, "until": (now + timedelta(hours=48)).isoformat()}
    world.later(timedelta(hours=48))
    assert await window("wx2") == {"left": 0, "until": None}


@pytest.mark.rule("SEC-1")
async def test_nothing_personal_lies_in_the_clear(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        await world.post("customers", {"id": "canary-chat", "profile": "telegram"})
        await world.post(
            "customers/canary-chat/messages", {"text": "打13812345678找王小明", "dedupe_key": "canary-key"}
        )
        await world.client.post(
            "/sandbox/api/customers/canary-chat/messages",
            files=[("file", ("canary-file.jpg", b"canary-bytes" * 200_000, "image/jpeg"))],
        )
        await world.post("staff", {"id": "canary-staff", "name": "王小明", "role": "service_advisor"})
        await world.post("rooms/aftersales.1/members", {"staff": "canary-staff", "action": "join"})
        await world.post("rooms/aftersales.1/messages", {"staff": "canary-staff", "text": "王小明来了"})
        await world.send("customer:canary-chat", "好的，王小明")
        stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert len(stored) > 2_000_000
    for canary in ("canary", "13812345678", "王小明"):
        for encoding in ("utf-8", "utf-16-le"):
            assert canary.encode(encoding) not in stored
