"""SQLite through SQLCipher, or PostgreSQL; everything engine-specific stands here."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlcipher3 import dbapi2 as sqlcipher

from app.config import Settings
from app.crypto.serverkeys import ServerKeys
from app.errors import Refused
from app.words import N_

BUSY_TIMEOUT_MS = 10_000
CACHE_KIB = 64 * 1024

READING: Mapping[str, Any] = {
    "sqlite": {"amparo_begin": "BEGIN DEFERRED"},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}
# PostgreSQL takes the snapshot of a REPEATABLE READ transaction at its first query, so the lock
# comes before it: writers then stand in one row as under SQLite's BEGIN IMMEDIATE, the numbers
# of the audit are in commit order, and hardly any writer is told 40001.
WRITING: Mapping[str, Any] = {
    "sqlite": {"amparo_begin": "BEGIN IMMEDIATE"},
    "postgresql": {
        "isolation_level": "REPEATABLE READ",
        "postgresql_readonly": False,
        "amparo_begin": "LOCK TABLE audit_head IN EXCLUSIVE MODE",
    },
}

# One statement that changes one row, named as it was read, needs no place in that row of writers:
# READ COMMITTED waits for whoever just changes it, and then looks again whether it is still so.
NOTING: Mapping[str, Any] = {
    "sqlite": {"amparo_begin": "BEGIN IMMEDIATE"},
    "postgresql": {"isolation_level": "READ COMMITTED", "postgresql_readonly": False},
}

# An empty database has no table yet whose lock would make writers stand in one row.
FILLING: Mapping[str, Any] = {
    "sqlite": {"amparo_begin": "BEGIN IMMEDIATE"},
    "postgresql": {"amparo_begin": "SELECT pg_advisory_xact_lock(hashtext('amparo restore'))"},
}

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "temp_store=MEMORY",
    f"cache_size=-{CACHE_KIB}",
    f"busy_timeout={BUSY_TIMEOUT_MS}",
)


def open_engine(settings: Settings, keys: ServerKeys) -> Engine:
    """Return the engine of this office's database; nothing is created but the data folder.

    Raises:
        Refused: The database URL is of a kind that Amparo does not run on.
    """
    if settings.database_url is None:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        return sqlite_engine(URL.create("sqlite", database=str(settings.database_file)), keys)
    url = settings.database_url.get_secret_value()
    if urlsplit(url).scheme not in {"postgresql", "postgresql+psycopg", "postgres"}:
        raise Refused(N_("AMPARO_DATABASE_URL must begin with postgresql://"))
    return _postgresql("postgresql+psycopg" + url[url.index("://") :])


def reading(engine: Engine) -> Engine:
    """Return the engine in its reading manner: one snapshot, nothing written."""
    return engine.execution_options(**READING[engine.dialect.name])


def writing(engine: Engine) -> Engine:
    """Return the engine in its writing manner: one writer at a time."""
    return engine.execution_options(**WRITING[engine.dialect.name])


def noting(engine: Engine) -> Engine:
    """Return the engine in the manner that writes one row beside whoever else writes."""
    return engine.execution_options(**NOTING[engine.dialect.name])


def filling(engine: Engine) -> Engine:
    """Return the engine in the manner that fills an empty database: one writer, from the start."""
    return engine.execution_options(**FILLING[engine.dialect.name])


def database_now(connection: Connection) -> datetime | None:
    """Return what the clock of the database's machine says; None where there is one machine."""
    if connection.dialect.name != "postgresql":
        return None
    now: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    return now


def swept(engine: Engine) -> None:
    """Have PostgreSQL give up what its tables hold of rows that were written anew."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM")


def sweep(engine: Engine, tables: Iterable[str], keys: Collection[str]) -> bool:
    """Give up the room of rows that were deleted; return whether that was possible just now.

    SQLite has written zeros over them (`secure_delete`) and now empties its log. PostgreSQL makes
    the tables that held keys anew and clears the others; its own log (pg_wal, archives, replicas)
    keeps what it wrote until it is written over or ages out, which nobody can hurry from here.
    """
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        if connection.dialect.name == "sqlite":
            found = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            return bool(found[0] == 0)  # 1: somebody still reads what the log holds
        if not _nobody_looks_back(connection):
            return False
        for table in tables:
            # Its statistics hold samples of what is short, as keys are: they are made anew too.
            how = "VACUUM (FULL, ANALYZE)" if table in keys else "VACUUM"
            connection.exec_driver_sql(f'{how} "{table}"')
        # Samples of before, which the server itself had taken too, stand there as dead rows,
        # dead only since the statistics were made anew: whoever began meanwhile keeps them.
        if not _nobody_looks_back(connection):
            return False
        connection.exec_driver_sql("VACUUM (FULL) pg_catalog.pg_statistic")
        return True


# A row that was deleted stays for whoever began to read before, and VACUUM would copy it along.
# VACUUM (FULL) itself reads as of the oldest deed that runs in any database of the server.
LOOKING_BACK: Final = """
SELECT pg_snapshot_xmin(pg_current_snapshot()) <= '%(now)s'::xid8 OR EXISTS (
SELECT FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_xmin IS NOT NULL
AND coalesce(datname, current_database()) = current_database()
AND age(backend_xmin) > age('%(now)s'::xid8::xid))
"""
LOOKS: Final = 50  # of a tenth of a second


def _nobody_looks_back(connection: Connection) -> bool:
    """Wait until everybody who began before this has ended; return whether that came soon."""
    now = int(connection.exec_driver_sql("SELECT pg_current_xact_id()::text").scalar_one())
    looking = LOOKING_BACK % {"now": now}
    for _ in range(LOOKS):
        if not connection.exec_driver_sql(looking).scalar_one():
            return True
        connection.exec_driver_sql("SELECT pg_sleep(0.1)")
    return False


def sqlite_engine(url: URL, keys: ServerKeys) -> Engine:
    """Return the engine of an embedded database's file, encrypted as a whole."""
    engine = create_engine(
        url,
        module=sqlcipher,
        hide_parameters=True,
        pool_size=8,
        max_overflow=8,
        connect_args={"check_same_thread": False, "isolation_level": None},
    )

    def unlock(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver has no types
        cursor = connection.cursor()
        # Its own lines on the screen would stand before the sentence that says what to do.
        cursor.execute("PRAGMA cipher_log_level=NONE")
        cursor.execute(f"PRAGMA key = \"x'{keys.database.hex()}'\"")
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine, "connect", unlock, insert=True)
    event.listen(engine, "begin", _begin)
    return engine


def _postgresql(url: str) -> Engine:
    # The driver takes a while to load, and an office on SQLite has no use for it.
    from app.db.instants import load_every_instant  # noqa: PLC0415

    engine = create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=8,
        max_overflow=8,
        connect_args={
            "application_name": "amparo",
            "connect_timeout": 10,
            "options": f"-c lock_timeout={BUSY_TIMEOUT_MS} -c timezone=UTC",
        },
    )
    event.listen(engine, "connect", load_every_instant)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    statement = connection.get_execution_options().get("amparo_begin")
    if statement is None and connection.dialect.name == "sqlite":
        statement = "BEGIN"
    if statement is not None:
        connection.exec_driver_sql(statement)
