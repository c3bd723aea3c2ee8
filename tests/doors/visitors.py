"""Browsers and programs at the doors of a test's own office."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import event
from starlette.testclient import TestClient

from app.casework import (
    adding,
    bundles,
    cases,
    criminal_cases,
    documents,
    filings,
    notes,
    proceedings,
    scheduling,
)
from app.casework.adding import NewDeadline
from app.casework.bundles import NewBundle
from app.casework.criminal_cases import NewCriminalCase
from app.casework.documents import NewDocument
from app.casework.filings import NewFiling
from app.casework.notes import NewNote
from app.casework.ofrecord import OfRecord
from app.casework.proceedings import NewProceeding
from app.casework.scheduling import NewHearing
from app.casework.tasks import Task
from app.crypto.totp import code_at
from app.gate import Shared, cookie_name
from app.main import build
from tests.support.office import PASSPHRASE, Office

OURS = "http://127.0.0.1:8000"
API = "/api/v1"
OF_A_FORM = {
    "content-type": "application/x-www-form-urlencoded",
    "origin": OURS,
    "sec-fetch-site": "same-origin",
}


@dataclass
class Doors:
    """The built application and its office."""

    office: Office

    @cached_property
    def app(self) -> FastAPI:
        """The application, built when somebody comes."""
        app = build(self.office.entrance)
        app.openapi = partial(_listed, app)  # type: ignore[method-assign]
        return app

    @property
    def shared(self) -> Shared:
        """What the doors of the application share."""
        found: Shared = self.app.state.shared
        return found

    def program(self, name: str | None = "alma") -> TestClient:
        """Return a program with a session of this person, or of nobody; it follows redirects."""
        client = TestClient(self.app, base_url=OURS, raise_server_exceptions=False)
        if name is not None:
            client.cookies.set(cookie_name(self.office.entrance.settings), self._token(name))
        return client

    def _token(self, name: str) -> str:
        person = self.office.people[name]
        now = self.office.clock()
        return self.shared.sessions.begin(person.id, person.seat.keys, "Test", now)

    def stranger(self, address: str = OURS, network: str = "127.0.0.1") -> "Visitor":
        """Return whoever has no session."""
        client = TestClient(self.app, address, follow_redirects=False, client=(network, 50_000))
        return Visitor(client)

    def sits(self, name: str) -> "Visitor":
        """Return a colleague who is signed in; no passphrase is stretched for it."""
        visitor = self.stranger()
        cookie = cookie_name(self.office.entrance.settings)
        visitor.client.cookies.set(cookie, self._token(name))
        return visitor

    def credentials(self, name: str = "alma") -> dict[str, str]:
        """Return what a colleague types to sign in now."""
        person = self.office.people[name]
        code = code_at(person.totp_secret, self.office.clock())
        return {"email": person.email, "password": PASSPHRASE, "code": code}

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """Collect the statements that the database is sent."""
        sent: list[str] = []

        def hear(_c: Any, _k: Any, statement: str, *_rest: Any) -> None:
            sent.append(statement)

        event.listen(self.office.house.engine, "before_cursor_execute", hear)
        yield sent
        event.remove(self.office.house.engine, "before_cursor_execute", hear)


# Of the routes with and without those of the sample office. To write the list takes seconds, and
# every application of a process has the same routes.
_lists: dict[bool, dict[str, Any]] = {}


def _listed(app: FastAPI) -> dict[str, Any]:
    """Return the application's own list of its routes."""
    demo = app.state.shared.house.settings.demo
    if demo not in _lists:
        _lists[demo] = FastAPI.openapi(app)
    return _lists[demo]


