"""The frames of the long connection: JSON texts with a command, an id of the request, and a body."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any, Final

SUBSCRIBE: Final = "aibot_subscribe"
PING: Final = "ping"
RESPOND: Final = "aibot_respond_msg"
UPDATE: Final = "aibot_respond_update_msg"
SEND: Final = "aibot_send_msg"
UPLOAD_INIT: Final = "aibot_upload_media_init"
UPLOAD_CHUNK: Final = "aibot_upload_media_chunk"
UPLOAD_FINISH: Final = "aibot_upload_media_finish"
MESSAGE: Final = "aibot_msg_callback"
EVENT: Final = "aibot_event_callback"
DISCONNECTED: Final = "disconnected_event"


@dataclass(frozen=True, slots=True)
class Ack:
    """The answer to something we sent; `errcode` 0 is success."""

    req_id: str
    errcode: int
    errmsg: str = ""
    body: dict[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Callback:
    """Something that happened. `raw` is the frame as it came."""

    frame: dict[str, Any] = field(repr=False)
    raw: bytes = field(repr=False)

    @property
    def kicked(self) -> bool:
        """A newer connection has taken our place."""
        body = self.frame.get("body")
        event = body.get("event") if isinstance(body, dict) else None
        return isinstance(event, dict) and event.get("eventtype") == DISCONNECTED


@dataclass(frozen=True, slots=True)
class Garbage:
    """No frame at all."""

    raw: bytes = field(repr=False)


def new_req_id(cmd: str) -> str:
    """Fresh for each request."""
    return f"{cmd}_{secrets.token_hex(8)}"


def written(cmd: str, req_id: str, body: dict[str, Any] | None = None) -> str:
    """One frame as it goes out."""
    frame: dict[str, Any] = {"cmd": cmd, "headers": {"req_id": req_id}}
    if body is not None:
        frame["body"] = body
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


def read(text: str | bytes) -> Ack | Callback | Garbage:
    """One frame as it came in. Acks carry no command."""
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    try:
        frame = json.loads(raw)
    except (ValueError, RecursionError):
        return Garbage(raw)
    if not isinstance(frame, dict):
        return Garbage(raw)
    if frame.get("cmd"):
        return Callback(frame, raw)
    headers, errcode = frame.get("headers"), frame.get("errcode")
    req_id = headers.get("req_id") if isinstance(headers, dict) else None
    if not isinstance(req_id, str) or type(errcode) is not int:
        return Garbage(raw)
    body = frame.get("body")
    return Ack(req_id, errcode, str(frame.get("errmsg") or ""), body if isinstance(body, dict) else {})
