"""A call about somebody who is not a client yet: what was heard, from whom, and what was found."""

from app.db.columns import CaseRow, Private
from app.db.kinds import FLAG, ID, INSTANT, JSON, TEXT, maybe


class Inquiry(CaseRow):
    """What is known of the person whom calls are about, until it becomes a case or is closed."""

    __tablename__ = "inquiries"
    __table_code__ = 53

    heard = Private(1, JSON)  # as given by whoever called; nothing of it was checked
    taken_at = Private(2, INSTANT)
    taken_by = Private(3, ID)
    owner_id = Private(4, ID)  # who promised the next call
    call_back_at = Private(5, maybe(INSTANT), None)
    put = Private(6, maybe(JSON), None)  # where a person put it on the board: where, why, by whom
    last = Private(7, maybe(JSON), None)  # the last action: which, when, by whom
    steps = Private(8, maybe(JSON), None)  # of the old-order checklist: who did which, and when
    alarm_id = Private(9, maybe(ID), None)  # the date that reminds of that checklist
    ended = Private(10, maybe(JSON), None)  # how, to whom, why, who was told of which date
    joined = Private(60, maybe(JSON), None)  # to which it was put, and what to take out again


class Call(CaseRow):
    """One call about somebody, as it was taken: who called, and in which words."""

    __tablename__ = "calls"
    __table_code__ = 54

    at = Private(1, INSTANT)
    taken_by = Private(2, ID)
    caller = Private(3, TEXT, "")
    phone = Private(4, TEXT, "")
    may_leave = Private(5, maybe(FLAG), None)  # may a message be left
    may_say = Private(6, maybe(FLAG), None)  # may it be said who calls
    relation = Private(7, TEXT, "")
    language = Private(8, TEXT, "")
    words = Private(9, TEXT, "")
    told = Private(10, JSON)  # which sentences the caller was told
    date_told = Private(11, TEXT, "")
    heard = Private(12, JSON)  # all that this caller said of the person
    taken_out = Private(60, FLAG, default=False)  # it was put here from another, and went back


class ConflictCheck(CaseRow):
    """Who was compared with the office's names, what was found, and what was decided of it.

    Of a match only its case stands here, and whom to ask; whoever may open that case sees more.
    """

    __tablename__ = "conflict_checks"
    __table_code__ = 55

    at = Private(1, INSTANT)
    by = Private(2, ID)
    asked = Private(3, JSON)  # who was compared: name and part in this case
    hits = Private(4, JSON)
    lacking = Private(5, FLAG, default=False)  # part of the names could not be read, or waited
    decision = Private(6, TEXT, "")  # none, waived, pending
    note = Private(7, TEXT, "")
    decided_by = Private(8, maybe(ID), None)
    decided_at = Private(9, maybe(INSTANT), None)
