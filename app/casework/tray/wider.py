"""When nobody takes what was handed in: who is told, and that it shows in red.

After a working day the lead is told, after a second the back-up too, after a third the supervisors
and from then on each working day; what is urgent tells all of them at once. No mail says for which
case: of the case nothing is opened, its lead stands in its door.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.casework import audit, counting, hidden, traydoors
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.roster import ADMIN, SUPERVISING, Roster, read_roster
from app.casework.reminders.troubles import HANDED_IN, HANDED_IN_URGENT
from app.casework.tray import rows
from app.casework.traydoors import Ties
from app.clock import instant
from app.db.desk import NightDesk
from app.errors import UNREADABLE_ROW
from app.models import TrayItem

EVERYBODY = 3  # working days after which the supervisors are told
LONGEST = 400  # working days that are counted; by then it has been told daily for a year


def is_due(desk: NightDesk) -> bool:
    """Tell whether `settle` has something to do; one statement where nothing waits."""
    return any(_has_rung(desk, row) for row in _waiting(desk))


def settle(desk: NightDesk) -> None:
    """Tell whoever must be told of what nobody took; once for each working day that it waited."""
    due = [row for row in rows.standing(desk, _waiting(desk)) if _has_rung(desk, row)]
    if not due:
        return
    roster, mailbox = read_roster(desk), Mailbox(desk)
    for row in due:
        row.told = days_waited(desk, row.at)
        _tell(desk, row, roster, mailbox)
    audit.note(desk, "tray.tell", None, count=len(due))


def tell_at_once(desk: NightDesk, row: TrayItem) -> None:
    """Tell everybody of something urgent, in the deed that handed it in."""
    _tell(desk, row, read_roster(desk), Mailbox(desk))


def days_waited(desk: NightDesk, since: datetime) -> int:
    """Return how many working days are over since an instant: each ends at that one's hour.

    What comes on a closed day has come on the next open one; closed days are those that reminders
    go by.
    """
    zone = desk.house.settings.timezone
    begun = since.astimezone(desk.local_now(zone).tzinfo)
    day, hour = begun.date(), begun.time().replace(tzinfo=None)
    if counting.is_closed(day):
        day = counting.next_business_day(day)
    for count in range(LONGEST):
        day = counting.next_business_day(day)
        if instant(datetime.combine(day, hour), zone) > desk.now:
            return count
    return LONGEST


def is_late(desk: NightDesk, row: TrayItem) -> bool:
    """Tell whether something is to be shown in red: it is urgent, or waited for a working day."""
    return row.urgent or days_waited(desk, row.at) >= 1


def in_red(desk: NightDesk, kept: Iterable[UUID]) -> list[tuple[UUID, UUID | None]]:
    """Return the cases, with their leads, for which something waits too long.

    Sealed cases are not among them, nor those in `kept`, which ethical screens keep from whoever
    asks. A few statements.
    """
    kept = set(kept)
    late = [row for row in rows.standing(desk, _waiting(desk)) if is_late(desk, row)]
    found = [row.case_id for row in late if row.case_id not in kept]
    if not found:
        return []
    sealed, known = hidden.sealed(desk, found), traydoors.ties(desk, found)
    return [(each, known.get(each, Ties()).lead_id) for each in found if each not in sealed]


def _waiting(desk: NightDesk) -> list[TrayItem]:
    query = select(TrayItem).where(TrayItem.state == rows.WAITS).order_by(TrayItem.id)
    return list(desk.db.scalars(query))


def _has_rung(desk: NightDesk, row: TrayItem) -> bool:
    try:
        return days_waited(desk, row.at) > row.told
    except UNREADABLE_ROW:
        return False  # the hourly check alarms of it


def _tell(desk: NightDesk, row: TrayItem, roster: Roster, mailbox: Mailbox) -> None:
    trouble = HANDED_IN_URGENT if row.urgent else HANDED_IN
    stage = EVERYBODY if row.urgent else row.told
    for person in sorted(_recipients(desk, row.case_id, stage, roster)):
        mailbox.alarm(person, trouble, each=row.urgent)


def _recipients(desk: NightDesk, case_id: UUID, stage: int, roster: Roster) -> set[UUID]:
    """Return who is told after so many working days; the next in line where nobody is reached."""
    told: set[UUID] = set()
    for number, tier in enumerate(_tiers(desk, case_id, roster), start=1):
        if number > stage and roster.reached(told - roster.covers.keys()):
            break
        told |= set(tier)
    return told


def _tiers(desk: NightDesk, case_id: UUID, roster: Roster) -> Iterator[list[UUID]]:
    """Yield the lead, the back-up, the supervisors, and last the administrators.

    With each comes the cover of whoever is away. Of a sealed case no supervisor and no cover hears,
    nor does whoever stands behind an ethical screen.
    """
    lead, backup = traydoors.ties(desk, [case_id]).get(case_id, Ties())
    is_sealed = traydoors.is_sealed_on_record(desk, case_id)
    supervisors = [] if is_sealed else roster.of_role(SUPERVISING)
    for tier in ([lead], [backup], supervisors, roster.of_role(ADMIN)):
        covers = [] if is_sealed else [roster.covers.get(each) for each in tier if each]
        known = [each for each in (*tier, *covers) if each is not None and each in roster.roles]
        yield [each for each in known if (each, case_id) not in roster.screened]
