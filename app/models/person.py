"""The people of a case: client, riders, relatives, witnesses."""

from app.db.columns import CaseRow, Private
from app.db.kinds import DAY, FLAG, ID, JSON, TEXT, maybe


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
    second_family_name = Private(14, TEXT, "")
    birth_sure = Private(15, TEXT, "")  # how well the day of birth is known: "", exact, about
    birth_about = Private(16, TEXT, "")  # as it was said, where no day is known
    phones = Private(17, JSON, None)  # further ones, each with what is safe there
    addresses = Private(18, JSON, None)  # each with whether mail is safe there
    may_be_told = Private(19, TEXT, "")  # what others may tell this person: "", all, some, nothing
    told_what = Private(20, TEXT, "")
    numbers = Private(21, JSON, None)  # further A-numbers: as given, nine digits or "", confirmed
    a_number_typed = Private(22, TEXT, "")  # as it was typed
    unconfirmed = Private(23, JSON, None)  # names of what was only said and seen on no paper
    second_language = Private(24, TEXT, "")
    dialect = Private(25, TEXT, "")
    nationality = Private(50, TEXT, "")  # a code of the court's list
    entries = Private(26, JSON, None)  # each with day, place, manner
    relations = Private(27, JSON, None)  # to others of the case: whom, and how
    safe_to_call = Private(28, maybe(FLAG))
    safe_message = Private(29, maybe(FLAG))  # whether a message may be left there
    safe_to_say = Private(30, maybe(FLAG))  # whether it may be said there who calls
    # The same in each file of one human being, where somebody who reads them said so; and what was
    # taken over then, with what stood here before, so that it can be taken apart.
    same_as = Private(40, maybe(ID), None)
    merges = Private(41, maybe(JSON), None)
