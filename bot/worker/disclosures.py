"""A customer's data were given to somebody outside the store: only as he agreed, and never without a line (CON-10)."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.staff.disclosure import recipients, wanted
from bot.texts import say
from bot.worker import casecards, contacting, reaching
from bot.worker.contact_facts import gather, whom
from bot.worker.posting import About, Words, post
from bot.worker.product import Product
from bot.worker.rooms import chats_of
from bot.worker.scene import Scene
from core.case import Case, Room
from core.consent import LedgerEvent, Question, questions_of
from core.disclosure import against, in_force
from core.intent import Denied, Facts, Intent
from core.notice import terms_of
from core.policy import Channel
from core.withdrawal import Covered, covers
from storage import cases, consents, disclosures, links
from storage.disclosures import Disclosure


def record(scene: Scene, case: Case, text: str) -> bool:
    """It is written down before it is given, and he reads it at once; or the room reads why it may not be given."""
    policy, now = scene.product.policy, scene.now
    purpose = wanted(text, policy)
    if not purpose:
        args = {"name": text, "names": recipients(policy)}
        scene.tell_of(case, "disclosure.which" if args["names"] else "disclosure.nobody", args)
        return False
    known = _known(scene, case, purpose)
    reasons = tuple(against(scene.member.actor, purpose, known, policy, now))
    given = in_force(purpose, known, now)
    if reasons or given is None:
        lines = contacting.reason_lines(scene.product, Denied(reasons), now)
        scene.tell_of(case, "disclosure.refused", {"lines": "\n".join(lines)})
        return False
    found = policy.purposes[purpose].recipient
    assert found is not None
    new = Disclosure(
        store=case.store,
        at=now,
        customer=case.customer,
        case=case.id,
        staff=scene.member.id,
        staff_code=scene.member.code,
        department=scene.member.department,
        purpose=purpose,
        recipient=found.model_dump(),
        consent=given.seq,
    )
    disclosures.put(scene.connection, new)
    told = _tell_owner(scene.connection, scene.product, case, new, given, now)
    args = {"recipient": found.name, "data": found.data}
    scene.tell_of(case, "disclosure.recorded" if told else "disclosure.recorded_untold", args)
    return True


def _known(scene: Scene, case: Case, purpose: str) -> tuple[Facts, ...]:
    """What is known of him, for each channel over which he can be asked about that recipient."""
    policy = scene.product.policy
    asked = Intent(purpose, Channel.CALL, scene.member.actor)
    base = gather(scene.connection, scene.product, scene.member, whom(case), asked, scene.now).facts

    def facts(channel: Channel) -> Facts:
        own = links.own_chat(scene.connection, case.customer, case.chat)
        point = f"chat:{own}" if channel is Channel.CHAT else base.question.contact_point
        material = terms_of(purpose, channel.value, policy).material_hash()
        return replace(base, question=Question(point, purpose, channel.value), material=material)

    return tuple(facts(channel) for channel in policy.purposes[purpose].channels)


def _tell_owner(
    connection: Connection, product: Product, case: Case, new: Disclosure, given: LedgerEvent, now: datetime
) -> bool:
    """He reads what was given to whom, and how it ends; whether he could be told."""
    if reaching.refusal(connection, product, case.chat, now) is not None:
        return False
    args = {
        **new.recipient,
        "who": contacting.caller_named(product, new.department, new.staff_code),
        "since": given.acted_at,
    }
    about = About("notice", customer=case.customer)
    post(connection, product, case.chat, Words(say("disclosure.told", args, product.local(now))), about, now)
    return True


def withdrawn(
    connection: Connection, product: Product, customer: int, covered: Covered, now: datetime
) -> None:
    """What he agreed to give somebody has just ended: whoever it was given to must hear that from us."""
    latest = {one.purpose: one for one in reversed(disclosures.of_customer(connection, customer))}
    if not latest:
        return
    *before, _ = consents.of_customer(connection, customer)
    for purpose, one in latest.items():
        case = cases.by_id(connection, product.vault, one.case)
        if case is not None and _ends(product, tuple(before), purpose, covered, now):
            text = say("disclosure.ended", {**one.recipient, "at": one.at}, product.local(now))
            for chat in chats_of(connection, case, Room.TIER):
                casecards.tell(connection, product, case, chat, text, now, personal=False)


def _ends(
    product: Product, before: tuple[LedgerEvent, ...], purpose: str, covered: Covered, now: datetime
) -> bool:
    """Whether it was in force until that entry."""
    asked = [one for one in questions_of(before) if one.purpose == purpose]
    if purpose not in product.policy.purposes or not asked:
        return False
    known = tuple(
        Facts(one, before, terms_of(purpose, one.channel, product.policy).material_hash()) for one in asked
    )
    given = in_force(purpose, known, now)
    return given is not None and covers(covered, purpose, given.channel)
