"""Absences, and what waits for whoever covers: a case key under a half that the server holds."""

from uuid import UUID

from sqlalchemy import ForeignKey, Integer, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import OPAQUE_ID, Kept, KeptRow, OpaqueRow, clear
from app.db.kinds import FLAG, ID, INSTANT, TEXT, maybe
from app.models.schedule import STILL_OWED


class CoverEnvelope(OpaqueRow, KeptRow):
    """A case's key of an epoch, sealed to a holder's cover and closed once more under a half."""

    __tablename__ = "cover_envelopes"
    __table_code__ = 26
    __lock__ = Lock.MAIL
    __table_args__ = (UniqueConstraint("case_id", "holder_id", "cover_id", "epoch"),)

    case_id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, ForeignKey("cases.id"))
    holder_id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, ForeignKey("staff.id"), bound=1, index=True)
    cover_id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, ForeignKey("staff.id"), bound=2, index=True)
    epoch: Mapped[int] = clear("Which key of the case this is.", Integer, bound=3)
    grantor_id: Mapped[UUID] = clear("Which account signed it.", Uuid, bound=4)
    body: Mapped[bytes] = clear("The case's key, sealed to the principal.", LargeBinary, bound=5)

    half = Kept(6, TEXT)
    made_at = Kept(7, INSTANT)

    @property
    def scope(self) -> UUID:
        """The case."""
        return self.case_id


class Absence(OpaqueRow, KeptRow):
    """That a colleague is away from one instant to another; who and when is sealed."""

    __tablename__ = "absences"
    __table_code__ = 27
    __lock__ = Lock.MAIL

    state: Mapped[str] = clear(STILL_OWED, String(8), bound=1, index=True)

    person_id = Kept(2, ID)
    starts = Kept(3, INSTANT)
    until = Kept(4, INSTANT)
    declared_by = Kept(5, ID)
    word_of = Kept(6, maybe(ID))  # the supervisor whose word an administrator wrote down
    declared_at = Kept(7, INSTANT)
    ended_at = Kept(8, maybe(INSTANT))
    begun = Kept(9, FLAG, default=False)  # whether those whom it concerns were told
