"""What is handed in for a case by somebody who cannot open it, and the way in to each case."""

from uuid import UUID

from sqlalchemy import ForeignKey, Integer, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import OPAQUE_ID, Kept, KeptRow, OpaqueRow, Versioned, clear
from app.db.kinds import FLAG, ID, INSTANT, NUMBER, TEXT, maybe


class TrayDoor(Versioned, KeptRow):
    """How a case is found by its file number, and which charter says where to seal.

    Written by whoever has the case open, never for a sealed case.
    """

    __tablename__ = "tray_doors"
    __table_code__ = 25
    __lock__ = Lock.MAIL

    case_id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, ForeignKey("cases.id"), primary_key=True)
    token: Mapped[bytes] = clear(
        "Finds the case by its number; an HMAC under the server key; zeros since it changed.",
        LargeBinary(16),
        bound=1,
        index=True,
    )

    epoch = Kept(2, NUMBER)
    charter = Kept(3, TEXT)  # its hash: the charter was proved with the case's own secret
    lead_id = Kept(4, ID)
    backup_id = Kept(5, maybe(ID))

    @property
    def scope(self) -> UUID:
        """The case."""
        return self.case_id

    @property
    def place_id(self) -> UUID:
        """The case."""
        return self.case_id


class TrayItem(OpaqueRow, KeptRow):
    """One thing handed in: sealed to the case's holders; what became of it is the server's."""

    __tablename__ = "tray_items"
    __table_code__ = 30
    __lock__ = Lock.MAIL

    case_id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, ForeignKey("cases.id"), index=True)
    giver_id: Mapped[UUID] = clear(
        "Which account handed it in.", Uuid, ForeignKey("staff.id"), bound=1, index=True
    )
    epoch: Mapped[int] = clear("Which key of the case this is.", Integer, bound=2)
    state: Mapped[str] = clear(
        "Whether it waits, was taken, or was given back.", String(8), bound=3, index=True
    )
    body: Mapped[bytes] = clear(
        "Sealed to the case's holders, in steps of 2,048 bytes; empty once it was taken.",
        LargeBinary,
        bound=4,
    )
    answer: Mapped[bytes] = clear(
        "What was said on giving it back, sealed to the giver in such steps; else empty.",
        LargeBinary,
        bound=5,
    )

    at = Kept(6, INSTANT)
    urgent = Kept(7, FLAG)
    told = Kept(8, NUMBER)  # how many working days it had waited when somebody was last told
    settled_by = Kept(9, maybe(ID))
    settled_at = Kept(10, maybe(INSTANT))
    # Whom to tell where the case has no door: once it is sealed, or where one was taken away.
    lead_id = Kept(11, maybe(ID))
    backup_id = Kept(12, maybe(ID))
    # What the giver wrote for herself, to know it again: sealed to her own key, in hex.
    own = Kept(13, TEXT, default="")

    @property
    def scope(self) -> UUID:
        """The case."""
        return self.case_id


class TrayFile(OpaqueRow, KeptRow):
    """A file that came with something handed in; it is named by this row's id, among documents.

    The row goes once its people took it, then a document's version has its file, or gave it back.
    """

    __tablename__ = "tray_files"
    __table_code__ = 76
    __lock__ = Lock.MAIL

    case_id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, ForeignKey("cases.id"), index=True)
    item_id: Mapped[UUID] = clear(
        "With which thing handed in it came.",
        Uuid,
        ForeignKey("tray_items.id"),
        bound=1,
        index=True,
    )
    body: Mapped[bytes] = clear(
        "Sealed to the case's holders: what opens the file and what it is; always as long.",
        LargeBinary,
        bound=2,
    )

    epoch = Kept(3, NUMBER)
    giver_id = Kept(4, ID)
    padded = Kept(5, NUMBER)  # what is seen of its length on the disk
    at = Kept(6, INSTANT)

    @property
    def scope(self) -> UUID:
        """The case."""
        return self.case_id
