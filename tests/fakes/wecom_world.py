"""What WeCom remembers: what the bot has said in each chat, which cards can be changed, what may still be answered."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.wecom_media import Media

CLICK, ANSWER = 5.0, 360.0
"""Seconds within which a tapped card may be changed, and a message be answered."""
OK: tuple[int, str, dict[str, Any]] = (0, "ok", {})


@dataclass
class Shown:
    """One message of the bot's as it stands in a chat now."""

    chat: str
    kind: str
    text: str = ""
    buttons: list[tuple[str, str]] = field(default_factory=list)
    """(label, key)."""
    task_id: str = ""
    answers: str = ""
    """The message that it is the answer to."""
    file: bytes = b""
    versions: list[str] = field(default_factory=list)

    @property
    def labels(self) -> list[str]:
        return [label for label, _ in self.buttons]


@dataclass
class World:
    """Carries out what the bot asks for. Each command gives errcode, errmsg and the ack's body."""

    clock: Callable[[], float]
    media: Media
    chats: set[str] = field(default_factory=set)
    shown: list[Shown] = field(default_factory=list)
    limited: bool = False
    most: int = 20
    clicks: dict[str, tuple[str, float]] = field(default_factory=dict)
    """The handle of a tap → the card, and when."""
    said: dict[str, tuple[str, str, float]] = field(default_factory=dict)
    """The handle of a message → chat, message, and when."""
    _pushed: dict[str, deque[float]] = field(default_factory=dict)
    _tasks: set[str] = field(default_factory=set)

    def do(self, cmd: str, req_id: str, body: dict[str, Any]) -> tuple[int, str, dict[str, Any]]:
        match cmd:
            case "aibot_send_msg":
                return self._send(body)
            case "aibot_respond_msg":
                return self._respond(req_id, body)
            case "aibot_respond_update_msg":
                return self._update(req_id, body["template_card"])
            case "aibot_upload_media_init":
                return 0, "ok", self.media.begin(body)
            case "aibot_upload_media_chunk":
                wrong = self.media.take(body)
                return (40058, wrong, {}) if wrong else OK
            case "aibot_upload_media_finish":
                made = self.media.finish(body)
                return (40058, made, {}) if isinstance(made, str) else (0, "ok", made)
        return OK

    def _send(self, body: dict[str, Any]) -> tuple[int, str, dict[str, Any]]:
        if body["chatid"] not in self.chats:
            return 93006, "invalid chatid, hint: [1790000000000000000000001], from ip: 127.0.0.1", {}
        if self.limited and not self._within(body["chatid"]):
            return 45009, "api freq out of limit", {}
        return self._show(body["chatid"], body, "")

    def _respond(self, req_id: str, body: dict[str, Any]) -> tuple[int, str, dict[str, Any]]:
        chat, message, at = self.said.pop(req_id, ("", "", 0.0))
        if not chat or self.clock() - at >= ANSWER:
            return 846605, "invalid req_id", {}
        return self._show(chat, body, message)

    def _show(self, chat: str, body: dict[str, Any], answers: str) -> tuple[int, str, dict[str, Any]]:
        kind = body["msgtype"]
        content = body[kind]
        shown = Shown(chat, kind, answers=answers)
        if kind in ("markdown", "stream"):
            shown.text = content["content"]
        elif kind == "template_card":
            if content["task_id"] in self._tasks:
                return 40058, "task_id was used before", {}
            self._tasks.add(content["task_id"])
            draw(shown, content)
        elif content["media_id"] not in self.media.stored:
            return 40007, "invalid media_id", {}
        else:
            stored, shown.text, shown.file = self.media.stored[content["media_id"]]
            if stored != kind:
                return 40007, "media_id of another kind", {}
        self.shown.append(shown)
        return OK

    def _update(self, req_id: str, card: dict[str, Any]) -> tuple[int, str, dict[str, Any]]:
        task_id, at = self.clicks.pop(req_id, ("", 0.0))
        if not task_id or self.clock() - at >= CLICK:
            return 846605, "invalid req_id", {}
        if card["task_id"] != task_id:
            return 40058, "task_id is not the tapped card's", {}
        shown = next(one for one in self.shown if one.task_id == task_id)
        shown.versions.append(shown.text)
        draw(shown, card)
        return OK

    def _within(self, chat: str) -> bool:
        """At most so many pushes within any minute; one that is refused does not count."""
        now = self.clock()
        pushed = self._pushed.setdefault(chat, deque())
        while pushed and now - pushed[0] >= 60:
            pushed.popleft()
        if len(pushed) >= self.most:
            return False
        pushed.append(now)
        return True


def draw(shown: Shown, card: dict[str, Any]) -> None:
    """What people see of a card."""
    title = card["main_title"]
    pairs = [
        f"{pair['keyname']}：{pair.get('value', '')}" for pair in card.get("horizontal_content_list", [])
    ]
    lines = [title["title"], title.get("desc", ""), card.get("sub_title_text", ""), *pairs]
    shown.text = "\n".join(line for line in lines if line)
    shown.task_id = card["task_id"]
    shown.buttons = [(button["text"], button["key"]) for button in card["button_list"]]
