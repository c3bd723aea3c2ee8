"""Times that PostgreSQL keeps and Python has no instant for."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from app.casework import backup, pulse, verify
from app.casework.cases import one
from app.db.instants import FAR_FUTURE, FAR_PAST
from tests.support.office import Office

# SQLite keeps no such time.
pytestmark = pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("infinity", FAR_FUTURE),
        ("-infinity", FAR_PAST),
        ("20000-01-01 00:00:00+00", FAR_FUTURE),
        ("0044-03-15 12:00:00+00 BC", FAR_PAST),
        ("2027-04-14 14:00:00+00", datetime.fromisoformat("2027-04-14T14:00:00+00:00")),
    ],
)
def test_every_time_that_can_be_kept_is_read(office: Office, kept: str, read: datetime) -> None:
    """The far ones are an instant that no deed was done at."""
    query = text("SELECT CAST(:kept AS timestamptz)")
    with office.house.engine.connect() as connection:
        assert connection.execute(query, {"kept": kept}).scalar_one() == read


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE audit SET at = 'infinity' WHERE seq = 2", "audit: the chain of entries is broken"),
        ("UPDATE members SET until = '-infinity'", "changed in clear: until"),
        ("UPDATE grants SET until = 'infinity'", "changed in clear: until"),
        ("INSERT INTO heartbeat VALUES ('worker', 'infinity', 0, '')", "a time in the future"),
    ],
)
def test_a_time_beyond_all_blinds_no_check_and_stops_no_backup(
    office: Office, tmp_path: Path, change: str, named: str
) -> None:
    """The row is named, the others are read."""
    case_id = office.open_case(named_only=True).id
    with office.house.engine.begin() as connection:
        connection.execute(text(change))
    assert any(named in each for each in verify.verify(office.house).wrong)
    with office.night() as desk:
        assert pulse.pulse(desk).sentence
    assert backup.backup(office.house, tmp_path / "backups").counts["cases"] == 1
    if "grants" not in change:
        with office.reading() as desk:
            assert one(desk, case_id).id == case_id
