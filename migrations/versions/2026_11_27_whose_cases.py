"""Let an index alone tell whose cases there are, in order."""

from alembic import op

revision = "whose_cases"
down_revision = "law_changes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tell them with the day they end."""
    op.create_index("ix_grants_whose", "grants", ["principal_id", "case_id", "until"])
    op.drop_index("ix_grants_principal_id", "grants")


def downgrade() -> None:
    """Tell only whose grants there are."""
    op.create_index("ix_grants_principal_id", "grants", ["principal_id"])
    op.drop_index("ix_grants_whose", "grants")
