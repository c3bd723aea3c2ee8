"""Leaving the office: what she held goes on with others, and opens nothing new for her."""

from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import (
    absences,
    access,
    accounts,
    adding,
    cases,
    custody,
    device,
    directory,
    groups,
    joining,
    leaving,
    newkeys,
    notes,
    readers,
    renewal,
    screening,
    seats,
    staff,
)
from app.casework.accounts import NewRole
from app.casework.adding import NewDeadline
from app.casework.calendar import Calendar
from app.casework.leaving import Leaving, LeavingView
from app.casework.notes import NewNote
from app.casework.readers import NewReader
from app.casework.reminders.roster import read_roster
from app.casework.screening import NewScreen
from app.casework.seats import Seat
from app.casework.signin import Credentials, sign_in
from app.casework.slots import Slot
from app.casework.staff import LEFT
from app.casework.throttle import Throttle
from app.casework.verify import verify
from app.crypto.totp import code_at
from app.errors import Damaged, Forbidden, Locked, NotFound, Refused, SignedOut, WrongPassphrase
from app.models import DueKey, Grant, Note, PrintedCode, Schedule, Staff
from tests.casework.covering import declare, end, name_cover
from tests.casework.test_papers_at_work import EVA, HERS, eva_waits, seeds
from tests.support.office import PASSPHRASE, Office, id_of, opens
from tests.support.shell import copied, plant

HERE = "127.0.0.1"


def plan(office: Office, name: str = "alma", by: str = "carmen") -> LeavingView:
    """Return what stands to be handed over before somebody leaves."""
    with office.reading(by) as desk:
        return leaving.plan(desk, Calendar(), id_of(office, name))


def leave(office: Office, name: str = "alma", by: str = "carmen", **chosen: object) -> None:
    """Close somebody's account; Bruno takes over."""
    wanted = Leaving.model_validate({"heir_id": id_of(office, "bruno"), **chosen})
    with office.writing(by) as desk:
        leaving.leave(desk, Calendar(), id_of(office, name), wanted)


def signs_in(office: Office, name: str) -> Seat:
    """Sign in with the passphrase and the code app of the first day."""
    person = office.people[name]
    code = code_at(person.totp_secret, office.clock())
    typed = Credentials(email=person.email, password=PASSPHRASE, code=code)
    return sign_in(office.house, Throttle(), typed, HERE)


def second_supervisor(office: Office) -> Seat:
    """Have the custodians make Eva a supervisor, and Carmen let her into the groups."""
    eva_id, arrived = eva_waits(office)
    newcomer = joining.awaiting_root(office.house, EVA.address)
    custody.certify(office.house, newcomer, arrived.number, seeds(office, 0, 1))
    with office.writing("carmen") as desk:
        joining.let_in(desk, eva_id)
    code = code_at(arrived.welcome.totp_secret, office.clock())
    typed = Credentials(email=EVA.address, password=HERS, code=code)
    return sign_in(office.house, Throttle(), typed, HERE)


# --- the account ------------------------------------------------------------------------------


def test_her_account_opens_nothing_any_more(office: Office) -> None:
    """Passphrase, session, printed codes; and it reads like any other miss."""
    signs_in(office, "alma")
    leave(office)
    office.clock.forward(seconds=30)
    with pytest.raises(WrongPassphrase):
        signs_in(office, "alma")
    with pytest.raises(SignedOut), office.reading("alma"):
        pass
    with office.night() as desk:
        row = desk.db.get_one(Staff, id_of(office, "alma"))
        assert (row.state, row.bundle, row.totp_secret) == (LEFT, b"", "")
        papers = select(PrintedCode).where(PrintedCode.staff_id == row.id)
        assert desk.db.scalars(papers).all() == []
        assert staff.names(desk)[row.id] == "Alma"  # her name stays on what she did


def test_her_certificate_counts_no_more_and_verify_finds_all_sound(office: Office) -> None:
    """She is off the roster; nothing that stands was left without a word that vouches for it."""
    office.open_case("alma")
    leave(office)
    with office.reading("carmen") as desk:
        with pytest.raises(Damaged):
            directory.certificate(desk, id_of(office, "alma"))
        assert directory.certificate(desk, id_of(office, "bruno"))
    assert verify(office.house).wrong == []


