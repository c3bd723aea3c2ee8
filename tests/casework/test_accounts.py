"""A colleague's account: another name, another role, and coming back after leaving."""

from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.casework import (
    access,
    accounts,
    adding,
    cases,
    covers,
    custody,
    directory,
    groups,
    joining,
    leaving,
    notes,
    practice,
    seats,
    staff,
)
from app.casework.accounts import AccountChange, NewRole
from app.casework.adding import NewDeadline
from app.casework.calendar import Calendar
from app.casework.conflicts.slips import index_group
from app.casework.joining import Chosen, NewInvitation
from app.casework.leaving import Leaving
from app.casework.notes import NewNote
from app.casework.practice import NewGroup, NewMember
from app.casework.reminders.roster import FALLBACK, read_roster
from app.casework.reminders.troubles import COVERLESS, LEAD_LEFT, PROPOSED
from app.casework.seats import Seat
from app.casework.slots import Slot
from app.errors import Conflict, Forbidden, NotFound, Refused, SignedOut, WrongPassphrase
from app.models import DueKey, Grant, Staff
from tests.casework.bringing_back import NEW, opens, seeds, signs_in, sits_down, wrong
from tests.casework.covering import alarms, declare, leave_to, name_cover, shared_by_two, waiting
from tests.support.office import Office, id_of
from tests.support.office import opens as can_open
from tests.support.shell import copied, plant_many

MAY = "2027-05-01"


def give(office: Office, name: str, role: str, by: str = "carmen", **more: object) -> None:
    """Give somebody another role; Bruno takes over what she cannot keep."""
    wanted = NewRole.model_validate({"role": role, "heir_id": id_of(office, "bruno"), **more})
    with office.writing(by) as desk:
        accounts.give_role(desk, Calendar(), id_of(office, name), wanted)


def in_team(office: Office, name: str) -> bool:
    """Tell whether somebody is in the office team."""
    with office.night() as desk:
        return id_of(office, name) in groups.members(desk, staff.office(desk).team_id)


def version(office: Office, name: str) -> int:
    """Return the version of an account."""
    with office.night() as desk:
        return desk.db.get_one(Staff, id_of(office, name)).version


# --- name, telephone, language ------------------------------------------------------------------


def test_a_name_a_telephone_and_a_language_are_changed(office: Office) -> None:
    """By a supervisor or an administrator; her name changes wherever it stands."""
    for name in ("carmen", "olga"):
        wanted = AccountChange(version=version(office, "alma"), name=f"Alma by {name}")
        with office.writing(name) as desk:
            accounts.change(desk, id_of(office, "alma"), wanted)
    more = AccountChange(version=version(office, "alma"), phone="555-0142", locale="es")
    with office.writing("olga") as desk:
        accounts.change(desk, id_of(office, "alma"), more)
    with office.reading("carmen") as desk:
        known = joining.colleague(desk, id_of(office, "alma"))
    assert (known.name, known.phone, known.locale) == ("Alma by olga", "555-0142", "es")
    assert wrong(office) == []


def test_two_who_change_it_at_once_and_a_language_that_is_none(office: Office) -> None:
    """The second is told; nothing of either is lost."""
    with office.writing("olga") as desk, pytest.raises(Conflict):
        accounts.change(desk, id_of(office, "alma"), AccountChange(version=99, name="X"))
    wanted = AccountChange(version=version(office, "alma"), locale="xx")
    with office.writing("olga") as desk, pytest.raises(Refused):
        accounts.change(desk, id_of(office, "alma"), wanted)


# --- another role -------------------------------------------------------------------------------


def test_who_becomes_administrator_holds_no_case_from_that_moment_on(office: Office) -> None:
    """Alma leaves the team; her cases have another lead, and a new key is due in each."""
    shared = office.open_case("alma").id
    named = office.open_case("alma", named_only=True).id
    with office.reading("carmen") as desk:
        known = accounts.plan(desk, Calendar(), id_of(office, "alma"), "office_admin")
    assert {each.id for each in known.cases} == {shared, named}
    assert (known.leaves, known.keeps_cases, known.alone) == (["office team"], False, 0)
    give(office, "alma", "office_admin")
    assert not in_team(office, "alma")
    assert not can_open(office, "alma", shared)
    assert not can_open(office, "alma", named)
    with office.night() as desk:
        assert desk.db.query(Grant).filter_by(principal_id=id_of(office, "alma")).count() == 0
    with office.writing("bruno") as desk:
        notes.add(desk, NewNote(case_id=named, text="afterwards"))
        assert cases.one(desk, named).lead_id == id_of(office, "bruno")
        assert desk.db.get(DueKey, named) is None
    with office.reading("alma") as desk:
        assert desk.who.role == "office_admin"
        assert directory.certificate(desk, id_of(office, "alma"))
    assert wrong(office) == []


