"""Giving a case to a colleague, taking it back, and choosing who leads it."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import (
    access,
    adding,
    agreeing,
    cases,
    endings,
    notes,
    readers,
    scheduling,
    verify,
)
from app.casework.adding import NewDeadline
from app.casework.endings import Completion
from app.casework.notes import NewNote
from app.casework.readers import NewLead, NewReader
from app.casework.scheduling import NewHearing
from app.errors import Conflict, Damaged, NotFound, Refused
from app.models import Audit, Deadline, Note, Schedule
from tests.support.office import Office, opens
from tests.support.shell import TABLES, copied, plant


@pytest.fixture
def case_id(office: Office) -> UUID:
    """Return a case of named people: Alma, who leads it, and Carmen, who backs her up."""
    return office.open_case("alma", named_only=True).id


def share(office: Office, case_id: UUID, name: str, by: str = "alma") -> None:
    """Give a case to a colleague."""
    with office.writing(by) as desk:
        readers.add(desk, case_id, NewReader(staff_id=office.people[name].id))


def take(office: Office, case_id: UUID, name: str, by: str = "alma") -> None:
    """Take a case from a colleague."""
    with office.writing(by) as desk:
        readers.remove(desk, case_id, office.people[name].id)


def reading(office: Office, case_id: UUID, by: str = "alma") -> list[tuple[str, str, str]]:
    """Return who can read a case, why, and through which group."""
    with office.reading(by) as desk:
        return [(each.name, each.why, each.through) for each in readers.of(desk, case_id).readers]


# --- who --------------------------------------------------------------------------------------


def test_a_case_of_the_team_names_each_of_its_people(office: Office) -> None:
    """Not "the team": four people, through it; lead and back-up as such; no custodian."""
    case = office.open_case("alma")
    assert [(name, why) for name, why, _ in reading(office, case.id)] == [
        ("Alma", "lead"),
        ("Bruno", "team"),
        ("Carmen", "backup"),
        ("Dina", "team"),
    ]
    assert len({through for *_, through in reading(office, case.id)}) == 1


def test_since_when_is_known_and_survives_a_new_key(office: Office, case_id: UUID) -> None:
    """Alma since it was opened, Vera since it was shared; a later key changes neither."""
    opened = office.clock()
    office.clock.forward(days=3)
    for name in ("vera", "bruno"):
        share(office, case_id, name)
    office.clock.forward(days=3)
    take(office, case_id, "bruno")
    with office.reading("alma") as desk:
        since = {each.name: each.since for each in readers.of(desk, case_id).readers}
    assert since == {"Alma": opened, "Carmen": opened, "Vera": opened + timedelta(days=3)}


def test_whoever_holds_it_twice_is_named_once(office: Office) -> None:
    """Ivo's own case goes to the team too: its people, and him."""
    case = office.open_case("ivo")
    assert [name for name, *_ in reading(office, case.id, "ivo")] == [
        "Alma",
        "Bruno",
        "Carmen",
        "Dina",
        "Ivo",
    ]


# --- giving and taking ------------------------------------------------------------------------


def test_what_is_shared_opens_with_all_that_stood_before(office: Office, case_id: UUID) -> None:
    """Bruno reads the note of the first key and that of the second."""
    with office.writing("alma") as desk:
        notes.add(desk, NewNote(case_id=case_id, text="of the first key"))
    share(office, case_id, "vera")
    take(office, case_id, "vera")
    with office.writing("alma") as desk:
        notes.add(desk, NewNote(case_id=case_id, text="of the second key"))
    assert not opens(office, "bruno", case_id)
    share(office, case_id, "bruno")
    with office.reading("bruno") as desk:
        assert {note.text for note in cases.one(desk, case_id).notes} == {
            "of the first key",
            "of the second key",
        }


