"""Who opened this case in March: noted once an hour, asked by month and person, at both doors."""

import csv
import io
from datetime import UTC, date, datetime
from html import unescape
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from app.casework import (
    access,
    formerly,
    holds,
    openness,
    readers,
    screening,
    sealing,
    shredding,
    staff,
)
from app.casework.holds import NewHold
from app.casework.openings import READ
from app.casework.openness import Openness
from app.casework.readers import NewReader
from app.casework.screening import NewScreen
from app.casework.sealing import Sealing
from app.models import Audit, AuditHead, Staff
from tests.doors.visitors import Doors, filled_case, told
from tests.support.costs import counted
from tests.support.shell import at_the_shell

MARCH = "month=2027-03"


def noted(doors: Doors) -> list[tuple[str, list[str]]]:
    """Return the openings on record: who, and which cases."""
    names = {person.id: name for name, person in doors.office.people.items()}
    with doors.office.night() as desk:
        rows = desk.db.scalars(select(Audit).where(Audit.action == READ).order_by(Audit.seq))
        return [(names[row.actor_id], row.detail["cases"]) for row in rows if row.actor_id]


def lines(answer: Any) -> list[tuple[str, str]]:
    """Return who did what."""
    return [(line["who"], line["action"]) for line in told(answer, 200)["lines"]]


def test_a_case_is_noted_once_an_hour_for_each_person_that_opens_it(doors: Doors) -> None:
    """Any page of it counts, of both doors; lists, Today and a search open none."""
    case = filled_case(doors.office)
    alma, bruno = doors.sits("alma"), doors.sits("bruno")
    for path in ("/today", "/cases", "/api/v1/cases", "/api/v1/today"):
        assert alma.get(path).status_code == 200
    alma.posts("/cases/search", {"q": "Quiñones"})
    assert noted(doors) == []
    for path in (f"/cases/{case.id}", f"/hearings/{case.hearing}", f"/api/v1/notes/{case.note}"):
        assert alma.get(path).status_code == 200
    assert noted(doors) == [("alma", [str(case.id)])]
    bruno.get(f"/api/v1/deadlines?case_id={case.id}")
    doors.office.clock.forward(minutes=61)
    doors.sits("alma").get(f"/people/{case.person}")
    assert [name for name, _ in noted(doors)] == ["alma", "bruno", "alma"]


def test_the_history_says_whether_a_case_was_closed_or_opened(doors: Doors) -> None:
    """Closed to groups, sealed, unsealed, opened again: on the page each in words of its own."""
    case = doors.office.open_case("alma")
    with doors.office.writing("alma") as desk:
        team = staff.office(desk).team_id
        version = openness.of(desk, case.id).version
        openness.choose(desk, case.id, Openness(version=version, named_only=True))
        sealing.seal(desk, case.id, Sealing(why="sealed"))
        sealing.seal(desk, case.id, Sealing(why=""))
        version = openness.of(desk, case.id).version
        openness.choose(desk, case.id, Openness(version=version, named_only=False, groups=[team]))
    alma = doors.sits("alma")
    found = told(alma.sends("GET", f"/cases/{case.id}/history"), 200)["lines"]
    deeds = [each["deed"] for each in found if each["action"] in {"case.openness", "case.seal"}]
    assert deeds == [
        "case.openness.opened",
        "case.seal.unsealed",
        "case.seal.sealed",
        "case.openness.closed",
    ]
    page = alma.get(f"/cases/{case.id}/history").text
    for words in ("closed the case to all but its named people", "opened the case to groups"):
        assert words in page


def test_a_hold_and_what_is_asked_of_a_case_stand_in_its_history(doors: Doors) -> None:
    """Each in words, on the page and in the file."""
    case = doors.office.open_case("alma")
    with doors.office.writing("alma") as desk:
        shredding.stop(desk, shredding.ask(desk, case.id))
    with doors.office.writing("carmen") as desk:
        holds.put_up(desk, case.id, NewHold(source="subpoena", reason="A letter came."))
    alma = doors.sits("alma")
    shown = lines(alma.sends("GET", f"/cases/{case.id}/history"))
    assert shown[:1] == [("Carmen", "hold.put_up")]
    assert ("Alma", "shredding.ask") in shown
    assert ("Alma", "shredding.stop") in shown
    page = unescape(alma.get(f"/cases/{case.id}/history").text)
    for words in ("put up a legal hold", "asked to have the case destroyed", "A legal hold"):
        assert words in page
    assert case.number in page  # at its head, where she can open it
    assert f"· {case.id}" not in page


