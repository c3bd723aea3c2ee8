"""What both doors ask about a date before they take it. It is Wednesday 14 April 2027."""

import re
from typing import Any

import pytest

from app.words import translator
from tests.doors.visitors import API, Doors, Visitor, filled_case, open_case, problem, told
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

HTMX = {"hx-request": "true"}
FILING = "eoir.ic.filing.individual.nondetained"
TYPED = {"mode": "typed", "title": "Reply brief", "why": "Ordered", "whose": "ours"}


def _fields(document: Any) -> list[str]:
    return [each["field"] for each in document["errors"]]


def _posts(visitor: Visitor, path: str, fields: dict[str, str], status: int) -> str:
    answer = visitor.posts(path, fields)
    assert answer.status_code == status, answer.text[:2000]
    return answer.headers["location"] if status == 303 else answer.text


# --- programs ----------------------------------------------------------------------------------


def test_a_program_is_taken_at_its_word_and_told_of_a_doubtful_day(doors: Doors) -> None:
    """Nobody is there to be asked; the answer says what may be a slip, in the person's language."""
    alma, carmen = doors.program("alma"), doors.program("carmen")
    new = {"case_id": open_case(alma)["id"], "title": "Brief", "due": "2026-04-19"}
    taken = told(alma.post(f"{API}/deadlines", json=new), 201)
    assert (taken["due"], taken["overtaken"], taken["means"]) == ("2026-04-19", True, "do_by")
    assert ["passed" in taken["doubts"][0], "Sunday" in taken["doubts"][1]] == [True, True]
    in_spanish = told(carmen.post(f"{API}/deadlines", json=new), 201)["doubts"]
    assert "domingo" in in_spanish[1]
    sure = told(alma.post(f"{API}/deadlines", json=new | {"sure": "2026-04-19"}), 201)
    assert sure["doubts"] == []
    assert told(alma.get(f"{API}/deadlines/{taken['id']}"))["doubts"] == []


def test_a_program_may_file_late_and_is_told(doors: Doors) -> None:
    """A day to come is refused; one after the due day is kept as late."""
    alma = doors.program("alma")
    new = {"case_id": open_case(alma)["id"], "title": "Brief", "due": "2027-04-15"}
    url = f"{API}/deadlines/{told(alma.post(f'{API}/deadlines', json=new), 201)['id']}"
    to_come = {"note": "Receipt 7", "on": "2027-04-20"}
    assert _fields(problem(alma.post(f"{url}/completion", json=to_come), 422, "refused")) == ["on"]
    doors.office.clock.forward(days=2)
    done = told(doors.program("alma").post(f"{url}/completion", json={"note": "Receipt 7"}))
    assert (done["status"], done["late"], len(done["doubts"])) == ("filed", True, 1)


def test_a_program_reads_of_an_unknown_custody(doors: Doors) -> None:
    """The rule gives no date; the person's own is taken, and the law's question is not hidden."""
    alma = doors.program("alma")
    inputs = {"hearing_date": "2027-06-01", "custody": "unknown"}
    new = {"case_id": open_case(alma)["id"], "rule": FILING, "inputs": inputs}
    assert _fields(problem(alma.post(f"{API}/deadlines", json=new), 422, "refused")) == ["due"]
    own = new | {"due": "2027-05-04", "override_reason": "Scheduling order"}
    assert told(alma.post(f"{API}/deadlines", json=own), 201)["due"] == "2027-05-04"
    hearing = {"case_id": new["case_id"], "starts": "2027-06-01T09:00", "kind": "individual"}
    (row,) = told(alma.post(f"{API}/hearings", json=hearing), 201)["deadlines"]
    assert "detained" in row["question"]


@pytest.mark.parametrize(
    ("rule", "inputs", "field", "said"),
    [
        (FILING, {"hearing_date": "1 de junio"}, "inputs.hearing_date", "No existe ese día"),
        (FILING, {"hearing_date": "2027-06-01", "custody": 5}, "inputs.custody", "respuestas"),
        ("eoir.bia.appeal", {"appeal_waived": "x"}, "inputs.appeal_waived", "sí o no"),
        ("foia.response", {"days": 31}, "inputs.days", "del 20 al 30"),
        ("foia.response", {"colour": 1}, "inputs", "no conoce"),
    ],
)
def test_the_laws_refusals_are_said_in_ones_language(
    doors: Doors, rule: str, inputs: dict[str, object], field: str, said: str
) -> None:
    """Carmen reads Spanish: which input, and what it takes."""
    carmen = doors.program("carmen")
    new = {"case_id": open_case(carmen)["id"], "rule": rule, "inputs": inputs}
    document = problem(carmen.post(f"{API}/deadlines", json=new), 422, "refused")
    assert _fields(document) == [field]
    assert said in document["errors"][0]["detail"]


