"""A link that works once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped

from app.db.columns import OPAQUE_ID, Base, Instant, clear


class OneTimeLink(Base):
    """That a random token, known here only by its HMAC, lets somebody begin one thing."""

    __tablename__ = "one_time_links"

    hash: Mapped[bytes] = clear(
        "HMAC of 32 random bytes under the server key; cannot be turned back.",
        LargeBinary(32),
        primary_key=True,
    )
    purpose: Mapped[str] = clear("What it lets begin: set-up, joining, a new device.", String(16))
    staff_id: Mapped[UUID | None] = clear(
        OPAQUE_ID, Uuid, ForeignKey("staff.id"), nullable=True, index=True
    )
    expires_at: Mapped[datetime] = clear("When the link stops working.", Instant)
