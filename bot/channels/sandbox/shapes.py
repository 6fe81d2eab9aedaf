"""What the sandbox's API answers, as JSON."""

from typing import Any

from bot.channels.sandbox.needs import Delivery
from storage.sandbox_events import Event


def event_json(event: Event) -> dict[str, Any]:
    """An event; `thread`, `of`, `reply_to`, `ask_reply` and `toast` only where they say something."""
    content = event.content
    shown: dict[str, Any] = {
        "seq": event.seq,
        "at": event.at.isoformat(),
        "chat": content.chat,
        "sender": content.sender,
        "kind": event.kind,
        "text": content.text,
        "actions": [{"id": action, "label": label} for action, label in content.actions],
        "media": [
            {"id": str(file.id), "kind": file.kind, "name": file.name, "url": f"/sandbox/media/{file.id}"}
            for file in content.media
        ],
    }
    if content.thread:
        shown["thread"] = content.thread
    if event.of is not None:
        shown["of"] = event.of
    if content.reply_to:
        shown["reply_to"] = int(content.reply_to)
    if content.ask_reply:
        shown["ask_reply"] = True
    if content.toast:
        shown["toast"] = True
    return shown


def delivery_json(delivery: Delivery) -> dict[str, Any]:
    return {
        "chat": delivery.chat,
        "seq": delivery.seq,
        "state": delivery.state,
        "reason": delivery.reason,
        "text": delivery.text,
    }
