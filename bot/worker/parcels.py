"""Files that staff send with words for a customer: fetched first, then both reach him together (STAFF-3)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from bot.channels.language import Media, MediaKind, Said
from bot.texts import say
from bot.understand.identifiers import mask_text
from bot.worker import casecards, effects, reaching
from bot.worker.overdue import caught_up
from bot.worker.product import Product
from bot.worker.rooms import queue_of
from bot.worker.scene import Scene
from core.case import Actor, Case, Refused, Room
from core.commands import AskEvidence, Close, ForCustomer, Propose, Reply
from core.complaint import decide
from core.permissions import may_act
from storage import attachments, cases, chats, inbox, parcels, staff
from storage.attachments import FileState, SentFile
from storage.parcels import NewParcel, Parcel
from storage.staff import StaffState

_PROPOSAL: Final = "propose:"
OVER: Final = (FileState.STORED, FileState.FAILED)


def begin(
    scene: Scene, case: Case, command: ForCustomer, said: str, media: Sequence[Media], album: str
) -> None:
    """The words wait for their files; whoever sent them is told so, and hears again only if it comes to nothing."""
    new = NewParcel(
        case.id,
        case.customer,
        scene.chat.id,
        scene.member.code,
        said,
        album,
        command.text,
        _kept_as(command),
    )
    parcel = parcels.put(scene.connection, scene.product.vault, new, scene.now)
    _want(scene, parcel, case.customer, media)
    scene.tell_of(case, "staff.fetching")
    can = effects.capabilities(scene.product, chats.by_id(scene.connection, scene.product.vault, case.chat))
    if not can.documents and any(one.kind is MediaKind.DOCUMENT for one in media):
        scene.tell_of(case, "staff.documents_named")


def belongs(scene: Scene, what: Said) -> bool:
    """Whether it is a further part of an album that is a reply: then it goes with it, or right behind it."""
    if not what.album or not what.media:
        return False
    found = parcels.of_album(scene.connection, scene.product.vault, scene.chat.id, what.album)
    if found is None or found.what.by != scene.member.code:
        return False
    case = scene.case(found.what.case)
    if found.waits:
        _want(scene, found.id, found.what.customer, what.media)
    elif case is not None:
        begin(scene, case, Reply(scene.member.actor, ""), "", what.media, what.album)
    return True


def _want(scene: Scene, parcel: int, customer: int, media: Sequence[Media]) -> None:
    for one in media:
        file = SentFile(
            customer,
            scene.chat.id,
            one.kind.value,
            one.reference,
            scene.incoming.at,
            mask_text(one.name),
            one.mime,
            one.size,
            parcel=parcel,
        )
        attachments.want(scene.connection, scene.product.vault, file, scene.now)


def look(connection: Connection, product: Product, room: int, now: datetime) -> list[str]:
    """What waits in that room goes out if it can; returns media files to delete."""
    gone = []
    for parcel in parcels.waiting_in(connection, product.vault, room):
        gone += settle(connection, product, parcel, now)
    return gone


def fetched(connection: Connection, product: Product, parcel: int, now: datetime) -> list[str]:
    """One of its files is here, or will never be."""
    found = parcels.by_id(connection, product.vault, parcel)
    return [] if found is None or not found.waits else settle(connection, product, found, now)


def settle(connection: Connection, product: Product, parcel: Parcel, now: datetime) -> list[str]:
    """Once every file is here the rules decide the reply, as if its words were typed now.

    The parts of an album come as messages of their own: while some of them wait to be read it waits, too. Where a
    file cannot be had nothing goes out: half of what was meant may mean something else.
    """
    what = parcel.what
    files = attachments.of_parcel(connection, product.vault, parcel.id)
    if any(one.state not in OVER for one in files) or _more_to_come(connection, product, what):
        return []
    case = cases.by_id(connection, product.vault, what.case)
    if case is None or not parcels.end(connection, parcel.id):
        return []
    missing = [one for one in files if one.state is FileState.FAILED]
    if missing:
        args = {"n": len(missing), "of": len(files)}
        return _refuse(
            connection, product, parcel, case, say("staff.files_missing", args, product.local(now)), now
        )
    refused = _reply(connection, product, parcel, case, [one.id for one in files], now)
    if refused is None:
        return []
    why = effects.worded(product, refused.key, refused.args, now)
    return _refuse(connection, product, parcel, case, why, now)


def _more_to_come(connection: Connection, product: Product, what: NewParcel) -> bool:
    if not what.album:
        return False
    room = chats.by_id(connection, product.vault, what.room)
    return inbox.waits(connection, chats.index_of(product.vault, room))


def _reply(
    connection: Connection, product: Product, parcel: Parcel, case: Case, files: list[int], now: datetime
) -> Refused | None:
    """Judged anew: he may have left, the case be closed, the customer have said stop meanwhile."""
    what = parcel.what
    member = staff.by_code(connection, product.vault, case.store, what.by)
    if member is None or member.state is not StaffState.ACTIVE:
        return Refused("SEC-4", "staff.has_left", {"code": what.by})
    case = caught_up(connection, product, case, now)
    command = _command(what, member.actor, tuple(files))
    refused = may_act(member.actor, command, case, product.policy, queue_of(connection, case, Room.TIER))
    if refused is None and case.is_open and not isinstance(command, Close):
        refused = reaching.refusal(connection, product, case.chat, now)
    decision = refused or decide(case, command, product.policy, product.calendar, now)
    if isinstance(decision, Refused):
        return decision
    effects.apply(connection, product, case, decision, now, typed_in=(what.room, what.said))
    return None


def _kept_as(command: ForCustomer) -> str:
    match command:
        case Reply():
            return ""
        case Propose(option=option):
            return f"{_PROPOSAL}{option}"
        case AskEvidence():
            return "evidence"
        case Close():
            return "close"


def _command(what: NewParcel, by: Actor, files: tuple[int, ...]) -> ForCustomer:
    match what.command:
        case "evidence":
            return AskEvidence(by, what.words, files)
        case "close":
            return Close(by, what.words, files)
        case str(kept) if kept.startswith(_PROPOSAL):
            return Propose(by, kept.removeprefix(_PROPOSAL), what.words, files)
        case _:
            return Reply(by, what.words, files)


def _refuse(
    connection: Connection, product: Product, parcel: Parcel, case: Case, why: str, now: datetime
) -> list[str]:
    """The room hears why, and what was fetched in vain is deleted."""
    text = say("staff.files_not_sent", {"why": why.rstrip("。")}, product.local(now))
    casecards.tell(connection, product, case, parcel.what.room, text, now, personal=False)
    files = attachments.of_parcel(connection, product.vault, parcel.id)
    keys = [attachments.delete(connection, one.id) for one in files]
    return [key for key in keys if key]
