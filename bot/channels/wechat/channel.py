"""A WeChat Official Account as one of the product's channels."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from starlette.routing import Route

from bot.channels.capabilities import Buttons, Capabilities, Rate, Window
from bot.channels.channel import Accept, DownloadFailed
from bot.channels.language import (
    Cause,
    ChatKind,
    Message,
    NotSent,
    OutcomeUnknown,
    Outgoing,
    Receipt,
    Sent,
    Toast,
    Undeliverable,
)
from bot.channels.planner import CannotBeSaid, Operation, SayText, plan
from bot.channels.problems import Problem
from bot.channels.wechat.api import TOKEN_REFUSED, Api
from bot.channels.wechat.callback import Callback, Reached, route
from bot.channels.wechat.client import Failure, Refused, TooLarge
from bot.channels.wechat.fitting import Fitted, fit
from bot.channels.wechat.halves import Notebook, OwnNotebook, mark, with_wechat
from bot.channels.wechat.health import Health, examined
from bot.channels.wechat.operations import carry_out
from bot.channels.wechat.outcomes import receipt
from bot.channels.wechat.passive import Passive
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.tokens import OwnShelf, Shelf
from bot.channels.wechat.updates import CHANNEL

CAPABILITIES: Final = Capabilities(
    buttons=Buttons.NONE,
    edits=False,
    deletes=False,
    threads=False,
    force_reply=False,
    hears_all=True,
    text_limit=1800,
    text_unit="utf8",
    caption_limit=0,
    album=None,
    documents=False,
    private_rate=Rate(per_minute=60, burst=20),
    window=Window(after_message=(5, timedelta(hours=48)), after_other=(3, timedelta(minutes=1))),
)
"""WeChat documents 2,048 bytes for a text, and the window; the rate is ours, so that nobody is flooded."""

OpenMedia = Callable[[str], Awaitable[bytes]]
"""The bytes behind `Attachment.key`; raises `LookupError` or `OSError` where they cannot be had."""

_log = structlog.get_logger(__name__)


def _utc_now() -> datetime:
    return datetime.now(UTC)


async def _nobody() -> None:
    """Nobody wants to know that WeChat has found us."""


class WeChatChannel:
    """One account. It needs neither network nor WeChat to be constructed."""

    name = CHANNEL

    def __init__(
        self,
        settings: WeChatSettings,
        open_media: OpenMedia,
        *,
        shelf: Shelf | None = None,
        notebook: Notebook | None = None,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._settings = settings
        self._open_media = open_media
        self._clock = clock
        self._api = Api(settings, shelf or OwnShelf(), clock)
        self._passive = Passive()
        self._callbacks: list[Callback] = []
        self._health = Health(clock)
        self._notebook = notebook or OwnNotebook()

    def capabilities(self, kind: ChatKind) -> Capabilities:
        """What WeChat can do."""
        return CAPABILITIES

    def callback(self, accept: Accept, reached: Reached = _nobody) -> Route:
        """The route through which everything comes; `reached` is told once that WeChat has found it."""
        callback = Callback(self._settings, accept, self._clock, self._passive, self._health, reached=reached)
        self._callbacks.append(callback)
        return route(callback)

    def hang_up(self) -> None:
        """Callbacks that wait for anything are answered: the process is about to end."""
        for callback in self._callbacks:
            callback.hang_up()

    async def run(self, accept: Accept) -> None:
        """Returns at once: updates come by callback, and WeChat is told its address by the operator."""

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Carry out one thing; whatever fails is in the receipt."""
        match outgoing.body:
            case Message() as message:
                return await self._say(outgoing, message)
            case Toast():
                return Sent()
            case _:
                return Undeliverable(Cause.REJECTED, "WeChat has nothing of the kind.")

    async def download(self, reference: str) -> AsyncIterator[bytes]:
        """The bytes of a file by its media id, which is good for three days."""
        try:
            content = await self._api.call(lambda client: client.file(reference))
        except Failure as failure:
            again = not isinstance(failure, Refused | TooLarge) or _may_be_had_later(failure)
            reason = str(failure)
        else:
            yield content
            return
        raise DownloadFailed(reason, again=again)

    async def problems(self) -> list[Problem]:
        """What the traffic has met; WeChat is not asked, since readiness must not hang on it."""
        return self._health.problems()

    async def examined(self) -> list[Problem]:
        """What WeChat says of the account when it is asked."""
        return await examined(self._api)

    async def close(self) -> None:
        """Let go of threads and connections."""
        self._api.close()

    async def _say(self, outgoing: Outgoing, message: Message) -> Receipt:
        openid = outgoing.address.chat
        try:
            fitted = await self._fitted(message)
            operations = plan(fitted.message, CAPABILITIES)
        except CannotBeSaid as refusal:
            return Undeliverable(Cause.REJECTED, str(refusal))
        except OSError as error:
            return NotSent(f"a file cannot be read: {type(error).__name__}")
        if not operations:
            return Undeliverable(Cause.REJECTED, "There is nothing in the message.")
        match operations:
            case (SayText(text),):
                replied = await self._reply(outgoing, text)
                if replied is not None:
                    return replied
            case _:
                self._passive.pass_by(openid)
        return await self._send(outgoing, operations, fitted)

    async def _reply(self, outgoing: Outgoing, text: str) -> Receipt | None:
        """The receipt where it went out as the reply to a callback; `None` where none waits for one."""
        try:
            replied = await self._passive.say(outgoing.address.chat, text)
        except TimeoutError:
            return OutcomeUnknown("nobody knows whether the reply was written")
        return Sent(_references(outgoing, 1)) if replied else None

    async def _send(self, outgoing: Outgoing, operations: tuple[Operation, ...], fitted: Fitted) -> Receipt:
        """One part after the other. What is with WeChat already is not sent again when the rest is, not even by another
        process: each part is written down before the next one goes out."""
        parts, key = len(operations), outgoing.key
        done = with_wechat(operations, await self._notebook.sent(key)) if parts > 1 else 0
        for at in range(done, parts):
            try:
                await carry_out(self._api, operations[at], outgoing.address.chat, fitted.files)
            except CannotBeSaid as refusal:
                return Undeliverable(Cause.REJECTED, str(refusal))
            except Failure as failure:
                self._health.met(failure)
                return receipt(failure)
            if parts > 1:
                over = at + 1 == parts
                await self._notebook.note(key, () if over else tuple(map(mark, operations[: at + 1])))
        self._health.well()
        return Sent(_references(outgoing, parts))

    async def _fitted(self, message: Message) -> Fitted:
        if not message.media:
            return Fitted(message, {})
        contents: dict[str, bytes] = {}
        for item in message.media:
            try:
                contents[item.key] = await self._open_media(item.key)
            except (LookupError, FileNotFoundError):
                raise CannotBeSaid("A file that belongs to the message is gone.") from None
        now = self._clock()
        return await self._api.beside(lambda: fit(message, contents, now))


def _may_be_had_later(failure: Failure) -> bool:
    return isinstance(failure, Refused) and failure.errcode in (-1, 45009, 45011, *TOKEN_REFUSED)


def _references(outgoing: Outgoing, parts: int) -> tuple[str, ...]:
    """WeChat names nothing that we send; each part counts against the window, so each has a name of ours."""
    return tuple(f"{outgoing.key}.{number}" for number in range(parts))