def test_reminders_go_to_whoever_took_over(office: Office) -> None:
    """Each open date names Bruno where it named her; the roster knows her no more."""
    case = office.open_case("alma")
    with office.writing("alma") as desk:
        new = {"case_id": case.id, "title": "Brief", "due": "2027-04-20"}
        date = adding.add(desk, NewDeadline.model_validate(new))
    leave(office)
    with office.night() as desk:
        kept = desk.db.get_one(Schedule, date.id)
        assert (kept.responsible_id, kept.lead_id) == (id_of(office, "bruno"),) * 2
        assert id_of(office, "alma") not in read_roster(desk).roles


def test_what_nobody_took_over_goes_to_the_lead_and_the_case_says_who_left(office: Office) -> None:
    """Carmen is screened from a case of Alma's: Bruno's date there is the lead's to hear of."""
    bruno = id_of(office, "bruno")
    case = office.open_case("alma", named_only=True, backup_id=bruno)
    with office.writing("alma") as desk:
        reason = "The respondent is her cousin"
        screening.put_up(desk, case.id, NewScreen(staff_id=id_of(office, "carmen"), reason=reason))
        new = {"case_id": case.id, "title": "Brief", "due": "2027-04-20", "responsible_id": bruno}
        date = adding.add(desk, NewDeadline.model_validate(new))
    leave(office, "bruno", heir_id=None)
    office.clock.forward(days=9)
    calendar = Calendar()
    with office.night() as desk:
        calendar.follow(desk)
        [entry] = [each for each in calendar.open_entries() if each.id == date.id]
        slot = Slot(number=-3, at=office.clock(), code=-3)
        assert set(read_roster(desk).recipients(entry, slot)) == {id_of(office, "alma")}
    with office.reading("alma") as desk:
        view = cases.one(desk, case.id)
        assert view.left == [bruno]
        assert [each.responsible_left for each in view.deadlines] == [True]


# --- the cases --------------------------------------------------------------------------------


def test_the_plan_tells_what_names_her_and_what_is_hers_alone(office: Office) -> None:
    """One case of the team, one that Carmen cannot open, one that nobody else can."""
    shown = office.open_case("alma")
    kept = office.open_case("bruno", named_only=True, named=[id_of(office, "dina")])
    alone = office.open_case("alma", named_only=True)
    for each, lead in ((kept, "bruno"), (alone, "alma")):
        with office.writing(lead) as desk:
            version = cases.one(desk, each.id).version
            chosen = readers.NewLead(version=version, lead_id=id_of(office, lead))
            readers.lead(desk, each.id, chosen)
            if each is kept:
                new = {"case_id": each.id, "title": "Brief", "due": "2027-04-20"}
                new["responsible_id"] = str(id_of(office, "dina"))
                adding.add(desk, NewDeadline.model_validate(new))
    with office.writing("bruno") as desk:
        readers.remove(desk, kept.id, id_of(office, "carmen"))
    with office.night(writes=True) as desk:  # as if Carmen had been taken off
        for row in desk.db.scalars(select(Grant).where(Grant.case_id == alone.id)):
            if row.principal_id == id_of(office, "carmen"):
                desk.db.delete(row)
    view = plan(office)
    assert [(each.id, each.leads) for each in view.cases] == [(shown.id, True)]
    assert (view.elsewhere, view.alone) == (0, 1)
    assert plan(office, "dina").elsewhere == 1


def test_each_case_gets_the_heir_that_was_chosen(office: Office) -> None:
    """Bruno where nothing else was said, Dina where she was; both can read theirs."""
    first, second = (office.open_case("alma", named_only=True) for _ in range(2))
    leave(office, heirs={str(second.id): str(id_of(office, "dina"))})
    for case, heir, other in ((first, "bruno", "dina"), (second, "dina", "bruno")):
        assert opens(office, heir, case.id)
        assert not opens(office, other, case.id)
        with office.reading("carmen") as desk:
            assert cases.one(desk, case.id).lead_id == id_of(office, heir)


def test_nobody_leaves_with_cases_that_nobody_takes_over(office: Office) -> None:
    """Nor to somebody who holds no cases, nor to herself; nothing changes then."""
    case = office.open_case("alma")
    for heir in (None, id_of(office, "vera"), id_of(office, "alma")):
        with pytest.raises(Refused) as refused:
            leave(office, heir_id=heir)
        assert set(refused.value.fields) == {"heir_id"}
    assert opens(office, "alma", case.id)


