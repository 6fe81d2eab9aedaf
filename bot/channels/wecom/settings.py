"""What the operator says about his WeCom bot; a wrong setting is refused with one sentence."""

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

WS_URL: Final = "wss://openws.work.weixin.qq.com"

_BOT_ID = re.compile(r"[!-~]{3,128}")
_SECRET = re.compile(r"[!-~]{6,256}")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class WeComSettings:
    """One bot. Raises `ValueError` that names the setting and never its value. Times are in seconds."""

    bot_id: str
    secret: str = field(repr=False)
    ws_url: str = WS_URL

    patience: float = 10.0
    """So long an answer to what we sent may take; then it counts as lost."""
    ping_every: float = 30.0
    lease: float = 15.0
    """So long one process leads without renewing: it renews three times as often."""
    click_lasts: float = 4.5
    """WeCom lets a card be changed within 5 seconds of a tap; the way there takes some of them."""
    reply_lasts: float = 60.0
    """So long the handle of a message is used to answer it; afterwards the answer is a message of its own."""
    first_pause: float = 0.5
    longest_pause: float = 30.0

    def __post_init__(self) -> None:
        if not _BOT_ID.fullmatch(self.bot_id):
            raise ValueError(
                "wecom.bot_id is missing, or is no Bot ID as 企业微信 shows it for a 智能机器人."
            )
        if not _SECRET.fullmatch(self.secret):
            raise ValueError(
                "wecom.secret is missing, or is no Secret as 企业微信 shows it for a 智能机器人."
            )
        address = urlsplit(self.ws_url)
        if address.scheme != "wss" and not (address.scheme == "ws" and address.hostname in _LOOPBACK):
            raise ValueError("wecom.ws_url is not a wss address.")
