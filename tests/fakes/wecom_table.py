"""What the documents say about each frame the bot may send; every difference is a violation."""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any

SHAPES: dict[str, dict[str, type]] = {
    "aibot_subscribe": {"bot_id": str, "secret": str},
    "ping": {},
    "aibot_respond_msg": {"msgtype": str},
    "aibot_respond_update_msg": {"response_type": str, "template_card": dict},
    "aibot_send_msg": {"chatid": str, "msgtype": str},
    "aibot_upload_media_init": {
        "type": str,
        "filename": str,
        "total_size": int,
        "total_chunks": int,
        "md5": str,
    },
    "aibot_upload_media_chunk": {"upload_id": str, "chunk_index": int, "base64_data": str},
    "aibot_upload_media_finish": {"upload_id": str},
}
KINDS = ("image", "file", "voice", "video")
TEXT = 20480
CHUNK = 512 * 1024
"""Before base64: so Tencent's own client cuts. Ours keeps to it after base64, as the documents can be read, too."""
_TASK = re.compile(r"[0-9A-Za-z_\-@]{1,128}")
_SUGGESTED = {"title": 26, "desc": 30, "sub_title_text": 112, "keyname": 5, "value": 26, "text": 10}
"""Lengths beyond which the clients cut."""


def violations(cmd: Any, frame: dict[str, Any]) -> list[str]:
    """Everything wrong with a frame."""
    if cmd not in SHAPES:
        return [f"{cmd}: no such command"]
    headers = frame.get("headers")
    if not isinstance(headers, dict) or not isinstance(headers.get("req_id"), str) or not headers["req_id"]:
        return [f"{cmd}: no req_id"]
    unknown = [f"{cmd}: unknown part {name}" for name in frame if name not in ("cmd", "headers", "body")]
    body = frame.get("body", {})
    if not isinstance(body, dict):
        return [f"{cmd}: the body is no object"]
    return [*unknown, *(f"{cmd}.{wrong}" for wrong in _body(cmd, body))]


def _body(cmd: str, body: dict[str, Any]) -> Iterator[str]:
    for name, kind in SHAPES[cmd].items():
        if type(body.get(name)) is not kind:
            yield f"{name}: missing, or not {kind.__name__}"
            return
    match cmd:
        case "aibot_send_msg":
            yield from _content(body, ("markdown", "template_card", *KINDS))
        case "aibot_respond_msg":
            yield from _content(body, ("stream", "template_card", *KINDS))
        case "aibot_respond_update_msg":
            if body["response_type"] != "update_template_card":
                yield "response_type: unknown"
            yield from _card(body["template_card"])
        case "aibot_upload_media_init":
            if body["type"] not in KINDS:
                yield "type: unknown"
            if not 1 <= body["total_chunks"] <= 100:
                yield "total_chunks: not 1 to 100"
        case "aibot_upload_media_chunk":
            yield from _chunk(body["base64_data"])


def _content(body: dict[str, Any], kinds: tuple[str, ...]) -> Iterator[str]:
    kind = body["msgtype"]
    content = body.get(kind)
    if kind not in kinds or not isinstance(content, dict):
        yield f"msgtype: {kind} cannot be sent so"
    elif kind in ("markdown", "stream"):
        text = content.get("content")
        if not isinstance(text, str) or not text.strip() or len(text.encode()) > TEXT:
            yield f"{kind}.content: missing, or longer than {TEXT} bytes"
        if kind == "stream" and (not content.get("id") or content.get("finish") is not True):
            yield "stream: no id, or not finished"
    elif kind == "template_card":
        yield from _card(content)
    elif not isinstance(content.get("media_id"), str):
        yield f"{kind}.media_id: missing"


def _card(card: dict[str, Any]) -> Iterator[str]:
    if card.get("card_type") != "button_interaction":
        yield "card_type: not button_interaction"
        return
    if not isinstance(card.get("task_id"), str) or not _TASK.fullmatch(card["task_id"]):
        yield "task_id: missing, or not of [0-9A-Za-z_-@]"
    if not card.get("main_title", {}).get("title"):
        yield "main_title.title: missing"
    if len(card.get("horizontal_content_list", [])) > 6:
        yield "horizontal_content_list: more than 6"
    buttons = card.get("button_list", [])
    if not 1 <= len(buttons) <= 6:
        yield "button_list: not 1 to 6"
    keys = [button.get("key") for button in buttons]
    if len(set(keys)) != len(keys) or any(not key or len(key.encode()) > 1024 for key in keys):
        yield "button_list.key: missing, double, or longer than 1024 bytes"
    if any(button.get("style") not in (1, 2, 3, 4) for button in buttons):
        yield "button_list.style: not 1 to 4"
    yield from _lengths(card)


def _lengths(part: Any, path: str = "") -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from _lengths(one, path)
    elif isinstance(part, dict):
        for name, value in part.items():
            if isinstance(value, str) and len(value) > _SUGGESTED.get(name, 1024):
                yield f"{path}{name}: longer than {_SUGGESTED.get(name, 1024)}"
            yield from _lengths(value, f"{path}{name}.")


def _chunk(data: str) -> Iterator[str]:
    try:
        raw = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        yield "base64_data: not base64"
        return
    if not raw or len(raw) > CHUNK:
        yield f"base64_data: empty, or of more than {CHUNK} bytes"
