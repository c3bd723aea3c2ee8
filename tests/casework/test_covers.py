"""Absence and cover: whose cases open for whom while a colleague is away, and no longer."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.casework import (
    absences,
    access,
    adding,
    cases,
    covers,
    envelopes,
    groups,
    leaving,
    practice,
    readers,
    reminders,
    returning,
    sharing,
    staff,
)
from app.casework.adding import NewDeadline
from app.casework.calendar import Calendar
from app.casework.leaving import Leaving
from app.casework.practice import NewGroup, NewMember
from app.casework.readers import NewLead, NewReader
from app.casework.reminders.mails import items_of
from app.casework.reminders.roster import read_roster
from app.casework.reminders.troubles import (
    ABSENCE,
    ABSENT,
    ABSENT_UNCOVERED,
    BACK,
    COLLEAGUE_BACK,
    COVERING,
    UNSHARED,
    sentence_of,
)
from app.casework.signin import Credentials, sign_in
from app.casework.sound import is_sound
from app.casework.throttle import Throttle
from app.crypto.totp import code_at
from app.errors import Damaged, Forbidden, NotFound, Refused
from app.models import Absence, Case, CaseKeyRow, Grant, Mail, Note
from app.worker import Worker
from tests.casework.covering import (
    TODAY,
    alarms,
    declare,
    end,
    id_of,
    leave_to,
    name_cover,
    opens,
    settle,
    waiting,
    write,
    wrong,
)
from tests.support.office import PASSPHRASE, WEDNESDAY, Office
from tests.support.one_engine import first_on_both
from tests.support.shell import TABLES, at_the_shell, copied, plant

# --- making and keeping ------------------------------------------------------------------------


def test_naming_a_cover_seals_every_case_that_she_cannot_open(
    office: Office, case_id: UUID
) -> None:
    """Bruno, in the office team, needs none for the team's case, and opens none of the other."""
    of_team = office.open_case("alma").id
    name_cover(office, "dina", "bruno")
    pair = (id_of(office, "dina"), id_of(office, "bruno"))
    assert {row[:2] for row in waiting(office, case_id)} == {pair}
    assert waiting(office, of_team) == []
    assert not opens(office, "bruno", case_id)


def test_new_cases_new_keys_and_another_cover_keep_envelopes_current(
    office: Office, case_id: UUID
) -> None:
    """Each key of each case waits for the cover of today, whoever made the key."""
    name_cover(office, "dina", "bruno")
    later = office.open_case("dina", named_only=True).id
    assert {row[1] for row in waiting(office, later)} == {id_of(office, "bruno")}
    with office.writing("alma") as desk:  # a new key, made by somebody else
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "vera")))
    with office.writing("alma") as desk:
        readers.remove(desk, case_id, id_of(office, "vera"))
    with office.night() as desk:
        keys = desk.db.scalars(select(CaseKeyRow.epoch).where(CaseKeyRow.case_id == case_id)).all()
    assert {row[2] for row in waiting(office, case_id)} == set(keys)
    name_cover(office, "dina", "carmen")
    assert {row[1] for row in waiting(office, case_id)} == {id_of(office, "carmen")}
    name_cover(office, "dina", None)
    assert waiting(office, case_id) == []


def test_what_lacks_is_made_at_the_next_sign_in(office: Office, case_id: UUID) -> None:
    """Reading a page writes nothing; signing in does."""
    name_cover(office, "dina", "bruno")
    made = waiting(office, case_id)
    with office.house.engine.begin() as connection:
        connection.execute(TABLES["cover_envelopes"].delete())
    with office.reading("dina") as desk:
        cases.one(desk, case_id)
    assert waiting(office, case_id) == []
    dina = office.people["dina"]
    code = code_at(dina.totp_secret, office.clock())
    typed = Credentials(email=dina.email, password=PASSPHRASE, code=code)
    sign_in(office.house, Throttle(), typed, "here")
    assert waiting(office, case_id) == made


