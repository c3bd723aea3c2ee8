"""That a case is to be destroyed by two people, or was; and what stays of it then."""

from uuid import UUID

from sqlalchemy import String, Uuid
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import OPAQUE_ID, Kept, KeptRow, OpaqueRow, clear
from app.db.kinds import FLAG, ID, INSTANT, JSON, NUMBER, TEXT, maybe


class Shredding(OpaqueRow, KeptRow):
    """Asked for by one, agreed to by another, stopped or done; the row stays for good.

    It points to no case, which is gone one day. Of a client it holds the case's number alone.
    """

    __tablename__ = "shreddings"
    __table_code__ = 32
    __lock__ = Lock.MAIL

    case_id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, bound=1, index=True)
    state: Mapped[str] = clear(
        "Asked for, agreed to, stopped, destroyed or swept.", String(12), bound=2, index=True
    )

    number = Kept(3, TEXT)
    asked_by = Kept(4, ID)
    asked_at = Kept(5, INSTANT)
    asked_word = Kept(6, TEXT)
    agreed_by = Kept(7, maybe(ID), None)
    agreed_at = Kept(8, maybe(INSTANT), None)
    agreed_word = Kept(9, TEXT, "")
    destroys_at = Kept(10, maybe(INSTANT), None)
    ended_by = Kept(11, maybe(ID), None)  # who stopped it; nobody where the program did
    ended_at = Kept(12, maybe(INSTANT), None)
    why = Kept(13, TEXT, "")  # it was stopped: person, hold, date, paper, changed, restored
    sealed = Kept(14, FLAG, default=False)  # then only the two read of it
    kept_away = Kept(15, maybe(JSON), None)  # whom ethical screens kept from the case at its end
    destroyed_at = Kept(16, maybe(INSTANT), None)
    counts = Kept(17, maybe(JSON), None)  # how many rows of which table
    swept_at = Kept(18, maybe(INSTANT), None)  # the database wrote over or gave up their room
    names_at = Kept(19, maybe(INSTANT), None)  # its people left the name index
    keyring_days = Kept(20, NUMBER, 0)  # how long a backup's keys lasted then
