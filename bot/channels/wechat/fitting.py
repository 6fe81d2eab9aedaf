"""A message as WeChat can show it: pictures small enough, documents as pictures of their pages, the rest named."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from bot.channels.language import Attachment, MediaKind, Message
from bot.texts import say

_VOICE: Final = (b"#!AMR", b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")
LARGEST_VOICE: Final = 2 * 1024 * 1024
LARGEST_FILM: Final = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it is handed to WeChat. Its own name is not told."""

    kind: str
    name: str
    mime: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Fitted:
    """The message, whose files stand in `files` under their keys."""

    message: Message
    files: Mapping[str, Upload]


def fit(message: Message, contents: Mapping[str, bytes], now: datetime) -> Fitted:
    """`contents` holds the bytes of each of the message's files. Takes its time: not for the event loop."""
    media: list[Attachment] = []
    files: dict[str, Upload] = {}
    lines = [message.text] if message.text.strip() else []
    for item in message.media:
        content = contents[item.key]
        if content.startswith(b"%PDF"):
            shown, line = _pages(item, content, files, now)
            media += shown
            lines += [line] if line else []
            continue
        upload = _upload(item, content)
        if upload is None:
            media.append(replace(item, kind=MediaKind.DOCUMENT, name=item.name or item.kind.value))
            continue
        files[item.key] = upload
        media.append(item)
    return Fitted(replace(message, text="\n".join(lines), media=tuple(media)), files)


def _pages(
    item: Attachment, content: bytes, files: dict[str, Upload], now: datetime
) -> tuple[list[Attachment], str]:
    """The pages as pictures and, where some are left out, the sentence that says so."""
    from bot.channels.wechat import pages  # only a store that sends documents needs what draws them

    try:
        pictures, count = pages.pictures_of(content)
    except pages.NoPages:
        return [replace(item, kind=MediaKind.DOCUMENT)], ""
    keys = [f"{item.key}#{number}" for number in range(len(pictures))]
    for key, picture in zip(keys, pictures, strict=True):
        files[key] = Upload("image", "page.jpg", "image/jpeg", picture)
    line = ""
    if count > len(pictures):
        line = say("paper.pages", {"name": item.name, "count": count, "shown": len(pictures)}, now)
    return [Attachment(key, MediaKind.PHOTO, item.name, "image/jpeg") for key in keys], line


def _upload(item: Attachment, content: bytes) -> Upload | None:
    """`None` for what WeChat does not take, which can only be named."""
    if item.kind is MediaKind.PHOTO or item.mime.startswith("image/"):
        return _picture(content)
    if item.kind is MediaKind.VOICE and content.startswith(_VOICE) and len(content) <= LARGEST_VOICE:
        amr = content.startswith(b"#!AMR")
        return Upload(
            "voice", "voice.amr" if amr else "voice.mp3", "audio/amr" if amr else "audio/mp3", content
        )
    if item.kind is MediaKind.VIDEO and content[4:8] == b"ftyp" and len(content) <= LARGEST_FILM:
        return Upload("video", "film.mp4", "video/mp4", content)
    return None


def _picture(content: bytes) -> Upload | None:
    from bot.channels.wechat import pictures

    try:
        fitting = pictures.fitting(content)
    except pictures.NoPicture:
        return None
    kind = {b"\x89PNG": "png", b"GIF8": "gif"}.get(fitting[:4], "jpg")
    return Upload("image", f"picture.{kind}", f"image/{kind.replace('jpg', 'jpeg')}", fitting)