# --- pages -------------------------------------------------------------------------------------


def test_a_page_asks_about_a_doubtful_day_and_keeps_what_was_typed(doors: Doors) -> None:
    """The tick carries the very day; ticked, it is saved; another day is asked about anew."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    typed = TYPED | {"case_id": str(case.id), "due": "2027-04-18", "means": "file_by"}
    asked = _posts(visitor, "/deadlines", typed, 422)
    assert "This day is a Sunday" in asked
    assert 'name="sure" value="2027-04-18"' in asked
    assert 'value="Reply brief"' in asked
    again = _posts(visitor, "/deadlines", typed | {"due": "2027-04-25", "sure": "2027-04-18"}, 422)
    assert 'name="sure" value="2027-04-25"' in again
    page = visitor.get(_posts(visitor, "/deadlines", typed | {"sure": "2027-04-18"}, 303)).text
    assert 'file by <strong class="when"><bdi><time datetime="2027-04-18">' in page


def test_a_page_asks_whether_it_was_late(doors: Doors) -> None:
    """From Today, too: what was typed stands in the open form, and the way back is kept."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    address = f"/deadlines/{case.deadline}/completion"
    done = {"version": "1", "outcome": "filed", "note": "Receipt 17", "back": "today"}
    to_come = _posts(visitor, address, done | {"on": "2027-04-19"}, 422)
    assert "This day is still to come" in to_come
    assert 'name="late"' not in to_come
    doors.office.clock.forward(days=8)
    visitor = doors.sits("alma")
    asked = _posts(visitor, address, done, 422)
    assert re.search(r'<details id="filed" open>.*>Receipt 17</textarea>', asked, re.DOTALL)
    assert 'name="late" value="2027-04-22"' in asked
    assert _posts(visitor, address, done | {"late": "2027-04-22"}, 303) == "/today"
    assert "late: after it was due" in visitor.get(f"/deadlines/{case.deadline}").text


def test_each_question_keeps_its_own_tick(doors: Doors) -> None:
    """A day of another year and a late one: the second question keeps the first one's answer."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    typed = TYPED | {"case_id": str(case.id), "due": "2026-01-06", "sure": "2026-01-06"}
    address = _posts(visitor, "/deadlines", typed | {"at": "16:00"}, 303) + "/completion"
    done = {"version": "1", "outcome": "filed", "note": "Receipt 17", "on": "2026-01-06"}
    first = _posts(visitor, address, done, 422)
    assert "On this day the case was not open here yet" in first
    assert "This day is more than 60 days ago" in first
    assert 'name="sure" value="2026-01-06">' in first
    assert 'name="late"' not in first
    second = _posts(visitor, address, done | {"sure": "2026-01-06"}, 422)
    assert 'name="sure" value="2026-01-06" checked>' in second
    assert 'name="late" value="2026-01-06">' in second
    in_time = _posts(visitor, address, done | {"sure": "2026-01-06", "hour": "15:30"}, 303)
    page = visitor.get(in_time).text
    assert ("3:30\u202fPM" in page, "late: after" in page) == (True, False)


def test_after_its_hour_a_page_says_overdue(doors: Doors) -> None:
    """Due a minute after midnight of this day: on Today and on its own page."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    typed = TYPED | {"case_id": str(case.id), "due": "2027-04-14", "at": "00:01"}
    address = _posts(visitor, "/deadlines", typed, 303)
    for page in (address, "/today"):
        assert "overdue: its hour has passed" in visitor.get(page).text


