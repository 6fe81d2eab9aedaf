"""What somebody said to the bot, as WeCom tells it: text, pictures, a quote; pure."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from bot.channels.language import Media, MediaKind, Said

_FILES: Final = {"image": MediaKind.PHOTO, "file": MediaKind.DOCUMENT, "video": MediaKind.VIDEO}
_FIRST: Final = re.compile(r"^\s*@\S+(?=\s|$)\s*")
_LAST: Final = re.compile(r"\s+@\S+\s*$")
_WORDS: Final = ("content", "title", "desc", "sub_title_text", "keyname", "value", "quote_text", "text")
"""Where words stand in what is quoted: a text, a mixed message, a card."""
_DEEP: Final = 8


def said(body: dict[str, Any]) -> Said:
    """The message; of a kind that we do not take, its kind. Raises for what is no message."""
    kind, quote = string(body["msgtype"]), body.get("quote")
    message = string(body["msgid"])
    quoted = "\n".join(_words(quote)) if isinstance(quote, dict) else ""
    media: tuple[Media, ...] = ()
    match kind:
        case "text":
            text = _content(body["text"])
        case "mixed":
            text, media = _mixed(body["mixed"])
        case "voice" if not body["voice"].get("url"):
            text = _content(body["voice"])  # WeCom writes down what was spoken
        case "voice":
            text, media = "", (_file(body["voice"], MediaKind.VOICE),)
        case _ if kind in _FILES:
            text, media = "", (_file(body[kind], _FILES[kind]),)
        case _:
            return Said("", message, quoted=quoted, unsupported=kind)
    if body.get("chattype") == "group":
        text = unmentioned(text, quotes=bool(quote))
    return Said(text, message, media, quoted=quoted)


def unmentioned(text: str, *, quotes: bool) -> str:
    """What was said without the @ by which we heard of it: at the beginning, or else at the end.

    One @ only: a second one is a colleague, and what is said to him is no word for a customer (STAFF-3). Whoever
    quotes us need not mention us, so that an @ at the end of it may be somebody else.
    """
    bare = _FIRST.sub("", text)
    if bare == text and not quotes:
        bare = _LAST.sub("", text)
    return bare.strip()


def string(value: Any) -> str:
    """The value if it is a text with something in it. Raises `TypeError`."""
    if not isinstance(value, str) or not value:
        raise TypeError("a text is missing")
    return value


def _content(part: dict[str, Any]) -> str:
    content = part["content"]
    if not isinstance(content, str):
        raise TypeError("the content is no text")
    return content


def _mixed(mixed: dict[str, Any]) -> tuple[str, tuple[Media, ...]]:
    items = mixed["msg_item"]
    texts = [_content(item["text"]) for item in items if item["msgtype"] == "text"]
    pictures = [_file(item["image"], MediaKind.PHOTO) for item in items if item["msgtype"] == "image"]
    return "\n".join(text.strip() for text in texts if text.strip()), tuple(pictures)


def _file(part: dict[str, Any], kind: MediaKind) -> Media:
    """The reference holds what is needed to fetch and to open it: address and key, good for five minutes."""
    address, key = string(part["url"]), part.get("aeskey") or ""
    name = part.get("filename") or part.get("name") or ""
    if not isinstance(key, str) or not isinstance(name, str):
        raise TypeError("a key or a name is no text")
    return Media(kind, json.dumps([address, key]), name)


def _words(quoted: Any, deep: int = 0) -> Iterator[str]:
    if deep > _DEEP:
        return
    if isinstance(quoted, list):
        for part in quoted:
            yield from _words(part, deep + 1)
    elif isinstance(quoted, dict):
        for name, value in quoted.items():
            if isinstance(value, str):
                if name in _WORDS and value.strip():
                    yield value.strip()
            else:
                yield from _words(value, deep + 1)
