"""Every test of the doors has the whole application over an office of its own."""

import pytest

from tests.doors.visitors import Doors
from tests.support.office import Office
from tests.support.offices import (  # noqa: F401 - fixtures
    empty_house,
    engine_name,
    office,
    postgresql_office,
    sqlite_office,
)


@pytest.fixture
def doors(office: Office) -> Doors:  # noqa: F811 - the fixture above
    """Both doors of the office, with browsers and programs before them."""
    return Doors(office)
