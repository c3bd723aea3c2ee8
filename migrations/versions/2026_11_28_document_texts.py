"""The words of documents, sealed like them."""

import sqlalchemy as sa
from alembic import op

revision = "document_texts"
down_revision = "templates"
branch_labels = None
depends_on = None

TABLES = ("document_texts",)


def upgrade() -> None:
    """Make room for them."""
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
