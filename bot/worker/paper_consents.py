"""Consent from a signed paper or a recorded call: none without its evidence, none that he is not told of (CON-12)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from bot.channels.language import Media, MediaKind, Said
from bot.dialogue.commands import Disown, Withdraw
from bot.dialogue.disown import ACTION
from bot.dialogue.prompts import ALONE
from bot.dialogue.reply import Text
from bot.staff.commands import Verb
from bot.staff.paper import KeyedIn, read_paper
from bot.texts import notices, say
from bot.worker import casecards, consenting, contacting, ledger, talking
from bot.worker.posting import About, Words, post
from bot.worker.product import Product
from bot.worker.scene import Scene
from core.case import Case
from core.consent import Question, consent_state
from core.intent import Denied
from core.notice import terms_of
from core.paper import Owner, Paper, against, grant, signed_at
from core.policy import Channel
from core.reason import Reason
from storage import (
    attachments,
    cases,
    chats,
    consents,
    customers,
    links,
    paper_consents,
    phones,
    postings,
    staff,
)
from storage import suppressions as never
from storage.attachments import FileState, SentFile
from storage.paper_consents import NewPaper, PaperConsent
from storage.staff import StaffMember, StaffState

ASKS_EVIDENCE: Final = f"{postings.PROMPT}{Verb.PAPER.value}"
"""The role of the question for what proves it."""
SOURCES: Final = {MediaKind.PHOTO: "paper", MediaKind.DOCUMENT: "paper", MediaKind.VOICE: "phone"}
"""What may prove it, and by what road the consent came then."""


def ask(scene: Scene, case: Case, text: str, *, answers: bool = False) -> bool:
    """What was keyed in, with its evidence in the same message or in a reply to the question for it; whether it
    waits for nothing more from him."""
    read = read_paper(text, scene.product.policy, scene.local.date())
    if isinstance(read, str):
        scene.tell_of(case, read)
        return False
    paper = _paper(scene.product, read)
    owner = _owner(scene.connection, scene.product, case, paper.channel, read.number)
    found = tuple(_against(scene.product, scene.member, paper, owner, case, scene.now))
    if found:
        scene.tell_of(case, "paper_consent.refused", {"lines": _lines(scene.product, found, scene.now)})
        return False
    what = scene.incoming.what
    media = what.media if isinstance(what, Said) else ()
    if not media:
        if not answers:
            _ask_evidence(scene, case, text)
        return False
    if media[0].kind not in SOURCES:
        scene.tell_of(case, "paper_consent.wrong_evidence")
        return False
    _keep(scene, case, paper, owner.contact_point, media[0])
    return True


def _ask_evidence(scene: Scene, case: Case, text: str) -> None:
    words = Words(
        say(
            "card.told",
            {"code": case.short_code, "text": scene.said("paper_consent.ask_evidence", {})},
            scene.local,
        ),
        ask_reply=True,
    )
    about = About(ASKS_EVIDENCE, case, data={"text": text, "by": scene.member.code}, in_thread=True)
    post(scene.connection, scene.product, scene.chat.id, words, about, scene.now)


def _keep(scene: Scene, case: Case, paper: Paper, contact_point: str, media: Media) -> None:
    """Nothing is entered yet: the file is fetched first, and its hash belongs to the entry."""
    file = SentFile(
        case.customer,
        scene.chat.id,
        media.kind.value,
        media.reference,
        scene.incoming.at,
        media.name,
        media.mime,
        media.size,
    )
    attachment = attachments.want(scene.connection, scene.product.vault, file, scene.now)
    new = NewPaper(
        case.customer,
        case.id,
        scene.member.id,
        scene.chat.id,
        paper.purpose,
        paper.channel.value,
        contact_point,
        paper.signed_at,
        SOURCES[media.kind],
        attachment,
    )
    paper_consents.put(scene.connection, new, scene.now)
    scene.tell_of(case, "paper_consent.fetching")


def fetched(connection: Connection, product: Product, file: int, now: datetime) -> list[str] | None:
    """Its evidence is here, or will never be; None where the file proves nothing of that kind. Everything is judged
    anew: who keyed it in may have left, the customer have changed his number. Returns media files to delete."""
    found = paper_consents.by_attachment(connection, file)
    if found is None:
        return None
    what = found.what
    case = cases.by_id(connection, product.vault, what.case)
    member = staff.by_id(connection, product.vault, what.staff)
    evidence = attachments.by_id(connection, product.vault, file)
    if case is None or member is None or evidence is None or found.state != "waiting":
        return []
    if evidence.state is not FileState.STORED or evidence.sha256 is None:
        return _refuse(
            connection, product, case, found, say("paper_consent.no_evidence", {}, product.local(now)), now
        )
    if member.state is not StaffState.ACTIVE:
        left = say("paper_consent.staff_left", {"code": member.code}, product.local(now))
        return _refuse(connection, product, case, found, left, now)
    paper = Paper(what.purpose, Channel(what.channel), what.signed_at)
    owner = _owner(connection, product, case, paper.channel, "")
    changed = owner.contact_point != what.contact_point
    reasons = (*_against(product, member, paper, owner, case, now), *_if(changed, "gate.paper_other_number"))
    if reasons:
        args = {"lines": _lines(product, reasons, now)}
        why = say("paper_consent.refused", args, product.local(now))
        return _refuse(connection, product, case, found, why, now)
    _enter(connection, product, case, found, paper, evidence.sha256, now)
    return []


def _enter(
    connection: Connection,
    product: Product,
    case: Case,
    found: PaperConsent,
    paper: Paper,
    sha256: str,
    now: datetime,
) -> None:
    """It stands in the ledger; whether it counts is the fold's to say, and both sides hear which."""
    what, policy = found.what, product.policy
    terms = terms_of(paper.purpose, paper.channel.value, policy)
    consents.keep_terms(connection, terms.material_hash(), terms.canonical())
    notice = notices.in_use(ALONE.get(policy.purposes[paper.purpose].purpose_class, "care"))
    event = ledger.enter(
        connection,
        product,
        grant(paper, what.customer, what.contact_point, notice.version, policy, product.zone),
        now,
        source=what.source,
        evidence=sha256,
    )
    paper_consents.entered(connection, found.id, event.seq)
    question = Question(what.contact_point, what.purpose, what.channel)
    events = consents.of_customer(connection, what.customer)
    counts = consent_state(events, question, terms.material_hash(), now).is_given
    local = product.local(now)
    args = {
        "store": policy.store.name,
        "purpose": policy.purposes[paper.purpose].name,
        "way": say(f"number.channel_{paper.channel.value}", {}, local),
        "at": what.signed_at,
        "until": event.valid_until,
    }
    _tell_owner(
        connection, product, case, found, f"told_{what.source}" if counts else "told_in_vain", args, now
    )
    text = say("paper_consent.entered" if counts else "paper_consent.entered_in_vain", args, local)
    casecards.tell(connection, product, case, what.room, text, now, personal=False)


