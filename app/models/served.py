"""A paper that was served in a case."""

from app.db.columns import CaseRow, Private
from app.db.kinds import DAY, FLAG, ID, INSTANT, TEXT, maybe


class ServedPaper(CaseRow):
    """What came, how, when, from whom, and what it asks for."""

    __tablename__ = "served_papers"
    __table_code__ = 68

    kind = Private(1, TEXT)
    what = Private(2, TEXT, "")  # in words
    how = Private(3, TEXT)
    served_on = Private(4, DAY)
    served_at = Private(5, TEXT, "")  # the hour, where somebody noted it
    by = Private(6, TEXT, "")  # who brought or sent it
    signed = Private(7, TEXT, "")  # by a judge, an officer, a lawyer, nobody
    asks = Private(8, TEXT, "")
    answer_by = Private(9, maybe(DAY), None)  # the day that stands on it
    deadline_id = Private(10, maybe(ID), None)  # the date that reminds of that day
    objections = Private(11, TEXT, "")
    client_told = Private(12, FLAG, default=False)
    taken_by = Private(13, ID)
    taken_at = Private(14, INSTANT)
