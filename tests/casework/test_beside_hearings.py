"""Deadlines that are added to a hearing belong to it. It is Wednesday 14 April 2027."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.casework import adding, amending, scheduling
from app.casework.adding import NewDeadline
from app.casework.amending import HearingChange
from app.casework.deadlines import DeadlineView
from app.casework.hearings import HearingView
from app.casework.replacing import OldDate
from app.casework.scheduling import NewHearing
from app.errors import Refused, Unsure
from tests.support.office import Office

APPEAL = "eoir.bia.appeal"


def _hear(office: Office, case_id: UUID, **more: Any) -> HearingView:
    known = {"case_id": case_id, "kind": "master", "court": "LOS", "starts": "2027-06-01T09:00"}
    with office.writing() as desk:
        return scheduling.schedule_hearing(desk, NewHearing.model_validate(known | more))


def _add(office: Office, case_id: UUID, **more: object) -> DeadlineView:
    known: dict[str, object] = {"case_id": case_id, "title": "Brief", "due": "2027-05-20"}
    with office.writing() as desk:
        return adding.add(desk, NewDeadline.model_validate(known | more))


def test_a_date_of_a_hearing_takes_its_zone_and_proceeding_and_ends_with_it(office: Office) -> None:
    """One that was added from the hearing's page is listed there, and decided about with it."""
    case = office.open_case().id
    heard = _hear(office, case)
    added = _add(office, case, hearing_id=heard.id)
    assert (added.hearing_id, added.tz, added.proceeding) == (heard.id, heard.tz, "removal")
    with office.writing() as desk:
        wanted = HearingChange(
            version=heard.version,
            status="cancelled",
            reason="Notice",
            old_dates=[OldDate(deadline=added.id)],
        )
        (row,) = amending.change(desk, heard.id, wanted).deadlines
    assert (row.id, row.status) == (added.id, "moved")


def test_another_rules_own_zone_stays(office: Office) -> None:
    """An appeal from what was decided there is filed by the Board's clock."""
    case = office.open_case().id
    heard = _hear(office, case)
    counted = {"rule": APPEAL, "inputs": {"trigger_date": "2027-04-12"}, "due": None}
    assert _add(office, case, hearing_id=heard.id, **counted).tz == "America/New_York"


def test_a_date_after_its_hearing_is_asked_about(office: Office) -> None:
    """As one that is typed beside the hearing itself."""
    case = office.open_case().id
    heard = _hear(office, case)
    with pytest.raises(Unsure):
        _add(office, case, hearing_id=heard.id, due="2027-06-02")


def test_a_hearing_of_another_case_or_one_that_ended_is_refused(office: Office) -> None:
    """Nor may a date belong to a hearing that is not there."""
    case, other = office.open_case().id, office.open_case().id
    heard, elsewhere = _hear(office, case), _hear(office, other)
    with office.writing() as desk:
        wanted = HearingChange(version=heard.version, status="cancelled", reason="Notice")
        amending.change(desk, heard.id, wanted)
    for hearing_id in (heard.id, elsewhere.id, uuid4()):
        with pytest.raises(Refused) as refused:
            _add(office, case, hearing_id=hearing_id)
        assert list(refused.value.fields) == ["hearing_id"]
