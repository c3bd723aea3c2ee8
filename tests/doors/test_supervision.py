"""The page of whoever supervises: who carries what, and nothing of a case hidden from her."""

from datetime import date
from html import unescape
from typing import Any

from app.casework import absences, notes, screening, tasks
from app.casework.absences import NewAbsence
from app.casework.notes import NewNote
from app.casework.screening import NewScreen
from app.casework.tasks import NewTask
from app.casework.worktime import Worked
from tests.casework.covering import id_of
from tests.doors.test_reminded import dated, deliver, round_of
from tests.doors.visitors import Doors, told

COUNTED = ("cases", "dates", "fatal", "overdue", "unseen", "tasks", "alone")


def of(doors: Doors, name: str = "carmen") -> dict[str, Any]:
    """Return what the JSON door tells somebody who supervises."""
    found: dict[str, Any] = told(doors.sits(name).sends("GET", "/supervision"), 200)
    return found


def load(doors: Doors, name: str = "Alma") -> tuple[int, ...]:
    """Return the figures of a colleague."""
    row = next(each for each in of(doors)["people"] if each["name"] == name)
    return tuple(row[each] for each in COUNTED)


def test_what_a_colleague_carries_is_counted_where_somebody_acts(doors: Doors) -> None:
    """A case with a fatal date that passes unseen, a task that passes, an absence, a week ahead."""
    assert load(doors) == (0, 0, 0, 0, 0, 0, 0)
    case_id = doors.office.open_case("alma").id
    dated(doors, due="2027-04-16")  # of a case that names Alma and Bruno alone
    dated(doors, due="2027-05-12", fatal=False)
    with doors.office.writing("alma") as desk:
        tasks.add(desk, NewTask(case_id=case_id, words="Call", due_on=date(2027, 4, 15)))
        absences.declare(desk, NewAbsence(until=date(2027, 4, 23)))
    doors.office.clock.forward(days=5)
    round_of(doors)
    deliver(doors)
    view = of(doors)
    assert load(doors)[:6] == (1, 2, 1, 1, 2, 1)
    assert view["weeks"][0] == "2027-04-19"
    weeks = next(each for each in view["people"] if each["name"] == "Alma")["weeks"]
    assert weeks[:5] == [0, 0, 0, 1, 0]
    away = [(each["person_name"], each["cover_name"]) for each in view["absences"]]
    assert away == [("Alma", "")]
    page = unescape(doors.sits("carmen").get("/supervision").text)
    alma = id_of(doors.office, "alma")
    assert f'href="/supervision/{alma}#h-overdue"' in page
    assert f'href="/colleagues/{alma}/cases"' in page


def test_a_screen_leaves_no_trace_in_any_figure(doors: Doors) -> None:
    """All figures are those of an office without the case; her page names no date of it."""
    before, case = of(doors)["people"], dated(doors, due="2027-04-15")[0]
    with doors.office.writing("alma") as desk:
        carmen = doors.office.people["carmen"].id
        screening.put_up(desk, case, NewScreen(staff_id=carmen, reason="Kin of the client"))
    doors.office.clock.forward(days=3)
    round_of(doors)
    assert of(doors)["people"] == before
    alma = id_of(doors.office, "alma")
    hers = told(doors.sits("carmen").sends("GET", f"/supervision/{alma}"), 200)
    assert [hers[each] for each in ("overdue", "unseen", "ahead", "cases")] == [[], [], [], 0]


def test_dates_of_cases_that_she_cannot_open_stand_by_their_code(doors: Doors) -> None:
    """That one is late she may know, for whom it is she may not."""
    dated(doors, due="2027-04-15")
    doors.office.clock.forward(days=3)
    alma = id_of(doors.office, "alma")
    hers = told(doors.sits("carmen").sends("GET", f"/supervision/{alma}"), 200)
    assert [(each["id"], each["title"], each["client_name"]) for each in hers["overdue"]] == [
        (None, "", "")
    ]
    assert len(hers["overdue"][0]["code"]) >= 4


def test_clients_whom_nobody_spoke_to(doors: Doors) -> None:
    """A call that was written down counts for thirty days, a note without one never."""
    case_id = doors.office.open_case("alma").id
    path = f"/supervision/{id_of(doors.office, 'alma')}"

    def silent() -> list[tuple[str | None, str | None]]:
        rows = told(doors.sits("carmen").sends("GET", path), 200)["silent"]
        return [(each["spoken_on"], each["noted_on"]) for each in rows]

    assert silent() == [(None, None)]
    with doors.office.writing("alma") as desk:
        notes.add(desk, NewNote(case_id=case_id, text="Her brother called."))
    assert silent() == [(None, "2027-04-14")]
    with doors.office.writing("alma") as desk:
        time = Worked(minutes=6, activity="call")
        notes.add(desk, NewNote(case_id=case_id, text="Spoke to her.", time=time))
    assert silent() == []
    doors.office.clock.forward(days=31)
    assert [spoken for spoken, _ in silent()] == ["2027-04-14"]
    assert "Inés" in unescape(doors.sits("carmen").get(path + "?days=30").text)


def test_who_does_not_supervise_sees_no_such_page(doors: Doors) -> None:
    """Not an attorney, not an administrator; and there is no page of nobody."""
    for name in ("alma", "olga", "abel"):
        assert doors.sits(name).get("/supervision").status_code == 403
    nobody = "/supervision/00000000-0000-4000-8000-000000000000"
    assert doors.sits("carmen").get(nobody).status_code == 404
