"""Who may be told what: no longer than a release stands, and somebody looks before it runs out."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from app.casework import cases, referrals, releases, tasklist, verify
from app.casework.referrals import NewReferral, ReferralChange, ReferralView
from app.casework.releases import NewRelease, ReleaseChange, ReleaseView
from app.casework.tasklist import TaskLine
from app.errors import Conflict, Refused
from tests.support.office import Office


def allowed(office: Office, **known: Any) -> ReleaseView:
    """Write a release down as Alma."""
    with office.writing("alma") as desk:
        return releases.add(desk, NewRelease.model_validate({"what": "Her injuries", **known}))


def changed(office: Office, release_id: UUID, **change: Any) -> ReleaseView:
    """Change what is known of a release."""
    with office.writing("alma") as desk:
        return releases.change(desk, release_id, ReleaseChange.model_validate(change))


def sent(office: Office, **known: Any) -> ReferralView:
    """Write a referral down as Alma."""
    with office.writing("alma") as desk:
        return referrals.add(desk, NewReferral.model_validate({"to_whom": "A clinic", **known}))


def covered(office: Office, referral_id: UUID) -> bool:
    """Tell whether what is to be told there may be told today."""
    with office.reading("alma") as desk:
        return referrals.one(desk, referral_id).covered


def owed(office: Office) -> list[TaskLine]:
    """Return Alma's open tasks."""
    with office.reading("alma") as desk:
        return tasklist.page(desk, "mine", start=0, size=9).rows


def test_what_is_told_is_told_as_long_as_the_release_stands(office: Office) -> None:
    """Unsigned it allows nothing; signed, it does until its last day, and not once taken back."""
    case_id = office.open_case("alma").id
    release = allowed(office, case_id=case_id, to_whom="A clinic")
    made = sent(office, case_id=case_id, may_tell="Her injuries", release_id=release.id)
    assert (release.state, made.covered, made.waits_days) == ("unsigned", False, 0)
    signed = {"version": 1, "signed_on": "2027-04-14", "until": "2027-05-14"}
    for wrong in (signed | {"until": "2027-04-13"}, {"version": 1, "revoked_on": "2027-04-14"}):
        with pytest.raises(Refused):
            changed(office, release.id, **wrong)
    stands = changed(office, release.id, **signed)
    with pytest.raises(Conflict):
        changed(office, release.id, **signed)
    assert (stands.state, covered(office, made.id)) == ("stands", True)
    office.clock.forward(days=31)
    assert not covered(office, made.id)
    longer = changed(office, release.id, version=stands.version, until="2027-06-14")
    assert covered(office, made.id)
    changed(office, release.id, version=longer.version, revoked_on="2027-05-15")
    assert not covered(office, made.id)
    with office.writing("alma") as desk:
        answer = ReferralChange(version=made.version, reply="accepted")
        told = referrals.change(desk, made.id, answer)
    assert (told.made_on, told.answered_on) == (date(2027, 4, 14), date(2027, 5, 15))


def test_somebody_looks_before_a_release_runs_out(office: Office) -> None:
    """The lead has a task two weeks before; it moves with the last day, and goes with the rest."""
    case_id = office.open_case("alma").id
    with office.reading("alma") as desk:
        person = cases.one(desk, case_id).people[0].id
    known = {"person_id": person, "signed_on": "2027-04-14", "until": "2027-05-14"}
    release = allowed(office, case_id=case_id, to_whom="Clínica del Río", **known)
    [task] = owed(office)
    assert (task.id, task.due_on) == (release.task_id, date(2027, 4, 30))
    assert "Clínica del Río" in task.words
    assert release.person_name == "Quiñones Tema, Inés"
    longer = changed(office, release.id, version=release.version, until="2027-06-14")
    assert [each.due_on for each in owed(office)] == [date(2027, 5, 31)]
    changed(office, release.id, version=longer.version, revoked_on="2027-04-14")
    assert owed(office) == []
    assert verify.verify_as(office.house, office.people["alma"].seat).wrong == []


def test_a_release_of_another_case_allows_nothing(office: Office) -> None:
    """Nor does somebody of another case sign one."""
    one, other = office.open_case("alma").id, office.open_case("alma").id
    release = allowed(office, case_id=other)
    with office.reading("alma") as desk:
        person = cases.one(desk, other).people[0].id
    with pytest.raises(Refused):
        sent(office, case_id=one, release_id=release.id)
    with pytest.raises(Refused):
        allowed(office, case_id=one, person_id=person)
