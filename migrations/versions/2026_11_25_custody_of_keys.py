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
    op.add_column("principals", sa.Column("former", sa.LargeBinary(), nullable=True))
    op.add_column("principals", sa.Column("for_custodians", sa.LargeBinary(), nullable=True))
    op.add_column("case_keys", sa.Column("charter", sa.LargeBinary(), nullable=True))
    op.create_table(
        "due_keys",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_due_keys_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_due_keys"),
    )
    op.create_table(
        "screens",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("word", sa.LargeBinary(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_screens_case_id"),
        sa.ForeignKeyConstraint(["person_id"], ["principals.id"], name="fk_screens_person_id"),
        sa.PrimaryKeyConstraint("case_id", "person_id", name="pk_screens"),
    )
    op.create_index("ix_screens_person_id", "screens", ["person_id"])
    _papers_and_links()
    _recoveries()
    _absences_and_covers()


def _papers_and_links() -> None:
    """Make room for printed codes and for links that work once."""
    op.create_table(
        "printed_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("which", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_printed_codes_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_printed_codes"),
        sa.UniqueConstraint("staff_id", "which", name="uq_printed_codes_staff_id"),
    )
    op.create_table(
        "one_time_links",
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_one_time_links_staff_id"),
        sa.PrimaryKeyConstraint("hash", name="pk_one_time_links"),
    )
    op.create_index("ix_one_time_links_staff_id", "one_time_links", ["staff_id"])


def _recoveries() -> None:
    """Make room for what custodians open for somebody, while it waits."""
    op.create_table(
        "recoveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("terms", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_recoveries_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_recoveries"),
    )
    op.create_table(
        "recovered_keys",
        sa.Column("recovery_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recovery_id"], ["recoveries.id"], name="fk_recovered_keys_recovery_id"
        ),
        sa.PrimaryKeyConstraint("recovery_id", "subject_id", "epoch", name="pk_recovered_keys"),
    )


def _absences_and_covers() -> None:
    """Make room for absences, and for what waits for whoever covers."""
    op.create_table(
        "absences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_absences"),
    )
    op.create_index("ix_absences_state", "absences", ["state"])
    op.create_table(
        "cover_envelopes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("cover_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("grantor_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_cover_envelopes_case_id"),
        sa.ForeignKeyConstraint(["holder_id"], ["staff.id"], name="fk_cover_envelopes_holder_id"),
        sa.ForeignKeyConstraint(["cover_id"], ["staff.id"], name="fk_cover_envelopes_cover_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cover_envelopes"),
        sa.UniqueConstraint(
            "case_id", "holder_id", "cover_id", "epoch", name="uq_cover_envelopes_case_id"
        ),
    )
    op.create_index("ix_cover_envelopes_holder_id", "cover_envelopes", ["holder_id"])
    op.create_index("ix_cover_envelopes_cover_id", "cover_envelopes", ["cover_id"])


def downgrade() -> None:
    """Take the tables and the columns away."""
    op.drop_table("cover_envelopes")
    op.drop_table("absences")
    op.drop_table("recovered_keys")
    op.drop_table("recoveries")
    op.drop_table("one_time_links")
    op.drop_table("screens")
    op.drop_table("printed_codes")
    op.drop_table("due_keys")
    # Not in a batch: that makes the table anew, and others point to its rows.
    op.drop_column("case_keys", "charter")
    op.drop_column("principals", "for_custodians")
    op.drop_column("principals", "former")
    op.drop_column("principals", "word")
