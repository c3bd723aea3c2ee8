"""How a deadline ends: the day and the hour it was done. It is Wednesday 14 April 2027."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from app.casework import deadlines, endings
from app.casework.deadlines import DeadlineView
from app.casework.endings import Completion
from app.errors import Refused, Unsure
from tests.casework.briefs import add
from tests.support.office import Office


def _case(office: Office, **new: Any) -> UUID:
    return office.open_case(**new).id


def _complete(office: Office, row: DeadlineView, **more: Any) -> DeadlineView:
    with office.writing() as desk:
        return endings.complete(desk, row.id, Completion.model_validate(more))


def test_a_day_to_come_is_no_day_of_filing(office: Office) -> None:
    """Nobody filed tomorrow; it stays open and its reminders go on."""
    row = add(office, _case(office))
    with pytest.raises(Refused) as refused:
        _complete(office, row, note="Receipt 7", on="2027-04-15", late=True)
    assert list(refused.value.fields) == ["on"]
    with office.reading() as desk:
        assert deadlines.one(desk, row.id).status == "open"
    assert _complete(office, row, note="Receipt 7", on="2027-04-14").filed_on == date(2027, 4, 14)


def test_after_the_due_day_it_must_be_said_that_it_was_late(office: Office) -> None:
    """Asked with or without a typed day; said so, it is kept as late; reopened, it is not."""
    row = add(office, _case(office), due="2027-04-15")
    office.clock.forward(days=3)
    for typed in ({}, {"on": "2027-04-16"}):
        with pytest.raises(Unsure) as asked:
            _complete(office, row, note="Receipt 7", **typed)
        assert (list(asked.value.fields), asked.value.confirm) == (["on"], "late")
    done = _complete(office, row, note="Receipt 7", on="2027-04-16", late=True)
    assert (done.status, done.late) == ("filed", True)
    with office.writing() as desk:
        again = endings.reopen(desk, row.id, done.version)
    assert not again.late
    assert not _complete(office, again, note="Receipt 7", on="2027-04-15", late=True).late


@pytest.mark.parametrize(
    ("on", "doubts"),
    [
        ("1999-04-14", 2),  # no such case then, and long ago
        ("2027-01-13", 1),  # ninety-one days before the fourteenth of April
        ("2026-04-14", 2),  # last year's figure
    ],
)
def test_an_old_day_of_filing_is_asked_about(office: Office, on: str, doubts: int) -> None:
    """Nothing is closed before; the same day said once more is taken, another is not."""
    office.clock.forward(days=-100)
    case_id = _case(office)
    office.clock.forward(days=100)
    row = add(office, case_id)
    with pytest.raises(Unsure) as asked:
        _complete(office, row, note="Receipt 7", on=on)
    told = asked.value
    assert (list(told.fields), told.confirm, told.value) == (["on"], "sure", on)
    assert len(told.doubts) == doubts
    with pytest.raises(Unsure):
        _complete(office, row, note="Receipt 7", on=on, sure="2027-01-12", late=True)
    with office.reading() as desk:
        assert deadlines.one(desk, row.id).status == "open"
    done = _complete(office, row, note="Receipt 7", on=on, sure=on)
    assert (done.filed_on, done.late) == (date.fromisoformat(on), False)


@pytest.mark.parametrize("on", ["2027-02-13", "2027-04-13", "2027-04-14"])
def test_a_near_day_of_filing_is_not_asked_about(office: Office, on: str) -> None:
    """Sixty days ago, yesterday, today; the case was open then."""
    office.clock.forward(days=-100)
    case_id = _case(office)
    office.clock.forward(days=100)
    done = _complete(office, add(office, case_id), note="Receipt 7", on=on)
    assert done.filed_on == date.fromisoformat(on)


def test_that_it_was_late_and_an_old_day_are_two_questions(office: Office) -> None:
    """Neither answer silences the other, and each counts for the day that was asked about."""
    office.clock.forward(days=-100)
    row = add(office, _case(office), due="2027-01-06")
    office.clock.forward(days=100)
    said: dict[str, str] = {}
    asked_for = []
    for _ in range(2):
        with pytest.raises(Unsure) as asked:
            _complete(office, row, note="Receipt 7", on="2027-01-13", **said)
        asked_for.append(asked.value.confirm)
        said[asked.value.confirm] = asked.value.value
    assert sorted(asked_for) == ["late", "sure"]
    with pytest.raises(Unsure):
        _complete(office, row, note="Receipt 7", on="2027-01-12", **said)
    assert _complete(office, row, note="Receipt 7", on="2027-01-13", **said).late


# 16:00 in New York on 14 April 2027 is 20:00 UTC: daylight saving time began on 14 March.
FOUR_IN_NEW_YORK = {"due": "2027-04-14", "at": "16:00", "tz": "America/New_York"}


@pytest.mark.parametrize(
    ("now", "is_over"),
    [("2027-04-14T19:59+00:00", False), ("2027-04-14T20:01+00:00", True)],
)
def test_a_deadline_is_overdue_after_its_hour(office: Office, now: str, is_over: bool) -> None:
    """By the clock of its zone; done then, it is asked whether it was late."""
    row = add(office, _case(office), **FOUR_IN_NEW_YORK)
    office.clock.now = datetime.fromisoformat(now)
    with office.reading() as desk:
        assert deadlines.one(desk, row.id).overdue is is_over
    if not is_over:
        assert not _complete(office, row, note="Receipt 7").late
        return
    with pytest.raises(Unsure) as asked:
        _complete(office, row, note="Receipt 7")
    assert (list(asked.value.fields), asked.value.confirm) == (["hour"], "late")
    in_time = _complete(office, row, note="Receipt 7", hour="15:40")
    assert (in_time.late, in_time.filed_at) == (False, "15:40")
    with office.writing() as desk:
        again = endings.reopen(desk, row.id, in_time.version)
    assert again.filed_at == ""
    assert _complete(office, again, note="Receipt 7", late="2027-04-14").late


def test_the_hour_of_filing_says_whether_it_was_late(office: Office) -> None:
    """After the hour it is asked; an hour still to come is no hour of filing."""
    row = add(office, _case(office), **FOUR_IN_NEW_YORK)
    office.clock.now = datetime.fromisoformat("2027-04-14T20:30+00:00")
    with pytest.raises(Refused) as refused:
        _complete(office, row, note="Receipt 7", hour="16:31", late=True)
    assert list(refused.value.fields) == ["hour"]
    assert not isinstance(refused.value, Unsure)
    with pytest.raises(Unsure):
        _complete(office, row, note="Receipt 7", hour="16:20")
    assert _complete(office, row, note="Receipt 7", hour="16:20", late=True).late


def test_not_needed_is_never_late(office: Office) -> None:
    """What need not be done cannot be done too late."""
    row = add(office, _case(office), due="2027-04-15")
    office.clock.forward(days=3)
    done = _complete(office, row, outcome="not_needed", note="Case closed")
    assert (done.status, done.late) == ("not_needed", False)
