"""Where a client was sent, and what she allowed to be told to whom."""

from app.db.columns import CaseRow, Private
from app.db.kinds import DAY, ID, INSTANT, TEXT, maybe


class Referral(CaseRow):
    """A client was sent to somebody outside, for something; and what came of it."""

    __tablename__ = "referrals"
    __table_code__ = 62

    person_id = Private(1, maybe(ID))  # of the case; none where it is about all of it
    to_whom = Private(2, TEXT)
    what_for = Private(3, TEXT, "")
    made_on = Private(4, DAY)
    may_tell = Private(5, TEXT, "")  # what may be told to them of the client
    release_id = Private(6, maybe(ID))  # that allows it
    reply = Private(7, TEXT, "")  # accepted, declined, no_answer, withdrawn; empty while it waits
    answered_on = Private(8, maybe(DAY))
    note = Private(9, TEXT, "")
    author_id = Private(10, ID)
    at = Private(11, INSTANT)


class Release(CaseRow):
    """What somebody consented to, or allowed to be told to whom: signed, until when, revoked."""

    __tablename__ = "releases"
    __table_code__ = 63

    kind = Private(1, TEXT)
    person_id = Private(2, maybe(ID))  # who signs
    what = Private(3, TEXT)
    to_whom = Private(4, TEXT, "")
    signed_on = Private(5, maybe(DAY))
    until = Private(6, maybe(DAY))
    revoked_on = Private(7, maybe(DAY))
    why_revoked = Private(8, TEXT, "")
    note = Private(9, TEXT, "")
    task_id = Private(10, maybe(ID))  # by which somebody looks before it runs out
    author_id = Private(11, ID)
    at = Private(12, INSTANT)
