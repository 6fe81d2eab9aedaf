"""Everything that is kept of one customer, as he may read it, and as data for a program (SAFE-4)."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from bot.texts import say
from bot.worker import origins, platforms
from bot.worker.origins import moment
from bot.worker.product import Product
from bot.worker.records import EVER, given, shown
from core.case import Case, Happened
from core.consent import LedgerEvent
from core.masking import mask_phone
from storage import attachments, cases, consents, history, links, phones
from storage.customers import key_of

SAID: Final = (
    Happened.CUSTOMER_WROTE,
    Happened.CUSTOMER_EDITED,
    Happened.REPLIED,
    Happened.REPLY_EDITED,
    Happened.EVIDENCE_ASKED,
    Happened.PROPOSED,
    Happened.CLOSED,
)
"""What passed between him and the store; what colleagues noted among themselves is theirs (STAFF-3)."""
MOST: Final = 500


def readable(connection: Connection, product: Product, customer: int, now: datetime) -> dict[str, Any]:
    """The data of the paper: Chinese, on the store's clock. Raises `NoSuchCustomer` for one who is gone."""
    key_of(connection, product.vault, customer)
    local, store = product.local(now), product.policy.store
    phone = phones.current(connection, product.vault, customer)
    roads = origins.of_customer(connection, customer)
    return {
        "store": {"name": store.name},
        "made": moment(local, local),
        "phone": say("paper.no_phone", {}, local)
        if phone is None
        else say("paper.phone", {"masked": mask_phone(phone.number)}, local),
        "linked": _linked(connection, customer, local),
        "consents": [
            line
            for one in consents.of_customer(connection, customer)
            for line in origins.lines(_entry(product, one, local), roads.get(one.seq), local)
        ],
        "contacts": [
            say(
                "mydata.contact",
                {
                    "at": moment(one.at, local),
                    "who": one.who,
                    "way": say(f"number.channel_{one.channel}", {}, local),
                    "purpose": one.purpose,
                    "number": one.number,
                },
                local,
            )
            for one in shown(connection, product, customer, EVER)
        ],
        "disclosures": [
            say("mydata.disclosure", {**one.recipient, "at": moment(one.at, local), "who": one.who}, local)
            for one in given(connection, product, customer)
        ],
        "cases": [
            _case(connection, product, case, local)
            for case in cases.latest_of_customer(connection, product.vault, customer, limit=MOST)
        ],
    }


def _linked(connection: Connection, customer: int, local: datetime) -> list[str]:
    """The chat that he linked to this one: what is kept there stands in its own copy, which he gets there."""
    link = links.of(connection, customer)
    if link is None:
        return []
    args = {"other": platforms.shown(link.other_channel), "since": moment(link.since, local)}
    return [say("mydata.linked", args, local)]


def _entry(product: Product, event: LedgerEvent, local: datetime) -> str:
    purpose = product.policy.purposes.get(event.purpose)
    everything = say("mydata.every", {}, local)
    args = {
        "at": moment(event.acted_at, local),
        "what": say(f"paper.event_{event.kind.value}", {}, local),
        "purpose": everything if event.purpose == "*" else event.purpose if purpose is None else purpose.name,
        "way": everything if event.channel == "*" else say(f"number.channel_{event.channel}", {}, local),
    }
    return say("mydata.consent", args, local)


def _case(connection: Connection, product: Product, case: Case, local: datetime) -> dict[str, Any]:
    vault = product.vault
    return {
        "number": case.number,
        "opened": moment(case.opened_at, local),
        "stage": say(f"stage_short.{case.stage.value}", {}, local),
        "facts": [
            {"slot": say(f"slot.{name}", {}, local), "value": case.facts[name].shown}
            for name in case.facts
            if case.facts[name].known
        ],
        "said": [
            {
                "at": moment(at, local),
                "who": say("mydata.you", {}, local) if event.actor == "customer" else event.actor,
                "text": str(event.data["text"]),
            }
            for at, event in history.of_case(connection, vault, case)
            if event.kind in SAID and event.data.get("text")
        ],
        "files": [
            say(
                "mydata.file",
                {
                    "at": moment(one.sent_at, local),
                    "kind": say(f"mydata.kind_{one.kind}", {}, local),
                    "size": max(1, one.size // 1024),
                },
                local,
            )
            for one in attachments.of_case(connection, vault, case.id)
            if one.state is attachments.FileState.STORED
        ],
    }
