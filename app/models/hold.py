"""That nothing may be destroyed: of one case, or in the whole office."""

from uuid import UUID

from sqlalchemy import String, Uuid
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import OPAQUE_ID, Kept, KeptRow, OpaqueRow, clear
from app.db.kinds import ID, INSTANT, TEXT, maybe


class Hold(OpaqueRow, KeptRow):
    """A legal hold; the row stays when it was lifted. Why a case is held stands in its own card."""

    __tablename__ = "holds"
    __table_code__ = 33
    __lock__ = Lock.MAIL

    case_id: Mapped[UUID | None] = clear(
        OPAQUE_ID, Uuid, bound=1, nullable=True, index=True
    )  # none: the whole office
    state: Mapped[str] = clear("Whether it stands or was lifted.", String(8), bound=2)

    source = Kept(3, TEXT)
    reason = Kept(4, TEXT, "")  # of the whole office's alone
    put_by = Kept(5, ID)
    put_at = Kept(6, INSTANT)
    asked_by = Kept(7, maybe(ID), None)  # who would lift it, the first of two
    asked_at = Kept(8, maybe(INSTANT), None)
    lifted_by = Kept(9, maybe(ID), None)
    lifted_at = Kept(10, maybe(INSTANT), None)
    alone_since = Kept(11, maybe(INSTANT), None)  # asked, with nobody else there
    asked_word = Kept(12, TEXT, "")  # hexadecimal (`crypto.liftings`): the first's, and who lifts
    lifted_word = Kept(13, TEXT, "")
