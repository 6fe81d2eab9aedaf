"""The library's bot with a transport of ours and a name that does not give the token away."""

from typing import Any

from telegram.ext import ExtBot

from bot.channels.telegram.redaction import silence_libraries
from bot.channels.telegram.request import AiohttpRequest, not_telegrams
from bot.channels.telegram.settings import TelegramSettings


class QuietBot(ExtBot[None]):
    """`initialize()` is never called: it asks Telegram who we are, and a start must not depend on that."""

    __slots__ = ("transport",)

    def __init__(self, settings: TelegramSettings) -> None:
        silence_libraries()
        transport = AiohttpRequest(settings.proxy, read=settings.patience)
        super().__init__(
            settings.token,
            base_url=settings.base_url,
            base_file_url=settings.base_file_url,
            request=transport,
            get_updates_request=transport,
        )
        with self._unfrozen():
            self.transport = transport

    def __repr__(self) -> str:
        return "QuietBot"

    async def updates(self, offset: int | None, wanted: tuple[str, ...], seconds: int) -> list[Any]:
        """Raw updates from `offset` on; the library's own method loses a batch for one malformed update."""
        data = {"offset": offset, "timeout": seconds, "allowed_updates": list(wanted)}
        answer = await self._post("getUpdates", data, read_timeout=seconds + self.transport.read_timeout)
        if not isinstance(answer, list):
            raise not_telegrams()
        return answer

    async def call(self, method: str, **parameters: Any) -> Any:
        """The raw result of a method; a parameter that is `None` is left out.

        The library's own objects would cost as much time as everything else together, and their parsing
        raises whatever it likes at an answer that is not Telegram's.
        """
        return await self._post(method, parameters)
