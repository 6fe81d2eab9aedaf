"""Files of ours: sent to WeCom in pieces, which gives them an id; a message then names it."""

import base64
import hashlib
from collections.abc import Awaitable, Callable
from typing import Any, Final

from bot.channels.language import Attachment, ChatKind, MediaKind, NotSent, Receipt
from bot.channels.planner import CannotBeSaid
from bot.channels.wecom.frames import UPLOAD_CHUNK, UPLOAD_FINISH, UPLOAD_INIT, Ack
from bot.channels.wecom.outcomes import refused

Ask = Callable[[str, dict[str, Any]], Awaitable[Ack]]
OpenMedia = Callable[[str], Awaitable[bytes]]

CHUNK: Final = 384 * 1024
"""512 KB once it is written in base64, which is all that a piece may hold."""
_LARGEST: Final = 20 * 1024 * 1024
_LARGEST_PICTURE: Final = 2 * 1024 * 1024
_LARGEST_FILM: Final = 10 * 1024 * 1024
_LARGEST_VOICE: Final = 2 * 1024 * 1024
_SMALLEST: Final = 5
_PICTURES: Final = (b"\xff\xd8", b"\x89PNG\r\n\x1a\n")
_NAME_BYTES: Final = 120


class Failed(Exception):
    """Nothing has been shown yet; the receipt says what to do."""

    def __init__(self, receipt: Receipt) -> None:
        super().__init__("not uploaded")
        self.receipt = receipt


class Unfit(Exception):
    """WeCom takes no file of that size: it can only be named."""

    def __init__(self, size: int) -> None:
        super().__init__("the file is too large, or empty")
        self.size = size


async def uploaded(item: Attachment, open_media: OpenMedia, ask: Ask) -> tuple[str, str]:
    """The kind of message that shows it, and the id by which WeCom knows it, for three days.

    Raises `Unfit`, `Failed`, `CannotBeSaid`, or what `ask` raises.
    """
    try:
        content = await open_media(item.key)
    except (LookupError, FileNotFoundError):
        raise CannotBeSaid("A file that belongs to the message is gone.") from None
    except OSError as problem:
        raise Failed(NotSent(f"a file cannot be read: {type(problem).__name__}")) from None
    if not _SMALLEST < len(content) <= _LARGEST:
        raise Unfit(len(content))
    kind = kind_of(item, content)
    pieces = [content[at : at + CHUNK] for at in range(0, len(content), CHUNK)]
    begun = await _done(
        ask,
        UPLOAD_INIT,
        {
            "type": kind,
            "filename": _file_name(item),
            "total_size": len(content),
            "total_chunks": len(pieces),
            "md5": hashlib.md5(content, usedforsecurity=False).hexdigest(),
        },
    )
    upload = _told(begun, "upload_id")
    for number, piece in enumerate(pieces):
        data = base64.b64encode(piece).decode("ascii")
        await _done(ask, UPLOAD_CHUNK, {"upload_id": upload, "chunk_index": number, "base64_data": data})
    return kind, _told(await _done(ask, UPLOAD_FINISH, {"upload_id": upload}), "media_id")


def kind_of(item: Attachment, content: bytes) -> str:
    """As what WeCom shows it: what it would not take as a picture, a film or a recording goes as a file."""
    match item.kind:
        case MediaKind.PHOTO if content.startswith(_PICTURES) and len(content) <= _LARGEST_PICTURE:
            return "image"
        case MediaKind.VIDEO if content[4:8] == b"ftyp" and len(content) <= _LARGEST_FILM:
            return "video"
        case MediaKind.VOICE if content.startswith(b"#!AMR") and len(content) <= _LARGEST_VOICE:
            return "voice"
        case _:
            return "file"


async def _done(ask: Ask, cmd: str, body: dict[str, Any]) -> Ack:
    ack = await ask(cmd, body)
    if ack.errcode:
        raise Failed(refused(ack, ChatKind.PRIVATE))
    return ack


def _told(ack: Ack, name: str) -> str:
    value = ack.body.get(name)
    if not isinstance(value, str) or not value:
        raise Failed(NotSent("the answer to an upload is not WeCom's"))
    return value


def _file_name(item: Attachment) -> str:
    """Printable and short enough, with its ending kept; WeCom wants a name in any case."""
    name = "".join(
        letter for letter in item.name if letter.isprintable() and letter not in '/\\:*?"<>|'
    ).strip()
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 8:
        while len(f"{stem}.{ending}".encode()) > _NAME_BYTES:
            stem = stem[:-1]
        return f"{stem or item.kind.value}.{ending}"
    while len(name.encode()) > _NAME_BYTES:
        name = name[:-1]
    return name or item.kind.value
