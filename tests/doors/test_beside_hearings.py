"""A new date from a hearing's page, and what a move leaves behind it. It is 14 April 2027."""

import re

from tests.doors.visitors import API, Doors, Visitor, filled_case, open_case, told
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

HTMX = {"hx-request": "true"}
FILING = "eoir.ic.filing.individual.nondetained"


def _saved(visitor: Visitor, path: str, fields: dict[str, str]) -> str:
    answer = visitor.posts(path, fields)
    assert answer.status_code == 303, answer.text[:2000]
    return answer.headers["location"]


def _individual(visitor: Visitor, case: str, **more: str) -> str:
    fields = {"case_id": case, "kind": "individual", "on": "2027-09-07", "at": "09:00"}
    fields |= {"court": "NYC", "custody": "non_detained"}
    return _saved(visitor, "/hearings", fields | more)


def test_a_deadline_added_from_a_hearings_page_belongs_to_it(doors: Doors) -> None:
    """The link names it, both forms send it, and the page of the hearing lists what was added."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    link = f"/deadlines/new?case={case.id}&hearing={case.hearing}"
    assert link.replace("&", "&amp;") in visitor.get(f"/hearings/{case.hearing}").text
    assert visitor.get(link).text.count(f'name="hearing_id" value="{case.hearing}"') == 2
    typed = {"mode": "typed", "case_id": str(case.id), "hearing_id": str(case.hearing)}
    typed |= {"title": "Witness list", "due": "2027-05-20", "why": "Ordered in court"}
    saved = _saved(visitor, "/deadlines", typed)
    assert f'href="{saved}"' in visitor.get(f"/hearings/{case.hearing}").text


def test_a_rule_is_told_of_the_hearing_that_its_date_belongs_to(doors: Doors) -> None:
    """Day, kind and custody stand in the form, and count also where no question was shown."""
    visitor, case = doors.sits("alma"), str(doors.office.open_case().id)
    hearing = _individual(visitor, case).removeprefix("/hearings/")
    asked = {"mode": "rule", "case_id": case, "hearing_id": hearing, "rule": FILING}
    shown = visitor.posts("/deadlines/preview", asked, **HTMX).text
    assert 'value="2027-09-07"' in shown
    assert '<option value="non_detained" selected>' in shown
    assert 'datetime="2027-08-06"' in shown  # 30 days before, and 8 August is a Sunday
    (other,) = re.findall(r'name="sure_of.another" value="([^"]+)"', shown)  # the hearing's own
    page = visitor.get(_saved(visitor, "/deadlines", asked | {"sure_of.another": other})).text
    assert 'datetime="2027-08-06"' in page


def test_a_program_names_a_hearing_that_still_stands(doors: Doors) -> None:
    """One of another case is refused by the member's name."""
    alma = doors.program("alma")
    case, other = open_case(alma)["id"], open_case(alma)["id"]
    new = {"starts": "2027-06-01T09:00", "kind": "master"}
    hearing = told(alma.post(f"{API}/hearings", json=new | {"case_id": case}), 201)["id"]
    date = {"title": "Brief", "due": "2027-05-20", "hearing_id": hearing}
    added = told(alma.post(f"{API}/deadlines", json=date | {"case_id": case}), 201)
    assert added["hearing_id"] == hearing
    refused = told(alma.post(f"{API}/deadlines", json=date | {"case_id": other}), 422)
    assert [each["field"] for each in refused["errors"]] == ["hearing_id"]


def test_a_move_shows_the_open_dates_that_it_leaves_behind(doors: Doors) -> None:
    """In words, beside those that run from the old setting; two or ten, it asks no more often."""
    visitor, case = doors.sits("alma"), str(doors.office.open_case().id)
    hearing = _individual(visitor, case).removeprefix("/hearings/")
    typed = {"mode": "typed", "case_id": case, "why": "Ordered", "due": "2027-07-20"}
    added = [_saved(visitor, "/deadlines", typed | {"title": f"Paper {n}"}) for n in range(2)]
    _saved(visitor, "/deadlines", typed | {"title": "Before", "due": "2027-05-20"})
    moved = {"case_id": case, "replaces": hearing, "kind": "individual", "on": "2027-06-15"}
    moved |= {"at": "09:00", "court": "NYC", "custody": "non_detained", "reason": "Notice"}
    visitor.posts("/hearings/preview", moved, **HTMX)
    with doors.statements() as few:
        shown = visitor.posts("/hearings/preview", moved, **HTMX).text
    assert [f'href="{each}"' in shown for each in added] == [True, True]
    assert ("Before" in shown, shown.count("falls after the new hearing")) == (False, 3)
    for n in range(8):
        _saved(visitor, "/deadlines", typed | {"title": f"More {n}"})
    with doors.statements() as many:
        visitor.posts("/hearings/preview", moved, **HTMX)
    assert len(many) == len(few)


def test_a_new_day_alone_shows_what_it_moves(doors: Doors) -> None:
    """On a move, before its hour is typed: 30 days before 15 June 2027 is 16 May, a Sunday."""
    visitor, case = doors.sits("alma"), str(doors.office.open_case().id)
    hearing = _individual(visitor, case).removeprefix("/hearings/")
    moved = {"case_id": case, "replaces": hearing, "kind": "individual", "on": "2027-06-15"}
    moved |= {"at": "", "court": "NYC", "custody": "non_detained", "reason": "Notice"}
    for part in (HTMX, {}):  # with a script, and without
        shown = visitor.posts("/hearings/preview", moved, **part).text
        assert shown.count('datetime="2027-05-14"') > 1  # anew beside the old date, and its own row
        assert 'id="no-hour"' in shown
    refused = visitor.posts("/hearings", moved)
    assert (refused.status_code, 'name="at"' in refused.text) == (422, True)
    assert 'id="no-hour"' in refused.text
