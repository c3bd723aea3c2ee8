"""A second look at a fatal date that was marked as filed: was it filed, is there a receipt?

It has left the overdue dates, and its reminders go to whoever owes the look, every morning until
it is given. It is given by somebody who read the case as it was marked, or by a supervising
attorney: whoever marked it chooses nobody for it by taking colleagues off the case. Nobody gives it
on her own word of before; whoever was alone on a case does, on a day after, and says what she saw.
"""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from app import law
from app.casework import audit, counting, deadlines, forgood, screens, staff, unneeded
from app.casework.calendar import Calendar, Entry
from app.casework.casefiles import expect, labels, open_row
from app.casework.deadlines import DeadlineView
from app.casework.policy import LEGAL, SUPERVISING
from app.clock import local
from app.db.desk import Desk
from app.errors import Forbidden, Refused
from app.models import Deadline, Staff
from app.words import N_

LOOKED: Final = "deadline.look"
MOST_SHOWN = 20
NOT_OWED = N_("No second look is owed here: it was given, or the date is open again.")
NOT_YOURS = N_("An attorney or a paralegal gives the second look.")
OWN_WORD = N_(
    "You marked it as filed yourself, so somebody else who reads this case looks. Call a colleague."
)
TOO_SOON = N_(
    "You marked it as filed yourself, and nobody else reads this case. Look once more on another "
    "day, at the receipt itself."
)
NOT_THEN = N_(
    "You did not read this case yet when the date was marked as filed. Somebody who did, or a "
    "supervising attorney, gives the second look. Call one."
)
SAY_WHAT = N_("Write what you saw: the receipt and its number, or the entry in the docket.")


class SecondLook(BaseModel):
    """What somebody saw who looked whether a date was filed."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)] = ""


def is_owed_after(row: Deadline, outcome: str) -> bool:
    """Tell whether a deadline that ends so is to be looked at by a second person."""
    is_ours = row.whose == "ours" and deadlines.meaning(row) not in law.LATER
    return outcome == "filed" and is_ours and unneeded.was_fatal(row)


def begin(desk: Desk, row: Deadline, outcome: str) -> None:
    """Have a deadline that has just ended so wait for a second look, where one is owed."""
    is_owed = is_owed_after(row, outcome)
    row.filed_by = desk.who.id if outcome == "filed" else None
    row.unlooked_since = desk.now.isoformat(timespec="seconds") if is_owed else ""
    with desk.db.no_autoflush:  # half-changed, it would be sealed twice
        row.could_look = [str(each.id) for each in _others(desk, row.case_id)] if is_owed else None


def forget(row: Deadline) -> None:
    """Let what was looked at fall away: the deadline is open again."""
    row.filed_by, row.unlooked_since, row.looked, row.could_look = None, "", None, None


def give(desk: Desk, deadline_id: UUID, seen: SecondLook) -> DeadlineView:
    """Record that somebody else looked, and what she saw; its reminders end.

    Raises:
        Conflict: Somebody saved since.
        Forbidden: The legal staff gives it.
        NotFound: No such deadline here.
        Refused: None is owed, it was her own word, or nothing is said of what she saw.
    """
    row = open_row(desk, Deadline, deadline_id)
    stands = deadlines.one(desk, deadline_id)
    expect(row, seen.version, stands)
    if not row.unlooked_since:
        raise Refused(NOT_OWED)
    require(desk, row)
    if not seen.note:
        raise Refused(fields={"note": SAY_WHAT})
    at = desk.now.isoformat(timespec="minutes")
    who = {"by": str(desk.who.id), "name": desk.who.name, "at": at}
    row.looked, row.unlooked_since = {**who, "note": seen.note}, ""
    desk.db.flush()
    deadlines.keep_schedule(desk, row, audit.note(desk, LOOKED, row.id))
    return deadlines.one(desk, row.id)


def require(desk: Desk, row: Deadline) -> None:
    """Let somebody give the second look who may.

    Raises:
        Forbidden: The legal staff gives it.
        Refused: It was her own word, or somebody is there who read the case then.
    """
    if desk.who.role not in LEGAL:
        raise Forbidden(NOT_YOURS)
    is_own = row.filed_by == desk.who.id
    if _still_could(desk, row):
        if is_own:
            raise Refused(OWN_WORD)
        if str(desk.who.id) not in (row.could_look or ()) and desk.who.role != SUPERVISING:
            raise Refused(NOT_THEN)
    if not is_own:
        return
    if _others(desk, row.case_id):
        raise Refused(OWN_WORD)
    marked_on = local(datetime.fromisoformat(row.unlooked_since), row.tz).date()
    if counting.today(desk, row.tz) <= marked_on:
        raise Refused(TOO_SOON)


def _others(desk: Desk, case_id: UUID) -> list[Staff]:
    """Return who else of the legal staff reads a case for good."""
    answering = forgood.answering(desk, case_id)
    return [each for each in answering if each.role in LEGAL and each.id != desk.who.id]


def _still_could(desk: Desk, row: Deadline) -> bool:
    """Tell whether somebody works here who read the case as it was marked, and did not mark it."""
    if not row.could_look:  # none did, or it was marked before that was kept
        return False
    return any(str(each.id) in row.could_look for each in staff.active(desk, LEGAL))


def owed(desk: Desk, calendar: Calendar) -> list[DeadlineView]:
    """Return the dates whose second look whoever sits here could give, the soonest first.

    No statement where there are none, nor for what a screen keeps from her on a page that asked for
    her screens already.
    """
    entries = [each for each in calendar.unlooked_entries() if _may_concern(desk, each)]
    if not entries:
        return []
    kept = screens.kept_from(desk, desk.who.id)
    ids = [each.id for each in entries if each.case_id not in kept][:MOST_SHOWN]
    if not ids:
        return []
    known = labels(desk, {each.case_id for each in entries if each.id in set(ids)})
    rows = deadlines.by_ids(desk, ids, known)
    return sorted(rows, key=lambda row: (row.file_by, row.at or "24:00"))


def _may_concern(desk: Desk, entry: Entry) -> bool:
    """Tell whether a look may be hers; that she marked it so herself her own page tells."""
    is_hers = desk.who.id in entry.people
    return desk.who.role in LEGAL and (
        (is_hers and entry.filed_by != desk.who.id)
        or (is_hers and entry.people == {desk.who.id})
        or (desk.who.role == SUPERVISING and entry.filed_by != desk.who.id and not entry.sealed)
    )
