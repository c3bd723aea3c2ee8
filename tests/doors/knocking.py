"""Programs at the JSON door: signed in as anyone of the small office, or as nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import event

from app.crypto.totp import code_at
from app.gate import Shared, cookie_name
from app.main import build
from tests.support.office import PASSPHRASE, Office

ADDRESS = "http://127.0.0.1:8000"
API = "/api/v1"


class Knocker:
    """The whole application over an office, and clients of it."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.app: FastAPI = build(office.house)

    @property
    def shared(self) -> Shared:
        """What the doors of the application share."""
        found: Shared = self.app.state.shared
        return found

    def stranger(self) -> TestClient:
        """Return a client that is not signed in."""
        return TestClient(self.app, base_url=ADDRESS, raise_server_exceptions=False)

    def __call__(self, name: str = "alma") -> TestClient:
        """Return a client with a session of this person."""
        person, house = self.office.people[name], self.office.house
        token = self.shared.sessions.begin(person.id, person.seat.keys, "test", house.clock())
        client = self.stranger()
        client.cookies.set(cookie_name(house.settings), token)
        return client

    def credentials(self, name: str = "alma") -> dict[str, str]:
        """Return what a person types to sign in at this moment."""
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