def test_what_is_taken_back_is_not_found_and_old_keys_open_nothing_new(
    office: Office, case_id: UUID
) -> None:
    """Her grants put back from an old copy open what stood then, not the next word."""
    share(office, case_id, "bruno")
    with office.writing("bruno") as desk:
        access.rewrap(desk)
    old = copied(office, "grants", principal_id=office.people["bruno"].id)
    take(office, case_id, "bruno")
    assert not opens(office, "bruno", case_id)
    with office.writing("alma") as desk:
        note = notes.add(desk, NewNote(case_id=case_id, text="after he left"))
    for row in old:
        plant(office, "grants", **row)
    with office.reading("bruno") as desk:
        access.open_case(desk, case_id)
        with pytest.raises(Damaged):  # it names a key that he never had
            _ = desk.db.get_one(Note, note.id).text


def test_nothing_is_written_where_the_newest_key_was_taken_away(
    office: Office, case_id: UUID
) -> None:
    """Bruno, taken off, deletes the second key: Alma's next word is refused, not put under his."""
    share(office, case_id, "bruno")
    take(office, case_id, "bruno")
    with office.house.engine.begin() as connection:
        for name in ("grants", "case_keys"):
            rows = TABLES[name]
            newest = (rows.c.case_id == case_id) & (rows.c.epoch == 2)
            assert connection.execute(rows.delete().where(newest)).rowcount
    with office.writing("alma") as desk, pytest.raises(Damaged):
        notes.add(desk, NewNote(case_id=case_id, text="under the first key"))
    with office.reading("alma") as desk:
        access.open_case(desk, case_id)
        assert desk.db.scalars(select(Note).where(Note.case_id == case_id)).all() == []


def test_who_reads_it_through_the_team_is_not_taken_off_alone(office: Office) -> None:
    """A sentence says what to do instead; nothing changes."""
    case = office.open_case("alma")
    with pytest.raises(Refused):
        take(office, case.id, "bruno")
    assert opens(office, "bruno", case.id)


@pytest.mark.parametrize("name", ["alma", "carmen"])
def test_lead_and_back_up_stay_until_another_is_chosen(
    office: Office, case_id: UUID, name: str
) -> None:
    """Else reminders would reach somebody who cannot open the case."""
    share(office, case_id, "bruno")
    with pytest.raises(Refused):
        take(office, case_id, name, "bruno")
    assert opens(office, name, case_id)


def test_the_dates_of_whoever_is_taken_off_go_to_the_lead(office: Office, case_id: UUID) -> None:
    """In the case and in the row that reminders go by."""
    share(office, case_id, "bruno")
    bruno, alma = office.people["bruno"].id, office.people["alma"].id
    with office.writing("alma") as desk:
        new = {"case_id": case_id, "title": "Brief", "due": "2027-04-20", "responsible_id": bruno}
        date = adding.add(desk, NewDeadline.model_validate(new))
    take(office, case_id, "bruno")
    with office.reading("alma") as desk:
        access.open_case(desk, case_id)
        assert desk.db.get_one(Deadline, date.id).responsible_id == alma
        assert desk.db.get_one(Schedule, date.id).responsible_id == alma


@pytest.mark.parametrize("name", ["olga", "nora", "abel"])
def test_who_works_on_no_case_is_given_none(office: Office, case_id: UUID, name: str) -> None:
    """Administration, conflicts and audit hold no case key, whoever means well."""
    with pytest.raises(Refused) as refused:
        share(office, case_id, name)
    assert set(refused.value.fields) == {"staff_id"}
    assert not opens(office, name, case_id)


def test_who_does_not_read_it_shares_nothing(office: Office, case_id: UUID) -> None:
    """For Bruno the case is not there, whichever way he asks."""
    for ask in (share, take):
        with pytest.raises(NotFound):
            ask(office, case_id, "dina", "bruno")


def test_nobody_is_left_alone_with_a_case(office: Office) -> None:
    """Vera, the last beside Alma and Carmen, may go; of two the second may not."""
    case_id = office.open_case("alma", named_only=True).id
    share(office, case_id, "vera")
    take(office, case_id, "vera", "vera")
    assert not opens(office, "vera", case_id)
    with office.writing("alma") as desk:
        lead = NewLead(version=cases.one(desk, case_id).version, lead_id=office.people["alma"].id)
        readers.lead(desk, case_id, lead)
    with pytest.raises(Refused):
        take(office, case_id, "carmen", "carmen")