def test_whoever_is_taken_off_a_case_leaves_no_envelope_of_it(
    office: Office, case_id: UUID
) -> None:
    """Neither taken off by a colleague nor by her own hand."""
    with office.writing("alma") as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "vera")))
    for name in ("dina", "vera"):
        name_cover(office, name, "bruno")
    with office.writing("alma") as desk:
        readers.remove(desk, case_id, id_of(office, "dina"))
    assert {row[0] for row in waiting(office, case_id)} == {id_of(office, "vera")}
    with office.writing("alma") as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "dina")))
    with office.writing("vera") as desk:
        readers.remove(desk, case_id, id_of(office, "vera"))
    assert id_of(office, "vera") not in {row[0] for row in waiting(office, case_id)}
    declare(office, "vera")
    assert not opens(office, "bruno", case_id)


def test_whoever_leaves_is_nobodys_cover_and_what_she_signed_is_made_anew(
    office: Office, case_id: UUID
) -> None:
    """Alma made a key and Dina's envelopes of it; Alma leaves; Dina's next sign-in makes hers."""
    name_cover(office, "dina", "bruno")
    name_cover(office, "bruno", "alma")
    with office.writing("alma") as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "carmen")))
    heir = Leaving.model_validate({"heir_id": id_of(office, "carmen")})
    with office.writing("carmen") as desk:
        leaving.leave(desk, Calendar(), id_of(office, "alma"), heir)
    with office.writing("dina") as desk:
        envelopes.keep_mine(desk)
    with office.reading("bruno") as desk:
        assert covers.mine(desk).cover_id is None
    declare(office, "dina")
    assert opens(office, "bruno", case_id)


def test_a_cover_is_somebody_else_of_the_legal_staff(office: Office) -> None:
    """Not the administrator, not oneself; said at the field."""
    for nobody in ("olga", "dina"):
        with pytest.raises(Refused) as refusal:
            name_cover(office, "dina", nobody)
        assert "cover_id" in refusal.value.fields


# --- absence -----------------------------------------------------------------------------------


def test_while_an_absence_runs_the_cover_opens_the_case_and_no_longer(
    office: Office, case_id: UUID
) -> None:
    """From the moment it is declared, by whom it may be; it ends by itself."""
    name_cover(office, "dina", "bruno")
    declare(office, "dina")
    assert opens(office, "bruno", case_id)
    with office.reading("alma") as desk:
        view = {each.name: each for each in readers.of(desk, case_id).readers}["Bruno"]
    assert (view.why, view.until and view.until > office.clock()) == ("cover", True)
    note = write(office, "bruno", case_id, "The certification was collected")
    office.clock.forward(days=2)
    assert not opens(office, "bruno", case_id)
    with office.reading("dina") as desk:
        access.open_case(desk, case_id)
        assert desk.db.get_one(Note, note).text == "The certification was collected"


@pytest.mark.parametrize("by_shift", [False, True])
def test_what_is_written_after_an_absence_is_under_a_key_the_cover_never_had(
    office: Office, case_id: UUID, *, by_shift: bool
) -> None:
    """Also where no night shift ran, and also with her grants put back from an old copy."""
    name_cover(office, "dina", "bruno")
    declare(office, "dina")
    old = copied(office, "grants", principal_id=id_of(office, "bruno"))
    office.clock.forward(days=2)
    if by_shift:
        settle(office)
    note = write(office, "alma", case_id, "After he had it")
    with office.house.engine.begin() as connection:
        rows = TABLES["grants"]
        connection.execute(rows.delete().where(rows.c.principal_id == id_of(office, "bruno")))
    for row in old:
        plant(office, "grants", **row)
    office.clock.now = WEDNESDAY + timedelta(minutes=1)  # as if it still ran
    with office.reading("bruno") as desk:
        access.open_case(desk, case_id)
        with pytest.raises(Damaged):
            _ = desk.db.get_one(Note, note).text


