"""What one person does to a fatal date the others hear at once. It is Wednesday 14 April 2027."""

from typing import Any
from uuid import UUID

import pytest

from app.casework import amending, deadlines, moving, scheduling, tidings
from app.casework.amending import HearingChange
from app.casework.deadlines import DeadlineView
from app.casework.hearings import HearingView
from app.casework.moving import STAYS_OURS, DeadlineChange
from app.casework.reminders.troubles import FATAL_CHANGED
from app.casework.scheduling import NewHearing
from app.casework.unneeded import CHANGED
from app.errors import Refused
from tests.casework.briefs import add
from tests.casework.bringing_back import wrong
from tests.casework.covering import alarms
from tests.support.office import Office


def _change(office: Office, row: UUID, **more: Any) -> DeadlineView:
    with office.writing("dina") as desk:
        wanted = {"version": deadlines.one(desk, row).version, **more}
        return moving.change(desk, row, DeadlineChange.model_validate(wanted))


def _is_told(office: Office, case_id: UUID) -> bool:
    """Tell whether the others have a mail, and the case on Today; whoever did it has neither."""
    with office.reading("dina") as desk:
        assert tidings.of(desk).dates == []
    assert FATAL_CHANGED not in alarms(office, "dina") | alarms(office, "ivo")
    with office.reading("alma") as desk:
        shown = [(each.case_id, each.who, each.action) for each in tidings.of(desk).dates]
    is_mailed = {FATAL_CHANGED in alarms(office, name) for name in ("alma", "bruno")}
    assert is_mailed == {bool(shown)}
    assert shown in ([], [(case_id, "Dina", CHANGED)])
    return bool(shown)


@pytest.mark.parametrize(
    "more",
    [
        {"due": "2028-04-20", "sure": "2028-04-20"},
        {"due": "2027-04-19"},
        {"due": "2027-04-12", "sure": "2027-04-12"},
        {"fatal": False},
    ],
    ids=str,
)
def test_moving_or_unmarking_one_is_told(office: Office, more: dict[str, Any]) -> None:
    """Far or near, later or earlier, into the past too; for a week."""
    case_id = office.open_case().id
    row = add(office, case_id, fatal=True)
    assert _change(office, row.id, override_reason="Extended", **more).status == "open"
    assert _is_told(office, case_id)
    assert wrong(office) == []
    office.clock.forward(days=7)
    with office.reading() as desk:
        assert tidings.of(desk).dates == []


def test_moving_another_is_not(office: Office) -> None:
    """As before; nor is a fatal one's new title, which its history has with a reason."""
    case_id = office.open_case().id
    _change(office, add(office, case_id).id, due="2027-04-22")
    fatal = add(office, case_id, fatal=True)
    with pytest.raises(Refused) as refused:
        _change(office, fatal.id, title="Motion")
    assert list(refused.value.fields) == ["override_reason"]
    renamed = _change(office, fatal.id, title="Motion", override_reason="By order")
    assert (renamed.title, renamed.history[-1]["title"]) == ("Motion", "Brief")
    assert renamed.history[-1]["reason"] == "By order"
    assert not _is_told(office, case_id)


@pytest.mark.parametrize(
    ("field", "value"),
    [("whose", "told"), ("means", "they_answer_by"), ("means", "not_before")],
)
def test_no_one_person_silences_one(office: Office, field: str, value: str) -> None:
    """Not with a reason, nor once the mark is taken off."""
    row = add(office, office.open_case().id, fatal=True).id
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            _change(office, row, override_reason="It is theirs", **{field: value})
        assert refused.value.fields == {field: STAYS_OURS}
        _change(office, row, fatal=False, override_reason="A slip")


def _heard(office: Office, case_id: UUID) -> HearingView:
    facts = {"kind": "individual", "custody": "non_detained", "court": "NYC"}
    wanted = {"case_id": case_id, "starts": "2027-09-14T13:00", **facts}
    with office.writing() as desk:
        return scheduling.schedule_hearing(desk, NewHearing.model_validate(wanted))


def test_ending_one_with_its_hearing_is_told(office: Office) -> None:
    """The hearing was cancelled, and its fatal date ends by one word."""
    case_id = office.open_case().id
    hearing = _heard(office, case_id)
    row = add(office, case_id, fatal=True, hearing_id=str(hearing.id))
    with office.writing("dina") as desk:
        wanted = {"version": hearing.version, "status": "cancelled", "reason": "By the court"}
        wanted["old_dates"] = [{"deadline": str(row.id), "choice": "end"}]
        amending.change(desk, hearing.id, HearingChange.model_validate(wanted))
    with office.reading() as desk:
        assert deadlines.one(desk, row.id).status == "moved"
    assert _is_told(office, case_id)


def test_ending_one_by_another_custody_is_told(office: Office) -> None:
    """What custody decided ends, a date that was marked fatal too."""
    case_id = office.open_case().id
    hearing = _heard(office, case_id)
    counted = next(each for each in hearing.deadlines if "custody" in each.inputs)
    _change(office, counted.id, fatal=True, override_reason="The judge said so")
    office.clock.forward(days=8)
    with office.writing("dina") as desk:
        wanted = {"version": hearing.version, "custody": "detained", "reason": "ICE says so"}
        wanted["old_dates"] = [{"deadline": str(counted.id), "choice": "end"}]
        amending.change(desk, hearing.id, HearingChange.model_validate(wanted))
    with office.reading() as desk:
        assert deadlines.one(desk, counted.id).status == "not_needed"
    assert _is_told(office, case_id)
