"""When something happens or falls due, for whoever must remind of it."""

from uuid import UUID

from sqlalchemy import BigInteger, Boolean, ForeignKey, String, Uuid
from sqlalchemy.orm import Mapped

from app.crypto.keyring import Lock
from app.db.columns import Kept, KeptRow, OpaqueRow, clear
from app.db.kinds import DAY, FLAG, ID, NUMBER, TEXT, maybe

STILL_OWED = "Whether it is over, or reminders may still be owed."


class Schedule(OpaqueRow, KeptRow):
    """One hearing or deadline as the worker may know it; the id is that of its row.

    Never a rule's name, a token of it, or its inputs: those stand in the case's card.
    """

    __tablename__ = "schedule"
    __table_code__ = 12
    __lock__ = Lock.SCHEDULE
    __step__ = 512

    case_id: Mapped[UUID] = clear(
        "Whose calendar it is on; the case itself is opaque.",
        Uuid,
        ForeignKey("cases.id"),
        index=True,
    )
    kind: Mapped[str] = clear("Whether a hearing or a deadline.", String(8), bound=15)
    open: Mapped[bool] = clear(STILL_OWED, Boolean, index=True)
    changed: Mapped[int] = clear(
        "Number of the last change, for followers; no time.", BigInteger, index=True, bound=16
    )

    due = Kept(1, DAY)
    safe = Kept(2, DAY)
    latest = Kept(3, maybe(DAY))
    at = Kept(4, TEXT, "")
    tz = Kept(5, TEXT)
    fatal = Kept(6, FLAG, default=False)
    whose = Kept(7, TEXT, "ours")
    edition = Kept(8, NUMBER, 1)
    status = Kept(9, TEXT, "open")
    responsible_id = Kept(10, ID)
    backup_id = Kept(11, maybe(ID))
    overtaken = Kept(12, FLAG, default=False)
    entered_at = Kept(13, TEXT, "")
    lead_id = Kept(14, maybe(ID))
    sealed = Kept(17, FLAG, default=False)
    # A day that nobody here can miss, such as one by which the other side answers: reminded of in
    # the mails that are not urgent. Which it is stands in the card.
    routine = Kept(18, FLAG, default=False)
    # Since when a fatal date that was marked as filed waits for a second look, and who marked it.
    unlooked_since = Kept(30, TEXT, "")
    filed_by = Kept(31, maybe(ID))
    # Since when whoever answers for it has not said that she has taken it over, and who gave it.
    handed_at = Kept(32, TEXT, "")
    handed_by = Kept(33, maybe(ID))
    # By which day the client of a hearing is told of what stands now; none where each client knows.
    tell_by = Kept(60, maybe(DAY), None)

    @property
    def scope(self) -> UUID:
        """The case: a row moved onto another case's calendar does not open."""
        return self.case_id
