"""The office's commands, each as a program of its own, on a database that does not open."""

import base64
import os
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from app.casework.backup import backup
from app.errors import WrongKey
from tests.house.tree import ROOT
from tests.support import programs
from tests.support.office import SERVER_SECRET, Office

# What each command ends with where it cannot work, as docs and monitors know it.
ENDS = {
    ("serve", "--port", "0"): 2,
    ("serve", "--port", "0", "--without-worker"): 2,
    ("worker",): 2,
    ("migrate",): 2,
    ("verify",): 2,
    ("backup", "backups"): 2,
    ("health",): 1,
}


Done = CompletedProcess[str]


def run(office: Office, folder: Path, *command: str, key: bytes) -> Done:
    """Run a command as whoever administers the machine does, under a server key."""
    settings = office.house.settings
    path = folder / "other.key"
    path.write_bytes(base64.b64encode(key))
    path.chmod(0o600)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AMPARO_")},
        "AMPARO_DATA": str(settings.data),
        "AMPARO_SERVER_KEY_FILE": str(path),
        "PYTHONPATH": str(ROOT),
    }
    if settings.database_url is not None:
        environment["AMPARO_DATABASE_URL"] = settings.database_url.get_secret_value()
    return programs.run(command, cwd=folder, env=environment)


def told(done: Done) -> str:
    """Return all that was printed, log lines of the database's state left out."""
    said = done.stdout + done.stderr
    return re.sub(r"^WARNING .*\n", "", said, flags=re.MULTILINE)


@pytest.mark.parametrize("command", ENDS, ids=" ".join)
def test_another_server_key_is_one_sentence(
    office: Office, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """No command works on, writes or checks a database under a key that is not its own."""
    done = run(office, tmp_path, *command, key=bytes(32))
    assert WrongKey.default in told(done)
    assert "Traceback" not in told(done)
    assert done.returncode == ENDS[command]
    assert not list(tmp_path.glob("backups/*"))


def _first_page(file: bytes) -> bytes:
    return os.urandom(4096) + file[4096:]


def _all_but_the_first(file: bytes) -> bytes:
    return file[:4096] + os.urandom(len(file) - 4096)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize("harm", [_first_page, _all_but_the_first])
@pytest.mark.parametrize("command", ENDS, ids=" ".join)
def test_a_damaged_file_is_one_sentence(
    office: Office, tmp_path: Path, command: tuple[str, ...], harm: Callable[[bytes], bytes]
) -> None:
    """Whichever page of the file is no longer what was written."""
    office.house.engine.dispose()
    file = office.house.settings.database_file
    file.write_bytes(harm(file.read_bytes()))
    done = run(office, tmp_path, *command, key=SERVER_SECRET)
    assert WrongKey.default in told(done)
    assert "Traceback" not in told(done)
    assert done.returncode == ENDS[command]


@pytest.mark.parametrize("how", [("restore",), ("restore", "--check")], ids=" ".join)
def test_a_backup_under_another_key_is_one_sentence(
    office: Office, tmp_path: Path, how: tuple[str, ...]
) -> None:
    """It names the key and the next step, and leaves nothing half restored."""
    source = backup(office.house, tmp_path / "kept").file
    done = run(office, tmp_path, *how, str(source), key=bytes(32))
    assert "This backup does not open" in told(done)
    assert "Traceback" not in told(done)
    assert done.returncode == 2


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_restoring_over_a_database_of_another_key_is_one_sentence(
    office: Office, tmp_path: Path
) -> None:
    """What lies there already is neither opened nor overwritten."""
    source = backup(office.house, tmp_path / "kept").file
    office.house.engine.dispose()
    file = office.house.settings.database_file
    file.write_bytes(_first_page(file.read_bytes()))
    before = file.read_bytes()
    done = run(office, tmp_path, "restore", str(source), key=SERVER_SECRET)
    assert told(done).strip() == WrongKey.default
    assert done.returncode == 2
    assert file.read_bytes() == before
