"""A date by which someone must act."""

from app.db.columns import CaseRow, Private
from app.db.kinds import DAY, FLAG, ID, JSON, NUMBER, TEXT, maybe


class Deadline(CaseRow):
    """Computed by a rule, printed on a document, or typed by a person."""

    __tablename__ = "deadlines"
    __table_code__ = 4

    title = Private(1, TEXT)
    due = Private(2, DAY)
    safe = Private(3, DAY)
    latest = Private(4, maybe(DAY))
    at = Private(5, TEXT, "")
    tz = Private(6, TEXT)
    whose = Private(7, TEXT, "ours")
    fatal = Private(8, FLAG, default=False)
    status = Private(9, TEXT, "open")
    responsible_id = Private(10, ID)
    rule = Private(11, TEXT, "")
    inputs = Private(12, JSON, None)
    result = Private(13, JSON, None)
    why = Private(14, TEXT, "")
    override_reason = Private(15, TEXT, "")
    hearing_id = Private(16, maybe(ID))
    proceeding = Private(17, TEXT, "")
    edition = Private(18, NUMBER, 1)
    filed_on = Private(19, maybe(DAY))
    filed_note = Private(20, TEXT, "")
    overtaken = Private(21, FLAG, default=False)
    history = Private(22, JSON, None)
    late = Private(23, FLAG, default=False)
    means = Private(24, TEXT, "")
    unanswered = Private(25, FLAG, default=False)  # the law gives no one date; nobody decided yet
    filed_at = Private(26, TEXT, "")
    # Who says that this fatal date is not needed, when and why, until a second person does too.
    unneeded = Private(27, JSON, None)
    proceeding_id = Private(50, maybe(ID))  # the record, where the case has one
    # Who marked a fatal date as filed, since when a second look at that is owed, and who gave it.
    filed_by = Private(28, maybe(ID))
    unlooked_since = Private(29, TEXT, "")
    looked = Private(30, JSON, None)
    # What tells the law that `result` was counted by; empty: it is counted anew to see.
    counted_by = Private(61, TEXT, "")
    # Who else of the legal staff read the case as it was marked so: one of them looks.
    could_look = Private(60, maybe(JSON), None)
