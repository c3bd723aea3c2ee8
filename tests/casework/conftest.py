"""Every casework test has an office of its own, on both engines."""

from uuid import UUID

import pytest

from tests.casework.covering import shared_by_two
from tests.support.office import Office
from tests.support.offices import (  # noqa: F401 - fixtures
    empty_house,
    engine_name,
    office,
    postgresql_office,
    sqlite_office,
    statements,
)


@pytest.fixture
def case_id(office: Office) -> UUID:  # noqa: F811 - the fixture above
    """A case of Dina's and Alma's alone, for the tests of covers."""
    return shared_by_two(office)
