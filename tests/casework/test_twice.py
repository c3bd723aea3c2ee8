"""A rule that is entered while the case has an open date by it. It is Wednesday 14 April 2027."""

from typing import Any
from uuid import UUID

import pytest

from app.casework import adding, endings, twice
from app.casework.adding import NewDeadline
from app.casework.deadlines import DeadlineView
from app.casework.endings import Completion
from app.errors import Unsure
from tests.support.office import Office

APPEAL, BOND_APPEAL = "eoir.bia.appeal", "eoir.bia.appeal.bond"
DUE = "2027-05-12"  # 30 days after 12 April 2027


@pytest.fixture
def case_id(office: Office) -> UUID:
    """A case."""
    return office.open_case().id


def _add(office: Office, case_id: UUID, rule: str = APPEAL, **more: Any) -> DeadlineView:
    known = {"case_id": case_id, "rule": rule, "inputs": {"trigger_date": "2027-04-12"}}
    with office.writing() as desk:
        return adding.add(desk, NewDeadline.model_validate(known | more))


def test_an_appeal_entered_twice_is_asked_about_once(office: Office, case_id: UUID) -> None:
    """Only the very date that stands is confirmed; a third is asked about anew."""
    first = _add(office, case_id)
    right: dict[str, Any] = {"inputs": {"trigger_date": "2027-04-05"}}
    for sure in ({}, {"another": "2027-05-05"}):
        with pytest.raises(Unsure) as asked:
            _add(office, case_id, sure_of=sure, **right)
        assert asked.value.fields == {"rule": twice.OPEN_ALREADY}
        assert (asked.value.confirm, asked.value.value) == ("sure_of.another", DUE)
    second = _add(office, case_id, sure_of={"another": DUE}, **right)
    assert (str(first.due), str(second.due)) == (DUE, "2027-05-05")
    with pytest.raises(Unsure):
        _add(office, case_id)


def test_another_decision_is_not_asked_about(office: Office, case_id: UUID) -> None:
    """Another rule, another proceeding, another case, and after the first one was filed."""
    first = _add(office, case_id, proceeding="removal")
    _add(office, case_id, BOND_APPEAL)
    _add(office, case_id, proceeding="asylum only")
    _add(office, office.open_case().id)
    with pytest.raises(Unsure):  # of no proceeding: it may be the same
        _add(office, case_id)
    with office.writing() as desk:
        endings.complete(desk, first.id, Completion(note="Receipt 17"))
    _add(office, case_id, proceeding="removal")
