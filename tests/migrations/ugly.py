"""Rows that no form would take, made for whatever columns a revision has."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, MetaData, Table, types

Row = dict[str, Any]
HOW_MANY = 5

IDS = (
    UUID(int=0),
    UUID(int=2**128 - 1),
    UUID("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),  # RFC 4122's own example, of another version
    UUID(int=1),
    UUID(bytes=b"--';%s\\\x00\x0a{}[]\x1b\xff\xfe"),
)
TEXTS = ("", "ñ" * 512, "\u202e\u05e2\u05d1e\u0301\u200b", "'; DROP TABLE cases; --", "🕯️\n\t\\0 %s")
BLOBS = (b"", bytes(range(256)), bytes(32), b"\xff" * 100_000, b"'\\x00'; --\n\x00")
INSTANTS = (
    datetime(1, 1, 2, tzinfo=UTC),
    datetime(9999, 12, 30, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(2024, 2, 29, 12, 0, 0, 1, tzinfo=UTC),
    datetime(2026, 3, 8, 7, 30, tzinfo=UTC),
)
UNINDEXED = {"card", "body", "bundle"}
NUMBERS = (0, -1, 2**31 - 1, -(2**31), 7)
LARGE = (0, -1, 2**63 - 1, -(2**63), 7)


def tables(connection: Connection) -> list[Table]:
    """Return the tables as the database has them, each after those it points to."""
    found = MetaData()
    found.reflect(connection)
    return [each for each in found.sorted_tables if each.name != "alembic_version"]


def fill(connection: Connection, held: dict[str, list[Row]] | None = None) -> None:
    """Put the same five ugly rows into every table; row n points to row n everywhere.

    Where some of them were held before, an earlier revision's tables and columns stay as they are.
    """
    for table in tables(connection):
        rows = [_row(connection, table, number) for number in range(HOW_MANY)]
        known = (held or {}).get(table.name)
        if not known:
            connection.execute(table.insert(), rows)
            continue
        key = [column.name for column in table.primary_key]
        added = {column.name for column in table.columns} - known[0].keys()
        for row in rows if added else []:
            new = {name: row[name] for name in added}
            is_it = [table.columns[name] == row[name] for name in key]
            assert connection.execute(table.update().where(*is_it).values(new)).rowcount == 1


def all_rows(connection: Connection) -> dict[str, list[Row]]:
    """Return every row of every table."""
    return {
        table.name: [
            dict(row)
            for row in connection.execute(table.select().order_by(*table.primary_key)).mappings()
        ]
        for table in tables(connection)
    }


def shared(rows: dict[str, list[Row]], names: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Return the rows cut down to the tables and columns that another revision has too."""
    return {
        table: [{name: row[name] for name in row if name in others[0]} for row in rows[table]]
        for table, others in names.items()
        if table in rows and others
    }


def _row(connection: Connection, table: Table, number: int) -> Row:
    on_sqlite = connection.dialect.name == "sqlite"
    return {
        column.name: None
        if column.nullable and number == 0
        else _value(column, number, on_sqlite=on_sqlite)
        for column in table.columns
    }


def _value(column: Column[Any], number: int, *, on_sqlite: bool) -> object:
    at, blob = INSTANTS[number], BLOBS[number]
    ugly: dict[type[types.TypeEngine[Any]], object] = {  # the narrower type before the wider
        types.Uuid: IDS[number],
        types.CHAR: IDS[number].hex,  # how SQLite keeps an id
        types.DateTime: at.replace(tzinfo=None) if on_sqlite else at,
        types.Boolean: number % 2 == 0,
        # PostgreSQL's indexes take no megabyte; what may be indexed is no longer than a hash.
        types.LargeBinary: blob if column.name in UNINDEXED else blob[:32],
        types.BigInteger: LARGE[number],
        types.Integer: NUMBERS[number],
    }
    for kind, value in ugly.items():
        if isinstance(column.type, kind):
            return value
    return TEXTS[number][: column.type.length]  # type: ignore[attr-defined]
