"""Links between two chats of one person, and the codes that make them (CON-6)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from storage.codes import code_hash
from storage.ids import take
from storage.sealed import Vault
from storage.tables.links import LinkCodeRow, LinkRow, LinkTryRow
from storage.tables.people import Chat
from storage.tables.types import table_of, word

_links = table_of(LinkRow)
_codes = table_of(LinkCodeRow)
_tries = table_of(LinkTryRow)
_chats = table_of(Chat)
KIND = "link"


@dataclass(frozen=True, slots=True)
class Side:
    """A customer in the chat that is his own."""

    customer: int
    chat: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link that stands, seen from one side."""

    own: Side
    other: Side
    other_channel: str
    """The platform of the other chat, as in `storage.chats.Chat.channel`."""
    since: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """A code that was sent in another chat, and the question there that it led to."""

    issuer: Side
    sent_in: int
    expires_at: datetime


# --- links -------------------------------------------------------------------------------------------------


def of(connection: Connection, customer: int) -> Link | None:
    """The link of his that stands."""
    row = connection.execute(_standing, {"customer": customer}).one_or_none()
    if row is None:
        return None
    own, other = Side(row.customer_id, row.chat_id), Side(row.other_id, row.other_chat)
    return Link(own, other, row.other_channel, row.linked_at)


def people(connection: Connection, customer: int) -> tuple[int, ...]:
    """He, and who he is in his other chat."""
    link = of(connection, customer)
    return (customer,) if link is None else (customer, link.other.customer)


def between(connection: Connection, first: int, last: int) -> dict[int, int]:
    """Of the customers from the one to the other, those who are linked, and to whom."""
    rows = connection.execute(_between, {"first": first, "last": last}).all()
    return {row.customer_id: row.other_id for row in rows}


def own_chat(connection: Connection, customer: int, chat: int) -> int:
    """The chat for which he may agree to something in his own ledger, where a case of his is spoken of in `chat`."""
    link = of(connection, customer)
    return chat if link is None else link.own.chat


def put(connection: Connection, one: Side, other: Side, now: datetime) -> None:
    """They are one person from now on. Raises `IntegrityError` where one of them is linked already."""
    first = take(connection, 2)
    rows = [
        {
            "id": first + n,
            "customer_id": mine.customer,
            "chat_id": mine.chat,
            "other_id": theirs.customer,
            "linked_at": now,
        }
        for n, (mine, theirs) in enumerate(((one, other), (other, one)))
    ]
    connection.execute(_insert, rows)


def end(connection: Connection, link: Link, now: datetime) -> None:
    """It stands no more, for either of them."""
    for side in (link.own, link.other):
        connection.execute(_end, {"customer": side.customer, "now": now})


# --- codes -------------------------------------------------------------------------------------------------


def issue(
    connection: Connection, vault: Vault, code: str, side: Side, now: datetime, expires_at: datetime
) -> None:
    """`code`, from `storage.codes.new_code`, stands for him until then; an older one of his does no more."""
    connection.execute(_void, {"customer": side.customer})
    connection.execute(
        _issue,
        {
            "code_hash": code_hash(vault, KIND, code),
            "customer_id": side.customer,
            "chat_id": side.chat,
            "issued_at": now,
            "expires_at": expires_at,
        },
    )


def issued(connection: Connection, customer: int, after: datetime) -> list[datetime]:
    """When he was given codes, after this moment."""
    return list(connection.execute(_issued, {"customer": customer, "after": after}).scalars())


def sent(connection: Connection, vault: Vault, code: str, now: datetime) -> Side | None:
    """Whose code that is; None where there is none that could still be used."""
    row = connection.execute(_by_hash, {"hash": code_hash(vault, KIND, code), "now": now}).one_or_none()
    return None if row is None else Side(row.customer_id, row.chat_id)


def ask(connection: Connection, vault: Vault, code: str, chat: int, nonce: str) -> datetime:
    """The code is used up by this: in that chat he is asked whether to link. Until when he may answer."""
    wanted = code_hash(vault, KIND, code)
    connection.execute(_ask, {"hash": wanted, "chat": chat, "asked": nonce})
    until: datetime = connection.execute(_expires, {"hash": wanted}).scalar_one()
    return until


