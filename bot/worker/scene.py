"""The scene of one turn in a staff group: where, who, when; and how the bot answers there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from bot.channels.language import Address, ChatKind, Edited, Incoming, Said
from bot.texts import say
from bot.worker import casecards, effects
from bot.worker.effects import capabilities
from bot.worker.posting import About, Words, post
from bot.worker.product import Product
from core.case import Case, Refused
from storage import cases, chats, postings, staff

ALONE: Final = frozenset(
    {
        "staff.join_in_group",
        "staff.no_such_case",
        "staff.not_in_room",
        "staff.not_staff",
        "staff.not_your_choice",
        "staff.bind_needs_staff",
    }
)
"""Answers that are about the speaker himself, or name a case that his group may not see."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The group, the speaker and the moment of one turn, with everything it may use."""

    connection: Connection
    product: Product
    chat: chats.Chat
    member: staff.StaffMember
    incoming: Incoming
    now: datetime

    @property
    def local(self) -> datetime:
        return self.product.local(self.now)

    @property
    def hears_all(self) -> bool:
        """Whether the bot hears everything that is said there, or only what is said to it."""
        return capabilities(self.product, self.chat).hears_all

    @property
    def can_ask_reply(self) -> bool:
        """Whether the bot can ask for a reply to its very message."""
        return capabilities(self.product, self.chat).force_reply

    @property
    def hint(self) -> str:
        """The handle of the message that is being answered; a tap is not answered with a message."""
        return self.incoming.hint if isinstance(self.incoming.what, Said) else ""

    @property
    def reference(self) -> str:
        """The platform's id of what he wrote; nothing where he tapped."""
        what = self.incoming.what
        return what.message if isinstance(what, Said | Edited) else ""

    def case(self, number: int | None) -> Case | None:
        return None if number is None else cases.by_id(self.connection, self.product.vault, number)

    def tell(self, key: str, args: Mapping[str, Any] | None = None) -> None:
        """A sentence for whoever just spoke, in the topic he spoke in."""
        at = (self.connection, self.product)
        if key in ALONE and whispers(*at, self.chat, self.incoming, key, args or {}, self.now):
            return
        tell(*at, self.chat.id, key, args or {}, self.now, self.incoming.thread, hint=self.hint)

    def said(self, key: str, args: Mapping[str, Any]) -> str:
        """A sentence as it is read here."""
        return say(key, args, self.local)

    def tell_text(self, text: str) -> None:
        """The same as `tell`, for several sentences."""
        at = (self.connection, self.product, self.chat.id)
        tell_text(*at, text, self.now, self.incoming.thread, hint=self.hint)

    def tell_of(self, case: Case, key: str, args: Mapping[str, Any] | None = None) -> None:
        """A sentence about a case, in its own topic or under its card."""
        self.show(case, say(key, args or {}, self.local), personal=effects.personal(args or {}))

    def show(self, case: Case, text: str, *, personal: bool = True) -> None:
        casecards.tell(
            self.connection,
            self.product,
            case,
            self.chat.id,
            text,
            self.now,
            personal=personal,
            hint=self.hint,
        )

    def refuse(self, case: Case, refused: Refused, *, unsent: bool = False) -> None:
        """Why not, and what to do instead, in the rule's own sentence; and that his words went nowhere."""
        text = effects.worded(self.product, refused.key, refused.args, self.now)
        if unsent:
            text = say("staff.words_not_sent", {"why": text}, self.local)
        self.show(case, text, personal=effects.personal(refused.args))


def tell(
    connection: Connection,
    product: Product,
    chat: int,
    key: str,
    args: Mapping[str, Any],
    now: datetime,
    thread: str = "",
    *,
    hint: str = "",
) -> None:
    """A sentence that holds nothing of any customer; in a case's topic where it was asked for there."""
    tell_text(connection, product, chat, say(key, args, product.local(now)), now, thread, hint=hint)


def tell_text(
    connection: Connection,
    product: Product,
    chat: int,
    text: str,
    now: datetime,
    thread: str = "",
    *,
    hint: str = "",
) -> None:
    """The same of a text."""
    found = postings.case_of_thread(connection, chat, thread) if thread else None
    case = cases.by_id(connection, product.vault, found) if found is not None else None
    about = About("notice", case, in_thread=case is not None)
    post(connection, product, chat, Words(text, hint=hint), about, now)


def whispers(
    connection: Connection,
    product: Product,
    group: chats.Chat,
    incoming: Incoming,
    key: str,
    args: Mapping[str, Any],
    now: datetime,
) -> bool:
    """What concerns the speaker alone is told to him alone, in his own chat with the bot, if that can be."""
    if not capabilities(product, group).whispers:
        return False
    own = Address(group.channel, group.account, incoming.sender.identity, ChatKind.PRIVATE)
    chat = chats.find_or_add(connection, product.vault, own, now, store=group.store)
    tell(connection, product, chat.id, key, args, now)
    return True
