"""A clinic in a church: one key for the day, volunteers by a code, and what is handed on."""

from datetime import date, time, timedelta
from uuid import UUID

import pytest

from app.casework import cases, deadlines, practice, seats, tasklist, verify
from app.casework.clinics import days, helpers, records
from app.casework.clinics.days import NewClinic
from app.casework.clinics.helpers import NewHelpers, Slip, TypedDayCode
from app.casework.clinics.records import NewService, NewSheet, NewTold, NewVisit
from app.casework.conflicts.opened import Holding
from app.casework.intake import checking, ending, inquiries
from app.casework.intake.checking import NewCheck, NewDecision
from app.casework.intake.ending import Acceptance
from app.casework.seats import Seat
from app.casework.throttle import Throttle
from app.errors import Forbidden, NotFound, Refused, SignedOut, WrongPassphrase
from tests.casework.test_conflicts import check
from tests.support.office import Office, id_of, opens

DAY, UNTIL = date(2027, 4, 14), time(17)
SHE = NewVisit(given_names="Nayeli", family_name="Canaria", speaks="es", known_conflict=False)
DUE = date(2027, 4, 26)


def opened(office: Office, *names: str) -> tuple[UUID, list[Slip]]:
    """Open a clinic with these volunteers."""
    with office.writing("carmen") as desk:
        clinic_id = days.open_day(desk, NewClinic(place="St. Ann", day=DAY, until=UNTIL))
    with office.writing("carmen") as desk:
        slips = helpers.let_in(desk, clinic_id, NewHelpers(names="\n".join(names)))
    return clinic_id, slips


def comes(office: Office, code: str) -> Seat:
    """Come in by a code."""
    return helpers.enter(office.house, Throttle(), TypedDayCode(code=code), "127.0.0.1")


def test_a_volunteer_reads_what_the_day_took_in_and_nothing_after(office: Office) -> None:
    """By her code, sloppily typed; nothing else of the office; her session ends with the hour."""
    other = office.open_case("alma").id
    clinic_id, (rosa, tomas) = opened(office, "Rosa", "Tomás")
    seat = comes(office, rosa.code.lower().replace("-", " "))
    with seats.writing(office.house, seat) as desk:
        case_id = records.take(desk, clinic_id, SHE)
        records.tell(desk, case_id, NewTold(title="Asylum: one year", due=DUE))
        assert desk.who.groups == {clinic_id}
        with pytest.raises(NotFound):
            cases.one(desk, other)
        with pytest.raises(Forbidden):
            days.end(desk, clinic_id)
    with seats.reading(office.house, comes(office, tomas.code)) as desk:
        (line,) = records.of_clinic(desk, clinic_id)
        assert (line.name, line.taken_by) == ("Nayeli Canaria", "Rosa")
        (told,) = records.one(desk, case_id).dates
        assert (told.due, told.whose) == (DUE, "told")
    with office.reading("carmen") as desk:  # who opened the day checks what a volunteer told
        (task,) = tasklist.page(desk, "mine", start=0, size=9).rows
    assert (task.case_id, task.is_today, told.title in task.words) == (case_id, True, True)
    assert [opens(office, name, case_id) for name in ("carmen", "ivo", "alma")] == [
        True,
        False,
        False,
    ]
    office.clock.forward(hours=12)
    with pytest.raises(SignedOut), seats.reading(office.house, seat):
        pass
    with pytest.raises(WrongPassphrase):
        comes(office, tomas.code)


def taken_in(office: Office, clinic_id: UUID, seat: Seat) -> tuple[UUID, UUID]:
    """Take somebody in who is told a date and given her sheet; return her file and the date."""
    with seats.writing(office.house, seat) as desk:
        case_id = records.take(desk, clinic_id, SHE)
        told = records.tell(desk, case_id, NewTold(title="Asylum: one year", due=DUE))
        seen = records.one(desk, case_id).version
        service = NewService(version=seen, service="The form was read with her.", sheet=True)
        records.serve(desk, case_id, service)
    return case_id, told


