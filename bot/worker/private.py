"""A member of staff in his own chat with the bot: he joins here, and sees what is his."""

from datetime import datetime

from sqlalchemy import Connection

from bot.channels.language import ChatKind, Incoming, Opened, Pressed, Said, Toast
from bot.staff.commands import Typed, Unknown, Verb, parse
from bot.staff.todo import todo
from bot.texts import say
from bot.worker import contact_outcomes, membership
from bot.worker.posting import About, Words, post, put
from bot.worker.product import Product
from storage import buttons, cases, chats, staff
from storage.codes import Unusable
from storage.staff import StaffMember


def concerns_staff(
    connection: Connection, product: Product, incoming: Incoming, member: StaffMember | None
) -> bool:
    """Whether a private chat is a member of staff's, or is about to become one."""
    if member is not None:
        return True
    typed = _typed(connection, product, incoming)
    return isinstance(typed, Typed) and typed.verb is Verb.JOIN and bool(typed.text)


def _typed(connection: Connection, product: Product, incoming: Incoming) -> Typed | Unknown | None:
    """What was typed; whoever opens the bot through the link of an invitation has typed `/join CODE`."""
    match incoming.what:
        case Said(text):
            return parse(text)
        case Opened(code) if code and staff.is_invitation(connection, product.vault, code):
            return Typed(Verb.JOIN, "", code)
        case _:
            return None


def turn(
    connection: Connection,
    product: Product,
    chat: chats.Chat,
    incoming: Incoming,
    member: StaffMember | None,
    now: datetime,
) -> None:
    """What a member of staff wrote in private."""
    if member is not None and chat.staff_id is None:
        chats.attach_staff(connection, chat.id, member.id)
    if incoming.hint and isinstance(incoming.what, Pressed):
        put(connection, product, chat.id, Toast(incoming.hint), About("toast"), now)
    typed = _typed(connection, product, incoming)
    if isinstance(incoming.what, Opened) and member is not None and not _is_open_to_all(product, chat):
        return  # WeCom tells of it every day
    if isinstance(incoming.what, Pressed) and member is not None:
        _say(connection, product, chat, _pressed(connection, product, chat, incoming.what, member, now), now)
    elif isinstance(typed, Typed) and typed.verb is Verb.JOIN:
        _say(
            connection,
            product,
            chat,
            _join(connection, product, chat, incoming, member, typed.text, now),
            now,
        )
    elif isinstance(typed, Typed) and typed.verb is Verb.TODO and member is not None:
        mine = tuple(cases.claimed_by(connection, product.vault, member.store, member.code))
        _say(connection, product, chat, todo(mine, member.code, product.local(now)), now)
    elif isinstance(typed, Typed) and typed.verb is Verb.BIND:
        _say(connection, product, chat, say("staff.bound_in_private", {}, product.local(now)), now)
    elif isinstance(typed, Unknown):
        _say(
            connection,
            product,
            chat,
            say("staff.unknown_command", {"name": typed.name}, product.local(now)),
            now,
        )
    else:
        _say(connection, product, chat, say("staff.help_private", {}, product.local(now)), now)


def _is_open_to_all(product: Product, chat: chats.Chat) -> bool:
    return product.capabilities(chat.channel, ChatKind.PRIVATE).customers


def _pressed(
    connection: Connection,
    product: Product,
    chat: chats.Chat,
    what: Pressed,
    member: StaffMember,
    now: datetime,
) -> str:
    """A button under a question of the bot's to him alone."""
    button = buttons.find(connection, what.action, chat.id)
    if button is None or "contact" not in button:
        return say("staff.button_stale", {}, product.local(now))
    return contact_outcomes.reported(connection, product, member, button, now)


def _join(
    connection: Connection,
    product: Product,
    chat: chats.Chat,
    incoming: Incoming,
    member: StaffMember | None,
    code: str,
    now: datetime,
) -> str:
    """A one-time invitation makes its bearer a member of staff (SEC-3)."""
    local = product.local(now)
    if member is not None:
        return say("staff.joined_already", {"code": member.code}, local)
    sender = incoming.sender
    with membership.watched_everywhere(connection, product, chat.channel, sender.identity, now):
        joined = staff.join(
            connection, product.vault, code, sender.identity, chat.channel, chat.id, sender.name, now
        )
    if isinstance(joined, Unusable):
        return say(f"staff.join_{joined}", {}, local)
    chats.attach_staff(connection, chat.id, joined.id)
    membership.count_where_strangers_are(connection, product, chat.channel, now)
    return say("staff.joined", welcome(product, joined), local)


def welcome(product: Product, member: StaffMember) -> dict[str, str]:
    """Who he is from now on."""
    policy = product.policy
    department = policy.departments[member.department].name if member.department else ""  # type: ignore[index]
    return {
        "name": member.name or member.code,
        "code": member.code,
        "role": policy.roles[member.role].name,
        "department": f"（{department}）" if department else "",
    }


def _say(connection: Connection, product: Product, chat: chats.Chat, text: str, now: datetime) -> None:
    post(connection, product, chat.id, Words(text), About("notice"), now)
