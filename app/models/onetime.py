"""A link that works once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import OPAQUE_ID, KeptRow, clear
from app.db.columntypes import Instant


class OneTimeLink(KeptRow):
    """That a random token, known here only by its HMAC, lets somebody begin one thing."""

    __tablename__ = "one_time_links"
    __table_code__ = 24
    __lock__ = Lock.MAIL

    hash: Mapped[bytes] = clear(
        "HMAC of 32 random bytes under the server key; cannot be turned back.",
        LargeBinary(32),
        primary_key=True,
    )
    purpose: Mapped[str] = clear(
        "What it lets begin: set-up, joining, a new device.", String(16), bound=1
    )
    staff_id: Mapped[UUID | None] = clear(
        OPAQUE_ID, Uuid, ForeignKey("staff.id"), bound=2, nullable=True, index=True
    )
    made_by: Mapped[UUID | None] = clear("Which account gave it.", Uuid, bound=3, nullable=True)
    expires_at: Mapped[datetime] = clear("When the link stops working.", Instant, bound=4)

    @property
    def place_id(self) -> UUID:
        """The first half of the HMAC."""
        return UUID(bytes=self.hash[:16])
