"""A small office for tests, founded once a run on each engine and copied for each test.

Alma opens most cases; Bruno works beside her in the office team; the others have one role each.
"""

import shutil
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from pydantic import SecretStr

from app.casework import cases, founding, seats
from app.casework.calendar import Calendar
from app.casework.cases import CaseOpened, NewCase
from app.casework.founding import NewCustodian, NewOffice
from app.casework.policy import SUPERVISING
from app.casework.seats import Seat
from app.casework.staff import NewColleague
from app.config import Settings
from app.crypto.serverkeys import ServerKeys
from app.db import migrations
from app.db.desk import Desk, House, NightDesk, night
from app.errors import NotFound
from tests.support.engines import opened

T = TypeVar("T")

SERVER_SECRET = bytes(range(32))
PLAN = NewOffice(
    name="Test office",
    custodians=[
        NewCustodian(name="Carmen"),
        NewCustodian(name="Alma"),
        NewCustodian(name="Pilar Otero", outside=True),
    ],
    needed=2,
)
PASSPHRASE = "a lantern under the stairs"
ZONE = "America/New_York"
# A Wednesday, 10:00 in New York, far from every closed day and from a change of clocks.
WEDNESDAY = datetime(2027, 4, 14, 14, 0, tzinfo=UTC)

CLIENT = {"given_names": "Inés", "family_name": "Quiñones Tema"}

ROLES = {
    "alma": "attorney",
    "bruno": "attorney",
    "carmen": "supervising_attorney",
    "dina": "paralegal",
    "ivo": "intake",
    "olga": "office_admin",
    "nora": "conflicts_officer",
    "abel": "auditor",
    "vera": "volunteer",
}


@dataclass
class HandClock:
    """A clock that stands until it is moved."""

    now: datetime = WEDNESDAY

    def __call__(self) -> datetime:
        """Return the instant it stands at."""
        return self.now

    def forward(self, **span: float) -> None:
        """Move on."""
        self.now += timedelta(**span)


@dataclass(frozen=True)
class Person:
    """What a member of the small office knows of herself."""

    id: UUID
    role: str
    email: str
    totp_secret: str
    seat: Seat
    codes: tuple[str, ...]
    kits: tuple[str, ...] = ()  # of all custodians, in Carmen's drawer until they are given out


@dataclass
class Office:
    """The house with its people, and the desks they sit at."""

    house: House
    clock: HandClock
    people: dict[str, Person]
    calendar: Calendar = field(default_factory=Calendar)

    @property
    def kits(self) -> tuple[str, ...]:
        """The custodians' papers, in the order of the plan."""
        return self.people["carmen"].kits

    @property
    def entrance(self) -> House:
        """The house, for whoever builds something over it that asks nothing of it yet."""
        return self.house

    @contextmanager
    def reading(self, name: str = "alma") -> Iterator[Desk]:
        """Open a desk for reading."""
        with seats.reading(self.house, self.people[name].seat) as desk:
            yield desk

    @contextmanager
    def writing(self, name: str = "alma") -> Iterator[Desk]:
        """Open a desk for writing."""
        with seats.writing(self.house, self.people[name].seat) as desk:
            yield desk

    @contextmanager
    def night(self, *, writes: bool = False) -> Iterator[NightDesk]:
        """Open a desk without any case key."""
        with night(self.house, writes=writes) as desk:
            yield desk

    def began(self, how: object, by: Callable[[], T]) -> T:  # noqa: ARG002
        """Let something happen, told in words; where it is the first thing, tests may share it."""
        return by()

    def open_case(self, name: str = "alma", **new: object) -> CaseOpened:
        """Open a case, by default of an invented client."""
        new.setdefault("client", CLIENT)

        def opened() -> CaseOpened:
            with self.writing(name) as desk:
                return cases.open_new(desk, NewCase.model_validate(new))

        return self.began(("a case", name, new), opened)

    def open_cases(self, count: int, name: str = "alma") -> list[CaseOpened]:
        """Open cases of an invented client, all at one desk: sooner than each at its own."""
        new = NewCase.model_validate({"client": CLIENT})
        with self.writing(name) as desk:
            return [cases.open_new(desk, new) for _ in range(count)]

    def at(self, house: House) -> "Office":
        """Return the same office in another house."""
        return Office(house, self.clock, self.people, self.calendar)


def id_of(office: Office, name: str) -> UUID:
    """Return somebody's id."""
    return office.people[name].id


def opens(office: Office, name: str, case_id: UUID) -> bool:
    """Tell whether somebody can read a case."""
    with office.reading(name) as desk:
        try:
            cases.one(desk, case_id)
        except NotFound:
            return False
        return True


def settings_in(folder: Path, url: str | None = None, **more: Any) -> Settings:
    """Return settings of an office whose files lie in a folder."""
    return _settings(tuple(more.items())).model_copy(
        update={
            "data": folder / "data",
            "database_url": None if url is None else SecretStr(url),
            "server_key_file": folder / "server.key",
        }
    )


# To look for each of them in the environment and then at the disk takes as long as many a test.
@cache
def _settings(more: tuple[tuple[str, Any], ...]) -> Settings:
    return Settings(
        data=Path("/nowhere/data"),
        server_key_file=Path("/nowhere/server.key"),
        smtp_tls="none",
        mail_from="amparo@office.example.org",
        office_phone="202-555-0100",
        timezone=ZONE,
        **dict(more),
    )


def house_in(folder: Path, clock: HandClock, url: str | None = None, **more: Any) -> House:
    """Open the house of a folder, or of a PostgreSQL address."""
    keys = ServerKeys.from_secret(SERVER_SECRET)
    settings = settings_in(folder, url, **more)
    return House(opened(settings, keys), keys, clock, settings)


def write_server_key(house: House) -> None:
    """Put the server key into its file, for what reads it anew."""
    path = house.settings.server_key_file
    path.write_bytes(b64encode(SERVER_SECRET))
    path.chmod(0o600)


def found(house: House, roles: Mapping[str, str] = ROLES) -> dict[str, Person]:
    """Migrate the empty database and found the office in it; return its people."""
    migrations.upgrade(house.engine)
    names = sorted(roles, key=lambda name: roles[name] != SUPERVISING)
    newcomers = [_newcomer(name, roles[name]) for name in names]
    with night(house, writes=True) as desk:
        founded = founding.found(desk, PLAN, newcomers, SERVER_SECRET)
        return {
            name: Person(
                person.staff.id,
                person.staff.role,
                person.staff.address,
                person.staff.totp_secret,
                Seat(person.staff.id, person.keys),
                tuple(sheet.paper for sheet in person.codes),
                tuple(kit.paper for kit in founded.kits) if name == "carmen" else (),
            )
            for name, person in zip(names, founded.people, strict=True)
        }


def _newcomer(name: str, role: str) -> NewColleague:
    return NewColleague(
        name=name.capitalize(),
        address=f"{name}@office.example.org",
        role=role,
        passphrase=PASSPHRASE,
        locale="es" if name == "carmen" else "en",
    )


def copied(template: Path, to: Path) -> Path:
    """Copy a founded SQLite office into a test's own folder."""
    (to / "data").mkdir(parents=True, exist_ok=True)
    shutil.copy(template / "data" / "amparo.db", to / "data" / "amparo.db")
    return to
