"""Filings at both doors: from the form to the dates that the law counts from them.

It is Wednesday 14 April 2027.
"""

import re

from tests.doors.test_events import ONE_YEAR, _of, _offered, _seen
from tests.doors.visitors import API, Doors, filled_case, problem, told

FOIA = "foia.response"
TYPED = {
    "kind": "foia",
    "forum": "ICE",
    "filed_on": "2027-04-09",
    "received_on": "2027-04-12",
    "number": "2027-ICFO-00017",
    "fee": "waiver_asked",
}
UNHEARD = "Flugelhorn"


def test_a_records_request_is_answered_within_a_day_that_the_law_counts(doors: Doors) -> None:
    """Received on Monday 12 April, twenty working days end on Monday 10 May (5 USC 552(a)(6)).

    Its page offers what follows; what is taken stands there, and names the request's proceeding.
    """
    case, visitor = filled_case(doors.office), doors.sits("alma")
    typed = {"case_id": str(case.id), "proceeding_id": str(case.proceeding), **TYPED}
    where = visitor.posts("/filings", typed).headers["location"]
    page = visitor.get(where).text
    said = _seen(page)
    assert "The filing is saved. Next: look which dates run from it." in said
    assert "a waiver is asked for" in said
    form = page[page.index('action="/events/preview"') :]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[: form.index("</form>")]))
    assert (fields["event"], fields["on"], fields["within"]) == ("request", "2027-04-12", "records")
    offered = visitor.posts("/events/preview", fields).text
    assert FOIA in _offered(offered)
    assert f'name="filing_id" value="{fields["filing_id"]}"' in offered
    taken = _of(FOIA, choice="take") | {"others": "It asks under FOIA alone."}
    saved = visitor.posts("/events", fields | taken)
    assert saved.headers["location"] == where
    program = doors.program()
    shown = told(program.get(f"{API}{where}"))
    (date,) = [told(program.get(f"{API}/deadlines/{each}")) for each in shown["dates"]]
    assert (date["rule"], date["due"]) == (FOIA, "2027-05-10")
    assert date["proceeding_id"] == str(case.proceeding)
    assert f"/deadlines/{date['id']}" in visitor.get(where).text
    assert ONE_YEAR not in _offered(offered)
    event = {"case_id": str(case.id), "event": "request", "on": "2027-04-12", "others": "None."}
    stray = program.post(f"{API}/events", json=event | {"filing_id": str(case.note)})
    assert [each["field"] for each in problem(stray, 422, "refused")["errors"]] == ["filing_id"]


def test_what_was_typed_wrong_stays_and_is_not_echoed_as_an_error(doors: Doors) -> None:
    """An impossible day, a sum that is no number; then two people who save at once see both."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    where = f"/filings/{case.filing}"
    wrong = {"version": "1", "kind": "bia", "title": UNHEARD, "decided_on": "2027-02-30"}
    wrong |= {"fee_amount": "ten", "clock.days": "-3"}
    again = visitor.posts(where, wrong)
    assert again.status_code == 422
    assert "There is no such day. Check day and month." in again.text
    assert "Write a whole number." in again.text
    assert f'value="{UNHEARD}"' in again.text
    stands = {"version": "1", "kind": "bia", "title": "Notice of appeal", "stay": "automatic"}
    assert visitor.posts(where, stands).status_code == 303
    both = doors.sits("bruno").posts(where, stands | {"title": UNHEARD, "stay": "none"})
    assert both.status_code == 409
    told_of = _seen(both.text)
    assert "automatic while it is pending" in told_of
    assert "none: removal can go on" in told_of
    assert UNHEARD in told_of


def test_a_criminal_case_is_entered_charge_by_charge(doors: Doors) -> None:
    """On the page and by a program; its analysis is marked as the office's own."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    typed = {"person_id": str(case.person), "court": "24th JDC", "advice": "No CIMT."}
    typed |= {"charges.0.statute": "14:67", "charges.0.disposition": "dismissed"}
    typed |= {"charges.3.statute": "14:98", "charges.3.plea": "guilty"}
    where = visitor.posts("/criminal-cases", typed).headers["location"]
    page = _seen(visitor.get(where).text)
    assert "What it means for immigration work product" in page
    shown = told(doors.program().get(f"{API}{where}"))
    assert [each["statute"] for each in shown["charges"]] == ["14:67", "14:98"]
    assert "14:98" in visitor.get(f"/cases/{case.id}/filings").text


def test_programs_read_the_court_s_lists(doors: Doors) -> None:
    """Codes that are not those of ISO: BH is Belize, NA was never a missing number."""
    program = doors.program()
    lists = {
        name: {each["code"]: each for each in told(program.get(f"{API}/court-lists/{name}"))}
        for name in ("nationalities", "court_languages", "motions", "charges")
    }
    assert lists["nationalities"]["BH"]["name"] == "BELIZE"
    assert lists["nationalities"]["NA"]["name"] == "NETHERLANDS ANTILLES"
    assert lists["court_languages"]["QUI"]["ours"] == "quc"
    assert lists["charges"]["212a06Ai"]["ours"] == "212(a)(6)(A)(i)"
    problem(program.get(f"{API}/court-lists/judges"), 404, "not_found")
