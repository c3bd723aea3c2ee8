"""What was typed of a hearing is never lost, and what was left out of it can be taken after all.

The clock stands at 14 April 2027.
"""

import html
import re
from collections.abc import Mapping
from uuid import UUID

import pytest
from httpx2 import Response
from pydantic import BaseModel

from app.casework import cases, hearings, people
from app.casework.amending import HearingChange
from app.casework.cases import CaseChange, CaseView
from app.casework.deadlines import DeadlineView
from app.casework.hearings import HearingFacts, HearingView
from app.casework.moving import DeadlineChange
from app.casework.notes import NoteChange, NoteView
from app.casework.people import PersonChange, PersonView
from app.web.fields import FIELDS
from app.web.forms import as_sent
from tests.doors.visitors import Case, Doors, Visitor, filled_case, problem
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

HTMX = {"hx-request": "true"}
FILING = "eoir.ic.filing.individual.nondetained"
SETTING = {"kind": "individual", "on": "2027-07-14", "at": "09:30", "court": "NOL"}
BY_JSON = {"starts": "2027-07-14T09:30", "court": "NOL", "kind": "individual"}
LEFT = {"follow_rule": FILING, "follow_choice": "leave", "follow_due": ""}
# What each fact of a hearing may be; whoever adds one says here what it can be set to.
KNOWN = {
    "medium": "video",
    "judge": "Ito",
    "place": "Room 7",
    "interpreter": "Mam, booked",
    "proceeding": "bond",
    "learned": "By post on 3 April",
    "goes_along": "Luis, by bus",
}


def _view(doors: Doors, hearing: UUID) -> HearingView:
    with doors.office.reading() as desk:
        return hearings.one(desk, hearing)


def _set(visitor: Visitor, case: Case, **more: str) -> UUID:
    answer = visitor.posts("/hearings", {"case_id": str(case.id)} | SETTING | more)
    assert answer.status_code == 303, _said(answer)
    return UUID(answer.headers["location"].rpartition("/")[2])


def _said(answer: Response) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", answer.text.partition("<main")[2]))[:1500]


def _shown(page: str, action: str) -> dict[str, str]:
    """Return what a browser would send back of a form just as it is shown."""
    form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
    sent = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"(.*?)</select>', form, re.DOTALL):
        sent[name] = "".join(re.findall(r'value="([^"]*)" selected', options)[:1])
    return {name: html.unescape(value) for name, value in sent.items()}


def _sent(facts: Mapping[str, object]) -> dict[str, str]:
    """Return the facts as a form sends them: a yes among them is "true"."""
    return {name: as_sent(facts[name]) for name in KNOWN}


# --- every fact ---------------------------------------------------------------------------------


def test_every_fact_survives_setting_changing_and_correcting(doors: Doors) -> None:
    """By the model's own fields: set at either door, changed by PATCH, and kept by a correction."""
    assert HearingFacts.model_fields.keys() == KNOWN.keys()
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    form = visitor.get(f"/hearings/new?case={case.id}").text
    for name in KNOWN:
        assert f'name="{name}"' in form
    by_form = _view(doors, _set(visitor, case, **KNOWN))
    assert _sent(by_form.model_dump()) == KNOWN
    new = {"case_id": str(case.id), "both_stand": True} | BY_JSON
    by_program = visitor.sends("POST", "/hearings", new | KNOWN).json()
    assert _sent(by_program) == KNOWN
    patched = visitor.sends("PATCH", f"/hearings/{case.hearing}", {"version": 1} | KNOWN).json()
    assert _sent(patched) == KNOWN
    page = visitor.get(f"/hearings/{case.hearing}/correction").text
    shown = _shown(page, f"/hearings/{case.hearing}")
    assert visitor.posts(f"/hearings/{case.hearing}", shown).status_code == 303
    assert _sent(_view(doors, case.hearing).model_dump()) == KNOWN


@pytest.mark.parametrize(
    ("change", "view"),
    [
        (CaseChange, CaseView),
        (DeadlineChange, DeadlineView),
        (HearingChange, HearingView),
        (NoteChange, NoteView),
        (PersonChange, PersonView),
    ],
)
def test_where_two_saved_at_once_each_field_has_its_name(
    change: type[BaseModel], view: type[BaseModel]
) -> None:
    """No field's name from the code stands on the page that shows both versions."""
    beside = change.model_fields.keys() & view.model_fields.keys() - {"version"}
    assert beside <= FIELDS.keys()


