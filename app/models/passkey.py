"""A member's passkey: a second factor beside her code app that no other site can ask for."""

from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, Uuid
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import OPAQUE_ID, Kept, KeptRow, OpaqueRow, clear
from app.db.kinds import INSTANT, NUMBER, TEXT, maybe


class Passkey(OpaqueRow, KeptRow):
    """One passkey by its public half; it counts only where its owner's account names the row."""

    __tablename__ = "passkeys"
    __table_code__ = 35
    __lock__ = Lock.MAIL

    staff_id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, ForeignKey("staff.id"), bound=1, index=True)
    wrap: Mapped[bytes] = clear(
        "Empty, or her keys once more, under 32 random bytes that only the passkey makes.",
        LargeBinary,
        bound=2,
    )

    credential_id = Kept(3, TEXT)  # base64url, as browsers say it
    public_key = Kept(4, TEXT)  # COSE, base64url
    word = Kept(5, TEXT)  # her signature to both, base64url
    sign_count = Kept(6, NUMBER, 0)
    place = Kept(7, TEXT, "")  # where it is, in her own words
    made_at = Kept(8, INSTANT)
    used_at = Kept(9, maybe(INSTANT))
    anchors = Kept(10, TEXT, "")  # the print of those that her keys in the wrap name
