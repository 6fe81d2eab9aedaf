"""What the operator says about his Telegram bot; a wrong setting is refused with one sentence."""

import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{10,}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """One bot. Raises `ValueError` that names the setting and never its value."""

    token: str = field(repr=False)
    base_url: str = "https://api.telegram.org/bot"
    """As python-telegram-bot takes it: the token is appended."""
    base_file_url: str = "https://api.telegram.org/file/bot"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: str = ""
    secret: str = field(default="", repr=False)
    """What Telegram sends with every update, so that nobody else can pretend to be it."""
    proxy: str = field(default="", repr=False)
    """`http://[user:password@]host:port` through which Telegram is reached."""

    patience: float = 20.0
    """Seconds for which Telegram may be silent before an answer counts as lost."""
    poll_seconds: int = 30
    """How long Telegram may wait for something to happen before it answers a poll."""

    def __post_init__(self) -> None:
        if not _TOKEN.fullmatch(self.token):
            raise ValueError("telegram.token is not a bot token as @BotFather gives it (123456:ABC…).")
        for name in ("base_url", "base_file_url"):
            if urlsplit(getattr(self, name)).scheme not in ("http", "https"):
                raise ValueError(f"telegram.{name} is not an http or https address.")
        if self.proxy and urlsplit(self.proxy).scheme not in ("http", "https"):
            raise ValueError("telegram.proxy is not an http or https address (SOCKS is not supported).")
        if self.mode == "webhook":
            self._check_webhook()

    def _check_webhook(self) -> None:
        address = urlsplit(self.webhook_url)
        if address.scheme != "https" and address.hostname not in _LOOPBACK:
            raise ValueError("telegram.webhook_url must be the bot's public https address in webhook mode.")
        if not _SECRET.fullmatch(self.secret):
            raise ValueError("telegram.secret must be 1 to 256 letters, digits, _ or - in webhook mode.")

    @property
    def account(self) -> str:
        """The bot's own id: the part of the token that is no secret."""
        return self.token.partition(":")[0]
