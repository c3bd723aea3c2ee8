"""What somebody calls a case in her own mails."""

import sqlalchemy as sa
from alembic import op

revision = "nicknames"
down_revision = "whose_cases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for nicknames."""
    op.create_table(
        "nicknames",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_nicknames_case_id"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_nicknames_staff_id"),
        sa.PrimaryKeyConstraint("case_id", "staff_id", name="pk_nicknames"),
    )
    op.create_index("ix_nicknames_staff_id", "nicknames", ["staff_id"])


def downgrade() -> None:
    """Take the table away."""
    op.drop_index("ix_nicknames_staff_id", table_name="nicknames")
    op.drop_table("nicknames")
