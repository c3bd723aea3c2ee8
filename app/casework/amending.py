"""Changing what is known of a hearing, and recording how it ended."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.casework import audit, counting, hearings, replacing
from app.casework.casefiles import expect, open_row
from app.casework.deadlines import Long
from app.casework.hearings import HearingFacts, HearingView
from app.casework.replacing import OldDate
from app.db.desk import Desk
from app.errors import Refused
from app.models import Case, Hearing
from app.words import N_

STILL_TO_COME = N_(
    "This hearing is still to come. From its day on it can be marked held; if the court moved it, "
    "enter the new setting."
)


class HearingChange(HearingFacts):
    """What changes of a hearing; its day and hour change only by a new setting."""

    version: int
    status: Literal["set", "held", "cancelled"] | None = None
    reason: Long = Field(default="", repr=False, description="Why, or how we know.")
    old_dates: list[OldDate] = Field(default_factory=list, max_length=200)


def change(desk: Desk, hearing_id: UUID, wanted: HearingChange) -> HearingView:
    """Change what is known of a hearing, or record that it was held or cancelled.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such hearing here.
        Refused: It is cancelled without a reason or with fatal dates of which nothing was said,
            is held before its day, or was moved.
    """
    hearing = open_row(desk, Hearing, hearing_id)
    expect(hearing, wanted.version, hearings.one(desk, hearing_id))
    _require_ending(desk, hearing, wanted)
    changed = wanted.model_fields_set - {"version", "status", "old_dates"}
    for name in changed - {"reason"}:
        setattr(hearing, name, getattr(wanted, name))
    if "reason" in changed:
        # Why a setting was moved must outlive how it ended: a motion tells both.
        setattr(hearing, "ended_reason" if wanted.status else "reason", wanted.reason)
    hearing.status = wanted.status or hearing.status
    desk.db.flush()
    number = audit.note(desk, "hearing.change", hearing.id, fields=sorted(changed))
    case = desk.db.get_one(Case, hearing.case_id)
    hearings.keep_schedule(desk, case, hearing, number)
    if wanted.status == "cancelled":
        replacing.settle_dates(
            desk, hearing, number, decided=wanted.old_dates, reason=wanted.reason
        )
    return hearings.one(desk, hearing.id)


def _require_ending(desk: Desk, hearing: Hearing, wanted: HearingChange) -> None:
    if wanted.status == "cancelled" and not wanted.reason:
        raise Refused(fields={"reason": N_("Say how you know that it was cancelled.")})
    if hearing.status == "moved" and wanted.status is not None:
        raise Refused(N_("This setting was moved; change the newest one."))
    if wanted.status == "held" and counting.today(desk, hearing.tz) < hearing.starts.date():
        raise Refused(fields={"status": STILL_TO_COME})
