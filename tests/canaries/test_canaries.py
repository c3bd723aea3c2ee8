"""Nothing that was typed lies readable anywhere, and what would lie there would be found."""

import base64
import hashlib
import os
import re
import signal
import smtplib
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from app.casework import backup, restored
from app.db.desk import House
from tests.canaries.journey import Journey
from tests.canaries.places import Places
from tests.canaries.planted import Canary, forms
from tests.canaries.serving import environment, free_port, run, serving
from tests.night.sink import Sink
from tests.support import postgres
from tests.support.office import SERVER_SECRET, HandClock, Office, Person, copied, house_in
from tests.support.offices import sqlite_office  # noqa: F401 - a fixture

LEAST = 20
MIB = 1024 * 1024
SQLITE = {"amparo.db", "amparo.db-wal", "amparo.db-shm"}
EMPTY = re.compile(rb"\0{64,}")  # what no value has inside; a server's files are full of it
PLANTED = Canary("planted on purpose", "Nightingale at the parapet, 23 o'clock")


@dataclass
class Worked:
    """An office after the journey, still served."""

    places: Places
    canaries: list[Canary]


@pytest.fixture(params=["sqlite", "postgresql"])
def house(
    request: pytest.FixtureRequest,
    sqlite_office: tuple[Path, dict[str, Person]],  # noqa: F811 - the fixture of that name
    tmp_path: Path,
) -> Iterator[tuple[House, Path | None]]:
    """A founded office; on PostgreSQL on a server of its own that writes down every statement."""
    folder = copied(sqlite_office[0], tmp_path / "office")
    (folder / "server.key").write_bytes(base64.b64encode(SERVER_SECRET) + b"\n")
    (folder / "server.key").chmod(0o600)
    (folder / "tmp").mkdir()
    founded = house_in(folder, HandClock())
    if request.param == "sqlite":
        yield founded, None
        founded.engine.dispose()
        return
    written = backup.backup(founded, tmp_path / "founded").file
    founded.engine.dispose()
    (folder / "data" / "amparo.db").unlink()
    loud = {"log_statement": "all", "log_min_messages": "info", "wal_level": "replica"}
    with postgres.server_of_its_own(**loud) as (url, server):
        house = house_in(folder, HandClock(), url)
        backup.restore(house.settings, house.keys, written)
        with Office(house, HandClock(), sqlite_office[1]).writing("carmen") as desk:
            restored.confirm(desk, sure=True)
        yield house, server
        house.engine.dispose()


@pytest.fixture
def worked(
    house: tuple[House, Path | None],
    sqlite_office: tuple[Path, dict[str, Person]],  # noqa: F811 - the fixture of that name
    tmp_path: Path,
) -> Iterator[Worked]:
    """The office after a day at its doors, backed up, checked and still served."""
    opened, server = house
    url = opened.settings.database_url
    with ExitStack() as stack:
        sink = stack.enter_context(Sink(tmp_path / "journal"))
        folder = tmp_path / "office"
        told = environment(folder, url.get_secret_value() if url else None, free_port(), sink.port)
        places = Places(folder, opened.engine, sink, server)
        places.process = stack.enter_context(serving(told, places.log))
        alma, carmen = (sqlite_office[1][name] for name in ("alma", "carmen"))
        journey = Journey(told["AMPARO_BASE_URL"], sink, alma, carmen)
        journey.go()
        stack.callback(journey.hanging.close)
        with places.log.open("a") as log:
            log.write(run(told, "backup", str(places.backups)))
            log.write(run(told, "restore", "--check", str(places.backups)))
            log.write(run(told, "verify"))
        yield Worked(places, journey.canaries)