def test_a_paralegal_becomes_an_attorney_and_nothing_else_changes(office: Office) -> None:
    """Her keys, groups and cases stay; what she signed before is still believed."""
    case_id = office.open_case("dina", named_only=True).id
    give(office, "dina", "attorney")
    assert in_team(office, "dina")
    assert can_open(office, "dina", case_id)
    assert can_open(office, "carmen", case_id)
    assert wrong(office) == []


def test_intake_comes_into_the_team_and_goes_again(office: Office) -> None:
    """Groups follow the role in both ways."""
    case_id = office.open_case("alma").id
    give(office, "ivo", "attorney")
    assert can_open(office, "ivo", case_id)
    with office.night() as desk:
        assert id_of(office, "ivo") not in groups.members(desk, index_group(desk).id)
    give(office, "ivo", "intake", take=True)
    assert not can_open(office, "ivo", case_id)
    with office.night() as desk:
        assert id_of(office, "ivo") in groups.members(desk, index_group(desk).id)
    assert wrong(office) == []


def test_who_is_no_longer_of_the_legal_staff_covers_for_nobody(office: Office) -> None:
    """Bruno, Dina's cover and reading her case just now, becomes a volunteer; she is told."""
    case_id = shared_by_two(office)
    name_cover(office, "dina", "bruno")
    declare(office, "dina")
    assert can_open(office, "bruno", case_id)
    give(office, "bruno", "volunteer", heir_id=id_of(office, "alma"), take=True)
    assert not can_open(office, "bruno", case_id)
    assert waiting(office, case_id) == []
    assert alarms(office, "dina") >= {COVERLESS}
    with office.reading("dina") as desk:
        assert covers.mine(desk).cover_id is None
    with office.night() as desk:
        assert desk.db.get(DueKey, case_id) is not None
    assert wrong(office) == []


def held_by_alma(office: Office) -> dict[str, UUID]:
    """Open cases that name Alma: led by her, Carmen's too, and two that Carmen cannot open."""
    dina = id_of(office, "dina")
    found = {
        "led": office.open_case("alma", named_only=True).id,
        "given": office.open_case("bruno", named_only=True, named=[id_of(office, "alma")]).id,
        "elsewhere": office.open_case("alma", named_only=True, backup_id=dina).id,
        "alone": office.open_case("alma", named_only=True, backup_id=dina).id,
    }
    leave_to(office, found["alone"], "alma")
    return found


def test_a_lead_who_becomes_volunteer_is_asked_about(office: Office) -> None:
    """Who takes over, until when she reads, and what nobody else opens; nothing before that."""
    held = held_by_alma(office)
    with office.reading("carmen") as desk:
        known = accounts.plan(desk, Calendar(), id_of(office, "alma"), "volunteer")
    assert (known.asks, known.alone, known.elsewhere) == (True, 1, 1)
    for more in ({}, {"sure": True}, {"take": True}, {"sure": True, "take": True, "until": MAY}):
        with pytest.raises(Refused):
            give(office, "alma", "volunteer", **more)
    with office.reading("alma") as desk:
        assert desk.who.role == "attorney"
    assert can_open(office, "alma", held["given"])


def test_a_volunteer_goes_on_as_a_guest_until_the_day(office: Office) -> None:
    """Also where the supervisor cannot open the case, whose people are asked to choose a lead."""
    held = held_by_alma(office)
    give(office, "alma", "volunteer", sure=True, until=MAY)
    assert all(can_open(office, "alma", each) for each in held.values())
    assert LEAD_LEFT in alarms(office, "dina")
    with office.reading("bruno") as desk:
        assert cases.one(desk, held["led"]).lead_id == id_of(office, "bruno")
    with office.night() as desk:
        alma = id_of(office, "alma")
        rows = desk.db.scalars(select(Grant).where(Grant.principal_id == alma)).all()
        assert {row.case_id for row in rows} == set(held.values())
        assert {(row.role, row.until is None) for row in rows} == {("guest", False)}
        told = {row.case_id: row.told_with for row in rows}
        assert told[held["led"]] == told[held["given"]] == id_of(office, "bruno")
    office.clock.forward(days=20)
    assert not any(can_open(office, "alma", each) for each in held.values())
    assert wrong(office) == []


