"""What was given of a customer to whom outside the store: added to, and read, never changed (CON-10)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from storage.ids import take
from storage.tables.disclosure import DisclosureRow
from storage.tables.types import table_of

_disclosures = table_of(DisclosureRow)
_insert = insert(_disclosures)
_of_customer = (
    select(_disclosures)
    .where(_disclosures.c.customer_id == bindparam("customer"))
    .order_by(_disclosures.c.id.desc())
)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One of them. `recipient`: name, contact, purpose, method and data, as they were then."""

    store: str
    at: datetime
    customer: int
    case: int
    staff: int
    staff_code: str
    department: str | None
    purpose: str
    recipient: Mapping[str, str]
    consent: int


def put(connection: Connection, new: Disclosure) -> int:
    """It was given; that stays."""
    number = take(connection)
    connection.execute(
        _insert,
        {
            "id": number,
            "store": new.store,
            "disclosed_at": new.at,
            "customer_id": new.customer,
            "case_id": new.case,
            "staff_id": new.staff,
            "staff_code": new.staff_code,
            "department": new.department,
            "purpose": new.purpose,
            "recipient": json.dumps(dict(new.recipient), ensure_ascii=False),
            "consent_id": new.consent,
        },
    )
    return number


def of_customer(connection: Connection, customer: int) -> list[Disclosure]:
    """All of his, the newest first."""
    return [
        Disclosure(
            row.store,
            row.disclosed_at,
            row.customer_id,
            row.case_id,
            row.staff_id,
            row.staff_code,
            row.department,
            row.purpose,
            json.loads(row.recipient),
            row.consent_id,
        )
        for row in connection.execute(_of_customer, {"customer": customer}).all()
    ]