def test_a_page_asks_for_custody_and_ones_own_date(doors: Doors) -> None:
    """Unknown: a question, its field open, no firm date. Known: citation, version, no review."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    asked = {"case_id": str(case.id), "rule": FILING, "inputs.hearing_date": "2027-06-01"}
    page = visitor.posts("/deadlines/preview", asked, **HTMX).text
    assert "Needs a person." in page
    assert "Find out whether the person is detained" in page
    assert re.search(r"<details open>\s*<summary>The date you found", page)
    custody = re.search(r'<select[^>]*name="inputs.custody".*?</select>', page, re.DOTALL)
    assert custody is not None
    assert custody[0].count("Not known") == 1
    known = visitor.posts(
        "/deadlines/preview", asked | {"inputs.custody": "non_detained"}, **HTMX
    ).text
    assert "Needs a person." not in known
    assert 'datetime="2027-05-03"' in known
    assert "rule not reviewed by a lawyer here" in known
    assert "rule version" in known
    assert "EOIR Policy Manual, Part II, 3.1(b)(2)" in known.split("Law and count")[0]


def test_another_rule_asks_its_own_questions(doors: Doors) -> None:
    """What was answered to the rule chosen before does not stand in its way."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    chosen = {"case_id": str(case.id), "rule": "eoir.bia.appeal"}
    page = visitor.posts("/deadlines/preview", chosen | {"inputs.hearing_date": "2027-06-01"})
    assert page.status_code == 200
    assert 'name="inputs.trigger_date"' in page.text


def test_a_hearings_preview_shows_each_row_with_its_law(doors: Doors) -> None:
    """What, file by and due with weekday, citation, version, no review; the count in a fold."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    typed = {"case_id": str(case.id), "on": "2027-06-01", "at": "09:00", "kind": "individual"}
    shown = visitor.posts("/hearings/preview", typed | {"custody": "non_detained"}, **HTMX).text
    for part in ("Fri, Apr 30, 2027", "Mon, May 3, 2027", "not reviewed", "rule version", "3.1(b)"):
        assert part in shown
    assert "A date set by the judge" in shown.split("Good to know")[0]
    assert "refuse evidence filed late" in shown.split("Good to know")[1]
    unknown = visitor.posts("/hearings/preview", typed | {"custody": "unknown"}, **HTMX).text
    assert "Needs a person." in unknown
    assert "Not a firm date" in unknown
    assert "Keep this day for now" in unknown


def test_a_hearing_keeps_ones_own_date_once_it_is_sure(doors: Doors) -> None:
    """A Sunday ordered by the judge is asked about in its row, and then saved."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    typed = {"case_id": str(case.id), "on": "2027-09-14", "at": "09:00", "kind": "individual"}
    typed |= {"custody": "detained", "follow_rule": FILING, "follow_choice": "change"}
    typed |= {"follow_due": "2027-08-01", "follow_reason": "Order of 1 June"}
    asked = _posts(visitor, "/hearings", typed, 422)
    assert 'name="sure" value="2027-08-01"' in asked
    address = _posts(visitor, "/hearings", typed | {"sure": "2027-08-01"}, 303)
    assert 'datetime="2027-08-01"' in visitor.get(address).text


def test_a_page_names_the_input_that_the_law_refuses(doors: Doors) -> None:
    """In Carmen's Spanish, at the field itself."""
    visitor, case = doors.sits("carmen"), filled_case(doors.office)
    typed = {"case_id": str(case.id), "mode": "rule", "rule": "foia.response"}
    typed |= {"inputs.trigger_date": "2027-03-01", "inputs.days": "45"}
    page = _posts(visitor, "/deadlines", typed, 422)
    assert 'href="#f-inputs.days"' in page
    assert "Escriba un número entero del 20 al 30." in page


def test_whose_and_fatal_are_changed_with_a_reason(doors: Doors) -> None:
    """The form offers those who can open the case; a fatal date needs a reason and stays ours."""
    visitor, case = doors.sits("alma"), filled_case(doors.office, named_only=True)
    address = f"/deadlines/{case.deadline}"
    page = visitor.get(address).text
    offered = re.search(r'<select[^>]*name="responsible_id".*?</select>', page, re.DOTALL)
    assert offered is not None
    assert ("Carmen" in offered[0], "Bruno" in offered[0]) == (True, False)
    _posts(visitor, address, {"version": "1", "fatal": "true"}, 303)
    told_away = {"version": "2", "whose": "told"}
    reason = {"override_reason": "She takes it herself"}
    assert "so it stays ours" in _posts(visitor, address, told_away | reason, 422)
    unmarked = {"version": "2", "fatal": "false"}
    assert "This date is fatal" in _posts(visitor, address, unmarked, 422)
    _posts(visitor, address, unmarked | reason, 303)
    assert "She takes it herself" in visitor.get(address).text


