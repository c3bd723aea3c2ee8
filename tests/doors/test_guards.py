"""The outer guards: host, origin and headers, in front of both doors."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient
from starlette.requests import ClientDisconnect

from app.gate import cookie_name, set_cookie
from app.guards import Caught, Guards
from tests.doors.visitors import API, Doors, problem, told
from tests.support.office import settings_in
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

OURS = "http://127.0.0.1:8000"
PATHS = ("/", "/sign-in", f"{API}/me", f"{API}/nothing", "/health/live", "/static/nothing.css")


@pytest.mark.parametrize(
    "host",
    ["evil.example.org", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8000.evil.example.org", ""],
)
def test_another_host_is_not_served(doors: Doors, host: str) -> None:
    """Whatever name leads here, only our own address is answered (DNS rebinding)."""
    alma = doors.program("alma")
    for path in PATHS:
        assert alma.get(path, headers={"host": host}).status_code == 400, path


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST:8000"])
def test_this_machines_names_are_one(doors: Doors, host: str) -> None:
    """The loopback's names are one address."""
    told(doors.program("alma").get(f"{API}/me", headers={"host": host}))


@pytest.mark.parametrize(
    "sent",
    [
        {"origin": "https://evil.example.org"},
        {"origin": "null"},
        {"origin": "https://127.0.0.1:8000"},
        {"origin": "http://127.0.0.1:8001"},
        {"origin": "http://127.0.0.1:8000.evil.example.org"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": OURS},
    ],
)
def test_another_site_changes_nothing(doors: Doors, sent: dict[str, str]) -> None:
    """Unsafe methods from another site are 403 at both doors, and nothing is done."""
    alma = doors.program("alma")
    problem(alma.post(f"{API}/cases", json={"title": "x"}, headers=sent), 403, "other_site")
    problem(alma.delete(f"{API}/session", headers=sent), 403, "other_site")
    assert alma.post("/sign-out", headers=sent).status_code == 403
    assert told(alma.get(f"{API}/cases"))["items"] == []


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"origin": OURS},
        {"origin": OURS, "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
    ],
)
def test_our_own_pages_and_programs_are_heard(doors: Doors, sent: dict[str, str]) -> None:
    """Our own origin passes; a program that sends none passes at the JSON door."""
    told(doors.program("alma").post(f"{API}/cases", json={"title": "x"}, headers=sent), 201)


def test_a_page_needs_to_say_where_it_came_from(doors: Doors) -> None:
    """Without Origin and Sec-Fetch-Site no form is taken at the HTML door."""
    assert doors.program("alma").post("/sign-out").status_code == 403


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_bears_the_headers(doors: Doors, path: str) -> None:
    """Pages, problems and things that are not there: the same headers."""
    headers = doors.program("alma").get(path, follow_redirects=False).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "strict-transport-security" not in headers
    assert "server" not in headers
    if not path.startswith("/static/"):
        assert headers["cache-control"] == "no-store"


def test_refusals_of_the_guards_bear_them_too(doors: Doors) -> None:
    """Before any door is reached the headers are there."""
    alma = doors.program("alma")
    for answer in (
        alma.get("/", headers={"host": "evil.example.org"}),
        alma.post(f"{API}/cases", json={}, headers={"origin": "null"}),
        alma.post(f"{API}/cases", content=b" " * 300_000),
    ):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in answer.headers["content-security-policy"]


REFUSALS = [
    ("GET", {"host": "evil.example.org"}, 400, "Not the address of Amparo"),
    ("POST", {"origin": "https://evil.example.org"}, 403, "This was not done"),
    ("POST", {"origin": OURS, "content-length": "999999999"}, 413, "This is too large"),
    ("POST", {"origin": OURS, "content-type": "text/plain"}, 415, "This kind of content"),
]


@pytest.mark.parametrize(("method", "sent", "status", "heading"), REFUSALS)
def test_a_refusal_is_a_page_with_the_next_step(
    doors: Doors, method: str, sent: dict[str, str], status: int, heading: str
) -> None:
    """In the browser's language, with a way on; nothing that was sent stands in it."""
    for locale, shown in (("en", heading), ("es", "")):
        headers = sent | {"accept-language": locale}
        answer = doors.program("alma").request(method, "/sign-in", content=b"evil", headers=headers)
        assert answer.status_code == status
        assert f'<html lang="{locale}"' in answer.text
        assert shown in answer.text
        assert 'class="button main" href=' in answer.text
        assert "evil" not in answer.text


