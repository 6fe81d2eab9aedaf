"""One text for many, in a staff room: somebody begins it, a second person approves it, anybody there stops it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from bot.staff.campaign import Mailing, read_mailing
from bot.staff.commands import Verb
from bot.worker import campaign_copies, campaign_words, contacting
from bot.worker.posting import About, Words, post
from bot.worker.product import Product
from bot.worker.scene import Scene
from core.campaign import against, against_approval
from core.intent import Denied
from core.reason import Reason
from core.routing import Queue
from storage import campaigns, postings, rooms, staff
from storage.campaigns import Campaign, State

ASKS_WORDS: Final = f"{postings.PROMPT}{Verb.CAMPAIGN.value}"
"""The role of the question for the words of a campaign."""


def typed(scene: Scene, text: str) -> None:
    """`/群发 PURPOSE TEXT`; without its text he is asked for it."""
    mailing = read_mailing(text, scene.product.policy)
    if isinstance(mailing, str):
        scene.tell("campaign.no_such_purpose" if mailing else "campaign.how", {"purpose": mailing})
    elif mailing.words:
        begin(scene, mailing)
    elif _is_admitted(scene, mailing):
        how = "staff.answer_here" if scene.can_ask_reply else "staff.answer_quoting_only"
        args = {"purpose": _name(scene, mailing), "answer": scene.said(how, {})}
        text = scene.said("campaign.ask_words", args)
        about = About(ASKS_WORDS, data={"purpose": mailing.purpose, "words": text})
        post(scene.connection, scene.product, scene.chat.id, Words(text, ask_reply=True), about, scene.now)


def begin(scene: Scene, mailing: Mailing) -> None:
    """Whether it may be sent at all is said at once; who can get it is counted beside the talk of the others."""
    if not _is_admitted(scene, mailing):
        return
    campaigns.begin(
        scene.connection,
        scene.product.vault,
        scene.product.store,
        scene.member.id,
        mailing.purpose,
        mailing.words,
        scene.chat.id,
        scene.now,
    )
    scene.tell("campaign.counting", {"purpose": _name(scene, mailing)})


def _is_admitted(scene: Scene, mailing: Mailing) -> bool:
    queues = rooms.queues_of(scene.connection, scene.chat.id)
    here = {queue.desk for queue in map(Queue.parse, queues)}
    text = campaign_words.as_read(scene.product, mailing.purpose, mailing.words, scene.now)
    found = tuple(against(scene.member.actor, mailing.purpose, text, here, scene.product.policy))
    if found:
        head = scene.said("campaign.refused", {"purpose": _name(scene, mailing)})
        scene.tell_text("\n".join([head, *_lines(scene, found)]))
    return not found


def pressed(scene: Scene, button: Mapping[str, Any]) -> None:
    """A button under the campaign's message: what it means as the campaign stands now."""
    campaign = campaigns.by_id(scene.connection, scene.product.vault, int(button["campaign"]))
    if campaign is None or campaign.chat != scene.chat.id:
        scene.tell("staff.button_stale")
        return
    match str(button["do"]):
        case "send":
            _approve(scene, campaign)
        case "cancel":
            _end(scene, campaign, State.CANCELLED, was=State.OFFERED)
        case _:
            _end(scene, campaign, State.STOPPED, was=State.RUNNING)


def _approve(scene: Scene, campaign: Campaign) -> None:
    """Four eyes: who began it cannot approve it, nor can anybody who may not contact these customers himself."""
    first = staff.by_id(scene.connection, scene.product.vault, campaign.staff)
    if campaign.state is not State.OFFERED or campaign.expires_at is None or first is None:
        scene.tell("campaign.too_late")
        return
    reason = against_approval(
        first.actor,
        scene.member.actor,
        campaign.purpose,
        scene.now,
        campaign.expires_at,
        scene.product.policy,
    )
    if reason is not None:
        scene.tell_text("\n".join([scene.said("campaign.not_approved", {}), *_lines(scene, (reason,))]))
    elif campaigns.approve(scene.connection, campaign.id, scene.member.id, scene.now):
        scene.tell("campaign.approved", {"code": scene.member.code})
    else:
        scene.tell("campaign.too_late")


def _end(scene: Scene, campaign: Campaign, state: State, *, was: State) -> None:
    """At once: what waits on the road is called back, and what is being sent is the last."""
    if not campaigns.end(scene.connection, campaign.id, state, scene.now, was=was):
        scene.tell("campaign.too_late")
        return
    campaign_copies.call_back(scene.connection, campaign.id, scene.now)
    scene.tell(f"campaign.told_{state.value}", {"code": scene.member.code})


def _lines(scene: Scene, reasons: tuple[Reason, ...]) -> list[str]:
    return contacting.reason_lines(scene.product, Denied(reasons), scene.now)


def _name(scene: Scene, mailing: Mailing) -> str:
    return scene.product.policy.purposes[mailing.purpose].name


def stop_of_leaver(connection: Connection, product: Product, member: int, now: datetime) -> None:
    """Who has left sends nothing more: what he began, and nobody ended, ends (SEC-4)."""
    for number in campaigns.begun_by(connection, member):
        for state, was in ENDS_WITH_HIM:
            if campaigns.end(connection, number, state, now, was=was):
                campaign_copies.call_back(connection, number, now)


ENDS_WITH_HIM: Final = (
    (State.STOPPED, State.RUNNING),
    (State.CANCELLED, State.OFFERED),
    (State.CANCELLED, State.COUNTING),
)
