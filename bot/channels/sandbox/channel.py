"""The sandbox as a channel: what the product sees of it, no more than of any platform."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

from bot.channels.capabilities import Capabilities
from bot.channels.channel import Accept, DownloadFailed
from bot.channels.language import Cause, ChatKind, Message, Outgoing, Receipt, Revision, Sent, Undeliverable
from bot.channels.planner import CannotBeSaid, Operation, plan, plan_revision
from bot.channels.problems import Problem
from bot.channels.sandbox.needs import OpenMedia
from bot.channels.sandbox.places import channel_name
from bot.channels.sandbox.platform import Platform
from bot.channels.sandbox.profiles import PROFILES
from bot.channels.sandbox.sendings import Prepared

CHUNK = 64 * 1024


class SandboxChannel:
    """One profile of the sandbox; rooms and staff are on that of the platform's `staff_profile`."""

    def __init__(self, profile: str, platform: Platform, open_media: OpenMedia) -> None:
        self.name = channel_name(profile)
        self._capabilities = PROFILES[profile]
        self._platform = platform
        self._open_media = open_media

    def capabilities(self, kind: ChatKind) -> Capabilities:
        return PROFILES[self._platform.staff_profile] if kind is ChatKind.GROUP else self._capabilities

    async def send(self, outgoing: Outgoing) -> Receipt:
        files: dict[str, bytes] = {}
        try:
            if isinstance(outgoing.body, Message):
                files = {item.key: await self._open_media(item.key) for item in outgoing.body.media}
                if files and not self.capabilities(outgoing.address.kind).documents:
                    outgoing, files = await asyncio.to_thread(self._fitted, outgoing, outgoing.body, files)
            operations = self._operations(outgoing)
        except CannotBeSaid as problem:
            return Undeliverable(Cause.REJECTED, str(problem))
        except (LookupError, OSError):
            return Undeliverable(Cause.REJECTED, "the attachment cannot be opened")
        if isinstance(outgoing.body, Message) and not operations:
            return Sent()
        return await self._platform.show(Prepared(outgoing, operations, files))

    def _fitted(
        self, outgoing: Outgoing, message: Message, files: dict[str, bytes]
    ) -> tuple[Outgoing, dict[str, bytes]]:
        """Where the platform takes no documents, their pages as pictures, exactly as WeChat's channel shows them."""
        from bot.channels.wechat.fitting import fit

        fitted = fit(message, files, self._platform.clock.now())
        shown = {key: upload.content for key, upload in fitted.files.items()}
        return replace(outgoing, body=fitted.message), shown

    async def download(self, reference: str) -> AsyncIterator[bytes]:
        file = await self._platform.file(int(reference)) if reference.isdigit() else None
        if file is None:
            raise DownloadFailed("the file is not there any more", again=False)
        for start in range(0, len(file.content), CHUNK):
            yield file.content[start : start + CHUNK]

    async def run(self, accept: Accept) -> None:
        """Returns at once: updates come through the sandbox's own API."""

    async def close(self) -> None:
        self._platform.close()

    async def problems(self) -> list[Problem]:
        return []

    def _operations(self, outgoing: Outgoing) -> tuple[Operation, ...]:
        capabilities = self.capabilities(outgoing.address.kind)
        match outgoing.body:
            case Message() as message:
                return plan(message, capabilities)
            case Revision(message=message):
                return (plan_revision(message, capabilities),)
            case _:
                return ()
