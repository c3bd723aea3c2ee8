"""An office in which everybody who ever comes near a case is there once, and five cases.

What each of them is to each case stands in who_may.txt; here it is made so, by the deeds of the
office and by no row of our own.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from httpx2 import Response
from sqlalchemy import select
from starlette.testclient import TestClient

from app.casework import (
    absences,
    covers,
    groups,
    joining,
    leaving,
    notes,
    readers,
    screening,
    sealing,
    sharing,
    staff,
)
from app.casework.absences import NewAbsence
from app.casework.calendar import Calendar
from app.casework.covers import NewCover
from app.casework.joining import Chosen, NewInvitation
from app.casework.leaving import Leaving
from app.casework.notes import NewNote
from app.casework.readers import NewLead, NewReader
from app.casework.screening import NewScreen
from app.casework.sealing import Sealing
from app.casework.seats import Seat
from app.casework.sharing import Gift
from app.crypto.bundle import unwrap_bundle
from app.gate import cookie_name
from app.models import Principal, Staff
from tests.doors.visitors import OURS, Case, Doors, filled_case
from tests.support import postgres
from tests.support.office import PASSPHRASE, ROLES, HandClock, Office, Person, found, house_in
from tests.support.shell import TABLES, copied

# Beside the nine of the small office.
MORE = dict.fromkeys(("hilda", "hugo", "cora", "clara"), "attorney")
MORE |= {"cleo": "paralegal", "gita": "volunteer", "gus": "volunteer"}
WANDA = NewInvitation(name="Wanda", address="wanda@office.example.org", role="attorney")
CASES = ("team", "named", "screened", "sealed", "handed")


@dataclass
class Crowd:
    """The office, its cases by what they are, and a browser that anybody may sit down at."""

    doors: Doors
    client: TestClient
    cases: dict[str, Case] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def office(self) -> Office:
        """Whose doors these are."""
        return self.doors.office

    def id_of(self, name: str) -> UUID:
        """Return the id of somebody's account."""
        return self.office.people[name].id

    def ask(self, name: str, method: str, path: str, **sent: Any) -> Response:
        """Ask as somebody does whose session is open, or was when she had one."""
        headers = dict(sent.pop("headers", {}))
        if name in self.office.people:
            if name not in self.tokens:
                self.tokens[name] = self.doors._token(name)
            told = f"{cookie_name(self.office.house.settings)}={self.tokens[name]}"
            headers["cookie"] = told
        answer = self.client.request(method, path, headers=headers, **sent)
        self.client.cookies.clear()
        return answer

    def stands(self) -> dict[str, list[str]]:
        """Return every row of every table as it stands now."""
        return {name: sorted(map(repr, copied(self.office, name))) for name in TABLES}


