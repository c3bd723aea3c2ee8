"""The office's name index: slips handed in, pages of people, nothing that names one in clear."""

import sqlalchemy as sa
from alembic import op

revision = "name_index"
down_revision = "custody_of_keys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build both tables, empty: each person enters when she is next saved."""
    op.create_table(
        "name_slips",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_name_slips")),
    )
    op.create_table(
        "name_pages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.Uuid(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_name_pages")),
    )


def downgrade() -> None:
    """Take both tables away."""
    op.drop_table("name_pages")
    op.drop_table("name_slips")
