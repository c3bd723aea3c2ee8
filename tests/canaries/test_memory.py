"""What the memory of a served office holds, and to whom it shows it.

A program without the guard of `amparo serve` stands in where memory is looked into, so that a test
needs no rights of an administrator; it serves the same application.
"""

import base64
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx2
import pytest

from app.clock import system_clock
from app.crypto.totp import code_at
from tests.canaries import serving
from tests.canaries.serving import ROOT, environment, free_port
from tests.doors.visitors import OF_A_FORM
from tests.support import visiting
from tests.support.office import (
    PASSPHRASE,
    SERVER_SECRET,
    HandClock,
    Office,
    Person,
    copied,
    house_in,
)
from tests.support.offices import sqlite_office  # noqa: F401 - a fixture

NAME = "Zoraida Nightingale"
UNGUARDED = (
    "import sys\n"
    "from app import cli, memory\n"
    "memory.keep_here = lambda: None\n"
    "sys.exit(cli.main(sys.argv[1:]))"
)
ROUNDS, REQUESTS = 20, 30


@dataclass
class Served:
    """An office that is served, with a case of Alma's in it."""

    told: dict[str, str]
    folder: Path
    case_id: str
    alma: Person

    @property
    def url(self) -> str:
        """Where it is reached."""
        return self.told["AMPARO_BASE_URL"]

    def secrets(self, token: str) -> dict[str, bytes]:
        """Return what a thief of its memory would look for."""
        keys = self.alma.seat.keys
        return {
            "signing seed": keys.signing_seed,
            "opening seed": keys.xwing_seed,
            "symmetric key": keys.symmetric,
            "passphrase": PASSPHRASE.encode(),
            "code app": self.alma.totp_secret.encode(),
            "cookie": token.encode(),
            "name": NAME.split()[1].encode(),
        }


@pytest.fixture
def served(
    sqlite_office: tuple[Path, dict[str, Person]],  # noqa: F811 - the fixture of that name
    tmp_path: Path,
) -> Served:
    """An office with a case in it, and what its programs are told."""
    folder = copied(sqlite_office[0], tmp_path / "office")
    (folder / "server.key").write_bytes(base64.b64encode(SERVER_SECRET) + b"\n")
    (folder / "server.key").chmod(0o600)
    (folder / "tmp").mkdir()
    house = house_in(folder, HandClock(system_clock()))
    given, family = NAME.split()
    client = {"given_names": given, "family_name": family}
    opened = Office(house, HandClock(system_clock()), sqlite_office[1]).open_case(client=client)
    house.engine.dispose()
    told = environment(folder, None, free_port(), free_port())
    return Served(told, folder, str(opened.id), sqlite_office[1]["alma"])


@contextmanager
def running(office: Served, *, guarded: bool) -> Iterator[int]:
    """Serve the office; give the process's id."""
    before = serving.COMMAND
    if not guarded:
        serving.COMMAND = [sys.executable, "-P", "-c", UNGUARDED]
    try:
        with serving.serving(office.told, office.folder / "log") as process:
            yield process
    finally:
        serving.COMMAND = before


def seen(process: int, wanted: dict[str, bytes]) -> set[str]:
    """Return which of these values stand in a process's own memory."""
    found: set[str] = set()
    maps = Path(f"/proc/{process}/maps").read_text().splitlines()
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for span, rights, *_ in map(str.split, maps):
            if rights.startswith("rw"):
                first, last = (int(each, 16) for each in span.split("-"))
                held = _read(memory, first, last - first)
                found |= {name for name, value in wanted.items() if value in held}
    return found


def _read(memory: BinaryIO, first: int, length: int) -> bytes:
    try:
        memory.seek(first)
        return memory.read(length)
    except OSError:
        return b""  # given back since the list was read


def works(office: Served, client: httpx2.Client) -> str:
    """Sign Alma in and have her look at her case; return her cookie."""
    code = code_at(office.alma.totp_secret, system_clock())
    typed = {"email": office.alma.email, "password": PASSPHRASE, "code": code}
    assert client.post("/api/v1/session", json=typed).status_code == 200
    for path in (f"/cases/{office.case_id}", "/today", "/cases"):
        assert client.get(path).status_code == 200
    return str(client.cookies["amparo"])


def test_after_a_sign_out_no_key_is_left_in_memory(served: Served) -> None:
    """Once others were served: neither her keys nor what she typed, which no moment keeps.

    Names that were shown and the dead cookie may stand in memory that was given back; a new start
    has nothing of either.
    """
    with running(served, guarded=False) as process:
        with httpx2.Client(base_url=served.url, trust_env=False, timeout=60) as client:
            wanted = served.secrets(works(served, client))
            assert seen(process, wanted) >= {"cookie", "name"}  # the search finds what is there
            client.post("/sign-out", content="", headers={**OF_A_FORM, "origin": served.url})
            assert client.get("/api/v1/me").status_code == 401
        left = {"signing seed"}
        for _ in range(ROUNDS):
            for _ in range(REQUESTS):
                visiting.get(f"{served.url}/sign-in")
            left = seen(process, wanted) - {"cookie", "name"}
            if not left:
                break
        assert left == set()
    with running(served, guarded=False) as process:
        visiting.get(f"{served.url}/sign-in")
        assert seen(process, wanted) == set()


def test_a_served_office_leaves_no_core_and_shows_its_memory_to_nobody(served: Served) -> None:
    """No dump is written when it falls, and no other process of its account may look into it."""
    with running(served, guarded=True) as process:
        limits = Path(f"/proc/{process}/limits").read_text()
        [core] = [line for line in limits.splitlines() if line.startswith("Max core file size")]
        assert core.split()[4:6] == ["0", "0"]
        assert Path(f"/proc/{process}/mem").stat().st_uid == 0  # of nobody but the administrator


DUMPABLE = (
    "import ctypes\n"
    "from app import memory\n"
    "ask = lambda: ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)\n"
    "before = ask(); memory.keep_here(); print(before, ask())"
)


def test_the_guard_is_what_makes_the_difference() -> None:
    """Asked of the system itself: dumpable before, and not afterwards."""
    told = {"PATH": os.defpath, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-P", "-c", DUMPABLE], env=told, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["1", "0"]
