"""A machine whose server key nobody carries away: it starts locked, says so, and is unlocked."""

import contextlib
import json
import os
import pty
import signal
import socket
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app import porter, unlocking
from app.casework.reminders import troubles
from app.clock import system_clock
from app.crypto.serverkeys import load_server_key
from app.crypto.totp import code_at
from app.errors import KeySealed
from app.models import Audit
from tests.night.sink import Sink
from tests.support import visiting
from tests.support.machine import SERVER_PASSPHRASE, Machine, told
from tests.support.office import PASSPHRASE, SERVER_SECRET, Office

TO = "eva@alarms.example.org"
SEALED = troubles.sentence_of(troubles.SEALED)
OVER = "This is over."


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    """A real mail server."""
    with Sink(tmp_path / "journal") as sink:
        yield sink


@pytest.fixture
def machine(office: Office, sink: Sink) -> Machine:
    """A machine whose key is under a passphrase, and whose keeper is told of alarms."""
    more = {"AMPARO_SMTP_PORT": str(sink.port), "AMPARO_ALARM_TO": TO}
    machine = Machine(office, more)
    machine.seal()
    return machine


def alarms(sink: Sink) -> list[str]:
    """Return the texts of the alarms that the mail server took."""
    return [mail.text for mail in sink.taken() if mail.to == TO]


def signs_in(machine: Machine, name: str = "alma") -> int:
    """Return how the JSON door answers a sign-in."""
    person = machine.office.people[name]
    typed = {
        "email": person.email,
        "password": PASSPHRASE,
        "code": code_at(person.totp_secret, system_clock()),
    }
    answer = visiting.post(f"{machine.url}/api/v1/session", json=typed)
    return answer.status_code


def _is_locked_for_strangers(machine: Machine) -> None:
    page = machine.get("/today", **{"Accept-Language": "es"})
    assert page.status_code == 503
    assert "Amparo está bloqueado" in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    asked = machine.get("/api/v1/today")
    assert (asked.status_code, asked.json()["code"]) == (503, "sealed")
    ready = machine.get("/health/ready")
    assert (ready.status_code, ready.text) == (503, "locked")
    assert signs_in(machine) == 503


def test_it_starts_locked_and_works_once_unlocked(machine: Machine, sink: Sink) -> None:
    """One process: locked for everybody, an alarm, a wrong and the right passphrase, all of it."""
    with machine.serving() as program:
        _is_locked_for_strangers(machine)
        machine.wait(lambda: alarms(sink))
        assert SEALED in alarms(sink)[0]
        well = machine.run("health")
        assert (well.returncode, well.stdout.strip()) == (1, porter.STILL_LOCKED)

        wrong = machine.unlock("six words out of nowhere")
        assert wrong.returncode == 2
        assert "does not open the server key" in told(wrong)
        assert machine.get("/health/ready").text == "locked"

        done = machine.unlock()
        assert done.returncode == 0, told(done)
        assert len(done.stdout.strip().splitlines()) == 3
        machine.wait(lambda: machine.get("/sign-in").status_code == 200)
        assert program.poll() is None
        assert signs_in(machine) == 200
        machine.wait(lambda: any(OVER in text for text in alarms(sink)))
        assert "unlocked already" in machine.unlock().stdout
        # The worker works inside, and says so through the same process.
        machine.wait(lambda: porter.STILL_LOCKED not in machine.run("health").stdout)
    with machine.office.night() as desk:
        deeds = list(desk.db.scalars(select(Audit.action)))
    assert deeds.count("server.unlock") == 1


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_killed_machine_comes_up_locked_and_says_so(machine: Machine, sink: Sink) -> None:
    """Killed while open, it holds nothing that would open it; and each start is told of."""
    for count in (1, 2):
        with machine.serving() as program:
            assert machine.get("/health/ready").text == "locked"
            machine.wait(lambda: sum(SEALED in text for text in alarms(sink)) >= count)  # noqa: B023
            assert machine.unlock().returncode == 0
            machine.wait(lambda: machine.get("/sign-in").status_code == 200)
            program.send_signal(signal.SIGKILL)
            program.wait()
    left = [path for path in machine.key_file.parent.rglob("*") if path.is_file()]
    secrets = (SERVER_SECRET, SERVER_PASSPHRASE.encode(), SERVER_SECRET.hex().encode())
    for path in left:
        assert not any(secret in path.read_bytes() for secret in secrets), path


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_whoever_guesses_has_to_wait(machine: Machine) -> None:
    """Three are free; then even the right one waits, and is told how long."""
    with machine.serving():
        for _ in range(3):
            assert "does not open" in told(machine.unlock("something else entirely"))
        late = machine.unlock()
        assert late.returncode == 2
        assert "wrong several times" in told(late)
        assert machine.get("/health/ready").text == "locked"
        machine.wait(lambda: machine.unlock().returncode == 0)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_socket_is_this_accounts_alone(machine: Machine) -> None:
    """0600 in a folder that is 0700; what is no question gets no key and stops nothing."""
    path = machine.office.house.settings.data / porter.SOCKET
    with machine.serving():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_ISSOCK(path.stat().st_mode)
        for sent in (b"nonsense\n", b"[]\n", b'{"ask": "unlock"}\n', b"x" * 20_000 + b"\n"):
            with socket.socket(socket.AF_UNIX) as line, contextlib.chdir(path.parent):
                line.connect(path.name)  # a whole path may be too long for an address
                line.sendall(sent)
                try:
                    answer = line.makefile().readline()
                except ConnectionResetError:  # hung up on in the middle of it
                    answer = ""
            assert not answer or json.loads(answer)["done"] is False
        if os.geteuid() == 0:
            _as_nobody(path)
        assert machine.get("/health/ready").text == "locked"


