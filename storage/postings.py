"""Which message of a platform belongs to which case, and in which thread of a group a case lives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from storage.ids import take
from storage.sealed import Vault
from storage.sealed_json import open_json, seal_json
from storage.tables.postings import PostingRow, ThreadRow
from storage.tables.types import table_of, word, words

RELAY: Final = "relay"
"""What a member of staff typed and a customer reads: changing the one changes the other."""
ANSWERED: Final = "answered"
"""A question that has had its answer: nothing is done on it twice."""
PROMPT: Final = "prompt:"
"""`prompt:COMMAND`: a reply to this message is the text of that command."""
PICK: Final = "pick"
"""A question with choices."""
_LOOKED_BACK: Final = 40
"""So many of the bot's questions in a chat may be found without their ids."""

_postings = table_of(PostingRow)
_threads = table_of(ThreadRow)
_insert = insert(_postings)
_put = _insert.on_conflict_do_update(
    index_elements=["chat_id", "reference"],
    set_={name: _insert.excluded[name] for name in ("id", "case_id", "outbox_id", "role", "data")},
)
_find = select(_postings).where(
    _postings.c.chat_id == bindparam("chat"), _postings.c.reference == bindparam("reference")
)
_questions = (
    select(_postings)
    .where(
        _postings.c.chat_id == bindparam("chat"),
        or_(_postings.c.role.in_(words(PICK, ANSWERED)), _postings.c.role.like("prompt:%")),
    )
    .order_by(_postings.c.id.desc())
    .limit(_LOOKED_BACK)
)
_insert_thread = insert(_threads)
_set_thread = _insert_thread.on_conflict_do_update(
    index_elements=["case_id", "chat_id"],
    set_={name: _insert_thread.excluded[name] for name in ("reference", "state")},
)
_case_of_thread = select(_threads.c.case_id).where(
    _threads.c.chat_id == bindparam("chat"),
    _threads.c.reference == bindparam("reference"),
    _threads.c.state != word("gone"),
)
_lose = (
    update(_threads)
    .where(_threads.c.case_id == bindparam("case"), _threads.c.chat_id == bindparam("chat"))
    .values(state="gone")
)


_carry = (
    update(_postings)
    .where(_postings.c.outbox_id == bindparam("was"), _postings.c.role == word(RELAY))
    .values(outbox_id=bindparam("now_is"))
)


@dataclass(frozen=True, slots=True)
class Posting:
    """One message of a platform. `data` is what else must be known when it is answered."""

    chat: int
    reference: str
    case: int | None
    outbox: int | None
    role: str
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def prompts(self) -> str | None:
        """The command of which a reply to this message is the text."""
        return self.role.removeprefix(PROMPT) if self.role.startswith(PROMPT) else None


def put(connection: Connection, vault: Vault, posting: Posting) -> None:
    """This message is there; what was known of the same message before is forgotten."""
    row = take(connection)
    data = seal_json(vault.system, "posting", "data", row, dict(posting.data)) if posting.data else None
    connection.execute(
        _put,
        {
            "chat_id": posting.chat,
            "reference": posting.reference,
            "id": row,
            "case_id": posting.case,
            "outbox_id": posting.outbox,
            "role": posting.role,
            "data": data,
        },
    )


def carried_on(connection: Connection, was: int, now_is: int) -> None:
    """What staff typed is said by another message of ours from now on: an edit changes that one."""
    connection.execute(_carry, {"was": was, "now_is": now_is})


def find(connection: Connection, vault: Vault, chat: int, reference: str) -> Posting | None:
    row = connection.execute(_find, {"chat": chat, "reference": reference}).one_or_none()
    return None if row is None else _read(vault, row)


def questions(connection: Connection, vault: Vault, chat: int) -> tuple[Posting, ...]:
    """The bot's latest questions in that chat, answered or not, the newest first: for platforms that do not tell which
    message somebody answers. A question is known by its outbox row, sent or not."""
    latest: dict[int, Posting] = {}
    for row in connection.execute(_questions, {"chat": chat}):
        if row.outbox_id is not None:
            latest.setdefault(row.outbox_id, _read(vault, row))
    return tuple(latest.values())


def _read(vault: Vault, row: Row[Any]) -> Posting:
    data = open_json(vault.system, "posting", "data", row.id, row.data) if row.data is not None else {}
    return Posting(row.chat_id, row.reference, row.case_id, row.outbox_id, row.role, data)


# --- threads -----------------------------------------------------------------------------------------------


def case_of_thread(connection: Connection, chat: int, reference: str) -> int | None:
    """The case that lives in this thread."""
    found: int | None = connection.execute(
        _case_of_thread, {"chat": chat, "reference": reference}
    ).scalar_one_or_none()
    return found


def set_thread(connection: Connection, case: int, chat: int, reference: str) -> None:
    """The case lives in this thread of the group from now on."""
    connection.execute(
        _set_thread, {"case_id": case, "chat_id": chat, "reference": reference, "state": "open"}
    )


def lose_thread(connection: Connection, case: int, chat: int) -> None:
    """The thread is gone; `set_thread` makes the next one."""
    connection.execute(_lose, {"case": case, "chat": chat})
