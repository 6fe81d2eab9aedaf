"""One turn of a member of staff: which case he means, and what he asks of it.

Pure. Which case: (1) the message he quotes or the thread he stands in, (2) the code he typed, (3) his only
claimed open case in that room, (4) else he is asked. Never a guess between two.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from bot.staff.commands import Typed, Verb
from bot.staff.contact import Wanted, chosen_contact, read_contact
from bot.staff.forms import read_offer, read_record
from bot.staff.options import chosen, read_correction
from core.case import Actor, Case
from core.closing import closing_needs_words
from core.commands import (
    AskEvidence,
    Claim,
    Close,
    CorrectTriage,
    ForCustomer,
    HandOverUp,
    Note,
    Propose,
    Reply,
    StaffCommand,
)
from core.policy import Channel, Policy

NEEDS_TEXT: Final = {Verb.REPLY, Verb.NOTE, Verb.EVIDENCE, Verb.PROPOSE, Verb.HANDOVER}
CARRIES: Final = {Verb.REPLY, Verb.EVIDENCE, Verb.PROPOSE, Verb.CLOSE}
"""The customer reads their words, and gets the files that come with them."""
MOST_CHOICES: Final = 20
SOME: Final = "…"
"""Stands for words that are still to come."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the message itself says about its case."""

    actor: Actor
    policy: Policy
    quoted: Case | None = None
    """The case of the message he replied to, or of the thread he stands in."""
    unclear: bool = False
    """He quoted something of which nobody can say what case it is about."""
    named: Case | None = None
    claimed: tuple[Case, ...] = ()
    """His claimed open cases in this room."""
    open: tuple[Case, ...] = ()
    """Every open case in this room."""


@dataclass(frozen=True, slots=True)
class Tell:
    """An answer in the room, by key."""

    key: str
    args: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AskText:
    """The words are missing: whoever replies to the bot's question gives them."""

    case: Case
    verb: Verb
    option: str = ""
    done: str = ""


@dataclass(frozen=True, slots=True)
class AskOption:
    """Which way to resolve it (FLOW-5), or what should its triage be (CMP-4)?"""

    case: Case
    verb: Verb
    text: str = ""


@dataclass(frozen=True, slots=True)
class AskCase:
    """Which case? The typed command waits behind the choice."""

    cases: tuple[Case, ...]
    typed: Typed


@dataclass(frozen=True, slots=True)
class Act:
    """The rules decide it."""

    case: Case
    command: StaffCommand


@dataclass(frozen=True, slots=True)
class Show:
    """`/why` of a case."""

    case: Case


@dataclass(frozen=True, slots=True)
class Contact:
    """The gate decides it (GATE-1)."""

    case: Case
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class SendFiles:
    """Words for the customer with files: they go out together, once the files are here."""

    case: Case
    command: ForCustomer


@dataclass(frozen=True, slots=True)
class KeyIn:
    """Consent on paper, as typed (CON-12)."""

    case: Case
    text: str


@dataclass(frozen=True, slots=True)
class Disclose:
    """To whom outside the store his data are given, as typed (CON-10)."""

    case: Case
    text: str


Outcome = Disclose | KeyIn | Tell | AskText | AskOption | AskCase | Act | Show | Contact | SendFiles


def turn(typed: Typed, place: Place, *, files: bool = False) -> Outcome:
    """What a typed command comes to in this place. `files`: it came with some."""
    found = _which(typed, place)
    if isinstance(found, AskCase) and files and typed.verb in CARRIES:
        return Tell("staff.files_need_case")
    if not isinstance(found, Case):
        return found
    return act(found, typed.verb, typed.text, place, files=files)


def _which(typed: Typed, place: Place) -> Case | Outcome:
    if place.quoted is not None and not typed.case:
        return place.quoted
    if typed.case:
        if place.named is None:
            return Tell("staff.no_such_case", {"code": typed.case})
        if place.quoted is not None and place.quoted.id != place.named.id:
            return Tell(
                "staff.two_cases", {"quoted": place.quoted.short_code, "typed": place.named.short_code}
            )
        return place.named
    if place.unclear:
        return AskCase(place.open[:MOST_CHOICES], typed) if place.open else Tell("staff.no_open_case")
    return _only(typed, _unclaimed(place) or place.open) if typed.verb is Verb.CLAIM else _among(typed, place)


def _unclaimed(place: Place) -> tuple[Case, ...]:
    return tuple(case for case in place.open if case.claimed_by is None)


def _among(typed: Typed, place: Place) -> Case | Outcome:
    if len(place.claimed) == 1:
        return place.claimed[0]
    if typed.verb in (Verb.NOTE, Verb.TRIAGE, Verb.WHY):
        return _only(typed, place.claimed or place.open)
    choices = place.claimed or place.open
    return AskCase(choices[:MOST_CHOICES], typed) if choices else Tell("staff.no_open_case")


