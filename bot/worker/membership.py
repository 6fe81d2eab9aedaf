"""Who is in a group: strangers switch its personal data off, and leavers lose everything (SEC-3, SEC-4)."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime

from sqlalchemy import Connection

from bot.channels.language import ChatKind, Incoming, MemberCount, MemberJoined, MemberLeft
from bot.texts import say
from bot.worker import casecards, effects, gated
from bot.worker.posting import About, Words, post, put
from bot.worker.product import Product
from bot.worker.rooms import open_in
from core.case import Refused
from core.commands import Release
from core.complaint import decide
from storage import cases, chats, rooms, staff


@contextmanager
def watched(connection: Connection, product: Product, chat: chats.Chat, now: datetime) -> Iterator[None]:
    """Whatever happens to the group's membership inside: when strangers appear or are gone, it is said, and
    the cards show less, or all again."""
    if not rooms.queues_of(connection, chat.id):
        yield
        return
    before = rooms.strangers(connection, chat.id)
    yield
    after = rooms.strangers(connection, chat.id)
    if bool(before) == bool(after):
        return
    seen = product.capabilities(chat.channel, ChatKind.GROUP).sees_members
    gone = "staff.stranger" if seen else "staff.stranger_at"
    key = gone if after else "staff.no_stranger"
    post(connection, product, chat.id, Words(say(key, {}, product.local(now))), About("notice"), now)
    for case in open_in(connection, product, chat.id):
        casecards.refresh(connection, product, case, now, anew=True)


@contextmanager
def watched_everywhere(
    connection: Connection, product: Product, channel: str, identity: str, now: datetime
) -> Iterator[None]:
    """The same for every group in which this person is: joining the staff, or leaving it, changes them all."""
    with ExitStack() as groups:
        for chat in rooms.rooms_of_member(connection, product.vault, channel, identity):
            groups.enter_context(
                watched(connection, product, chats.by_id(connection, product.vault, chat), now)
            )
        yield


def changed(
    connection: Connection, product: Product, chat: chats.Chat, incoming: Incoming, now: datetime
) -> None:
    """Somebody came into the group, or left it; the platform is asked how many there are now."""
    vault, what = product.vault, incoming.what
    if isinstance(what, MemberJoined) and not what.is_bot:
        with watched(connection, product, chat, now):
            rooms.member_joined(connection, vault, chat.id, chat.channel, what.member.identity, now)
    elif isinstance(what, MemberLeft):
        with watched(connection, product, chat, now):
            rooms.member_left(connection, vault, chat.id, chat.channel, what.member.identity, now)
        member = staff.by_identity(connection, vault, chat.channel, what.member.identity)
        if member is not None and rooms.queues_of(connection, chat.id):
            leave(connection, product, member, now, chat)
    count(connection, product, chat, now)


def count(connection: Connection, product: Product, chat: chats.Chat, now: datetime) -> None:
    """Ask the platform how many members the group has, where it can tell, and for the registered ones among
    them whom nobody has seen there: whoever never spoke is no stranger for that (SEC-3)."""
    can_tell = product.capabilities(chat.channel, ChatKind.GROUP).sees_members
    if not can_tell or not rooms.queues_of(connection, chat.id):
        return
    quiet = rooms.not_seen(connection, product.vault, chat.id, chat.store, chat.channel)
    asked = MemberCount(quiet, rooms.seen_members(connection, chat.id))
    put(connection, product, chat.id, asked, About("count"), now)


def vouched_for(connection: Connection, product: Product, chat: chats.Chat, now: datetime) -> None:
    """The group was bound anew: where the platform never tells who has left, strangers who spoke there are taken to be
    gone. Whoever made the code and whoever used it answer for that."""
    if product.capabilities(chat.channel, ChatKind.GROUP).sees_members:
        return
    with watched(connection, product, chat, now):
        rooms.forget_strangers(connection, chat.id)


def counted(
    connection: Connection,
    product: Product,
    chat: chats.Chat,
    number: int,
    inside: Iterable[str],
    now: datetime,
) -> None:
    """The platform's answer: so many are in the group, and these registered people among them."""
    with watched(connection, product, chat, now):
        rooms.set_member_count(connection, chat.id, number)
        for person in inside:
            rooms.member_seen(connection, product.vault, chat.id, chat.channel, person, now)


def count_where_strangers_are(connection: Connection, product: Product, channel: str, now: datetime) -> None:
    """Somebody has joined the staff: he may be the one whom a group had counted as a stranger."""
    for room in rooms.of_store(connection, product.store):
        if room.state is rooms.RoomState.BOUND and rooms.strangers(connection, room.chat):
            chat = chats.by_id(connection, product.vault, room.chat)
            if chat.channel == channel:
                count(connection, product, chat, now)


def leave(
    connection: Connection,
    product: Product,
    member: staff.StaffMember,
    now: datetime,
    chat: chats.Chat | None = None,
) -> int:
    """He loses role, groups, tickets and claims in one step; his cases go back to their queues (SEC-4).

    In every group that he is still in he is a stranger from now on (SEC-3).
    """
    known = staff.identity_of(connection, product.vault, member.id)
    gated.left(connection, product, member, now)
    with ExitStack() as groups:
        if known is not None:
            groups.enter_context(watched_everywhere(connection, product, *known, now))
        if staff.offboard(connection, product.vault, member.id, now) is None:
            return 0
    claimed = cases.claimed_by(connection, product.vault, member.store, member.code)
    for case in claimed:
        decision = decide(case, Release(member.code), product.policy, product.calendar, now)
        if not isinstance(decision, Refused):
            effects.apply(connection, product, case, decision, now)
    if chat is not None:
        args = {"code": member.code, "n": len(claimed)}
        post(
            connection,
            product,
            chat.id,
            Words(say("staff.left", args, product.local(now))),
            About("notice"),
            now,
        )
    return len(claimed)
