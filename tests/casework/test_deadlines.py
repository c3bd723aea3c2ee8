"""What a deadline must pass before it is written. It is Wednesday 14 April 2027."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from app.casework import counting, deadlines, endings, forgood, moving, scheduling
from app.casework.deadlines import DeadlineView
from app.casework.endings import Completion
from app.casework.following import Follow
from app.casework.moving import DeadlineChange
from app.casework.scheduling import NewHearing
from app.errors import Refused, Unsure
from app.models import Staff
from tests.casework.briefs import add
from tests.support.office import Office
from tests.support.one_engine import first_on_both

APPEAL = "eoir.bia.appeal"
FILING = "eoir.ic.filing.individual.nondetained"
FOIA = "foia.response"
REASON = "The Board extended it, order of 9 April"


def _case(office: Office, **new: Any) -> UUID:
    return office.open_case(**new).id


def _change(office: Office, row: DeadlineView, **more: Any) -> DeadlineView:
    with office.writing() as desk:
        wanted = DeadlineChange.model_validate({"version": row.version, **more})
        return moving.change(desk, row.id, wanted)


def _complete(office: Office, row: DeadlineView, **more: Any) -> DeadlineView:
    with office.writing() as desk:
        return endings.complete(desk, row.id, Completion.model_validate(more))


# --- a typed day that may be a slip ------------------------------------------------------------


@first_on_both(
    ("due", "doubts"),
    [
        ("2027-04-17", 1),  # a Saturday
        ("2027-04-18", 1),  # a Sunday
        ("2027-05-31", 1),  # Memorial Day
        ("2027-07-05", 1),  # Independence Day, kept on the Monday
        ("2026-04-20", 1),  # a year too early
        ("2026-04-19", 2),  # a Sunday a year too early
        ("2031-04-21", 1),  # a Monday more than four years ahead
        ("2072-04-20", 1),  # two figures changed places
    ],
)
def test_a_doubtful_day_is_asked_about_once(office: Office, due: str, doubts: int) -> None:
    """Every doubt is told; the same day sent as sure is taken; nothing was written before."""
    case_id = _case(office)
    with pytest.raises(Unsure) as asked:
        add(office, case_id, due=due)
    assert (len(asked.value.doubts), list(asked.value.fields)) == (doubts, ["due"])
    assert asked.value.confirm == "sure"
    with office.reading() as desk:
        assert deadlines.listed(desk, case_id, after=None, size=5) == []
    assert add(office, case_id, due=due, sure=due).due == date.fromisoformat(due)


@pytest.mark.parametrize("due", ["2027-04-14", "2027-04-20", "2027-06-17", "2031-04-14"])
def test_a_plain_day_is_taken_without_a_question(office: Office, due: str) -> None:
    """Today, a Tuesday, the day before Juneteenth is kept, and just under four years."""
    assert add(office, _case(office), due=due).due == date.fromisoformat(due)


def test_only_the_very_day_is_sure(office: Office) -> None:
    """Another day typed after the question is asked about anew, also when a date is moved."""
    case_id = _case(office)
    with pytest.raises(Unsure):
        add(office, case_id, due="2027-04-18", sure="2027-04-17")
    row = add(office, case_id)
    with pytest.raises(Unsure):
        _change(office, row, due="2027-04-18")
    assert _change(office, row, due="2027-04-18", sure="2027-04-18").due == date(2027, 4, 18)


def test_ones_own_date_beside_a_rule_is_asked_about_too(office: Office) -> None:
    """A person's date in place of the counted one may be a slip just the same."""
    case_id = _case(office)
    counted = {"rule": APPEAL, "inputs": {"trigger_date": "2027-04-12"}, "title": ""}
    own = counted | {"due": "2027-05-08", "override_reason": REASON}
    with pytest.raises(Unsure):
        add(office, case_id, **own)
    assert add(office, case_id, **own, sure="2027-05-08").due == date(2027, 5, 8)
    follow = {"rule": FILING, "choice": "change", "due": "2027-08-01", "reason": REASON}
    new = {"case_id": case_id, "starts": "2027-09-14T13:00", "kind": "individual"}
    hearing = NewHearing.model_validate(new | {"follows": [follow]})
    with pytest.raises(Unsure) as asked, office.writing() as desk:
        scheduling.schedule_hearing(desk, hearing)
    assert list(asked.value.fields) == ["follow_due"]


# --- who is responsible ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ivo", "olga", "nora", "abel", "vera"])
def test_nobody_who_holds_no_case_is_responsible(office: Office, name: str) -> None:
    """A reminder would reach somebody to whom it says nothing."""
    with pytest.raises(Refused) as refused:
        add(office, _case(office), responsible_id=office.people[name].id)
    assert list(refused.value.fields) == ["responsible_id"]


