"""Where somebody is held, and who looks again; what the office knows of such places."""

from uuid import UUID

from sqlalchemy import ForeignKey, Uuid
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import OPAQUE_ID, CaseRow, Kept, KeptRow, OpaqueRow, Private, clear
from app.db.kinds import DAY, ID, INSTANT, JSON, NUMBER, TEXT, maybe


class Detention(CaseRow):
    """One place in the history of somebody's custody; a transfer begins another."""

    __tablename__ = "detentions"
    __table_code__ = 46

    person_id = Private(1, ID)
    facility_id = Private(2, maybe(ID))
    place = Private(3, TEXT, "")
    authority = Private(4, TEXT, "")
    since = Private(5, maybe(DAY))
    until = Private(6, maybe(DAY))
    ended = Private(7, TEXT, "")  # how: transferred, released, removed, unknown; empty while open
    how = Private(8, TEXT, "")  # how it was learned
    confirmed_at = Private(9, maybe(INSTANT))
    looks = Private(10, JSON, None)  # when, by whom, found or not, how; the newest last
    look_by = Private(11, maybe(INSTANT))
    promised_by = Private(12, maybe(ID))
    before = Private(13, maybe(ID))  # where the transfer came from
    changes = Private(14, JSON, None)  # what the transfer may change, each with answer and source
    entered_at = Private(15, INSTANT)


class Look(OpaqueRow, KeptRow):
    """When somebody promised to look again; the id is that of its entry. It goes when that ends.

    What Today lists without opening a case, as the schedule is for dates: no place and no name.
    """

    __tablename__ = "looks"
    __table_code__ = 47
    __lock__ = Lock.SCHEDULE

    case_id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, ForeignKey("cases.id"), index=True, bound=1)

    look_by = Kept(2, INSTANT)
    promised_by = Kept(3, ID)


class Facility(OpaqueRow, KeptRow):
    """A place where people are held, as the office knows it; no client stands here."""

    __tablename__ = "facilities"
    __table_code__ = 45
    __lock__ = Lock.MAIL

    name = Kept(1, TEXT)
    address = Kept(2, TEXT, "")
    phone = Kept(3, TEXT, "")
    fax = Kept(4, TEXT, "")
    email = Kept(5, TEXT, "")
    booking = Kept(6, TEXT, "")  # how legal visits and calls are booked
    hours_ahead = Kept(7, maybe(NUMBER), None)
    court = Kept(8, TEXT, "")  # that sits there
    tz = Kept(9, TEXT, "")
    note = Kept(10, TEXT, "")
    checked_on = Kept(11, maybe(DAY), None)
    checked_by = Kept(12, maybe(ID), None)
