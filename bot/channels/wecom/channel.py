"""WeCom as one of the product's channels: the staff's groups."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.capabilities import Capabilities
from bot.channels.channel import Accept
from bot.channels.language import (
    Cause,
    ChatKind,
    Message,
    NotSent,
    OutcomeUnknown,
    Outgoing,
    Receipt,
    Revision,
    Sent,
    Undeliverable,
)
from bot.channels.planner import CannotBeSaid, plan
from bot.channels.problems import Problem
from bot.channels.wecom.abilities import CAPABILITIES
from bot.channels.wecom.cards import cards, changed, face
from bot.channels.wecom.connection import NeverLeft, NoAnswer
from bot.channels.wecom.downloads import fetched
from bot.channels.wecom.frames import RESPOND, SEND, UPDATE, Ack, Callback
from bot.channels.wecom.health import Health
from bot.channels.wecom.leadership import Alone, Leadership
from bot.channels.wecom.markdown import escaped
from bot.channels.wecom.memory import Budget, Fresh, clicked
from bot.channels.wecom.outcomes import NOT_SUBSCRIBED, lost, refused
from bot.channels.wecom.pushes import Choice, Push, Shown, Words, media_body, named, pushes
from bot.channels.wecom.receiving import Pause, Receiver
from bot.channels.wecom.settings import WeComSettings
from bot.channels.wecom.tasks import message_of, new_message
from bot.channels.wecom.updates import CHANNEL, click_of
from bot.channels.wecom.uploads import Failed, OpenMedia, Unfit, uploaded


def _utc_now() -> datetime:
    return datetime.now(UTC)


class WeComChannel:
    """One bot. It needs neither network nor WeCom to be constructed."""

    name = CHANNEL

    def __init__(
        self,
        settings: WeComSettings,
        open_media: OpenMedia,
        *,
        leadership: Leadership | None = None,
        clock: Callable[[], datetime] = _utc_now,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._settings = settings
        self._open_media = open_media
        self._clicks = Fresh(clock, settings.click_lasts)
        self._replies = Fresh(clock, settings.reply_lasts)
        self._budget = Budget(clock)
        self._health = Health()
        self._receiver = Receiver(settings, leadership or Alone(), self._health, clock, pause, self._heard)

    def capabilities(self, kind: ChatKind) -> Capabilities:
        """What WeCom can do."""
        return CAPABILITIES

    async def run(self, accept: Accept) -> None:
        """Hold the connection while we lead, until cancelled."""
        await self._receiver.run(accept)

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Carry out one thing; whatever fails is in the receipt."""
        try:
            match outgoing.body:
                case Message() as message:
                    return await self._say(outgoing, message)
                case Revision(message, anew):
                    return await self._change(outgoing, message, anew)
                case _:
                    # Nothing turns on a press that is not answered, and nobody tells how many are in a group.
                    return Sent()
        except CannotBeSaid as refusal:
            return Undeliverable(Cause.REJECTED, str(refusal))

    def download(self, reference: str) -> AsyncIterator[bytes]:
        """The bytes of a file that somebody sent, opened."""
        return fetched(reference, self._settings.patience)

    async def problems(self) -> list[Problem]:
        """What stands between us and WeCom."""
        return self._health.problems()

    async def close(self) -> None:
        """The connection ends with `run`."""

    # --- within ------------------------------------------------------------------------------------------

    def _heard(self, callback: Callback) -> None:
        """The handles of what came in are good for seconds: they are kept here, and nowhere else."""
        task_id, handle = click_of(callback)
        if task_id:
            clicked(self._clicks, task_id, handle)
            return
        headers = callback.frame.get("headers")
        req_id = headers.get("req_id") if isinstance(headers, dict) else None
        if isinstance(req_id, str) and req_id:
            self._replies.put(req_id, req_id)

    async def _say(self, outgoing: Outgoing, message: Message) -> Receipt:
        planned = plan(replace(message, text=escaped(message.text)), CAPABILITIES)
        if not planned:
            return Undeliverable(Cause.REJECTED, "There is nothing in the message.")
        name = new_message(outgoing.key)
        return await self._push(outgoing, pushes(planned, name), name, message.hint)

    async def _change(self, outgoing: Outgoing, message: Message, anew: bool) -> Receipt:
        """The card itself, where it was tapped just now; else a card of its own, where that is worth it."""
        text = escaped(message.text)
        tapped = self._clicks.take(message_of(outgoing.target))
        if tapped is not None:
            handle, task_id = tapped
            card = changed(text, message.actions, task_id)
            try:
                ack = await self._ask(UPDATE, _updating(card), handle)
            except (NeverLeft, NoAnswer) as problem:
                return NotSent(f"no answer: {problem}")
            if not ack.errcode:
                return Sent((outgoing.target,))
        if not anew:
            return Sent((outgoing.target,))  # what was sent stays as it is, and nothing is lost by that
        again = cards(face(text), message.actions, message_of(outgoing.target), again=True)
        return await self._push(outgoing, tuple(Choice(card) for card in again), outgoing.target)

    async def _push(self, outgoing: Outgoing, wanted: tuple[Push, ...], name: str, hint: str = "") -> Receipt:
        """All of it, one after the other, or nothing where the chat's minute has no room for it."""
        wait = self._budget.wait(outgoing.address.chat, len(wanted))
        if wait > 0:
            return NotSent("too many requests", wait=timedelta(seconds=wait), counts=False)
        for done, push in enumerate(wanted):
            receipt = await self._pushed(outgoing, push, hint if not done else "")
            if not isinstance(receipt, Sent):
                return receipt if not done else _half_sent(done, len(wanted), receipt)
        return Sent((name,))

    async def _pushed(self, outgoing: Outgoing, push: Push, hint: str) -> Receipt:
        try:
            push, body = await self._body(push)
            answers = self._replies.take(hint) if hint and isinstance(push, Words) else None
            if answers is not None and isinstance(push, Words):
                self._budget.spend(outgoing.address.chat)
                ack = await self._ask(RESPOND, _answering(push.text, hint), hint)
                if not ack.errcode:
                    return Sent()
            # What was refused as an answer is said as a message of its own.
            self._budget.spend(outgoing.address.chat)
            ack = await self._ask(SEND, {"chatid": outgoing.address.chat, **body})
        except Failed as failed:
            return failed.receipt
        except (NeverLeft, NoAnswer) as problem:
            return lost(problem)
        return refused(ack, outgoing.address.kind) if ack.errcode else Sent()

    async def _body(self, push: Push) -> tuple[Push, dict[str, Any]]:
        """What is pushed; a file is uploaded first, and where its upload has no answer nothing was shown."""
        if not isinstance(push, Shown):
            return push, push.body
        try:
            kind, media_id = await uploaded(push.attachment, self._open_media, self._ask)
        except Unfit as unfit:
            words = named(replace(push.attachment, name=escaped(push.attachment.name)), unfit.size)
            return words, words.body
        except NoAnswer as problem:
            raise Failed(NotSent(f"no answer to an upload: {problem}")) from None
        return push, media_body(kind, media_id, push.attachment)

    async def _ask(self, cmd: str, body: dict[str, Any], req_id: str = "") -> Ack:
        connection = self._receiver.connection
        if connection is None:
            raise NeverLeft("not connected")
        ack = await connection.ask(cmd, body, req_id)
        if ack.errcode == NOT_SUBSCRIBED:
            connection.drop()
        return ack


def _updating(card: dict[str, Any]) -> dict[str, Any]:
    return {"response_type": "update_template_card", "template_card": card}


def _answering(text: str, hint: str) -> dict[str, Any]:
    """A finished answer: WeCom's answers are streams, and this one is whole."""
    return {"msgtype": "stream", "stream": {"id": f"a-{hint}"[:64], "finish": True, "content": text}}


def _half_sent(done: int, of: int, failed: Receipt) -> OutcomeUnknown:
    """Sending all of it again would repeat what has arrived: a person must look."""
    return OutcomeUnknown(f"{done} of {of} parts were sent, then: {getattr(failed, 'reason', '')}")
