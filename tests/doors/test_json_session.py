"""Signing in and out at the JSON door."""

from datetime import datetime, timedelta

import pytest

from app.casework.seats import Seat
from app.casework.sessions import ABSOLUTE, IDLE, Sessions
from tests.doors.visitors import API, Doors, problem, told
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

MINUTE = timedelta(minutes=1)


def test_signing_in_sets_a_cookie_that_no_script_reads(doors: Doors) -> None:
    """On the loopback the cookie is called amparo, HttpOnly, SameSite=Strict, for every path."""
    client = doors.program(None)
    answer = client.post(f"{API}/session", json=doors.credentials())
    assert told(answer)["name"] == "Alma"
    parts = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")[1:]}
    assert answer.headers["set-cookie"].startswith("amparo=")
    assert {"httponly", "samesite=strict", "path=/"} <= parts
    assert not [part for part in parts if part.startswith("domain")]
    assert told(client.get(f"{API}/me"))["role"] == "attorney"


def test_signing_out_ends_the_session(doors: Doors) -> None:
    """After DELETE the old cookie opens nothing, even if a program keeps it."""
    client = doors.program("alma")
    kept = client.cookies["amparo"]
    assert client.delete(f"{API}/session").status_code == 204
    client = doors.program(None)
    client.cookies.set("amparo", kept)
    problem(client.get(f"{API}/me"), 401, "signed_out")


def test_a_second_sign_in_ends_the_first(doors: Doors) -> None:
    """A browser that signs in again leaves no forgotten session behind."""
    client = doors.program(None)
    told(client.post(f"{API}/session", json=doors.credentials("alma")))
    kept = client.cookies["amparo"]
    told(client.post(f"{API}/session", json=doors.credentials("bruno")))
    other = doors.program(None)
    other.cookies.set("amparo", kept)
    problem(other.get(f"{API}/me"), 401, "signed_out")


def test_a_code_is_taken_once(doors: Doors) -> None:
    """The same code again is 429 with the seconds to wait; the next one is taken."""
    typed = doors.credentials()
    told(doors.program(None).post(f"{API}/session", json=typed))
    answer = doors.program(None).post(f"{API}/session", json=typed)
    problem(answer, 429, "throttled")
    assert 1 <= int(answer.headers["retry-after"]) <= 30
    assert "set-cookie" not in answer.headers
    doors.office.clock.forward(seconds=30)
    told(doors.program(None).post(f"{API}/session", json=doors.credentials()))


def test_what_was_wrong_is_not_told(doors: Doors) -> None:
    """An unknown address, a wrong passphrase and a wrong code get the very same answer."""
    right = doors.credentials()
    wrong = ({"email": "nobody@example.org"}, {"password": "not the lantern"}, {"code": "000000"})
    answers = [doors.program(None).post(f"{API}/session", json=right | each) for each in wrong]
    problem(answers[0], 401, "signed_out")
    assert {(answer.status_code, answer.content) for answer in answers} == {
        (401, answers[0].content)
    }
    assert not [answer for answer in answers if "set-cookie" in answer.headers]


def test_misses_in_a_row_have_to_wait(doors: Doors) -> None:
    """After ten misses from one place even the right passphrase waits."""
    wrong = doors.credentials() | {"email": "nobody@example.org"}
    for _ in range(10):
        problem(doors.program(None).post(f"{API}/session", json=wrong), 401, "signed_out")
    answer = doors.program(None).post(f"{API}/session", json=wrong)
    problem(answer, 429, "throttled")
    assert 0 < int(answer.headers["retry-after"]) <= 601
    told(doors.program(None).post(f"{API}/session", json=doors.credentials("bruno")))


def test_an_idle_session_ends(doors: Doors) -> None:
    """A minute before the limit it lives on; at the limit it is over."""
    client, clock = doors.program("alma"), doors.office.clock
    clock.now += IDLE - MINUTE
    told(client.get(f"{API}/me"))
    clock.now += IDLE
    problem(client.get(f"{API}/me"), 401, "signed_out")


