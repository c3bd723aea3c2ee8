"""What is handed in for a case by somebody who cannot open it."""

import sqlalchemy as sa
from alembic import op

revision = "handed_in"
down_revision = "name_pages_proved"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for what is handed in; each case's way in is made at its holders' desks."""
    op.create_table(
        "tray_doors",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.LargeBinary(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_tray_doors_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_tray_doors"),
    )
    op.create_index("ix_tray_doors_token", "tray_doors", ["token"])
    op.create_table(
        "tray_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("giver_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_tray_items_case_id"),
        sa.ForeignKeyConstraint(["giver_id"], ["staff.id"], name="fk_tray_items_giver_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tray_items"),
    )
    for column in ("case_id", "giver_id", "state"):
        op.create_index(f"ix_tray_items_{column}", "tray_items", [column])


def downgrade() -> None:
    """Take both tables away."""
    op.drop_table("tray_items")
    op.drop_table("tray_doors")
