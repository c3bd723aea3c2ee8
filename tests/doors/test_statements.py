"""A page costs the same number of statements in a small office and in a large one."""

from collections import defaultdict
from datetime import date, timedelta
from uuid import UUID

import pytest
from httpx2 import Response

from app.casework import access, adding, hearings, scheduling, tasks
from app.casework.adding import NewDeadline
from app.casework.following import TypedDate
from app.casework.scheduling import NewHearing
from app.casework.tasks import NewTask
from tests.doors.test_html_pages import mail_of
from tests.doors.visitors import Doors, Visitor, filled_case

FEW, MANY = 5, 40
# The page of a case asks what is handed in, once for holds and destructions, and who gave its key.
MOST = 30
OF_A_CASE = 32  # its page shows proceedings, custody and places beside its dates
OVERSEEING = 45  # figures of a whole office from a dozen nouns
HTMX = {"hx-request": "true"}
FIRST = date(2027, 4, 15)


def _asked(visitor: Visitor, path: str, fields: dict[str, str] | None, **headers: str) -> Response:
    if fields is None:
        return visitor.get(path)
    return visitor.posts(path, fields, **headers)


def _alma(doors: Doors) -> Visitor:
    """Return Alma, her keys re-wrapped as every sign-in does it."""
    with doors.office.writing("alma") as desk:
        access.rewrap_memberships(desk)
        access.rewrap(desk)
    return doors.sits("alma")


def _sent(
    doors: Doors, visitor: Visitor, path: str, fields: dict[str, str] | None = None, **headers: str
) -> int:
    """Return how many statements a page sent, once the calendar is in memory."""
    _asked(visitor, path, fields, **headers)
    with doors.statements() as sent:
        answer = _asked(visitor, path, fields, **headers)
    assert answer.status_code == 200
    return len(sent)


def _cases(doors: Doors, count: int) -> None:
    opened = doors.office.open_cases(count)
    with doors.office.writing() as desk:
        for case in opened:
            new = {"case_id": case.id, "title": "Brief", "due": "2027-04-20"}
            adding.add(desk, NewDeadline.model_validate(new))
            tasks.add(desk, NewTask(case_id=case.id, words="Call back", due_on=date(2027, 4, 14)))


def test_statements_do_not_grow_with_the_office(doors: Doors) -> None:
    """Today, the lists, the forms and the page of a case, at five cases and at forty."""
    case, visitor = filled_case(doors.office), _alma(doors)
    paths = ["/today", "/today/dates", "/cases", f"/cases/{case.id}", f"/deadlines/{case.deadline}"]
    paths += ["/hearings/new", "/deadlines/new", f"/people/{case.person}", f"/notes/{case.note}"]
    paths += ["/api/v1/today", "/api/v1/cases", "/api/v1/deadlines", f"/api/v1/cases/{case.id}"]
    paths += ["/calls", "/intake", f"/cases/{case.id}/documents", f"/cases/{case.id}/timeline"]
    paths += [f"/cases/{case.id}/served", f"/served?case={case.id}", "/clinics"]
    paths += ["/people/twice", f"/people/{case.person}/same"]
    paths += [f"/cases/{case.id}/{each}" for each in ("filings", "referrals", "representation")]
    paths += ["/calendar", "/calendar?view=month", "/api/v1/calendar"]
    paths += ["/tasks", "/tasks?whose=office", "/time", "/api/v1/tasks", "/api/v1/filings"]
    paths += ["/rules", "/rules/eoir.bia.appeal", "/rules/print", "/api/v1/rules"]
    _cases(doors, FEW - 1)
    few = {path: _sent(doors, visitor, path) for path in paths}
    _cases(doors, MANY - FEW)
    assert {path: _sent(doors, visitor, path) for path in paths} == few
    assert few.pop(f"/cases/{case.id}") <= OF_A_CASE
    assert max(few.values()) <= MOST


