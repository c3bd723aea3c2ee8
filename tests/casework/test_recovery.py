"""What is brought back: drills of the bad day."""

import json
from base64 import b64decode, b64encode
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete

from app.casework import (
    access,
    cases,
    covers,
    custody,
    directory,
    groups,
    joining,
    notes,
    recovery,
    renewal,
    reopening,
    seats,
    sharing,
    staff,
)
from app.casework.backup import backup, restore
from app.casework.cases import NewCase
from app.casework.joining import NewInvitation
from app.casework.notes import NewNote
from app.casework.reminders.troubles import RECOVERED, RECOVERING, RECOVERY_STOPPED
from app.config import Settings
from app.crypto.serverkeys import ServerKeys, load_server_key, write_server_key
from app.db.desk import House
from app.errors import AmparoError, Damaged, NotFound, Refused, SignedOut
from app.models import Grant
from tests.casework.bringing_back import (
    begin,
    certified_anew,
    date_in,
    opens,
    seeds,
    signs_in,
    told,
    with_new_keys,
    words_in,
    wrong,
)
from tests.support import postgres
from tests.support.engines import opened
from tests.support.office import PLAN, SERVER_SECRET, Office, id_of, settings_in
from tests.support.shell import at_the_shell, copied, plant

NEW_CASE = NewCase.model_validate({"client": {"family_name": "Bravo"}})
ROSA = NewInvitation(name="Rosa", address="rosa@office.example.org", role="supervising_attorney")


@pytest.fixture
def case_id(office: Office) -> UUID:
    """A case that only Alma and her back-up Carmen hold."""
    return office.open_case(named_only=True, note="She waits by the lighthouse").id


# --- the custodians ---------------------------------------------------------------------------


def test_drill_everyones_passphrase_is_lost_and_two_custodians_bring_the_office_back(
    office: Office, case_id: UUID
) -> None:
    """Nobody signs in any more; two papers make a supervisor, and she makes the others."""
    shared, email = office.open_case().id, office.people["carmen"].email
    date_in(office, shared, 2)
    token = reopening.new_keys(office.house, email, seeds(office, 0, 1))
    arrived, carmen = with_new_keys(office, email, token)
    begun, now = begin(office, "carmen", number=arrived.number), office.clock()
    waits = [(wave.opens_at - now, wave.cases) for wave in begun.waves]
    assert waits == [(timedelta(hours=1), 1), (timedelta(hours=72), 1)]
    assert opens(office, carmen()) == set()
    office.clock.forward(hours=1)
    assert opens(office, carmen()) == {shared}, "the one with a date in two days"
    office.clock.forward(hours=72)
    seat = carmen()
    assert opens(office, seat) == {shared, case_id}
    assert "lighthouse" in words_in(office, seat, case_id)
    assert wrong(office) == []
    alma = certified_anew(office, seat, "alma")  # and so on, one after the other
    assert opens(office, alma) == {shared, case_id}
    with seats.writing(office.house, alma) as desk:
        notes.add(desk, NewNote(case_id=case_id, text="We are back."))
        new = cases.open_new(desk, NEW_CASE)
    assert opens(office, carmen()) == {shared, case_id, new.id}
    assert wrong(office) == []


def test_drill_a_solo_practitioners_successor_opens_her_cases(
    office: Office, case_id: UUID
) -> None:
    """Another lawyer without an account: invited at the machine, certified, then the wait."""
    shared = office.open_case().id
    with office.night(writes=True) as desk:
        token = joining.invite(desk, ROSA)
    arrived, rosa = with_new_keys(office, ROSA.address, token)
    whom = reopening.beneficiary(office.house, ROSA.address)
    two = seeds(office, 1, 2)
    reopening.begin(office.house, whom, two, everything=True, number=arrived.number)
    assert office.people["carmen"].id in told(office, RECOVERING), "she could stop it"
    office.clock.forward(hours=73)
    assert opens(office, rosa()) == {shared, case_id}
    assert office.people["carmen"].id in told(office, RECOVERED)
    with office.reading() as desk:
        assert whom.id in groups.members(desk, staff.office(desk).team_id)
    assert wrong(office) == []


def test_new_keys_are_certified_where_others_can_open_every_case(office: Office) -> None:
    """The digits that she reads bring her back, though nothing is to be opened for her."""
    office.open_case()
    two, email = seeds(office, 0, 1), office.people["carmen"].email
    with office.writing("carmen") as desk:
        token = joining.invite(desk, ROSA)
    arrived, rosa = with_new_keys(office, ROSA.address, token)
    custody.certify(
        office.house, joining.awaiting_root(office.house, ROSA.address), arrived.number, two
    )
    staff_id = rosa().staff_id
    with office.writing("carmen") as desk:
        joining.let_in(desk, staff_id)
    arrived, carmen = with_new_keys(office, email, reopening.new_keys(office.house, email, two))
    begun = begin(office, "carmen", everything=False, number=arrived.number)
    assert begun.waves == []
    assert carmen().staff_id == office.people["carmen"].id
    assert told(office, RECOVERING) == set(), "nothing waits that anybody could stop"
    assert wrong(office) == []


