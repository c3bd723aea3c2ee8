"""Advice that somebody was given without the office taking more on."""

from app.db.columns import CaseRow, Private
from app.db.kinds import DAY, ID, INSTANT, JSON, TEXT, maybe


class Advice(CaseRow):
    """What a person was told, when, in which language, and how she has it."""

    __tablename__ = "advices"
    __table_code__ = 86

    person_id = Private(1, maybe(ID))  # of the case; none where it is about all of it
    words = Private(2, TEXT)
    language = Private(3, TEXT)
    way = Private(4, TEXT)  # sheet, post, words
    told_on = Private(5, DAY)
    dates = Private(6, JSON)  # each date that she was told: its id, as it stood then
    author_id = Private(7, ID)
    at = Private(8, INSTANT)
