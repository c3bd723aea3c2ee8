"""Signs of life."""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped

from app.db.columns import Base, clear
from app.db.columntypes import Instant


class Heartbeat(Base):
    """When a part of Amparo last finished its round."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = clear(
        "Which part: worker, self-check, backup, clock, weekly test.", String(24), primary_key=True
    )
    at: Mapped[datetime] = clear("When it last finished.", Instant)
    count: Mapped[int] = clear(
        "How many open dates it watched over, the newest number it saw, or how many wait.",
        BigInteger,
    )
    trouble: Mapped[str] = clear(
        "Code of what is wrong; of the clock, which start of the machine it is of.", String(48)
    )