@pytest.mark.parametrize(("method", "sent", "status", "heading"), REFUSALS)
def test_a_refusal_is_a_problem_for_a_program(
    doors: Doors, method: str, sent: dict[str, str], status: int, heading: str
) -> None:
    """The same refusals at the JSON door are problem documents."""
    del heading
    answer = doors.program("alma").request(method, f"{API}/notes", content=b"evil", headers=sent)
    code = {400: "wrong_host", 403: "other_site", 413: "too_large", 415: "wrong_type"}[status]
    problem(answer, status, code)
    assert "evil" not in answer.text


def test_a_host_with_a_path_in_it_does_not_change_the_door(doors: Doors) -> None:
    """The door is chosen by the path that was asked, not by an address made of the Host."""
    answer = doors.program("alma").get("/today", headers={"host": "127.0.0.1:8000/api/v1/x?"})
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/html")


# --- HEAD -----------------------------------------------------------------------------------------


def _looked_at(doors: Doors) -> list[str]:
    """Return every address that GET takes, with ids that nobody has."""
    found = []
    for path, operations in doors.app.openapi()["paths"].items():
        if "get" in operations:
            bare = re.sub(r"{\w+}", "7d3b0a52-6a0f-4f0e-9d4e-3f5a1c2b9e10", path)
            found.append(bare + ("?case=7d3b0a52-6a0f-4f0e-9d4e-3f5a1c2b9e10"))
    assert len(found) > 25
    return [*found, "/static/amparo.css", "/nothing", f"{API}/nothing"]


@pytest.mark.parametrize("name", ["alma", "olga", None])
def test_head_answers_like_get_without_a_body(doors: Doors, name: str | None) -> None:
    """The same status and the same headers, for whoever may and whoever may not."""
    client = doors.program(None) if name is None else doors.program(name)
    for path in _looked_at(doors):
        got = client.get(path, follow_redirects=False)
        head = client.head(path, follow_redirects=False)
        assert head.status_code == got.status_code, path
        assert head.headers == got.headers, path
        assert head.content == b""


def test_no_route_takes_head_itself(doors: Doors) -> None:
    """The inventory of routes is of what they do: HEAD is nothing but a GET without its body."""
    methods = {
        method for route in doors.app.routes for method in getattr(route, "methods", None) or ()
    }
    operations = {
        method.upper() for each in doors.app.openapi()["paths"].values() for method in each
    }
    assert "GET" in operations
    assert "HEAD" not in methods | operations


def test_an_office_on_the_network_is_reached_by_https_alone(tmp_path: Path) -> None:
    """Its cookie is bound to the host and Secure; browsers are told to come by HTTPS."""
    settings = settings_in(tmp_path, base_url="https://amparo.example.org")
    app = FastAPI(openapi_url=None)

    @app.post("/api/v1/session")
    def sign_in(request: Request, response: Response) -> None:
        set_cookie(response, settings, "token")

    app.add_middleware(Guards, settings=settings, answer=lambda *_: Response(status_code=403))
    client = TestClient(app, base_url="https://amparo.example.org")
    answer = client.post(f"{API}/session")
    parts = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")[1:]}
    assert cookie_name(settings) == "__Host-amparo"
    assert answer.headers["set-cookie"].startswith("__Host-amparo=token;")
    assert {"secure", "httponly", "samesite=strict", "path=/"} <= parts
    assert not [part for part in parts if part.startswith("domain")]
    assert answer.headers["strict-transport-security"].startswith("max-age=63072000")
    plain = client.post(f"{API}/session", headers={"origin": "http://amparo.example.org"})
    assert plain.status_code == 403


def test_whoever_leaves_a_page_is_no_fault() -> None:
    """A browser that goes while it sends leaves nothing to answer, and no line in the log."""
    answered: list[Exception] = []

    async def left(*_: object) -> NoReturn:
        raise ClientDisconnect

    def answer(_: Request, fault: Exception) -> Response:
        answered.append(fault)
        return Response()

    served = Caught(left, answer=answer)({"type": "http", "headers": []}, left, left)
    with ThreadPoolExecutor(1) as apart:  # a browser test may have left this thread a loop
        apart.submit(asyncio.run, served).result()
    assert answered == []
