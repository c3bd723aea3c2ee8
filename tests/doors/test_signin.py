"""Signing in and out by the HTML door: once for a code, the same words for every miss."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.casework.sessions import ABSOLUTE, IDLE
from app.models import Audit
from tests.doors.everything import CHOSEN, stumbling
from tests.doors.visitors import Doors, Visitor
from tests.support.one_engine import engine_name, on_both  # noqa: F401 - a fixture


def _signed_in(doors: Doors, name: str) -> Visitor:
    visitor = doors.stranger()
    assert visitor.posts("/sign-in", doors.credentials(name)).status_code == 303
    return visitor


def test_the_html_door_signs_in_and_leads_to_today(doors: Doors) -> None:
    """Passphrase and code give a cookie that opens Today."""
    visitor = doors.stranger()
    answer = visitor.posts("/sign-in", doors.credentials("alma"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/today")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("amparo=")
    assert "httponly" in cookie.lower()
    assert "samesite=strict" in cookie.lower()
    assert visitor.get("/today").status_code == 200


def test_signing_out_ends_the_session_itself(doors: Doors) -> None:
    """A copy of the cookie opens nothing afterwards."""
    visitor, thief = _signed_in(doors, "alma"), doors.stranger()
    thief.client.cookies.update(visitor.client.cookies)
    answer = visitor.posts("/sign-out")
    assert answer.headers["location"] == "/sign-in"
    assert 'amparo=""' in answer.headers["set-cookie"]
    assert thief.get("/today").headers["location"] == "/sign-in"


def test_nobody_is_signed_out_by_a_link(doors: Doors) -> None:
    """Only a form of ours signs out, so no picture on another page can."""
    visitor = _signed_in(doors, "alma")
    assert visitor.get("/sign-out").status_code == 405
    assert visitor.get("/today").status_code == 200


def test_a_code_is_taken_once(doors: Doors) -> None:
    """Within the same thirty seconds the second sign-in waits, and is told how long."""
    _signed_in(doors, "alma")
    answer = doors.stranger().posts("/sign-in", doors.credentials("alma"))
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 30
    doors.office.clock.forward(seconds=30)
    _signed_in(doors, "alma")


@pytest.mark.parametrize("wrong", ["email", "password", "code"])
def test_every_miss_reads_the_same(doors: Doors, wrong: str) -> None:
    """Whether an address has an account is not told, nor what of the three was wrong."""
    typed = doors.credentials("alma")
    missed = {"email": "nobody@office.example.org", "password": "another one", "code": "000000"}
    answer = doors.stranger().posts("/sign-in", typed | {wrong: missed[wrong]})
    assert answer.status_code == 401
    assert "The address, passphrase or code is not right." in answer.text
    assert typed["password"] not in answer.text
    assert missed["password"] not in answer.text
    assert "set-cookie" not in answer.headers


def test_a_stranger_at_one_desk_does_not_lock_a_colleague_out_elsewhere(doors: Doors) -> None:
    """Ten misses from one network wait; she signs in from another."""
    typed = doors.credentials("alma") | {"code": "000000"}
    stranger = doors.stranger()
    found = [stranger.posts("/sign-in", typed).status_code for _ in range(11)]
    assert found == [401] * 10 + [429]
    elsewhere = doors.stranger(network="192.0.2.7")
    assert elsewhere.posts("/sign-in", doors.credentials("alma")).status_code == 303


@pytest.mark.parametrize(
    ("paces", "span"), [pytest.param(1, IDLE, id="idle"), pytest.param(40, ABSOLUTE, id="absolute")]
)
def test_a_session_runs_out(doors: Doors, paces: int, span: timedelta) -> None:
    """After half an hour without a page, and after twelve hours of even the busiest day."""
    visitor, pace = doors.sits("alma"), span / paces
    for _ in range(paces - 1):
        doors.office.clock.now += pace
        assert visitor.get("/help").status_code == 200
    doors.office.clock.now += pace
    assert visitor.get("/help").headers["location"] == "/sign-in"


def test_one_sees_and_ends_ones_own_sign_ins(doors: Doors) -> None:
    """A sign-in at another browser is listed, and ended from here; a colleague's is neither."""
    here, there, hers = doors.sits("alma"), doors.sits("alma"), doors.sits("bruno")
    assert here.get("/sessions").text.count("last used") == 2
    assert here.posts("/sessions/end-others").status_code == 303
    assert there.get("/today").headers["location"] == "/sign-in"
    assert (here.get("/today").status_code, hers.get("/today").status_code) == (200, 200)


def test_nobody_ends_a_colleagues_session(doors: Doors) -> None:
    """Its id, even if known, moves nothing."""
    hers, mine = doors.sits("bruno"), doors.sits("alma")
    sessions, bruno = doors.app.state.shared.sessions, doors.office.people["bruno"].id
    token = hers.client.cookies["amparo"]
    [session] = sessions.of(bruno, token, doors.office.clock())
    mine.posts(f"/sessions/{session.id}/end")
    assert hers.get("/today").status_code == 200
    hers.posts(f"/sessions/{session.id}/end")
    assert hers.get("/today").headers["location"] == "/sign-in"


