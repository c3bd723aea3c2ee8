"""Clinics of one day, and what was noted of each person who came."""

import sqlalchemy as sa
from alembic import op

revision = "clinics"
down_revision = "tasks_and_referrals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for clinics."""
    op.create_table(
        "clinic_days",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_clinic_days"),
    )
    op.create_table(
        "clinic_records",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_clinic_records_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_clinic_records"),
    )
    op.create_index("ix_clinic_records_case_id", "clinic_records", ["case_id"])


def downgrade() -> None:
    """Take the tables away."""
    op.drop_index("ix_clinic_records_case_id", table_name="clinic_records")
    op.drop_table("clinic_records")
    op.drop_table("clinic_days")
