"""The webhook hears only Telegram, and says 200 only for what is stored."""

import asyncio
import hmac
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from bot.channels.channel import Accept, Unreadable
from bot.channels.language import Incoming, Message, Said
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.telegram.webhook import LARGEST_BODY, PATH, route
from tests.channels.telegram_setup import CUSTOMER, Pauses, channel_to, to
from tests.fakes.bot_api import TOKEN, BotApiServer
from tests.fakes.bot_api_faults import Fault, refused

SECRET = "correct-horse_battery"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
SETTINGS = TelegramSettings(
    TOKEN, mode="webhook", webhook_url="https://bot.example.cn/hooks/telegram", secret=SECRET
)
UPDATE = {
    "update_id": 1001,
    "message": {
        "message_id": 5,
        "date": 1764000000,
        "chat": {"id": 42, "type": "private", "first_name": "芳"},
        "from": {"id": 42, "is_bot": False, "first_name": "芳"},
        "text": "在吗",
    },
}


class Stored:
    """Keeps what it is given, or fails as storage may."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.events: list[Incoming | Unreadable] = []

    async def __call__(self, events: list[Incoming | Unreadable]) -> None:
        if self.failures > 0:
            self.failures -= 1
            raise OSError("database or disk is full")
        self.events += events


def now() -> datetime:
    return datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def application(accept: Accept, settings: TelegramSettings = SETTINGS) -> Starlette:
    return Starlette(routes=[route(settings, accept, now)])


async def ask(
    accept: Accept, method: str = "POST", content: Any = b"", headers: dict[str, str] | None = None
) -> int:
    transport = httpx.ASGITransport(application(accept))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.request(method, PATH, content=content, headers=headers)
    assert answer.content == b""
    return answer.status_code


AUTHENTIC = {HEADER: SECRET}


@pytest.mark.rule("SEC-7")
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(
    "given", [None, "", "correct-horse_batter", "correct-horse_battery ", "CORRECT", "\xff"]
)
async def test_without_the_secret_nobody_is_heard_whatever_the_method(method: str, given: str | None) -> None:
    stored = Stored()
    headers = {} if given is None else {HEADER: given}
    transport = httpx.ASGITransport(application(stored))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        answer = await client.request(method, PATH, content=json.dumps(UPDATE), headers=raw)
    assert (answer.status_code, stored.events) == (403, [])


@pytest.mark.rule("SEC-7")
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_the_secret_is_compared_in_constant_time(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def compare(given: bytes, secret: bytes) -> bool:
        compared.append((given, secret))
        return False

    monkeypatch.setattr(hmac, "compare_digest", compare)
    assert await ask(Stored(), method, json.dumps(UPDATE), AUTHENTIC) == 403
    assert await ask(Stored(), method, json.dumps(UPDATE)) == 403
    assert compared == [(SECRET.encode(), SECRET.encode()), (b"", SECRET.encode())]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_with_the_secret_only_a_post_is_an_update(method: str) -> None:
    assert await ask(Stored(), method, json.dumps(UPDATE), AUTHENTIC) == 405


async def test_an_update_is_stored_and_only_then_acknowledged() -> None:
    stored = Stored()
    assert await ask(stored, content=json.dumps(UPDATE), headers=AUTHENTIC) == 200
    [event] = stored.events
    assert isinstance(event, Incoming)
    assert event.what == Said("在吗", "5")


async def test_what_could_not_be_stored_is_asked_for_again() -> None:
    stored = Stored(failures=1)
    assert await ask(stored, content=json.dumps(UPDATE), headers=AUTHENTIC) == 503
    assert await ask(stored, content=json.dumps(UPDATE), headers=AUTHENTIC) == 200
    assert len(stored.events) == 1


@pytest.mark.parametrize("body", [b"", b"{", b"null", b'{"update_id": 7, "from_the_future": {}}', b"\xff"])
async def test_what_is_authentic_and_senseless_is_kept_and_never_asked_for_again(body: bytes) -> None:
    stored = Stored()
    assert await ask(stored, content=body, headers=AUTHENTIC) == 200
    [kept] = stored.events
    assert isinstance(kept, Unreadable)


async def test_what_is_not_for_us_is_acknowledged_without_being_stored() -> None:
    stored = Stored()
    news = {"update_id": 7, "channel_post": {**UPDATE["message"], "chat": {"id": -1, "type": "channel"}}}  # type: ignore[dict-item]
    assert await ask(stored, content=json.dumps(news), headers=AUTHENTIC) == 200
    assert stored.events == []


@pytest.mark.parametrize(("size", "status"), [(LARGEST_BODY, 200), (LARGEST_BODY + 1, 413)])
@pytest.mark.parametrize("told", [True, False])
async def test_a_body_over_one_mebibyte_is_refused_told_or_not(size: int, status: int, told: bool) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, size, 65536):
            yield b"x" * min(65536, size - start)

    stored = Stored()
    assert await ask(stored, content=b"x" * size if told else chunks(), headers=AUTHENTIC) == status
    assert len(stored.events) == (status == 200)


async def test_a_body_that_says_it_is_too_large_is_not_even_read() -> None:
    read = []

    async def chunks() -> AsyncIterator[bytes]:
        read.append(1)
        yield b"x"

    class Unread(httpx.AsyncByteStream):
        def __aiter__(self) -> AsyncIterator[bytes]:
            return chunks()

    headers = [(b"host", b"test"), (b"content-length", str(LARGEST_BODY + 1).encode())]
    headers.append((HEADER.encode(), SECRET.encode()))
    request = httpx.Request("POST", f"http://test{PATH}", headers=headers, stream=Unread())
    answer = await httpx.ASGITransport(application(Stored())).handle_async_request(request)
    assert (answer.status_code, read) == (413, [])


@pytest.mark.rule("SEC-7")
def test_a_webhook_without_a_secret_cannot_be_opened() -> None:
    with pytest.raises(ValueError, match=r"telegram\.secret"):
        route(TelegramSettings(TOKEN), Stored(), now)


# --- with the platform's own deliveries --------------------------------------------------------------------


@asynccontextmanager
async def listening(app: Starlette) -> AsyncIterator[str]:
    """The application on a free port of loopback."""
    config = uvicorn.Config(app, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        task = asyncio.ensure_future(server.serve(sockets=[door]))
        while not server.started:
            await asyncio.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}{PATH}"
        finally:
            server.should_exit = True
            await task


async def _stored(stored: Stored, many: int) -> None:
    async with asyncio.timeout(5):
        while len(stored.events) < many:
            await asyncio.sleep(0.01)


async def test_updates_come_by_webhook_and_again_after_a_failure() -> None:
    stored = Stored(failures=2)
    async with BotApiServer() as server:
        customer = server.customer(CUSTOMER)
        customer.says("登记之前")
        app = Starlette()
        async with listening(app) as url:
            changes: dict[str, Any] = {"mode": "webhook", "webhook_url": url, "secret": SECRET}
            async with channel_to(server, **changes) as channel:
                app.router.routes.append(channel.webhook(stored))
                await channel.run(stored)
                customer.says("登记之后")
                await _stored(stored, 2)
                await channel.send(to(CUSTOMER, Message("好")))
                assert await channel.problems() == []
        said = [event.what.text for event in stored.events if isinstance(event, Incoming)]  # type: ignore[union-attr]
        assert said == ["登记之前", "登记之后"]
        assert server.delivery.answers == [503, 503, 200, 200]
        assert server.violations == []


async def test_registration_is_tried_until_it_succeeds_and_sending_works_meanwhile() -> None:
    pauses = Pauses()
    changes: dict[str, Any] = {
        "mode": "webhook",
        "webhook_url": "http://127.0.0.1:9/hooks/telegram",
        "secret": SECRET,
    }
    async with BotApiServer() as server, channel_to(server, pauses, **changes) as channel:
        server.customer(CUSTOMER)
        server.fault(Fault(status=502, html="<h1>Bad Gateway</h1>", method="setWebhook", times=2))
        server.fault(refused("bad webhook: HTTPS url must be provided for webhook", "setWebhook"))
        await channel.run(Stored())
        assert pauses.taken == [0.5, 1.0, 2.0]
        wanted = {"url": changes["webhook_url"], "secret_token": SECRET}
        assert wanted.items() <= server.called("setWebhook")[-1].items()
        assert "chat_member" in server.called("setWebhook")[-1]["allowed_updates"]
