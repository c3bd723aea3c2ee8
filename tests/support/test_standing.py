"""What one test leaves of a database to the next."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Engine

from tests.support import standing
from tests.support.office import HandClock, house_in
from tests.support.offices import postgresql_office  # noqa: F401 - a fixture
from tests.support.standing import Rows, Standing

STAFF = "SELECT count(*) FROM staff"


@pytest.fixture
def founded(postgresql_office: tuple[Rows, object]) -> Rows:  # noqa: F811 - the fixture above
    """What the small office's database holds."""
    return postgresql_office[0]


@pytest.fixture
def lent(postgresql_server: str, founded: Rows) -> Iterator[Standing]:
    """A database with the small office in it that nobody used before."""
    while standing._free:
        standing._free.pop().drop()
    found = standing.lent(postgresql_server)
    found.fill(founded, founded=founded)
    yield found
    while standing._free:
        standing._free.pop().drop()


def _asked(database: Standing, question: str) -> object:
    assert database.control is not None
    return database.control.execute(question.encode()).fetchone()


def _engine(database: Standing, tmp_path: object) -> Engine:
    return house_in(tmp_path, HandClock(), database.address).engine  # type: ignore[arg-type]


def test_it_is_filled_anew(postgresql_server: str, founded: Rows, lent: Standing) -> None:
    """Rows that went are there again, and none that came."""
    before = _asked(lent, STAFF)
    _asked(lent, "DELETE FROM audit RETURNING 1")
    _asked(lent, "DELETE FROM grants RETURNING 1")
    standing.give_back(lent)
    again = standing.lent(postgresql_server)
    assert again is lent
    again.fill(Rows(founded.database), founded=founded)
    assert _asked(again, STAFF) == (0,)
    again.fill(founded, founded=founded)
    assert _asked(again, STAFF) == before != (0,)
    assert again.rows(founded.database) == founded
    standing.give_back(again)


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE links DISABLE TRIGGER ALL",
        "ALTER TABLE audit DROP COLUMN action",
        "CREATE FUNCTION stumble() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE links RENAME TO links_elsewhere; ALTER TABLE links_elsewhere RENAME TO links",
    ],
)
def test_one_of_another_shape_is_left_to_nobody(
    postgresql_server: str, lent: Standing, change: str
) -> None:
    """Whatever was changed besides rows, also if it was changed back."""
    assert lent.control is not None
    lent.control.execute(change.encode())
    standing.give_back(lent)
    another = standing.lent(postgresql_server)
    assert another is not lent
    standing.give_back(another)


def test_one_that_somebody_is_connected_to_is_left_to_nobody(lent: Standing) -> None:
    """What goes on in it would go on in the next test."""
    with psycopg.connect(lent.address.replace("+psycopg", "")):
        standing.give_back(lent)
    assert lent not in standing._free


def test_a_connection_forgets_what_was_said_on_it(lent: Standing, tmp_path: object) -> None:
    """It is the same one, and is as a new one."""
    ours, told = "SELECT pg_backend_pid()", "SHOW search_path"
    engine = _engine(lent, tmp_path)
    with engine.connect() as connection:
        pid = connection.exec_driver_sql(ours).scalar_one()
        usual = connection.exec_driver_sql(told).scalar_one()
        connection.exec_driver_sql("SET search_path TO nowhere")
        connection.commit()
    engine.dispose()
    engine = _engine(lent, tmp_path)
    with engine.connect() as connection:
        assert connection.exec_driver_sql(ours).scalar_one() == pid
        assert connection.exec_driver_sql(told).scalar_one() == usual
    engine.dispose()
    standing.give_back(lent)
    assert standing._free == [lent]


def test_a_connection_left_twice_speaks_of_no_statement_that_is_gone(
    lent: Standing, tmp_path: object
) -> None:
    """The driver has the server keep what is asked often, until the server is told to forget."""
    for times in (1, 7, 7):  # it is kept from the sixth time on
        engine = _engine(lent, tmp_path)
        with engine.connect() as one, engine.connect() as other:
            for connection in [one, other] * times:
                assert connection.exec_driver_sql(STAFF).scalar_one() > 0
                connection.commit()
        engine.dispose()
