"""The link in a mail."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, Uuid
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import KeptRow, clear
from app.db.columntypes import Instant


class Link(KeptRow):
    """That a random token, known here only by an HMAC of it, leads to a mail."""

    __tablename__ = "links"
    __table_code__ = 19
    __lock__ = Lock.MAIL

    hash: Mapped[bytes] = clear(
        "An HMAC under the server key of 32 random bytes; cannot be turned back or made elsewhere.",
        LargeBinary(32),
        primary_key=True,
    )
    mail_id: Mapped[UUID] = clear("Which mail carried it.", Uuid, ForeignKey("mail.id"), bound=1)
    expires_at: Mapped[datetime] = clear("When the link stops working.", Instant, bound=2)

    @property
    def place_id(self) -> UUID:
        """The first half of the HMAC."""
        return UUID(bytes=self.hash[:16])
