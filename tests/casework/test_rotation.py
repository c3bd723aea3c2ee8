"""A new server key: nothing stands under the former one, and nothing is lost on the way."""

import re
import signal
import time
from dataclasses import replace
from pathlib import Path
from subprocess import DEVNULL, PIPE
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import audit, cases, custody, rotation, staff, traydoors, verify
from app.casework.rotation import OldWraps
from app.casework.seats import Seat
from app.clock import system_clock
from app.crypto import papers
from app.crypto.bundle import needs_new_wrap
from app.crypto.keyring import Keyring
from app.crypto.sealedkey import open_server_key
from app.crypto.serverkeys import (
    ServerKeys,
    in_clear,
    load_sealed_key,
    load_server_key,
    next_to,
    write_key_file,
)
from app.crypto.totp import code_at
from app.db.desk import House, night, transaction
from app.db.engine import open_engine
from app.errors import Damaged, WrongKey
from app.models import Audit, Staff
from tests.casework.handing import given, hand_in
from tests.support import visiting
from tests.support.machine import SERVER_PASSPHRASE, Done, Machine, told
from tests.support.office import PASSPHRASE, SERVER_SECRET, Office
from tests.support.shell import copied

LINE = re.compile(r"^(\d+) of (\d+) rows done, (\d+) stand under the former key$", re.MULTILINE)


def sign_in_as(machine: Machine, name: str) -> tuple[list[str], str]:
    """Return the arguments, and what somebody types."""
    person = machine.office.people[name]
    code = code_at(person.totp_secret, system_clock())
    return ["rotate", "server-key", "--as", person.email], f"{PASSPHRASE}\n{code}\n"


def rotated(machine: Machine, name: str, before: str = "") -> Done:
    """Change the server key as somebody."""
    arguments, typed = sign_in_as(machine, name)
    return machine.run(*arguments, typed=before + typed)


def house_now(machine: Machine, secret: bytes | None = None) -> House:
    """Open the house with the key that lies in the file now."""
    settings = machine.office.house.settings
    keys = ServerKeys.from_secret(secret or load_server_key(machine.key_file))
    return House(open_engine(settings, keys), keys, machine.office.house.clock, settings)


def test_everything_stands_under_the_new_key(office: Office, tmp_path: Path) -> None:
    """Counted down to nothing; the check is sound, and the former key opens nothing."""
    case = office.open_case()
    with office.night() as desk:
        heads = [(row.seq, row.hash) for row in desk.db.scalars(select(Audit))]
    machine = Machine(office)
    done = rotated(machine, "carmen")
    assert done.returncode == 0, told(done)
    assert "NOTADB" not in done.stderr  # which key it stands under is asked, and is no fault
    counts = [tuple(map(int, each)) for each in LINE.findall(done.stdout)]
    assert counts[-1][2] == 0
    assert counts[0][2] == counts[0][1] > 50
    assert counts == sorted(counts)
    assert "Nothing stands under the former key." in done.stdout

    house = house_now(machine)
    findings = verify.verify(house)
    assert findings.wrong == []
    with night(house, writes=False) as desk:
        now = {row.seq: row.hash for row in desk.db.scalars(select(Audit))}
        # What mails, sign-ins and the witness file repeat is as it was.
        assert all(now[number] == hashed for number, hashed in heads)
        assert desk.db.scalar(select(Audit.action).order_by(Audit.seq.desc())) == rotation.ROTATE
    _opens_nothing(house, ServerKeys.from_secret(SERVER_SECRET))
    again = office.at(house)
    with again.reading("alma") as desk:
        assert cases.one(desk, case.id).id == case.id
    house.engine.dispose()


def _opens_nothing(house: House, former: ServerKeys) -> None:
    """Try the former keys on each row, past the file's own encryption."""
    with transaction(house, Keyring(server=former), writes=False) as db:
        for model in rotation.COUNTED:
            for row in db.scalars(select(model)):
                with pytest.raises(Damaged):
                    row.open_card()
    if house.settings.database_url is None:
        engine = open_engine(house.settings, former)
        with pytest.raises(WrongKey), night(replace(house, engine=engine), writes=False) as desk:
            desk.db.get(Staff, UUID(int=0))
        engine.dispose()


