"""Shredding: cases that two people destroy, and holds that keep them from it."""

import sqlalchemy as sa
from alembic import op

revision = "shredding"
down_revision = "handed_in"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for what is to be destroyed, and for holds; neither points to a case."""
    op.create_table(
        "shreddings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_shreddings"),
    )
    op.create_index("ix_shreddings_case_id", "shreddings", ["case_id"])
    op.create_index("ix_shreddings_state", "shreddings", ["state"])
    op.create_table(
        "holds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_holds"),
    )
    op.create_index("ix_holds_case_id", "holds", ["case_id"])


def downgrade() -> None:
    """Take both tables away."""
    op.drop_table("holds")
    op.drop_table("shreddings")