def test_an_opening_names_its_case_under_the_seal_only(doors: Doors) -> None:
    """A copy of the database tells that somebody looked at something, and not at what."""
    case = filled_case(doors.office)
    doors.sits("alma").get(f"/cases/{case.id}")
    with doors.office.night() as desk:
        row = desk.db.scalars(select(Audit).where(Audit.action == READ)).one()
        assert row.object_id is None
        assert case.id.bytes not in bytes(row.card)
        assert str(case.id).encode() not in bytes(row.card)


def test_who_opened_it_in_march_is_told_by_month_and_by_person(doors: Doors) -> None:
    """April is another page; the page, the file and the program say the same."""
    doors.office.clock.forward(days=-20)  # a Thursday in March
    case, other = filled_case(doors.office), filled_case(doors.office)
    for name, each in (("alma", case), ("bruno", case), ("bruno", other)):
        doors.sits(name).get(f"/cases/{each.id}")
    doors.office.clock.forward(days=20)
    alma = doors.sits("alma")
    path = f"/cases/{case.id}/history"
    march = lines(alma.get(f"/api/v1{path}?{MARCH}"))
    assert march[:2] == [("Bruno", "case.read"), ("Alma", "case.read")]
    assert ("Alma", "hearing.schedule") in march
    bruno = doors.office.people["bruno"].id
    assert lines(alma.get(f"/api/v1{path}?{MARCH}&staff_id={bruno}")) == [("Bruno", "case.read")]
    page = unescape(alma.get(f"{path}?{MARCH}").text)
    assert page.count("looked into the case") == 2
    assert "set the hearing" in page
    chosen = unescape(alma.get(f"{path}?month=03&year=2027").text)
    assert chosen.count("looked into the case") == 2
    assert '<option value="03" selected>March</option>' in chosen
    assert '<option value="2027" selected>2027</option>' in chosen
    file = alma.get(f"{path}.csv?month=03&year=2027")
    assert file.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(file.text.removeprefix("\ufeff"))))
    assert [(row["who"], row["deed"]) for row in rows[:2]] == [
        ("Bruno", "looked into the case"),
        ("Alma", "looked into the case"),
    ]
    assert lines(alma.get(f"/api/v1{path}")) == [("Alma", "case.read")]  # April: these questions
    assert alma.get(f"{path}?month=march").status_code == 422


def test_a_case_one_does_not_hold_has_no_history_by_its_page(doors: Doors) -> None:
    """Hidden and made up are told alike; who watches the record asks by id, and sees ids alone."""
    case = filled_case(doors.office, "bruno", named_only=True)
    doors.sits("bruno").get(f"/cases/{case.id}")
    assert doors.sits("alma").get(f"/cases/{case.id}/history").status_code == 404
    assert doors.sits("alma").sends("POST", "/record/history", {}).status_code == 403
    abel = doors.sits("abel")
    found = abel.sends("POST", "/record/history", {"case_id": str(case.id)})
    assert ("Bruno", "case.read") in lines(found)
    assert "Quiñones" not in found.text
    page = abel.posts("/record/history", {"case_id": str(case.id)})
    assert "looked into the case" in unescape(page.text)
    assert "Quiñones" not in page.text
    file = abel.posts("/record/history", {"case_id": str(case.id), "as": "csv"})
    assert file.headers["content-type"].startswith("text/csv")
    assert abel.posts("/record/history", {"case_id": "none"}).status_code == 422


def test_a_screen_and_a_seal_hide_the_history_too(doors: Doors) -> None:
    """By the case's id a screened supervisor, and of a sealed case an auditor, find nothing."""
    dina = str(doors.office.people["dina"].id)
    case = filled_case(doors.office, "bruno", named_only=True, backup_id=dina)
    doors.sits("bruno").get(f"/cases/{case.id}")
    asked = {"case_id": str(case.id)}
    nothing = told(doors.sits("carmen").sends("POST", "/record/history", ghost()), 200)["lines"]
    assert nothing == []
    carmen = doors.office.people["carmen"].id
    with doors.office.writing("bruno") as desk:
        screening.put_up(desk, case.id, NewScreen(staff_id=carmen, reason="A party's kin."))
    assert lines(doors.sits("carmen").sends("POST", "/record/history", asked)) == []
    assert lines(doors.sits("abel").sends("POST", "/record/history", asked)) != []
    with doors.office.writing("bruno") as desk:
        sealing.seal(desk, case.id, Sealing(why="sealed"))
    assert lines(doors.sits("abel").sends("POST", "/record/history", asked)) == []


def ghost() -> dict[str, str]:
    """Ask about a case that never was."""
    return {"case_id": str(uuid4())}


