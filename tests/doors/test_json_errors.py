"""Failures at the JSON door: problem documents that repeat nothing of what was sent."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from tests.doors.visitors import API, Doors, open_case, problem, told
from tests.support import cut
from tests.support.one_engine import engine_name, on_both  # noqa: F401 - a fixture

CANARY = "Quetzalcanary"
NO_SUCH_ID = "5f9c1d8e-0000-4000-8000-000000000000"
JSON = {"content-type": "application/json"}

WRONG_BODIES: list[tuple[str, dict[str, Any]]] = [
    ("/session", {"email": CANARY * 30, "password": CANARY, "code": CANARY * 9}),
    ("/session", {"email": [CANARY], "password": {"a": CANARY}, CANARY: CANARY}),
    ("/cases", {"client": {"family_name": CANARY * 40}}),
    ("/cases", {"client": {"a_number": CANARY}}),
    ("/cases", {"client": {"birth_date": CANARY}}),
    ("/cases", {"client": {"family_name": "Tema", CANARY: "x"}}),
    ("/cases", {"client": CANARY}),
    ("/cases", {"title": "x", "lead_id": CANARY}),
    ("/cases", {"title": "x", "named_only": CANARY}),
    ("/cases", {"title": "x", CANARY: CANARY}),
    ("/cases/search", {"q": [CANARY]}),
    ("/cases/search", {"q": "x", "cursor": CANARY}),
    ("/cases/search", {"q": "x", "limit": CANARY}),
    ("/persons", {"case_id": CANARY, "role": CANARY}),
    ("/hearings", {"starts": CANARY, "tz": CANARY, "court": CANARY, "kind": CANARY}),
    ("/deadlines", {"due": CANARY, "at": CANARY, "whose": CANARY, "inputs": CANARY}),
    ("/notes", {"text": CANARY * 2000}),
]
WRONG_FACTS: list[tuple[str, dict[str, Any]]] = [
    ("/hearings", {"starts": "2027-06-01T09:00", "kind": "master", "court": CANARY}),
    ("/hearings", {"starts": "2027-06-01T09:00", "kind": "master", "tz": CANARY}),
    ("/hearings", {"starts": "2027-06-01T09:00", "kind": "master", "replaces": NO_SUCH_ID}),
    ("/deadlines", {"rule": CANARY, "inputs": {}}),
    ("/deadlines", {"title": "x", "due": "2027-06-01", "tz": f"../{CANARY}"}),
    ("/deadlines", {"rule": "eoir.ic.filing.individual.nondetained", "inputs": {CANARY: 1}}),
    ("/deadlines", {"rule": "eoir.ic.filing.individual.nondetained", "inputs": {"quetzal": 1}}),
    (
        "/deadlines",
        {
            "rule": "eoir.ic.filing.individual.nondetained",
            "inputs": {"hearing_date": CANARY, "hearing_type": CANARY},
        },
    ),
]


@pytest.fixture(autouse=True)
def log_without_canary(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """The log of the whole test repeats nothing of what was sent either."""
    with caplog.at_level(logging.DEBUG, logger="app"):
        yield
    ours = [record for record in caplog.records if record.name.startswith("app")]
    assert not [record for record in ours if "quetzal" in record.getMessage().lower()]


def test_what_was_sent_is_not_repeated(doors: Doors) -> None:
    """A body of the wrong form is 422, names the members, and repeats neither value nor name."""
    alma = doors.program("alma")
    for path, body in WRONG_BODIES:
        answer = alma.post(f"{API}{path}", json=body)
        document = problem(answer, 422, "refused")
        assert document["errors"], path
        assert all(each["detail"] for each in document["errors"])
        assert "quetzal" not in answer.text.lower(), path


def test_what_cannot_be_is_not_repeated(doors: Doors) -> None:
    """The same of what has the right form and cannot be."""
    alma = doors.program("alma")
    case_id = open_case(alma)["id"]
    for path, facts in WRONG_FACTS:
        answer = alma.post(f"{API}{path}", json={"case_id": case_id, **facts})
        assert problem(answer, 422, "refused")["errors"], facts
        assert "quetzal" not in answer.text.lower(), facts
    assert told(alma.get(f"{API}/cases/{case_id}"))["deadlines"] == []


@pytest.mark.parametrize(
    "body",
    [
        f'{{"title": "{CANARY}"'.encode(),
        CANARY.encode(),
        b'"\xff\xfe"',
        b"\xff\xfe" + CANARY.encode("utf-16-le"),
        b"1" * 5000,
        b"[" * 100_000,
        b"null",
        b"[]",
        b'"' + CANARY.encode() + b'"',
    ],
    ids=["cut", "bare", "latin", "utf16", "number", "deep", "null", "list", "text"],
)
def test_what_is_no_json_object(doors: Doors, body: bytes) -> None:
    """Bytes that say they are JSON and are no object of the form are 422, never a crash."""
    answer = doors.program("alma").post(f"{API}/cases", content=body, headers=JSON)
    problem(answer, 422, "refused")
    assert "quetzal" not in answer.text.lower()


KINDS = (
    None,
    "text/plain",
    "application/octet-stream",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "application/xml",
    "application/json; charset=utf-16",
)


@pytest.mark.parametrize("path", ["/cases", "/session", f"/deadlines/{NO_SUCH_ID}/acknowledgement"])
def test_other_content_is_not_taken(doors: Doors, path: str) -> None:
    """Whatever does not say that it is JSON in UTF-8 is 415, unread."""
    alma = doors.program("alma")
    for kind in KINDS:
        headers = {} if kind is None else {"content-type": kind}
        for body in (b"\xff\xfe\x00\x80", b"a=Quetzalcanary", b"{}"):
            answer = alma.post(f"{API}{path}", content=body, headers=headers)
            problem(answer, 415, "wrong_type")
            assert "quetzal" not in answer.text.lower()


def test_json_may_name_its_charset(doors: Doors) -> None:
    """`application/json; charset=UTF-8` is JSON as any other."""
    headers = {"content-type": "application/json; charset=UTF-8"}
    body = '{"title": "Señal"}'.encode()
    told(doors.program("alma").post(f"{API}/cases", content=body, headers=headers), 201)


def _endless() -> Iterator[bytes]:
    for _ in range(64):
        yield b" " * 8192


def test_too_much_is_not_taken(doors: Doors) -> None:
    """More than 256 KiB is 413, by its length or, where none is given, by its bytes."""
    alma = doors.program("alma")
    whole = alma.post(f"{API}/notes", content=b" " * (256 * 1024 + 1), headers=JSON)
    chunked = alma.post(f"{API}/notes", content=_endless(), headers=JSON)
    for answer in (whole, chunked):
        problem(answer, 413, "too_large")
    problem(alma.post(f"{API}/notes", content=b" " * 256 * 1024, headers=JSON), 422, "refused")


@pytest.mark.parametrize("length", [b"-1", b"1e3", b"99999999999999999999", b"\xb2"])
def test_a_length_that_is_none(doors: Doors, length: bytes) -> None:
    """A Content-Length that is no number, or no reasonable one, is 413."""
    headers = {b"content-type": b"application/json", b"content-length": length}
    answer = doors.program("alma").post(f"{API}/notes", content=b"{}", headers=headers)
    problem(answer, 413, "too_large")


def test_other_ways_and_other_paths(doors: Doors) -> None:
    """A path that is not there is 404, a method that is not is 405; the document is no secret."""
    alma = doors.program("alma")
    problem(alma.get(f"{API}/{CANARY}"), 404, "not_found")
    answer = alma.put(f"{API}/cases", json={})
    problem(answer, 405, "not_taken")
    assert answer.headers["allow"] == "GET, HEAD, POST"
    problem(alma.get(f"{API}/cases/"), 404, "not_found")
    for path in ("/docs", "/redoc", "/openapi.json", f"{API}/openapi.json"):
        assert alma.get(path).status_code == 404


@on_both
def test_what_nobody_expected_says_nothing(doors: Doors) -> None:
    """A fault of ours is 500 with our headers and without a word of what happened."""
    alma = doors.program("alma")
    with cut.off_at(doors.office.house.engine, 1, RuntimeError(CANARY)):
        answer = alma.post(f"{API}/cases", json={"title": CANARY})
    assert problem(answer, 500, "fault")["errors"] == []
    assert "quetzal" not in answer.text.lower()
    assert answer.headers["cache-control"] == "no-store"
    assert told(doors.program("alma").get(f"{API}/cases"))["items"] == []


@on_both
@pytest.mark.parametrize(
    "text", ["\\ud800", "\\u0000", "\\u202e", "\\u200f", "' OR 1=1 --", "<script>alert(1)</script>"]
)
def test_odd_letters_come_back_or_are_refused(doors: Doors, text: str) -> None:
    """What cannot be seen, and half a letter, is 422; what turns letters round falls away."""
    alma = doors.program("alma")
    body = f'{{"title": "a{text}b"}}'.encode()
    answer = alma.post(f"{API}/cases", content=body, headers=JSON)
    if text in {"\\ud800", "\\u0000"}:
        problem(answer, 422, "refused")
        return
    opened = told(answer, 201)
    title = told(alma.get(f"{API}/cases/{opened['id']}"))["title"]
    kept = "" if text == "\\u202e" else text
    assert title == f"a{kept}b".encode().decode("unicode_escape" if "\\" in text else "utf-8")
