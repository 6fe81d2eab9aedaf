"""Files at WeCom: sent to it in pieces, and had from it encrypted, at an address that is good for five minutes."""

import base64
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

LASTS = 300.0


@dataclass
class Upload:
    """One file on its way in."""

    kind: str
    name: str
    size: int
    chunks: int
    md5: str
    pieces: dict[int, bytes] = field(default_factory=dict)


@dataclass
class Offered:
    """One file that somebody sent, as it can be fetched."""

    content: bytes
    until: float
    truncated: bool = False


class Media:
    """Everything about files."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.uploads: dict[str, Upload] = {}
        self.stored: dict[str, tuple[str, str, bytes]] = {}
        """media_id → kind, name, content."""
        self.offered: dict[str, Offered] = {}
        self.statuses: list[int] = []
        """What the next downloads are answered with instead."""
        self._runner: web.AppRunner | None = None
        self._url = ""
        self._number = 0

    async def start(self) -> None:
        app = web.Application()
        app.add_routes([web.get("/media/{name}", self._download)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    # --- from people to the bot ----------------------------------------------------------------------

    def offer(self, content: bytes, *, padded: bool = False, plain: bool = False) -> dict[str, str]:
        """The part of a message that leads to this file. `padded`: the key keeps its `=`."""
        self._number += 1
        name, key = f"{self._number}-secret-address", os.urandom(32)
        self.offered[name] = Offered(content if plain else encrypted(content, key), self.clock() + LASTS)
        told = base64.b64encode(key).decode()
        found = {"url": f"{self._url}/media/{name}?sign=canary"}
        return found if plain else found | {"aeskey": told if padded else told.rstrip("=")}

    async def _download(self, request: web.Request) -> web.Response:
        file = self.offered.get(request.match_info["name"])
        if self.statuses:
            return web.Response(status=self.statuses.pop(0))
        if file is None or self.clock() >= file.until:
            return web.Response(status=403)
        return web.Response(body=file.content[: len(file.content) // 2] if file.truncated else file.content)

    # --- from the bot to people ----------------------------------------------------------------------

    def begin(self, body: dict[str, Any]) -> dict[str, str]:
        self._number += 1
        name = f"upload-{self._number}"
        self.uploads[name] = Upload(
            body["type"], body["filename"], body["total_size"], body["total_chunks"], body["md5"]
        )
        return {"upload_id": name}

    def take(self, body: dict[str, Any]) -> str:
        """A piece; what is wrong with it."""
        upload = self.uploads.get(body["upload_id"])
        if upload is None or not 0 <= body["chunk_index"] < upload.chunks:
            return "no such upload, or piece"
        upload.pieces[body["chunk_index"]] = base64.b64decode(body["base64_data"])
        return ""

    def finish(self, body: dict[str, Any]) -> dict[str, Any] | str:
        """The id of the whole file, or what is wrong with it."""
        upload = self.uploads.pop(body["upload_id"], None)
        if upload is None or sorted(upload.pieces) != list(range(upload.chunks)):
            return "pieces are missing"
        content = b"".join(upload.pieces[number] for number in range(upload.chunks))
        if len(content) != upload.size or hashlib.md5(content).hexdigest() != upload.md5:
            return "the file is not what was announced"
        media_id = f"MEDIA-{body['upload_id']}"
        self.stored[media_id] = (upload.kind, upload.name, content)
        return {"type": upload.kind, "media_id": media_id, "created_at": 1790000000}


def encrypted(content: bytes, key: bytes) -> bytes:
    """AES-256-CBC as WeCom does it: padded to 32, starting with the key's first half."""
    padding = 32 - len(content) % 32
    cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return cipher.update(content + bytes([padding]) * padding) + cipher.finalize()