@pytest.mark.parametrize("absent", KNOWN)
def test_a_fact_that_a_form_does_not_ask_stays(doors: Doors, absent: str) -> None:
    """A page that is older than a field clears nothing of it; one emptied by hand is cleared."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    visitor.sends("PATCH", f"/hearings/{case.hearing}", {"version": 1} | KNOWN)
    sent = {name: value for name, value in KNOWN.items() if name != absent}
    sent |= {"version": "2"} | ({"judge": ""} if absent != "judge" else {"place": ""})
    assert visitor.posts(f"/hearings/{case.hearing}", sent).status_code == 303
    kept = _view(doors, case.hearing)
    assert as_sent(getattr(kept, absent)) == KNOWN[absent]
    assert (kept.place if absent == "judge" else kept.judge) == ""


# --- the preview --------------------------------------------------------------------------------


def test_an_unknown_court_is_told_and_the_dates_stay(doors: Doors) -> None:
    """30 days before 14 July 2027 is 14 June; only saving waits for the court."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    typed = {"case_id": str(case.id)} | SETTING | {"court": "Nowhere"}
    part = visitor.posts("/hearings/preview", typed, **HTMX)
    assert "This court is not in the list." in part.text
    assert 'datetime="2027-06-14"' in part.text
    refused = visitor.posts("/hearings", typed)
    assert refused.status_code == 422
    assert "This court is not in the list." in refused.text
    assert 'datetime="2027-06-14"' in refused.text


def test_a_court_begun_by_its_city_is_taken_where_there_is_one(doors: Doors) -> None:
    """One court of the published list begins so; the preview names it before it is saved."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    typed = {"case_id": str(case.id)} | SETTING | {"court": "Varick Hud"}
    part = visitor.posts("/hearings/preview", typed, **HTMX).text
    assert "Court taken:" in part
    assert "(VHC)" in part
    assert "not in the list" not in part
    assert _view(doors, _set(visitor, case, court="Varick Hud")).court == "VHC"


def test_of_several_courts_one_is_chosen(doors: Doors) -> None:
    """The choice holds for the words it was made for; others are asked about anew."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    typed = {"case_id": str(case.id)} | SETTING | {"court": "New Orl"}
    refused = visitor.posts("/hearings", typed)
    assert refused.status_code == 422
    offered = re.findall(r'name="court_picked" value="([A-Z]{3}) New Orl"', refused.text)
    assert offered[0] == "NOL"
    assert "NOJ" in offered
    picked = {"court": "New Orl", "court_picked": "NOL New Orl"}
    part = visitor.posts("/hearings/preview", typed | picked, **HTMX).text
    assert re.search(r"New Orleans Immigration Court(</bdi>)?</strong> \(NOL\)", part)
    other = visitor.posts("/hearings/preview", typed | picked | {"court": "New O"}, **HTMX).text
    assert "not in the list" in other
    assert _view(doors, _set(visitor, case, **picked)).court == "NOL"


@pytest.mark.parametrize(
    "slip", [{"on": "0002-07-14"}, {"on": ""}, {"kind": "nonsense"}, {"case_id": ""}]
)
def test_what_was_decided_survives_a_slip_above(doors: Doors, slip: dict[str, str]) -> None:
    """While a day is typed digit by digit no date can be counted; decisions below wait for it."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    typed = {"case_id": str(case.id)} | SETTING
    decided = LEFT | {"follow_reason": "A joint motion stands"}
    part = visitor.posts("/hearings/preview", typed | decided | slip, **HTMX).text
    waiting = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', part))
    assert {name: waiting[name] for name in decided} == decided
    again = visitor.posts("/hearings/preview", typed | waiting, **HTMX).text
    assert 'value="leave" selected' in again
    assert 'value="A joint motion stands"' in again


def test_a_skipped_hour_is_told_and_the_dates_stay(doors: Doors) -> None:
    """On 14 March 2027 the clocks of New Orleans go from two to three."""
    doors.office.clock.forward(days=-60)
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    typed = {"case_id": str(case.id)} | SETTING | {"on": "2027-03-14", "at": "02:30"}
    part = visitor.posts("/hearings/preview", typed, **HTMX).text
    assert "skip this hour" in part
    assert 'name="follow_rule"' in part
    assert "other time zone" not in part


@pytest.mark.parametrize(
    ("detained", "words"), [(True, "Detained"), (False, "Not detained"), (None, "Not known")]
)
def test_the_preview_names_the_custody_it_counts_for(
    doors: Doors, detained: bool | None, words: str
) -> None:
    """The client's own, unless the form says otherwise; no heading contradicts it."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    with doors.office.writing() as desk:
        client = cases.one(desk, case.id).people[0]
        people.change(desk, client.id, PersonChange(version=client.version, detained=detained))
    typed = {"case_id": str(case.id)} | SETTING
    part = visitor.posts("/hearings/preview", typed, **HTMX).text
    assert f"on that day: {words}" in re.sub(r"<[^>]+>", "", part)
    assert ">Filings before an individual hearing<" in part
    said = visitor.posts("/hearings/preview", typed | {"custody": "detained"}, **HTMX).text
    assert "on that day: Detained" in re.sub(r"<[^>]+>", "", said)