def test_a_passphrase_is_counted_down_by_signing_in(office: Office) -> None:
    """Her keys wait within a seal of the new key until she comes; then the former one is gone."""
    machine = Machine(office)
    assert rotated(machine, "carmen").returncode == 0
    house = house_now(machine)
    with night(house, writes=False) as desk:
        count = len(staff.active(desk))
        assert rotation.old_wraps(desk) == OldWraps(waiting=count, of=count)
        bundle = desk.db.get_one(Staff, office.people["alma"].id).bundle
    assert needs_new_wrap(bundle)
    house.engine.dispose()
    with machine.serving():
        _sign_in(machine, "alma")
        _sign_in(machine, "bruno")
    house = house_now(machine)
    with night(house, writes=False) as desk:
        assert rotation.old_wraps(desk) == OldWraps(waiting=count - 2, of=count)
        assert not needs_new_wrap(desk.db.get_one(Staff, office.people["alma"].id).bundle)
    house.engine.dispose()


def _sign_in(machine: Machine, name: str) -> None:
    person = machine.office.people[name]
    code = code_at(person.totp_secret, system_clock())
    typed = {"email": person.email, "password": PASSPHRASE, "code": code}
    url = f"{machine.url}/api/v1/session"
    answer = visiting.post(url, json=typed)
    assert answer.status_code == 200, answer.text


def test_twice_changed_is_changed(office: Office) -> None:
    """Entries and passphrases that were carried over once are carried on, not twice within."""
    machine = Machine(office)
    sizes = []
    for name in ("carmen", "olga"):
        done = rotated(machine, name)
        assert done.returncode == 0, told(done)
        house = house_now(machine)
        assert verify.verify(house).wrong == []
        with night(house, writes=False) as desk:
            first = desk.db.get_one(Audit, 1)
            alma = desk.db.get_one(Staff, office.people["alma"].id)
            sizes.append((len(first.card), len(alma.bundle)))
        house.engine.dispose()
    assert sizes[0] == sizes[1]
    with machine.serving():
        _sign_in(machine, "alma")


def test_custodians_give_the_new_key_back(office: Office, tmp_path: Path) -> None:
    """No paper was typed at the change; the same papers open the new key, and the former too."""
    machine = Machine(office)
    folder = tmp_path / "backups"
    assert machine.run("backup", str(folder)).returncode == 0
    done = rotated(machine, "carmen")
    assert "They may lie where they are" in done.stdout
    machine.wait(lambda: machine.run("backup", str(folder)).returncode == 0)  # one a second
    seeds = dict(enumerate(_seeds(office)[:2]))
    now = custody.read_outside(folder / "custodians.json")
    assert custody.server_key_in(now, seeds) == load_server_key(machine.key_file)
    [aside] = folder.glob("custodians-until-*.json")
    assert custody.server_key_in(custody.read_outside(aside), seeds) == SERVER_SECRET
    assert machine.run("restore", "--check", str(folder)).returncode == 0


def _seeds(office: Office) -> list[bytes]:
    return [papers.typed(papers.CUSTODIAN_KIT, kit) for kit in office.kits]


def test_it_does_not_run_beside_amparo(office: Office) -> None:
    """Neither while it serves, nor does it let anything start."""
    machine = Machine(office)
    with machine.serving():
        done = rotated(machine, "carmen")
        assert done.returncode == 2
        assert "Amparo is running on this database" in told(done)
    assert load_server_key(machine.key_file) == SERVER_SECRET


@pytest.mark.parametrize("name", ["alma", "nobody"])
def test_who_does_not_run_the_office_changes_nothing(office: Office, name: str) -> None:
    """Her role does not include it; and without a name nobody does."""
    machine = Machine(office)
    is_named = name != "nobody"
    done = rotated(machine, name) if is_named else machine.run("rotate", "server-key")
    assert done.returncode == 2
    assert machine.run("verify").returncode == 0
    assert load_server_key(machine.key_file) == SERVER_SECRET


def test_a_sealed_key_stays_under_its_passphrase(office: Office) -> None:
    """The new one lies under the same; no open key ever lies on the disk."""
    machine = Machine(office)
    machine.seal()
    done = rotated(machine, "carmen", before=SERVER_PASSPHRASE + "\n")
    assert done.returncode == 0, told(done)
    assert b"under a passphrase" in machine.key_file.read_bytes()
    assert machine.run("verify", typed=SERVER_PASSPHRASE + "\n").returncode == 0
    assert not next_to(machine.key_file).exists()


DEATHS = (0.02, 0.15, 0.3, 0.5, 0.8, 0.97)