def test_every_supervisor_is_told_and_can_stop_it(office: Office, case_id: UUID) -> None:
    """What waits is seen, stopped, and opens nothing afterwards."""
    begin(office, "bruno")
    people = office.people
    assert told(office, RECOVERING) == {people["carmen"].id, people["bruno"].id}
    with office.reading("carmen") as desk:
        [seen] = recovery.waiting(desk)
    assert (seen.name, seen.cases, seen.is_due) == ("Bruno", 1, False)
    with office.reading("dina") as desk:
        assert recovery.waiting(desk) == []
    with office.writing("carmen") as desk:
        recovery.stop(desk, seen.id)
    office.clock.forward(hours=73)
    assert case_id not in opens(office, signs_in(office, "bruno"))
    assert told(office, RECOVERY_STOPPED) == {people["carmen"].id, people["bruno"].id}
    assert wrong(office) == []
    with office.writing("carmen") as desk, pytest.raises(NotFound):
        recovery.stop(desk, seen.id)


def test_one_custodian_alone_begins_nothing(office: Office, case_id: UUID) -> None:
    """Fewer papers than needed."""
    whom = reopening.beneficiary(office.house, office.people["bruno"].email)
    with pytest.raises(Damaged):
        reopening.begin(office.house, whom, seeds(office, 2), everything=True)
    office.clock.forward(hours=73)
    assert case_id not in opens(office, signs_in(office, "bruno"))


@pytest.mark.parametrize("name", ["ivo", "olga", "vera"])
def test_nothing_is_opened_for_who_holds_no_cases(office: Office, name: str) -> None:
    """Custodians name somebody of the legal staff."""
    with pytest.raises(Refused):
        begin(office, name)


# --- a machine that is gone -------------------------------------------------------------------


def another_machine(office: Office, folder: Path) -> Settings:
    """Return the settings of a new machine, with an empty database of the same engine."""
    (folder / "data").mkdir(parents=True)
    old = office.house.settings.database_url
    url = None if old is None else postgres.fresh_database(old.get_secret_value())
    return settings_in(folder, url)


def test_drill_the_machine_is_lost_and_everybody_signs_in_as_before(
    office: Office, case_id: UUID, tmp_path: Path
) -> None:
    """A new machine, the last backup, the server key from two custodians: nothing waits."""
    disk = tmp_path / "disk"
    backup(office.house, disk)
    machine = another_machine(office, tmp_path / "machine")
    outside = custody.read_outside(disk / "custodians.json")
    secret = custody.server_key_in(outside, seeds(office, 0, 2))
    assert secret == SERVER_SECRET
    write_server_key(machine.server_key_file, secret)
    keys = ServerKeys.from_secret(load_server_key(machine.server_key_file))
    restore(machine, keys, disk)
    house = House(opened(machine, keys), keys, office.clock, machine)
    again = Office(house, office.clock, office.people)
    try:
        for name in ("alma", "carmen"):
            assert case_id in opens(again, signs_in(again, name))
        assert wrong(again) == []
    finally:
        house.engine.dispose()


def test_a_disk_and_too_few_papers_give_no_server_key(office: Office, tmp_path: Path) -> None:
    """Whoever takes the backups and one paper has neither."""
    backup(office.house, tmp_path)
    outside = custody.read_outside(tmp_path / "custodians.json")
    for papers in (seeds(office), seeds(office, 1)):
        with pytest.raises(Damaged):
            custody.server_key_in(outside, papers)


def test_the_custodians_file_names_nobody_and_a_changed_one_is_refused(
    office: Office, tmp_path: Path
) -> None:
    """It lies beside the backups: no name in it, and other envelopes are noticed."""
    backup(office.house, tmp_path)
    file = tmp_path / "custodians.json"
    assert not [each for each in PLAN.custodians if each.name.encode() in file.read_bytes()]
    kept = json.loads(file.read_text())
    blob = bytearray(b64decode(kept["envelopes"]))
    blob[-1] ^= 1
    file.write_text(json.dumps({**kept, "envelopes": b64encode(bytes(blob)).decode()}))
    with pytest.raises(Damaged):
        custody.server_key_in(custody.read_outside(file), seeds(office, 0, 1))
    for other in ("{}", "[]", "not JSON"):
        file.write_text(other)
        with pytest.raises(Refused):
            custody.read_outside(file)


