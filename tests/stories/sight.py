"""What is stored, under short names: the world in which the `S>` lines of a story are true or false."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from bot.dialogue import memory
from bot.dialogue.session import Session
from bot.worker.product import Product
from core.consent import Question, consent_state
from core.facts import Facts, Slot
from core.notice import terms_of
from storage import attachments, cases, chats, consents, history, links, phones, talks
from tests.stories.world import World, in_chat

Sight = dict[str, Any]


class Named:
    """One side of every slot: `shown.when`, `words.when`, `state.when`."""

    def __init__(self, facts: Facts, side: Callable[[Slot], Any]) -> None:
        self._facts, self._side = facts, side

    def __getattr__(self, slot: str) -> Any:
        return self._side(self._facts[slot])


async def sight(world: World) -> Sight:
    """Names: every slot (its value, of the draft, else of the newest case), `shown`/`words`/`state`/`earlier`
    of a slot, every field of the session and `session` itself, `cases` `complaints` `enquiries` (how many), `case`
    (the newest) and its fields, `complaint` (the newest one), `ledger`, `consent(purpose, channel)`, `phones`,
    `linked`, `spoken_of_here` (whether the newest case is), `files`, `wrote` (the customer's words in the newest
    case), `said` (everything the bot said to him) and `seen(text)` (anywhere)."""
    found: Sight = await world.server.parts.database.run(_stored, world.server.product, world)
    texts = [event["text"] for event in world.log if event["sender"] == "bot"]
    found["said"] = "\n".join(e["text"] for e in in_chat(world, world.chat) if e["sender"] == "bot")
    found["seen"] = lambda text: any(text in one for one in texts)
    return found


def _stored(connection: Connection, product: Product, world: World) -> Sight:
    chat = chats.find(connection, product.vault, world.address())
    assert chat is not None
    assert chat.customer_id is not None
    customer = chat.customer_id
    talk = talks.load(connection, product.vault, chat.id)
    session = memory.from_json(talk.state) if talk is not None else Session()
    every = cases.latest_of_customer(connection, product.vault, customer, limit=20)
    newest = every[0] if every else None
    facts = session.facts if session.facts.slots or newest is None else newest.facts
    found: Sight = {name: facts[name].value for name in facts}
    found.update({name: getattr(session, name) for name in Session.__dataclass_fields__ if name != "facts"})
    if newest is not None:
        fields = (
            "number",
            "kind",
            "severity",
            "department",
            "category",
            "tier",
            "stage",
            "claimed_by",
            "scene",
            "call",
        )
        found.update({name: getattr(newest, name) for name in (*fields, "earlier_number", "is_open")})
        events = history.of_case(connection, product.vault, newest)
        found["wrote"] = [
            str(e.data["text"]) for _, e in events if e.actor == "customer" and e.data.get("text")
        ]
        found["held"] = newest.held(world.server.clock.now())
    found |= {
        "session": session,
        "linked": links.of(connection, customer) is not None,
        "spoken_of_here": newest is not None and newest.chat == chat.id,
        "draft": bool(session.facts.slots or session.evidence),
        "case": newest,
        "complaint": next((one for one in every if one.kind == "complaint"), None),
        "cases": len(every),
        "complaints": sum(one.kind == "complaint" for one in every),
        "enquiries": sum(one.kind == "enquiry" for one in every),
        "any_held": any(one.held(world.server.clock.now()) for one in every),
        "shown": Named(facts, lambda slot: slot.shown),
        "words": Named(facts, lambda slot: slot.words),
        "state": Named(facts, lambda slot: slot.state.value),
        "earlier": Named(facts, lambda slot: slot.earlier),
        **_consent(connection, product, customer, chat.id, world),
        **_files(connection, product, chat.id, every),
    }
    return found


def _consent(connection: Connection, product: Product, customer: int, chat: int, world: World) -> Sight:
    ledger = consents.of_customer(connection, customer)
    phone = phones.current(connection, product.vault, customer)
    now = world.server.clock.now()

    def standing(purpose: str, channel: str) -> str:
        point = "phone:none" if phone is None else phone.contact_point
        if channel == "chat":
            point = f"chat:{chat}"
        material = terms_of(purpose, channel, product.policy).material_hash()
        return consent_state(ledger, Question(point, purpose, channel), material, now).kind.value

    return {
        "ledger": [(event.kind.value, event.purpose, event.channel) for event in ledger],
        "grants": [(event.purpose, event.channel) for event in ledger if event.kind.is_positive],
        "consent": standing,
        "phones": [] if phone is None else [phone.number],
    }


def _files(connection: Connection, product: Product, chat: int, every: list[Any]) -> Sight:
    drafts = attachments.of_talk(connection, product.vault, chat)
    filed = [one for case in every for one in attachments.of_case(connection, product.vault, case.id)]
    there = attachments.FileState.STORED
    return {
        "draft_files": sum(one.state is there for one in drafts),
        "case_files": sum(one.state is there for one in filed),
    }
