"""Many cases at once: what waits to be handed over, in small steps."""

import sqlalchemy as sa
from alembic import op

revision = "handings"
down_revision = "shredding"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for what is handed over in small steps."""
    op.create_table(
        "handings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_handings"),
    )


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("handings")
