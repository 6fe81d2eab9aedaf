"""By what road each entry of a customer's ledger came, as he may read it (CON-9, CON-12)."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from bot.texts import say
from core.consent_record import Origin
from storage import consents, paper_consents


def of_customer(connection: Connection, customer: int) -> dict[int, Origin]:
    """Of each entry, by its place in the ledger."""
    by = paper_consents.keyed_by(connection, customer)
    return {
        seq: Origin(road.source, road.recorded_at, road.evidence, by.get(seq, ""))
        for seq, road in consents.roads(connection, customer).items()
    }


def lines(said: str, origin: Origin | None, local: datetime) -> Iterator[str]:
    """What was said, and where staff keyed it in: from what, who, when, and the fingerprint of what proves it."""
    if origin is None or not origin.evidence:
        yield said
        return
    source = say(f"paper.source_{origin.source}", {}, local)
    keyed = {"said": said, "source": source, "code": origin.keyed_by, "at": moment(origin.recorded_at, local)}
    yield say("paper.keyed_in", keyed, local)
    yield say("paper.evidence", {"sha256": origin.evidence}, local)


def moment(at: datetime, local: datetime) -> str:
    """A date as a paper writes it: always with its year."""
    there = at.astimezone(local.tzinfo)
    args = {"year": there.year, "month": there.month, "day": there.day, "time": f"{there:%H:%M}"}
    return say("paper.moment", args, local)
