"""PostgreSQL databases that one test leaves to the next of its process, filled anew for it.

To copy a database, connect to it, learn its tables and drop it takes longer than most tests do.
One whose tables are as they were, and that nobody else is connected to, is emptied instead and
filled with the rows that the next test begins with; its connections stay, and forget what was said
on them. Any other is dropped, and so is one that has served for long.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

import app.models  # noqa: F401 - whatever reads the list of tables finds them all
from app.db.columns import Base
from tests.support import postgres

LONG = 60  # rows that are gone stay in the files: nobody cleans up

# What a test may have changed besides rows: each change of a catalog's row is a new row of it.
_CATALOGS = {
    "pg_class": "oid",
    "pg_attribute": "attrelid",
    "pg_attrdef": "adrelid",
    "pg_constraint": "oid",
    "pg_index": "indexrelid",
    "pg_proc": "oid",
    "pg_rewrite": "oid",
    "pg_trigger": "oid",
    "pg_type": "oid",
    "pg_namespace": "oid",
    "pg_extension": "oid",
}
_OWN = 16384  # the first number that PostgreSQL gives to what is made after a cluster
_SHAPE = " UNION ALL ".join(
    f"SELECT '{catalog}', count(*), max(xmin::text::bigint) FROM {catalog} WHERE {of} >= {_OWN}"
    for catalog, of in _CATALOGS.items()
)
_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


TABLES = (*(table.name for table in Base.metadata.sorted_tables), "alembic_version")
_EMPTIED = " ".join(f'DELETE FROM "{name}";' for name in reversed(TABLES))
# Rows come again in the order in which they came at first, if no room of others is left for them.
_LARGER = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 8192
"""


@dataclass(frozen=True)
class Rows:
    """What an office's database holds, and one whose tables are the same."""

    database: str
    filling: str = ""  # the statements that put these rows into it once it is empty


@dataclass
class Standing:
    """A database, the connection by which it is filled, and those that are left for the next."""

    address: str
    control: psycopg.Connection | None = None  # None before the database is made
    shape: list[Any] = field(default_factory=list)
    idle: list[psycopg.Connection] = field(default_factory=list)
    served: int = 0

    def fill(self, rows: Rows, *, founded: Rows) -> None:
        """Have these rows in it, and no others; make it where nobody has."""
        if self.control is None:
            self.control = self._made(founded)
            self.shape = self._shape()
            if rows == founded:
                return
        self.control.execute(f"BEGIN; {_EMPTIED} COMMIT;".encode())
        larger = [sql.Identifier(name) for (name,) in self.control.execute(_LARGER).fetchall()]
        if larger:
            self.control.execute(sql.SQL("VACUUM {}").format(sql.SQL(", ").join(larger)))
        if rows.filling:
            self.control.execute(f"BEGIN; {rows.filling} COMMIT;".encode())

    def _made(self, founded: Rows) -> psycopg.Connection:
        postgres.create_database(self.address, founded.database)
        control = postgres.connected(self.address)
        if control.execute("SHOW is_superuser").fetchone() == ("on",):
            # Nothing is checked that was checked when these rows came.
            control.execute("SET session_replication_role = replica")
        return control

    def rows(self, database: str) -> Rows:
        """Return what it holds now."""
        assert self.control is not None
        return Rows(database, filling_of(self.control))

    def is_as_before(self) -> bool:
        """Tell whether only rows have changed since it was made, and only we are connected."""
        assert self.control is not None
        others = self.control.execute(_OTHERS).fetchone()
        return others == (len(self.idle),) and self._shape() == self.shape

    def drop(self) -> None:
        """Let go of it."""
        for connection in (*self.idle, *filter(None, [self.control])):
            connection.close()
        postgres.drop_database(self.address)

    def _shape(self) -> list[Any]:
        assert self.control is not None
        return self.control.execute(_SHAPE).fetchall()


# Those of this process, by name; and which of them nobody uses.
_ours: dict[str, Standing] = {}
_free: list[Standing] = []


def lent(server: str) -> Standing:
    """Return a database that is to be filled before it is used; none may be there yet."""
    if _free:
        return _free.pop()
    standing = Standing(postgres.free_address(server))
    _ours[_name(standing.address)] = standing
    return standing


def of(address: str) -> Standing:
    """Return the database of this address."""
    return _ours[_name(address)]


def give_back(standing: Standing) -> None:
    """Leave it to the next test if that finds it as this one did."""
    standing.served += 1
    with suppress(psycopg.Error):
        if standing.control is None or (standing.served < LONG and standing.is_as_before()):
            _free.append(standing)
            return
    del _ours[_name(standing.address)]
    standing.drop()


def connect_anew(engine: Engine) -> None:
    """Have an engine use connections that were left, and leave its own."""
    standing = _ours.get(str(engine.url.database))
    if standing is None:
        return
    pool = engine.pool
    connect = pool._creator

    def connected(connection_record: Any = None) -> Any:
        with suppress(IndexError):
            return standing.idle.pop()
        return connect(connection_record)  # type: ignore[call-arg]

    def leave(connection: psycopg.Connection) -> None:
        if _forgets(connection):
            standing.idle.append(connection)
        else:
            connection.close()

    pool._creator = connected
    pool._dialect.do_close = leave  # type: ignore[method-assign, assignment]


def _forgets(connection: psycopg.Connection) -> bool:
    """Make a connection as good as new; tell whether it is."""
    if connection.closed or connection.info.transaction_status == TransactionStatus.UNKNOWN:
        return False
    try:
        connection.rollback()
        connection.autocommit = True
        # The driver learns that its statements are gone from the first such command alone.
        connection._prepared.clear()
        connection.execute("DISCARD ALL")
        connection.autocommit = False
    except psycopg.Error:
        return False
    connection.isolation_level = connection.read_only = connection.deferrable = None
    connection._notice_handlers.clear()
    return True


def filling_of(connection: psycopg.Connection) -> str:
    """Return the statements that put into an empty database what this one holds."""
    return " ".join(each for name in TABLES for each in _filled(connection, name))


def _filled(connection: psycopg.Connection, table: str) -> Iterator[str]:
    known = Base.metadata.tables.get(table)
    columns = ["version_num"] if known is None else [column.name for column in known.columns]
    each = sql.SQL(",").join(
        sql.SQL("quote_nullable({}::text)").format(sql.Identifier(name)) for name in columns
    )
    asked = sql.SQL("SELECT concat('(', concat_ws(',', {}), ')') FROM {}").format(
        each, sql.Identifier(table)
    )
    rows = [row for (row,) in connection.execute(asked).fetchall()]
    if rows:
        named = ", ".join(f'"{name}"' for name in columns)
        yield f'INSERT INTO "{table}" ({named}) VALUES {",".join(rows)};'


def let_go() -> None:
    """Close whatever is open."""
    for standing in _ours.values():
        for connection in (*standing.idle, *filter(None, [standing.control])):
            connection.close()
    _ours.clear()
    _free.clear()


def _name(address: str) -> str:
    return str(make_url(address).database)
