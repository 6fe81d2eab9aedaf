"""A button in a staff group: one under a card, or one that answers a question of the bot's."""

from collections.abc import Iterator
from typing import Any

from bot.channels.language import Message, Pressed, Toast
from bot.channels.planner import numbered as in_order
from bot.channels.wire import body_from_json
from bot.staff.commands import Verb
from bot.staff.options import label
from bot.staff.turn import act
from bot.texts import say
from bot.worker import campaigns
from bot.worker.attribution import place, quoted_posting
from bot.worker.carrying import carry_out
from bot.worker.posting import About, Words, put, revise
from bot.worker.scene import Scene
from core.case import Case
from storage import buttons, outbox, postings
from storage.postings import PICK


def pressed(scene: Scene, what: Pressed) -> None:
    """What the button means now; an old one says so."""
    if scene.incoming.hint:
        put(
            scene.connection,
            scene.product,
            scene.chat.id,
            Toast(scene.incoming.hint),
            About("toast"),
            scene.now,
        )
    _pressed(scene, what.action, quoted_posting(scene, what.message))


def numbered(scene: Scene, number: int) -> bool:
    """He typed the number of a choice that he was asked for last; whether there was one."""
    asked = next((one for one in _his(scene) if one.outbox is not None), None)
    found = outbox.latest_body(scene.connection, scene.product.vault, asked.outbox or 0) if asked else None
    body = body_from_json(found) if found is not None else None
    actions = in_order(body.actions) if isinstance(body, Message) else ()
    if not 1 <= number <= len(actions):
        return False
    _pressed(scene, actions[number - 1].id, asked)
    return True


def _his(scene: Scene) -> Iterator[postings.Posting]:
    asked = postings.questions(scene.connection, scene.product.vault, scene.chat.id)
    return (one for one in asked if one.role == PICK and one.data.get("by") == scene.member.code)


def _pressed(scene: Scene, action: str, asked: postings.Posting | None) -> None:
    button = buttons.find(scene.connection, action, scene.chat.id)
    if button is not None and "campaign" in button:
        campaigns.pressed(scene, button)
        return
    case = scene.case(int(button.get("case", 0))) if button is not None else None
    waits = asked.data if asked is not None and asked.role == PICK else {}
    verb = _verb(button or {}, waits)
    if button is None or case is None or verb is None:
        scene.tell("staff.button_stale")
    elif waits and waits["by"] != scene.member.code:
        scene.tell("staff.not_your_choice", {"code": waits["by"]})
    elif not case.is_open and verb not in (Verb.WHY, Verb.CONTACT):
        scene.tell_of(case, "staff.button_closed")
    else:
        _chosen(scene, case, verb, str(button.get("option", "")), asked if waits else None)


def _verb(action: Any, waits: Any) -> Verb | None:
    """The command behind it; nothing where the question was answered before."""
    found = waits.get("verb") or action.get("verb")
    return Verb(found) if found else None


def _chosen(scene: Scene, case: Case, verb: Verb, option: str, asked: postings.Posting | None) -> None:
    text, said = (str(asked.data["text"]), str(asked.data["said"])) if asked is not None else ("", "")
    here = place(scene, quoted=case.id)
    if carry_out(scene, act(case, verb, text, here, option=option), here, said) and asked is not None:
        _answered(scene, case, option, asked)


def _answered(scene: Scene, case: Case, option: str, asked: postings.Posting) -> None:
    """A question is answered once: its buttons go, and pressing an old one does nothing twice."""
    used(scene, asked)
    if asked.outbox is not None:
        name = label(option, scene.product.policy)
        key = "staff.chosen_option" if option else "staff.chosen"
        words = Words(say(key, {"code": case.short_code, "option": name}, scene.local))
        about = About(PICK, case if asked.case is not None else None)
        revise(scene.connection, scene.product, scene.chat.id, asked.outbox, words, about, scene.now)


def used(scene: Scene, asked: postings.Posting) -> None:
    """The question has had its answer."""
    words = {"words": asked.data["words"]} if "words" in asked.data else {}
    done = postings.Posting(asked.chat, asked.reference, asked.case, asked.outbox, postings.ANSWERED, words)
    postings.put(scene.connection, scene.product.vault, done)
