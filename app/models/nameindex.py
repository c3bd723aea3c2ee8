"""The office's name index: what was handed in, and the pages that its holders keep."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, LargeBinary, Uuid
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import OPAQUE_ID, Base, KeptRow, OpaqueRow, clear, later_card

EPOCH = "Which key of the group of holders this is."


class NameSlip(Base):
    """A person who was added, changed or removed, until a holder takes it in."""

    __tablename__ = "name_slips"

    id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, primary_key=True)
    epoch: Mapped[int] = clear(EPOCH, Integer)
    body: Mapped[bytes] = clear(
        "Sealed to the holders and signed; of one length whoever it is about.", LargeBinary
    )


class NamePage(OpaqueRow, KeptRow):
    """Up to 64 people, sealed to the holders; its card tells without their key that it is whole."""

    __tablename__ = "name_pages"
    __table_code__ = 31
    __lock__ = Lock.MAIL

    card: Mapped[Any] = later_card()  # a holder's next sign-in writes a page without one anew
    epoch: Mapped[int] = clear(EPOCH, Integer, bound=1)
    stamp: Mapped[UUID] = clear(
        "Random, new with each writing: tells holders what to read again.", Uuid, bound=2
    )
    body: Mapped[bytes] = clear(
        "Sealed to the holders, in steps of 4,096 bytes.", LargeBinary, bound=3
    )


class DueName(Base):
    """That a case's people are to be handed in anew: the page they stood on may be lost."""

    __tablename__ = "due_names"

    case_id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, ForeignKey("cases.id"), primary_key=True)
