"""A mistyped day that dates count from is corrected. It is Wednesday 14 April 2027."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import adding, correcting, deadlines, endings, events, moving, newlaw, scheduling
from app.casework.adding import NewDeadline
from app.casework.correcting import Corrected, Correction, CorrectionPreview
from app.casework.deadlines import DeadlineView
from app.casework.endings import Completion
from app.casework.events import NewEvent
from app.casework.moving import DeadlineChange
from app.casework.reminders.troubles import COUNTED_LATER
from app.casework.scheduling import NewHearing
from app.errors import Conflict, Refused, Unsure
from app.models import Audit, Schedule
from tests.casework.briefs import add
from tests.casework.bringing_back import wrong
from tests.casework.covering import alarms
from tests.support.office import Office

APPEAL, RECONSIDER = "eoir.bia.appeal", "eoir.mtr.reconsider"
FOIA, FILING = "foia.response", "eoir.ic.filing.individual.nondetained"
MISTYPED, RIGHT = "2027-04-12", "2027-04-05"
# 30 days after the decision: 8 CFR 1003.38(b) and, for the motion, 1003.23(b)(1), as
# tests/law/test_appeal.py and the rules' own examples count them.
THIRTY_LATER = {MISTYPED: date(2027, 5, 12), RIGHT: date(2027, 5, 5)}
WHY = "The order is of the fifth"


def _add(office: Office, case_id: UUID, rule: str = APPEAL, **more: Any) -> DeadlineView:
    day = more.pop("day", MISTYPED)
    known = {"case_id": case_id, "rule": rule, "inputs": {"trigger_date": day}}
    with office.writing() as desk:
        return adding.add(desk, NewDeadline.model_validate(known | more))


def _look(office: Office, row: DeadlineView, **inputs: object) -> CorrectionPreview:
    with office.reading() as desk:
        return correcting.preview(desk, row.id, Corrected(inputs=inputs))


def _correct(office: Office, row: DeadlineView, day: str = RIGHT, **more: Any) -> DeadlineView:
    known = {"version": row.version, "inputs": {"trigger_date": day}, "reason": WHY}
    with office.writing() as desk:
        return correcting.correct(desk, row.id, Correction.model_validate(known | more))


def _one(office: Office, row: DeadlineView) -> DeadlineView:
    with office.reading() as desk:
        return deadlines.one(desk, row.id)


def test_a_preview_shows_old_and_new_of_each_date_and_writes_nothing(office: Office) -> None:
    """Another rule's date from the same day is shown; one of another day or proceeding is not."""
    case_id = office.open_case().id
    row = _add(office, case_id, proceeding="removal")
    beside = _add(office, case_id, RECONSIDER)
    _add(office, case_id, FOIA, day="2027-04-09", proceeding="removal")
    _add(office, case_id, FOIA, proceeding="records")
    seen = _look(office, row, trigger_date=RIGHT)
    assert (seen.date.was_due, seen.date.now_due) == (THIRTY_LATER[MISTYPED], THIRTY_LATER[RIGHT])
    assert seen.proposal.steps
    assert [(each.id, each.was_due, each.now_due) for each in seen.also] == [
        (beside.id, THIRTY_LATER[MISTYPED], THIRTY_LATER[RIGHT])
    ]
    assert _look(office, row, trigger_date=MISTYPED).also == []
    assert [_one(office, each).version for each in (row, beside)] == [row.version, beside.version]
    with office.reading() as desk:
        assert deadlines.one(desk, row.id).history == []


def test_a_corrected_day_moves_the_date_with_history_and_reminders(office: Office) -> None:
    """The old day and why stay; the worker's copy goes by the new one; the record has no word."""
    row = _add(office, office.open_case().id)
    corrected = _correct(office, row)
    assert (corrected.due, corrected.inputs["trigger_date"]) == (THIRTY_LATER[RIGHT], RIGHT)
    assert corrected.steps != row.steps
    assert [(each["due"], each["reason"], each["who"]) for each in corrected.history] == [
        (THIRTY_LATER[MISTYPED].isoformat(), WHY, "Alma")
    ]
    with office.night() as desk:
        when = desk.db.get_one(Schedule, row.id)
        assert (when.due, when.edition) == (THIRTY_LATER[RIGHT], 2)
        (noted,) = desk.db.scalars(select(Audit).where(Audit.action == "deadline.correct"))
        assert not noted.detail
    assert wrong(office) == []


