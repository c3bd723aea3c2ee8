"""What somebody wrote down."""

from app.db.columns import CaseRow, Private
from app.db.kinds import FLAG, ID, INSTANT, JSON, TEXT


class Note(CaseRow):
    """A note on a case, by one colleague."""

    __tablename__ = "notes"
    __table_code__ = 5

    text = Private(1, TEXT)
    author_id = Private(2, ID)
    at = Private(3, INSTANT)
    stands = Private(4, FLAG, default=False)  # why somebody took emergency access: for good
    earlier = Private(5, JSON, None)  # what it said before each correction, and until when