def test_nothing_typed_lies_readable_anywhere(worked: Worked) -> None:
    """Data, tables, logs, temporary files, mails, backup and process: no planted value, no form."""
    places, canaries = worked.places, worked.canaries
    assert len({canary.value for canary in canaries}) >= LEAST
    found = hits(places, canaries)
    assert [hit for hit in found if not _may(canaries, hit)] == []
    # The mail's own address is found where it may stand, so the search does look there.
    assert {kind for name, kind, _ in found if name == "staff mail address"} == {"mail"}
    if places.server is None:
        assert {path.name for path in places.data.iterdir()} >= SQLITE
    # One document is still on its way; killed in its midst, the process leaves nothing of it.
    [arriving] = (places.data / "incoming").iterdir()
    assert arriving.stat().st_size > MIB
    os.kill(places.process, signal.SIGKILL)
    places.process = 0
    left = hits(places, [each for each in canaries if each.name.startswith("document")])
    assert left == set()
    assert arriving.exists()
    with planting(places):
        seen = hits(places, [PLANTED])
    assert {kind for _, kind, _ in seen} == places.kinds()
    assert {form for _, _, form in seen} == {form for form, _ in forms(PLANTED.value)}


def hits(places: Places, canaries: list[Canary]) -> set[tuple[str, str, str]]:
    """Return (value, kind of place, encoding) for each value that lies readable somewhere."""
    names = {
        shape: (canary.name, form) for canary in canaries for form, shape in forms(canary.value)
    }
    wanted = any_of(names)

    held: dict[bytes, set[bytes]] = {}  # many a file of a server is the same in each database
    found: set[tuple[str, str, str]] = set()
    for kind, content in places.everything():
        known = hashlib.sha256(content).digest()
        if known not in held:
            held[known] = set(wanted.findall(EMPTY.sub(bytes(64), content)))
        found |= {(names[shape][0], kind, names[shape][1]) for shape in held[known]}
    return found


def any_of(shapes: Iterable[bytes]) -> re.Pattern[bytes]:
    """Return a search for all at once, which tries only those that begin with the byte it is at."""
    begun: dict[bytes, list[bytes]] = defaultdict(list)
    # Longer ones first, so that no value hides another that it begins with.
    for shape in sorted(shapes, key=len, reverse=True):
        begun[shape[:1]].append(re.escape(shape[1:]))
    return re.compile(
        b"|".join(re.escape(first) + b"(?:%b)" % b"|".join(rest) for first, rest in begun.items())
    )


def _may(canaries: list[Canary], hit: tuple[str, str, str]) -> bool:
    name, kind, _ = hit
    return any(canary.name == name and kind in canary.may_stand_in for canary in canaries)


@contextmanager
def planting(places: Places) -> Iterator[None]:
    """Put one value into every kind of place, each time in another form."""
    shapes = iter([shape for _, shape in forms(PLANTED.value)] * 3)
    for path in (
        places.data / "stray",
        places.backups / "x.backup",
        places.temporary / "spooled",
        places.log,
    ):
        with path.open("ab") as file:
            file.write(next(shapes))
    with places.engine.begin() as connection:
        connection.execute(text("CREATE TABLE planted (said TEXT)"))
        said = text("INSERT INTO planted VALUES (:said)")
        connection.execute(said, {"said": next(shapes).decode()})
    with smtplib.SMTP("127.0.0.1", places.sink.port) as post:
        post.sendmail("a@example.org", ["b@example.org"], b"Subject: x\r\n\r\n" + next(shapes))
    told = [next(shapes).decode() for _ in range(3)]
    with _talker(places.temporary / "removed", *told) as places.process:
        yield


@contextmanager
def _talker(path: Path, removed: str, told: str, said: str) -> Iterator[int]:
    """Run a process that shows what it was told in each way; give its id."""
    script = (
        "import os, sys\n"
        "file = open(sys.argv[1], 'w+'); os.unlink(sys.argv[1])\n"
        "file.write(sys.stdin.readline()); file.flush(); print(flush=True); sys.stdin.readline()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path), said],
        env={"PATH": os.defpath, "TOLD": told},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(removed + "\n")
        program.stdin.flush()
        program.stdout.readline()
        yield program.pid