def test_only_what_is_named_goes_along(office: Office) -> None:
    """The third keeps the answers that it was given; a stranger is refused, and nothing moves."""
    case_id = office.open_case().id
    row, beside = _add(office, case_id), _add(office, case_id, RECONSIDER)
    stays = _add(office, case_id, FOIA)
    with pytest.raises(Refused) as refused:
        _correct(office, row, also=[beside.id, add(office, case_id).id])
    assert refused.value.fields == {"also": correcting.STRANGE}
    assert _one(office, row).due == THIRTY_LATER[MISTYPED]
    _correct(office, row, also=[beside.id, beside.id])
    moved = _one(office, beside)
    assert (moved.due, len(moved.history)) == (THIRTY_LATER[RIGHT], 1)
    assert _one(office, stays).inputs["trigger_date"] == MISTYPED
    assert wrong(office) == []


def test_a_date_of_what_happened_goes_along_by_its_own_trigger(office: Office) -> None:
    """Entered together, corrected together: none of them keeps the mistyped day."""
    case_id = office.open_case().id
    new = {"case_id": case_id, "event": "request", "on": MISTYPED, "others": "Not ours"}
    new |= {"dates": [{"rule": FOIA, "choice": "take"}]}
    with office.writing() as desk:
        (made,) = events.record(desk, NewEvent.model_validate(new)).deadlines
    row = _add(office, case_id)
    (beside,) = _look(office, row, trigger_date=RIGHT).also
    assert (beside.id, beside.now != beside.was) == (made.id, True)


def test_a_persons_own_day_stays_and_is_shown(office: Office) -> None:
    """The count beside it is the new one, and said where it is the earlier; reminders stay."""
    row = _add(office, office.open_case().id, due="2027-05-07", override_reason="By order")
    assert row.ruled is None
    seen = _look(office, row, trigger_date=RIGHT).date
    assert (seen.stays, seen.question, seen.now_due) == (
        True,
        newlaw.OWN,
        THIRTY_LATER[RIGHT],
    )
    corrected = _correct(office, row)
    assert (corrected.due, corrected.ours) == (date(2027, 5, 7), True)
    assert corrected.ruled == THIRTY_LATER[RIGHT]
    assert corrected.inputs["trigger_date"] == RIGHT
    with office.night() as desk:
        assert desk.db.get_one(Schedule, row.id).edition == 1
    assert wrong(office) == []


def test_a_fatal_date_needs_the_reason(office: Office) -> None:
    """Also one that goes along; a date that can be cured is corrected without."""
    case_id = office.open_case().id
    row, curable = _add(office, case_id), _add(office, case_id, FOIA)
    for main, also in ((row, []), (curable, [row.id])):
        with pytest.raises(Refused) as refused:
            _correct(office, main, reason="", also=also)
        assert list(refused.value.fields) == ["reason"]
    assert _correct(office, curable, reason="").inputs["trigger_date"] == RIGHT


@pytest.mark.parametrize(
    ("first", "then", "told"), [(RIGHT, MISTYPED, True), (MISTYPED, RIGHT, False)]
)
def test_a_fatal_date_that_becomes_later_is_told_to_the_others(
    office: Office, first: str, then: str, told: bool
) -> None:
    """One person may be wrong; who corrects it, and who does not read the case, has no mail."""
    row = _add(office, office.open_case().id, day=first)
    assert _correct(office, row, then).counted_later is told
    for name in ("bruno", "dina"):
        assert (COUNTED_LATER in alarms(office, name)) is told
    for name in ("alma", "ivo"):
        assert COUNTED_LATER not in alarms(office, name)
    office.clock.forward(days=15)
    assert not _one(office, row).counted_later


def test_taking_the_mark_off_first_hides_nothing(office: Office) -> None:
    """A date that was fatal once needs the reason here, and the others are told."""
    row = _add(office, office.open_case().id, FOIA, day=RIGHT, fatal=True)
    with office.writing() as desk:
        wanted = {"version": row.version, "fatal": False, "override_reason": "A slip"}
        row = moving.change(desk, row.id, DeadlineChange.model_validate(wanted))
    with pytest.raises(Refused):
        _correct(office, row, MISTYPED, reason="")
    _correct(office, row, MISTYPED)
    assert COUNTED_LATER in alarms(office, "bruno")


