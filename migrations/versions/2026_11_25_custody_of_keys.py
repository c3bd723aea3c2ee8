"""Custody of keys: the signed word beside each public key and each case's key."""

import sqlalchemy as sa
from alembic import op

revision = "custody_of_keys"
down_revision = "first_house"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for certificates and charters; rows from before have none and open no more."""
    op.add_column("principals", sa.Column("word", sa.LargeBinary(), nullable=True))
    op.add_column("case_keys", sa.Column("charter", sa.LargeBinary(), nullable=True))
    op.create_table(
        "due_keys",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_due_keys_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_due_keys"),
    )


def downgrade() -> None:
    """Take the table and the columns away."""
    op.drop_table("due_keys")
    with op.batch_alter_table("case_keys") as batch:
        batch.drop_column("charter")
    with op.batch_alter_table("principals") as batch:
        batch.drop_column("word")
