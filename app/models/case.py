"""A client or family, and the commitments of its keys."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, LargeBinary, Uuid
from sqlalchemy.orm import Mapped

from app.db.columns import OPAQUE_ID, Base, CaseRow, Private, clear
from app.db.kinds import DAY, FLAG, ID, JSON, TEXT, maybe


class Case(CaseRow):
    """One client or family; everything else hangs on it."""

    __tablename__ = "cases"
    __table_code__ = 1

    number = Private(1, TEXT)
    title = Private(2, TEXT, "")
    opened_on = Private(3, DAY)
    lead_id = Private(5, ID)
    backup_id = Private(6, maybe(ID))
    named_only = Private(7, FLAG, default=False)
    found_as = Private(8, TEXT, "")  # how the name index answers: "", call, ask, out
    # Whom ethical screens keep away, why, by whom, since and until when; the newest last.
    screens = Private(9, maybe(JSON), None)
    sealed = Private(10, TEXT, "")  # why nobody else may know of it: "", sealed, victim
    # Legal holds: which, of what source, why, by whom, since and until when; the newest last.
    holds = Private(11, maybe(JSON), None)
    # Whether whoever is to hold its key is enrolled under it; of earlier cases with the next key.
    enrols = Private(12, FLAG, default=False)
    closed_on = Private(13, maybe(DAY))
    # How it was closed and opened again, by whom and when; the newest last.
    closings = Private(14, maybe(JSON), None)
    stage = Private(30, TEXT, "")  # "": a case; "inquiry": calls only; "ended": an inquiry, closed
    heard = Private(31, TEXT, "")  # numbers as callers gave them, for a search to find it by

    problem = Private(80, TEXT, "")  # what it is about, by a code of a funder's
    closed_as = Private(81, TEXT, "")  # what was done when it was closed, by such a code
    # Left out of reports: why, by whom and when; missing where it counts.
    uncounted = Private(82, maybe(JSON), None)

    def __init__(self, **values: Any) -> None:  # noqa: ANN401 - as every model's constructor
        super().__init__(**values)
        self.case_id = self.id


class CaseKeyRow(Base):
    """That a case has a key of an epoch, and a commitment that fits no other key."""

    __tablename__ = "case_keys"

    case_id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, ForeignKey("cases.id"), primary_key=True)
    epoch: Mapped[int] = clear(
        "How often the case's key was changed.", Integer, primary_key=True, autoincrement=False
    )
    commitment: Mapped[bytes] = clear(
        "A hash of a random key; says nothing of it.", LargeBinary(32)
    )
    charter: Mapped[bytes | None] = clear(
        "The signed word which key this is, and where to seal what is handed in.",
        LargeBinary,
        nullable=True,
    )


class DueKey(Base):
    """That somebody who held a case's key has left it: the next who writes gives it a new one."""

    __tablename__ = "due_keys"

    case_id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, ForeignKey("cases.id"), primary_key=True)