def test_a_busy_session_ends_too(doors: Doors) -> None:
    """However busy, a session is over after its longest span."""
    client, clock = doors.program("alma"), doors.office.clock
    begun = clock.now
    while clock.now < begun + ABSOLUTE - 20 * MINUTE:
        clock.now += 20 * MINUTE
        if clock.now < begun + ABSOLUTE:
            told(client.get(f"{API}/me"))
    clock.now = begun + ABSOLUTE
    problem(client.get(f"{API}/me"), 401, "signed_out")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/me"),
        ("GET", "/today"),
        ("GET", "/cases"),
        ("POST", "/cases"),
        ("POST", "/cases/search"),
        ("GET", "/persons"),
        ("POST", "/hearings"),
        ("GET", "/deadlines"),
        ("POST", "/notes"),
        ("DELETE", "/session"),
    ],
)
def test_strangers_are_told_to_sign_in(doors: Doors, method: str, path: str) -> None:
    """Without a session every route is 401, whatever stands in the body."""
    problem(doors.program(None).request(method, f"{API}{path}"), 401, "signed_out")
    if method == "POST":
        answer = doors.program(None).post(f"{API}{path}", json={"canary": "0"})
        problem(answer, 401, "signed_out")


def test_a_made_up_cookie_opens_nothing(doors: Doors) -> None:
    """Tokens that nobody was given are 401, also where they are no base64."""
    for token in ("A" * 43, "x", "%00", "../.."):
        client = doors.program(None)
        client.cookies.set("amparo", token)
        problem(client.get(f"{API}/me"), 401, "signed_out")


def test_ones_own_sign_ins_are_listed_and_ended(doors: Doors) -> None:
    """A program sees each sign-in of its person with its age, and ends one by its id."""
    here, there = doors.program("alma"), doors.program("alma")
    listed = told(here.get(f"{API}/sessions"))
    assert listed["next"] is None
    assert sorted(each["is_this"] for each in listed["items"]) == [False, True]
    assert {tuple(sorted(each)) for each in listed["items"]} == {
        ("began_at", "device", "id", "is_this", "seen_at")
    }
    other = next(each["id"] for each in listed["items"] if not each["is_this"])
    assert here.delete(f"{API}/sessions/{other}").status_code == 204
    problem(there.get(f"{API}/me"), 401, "signed_out")
    problem(here.delete(f"{API}/sessions/{other}"), 404, "not_found")
    told(here.get(f"{API}/me"))


def test_a_colleagues_sign_in_is_neither_listed_nor_ended(doors: Doors) -> None:
    """Her id, even if known, looks like one that is not there."""
    hers, mine = doors.program("bruno"), doors.program("alma")
    [session] = told(hers.get(f"{API}/sessions"))["items"]
    assert session["id"] not in mine.get(f"{API}/sessions").text
    problem(mine.delete(f"{API}/sessions/{session['id']}"), 404, "not_found")
    told(hers.get(f"{API}/me"))


class Counted(Sessions):
    """Sessions that count how often one was opened."""

    opened = 0

    def seat(self, token: str, now: datetime) -> Seat:
        """Open a session, as ever."""
        self.opened += 1
        return super().seat(token, now)


def test_a_request_opens_its_session_once(doors: Doors) -> None:
    """Read, written, refused before its body is read or since it is of no use: once each."""
    doors.shared.sessions = counted = Counted()
    client = doors.program("alma")
    for method, path, body, status in (
        ("GET", "/me", None, 200),
        ("GET", "/cases", None, 200),
        ("POST", "/cases", {"client": {"family_name": "Tema", "given_names": "Inés"}}, 201),
        ("POST", "/cases", {"client": {}, "unknown": 1}, 422),
        ("POST", "/groups", {"name": 7}, 403),
        ("GET", "/nowhere", None, 404),
    ):
        counted.opened = 0
        assert client.request(method, f"{API}{path}", json=body).status_code == status, path
        assert counted.opened == (0 if path == "/nowhere" else 1), path
    counted.opened = 0
    assert client.post(f"{API}/cases", content="x").status_code == 415
    assert counted.opened == 1
    doors.program(None).get(f"{API}/me")
    assert counted.opened == 1
