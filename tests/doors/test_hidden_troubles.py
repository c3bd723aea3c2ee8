"""What is wrong with a date of a hidden case stands before its own people and nobody else."""

from uuid import UUID

import pytest

from app.casework import adding, pulse, reminders
from app.casework.adding import NewDeadline
from app.casework.calendar import Calendar
from app.casework.health import health
from app.casework.reminders.planning import Planned
from app.casework.reminders.troubles import UNCOVERED, UNREADABLE, gravest, sentence_of
from tests.casework.covering import alarms
from tests.casework.covering import id_of as of
from tests.doors.visitors import API, Doors
from tests.support.office import Office
from tests.support.shell import at_the_shell, copied

OTHERS = ("carmen", "dina", "ivo", "vera", "olga", "nora", "abel")


def dated(office: Office, **new: object) -> tuple[UUID, UUID]:
    """Open a case of Alma's with a date; return both."""
    case_id = office.open_case("alma", named_only=True, backup_id=of(office, "bruno"), **new).id
    due = {"case_id": case_id, "title": "Brief", "due": "2027-05-05", "sure": "2027-05-05"}
    with office.writing("alma") as desk:
        return case_id, adding.add(desk, NewDeadline.model_validate(due)).id


def round_of(office: Office, calendar: Calendar) -> set[str]:
    """Do what the worker does each hour, and once more; return what everybody reads."""
    planned = Planned()
    for _ in range(2):
        with office.night(writes=True) as desk:
            planned = reminders.plan(desk, calendar)
            pulse.self_check(desk, calendar)
            pulse.beat(desk, pulse.WORKER, calendar.watched, gravest(planned.troubles))
        calendar.planned(planned.ids, office.clock())
    return planned.troubles


def break_it(office: Office, date_id: UUID, case_id: UUID | None = None) -> None:
    """Change a date's row at the shell; aim it at another case, and the date itself too."""
    at_the_shell(office, "schedule", {"id": date_id}, card=bytes(600))
    if case_id is not None:
        at_the_shell(office, "schedule", {"id": date_id}, case_id=case_id)
        at_the_shell(office, "deadlines", {"id": date_id}, case_id=case_id)


def seen(doors: Doors, name: str) -> tuple[str, object]:
    """Return Today as somebody has it at both doors."""
    visitor = doors.sits(name)
    return visitor.get("/today").text, visitor.sends("GET", "/today").json()


def test_a_sealed_cases_trouble_is_told_to_its_people_alone(doors: Doors) -> None:
    """Byte for byte nobody else's Today differs; whoever runs Amparo is told, of no case."""
    office, calendar = doors.office, Calendar()
    _, date_id = dated(office, sealed="sealed")
    round_of(office, calendar)
    before = {name: seen(doors, name) for name in OTHERS}
    ready = doors.stranger().get("/health/ready").status_code
    break_it(office, date_id)
    assert round_of(office, calendar) == set()
    assert {name: seen(doors, name) for name in OTHERS} == before
    page, told = seen(doors, "alma")
    assert isinstance(told, dict)
    assert told["pulse"]["sentence"] == sentence_of(UNREADABLE)
    assert sentence_of(UNREADABLE) in page
    with office.night() as desk:
        assert {UNREADABLE, UNCOVERED} <= pulse.found(desk)
    assert UNREADABLE in alarms(office, "alma") & alarms(office, "bruno")
    assert not any(UNREADABLE in alarms(office, name) for name in OTHERS)
    assert sentence_of(UNREADABLE) not in health(office.house)
    assert sentence_of(UNREADABLE) in health(office.house, asks_mail=True)
    assert doors.stranger().get("/health/ready").status_code == ready


def test_whom_a_screen_keeps_away_reads_nothing_of_it(doors: Doors) -> None:
    """And everybody else does: that case is hidden from Dina alone."""
    office, calendar = doors.office, Calendar()
    screened = {"screened": [of(office, "dina")], "screen_reason": "She acted for them"}
    _, date_id = dated(office, **screened)
    round_of(office, calendar)
    before = seen(doors, "dina")
    break_it(office, date_id)
    round_of(office, calendar)
    assert seen(doors, "dina") == before
    for name in ("alma", "carmen", "olga"):
        assert doors.sits(name).get(f"{API}/today").json()["pulse"]["ok"] is False
    assert UNREADABLE in alarms(office, "carmen") & alarms(office, "olga")
    assert UNREADABLE not in alarms(office, "dina")


@pytest.mark.parametrize("aimed", ["not", "at a sealed case"])
def test_a_trouble_is_not_hidden_by_aiming_its_row_at_a_hidden_case(
    doors: Doors, aimed: str
) -> None:
    """This process knew the date by its seal; it tells everybody, as of any other case."""
    office, calendar = doors.office, Calendar()
    sealed, _ = dated(office, sealed="sealed")
    _, date_id = dated(office)
    round_of(office, calendar)
    break_it(office, date_id, sealed if aimed != "not" else None)
    assert UNREADABLE in round_of(office, calendar)
    for name in ("alma", "bruno", *OTHERS):
        assert doors.sits(name).get(f"{API}/today").json()["pulse"]["ok"] is False


def test_it_is_over_for_its_people_once_the_row_is_whole(doors: Doors) -> None:
    """What a round found is replaced by what the next one does."""
    office, calendar = doors.office, Calendar()
    _, date_id = dated(office, sealed="sealed")
    round_of(office, calendar)
    [whole] = copied(office, "schedule", id=date_id)
    break_it(office, date_id)
    round_of(office, calendar)
    with office.night() as desk:
        assert UNREADABLE in pulse.found(desk)
    at_the_shell(office, "schedule", {"id": date_id}, card=whole["card"])
    round_of(office, calendar)
    with office.night() as desk:
        assert not {UNREADABLE, UNCOVERED} & pulse.found(desk)
    assert doors.sits("alma").get(f"{API}/today").json()["pulse"]["ok"] is True
