"""Passkeys: a second factor beside the code app."""

import sqlalchemy as sa
from alembic import op

revision = "passkeys"
down_revision = "handings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for passkeys."""
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("wrap", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_passkeys_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_passkeys"),
    )
    op.create_index("ix_passkeys_staff_id", "passkeys", ["staff_id"])


def downgrade() -> None:
    """Take the table away."""
    op.drop_index("ix_passkeys_staff_id", table_name="passkeys")
    op.drop_table("passkeys")
