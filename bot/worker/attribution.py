"""Which case a member of staff may mean: what the group, the thread and the quoted message say of it (STAFF-1).

The choosing itself is `bot.staff.turn`'s, and pure; here is only what it needs to know.
"""

from bot.staff.commands import Typed
from bot.staff.turn import Place
from bot.worker.rooms import is_home, open_in
from bot.worker.scene import Scene
from core.case import Case
from storage import cards, cases, postings


def quoted_posting(scene: Scene, reply_to: str) -> postings.Posting | None:
    """The message of ours that he replied to, if it was one."""
    if not reply_to:
        return None
    return postings.find(scene.connection, scene.product.vault, scene.chat.id, reply_to)


def place(scene: Scene, typed: Typed | None = None, quoted: int | None = None) -> Place:
    """What the four steps of attribution need to know; a quote says more than the thread it stands in."""
    connection, vault = scene.connection, scene.product.vault
    named = (
        cases.by_reference(connection, vault, scene.chat.store, typed.case) if typed and typed.case else None
    )
    here = open_in(connection, scene.product, scene.chat.id)
    return Place(
        actor=scene.member.actor,
        policy=scene.product.policy,
        quoted=scene.case(quoted if quoted is not None else _case_of_thread(scene)),
        named=named,
        claimed=tuple(case for case in here if case.claimed_by == scene.member.code),
        open=here,
    )


def is_shown_here(scene: Scene, case: Case) -> bool:
    """Whether this group has, or had, the case: no other may act on it or read of it (CMP-9)."""
    shown = cards.cards_of(scene.connection, case.id)
    return any(one.chat == scene.chat.id for one in shown) or is_home(scene.connection, case, scene.chat.id)


def _case_of_thread(scene: Scene) -> int | None:
    thread = scene.incoming.thread
    return postings.case_of_thread(scene.connection, scene.chat.id, thread) if thread else None
