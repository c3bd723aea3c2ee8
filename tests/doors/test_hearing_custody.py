"""Custody changes after a hearing was set: said, counted anew, corrected.

The clock stands at 14 April 2027. For a detained person the rule has no default day; for one who
is not it counts 30 days before the hearing (its own file names the source).
"""

import re
from uuid import UUID

import pytest

from app.casework import cases, hearings, people
from app.casework.hearings import HearingView
from app.casework.people import PersonChange
from tests.doors.visitors import Case, Doors, Visitor, filled_case, problem
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

HTMX = {"hx-request": "true"}
SETTING = {"kind": "individual", "on": "2027-07-14", "at": "09:30", "court": "NOL"}
BY_JSON = {"starts": "2027-07-14T09:30", "court": "NOL", "kind": "individual"}
FILING = "eoir.ic.filing.individual.nondetained"
LATER = {"on": "2027-08-11", "at": "09:30", "court": "NOL", "kind": "individual"}


def _arrest(doors: Doors, case: Case, *, held: bool | None) -> None:
    with doors.office.writing() as desk:
        client = cases.one(desk, case.id).people[0]
        people.change(desk, client.id, PersonChange(version=client.version, detained=held))


def _view(doors: Doors, hearing: UUID) -> HearingView:
    with doors.office.reading() as desk:
        return hearings.one(desk, hearing)


def _set(visitor: Visitor, case: Case, **more: str) -> UUID:
    answer = visitor.posts("/hearings", {"case_id": str(case.id)} | SETTING | more)
    assert answer.status_code == 303
    return UUID(answer.headers["location"].rpartition("/")[2])


def _said(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def test_a_moved_hearing_begins_with_what_the_file_says(doors: Doors) -> None:
    """Arrested, then moved: the form says Detained, and the preview that this is another."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    _arrest(doors, case, held=False)
    hearing = _set(visitor, case)
    _arrest(doors, case, held=True)
    page = visitor.get(f"/hearings/{hearing}").text
    custody = re.search(r'<select[^>]*name="custody".*?</select>', page, re.DOTALL)
    assert custody is not None
    assert '<option value="detained" selected>' in custody[0]
    typed = {"case_id": str(case.id), "replaces": str(hearing)} | LATER
    for more in ({}, {"custody": "detained"}):
        part = _said(visitor.posts("/hearings/preview", typed | more, **HTMX).text)
        assert "old setting was counted for a client who is on that day: Not detained." in part
        assert "The new one is counted for: Detained." in part
        assert "correct one of the two" not in part
    part = _said(visitor.posts("/hearings/preview", typed | {"custody": "non_detained"}).text)
    assert "old setting was counted for" not in part
    assert "The client's file says: Detained." in part.replace("&#39;", "'")


def test_a_program_that_moves_a_hearing_takes_the_clients_custody(doors: Doors) -> None:
    """Left out, it is what the file says now, not what the old setting said."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    _arrest(doors, case, held=False)
    hearing = _set(visitor, case)
    _arrest(doors, case, held=True)
    new = {"case_id": str(case.id), "starts": "2027-08-11T09:30", "court": "NOL"}
    new |= {"kind": "individual", "replaces": str(hearing), "reason": "reset"}
    made = visitor.sends("POST", "/hearings", new).json()
    assert (made["custody"], made["deadlines"]) == ("detained", [])


@pytest.mark.parametrize(
    ("held", "told"), [(True, "detained"), (False, ""), (None, "")], ids=["held", "same", "?"]
)
def test_a_change_of_custody_stays_on_screen(doors: Doors, held: bool | None, told: str) -> None:
    """On the case, the hearing and its date, with the way on; not where the file does not know."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    _arrest(doors, case, held=False)
    hearing = _set(visitor, case)
    _arrest(doors, case, held=held)
    [date] = _view(doors, hearing).deadlines
    for page in (f"/cases/{case.id}", f"/hearings/{hearing}", f"/deadlines/{date.id}"):
        text = visitor.get(page).text
        assert (f'href="/hearings/{hearing}/correction?again=true">Count anew' in text) == bool(
            told
        )
        counted = "Counted for a client who is on that day: Not detained."
        assert (counted in _said(text)) == bool(told)
    assert visitor.sends("GET", f"/hearings/{hearing}").json()["file_custody"] == told
    assert visitor.sends("GET", f"/deadlines/{date.id}").json()["file_custody"] == told


def test_what_is_over_is_not_doubted(doors: Doors) -> None:
    """A cancelled hearing and the date that ended with it were right in their day."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    _arrest(doors, case, held=False)
    hearing = _set(visitor, case)
    gone = {"version": "1", "status": "cancelled", "reason": "Called by the clerk"}
    visitor.posts(f"/hearings/{hearing}/outcome", gone)
    _arrest(doors, case, held=True)
    view = _view(doors, hearing)
    assert (view.file_custody, view.deadlines[0].file_custody) == ("", "")


# --- corrected ----------------------------------------------------------------------------------


def _sent(page: str, hearing: UUID) -> dict[str, list[str]]:
    """Return what a browser would send of the correction as it is shown."""
    return _typed(page, f"/hearings/{hearing}")


def _outcome(page: str, hearing: UUID) -> dict[str, list[str]]:
    """Return what it would send of how the hearing ended, or that it stands."""
    return _typed(page, f"/hearings/{hearing}/outcome")


def _typed(page: str, action: str) -> dict[str, list[str]]:
    form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
    sent: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form):
        sent.setdefault(name, []).append(value)
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"(.*?)</select>', form, re.DOTALL):
        marked = re.findall(r'value="([^"]*)" selected', options)
        first = re.findall(r'value="([^"]*)"', options)
        sent.setdefault(name, []).append((marked or first)[0])
    return sent


