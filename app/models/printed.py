"""A member's keys under a code on paper."""

from uuid import UUID

from sqlalchemy import ForeignKey, Integer, LargeBinary, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import OPAQUE_ID, Kept, KeptRow, OpaqueRow, clear
from app.db.kinds import INSTANT, TEXT


class PrintedCode(OpaqueRow, KeptRow):
    """One of a colleague's two printed codes; the code itself stands on her paper alone."""

    __tablename__ = "printed_codes"
    __table_code__ = 20
    __lock__ = Lock.MAIL
    __table_args__ = (UniqueConstraint("staff_id", "which"),)

    staff_id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, ForeignKey("staff.id"), bound=4)
    which: Mapped[int] = clear("Her first code or her second.", Integer, bound=5)
    body: Mapped[bytes] = clear(
        "Her keys under 16 random bytes that only the paper holds.", LargeBinary, bound=6
    )

    place = Kept(1, TEXT, "")
    made_at = Kept(2, INSTANT)
    asked_at = Kept(3, INSTANT)
