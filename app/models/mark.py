"""The sealed fact that a reminder was told, seen, escalated or corrected."""

from uuid import UUID

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import Kept, KeptRow, clear
from app.db.kinds import ID, INSTANT, NUMBER, TEXT, maybe


class Mark(KeptRow):
    """One such fact; its key exists once, so it happens once."""

    __tablename__ = "marks"
    __table_code__ = 13
    __lock__ = Lock.SCHEDULE

    once: Mapped[bytes] = clear(
        "An HMAC under the mark key: equal only for the same fact.",
        LargeBinary(32),
        primary_key=True,
    )

    schedule_id = Kept(1, ID)
    edition = Kept(2, NUMBER)
    slot = Kept(3, NUMBER)
    role = Kept(4, TEXT)
    kind = Kept(5, TEXT)
    mail_id = Kept(6, maybe(ID))
    who = Kept(7, maybe(ID))
    at = Kept(8, INSTANT)

    @property
    def place_id(self) -> UUID:
        """The first half of the HMAC."""
        return UUID(bytes=self.once[:16])
