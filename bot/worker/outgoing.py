"""What staff type before it is kept or said: no number of the customer's in it, and nothing sold (GATE-4, GATE-7)."""

from dataclasses import replace
from typing import Final

from bot.understand.identifiers import mask_number, mask_text
from bot.worker.scene import Scene
from core.case import Case, Refused
from core.commands import (
    AskEvidence,
    Close,
    CorrectTriage,
    EditReply,
    HandOverUp,
    Note,
    Propose,
    Reply,
    StaffCommand,
)
from core.content import reply_fits
from core.grounds import COMPLAINT
from storage import history, links, phones
from storage.customers import NoSuchCustomer
from storage.sealed import Tampered

TO_CUSTOMER: Final = (Reply, AskEvidence, EditReply, Close)
"""Words that must be about his matter. An offer may compensate him with whatever he accepts (FLOW-5)."""


def masked(scene: Scene, case: Case, command: StaffCommand) -> StaffCommand:
    """The command as it may be kept: what stays among colleagues with every number masked, what goes to the
    customer without his own."""
    match command:
        case Note(text=text):
            return replace(command, text=mask_text(text))
        case CorrectTriage(reason=reason):
            return replace(command, reason=mask_text(reason))
        case HandOverUp(done=done, why=why):
            return replace(command, done=mask_text(done), why=mask_text(why))
        case Reply(text=text) | AskEvidence(text=text) | Propose(text=text) | Close(text=text):
            return replace(command, text=without_his_number(scene, case, text))
    return command


def without_his_number(scene: Scene, case: Case, text: str) -> str:
    """The words with his own number masked, and the one that he left in a chat linked to this; with every number,
    where his cannot be read."""
    for who in links.people(scene.connection, case.customer):
        try:
            phone = phones.current(scene.connection, scene.product.vault, who)
        except (Tampered, NoSuchCustomer):
            return mask_text(text)
        text = text if phone is None else mask_number(text, phone.number)
    return text


def sells(scene: Scene, case: Case, command: StaffCommand | EditReply) -> Refused | None:
    """Why these words may not be said under this case: they sell what he neither came for nor spoke of. GATE-4."""
    if not isinstance(command, TO_CUSTOMER):
        return None
    policy = scene.product.policy
    found = policy.scenes.get(case.scene or COMPLAINT)
    service = frozenset() if found is None else policy.asked_in(case.scene or COMPLAINT)
    about = service if found is None or found.service is None else service | {found.service}
    reason = reply_fits(policy.contact.content, about, command.text, lambda: _his_words(scene, case))
    return None if reason is None else Refused(reason.rule, reason.key, reason.args)


def _his_words(scene: Scene, case: Case) -> str:
    """Everything that he himself has said of it."""
    events = history.of_case(scene.connection, scene.product.vault, case)
    told = [str(event.data.get("text", "")) for _, event in events if event.actor == "customer"]
    facts = [case.facts[slot].words or "" for slot in case.facts if case.facts[slot].known]
    return "\n".join([*told, *facts])
