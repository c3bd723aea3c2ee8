"""A fatal date that was marked as filed is looked at by somebody else. It is 14 April 2027."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import endings, pulse, readers, reminders, secondlook, today
from app.casework.deadlines import DeadlineView
from app.casework.endings import Completion
from app.casework.readers import NewReader
from app.casework.reminders.mails import LOOK, items_of
from app.casework.secondlook import SecondLook
from app.errors import Refused
from app.models import Mail, Schedule
from tests.casework.briefs import add
from tests.casework.bringing_back import wrong
from tests.casework.covering import leave_to, shared_by_two
from tests.support.mails import read_mail
from tests.support.office import Office, id_of


def _round(office: Office) -> dict[str, str]:
    """Have one round of the night, and return who was mailed of a second look, and the words."""
    names, told = {id_of(office, name): name for name in office.people}, {}
    with office.night(writes=True) as desk:
        planned = reminders.plan(desk, office.calendar)
        checked = pulse.self_check(desk, office.calendar)
    assert (checked.missing, planned.troubles) == (0, set())
    office.calendar.planned(planned.ids, office.clock.now)
    with office.night(writes=True) as desk:
        for held in reminders.claim(desk):
            text = reminders.text_of(desk, held, watched=1)
            row = desk.db.get_one(Mail, held.mail_id)
            if any(item.news == LOOK for item in items_of(row)):
                assert text is not None
                told[names[held.recipient_id]] = read_mail(text)
            reminders.settle(desk, held)
    return told


def _file(office: Office, row: UUID, by: str = "alma") -> DeadlineView:
    with office.writing(by) as desk:
        return endings.complete(desk, row, Completion(note="Receipt 17", on=date(2027, 4, 14)))


def _look(office: Office, row: DeadlineView, by: str, note: str = "Receipt 17, seen") -> str:
    with office.writing(by) as desk:
        given = secondlook.give(desk, row.id, SecondLook(version=row.version, note=note))
    return f"{given.second_look} by {given.looked_by}"


def _shown(office: Office, by: str) -> tuple[list[UUID], set[UUID]]:
    """Return whose second look Today asks of somebody, and what stands there as overdue."""
    with office.reading(by) as desk:
        view = today.today(desk, office.calendar)
        overdue = today.agenda(desk, office.calendar).deadlines.overdue
    return [row.id for row in view.looks], {row.id for row in (*view.urgent.shown, *overdue)}


def test_a_fatal_date_marked_as_filed_asks_somebody_else_every_morning(office: Office) -> None:
    """It leaves the overdue dates; who marked it so is asked nothing and cannot answer."""
    case_id = office.open_case(backup_id=id_of(office, "bruno")).id
    date = add(office, case_id, fatal=True, due="2027-04-15")
    _round(office)
    office.clock.forward(days=2)
    assert date.id in _shown(office, "alma")[1]
    filed = _file(office, date.id)
    assert (filed.status, filed.second_look, filed.marked_mine) == ("filed", "owed", True)
    assert filed.version == date.version + 1, "one deed, one save"
    told = _round(office)
    assert list(told) == ["bruno"]
    assert "a second look is owed" in told["bruno"]
    assert _shown(office, "alma") == ([], set())
    assert _shown(office, "bruno") == ([date.id], set())
    assert _round(office) == {}
    for morning, people in ((1, {"bruno"}), (2, {"bruno", "carmen"})):
        office.clock.forward(days=1)
        assert set(_round(office)) == people, morning
    with pytest.raises(Refused, match="marked it as filed yourself"):
        _look(office, filed, "alma")
    with pytest.raises(Refused):
        _look(office, filed, "bruno", note="")
    assert wrong(office) == []
    assert _look(office, filed, "bruno") == "given by Bruno"
    office.clock.forward(days=1)
    assert _round(office) == {}
    assert _shown(office, "bruno") == ([], set())
    with office.night() as desk:
        assert desk.db.scalars(select(Schedule.open).where(Schedule.id == date.id)).one() is False
    assert wrong(office) == []


def test_open_again_it_is_reminded_of_as_before(office: Office) -> None:
    """Nothing is left to look at, and it is overdue once more."""
    date = add(office, office.open_case().id, fatal=True, due="2027-04-15")
    office.clock.forward(days=2)
    filed = _file(office, date.id)
    with office.writing("bruno") as desk:
        again = endings.reopen(desk, date.id, filed.version)
    assert (again.status, again.second_look) == ("open", "")
    assert "alma" not in _round(office)
    assert date.id in _shown(office, "alma")[1]
    assert wrong(office) == []


def test_an_ordinary_date_asks_nobody(office: Office) -> None:
    """One that asking can cure is filed on one person's word."""
    date = add(office, office.open_case().id)
    filed = _file(office, date.id)
    assert filed.second_look == ""
    assert _round(office) == {}


def test_whoever_is_alone_looks_once_more_on_another_day(office: Office) -> None:
    """Where nobody else of the legal staff reads the case, its own lead does, not at once."""
    case_id = shared_by_two(office)
    leave_to(office, case_id, "alma")
    filed = _file(office, add(office, case_id, fatal=True).id)
    assert set(_round(office)) == {"carmen"}  # who may call her, or take the case over
    with pytest.raises(Refused, match="another day"):
        _look(office, filed, "alma")
    office.clock.forward(days=1)
    assert _look(office, filed, "alma") == "given by Alma"


def test_who_marked_it_chooses_nobody_for_the_second_look(office: Office) -> None:
    """Dina could look as Alma marked it: taken off, neither Alma nor Bruno, who came later, may."""
    case_id = shared_by_two(office)
    filed = _file(office, add(office, case_id, fatal=True).id)
    leave_to(office, case_id, "alma")
    office.clock.forward(days=1)
    with pytest.raises(Refused, match="somebody else who reads this case"):
        _look(office, filed, "alma")
    for name in ("bruno", "carmen"):
        with office.writing("alma") as desk:
            readers.add(desk, case_id, NewReader(staff_id=id_of(office, name)))
    with pytest.raises(Refused, match="did not read this case yet"):
        _look(office, filed, "bruno")
    assert _look(office, filed, "carmen") == "given by Carmen"