def test_custody_is_corrected_and_its_dates_are_counted_anew(doors: Doors) -> None:
    """Asked on one page; the law has no day for a detained client: the ordered one is typed."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    hearing = _set(visitor, case, custody="non_detained")
    _arrest(doors, case, held=True)
    form = visitor.get(f"/hearings/{hearing}/correction").text
    sent = _sent(form, hearing) | {"custody": ["detained"]}
    asked = visitor.posts(f"/hearings/{hearing}", sent)
    assert asked.status_code == 422
    assert "Decide about each below" in asked.text
    assert 'datetime="2027-06-14"' in asked.text
    sent = _sent(asked.text, hearing)
    assert (sent["custody"], sent["counted_for"]) == (["detained"], ["detained"])
    sent |= {"follow_choice": ["change"], "follow_due": ["2027-06-16"]}
    sent |= {"follow_reason": ["Ordered on 12 April"]}
    silent = visitor.posts(f"/hearings/{hearing}", sent)
    assert "Say why custody was another." in silent.text
    assert 'value="2027-06-16"' in silent.text
    sent = _sent(silent.text, hearing) | {"reason": ["Arrested on 10 April"]}
    assert visitor.posts(f"/hearings/{hearing}", sent).status_code == 303
    assert "are counted anew" in visitor.get(f"/hearings/{hearing}").text
    view = _view(doors, hearing)
    [new, old] = view.deadlines
    assert (view.custody, view.file_custody, view.reason) == ("detained", "", "")
    assert (new.status, new.due.isoformat(), new.inputs["custody"]) == (
        "open",
        "2027-06-16",
        "detained",
    )
    assert (old.status, old.filed_note) == ("not_needed", "Arrested on 10 April")
    assert [each["reason"] for each in old.history] == ["Arrested on 10 April"]


def test_a_custody_that_decides_nothing_is_corrected_at_once(doors: Doors) -> None:
    """No rule counts from a hearing of another kind: there is nothing to decide."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    hearing = _set(visitor, case, custody="non_detained", kind="other")
    sent = _sent(visitor.get(f"/hearings/{hearing}/correction").text, hearing)
    answer = visitor.posts(f"/hearings/{hearing}", sent | {"custody": ["detained"]})
    assert answer.status_code == 303
    assert _view(doors, hearing).custody == "detained"


