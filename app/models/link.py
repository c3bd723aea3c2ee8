"""The link in a mail."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, Uuid
from sqlalchemy.orm import Mapped

from app.db.columns import Base, Instant, clear


class Link(Base):
    """That a random token, known here only by its hash, leads to a mail."""

    __tablename__ = "links"

    hash: Mapped[bytes] = clear(
        "SHA-256 of 32 random bytes; cannot be turned back.", LargeBinary(32), primary_key=True
    )
    mail_id: Mapped[UUID] = clear("Which mail carried it.", Uuid, ForeignKey("mail.id"))
    expires_at: Mapped[datetime] = clear("When the link stops working.", Instant)
