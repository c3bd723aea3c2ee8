"""Taking a call: about somebody nobody called about yet, or beside the calls that were taken."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.casework import (
    adding,
    cases,
    forgood,
    handover,
    holding,
    people,
    personal,
    staff,
)
from app.casework.adding import NewDeadline
from app.casework.conflicts import slips
from app.casework.deadlines import Day, Hour
from app.casework.intake import alarm, inquiries
from app.casework.intake.heard import Heard, NewCall, merged
from app.casework.intake.inquiries import CALLED, OPEN, PASSED, PROMISED, TAKEN
from app.casework.people import PersonFacts
from app.clock import instant, local
from app.db.desk import Desk
from app.errors import Refused
from app.forums import lists
from app.models import Call, Case, Inquiry, Person
from app.words import N_, translator

SELF = ("self", "himself", "herself", "él mismo", "ella misma")
START_OF_DAY = time(9)
COURT = N_("In court, as a caller said: confirm the date with the court")
CHOOSE = N_("Choose a colleague who reads this inquiry.")


class NewCallBack(BaseModel):
    """Who calls back, and by when."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int
    owner_id: UUID | None = Field(default=None, description="Left out, it stays whose it is.")
    call_back_on: Day | None = None
    call_back_at: Hour = ""


def take(desk: Desk, new: NewCall) -> UUID:
    """Take a call about somebody nobody called about yet; return the id of its file.

    Read by the intake team; where the office has none, by whoever took it and a supervisor.
    """
    office = staff.office(desk)
    case = Case(
        number=cases.fresh_number(),
        title=new.last_seen,
        opened_on=local(desk.now, desk.who.zone).date(),
        lead_id=desk.who.id,
        named_only=not office.intake_id,
        stage=OPEN,
        heard=unread_numbers(new),
    )
    case.backup_id = cases.default_backup(desk, case)
    gifts = holding.open_to(desk, case, [office.intake_id] if office.intake_id else [], [])
    subject, caller = enter_people(desk, case, new)
    row = Inquiry(
        case_id=case.id,
        heard=new.of_person.model_dump(mode="json"),
        taken_at=desk.now,
        taken_by=desk.who.id,
        owner_id=desk.who.id,
        call_back_at=call_back(desk, new.call_back_on, new.call_back_at),
    )
    desk.db.add(row)
    desk.db.flush()
    call = write(desk, case.id, new)
    rows = {
        "persons": [str(each.id) for each in (subject, caller) if each],
        "inquiries": [str(row.id)],
        "calls": [str(call.id)],
    }
    named = [str(gift.to.id) for gift in gifts if gift.to.kind == "person"]
    inquiries.done(desk, row, TAKEN, rows=rows, named=named)
    set_dates(desk, case, row, new.of_person)
    _pass_on(desk, case, row, new.owner_id)
    return case.id


def attach(desk: Desk, case_id: UUID, new: NewCall) -> UUID:
    """Take one more call about the same person: it fills what was empty, and stands by itself.

    Returns the call's id.

    Raises:
        NotFound: No such inquiry here.
        Refused: It has ended.
    """
    case, row = inquiries.open_inquiry(desk, case_id)
    before = Heard.model_validate(row.heard)
    after = merged(before, new.of_person)
    row.heard = after.model_dump(mode="json")
    if new.call_back_on or new.call_back_at:
        row.call_back_at = call_back(desk, new.call_back_on, new.call_back_at)
    case.heard = " ".join(dict.fromkeys((*case.heard.split(), *unread_numbers(new).split())))
    case.title = case.title or new.last_seen
    _fill_subject(desk, case_id, after, new)
    caller = _enter_caller(desk, case_id, new)
    call = write(desk, case_id, new)
    rows = {"calls": [str(call.id)], "persons": [str(caller.id)] if caller else []}
    inquiries.done(desk, row, CALLED, rows=rows)
    set_dates(desk, case, row, new.of_person, before)
    _pass_on(desk, case, row, new.owner_id)
    return call.id


def promise(desk: Desk, case_id: UUID, wanted: NewCallBack) -> None:
    """Say who calls back and by when; without a time, that nobody is to be called.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such inquiry here.
        Refused: It has ended, or that colleague does not work on cases.
    """
    case, row = inquiries.open_inquiry(desk, case_id, wanted.version)
    row.call_back_at = call_back(desk, wanted.call_back_on, wanted.call_back_at)
    inquiries.done(desk, row, PROMISED)
    _pass_on(desk, case, row, wanted.owner_id)


