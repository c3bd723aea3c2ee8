"""Who holds which task, without opening its case; referrals; consents and releases."""

import sqlalchemy as sa
from alembic import op

revision = "tasks_and_referrals"
down_revision = "filings"
branch_labels = None
depends_on = None

TABLES = ("due_tasks", "referrals", "releases")


def upgrade() -> None:
    """Make room for them."""
    for table in TABLES:
        op.create_table(
            table,
            sa.Column("case_id", sa.Uuid(), nullable=False),
            sa.Column("id", sa.Uuid(), nullable=False),
            sa.Column("version", sa.Integer(), nullable=False),
            sa.Column("card", sa.LargeBinary(), nullable=False),
            sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=f"fk_{table}_case_id"),
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        )
        op.create_index(f"ix_{table}_case_id", table, ["case_id"])


def downgrade() -> None:
    """Take them away."""
    for table in reversed(TABLES):
        op.drop_index(f"ix_{table}_case_id", table_name=table)
        op.drop_table(table)
