"""What somebody calls a case in her own mails."""

from uuid import UUID

from sqlalchemy import ForeignKey, Uuid
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import OPAQUE_ID, Kept, KeptRow, Versioned, clear
from app.db.kinds import TEXT


class Nickname(Versioned, KeptRow):
    """A word of a member's own for a case that she holds; it says nothing of the case."""

    __tablename__ = "nicknames"
    __table_code__ = 40
    __lock__ = Lock.MAIL

    case_id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, ForeignKey("cases.id"), primary_key=True)
    staff_id: Mapped[UUID] = clear(
        OPAQUE_ID, Uuid, ForeignKey("staff.id"), primary_key=True, index=True
    )

    word = Kept(1, TEXT)

    @property
    def scope(self) -> UUID:
        """The case."""
        return self.case_id

    @property
    def place_id(self) -> UUID:
        """The person."""
        return self.staff_id

    @property
    def named(self) -> str:
        """Table, case and person."""
        return f"nicknames {self.case_id} of {self.staff_id}"
