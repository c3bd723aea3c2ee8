"""Every row of every table as plain values, in one order on both engines; nothing is opened."""

import base64
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    LargeBinary,
    Select,
    Table,
    TableClause,
    Uuid,
    column,
    exists,
    func,
    inspect,
    select,
    table,
)

from app.db.columns import Base
from app.db.columntypes import Instant, SealedBytes

Row = dict[str, Any]
ROWS_AT_ONCE = 500


def tables() -> list[Table]:
    """Return every table, each after those it points to."""
    return list(Base.metadata.sorted_tables)


def head(connection: Connection) -> int:
    """Return the number of the newest deed; 0 where none was done."""
    newest = select(func.max(Base.metadata.tables["audit"].c.seq))
    return int(connection.execute(newest).scalar_one() or 0)


def counts(connection: Connection) -> dict[str, int]:
    """Return how many rows each table holds."""
    return {
        each.name: int(connection.execute(select(func.count()).select_from(each)).scalar_one())
        for each in tables()
    }


def orphans(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """Give table, key and column of each row that is of one which is not there.

    The database refuses such rows, but not from whoever tells it not to look.
    """
    for name, key, statement in _looking_for_orphans():
        for row in connection.execute(statement):
            ids = [each.hex() if isinstance(each, bytes) else str(each) for each in row]
            yield name, " ".join(ids), key


@cache
def _looking_for_orphans() -> tuple[tuple[str, str, Select[Any]], ...]:
    """Return table, column and question for each reference; written once, for they are many."""
    looking = []
    for each in tables():
        for key in sorted(each.foreign_keys, key=lambda key: key.parent.name):
            other = key.column.table.alias()
            is_there = exists().where(other.c[key.column.name] == key.parent)
            statement = select(*each.primary_key).where(~is_there)
            looking.append((each.name, key.parent.name, statement))
    return tuple(looking)


def rows_of(connection: Connection, source: Table) -> Iterator[Row]:
    """Give a table's rows as values that JSON holds."""
    for row in connection.execute(select(source).order_by(*source.primary_key)).mappings():
        yield {name: _plain(value) for name, value in row.items()}


def put_rows(connection: Connection, target: Table, rows: Iterable[Row]) -> int:
    """Insert rows that `rows_of` gave, and return how many."""
    plain = _without_seals(target)
    count, batch = 0, list[Row]()
    for row in rows:
        batch.append({name: _stored(target, name, value) for name, value in row.items()})
        if len(batch) == ROWS_AT_ONCE:
            connection.execute(plain.insert(), batch)
            count, batch = count + len(batch), []
    if batch:
        connection.execute(plain.insert(), batch)
    return count + len(batch)


def empty(connection: Connection) -> None:
    """Remove every row; for a database that was only just migrated, to whatever revision."""
    there = set(inspect(connection).get_table_names())
    for each in reversed(tables()):
        if each.name in there:
            connection.execute(each.delete())


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value) if isinstance(value, UUID) else value


def _without_seals(target: Table) -> TableClause:
    """Return the table with its cards as mere bytes: they were sealed before they were dumped."""
    kinds = {
        each.name: LargeBinary() if isinstance(each.type, SealedBytes) else each.type
        for each in target.columns
    }
    return table(target.name, *(column(name, kind) for name, kind in kinds.items()))


def _stored(target: Table, name: str, value: Any) -> object:  # noqa: ANN401 - JSON
    kind = target.columns[name].type
    if value is None:
        return None
    if isinstance(kind, Instant):
        return datetime.fromisoformat(value)
    if isinstance(kind, Uuid):
        return UUID(value)
    holds_bytes = isinstance(kind, (SealedBytes, LargeBinary))
    return base64.b64decode(value) if holds_bytes else value