@dataclass
class Visitor:
    """Someone at the doors, with a browser or a program."""

    client: TestClient

    def get(self, path: str, **headers: str) -> Response:
        """Ask for a page or a document."""
        return self.client.get(path, headers=headers)

    def posts(
        self, path: str, fields: Mapping[str, str | list[str]] | None = None, **headers: str
    ) -> Response:
        """Send a form as a page of ours does; a field may stand in it several times."""
        content = urlencode(fields or {}, doseq=True)
        return self.client.post(path, content=content, headers=OF_A_FORM | headers)

    def sends(self, method: str, path: str, body: object = None) -> Response:
        """Send JSON as a program does."""
        return self.client.request(method, f"{API}{path}", json=body)


@dataclass(frozen=True)
class Case:
    """A case with one of everything in it."""

    id: UUID
    person: UUID
    hearing: UUID
    deadline: UUID
    note: UUID
    document: UUID
    proceeding: UUID
    filing: UUID
    criminal_case: UUID
    bundle: UUID

    def named(self) -> dict[str, UUID]:
        """Return its ids by the names that routes give them."""
        return {
            "case_id": self.id,
            "person_id": self.person,
            "hearing_id": self.hearing,
            "deadline_id": self.deadline,
            "note_id": self.note,
            "task_id": self.note,
            "document_id": self.document,
            "proceeding_id": self.proceeding,
            "filing_id": self.filing,
            "criminal_case_id": self.criminal_case,
            "bundle_id": self.bundle,
        }


NONSENSE = Case(*(uuid4() for _ in range(10)))


def filled_case(office: Office, name: str = "alma", **new: object) -> Case:
    """Open a case and put one of everything into it."""
    return office.began(("a filled case", name, new), lambda: _filled(office, name, new))


def _filled(office: Office, name: str, new: Mapping[str, object]) -> Case:
    opened = office.open_case(name, **new)
    with office.writing(name) as desk:
        hearing = scheduling.schedule_hearing(
            desk,
            NewHearing.model_validate(
                {"case_id": opened.id, "starts": "2027-06-15T09:00", "kind": "master"}
            ),
        )
        deadline = adding.add(
            desk,
            NewDeadline.model_validate(
                {"case_id": opened.id, "title": "Send the brief", "due": "2027-04-20"}
            ),
        )
        note = notes.add(
            desk, NewNote(case_id=opened.id, text="She called.", task=Task(words="Call back"))
        )
        document = documents.add(desk, NewDocument(case_id=opened.id, name="Notice.pdf"))
        person = cases.one(desk, opened.id).people[0]
        entered = proceedings.add(desk, _process(opened.id))
        asked = filings.add(desk, NewFiling(case_id=opened.id, kind="foia"))
        criminal = criminal_cases.add(desk, NewCriminalCase(person_id=person.id))
        bundle = bundles.add(desk, NewBundle(case_id=opened.id, title="Evidence"))
    return Case(
        opened.id,
        person.id,
        hearing.id,
        deadline.id,
        note.id,
        document.id,
        entered.id,
        asked.id,
        criminal.id,
        bundle.id,
    )


def _process(case_id: UUID) -> NewProceeding:
    """Return a process in which somebody outside is of record."""
    outside = OfRecord(form="g28", name="Luis Ortega")
    return NewProceeding(case_id=case_id, kind="uscis", of_record=[outside])


def told(answer: Response, status: int = 200) -> Any:
    """Return an answer's document, whose status is as expected."""
    assert answer.status_code == status, answer.text
    return answer.json()


def problem(answer: Response, status: int, code: str) -> Any:
    """Return a problem document of the form that RFC 9457 writes down."""
    assert answer.headers["content-type"] == "application/problem+json"
    document = told(answer, status)
    assert (document["type"], document["status"], document["code"]) == ("about:blank", status, code)
    assert document["title"]
    assert document["detail"]
    return document


def open_case(client: TestClient, **new: object) -> Any:
    """Open a case at the JSON door."""
    client_facts = {"family_name": "Tema", "given_names": "Ana", "language": "es"}
    return told(client.post(f"{API}/cases", json={"client": client_facts, **new}), 201)
