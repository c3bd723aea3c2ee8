"""The office's name index: what was handed in, and the pages that its holders keep."""

from uuid import UUID

from sqlalchemy import Integer, LargeBinary, Uuid
from sqlalchemy.orm import Mapped

from app.db.columns import OPAQUE_ID, Base, clear

EPOCH = "Which key of the group of holders this is."


class NameSlip(Base):
    """A person who was added, changed or removed, until a holder takes it in."""

    __tablename__ = "name_slips"

    id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, primary_key=True)
    epoch: Mapped[int] = clear(EPOCH, Integer)
    body: Mapped[bytes] = clear(
        "Sealed to the holders and signed; of one length whoever it is about.", LargeBinary
    )


class NamePage(Base):
    """Up to 64 people, sealed to the holders."""

    __tablename__ = "name_pages"

    id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, primary_key=True)
    epoch: Mapped[int] = clear(EPOCH, Integer)
    version: Mapped[int] = clear("How often the page was written; part of the seal.", Integer)
    stamp: Mapped[UUID] = clear(
        "Random, new with each writing: tells holders what to read again.", Uuid
    )
    body: Mapped[bytes] = clear("Sealed to the holders, in steps of 4,096 bytes.", LargeBinary)