def test_a_broken_record_keeps_nobody_from_a_date_and_is_owed(doors: Doors) -> None:
    """Nothing can be noted behind a false head; the page is shown, and noted once it is true."""
    case, alma = filled_case(doors.office), doors.sits("alma")
    with doors.office.night() as desk:
        true = desk.db.get_one(AuditHead, 1).seq
    at_the_shell(doors.office, "audit_head", {"id": 1}, seq=true + 1)
    assert alma.get(f"/cases/{case.id}").status_code == 200
    assert noted(doors) == []
    at_the_shell(doors.office, "audit_head", {"id": 1}, seq=true)
    assert alma.get("/today").status_code == 200
    assert noted(doors) == [("alma", [str(case.id)])]


def test_an_opening_that_was_changed_is_counted_and_named(doors: Doors) -> None:
    """The page says that something of the month cannot be read."""
    case, alma = filled_case(doors.office), doors.sits("alma")
    alma.get(f"/cases/{case.id}")
    with doors.office.night() as desk:
        row = desk.db.scalars(select(Audit).where(Audit.action == READ)).one()
    bruno = doors.office.people["bruno"].id
    at_the_shell(doors.office, "audit", {"seq": row.seq}, actor_id=bruno)
    assert "1 entry of this month was changed outside Amparo" in unescape(
        alma.get(f"/cases/{case.id}/history").text
    )


def test_a_name_that_is_a_formula_stays_text_in_the_table(doors: Doors) -> None:
    """A spreadsheet calculates nothing from a colleague's name."""
    case, alma = filled_case(doors.office), doors.sits("alma")
    with doors.office.night(writes=True) as desk:
        desk.db.get_one(Staff, doors.office.people["alma"].id).name = "=HYPERLINK(1)"
    alma.get(f"/cases/{case.id}")
    assert "'=HYPERLINK(1)" in alma.get(f"/cases/{case.id}/history.csv").text


def test_the_record_says_to_and_from_whom(doors: Doors) -> None:
    """Given to Bruno, taken back ten minutes later: named on the page, in the table, in JSON."""
    case, alma = filled_case(doors.office, named_only=True), doors.sits("alma")
    address, bruno = f"/cases/{case.id}/readers", str(doors.office.people["bruno"].id)
    alma.posts(address, {"staff_id": bruno})
    doors.office.clock.forward(minutes=10)
    alma.posts(f"{address}/{bruno}/end")
    page = unescape(alma.get(f"/cases/{case.id}/history").text)
    for deed in ("gave the case to a colleague", "took the case from a colleague"):
        assert "<bdi>Bruno</bdi>" in page[page.index(deed) :][:600]
    assert f'href="/deadlines/{case.deadline}"' in page
    [given] = [
        line
        for line in told(alma.sends("GET", f"/cases/{case.id}/history"))["lines"]
        if line["action"] == "case.share"
    ]
    assert given["whom"] == "Bruno"
    asked = {"case_id": str(case.id), "as": "csv"}
    assert ',"Bruno",' in doors.sits("abel").posts("/record/history", asked).text
    shown = unescape(alma.get(address).text)
    assert "Whoever read it through a group alone is not listed here." in shown
    before = shown[shown.index("Had it before") :][:400]
    assert "<bdi>Bruno</bdi>" in before
    assert ("10:00" in before, "10:10" in before) == (True, True)
    [had] = told(alma.sends("GET", f"/cases/{case.id}/readers"))["formerly"]
    assert (had["id"], had["from_opening"]) == (bruno, False)
    assert (had["since"][11:16], had["until"][11:16]) == ("14:00", "14:10")


def test_who_had_a_case_before_costs_three_statements(doors: Doors) -> None:
    """However often it was given; a guest's time that ran out, and who left, stand there too."""
    case_id = doors.office.open_case("alma", named_only=True).id
    costs, found = [], []
    for name, last in (("bruno", date(2027, 4, 20)), ("dina", date(2027, 4, 27))):
        new = NewReader(staff_id=doors.office.people[name].id, until=last)
        with doors.office.writing("alma") as desk:
            readers.add(desk, case_id, new)
        doors.office.clock.forward(days=7)
        with doors.office.reading("alma") as desk:
            access.open_case(desk, case_id)
            with counted(doors.office.house.engine) as cost:
                found = formerly.of(desk, case_id)
        costs.append(cost.statements)
    assert [(each.name, each.until) for each in found] == [
        ("Dina", datetime(2027, 4, 28, 4, tzinfo=UTC)),
        ("Bruno", datetime(2027, 4, 21, 4, tzinfo=UTC)),
    ]
    assert costs[0] == costs[1]
    assert costs[0] <= 3