def test_a_volunteer_whose_keys_are_taken_has_none_and_gets_none(office: Office) -> None:
    """Also by a grant that somebody puts back: the record says that they were taken."""
    held = held_by_alma(office)
    before = copied(office, "grants", principal_id=id_of(office, "alma"))
    office.clock.forward(hours=1)
    give(office, "alma", "volunteer", sure=True, take=True)
    assert not any(can_open(office, "alma", each) for each in held.values())
    plant_many(office, "grants", [row for row in before if row["case_id"] == held["given"]])
    with office.writing("bruno") as desk:
        notes.add(desk, NewNote(case_id=held["given"], text="afterwards"))
        grants = select(func.max(Grant.epoch)).where(Grant.case_id == held["given"])
        hers = grants.where(Grant.principal_id == id_of(office, "alma"))
        assert (desk.db.scalar(hers), desk.db.scalar(grants)) == (1, 2)


def test_only_a_supervisor_gives_a_role_and_nobody_to_herself(office: Office) -> None:
    """Whatever a door says, it takes a certified signature."""
    with pytest.raises((Forbidden, NotFound, Refused)):
        give(office, "dina", "volunteer", by="olga")
    with pytest.raises(Refused):
        give(office, "carmen", "attorney")
    with pytest.raises(Refused):
        give(office, "dina", "paralegal")
    with pytest.raises((Forbidden, NotFound, Refused)):
        give(office, "dina", "supervising_attorney", by="olga")


def promoted(office: Office) -> Seat:
    """Make Alma a supervising attorney: proposed, confirmed by the custodians, let in."""
    give(office, "alma", "supervising_attorney")
    with office.reading("alma") as desk:
        assert desk.who.role == "attorney"  # until they have
        number = accounts.number(desk)
    waits = joining.awaiting_root(office.house, office.people["alma"].email)
    custody.certify(office.house, waits, number, seeds(office, 0, 1))
    with office.writing("carmen") as desk:
        joining.let_in(desk, id_of(office, "alma"))
    return office.people["alma"].seat


def test_a_supervising_attorney_is_confirmed_by_the_custodians(office: Office) -> None:
    """By the digits of the keys that she has; she goes on working until then."""
    case_id = office.open_case("alma").id
    promoted(office)
    with office.reading("alma") as desk:
        assert (desk.who.role, accounts.number(desk)) == ("supervising_attorney", "")
    give(office, "dina", "attorney", by="alma")
    assert can_open(office, "alma", case_id)
    assert wrong(office) == []


def test_what_was_asked_of_the_custodians_is_taken_back(office: Office) -> None:
    """The person has a mail and keeps the role; nobody waits, so the custodians confirm nobody."""
    give(office, "alma", "supervising_attorney")
    assert PROPOSED in alarms(office, "alma")
    with office.writing("carmen") as desk:
        accounts.keep_role(desk, id_of(office, "alma"))
    with office.reading("alma") as desk:
        assert (desk.who.role, accounts.number(desk)) == ("attorney", "")
    with pytest.raises(Refused):
        joining.awaiting_root(office.house, office.people["alma"].email)
    with office.writing("carmen") as desk, pytest.raises(NotFound):
        accounts.keep_role(desk, id_of(office, "alma"))
    assert wrong(office) == []


def test_a_supervisor_becomes_attorney_and_her_groups_go_on(office: Office) -> None:
    """Carmen drew up their keys; Alma gives each a new one with a charter of her own."""
    case_id = office.open_case("bruno").id
    promoted(office)
    give(office, "carmen", "attorney", by="alma")
    later = office.open_case("dina").id
    for each in (case_id, later):
        for name in ("alma", "bruno", "carmen", "dina"):
            assert can_open(office, name, each), name
    with office.writing("carmen") as desk, pytest.raises(Forbidden):
        directory.strike(desk, id_of(office, "vera"))
    assert wrong(office) == []


