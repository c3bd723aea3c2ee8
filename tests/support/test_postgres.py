"""The PostgreSQL of a test run."""

import psycopg
from sqlalchemy.engine import make_url

from tests.support import postgres


def _ask(url: str, question: str) -> object:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


def test_a_fresh_database_is_empty_and_sorts_by_code_point(postgresql_url: str) -> None:
    """No table of another test is there, and no locale of the machine leaks in."""
    tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
    assert _ask(postgresql_url, tables) == 0
    assert _ask(postgresql_url, "SELECT 'Z' < 'a'") is True


def test_a_template_is_filled_once(postgresql_server: str) -> None:
    """Copies hold what was filled in, and a second asker does not fill again."""
    fillings = []

    def fill(url: str) -> None:
        fillings.append(url)
        address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address) as connection:
            connection.execute("CREATE TABLE kept (n int)")
            connection.execute("INSERT INTO kept VALUES (7)")

    names = {postgres.template_database(postgresql_server, "filled_once", fill) for _ in range(2)}
    copy = postgres.fresh_database(postgresql_server, names.pop())
    try:
        assert _ask(copy, "SELECT n FROM kept") == 7
        assert len(fillings) <= 1
    finally:
        postgres.drop_database(copy)
