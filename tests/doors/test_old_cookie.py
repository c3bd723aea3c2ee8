"""A cookie that was good once opens nothing after any way in which a session ends."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.casework import leaving
from app.casework.calendar import Calendar
from app.casework.leaving import Leaving
from app.casework.sessions import ABSOLUTE, IDLE
from app.main import build
from tests.doors.visitors import Doors, Visitor, filled_case
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

NEW = {"passphrase": "seven oars and a paper boat", "again": "seven oars and a paper boat"}


def _signs_out(doors: Doors, hers: Visitor) -> None:
    assert hers.posts("/sign-out").status_code == 303


def _signs_out_by_a_program(doors: Doors, hers: Visitor) -> None:
    assert hers.sends("DELETE", "/session").status_code == 204


def _chooses_another_passphrase_elsewhere(doors: Doors, hers: Visitor) -> None:
    typed = doors.credentials("alma")
    proof = {"password": typed["password"], "code": typed["code"]}
    assert doors.sits("alma").posts("/passphrase", proof | NEW).status_code == 303


def _ends_it_elsewhere(doors: Doors, hers: Visitor) -> None:
    assert doors.sits("alma").posts("/sessions/end-others").status_code == 303


def _leaves_the_office(doors: Doors, hers: Visitor) -> None:
    with doors.office.writing("carmen") as desk:
        heir = Leaving(heir_id=doors.office.people["bruno"].id)
        leaving.leave(desk, Calendar(), doors.office.people["alma"].id, heir)


def _is_idle(doors: Doors, hers: Visitor) -> None:
    doors.office.clock.now += IDLE


def _works_too_long(doors: Doors, hers: Visitor) -> None:
    begun = doors.office.clock()
    while doors.office.clock() < begun + ABSOLUTE:
        assert hers.sends("GET", "/me").status_code == 200
        doors.office.clock.now += IDLE - timedelta(minutes=1)


def _the_office_is_locked(doors: Doors, hers: Visitor) -> None:
    typed = doors.credentials("carmen")
    proof = {"password": typed["password"], "code": typed["code"]}
    assert doors.sits("carmen").sends("POST", "/lockdown", proof).status_code == 204


def _the_program_starts_anew(doors: Doors, hers: Visitor) -> None:
    doors.app = build(doors.office.house)


ENDINGS = [
    _signs_out,
    _signs_out_by_a_program,
    _chooses_another_passphrase_elsewhere,
    _ends_it_elsewhere,
    _leaves_the_office,
    _is_idle,
    _works_too_long,
    _the_office_is_locked,
    _the_program_starts_anew,
]


@pytest.mark.parametrize("end", ENDINGS, ids=lambda end: end.__name__.strip("_"))
def test_after_its_end_a_cookie_opens_nothing(
    doors: Doors, end: Callable[[Doors, Visitor], None]
) -> None:
    """At neither door, from the same network address and from another; before, it did."""
    case, hers = filled_case(doors.office), doors.sits("alma")
    kept = dict(hers.client.cookies)
    assert kept
    assert hers.get(f"/cases/{case.id}").status_code == 200
    end(doors, hers)
    for network in ("127.0.0.1", "192.0.2.7"):
        thief = doors.stranger(network=network)
        for name, value in kept.items():
            thief.client.cookies.set(name, value)
        assert thief.sends("GET", f"/cases/{case.id}").status_code == 401
        assert (
            thief.sends("POST", "/notes", {"case_id": str(case.id), "text": "x"}).status_code == 401
        )
        assert thief.get(f"/cases/{case.id}").headers["location"] == "/sign-in"
        assert "Quiñones" not in thief.get("/today").text


def test_a_session_belongs_to_its_cookie_and_to_no_address(doors: Doors) -> None:
    """Replayed from elsewhere while she works it opens: the cookie is the key, and stays here.

    No network address is bound to it: a telephone changes them on the way to court.
    """
    hers, there = doors.sits("alma"), doors.stranger(network="192.0.2.7")
    there.client.cookies.update(hers.client.cookies)
    assert there.sends("GET", "/me").status_code == 200