def test_a_new_key_that_lies_open_is_not_taken_once_there_is_a_passphrase(office: Office) -> None:
    """Begun and broken off before the key was sealed: whoever took the disk then has it not."""
    machine = Machine(office)
    machine.seal()
    begun, lying = bytes(range(32, 64)), next_to(machine.key_file)
    write_key_file(lying, in_clear(begun))
    done = rotated(machine, "carmen", f"{SERVER_PASSPHRASE}\n")
    assert done.returncode == 0, told(done)
    assert not lying.exists()
    blob = load_sealed_key(machine.key_file)
    assert blob is not None
    assert open_server_key(blob, SERVER_PASSPHRASE) not in {begun, SERVER_SECRET}


@pytest.mark.parametrize("command", [("seal-key",), ("seal-key", "--undo")])
def test_how_the_key_lies_is_not_changed_while_a_new_one_is_begun(
    office: Office, command: tuple[str, ...]
) -> None:
    """The new one would go on lying as it did; the rotation is brought to its end first."""
    machine = Machine(office)
    typed = f"{SERVER_PASSPHRASE}\n{SERVER_PASSPHRASE}\n"
    if "--undo" in command:
        machine.seal()
    stood = machine.key_file.read_bytes()
    write_key_file(next_to(machine.key_file), in_clear(bytes(range(32, 64))))
    done = machine.run(*command, typed=typed)
    assert done.returncode != 0
    assert "rotate server-key" in told(done)
    assert machine.key_file.read_bytes() == stood


def names_door(house: House, seat: Seat) -> bool:
    """Tell whether the check of whoever opens the case calls a door wrong."""
    return any("tray_doors" in each for each in verify.verify_as(house, seat).wrong)


def test_no_number_finds_a_case_by_the_former_key(office: Office) -> None:
    """Until one of its people signs in; the check does not call the door wrong meanwhile."""
    case = office.open_case()
    former = copied(office, "tray_doors", case_id=case.id)[0]["token"]
    machine = Machine(office)
    assert rotated(machine, "carmen").returncode == 0
    house = house_now(machine)
    again = office.at(house)
    alma = office.people["alma"].seat
    assert copied(again, "tray_doors", case_id=case.id)[0]["token"] != former
    assert not names_door(house, alma)
    assert hand_in(again, "olga", case.number) is None
    with again.writing("alma") as desk:
        assert traydoors.keep_mine(desk) == 1
    given(again, "olga", case.number)
    with again.writing("alma") as desk:
        assert traydoors.keep_mine(desk) == 0
    assert not names_door(house, alma)
    house.engine.dispose()


@pytest.mark.parametrize("share", DEATHS)
def test_killed_anywhere_it_finishes_the_next_time(office: Office, share: float) -> None:
    """After the sign-in, at some share of the rows: the office stands under one key, whole."""
    office.open_case()
    machine = Machine(office)
    _kill(machine, "carmen", share)
    before = machine.run("verify")
    if before.returncode != 0:
        assert "was cut off here" in told(before)
    done = rotated(machine, "olga")
    assert done.returncode == 0, told(done)
    assert not next_to(machine.key_file).exists()
    house = house_now(machine)
    assert verify.verify(house).wrong == []
    with night(house, writes=False) as desk:
        assert audit.newest(desk)
    _opens_nothing(house, ServerKeys.from_secret(SERVER_SECRET))
    house.engine.dispose()


def _kill(machine: Machine, name: str, share: float) -> None:
    arguments, typed = sign_in_as(machine, name)
    program = machine.start(*arguments, streams=(PIPE, PIPE, DEVNULL))
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write(typed)
    program.stdin.flush()
    for line in program.stdout:
        found = LINE.match(line)
        if found and int(found[1]) >= share * int(found[2]):
            break
    time.sleep(share * 0.1)
    program.send_signal(signal.SIGKILL)
    program.wait()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_cut_off_between_database_and_file_every_command_says_so(office: Office) -> None:
    """The new key lies beside the old, the database is the new one's: one sentence, one command."""
    machine = Machine(office)
    former = machine.key_file.read_bytes()
    assert rotated(machine, "carmen").returncode == 0
    new = machine.key_file.read_bytes()
    next_to(machine.key_file).write_bytes(new)
    next_to(machine.key_file).chmod(0o600)
    machine.key_file.write_bytes(former)
    done = machine.run("serve", "--port", "0")
    assert done.returncode == 2
    assert "was cut off here" in told(done)
    assert machine.run("rotate", "server-key").returncode == 0
    assert machine.key_file.read_bytes() == new
    assert not next_to(machine.key_file).exists()
    assert machine.run("verify").returncode == 0
