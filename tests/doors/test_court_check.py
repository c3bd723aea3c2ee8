"""The court check and the calls at both doors. The clock stands at 14 April 2027."""

import html
import re
from typing import Any
from uuid import UUID

from app.casework import hearings, informing, people
from app.casework.hearings import HearingView
from app.casework.people import PersonChange
from tests.doors.visitors import Doors, Visitor, filled_case, told
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

NUMBER = "999-000-111"


def _case(doors: Doors) -> Any:
    case = filled_case(doors.office)
    with doors.office.writing() as desk:
        facts = {"version": 1, "a_number": NUMBER, "language": "es", "phone": "555-0134"}
        facts["safe_to_call"] = False
        people.change(desk, case.person, PersonChange.model_validate(facts))
    return case


def _said(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]))


def _form(page: str, action: str, at: int = 0) -> dict[str, str]:
    """Return the hidden fields of a form on a page."""
    forms = re.findall(rf'<form[^>]*action="{action}"[^>]*>(.*?)</form>', page, re.DOTALL)
    hidden = r'<input type="hidden" name="([^"]+)" value="([^"]*)"'
    return dict(re.findall(hidden, forms[at]))


def _view(doors: Doors, hearing: UUID) -> HearingView:
    with doors.office.reading() as desk:
        return hearings.one(desk, hearing)


def _moved(doors: Doors, visitor: Visitor, case: Any) -> str:
    """Carry an earlier setting through; return where the new hearing stands."""
    text = f"A{NUMBER} 06/01/2027 1:00 PM Master Judge: Roe, Alex; Webex"
    page = visitor.posts("/court-check", {"text": text}).text
    assert "Differs from the court's calendar" in _said(page)
    carried = visitor.posts("/court-check/carry", _form(page, "/court-check/carry"))
    assert "Earlier than the setting it replaces" in _said(carried.text)
    typed = {"case_id": str(case.id), "replaces": str(case.hearing), "kind": "master"}
    for name, value in (("on", "2027-06-01"), ("at", "13:00"), ("judge", "Roe, Alex")):
        assert f'name="{name}"' in carried.text
        assert value in carried.text
        typed[name] = value
    typed |= {"medium": "video", "reason": "The court moved it", "learned": "Court's portal"}
    answer = visitor.posts("/hearings", typed)
    assert answer.status_code == 303, _said(answer.text)
    return str(answer.headers["location"])


def test_an_earlier_hearing_is_carried_through_and_then_the_same(doors: Doors) -> None:
    """What was pasted waits; the old setting stays, the new one is stamped, its client called."""
    visitor, case = doors.sits("alma"), _case(doors)
    place = _moved(doors, visitor, case)
    new = UUID(place.rpartition("/")[2])
    assert _view(doors, case.hearing).replaced_by == new
    page = visitor.get("/court-check").text  # what was pasted, compared anew
    same = _form(page, "/court-check/same")
    assert same["seen"].startswith(str(new))
    assert visitor.posts("/court-check/same", same).status_code == 303
    assert _view(doors, new).checked_by == doors.office.people["alma"].id
    assert "Checked against the court's portal on" in _said(visitor.get(place).text)
    assert NUMBER not in visitor.get("/court-check").text  # nothing is left to look at
    assert "NOT CONFIRMED" in _said(visitor.get(place).text)


def test_whatever_is_set_anew_keeps_the_record_of_its_proceeding(doors: Doors) -> None:
    """Of two removals at once each form names the hearing's own, not just that it is a removal."""
    visitor, case = doors.sits("alma"), _case(doors)
    kept, _ = (
        told(
            visitor.sends("POST", "/proceedings", {"case_id": str(case.id), "kind": "removal"}), 201
        )
        for _ in range(2)
    )
    changed = {"version": 1, "proceeding": kept["id"]}
    told(visitor.sends("PATCH", f"/hearings/{case.hearing}", changed))
    carried = {"hearing": str(case.hearing), "moved": "true", "on": "2027-06-01", "at": "13:00"}
    pages = (
        visitor.get(f"/hearings/new?after={case.hearing}"),
        visitor.get(f"/hearings/{case.hearing}"),
        visitor.posts("/court-check/carry", carried),
        visitor.posts("/court-check/carry", carried | {"moved": "false"}),
    )
    for page in pages:
        assert f'<option value="{kept["id"]}" selected' in page.text


def test_what_cannot_be_read_stays_in_the_box(doors: Doors) -> None:
    """Half a paste and code come back as text, run nothing, and name their lines."""
    visitor, _ = doors.sits("alma"), _case(doors)
    junk = f"<script>alert(1)</script>\nA{NUMBER} 06/01\n{{{{ 7*7 }}}}"
    page = visitor.posts("/court-check", {"text": junk}).text
    assert "<script>alert" not in page
    assert html.escape("<script>alert(1)</script>", quote=False) in page
    assert "without a day" in _said(page)
    assert "49" not in _said(page).partition("without a day")[2]
    empty = visitor.posts("/court-check", {"text": " "})
    assert "Paste the list" in _said(empty.text)
    long = visitor.posts("/court-check", {"text": "A" * 60_001})
    assert "Paste it in two parts" in _said(long.text)
    assert "A" * 60_001 in long.text


def test_a_program_checks_and_stamps(doors: Doors) -> None:
    """The same deed behind the other door."""
    visitor, case = doors.sits("alma"), _case(doors)
    text = f"A{NUMBER} 06/15/2027 9:00 AM"
    found = told(visitor.sends("POST", "/court-checks", {"text": text}))
    assert [each["id"] for each in found["same"]] == [str(case.hearing)]
    seen = {"hearing": str(case.hearing), "starts": "2027-06-15T09:00"}
    stamped = visitor.sends("POST", "/court-checks/same", {"hearings": [seen]})
    assert told(stamped) == {"stamped": 1, "left": 0}
    [read] = told(visitor.sends("GET", "/hearings"))["items"]
    assert (read["check_due"], read["checked_at"] is not None) == (False, True)


