"""Every test of the doors has the whole application over an office of its own."""

from collections.abc import Iterator

import pytest

from tests.doors.visitors import Doors
from tests.support.answering import in_one_loop
from tests.support.office import Office
from tests.support.offices import (  # noqa: F401 - fixtures
    empty_house,
    engine_name,
    office,
    postgresql_office,
    sqlite_office,
    statements,
)


@pytest.fixture(scope="session", autouse=True)
def _one_loop() -> Iterator[None]:
    """Have all requests answered in one event loop, as a server does."""
    with in_one_loop():
        yield


@pytest.fixture
def doors(office: Office) -> Doors:  # noqa: F811 - the fixture above
    """Both doors of the office, with browsers and programs before them."""
    return Doors(office)
