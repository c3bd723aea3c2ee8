"""A mail that is to leave, or left."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    Uuid,
    column,
)
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import OPAQUE_ID, Kept, KeptRow, clear
from app.db.columntypes import Instant
from app.db.kinds import FLAG, INSTANT, JSON, maybe

_MAY_LEAVE = column("state").in_(("ready", "leased", "parked"))


class Mail(KeptRow):
    """One mail to one colleague; its text is written when it is sent and stored nowhere."""

    __tablename__ = "mail"
    __table_code__ = 14
    __lock__ = Lock.MAIL
    __table_args__ = (
        UniqueConstraint("recipient_id", "kind", "window"),
        Index("ix_mail_waiting", "state", "not_before"),
        # Of all that ever left, each round of planning looks for the last day's.
        Index("ix_mail_window", "window"),
        Index("ix_mail_accepted_at", "accepted_at"),
        # However many wait, the next of the gravest kind is the first of this.
        Index(
            "ix_mail_leaving",
            "kind",
            "not_before",
            sqlite_where=_MAY_LEAVE,
            postgresql_where=_MAY_LEAVE,
        ),
        Index("ix_mail_taken", "recipient_id", "accepted_at"),
    )

    id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, primary_key=True, default=uuid4)
    recipient_id: Mapped[UUID] = clear("Which account it goes to.", Uuid, ForeignKey("staff.id"))
    kind: Mapped[str] = clear(
        "Digest, urgent, alarm, daily sign of life or weekly test.", String(16)
    )
    window: Mapped[int] = clear(
        "Which stretch of time it belongs to, so that there is one of a kind.", BigInteger
    )
    state: Mapped[str] = clear("Ready, leased, accepted, parked, bounced or dropped.", String(16))
    not_before: Mapped[datetime] = clear("When the next try may begin.", Instant)
    lease_until: Mapped[datetime | None] = clear(
        "Until when a worker holds it.", Instant, nullable=True
    )
    fence: Mapped[int] = clear("Counts leases, so that a late worker is refused.", Integer)
    attempts: Mapped[int] = clear("How often it was tried.", Integer)
    last_class: Mapped[str] = clear("Kind of the last failure; no text of a server.", String(24))
    accepted_at: Mapped[datetime | None] = clear(
        "When the mail server took it; the relay knows it too.", Instant, nullable=True
    )

    told = Kept(1, JSON)
    # Whether it still has to leave: true from its first word until a mail server took it or
    # nothing was left to say. What stands in clear is for the worker's index alone.
    owed = Kept(2, FLAG, default=False)
    pressed_at = Kept(40, maybe(INSTANT), None)  # when its reader last pressed a button behind it

    @property
    def scope(self) -> UUID:
        """The recipient: a mail turned to another account does not open."""
        return self.recipient_id
