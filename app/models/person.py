"""The people of a case: client, riders, relatives, witnesses."""

from app.db.columns import CaseRow, Private
from app.db.kinds import DAY, FLAG, TEXT, maybe


class Person(CaseRow):
    """One human being in one case."""

    __tablename__ = "persons"
    __table_code__ = 2

    role = Private(1, TEXT, "client")
    given_names = Private(2, TEXT, "")
    family_name = Private(3, TEXT, "")
    language = Private(4, TEXT, "")
    interpreter = Private(5, FLAG, default=False)
    a_number = Private(6, TEXT, "")
    birth_date = Private(7, maybe(DAY))
    phone = Private(8, TEXT, "")
    safe_to_text = Private(9, maybe(FLAG))
    detained = Private(10, maybe(FLAG))
    detained_at = Private(11, TEXT, "")
    relation = Private(12, TEXT, "")
    aliases = Private(13, TEXT, "")
