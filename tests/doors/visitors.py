"""Browsers and programs at the doors of a test's own office."""

from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID, uuid4

from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient

from app.casework import cases, deadlines, hearings, notes
from app.casework.deadlines import NewDeadline
from app.casework.hearings import NewHearing
from app.casework.notes import NewNote
from app.crypto.totp import code_at
from app.gate import cookie_name
from app.main import build
from tests.support.office import PASSPHRASE, Office

OURS = "http://127.0.0.1:8000"
OF_A_FORM = {
    "content-type": "application/x-www-form-urlencoded",
    "origin": OURS,
    "sec-fetch-site": "same-origin",
}


@dataclass
class Doors:
    """The built application and its office."""

    office: Office
    app: FastAPI = field(init=False)

    def __post_init__(self) -> None:
        """Build the application."""
        self.app = build(self.office.house)

    def stranger(self, address: str = OURS, network: str = "127.0.0.1") -> "Visitor":
        """Return whoever has no session."""
        client = TestClient(self.app, address, follow_redirects=False, client=(network, 50_000))
        return Visitor(client)

    def sits(self, name: str) -> "Visitor":
        """Return a colleague who is signed in; no passphrase is stretched for it."""
        visitor, there = self.stranger(), self.app.state.shared
        person = self.office.people[name]
        token = there.sessions.begin(person.id, person.seat.keys, "Test", self.office.clock())
        visitor.client.cookies.set(cookie_name(self.office.house.settings), token)
        return visitor

    def credentials(self, name: str) -> dict[str, str]:
        """Return what a colleague types to sign in now."""
        person = self.office.people[name]
        code = code_at(person.totp_secret, self.office.clock())
        return {"email": person.email, "password": PASSPHRASE, "code": code}


@dataclass
class Visitor:
    """Someone at the doors, with a browser or a program."""

    client: TestClient

    def get(self, path: str, **headers: str) -> Response:
        """Ask for a page or a document."""
        return self.client.get(path, headers=headers)

    def posts(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> Response:
        """Send a form as a page of ours does."""
        content = urlencode(fields or {})
        return self.client.post(path, content=content, headers=OF_A_FORM | headers)

    def sends(self, method: str, path: str, body: object = None) -> Response:
        """Send JSON as a program does."""
        return self.client.request(method, f"/api/v1{path}", json=body)


@dataclass(frozen=True)
class Case:
    """A case with one of everything in it."""

    id: UUID
    person: UUID
    hearing: UUID
    deadline: UUID
    note: UUID

    def named(self) -> dict[str, UUID]:
        """Return its ids by the names that routes give them."""
        return {
            "case_id": self.id,
            "person_id": self.person,
            "hearing_id": self.hearing,
            "deadline_id": self.deadline,
            "note_id": self.note,
        }


NONSENSE = Case(uuid4(), uuid4(), uuid4(), uuid4(), uuid4())


def filled_case(office: Office, name: str = "alma", **new: object) -> Case:
    """Open a case and put one of everything into it."""
    opened = office.open_case(name, **new)
    with office.writing(name) as desk:
        hearing = hearings.schedule_hearing(
            desk,
            NewHearing.model_validate(
                {"case_id": opened.id, "starts": "2027-06-15T09:00", "kind": "master"}
            ),
        )
        deadline = deadlines.add(
            desk,
            NewDeadline.model_validate(
                {"case_id": opened.id, "title": "Send the brief", "due": "2027-04-20"}
            ),
        )
        note = notes.add(desk, NewNote(case_id=opened.id, text="She called."))
        person = cases.one(desk, opened.id).people[0]
    return Case(opened.id, person.id, hearing.id, deadline.id, note.id)
