"""The next mail to leave is found among all that wait, what somebody got among all that left."""

from alembic import op
from sqlalchemy import text

revision = "mail_leaving"
down_revision = "clinics"
branch_labels = None
depends_on = None

MAY_LEAVE = text("state IN ('ready', 'leased', 'parked')")


def upgrade() -> None:
    """Keep them in order."""
    op.create_index(
        "ix_mail_leaving",
        "mail",
        ["kind", "not_before"],
        sqlite_where=MAY_LEAVE,
        postgresql_where=MAY_LEAVE,
    )
    op.create_index("ix_mail_taken", "mail", ["recipient_id", "accepted_at"])


def downgrade() -> None:
    """Keep them in none."""
    op.drop_index("ix_mail_taken", table_name="mail")
    op.drop_index("ix_mail_leaving", table_name="mail")