def test_what_nobody_files_is_not_called_so(doors: Doors) -> None:
    """An errand is done, an agency answers, a right opens; on the page and on Today."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    words = {"do_by": "do by", "they_answer_by": "they answer by", "not_before": "not before"}
    for means, said in words.items():
        typed = TYPED | {"case_id": str(case.id), "due": "2027-04-20", "means": means}
        address = _posts(visitor, "/deadlines", typed, 303)
        page = visitor.get(address).text
        assert f"{said} <strong" in page
        assert "file by <strong" not in page
    assert translator("es").gettext("they answer by") != "they answer by"


def test_a_program_is_told_that_a_rule_counts_from_a_day_to_come(doors: Doors) -> None:
    """A decision of next year: the count is taken at its word, and doubted aloud."""
    alma = doors.program("alma")
    new = {"case_id": open_case(alma)["id"], "rule": "eoir.bia.appeal"}
    taken = told(
        alma.post(f"{API}/deadlines", json=new | {"inputs": {"trigger_date": "2028-04-12"}}), 201
    )
    assert ["still to come" in each for each in taken["doubts"]] == [True]


def test_a_page_asks_about_the_day_that_a_rule_counts_from(doors: Doors) -> None:
    """The count shows the question before anything is saved; its tick carries the very day."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    typed = {"mode": "rule", "case_id": str(case.id), "rule": "eoir.bia.appeal"}
    typed |= {"inputs.trigger_date": "2028-04-12"}
    tick = 'name="sure_of.trigger_date" value="2028-04-12"'
    shown = visitor.posts("/deadlines/preview", typed, **HTMX).text
    assert tick in shown
    assert "still to come" in shown
    asked = _posts(visitor, "/deadlines", typed, 422)
    assert asked.count("still to come") == 2  # above the form, and at the field
    other = typed | {"inputs.trigger_date": "2028-04-13", "sure_of.trigger_date": "2028-04-12"}
    assert 'value="2028-04-13"' in _posts(visitor, "/deadlines", other, 422)
    _posts(visitor, "/deadlines", typed | {"sure_of.trigger_date": "2028-04-12"}, 303)


def test_the_page_of_a_new_hearing_asks_about_a_count_years_away(doors: Doors) -> None:
    """In its preview, and until the very day is ticked."""
    visitor, case = doors.sits("alma"), doors.office.open_case()
    typed = {"case_id": str(case.id), "kind": "individual", "on": "2036-06-03", "at": "09:00"}
    typed |= {"court": "NYC", "custody": "non_detained"}
    typed |= {"follow_rule": FILING, "follow_choice": "take", "follow_counted": "2036-05-05"}
    shown = visitor.posts("/hearings/preview", typed, **HTMX).text
    assert 'name="sure" value="2036-05-05"' in shown
    assert "more than four years" in shown
    _posts(visitor, "/hearings", typed, 422)
    _posts(visitor, "/hearings", typed | {"sure": "2036-05-05"}, 303)


def test_a_day_that_there_is_none_of_leaves_the_rules_questions_with_what_was_typed(
    doors: Doors,
) -> None:
    """Sent without the browser's own look: the page says that nothing typed is lost."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    typed = {"case_id": str(case.id), "mode": "rule", "rule": "eoir.bia.appeal"}
    typed |= {"inputs.trigger_date": "2027-02-30", "inputs.custody": "detained"}
    page = _posts(visitor, "/deadlines", typed, 422)
    assert 'name="inputs.trigger_date"' in page
    assert 'value="2027-02-30"' in page
    assert '<option value="detained" selected>' in page
    assert 'id="f-inputs.trigger_date-error"' in page


def test_a_day_that_a_rule_needs_is_asked_for_where_it_is_typed(doors: Doors) -> None:
    """Not the outcome is typed, but what it is counted from; a program is told the same."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    typed = {"case_id": str(case.id), "mode": "rule", "rule": "eoir.bia.appeal"}
    for more in ({"inputs.trigger_date": ""}, {"inputs.custody": "detained"}):
        page = _posts(visitor, "/deadlines", typed | more, 422)
        assert "gives no one date" not in page
        assert 'id="f-inputs.trigger_date-error"' in page
    new = {"case_id": str(case.id), "rule": "eoir.bia.appeal", "inputs": {}}
    answer = doors.program("alma").post(f"{API}/deadlines", json=new)
    assert _fields(problem(answer, 422, "refused")) == ["inputs.trigger_date"]