def test_an_absence_that_is_ended_takes_the_key_back_at_once(office: Office, case_id: UUID) -> None:
    """By herself; and the absence's own row put back as it was opens nothing again."""
    name_cover(office, "dina", "bruno")
    absence_id = declare(office, "dina")
    old = copied(office, "absences", id=absence_id)
    end(office, absence_id, by="dina")
    assert not opens(office, "bruno", case_id)
    with office.house.engine.begin() as connection:
        connection.execute(TABLES["absences"].delete())
    plant(office, "absences", **old[0])
    settle(office)
    assert not opens(office, "bruno", case_id)
    with pytest.raises(NotFound):
        end(office, uuid4())


def test_an_absence_to_come_begins_by_itself(office: Office, case_id: UUID) -> None:
    """Declared on Wednesday for Friday; nobody signs in to make it so."""
    name_cover(office, "dina", "bruno")
    friday = TODAY + timedelta(days=2)
    declare(office, "dina", starts=friday, until=friday)
    settle(office)
    assert (opens(office, "bruno", case_id), alarms(office, "bruno")) == (False, set())
    office.clock.forward(days=2)
    settle(office)
    assert opens(office, "bruno", case_id)
    assert COVERING in alarms(office, "bruno")


def test_who_is_told_when_it_begins_and_when_it_is_over(office: Office) -> None:
    """Herself, her cover, every supervising attorney; nobody by name."""
    name_cover(office, "dina", "bruno")
    absence_id = declare(office, "dina", by="dina")
    assert alarms(office, "dina") == {ABSENT}
    assert alarms(office, "bruno") == {COVERING}
    assert alarms(office, "carmen") == {ABSENCE}
    end(office, absence_id)
    assert alarms(office, "dina") == {ABSENT, BACK}
    assert alarms(office, "carmen") == {ABSENCE, COLLEAGUE_BACK}  # which of the two, each says


def test_who_is_away_without_a_cover_is_not_told_of_one(office: Office) -> None:
    """Nobody opens the cases then, and the mail says where the reminders go."""
    declare(office, "dina", by="dina")
    assert alarms(office, "dina") == {ABSENT_UNCOVERED}
    assert "No cover is named" in sentence_of(ABSENT_UNCOVERED)


def test_who_may_declare_whom(office: Office) -> None:
    """Oneself, a supervisor, an administrator on a supervisor's word; no colleague another."""
    with pytest.raises(Forbidden):
        declare(office, "dina", by="bruno")
    with pytest.raises(Refused) as refusal:
        declare(office, "dina", by="olga")
    assert "word_of" in refusal.value.fields
    with pytest.raises(Refused):
        declare(office, "dina", by="olga", word_of=id_of(office, "bruno"))
    absence_id = declare(office, "dina", by="olga", word_of=id_of(office, "carmen"))
    with office.reading("carmen") as desk:
        view = absences.one(desk, absence_id)
    assert (view.declared_by, view.word_of, view.state) == ("Olga", "Carmen", "running")
    with office.reading("vera") as desk:
        assert absences.listed(desk) == []
    with office.writing("bruno") as desk, pytest.raises(NotFound):
        absences.end(desk, absence_id)


@first_on_both(
    ("days", "field"),
    [
        ({"until": TODAY - timedelta(days=1)}, "until"),
        ({"starts": TODAY - timedelta(days=1)}, "starts"),
        ({"starts": TODAY + timedelta(days=3), "until": TODAY + timedelta(days=2)}, "until"),
        ({"until": TODAY + timedelta(days=400)}, "until"),
    ],
)
def test_days_that_cannot_be_are_said_at_their_field(
    office: Office, days: dict[str, Any], field: str
) -> None:
    """And two absences of one person do not overlap."""
    with pytest.raises(Refused) as refusal:
        declare(office, "dina", **days)
    assert set(refusal.value.fields) == {field}
    declare(office, "dina")
    with pytest.raises(Refused) as refusal:
        declare(office, "dina", until=TODAY + timedelta(days=9))
    assert "staff_id" in refusal.value.fields


def test_a_cover_for_two_keeps_the_one_when_the_other_comes_back(
    office: Office, case_id: UUID
) -> None:
    """Bruno covers for Dina and for Alma on the same case; Dina is back, Alma is not."""
    for name in ("dina", "alma"):
        name_cover(office, name, "bruno")
    first = declare(office, "dina")
    second = declare(office, "alma", until=TODAY + timedelta(days=5))
    end(office, first)
    assert opens(office, "bruno", case_id)
    end(office, second)
    assert not opens(office, "bruno", case_id)


