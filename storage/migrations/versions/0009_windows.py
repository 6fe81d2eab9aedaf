"""windows."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE chat ADD COLUMN window_due_at DATETIME")
    op.execute("CREATE INDEX ix_chat_window ON chat (window_due_at, id) WHERE window_due_at IS NOT NULL")