def test_a_day_that_passed_meanwhile_is_overdue_and_not_excused(office: Office) -> None:
    """The right day was known in time: that it was mistyped here does not excuse it."""
    row = _add(office, office.open_case().id)
    corrected = _correct(office, row, "2027-03-01")
    assert (corrected.overtaken, corrected.overdue) == (False, True)


def test_a_doubtful_day_is_asked_about_once(office: Office) -> None:
    """The very day sent as sure is taken; what was not corrected is not asked about again."""
    row = _add(office, office.open_case().id)
    with pytest.raises(Unsure) as asked:
        _correct(office, row, "2027-05-12")
    assert (asked.value.confirm, asked.value.value) == ("sure_of.trigger_date", "2027-05-12")
    with pytest.raises(Unsure):
        _correct(office, row, "2027-05-12", sure_of={"trigger_date": "2027-05-11"})
    sure = _correct(office, row, "2027-05-12", sure_of={"trigger_date": "2027-05-12"})
    assert sure.due == date(2027, 6, 11)
    assert _look(office, sure, appeal_waived=False).slips == []


def test_what_cannot_be_corrected_says_where_to_go(office: Office) -> None:
    """A typed date, a closed one, the same answers, an unknown input, an old version."""
    case_id = office.open_case().id
    with pytest.raises(Refused, match="No rule"):
        _look(office, add(office, case_id), trigger_date=RIGHT)
    row = _add(office, case_id)
    with pytest.raises(Refused) as same:
        _correct(office, row, MISTYPED)
    assert same.value.fields == {"inputs": correcting.UNCHANGED}
    with pytest.raises(Refused) as unread:
        _correct(office, row, "the fifth")
    assert list(unread.value.fields) == ["inputs.trigger_date"]
    _correct(office, row)
    with pytest.raises(Conflict):
        _correct(office, row)


def test_an_answer_left_out_stays_and_one_taken_back_is_gone(office: Office) -> None:
    """A program that sends the day alone loses no other answer."""
    inputs = {"trigger_date": MISTYPED, "appeal_waived": False}
    row = _add(office, office.open_case().id, inputs=inputs)
    corrected = _correct(office, row)
    assert corrected.inputs == inputs | {"trigger_date": RIGHT}
    gone = _correct(office, corrected, inputs={"appeal_waived": None})
    assert gone.inputs == {"trigger_date": RIGHT}


def test_a_date_of_a_hearing_is_corrected_there(office: Office) -> None:
    """It goes with its hearing; nor does it go along with a date that counts from the same day."""
    case_id = office.open_case().id
    known = {"case_id": case_id, "kind": "individual", "starts": "2027-09-07T09:00"}
    known |= {"court": "NYC", "custody": "non_detained"}
    with office.writing() as desk:
        hearing = scheduling.schedule_hearing(desk, NewHearing.model_validate(known))
    (filing,) = (each for each in hearing.deadlines if each.rule == FILING)
    with pytest.raises(Refused, match="from its hearing"):
        _look(office, filing, hearing_date="2027-09-14")
    inputs = {"hearing_date": "2027-09-07", "custody": "non_detained"}
    sure = {"another": filing.due.isoformat()}
    apart = _add(office, case_id, FILING, inputs=inputs, sure_of=sure)
    seen = _look(office, apart, hearing_date="2027-09-14")
    assert (seen.also, seen.date.now != seen.date.was) == ([], True)


def test_a_closed_date_is_opened_first_and_goes_along_with_none(office: Office) -> None:
    """What was filed is as it was filed."""
    case_id = office.open_case().id
    row, filed = _add(office, case_id), _add(office, case_id, RECONSIDER)
    with office.writing() as desk:
        endings.complete(desk, filed.id, Completion(note="Receipt 17"))
    with pytest.raises(Refused, match="was closed"):
        _look(office, filed, trigger_date=RIGHT)
    assert _look(office, row, trigger_date=RIGHT).also == []
