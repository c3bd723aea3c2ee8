"""A case key sealed to one principal, signed by a person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped

from app.db.columns import OPAQUE_ID, Base, Instant, clear


class Grant(Base):
    """That a principal holds a case's key of an epoch."""

    __tablename__ = "grants"

    case_id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, ForeignKey("cases.id"), primary_key=True)
    principal_id: Mapped[UUID] = clear(
        OPAQUE_ID, Uuid, ForeignKey("principals.id"), primary_key=True, index=True
    )
    epoch: Mapped[int] = clear(
        "Which key of the case this is.", Integer, primary_key=True, autoincrement=False
    )
    role: Mapped[str] = clear("Why the principal holds it: team, lead, guest.", String(16))
    until: Mapped[datetime | None] = clear("When a guest's grant lapses.", Instant, nullable=True)
    grantor_id: Mapped[UUID] = clear("Which account signed it.", Uuid)
    form: Mapped[int] = clear("1 sealed and signed, 2 re-wrapped by its holder.", Integer)
    body: Mapped[bytes] = clear("The case's key, sealed to the principal.", LargeBinary)
