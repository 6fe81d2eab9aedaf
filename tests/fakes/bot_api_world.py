"""Telegram's side of the world: chats, messages, topics and files, and what the bot may do with them."""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

BOT_ID = 7000001
BOT = {"id": BOT_ID, "is_bot": True, "first_name": "一诺", "username": "yinuo_test_bot"}
_FILE_FIELDS = ("photo", "video", "voice", "document")


class ApiError(Exception):
    """A refusal in Telegram's own words."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(sentence: str, **parameters: int) -> ApiError:
    return ApiError(400, f"Bad Request: {sentence}", **parameters)


@dataclass
class Shown:
    """One message in a chat as it stands now."""

    id: int
    chat: int
    by: int
    text: str = ""
    kind: str = "text"
    """`text` or the kind of file; the text is the caption then."""
    rows: list[list[tuple[str, str]]] = field(default_factory=list)
    """Buttons as (label, data)."""
    thread: int | None = None
    reply_to: int | None = None
    album: str = ""
    file: str = ""
    """The id of its file, as in `World.files`."""
    ask_reply: bool = False
    versions: list[str] = field(default_factory=list)
    """The texts it had before."""
    deleted: bool = False

    @property
    def labels(self) -> list[str]:
        return [label for row in self.rows for label, _ in row]


@dataclass
class Topic:
    name: str
    closed: bool = False


@dataclass
class Chat:
    id: int
    kind: str
    title: str = ""
    forum: bool = False
    members: dict[int, dict[str, Any]] = field(default_factory=dict)
    left: set[int] = field(default_factory=set)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Shown] = field(default_factory=dict)
    bot_inside: bool = True
    bot_admin: bool = True
    migrated_to: int | None = None

    def to_json(self) -> dict[str, Any]:
        if self.kind == "private":
            return {"id": self.id, "type": "private", "first_name": self.title}
        extra = {"is_forum": True} if self.forum else {}
        return {"id": self.id, "type": self.kind, "title": self.title, **extra}


@dataclass
class StoredFile:
    name: str
    content: bytes


class World:
    """What the bot's calls do. `methods` answers by the name of the method."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.presses: set[str] = set()
        self.toasts: list[tuple[str, str]] = []
        self.reads_all = True
        self._ids = itertools.count(1)
        self._file_ids = itertools.count(1)
        self.methods: dict[str, Callable[[dict[str, Any], dict[str, StoredFile]], Any]] = {
            "getMe": lambda _p, _f: {**BOT, "can_read_all_group_messages": self.reads_all},
            "sendMessage": self._send_message,
            "sendMediaGroup": self._send_album,
            "editMessageText": self._edit,
            "editMessageCaption": self._edit,
            "editMessageReplyMarkup": self._edit,
            "deleteMessage": self._delete,
            "createForumTopic": self._create_topic,
            "answerCallbackQuery": self._answer,
            "getChatMemberCount": lambda p, _f: len(self.chat(p).members) + 1,
            "getChatMember": self._get_member,
            "getFile": self._get_file,
        }
        for kind in _FILE_FIELDS:
            self.methods[f"send{kind.capitalize()}"] = self._sender(kind)

    def next_id(self) -> int:
        return next(self._ids)

    def store(self, name: str, content: bytes) -> str:
        """A file as the platform keeps it; its id."""
        file_id = f"FILE{next(self._file_ids):04d}"
        self.files[file_id] = StoredFile(name, content)
        return file_id

    def chat(self, parameters: dict[str, Any]) -> Chat:
        """The chat that the bot may act in now; raises in Telegram's words where it may not."""
        chat = self.chats.get(int(parameters["chat_id"]))
        if chat is None:
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            sentence = "group chat was upgraded to a supergroup chat"
            raise bad_request(sentence, migrate_to_chat_id=chat.migrated_to)
        if not chat.bot_inside:
            why = "blocked by the user" if chat.kind == "private" else f"kicked from the {chat.kind} chat"
            raise ApiError(403, f"Forbidden: bot was {why}")
        return chat

    def _place(self, parameters: dict[str, Any]) -> dict[str, Any]:
        chat = self.chat(parameters)
        thread = parameters.get("message_thread_id")
        if thread is not None:
            if thread not in chat.topics:
                raise bad_request("message thread not found")
            if chat.topics[thread].closed and not chat.bot_admin:
                raise bad_request("TOPIC_CLOSED")
        reply_to = parameters.get("reply_parameters", {}).get("message_id")
        if reply_to is not None and (reply_to not in chat.messages or chat.messages[reply_to].deleted):
            raise bad_request("message to be replied not found")
        return {"chat": chat.id, "thread": thread, "reply_to": reply_to}

    def _put(self, parameters: dict[str, Any], **content: Any) -> dict[str, Any]:
        place = self._place(parameters)
        markup = parameters.get("reply_markup", {})
        shown = Shown(self.next_id(), by=BOT_ID, rows=rows_of(markup), **place, **content)
        shown.ask_reply = bool(markup.get("force_reply"))
        self.chats[shown.chat].messages[shown.id] = shown
        return self.to_json(shown)

    def _send_message(self, parameters: dict[str, Any], _files: dict[str, StoredFile]) -> dict[str, Any]:
        check_length(parameters["text"], 4096, "message")
        if not parameters["text"].strip():
            raise bad_request("message text is empty")
        return self._put(parameters, text=parameters["text"])

    def _sender(self, kind: str) -> Callable[[dict[str, Any], dict[str, StoredFile]], dict[str, Any]]:
        def send(parameters: dict[str, Any], files: dict[str, StoredFile]) -> dict[str, Any]:
            caption = parameters.get("caption", "")
            check_length(caption, 1024, "message caption")
            self._place(parameters)
            file_id = self._kept(parameters.get(kind, f"attach://{kind}"), files)
            return self._put(parameters, text=caption, kind=kind, file=file_id)

        return send

    def _send_album(self, parameters: dict[str, Any], files: dict[str, StoredFile]) -> list[dict[str, Any]]:
        items = parameters["media"]
        if not 2 <= len(items) <= 10:
            raise bad_request("wrong number of messages in the album")
        self._place(parameters)
        album = f"A{self.next_id()}"
        made = []
        for item in items:
            check_length(item.get("caption", ""), 1024, "message caption")
            file_id = self._kept(item["media"], files)
            content = {"text": item.get("caption", ""), "kind": item["type"], "file": file_id}
            made.append(self._put(parameters, album=album, **content))
        return made

    def _kept(self, given: str, files: dict[str, StoredFile]) -> str:
        if given in self.files:
            return given
        upload = files.get(given.removeprefix("attach://"))
        if upload is None or not upload.content:
            raise bad_request("file must be non-empty")
        return self.store(upload.name, upload.content)

    def _edit(self, parameters: dict[str, Any], _files: dict[str, StoredFile]) -> dict[str, Any]:
        shown = self._mine(parameters, "message to edit not found")
        if "text" in parameters and shown.kind != "text":
            raise bad_request("there is no text in the message to edit")
        if "caption" in parameters and shown.kind == "text":
            raise bad_request("there is no caption in the message to edit")
        text = parameters.get("text", parameters.get("caption", shown.text))
        check_length(text, 4096 if shown.kind == "text" else 1024, "message")
        rows = rows_of(parameters.get("reply_markup", {}))
        if (text, rows) == (shown.text, shown.rows):
            raise bad_request(
                "message is not modified: specified new message content and reply markup are exactly the "
                "same as a current content and reply markup of the message"
            )
        shown.versions.append(shown.text)
        shown.text, shown.rows = text, rows
        return self.to_json(shown)

    def _delete(self, parameters: dict[str, Any], _files: dict[str, StoredFile]) -> bool:
        self._mine(parameters, "message to delete not found").deleted = True
        return True

    def _mine(self, parameters: dict[str, Any], otherwise: str) -> Shown:
        shown = self.chat(parameters).messages.get(parameters["message_id"])
        if shown is None or shown.deleted:
            raise bad_request(otherwise)
        if shown.by != BOT_ID:
            raise bad_request("message can't be edited")
        return shown

    def _create_topic(self, parameters: dict[str, Any], _files: dict[str, StoredFile]) -> dict[str, Any]:
        chat = self.chat(parameters)
        if not chat.forum:
            raise bad_request("the chat is not a forum")
        if not chat.bot_admin:
            raise bad_request("not enough rights to create a topic")
        if not 1 <= len(parameters["name"]) <= 128:
            raise bad_request("invalid topic name specified")
        thread = self.next_id()
        chat.topics[thread] = Topic(parameters["name"])
        return {"message_thread_id": thread, "name": parameters["name"], "icon_color": 7322096}

    def _answer(self, parameters: dict[str, Any], _files: dict[str, StoredFile]) -> bool:
        if parameters["callback_query_id"] not in self.presses:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        self.presses.discard(parameters["callback_query_id"])
        self.toasts.append((parameters["callback_query_id"], parameters.get("text", "")))
        return True

    def _get_member(self, parameters: dict[str, Any], _files: dict[str, StoredFile]) -> dict[str, Any]:
        """Somebody who never was in the group is unknown to Telegram; whoever left is `left`."""
        chat, user = self.chat(parameters), parameters["user_id"]
        if user == BOT_ID:
            status = "administrator" if chat.bot_admin else "member"
            rights = {"can_manage_topics": True, "can_delete_messages": True} if chat.bot_admin else {}
            return {"user": BOT, "status": status, **rights}
        if user in chat.members:
            return {"user": chat.members[user], "status": "member"}
        if user not in chat.left:
            raise bad_request("PARTICIPANT_ID_INVALID")
        return {"user": _stranger(user), "status": "left"}

    def _get_file(self, parameters: dict[str, Any], _files: dict[str, StoredFile]) -> dict[str, Any]:
        file_id = parameters["file_id"]
        if file_id not in self.files:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        size = len(self.files[file_id].content)
        if size > 20 * 1024 * 1024:
            raise bad_request("file is too big")
        path = f"files/{file_id}"
        return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": size, "file_path": path}

    def to_json(self, shown: Shown) -> dict[str, Any]:
        """The message as Telegram describes it."""
        chat = self.chats[shown.chat]
        author = BOT if shown.by == BOT_ID else chat.members.get(shown.by, _stranger(shown.by))
        message: dict[str, Any] = {
            "message_id": shown.id,
            "date": int(time.time()),
            "chat": chat.to_json(),
            "from": author,
        }
        if shown.kind == "text":
            message["text"] = shown.text
        else:
            message |= self.file_json(shown) | ({"caption": shown.text} if shown.text else {})
        if shown.album:
            message["media_group_id"] = shown.album
        if shown.thread is not None:
            message |= {"message_thread_id": shown.thread, "is_topic_message": True}
        answered = shown.reply_to or shown.thread
        if answered is not None:
            message["reply_to_message"] = self._answered(chat, answered)
        if shown.rows:
            keys = [[{"text": label, "callback_data": data} for label, data in row] for row in shown.rows]
            message["reply_markup"] = {"inline_keyboard": keys}
        return message

    def file_json(self, shown: Shown) -> dict[str, Any]:
        file = self.files[shown.file]
        about = {"file_id": shown.file, "file_unique_id": f"u{shown.file}", "file_size": len(file.content)}
        match shown.kind:
            case "photo":
                small = {**about, "file_id": f"{shown.file}-small", "width": 90, "height": 60}
                return {"photo": [small, {**about, "width": 1280, "height": 853}]}
            case "video":
                return {
                    "video": {**about, "width": 640, "height": 480, "duration": 3, "file_name": file.name}
                }
            case "voice":
                return {"voice": {**about, "duration": 3, "mime_type": "audio/ogg"}}
            case "sticker":
                flags = {"is_animated": False, "is_video": False, "type": "regular"}
                return {"sticker": {**about, **flags, "width": 512, "height": 512}}
            case _:
                return {"document": {**about, "file_name": file.name, "mime_type": "application/pdf"}}

    def _answered(self, chat: Chat, message_id: int) -> dict[str, Any]:
        bare = {"message_id": message_id, "date": int(time.time()), "chat": chat.to_json(), "from": BOT}
        if message_id in chat.topics:
            name = chat.topics[message_id].name
            return {**bare, "forum_topic_created": {"name": name, "icon_color": 7322096}}
        shown = chat.messages.get(message_id)
        return {**bare, "text": shown.text if shown else ""}


def rows_of(markup: dict[str, Any]) -> list[list[tuple[str, str]]]:
    rows = [[(key["text"], key["callback_data"]) for key in row] for row in markup.get("inline_keyboard", [])]
    for row in rows:
        for label, data in row:
            if not 1 <= len(data.encode()) <= 64:
                raise bad_request("BUTTON_DATA_INVALID")
            if not label:
                raise bad_request("text buttons are allowed to have non-empty text only")
    return rows


def check_length(text: str, limit: int, what: str) -> None:
    if len(text.encode("utf-16-le")) // 2 > limit:
        raise bad_request(f"{what} is too long")


def _stranger(user: int) -> dict[str, Any]:
    return {"id": user, "is_bot": False, "first_name": "?"}