def _as_nobody(path: Path) -> None:
    """Ask from another account, with every mode opened: the peer's account is looked at too."""
    for each in (path, *path.parents):
        if each.stat().st_uid == os.geteuid() and each != Path("/"):
            each.chmod(each.stat().st_mode | 0o777)
    ask = f"""
import os, socket, sys
os.setuid(65534)
os.chdir({str(path.parent)!r})
line = socket.socket(socket.AF_UNIX)
line.connect({path.name!r})
try:
    line.sendall(b'{{"ask": "state"}}\\n')
    sys.exit(3 if line.recv(100) else 4)
except OSError:  # hung up on before anything was read
    sys.exit(4)
"""
    done = subprocess.run(["/usr/bin/env", "python3", "-c", ask], check=False, capture_output=True)
    path.parent.chmod(0o700)
    assert done.returncode == 4, done.stderr


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_it_asks_at_a_terminal_and_shows_nothing(machine: Machine) -> None:
    """What is typed is not echoed."""
    with machine.serving():
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(machine.key_file.parent)
            command = machine.command("unlock")
            os.execve(command[0], command, machine.environment)  # noqa: S606
        seen = b""
        while b"Passphrase of the server key: " not in seen:
            seen += os.read(terminal, 1000)
        os.write(terminal, SERVER_PASSPHRASE.encode() + b"\n")
        try:
            while part := os.read(terminal, 1000):
                seen += part
        except OSError:  # the terminal ends with its program
            pass
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert b"Amparo is unlocked" in seen
        assert SERVER_PASSPHRASE.encode() not in seen


def test_commands_ask_for_the_passphrase(machine: Machine, tmp_path: Path) -> None:
    """Verify, backup, its check and health; without one they say what to do."""
    folder = str(tmp_path / "backups")
    typed = SERVER_PASSPHRASE + "\n"
    assert machine.run("verify", typed=typed).returncode == 0
    done = machine.run("backup", folder, typed=typed)
    assert done.returncode == 0, told(done)
    assert machine.run("restore", "--check", folder, typed=typed).returncode == 0
    assert machine.run("verify", typed="another passphrase\n").returncode == 2
    silent = machine.run("verify")
    assert silent.returncode == 2
    assert "AMPARO_SERVER_KEY_PASSPHRASE_FILE" in told(silent)
    well = machine.run("health")
    assert (well.returncode, well.stdout.strip()) == (1, unlocking.NOBODY_THERE)
    nobody = machine.unlock()
    assert nobody.returncode == 2
    assert "not running here" in told(nobody)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_open_process_writes_the_nightly_backup(machine: Machine, tmp_path: Path) -> None:
    """A timer has no passphrase: it asks the process that has the key, which gives none away."""
    folder = tmp_path / "backups"
    with machine.serving():
        assert machine.run("backup", str(folder)).returncode == 2  # locked, and nobody types
        assert machine.unlock().returncode == 0
        done = machine.run("backup", str(folder))
        assert done.returncode == 0, told(done)
        assert "written and read back" in done.stdout
    assert len(list(folder.glob("*.content.backup"))) == 1
    assert len(list(folder.glob("*.keyring.backup"))) == 1


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_file_for_scripts_opens_it(machine: Machine, tmp_path: Path) -> None:
    """Where the office wants that: for its account alone, and gone it is locked again."""
    file = tmp_path / "passphrase"
    file.write_text(SERVER_PASSPHRASE + "\n")
    file.chmod(0o640)
    machine.more["AMPARO_SERVER_KEY_PASSPHRASE_FILE"] = str(file)
    loose = machine.run("verify")
    assert loose.returncode == 2
    assert "chmod 600" in told(loose)
    file.chmod(0o600)
    assert machine.run("verify").returncode == 0
    with machine.serving():
        assert machine.get("/sign-in").status_code == 200
    file.unlink()
    with machine.serving():
        assert machine.get("/health/ready").text == "locked"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_key_goes_under_a_passphrase_and_back(office: Office) -> None:
    """There is one file, at every moment; a slip changes nothing."""
    machine = Machine(office)
    path = machine.key_file
    before = path.read_bytes()
    for typed, says in (
        ("short\nshort\n", "at least 16"),
        (f"{SERVER_PASSPHRASE}\nanother one entirely\n", "differ"),
        ("", "no terminal"),
    ):
        slip = machine.run("seal-key", typed=typed)
        assert slip.returncode == 2
        assert says in told(slip)
        assert path.read_bytes() == before
    machine.seal()
    with pytest.raises(KeySealed):
        load_server_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert machine.run("seal-key").returncode == 2
    wrong = machine.run("seal-key", "--undo", typed="another one entirely\n")
    assert wrong.returncode == 2
    done = machine.run("seal-key", "--undo", typed=SERVER_PASSPHRASE + "\n")
    assert done.returncode == 0, told(done)
    assert load_server_key(path) == SERVER_SECRET
    assert machine.run("seal-key", "--undo").returncode == 2
    assert [each.name for each in path.parent.iterdir() if "key" in each.name] == [path.name]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_another_process_does_not_take_its_place(machine: Machine) -> None:
    """Two that serve would share neither sessions nor the socket."""
    with machine.serving():
        second = machine.run("serve", "--port", "0")
        assert second.returncode == 2
        assert "waits there already" in told(second)
        assert machine.unlock().returncode == 0