def call_back(desk: Desk, on: date | None, at: str) -> datetime | None:
    """Return the instant that a day and an hour of the taker's own clock name.

    An hour alone is the next time it strikes; a day alone begins at nine.
    """
    if on is None and not at:
        return None
    now = local(desk.now, desk.who.zone)
    hour = time.fromisoformat(at) if at else START_OF_DAY
    day = on or (now.date() if hour > now.time() else now.date() + timedelta(days=1))
    return instant(datetime.combine(day, hour), desk.who.zone)


def _pass_on(desk: Desk, case: Case, row: Inquiry, owner_id: UUID | None) -> None:
    """Make an inquiry another colleague's, who reads it: hers are its dates from now on."""
    if owner_id in {None, row.owner_id} or owner_id is None:
        return
    if owner_id not in {each.id for each in forgood.answering(desk, case.id)}:
        raise Refused(fields={"owner_id": CHOOSE})
    row.owner_id = owner_id
    backup_id = case.backup_id if case.backup_id != owner_id else None
    handover.choose(desk, case, owner_id, backup_id or cases.default_backup(desk, case))
    number = inquiries.done(desk, row, PASSED, owner=str(owner_id))
    handover.keep_schedule(desk, case, number)


def write(desk: Desk, case_id: UUID, new: NewCall) -> Call:
    """Write the row of a call; the deed that calls it notes it."""
    call = Call(
        case_id=case_id,
        at=desk.now,
        taken_by=desk.who.id,
        caller=new.caller,
        phone=new.phone,
        may_leave=new.may_leave,
        may_say=new.may_say,
        relation=new.relation,
        language=new.caller_language,
        words=new.words,
        told=list(new.told),
        date_told=new.date_told,
        heard=new.of_person.model_dump(mode="json"),
    )
    desk.db.add(call)
    desk.db.flush()
    return call


def enter_people(desk: Desk, case: Case, new: NewCall) -> tuple[Person, Person | None]:
    """Enter whom the call is about, and who called where that is somebody else."""
    facts = _facts(new)
    if _is_self(new):
        safe = {"safe_message": new.may_leave, "safe_to_say": new.may_say}
        facts = facts.model_copy(update={"phone": new.phone} | safe)
    subject = people.enter(desk, case.id, "client", facts)
    return subject, _enter_caller(desk, case.id, new)


def _enter_caller(desk: Desk, case_id: UUID, new: NewCall) -> Person | None:
    if _is_self(new) or not (new.caller or new.phone):
        return None
    facts = PersonFacts(
        given_names=new.caller,
        phone=new.phone,
        relation=new.relation,
        language=new.caller_language,
        safe_message=new.may_leave,
        safe_to_say=new.may_say,
    )
    return people.enter(desk, case_id, "caller", facts)


def _fill_subject(desk: Desk, case_id: UUID, heard: Heard, new: NewCall) -> None:
    """Give the person what a further call told; what stands there already stays."""
    subject = inquiries.subject(desk, case_id)
    if subject is None:
        return
    for name, value in _facts(heard).model_dump().items():
        if value not in ("", None, False) and getattr(subject, name) in ("", None, False):
            setattr(subject, name, value)
    if _is_self(new) and new.phone:
        safe = {"may_leave": new.may_leave, "may_say": new.may_say}
        personal.called_from(subject, new.phone, **safe)
    desk.db.flush()
    slips.hand_in(desk, subject)


def _facts(heard: Heard) -> PersonFacts:
    return PersonFacts(
        given_names=heard.given_names,
        family_name=heard.family_names[:200],
        language=heard.speaks,
        a_number=heard.number,
        birth_date=heard.born_on,
        nationality=heard.country if lists.nationality(heard.country) else "",
        detained=heard.detained,
        detained_at=heard.last_seen if heard.detained else "",
    )


def _is_self(new: NewCall) -> bool:
    return new.relation.casefold() in SELF


def unread_numbers(new: Heard) -> str:
    """Return a number that is none as given, and its signs without spaces, for a search."""
    if not new.a_number or new.number:
        return ""
    return " ".join(dict.fromkeys((new.a_number, "".join(new.a_number.split()))))


def set_dates(
    desk: Desk, case: Case, row: Inquiry, heard: Heard, before: Heard | None = None
) -> None:
    """Have a day in court that a caller named reminded of, and an old order's checklist begun."""
    known = before.court_day if before else None
    if heard.court_day and heard.court_day != known:
        words = translator(desk.who.locale)
        adding.keep(
            desk,
            case,
            NewDeadline(
                case_id=case.id,
                title=words.gettext(COURT),
                due=heard.court_day,
                sure=heard.court_day,
                means="do_by",
                responsible_id=None,
            ),
        )
    if heard.ordered_before:
        alarm.begin(desk, case, row)
