"""The docket, “in court until …”, and how much mails say, at both doors."""

import re
from uuid import uuid4

import pytest

from app.casework import adding, sealing
from app.casework.adding import NewDeadline
from app.casework.reminders.roster import sits_until
from app.casework.sealing import Sealing
from app.db.desk import night
from app.models import Link, Mail, Staff
from tests.doors.visitors import API, Doors, filled_case, problem, told
from tests.support.office import id_of


def due(doors: Doors, case_id: object, title: str, day: str, name: str = "alma") -> None:
    """Put a typed deadline into a case."""
    with doors.office.writing(name) as desk:
        new = {"case_id": case_id, "title": title, "due": day}
        adding.add(desk, NewDeadline.model_validate(new))


def words(page: str) -> str:
    """Return the text of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_docket_goes_by_file_number(doors: Doors) -> None:
    """Her own dates of two weeks: what is to be done, no name, and no title that holds one."""
    case = filled_case(doors.office)
    due(doors, case.id, "Call Señora Quiñones", "2027-04-21")
    page = doors.sits("alma").get("/docket").text
    said = words(page[page.index("<main") : page.index("</main>")])
    number = told(doors.program().get(f"{API}/cases/{case.id}"))["number"]
    assert "Send the brief" in said
    assert "Quiñones" not in said
    assert "its title names the client" in said
    assert said.count(number) == 2
    assert "not to be used after Wed, Apr 28, 2027" in said
    assert "made Wed, Apr 14, 2027" in said
    assert "Privileged" not in said
    assert "Jun 15" not in said  # the hearing lies beyond


def test_names_are_printed_only_where_she_asks(doors: Doors) -> None:
    """Then every page says when to destroy it: the head of the table, which paper repeats."""
    filled_case(doors.office)
    page = doors.sits("alma").get("/docket?weeks=4&names=true").text
    head = page[page.index("<thead>") : page.index("</thead>")]
    assert "Privileged. Destroy after" in head
    assert "Quiñones" in page
    assert "Privileged" not in doors.sits("alma").get("/docket?weeks=4").text


def test_a_docket_holds_nobody_elses_cases(doors: Doors) -> None:
    """What Alma has is not on Dina's paper; whoever works on no cases has none."""
    filled_case(doors.office)
    assert "No date of yours falls in these weeks." in doors.sits("dina").get("/docket").text
    assert doors.sits("olga").get("/docket").status_code == 403
    problem(doors.program().get(f"{API}/docket?days=90"), 422, "refused")
    view = told(doors.program().get(f"{API}/docket?days=14"))
    assert [[row["what"] for row in rows] for _, rows in view["days"]] == [["Send the brief"]]
    assert [row["name"] for _, rows in view["days"] for row in rows] == [""]


def test_in_court_in_two_clicks(doors: Doors) -> None:
    """Chosen and said on Today, shown there, over by itself; a passed hour is refused."""
    alma = doors.sits("alma")
    assert alma.posts("/in-court", {"until": "12:30"}).status_code == 303
    page = words(alma.get("/today").text)
    assert "You are in court until" in page
    assert alma.posts("/in-court", {"until": "09:30"}).status_code == 422
    doors.office.clock.forward(hours=2, minutes=31)
    assert "You are in court until" not in words(alma.get("/today").text)
    program = doors.program()
    assert told(program.put(f"{API}/in-court", json={"until": "18:00"}))["until"]
    assert program.delete(f"{API}/in-court").status_code == 204
    assert told(program.get(f"{API}/in-court")) == {"until": None}
    assert program.delete(f"{API}/in-court").status_code == 204


def test_in_court_from_the_page_behind_a_mail(doors: Doors) -> None:
    """Without sign-in, for the mail's reader; an old or made-up link says it of nobody."""
    office = doors.office
    token = "t" * 43
    with night(office.house, writes=True) as desk:
        mail = Mail(
            id=uuid4(),
            recipient_id=id_of(office, "alma"),
            kind="urgent",
            window=1,
            state="accepted",
            not_before=desk.now,
            lease_until=None,
            fence=0,
            attempts=0,
            last_class="",
            accepted_at=desk.now,
            told={"items": [], "window": 1},
        )
        desk.db.add(mail)
        desk.db.flush()
        found_by = office.house.keys.link_lookup(token)
        desk.db.add(Link(hash=found_by, mail_id=mail.id, expires_at=desk.now))
        desk.db.flush()
        link = desk.db.get_one(Link, found_by)
        link.expires_at = desk.now.replace(year=2028)
    stranger = doors.stranger()
    assert "In court until" in stranger.get(f"/r/{token}").text
    with office.night() as desk:
        assert desk.db.get_one(Staff, id_of(office, "alma")).in_court_until is None
    answer = stranger.posts(f"/r/{token}/court", {"until": "13:00"})
    assert "You are in court until" in words(answer.text)
    with office.night() as desk:
        until = sits_until(desk.db.get_one(Staff, id_of(office, "alma")), desk.now)
    assert until is not None
    assert stranger.posts(f"/r/{'u' * 43}/court", {"until": "13:00"}).status_code == 404
    office.clock.now = office.clock.now.replace(year=2029)
    assert stranger.posts(f"/r/{token}/court", {"until": "13:00"}).status_code == 404


@pytest.mark.parametrize(("name", "status"), [("carmen", 303), ("olga", 303), ("alma", 403)])
def test_who_chooses_for_the_office(doors: Doors, name: str, status: int) -> None:
    """Supervisors and administrators; everybody else only less for herself."""
    visitor = doors.sits(name)
    assert visitor.posts("/mails/office", {"level": "link"}).status_code == status
    assert visitor.posts("/mails/own", {"own": "link"}).status_code == 303
    page = visitor.get("/mails")
    assert page.status_code == 200
    assert ('action="/mails/office"' in page.text) == (status == 303)


def test_the_office_chooses_the_word_of_its_calendars(doors: Doors) -> None:
    """A neutral one; whatever tells something is refused and no program repeats it."""
    filled_case(doors.office)
    program = doors.program("carmen")
    for word in ("Honduras", "Asylum", "Houston", "A999123", "Juzgado"):
        answer = program.put(f"{API}/mails/office", json={"word": word})
        assert problem(answer, 422, "refused")["errors"][0]["field"] == "word"
        assert word not in answer.text
    told(program.put(f"{API}/mails/office", json={"word": "Jour"}))
    made = told(doors.program().put(f"{API}/calendar-feed", json={}))
    path = made["address"].removeprefix("http://127.0.0.1:8000")
    assert "SUMMARY:Jour\r\n" in doors.stranger().get(path).text


def test_who_has_which_case_stands_on_one_sheet_by_file_number(doors: Doors) -> None:
    """Lead and back-up of each open case that opens to her; no name, and no sealed case."""
    case = filled_case(doors.office)
    hidden = doors.office.open_case("alma", backup_id=id_of(doors.office, "dina"))
    with doors.office.writing("alma") as desk:
        sealing.seal(desk, hidden.id, Sealing(why="victim"))
    sheet = told(doors.program().get(f"{API}/docket/holders"))
    numbers = {row["number"] for each in sheet["holders"] for row in each["files"]}
    assert [each["name"] for each in sheet["holders"]] == ["Alma"]
    assert told(doors.program().get(f"{API}/cases/{case.id}"))["number"] in numbers
    assert told(doors.program().get(f"{API}/cases/{hidden.id}"))["number"] not in numbers
    page = doors.sits("alma").get("/docket/holders").text
    assert all(number in page for number in numbers)
    assert "Quiñones" not in page
    assert doors.sits("olga").get("/docket/holders").status_code == 403
