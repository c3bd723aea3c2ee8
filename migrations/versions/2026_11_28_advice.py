"""Advice that somebody was given without the office taking more on."""

import sqlalchemy as sa
from alembic import op

revision = "advice"
down_revision = "bundles"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for it."""
    op.create_table(
        "advices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_advices_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_advices"),
    )
    op.create_index("ix_advices_case_id", "advices", ["case_id"])


def downgrade() -> None:
    """Take the table away."""
    op.drop_index("ix_advices_case_id", table_name="advices")
    op.drop_table("advices")
