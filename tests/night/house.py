"""A small office for the night shift: accounts, one case, dates; nobody signs in."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import event, inspect, select

from app.casework import audit, editions
from app.clock import Clock, local
from app.crypto.casekeys import CaseKey, new_case_key
from app.crypto.keyring import Keyring
from app.crypto.serverkeys import ServerKeys
from app.db.columns import Base
from app.db.desk import Colleague, Desk, House, NightDesk, night, transaction
from app.models import AuditHead, Case, Mail, Mark, Schedule, Staff
from tests.support import office
from tests.support.engines import opened

SERVER_SECRET = bytes(range(32))
ZONE = "America/New_York"
# A Wednesday, 10:00 in New York, far from every closed day.
WEDNESDAY = datetime(2027, 3, 10, 15, 0, tzinfo=UTC)


@dataclass
class HandClock(office.HandClock):
    """The same, from this Wednesday on."""

    now: datetime = WEDNESDAY


def house_at(folder: Path, clock: Clock, url: str | None = None, **settings: Any) -> House:
    """Open the house whose database lies in a folder, or at a PostgreSQL address."""
    keys = ServerKeys.from_secret(SERVER_SECRET)
    told = office.settings_in(folder, url, **settings)
    return House(opened(told, keys), keys, clock, told)


@dataclass
class SmallOffice:
    """A house with people and dates, and what tests ask of it."""

    house: House
    clock: Any  # a HandClock, but for the kill tests
    case_id: UUID = field(default_factory=uuid4)
    people: dict[str, UUID] = field(default_factory=dict)

    def found(self) -> "SmallOffice":
        """Make the tables where they are not there, the audit's head and one case."""
        if not inspect(self.house.engine).has_table(AuditHead.__tablename__):
            Base.metadata.create_all(self.house.engine)
        keys = Keyring(server=self.house.keys)
        keys.take(self.case_id, 1, CaseKey.derive(new_case_key()))
        with transaction(self.house, keys, writes=True) as db:
            db.add(AuditHead(id=1, seq=0, hash=audit.GENESIS))
            case = Case(
                id=self.case_id,
                number="CANARY-NUMBER",
                title="Canary Title",
                opened_on=date(2027, 1, 4),
                lead_id=uuid4(),
            )
            db.add(case)
        with self.writing() as desk:
            editions.settle(desk)  # as founding writes down by which law it counts
        return self

    def hire(self, name: str, role: str = "attorney", **values: Any) -> UUID:
        """Open an account that may sign in, without keys."""
        person = uuid4()
        self.people[name] = person
        given: dict[str, Any] = {
            "locale": "en",
            "state": "active",
            "name": f"Canary {name}",
            "address": f"{name}@example.org",
            **values,
        }
        token = self.house.keys.address_token(given["address"])
        with self.writing() as desk:
            desk.db.add(
                Staff(
                    id=person,
                    role=role,
                    address_token=token,
                    bundle=b"none",
                    totp_secret="",
                    **given,
                )
            )
        return person

    def enter(self, who: str, days: int, kind: str = "deadline", **values: Any) -> UUID:
        """Put a date on the calendar, so many days from today; return its id."""
        with self.writing() as desk:
            return self._put(desk, who, days, kind, values)

    def enter_many(self, who: str, days: Iterable[int]) -> None:
        """Put a deadline on the calendar for each of these days from today."""
        with self.writing() as desk:
            for each in days:
                self._put(desk, who, each, "deadline", {})

    def _put(self, desk: NightDesk, who: str, days: int, kind: str, values: dict[str, Any]) -> UUID:
        day = local(desk.now, ZONE).date() + timedelta(days=days)
        given: dict[str, Any] = {
            "due": day,
            "safe": day,
            "tz": ZONE,
            "responsible_id": self.people[who],
            "entered_at": desk.now.isoformat(),
            "status": "open" if kind == "deadline" else "set",
            "open": True,
            "case_id": self.case_id,
            **values,
        }
        number = audit.note(desk, "test.enter")
        row = Schedule(kind=kind, changed=number, **given)
        desk.db.add(row)
        return row.id

    def change(self, entry_id: UUID, **values: Any) -> None:
        """Change a date as a deed does."""
        with self.writing() as desk:
            row = desk.db.get_one(Schedule, entry_id)
            for name, value in values.items():
                setattr(row, name, value)
            row.open = row.status in {"open", "set"}
            row.changed = audit.note(desk, "test.change")

    def writing(self) -> Any:
        """Open a writing night desk."""
        return night(self.house, writes=True)

    @contextmanager
    def desk_of(self, name: str, *, writes: bool = False) -> Iterator[Desk]:
        """Sit one of the people down at a desk without case keys."""
        keys = Keyring(server=self.house.keys)
        with transaction(self.house, keys, writes=writes) as db:
            staff = db.get_one(Staff, self.people[name])
            who = Colleague(staff.id, staff.role, staff.locale, staff.name, ZONE, frozenset())
            yield Desk(
                db=db, house=self.house, keys=keys, now=self.house.clock(), writes=writes, who=who
            )

    def mails(self, **where: Any) -> list[Mail]:
        """Return the mail rows, cards opened."""
        with night(self.house, writes=False) as desk:
            rows = list(desk.db.scalars(select(Mail).filter_by(**where).order_by(Mail.window)))
            for row in rows:
                _ = row.told
            return rows

    def marks(self) -> list[Mark]:
        """Return every mark, opened."""
        with night(self.house, writes=False) as desk:
            rows = list(desk.db.scalars(select(Mark)))
            for row in rows:
                _ = row.kind
            return rows

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """Collect the statements that reach the database."""
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            seen.append(statement)

        event.listen(self.house.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(self.house.engine, "before_cursor_execute", note)


def reading(office: SmallOffice) -> Any:
    """Open a reading night desk."""
    return night(office.house, writes=False)


__all__ = ["WEDNESDAY", "ZONE", "HandClock", "NightDesk", "SmallOffice", "house_at", "reading"]
