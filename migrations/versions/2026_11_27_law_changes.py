"""What an office changes of the law that is shipped."""

import sqlalchemy as sa
from alembic import op

revision = "law_changes"
down_revision = "passkeys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for the office's own law."""
    op.create_table(
        "law_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_law_changes"),
    )


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("law_changes")
