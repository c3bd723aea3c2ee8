"""Hearings at both doors: asked, confirmed, corrected. The clock stands at 14 April 2027."""

import html
import re
from typing import Any
from uuid import UUID

from httpx2 import Response

from app.casework import cases, hearings, people
from app.casework.hearings import HearingView
from app.casework.people import PersonChange
from tests.doors.visitors import Case, Doors, Visitor, filled_case, told
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

HTMX = {"hx-request": "true"}
SETTING = {"kind": "individual", "on": "2027-07-14", "at": "09:30", "court": "NOL"}
BY_JSON = {"starts": "2027-07-14T09:30", "court": "NOL", "kind": "individual"}
FATAL = {"typed_title": "Ask for the waiver", "typed_due": "2027-06-21", "typed_fatal": "true"}


def _set(visitor: Visitor, case: Case, **more: str) -> UUID:
    answer = visitor.posts("/hearings", {"case_id": str(case.id)} | SETTING | more)
    assert answer.status_code == 303, _said(answer)
    return UUID(answer.headers["location"].rpartition("/")[2])


def _said(answer: Response) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", answer.text.partition("<main")[2]))


def _view(doors: Doors, hearing: UUID) -> HearingView:
    with doors.office.reading() as desk:
        return hearings.one(desk, hearing)


def _wrong(answer: Response) -> list[str]:
    assert answer.status_code == 422, answer.text
    return [each["field"] for each in answer.json()["errors"]]


def test_a_hearing_to_come_is_not_held_in_one_click(doors: Doors) -> None:
    """The page offers no such button, and neither door takes the word before the day."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    assert 'value="held"' not in visitor.get(f"/hearings/{case.hearing}").text
    held = {"version": "1", "status": "held"}
    assert "still to come" in _said(visitor.posts(f"/hearings/{case.hearing}/outcome", held))
    assert _wrong(
        visitor.sends("PATCH", f"/hearings/{case.hearing}", {"version": 1, "status": "held"})
    ) == ["status"]
    doors.office.clock.forward(days=62)
    visitor = doors.sits("alma")
    assert 'value="held"' in visitor.get(f"/hearings/{case.hearing}").text
    assert visitor.posts(f"/hearings/{case.hearing}/outcome", held).status_code == 303


def test_a_contradicting_zone_is_shown_and_confirmed_by_a_tick(doors: Doors) -> None:
    """09:30 in New York is 08:30 in New Orleans; the tick holds for the zone it was set for."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    typed = {"case_id": str(case.id), "tz": "America/New_York"} | SETTING
    part = visitor.posts("/hearings/preview", typed, **HTMX).text
    assert "This court keeps another time zone." in part
    assert 'datetime="2027-07-14T08:30"' in part
    refused = visitor.posts("/hearings", typed)
    assert refused.status_code == 422
    assert "This court keeps another time zone." in refused.text
    [mark] = re.findall(r'name="tz_confirmed" value="([^"]+)"', part)
    other = typed | {"tz": "America/Denver", "tz_confirmed": mark}
    assert visitor.posts("/hearings", other).status_code == 422
    hearing = _set(visitor, case, tz="America/New_York", tz_confirmed=mark)
    assert _view(doors, hearing).tz == "America/New_York"
    page = visitor.get(f"/hearings/{hearing}").text
    assert "Set in another zone than the court" in page
    assert 'datetime="2027-07-14T08:30"' in page


