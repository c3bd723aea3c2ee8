"""What the office chose."""

from hashlib import sha256
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import Kept, KeptRow, Versioned, clear
from app.db.kinds import JSON


class Setting(Versioned, KeptRow):
    """One choice of the office."""

    __tablename__ = "settings"
    __table_code__ = 15
    __lock__ = Lock.MAIL

    name: Mapped[str] = clear(
        "Which choice; the choice itself is sealed.", String(48), primary_key=True
    )

    value = Kept(1, JSON)

    @property
    def place_id(self) -> UUID:
        """Sixteen bytes of the name's hash."""
        return UUID(bytes=sha256(self.name.encode()).digest()[:16])
