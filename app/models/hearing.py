"""One setting before a judge or officer."""

from app.db.columns import CaseRow, Private
from app.db.kinds import DAY, FLAG, ID, INSTANT, JSON, NUMBER, TEXT, WALL, maybe


class Hearing(CaseRow):
    """A hearing at a court's wall time; a moved one keeps its row and names its successor."""

    __tablename__ = "hearings"
    __table_code__ = 3

    starts = Private(1, WALL)
    tz = Private(2, TEXT)
    court = Private(3, TEXT, "")
    kind = Private(4, TEXT)
    medium = Private(5, TEXT, "in_person")
    judge = Private(6, TEXT, "")
    place = Private(7, TEXT, "")
    interpreter = Private(8, TEXT, "")
    proceeding = Private(9, TEXT, "removal")
    custody = Private(10, TEXT, "unknown")
    learned = Private(11, TEXT, "")
    status = Private(12, TEXT, "set")
    replaces = Private(13, maybe(ID))
    replaced_by = Private(14, maybe(ID))
    reason = Private(15, TEXT, "")
    tz_confirmed = Private(16, FLAG, default=False)
    ended_reason = Private(17, TEXT, "")
    left_out = Private(18, JSON, None)
    counted_for = Private(19, TEXT, "")  # the custody that its dates were counted for
    # Set again after it was cancelled it is told anew: whoever knows of that knows no better.
    edition = Private(20, NUMBER, 1)
    proceeding_id = Private(31, maybe(ID))  # the record, where the case has one
    # Whom somebody told of it, tried to reach or need not tell: one entry a deed, the newest last.
    told = Private(21, JSON, None)
    # Who beside the usual is told of it, and who of them is not.
    tell = Private(22, JSON, None)
    entered_on = Private(23, maybe(DAY))
    # When somebody last compared it with the court's own calendar and found it the same.
    checked_at = Private(24, maybe(INSTANT))
    checked_by = Private(25, maybe(ID))
    adjourned = Private(26, TEXT, "")  # why, of six kinds; empty where it was not
    adjournment_code = Private(27, TEXT, "")  # as the court's own table has it
    came_from = Private(28, maybe(ID))  # the hearing at which this one was set
    goes_along = Private(29, TEXT, "")
