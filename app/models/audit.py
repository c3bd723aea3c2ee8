"""Who did what, in order, chained."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import Base, Kept, KeptRow, clear
from app.db.columntypes import Instant
from app.db.kinds import JSON, TEXT


class Audit(KeptRow):
    """One deed; never changed."""

    __tablename__ = "audit"
    __table_code__ = 16
    __lock__ = Lock.AUDIT
    __table_args__ = (Index("ix_audit_action", "action", "at"),)

    seq: Mapped[int] = clear(
        "Place in the chain.", BigInteger, primary_key=True, autoincrement=False
    )
    at: Mapped[datetime] = clear("When it was done; not when anything falls due.", Instant, bound=2)
    actor_id: Mapped[UUID | None] = clear(
        "Which account did it; none for the worker.", Uuid, bound=3, nullable=True, index=True
    )
    action: Mapped[str] = clear("The kind of deed.", String(48), bound=4)
    object_id: Mapped[UUID | None] = clear(
        "What a person's deed was done to; opaque. Empty for the worker's.",
        Uuid,
        bound=5,
        nullable=True,
        index=True,
    )
    hash: Mapped[bytes] = clear(
        "The chain: covers this row and the hash before it.", LargeBinary(32)
    )

    detail = Kept(1, JSON)
    after = Kept(6, TEXT)  # the hash before it: without the key nobody chains anew

    @property
    def place_id(self) -> UUID:
        """The number as sixteen bytes."""
        return UUID(int=self.seq)


class AuditHead(Base):
    """The newest number and hash; its lock puts writers in one row."""

    __tablename__ = "audit_head"

    id: Mapped[int] = clear("Always 1.", Integer, primary_key=True, autoincrement=False)
    seq: Mapped[int] = clear("Number of the newest deed.", BigInteger)
    hash: Mapped[bytes] = clear("Hash of the newest deed.", LargeBinary(32))
