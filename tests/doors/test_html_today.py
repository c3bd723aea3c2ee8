"""Today as a page: light, its forms fetched when asked for, and a way to all that is not shown."""

import re
from datetime import date, timedelta
from uuid import UUID

from app.casework import adding, readers, reminders, scheduling
from app.casework.adding import NewDeadline
from app.casework.calendar import Calendar
from app.casework.concerns import MOST
from app.casework.readers import NewReader
from app.casework.scheduling import NewHearing
from tests.doors.test_html_pages import HTMX, landed
from tests.doors.visitors import Doors, Visitor, filled_case
from tests.support.costs import counted
from tests.support.one_engine import on_sqlite

FIRST = date(2027, 4, 14)
LIGHT = 60 * 1024
# Sixty dates that are overdue or due by tomorrow, of which none is left out, and six calls.
FULLEST = 98 * 1024
LONG = "Supplemental brief with country conditions"

LEFT_OUT = {
    "rule": "eoir.ic.filing.individual.nondetained",
    "choice": "leave",
    "reason": "a joint motion stands",
}


def fill(doors: Doors, case_id: UUID, each: int) -> None:
    """Put more on a case than any place of Today shows: `each` dates in every place."""
    with doors.office.writing() as desk:
        for number in range(each):
            for days, fatal in ((0, False), (1, True), (10, True), (9, False)):
                new = {"case_id": case_id, "title": f"{LONG} {number}", "fatal": fatal}
                new["due"] = new["sure"] = FIRST + timedelta(days=days)
                adding.add(desk, NewDeadline.model_validate(new))
            setting = {
                "case_id": case_id,
                "kind": "individual",
                "court": "NOL",
                "judge": "Delacroix",
            }
            starts = f"2027-04-15T{8 + number % 9:02}:30"
            setting |= {"starts": starts, "follows": [LEFT_OUT], "both_stand": True}
            scheduling.schedule_hearing(desk, NewHearing.model_validate(setting))


@on_sqlite
def test_a_full_morning_stays_light_and_says_how_much_more_there_is(doors: Doors) -> None:
    """Every place full, half of it waiting for a word: 98 KiB, and the rest is counted."""
    case = filled_case(doors.office)
    fill(doors, case.id, 30)
    with doors.office.night(writes=True) as desk:
        reminders.plan(desk, Calendar())
    fill(doors, case.id, 15)  # not yet told, so that every place is full
    page = doors.sits("alma").get("/today")
    assert len(page.content) <= FULLEST
    assert "<bdi>30</bdi> more belong here. <bdi>30</bdi> are due today." in page.text
    assert f"<bdi>{45 - MOST['ahead']}</bdi> more belong here." in page.text
    assert page.text.count("formaction=") >= MOST["new"] + MOST["urgent"] // 2
    assert page.text.count('href="/today/dates"') >= 2
    shown = re.findall(r'<a[^>]*href="/deadlines/([0-9a-f-]{36})"', page.text)
    assert len(shown) == len(set(shown))


@on_sqlite
def test_a_busy_morning_is_light(doors: Doors) -> None:
    """Twelve dates of today and tomorrow with as many in each other place: 60 KiB."""
    case = filled_case(doors.office)
    fill(doors, case.id, 6)
    page = doors.sits("alma").get("/today")
    assert len(page.content) <= LIGHT
    assert "more belong" not in page.text


def test_every_date_is_on_one_page_of_all_dates(doors: Doors) -> None:
    """What Today leaves out can be turned to, page by page, without a date in the address."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    fill(doors, case.id, 13)
    found: list[str] = []
    address = "/today/dates"
    while address:
        page = visitor.get(address).text
        found += re.findall(r'<a class="wh[^"]*" href="/(?:deadlines|hearings)/(.{36})"', page)
        later = re.search(r'rel="next" href="([^"]*)"', page)
        address = later[1] if later else ""
    assert len(found) == len(set(found)) == 13 * 5 + 2
    assert visitor.get("/today/dates?page=0").status_code == 422
    assert visitor.get("/today/dates?page=99").status_code == 200


def test_the_form_comes_when_it_is_asked_for(doors: Doors) -> None:
    """Within its row where htmx asks, as a page of its own without scripts, and back to Today."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    address = f"/deadlines/{case.deadline}/completion"
    today = visitor.get("/today").text
    assert f'href="{address}?back=today"' in today
    assert "<textarea" not in today
    part = visitor.get(f"{address}?back=today", **HTMX).text
    page = visitor.get(f"{address}?back=today").text
    assert "<html" not in part
    assert "<html" in page
    for form in (part, page):
        assert f'action="{address}"' in form
        assert 'name="back" value="today"' in form
    assert 'name="back"' not in visitor.get(address).text
    done = {"version": "1", "outcome": "filed", "note": "Receipt 17", "back": "today"}
    assert landed(visitor.posts(address, done)) == "/today"
    assert "closed already" in visitor.get(address, **HTMX).text
    assert doors.sits("nora").get(address).status_code == 403


