"""What custodians have opened for somebody, until its waiting time is over."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, LargeBinary, Uuid
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import OPAQUE_ID, Base, Kept, KeptRow, OpaqueRow, clear
from app.db.columntypes import Instant
from app.db.kinds import JSON, NUMBER, TEXT, maybe
from app.models.principal import SEALED_KEY

WHICH = "Which key of the case this is."
TERMS = "The custodians' signed word: for whom, how many keys, from when."


class Recovery(OpaqueRow, KeptRow):
    """That keys wait for a colleague; the row goes when she has taken them, or it was stopped."""

    __tablename__ = "recoveries"
    __table_code__ = 29
    __lock__ = Lock.MAIL

    staff_id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, ForeignKey("staff.id"), bound=1)
    opens_at: Mapped[datetime] = clear(TERMS, Instant, bound=2)
    terms: Mapped[bytes] = clear(TERMS, LargeBinary, bound=3)

    number = Kept(5, NUMBER)  # of its entry on record
    half = Kept(4, TEXT)  # without which nobody opens what waits, however she came by it
    words = Kept(6, maybe(JSON), None)  # the root's, that she is in a group: hex, by its id


class RecoveredKey(Base):
    """One key of a case or a group, closed to its future holder and once more under the half.

    It proves itself: nobody but the custodians' root could have sealed what is in it.
    """

    __tablename__ = "recovered_keys"

    recovery_id: Mapped[UUID] = clear(
        OPAQUE_ID, Uuid, ForeignKey("recoveries.id"), primary_key=True
    )
    subject_id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, primary_key=True)
    epoch: Mapped[int] = clear(
        WHICH,
        Integer,
        primary_key=True,
        autoincrement=False,
    )
    kind: Mapped[int] = clear(WHICH, Integer)
    body: Mapped[bytes] = clear(SEALED_KEY, LargeBinary)
