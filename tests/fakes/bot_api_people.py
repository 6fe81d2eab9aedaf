"""The people at the other end: what they do becomes updates for the bot."""

from typing import TYPE_CHECKING, Any

from tests.fakes.bot_api_world import BOT, Chat, Shown, Topic

if TYPE_CHECKING:
    from tests.fakes.bot_api import BotApiServer

_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
_MEMBER_EXTRA: dict[str, dict[str, Any]] = {
    "administrator": dict.fromkeys(_RIGHTS, True),
    "kicked": {"until_date": 0},
}


def standing(user: dict[str, Any], status: str) -> dict[str, Any]:
    """A `ChatMember` as Telegram describes it."""
    return {"user": user, "status": status, **_MEMBER_EXTRA.get(status, {})}


class Person:
    """Somebody in one chat: a customer in his private chat, or a member of a group."""

    def __init__(self, server: "BotApiServer", chat: Chat, user: int, name: str) -> None:
        self.id = user
        self.server = server
        self.chat = chat
        self.user = {"id": user, "is_bot": False, "first_name": name}
        chat.members[user] = self.user

    def says(self, text: str, *, thread: int | None = None, reply_to: int | None = None) -> Shown:
        """A text message; in a group with topics into `thread`."""
        return self._puts(text=text, thread=thread, reply_to=reply_to)

    def says_anonymously(self, text: str) -> Shown:
        """An administrator speaks in the group's own name."""
        shown = self._kept(text=text)
        message = self.server.world.to_json(shown) | {"sender_chat": self.chat.to_json()}
        message["from"] = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
        self.server.push("message", message)
        return shown

    def sends(
        self, kind: str, content: bytes = b"evidence", *, caption: str = "", thread: int | None = None
    ) -> Shown:
        """A `photo`, `video`, `voice`, `document` or `sticker`."""
        file = self.server.world.store(f"{kind}.bin", content)
        return self._puts(text=caption, kind=kind, file=file, thread=thread)

    def sends_album(self, *contents: bytes, caption: str = "", thread: int | None = None) -> list[Shown]:
        """Pictures as one album: one update for each, the caption on the first."""
        album = f"A{self.server.world.next_id()}"
        made = []
        for index, content in enumerate(contents):
            file = self.server.world.store(f"{index}.jpg", content)
            text = caption if not index else ""
            made.append(self._puts(text=text, kind="photo", file=file, album=album, thread=thread))
        return made

    def edits(self, shown: Shown, text: str) -> None:
        """He corrects what he said."""
        shown.versions.append(shown.text)
        shown.text = text
        message = self.server.world.to_json(shown)
        self.server.push("edited_message", message | {"edit_date": message["date"] + 1})

    def presses(self, label: str, *, on: Shown | None = None) -> str:
        """The button with this label on the newest message that has it; the id of the press."""
        shown = on or self._bearer(label)
        data = next(data for row in shown.rows for name, data in row if name == label)
        press = f"press-{self.server.world.next_id()}"
        self.server.world.presses.add(press)
        message = self.server.world.to_json(shown)
        self.server.push(
            "callback_query",
            {"id": press, "from": self.user, "message": message, "chat_instance": "1", "data": data},
        )
        return press

    def _bearer(self, label: str) -> Shown:
        for shown in reversed(self.chat.messages.values()):
            if label in shown.labels and not shown.deleted:
                return shown
        there = [name for shown in self.chat.messages.values() for name in shown.labels]
        raise AssertionError(f"no button {label!r} in chat {self.chat.id}, only {there}")

    def _puts(self, **content: Any) -> Shown:
        shown = self._kept(**content)
        self.server.push("message", self.server.world.to_json(shown))
        return shown

    def _kept(self, **content: Any) -> Shown:
        shown = Shown(self.server.world.next_id(), self.chat.id, self.id, **content)
        self.chat.messages[shown.id] = shown
        return shown


class Customer(Person):
    """A customer in his private chat with the bot."""

    def starts(self, payload: str = "") -> Shown:
        """He opens the bot, perhaps through a link that carries something."""
        return self.says(f"/start {payload}".strip())

    def blocks(self) -> None:
        self._changes("kicked", "member")

    def unblocks(self) -> None:
        self._changes("member", "kicked")

    def _changes(self, now: str, before: str) -> None:
        self.chat.bot_inside = now == "member"
        self.server.push_membership("my_chat_member", self.chat, self.user, BOT, before, now)


class Member(Person):
    """A clerk in a staff group."""

    def leaves(self) -> None:
        del self.chat.members[self.id]
        self.chat.left.add(self.id)
        self.server.push_membership("chat_member", self.chat, self.user, self.user, "member", "left")


class Group:
    """A staff group; the bot is in it and an administrator unless said otherwise."""

    def __init__(self, server: "BotApiServer", chat: Chat) -> None:
        self.server = server
        self.chat = chat
        self.id = chat.id
        self._owner: dict[str, Any] = {"id": 900, "is_bot": False, "first_name": "Owner"}

    def member(self, user: int, name: str = "员工") -> Member:
        """Somebody who is in the group from the beginning: no update tells of him."""
        return Member(self.server, self.chat, user, name)

    def joins(self, user: int, name: str = "新人") -> Member:
        """Somebody comes in while the bot looks on."""
        member = Member(self.server, self.chat, user, name)
        self.server.push_membership("chat_member", self.chat, self._owner, member.user, "left", "member")
        return member

    def adds_bot(self, *, admin: bool = True) -> None:
        self.chat.bot_inside, self.chat.bot_admin = True, admin
        now = "administrator" if admin else "member"
        self.server.push_membership("my_chat_member", self.chat, self._owner, BOT, "left", now)

    def removes_bot(self) -> None:
        self.chat.bot_inside = False
        self.server.push_membership("my_chat_member", self.chat, self._owner, BOT, "administrator", "kicked")

    def opens_topic(self, name: str) -> int:
        thread = self.server.world.next_id()
        self.chat.topics[thread] = Topic(name)
        return thread

    def closes_topic(self, thread: int) -> None:
        self.chat.topics[thread].closed = True
        self._service(forum_topic_closed={}, message_thread_id=thread, is_topic_message=True)

    def deletes_topic(self, thread: int) -> None:
        """All that was said in it is gone too. Telegram tells the bot nothing of it."""
        del self.chat.topics[thread]
        for shown in self.chat.messages.values():
            shown.deleted = shown.deleted or shown.thread == thread

    def migrates(self, new: int) -> "Group":
        """The group becomes a supergroup with another id; the old one answers only with the new address."""
        moved = Chat(new, "supergroup", self.chat.title, members=self.chat.members)
        self.server.world.chats[new] = moved
        self.chat.migrated_to = new
        self._service(migrate_to_chat_id=new)
        return Group(self.server, moved)

    def _service(self, **news: Any) -> None:
        shown = Shown(self.server.world.next_id(), self.chat.id, self._owner["id"])
        message = self.server.world.to_json(shown)
        del message["text"]
        self.server.push("message", message | {"from": self._owner} | news)