def asked(connection: Connection, nonce: str) -> Asked | None:
    """What that question was about; None once it is answered, or void."""
    row = connection.execute(_asked, {"asked": nonce}).one_or_none()
    return None if row is None else Asked(Side(row.customer_id, row.chat_id), row.sent_in, row.expires_at)


def answer(connection: Connection, nonce: str, *, linked: bool) -> None:
    """The question is answered, once."""
    state = "linked" if linked else "declined"
    connection.execute(_answer, {"asked": nonce, "into": state})


def tried(connection: Connection, customer: int, now: datetime) -> None:
    """He sent a code that led nowhere."""
    connection.execute(insert(_tries), {"id": take(connection), "customer_id": customer, "at": now})


def tries(connection: Connection, customer: int, after: datetime) -> list[datetime]:
    """When he sent such codes, after this moment."""
    return list(connection.execute(_tried, {"customer": customer, "after": after}).scalars())


def retire(connection: Connection, before: datetime) -> int:
    """Codes that expired before this moment, and tries before it, are forgotten; how many it were."""
    gone = connection.execute(delete(_codes).where(_codes.c.expires_at < before)).rowcount
    return gone + connection.execute(delete(_tries).where(_tries.c.at < before)).rowcount


def forget(connection: Connection, customer: int, chats: Collection[int]) -> None:
    """Nothing leads from one to the other any more: the links go from both sides, with his codes and tries."""
    connection.execute(
        delete(_links).where(or_(_links.c.customer_id == customer, _links.c.other_id == customer))
    )
    his = or_(_codes.c.customer_id == customer, _codes.c.sent_in.in_(list(chats)))
    connection.execute(delete(_codes).where(his))
    connection.execute(delete(_tries).where(_tries.c.customer_id == customer))


_other: Any = _links.alias("other")
_stands = _links.c.ended_at.is_(None)
_standing = (
    select(
        _links.c.customer_id,
        _links.c.chat_id,
        _links.c.other_id,
        _links.c.linked_at,
        _other.c.chat_id.label("other_chat"),
        _chats.c.channel.label("other_channel"),
    )
    .join(_other, (_other.c.customer_id == _links.c.other_id) & _other.c.ended_at.is_(None))
    .join(_chats, _chats.c.id == _other.c.chat_id)
    .where(_links.c.customer_id == bindparam("customer"), _stands)
)
_between = select(_links.c.customer_id, _links.c.other_id).where(
    _links.c.customer_id.between(bindparam("first"), bindparam("last")), _stands
)
_insert = insert(_links).values(ended_at=None)
_end = (
    update(_links)
    .where(_links.c.customer_id == bindparam("customer"), _stands)
    .values(ended_at=bindparam("now", type_=_links.c.ended_at.type))
)
_issue = insert(_codes).values(state=word("open"), sent_in=None, nonce=None)
_void = (
    update(_codes)
    .where(_codes.c.customer_id == bindparam("customer"), _codes.c.state.in_((word("open"), word("asked"))))
    .values(state=word("void"))
)
_issued = select(_codes.c.issued_at).where(
    _codes.c.customer_id == bindparam("customer"),
    _codes.c.issued_at > bindparam("after", type_=_codes.c.issued_at.type),
)
_by_hash = select(_codes.c.customer_id, _codes.c.chat_id).where(
    _codes.c.code_hash == bindparam("hash"),
    _codes.c.state == word("open"),
    _codes.c.expires_at > bindparam("now", type_=_codes.c.expires_at.type),
)
_ask = (
    update(_codes)
    .where(_codes.c.code_hash == bindparam("hash"), _codes.c.state == word("open"))
    .values(state=word("asked"), sent_in=bindparam("chat"), nonce=bindparam("asked"))
)
_expires = select(_codes.c.expires_at).where(_codes.c.code_hash == bindparam("hash"))
_asked: Any = select(_codes.c.customer_id, _codes.c.chat_id, _codes.c.sent_in, _codes.c.expires_at).where(
    _codes.c.nonce == bindparam("asked"), _codes.c.state == word("asked")
)
_answer = (
    update(_codes)
    .where(_codes.c.nonce == bindparam("asked"), _codes.c.state == word("asked"))
    .values(state=bindparam("into"))
)
_tried = select(_tries.c.at).where(
    _tries.c.customer_id == bindparam("customer"),
    _tries.c.at > bindparam("after", type_=_tries.c.at.type),
)