@contextmanager
def crowded(engine: str, server: str | None) -> Iterator[Crowd]:
    """Found the office on an engine, and let everything happen that makes people what they are."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = None
        if server is not None:
            url = postgres.fresh_database(server)
            stack.callback(postgres.drop_database, url)
        clock = HandClock()
        house = house_in(folder, clock, url)
        stack.callback(house.engine.dispose)
        doors = Doors(Office(house, clock, found(house, ROLES | MORE)))
        client = TestClient(doors.app, base_url=OURS, follow_redirects=False)
        crowd = Crowd(doors, stack.enter_context(client))
        assert house.engine.dialect.name == engine
        _happen(crowd)
        yield crowd


def _happen(crowd: Crowd) -> None:
    """Let the office's days pass, until each is what the table says."""
    office = crowd.office
    with office.writing("carmen") as desk:
        groups.leave(desk, staff.office(desk).team_id, crowd.id_of("hugo"))
    backup = str(crowd.id_of("dina"))
    named = [str(crowd.id_of(name)) for name in ("hilda", "hugo")]
    tight: dict[str, Any] = {"backup_id": backup, "named_only": True}
    crowd.cases["team"] = filled_case(office, backup_id=backup)
    with office.writing("alma") as desk:
        readers.add(desk, crowd.cases["team"].id, NewReader(staff_id=crowd.id_of("hugo")))
    crowd.cases["named"] = filled_case(office, **tight, named=named)
    kept = [*named, *(str(crowd.id_of(name)) for name in ("bruno", "carmen"))]
    crowd.cases["screened"] = filled_case(office, **tight, named=kept)
    crowd.cases["sealed"] = filled_case(office, **tight, named=named)
    crowd.cases["handed"] = _led_by_hugo(crowd)
    for case in crowd.cases.values():
        _come_and_go(crowd, case.id)
    with office.writing("alma") as desk:
        for name in ("bruno", "carmen"):
            new = NewScreen(staff_id=crowd.id_of(name), reason="The respondent is her cousin")
            screening.put_up(desk, crowd.cases["screened"].id, new)
        sealing.seal(desk, crowd.cases["sealed"].id, Sealing(why="sealed"))
        notes.add(desk, NewNote(case_id=crowd.cases["handed"].id, text="Since I have it"))
    office.clock.forward(hours=2)  # Gus's time is over
    _cover(crowd, "hilda", "cleo", back=True)
    _cover(crowd, "dina", "cora", back=False)
    with office.writing("carmen") as desk:
        leaving.leave(desk, Calendar(), crowd.id_of("clara"), Leaving(heir_id=crowd.id_of("alma")))
    _let_wanda_wait(crowd)


def _led_by_hugo(crowd: Crowd) -> Case:
    """Open a case that Hugo leads and hands over to Alma; what he wrote stays in it."""
    office, alma, dina = crowd.office, crowd.id_of("alma"), crowd.id_of("dina")
    named = [str(each) for each in (alma, crowd.id_of("hilda"))]
    case = filled_case(office, "hugo", named_only=True, named=named, backup_id=str(dina))
    with office.writing("hugo") as desk:
        version = readers.of(desk, case.id).version
        readers.lead(desk, case.id, NewLead(version=version, lead_id=alma, backup_id=dina))
    return case


def _come_and_go(crowd: Crowd, case_id: UUID) -> None:
    """Take Hugo off a case; let one guest in for a month and another for an hour."""
    now = crowd.office.clock()
    ends = {"gita": now + timedelta(days=30), "gus": now + timedelta(hours=1)}
    with crowd.office.writing("alma") as desk:
        readers.remove(desk, case_id, crowd.id_of("hugo"))
    with crowd.office.writing("alma") as desk:
        for name, until in ends.items():
            to = desk.db.get_one(Principal, crowd.id_of(name))
            sharing.give(desk, case_id, Gift(to, "guest", until))


def _cover(crowd: Crowd, holder: str, cover: str, *, back: bool) -> None:
    """Have somebody name her cover and be away; perhaps she is back already."""
    today: datetime = crowd.office.clock()
    with crowd.office.writing(holder) as desk:
        covers.name(desk, NewCover(cover_id=crowd.id_of(cover)))
    with crowd.office.writing(holder) as desk:
        absence_id = absences.declare(desk, NewAbsence(until=today.date() + timedelta(days=1)))
    if back:
        with crowd.office.writing(holder) as desk:
            absences.end(desk, absence_id)


def _let_wanda_wait(crowd: Crowd) -> None:
    """Have Wanda choose her passphrase by her link; nobody has confirmed her keys."""
    office = crowd.office
    with office.writing("carmen") as desk:
        token = joining.invite(desk, WANDA)
    chosen = Chosen(passphrase=PASSPHRASE, again=PASSPHRASE)
    joining.accept(office.house, token, chosen)
    with office.night() as desk:
        row = desk.db.scalars(select(Staff).where(Staff.state == staff.WAITING)).one()
        keys = unwrap_bundle(
            row.bundle, PASSPHRASE, pepper=office.house.keys.pepper, member_id=row.id
        )
    seat = Seat(row.id, keys)
    office.people["wanda"] = Person(row.id, row.role, WANDA.address, row.totp_secret, seat, ())
