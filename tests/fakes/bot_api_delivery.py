"""Updates on their way to the bot: fetched by long polling, or pushed to its webhook until it takes them."""

import asyncio
from collections import deque
from typing import Any

import aiohttp

from tests.fakes.bot_api_world import ApiError

_UNASKED = ("message", "edited_message", "callback_query", "my_chat_member")
"""What Telegram sends a bot that names nothing (of what this fake knows): `chat_member` is not in it."""


class Delivery:
    """The queue of updates, and the one way out of it that is open."""

    def __init__(self) -> None:
        self.pending: deque[dict[str, Any]] = deque()
        self.allowed: tuple[str, ...] = _UNASKED
        self.url = ""
        self.secret = ""
        self.twice = False
        """Each update is delivered twice, as Telegram may."""
        self.held: list[dict[str, Any]] | None = None
        self.answers: list[int] = []
        """The HTTP statuses that the webhook gave."""
        self.retry_after = 0.05
        self.last_error = ""
        self._last_id = 1000
        self._news = asyncio.Event()
        self._taken = asyncio.Event()
        self._poller: asyncio.Event | None = None
        self._lanes: dict[int, deque[dict[str, Any]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None

    def push(self, kind: str, payload: dict[str, Any]) -> dict[str, Any] | None:
        """The update, unless the bot did not ask for this kind."""
        if kind not in self.allowed:
            return None
        self._last_id += 1
        update = {"update_id": self._last_id, kind: payload}
        self.deliver(update)
        return update

    def deliver(self, update: dict[str, Any]) -> None:
        if self.held is not None:
            self.held.append(update)
            return
        for _ in range(2 if self.twice else 1):
            self.pending.append(update)
        self._news.set()
        self._news = asyncio.Event()
        if self.url:
            self._push_all()

    def hold(self) -> None:
        """Updates are kept back until `release`."""
        self.held = []

    def release(self, *, backwards: bool = False) -> None:
        held, self.held = self.held or [], None
        for update in reversed(held) if backwards else held:
            self.deliver(update)

    def set_webhook(self, parameters: dict[str, Any]) -> bool:
        self._remember(parameters)
        self.url, self.secret = parameters["url"], parameters.get("secret_token", "")
        self._push_all()
        return True

    def delete_webhook(self) -> bool:
        """What the webhook has not taken yet can be fetched."""
        self.url = ""
        for lane in self._lanes.values():
            self.pending.extend(lane)
            lane.clear()
        return True

    def webhook_info(self) -> dict[str, Any]:
        waiting = len(self.pending) + sum(len(lane) for lane in self._lanes.values())
        error = {"last_error_message": self.last_error, "last_error_date": 1} if self.last_error else {}
        return {"url": self.url, "has_custom_certificate": False, "pending_update_count": waiting, **error}

    async def fetch(self, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        """What is there from the offset on, else what comes within the time asked for."""
        if self.url:
            sentence = (
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete it first"
            )
            raise ApiError(409, f"Conflict: {sentence}")
        self._remember(parameters)
        self.interrupt()
        stop = self._poller = asyncio.Event()
        try:
            return await self._next(parameters, stop)
        finally:
            if self._poller is stop:
                self._poller = None

    def interrupt(self) -> None:
        """Whoever waits for updates now is told that somebody else fetches them."""
        if self._poller is not None:
            self._poller.set()

    async def taken(self, timeout: float = 60.0) -> None:
        """Returns once the bot has acknowledged everything that happened; raises `TimeoutError`."""
        async with asyncio.timeout(timeout):
            while self.pending or any(self._lanes.values()):
                self._taken.clear()
                await self._taken.wait()

    async def close(self) -> None:
        self._news.set()
        self.interrupt()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _next(self, parameters: dict[str, Any], stop: asyncio.Event) -> list[dict[str, Any]]:
        offset = parameters.get("offset") or 0
        self.pending = deque(update for update in self.pending if update["update_id"] >= offset)
        self._taken.set()
        if not self.pending and parameters.get("timeout"):
            waits = [asyncio.ensure_future(event.wait()) for event in (self._news, stop)]
            await asyncio.wait(waits, timeout=parameters["timeout"], return_when=asyncio.FIRST_COMPLETED)
            for wait in waits:
                wait.cancel()
        if stop.is_set():
            sentence = (
                "terminated by other getUpdates request; make sure that only one bot instance is running"
            )
            raise ApiError(409, f"Conflict: {sentence}")
        return list(self.pending)[: parameters.get("limit", 100)]

    def _remember(self, parameters: dict[str, Any]) -> None:
        if "allowed_updates" in parameters:
            self.allowed = tuple(parameters["allowed_updates"]) or _UNASKED

    def _push_all(self) -> None:
        """One lane a chat: the order within a chat is kept, chats do not wait for each other."""
        while self.pending:
            update = self.pending.popleft()
            chat = _chat_of(update)
            lane = self._lanes.setdefault(chat, deque())
            lane.append(update)
            if len(lane) == 1:
                task = asyncio.ensure_future(self._drain(lane))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _drain(self, lane: deque[dict[str, Any]]) -> None:
        while lane and self.url:
            if await self._post(lane[0]):
                if lane:
                    lane.popleft()
                self._taken.set()
            else:
                await asyncio.sleep(self.retry_after)

    async def _post(self, update: dict[str, Any]) -> bool:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=40))
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        try:
            async with self._session.post(self.url, json=update, headers=headers) as response:
                self.answers.append(response.status)
                self.last_error = "" if response.status == 200 else f"Wrong response: {response.status}"
                return response.status == 200
        except (aiohttp.ClientError, OSError):
            self.last_error = "Connection refused"
            return False


def _chat_of(update: dict[str, Any]) -> int:
    payload = next((value for value in update.values() if isinstance(value, dict)), {})
    chat = payload.get("chat") or payload.get("message", {}).get("chat", {})
    return int(chat.get("id", 0))
