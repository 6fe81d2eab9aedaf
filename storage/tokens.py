"""A platform's access token: sealed, one for all processes, replaced before its time by one of them only."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from storage.sealed import Tampered, Vault
from storage.tables.tokens import PlatformToken
from storage.tables.types import table_of

_table = table_of(PlatformToken)


@dataclass(frozen=True, slots=True)
class Token:
    """Good until `expires_at`."""

    value: str = field(repr=False)
    expires_at: datetime


def get(connection: Connection, vault: Vault, account: str) -> Token | None:
    """The token as it was put last; `None` where there is none, or it does not open any more."""
    row = connection.execute(_get, {"of": account}).one_or_none()
    if row is None or row.token is None or row.expires_at is None:
        return None
    try:
        value = vault.system.open_text("platform_token", "token", account, row.token)
    except Tampered:
        return None  # another can be had from the platform
    return Token(value, row.expires_at)


def put(connection: Connection, vault: Vault, account: str, token: Token) -> None:
    """Keep it in place of the last one."""
    sealed = vault.system.seal("platform_token", "token", account, token.value)
    connection.execute(_put, {"account": account, "token": sealed, "expires_at": token.expires_at})


def may_force(connection: Connection, account: str, now: datetime, apart: timedelta) -> bool:
    """Whether this process may have the platform replace the token now: one in `apart` may, of all processes."""
    connection.execute(_know, {"account": account})
    return connection.execute(_force, {"of": account, "now": now, "before": now - apart}).rowcount == 1


_get = select(_table.c.token, _table.c.expires_at).where(_table.c.account == bindparam("of"))
_insert = insert(_table).values(
    account=bindparam("account"), token=bindparam("token"), expires_at=bindparam("expires_at"), forced_at=None
)
_put = _insert.on_conflict_do_update(
    index_elements=["account"],
    set_={"token": _insert.excluded.token, "expires_at": _insert.excluded.expires_at},
)
_know = (
    insert(_table)
    .values(account=bindparam("account"), token=None, expires_at=None, forced_at=None)
    .on_conflict_do_nothing()
)
_force = (
    update(_table)
    .where(
        _table.c.account == bindparam("of"),
        or_(
            _table.c.forced_at.is_(None),
            _table.c.forced_at <= bindparam("before", type_=_table.c.forced_at.type),
        ),
    )
    .values(forced_at=bindparam("now", type_=_table.c.forced_at.type))
)
