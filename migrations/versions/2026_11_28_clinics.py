"""Clinics of one day with who came to them, and papers that were served."""

import sqlalchemy as sa
from alembic import op

revision = "clinics"
down_revision = "tasks_and_referrals"
branch_labels = None
depends_on = None

TABLES = ("clinic_records", "served_papers")


def upgrade() -> None:
    """Make room for clinics and for what was served."""
    op.create_table(
        "clinic_days",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_clinic_days"),
    )
    for name in TABLES:
        op.create_table(
            name,
            sa.Column("id", sa.Uuid(), nullable=False),
            sa.Column("case_id", sa.Uuid(), nullable=False),
            sa.Column("version", sa.Integer(), nullable=False),
            sa.Column("card", sa.LargeBinary(), nullable=False),
            sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=f"fk_{name}_case_id"),
            sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        )
        op.create_index(f"ix_{name}_case_id", name, ["case_id"])


def downgrade() -> None:
    """Take the tables away."""
    for name in reversed(TABLES):
        op.drop_index(f"ix_{name}_case_id", table_name=name)
        op.drop_table(name)
    op.drop_table("clinic_days")
