"""Emergency access: a cover opens what waits for her although nobody was declared absent.

It needs a reason and her passphrase and code once more, lasts four hours at most, and tells those
who hold the case and every supervisor. It opens cover envelopes and nothing else.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import access, audit, departed, envelopes, policy, screens, seats, staff
from app.casework.calendar import Calendar
from app.casework.casefiles import open_file
from app.casework.policy import SUPERVISING
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.text import code_of
from app.casework.reminders.troubles import EMERGENCY
from app.casework.seats import Seat
from app.casework.signin import Proof, prove
from app.casework.slots import Entry
from app.casework.throttle import Throttle
from app.casework.typed import Long
from app.db.desk import Colleague, Desk, House
from app.errors import Damaged, NotFound, Refused
from app.models import Grant, Note
from app.words import N_, translator

MOST_HOURS = 4
TAKEN = "case.emergency"
SHOWN_FOR = timedelta(days=30)
SHORTEST_REASON = 10
NO_REASON = N_("Say why in a sentence: the people of the case read it.")
ENDED = N_(
    "Somebody of this case ended your emergency access to it less than a day ago. Ask whoever "
    "leads it, or a supervising attorney who reads it, to share it with you."
)
HEADING = N_("Emergency access, hours: %(hours)s. Reason: %(reason)s")


class NewEmergency(Proof):
    """Which case, why, for how many hours; with the passphrase and a fresh code."""

    case_id: UUID
    reason: Long = Field(repr=False)
    hours: int = Field(default=1, ge=1, le=MOST_HOURS)


class WaitingCase(BaseModel):
    """A case that waits for its holder's cover: whose it is, and its next date as mails call it."""

    model_config = ConfigDict(frozen=True)

    case_id: UUID
    holder_name: str
    code: str
    kind: str
    on: date | None


class TakenView(BaseModel):
    """An emergency access of late: whose, when; of which case, for those who can open it."""

    model_config = ConfigDict(frozen=True)

    who: str
    since: datetime
    until: datetime
    case_id: UUID | None
    mine: bool = False


def taken(desk: Desk) -> list[TakenView]:
    """Return the emergency accesses of late, the newest first.

    A supervisor sees each that no screen keeps from her, others those to cases that they can open.
    """
    rows = desk.db.scalars(select(Grant).where(Grant.role == envelopes.EMERGENCY))
    late = {(row.case_id, row.principal_id): row for row in rows if _is_late(desk, row)}
    kept = screens.kept_from(desk, desk.who.id)
    mine = access.reach(desk, {case_id for case_id, _ in late})
    names = staff.names(desk, {person_id for _, person_id in late}) if late else {}
    views = [
        TakenView(
            who=names.get(person_id, ""),
            since=row.since or desk.now,
            until=row.until or desk.now,
            case_id=case_id if case_id in mine else None,
            mine=person_id == desk.who.id,
        )
        for (case_id, person_id), row in late.items()
        if case_id in mine or (desk.who.role == SUPERVISING and case_id not in kept)
    ]
    return sorted(views, key=lambda view: view.since, reverse=True)


def _is_late(desk: Desk, row: Grant) -> bool:
    try:
        return row.since is not None and desk.now - row.since < SHOWN_FOR
    except Damaged:
        return False  # `verify` names it


def waiting(desk: Desk, calendar: Calendar) -> list[WaitingCase]:
    """Return the cases that wait for whoever sits here, the nearest date first."""
    calendar.follow(desk)
    names = staff.names(desk)
    holders: dict[UUID, set[str]] = {}
    for row in envelopes.for_me(desk):
        holders.setdefault(row.case_id, set()).add(names.get(row.holder_id, ""))
    nearest: dict[UUID, Entry] = {}
    for entry in calendar.of_cases(holders):
        if entry.case_id not in nearest or entry.day < nearest[entry.case_id].day:
            nearest[entry.case_id] = entry
    views = [
        WaitingCase(
            case_id=case_id,
            holder_name=", ".join(sorted(whose)),
            code=code_of(desk.house, nearest[case_id].id) if case_id in nearest else "",
            kind=nearest[case_id].kind if case_id in nearest else "",
            on=nearest[case_id].day if case_id in nearest else None,
        )
        for case_id, whose in holders.items()
    ]
    return sorted(views, key=lambda view: (view.on or date.max, view.case_id))


def open_case(
    house: House, throttle: Throttle, who: Colleague, wanted: NewEmergency, address: str
) -> None:
    """Open a case that waits for whoever is signed in, for some hours.

    Raises:
        Forbidden: Her role does not include it.
        NotFound: Nothing of that case waits for her.
        Refused: No reason is given, or what she had was ended less than a day ago.
        Throttled, WrongPassphrase: As `signin.sign_in`.
    """
    policy.require(who.role, "emergency.open")
    if len(wanted.reason) < SHORTEST_REASON:
        raise Refused(fields={"reason": NO_REASON})
    seat = prove(house, throttle, who, wanted, address)
    _open(house, seat, wanted)


def _open(house: House, seat: Seat, wanted: NewEmergency) -> None:
    with seats.writing(house, seat) as desk:
        rows = [row for row in envelopes.for_me(desk) if row.case_id == wanted.case_id]
        ended = departed.lent_and_taken(desk, desk.now - departed.AGAIN_AFTER)
        if rows and (desk.who.id, wanted.case_id) in ended:
            raise Refused(fields={"case_id": ENDED})
        until = desk.now + timedelta(hours=wanted.hours)
        if not envelopes.release(desk, rows, until, envelopes.EMERGENCY):
            raise NotFound
        open_file(desk, wanted.case_id)
        note_id = _write_down(desk, wanted)
        _tell(desk, wanted.case_id, {row.holder_id for row in rows})
        written = {"notes": [str(note_id)]}
        audit.note(desk, TAKEN, wanted.case_id, hours=wanted.hours, rows=written)
        access.rewrap(desk, wanted.case_id)


def _write_down(desk: Desk, wanted: NewEmergency) -> UUID:
    """Put the reason where the people of the case read it, and nobody else; it stands for good."""
    words = translator(desk.who.locale)
    text = words.gettext(HEADING, hours=wanted.hours, reason=wanted.reason)
    by, at = desk.who.id, desk.now
    note = Note(case_id=wanted.case_id, text=text, author_id=by, at=at, stands=True)
    desk.db.add(note)
    desk.db.flush()
    return note.id


def _tell(desk: Desk, case_id: UUID, holders: set[UUID]) -> None:
    mailbox, kept = Mailbox(desk), screens.away(desk, case_id)
    supervisors = {row.id for row in staff.active(desk, {SUPERVISING})} - kept
    for person_id in sorted((holders | supervisors) - {desk.who.id}):
        mailbox.alarm(person_id, EMERGENCY, each=True)
