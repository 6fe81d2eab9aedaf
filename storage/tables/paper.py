"""Consent that staff key in from a signed paper or a recorded call: it waits for its evidence (CON-12)."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from storage.tables.types import Id


class PaperConsentRow(SQLModel, table=True):
    """One purpose of one paper. It enters the ledger when its evidence is stored, and not before."""

    __tablename__ = "paper_consent"
    __table_args__ = (
        ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        ForeignKeyConstraint(["case_id"], ["cases.id"]),
        ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        ForeignKeyConstraint(["chat_id"], ["chat.id"]),
        ForeignKeyConstraint(["attachment_id"], ["attachment.id"]),
        Index("ix_paper_consent_attachment", "attachment_id"),
        Index("ix_paper_consent_customer", "customer_id", "id"),
    )
    id: int = Field(primary_key=True, sa_type=Id)
    customer_id: int = Field(sa_type=Id)
    case_id: int = Field(sa_type=Id)
    staff_id: int = Field(sa_type=Id)
    chat_id: int = Field(sa_type=Id)
    """The room in which it was keyed in."""
    purpose: str
    channel: str
    contact_point: str
    signed_at: datetime
    source: str
    """`paper` or `phone`."""
    attachment_id: int = Field(sa_type=Id)
    state: str
    """`waiting`; then `entered` or `refused`; `disowned` where the customer says that he never agreed."""
    event_id: int | None = Field(sa_type=Id)
    """Its line in the ledger."""
    keyed_at: datetime
