"""A case key sealed to one principal, signed by a person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import OPAQUE_ID, Kept, KeptRow, Versioned, clear
from app.db.columntypes import Instant
from app.db.kinds import ID, INSTANT, TEXT, maybe


class Grant(Versioned, KeptRow):
    """That a principal holds a case's key of an epoch."""

    __tablename__ = "grants"
    __table_code__ = 17
    __lock__ = Lock.MAIL
    # Whose cases there are is asked on every page; of a grant itself, that needs nothing else.
    __table_args__ = (Index("ix_grants_whose", "principal_id", "case_id", "until"),)

    case_id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, ForeignKey("cases.id"), primary_key=True)
    principal_id: Mapped[UUID] = clear(
        OPAQUE_ID, Uuid, ForeignKey("principals.id"), primary_key=True
    )
    epoch: Mapped[int] = clear(
        "Which key of the case this is.",
        Integer,
        bound=1,
        primary_key=True,
        autoincrement=False,
    )
    role: Mapped[str] = clear("Why the principal holds it: team, lead, guest.", String(16), bound=2)
    until: Mapped[datetime | None] = clear(
        "When a guest's grant lapses.", Instant, bound=3, nullable=True
    )
    grantor_id: Mapped[UUID] = clear("Which account signed it.", Uuid, bound=4)
    form: Mapped[int] = clear("1 sealed and signed, 2 re-wrapped by its holder.", Integer, bound=5)
    body: Mapped[bytes] = clear("The case's key, sealed to the principal.", LargeBinary, bound=6)

    since = Kept(7, maybe(INSTANT), None)
    told_with = Kept(8, maybe(ID), None)  # who is told beside a guest that her time ends: the lead
    warned = Kept(9, TEXT, "")  # how near the end was when a guest was last told
    word = Kept(10, TEXT, "")  # under the case's own key, that she is to hold it, in hex

    @property
    def scope(self) -> UUID:
        """The case."""
        return self.case_id

    @property
    def place_id(self) -> UUID:
        """The principal."""
        return self.principal_id

    @property
    def named(self) -> str:
        """Table, case and principal."""
        return f"grants {self.case_id} to {self.principal_id}"
