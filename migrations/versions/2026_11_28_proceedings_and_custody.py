"""Proceedings of a case, where its people are held, and what the office knows of those places."""

import sqlalchemy as sa
from alembic import op

revision = "proceedings_and_custody"
down_revision = "inquiries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for proceedings, custody, promises to look again, and facilities."""
    for table in ("proceedings", "detentions", "looks"):
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
    op.create_table(
        "facilities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_facilities"),
    )


def downgrade() -> None:
    """Take the tables away."""
    op.drop_table("facilities")
    for table in ("looks", "detentions", "proceedings"):
        op.drop_index(f"ix_{table}_case_id", table_name=table)
        op.drop_table(table)