def test_a_contradicting_zone_at_the_json_door(doors: Doors) -> None:
    """A program is taken at its word, and told."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    new: dict[str, Any] = {"case_id": str(case.id), "tz": "America/New_York"} | BY_JSON
    taken = visitor.sends("POST", "/hearings", new)
    assert taken.status_code == 201
    assert ["time zone" in each for each in taken.json()["doubts"]] == [True]
    known = taken.json()
    assert (known["tz"], known["court_tz"], known["other_zone"]) == (
        "America/New_York",
        "America/Chicago",
        True,
    )


def test_a_hearing_without_one_counted_date_is_told_to_a_program(doors: Doors) -> None:
    """For a detained client the judge sets the filing day: none is entered, and not in silence."""
    client = {"family_name": "Sample", "given_names": "Ana", "detained": True}
    case = filled_case(doors.office, client=client)
    new: dict[str, Any] = {"case_id": str(case.id)} | BY_JSON
    taken = told(doors.sits("alma").sends("POST", "/hearings", new), 201)
    assert ["no one date" in each for each in taken["doubts"]] == [True]


def test_a_second_individual_hearing_is_asked_about(doors: Doors) -> None:
    """Nothing is ticked for her; once she chose, earlier is said and the old dates are listed."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    first = _set(visitor, case)
    earlier = {"case_id": str(case.id)} | SETTING | {"on": "2027-06-30"}
    part = visitor.posts("/hearings/preview", earlier, **HTMX).text
    assert re.findall(r'name="standing" value="([^"]+)"', part) == [str(first), "both"]
    assert not re.search(r'name="standing"[^>]* checked', part)
    assert 'name="old_deadline"' not in part
    part = visitor.posts("/hearings/preview", earlier | {"standing": str(first)}, **HTMX).text
    assert re.search(rf'name="standing" value="{first}" checked', part)
    assert "Earlier than the setting it replaces" in part
    unsaid = visitor.posts("/hearings", earlier)
    assert "Say whether the new one replaces it" in _said(unsaid)
    [old] = re.findall(r'name="old_deadline" value="([^"]+)"', part)
    rows = {"standing": str(first), "old_deadline": old, "old_choice": "end"}
    assert "Say why it was moved" in _said(visitor.posts("/hearings", earlier | rows))
    now = _set(visitor, case, **earlier, **rows, reason="advanced")
    assert _view(doors, first).status == "moved"
    assert "Earlier than the setting it replaced." in visitor.get(f"/hearings/{now}").text
    assert 'class="struck"' in visitor.get(f"/hearings/{first}").text
    line = visitor.get(f"/cases/{case.id}/timeline").text
    assert line.count('<span class="tag">Moved</span>') == 1
    named = visitor.posts("/hearings/preview", earlier | {"replaces": str(now)}).text
    asked = re.findall(r'<input[^>]*name="reason"[^>]*>', named)
    assert 'name="replaces"' in named  # once unticked, no reason is in the way of saving
    assert len(asked) == 1
    assert "required" not in asked[0]
    beside = _set(visitor, case, on="2027-08-25", standing="both")
    assert _view(doors, now).status == _view(doors, beside).status == "set"


def test_a_second_individual_hearing_at_the_json_door(doors: Doors) -> None:
    """Unless it is said which of the two is meant, both stand, and the program is told."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    new: dict[str, Any] = {"case_id": str(case.id)} | BY_JSON
    first = visitor.sends("POST", "/hearings", new).json()["id"]
    beside = visitor.sends("POST", "/hearings", new)
    assert beside.status_code == 201
    assert ["both stand" in each for each in beside.json()["doubts"]] == [True]
    assert _view(doors, UUID(first)).status == "set"
    assert _wrong(visitor.sends("POST", "/hearings", new | {"replaces": first})) == ["reason"]
    past = new | {"starts": "2026-07-14T09:30", "past": True, "replaces": first, "reason": "x"}
    assert _wrong(visitor.sends("POST", "/hearings", past)) == ["replaces"]
    said = visitor.sends("POST", "/hearings", new | {"both_stand": True})
    assert (said.status_code, said.json()["doubts"]) == (201, [])


def test_a_fatal_date_is_named_before_it_ends(doors: Doors) -> None:
    """The page asks of each; the JSON door refuses until each is named."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    first = _set(visitor, case, **FATAL)
    [fatal] = [each for each in _view(doors, first).deadlines if each.fatal]
    assert fatal.title == FATAL["typed_title"]
    new: dict[str, Any] = {"case_id": str(case.id), "replaces": str(first), "reason": "advanced"}
    new |= BY_JSON | {"starts": "2027-06-30T09:30"}
    assert _wrong(visitor.sends("POST", "/hearings", new)) == ["old_dates"]
    gone = {"version": 1, "status": "cancelled", "reason": "dismissed"}
    assert _wrong(visitor.sends("PATCH", f"/hearings/{first}", gone)) == ["old_dates"]
    moved = {"case_id": str(case.id), "replaces": str(first), "reason": "advanced"}
    moved |= SETTING | {"on": "2027-06-30"}
    unshown = visitor.posts("/hearings", moved)
    assert "changed the filing dates" in _said(unshown)
    page = unshown.text
    assert "Ask for the waiver" in page
    assert '<option value="">Say which</option>' in page
    olds = re.findall(r'name="old_deadline" value="([^"]+)"', page)
    assert str(fatal.id) in olds
    named = [{"deadline": each, "choice": "end"} for each in olds]
    taken = visitor.sends("POST", "/hearings", new | {"old_dates": named})
    assert taken.status_code == 201, taken.text
    assert {each.status for each in _view(doors, first).deadlines} == {"moved"}


