"""The PostgreSQL of a test run."""

import psycopg
from sqlalchemy.engine import make_url


def _address(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _ask(url: str, question: str) -> object:
    with psycopg.connect(_address(url)) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


def test_a_fresh_database_is_empty_and_sorts_by_code_point(postgresql_url: str) -> None:
    """No table of another test is there, and no locale of the machine leaks in."""
    tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
    assert _ask(postgresql_url, tables) == 0
    assert _ask(postgresql_url, "SELECT 'Z' < 'a'") is True
