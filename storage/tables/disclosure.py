"""What was given of a customer to whom outside the store: one can only add to it (CON-10, SAFE-3)."""

from datetime import datetime

from sqlalchemy import Connection, ForeignKeyConstraint, Index, Table, event
from sqlmodel import Field, SQLModel

from storage.tables.types import Id, table_of


class DisclosureRow(SQLModel, table=True):
    """One time that something was given to one recipient. Nothing that was given stands here, only what kind."""

    __tablename__ = "disclosure"
    __table_args__ = (
        ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        ForeignKeyConstraint(["case_id"], ["cases.id"]),
        ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        Index("ix_disclosure_customer", "customer_id", "id"),
    )
    id: int = Field(primary_key=True, sa_type=Id)
    store: str
    disclosed_at: datetime
    customer_id: int = Field(sa_type=Id)
    case_id: int = Field(sa_type=Id)
    """In the room of which it was recorded."""
    staff_id: int = Field(sa_type=Id)
    staff_code: str
    department: str | None
    purpose: str
    recipient: str
    """JSON: name, contact, purpose, method and data as the policy had them then."""
    consent_id: int = Field(sa_type=Id)
    """The line of the ledger under which it was given."""


_REFUSE = "BEGIN SELECT RAISE(ABORT, 'disclosures are append-only'); END"
DISCLOSURE_TRIGGERS = (
    f"CREATE TRIGGER disclosure_kept BEFORE DELETE ON disclosure {_REFUSE}",
    f"CREATE TRIGGER disclosure_unchanged BEFORE UPDATE ON disclosure {_REFUSE}",
)
"""For SQLite; the migration that makes the table executes these too."""


@event.listens_for(table_of(DisclosureRow), "after_create")
def _guard(_table: Table, connection: Connection, **_options: object) -> None:
    if connection.dialect.name == "sqlite":
        for trigger in DISCLOSURE_TRIGGERS:
            connection.exec_driver_sql(trigger)
