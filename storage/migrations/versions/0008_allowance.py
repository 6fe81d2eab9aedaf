"""allowance."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

GONE = ("window_opened_at", "window_kind", "window_used", "window_asked")


def upgrade() -> None:
    # Column by column: a table that others refer to cannot be made anew while their references are checked.
    op.execute("ALTER TABLE chat ADD COLUMN allowance VARCHAR NOT NULL DEFAULT '{}'")
    op.execute("ALTER TABLE chat ADD COLUMN heard BOOLEAN NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE outbox ADD COLUMN parts_from INTEGER")
    op.execute("ALTER TABLE outbox ADD COLUMN waited BOOLEAN NOT NULL DEFAULT 0")
    op.execute("UPDATE outbox SET waited = 1 WHERE state IN ('queued', 'held') AND reason = 'held'")
    op.execute("ALTER TABLE sandbox_customer ADD COLUMN tap_until DATETIME")
    op.execute("ALTER TABLE sandbox_customer ADD COLUMN tap_left INTEGER NOT NULL DEFAULT 0")
    _carry_over()
    for column in GONE:
        op.execute(f"ALTER TABLE chat DROP COLUMN {column}")


def _carry_over() -> None:
    """What a window that is open lets us send is the same afterwards."""
    connection = op.get_bind()
    opened = connection.execute(
        sa.text("SELECT id, window_opened_at, window_kind, window_used FROM chat WHERE window_kind != ''")
    ).all()
    for row in opened:
        moment = f"{row.window_opened_at}".replace(" ", "T") + "+00:00"
        allowance = json.dumps({row.window_kind: [moment] * (1 + max(row.window_used, 0))})
        connection.execute(
            sa.text("UPDATE chat SET allowance = :allowance WHERE id = :id"),
            {"allowance": allowance, "id": row.id},
        )
