"""For a file of tests in which the database has no part: they run on SQLite alone.

What is stored and found is asked on both engines where it is done, in tests/casework. Here belongs
what is decided before anybody asks the database, or after it has answered.
"""

import pytest


@pytest.fixture
def engine_name() -> str:
    """The one engine."""
    return "sqlite"
