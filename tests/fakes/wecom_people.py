"""The colleagues at the other end: what they do becomes a callback, where the bot hears of it at all."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.wecom_world import Shown

if TYPE_CHECKING:
    from tests.fakes.wecom_server import WeComServer

BOT_NAME = "一诺"


@dataclass(frozen=True)
class Person:
    """Somebody in one chat: a member of a group, or alone with the bot."""

    server: "WeComServer"
    userid: str
    group: str = ""
    """The group's chatid; `""` alone with the bot."""

    @property
    def chat(self) -> str:
        return self.group or self.userid

    def says(self, text: str, *, quote: "Shown | str | None" = None, at: bool = True) -> str:
        """A text; in a group after an @ of the bot, or quoting it. Without either the bot never hears of it."""
        if self.group and not at and quote is None:
            return ""
        spoken = f"@{BOT_NAME} {text}" if self.group and at else text
        return self._message("text", {"text": {"content": spoken}}, quote)

    def sends(self, kind: str, content: bytes = b"evidence", **how: bool) -> str:
        """`image`, `file`, `video`; a `voice` is told in words."""
        if kind == "voice":
            return self._message("voice", {"voice": {"content": content.decode()}})
        return self._message(kind, {kind: self.server.media.offer(content, **how)})

    def sends_mixed(self, text: str, *pictures: bytes) -> str:
        """Words and pictures in one message."""
        items: list[dict[str, Any]] = [{"msgtype": "text", "text": {"content": f"@{BOT_NAME} {text}"}}]
        items += [{"msgtype": "image", "image": self.server.media.offer(one)} for one in pictures]
        return self._message("mixed", {"mixed": {"msg_item": items}})

    def presses(self, label: str, on: Shown | None = None) -> str:
        """The newest button of that label in the chat, or the one of message `on`."""
        cards = [one for one in self.server.sent_to(self.chat) if label in one.labels]
        card = on or cards[-1]
        key = next(key for name, key in card.buttons if name == label)
        return self.presses_key(key, card.task_id)

    def presses_key(self, key: str, task_id: str) -> str:
        event = {"card_type": "button_interaction", "event_key": key, "task_id": task_id}
        return self._event("template_card_event", {"template_card_event": event}, task_id)

    def enters(self) -> str:
        """He opens his chat with the bot, for the first time today."""
        return self._event("enter_chat", {})

    def happens(self, event: str) -> str:
        """Any other event."""
        return self._event(event, {})

    def _message(self, kind: str, content: dict[str, Any], quote: "Shown | str | None" = None) -> str:
        body = {**self._base(), "msgtype": kind, **content}
        if quote is not None:
            words = quote if isinstance(quote, str) else quote.text
            body["quote"] = {"msgtype": "text", "text": {"content": words}}
        return self.server.callback("aibot_msg_callback", body)

    def _event(self, kind: str, more: dict[str, Any], task_id: str = "") -> str:
        body = {**self._base(), "msgtype": "event", "event": {"eventtype": kind, **more}}
        return self.server.callback("aibot_event_callback", body, task_id)

    def _base(self) -> dict[str, Any]:
        base = {
            "msgid": self.server.next_id("msg"),
            "aibotid": self.server.bot_id,
            "chattype": "group" if self.group else "single",
            "from": {"userid": self.userid},
            "create_time": int(self.server.clock()),
        }
        return base | ({"chatid": self.group} if self.group else {})


@dataclass
class Group:
    """A group of colleagues with the bot in it."""

    server: "WeComServer"
    chatid: str
    members: set[str] = field(default_factory=set)

    def member(self, userid: str) -> Person:
        self.members.add(userid)
        self.server.world.chats.add(userid)  # the bot may write to any colleague who can see it
        return Person(self.server, userid, self.chatid)

    def removes_bot(self) -> None:
        """WeCom tells nobody; the next push is refused."""
        self.server.world.chats.discard(self.chatid)
