"""One process before a court or an agency inside a case."""

from app.db.columns import CaseRow, Private
from app.db.kinds import DAY, FLAG, JSON, TEXT, maybe


class Proceeding(CaseRow):
    """A removal, a bond, an appeal, an application: each with its own court, stage and outcome."""

    __tablename__ = "proceedings"
    __table_code__ = 44

    kind = Private(1, TEXT)
    court = Private(2, TEXT, "")  # court or agency, as people say it or by its three letters
    judge = Private(3, TEXT, "")
    judge_on = Private(4, maybe(DAY))  # the day on which the judge was known
    number = Private(5, TEXT, "")  # docket or receipt, as it was typed
    filed_on = Private(6, maybe(DAY))
    served_on = Private(7, maybe(DAY))
    concluded_on = Private(8, maybe(DAY))
    charges = Private(9, JSON, None)  # each with its status
    stage = Private(10, TEXT, "")
    decision = Private(11, TEXT, "")
    decided_on = Private(12, maybe(DAY))
    outcome = Private(13, TEXT, "")
    # Who is of record by which form, for what, since and until when; the newest last.
    of_record = Private(14, JSON, None)
    note = Private(15, TEXT, "")
    bond = Private(16, JSON, None)  # of a bond proceeding: amounts, basis, result, conditions
    earlier_judges = Private(17, JSON, None)  # each with the day on which she was known
    number_seen = Private(18, FLAG, default=False)  # copied from a paper