def test_a_passphrase_may_begin_and_end_with_a_space(doors: Doors) -> None:
    """What was typed is tried as it was typed: it is not the right one with spaces around it."""
    typed = doors.credentials("alma")
    answer = doors.stranger().posts("/sign-in", typed | {"password": f" {typed['password']} "})
    assert answer.status_code == 401


def test_signing_in_ends_the_session_that_this_browser_had(doors: Doors) -> None:
    """Whoever's it was: a colleague's on a shared machine is over, and noted as signed out."""
    visitor, thief = _signed_in(doors, "alma"), doors.stranger()
    thief.client.cookies.update(visitor.client.cookies)
    assert visitor.posts("/sign-in", doors.credentials("bruno")).status_code == 303
    assert thief.get("/today").headers["location"] == "/sign-in"
    assert _noted(doors) == [("signin", "alma"), ("signin", "bruno"), ("signout", "alma")]


def test_leaving_is_noted_and_leaves_nothing_in_the_browser(doors: Doors) -> None:
    """What the browser stored of Amparo goes; of the office's other services nothing does."""
    page = doors.sits("alma").posts("/sign-out")
    program = doors.sits("alma").sends("DELETE", "/session")
    for answer in (page, program):
        assert answer.headers["clear-site-data"] == '"cache", "storage"'
        assert 'amparo=""' in answer.headers["set-cookie"]
    assert _noted(doors) == [("signout", "alma"), ("signout", "alma")]


def test_a_session_that_ran_out_is_left_without_a_word(doors: Doors) -> None:
    """Signing out twice, or after the idle time, is no error and no entry."""
    visitor = doors.sits("alma")
    doors.office.clock.now += IDLE
    assert visitor.posts("/sign-out").headers["location"] == "/sign-in"
    assert doors.stranger().posts("/sign-out").status_code == 303
    assert _noted(doors) == []


def test_ending_sign_ins_is_noted(doors: Doors) -> None:
    """One by its id, all others by their number, at either door."""
    here, there = doors.sits("alma"), doors.sits("alma")
    listed = here.sends("GET", "/sessions").json()
    other = next(each["id"] for each in listed["items"] if not each["is_this"])
    assert here.posts(f"/sessions/{other}/end").status_code == 303
    assert here.posts(f"/sessions/{other}/end").status_code == 303
    here.posts("/sessions/end-others")
    assert there.get("/today").headers["location"] == "/sign-in"
    assert _noted(doors) == [("session.end", "alma"), ("session.end_others", "alma")]


@on_both
@pytest.mark.parametrize("how", ["full", "late"])
def test_no_sign_in_ends_that_is_not_noted(doors: Doors, how: str) -> None:
    """Where nothing was saved, the other sign-in lives on, at either door."""
    here, there = doors.sits("alma"), doors.sits("alma")
    listed = here.sends("GET", "/sessions").json()
    other = next(each["id"] for each in listed["items"] if not each["is_this"])
    expected = {"full": 507, "late": 409}[how]
    with stumbling(doors.office.house.engine, how):
        assert here.posts("/sessions/end-others").status_code == expected
        assert here.posts(f"/sessions/{other}/end").status_code == expected
        assert here.sends("DELETE", "/sessions").status_code == expected
        assert here.sends("DELETE", f"/sessions/{other}").status_code == expected
    assert there.get("/today").status_code == 200
    assert _noted(doors) == []


@on_both
@pytest.mark.parametrize("at", ["page", "program"])
def test_a_changed_passphrase_ends_other_sign_ins_though_that_is_not_noted(
    doors: Doors, at: str
) -> None:
    """It is saved by then; what could not be noted of the sign-ins undoes neither."""
    here, there = doors.sits("alma"), doors.sits("alma")
    typed = doors.credentials("alma")
    typed = {"password": typed["password"], "code": typed["code"]} | CHOSEN
    with stumbling(doors.office.house.engine, "late", "session.end_others"):
        if at == "page":
            assert here.posts("/passphrase", typed).status_code == 303
        else:
            assert here.sends("PUT", "/passphrase", typed).status_code == 204
    assert there.get("/today").headers["location"] == "/sign-in"
    assert here.get("/today").status_code == 200


def _noted(doors: Doors) -> list[tuple[str, str]]:
    names = {person.id: name for name, person in doors.office.people.items()}
    with doors.office.night() as desk:
        rows = desk.db.scalars(select(Audit).where(Audit.action.like("s%")).order_by(Audit.seq))
        return [
            (row.action, names[row.actor_id])
            for row in rows
            if row.action.startswith(("sign", "session")) and row.actor_id
        ]
