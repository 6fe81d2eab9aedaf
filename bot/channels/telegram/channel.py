"""Telegram as one of the product's channels."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.routing import Route
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.channels.capabilities import Buttons, Capabilities, Rate
from bot.channels.channel import Accept, DownloadFailed
from bot.channels.language import (
    Address,
    Cause,
    ChatKind,
    MemberCount,
    Message,
    NotSent,
    OutcomeUnknown,
    Outgoing,
    Receipt,
    Removal,
    Revision,
    Sent,
    ThreadOpening,
    Toast,
    Undeliverable,
)
from bot.channels.planner import CannotBeSaid, Operation, plan, plan_revision
from bot.channels.problems import Problem
from bot.channels.splitting import shorten
from bot.channels.telegram.client import QuietBot
from bot.channels.telegram.counting import count
from bot.channels.telegram.health import Health
from bot.channels.telegram.operations import OpenMedia, carry_out, made_id, number, placed, revise
from bot.channels.telegram.outcomes import brief, receipt
from bot.channels.telegram.receiving import Pause, poll, register
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.telegram.standing import examined
from bot.channels.telegram.updates import CHANNEL
from bot.channels.telegram.webhook import route

CAPABILITIES = Capabilities(
    buttons=Buttons.INLINE,
    edits=True,
    deletes=True,
    threads=True,
    force_reply=True,
    hears_all=True,
    text_limit=4096,
    text_unit="utf16",
    caption_limit=1024,
    album=(2, 10),
    documents=True,
    private_rate=Rate(per_minute=60, burst=3),
    group_rate=Rate(per_minute=17, burst=3),
    account_rate=Rate(per_minute=25 * 60, burst=5),
)
"""Telegram's documented limits are 1/s in a private chat, 20/min in a group and 30/s in all. Burst and rate
together keep below the last two within any minute and any second."""

_PATIENCE = 30.0
"""Seconds for which the second part of a message may wait for Telegram's leave."""
_TOPIC_NAME = 128
_TOAST = 200


def _utc_now() -> datetime:
    return datetime.now(UTC)


