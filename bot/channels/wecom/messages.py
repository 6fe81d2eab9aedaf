"""What somebody said to the bot, as WeCom tells it: text, pictures, a quote; pure."""

import json
from collections.abc import Iterator
from typing import Any, Final

from bot.channels.language import Media, MediaKind, Said
from bot.channels.wecom.mentions import own_name, spoken

_FILES: Final = {"image": MediaKind.PHOTO, "file": MediaKind.DOCUMENT, "video": MediaKind.VIDEO}
_WORDS: Final = ("content", "title", "desc", "sub_title_text", "keyname", "value", "quote_text", "text")
"""Where words stand in what is quoted: a text, a mixed message, a card."""
_DEEP: Final = 8


def said(body: dict[str, Any], names: tuple[str, ...] = ()) -> Said:
    """The message; of a kind that we do not take, its kind. Raises for what is no message.

    `names`: what the bot is known to be called.
    """
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
    if body.get("chattype") != "group":
        return Said(text, message, media, quoted=quoted)
    found = spoken(text, quotes=bool(quote), names=names)
    return Said(found.text, message, media, quoted=quoted, aside=found.aside)


def name_told(body: dict[str, Any]) -> str:
    """What the bot is called, where this message in a group gives it away; else `""`."""
    if body.get("chattype") != "group":
        return ""
    match body["msgtype"]:
        case "text":
            text = _content(body["text"])
        case "mixed":
            text, _ = _mixed(body["mixed"])
        case _:
            return ""
    return own_name(text, quotes=bool(body.get("quote")))


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
