"""The database's own shell: rows read and changed behind Amparo's back, as a thief would."""

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Executable, LargeBinary, Table, TableClause, insert, select, table, update
from sqlalchemy import column as named

from app.casework.access import SEALED
from app.crypto.grants import CASE, GrantTerms, commitment_of, seal_grant
from app.db.columns import Base
from app.db.desk import House
from app.models import Grant, Principal
from tests.support.office import Office

TABLES = Base.metadata.tables
SECRET = bytes(range(32))  # what the planter knows


class Housed(Protocol):
    """An office of tests, whichever it is."""

    @property
    def house(self) -> House:
        """What its desks share."""
        ...


def at_the_shell(office: Housed, name: str, where: dict[str, Any], **values: Any) -> None:
    """Change one row of a table behind Amparo's back."""
    bare = bared(TABLES[name])
    statement = update(bare).values(**values)
    for key, value in where.items():
        statement = statement.where(bare.c[key] == value)
    with office.house.engine.begin() as connection:
        assert connection.execute(statement).rowcount == 1


def raw(office: Housed, *statements: str) -> None:
    """Run statements as they are typed, in one transaction."""
    with office.house.engine.begin() as connection:
        for each in statements:
            connection.exec_driver_sql(each)


def stored(office: Housed, name: str, row_id: UUID) -> Any:
    """Return a row as it stands in the database."""
    real = TABLES[name]
    with office.house.engine.connect() as connection:
        return connection.execute(select(real).where(real.c.id == row_id)).one()


def copied(office: Office, name: str, **where: UUID) -> list[dict[str, Any]]:
    """Return rows of a table as an old copy of the database has them."""
    real = TABLES[name]
    bare = bared(real)
    statement = select(bare)
    for key, value in where.items():
        statement = statement.where(bare.c[key] == value)
    with office.house.engine.connect() as connection:
        return [dict(row) for row in connection.execute(statement).mappings()]


def bared(real: Table) -> TableClause:
    """Return the table with cards of any bytes, as the database's own shell has it."""
    kinds = {c.name: LargeBinary() if "card" in c.info else c.type for c in real.c}
    return table(real.name, *(named(name, kind) for name, kind in kinds.items()))


def plant(office: Housed, name: str, **values: Any) -> None:
    """Put a row into a table behind Amparo's back, with a card of nobody where it has one."""
    plant_many(office, name, [values])


def plant_many(office: Housed, name: str, rows: Sequence[dict[str, Any]]) -> None:
    """Put rows into a table in the same way."""
    bare = bared(TABLES[name])
    unset = {"version": 1, "card": bytes(290), "until": None}
    blank = {key: value for key, value in unset.items() if key in bare.c}
    with office.house.engine.begin() as connection:
        connection.execute(insert(bare), [blank | row for row in rows])


def planted(
    office: Office, case_id: UUID, to: str, signer: UUID, seed: bytes, *, epoch: int, by_key: bool
) -> None:
    """Grant somebody a key that the planter knows, as the key of an epoch of the case."""
    person = office.people[to].id
    with office.night() as desk:
        sealing_key = desk.db.get_one(Principal, person).sealing_key
    terms = GrantTerms(CASE, case_id, person, epoch, commitment_of(CASE, SECRET))
    row: dict[str, Any] = {
        "case_id": case_id,
        "principal_id": person,
        "epoch": epoch,
        "role": "team",
        "until": None,
        "grantor_id": signer,
        "form": SEALED,
        "body": seal_grant(SECRET, terms, sealing_key, signer, seed),
    }
    if by_key:
        with office.night(writes=True) as desk:
            desk.db.add(Grant(**row))
    else:
        plant(office, "grants", **row)


def plant_unchecked(office: Housed, name: str, **values: Any) -> None:
    """Put a row into a table that the database's own rules would refuse there."""
    unchecked(office, insert(bared(TABLES[name])), [values])


def unchecked(office: Housed, statement: Executable, rows: Sequence[Any] = ()) -> None:
    """Run a statement that the database's own rules would refuse."""
    engine = office.house.engine
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role=replica")
        connection.execute(statement, list(rows) or None)
        connection.commit()
        connection.invalidate()  # whoever comes next gets one that checks
