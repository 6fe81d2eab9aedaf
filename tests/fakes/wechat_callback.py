"""Callbacks on their way to the account's server: five seconds for an answer, else again, three times at most."""

import asyncio
import itertools
import re
import secrets
from collections import deque
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

import aiohttp

from tests.fakes import wechat_crypto

TIMES = 4
"""Once, and three times more."""


class Delivery:
    """One account's callbacks: what was sent, what it was answered."""

    def __init__(self, app_id: str, token: str, aes_key: str, clock: Callable[[], datetime]) -> None:
        self.app_id = app_id
        self.token = token
        self.aes_key = aes_key
        self.clock = clock
        self.url = ""
        self.patience = 5.0
        self.retry_after = 0.05
        self.twice = False
        """Each callback is delivered twice, as WeChat may."""
        self.at_once = False
        """Callbacks of one follower do not wait for each other, as WeChat's do not."""
        self.answers: list[int] = []
        """The HTTP statuses of all answers, 0 where none came in time."""
        self.waits: list[float] = []
        """How many seconds each answer took."""
        self.lost: list[str] = []
        """What was given up after the last time."""
        self.violations: list[str] = []
        self.answered: Callable[[str, str], None] = lambda _openid, _text: None
        """Told of each passive answer."""
        self._lanes: dict[str, deque[str]] = {}
        self._held: list[tuple[str, str]] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._lane_names = itertools.count()

    # --- what tests do -----------------------------------------------------------------------------------

    def deliver(self, openid: str, xml: str) -> None:
        """It is on its way, if the account has said where to."""
        if not self.url:
            return
        if self._held is not None:
            self._held.append((openid, xml))
            return
        for _ in range(2 if self.twice else 1):
            name = f"{openid}#{next(self._lane_names)}" if self.at_once or self.twice else openid
            lane = self._lanes.setdefault(name, deque())
            lane.append(xml)
            if len(lane) == 1:
                self._start(self._drain(openid, name, lane))

    def hold(self) -> None:
        """Callbacks are kept back until `release`."""
        self._held = []

    def release(self, *, backwards: bool = False) -> None:
        held, self._held = self._held or [], None
        for openid, xml in reversed(held) if backwards else held:
            self.deliver(openid, xml)

    async def taken(self, timeout: float = 30.0) -> None:
        """Returns once every callback is answered, or was given up."""
        async with asyncio.timeout(timeout):
            while self._tasks:
                await asyncio.wait(set(self._tasks))

    async def verify(self) -> bool:
        """What pressing 提交 in the account's settings does: a GET that must be answered with what it says."""
        echo, nonce, at = secrets.token_hex(10), secrets.token_hex(5), str(int(self.clock().timestamp()))
        query = {"signature": wechat_crypto.signature(self.token, at, nonce), "timestamp": at, "nonce": nonce}
        async with self._client().get(self.url, params=query | {"echostr": echo}) as answer:
            return answer.status == 200 and await answer.text() == echo

    async def post(self, openid: str, xml: str) -> tuple[int, str]:
        """One delivery by hand; the status, and the text of a passive answer."""
        query, body = self.signed(openid, xml.encode())
        async with self._client().post(self.url, params=query, data=body) as answer:
            return answer.status, self._read(openid, await answer.text())

    def signed(self, openid: str, content: bytes, *, at: int | None = None) -> tuple[dict[str, str], bytes]:
        """The query and the body of a callback."""
        encrypted = wechat_crypto.encrypt(self.aes_key, self.app_id, content)
        timestamp, nonce = str(int(self.clock().timestamp()) if at is None else at), secrets.token_hex(5)
        query = {
            "signature": wechat_crypto.signature(self.token, timestamp, nonce),
            "timestamp": timestamp,
            "nonce": nonce,
            "openid": openid,
            "encrypt_type": "aes",
            "msg_signature": wechat_crypto.signature(self.token, timestamp, nonce, encrypted),
        }
        to = f"<ToUserName><![CDATA[{self.app_id}]]></ToUserName>"
        return query, f"<xml>{to}<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>".encode()

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    # --- the wire ----------------------------------------------------------------------------------------

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, openid: str, name: str, lane: deque[str]) -> None:
        while lane:
            for attempt in range(TIMES):
                if attempt:
                    await asyncio.sleep(self.retry_after)
                if await self._delivered(openid, lane[0]):
                    break
            else:
                self.lost.append(lane[0])
            lane.popleft()
        del self._lanes[name]

    async def _delivered(self, openid: str, xml: str) -> bool:
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(self.patience):
                query, body = self.signed(openid, xml.encode("utf-8", "surrogatepass"))
                async with self._client().post(self.url, params=query, data=body) as answer:
                    status, said = answer.status, await answer.text()
        except (TimeoutError, aiohttp.ClientError, OSError):
            self.answers.append(0)
            return False
        self.answers.append(status)
        self.waits.append(asyncio.get_running_loop().time() - began)
        if status != 200:
            return False
        text = self._read(openid, said)
        if text:
            self.answered(openid, text)
        return True

    def _read(self, openid: str, said: str) -> str:
        """The text of a passive answer; what WeChat would not take is a violation."""
        if said in ("success", ""):
            return ""
        try:
            encrypted, given = _field(said, "Encrypt"), _field(said, "MsgSignature")
            signed = wechat_crypto.signature(
                self.token, _field(said, "TimeStamp"), _field(said, "Nonce"), encrypted
            )
            content, app_id = wechat_crypto.decrypt(self.aes_key, encrypted)
            reply = content.decode()
            fine = given == signed and app_id == self.app_id and _field(reply, "ToUserName") == openid
            text = _field(reply, "Content").replace("]]]]><![CDATA[>", "]]>")
            if not fine or _field(reply, "MsgType") != "text" or len(text.encode()) > 2048:
                raise ValueError("not as WeChat wants it")
        except (ValueError, AttributeError) as problem:
            self.violations.append(f"passive answer: {problem}")
            return ""
        return text

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self._session


def _field(xml: str, name: str) -> str:
    found = re.search(rf"<{name}>(?:<!\[CDATA\[(.*)\]\]>|(.*?))</{name}>", xml, re.DOTALL)
    if found is None:
        raise ValueError(f"no {name}")
    return str(found[1] if found[1] is not None else found[2])