def test_the_supervisors_page_asks_as_much_of_a_large_office(doors: Doors) -> None:
    """Its figures, a colleague's dates and silent clients, and the box while somebody types."""
    filled_case(doors.office)
    with doors.office.writing("carmen") as desk:
        access.rewrap_memberships(desk)
        access.rewrap(desk)
    visitor, alma = doors.sits("carmen"), doors.office.people["alma"].id
    paths = ["/supervision", f"/supervision/{alma}", "/api/v1/supervision"]

    def costs() -> list[int]:
        typed = [
            _sent(doors, visitor, "/cases/search", {"q": q}, **HTMX) for q in ("", "Qui", "zaza")
        ]
        return [*typed, *(_sent(doors, visitor, path) for path in paths)]

    _cases(doors, FEW - 1)
    few = costs()
    _cases(doors, MANY - FEW)
    assert costs() == few
    assert max(few[:3]) <= 14
    assert max(few) <= OVERSEEING


def _individual(doors: Doors, case_id: UUID, day: str, dates: int) -> UUID:
    """Set an individual hearing from which so many typed dates run."""
    typed = [
        TypedDate(title="Ordered", due=due, sure=due)
        for due in (FIRST + timedelta(days=number) for number in range(dates))
    ]
    new = {"case_id": case_id, "starts": f"{day}T09:00", "kind": "individual", "both_stand": True}
    new |= {"starts_sure": day}
    with doors.office.writing() as desk:
        wanted = NewHearing.model_validate(new | {"custody": "non_detained", "typed": typed})
        return scheduling.schedule_hearing(desk, wanted).id


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["part", "page"])
def test_a_preview_does_not_grow_with_what_stands(doors: Doors, headers: dict[str, str]) -> None:
    """Few old dates or many, one standing hearing or six, and wherever the new one leads."""
    visitor, counts = _alma(doors), defaultdict[str, set[int]](set)
    for dates, others in ((1, 0), (20, 5)):
        case = filled_case(doors.office)
        first = _individual(doors, case.id, "2027-07-14", dates)
        for number in range(others):
            _individual(doors, case.id, f"2027-08-{10 + number}", dates)
        typed = {"case_id": str(case.id), "kind": "individual", "on": "2027-06-30", "at": "09:30"}
        for more in ({}, {"standing": str(first)}, {"replaces": str(first)}, {"court": "nowhere"}):
            sent = _sent(doors, visitor, "/hearings/preview", typed | more, **headers)
            counts[" ".join(more)].add(sent)
    assert [len(each) for each in counts.values()] == [1, 1, 1, 1]
    assert max(max(each) for each in counts.values()) <= MOST


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["part", "page"])
def test_what_follows_does_not_cost_by_the_date(doors: Doors, headers: dict[str, str]) -> None:
    """An event from which one date follows, or many, none decided about or all of them."""
    visitor, counts = _alma(doors), set()
    case = filled_case(doors.office)
    for event in ("request", "decision", "order"):
        typed = {"case_id": str(case.id), "event": event, "on": "2027-04-12"}
        for more in ({}, {"dates.eoir.bia.appeal.choice": "take"}):
            counts.add(_sent(doors, visitor, "/events/preview", typed | more, **headers))
    assert len(counts) == 1
    assert max(counts) <= MOST


def test_a_hearings_page_does_not_grow_with_its_dates(doors: Doors) -> None:
    """One date that runs from it, or twenty, in a chain of settings or alone."""
    visitor, counts = _alma(doors), set()
    for dates in (1, 20):
        case = filled_case(doors.office)
        hearing = _individual(doors, case.id, "2027-07-14", dates)
        counts.add(_sent(doors, visitor, f"/hearings/{hearing}"))
        with doors.office.reading() as desk:
            assert len(hearings.one(desk, hearing).deadlines) == dates + 1
    assert len(counts) == 1
    assert max(counts) <= MOST


def test_a_mails_dates_do_not_cost_by_the_date(doors: Doors) -> None:
    """The page behind a mail's link, with one date told and with many of many cases."""
    counts = set()
    for cases in (1, 12):
        for _ in range(cases):
            filled_case(doors.office)
        doors.office.clock.forward(days=5)
        mail = mail_of(doors.office, "alma", "urgent")
        counts.add(_sent(doors, _alma(doors), f"{mail}/items"))
    assert len(counts) == 1
    assert max(counts) <= MOST
