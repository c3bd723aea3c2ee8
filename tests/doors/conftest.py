"""Every test of the doors has an office of its own, on both engines, and both doors of it."""

import pytest

from tests.doors.visitors import Doors
from tests.support.office import Office
from tests.support.offices import (  # noqa: F401 - fixtures
    engine_name,
    office,
    postgresql_office,
    sqlite_office,
)


@pytest.fixture
def doors(office: Office) -> Doors:  # noqa: F811 - the fixture of that name
    """Both doors of the office."""
    return Doors(office)