def _only(typed: Typed, choices: tuple[Case, ...]) -> Case | Outcome:
    """What stays among colleagues goes to the only case there is; words for a customer are never led by that."""
    if not choices:
        return Tell("staff.no_open_case")
    return choices[0] if len(choices) == 1 else AskCase(choices[:MOST_CHOICES], typed)


def act(
    case: Case,
    verb: Verb,
    text: str,
    place: Place,
    *,
    option: str = "",
    done: str = "",
    files: bool = False,
) -> Outcome:
    """The command itself, or the question for what it still lacks."""
    by, text = place.actor, text.strip()
    if files and verb in CARRIES:
        return _with_files(case, verb, text, place, option)
    if _lacks_words(case, verb, text, option):
        return AskText(case, verb, option, done)
    match verb:
        case Verb.WHY:
            return Show(case)
        case Verb.CLAIM:
            return Act(case, Claim(by))
        case Verb.REPLY:
            return Act(case, Reply(by, text))
        case Verb.NOTE:
            return Act(case, Note(by, text))
        case Verb.TRIAGE:
            return _triage(case, text, option, place)
        case Verb.EVIDENCE:
            return Act(case, AskEvidence(by, text))
        case Verb.PROPOSE:
            return _propose(case, text, option, place)
        case Verb.HANDOVER:
            return _hand_over(case, text, done, place)
        case Verb.CLOSE:
            return Act(case, Close(by, text))
        case Verb.CONTACT:
            return _contact(case, text, option, place)
        case Verb.PAPER:
            return KeyIn(case, text)
        case Verb.DISCLOSE:
            return Disclose(case, text)
        case _:
            return Tell("staff.not_here")


def _with_files(case: Case, verb: Verb, text: str, place: Place, option: str) -> Outcome:
    """The command with its files; what it lacks is not asked for, since the answer would come without them."""
    if verb is Verb.REPLY:
        return SendFiles(case, Reply(place.actor, text))
    found = act(case, verb, text, place, option=option)
    match found:
        case Act(command=AskEvidence() | Propose() | Close() as command):
            return SendFiles(case, command)
        case AskText() | AskOption():
            return Tell("staff.files_need_words", {"code": case.short_code})
        case _:
            return found


def _lacks_words(case: Case, verb: Verb, text: str, option: str) -> bool:
    if text or (verb is Verb.PROPOSE and not option):
        return False
    return verb in NEEDS_TEXT or (verb is Verb.CLOSE and case.is_open and closing_needs_words(case))


def probe(verb: Verb, place: Place) -> StaffCommand:
    """The command as it would be once its words are there: whoever may not give it is not asked for them."""
    by = place.actor
    match verb:
        case Verb.REPLY:
            return Reply(by, SOME)
        case Verb.NOTE:
            return Note(by, SOME)
        case Verb.TRIAGE:
            return CorrectTriage(by, category=SOME)
        case Verb.EVIDENCE:
            return AskEvidence(by, SOME)
        case Verb.PROPOSE:
            return Propose(by, next(iter(place.policy.options)), SOME)
        case Verb.HANDOVER:
            return HandOverUp(by, SOME, SOME)
        case Verb.CLOSE:
            return Close(by, SOME)
        case _:
            return Claim(by)


def _triage(case: Case, text: str, option: str, place: Place) -> Outcome:
    """CMP-4: what it should be, and perhaps why; where he only said why, he is asked what."""
    found = chosen(option, text) if option else read_correction(text, place.policy)
    if found is None:
        return AskOption(case, Verb.TRIAGE, text)
    return Act(case, CorrectTriage(place.actor, **found.parts, reason=found.reason))


def _contact(case: Case, text: str, option: str, place: Place) -> Outcome:
    """GATE-1: for which purpose, and over which channel; without a purpose he is asked for one."""
    if option:
        return Contact(case, chosen_contact(option))
    if not text:
        return AskOption(case, Verb.CONTACT)
    wanted = read_contact(text, place.policy)
    if isinstance(wanted, str):
        return Tell("contact.no_such_purpose", {"purpose": wanted})
    if wanted.channel is Channel.CHAT and not wanted.words:
        return Tell("contact.no_words", {"code": case.short_code})
    return Contact(case, wanted)


def _propose(case: Case, text: str, option: str, place: Place) -> Outcome:
    if option:
        return Act(case, Propose(place.actor, option, text))
    offer = read_offer(text, place.policy.option_named)
    if offer is None:
        return AskOption(case, Verb.PROPOSE, text)
    if not offer.text:
        return AskText(case, Verb.PROPOSE, offer.option)
    return Act(case, Propose(place.actor, offer.option, offer.text))


def _hand_over(case: Case, text: str, done: str, place: Place) -> Outcome:
    """FLOW-2: nothing goes up without what was done and why it was not enough."""
    if done:
        return Act(case, HandOverUp(place.actor, done, text))
    record = read_record(text)
    if not record.why:
        return AskText(case, Verb.HANDOVER, done=record.done)
    return Act(case, HandOverUp(place.actor, record.done, record.why))
