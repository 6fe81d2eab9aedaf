"""A clerk asks to contact a customer: the gate decides, and the decision stands before anything is shown (GATE-1)."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from bot.staff.contact import Wanted
from bot.texts import say
from bot.understand.withdrawal import read_withdrawal
from bot.worker import effects, reaching, talking
from bot.worker.contact_facts import Known, Whom, gather, whom
from bot.worker.posting import About, Words, post
from bot.worker.product import Product
from bot.worker.scene import Scene
from core.case import Case
from core.gate import authorize
from core.intent import Allowed, Denied, Intent, Verdict
from core.masking import mask_phone
from core.policy import Channel
from core.reason import Reason
from core.withdrawal import may_be_spared
from storage import contacts
from storage.staff import StaffMember

REVEAL: Final = "reveal"
"""The role of the one message that shows a number; only `bot.worker.gated` puts the number into it."""
MESSAGE: Final = "contact"
"""The role of a message to a customer that needs a ticket."""
ANNOUNCEMENT: Final = "announcement"


def ask(scene: Scene, case: Case, wanted: Wanted) -> bool:
    """Whether he may; the room reads why not, or that the number went to him alone."""
    connection, product, member, now = scene.connection, scene.product, scene.member, scene.now
    intent = Intent(wanted.purpose, wanted.channel, member.actor, wanted.words)
    if intent.reveals and member.chat is None:
        scene.tell_of(case, "contact.no_private_chat", {"code": member.code})
        return False
    word = f"{int.from_bytes(product.random_bytes(4)) % 10_000:04d}" if wanted.channel is Channel.CALL else ""
    contact, verdict, known = decide(connection, product, member, whom(case), intent, now, word)
    if isinstance(verdict, Denied):
        scene.show(case, denial(product, verdict, now))
        return False
    if not intent.reveals:
        _write(scene, case, wanted, contact, verdict)
        return True
    unheard = wanted.channel is Channel.CALL and not _announced(
        scene, case, wanted.purpose, word, verdict.expires_at
    )
    _reveal(scene, case, wanted, contact, verdict, known, word)
    if unheard:
        scene.tell_of(case, "contact.unannounced")
    return True


def decide(
    connection: Connection,
    product: Product,
    member: StaffMember,
    whom: Whom,
    intent: Intent,
    now: datetime,
    word: str = "",
) -> tuple[int, Verdict, Known]:
    """The gate's decision, written down with every reason; an allowed one has reserved its attempt."""
    known = gather(connection, product, member, whom, intent, now)
    verdict = authorize(intent, known.facts, product.policy, now)
    purpose = product.policy.purposes.get(intent.purpose)
    new = contacts.NewContact(
        store=whom.store,
        staff=member.id,
        staff_code=member.code,
        department=member.department,
        customer=known.customer,
        case=whom.case,
        purpose=intent.purpose,
        channel=intent.channel.value,
        contact_point=known.facts.question.contact_point,
        number_index=known.phone.index if intent.reveals and known.phone is not None else None,
        promotional=purpose is not None and purpose.is_promotional,
        word=word if isinstance(verdict, Allowed) else "",
    )
    return contacts.record(connection, product.vault, new, verdict, now), verdict, known


def denial(product: Product, verdict: Denied, now: datetime) -> str:
    """Every reason in a clerk's words, and when it would be allowed (GATE-9)."""
    local = product.local(now)
    lines = [say("contact.denied", {}, local), *reason_lines(product, verdict, now)]
    key = "contact.next_at" if verdict.next_at is not None else "contact.never_by_time"
    return "\n".join([*lines, say(key, {"at": verdict.next_at}, local)])


def reason_lines(product: Product, verdict: Denied, now: datetime) -> list[str]:
    """Each reason on a line of its own."""
    return [
        say("contact.reason", {"reason": reason_text(product, one, now)}, product.local(now))
        for one in verdict.reasons
    ]


def reason_text(product: Product, reason: Reason, now: datetime) -> str:
    args = dict(reason.args)
    if "department" in args:
        args["department"] = product.policy.departments[args["department"]].name
    if "channel" in args:
        args["channel"] = say(f"contact.way_{args['channel']}", {}, product.local(now))
    return effects.worded(product, reason.key, args, now)