def test_a_cover_cannot_make_it_last(office: Office, case_id: UUID) -> None:
    """Not by giving it to himself, nor by leading it; a colleague of the case can."""
    name_cover(office, "dina", "bruno")
    absence_id = declare(office, "dina")
    bruno = id_of(office, "bruno")
    with office.writing("bruno") as desk, pytest.raises(Refused):
        readers.add(desk, case_id, NewReader(staff_id=bruno))
    with office.reading("bruno") as desk:
        version = readers.of(desk, case_id).version
    with office.writing("bruno") as desk, pytest.raises(Refused):
        readers.lead(desk, case_id, NewLead(version=version, lead_id=bruno))
    with office.writing("alma") as desk:
        readers.add(desk, case_id, NewReader(staff_id=bruno))
    end(office, absence_id)
    assert opens(office, "bruno", case_id)


# --- who is the only one -----------------------------------------------------------------------


def test_cases_that_one_person_alone_can_open_are_counted_until_a_cover_is_named(
    office: Office,
) -> None:
    """Carmen's page counts them by person; Dina's own says how many; a cover ends it."""
    office.open_case("alma")
    lone = office.open_case("dina", named_only=True).id
    with office.writing("dina") as desk:
        version = desk.db.get_one(Case, lone).version if access.reach(desk, [lone]) else 0
        readers.lead(desk, lone, NewLead(version=version, lead_id=id_of(office, "dina")))
    leave_to(office, lone, "dina")
    with office.reading("carmen") as desk:
        assert covers.thin(desk) == ({id_of(office, "dina"): 1}, 0)
    with office.writing("carmen") as desk:
        assert covers.ask(desk) == 1
    assert alarms(office, "dina") == {UNSHARED}
    with office.reading("dina") as desk:
        known = covers.mine(desk)
    assert (known.alone, known.suggested_name) == (1, "Carmen")
    name_cover(office, "dina", "carmen")
    with office.reading("carmen") as desk:
        assert not covers.thin(desk)
    with office.house.engine.begin() as connection:
        rows = TABLES["grants"]
        connection.execute(rows.delete().where(rows.c.principal_id == id_of(office, "dina")))
    with office.reading("carmen") as desk:
        assert covers.thin(desk).orphans == 1


# --- reminders ---------------------------------------------------------------------------------


def told_of(office: Office, entry_id: UUID) -> set[UUID]:
    """Return whom mails tell of a date."""
    with office.night() as desk:
        rows = desk.db.scalars(select(Mail)).all()
        return {
            row.recipient_id
            for row in rows
            if any(item.entry_id == entry_id for item in items_of(row))
        }


def plan(office: Office) -> None:
    """Plan the reminders as the night shift does."""
    with office.night(writes=True) as desk:
        reminders.plan(desk, Calendar())


@pytest.mark.parametrize(
    ("cover", "also"), [("bruno", "bruno"), (None, "carmen")], ids=["cover", "nobody named"]
)
def test_the_reminders_of_an_absent_colleague_go_to_her_cover_too(
    office: Office, cover: str | None, also: str
) -> None:
    """Of a date in twelve days she alone is told; away, her cover too, else the next in line."""
    name_cover(office, "dina", cover)
    case = office.open_case("alma", backup_id=id_of(office, "carmen"))
    dina = id_of(office, "dina")
    with office.writing() as desk:
        due = {"case_id": case.id, "title": "Brief", "due": "2027-04-26", "responsible_id": dina}
        entry = adding.add(desk, NewDeadline.model_validate(due)).id
    plan(office)
    assert told_of(office, entry) == {dina}
    absence_id = declare(office, "dina")
    plan(office)
    assert told_of(office, entry) == {dina, id_of(office, also)}
    end(office, absence_id)
    with office.night() as desk:
        assert read_roster(desk).covers == {}


