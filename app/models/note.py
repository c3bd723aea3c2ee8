"""What somebody wrote down."""

from app.db.columns import ID, INSTANT, TEXT, CaseRow, Private


class Note(CaseRow):
    """A note on a case, by one colleague."""

    __tablename__ = "notes"
    __table_code__ = 5

    text = Private(1, TEXT)
    author_id = Private(2, ID)
    at = Private(3, INSTANT)
