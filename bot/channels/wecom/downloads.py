"""Files that somebody sent: an address that is good for five minutes, and a key of its own for each."""

import base64
import binascii
import json
from collections.abc import AsyncIterator
from typing import Final

import aiohttp
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.channels.channel import DownloadFailed

_CHUNK: Final = 64 * 1024
_BLOCK: Final = 32
"""WeCom pads to this, twice what the cipher needs."""
_AGAIN: Final = (408, 425, 429, 500, 502, 503, 504)


async def fetched(reference: str, patience: float) -> AsyncIterator[bytes]:
    """The bytes of a file, opened. Raises `DownloadFailed`; the address is in none of its words."""
    address, key = _parts(reference)
    opener = Opener(key) if key else None
    async for chunk in _stream(address, patience):
        clear = opener.update(chunk) if opener else chunk
        if clear:
            yield clear
    if opener:
        yield opener.finish()


class Opener:
    """AES-256-CBC with the key's first half as its start, PKCS#7 over blocks of 32."""

    def __init__(self, key: bytes) -> None:
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        self._held = b""

    def update(self, chunk: bytes) -> bytes:
        """What is clear by now; the last block is held back, since it may be padding."""
        clear = self._held + self._cipher.update(chunk)
        self._held = clear[-_BLOCK:]
        return clear[:-_BLOCK]

    def finish(self) -> bytes:
        """The end without its padding. Raises `DownloadFailed` for what was cut off or opened with a wrong key."""
        try:
            clear = self._held + self._cipher.finalize()
        except ValueError:
            raise DownloadFailed("the file is not whole", again=True) from None
        padding = clear[-1] if clear else 0
        if not 1 <= padding <= min(_BLOCK, len(clear)) or clear[-padding:] != bytes([padding]) * padding:
            raise DownloadFailed("the file does not open", again=False)
        return clear[:-padding]


def key_of(told: str) -> bytes:
    """The key as WeCom tells it: base64, often without its padding. Raises `ValueError` where it is none."""
    key = base64.b64decode(told + "=" * (-len(told) % 4), validate=True)
    if len(key) != 32:
        raise ValueError("a key that is not 32 bytes long")
    return key


def _parts(reference: str) -> tuple[str, bytes]:
    try:
        address, key = json.loads(reference)
        if not address.startswith(("https://", "http://")):
            raise ValueError("not an address")
        return address, key_of(key) if key else b""
    except (ValueError, TypeError, AttributeError, binascii.Error):
        raise DownloadFailed("the file's address or key is none", again=False) from None


async def _stream(address: str, patience: float) -> AsyncIterator[bytes]:
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=patience, sock_read=patience)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.get(address) as answer,
        ):
            if answer.status != 200:
                # An address that has lapsed is refused from then on.
                raise DownloadFailed(f"HTTP {answer.status}", again=answer.status in _AGAIN)
            async for chunk in answer.content.iter_chunked(_CHUNK):
                yield chunk
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as problem:
        raise DownloadFailed(type(problem).__name__, again=True) from None
