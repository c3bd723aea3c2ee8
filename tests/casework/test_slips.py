"""What is asked of the days that a rule counts from. It is Wednesday 14 April 2027."""

from typing import Any
from uuid import UUID

import pytest

from app.casework import adding, scheduling
from app.casework.adding import NewDeadline
from app.casework.deadlines import DeadlineView
from app.casework.hearings import HearingView
from app.casework.scheduling import NewHearing
from app.errors import Unsure
from tests.support.office import Office
from tests.support.one_engine import first_on_both

APPEAL = "eoir.bia.appeal"
FILING = "eoir.ic.filing.individual.nondetained"
FOIA = "foia.response"


def _add(office: Office, case_id: UUID, rule: str, **more: object) -> DeadlineView:
    known: dict[str, object] = {"case_id": case_id, "rule": rule}
    with office.writing() as desk:
        return adding.add(desk, NewDeadline.model_validate(known | more))


def _hear(office: Office, case_id: UUID, **more: Any) -> HearingView:
    known = {"case_id": case_id, "kind": "individual", "court": "NYC", "custody": "non_detained"}
    with office.writing() as desk:
        return scheduling.schedule_hearing(desk, NewHearing.model_validate(known | more))


@first_on_both(
    ("rule", "name", "day", "said"),
    [
        (APPEAL, "trigger_date", "2027-04-15", "still to come"),
        (APPEAL, "trigger_date", "2028-04-12", "still to come"),
        (APPEAL, "trigger_date", "2026-04-14", "a year ago"),
        (APPEAL, "trigger_date", "2026-04-12", "a year ago"),
        (FOIA, "trigger_date", "2027-05-01", "still to come"),
        (FOIA, "trigger_date", "2025-04-14", "a year ago"),
    ],
)
def test_a_day_that_must_have_happened_is_asked_about(
    office: Office, rule: str, name: str, day: str, said: str
) -> None:
    """A decision of next year is a slip of the year; confirmed, that very day is taken."""
    case = office.open_case().id
    with pytest.raises(Unsure) as asked:
        _add(office, case, rule, inputs={name: day})
    assert said in asked.value.fields[f"inputs.{name}"]
    assert (asked.value.confirm, asked.value.value) == (f"sure_of.{name}", day)
    with pytest.raises(Unsure):
        _add(office, case, rule, inputs={name: day}, sure_of={name: "2027-04-01"})
    assert _add(office, case, rule, inputs={name: day}, sure_of={name: day}).rule == rule


@pytest.mark.parametrize(
    ("rule", "day"), [(APPEAL, "2027-04-14"), (APPEAL, "2027-01-05"), (FOIA, "2027-04-01")]
)
def test_a_day_that_happened_is_not_asked_about(office: Office, rule: str, day: str) -> None:
    """Nor a count that had passed when we learned of it: the page tells that in other words."""
    added = _add(office, office.open_case().id, rule, inputs={"trigger_date": day})
    assert added.overtaken == (day == "2027-01-05")


@pytest.mark.parametrize(
    ("rule", "inputs", "said"),
    [
        (FILING, {"hearing_date": "2027-06-01", "printed_date": "2027-06-02"}, "after the hearing"),
        (APPEAL, {"trigger_date": "2027-04-12", "printed_date": "2027-04-09"}, "before the day"),
    ],
)
def test_a_printed_day_on_the_wrong_side_is_asked_about(
    office: Office, rule: str, inputs: dict[str, str], said: str
) -> None:
    """An ordered filing after its hearing, an appeal date before its decision."""
    case, printed = office.open_case().id, inputs["printed_date"]
    with pytest.raises(Unsure) as asked:
        _add(office, case, rule, inputs=inputs)
    assert said in asked.value.fields["inputs.printed_date"]
    assert _add(office, case, rule, inputs=inputs, sure_of={"printed_date": printed}).rule == rule


@pytest.mark.parametrize(
    ("rule", "inputs", "due", "said"),
    [
        (FOIA, {"trigger_date": "2026-11-02"}, "2026-12-02", "has passed"),
        (FILING, {"hearing_date": "2036-06-03"}, "2036-05-05", "more than four years"),
    ],
)
def test_a_counted_day_that_looks_odd_is_asked_about(
    office: Office, rule: str, inputs: dict[str, str], due: str, said: str
) -> None:
    """Years away, or past where it is not told in other words that it was."""
    case = office.open_case().id
    with pytest.raises(Unsure) as asked:
        _add(office, case, rule, inputs=inputs)
    assert said in asked.value.fields["due"]
    assert asked.value.value == due
    assert str(_add(office, case, rule, inputs=inputs, sure=due).due) == due


def test_a_far_day_that_follows_from_a_hearing_is_asked_about(office: Office) -> None:
    """A hearing of 2036 is the slip of a year, as a rule's count from it is."""
    case = office.open_case().id
    with pytest.raises(Unsure) as asked:
        _hear(office, case, starts="2036-06-03T09:00")
    taken = {"rule": FILING, "choice": "take", "sure": asked.value.value}
    (row,) = _hear(office, case, starts="2036-06-03T09:00", follows=[taken]).deadlines
    assert row.due.isoformat() == "2036-05-05"