def test_the_preview_is_the_filled_form_again(doors: Doors) -> None:
    """Without a script each step carries every field, so that nothing is typed twice."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    typed = {"case_id": str(case.id)} | SETTING | KNOWN
    typed |= {"typed_title": "Witness list", "typed_due": "2027-06-01"}
    page = visitor.posts("/hearings/preview", typed).text
    shown = _shown(page, "/hearings")
    assert {name: shown[name] for name in SETTING | KNOWN} == SETTING | KNOWN
    assert 'value="Witness list"' in page


def test_back_and_reload_bring_the_form_again(doors: Doors) -> None:
    """What was previewed or refused waits in the session, until it is saved or begun anew."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    begins = f"/hearings/new?case={case.id}"
    typed = {"case_id": str(case.id)} | SETTING | KNOWN
    visitor.posts("/hearings/preview", typed | {"on": "2027-07-01"}, **HTMX)
    assert visitor.posts("/hearings", typed | {"court": "Nowhere"}).status_code == 422
    page = visitor.get(begins).text
    assert "did not save it" in page
    shown = _shown(page, "/hearings")
    wanted = SETTING | KNOWN | {"court": "Nowhere"}
    assert {name: shown[name] for name in wanted} == wanted
    assert 'datetime="2027-06-14"' in page
    other = visitor.get(f"/hearings/new?case={doors.office.open_case().id}")
    assert "did not save it" not in other.text
    assert "did not save it" not in doors.sits("alma").get(begins).text
    anew = visitor.posts("/begun/hearing", {"case_id": str(case.id), "anew": "yes"})
    assert anew.headers["location"] == begins
    assert "did not save it" not in visitor.get(begins).text


def test_what_is_saved_is_no_longer_begun(doors: Doors) -> None:
    """Nobody saves the same hearing twice because the form came again."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    typed = {"case_id": str(case.id)} | SETTING
    visitor.posts("/hearings/preview", typed, **HTMX)
    hearing = _set(visitor, case)
    assert "did not save it" not in visitor.get(f"/hearings/new?case={case.id}").text
    moved = typed | {"replaces": str(hearing), "on": "2027-08-11", "reason": "advanced"}
    visitor.posts("/hearings/preview", moved, **HTMX)
    assert "You began a new setting" in visitor.get(f"/hearings/{hearing}").text
    page = visitor.get(f"/hearings/new?case={case.id}").text
    assert 'value="2027-08-11"' in page
    assert f'name="replaces" value="{hearing}" checked' in page


def test_the_form_offers_my_own_cases_first(doors: Doors) -> None:
    """Carmen's case comes after Alma's own, whatever the names are."""
    theirs = doors.office.open_case("carmen", client={"family_name": "Aba"})
    mine = doors.office.open_case(client={"family_name": "Zuno"})
    for page in ("/hearings/new", "/deadlines/new"):
        offered = re.findall(r'<option value="([0-9a-f-]{36})"', doors.sits("alma").get(page).text)
        assert offered[:2] == [str(mine.id), str(theirs.id)]


# --- left out, and taken after all --------------------------------------------------------------


def test_what_is_left_out_says_why_by_whom_and_when(doors: Doors) -> None:
    """Without a reason neither door leaves out a date; with one it stands on the page."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    silent = visitor.posts("/hearings", {"case_id": str(case.id)} | SETTING | LEFT)
    assert "Say why this date is left out." in _said(silent)
    follow = {"rule": FILING, "choice": "leave"}
    new = {"case_id": str(case.id), "follows": [follow]} | BY_JSON
    asked = problem(visitor.sends("POST", "/hearings", new), 422, "refused")
    assert [each["field"] for each in asked["errors"]] == ["follow_reason"]
    hearing = _set(visitor, case, **LEFT, follow_reason="A joint motion stands")
    page = visitor.get(f"/hearings/{hearing}").text
    said = re.sub(r"<[^>]+>", "", page)
    assert "A joint motion stands" in said
    assert "left out by Alma" in said
    assert 'datetime="2027-04-14T10:00"' in page