def test_of_a_date_that_is_not_needed_no_receipt_is_asked_for(doors: Doors) -> None:
    """A fatal one says before the first word that it takes two, at the second that it is over."""
    case = filled_case(doors.office)
    with doors.office.writing("alma") as desk:
        new = {"case_id": case.id, "title": "Petition", "due": "2027-04-20", "fatal": True}
        fatal = f"/deadlines/{adding.add(desk, NewDeadline.model_validate(new)).id}"
    plain, said = f"/deadlines/{case.deadline}", {"outcome": "not_needed", "note": "Withdrawn"}
    alma, carmen = doors.sits("alma"), doors.sits("carmen")
    assert "it takes two people" in alma.get(fatal).text
    assert "it takes two people" not in alma.get(plain).text
    for visitor, address, version, word in (
        (alma, plain, "1", "the date is not needed"),
        (alma, fatal, "1", "Your word is noted"),
        (carmen, fatal, "2", "Queda guardado: la fecha no hace falta"),
    ):
        visitor.posts(f"{address}/completion", {**said, "version": version})
        page = visitor.get(address).text
        assert word in page
        assert "receipt into the file" not in page


def test_intake_and_volunteers_close_a_task_of_their_own(doors: Doors) -> None:
    """Ivo's own “do by”; neither Alma's, nor a fatal one of his, nor a paper that is filed."""
    case, ivo = filled_case(doors.office), doors.office.people["ivo"].id
    with doors.office.writing("alma") as desk:
        readers.add(desk, case.id, NewReader(staff_id=ivo))
        new: dict[str, object] = {"case_id": case.id, "title": "Call her", "due": "2027-04-20"}
        hers = adding.add(desk, NewDeadline.model_validate(new)).id
        new["responsible_id"] = ivo
        his = adding.add(desk, NewDeadline.model_validate(new)).id
        fatal = adding.add(desk, NewDeadline.model_validate({**new, "fatal": True})).id
        filed = adding.add(desk, NewDeadline.model_validate({**new, "means": "file_by"})).id
    visitor, done = doors.sits("ivo"), {"version": "1", "outcome": "filed", "note": "Reached her"}
    for each in (hers, fatal, filed):
        assert visitor.get(f"/deadlines/{each}/completion").status_code == 403
        assert visitor.posts(f"/deadlines/{each}/completion", done).status_code == 403
        assert "An attorney or a paralegal closes it" in visitor.get(f"/deadlines/{each}").text
    mine = f"/deadlines/{his}"
    assert "An attorney or a paralegal" not in visitor.get(mine).text
    assert f'href="{mine}/completion' in visitor.get(f"/cases/{case.id}").text
    not_needed = {**done, "outcome": "not_needed"}
    assert visitor.posts(f"{mine}/completion", not_needed).status_code == 403
    assert landed(visitor.posts(f"{mine}/completion", done)) == mine
    assert "Reached her" in visitor.get(mine).text
    assert "Open it again" not in visitor.get(mine).text


@on_sqlite
def test_what_today_opens_has_a_bound(doors: Doors) -> None:
    """Five more dates in each place of a page that is full open no seal more."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    fill(doors, case.id, 35)
    full = _cost(doors, visitor)
    fill(doors, case.id, 5)
    assert _cost(doors, visitor) == full
    assert full[1] <= 150


def _cost(doors: Doors, visitor: Visitor) -> tuple[int, int]:
    """Return the statements of Today and the seals that it opens, once it was looked at."""
    visitor.get("/today")
    with counted(doors.office.house.engine) as cost:
        visitor.get("/today")
    return cost.statements, cost.opens
