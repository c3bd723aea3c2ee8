"""A clinic of one day, and what was noted of each person who came to it."""

from app.crypto.keyring import Lock
from app.db.columns import CaseRow, Kept, KeptRow, OpaqueRow, Private
from app.db.kinds import DAY, FLAG, ID, INSTANT, NUMBER, TEXT, maybe


class ClinicDay(OpaqueRow, KeptRow):
    """A day and a place with one key: the group of the same id. No client stands here."""

    __tablename__ = "clinic_days"
    __table_code__ = 66
    __lock__ = Lock.MAIL

    place = Kept(1, TEXT)
    day = Kept(2, DAY)
    until = Kept(3, INSTANT)  # when every volunteer's code dies by itself
    opened_by = Kept(4, ID)
    opened_at = Kept(5, INSTANT)
    ended_at = Kept(6, maybe(INSTANT), None)  # its records were handed on, its people let go
    ended_by = Kept(7, maybe(ID), None)
    handed_on = Kept(8, NUMBER, 0)


class ClinicRecord(CaseRow):
    """Somebody who came to a clinic: short-term limited service, and what she was told."""

    __tablename__ = "clinic_records"
    __table_code__ = 67

    clinic_id = Private(1, ID)
    known_conflict = Private(2, maybe(FLAG), None)  # as she answered; nobody searched
    conflict_words = Private(3, TEXT, "")
    service = Private(4, TEXT, "")  # what was done for her, in words
    language = Private(5, TEXT, "")  # of her sheet
    served_by = Private(6, maybe(ID), None)
    served_at = Private(7, maybe(INSTANT), None)
    sheet_at = Private(8, maybe(INSTANT), None)  # when she was given her sheet
    sheet_by = Private(9, maybe(ID), None)