def test_the_night_shift_begins_and_ends_absences(office: Office, case_id: UUID) -> None:
    """One round after its first hour Bruno reads the case, one after its last he does not."""
    name_cover(office, "dina", "bruno")
    friday = TODAY + timedelta(days=2)
    declare(office, "dina", starts=friday, until=friday)
    shift = Worker(office.house)
    shift.run_once()
    assert not opens(office, "bruno", case_id)
    office.clock.forward(days=2)
    shift.run_once()
    assert opens(office, "bruno", case_id)
    office.clock.forward(days=1)
    shift.run_once()
    with office.night() as desk:
        assert {row.state for row in desk.db.scalars(select(Absence))} == {"over"}
        assert desk.db.scalars(select(Grant).where(Grant.role == "cover")).all() == []


# --- coming back -------------------------------------------------------------------------------


def test_the_return_page_says_what_others_did_on_my_cases(office: Office, case_id: UUID) -> None:
    """Bruno's note while she was away; not what was done before, nor on a case not hers."""
    name_cover(office, "dina", "bruno")
    write(office, "alma", case_id, "before")
    office.clock.forward(hours=1)
    absence_id = declare(office, "dina")
    office.clock.forward(hours=1)
    write(office, "bruno", case_id, "collected")
    elsewhere = office.open_case("bruno", named_only=True).id
    write(office, "bruno", elsewhere, "not hers")
    with office.reading("dina") as desk:
        view = returning.of(desk, Calendar(), absence_id)
    told = [(each.who, each.action, each.case_id) for each in view.done]
    assert ("Bruno", "note.add", case_id) in told
    assert {each.case_id for each in view.done} == {case_id}
    assert [each for each in told if each[1] == "note.add"] == [("Bruno", "note.add", case_id)]
    with office.reading("carmen") as desk, pytest.raises(NotFound):
        returning.of(desk, Calendar(), absence_id)


def test_accounts_stay_sound(office: Office, case_id: UUID) -> None:
    """After a whole absence the check finds nothing."""
    name_cover(office, "dina", "bruno")
    absence_id = declare(office, "dina")
    write(office, "bruno", case_id, "collected")
    end(office, absence_id)
    write(office, "alma", case_id, "next")
    assert wrong(office) == []
    with office.night() as desk:
        assert all(is_sound(row) for row in staff.active(desk))
        assert desk.db.scalars(select(Grant).where(Grant.role == "cover")).all() == []
        assert {row.state for row in desk.db.scalars(select(Absence))} == {"over"}


# --- keys of before ------------------------------------------------------------------------------


def test_whoever_has_a_former_key_alone_is_none_of_those_who_open_a_case(office: Office) -> None:
    """Her grant was changed, so the case's new key passed her by: it does not hang on her."""
    carmen = id_of(office, "carmen")
    lone = office.open_case("alma", named_only=True, backup_id=carmen).id
    where = {"case_id": lone, "principal_id": carmen}
    [card] = {row["card"] for row in copied(office, "grants", **where)}
    at_the_shell(office, "grants", where, card=card[:-1] + bytes([card[-1] ^ 1]))
    with office.writing("alma") as desk:
        sharing.new_epoch(desk, lone)
        assert carmen not in covers.lasting_in(desk, [lone])[lone]
        assert covers.without(desk, carmen) == (set(), set())


def test_whoever_has_a_former_key_of_a_group_alone_makes_no_second(office: Office) -> None:
    """Alma's membership of before was put back: Carmen alone opens what the group reads."""
    alma, carmen = id_of(office, "alma"), id_of(office, "carmen")
    with office.writing("carmen") as desk:
        group = practice.make(desk, NewGroup(name="Removal"))
        practice.let_in(desk, group, NewMember(staff_id=alma))
    [before] = copied(office, "members", group_id=group, person_id=alma)
    case_id = office.open_case("carmen", groups=[group]).id
    with office.writing("carmen") as desk:
        assert not covers.thin(desk)
        groups.leave(desk, group, alma)
    plant(office, "members", **before)
    assert not opens(office, "alma", case_id)
    with office.night() as desk:
        assert covers.only_ones(desk) == {case_id: carmen}