def test_a_program_corrects_custody(doors: Doors) -> None:
    """A fatal date is named, what ends has its reason, and cancelling brings no old count back."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    new: dict[str, object] = {"case_id": str(case.id), "custody": "detained"}
    order = {"rule": FILING, "choice": "change", "due": "2027-06-16", "reason": "Ordered"}
    new |= BY_JSON | {"follows": [order]}
    made = visitor.sends("POST", "/hearings", new).json()
    [ordered] = made["deadlines"]
    fatal = {"version": ordered["version"], "fatal": True, "override_reason": "The order says so"}
    visitor.sends("PATCH", f"/deadlines/{ordered['id']}", fatal)
    path = f"/hearings/{made['id']}"
    change = {"version": made["version"], "custody": "non_detained", "reason": "Released on bond"}
    asked = problem(visitor.sends("PATCH", path, change), 422, "refused")
    assert [each["field"] for each in asked["errors"]] == ["old_dates"]
    named = {"old_dates": [{"deadline": ordered["id"]}]}
    silent = {name: value for name, value in change.items() if name != "reason"}
    asked = problem(visitor.sends("PATCH", path, silent | named), 422, "refused")
    assert [each["field"] for each in asked["errors"]] == ["reason"]
    done = visitor.sends("PATCH", path, change | named).json()
    assert (done["custody"], done["reason"]) == ("non_detained", "")
    assert [(each["status"], each["due"]) for each in done["deadlines"]] == [
        ("open", "2027-06-14"),
        ("not_needed", "2027-06-16"),
    ]
    gone = {"version": done["version"], "status": "cancelled", "reason": "Called by the clerk"}
    gone = visitor.sends("PATCH", path, gone).json()
    back = visitor.sends("PATCH", path, {"version": gone["version"], "status": "set"}).json()
    assert [(each["status"], each["due"]) for each in back["deadlines"]] == [
        ("open", "2027-06-14"),
        ("not_needed", "2027-06-16"),
    ]


@pytest.mark.parametrize("choice", ["keep", "end"])
def test_what_is_kept_filed_or_left_out_is_not_counted_twice(doors: Doors, choice: str) -> None:
    """A kept date stands alone; of a filed one, and one left out, nothing runs again."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    _arrest(doors, case, held=False)
    kept = _set(visitor, case)
    [date] = _view(doors, kept).deadlines
    change: dict[str, object] = {"version": 1, "custody": "unknown", "reason": "Nobody knows"}
    change |= {"old_dates": [{"deadline": str(date.id), "choice": choice}]}
    done = visitor.sends("PATCH", f"/hearings/{kept}", change).json()
    open_ones = [each for each in done["deadlines"] if each["status"] == "open"]
    assert [each["inputs"]["custody"] for each in open_ones] == [
        "non_detained" if choice == "keep" else "unknown"
    ]
    for each in open_ones:
        visitor.sends("POST", f"/deadlines/{each['id']}/completion", {"note": "Receipt 17"})
    change = {"version": done["version"], "custody": "detained"}
    done = visitor.sends("PATCH", f"/hearings/{kept}", change).json()
    assert [each for each in done["deadlines"] if each["status"] == "open"] == []
    assert done["doubts"] == []


def _count_anew(page: str) -> str:
    """Return where the way to count anew leads."""
    return page.partition('">Count anew<')[0].rpartition('href="')[2]