def test_the_day_is_handed_on_and_its_key_opens_nothing_any_more(office: Office) -> None:
    """The intake team has it; the names come into the index, after a check, with the case."""
    with office.writing("carmen") as desk:
        practice.make_intake(desk)
    clinic_id, (rosa,) = opened(office, "Rosa")
    seat = comes(office, rosa.code)
    case_id, told = taken_in(office, clinic_id, seat)
    assert check(office, "carmen", name="Nayeli Canaria").hits == []
    assert verify.verify_as(office.house, office.people["carmen"].seat).wrong == []
    with office.writing("carmen") as desk:
        assert days.end(desk, clinic_id) == 1
    assert verify.verify_as(office.house, office.people["carmen"].seat).wrong == []
    with pytest.raises(SignedOut), seats.reading(office.house, seat):
        pass
    with pytest.raises(WrongPassphrase):
        comes(office, rosa.code)
    with office.writing("ivo") as desk:
        (line,) = inquiries.listed(desk)
        assert (line.case_id, line.taken_by) == (case_id, "Rosa")
        assert records.one(desk, case_id).service == "The form was read with her."
        assert deadlines.one(desk, told).whose == "told"
        with pytest.raises(Refused):
            records.tell(desk, case_id, NewTold(title="Another", due=DUE))
        kept = checking.check(desk, Holding(), case_id, NewCheck())
        checking.decide(desk, case_id, NewDecision(version=kept.version, decision="none"))
        wanted = Acceptance(version=inquiries.one(desk, case_id).version)
        ending.accept(desk, case_id, wanted.model_copy(update={"lead_id": id_of(office, "alma")}))
    assert [each.name for each in check(office, "carmen", name="Nayeli Canaria").hits] == [
        "Nayeli Canaria"
    ]
    with office.writing("carmen") as desk, pytest.raises(Refused):
        days.end(desk, clinic_id)


def test_a_clinic_is_opened_for_a_day_ahead_by_a_supervisor(office: Office) -> None:
    """Not by an attorney, not for an hour that has passed, and nobody unnamed is let in."""
    new = NewClinic(place="St. Ann", day=DAY, until=UNTIL)
    with office.writing("alma") as desk, pytest.raises(Forbidden):
        days.open_day(desk, new)
    clinic_id, _ = opened(office, "Rosa")
    with office.writing("carmen") as desk:
        gone = new.model_copy(update={"day": DAY - timedelta(days=1)})
        with pytest.raises(Refused):
            days.open_day(desk, gone)
        with pytest.raises(Refused):
            helpers.let_in(desk, clinic_id, NewHelpers(names="\n "))
        assert clinic_id not in practice.open_groups(desk)


def test_paper_is_typed_in_by_colleagues_after_the_hour(office: Office) -> None:
    """Who came, what was done and what was told, in one save; a day that may be a slip is asked."""
    clinic_id, (rosa,) = opened(office, "Rosa")
    seat = comes(office, rosa.code)
    office.clock.forward(days=3)
    with pytest.raises((Refused, SignedOut)), seats.writing(office.house, seat) as desk:
        records.take(desk, clinic_id, SHE)
    sheet = {
        **SHE.model_dump(),
        "service": "Filled in the form.",
        "sheet": True,
        "dates": [{"title": "Asylum: one year", "due": DUE, "fatal": True}],
        "dates_sure": True,
    }
    with office.writing("carmen") as desk:
        case_id = records.type_in(desk, clinic_id, NewSheet.model_validate(sheet))
        view = records.one(desk, case_id)
    assert (view.name, view.service, view.language) == (
        "Nayeli Canaria",
        "Filled in the form.",
        "es",
    )
    assert view.sheet_at is not None
    assert [(each.due, each.fatal, each.whose) for each in view.dates] == [(DUE, True, "told")]
    with office.writing("carmen") as desk:
        days.end(desk, clinic_id)
    with pytest.raises((Refused, NotFound)), office.writing("carmen") as desk:
        records.type_in(desk, clinic_id, NewSheet.model_validate(sheet))
