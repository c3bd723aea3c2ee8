"""The mails of the last day are found among all that ever left."""

from alembic import op

revision = "mail_lookups"
down_revision = "proceedings_and_custody"
branch_labels = None
depends_on = None

COLUMNS = ("window", "accepted_at")


def upgrade() -> None:
    """Keep them in order."""
    for column in COLUMNS:
        op.create_index(f"ix_mail_{column}", "mail", [column])


def downgrade() -> None:
    """Keep them in none."""
    for column in COLUMNS:
        op.drop_index(f"ix_mail_{column}", table_name="mail")
