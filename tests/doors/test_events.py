"""What happened in a case: every date that follows is offered, and one save enters those taken.

It is Wednesday 14 April 2027.
"""

import re
from typing import Any

import pytest

from tests.doors.visitors import API, Doors, Visitor, filled_case, open_case, problem, told
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

HTMX = {"hx-request": "true"}
APPEAL, PFR, I290B = "eoir.bia.appeal", "fed.pfr", "uscis.i290b"
S1983 = "civilrights.s1983"
ONE_YEAR, FOIA, ANSWER = "asylum.i589.one_year", "foia.response", "foia.answer30"
DECISION = {"event": "decision", "on": "2027-04-12"}
OTHERS = "Only the judge decided, and no court or USCIS did."


def _seen(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("&#39;", "'")


def _of(key: str, **said: str) -> dict[str, str]:
    return {f"dates.{key}.{name}": value for name, value in said.items()}


def _dates(doors: Doors, case_id: Any) -> dict[str, dict[str, Any]]:
    """Return a case's counted deadlines by title."""
    items = told(doors.program().get(f"{API}/deadlines", params={"case_id": str(case_id)}))
    return {each["title"]: each for each in items["items"] if each["rule"]}


def _rules(doors: Doors, case_id: Any) -> list[str]:
    items = told(doors.program().get(f"{API}/deadlines", params={"case_id": str(case_id)}))
    return [each["rule"] for each in items["items"] if each["rule"]]


def _offered(page: str) -> list[str]:
    return re.findall(r'name="dates\.([a-z0-9_.]+)\.choice"', page)


def _posts(visitor: Visitor, fields: dict[str, str], status: int) -> str:
    answer = visitor.posts("/events", fields)
    assert answer.status_code == status, _seen(answer.text)[:3000]
    return answer.headers["location"] if status == 303 else answer.text


def test_one_rule_is_one_step(doors: Doors) -> None:
    """What happened and its day; the only date is taken unless somebody says otherwise.

    A complaint served on Monday 12 April is answered within 30 days (5 USC 552(a)(4)(C)).
    """
    case, visitor = filled_case(doors.office), doors.sits("alma")
    typed = {"case_id": str(case.id), "event": "service", "on": "2027-04-12", "area": "records"}
    part = visitor.posts("/events/preview", typed, **HTMX).text
    assert _offered(part) == [ANSWER]
    assert '<option value="take" selected>' in part
    assert "they answer by" in _seen(part)
    where = _posts(visitor, typed | _of(ANSWER, choice="take"), 303)
    assert where == f"/cases/{case.id}"
    (date,) = _dates(doors, case.id).values()
    assert (date["rule"], date["due"], date["means"]) == (ANSWER, "2027-05-12", "they_answer_by")
    assert "The dates are saved" in visitor.get(where).text


def test_of_several_dates_each_is_taken_or_left_for_a_reason(doors: Doors) -> None:
    """Taken, left out for a reason of its own, and all others by one sentence, kept as a note."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    typed = {"case_id": str(case.id), **DECISION}
    page = visitor.posts("/events/preview", typed).text
    assert {APPEAL, PFR, I290B} < set(_offered(page))
    assert " selected>Use this date" not in page
    undecided = _posts(visitor, typed | _of(APPEAL, choice="take"), 422)
    assert "Say of each date whether it is taken" in undecided
    assert _dates(doors, case.id) == {}
    own = _of(APPEAL, choice="take") | _of(PFR, choice="leave", reason="No final order yet")
    _posts(visitor, typed | own | {"others": OTHERS}, 303)
    assert [each["rule"] for each in _dates(doors, case.id).values()] == [APPEAL]
    notes = told(doors.program().get(f"{API}/notes", params={"case_id": str(case.id)}))["items"]
    (note,) = (each["text"] for each in notes if "Left out" in each["text"])
    assert note.startswith("A decision: an immigration judge, the Board or an officer decided or")
    assert "(Mon, Apr 12, 2027)" in note
    assert re.search(r"Left out: Petition for review.*Why: No final order yet", note)
    assert re.search(rf"These dates do not concern this case: .*I-290B.*Why: {OTHERS}", note)


def test_what_a_taken_date_asks_is_asked_and_counted_with(doors: Doors) -> None:
    """Its questions and its law open once it is taken; the file's custody is filled in."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    typed = {"case_id": str(case.id), **DECISION} | _of(I290B, choice="take")
    page = visitor.posts("/events/preview", typed).text
    assert f'name="dates.{I290B}.inputs.service_method"' in page
    assert f'name="dates.{I290B}.inputs.trigger_date"' not in page  # it was said above
    assert f'name="dates.{APPEAL}.inputs.custody"' not in page
    mailed = typed | {f"dates.{I290B}.inputs.service_method": "mail", "others": OTHERS}
    _posts(visitor, mailed, 303)
    (date,) = _dates(doors, case.id).values()
    assert date["due"] == "2027-05-17"  # 12 April + 30 + 3 is Saturday 15 May
    assert date["inputs"]["service_method"] == "mail"


def test_another_date_needs_its_day_and_why(doors: Doors) -> None:
    """Each is asked beside its own row; where one lacks something, nothing is saved at all."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    typed = {"case_id": str(case.id), "others": OTHERS, **DECISION}
    typed |= _of(APPEAL, choice="take") | _of(PFR, choice="change")
    page = _posts(visitor, typed, 422)
    assert f'id="f-dates.{PFR}.due-error"' in page
    page = _posts(visitor, typed | _of(PFR, due="2027-05-07"), 422)
    assert f'id="f-dates.{PFR}.reason-error"' in page
    assert _dates(doors, case.id) == {}
    whole = typed | _of(PFR, due="2027-05-07", reason="The clerk is closed on Monday")
    _posts(visitor, whole, 303)
    kept = {each["rule"]: each for each in _dates(doors, case.id).values()}
    assert (kept[PFR]["due"], kept[APPEAL]["due"]) == ("2027-05-07", "2027-05-12")
    assert kept[PFR]["override_reason"] == "The clerk is closed on Monday"


def test_a_date_that_nobody_wants_needs_a_reason(doors: Doors) -> None:
    """Left out in silence it would be lost in silence."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    typed = {"case_id": str(case.id), "event": "service", "on": "2027-04-12", "area": "records"}
    page = _posts(visitor, typed | _of(ANSWER, choice="leave"), 422)
    assert f'id="f-dates.{ANSWER}.reason-error"' in page
    _posts(visitor, typed | _of(ANSWER, choice="leave", reason="Withdrawn"), 303)
    assert _dates(doors, case.id) == {}


def test_clocks_that_start_together_are_dates_of_their_own(doors: Doors) -> None:
    """Each is taken for itself and called by its own name."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    typed = {"case_id": str(case.id), "event": "order", "on": "2027-04-14", "area": "custody"}
    page = visitor.posts("/events/preview", typed).text
    keys = [f"eoir.bond.autostay.{part}" for part in ("eoir_43", "notice_of_appeal")]
    assert set(keys) < set(_offered(page))
    both = _of(keys[0], choice="take") | _of(keys[1], choice="take")
    _posts(visitor, typed | both | {"others": OTHERS}, 303)
    found = _dates(doors, case.id)
    assert {title: each["due"] for title, each in found.items()} == {
        "DHS files form EOIR-43": "2027-04-15",
        "DHS files its notice of appeal": "2027-04-28",
    }
    page = visitor.get(f"/deadlines/{next(iter(found.values()))['id']}").text
    assert 'href="/rules/eoir.bond.autostay"' in page


def test_an_hour_is_asked_where_hours_are_counted(doors: Doors) -> None:
    """The day alone does not start such a clock; a wrong hour is not left out in silence."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    typed = {"case_id": str(case.id), "event": "custody", "on": "2027-04-14", "others": "None."}
    rule = "dhs.custody.48h"
    page = visitor.posts("/events/preview", typed | _of(rule, choice="take")).text
    assert f'name="dates.{rule}.inputs.trigger_at"' in page
    hour = {f"dates.{rule}.inputs.trigger_at": "2027-04-14T07:30"}
    hour |= {f"dates.{rule}.inputs.tz": "America/Chicago"}
    wrong = hour | {f"dates.{rule}.inputs.trigger_at": "half past seven"}
    _posts(visitor, typed | _of(rule, choice="take") | wrong, 422)
    assert _dates(doors, case.id) == {}
    _posts(visitor, typed | _of(rule, choice="take") | hour, 303)
    (date,) = _dates(doors, case.id).values()
    assert (date["due"], date["at"], date["tz"]) == ("2027-04-16", "07:30", "America/Chicago")


def test_a_part_of_the_practice_narrows_what_is_offered(doors: Doors) -> None:
    """Nothing of another part needs to be decided about."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    typed = {"case_id": str(case.id), "area": "courts", **DECISION}
    page = visitor.posts("/events/preview", typed).text
    assert _offered(page) == [PFR]
    answers = {f"dates.{PFR}.inputs.circuit": "ca5", f"dates.{PFR}.inputs.order": "removal"}
    _posts(visitor, typed | _of(PFR, choice="take") | answers, 303)
    assert [each["rule"] for each in _dates(doors, case.id).values()] == [PFR]


def test_a_hearing_has_its_own_page(doors: Doors) -> None:
    """The form leads there, and saves none."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    typed = {"case_id": str(case.id), "event": "hearing", "on": "2027-06-01"}
    page = visitor.posts("/events/preview", typed).text
    assert f'href="/hearings/new?case={case.id}"' in page
    assert "Enter a hearing as one" in _posts(visitor, typed, 422)


def test_a_day_to_come_is_asked_about_once(doors: Doors) -> None:
    """Not at every date that is counted from it; the tick holds for that day alone."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    typed = {"case_id": str(case.id), "others": OTHERS, "event": "decision", "on": "2028-04-12"}
    typed |= _of(APPEAL, choice="take") | _of(I290B, choice="take")
    typed |= {f"dates.{I290B}.inputs.service_method": "personal"}
    page = visitor.posts("/events/preview", typed).text
    assert page.count("which is still to come") == 1
    assert "on_sure" in page
    assert "which is still to come" in _posts(visitor, typed, 422)
    _posts(visitor, typed | {"on_sure": "2028-04-13"}, 422)
    _posts(visitor, typed | {"on_sure": "2028-04-12"}, 303)
    assert len(_dates(doors, case.id)) == 2


def test_a_decision_entered_twice_is_asked_about_before_it_doubles_a_date(doors: Doors) -> None:
    """Sent twice by an impatient hand, or entered by two people: one date rings, not two.

    30 days after Monday 12 April is Wednesday 12 May 2027.
    """
    case, visitor = filled_case(doors.office), doors.sits("alma")
    typed = {"case_id": str(case.id), "others": OTHERS, **DECISION} | _of(APPEAL, choice="take")
    _posts(visitor, typed, 303)
    asked = _seen(_posts(visitor, typed, 422))
    assert "This case has an open date by this rule" in asked
    assert _rules(doors, case.id) == [APPEAL]
    tick = _of(APPEAL, **{"sure_of.another": "2027-05-12"})
    page = visitor.posts("/events/preview", typed | tick).text
    assert f'name="dates.{APPEAL}.sure_of.another" value="2027-05-12" checked' in page
    _posts(visitor, typed | tick, 303)
    assert _rules(doors, case.id) == [APPEAL, APPEAL]


def test_what_had_passed_when_it_became_known_is_overtaken(doors: Doors) -> None:
    """It is offered with what can still be done, and counts as no miss."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    typed = {"case_id": str(case.id), "others": OTHERS, "event": "decision", "on": "2027-01-12"}
    typed |= _of(APPEAL, choice="take")
    page = _seen(visitor.posts("/events/preview", typed).text)
    assert "already past" in page
    assert "File the appeal at once" in page
    _posts(visitor, typed, 303)
    (date,) = _dates(doors, case.id).values()
    assert date["overtaken"] is True


def test_a_program_enters_an_event(doors: Doors) -> None:
    """What is taken, why the others are not; a doubtful day is taken at its word and told."""
    alma = doors.program("alma")
    case_id = open_case(alma)["id"]
    new = {"case_id": case_id, "event": "decision", "on": "2027-04-12"}
    refused = problem(alma.post(f"{API}/events", json=new), 422, "refused")
    assert [each["field"] for each in refused["errors"]] == ["others"]
    new |= {"dates": [{"rule": APPEAL, "inputs": {"custody": "detained"}}], "others": OTHERS}
    entered = told(alma.post(f"{API}/events", json=new), 201)
    assert [each["rule"] for each in entered["deadlines"]] == [APPEAL]
    assert entered["note_id"] is not None
    assert entered["doubts"] == []
    late = new | {"on": "2025-04-12"}
    assert told(alma.post(f"{API}/events", json=late), 201)["doubts"] != []
    for wrong, field in (
        ({"event": "eclipse"}, "event"),
        ({"event": "hearing"}, "event"),
        ({"dates": [{"rule": FOIA}]}, "event"),
        ({"dates": [{"rule": APPEAL, "choice": "change"}]}, f"dates.{APPEAL}.due"),
        ({"dates": [{"rule": APPEAL, "inputs": {"colour": 1}}]}, f"dates.{APPEAL}.inputs"),
    ):
        answer = problem(alma.post(f"{API}/events", json=new | wrong), 422, "refused")
        assert [each["field"] for each in answer["errors"]] == [field]


@pytest.mark.parametrize("path", ["/events", "/events/preview"])
def test_a_case_of_others_is_not_there(doors: Doors, path: str) -> None:
    """Nobody learns by it whether a case exists, and nothing is entered in it."""
    case = filled_case(doors.office, "alma", named_only=True)
    typed = {"case_id": str(case.id), "event": "request", "on": "2027-04-12"}
    answer = doors.sits("bruno").posts(path, typed | _of(FOIA, choice="take"))
    assert answer.status_code in {200, 404, 422}
    assert str(case.id) not in re.sub(r'name="case_id"[^>]*', "", answer.text)
    assert _dates(doors, case.id) == {}


def test_what_was_begun_comes_again_and_what_is_saved_does_not(doors: Doors) -> None:
    """After Back or Reload, with every date that was decided about."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    address = f"/events/new?case={case.id}"
    mark = re.findall(r'name="begun" value="([0-9a-f]+)"', visitor.get(address).text)[0]
    typed = {"case_id": str(case.id), "begun": mark, "others": "No court decided.", **DECISION}
    typed |= _of(APPEAL, choice="take")
    visitor.posts("/begun/event", typed)
    page = visitor.get(address).text
    assert "You began this and did not save it" in page
    assert "No court decided." in page
    assert re.search(rf'dates.{APPEAL}.choice".*?value="take" selected', page, re.DOTALL)
    _posts(visitor, typed, 303)
    assert "You began this" not in visitor.get(address).text


def test_one_of_several_clocks_is_entered_by_its_rule_too(doors: Doors) -> None:
    """The form of a new deadline asks which; left open, it is the first."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    typed = {"case_id": str(case.id), "mode": "rule", "rule": "eoir.bond.autostay"}
    typed |= {"inputs.trigger_date": "2027-04-14"}
    page = visitor.posts("/deadlines/preview", typed | {"part": "notice_of_appeal"}).text
    assert '<option value="notice_of_appeal" selected>' in page
    assert "Apr 28, 2027" in page
    for part, due in (("notice_of_appeal", "2027-04-28"), ("", "2027-04-15")):
        answer = visitor.posts("/deadlines", typed | {"part": part})
        kept = told(doors.program().get(f"{API}{answer.headers['location']}"))
        assert (kept["due"], kept["rule"]) == (due, "eoir.bond.autostay")
    assert visitor.posts("/deadlines", typed | {"part": "eclipse"}).status_code == 422


def test_a_right_that_opens_is_kept_as_what_it_is(doors: Doors) -> None:
    """Its day is the first one, and it is never overdue; the days it stood still are asked."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    key = "asylum.ead.clock.apply"
    typed = {"case_id": str(case.id), "event": "filing", "on": "2027-04-12", "area": "removal"}
    typed |= {"others": "Only the permit is asked about."}
    stood = {f"dates.{key}.inputs.stopped_days": "10"}
    _posts(visitor, typed | _of(key, choice="take") | stood, 303)
    (date,) = _dates(doors, case.id).values()
    assert (date["means"], date["due"], date["overdue"]) == ("not_before", "2027-09-19", False)
    assert "business days left" not in visitor.get(f"/deadlines/{date['id']}").text


def test_where_the_law_knows_no_deadline_nothing_is_to_be_decided(doors: Doors) -> None:
    """An unaccompanied child's year does not run: it is said, and a reason is asked of nobody."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    typed = {"case_id": str(case.id), "event": "arrival", "on": "2027-04-12"}
    alone = {f"dates.{ONE_YEAR}.inputs.unaccompanied_child": "true"}
    page = visitor.posts("/events/preview", typed | _of(ONE_YEAR, choice="take") | alone).text
    assert "does not hold for an unaccompanied child" in page
    refused = _posts(visitor, typed | _of(ONE_YEAR, choice="take") | alone, 422)
    assert f"dates.{ONE_YEAR}.due" in refused
    left = _of(ONE_YEAR, choice="leave", reason="A child alone")
    _posts(visitor, typed | left | alone, 303)
    assert _dates(doors, case.id) == {}


def test_a_day_that_is_not_the_events_own_is_asked(doors: Doors) -> None:
    """A judgment of 20 November 2026: certiorari is due 18 February 2027, 10 days before the 8th.

    The judgment's own day never stands for the day on which the petition is due.
    """
    case, visitor = filled_case(doors.office), doors.sits("alma")
    typed = {"case_id": str(case.id), "event": "court_decision", "on": "2026-11-20"}
    rule = "fed.cert.extension"
    page = visitor.posts("/events/preview", typed | _of(rule, choice="take")).text
    assert f'name="dates.{rule}.inputs.trigger_date"' in page
    assert "Nov 10, 2026" not in page
    assert "Feb 18, 2027" in page  # the petition itself
    due = {f"dates.{rule}.inputs.trigger_date": "2027-02-18", "others": OTHERS}
    _posts(visitor, typed | _of(rule, choice="take") | due, 303)
    (date,) = _dates(doors, case.id).values()
    assert (date["due"], date["inputs"]["trigger_date"]) == ("2027-02-08", "2027-02-18")


def test_a_detainer_has_two_clocks_and_asks_once(doors: Doors) -> None:
    """Thursday 15 April 2027, 15:00: by the regulation Monday 19, by the form Saturday 17."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    typed = {"case_id": str(case.id), "event": "custody", "on": "2027-04-14", "others": "None."}
    keys = [f"dhs.detainer.48h.{part}" for part in ("regulation", "form")]
    assert set(keys) < set(_offered(visitor.posts("/events/preview", typed).text))
    both = _of(keys[0], choice="take") | _of(keys[1], choice="take")
    hour = {f"dates.{keys[0]}.inputs.trigger_at": "2027-04-15T15:00"}
    hour |= {f"dates.{keys[0]}.inputs.tz": "America/Chicago"}
    hour |= {f"dates.{keys[0]}.inputs.served": "true"}
    page = visitor.posts("/events/preview", typed | both | hour).text
    assert page.count('value="2027-04-15T15:00"') == 2
    _posts(visitor, typed | both | hour, 303)
    found = _dates(doors, case.id)
    assert {title: (each["due"], each["at"]) for title, each in found.items()} == {
        "By the regulation: weekends and holidays left out": ("2027-04-19", "15:00"),
        "By the form: 48 hours as they pass": ("2027-04-17", "15:00"),
    }


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ("birth", "The day of birth."),
        ("expiry", "The day on which it expires"),
        ("custody", "The day of the arrest"),
        ("service", "handed over, mailed or sent"),
    ],
)
def test_which_day_is_meant_fits_what_happened(doors: Doors, event: str, words: str) -> None:
    """Nobody is told of a decision's day where a birth is entered."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    page = visitor.posts("/events/preview", {"case_id": str(case.id), "event": event}, **HTMX).text
    assert words in _seen(page)
    assert "stated aloud" not in page


def test_a_foia_answer_is_found_as_a_notice_and_by_words(doors: Doors) -> None:
    """The letter with the answer is a notice to whoever opens it."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    typed = {"case_id": str(case.id), "event": "notice", "on": "2027-04-12", "area": "records"}
    page = visitor.posts("/events/preview", typed | _of("foia.appeal.dhs", choice="take")).text
    assert {"foia.appeal.dhs", "foia.appeal.doj"} <= set(_offered(page))
    assert "Any other agency gives 90 calendar days" in _seen(page)
    for words, rule in (
        ("foia notice", "foia.appeal.dhs"),
        ("foia request", FOIA),
        ("notice", "uscis.rfe"),
    ):
        found = told(visitor.sends("POST", "/rules/search", {"q": words}))["items"]
        assert rule in {each["id"] for each in found}


def test_a_date_that_does_not_exist_is_not_offered_for_use(doors: Doors) -> None:
    """No appeal lies from an expedited order: there is no date to use."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    typed = {"case_id": str(case.id), "event": "order", "on": "2027-04-12", "area": "custody"}
    page = visitor.posts("/events/preview", typed).text
    row = page.partition('name="dates.er.expedited_removal.choice"')[2].partition("</select>")[0]
    assert ('value="change"' in row, 'value="take"' in row) == (True, False)


def test_a_table_without_a_row_asks_for_ones_own_date(doors: Doors) -> None:
    """No period is known for a territory: the date that a person found has its field at once."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    typed = {"case_id": str(case.id), "event": "accrual", "on": "2027-04-12"}
    typed |= _of(S1983, choice="take") | {f"dates.{S1983}.inputs.state": "GU"}
    page = visitor.posts("/events/preview", typed, **HTMX).text
    assert "Needs a person." in page
    assert f'name="dates.{S1983}.due"' in page
    assert f'name="dates.{S1983}.reason"' in page
    assert "is from memory" not in page  # there is no row that could be


def test_the_dates_of_other_proceedings_stand_folded_and_are_left_out_by_one_tick(
    doors: Doors,
) -> None:
    """The case has an individual hearing: what a judge decided there comes first, the rest below.

    A petition for review is asked of a court and counts from the same decision: it is not folded.
    """
    case, visitor = filled_case(doors.office), doors.sits("alma")
    typed = {"case_id": str(case.id), **DECISION}
    page = visitor.posts("/events/preview", typed, **HTMX).text
    above, folded, below = page.partition("<details")
    assert '<option value="removal" selected>' in above
    assert {APPEAL, PFR} <= set(_offered(above))
    assert folded
    assert I290B in _offered(below)
    taken = typed | {"within": "removal"}
    for key in _offered(above):
        choice = {"choice": "take"} if key == APPEAL else {"choice": "leave", "reason": "Appealed"}
        taken |= _of(key, **choice)
    assert "Say of each date whether it is taken" in _posts(visitor, taken, 422)
    stale = taken | {"aside": "courts"}  # ticked before the answer was another
    assert "Say of each date whether it is taken" in _posts(visitor, stale, 422)
    _posts(visitor, taken | {"aside": "removal"}, 303)
    assert _rules(doors, case.id) == [APPEAL]
    notes = told(doors.program().get(f"{API}/notes", params={"case_id": str(case.id)}))["items"]
    (note,) = (each["text"] for each in notes if "concern" in each["text"])
    assert re.search(r"do not concern this case: .*I-290B.*Why: It happened in: Removal", note)


def test_every_date_is_shown_where_a_person_says_that_the_proceeding_is_not_known(
    doors: Doors,
) -> None:
    """And whatever was decided about one that is folded stays open to be seen."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    typed = {"case_id": str(case.id), **DECISION}
    page = visitor.posts("/events/preview", typed | {"within": ""}, **HTMX).text
    assert '<details class="inner"' not in page
    picked = typed | {"within": "removal"} | _of(I290B, choice="leave")
    page = visitor.posts("/events/preview", picked, **HTMX).text
    assert '<details class="inner" open>' in page
    assert '<option value="leave" selected' in page.partition(f'name="dates.{I290B}.choice"')[2]


def test_an_arrest_is_not_hidden_by_what_was_said_of_a_decision(doors: Doors) -> None:
    """She chose a decision first, in removal proceedings, and then that somebody was arrested.

    No date of an arrest is of removal proceedings: all of them stand open, and none is set aside.
    """
    case, visitor = filled_case(doors.office), doors.sits("alma")
    arrest = {"case_id": str(case.id), "event": "custody", "on": "2027-04-12"}
    typed = arrest | {"within": "removal", "aside": "removal"}
    page = visitor.posts("/events/preview", typed, **HTMX).text
    assert '<details class="inner"' not in page
    assert "dhs.custody.48h" in _offered(page)
    assert "Say of each date whether it is taken" in _posts(visitor, typed, 422)


@pytest.mark.parametrize("day", ["2200-01-01", "2027-02-30"])
def test_a_day_that_is_none_is_asked_for_by_its_name(doors: Doors, day: str) -> None:
    """And never told as a day from which no rule counts."""
    typed = {"case_id": str(filled_case(doors.office).id), "event": "decision", "on": day}
    seen = _seen(doors.sits("alma").posts("/events/preview", typed, **HTMX).text)
    assert "On which day? There is no such day, or its year is out of reach." in seen
    assert "No rule counts a date" not in seen