def test_whoever_cannot_open_the_case_is_not_responsible(office: Office) -> None:
    """A named case: Bruno is an attorney and would get a reminder that he cannot open."""
    case_id = _case(office, named_only=True)
    bruno, carmen = office.people["bruno"].id, office.people["carmen"].id
    with pytest.raises(Refused) as refused:
        add(office, case_id, responsible_id=bruno)
    assert list(refused.value.fields) == ["responsible_id"]
    row = add(office, case_id, responsible_id=carmen)
    with pytest.raises(Refused):
        _change(office, row, responsible_id=bruno)
    with office.reading() as desk:
        assert {each.id for each in forgood.answering(desk, case_id)} == {
            carmen,
            office.people["alma"].id,
        }
    assert add(office, _case(office), responsible_id=bruno).responsible_id == bruno


def test_whoever_took_a_case_in_may_be_responsible(office: Office) -> None:
    """Ivo of intake holds what he opened, and calls back himself."""
    ivo = office.people["ivo"].id
    case_id = office.open_case("ivo").id
    assert add(office, case_id, responsible_id=ivo).responsible_id == ivo


def test_whoever_left_is_not_made_responsible(office: Office) -> None:
    """But what she was responsible for can still be changed without choosing another first."""
    case_id = _case(office)
    bruno = office.people["bruno"].id
    row = add(office, case_id, responsible_id=bruno)
    with office.night(writes=True) as desk:
        desk.db.execute(update(Staff).where(Staff.id == bruno).values(state="left"))
    with pytest.raises(Refused):
        add(office, case_id, responsible_id=bruno)
    moved = _change(office, row, due="2027-04-21", responsible_id=bruno)
    assert moved.due == date(2027, 4, 21)


# --- fatal dates -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "weaker",
    [
        {"fatal": False},
        {"due": "2027-04-22"},
        {"due": "2027-04-19"},
        {"at": "23:00"},
        {"tz": "Pacific/Honolulu"},
    ],
)
def test_a_fatal_date_changes_only_with_a_reason(office: Office, weaker: dict[str, Any]) -> None:
    """Typed by hand or not; the reason and what stood before stay in its history."""
    row = add(office, _case(office), fatal=True, at="12:00")
    with pytest.raises(Refused) as refused:
        _change(office, row, **weaker)
    assert list(refused.value.fields) == ["override_reason"]
    changed = _change(office, row, **weaker, override_reason=REASON)
    assert changed.history[-1]["reason"] == REASON
    assert (changed.history[-1]["due"], changed.history[-1]["fatal"]) == ("2027-04-20", "fatal")
    assert changed.history[-1]["whose"] == "ours"


def test_a_reason_given_before_does_not_serve_again(office: Office) -> None:
    """Each change has its own."""
    row = add(office, _case(office), fatal=True)
    moved = _change(office, row, due="2027-04-22", override_reason=REASON)
    with pytest.raises(Refused):
        _change(office, moved, due="2027-04-23")


def test_what_the_law_calls_fatal_stays_so(office: Office) -> None:
    """An appeal's time is mandatory, whatever reason is given; it is not told away either."""
    case_id = _case(office)
    counted = {"rule": APPEAL, "inputs": {"trigger_date": "2027-04-12"}, "title": "", "due": None}
    row = add(office, case_id, **counted)
    with pytest.raises(Refused) as refused:
        _change(office, row, fatal=False, override_reason=REASON)
    assert list(refused.value.fields) == ["fatal"]
    counted["sure_of"] = {"another": "2027-05-12"}  # a second decision
    with pytest.raises(Refused) as untold:
        add(office, case_id, **counted, whose="told")
    assert list(untold.value.fields) == ["why"]
    assert add(office, case_id, **counted, whose="told", why="Advice at the clinic").fatal


def test_a_fatal_date_is_not_needed_only_with_a_reason(office: Office) -> None:
    """And the reason stays."""
    row = add(office, _case(office), fatal=True)
    with pytest.raises(Refused) as refused:
        _complete(office, row, outcome="not_needed")
    assert list(refused.value.fields) == ["note"]
    _complete(office, row, outcome="not_needed", note=REASON)
    with office.writing("bruno") as desk:
        done = endings.complete(desk, row.id, Completion(outcome="not_needed", note=REASON))
    assert done.history[-1]["reason"] == REASON


