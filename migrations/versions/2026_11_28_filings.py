"""What was filed in a case, and the criminal cases of its people."""

import sqlalchemy as sa
from alembic import op

revision = "filings"
down_revision = "mail_lookups"
branch_labels = None
depends_on = None

TABLES = ("filings", "criminal_cases")


def upgrade() -> None:
    """Make room for both."""
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
    """Take the tables away."""
    for table in reversed(TABLES):
        op.drop_index(f"ix_{table}_case_id", table_name=table)
        op.drop_table(table)
