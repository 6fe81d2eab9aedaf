"""What the operator says about his Official Account; a wrong setting is refused with one sentence."""

import base64
import binascii
import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

API: Final = "https://api.weixin.qq.com/cgi-bin/"

REACHED: Final = "wechat.reached"
"""The name under which it is kept when WeChat called us, for `doctor`."""

_APP_ID = re.compile(r"[A-Za-z0-9_-]{6,64}")
_APP_SECRET = re.compile(r"[!-~]{6,128}")
_TOKEN = re.compile(r"[!-~]{3,128}")
_AES_KEY = re.compile(r"[A-Za-z0-9+/]{43}")


@dataclass(frozen=True, slots=True)
class WeChatSettings:
    """One account. Raises `ValueError` that names the setting and never its value."""

    app_id: str
    app_secret: str = field(repr=False)
    token: str = field(repr=False)
    """What both sides know and every callback is signed with."""
    aes_key: str = field(repr=False)
    """EncodingAESKey, 43 characters: every callback is encrypted with it (安全模式)."""
    api_base_url: str = API
    """As wechatpy takes it: the method's name is appended."""
    passive_seconds: float = 3.5
    """So long a callback waits for the answer, which is then the reply to it; WeChat itself waits 5 seconds."""
    album_seconds: float = 0.8
    """So long a picture waits for the next one: those that somebody sends together are one album, with one answer."""

    patience: float = 15.0
    """Seconds for which WeChat may be silent before an answer counts as lost."""

    def __post_init__(self) -> None:
        if not _APP_ID.fullmatch(self.app_id):
            raise ValueError("wechat.app_id is not an AppID as mp.weixin.qq.com shows it (wx…).")
        if not _APP_SECRET.fullmatch(self.app_secret):
            raise ValueError(
                "wechat.app_secret is missing, or is not an AppSecret as mp.weixin.qq.com shows it."
            )
        if not self.token:
            raise ValueError("wechat.token is missing: without it anybody could pretend to be WeChat.")
        if not _TOKEN.fullmatch(self.token):
            raise ValueError(
                "wechat.token is not a Token as the account's 服务器配置 takes it: 3 to 32 letters and digits."
            )
        if not _AES_KEY.fullmatch(self.aes_key) or len(self.key) != 32:
            raise ValueError(
                "wechat.aes_key must be the EncodingAESKey of the account's 服务器配置: 43 letters and digits."
            )
        if urlsplit(self.api_base_url).scheme not in ("http", "https") or self.api_base_url[-1:] != "/":
            raise ValueError("wechat.api_base_url is not an http or https address that ends in /cgi-bin/.")
        if not 0 <= self.passive_seconds <= 4.5:
            raise ValueError("wechat.passive_seconds must be between 0 and 4.5: WeChat waits 5 seconds.")
        if not 0 <= self.album_seconds <= 2:
            raise ValueError("wechat.album_seconds must be between 0 and 2: WeChat waits 5 seconds.")

    @property
    def key(self) -> bytes:
        """The AES key itself; shorter than 32 bytes where it is none."""
        try:
            return base64.b64decode(self.aes_key + "=")
        except (binascii.Error, ValueError):
            return b""
