"""A lane's head with its seals opened: once, and the text of what follows it only where it is said along."""

from dataclasses import dataclass, field
from typing import Any

from storage.sealed import SubjectKey, Tampered, Vault


@dataclass(slots=True)
class Unsealed:
    """The rows that are said in one breath, the head first, and what is in them."""

    rows: list[Any]
    key: SubjectKey = field(repr=False)
    address: str = field(repr=False)
    bodies: list[str] = field(repr=False)
    bare: str | None = field(repr=False)


def unseal(vault: Vault, row: Any) -> Unsealed | None:
    """`None` where a seal is broken: one row that was changed must not stop all the others."""
    try:
        key = vault.system if row.customer_id is None else vault.key(row.customer_id, row.wrapped_key)
        return Unsealed(
            [row],
            key,
            vault.system.open_text("chat", "address_sealed", row.chat_id, row.address_sealed),
            [key.open_text("outbox", "body", row.id, row.body)],
            None if row.bare is None else key.open_text("outbox", "bare", row.id, row.bare),
        )
    except Tampered:
        return None


def text_of(key: SubjectKey, row: Any) -> str | None:
    """What one more row says; `None` where its seal is broken."""
    try:
        return key.open_text("outbox", "body", row.id, row.body)
    except Tampered:
        return None
