"""Nobody of the usual people is there, a copy of two days ago comes back, a migration is killed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.casework.reminders.roster import read_roster
from app.db import migrations
from app.models import Absence
from app.worker import Worker
from tests.casework.reminders.telling import forward
from tests.night.house import HandClock, SmallOffice, house_at, reading
from tests.night.sink import Sink

ROOT = Path(__file__).parents[2]


def test_where_everybody_is_on_leave_somebody_is_told(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """The responsible person, her back-up and the supervisor are away without covers: all hear."""
    for name, role in (("ana", "attorney"), ("luis", "paralegal")):
        office.hire(name, role)
    office.hire("sofia", "supervising_attorney")
    office.hire("otto", "office_admin")
    now = office.clock.now
    with office.writing() as desk:
        for name in ("ana", "luis", "sofia"):
            who = office.people[name]
            told = {"declared_by": who, "declared_at": now, "word_of": None, "ended_at": None}
            until = now.replace(month=now.month + 1)
            desk.db.add(Absence(state="open", person_id=who, starts=now, until=until, **told))
    office.enter("ana", 5, backup_id=office.people["luis"])
    worker.run_once()
    told_of = {mail.to for mail in sink.taken() if "in 5 days" in mail.text}
    assert "ana@example.org" in told_of
    assert told_of & {"otto@example.org", "sofia@example.org"}
    with reading(office) as desk:
        assert set(read_roster(desk).covers) == {office.people[n] for n in ("ana", "luis", "sofia")}


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_a_copy_of_two_days_ago_tells_what_is_missing_once(
    office: SmallOffice, worker: Worker, sink: Sink
) -> None:
    """What was told since is told again in one routine and one urgent mail a person, no more."""
    office.hire("ana", "paralegal")
    for days in (9, 9, 5, 16, 32):
        office.enter("ana", days)
    worker.run_once()
    house = office.house
    with house.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    house.engine.dispose()
    path = house.settings.database_file
    shutil.copy(path, path.with_suffix(".kept"))
    for _ in range(8):
        forward(office, hours=6)
        worker.run_once()
    since = len(sink.taken())
    house.engine.dispose()
    shutil.copy(path.with_suffix(".kept"), path)
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    after = Worker(house)
    for _ in range(4):
        after.run_once()
        forward(office, minutes=10)
    after.close()
    mails = [mail for mail in sink.taken()[since:] if "\n- " in mail.text]
    assert 1 <= len(mails) <= 2
    told = [line[2:6] for mail in mails for line in mail.text.splitlines() if line[:2] == "- "]
    assert len(told) == len(set(told)) == 5


MIGRATE = """
import sys
from pathlib import Path
from app.db import migrations
from tests.night.house import HandClock, house_at
house = house_at(Path(sys.argv[1]), HandClock(), sys.argv[2] or None)
print("ready", flush=True)
migrations.upgrade(house.engine)
"""


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_migration_that_is_killed_is_done_by_the_next(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Whatever moment it dies in, the database is of no shape or of the newest one."""
    url = request.getfixturevalue("postgresql_url") if engine == "postgresql" else ""
    house = house_at(tmp_path, HandClock(), url or None)
    command = [sys.executable, "-P", "-c", MIGRATE, str(tmp_path), url]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    for wait_s in (0.05, 0.3, 0.8):
        with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE) as program:
            assert program.stdout is not None
            assert program.stdout.readline() == b"ready\n"
            time.sleep(wait_s)
            program.send_signal(signal.SIGKILL)
        assert migrations.current(house.engine) in {"", migrations.newest()}
    migrations.upgrade(house.engine)
    migrations.require_newest(house.engine)
    house.engine.dispose()
