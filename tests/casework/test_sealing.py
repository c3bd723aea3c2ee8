"""Sealed cases: only the people named on one know that it is there."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import (
    adding,
    cases,
    leaving,
    readers,
    reminders,
    sealing,
    sharing,
    shredding,
    today,
    verify,
)
from app.casework import staff as people
from app.casework.adding import NewDeadline
from app.casework.calendar import Calendar
from app.casework.conflicts import slips
from app.casework.readers import NewReader
from app.casework.reminders.mails import ALARM, items_of
from app.casework.reminders.troubles import CLOSED_TO_HER
from app.casework.sealing import Sealing
from app.casework.sharing import Gift
from app.errors import Refused
from app.mail.smtp import Fault
from app.models import Deadline, Mail, Principal
from tests.casework.destroying_cases import agree, ask
from tests.support.office import Office, id_of, opens

EVERYBODY = ("alma", "bruno", "carmen", "dina")


def opened(office: Office, **new: Any) -> UUID:
    """Open a case that Alma leads and Dina backs up."""
    return office.open_case("alma", backup_id=id_of(office, "dina"), **new).id


def seal(office: Office, case_id: UUID, why: Any = "sealed", by: str = "alma") -> None:
    """Seal a case, or unseal it."""
    with office.writing(by) as desk:
        sealing.seal(desk, case_id, Sealing(why=why))


def give_team(office: Office, case_id: UUID) -> None:
    """Give a case to the office team."""
    with office.writing("alma") as desk:
        team = desk.db.get_one(Principal, people.office(desk).team_id)
        sharing.give(desk, case_id, Gift(team, "team"))


def add(office: Office, case_id: UUID, **more: Any) -> UUID:
    """Add a fatal deadline of the day after tomorrow."""
    typed = {"case_id": case_id, "title": "Brief", "due": "2027-04-16", "fatal": True, **more}
    with office.writing() as desk:
        return adding.add(desk, NewDeadline.model_validate(typed)).id


def told(office: Office, row_id: UUID) -> set[str]:
    """Plan what is due and return who is told of a date."""
    with office.night(writes=True) as desk:
        reminders.plan(desk, Calendar())
    with office.night() as desk:
        mails = desk.db.scalars(select(Mail)).all()
        ids = {
            mail.recipient_id
            for mail in mails
            if row_id in {item.entry_id for item in items_of(mail)}
        }
    return {name for name in office.people if id_of(office, name) in ids}


@pytest.mark.parametrize("when", ["from the first moment", "later"])
def test_a_sealed_case_opens_to_its_named_people_alone(office: Office, when: str) -> None:
    """Lead and back-up go on by name, the team is out; nothing else is given to anybody."""
    at_once = when == "from the first moment"
    case_id = opened(office, sealed="victim" if at_once else "")
    if not at_once:
        seal(office, case_id, "victim")
    assert [opens(office, name, case_id) for name in EVERYBODY] == [True, False, False, True]
    with office.reading("alma") as desk:
        view = cases.one(desk, case_id)
        assert (view.sealed, view.named_only) == ("victim", True)
        assert {each.through for each in view.readers} == {""}
    assert verify.verify_as(office.house, office.people["alma"].seat).wrong == []


def test_what_a_colleague_of_the_group_answered_for_goes_to_the_lead(office: Office) -> None:
    """Bruno reads it no more, and is reminded of nothing."""
    case_id = opened(office)
    row_id = add(office, case_id, responsible_id=id_of(office, "bruno"))
    seal(office, case_id)
    office.clock.forward(days=1)
    assert "bruno" not in told(office, row_id)
    with office.reading("alma") as desk:
        cases.one(desk, case_id)
        assert desk.db.get_one(Deadline, row_id).responsible_id == id_of(office, "alma")


def test_no_supervisor_is_told_of_a_sealed_cases_dates(office: Office) -> None:
    """Neither by mail nor on Today; those who answer for it are, and of another case she is."""
    sealed, other = opened(office, sealed="sealed"), opened(office)
    hidden, shown = add(office, sealed), add(office, other)
    office.clock.forward(days=1)
    assert told(office, hidden) == {"alma", "dina"}
    assert "carmen" in told(office, shown)
    with office.reading("carmen") as desk:
        assert today.all_dates(desk, Calendar(), start=0, size=50).total == 1


def test_a_mail_that_waited_when_the_case_was_sealed_tells_nothing_of_it(office: Office) -> None:
    """It was planned for the supervisor before; it is read again at the last moment."""
    case_id = opened(office)
    row_id = add(office, case_id)
    office.clock.forward(days=1)
    assert "carmen" in told(office, row_id)
    seal(office, case_id)
    with office.night(writes=True) as desk:
        claims = reminders.claim(desk)
    hers = {each.kind: each for each in claims if each.recipient_id == id_of(office, "carmen")}
    closed = hers.pop(ALARM)  # that one was closed to her, of no case by name
    [held] = hers.values()
    with office.night(writes=True) as desk:
        assert desk.db.get_one(Mail, closed.mail_id).told["troubles"] == [CLOSED_TO_HER]
        assert reminders.text_of(desk, held, watched=1) is None


def test_a_date_of_a_sealed_case_is_never_lost_with_its_people(office: Office) -> None:
    """Where nobody of them can be reached, an administrator is told that there is a date."""
    case_id, other = opened(office, sealed="sealed"), opened(office)
    add(office, other)
    office.clock.forward(days=1)
    with office.night(writes=True) as desk:
        reminders.plan(desk, Calendar())
    with office.night(writes=True) as desk:
        for held in reminders.claim(desk):
            if held.recipient_id in {id_of(office, "alma"), id_of(office, "dina")}:
                reminders.failed(desk, held, Fault.REFUSED, 550)
    everybody = told(office, add(office, case_id))
    assert ("olga" in everybody, "carmen" in everybody) == (True, False)


def test_a_sealed_case_is_given_to_people_and_to_no_group(office: Office) -> None:
    """And the index never holds its people, whatever its lead chooses."""
    case_id = opened(office, sealed="sealed")
    with office.writing("alma") as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "bruno")))
    assert opens(office, "bruno", case_id)
    with pytest.raises(Refused, match="This case is sealed"):
        give_team(office, case_id)
    with pytest.raises(Refused) as refused, office.writing("alma") as desk:
        slips.answer_as(desk, case_id, "call")
    assert refused.value.fields == {"answer": slips.SEALED}


def test_unsealing_gives_it_back_to_nobody(office: Office) -> None:
    """The index answers as for any case of named people; the dates climb to supervisors again."""
    case_id = opened(office, sealed="sealed")
    row_id = add(office, case_id)
    seal(office, case_id, "")
    assert [opens(office, name, case_id) for name in EVERYBODY] == [True, False, False, True]
    office.clock.forward(days=1)
    assert "carmen" in told(office, row_id)
    assert verify.verify_as(office.house, office.people["alma"].seat).wrong == []


def test_who_closes_an_account_is_not_told_of_its_sealed_cases(office: Office) -> None:
    """Alma leads one; Carmen, who cannot open it, reads no number of it."""
    case_id = opened(office, sealed="sealed")
    add(office, case_id)
    with office.reading("carmen") as desk:
        plan = leaving.plan(desk, Calendar(), id_of(office, "alma"))
    assert (plan.cases, plan.elsewhere, plan.alone) == ([], 0, 0)


@pytest.mark.parametrize("state", ["asked", "agreed", "stopped"])
def test_a_case_sealed_while_it_is_to_be_destroyed_shows_its_number_to_its_people_alone(
    office: Office, state: str
) -> None:
    """No list of a supervisor has it from then on, stopped or not; unsealed, it has it again."""
    case_id = opened(office)
    asked = ask(office, case_id, "dina")
    if state != "asked":
        agree(office, case_id, "alma")
    if state == "stopped":
        with office.writing("alma") as desk:
            shredding.stop(desk, asked)
    for why, seen in (("", 1), ("sealed", 0), ("", 1)):
        seal(office, case_id, why)
        with office.reading("carmen") as desk:
            assert len(shredding.listed(desk)) == seen
        with office.reading("dina") as desk:
            assert [each.id for each in shredding.listed(desk)] == [asked]
    assert verify.verify(office.house).wrong == []