class TelegramChannel:
    """One bot. It needs neither network nor Telegram to be constructed."""

    name = CHANNEL

    def __init__(
        self,
        settings: TelegramSettings,
        open_media: OpenMedia,
        *,
        clock: Callable[[], datetime] = _utc_now,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._settings = settings
        self._open_media = open_media
        self._clock = clock
        self._pause = pause
        self._bot = QuietBot(settings)
        self._health = Health()

    def capabilities(self, kind: ChatKind) -> Capabilities:
        """What Telegram can do."""
        return CAPABILITIES

    def webhook(self, accept: Accept) -> Route:
        """The route through which updates come in webhook mode."""
        return route(self._settings, accept, self._clock)

    async def run(self, accept: Accept) -> None:
        """Poll until cancelled; in webhook mode return once the webhook is registered."""
        if self._settings.mode == "webhook":
            await register(self._bot, self._settings, health=self._health, pause=self._pause)
        else:
            await poll(
                self._bot,
                accept,
                health=self._health,
                clock=self._clock,
                pause=self._pause,
                seconds=self._settings.poll_seconds,
            )

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Carry out one thing; whatever fails is in the receipt."""
        try:
            if isinstance(outgoing.body, Message):
                return await self._say(outgoing, outgoing.body)
            return await self._do(outgoing)
        except CannotBeSaid as refusal:
            return Undeliverable(Cause.REJECTED, str(refusal))

    async def download(self, reference: str) -> AsyncIterator[bytes]:
        """The bytes of a file by its `file_id`, in chunks."""
        try:
            file = await self._bot.call("getFile", file_id=reference)
            path = file.get("file_path", "") if isinstance(file, dict) else ""
            async for chunk in self._bot.transport.stream(f"{self._bot.base_file_url}/{path}"):
                yield chunk
        except TelegramError as error:
            again = not isinstance(error, BadRequest | InvalidToken)
            reason = brief(error)
        else:
            return
        raise DownloadFailed(reason, again=again)

    async def problems(self) -> list[Problem]:
        """What stands between us and Telegram."""
        return await self._health.problems(self._bot, self._settings, time.monotonic)

    async def examined(self, groups: Mapping[str, str]) -> list[Problem]:
        """The same for `doctor`, with our place in each group; `groups` names the queues of each chat."""
        return await examined(self._bot, self._settings, groups)

    async def close(self) -> None:
        """Let go of all connections."""
        await self._bot.transport.shutdown()

    async def _say(self, outgoing: Outgoing, message: Message) -> Receipt:
        operations = plan(message, CAPABILITIES)
        if not operations:
            return Undeliverable(Cause.REJECTED, "There is nothing in the message.")
        chat = number(outgoing.address.chat)
        place = placed(chat, outgoing.thread, outgoing.reply_to)
        references: tuple[str, ...] = ()
        for index, operation in enumerate(operations):
            made = await self._part(operation, place, outgoing.address, patient=bool(references))
            if not isinstance(made, Sent):
                return made if not index else _half_sent(index, len(operations), made)
            references += made.references
            place.pop("reply_parameters", None)
        return Sent(references)

    async def _part(
        self, operation: Operation, place: dict[str, Any], address: Address, *, patient: bool
    ) -> Receipt:
        """One operation; `patient`: others went before it, so that it waits for Telegram's leave."""
        try:
            return Sent(await carry_out(self._bot, operation, place, self._open_media))
        except RetryAfter as error:
            told = receipt(error, address.kind)
        except TelegramError as error:
            return receipt(error, address.kind)
        except CannotBeSaid as refusal:
            return Undeliverable(Cause.REJECTED, str(refusal))
        except OSError as error:
            return NotSent(f"a file cannot be read: {type(error).__name__}")
        if not patient or not isinstance(told, NotSent) or told.wait is None:
            return told
        if told.wait.total_seconds() > _PATIENCE:
            return told
        await self._pause(told.wait.total_seconds())
        return await self._part(operation, place, address, patient=False)

    async def _do(self, outgoing: Outgoing) -> Receipt:
        """Everything but a new message; only a topic is not opened twice without harm."""
        repeatable = not isinstance(outgoing.body, ThreadOpening)
        try:
            return Sent(await self._done(outgoing))
        except TelegramError as error:
            return receipt(error, outgoing.address.kind, repeatable=repeatable, target=outgoing.target)

    async def _done(self, outgoing: Outgoing) -> tuple[str, ...]:
        chat = number(outgoing.address.chat)
        match outgoing.body:
            case Revision(message):
                await revise(self._bot, plan_revision(message, CAPABILITIES), chat, number(outgoing.target))
                return (outgoing.target,)
            case Removal():
                await self._bot.call("deleteMessage", chat_id=chat, message_id=number(outgoing.target))
                return (outgoing.target,)
            case ThreadOpening(name):
                title = shorten(name, _TOPIC_NAME, "utf16")
                topic = await self._bot.call("createForumTopic", chat_id=chat, name=title)
                return (made_id(topic, "message_thread_id"),)
            case Toast(hint, text, alert):
                if hint:
                    shown = shorten(text, _TOAST, "utf16") or None
                    await self._bot.call(
                        "answerCallbackQuery", callback_query_id=hint, text=shown, show_alert=alert or None
                    )
                return ()
            case MemberCount() as asked:
                return await count(self._bot, chat, asked)
            case Message():
                raise AssertionError("new messages are planned")


def _half_sent(done: int, of: int, failed: Receipt) -> OutcomeUnknown:
    """Sending all of it again would repeat what has arrived: a person must look."""
    reason = getattr(failed, "reason", "")
    return OutcomeUnknown(f"{done} of {of} parts were sent, then: {reason}")
