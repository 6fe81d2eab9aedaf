"""An edit in a staff group: a changed reply is changed where the customer reads it, too (STAFF-3)."""

from typing import Final

from bot.channels.language import Edited, Message
from bot.channels.planner import sends
from bot.staff.commands import Typed, Verb, parse
from bot.worker import effects, outgoing
from bot.worker.attribution import quoted_posting
from bot.worker.posting import About, Words, revise
from bot.worker.scene import Scene
from core.case import Case, Refused
from core.commands import EditReply
from core.complaint import decide
from storage import cases, chats, outbox, postings

VERBS: Final = {"case.reply": Verb.REPLY, "case.evidence_asked": Verb.EVIDENCE}
"""Texts that may be changed afterwards, and the command each was typed with. An offer and a closing text may
not: the customer answers, or has got, what stood there."""


def edited(scene: Scene, what: Edited) -> None:
    """Only what went to a customer concerns anybody; everything else was talk and stays talk. Whoever makes a
    command of it is told that it was not done: he would believe that it was."""
    relay = quoted_posting(scene, what.message)
    case = scene.case(relay.case) if relay is not None and relay.role == postings.RELAY else None
    if relay is None or relay.outbox is None or case is None:
        if parse(what.text) is not None:
            scene.tell("staff.edit_not_done")
        return
    key = str(relay.data.get("key", ""))
    text = _new_words(scene, what.text, key, case)
    if text is None:
        scene.tell_of(case, "staff.edit_kept")
        return
    text = outgoing.without_his_number(scene, case, text)
    args = {"code": scene.member.code, "text": text}
    words = Words(effects.worded(scene.product, key, args, scene.now))
    if _can_change(scene, case, relay.outbox, words):
        _change(scene, case, relay.outbox, text, words)
    else:
        scene.tell_of(case, "staff.edit_unsent")


def _new_words(scene: Scene, text: str, key: str, case: Case) -> str | None:
    """The reply as it reads now; None where the edit made something else of it: a note, or another case's."""
    if key not in VERBS:
        return None
    typed = parse(text)
    if typed is None:
        return text
    if not isinstance(typed, Typed) or typed.verb is not VERBS[key]:
        return None
    if typed.case:
        named = cases.by_reference(scene.connection, scene.product.vault, scene.chat.store, typed.case)
        if named is None or named.id != case.id:
            return None
    return typed.text


def _can_change(scene: Scene, case: Case, number: int, words: Words) -> bool:
    """Not sent yet, or on a platform that changes what was sent; what goes out in parts is not changed, nor what
    stands in another chat than the one in which the case is spoken of now."""
    found = outbox.status(scene.connection, number)
    if found is None or found.in_parts or found.state in ("failed", "unknown") or found.chat != case.chat:
        return False
    can = effects.capabilities(scene.product, chats.by_id(scene.connection, scene.product.vault, case.chat))
    if can.edits:
        return True
    return found.state in ("queued", "held") and len(sends(Message(words.text), can)) == 1


def _change(scene: Scene, case: Case, number: int, text: str, words: Words) -> None:
    product = scene.product
    command = EditReply(scene.member.actor, text)
    decision = outgoing.sells(scene, case, command) or decide(
        case, command, product.policy, product.calendar, scene.now
    )
    if isinstance(decision, Refused):
        scene.refuse(case, decision)
        return
    effects.apply(scene.connection, product, case, decision, scene.now)
    about = About("reply", case, purpose=effects.COMPLAINT)
    revise(scene.connection, product, case.chat, number, words, about, scene.now)
    scene.tell_of(case, "staff.edited")
