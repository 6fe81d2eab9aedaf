"""Which case a member of staff may mean: what the group, the thread and the quoted message say of it (STAFF-1).

The choosing itself is `bot.staff.turn`'s, and pure; here is only what it needs to know.
"""

from bot.channels.language import Said
from bot.staff.commands import Typed
from bot.staff.quoting import is_quoted, quoted_code
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


def question(scene: Scene, what: Said) -> postings.Posting | None:
    """The question of the bot's that he answers: by its id, or, where the platform tells none, by its words."""
    if what.reply_to or not what.quoted:
        return quoted_posting(scene, what.reply_to)
    asked = postings.questions(scene.connection, scene.product.vault, scene.chat.id)
    return next((one for one in asked if is_quoted(str(one.data.get("words", "")), what.quoted)), None)


def by_its_words(scene: Scene, what: Said) -> tuple[int | None, bool]:
    """The case of what he quoted, by the code that stands in it; and whether there is no saying which it is."""
    code = quoted_code(what.quoted)
    if not code:
        return None, code is None
    found = cases.by_reference(scene.connection, scene.product.vault, scene.chat.store, code)
    return (None, True) if found is None else (found.id, False)


def place(
    scene: Scene, typed: Typed | None = None, quoted: int | None = None, *, unclear: bool = False
) -> Place:
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
        unclear=unclear,
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
