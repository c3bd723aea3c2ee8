"""Whoever is handed a date takes it over in a business day, or it comes back to notice."""

from uuid import UUID

import pytest

from app.casework import accepting, moving, pulse, reminders, today
from app.casework.moving import DeadlineChange
from app.errors import Refused
from app.models import Schedule
from tests.casework.briefs import add
from tests.casework.bringing_back import wrong
from tests.support.mails import read_mail
from tests.support.office import Office, id_of


def _round(office: Office) -> dict[str, str]:
    """Have one round of the night, and return the words of each mail about dates, by reader."""
    names, told = {id_of(office, name): name for name in office.people}, {}
    with office.night(writes=True) as desk:
        planned = reminders.plan(desk, office.calendar)
        assert pulse.self_check(desk, office.calendar).missing == 0
    office.calendar.planned(planned.ids, office.clock.now)
    with office.night(writes=True) as desk:
        for held in reminders.claim(desk):
            text = reminders.text_of(desk, held, watched=1)
            if held.kind in {"digest", "urgent"} and text is not None:
                told[names[held.recipient_id]] = read_mail(text)
            reminders.settle(desk, held)
    return told


def _hand(office: Office, row: UUID, version: int, to: str, by: str = "alma") -> int:
    with office.writing(by) as desk:
        wanted = DeadlineChange(version=version, responsible_id=id_of(office, to))
        return moving.change(desk, row, wanted).version


def _waits(office: Office, by: str) -> tuple[list[UUID], list[UUID]]:
    """Return what Today asks somebody to take over, and what she gave that nobody has."""
    with office.reading(by) as desk:
        view = today.today(desk, office.calendar)
    return [each.id for each in view.handed.mine], [each.id for each in view.handed.given]


def test_a_date_that_nobody_takes_over_comes_back_to_who_gave_it(office: Office) -> None:
    """She is told at once, and a business day later giver and supervisor read that it waits."""
    date = add(office, office.open_case().id, due="2027-07-20")
    _round(office)
    version = _hand(office, date.id, date.version, "bruno")
    told = _round(office)
    assert list(told) == ["bruno"]
    assert "handed over to you" in told["bruno"]
    assert _waits(office, "bruno") == ([date.id], [])
    assert _waits(office, "alma") == ([], [date.id])
    office.clock.forward(hours=23)
    assert _round(office) == {}
    office.clock.forward(hours=1)
    told = _round(office)
    assert set(told) == {"alma", "carmen"}
    assert "nobody has taken it over" in told["alma"]
    assert "todavía nadie la asumió" in told["carmen"]
    with pytest.raises(Refused), office.writing("alma") as desk:
        accepting.accept(desk, [date.id])
    with office.writing("bruno") as desk:
        assert accepting.accept(desk, [date.id]) == 1
    assert _waits(office, "bruno") == _waits(office, "alma") == ([], [])
    office.clock.forward(hours=1)
    assert _round(office) == {}
    # Handed on and back again it waits anew.
    version = _hand(office, date.id, version, "alma", by="bruno")
    _hand(office, date.id, version, "bruno")
    assert list(_round(office)) == ["bruno"]
    assert wrong(office) == []


def test_whoever_takes_a_date_herself_has_taken_it_over(office: Office) -> None:
    """Nobody is asked what she has just done."""
    date = add(office, office.open_case().id, due="2027-07-20")
    _hand(office, date.id, date.version, "bruno", by="bruno")
    assert _round(office) == {}
    with office.night() as desk:
        assert desk.db.get_one(Schedule, date.id).handed_at == ""
