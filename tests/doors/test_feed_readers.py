"""The feed as other people's programs read it: vdirsyncer fetches it, khal shows its days."""

import base64
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from app.casework import amending, feeds, hearings, scheduling
from app.casework.amending import HearingChange
from app.casework.feeds import NewFeed
from app.casework.scheduling import NewHearing
from app.clock import local, system_clock
from tests.canaries.serving import environment, free_port, serving
from tests.support.office import SERVER_SECRET, ZONE, Office, Person, copied, house_in
from tests.support.offices import sqlite_office  # noqa: F401 - a fixture

SYNC = """
[general]
status_path = "{at}/status/"
[pair feed]
a = "remote"
b = "local"
collections = null
[storage remote]
type = "http"
url = "{url}"
[storage local]
type = "filesystem"
path = "{at}/days/"
fileext = ".ics"
"""
SHOW = """
[calendars]
[[feed]]
path = {at}/days
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {at}/khal.db
"""


class Reader:
    """Somebody's calendar: vdirsyncer and khal, told nothing but the address."""

    def __init__(self, folder: Path, url: str) -> None:
        self._at = folder
        (folder / "days").mkdir(parents=True)
        (folder / "sync").write_text(SYNC.format(at=folder, url=url))
        (folder / "show").write_text(SHOW.format(at=folder, zone=ZONE))
        self._runs("vdirsyncer", "-c", str(folder / "sync"), "discover")

    def days(self) -> list[str]:
        """Fetch the feed and return what khal shows of it, a line an entry."""
        self._runs("vdirsyncer", "-c", str(self._at / "sync"), "sync")
        told = "{start-date} {start-time} {title}|{status}"
        today = local(system_clock(), ZONE).date().isoformat()
        said = self._runs(
            "khal",
            "-c",
            str(self._at / "show"),
            "list",
            "--notstarted",
            "--format",
            told,
            "--day-format",
            "",
            today,
            "300d",
        )
        return sorted(line.strip() for line in said.splitlines() if line.strip())

    def files(self) -> list[str]:
        """Return what vdirsyncer keeps, an item each."""
        return [each.read_text() for each in (self._at / "days").iterdir()]

    def _runs(self, name: str, *arguments: str) -> str:
        beside = Path(sys.executable).parent
        found = shutil.which(name, path=str(beside)) or shutil.which(name)
        assert found, f"{name} is not here: install requirements/dev.txt"
        env = {"HOME": str(self._at), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        done = subprocess.run(
            [found, *arguments], env=env, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def office(
    sqlite_office: tuple[Path, dict[str, Person]],  # noqa: F811 - the fixture of that name
    tmp_path: Path,
) -> Office:
    """A founded office in a folder, by this machine's own clock."""
    folder = copied(sqlite_office[0], tmp_path / "office")
    (folder / "server.key").write_bytes(base64.b64encode(SERVER_SECRET) + b"\n")
    (folder / "server.key").chmod(0o600)
    (folder / "tmp").mkdir()
    house = house_in(folder, system_clock)  # type: ignore[arg-type]
    return Office(house, system_clock, sqlite_office[1])  # type: ignore[arg-type]


def test_vdirsyncer_and_khal_read_the_feed(office: Office, tmp_path: Path) -> None:
    """The day, then the day it was moved to, then that it fell away; no word of a client."""
    first = local(system_clock(), ZONE).date() + timedelta(days=60)
    case = office.open_case("alma", title="Canary Vessel Matter")
    new = {"case_id": case.id, "starts": f"{first}T08:30", "kind": "master", "tz": ZONE}
    with office.writing() as desk:
        heard = scheduling.schedule_hearing(desk, NewHearing.model_validate(new))
        token = feeds.begin(desk, NewFeed(hours=True))
    told = environment(tmp_path / "office", None, free_port(), 25)
    url = f"{told['AMPARO_BASE_URL']}/feed/{token}.ics"
    with serving(told, tmp_path / "log"):
        reader = Reader(tmp_path / "reader", url)
        assert f"{first} 08:30 Amparo item|CONFIRMED" in reader.days()
        moved = first + timedelta(days=1)
        again = new | {"starts": f"{moved}T10:00", "replaces": heard.id, "reason": "The court"}
        with office.writing() as desk:
            heard = scheduling.schedule_hearing(desk, NewHearing.model_validate(again))
        days = reader.days()
        assert f"{moved} 10:00 Amparo item|CONFIRMED" in days
        assert f"{first} 08:30 Amparo item|CANCELLED" in days
        with office.writing() as desk:
            version = hearings.one(desk, heard.id).version
            wanted = {"version": version, "status": "cancelled", "reason": "By the court"}
            amending.change(desk, heard.id, HearingChange.model_validate(wanted))
        assert f"{moved} 10:00 Amparo item|CANCELLED" in reader.days()
        assert not any("Canary" in each or "Quiñones" in each for each in reader.files())
    assert token not in (tmp_path / "log").read_text()
