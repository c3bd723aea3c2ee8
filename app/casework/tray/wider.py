"""When nobody takes what was handed in: who is told, and that it shows in red.

After a working day the lead is told, after a second the back-up too, after a third the supervisors
and from then on each working day; what is urgent tells all of them at once. Where nobody of these
is reached the administrators are told; of a sealed case never, but everybody who reads it. No mail
says for which case: of the case nothing is opened, its lead stands in its door, or in what waits.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.casework import access, audit, counting, hidden, traydoors
from app.casework.policy import ADMINISTRATOR, CASEWORK, SUPERVISING
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.roster import Roster, read_roster
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
    return bool(_due(desk))


def settle(desk: NightDesk) -> None:
    """Tell whoever must be told of what nobody took; once for each working day that it waited."""
    due = _due(desk)
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
    if since > desk.now:
        return 0
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
    late = [row for row in late if row.case_id not in kept]
    if not late:
        return []
    found = {row.case_id for row in late}
    sealed, known = hidden.sealed(desk, found), traydoors.ties(desk, found)
    own = {row.case_id: Ties(row.lead_id, row.backup_id) for row in late}
    return [
        (row.case_id, {**own, **known}[row.case_id].lead_id)
        for row in late
        if row.case_id not in sealed
    ]


def _waiting(desk: NightDesk) -> list[TrayItem]:
    query = select(TrayItem).where(TrayItem.state == traydoors.WAITS).order_by(TrayItem.id)
    return list(desk.db.scalars(query))


def _due(desk: NightDesk) -> list[TrayItem]:
    """Return what rang and stands on record; a row that somebody planted is no work."""
    return rows.standing(desk, [row for row in _waiting(desk) if _has_rung(desk, row)])


def _has_rung(desk: NightDesk, row: TrayItem) -> bool:
    try:
        return days_waited(desk, row.at) > row.told
    except (*UNREADABLE_ROW, OverflowError):
        return False  # the hourly check alarms of it


def _tell(desk: NightDesk, row: TrayItem, roster: Roster, mailbox: Mailbox) -> None:
    trouble = HANDED_IN_URGENT if row.urgent else HANDED_IN
    stage = EVERYBODY if row.urgent else min(row.told, EVERYBODY)
    for person in sorted(_recipients(desk, row, stage, roster)):
        mailbox.alarm(person, trouble, each=row.urgent)


def _recipients(desk: NightDesk, row: TrayItem, stage: int, roster: Roster) -> set[UUID]:
    """Return who is told after so many working days; the next in line where nobody is reached."""
    told: set[UUID] = set()
    for number, tier in enumerate(_tiers(desk, row, roster), start=1):
        if number > stage and roster.reached(told - roster.covers.keys()):
            break
        told |= set(tier)
    return told


def _tiers(desk: NightDesk, row: TrayItem, roster: Roster) -> Iterator[list[UUID]]:
    """Yield the lead, the back-up, the supervisors, and last the administrators.

    With each comes the cover of whoever is away. Of a sealed case no supervisor, no administrator
    and no cover hears, but last everybody who reads it; nor does whoever stands behind an ethical
    screen.
    """
    case_id, (lead, backup) = row.case_id, traydoors.ties_of(desk, row)
    is_sealed = traydoors.is_sealed_on_record(desk, case_id)
    supervisors = [] if is_sealed else roster.of_role(SUPERVISING)
    others = sorted(access.readers(desk, case_id)) if is_sealed else []
    working = set(roster.of_role(*CASEWORK))
    for tier in ([lead], [backup], supervisors, others):
        covers = [] if is_sealed else [roster.covers.get(each) for each in tier if each]
        known = [each for each in (*tier, *covers) if each is not None and each in working]
        yield [each for each in known if (each, case_id) not in roster.screened]
    if not is_sealed:
        admins = roster.of_role(ADMINISTRATOR)
        yield [each for each in admins if (each, case_id) not in roster.screened]