def _tell_owner(
    connection: Connection,
    product: Product,
    case: Case,
    found: PaperConsent,
    key: str,
    args: dict[str, object],
    now: datetime,
) -> None:
    """At once, with the one tap that undoes it; where there are no buttons his words do the same."""
    action = f"{ACTION}{found.id}"
    local = product.local(now)
    label = say("choice.disown", {}, local)
    rows = ((({"do": action}, label),),)
    about = About("notice", customer=case.customer)
    post(connection, product, case.chat, Words(say(f"paper_consent.{key}", args, local), rows), about, now)
    talking.show_options(connection, product, case.chat, (action,), (label,), now)


def disowned(connection: Connection, product: Product, customer: int, said: Disown, now: datetime) -> Text:
    """He says that he never agreed: it is withdrawn at once, and whoever keyed it in is asked about it."""
    people = links.people(connection, customer)
    if said.paper:
        found = paper_consents.by_id(connection, said.paper)
    else:
        entered = (paper_consents.latest_entered(connection, one) for one in people)
        found = max((one for one in entered if one is not None), key=lambda one: one.id, default=None)
    if found is None or found.what.customer not in people:
        return Text("paper_consent.disowned_none")
    if not paper_consents.end(connection, found.id, "disowned", was="entered"):
        return Text("paper_consent.disowned_none")
    what = found.what
    stop = Withdraw(f"question:{what.purpose}:{what.channel}", said.words)
    consenting.withdraw(connection, product, what.customer, stop, "disowned", now)
    case = cases.by_id(connection, product.vault, what.case)
    args = {
        "purpose": product.policy.name_of(what.purpose),
        "way": say(f"number.channel_{what.channel}", {}, product.local(now)),
        "at": what.signed_at,
    }
    if case is not None:
        text = say("paper_consent.disowned_room", args, product.local(now))
        casecards.tell(connection, product, case, what.room, text, now, personal=False)
    return Text("paper_consent.disowned", {**args, "at": now})


def _refuse(
    connection: Connection, product: Product, case: Case, found: PaperConsent, why: str, now: datetime
) -> list[str]:
    """Nothing is entered; the room hears why, and the file is not kept."""
    if not paper_consents.end(connection, found.id, "refused", was="waiting"):
        return []
    casecards.tell(connection, product, case, found.what.room, why, now, personal=False)
    key = attachments.delete(connection, found.what.attachment)
    return [key] if key else []


def _paper(product: Product, read: KeyedIn) -> Paper:
    return Paper(read.purpose, read.channel, signed_at(read.day, read.at, product.zone))


def _owner(connection: Connection, product: Product, case: Case, channel: Channel, number: str) -> Owner:
    """He as he is known now. `number`: what stands on the paper, whole or its last four digits."""
    phone = phones.current(connection, product.vault, case.customer)
    by_phone = channel is not Channel.CHAT
    point = f"chat:{links.own_chat(connection, case.customer, case.chat)}"
    if by_phone:
        point = "" if phone is None else phone.contact_point
    suppressed = None
    if by_phone and phone is not None:
        entry = phone.suppression or never.digest(product.vault, phone.number)
        suppressed = never.since(connection, entry)
    return Owner(
        contact_point=point,
        is_his_number=not number or (phone is not None and phone.is_written(number)),
        suppressed_at=suppressed,
        minor=customers.age_group(connection, case.customer),
        can_be_told=chats.by_id(connection, product.vault, case.chat).closed_at is None,
    )


def _against(
    product: Product, member: StaffMember, paper: Paper, owner: Owner, case: Case, now: datetime
) -> Iterator[Reason]:
    return against(member.actor, paper, owner, case.department.value, product.policy, product.zone, now)


def _if(holds: bool, key: str) -> tuple[Reason, ...]:
    return (Reason("CON-12", key),) if holds else ()


def _lines(product: Product, reasons: tuple[Reason, ...], now: datetime) -> str:
    return "\n".join(contacting.reason_lines(product, Denied(reasons), now))