def test_a_client_is_told_from_the_call_sheet(doors: Doors) -> None:
    """The sheet has the words in her language; one click and she knows, one more takes it back."""
    visitor, case = doors.sits("alma"), _case(doors)
    doors.office.clock.forward(days=45)
    visitor = doors.sits("alma")
    assert "NOT CONFIRMED" in _said(visitor.get(f"/cases/{case.id}").text)
    page = visitor.get("/calls").text
    assert "Usted tiene una cita: Audiencia preliminar" in _said(page)
    assert "DO NOT CALL" in _said(page)
    assert "DO NOT CALL" in _said(visitor.get("/today").text)
    assert "555-0134" not in re.sub(r">[^<]*<", "><", page)  # in no address
    address = f"/hearings/{case.hearing}/telling"
    answer = visitor.posts(address, _form(page, address) | {"how": "phone"})
    assert answer.headers["location"] == "/calls"
    page = visitor.get("/calls").text
    assert "Just written down" in _said(page)
    assert visitor.posts(f"{address}/undo", _form(page, f"{address}/undo")).status_code == 303
    people_ = told(visitor.sends("GET", address))["people"]
    assert [each["state"] for each in people_] == ["open"]
    known = {"who": str(case.person), "did": "knows", "how": "in_person"}
    assert told(visitor.sends("POST", address, known))["people"][0]["state"] == "knows"
    assert told(visitor.sends("GET", "/calls"))["calls"] == []
    with doors.office.reading() as desk:
        assert informing.of_hearing(desk, case.hearing)[0].by_name == "Alma"


def test_a_far_hearing_is_not_taken_for_a_damaged_one(doors: Doors) -> None:
    """Each of her cases is asked for what was cancelled, also where the list of them is kept."""
    visitor, case = doors.sits("alma"), _case(doors)  # in June, beyond three weeks
    assert "Calls to make" in visitor.get("/calls").text
    again = _said(visitor.get("/calls").text)
    assert "damaged" not in again
    assert visitor.get(f"/cases/{case.id}").status_code == 200


def test_a_docket_is_looked_for_in_cases_that_nobody_opened_yet(doors: Doors) -> None:
    """Also where the list of them is kept; what is only granted passes for no damaged entry."""
    visitor, case = doors.sits("alma"), _case(doors)
    kept = {"case_id": str(case.id), "kind": "petition_for_review", "number": "26-1234"}
    told(visitor.sends("POST", "/proceedings", kept), 201)
    assert visitor.get("/cases").status_code == 200
    found = told(visitor.sends("POST", "/court-checks", {"text": "26-1234  06/02/2027 9:30 AM"}))
    assert [each["case_id"] for each in found["only_there"]] == [str(case.id)]


def test_adjourned_with_its_reason_and_the_next_setting(doors: Doors) -> None:
    """The page has six kinds and leads to the next setting; a program sends the court's code."""
    visitor, case = doors.sits("alma"), _case(doors)
    doors.office.clock.forward(days=62)
    visitor = doors.sits("alma")
    typed = {"version": "1", "status": "held", "adjourned": "interpreter"}
    answer = visitor.posts(f"/hearings/{case.hearing}/outcome", typed)
    assert answer.headers["location"] == f"/hearings/new?after={case.hearing}"
    page = visitor.get(answer.headers["location"]).text
    assert f'name="came_from" value="{case.hearing}"' in page
    new = {"case_id": str(case.id), "kind": "master", "on": "2027-09-14", "at": "09:00"}
    saved = visitor.posts("/hearings", new | {"came_from": str(case.hearing)})
    assert "Set at the hearing of" in _said(visitor.get(saved.headers["location"]).text)
    change = {"version": 2, "adjournment_code": "4c"}
    patched = told(visitor.sends("PATCH", f"/hearings/{case.hearing}", change))
    assert (patched["adjourned"], patched["adjournment_code"]) == ("interpreter", "4C")
    wrong = visitor.sends("PATCH", f"/hearings/{case.hearing}", change | {"adjournment_code": "ZZ"})
    assert wrong.status_code == 422


def test_an_appointment_is_kept_like_a_hearing(doors: Doors) -> None:
    """A Saturday in a jail, told and on the docket; no rule counts from it, no court check asks."""
    visitor, case = doors.sits("alma"), _case(doors)
    assert "ICE check-in" in visitor.get(f"/hearings/new?case={case.id}&appointment=true").text
    typed = {"case_id": str(case.id), "kind": "jail_visit", "on": "2027-04-17", "at": "10:00"}
    part = visitor.posts("/hearings/preview", typed, **{"hx-request": "true"}).text
    assert "No rule counts a date from an appointment" in _said(f"<main{part}")
    saved = visitor.posts("/hearings", typed | {"goes_along": "Bruno", "place": "Jena"})
    assert saved.status_code == 303, _said(saved.text)
    view = _view(doors, UUID(saved.headers["location"].rpartition("/")[2]))
    assert (view.is_appointment, view.deadlines, view.check_due) == (True, [], False)
    assert (view.goes_along, view.proceeding) == ("Bruno", "other")
    docket = _said(visitor.get("/docket").text)
    assert "Appointment:" in docket
    assert "Visit in a jail" in docket
    [call] = told(visitor.sends("GET", "/calls"))["calls"]
    assert call["hearing"]["id"] == str(view.id)
