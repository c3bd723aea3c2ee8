"""What was asked of a court or an agency, and what came of it; criminal cases beside it."""

from app.db.columns import CaseRow, Private
from app.db.kinds import DAY, FLAG, ID, JSON, NUMBER, TEXT, maybe


class Filing(CaseRow):
    """An application, motion, appeal, petition, records request or claim, to its decision."""

    __tablename__ = "filings"
    __table_code__ = 56

    kind = Private(1, TEXT)
    title = Private(2, TEXT, "")  # as its paper calls it
    person_id = Private(3, maybe(ID))  # for whom
    proceeding_id = Private(4, maybe(ID))
    about_id = Private(5, maybe(ID))  # the filing that it appeals, answers or renews
    filed_by = Private(6, TEXT, "")
    forum = Private(7, TEXT, "")  # court or agency, as people say it or by its three letters
    filed_on = Private(8, maybe(DAY))
    filed_how = Private(9, TEXT, "")
    received_on = Private(10, maybe(DAY))  # as the receipt says
    number = Private(11, TEXT, "")  # receipt, docket or tracking number, as it was typed
    number_seen = Private(12, FLAG, default=False)  # copied from a paper
    court_code = Private(13, TEXT, "")  # of a motion: the court's own code
    fee = Private(14, TEXT, "")
    fee_amount = Private(15, maybe(NUMBER))  # dollars
    biometrics_on = Private(16, maybe(DAY))
    clock = Private(17, JSON, None)  # of asylum and work: as the court last said
    stay = Private(18, TEXT, "")  # whether removal or release waits for it
    category = Private(19, TEXT, "")  # of a work permit or a status that was granted
    valid_until = Private(20, maybe(DAY))
    accrued_on = Private(21, maybe(DAY))  # of a claim: when what it is about became known
    amount = Private(22, maybe(NUMBER))  # of a claim: the sum certain, dollars
    decided_on = Private(23, maybe(DAY))
    outcome = Private(24, TEXT, "")
    decision = Private(25, TEXT, "")
    dates = Private(26, JSON, None)  # ids of the deadlines that were counted from it
    note = Private(27, TEXT, "")


class CriminalCase(CaseRow):
    """A criminal case of somebody: its court, its charges and how each ended."""

    __tablename__ = "criminal_cases"
    __table_code__ = 57

    person_id = Private(1, ID)
    court = Private(2, TEXT, "")
    state = Private(3, TEXT, "")
    number = Private(4, TEXT, "")  # docket number
    arrested_on = Private(5, maybe(DAY))
    arrested_by = Private(6, TEXT, "")
    counsel = Private(7, TEXT, "")  # of the defence, and how to reach her
    known_from = Private(8, TEXT, "")  # told, or from which paper
    charges = Private(9, JSON, None)  # statute, offence, degree, plea, disposition, sentence
    advice = Private(10, TEXT, "")  # what it means for status: work product
    note = Private(11, TEXT, "")
