"""What an office changes of the law that is shipped: a rule's version, a closed day, a review."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import Kept, KeptRow, OpaqueRow, clear
from app.db.kinds import ID, INSTANT, JSON, TEXT, maybe


class LawChange(OpaqueRow, KeptRow):
    """One change, with the signed words of who asked for it, agreed and ended it; it stays."""

    __tablename__ = "law_changes"
    __table_code__ = 36
    __lock__ = Lock.MAIL

    state: Mapped[str] = clear("Whether it waits, holds or was ended.", String(8), bound=1)

    says = Kept(2, JSON)  # what is changed, with its reason
    asked_by = Kept(3, ID)
    asked_at = Kept(4, INSTANT)
    asked_word = Kept(5, TEXT)  # hexadecimal (`crypto.lawchanges`), as are the others
    agreed_by = Kept(6, maybe(ID), None)
    agreed_at = Kept(7, maybe(INSTANT), None)
    agreed_word = Kept(8, TEXT, "")
    ended_by = Kept(9, maybe(ID), None)
    ended_at = Kept(10, maybe(INSTANT), None)
    ended_word = Kept(11, TEXT, "")
    ending_by = Kept(12, maybe(ID), None)  # who says first that what took two is to end
    ending_word = Kept(13, TEXT, "")
    refused_why = Kept(14, TEXT, "")  # why the second person said no to what waited