def test_cancelling_on_the_page_names_each_fatal_date(doors: Doors) -> None:
    """Left unsaid it is refused and shown again with the reason that was typed; kept, it stays."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    first = _set(visitor, case, **FATAL)
    rows = {each.id: each.fatal for each in _view(doors, first).deadlines}
    [fatal] = [key for key, is_fatal in rows.items() if is_fatal]
    gone = {"version": "1", "status": "cancelled", "reason": "Dismissed in court"}
    refused = visitor.posts(f"/hearings/{first}/outcome", gone)
    assert refused.status_code == 422
    assert 'value="Dismissed in court"' in refused.text
    named = gone | {"old_deadline": str(fatal), "old_choice": "keep"}
    assert visitor.posts(f"/hearings/{first}/outcome", named).status_code == 303
    assert {each.status for each in _view(doors, first).deadlines} == {"open", "moved"}


def test_intake_is_not_offered_to_replace(doors: Doors) -> None:
    """It saves the second beside the first, and is told whom to tell."""
    case = filled_case(doors.office, "ivo")
    visitor = doors.sits("ivo")
    _set(visitor, case)
    typed = {"case_id": str(case.id)} | SETTING | {"on": "2027-08-25"}
    part = visitor.posts("/hearings/preview", typed, **HTMX).text
    assert "Your role cannot replace it." in part
    assert re.findall(r'name="standing" value="([^"]+)"', part) == ["both"]
    hearing = _set(visitor, case, on="2027-08-25", standing="both")
    page = visitor.get(f"/hearings/{hearing}").text
    assert "/correction" not in page
    assert "The court moved this hearing" not in page


def test_a_hearing_is_corrected_by_its_form(doors: Doors) -> None:
    """Judge and room change, day and hour are not asked, and a colleague's save is shown first."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    form = visitor.get(f"/hearings/{case.hearing}/correction").text
    assert 'name="on"' not in form
    assert f'href="/hearings/{case.hearing}"' in form
    typed = {"version": "1", "judge": "Ito", "medium": "video", "place": "Room 7"}
    typed |= {"proceeding": "removal", "interpreter": "", "learned": "by post"}
    assert visitor.posts(f"/hearings/{case.hearing}", typed).status_code == 303
    view = _view(doors, case.hearing)
    assert (view.judge, view.medium, view.place, view.learned) == (
        "Ito",
        "video",
        "Room 7",
        "by post",
    )
    late = visitor.posts(f"/hearings/{case.hearing}", typed | {"judge": "Ruiz"})
    assert late.status_code == 409
    assert "Ito" in late.text
    assert "Ruiz" in late.text
    assert "By video" in late.text
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', late.text))
    assert visitor.posts(f"/hearings/{case.hearing}", again).status_code == 303
    assert _view(doors, case.hearing).judge == "Ruiz"


def test_a_correction_that_does_not_fit_keeps_what_was_typed(doors: Doors) -> None:
    """A judge's name of a thousand letters is shortened by hand, and the rest is still there."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    typed = {"version": "1", "judge": "I" * 1000, "place": "Room 7"}
    answer = visitor.posts(f"/hearings/{case.hearing}", typed)
    assert answer.status_code == 422
    assert 'value="Room 7"' in answer.text


def test_custody_is_one_answer_everywhere(doors: Doors) -> None:
    """List, case and JSON say the same of each of the three; the form begins with it."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    for detained, words, code in (
        (None, "Custody not known", "unknown"),
        (True, "Detained", "detained"),
        (False, "Not detained", "non_detained"),
    ):
        with doors.office.writing() as desk:
            client = cases.one(desk, case.id).people[0]
            people.change(desk, client.id, PersonChange(version=client.version, detained=detained))
        for page in ("/cases", f"/cases/{case.id}"):
            tags = re.findall(
                r'<span class="tag[^"]*">(?:<svg.*?</svg>)?([^<]*)', visitor.get(page).text
            )
            assert [
                tag for tag in tags if tag in {"Custody not known", "Detained", "Not detained"}
            ] == [words]
        [row] = visitor.sends("GET", "/cases").json()["items"]
        assert row["detained"] is detained
        assert visitor.sends("GET", f"/cases/{case.id}").json()["detained"] is detained
        form = visitor.get(f"/hearings/new?case={case.id}").text
        assert f'<option value="{code}" selected>' in form


def test_the_saved_hearing_says_when_reminders_go(doors: Doors) -> None:
    """Once, on the page that follows the deed; afterwards the page is calm."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    hearing = _set(visitor, case, **FATAL, custody="non_detained")
    page = visitor.get(f"/hearings/{hearing}")
    assert "What goes out from here on" in page.text
    # Thirty days before Wednesday 14 July 2027, and before the filing day of 14 June: 15 May is a
    # Saturday, so its Friday.
    for moment in ("2027-06-14T07:30", "2027-05-14T07:30"):
        assert f'datetime="{moment}"' in page.text
    doors.office.clock.forward(minutes=3)
    assert "What goes out from here on" not in doors.sits("alma").get(f"/hearings/{hearing}").text


def test_typed_rows_come_back_when_refused(doors: Doors) -> None:
    """A row without its day is refused, and no word of either row is lost."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    typed = {"case_id": str(case.id)} | SETTING | {"typed_title": "Witness list", "typed_due": ""}
    answer = visitor.posts("/hearings", typed)
    assert answer.status_code == 422
    assert 'value="Witness list"' in answer.text