def test_what_was_left_out_is_taken_after_all(doors: Doors) -> None:
    """By a button on its page, with reminders; that it was left out stays to be read, once."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    hearing = _set(visitor, case, **LEFT, custody="non_detained", follow_reason="A joint motion")
    page = visitor.get(f"/hearings/{hearing}").text
    sent = _shown(page, f"/hearings/{hearing}/left-out")
    assert visitor.posts(f"/hearings/{hearing}/left-out", sent).status_code == 303
    view = _view(doors, hearing)
    [date] = view.deadlines
    assert (date.due.isoformat(), date.status, date.rule) == ("2027-06-14", "open", FILING)
    assert (view.left_out[0].reason, view.left_out[0].taken_by) == ("A joint motion", "Alma")
    page = visitor.get(f"/hearings/{hearing}").text
    assert "taken after all" in page
    assert f'action="/hearings/{hearing}/left-out"' not in page
    twice = visitor.posts(f"/hearings/{hearing}/left-out", sent | {"version": str(view.version)})
    assert "somebody took it already" in _said(twice)


def test_a_program_takes_what_was_left_out(doors: Doors) -> None:
    """For a detained client the law gives no day: it is typed, with its reason."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    follow = {"rule": FILING, "choice": "leave", "reason": "No order yet"}
    new = {"case_id": str(case.id), "custody": "detained", "follows": [follow]} | BY_JSON
    made = visitor.sends("POST", "/hearings", new).json()
    taking = {"version": made["version"], "rule": FILING}
    path = f"/hearings/{made['id']}/left-out"
    asked = problem(visitor.sends("POST", path, taking), 422, "refused")
    assert [each["field"] for each in asked["errors"]] == ["follow_due"]
    taking |= {"due": "2027-06-16", "reason": "Ordered on 12 April"}
    taken = visitor.sends("POST", path, taking).json()
    assert [each["due"] for each in taken["deadlines"]] == ["2027-06-16"]
    other = {"version": taken["version"], "rule": "eoir.bia.appeal"}
    asked = problem(visitor.sends("POST", path, other), 422, "refused")
    assert [each["field"] for each in asked["errors"]] == ["rule"]
    stale = visitor.sends("POST", path, taking)
    assert stale.status_code == 409


def test_a_date_that_nobody_named_is_taken(doors: Doors) -> None:
    """A list of decisions that forgets one leaves nothing out in silence."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    new = {"case_id": str(case.id), "custody": "non_detained", "follows": []} | BY_JSON
    made = visitor.sends("POST", "/hearings", new).json()
    assert [each["due"] for each in made["deadlines"]] == ["2027-06-14"]


def test_a_cancelled_hearing_stands_again_by_its_page(doors: Doors) -> None:
    """With the dates that ended with it."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    hearing = _set(visitor, case, custody="non_detained")
    gone = {"version": "1", "status": "cancelled", "reason": "Called by the clerk"}
    assert visitor.posts(f"/hearings/{hearing}/outcome", gone).status_code == 303
    page = visitor.get(f"/hearings/{hearing}").text
    assert "The hearing is cancelled. Next: tell the client" in page
    assert "It was not cancelled after all" in page
    back = _shown(page, f"/hearings/{hearing}/outcome") | {"status": "set"}
    assert "reason" in back
    assert visitor.posts(f"/hearings/{hearing}/outcome", back).status_code == 303
    said = visitor.get(f"/hearings/{hearing}").text
    assert "stands again, with the dates" in said
    assert "enter what was ordered" not in said
    view = _view(doors, hearing)
    assert (view.status, view.deadlines[0].status) == ("set", "open")
