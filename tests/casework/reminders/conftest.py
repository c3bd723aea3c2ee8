from collections.abc import Iterator
from pathlib import Path

import pytest

from app.casework.calendar import Calendar
from tests.night.house import HandClock, SmallOffice, house_at
from tests.night.rooms import bare


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SmallOffice]:
    """An office with an attorney, her back-up, a supervisor and an administrator."""
    with bare(request, request.param, tmp_path) as url:
        small = SmallOffice(house_at(tmp_path, HandClock(), url), HandClock())
        small.clock = small.house.clock
        small.found()
        small.hire("ana", "paralegal")
        small.hire("luis", "paralegal")
        small.hire("sofia", "supervising_attorney")
        small.hire("otto", "office_admin")
        yield small
        small.house.engine.dispose()


@pytest.fixture
def calendar() -> Calendar:
    """A calendar that knows nothing yet."""
    return Calendar()
