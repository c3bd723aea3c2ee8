"""Every test of the doors has the whole application over an office of its own."""

from collections.abc import Iterator

import pytest
from anyio.from_thread import start_blocking_portal
from starlette.testclient import TestClient

from tests.doors.visitors import Doors
from tests.support.office import Office
from tests.support.offices import (  # noqa: F401 - fixtures
    empty_house,
    engine_name,
    office,
    postgresql_office,
    sqlite_office,
)


@pytest.fixture(scope="session", autouse=True)
def _one_loop() -> Iterator[None]:
    """Have all requests answered in one event loop, as a server does.

    The client would otherwise start a thread with a loop of its own for each request, which takes
    as long as an answer.
    """
    with start_blocking_portal() as portal, pytest.MonkeyPatch.context() as patch:
        patch.setattr(TestClient, "portal", portal)
        yield


@pytest.fixture
def doors(office: Office) -> Doors:  # noqa: F811 - the fixture above
    """Both doors of the office, with browsers and programs before them."""
    return Doors(office)
