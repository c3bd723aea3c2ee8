"""For tests in which the database has no part: they run on SQLite alone.

What is stored and found is asked on both engines where it is done, in tests/casework. Here belongs
what is decided before anybody asks the database or after it has answered, and the count of what it
is asked: both are asked the same. A page belongs here whose deeds casework tests do on both;
test_access and test_matrix ask every address of it on PostgreSQL too.
"""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.support.offices import ENGINES

# One test.
on_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
# One test of a file of them, in which the database fails or is written to behind Amparo's back.
on_both = pytest.mark.parametrize("engine_name", ENGINES, indirect=True)


def first_on_both(
    names: Sequence[str], cases: Sequence[tuple[Any, ...]], engine: str = "engine_name"
) -> pytest.MarkDecorator:
    """Do every case on SQLite and the first on PostgreSQL too: the database is asked the same."""
    every = [("sqlite", *case) for case in cases] + [("postgresql", *cases[0])]
    return pytest.mark.parametrize((engine, *names), every, indirect=[engine])


# A file of them, which imports it.
@pytest.fixture
def engine_name(request: pytest.FixtureRequest) -> str:
    """The one engine, where a test names no other."""
    return str(getattr(request, "param", "sqlite"))
