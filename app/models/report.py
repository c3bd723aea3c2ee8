"""What each case counts as in reports, and the figures that were given outside."""

from uuid import UUID

from sqlalchemy import ForeignKey, Integer, LargeBinary, Uuid
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import OPAQUE_ID, Kept, KeptRow, OpaqueRow, Versioned, clear
from app.db.kinds import ID, INSTANT, JSON, TEXT


class ReportCard(Versioned, KeptRow):
    """What a case counts as: codes, months and numbers, sealed to those who report.

    Every case of the office has one. That of a sealed case, or of one that its lead leaves out,
    says nothing, and looks like the others.
    """

    __tablename__ = "report_cards"
    __table_code__ = 70
    __lock__ = Lock.MAIL

    case_id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, ForeignKey("cases.id"), primary_key=True)
    epoch: Mapped[int] = clear("Which key of the group that reports this is.", Integer, bound=1)
    body: Mapped[bytes] = clear(
        "Sealed to those who report, in steps of 1,024 bytes.", LargeBinary, bound=2
    )

    @property
    def scope(self) -> UUID:
        """The case."""
        return self.case_id

    @property
    def place_id(self) -> UUID:
        """The case."""
        return self.case_id


class GivenReport(OpaqueRow, KeptRow):
    """A quarter's figures as they left the office: they stay as they were, whoever asks again."""

    __tablename__ = "given_reports"
    __table_code__ = 71
    __lock__ = Lock.MAIL

    at = Kept(1, INSTANT)
    by = Kept(2, ID)
    report = Kept(3, TEXT)
    quarter = Kept(4, TEXT)
    figures = Kept(5, JSON)  # small ones hidden already; nothing of a case can be read out of it
    # To whom it went, when and by whom; the newest last.
    given = Kept(6, JSON)
