"""Pages of names with a card, and the cases whose people are to be handed in anew."""

import sqlalchemy as sa
from alembic import op

revision = "name_pages_proved"
down_revision = "name_index"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for cards; a page from before gets its own when a holder next signs in."""
    op.add_column("name_pages", sa.Column("card", sa.LargeBinary(), nullable=True))
    op.create_table(
        "due_names",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_due_names_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_due_names"),
    )


def downgrade() -> None:
    """Take both away again; what the pages hold stays."""
    op.drop_table("due_names")
    op.drop_column("name_pages", "card")
