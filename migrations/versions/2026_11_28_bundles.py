"""Filings of several documents."""

import sqlalchemy as sa
from alembic import op

revision = "bundles"
down_revision = "documents_by_the_tray"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for them."""
    op.create_table(
        "bundles",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_bundles_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_bundles"),
    )
    op.create_index("ix_bundles_case_id", "bundles", ["case_id"])


def downgrade() -> None:
    """Take the table away."""
    op.drop_index("ix_bundles_case_id", table_name="bundles")
    op.drop_table("bundles")
