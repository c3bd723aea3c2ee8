"""For tests in which the database has no part: they run on SQLite alone.

What is stored and found is asked on both engines where it is done, in tests/casework. Here belongs
what is decided before anybody asks the database or after it has answered, and the count of what it
is asked: both are asked the same.
"""

import pytest

from tests.support.offices import ENGINES

# One test.
on_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
# One test of a file of them, in which the database fails or is written to behind Amparo's back.
on_both = pytest.mark.parametrize("engine_name", ENGINES, indirect=True)


# A file of them, which imports it.
@pytest.fixture
def engine_name(request: pytest.FixtureRequest) -> str:
    """The one engine, where a test names no other."""
    return str(getattr(request, "param", "sqlite"))
