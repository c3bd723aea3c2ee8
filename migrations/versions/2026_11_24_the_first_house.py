"""The first house: every table of the first working day; no key is needed or seen."""

import sqlalchemy as sa
from alembic import op

revision = "first_house"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables and the head of the audit chain."""
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=48), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=True),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=("pk_audit")),
    )
    op.create_index("ix_audit_actor_id", "audit", ["actor_id"], unique=False)
    op.create_index("ix_audit_object_id", "audit", ["object_id"], unique=False)
    op.create_index("ix_audit_action", "audit", ["action", "at"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_audit_head")),
    )
    op.create_table(
        "cases",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_cases")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("trouble", sa.String(length=48), nullable=False),
        sa.PrimaryKeyConstraint("name", name=("pk_heartbeat")),
    )
    op.create_table(
        "marks",
        sa.Column("once", sa.LargeBinary(length=32), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("once", name=("pk_marks")),
    )
    op.create_table(
        "principals",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("sealing_key", sa.LargeBinary(), nullable=False),
        sa.Column("signing_key", sa.LargeBinary(), nullable=True),
        sa.Column("commitment", sa.LargeBinary(length=32), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_principals")),
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.String(length=48), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=("pk_settings")),
    )
    op.create_table(
        "staff",
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("address_token", sa.LargeBinary(length=16), nullable=False),
        sa.Column("bundle", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_staff")),
        sa.UniqueConstraint("address_token", name=("uq_staff_address_token")),
    )
    op.create_table(
        "case_keys",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("commitment", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=("fk_case_keys_case_id")),
        sa.PrimaryKeyConstraint("case_id", "epoch", name=("pk_case_keys")),
    )
    op.create_table(
        "deadlines",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=("fk_deadlines_case_id")),
        sa.PrimaryKeyConstraint("id", name=("pk_deadlines")),
    )
    op.create_index("ix_deadlines_case_id", "deadlines", ["case_id"], unique=False)

    op.create_table(
        "grants",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("principal_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("grantor_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=("fk_grants_case_id")),
        sa.ForeignKeyConstraint(
            ["principal_id"], ["principals.id"], name=("fk_grants_principal_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "principal_id", "epoch", name=("pk_grants")),
    )
    op.create_index("ix_grants_principal_id", "grants", ["principal_id"], unique=False)

    op.create_table(
        "hearings",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=("fk_hearings_case_id")),
        sa.PrimaryKeyConstraint("id", name=("pk_hearings")),
    )
    op.create_index("ix_hearings_case_id", "hearings", ["case_id"], unique=False)

    op.create_table(
        "mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("window", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_class", sa.String(length=24), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["recipient_id"], ["staff.id"], name=("fk_mail_recipient_id")),
        sa.PrimaryKeyConstraint("id", name=("pk_mail")),
        sa.UniqueConstraint("recipient_id", "kind", "window", name=("uq_mail_recipient_id")),
    )
    op.create_index("ix_mail_waiting", "mail", ["state", "not_before"], unique=False)

    op.create_table(
        "members",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("grantor_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["principals.id"], name=("fk_members_group_id")),
        sa.ForeignKeyConstraint(["person_id"], ["principals.id"], name=("fk_members_person_id")),
        sa.PrimaryKeyConstraint("group_id", "person_id", "epoch", name=("pk_members")),
    )
    op.create_index("ix_members_person_id", "members", ["person_id"], unique=False)

    op.create_table(
        "notes",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=("fk_notes_case_id")),
        sa.PrimaryKeyConstraint("id", name=("pk_notes")),
    )
    op.create_index("ix_notes_case_id", "notes", ["case_id"], unique=False)

    op.create_table(
        "persons",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=("fk_persons_case_id")),
        sa.PrimaryKeyConstraint("id", name=("pk_persons")),
    )
    op.create_index("ix_persons_case_id", "persons", ["case_id"], unique=False)

    op.create_table(
        "schedule",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=("fk_schedule_case_id")),
        sa.PrimaryKeyConstraint("id", name=("pk_schedule")),
    )
    op.create_index("ix_schedule_case_id", "schedule", ["case_id"], unique=False)
    op.create_index("ix_schedule_changed", "schedule", ["changed"], unique=False)
    op.create_index("ix_schedule_open", "schedule", ["open"], unique=False)

    op.create_table(
        "links",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("mail_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=("fk_links_mail_id")),
        sa.PrimaryKeyConstraint("hash", name=("pk_links")),
    )
    head = sa.table(
        "audit_head",
        sa.column("id", sa.Integer),
        sa.column("seq", sa.BigInteger),
        sa.column("hash", sa.LargeBinary),
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "hash": bytes(32)}])


def downgrade() -> None:
    """Take the tables away again."""
    op.drop_table("links")
    op.drop_index("ix_schedule_open", "schedule")
    op.drop_index("ix_schedule_changed", "schedule")
    op.drop_index("ix_schedule_case_id", "schedule")

    op.drop_table("schedule")
    op.drop_index("ix_persons_case_id", "persons")

    op.drop_table("persons")
    op.drop_index("ix_notes_case_id", "notes")

    op.drop_table("notes")
    op.drop_index("ix_members_person_id", "members")

    op.drop_table("members")
    op.drop_index("ix_mail_waiting", "mail")

    op.drop_table("mail")
    op.drop_index("ix_hearings_case_id", "hearings")

    op.drop_table("hearings")
    op.drop_index("ix_grants_principal_id", "grants")

    op.drop_table("grants")
    op.drop_index("ix_deadlines_case_id", "deadlines")

    op.drop_table("deadlines")
    op.drop_table("case_keys")
    op.drop_table("staff")
    op.drop_table("settings")
    op.drop_table("principals")
    op.drop_table("marks")
    op.drop_table("heartbeat")
    op.drop_table("cases")
    op.drop_table("audit_head")
    op.drop_index("ix_audit_actor_id", "audit")

    op.drop_table("audit")