# --- a member, by a supervisor ----------------------------------------------------------------


def test_drill_a_member_without_passphrase_and_codes_is_brought_back_by_a_supervisor(
    office: Office, case_id: UUID
) -> None:
    """She keeps her account and her dates; the supervisor gives her what both held."""
    shared = office.open_case().id
    alma = certified_anew(office, office.people["carmen"].seat, "alma")
    assert opens(office, alma) == {shared, case_id}
    assert wrong(office) == []
    with office.reading("carmen") as desk:
        assert cases.one(desk, case_id).lead_id == office.people["alma"].id


def test_what_only_she_could_open_is_left_to_the_custodians_knowingly(office: Office) -> None:
    """The supervisor is told first; then the custodians open just that, for the supervisor."""
    only, alma = office.open_case(named_only=True).id, office.people["alma"].id
    with office.night(writes=True) as desk:
        hers = Grant.principal_id == office.people["carmen"].id
        desk.db.execute(delete(Grant).where(Grant.case_id == only, hers))
    with office.writing("carmen") as desk, pytest.raises(Refused) as refused:
        renewal.begin(desk, alma)
    assert "sure" in refused.value.fields
    with pytest.raises(Refused):
        begin(office, "carmen", everything=False)
    with office.writing("carmen") as desk:
        renewal.begin(desk, alma, sure=True)
    [wave] = begin(office, "carmen", everything=False).waves
    assert wave.cases == 1
    office.clock.forward(hours=73)
    assert only in opens(office, signs_in(office, "carmen"))


def test_11_her_old_keys_put_back_count_for_nothing(office: Office, case_id: UUID) -> None:
    """Her former certificate and grants from an old copy, by who found her old passphrase."""
    alma = office.people["alma"]
    [principal] = copied(office, "principals", id=alma.id)
    grants = copied(office, "grants", principal_id=alma.id)
    certified_anew(office, office.people["carmen"].seat, "alma")
    with office.writing("bruno") as desk:
        later = cases.open_new(desk, NEW_CASE).id
    at_the_shell(office, "principals", {"id": alma.id}, word=principal["word"])
    with office.reading("carmen") as desk:
        assert directory.certified(desk, [alma.id]) == {}
    with office.house.engine.begin() as connection:
        connection.execute(delete(Grant.__table__).where(Grant.principal_id == alma.id))  # type: ignore[arg-type]
    for row in grants:
        plant(office, "grants", **row)
    with suppress(AmparoError):
        assert later not in opens(office, alma.seat)


def test_what_was_taken_from_her_since_is_not_given_back_again(
    office: Office, case_id: UUID
) -> None:
    """Let into a group once more, she gets no case that was taken back meanwhile."""
    carmen, alma = office.people["carmen"].seat, office.people["alma"].id
    certified_anew(office, carmen, "alma")
    with office.writing("carmen") as desk:
        desk.db.execute(delete(Grant).where(Grant.case_id == case_id, Grant.principal_id == alma))
        assert renewal.give_back(desk, alma) == 0


def test_an_invitation_of_somebody_who_worked_here_is_not_taken_back(office: Office) -> None:
    """Her account stands on records and dates, and stays."""
    alma = office.people["alma"].id
    with office.writing("carmen") as desk:
        renewal.begin(desk, alma, sure=True)
        with pytest.raises(Refused):
            joining.withdraw(desk, alma)
    with pytest.raises(SignedOut), office.reading("alma"):
        pass


def test_who_holds_a_former_key_of_a_case_keeps_it_from_nobody(office: Office) -> None:
    """Her grant was changed, so the case's new key passed her by: without Alma it is nobody's."""
    alma, carmen = id_of(office, "alma"), id_of(office, "carmen")
    case_id = office.open_case("alma", named_only=True, backup_id=carmen).id
    where = {"case_id": case_id, "principal_id": carmen}
    [card] = {row["card"] for row in copied(office, "grants", **where)}
    at_the_shell(office, "grants", where, card=card[:-1] + bytes([card[-1] ^ 1]))
    with office.writing("alma") as desk:
        sharing.new_epoch(desk, case_id)
    with office.night() as desk:
        assert covers.without(desk, alma).alone == {case_id}
    with office.reading("carmen") as desk, pytest.raises(Damaged):
        access.open_case(desk, case_id)
    whom = reopening.beneficiary(office.house, office.people["bruno"].email)
    begun = reopening.begin(office.house, whom, seeds(office, 0, 1), gone=[alma])
    assert [each.cases for each in begun.waves] == [1]