# --- lead -------------------------------------------------------------------------------------


def test_another_lead_gets_key_dates_and_reminders(office: Office, case_id: UUID) -> None:
    """Bruno could not open it before; the date that Alma answered for is his, hers no more."""
    alma, bruno = office.people["alma"].id, office.people["bruno"].id
    with office.writing("alma") as desk:
        new = {"case_id": case_id, "title": "Brief", "due": "2027-04-20"}
        date = adding.add(desk, NewDeadline.model_validate(new))
        version = cases.one(desk, case_id).version
        readers.lead(desk, case_id, NewLead(version=version, lead_id=bruno, backup_id=alma))
    with office.reading("bruno") as desk:
        case = cases.one(desk, case_id)
        assert (case.lead_id, case.backup_id) == (bruno, alma)
        kept = desk.db.get_one(Schedule, date.id)
        assert (kept.responsible_id, kept.lead_id, kept.backup_id) == (bruno, bruno, alma)


def test_dates_that_ended_say_the_new_lead_too(office: Office, case_id: UUID) -> None:
    """A filed date and a hearing that was moved: the check asks of every one whose it is."""
    alma, bruno = office.people["alma"].id, office.people["bruno"].id
    hearing = {"case_id": case_id, "starts": "2027-09-14T13:00", "court": "SFR", "kind": "master"}
    later = hearing | {"starts": "2027-10-19T08:30", "reason": "Notice"}
    with office.writing("alma") as desk:
        new = {"case_id": case_id, "title": "Brief", "due": "2027-04-20"}
        date = adding.add(desk, NewDeadline.model_validate(new))
        endings.complete(desk, date.id, Completion(note="By post"))
        first = scheduling.schedule_hearing(desk, NewHearing.model_validate(hearing))
        moved = NewHearing.model_validate(later | {"replaces": first.id})
        scheduling.schedule_hearing(desk, moved)
        version = cases.one(desk, case_id).version
        readers.lead(desk, case_id, NewLead(version=version, lead_id=bruno, backup_id=alma))
    with office.reading("bruno") as desk:
        assert agreeing.mismatches(desk, cases.one(desk, case_id)) == []
    assert verify.verify(office.house).wrong == []


def test_a_lead_is_of_the_legal_staff_and_not_her_own_back_up(
    office: Office, case_id: UUID
) -> None:
    """Each refusal at its field."""
    alma, vera = office.people["alma"].id, office.people["vera"].id
    wrong = [
        ({"lead_id": vera}, "lead_id"),
        ({"lead_id": alma, "backup_id": vera}, "backup_id"),
        ({"lead_id": alma, "backup_id": alma}, "backup_id"),
    ]
    for typed, field in wrong:
        with office.writing("alma") as desk, pytest.raises(Refused) as refused:
            readers.lead(desk, case_id, NewLead.model_validate({"version": 1, **typed}))
        assert set(refused.value.fields) == {field}


def test_a_lead_chosen_from_an_old_page_is_a_conflict(office: Office, case_id: UUID) -> None:
    """Somebody chose in between."""
    alma, bruno = office.people["alma"].id, office.people["bruno"].id
    with office.writing("alma") as desk:
        readers.lead(desk, case_id, NewLead(version=1, lead_id=bruno))
    with office.writing("alma") as desk, pytest.raises(Conflict):
        readers.lead(desk, case_id, NewLead(version=1, lead_id=alma))


def test_each_of_these_deeds_is_noted(office: Office, case_id: UUID) -> None:
    """By whom, on which case, and to whom."""
    share(office, case_id, "bruno")
    take(office, case_id, "bruno")
    with office.night() as desk:
        query = select(Audit).where(Audit.action.in_(["case.share", "case.unshare"]))
        noted = list(desk.db.scalars(query.order_by(Audit.seq)))
        bruno = str(office.people["bruno"].id)
        assert [(each.action, each.object_id, each.detail["reader"]) for each in noted] == [
            ("case.share", case_id, bruno),
            ("case.unshare", case_id, bruno),
        ]