# --- what the day means ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ({}, "do_by"),
        ({"proceeding": "removal"}, "file_by"),
        ({"fatal": True}, "file_by"),
        ({"means": "not_before"}, "not_before"),
        ({"means": "they_answer_by", "proceeding": "removal"}, "they_answer_by"),
    ],
)
def test_a_typed_day_means_what_was_said_or_is_usual(
    office: Office, typed: dict[str, object], means: str
) -> None:
    """An errand is not filed; a proceeding's papers are, and so is what is fatal."""
    row = add(office, _case(office), **typed)
    assert (row.means, row.government) == (means, means == "they_answer_by")


def test_a_rules_day_means_what_the_rule_says(office: Office) -> None:
    """An agency's answer is nobody's filing, is never overtaken or late, and is not re-named."""
    case_id = _case(office)
    asked = {"rule": FOIA, "inputs": {"trigger_date": "2027-01-04"}, "title": "", "due": None}
    asked |= {"sure": "2027-02-02"}  # it had passed
    row = add(office, case_id, **asked)
    assert (row.means, row.government, row.overtaken) == ("they_answer_by", True, False)
    with pytest.raises(Refused):
        _change(office, row, means="file_by")
    with pytest.raises(Refused):
        add(office, case_id, **asked, means="file_by")
    assert not _complete(office, row, note="They sent 40 pages").late


def test_a_right_that_opened_is_not_overtaken(office: Office) -> None:
    """A first day in the past is a day from which it may be done."""
    row = add(office, _case(office), due="2027-04-12", sure="2027-04-12", means="not_before")
    assert not row.overtaken


# --- before a hearing --------------------------------------------------------------------------


def test_a_filing_day_after_its_hearing_is_asked_about(office: Office) -> None:
    """When it is set and when it is moved; the hearing is on 1 June 2027."""
    follow = {"rule": FILING, "choice": "change", "due": "2027-06-02", "reason": REASON}
    case_id = _case(office)
    new = _hearing(case_id, custody="non_detained", follows=[follow])
    with pytest.raises(Unsure) as asked, office.writing() as desk:
        scheduling.schedule_hearing(desk, new)
    assert (list(asked.value.fields), len(asked.value.doubts)) == (["follow_due"], 1)
    with office.writing() as desk:
        new = _hearing(case_id, custody="non_detained")
        (row,) = scheduling.schedule_hearing(desk, new).deadlines
    with pytest.raises(Unsure) as moved:
        _change(office, row, due="2027-06-02", override_reason=REASON)
    assert moved.value.doubts == asked.value.doubts
    on_that_day = _change(office, row, due="2027-06-01", override_reason=REASON)
    late = _change(office, on_that_day, due="2027-06-02", sure="2027-06-02", override_reason=REASON)
    assert late.due == date(2027, 6, 2)


# --- what is not known -------------------------------------------------------------------------


def _hearing(case_id: UUID, **more: object) -> NewHearing:
    known: dict[str, object] = {"case_id": case_id, "starts": "2027-06-01T09:00"}
    return NewHearing.model_validate(known | {"kind": "individual"} | more)


def test_unknown_custody_asks_instead_of_dating(office: Office) -> None:
    """Said or left out, nobody knows: a question, no due day; known, the date is firm."""
    case_id = _case(office)
    with office.reading() as desk:
        for custody in ({}, {"custody": "unknown"}):
            (asks,) = scheduling.preview(desk, _hearing(case_id, **custody))
            assert (asks.status, asks.due) == ("needs_human", None)
            assert "detained" in (asks.question or "")
        (firm,) = scheduling.preview(desk, _hearing(case_id, custody="non_detained"))
        assert (firm.status, firm.due) == ("due", date(2027, 5, 3))
        (held,) = scheduling.preview(desk, _hearing(case_id, custody="detained"))
        assert (held.status, held.due, held.file_by) == ("needs_human", None, None)


def test_a_question_left_open_in_a_form_is_not_known(office: Office) -> None:
    """Custody left open is asked about; nothing is asked before the first answer."""
    with office.reading() as desk:
        inputs = counting.answered(desk, FILING, {"hearing_date": "2027-06-01", "custody": ""})
        assert counting.propose(desk, FILING, inputs).status == "needs_human"
        assert counting.answered(desk, FILING, {"hearing_date": "", "custody": ""}) == {}


def test_nobody_asked_the_date_is_kept_with_its_question(office: Office) -> None:
    """A program that decided nothing loses no date: the safe day stands until a person decides."""
    case_id = _case(office)
    with office.writing() as desk:
        view = scheduling.schedule_hearing(desk, _hearing(case_id))
    (row,) = view.deadlines
    assert (row.due, row.file_by) == (date(2027, 4, 30), date(2027, 4, 30))
    assert "detained" in row.question
    assert row.override_reason == ""  # nobody gave one
    settled = _change(
        office, row, due="2027-05-03", override_reason="Not detained, locator checked"
    )
    assert settled.question == ""