def test_who_was_let_in_by_a_former_supervisor_and_has_not_signed_in_keeps_the_group(
    office: Office,
) -> None:
    """Carmen's group; Alma let Dina in, and is made attorney before Dina comes."""
    promoted(office)
    with office.writing("carmen") as desk:
        made = practice.make(desk, NewGroup(name="Removal"))
    with office.writing("carmen") as desk:
        practice.let_in(desk, made, NewMember(staff_id=id_of(office, "alma")))
    with office.writing("alma") as desk:
        access.rewrap_memberships(desk)
    case_id = office.open_case("carmen", groups=[made]).id
    with office.writing("alma") as desk:
        practice.let_in(desk, made, NewMember(staff_id=id_of(office, "vera")))
    give(office, "alma", "attorney")
    assert case_id in opens(office, signs_in(office, "vera"))
    assert can_open(office, "vera", case_id)
    assert wrong(office) == []


def test_whose_case_lost_its_lead_to_another_role_is_told_and_her_dates_go_on(
    office: Office,
) -> None:
    """Alma becomes administrator; Carmen cannot open the case, so Dina is asked to choose."""
    case_id = shared_by_two(office)
    new = {"case_id": case_id, "title": "Brief", "due": "2027-04-20"}
    with office.writing("alma") as desk:
        date = adding.add(desk, NewDeadline.model_validate(new)).id
    with office.writing("dina") as desk:
        access.rewrap(desk)
    give(office, "alma", "office_admin", sure=True)
    assert LEAD_LEFT in alarms(office, "dina")
    with office.night() as desk:
        office.calendar.follow(desk)
        [entry] = [each for each in office.calendar.of_cases([case_id]) if each.id == date]
        slot = Slot(number=14, at=office.clock(), code=14)
        told = read_roster(desk).recipients(entry, slot)
    assert entry.responsible_id == id_of(office, "alma")
    assert told == {id_of(office, "carmen"): FALLBACK}


# --- coming back --------------------------------------------------------------------------------


def test_who_left_comes_back_under_the_same_address_with_new_keys(office: Office) -> None:
    """A new account; the old certificate stays struck, the old seat and passphrase open nothing."""
    case_id = office.open_case("alma").id
    with office.writing("carmen") as desk:
        heir = Leaving(heir_id=id_of(office, "bruno"))
        leaving.leave(desk, Calendar(), id_of(office, "alma"), heir)
    with office.writing("carmen") as desk:
        address = office.people["alma"].email
        new = NewInvitation(name="Alma", address=address, role="attorney")
        token = joining.invite(desk, new)
    arrived = joining.accept(office.house, token, Chosen(passphrase=NEW, again=NEW))
    with office.writing("carmen") as desk:
        found = [each for each in joining.colleagues(desk) if each.address == address]
        back = next(each.id for each in found if each.state == "waiting")
        joining.certify(desk, back, arrived.number)
        assert directory.certified(desk, [id_of(office, "alma"), back]).keys() == {back}
    with pytest.raises(WrongPassphrase):
        signs_in(office, "alma")
    with pytest.raises(SignedOut), office.reading("alma"):
        pass
    seat = sits_down(office, address, NEW, arrived.welcome.totp_secret)
    assert seat.staff_id == back != id_of(office, "alma")
    assert opens(office, seat) == {case_id}  # as one of the team, like every newcomer
    with seats.reading(office.house, seat) as desk:
        assert desk.who.name == "Alma"
    assert wrong(office) == []


def test_an_address_of_somebody_at_work_is_still_refused(office: Office) -> None:
    """Nobody takes a colleague's address."""
    new = NewInvitation(name="X", address=office.people["bruno"].email, role="attorney")
    with office.writing("carmen") as desk, pytest.raises(Refused):
        joining.invite(desk, new)


def test_the_plan_of_a_wider_role_says_what_opens(office: Office) -> None:
    """Ivo of intake becomes a paralegal: two cases of the team, of before; not one behind a screen.

    What is counted is what he can open afterwards.
    """
    ivo = id_of(office, "ivo")
    for _ in range(2):
        office.open_case("alma")
    office.open_case("alma", named_only=True)
    apart = {"screened": [ivo], "screen_reason": "The respondent is his cousin"}
    office.open_case("alma", named_only=True, **apart)
    with office.reading("carmen") as desk:
        known = accounts.plan(desk, office.calendar, ivo, "paralegal")
        team = practice.team_name(desk)
    assert (known.joins, known.gains, known.gains_names) == ([team], 2, False)
    with office.writing("carmen") as desk:
        accounts.give_role(desk, office.calendar, ivo, NewRole(role="paralegal"))
    with office.reading("ivo") as desk:
        assert len(access.reach(desk)) == 2
    with office.reading("carmen") as desk:
        assert accounts.plan(desk, office.calendar, ivo, "attorney").gains == 0
