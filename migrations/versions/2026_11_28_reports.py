"""What each case counts as in reports, and what was given outside."""

import sqlalchemy as sa
from alembic import op

revision = "reports"
down_revision = "mail_leaving"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room; each case's entry is made at its holders' desks once somebody reports."""
    op.create_table(
        "report_cards",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_report_cards_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_report_cards"),
    )
    op.create_table(
        "given_reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_given_reports"),
    )


def downgrade() -> None:
    """Take both tables away."""
    op.drop_table("given_reports")
    op.drop_table("report_cards")
