"""What a turn of staff comes to: a question back, or a command that the rules decide (hops 4 and 5)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from bot.channels.language import Said
from bot.staff import options
from bot.staff.commands import Verb
from bot.staff.turn import (
    SOME,
    Act,
    AskCase,
    AskOption,
    AskText,
    Contact,
    Disclose,
    KeyIn,
    Outcome,
    Place,
    SendFiles,
    Show,
    Tell,
    probe,
)
from bot.staff.why import explain
from bot.texts import say
from bot.worker import contacting, disclosures, effects, outgoing, paper_consents, parcels, reaching
from bot.worker.attribution import is_shown_here
from bot.worker.effects import capabilities
from bot.worker.overdue import caught_up
from bot.worker.posting import About, Button, Words, post
from bot.worker.rooms import queue_of
from bot.worker.scene import Scene
from core.case import Case, Decision, Refused, Room
from core.commands import AskEvidence, ForCustomer, HandOverUp, Note, Propose, Reply, StaffCommand
from core.complaint import decide
from core.opening import LEAK
from core.permissions import may_act
from storage import postings

SPEAKS: Final = (Reply, AskEvidence, Propose)
"""Commands that are nothing without their words reaching the customer."""
DONE: Final[Mapping[type, str]] = {
    Reply: "staff.passed_on",
    AskEvidence: "staff.passed_on",
    Propose: "staff.passed_on",
    Note: "staff.noted",
    HandOverUp: "staff.handed_up",
}
"""What the speaker is told once his command stands; a claim is told to the whole room by the rules."""
ASKS: Final = {Verb.TRIAGE: "staff.ask_triage", Verb.CONTACT: "contact.ask_purpose"}
"""The question above the choices of each command; for the others it is how to resolve the case."""


def carry_out(scene: Scene, outcome: Outcome, place: Place, said: str = "") -> bool:
    """Do it, or ask for what it lacks; whether it got anywhere.

    `said` is the message that holds the words, where that is not the one he is answered for (a choice that he
    taps belongs to what he typed before): changing that message later changes what the customer reads.
    """
    outcome = _as_of_now(scene, outcome)
    case = getattr(outcome, "case", None)
    if isinstance(case, Case) and not is_shown_here(scene, case):
        scene.tell("staff.not_in_room")
        return False
    said = said or scene.reference
    match outcome:
        case Tell(key, args):
            scene.tell(key, args)
            return False
        case Act(case, command):
            return _decide(scene, case, command, said)
        case SendFiles(case, command):
            return _send_files(scene, case, command, said)
        case KeyIn(case, text):
            return paper_consents.ask(scene, case, text)
        case Disclose(case, text):
            return disclosures.record(scene, case, text)
        case Contact(case, wanted):
            return contacting.ask(scene, case, wanted)
        case Show(case):
            scene.show(case, explain(case, scene.local), personal=False)
        case AskText(case, verb, option, done):
            return _asks(scene, case, verb, place) and _ask_text(scene, case, verb, option, done)
        case AskOption(case, verb, text):
            return _asks(scene, case, verb, place) and _ask_option(scene, case, verb, text, said)
        case AskCase(found, typed):
            _ask_case(scene, found, typed.verb, typed.text, said)
    return True


def _as_of_now(scene: Scene, outcome: Outcome) -> Outcome:
    """The same of the case as time has left it, whether or not the sweep has been here (SLA-9)."""
    if isinstance(outcome, Tell | AskCase):
        return outcome
    return replace(outcome, case=caught_up(scene.connection, scene.product, outcome.case, scene.now))


def _send_files(scene: Scene, case: Case, command: ForCustomer, said: str) -> bool:
    """Nothing is fetched that would be refused afterwards."""
    what = scene.incoming.what
    assert isinstance(what, Said)
    kept = replace(command, text=outgoing.without_his_number(scene, case, command.text))
    wordless = isinstance(kept, Reply) and not kept.text
    refused = _judged(scene, case, replace(kept, text=SOME) if wordless else kept)
    if isinstance(refused, Refused):
        scene.refuse(case, refused)
        return False
    parcels.begin(scene, case, kept, said, what.media, what.album)
    return True


# --- questions back ------------------------------------------------------------------------------------------


def _asks(scene: Scene, case: Case, verb: Verb, place: Place) -> bool:
    """Nobody is asked for words that would be refused afterwards."""
    if verb is Verb.CONTACT:
        return True  # the gate judges it, with the purpose that is still to come
    refused = _judged(scene, case, probe(verb, place))
    if isinstance(refused, Refused):
        scene.refuse(case, refused)
        return False
    return True


def _ask_text(scene: Scene, case: Case, verb: Verb, option: str, done: str) -> bool:
    key = "staff.ask_handover_why" if verb is Verb.HANDOVER and done else f"staff.ask_{verb.value}"
    name = scene.product.policy.options[option].name if option else ""
    how = "staff.answer_here" if scene.can_ask_reply else "staff.answer_quoting"
    answer = say(how, {"code": case.short_code}, scene.local)
    text = say(key, {"code": case.short_code, "option": name, "answer": answer}, scene.local)
    data = {"option": option, "done": done, "by": scene.member.code, "words": text}
    _post(
        scene,
        Words(text, ask_reply=True),
        About(f"{postings.PROMPT}{verb.value}", case, data=data, in_thread=True),
    )
    return True


def _ask_option(scene: Scene, case: Case, verb: Verb, text: str, said: str) -> bool:
    rows = tuple(
        tuple(({"verb": verb.value, "case": case.id, "option": code}, name) for code, name in row)
        for row in options.rows(verb, case, scene.product.policy)
    )
    key = ASKS.get(verb, "staff.ask_option")
    words = _choice(scene, say(key, {"code": case.short_code}, scene.local), rows)
    _post(scene, words, About(postings.PICK, case, in_thread=True, data=_behind(scene, verb, text, said)))
    return True


def _ask_case(scene: Scene, found: tuple[Case, ...], verb: Verb, text: str, said: str) -> None:
    rows = tuple(
        (
            (
                {"case": case.id},
                say("staff.case_choice", {"code": case.short_code, "number": case.number}, scene.local),
            ),
        )
        for case in found
    )
    words = _choice(scene, say("staff.which_case", {}, scene.local), rows)
    _post(scene, words, About(postings.PICK, data=_behind(scene, verb, text, said)))


def _choice(scene: Scene, text: str, rows: tuple[tuple[Button, ...], ...]) -> Words:
    """A question with its choices; where they are too many for buttons he is told how to answer."""
    most = capabilities(scene.product, scene.chat).most_buttons
    if most is not None and sum(len(row) for row in rows) > most:
        text += say("staff.answer_number", {}, scene.local)
    return Words(text, rows)


def _behind(scene: Scene, verb: Verb, text: str, said: str) -> dict[str, Any]:
    """What waits behind a choice, and whose it is."""
    return {"verb": verb.value, "text": text, "by": scene.member.code, "said": said}


def _post(scene: Scene, words: Words, about: About) -> None:
    post(scene.connection, scene.product, scene.chat.id, words, about, scene.now)


# --- the rules -----------------------------------------------------------------------------------------------


def _decide(scene: Scene, case: Case, command: StaffCommand, said: str) -> bool:
    """The rules: may he, does the case admit it, and may the customer be written to?"""
    typed, command = command, outgoing.masked(scene, case, command)
    decision = _judged(scene, case, command)
    if isinstance(decision, Refused):
        scene.refuse(case, decision, unsent=isinstance(command, SPEAKS) and bool(command.text))
        return False
    effects.apply(scene.connection, scene.product, case, decision, scene.now, typed_in=(scene.chat.id, said))
    key = DONE.get(type(command))
    if key is not None:
        scene.tell_of(decision.case, key, {"tier": scene.product.policy.tier_name(decision.case.tier)})
    if command != typed:
        scene.tell_of(decision.case, "staff.number_masked")
    return True


def _judged(scene: Scene, case: Case, command: StaffCommand) -> Decision | Refused:
    product = scene.product
    room = Room.OBSERVERS if case.reason == LEAK else Room.TIER
    stand_in = queue_of(scene.connection, case, room)
    refused = may_act(scene.member.actor, command, case, product.policy, stand_in)
    if refused is None and isinstance(command, SPEAKS) and case.is_open:
        refused = reaching.refusal(scene.connection, product, case.chat, scene.now)
    if refused is None and case.is_open:
        refused = outgoing.sells(scene, case, command)
    return refused or decide(case, command, product.policy, product.calendar, scene.now)