def test_the_warning_leads_to_a_form_that_counts(doors: Doors) -> None:
    """It begins with what the file says, shows what ends, and says at once that a reason lacks."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    hearing = _set(visitor, case, custody="non_detained")
    _arrest(doors, case, held=True)
    way = _count_anew(visitor.get(f"/hearings/{hearing}").text)
    sent = _sent(visitor.get(way).text, hearing)
    assert (sent["custody"], sent["counted_for"]) == (["detained"], ["detained"])
    sent |= {"follow_choice": ["change"], "follow_due": ["2027-06-16"]}
    sent |= {"follow_reason": ["Ordered on 12 April"]}
    assert "Say why custody was another." in visitor.posts(f"/hearings/{hearing}", sent).text
    unseen = {name: each for name, each in sent.items() if name != "counted_for"}
    said = visitor.posts(f"/hearings/{hearing}", unseen).text
    assert ("Decide about each below" in said, "Say why custody was another." in said) == (
        True,
        True,
    )
    answer = visitor.posts(f"/hearings/{hearing}", sent | {"reason": ["Arrested"]})
    assert answer.status_code == 303
    assert [each.status for each in _view(doors, hearing).deadlines] == ["open", "not_needed"]
    assert "Count anew" not in visitor.get(f"/hearings/{hearing}").text


def test_a_date_kept_for_another_custody_can_be_counted_anew(doors: Doors) -> None:
    """The hearing agrees with the file and the kept date does not: its warning is no dead end."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    ordered = {"rule": FILING, "choice": "change", "due": "2027-06-16", "reason": "Order"}
    new: dict[str, object] = {"case_id": str(case.id), "custody": "detained", "follows": [ordered]}
    new |= BY_JSON
    made = visitor.sends("POST", "/hearings", new).json()
    hearing, [date] = UUID(made["id"]), made["deadlines"]
    _arrest(doors, case, held=False)
    stays = [{"deadline": date["id"], "choice": "keep"}]
    kept = {"version": made["version"], "custody": "non_detained", "old_dates": stays}
    assert visitor.sends("PATCH", f"/hearings/{hearing}", kept).status_code == 200
    way = _count_anew(visitor.get(f"/deadlines/{date['id']}").text)
    sent = _sent(visitor.get(way).text, hearing)
    assert sent["old_deadline"] == [date["id"]]
    sent |= {"old_choice": ["end"], "reason": ["Released on bond"]}
    answer = visitor.posts(f"/hearings/{hearing}", sent)
    assert answer.status_code == 303, _said(answer.text)
    assert "are counted anew" in visitor.get(f"/hearings/{hearing}").text
    assert {(d.status, d.due.isoformat()) for d in _view(doors, hearing).deadlines} == {
        ("not_needed", "2027-06-16"),
        ("open", "2027-06-14"),
    }
    again = _sent(visitor.get(f"/hearings/{hearing}/correction").text, hearing)
    assert "counted_for" not in again


def test_a_hearing_set_again_asks_about_the_custody_corrected_meanwhile(doors: Doors) -> None:
    """On its own page: which date ends, which is counted instead, and why."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    hearing = _set(visitor, case, custody="non_detained")
    outcome = f"/hearings/{hearing}/outcome"
    gone = {"version": "1", "status": "cancelled", "reason": "Called by the clerk"}
    assert visitor.posts(outcome, gone).status_code == 303
    sent = _sent(visitor.get(f"/hearings/{hearing}/correction").text, hearing)
    sent |= {"custody": ["detained"]}
    assert visitor.posts(f"/hearings/{hearing}", sent).status_code == 303
    form = _outcome(visitor.get(f"/hearings/{hearing}").text, hearing)
    asked = visitor.posts(outcome, form | {"status": ["set"]})
    assert asked.status_code == 422
    assert "Decide about each below" in asked.text
    assert 'datetime="2027-06-14"' in asked.text
    sent = _outcome(asked.text, hearing) | {"status": ["set"]}
    sent |= {"follow_choice": ["change"], "follow_due": ["2027-06-16"]}
    sent |= {"follow_reason": ["Ordered on 12 April"]}
    silent = visitor.posts(outcome, sent)
    assert "Say why custody was another." in silent.text
    assert 'value="2027-06-16"' in silent.text
    sent = _outcome(silent.text, hearing) | {"status": ["set"], "reason": ["The clerk erred"]}
    assert visitor.posts(outcome, sent).status_code == 303
    view = _view(doors, hearing)
    assert view.status == "set"
    assert {(each.status, each.due.isoformat()) for each in view.deadlines} == {
        ("open", "2027-06-16"),
        ("not_needed", "2027-06-14"),
    }


def test_a_program_that_sets_a_hearing_again_gets_the_date_of_its_custody(doors: Doors) -> None:
    """Corrected while it was cancelled; where the law has no one date, the answer says so."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    new = {"case_id": str(case.id), "custody": "detained"} | BY_JSON
    made = visitor.sends("POST", "/hearings", new).json()
    path, counted = f"/hearings/{made['id']}", []
    for custody in ("non_detained", "detained"):
        over = {"version": made["version"], "status": "cancelled", "reason": "The clerk said so"}
        made = visitor.sends("PATCH", path, over).json()
        other = {"version": made["version"], "custody": custody}
        made = visitor.sends("PATCH", path, other).json()
        again = {"version": made["version"], "status": "set", "reason": "Custody was another"}
        made = visitor.sends("PATCH", path, again).json()
        dates = [(each["status"], each["due"]) for each in made["deadlines"]]
        counted.append((dates, bool(made["doubts"])))
    assert counted == [
        ([("open", "2027-06-14")], False),
        ([("not_needed", "2027-06-14")], True),
    ]
