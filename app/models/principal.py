"""Who can be granted a key: a person, or a group of people."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import OPAQUE_ID, Kept, KeptRow, OpaqueRow, Versioned, clear
from app.db.columntypes import Instant
from app.db.kinds import ID, INSTANT, TEXT, maybe

PUBLIC_KEY = "A public key; made to be read."
WORD = "The signed word whose keys these are, or were: a certificate, or a group's charter."
SEALED_KEY = "A key of a case or a group, sealed to who is to have it."


class Principal(OpaqueRow, KeptRow):
    """A holder of keys; a person's principal has the id of her account."""

    __tablename__ = "principals"
    __table_code__ = 11
    __lock__ = Lock.MAIL

    kind: Mapped[str] = clear("Whether this is a person or a group.", String(8), bound=2)
    sealing_key: Mapped[bytes] = clear(PUBLIC_KEY, LargeBinary, bound=3)
    signing_key: Mapped[bytes | None] = clear(PUBLIC_KEY, LargeBinary, bound=4, nullable=True)
    commitment: Mapped[bytes | None] = clear(
        "Of a group: hash of its random key; tells nothing.",
        LargeBinary(32),
        bound=5,
        nullable=True,
    )
    epoch: Mapped[int] = clear("How often a group's key was changed.", Integer, bound=6)
    word: Mapped[bytes | None] = clear(
        WORD,
        LargeBinary,
        bound=7,
        nullable=True,
    )

    # Her certificates of before she was given new keys, one after the other.
    former: Mapped[bytes | None] = clear(
        WORD,
        LargeBinary,
        bound=8,
        nullable=True,
    )
    for_custodians: Mapped[bytes | None] = clear(
        SEALED_KEY,
        LargeBinary,
        bound=9,
        nullable=True,
    )

    name = Kept(1, TEXT)
    made_at = Kept(10, maybe(INSTANT), None)  # of a group
    made_by = Kept(11, maybe(ID), None)
    closed_at = Kept(12, maybe(INSTANT), None)  # it takes no new case and lets nobody in
    purpose = Kept(60, TEXT, "")  # of a group: "clinic" where it is that of one day
    stands = Kept(13, TEXT, "")  # the root's word for a charter whose maker's keys ended, in hex


class Member(Versioned, KeptRow):
    """That a person holds a group's key, which is sealed to her like a grant."""

    __tablename__ = "members"
    __table_code__ = 18
    __lock__ = Lock.MAIL

    group_id: Mapped[UUID] = clear(OPAQUE_ID, Uuid, ForeignKey("principals.id"), primary_key=True)
    person_id: Mapped[UUID] = clear(
        OPAQUE_ID, Uuid, ForeignKey("principals.id"), primary_key=True, index=True
    )
    epoch: Mapped[int] = clear(
        "Which key of the group this is.",
        Integer,
        bound=1,
        primary_key=True,
        autoincrement=False,
    )
    until: Mapped[datetime | None] = clear(
        "When a membership lapses by itself.", Instant, bound=2, nullable=True
    )
    grantor_id: Mapped[UUID] = clear("Which account signed it.", Uuid, bound=3)
    form: Mapped[int] = clear("1 sealed and signed, 2 re-wrapped by its holder.", Integer, bound=4)
    body: Mapped[bytes] = clear("The group's key, sealed to the person.", LargeBinary, bound=5)

    since = Kept(6, maybe(INSTANT), None)
    let_in_by = Kept(7, maybe(ID), None)  # the first time; whoever changes the key signs anew
    word = Kept(8, TEXT, "")  # the supervisor's, who let her in or changed the key, in hex

    @property
    def scope(self) -> UUID:
        """The group."""
        return self.group_id

    @property
    def place_id(self) -> UUID:
        """The person."""
        return self.person_id

    @property
    def named(self) -> str:
        """Table, group and person."""
        return f"members {self.group_id} of {self.person_id}"
