"""That an ethical screen stands between a person and a case."""

from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, Uuid
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import OPAQUE_ID, KeptRow, clear


class Screen(KeptRow):
    """What the case's card says too, where its key is not at hand; put up or taken down whole."""

    __tablename__ = "screens"
    __table_code__ = 28
    __lock__ = Lock.MAIL

    case_id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, ForeignKey("cases.id"), primary_key=True)
    person_id: Mapped[UUID] = clear(
        OPAQUE_ID, Uuid, ForeignKey("principals.id"), primary_key=True, index=True
    )
    word: Mapped[bytes] = clear(
        "The signed word who put the screen up, and since when; not why.", LargeBinary, bound=1
    )

    @property
    def scope(self) -> UUID:
        """The case."""
        return self.case_id

    @property
    def place_id(self) -> UUID:
        """The person."""
        return self.person_id

    @property
    def named(self) -> str:
        """Table, case and person."""
        return f"screens {self.case_id} from {self.person_id}"
