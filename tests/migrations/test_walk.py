"""Walking the schema up and down loses no row, needs no content key, and is all or nothing."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event, inspect

from app.db import migrations
from app.db.columns import Base
from app.errors import Refused
from tests.house.tree import ROOT
from tests.migrations import ugly

SCRIPTS = ScriptDirectory(str(ROOT / "migrations"))
REVISIONS = [each.revision for each in reversed(list(SCRIPTS.walk_revisions()))]


class PowerCut(Exception):
    """What stops a migration in these tests."""


@contextmanager
def cut_after(engine: Engine, statements: int) -> Iterator[None]:
    """Stop the engine after so many statements that change something."""
    left = statements

    def count(_c: object, _cur: object, statement: str, *_: object) -> None:
        nonlocal left
        if statement.lstrip().upper().startswith(("CREATE", "DROP", "INSERT", "UPDATE", "ALTER")):
            left -= 1
            if left < 0:
                raise PowerCut

    event.listen(engine, "after_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(engine, "after_cursor_execute", count)


def _names(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_ugly_rows_survive_the_way_up_and_back(bare: Engine) -> None:
    """What each revision held is there unchanged at the next one, and again after going back.

    One walk with full tables: at each revision what is new there is filled too, and on the way
    back each finds exactly what it held.
    """
    held: list[dict[str, list[ugly.Row]]] = [{}]
    for revision in REVISIONS:
        migrations.upgrade(bare, revision)
        with bare.begin() as connection:
            after, before = ugly.all_rows(connection), held[-1]
            assert ugly.shared(after, before) == ugly.shared(before, after), revision
            ugly.fill(connection, before)
            held.append(ugly.all_rows(connection))
        assert all(len(rows) >= ugly.HOW_MANY for rows in held[-1].values()), revision
    assert sum(map(len, held[1].values())) > ugly.HOW_MANY * 15
    for revision, before in reversed([*zip(REVISIONS, held[1:], strict=True)][:-1]):
        migrations.downgrade(bare, revision)
        with bare.connect() as connection:
            assert ugly.all_rows(connection) == before, revision


def test_the_way_down_leaves_nothing_and_leads_up_again(bare: Engine) -> None:
    """From full tables to none, and to the same empty tables once more."""
    migrations.upgrade(bare)
    first = _names(bare)
    with bare.begin() as connection:
        ugly.fill(connection)
    migrations.downgrade(bare, "base")
    assert _names(bare) == set()
    assert migrations.current(bare) == ""
    migrations.upgrade(bare)
    assert _names(bare) == first
    with bare.connect() as connection:
        rows = ugly.all_rows(connection)
    assert rows.pop("audit_head") == [{"id": 1, "seq": 0, "hash": bytes(32)}]
    assert not any(rows.values())


def test_each_step_down_and_up_again_is_possible(bare: Engine) -> None:
    """No revision is a trap: from the newest one back to nothing, one at a time, and forth."""
    migrations.upgrade(bare)
    for _ in REVISIONS:
        migrations.downgrade(bare, "-1")
    assert _names(bare) == set()
    for revision in REVISIONS:
        migrations.upgrade(bare, "+1")
        assert migrations.current(bare) == revision


def test_the_migrated_schema_is_what_the_models_say(bare: Engine) -> None:
    """Alembic finds nothing to add, remove or change."""
    migrations.upgrade(bare)
    with bare.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []


def test_every_real_column_has_a_declared_kind(bare: Engine) -> None:
    """The census: what stands in the database is what the models declare clear or sealed."""
    migrations.upgrade(bare)
    declared = {
        (table.name, column.name): (column.nullable, bool({"clear", "card"} & column.info.keys()))
        for table in Base.metadata.tables.values()
        for column in table.columns
    }
    found = {
        (table, column["name"]): (column["nullable"], True)
        for table in _names(bare)
        for column in inspect(bare).get_columns(table)
    }
    assert found == declared


def test_a_card_is_bytes_in_the_database(bare: Engine) -> None:
    """No sealed column is kept as text, where an engine might change its bytes."""
    migrations.upgrade(bare)
    for table in Base.metadata.tables.values():
        for column in inspect(bare).get_columns(table.name):
            if column["name"] == "card":
                assert str(column["type"]) in {"BLOB", "BYTEA"}, table.name


@pytest.mark.parametrize("statements", [0, 1, 7, 20, 30])
def test_a_migration_cut_short_leaves_nothing_behind(bare: Engine, statements: int) -> None:
    """Power lost in the middle of going up: the database is as empty as before, and can go on."""
    with cut_after(bare, statements), pytest.raises(PowerCut):
        migrations.upgrade(bare)
    assert inspect(bare).get_table_names() == []
    migrations.upgrade(bare)
    migrations.require_newest(bare)


@pytest.mark.parametrize("statements", [0, 1, 7, 20])
def test_a_way_down_cut_short_loses_no_row(bare: Engine, statements: int) -> None:
    """Power lost in the middle of going down: every row is still there."""
    migrations.upgrade(bare)
    with bare.begin() as connection:
        ugly.fill(connection)
        before = ugly.all_rows(connection)
    with cut_after(bare, statements), pytest.raises(PowerCut):
        migrations.downgrade(bare, "base")
    with bare.connect() as connection:
        assert ugly.all_rows(connection) == before
    migrations.require_newest(bare)


def test_another_shape_stops_the_start(bare: Engine) -> None:
    """An empty database and one from the future are both refused with the next step."""
    with pytest.raises(Refused, match="amparo migrate"):
        migrations.require_newest(bare)
    migrations.upgrade(bare)
    with bare.begin() as connection:
        _set_revision(connection, "from_the_future")
    with pytest.raises(Refused, match="amparo migrate"):
        migrations.require_newest(bare)


def test_migrations_know_nothing_of_ours() -> None:
    """They import alembic and SQLAlchemy alone, so none can open a card or ask for a key."""
    files = [*(ROOT / "migrations").rglob("*.py")]
    assert len(files) > 1
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names: list[Any] = []
            if isinstance(node, ast.Import):
                names = [each.name for each in node.names]
            if isinstance(node, ast.ImportFrom):
                names = [node.module]
            assert {name.split(".")[0] for name in names} <= {"alembic", "sqlalchemy"}, file


def _set_revision(connection: Connection, name: str) -> None:
    connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{name}'")
