"""A letter to somebody of a case, as it was given."""

from app.db.columns import CaseRow, Private
from app.db.kinds import ID, INSTANT, JSON, TEXT


class Letter(CaseRow):
    """What was written to whom, in both languages side by side, and who had read the texts."""

    __tablename__ = "letters"
    __table_code__ = 79

    kind = Private(1, TEXT)
    person_id = Private(2, ID)
    language = Private(3, TEXT)  # beside English
    sides = Private(4, JSON)  # what stands on each, by language, with who reviewed it and when
    document_id = Private(5, ID)  # the same on paper
    author_id = Private(6, ID)
    at = Private(7, INSTANT)