def test_the_day_that_stands_may_be_confirmed_with_a_reason(office: Office) -> None:
    """The law's question is answered though no date moves; what was open stays in the history."""
    case_id = _case(office)
    with office.writing() as desk:
        (row,) = scheduling.schedule_hearing(desk, _hearing(case_id)).deadlines
    same = _change(office, row, due="2027-04-30", at="")
    assert same.question == row.question
    settled = _change(office, same, due="2027-04-30", override_reason=REASON)
    assert (settled.question, settled.override_reason) == ("", REASON)
    assert (settled.due, settled.history[-1]["reason"]) == (row.due, REASON)


def test_ones_own_date_answers_the_question(office: Office) -> None:
    """Whoever was asked types the date she found; without it nothing is saved."""
    case_id = _case(office)
    take = Follow(rule=FILING, choice="change", reason="Scheduling order")
    with pytest.raises(Refused), office.writing() as desk:
        scheduling.schedule_hearing(desk, _hearing(case_id, follows=[take]))
    own = take.model_copy(update={"due": date(2027, 5, 4)})
    with office.writing() as desk:
        view = scheduling.schedule_hearing(desk, _hearing(case_id, follows=[own]))
    assert [(row.due, row.question) for row in view.deadlines] == [(date(2027, 5, 4), "")]


def test_a_proposal_shows_its_law(office: Office) -> None:
    """Citation and version of what governs, and which warnings the answer hangs on."""
    with office.reading() as desk:
        shown = counting.propose(desk, APPEAL, {"trigger_date": "2027-04-12"})
    assert (shown.version, shown.reviewed, shown.means) == (1, False, "file_by")
    assert shown.citation.startswith("8 CFR 1003.38(b)-(c)")
    assert "shadow_version_2" in shown.decisive


def test_a_clock_of_hours_keeps_its_hour_and_its_zone(office: Office) -> None:
    """48 hours from Monday 3 May 2027, 15:30 in Denver: Wednesday the 5th at 15:30 there."""
    inputs = {"trigger_at": "2027-05-03T15:30", "tz": "America/Denver", "hours": 48}
    asked = {"rule": "fed.order.hours", "inputs": inputs, "title": "", "due": None}
    row = add(office, _case(office), **asked)
    assert (str(row.due), row.at, row.tz) == ("2027-05-05", "15:30", "America/Denver")


def test_a_right_that_opens_stands_on_its_safe_day(office: Office) -> None:
    """150 days from 1 March 2027 are 29 July, the day to act from."""
    asked = {"rule": "asylum.ead.clock", "inputs": {"trigger_date": "2027-03-01"}, "title": ""}
    row = add(office, _case(office), **asked, due=None)
    assert (str(row.due), str(row.file_by), row.means) == (
        *("2027-07-29", "2027-07-29", "not_before"),
    )


def test_a_window_is_reminded_of_by_its_safe_closing_day(office: Office) -> None:
    """Closing on Saturday 12 June 2027, it is to be filed by Friday the 11th."""
    asked = {"rule": "uscis.i751.window", "inputs": {"trigger_date": "2025-06-12"}, "title": ""}
    sure = {"trigger_date": "2025-06-12"}
    row = add(office, _case(office), **asked, due=None, sure_of=sure)
    assert (str(row.due), str(row.file_by)) == ("2027-06-12", "2027-06-11")


def test_a_court_of_appeals_dates_by_its_clerks_zone(office: Office) -> None:
    """The Ninth Circuit's clerk sits in San Francisco; without a circuit the office's own holds."""
    inputs = {"trigger_date": "2027-04-05"}
    with office.reading() as desk:
        known = counting.propose(desk, "fed.pfr", {**inputs, "circuit": "ca9"})
        unknown = counting.propose(desk, "fed.pfr", inputs)
        assert known.tz == "America/Los_Angeles"
        assert unknown.tz == desk.house.settings.timezone


def test_what_must_be_answered_stands_first(office: Office) -> None:
    """Of several warnings the question is the one that is asked."""
    with office.reading() as desk:
        asked = counting.propose(desk, "uscis.i290b", {"trigger_date": "2027-04-05"})
    assert (asked.status, str(asked.file_by)) == ("needs_human", "2027-05-05")
    assert asked.question == "How was the decision served?"
