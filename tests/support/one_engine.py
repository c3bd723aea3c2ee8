"""For tests in which the database has no part: they run on SQLite alone.

What is stored and found is asked on both engines where it is done, in tests/casework. Here belongs
what is decided before anybody asks the database or after it has answered, and the count of what it
is asked: both are asked the same.
"""

import pytest

# One test.
on_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


# A file of them, which imports it.
@pytest.fixture
def engine_name() -> str:
    """The one engine."""
    return "sqlite"
