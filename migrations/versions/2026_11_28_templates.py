"""Templates of papers, and blank forms of agencies."""

import sqlalchemy as sa
from alembic import op

revision = "templates"
down_revision = "advice"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for them."""
    op.create_table(
        "templates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_templates"),
    )
    op.create_table(
        "template_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["template_id"], ["templates.id"], name="fk_template_files_template_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_template_files"),
    )
    op.create_index("ix_template_files_template_id", "template_files", ["template_id"])


def downgrade() -> None:
    """Take the tables away."""
    op.drop_index("ix_template_files_template_id", table_name="template_files")
    op.drop_table("template_files")
    op.drop_table("templates")
