"""A filing of several documents of a case: what stands in it, and each time it was made."""

from app.db.columns import CaseRow, Private
from app.db.kinds import ID, INSTANT, JSON, NUMBER, TEXT


class Bundle(CaseRow):
    """Documents in the order of their tabs, with what is printed on the cover and certificates."""

    __tablename__ = "bundles"
    __table_code__ = 78

    title = Private(1, TEXT)
    exhibits = Private(2, JSON, [])  # each with its document, title, and whether it is translated
    printed = Private(3, JSON, {})  # what stands on the cover and the certificates, by name
    most_mib = Private(4, NUMBER, 25)  # of one PDF
    made = Private(5, JSON, [])  # when, by whom, of what, as what; newest first
    author_id = Private(6, ID)
    at = Private(7, INSTANT)