def _announced(scene: Scene, case: Case, purpose: str, word: str, not_after: datetime) -> bool:
    """Who is about to call, about what, and the word he must say (SAFE-2), where he may be written to for it.

    After the ticket's end it is not said any more: a call that is announced hours late frightens him.
    """
    connection, product, member, now = scene.connection, scene.product, scene.member, scene.now
    if reaching.refusal(connection, product, case.chat, now, purpose) is not None:
        return False
    args = {
        "who": caller_named(product, member.department, member.code),
        "purpose": product.policy.purposes[purpose].name,
        "number": case.number,
        "word": word,
    }
    about = About(ANNOUNCEMENT, customer=case.customer, purpose=purpose, repeat="never", not_after=not_after)
    words = Words(say("contact.announced", args, product.local(now)))
    post(connection, product, case.chat, words, about, now)
    return True


def caller_named(product: Product, department: str | None, code: str) -> str:
    """As a customer may know him: 售后部工号07; who belongs to no department is the store's."""
    policy = product.policy
    place = policy.departments[department].name if department else policy.store.name  # type: ignore[index]
    return f"{place}{code}"


def how_to_stop(product: Product, purpose: str, now: datetime) -> str:
    """The words that stop what he reads this in, whenever he says them: 退订 alone would leave a service that runs, a
    complaint and a recall (CON-8)."""
    local, name = product.local(now), product.policy.name_of(purpose)
    if not may_be_spared(purpose, product.policy):
        return say("contact.stop_marketing", {}, local)
    named = say("contact.stop_named", {"purpose": name}, local)
    understood = read_withdrawal(named, product.purpose_names).scope == f"purpose:{purpose}"
    return named if understood else say("contact.stop_this", {}, local)


def _reveal(
    scene: Scene, case: Case, wanted: Wanted, contact: int, verdict: Allowed, known: Known, word: str
) -> None:
    """A message for him alone. It holds the masked number: the number itself is put in as it is sent."""
    connection, product, member, now = scene.connection, scene.product, scene.member, scene.now
    assert known.phone is not None
    assert member.chat is not None
    text = reveal_text(
        product, case, wanted.purpose, mask_phone(known.phone.number), word, verdict.expires_at, now
    )
    about = About(REVEAL, customer=case.customer, repeat="never", not_after=verdict.expires_at, alone=True)
    contacts.carried_by(connection, contact, post(connection, product, member.chat, Words(text), about, now))
    scene.tell_of(
        case,
        "contact.allowed",
        {
            "code": member.code,
            "attempt": verdict.attempt,
            "of": verdict.of,
            "until": verdict.until,
        },
    )


def reveal_text(
    product: Product, case: Case, purpose: str, number: str, word: str, expires_at: datetime, now: datetime
) -> str:
    args = {
        "number": number,
        "case": case.number,
        "purpose": product.policy.purposes[purpose].name,
        "word": word,
        "seconds": int((expires_at - now).total_seconds()),
    }
    return say("contact.reveal" if word else "contact.reveal_sms", args, product.local(now))


def _write(scene: Scene, case: Case, wanted: Wanted, contact: int, verdict: Allowed) -> None:
    """The clerk's words to the customer, with how to stop them."""
    connection, product, member, now = scene.connection, scene.product, scene.member, scene.now
    args = {
        "who": caller_named(product, member.department, member.code),
        "text": wanted.words,
        "purpose": product.policy.purposes[wanted.purpose].name,
        "stop": how_to_stop(product, wanted.purpose, now),
    }
    about = About(
        MESSAGE,
        customer=case.customer,
        purpose=wanted.purpose,
        repeat="never",
        not_after=verdict.expires_at,
        alone=True,
    )
    words = Words(say("contact.message", args, product.local(now)))
    contacts.carried_by(connection, contact, post(connection, product, case.chat, words, about, now))
    talking.show_options(connection, product, case.chat, (), (), now)
    scene.tell_of(case, "staff.passed_on")
