"""What WeChat signs and encrypts, and what we encrypt for it (安全模式); pure but for the nonce."""

import binascii
import hashlib
import hmac
import secrets
import struct
from typing import Final

from wechatpy.crypto import PrpCrypto

from bot.channels.wechat.settings import WeChatSettings

_BROKEN: Final = (ValueError, IndexError, struct.error, binascii.Error, OverflowError)
"""What the library raises at bytes that were not encrypted with this key."""


class DoesNotOpen(ValueError):
    """It was not encrypted with our key. Quotes nothing of it."""


class ForAnother(ValueError):
    """It opens, and names another account than ours."""


class Envelope:
    """One account's token, key and app id at work."""

    def __init__(self, settings: WeChatSettings) -> None:
        self._token = settings.token
        self._app_id = settings.app_id
        self._key = settings.key

    def is_signed(self, given: str, *parts: str) -> bool:
        """Whether `given` is the signature of our token with these parts; compared in constant time (SEC-7)."""
        return hmac.compare_digest(given.encode("utf-8", "replace"), self._signature(*parts).encode())

    def open(self, encrypted: str) -> bytes:
        """What is inside. Raises `DoesNotOpen`, or `ForAnother` where the app id inside is not ours."""
        try:
            content, app_id = _parted(_Cipher(self._key).opened(encrypted))
        except _BROKEN as problem:
            raise DoesNotOpen(type(problem).__name__) from None
        if not hmac.compare_digest(app_id, self._app_id.encode()):
            raise ForAnother("the app id inside is another account's")
        return content

    def seal(self, xml: str, timestamp: int) -> str:
        """The reply to a callback, encrypted and signed, as XML."""
        nonce = secrets.token_hex(8)
        encrypted = _Cipher(self._key).encrypt(xml, self._app_id).decode()
        signature = self._signature(str(timestamp), nonce, encrypted)
        return (
            f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt>"
            f"<MsgSignature><![CDATA[{signature}]]></MsgSignature>"
            f"<TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
        )

    def _signature(self, *parts: str) -> str:
        signed = sorted(part.encode("utf-8", "replace") for part in (self._token, *parts))
        return hashlib.sha1(b"".join(signed), usedforsecurity=False).hexdigest()


class _Cipher(PrpCrypto):  # type: ignore[misc]
    """The library's cipher; its sixteen random letters come from a generator that may be predicted, ours do not."""

    def get_random_string(self) -> str:
        return secrets.token_hex(8)

    def opened(self, encrypted: str) -> bytes:
        """Everything that was encrypted, without its padding."""
        plain = bytes(self.cipher.decrypt(binascii.a2b_base64(encrypted)))
        return plain[: -plain[-1]]


def _parted(plain: bytes) -> tuple[bytes, bytes]:
    """Sixteen random bytes, the length of the content, the content, the app id."""
    (length,) = struct.unpack("!I", plain[16:20])
    content = plain[20 : 20 + length]
    if len(content) != length:
        raise ValueError("shorter than it says")
    return content, plain[20 + length :]
