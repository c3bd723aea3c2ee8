"""What is set aside of a deleted document, who reads a tighter one, and files handed in."""

import sqlalchemy as sa
from alembic import op

revision = "documents_by_the_tray"
down_revision = "reports"
branch_labels = None
depends_on = None

TABLES = ("set_aside", "document_readers")


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
    op.create_table(
        "tray_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_tray_files_case_id"),
        sa.ForeignKeyConstraint(["item_id"], ["tray_items.id"], name="fk_tray_files_item_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tray_files"),
    )
    op.create_index("ix_tray_files_case_id", "tray_files", ["case_id"])
    op.create_index("ix_tray_files_item_id", "tray_files", ["item_id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_tray_files_item_id", table_name="tray_files")
    op.drop_index("ix_tray_files_case_id", table_name="tray_files")
    op.drop_table("tray_files")
    for name in reversed(TABLES):
        op.drop_index(f"ix_{name}_case_id", table_name=name)
        op.drop_table(name)