def test_what_only_she_can_open_is_asked_about(office: Office) -> None:
    """She shares it first; where she cannot any more, it is left to the custodians knowingly."""
    case = office.open_case("alma", named_only=True)
    with office.night(writes=True) as desk:
        for row in desk.db.scalars(select(Grant).where(Grant.case_id == case.id)):
            if row.principal_id == id_of(office, "carmen"):
                desk.db.delete(row)
    with pytest.raises(Refused) as refused:
        leave(office)
    assert set(refused.value.fields) == {"sure"}
    with office.writing("alma") as desk:
        readers.add(desk, case.id, NewReader(staff_id=id_of(office, "bruno")))
    assert plan(office).alone == 0
    with pytest.raises(Refused):  # Bruno has not taken it yet, and Carmen cannot sign it for her
        leave(office)
    signs_in(office, "bruno")
    leave(office)
    assert opens(office, "bruno", case.id)


def test_the_custodians_keep_what_was_hers_alone(office: Office) -> None:
    """Left to them with a tick, their grant of it still stands."""
    case = office.open_case("alma", named_only=True)
    with office.night(writes=True) as desk:
        for row in desk.db.scalars(select(Grant).where(Grant.case_id == case.id)):
            if row.principal_id == id_of(office, "carmen"):
                desk.db.delete(row)
    leave(office, sure=True)
    with office.night() as desk:
        rows = desk.db.scalars(select(Grant).where(Grant.case_id == case.id)).all()
        assert [row.role for row in rows] == ["recovery"]


def away_and_covered_by_carmen(office: Office) -> UUID:
    """Open a case of Alma's and Bruno's, which Carmen reads as Bruno's cover while he is away."""
    case = office.open_case("alma", named_only=True, backup_id=id_of(office, "bruno"))
    name_cover(office, "bruno", "carmen")
    declare(office, "bruno")
    assert opens(office, "carmen", case.id)
    return case.id


def test_a_cover_closes_the_account_of_whom_she_covers_for(office: Office) -> None:
    """Carmen reads Bruno's case as his cover alone: she hands it over, and reads it no more."""
    case_id = away_and_covered_by_carmen(office)
    leave(office, "bruno", heir_id=id_of(office, "alma"))
    with office.reading("alma") as desk:
        case = cases.one(desk, case_id)
        assert (case.lead_id, case.backup_id) == (id_of(office, "alma"), None)
    assert not opens(office, "carmen", case_id)
    with office.night() as desk:
        assert desk.db.get_one(Staff, id_of(office, "bruno")).state == LEFT
    assert verify(office.house).wrong == []


def test_a_cover_gives_another_role_to_whom_she_covers_for(office: Office) -> None:
    """What is handed over goes before the keys are taken there, too."""
    case_id = away_and_covered_by_carmen(office)
    wanted = {"role": "volunteer", "take": True, "heir_id": id_of(office, "alma")}
    with office.writing("carmen") as desk:
        chosen = NewRole.model_validate(wanted)
        accounts.give_role(desk, Calendar(), id_of(office, "bruno"), chosen)
    with office.reading("alma") as desk:
        assert cases.one(desk, case_id).backup_id is None
    assert not opens(office, "bruno", case_id)


def test_a_case_that_closed_meanwhile_is_said_and_nothing_is_done(office: Office) -> None:
    """Bruno came back while Carmen typed: who takes over was chosen for a case she sees no more."""
    case_id = away_and_covered_by_carmen(office)
    with office.reading("carmen") as desk:
        [running] = absences.listed(desk)
    end(office, running.id)
    with pytest.raises(Refused) as refused:
        leave(office, "bruno", heirs={case_id: id_of(office, "alma")})
    assert "closed to you meanwhile" in str(refused.value)
    with office.night() as desk:
        assert desk.db.get_one(Staff, id_of(office, "bruno")).state == "active"


# --- the keys ---------------------------------------------------------------------------------


