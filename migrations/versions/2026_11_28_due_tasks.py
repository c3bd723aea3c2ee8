"""Who holds which task, and by when, without opening its case."""

import sqlalchemy as sa
from alembic import op

revision = "due_tasks"
down_revision = "filings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for open tasks."""
    op.create_table(
        "due_tasks",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_due_tasks_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_due_tasks"),
    )
    op.create_index("ix_due_tasks_case_id", "due_tasks", ["case_id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_due_tasks_case_id", table_name="due_tasks")
    op.drop_table("due_tasks")
