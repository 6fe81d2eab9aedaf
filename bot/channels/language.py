"""One neutral language between the platforms and the rest of the product.

A platform's adapter turns its updates into `Incoming` and carries out `Outgoing`; it knows nothing about
complaints, and nobody else knows anything about the platform. What is stored on the way, events and bodies,
survives a round trip through JSON (`to_json` / `incoming_from_json` / `body_from_json` in `wire.py`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class ChatKind(StrEnum):
    PRIVATE = "private"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Address:
    """A place the product can speak to: one chat of one account of one platform."""

    channel: str
    """`telegram`, or a sandbox profile as `sandbox:wechat`."""
    account: str
    """Which of our accounts on that platform (the bot's id); `""` where there is one."""
    chat: str
    """The platform's own id of the chat. Personal data: sealed wherever it is stored."""
    kind: ChatKind


@dataclass(frozen=True, slots=True)
class Sender:
    """Who spoke, as the platform names him. Personal data."""

    identity: str
    """The platform's user id; `""` for somebody without one (an anonymous administrator)."""
    name: str = ""
    anonymous: bool = False


class MediaKind(StrEnum):
    PHOTO = "photo"
    VIDEO = "video"
    VOICE = "voice"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Media:
    """A file as the platform keeps it; `Channel.download` fetches its bytes."""

    kind: MediaKind
    reference: str
    """The platform's handle (Telegram `file_id`), never a URL with a token in it."""
    name: str = ""
    size: int = 0
    mime: str = ""


# --- inbound -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """A message. `text` is the caption where there are files."""

    text: str
    message: str
    """The platform's id of this message."""
    media: tuple[Media, ...] = ()
    album: str = ""
    """Equal for the separate updates of one album."""
    reply_to: str = ""
    """The id of the message it answers or quotes."""
    quoted: str = ""
    """The words of the message it quotes, where the platform tells these and no id."""
    aside: bool = False
    """It was said to somebody else there, and we only overheard it."""
    unsupported: str = ""
    """What it was, where we cannot take it (a sticker, a location …)."""
    spoken: bool = False
    """He spoke, and the platform wrote down what it heard: it may have heard wrong."""
    chosen: bool = False
    """He tapped the words in a menu of the platform's: as good as said, but they open the smaller window."""


@dataclass(frozen=True, slots=True)
class Edited:
    message: str
    text: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button; `action` is the opaque token that stood behind it."""

    action: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """The customer came: /start, a follow, an unblock. `scene` is what the link or QR code carried."""

    scene: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """The customer blocked or unfollowed us; or the group removed us."""


@dataclass(frozen=True, slots=True)
class MemberJoined:
    member: Sender
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class MemberLeft:
    member: Sender


@dataclass(frozen=True, slots=True)
class BotAdded:
    """We are in the group now. `topics`: it has forum topics; `admin`: we are an administrator."""

    topics: bool = False
    admin: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class BotRemoved:
    """We are no longer in the group."""


@dataclass(frozen=True, slots=True)
class AddressChanged:
    """The platform moved the chat (a group became a supergroup)."""

    chat: str


@dataclass(frozen=True, slots=True)
class ThreadClosed:
    """Somebody closed the topic in which a case lives."""


What = (
    Said
    | Edited
    | Pressed
    | Opened
    | Closed
    | MemberJoined
    | MemberLeft
    | BotAdded
    | BotRemoved
    | AddressChanged
    | ThreadClosed
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that happened on a platform."""

    dedupe_key: str
    """Unique for this event on this account; the same again when the platform sends it again."""
    at: datetime
    """When it happened, by the platform's clock; aware UTC."""
    address: Address
    sender: Sender
    what: What
    thread: str = ""
    """The forum topic it was said in; `""` outside topics."""
    hint: str = ""
    """An expiring one-shot handle for the answer (Telegram's callback query id); `""` where there is none."""
    topics: bool | None = None
    """Whether the group has topics, where the update tells."""


# --- outbound ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Action:
    """Something the reader may choose. `id` is an opaque token of at most 64 bytes."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of ours to be sent; `key` names it in the media store (`storage.media`)."""

    key: str
    kind: MediaKind
    name: str
    mime: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """Text with choices and files; without buttons the planner writes the choices out as numbers."""

    text: str
    actions: tuple[tuple[Action, ...], ...] = ()
    """Rows of buttons."""
    media: tuple[Attachment, ...] = ()
    ask_reply: bool = False
    """The reader is invited to answer by replying to this very message (Telegram: force_reply)."""
    hint: str = ""
    """The one-shot handle of the message that this answers; a platform without such things ignores it."""


@dataclass(frozen=True, slots=True)
class Revision:
    """The whole new content of a message that was sent before; dropped where the platform cannot edit."""

    message: Message
    anew: bool = False
    """Where the platform cannot edit it is worth a message of its own."""


@dataclass(frozen=True, slots=True)
class Removal:
    """A message that was sent before disappears, where the platform allows it."""


@dataclass(frozen=True, slots=True)
class ThreadOpening:
    """A topic is opened in a group that has them; the receipt's `reference` is the thread."""

    name: str


@dataclass(frozen=True, slots=True)
class Toast:
    """A short answer to a press, shown once (`hint` is the press's one-shot handle)."""

    hint: str
    text: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True)
class MemberCount:
    """How many members the group has, ourselves included, and who they are as far as that can be told.

    The receipt's first reference is the number; the others are those of `among` who are in the group, looked
    for where `seen` and ourselves do not make up the number already.
    """

    among: tuple[str, ...] = ()
    """People whom nobody has seen there yet, as the platform names them. Personal data."""
    seen: int = 0
    """So many others are known to be there."""


Body = Message | Revision | Removal | ThreadOpening | Toast | MemberCount


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One thing to be done on a platform, complete: everything the adapter needs to do it."""

    key: str
    """Our own idempotency key: the outbox row's."""
    address: Address
    body: Body
    thread: str = ""
    """Speak in this topic."""
    reply_to: str = ""
    """Speak as a reply to this message of the platform's."""
    target: str = ""
    """The platform's id of the message a `Revision` or `Removal` is about."""


# --- receipts ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has it. `references` are its ids of what was made, first one first."""

    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotSent:
    """Surely not delivered; worth trying again after `wait` (`None`: by our own backoff).

    `counts`: whether it is an attempt of ours that failed, or only the platform asking us to slow down.
    """

    reason: str
    wait: timedelta | None = None
    counts: bool = True


@dataclass(frozen=True, slots=True)
class OutcomeUnknown:
    """It may have been delivered: the request left and no answer came."""

    reason: str


class Cause(StrEnum):
    """Why a message can never be delivered as it is."""

    BLOCKED = "blocked"
    """The customer blocked us or left."""
    REMOVED = "removed"
    """We are not in the group any more."""
    NO_RIGHTS = "no_rights"
    THREAD_GONE = "thread_gone"
    """The topic was deleted or closed: the case is posted again."""
    TARGET_GONE = "target_gone"
    """The message to edit or to answer no longer exists."""
    MOVED = "moved"
    """The chat has a new address: `Undeliverable.moved_to`."""
    REJECTED = "rejected"
    """The platform says the request is wrong."""
    UNAUTHORISED = "unauthorised"
    """Our token is refused: nothing can be sent until the operator acts."""


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """Never, as it is."""

    cause: Cause
    reason: str
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """The platform's window is closed: it goes out when the customer writes again."""

    reason: str = "window_closed"


Receipt = Sent | NotSent | OutcomeUnknown | Undeliverable | Held