def test_an_old_copy_and_her_keys_open_nothing_written_afterwards(office: Office) -> None:
    """Her grants and memberships put back: the next word in any of her cases stays shut."""
    team, named = office.open_case("alma"), office.open_case("alma", named_only=True)
    with office.writing("alma") as desk:
        access.rewrap_memberships(desk)
        access.rewrap(desk)
    grants = copied(office, "grants", principal_id=id_of(office, "alma"))
    memberships = copied(office, "members", person_id=id_of(office, "alma"))
    leave(office)
    written = []
    for case in (team, named):
        with office.writing("bruno") as desk:
            written.append(notes.add(desk, NewNote(case_id=case.id, text="afterwards")).id)
    for row in grants:
        plant(office, "grants", **row)
    for row in memberships:
        plant(office, "members", **row)
    with office.night(writes=True) as desk:  # and her account, as the copy has it
        desk.db.get_one(Staff, id_of(office, "alma")).state = "active"
    with office.reading("alma") as desk:
        access.reach(desk)
        for note_id in written:
            with pytest.raises((Locked, Damaged)):
                _ = desk.db.get_one(Note, note_id).text


def test_cases_that_carmen_cannot_open_change_their_key_at_the_next_word(office: Office) -> None:
    """Bruno's and Alma's: due at once, done when Bruno writes."""
    case = office.open_case("bruno", named_only=True, backup_id=id_of(office, "alma"))
    assert not opens(office, "carmen", case.id)
    leave(office)
    with office.night() as desk:
        assert desk.db.get(DueKey, case.id) is not None
    with office.writing("bruno") as desk:
        notes.add(desk, NewNote(case_id=case.id, text="afterwards"))
    with office.night() as desk:
        assert desk.db.get(DueKey, case.id) is None
        newest = desk.db.scalars(select(Grant).where(Grant.case_id == case.id, Grant.epoch == 2))
        assert id_of(office, "alma") not in {row.principal_id for row in newest}


def test_what_she_gave_and_nobody_took_yet_still_opens(office: Office) -> None:
    """Vera has not signed in since: Carmen signs it anew, since Alma's word counts no more."""
    case = office.open_case("alma")
    with office.writing("alma") as desk:
        readers.add(desk, case.id, NewReader(staff_id=id_of(office, "vera")))
    leave(office)
    assert opens(office, "vera", case.id)


def test_nobody_closes_her_own_account(office: Office) -> None:
    """The office is never without a supervisor: another one does it."""
    with pytest.raises(Refused, match="closes their own account"):
        leave(office, "carmen", by="carmen")
    assert signs_in(office, "carmen").staff_id == id_of(office, "carmen")


def test_what_nobody_does_to_herself_is_told_in_its_own_words(office: Office) -> None:
    """Not in those of closing an account: each says what she can do instead."""
    carmen = id_of(office, "carmen")
    with office.writing("carmen") as desk:
        with pytest.raises(Refused, match="You make new keys yourself"):
            newkeys.ask(desk, carmen)
        with pytest.raises(Refused, match="Read your digits to another supervisor"):
            newkeys.confirm(desk, carmen, "000000000000")
        with pytest.raises(Refused, match="Nobody closes their own sign-in"):
            renewal.begin(desk, carmen)
        with pytest.raises(Refused, match="Nobody gives their own account another role"):
            accounts.plan(desk, Calendar(), carmen, "attorney")
        device.begin(desk, carmen)  # she alone still needs her passphrase and a printed code


def test_a_supervisor_leaves_and_the_groups_that_she_made_go_on(office: Office) -> None:
    """Carmen drew up the team's key; Eva, whom the custodians made a supervisor, closes for her."""
    case = office.open_case("alma")
    eva = second_supervisor(office)
    with seats.writing(office.house, eva) as desk:
        assert groups.signed_by(desk, id_of(office, "carmen"))
        wanted = Leaving(heir_id=id_of(office, "bruno"))
        leaving.leave(desk, Calendar(), id_of(office, "carmen"), wanted)
        assert groups.signed_by(desk, id_of(office, "carmen")) == []
    later = office.open_case("bruno")  # given to the team, by its new word
    for each in (case, later):
        assert opens(office, "dina", each.id)
    assert verify(office.house).wrong == []


@pytest.mark.parametrize("name", ["alma", "olga"])
def test_only_a_certified_supervisor_closes_an_account(office: Office, name: str) -> None:
    """Whatever a role at the door says, it takes her signature."""
    with pytest.raises((Forbidden, NotFound, Refused)):
        leave(office, "dina", by=name)
    with office.night() as desk:
        assert desk.db.get_one(Staff, id_of(office, "dina")).state == "active"


def test_somebody_without_cases_leaves_without_an_heir(office: Office) -> None:
    """Vera held nothing; a second time there is nobody of that name at work."""
    leave(office, "vera", heir_id=None)
    with pytest.raises(NotFound):
        leave(office, "vera", heir_id=None)
