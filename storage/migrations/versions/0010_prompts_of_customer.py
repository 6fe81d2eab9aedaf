"""prompts of a customer."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_prompt_customer", "prompt", ["customer_id", "id"])
