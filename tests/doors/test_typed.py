"""Signs that nobody sees, and zones that are none: both doors say the same."""

import html

import pytest

from app.casework.people import PersonFacts
from app.casework.typed import UNSEEN
from app.web.pages import bdi
from tests.doors.visitors import API, Doors, filled_case

UNSEEN_SIGNS = ["\x00", "\x07", "\x08", "\x1b", "\x7f", "\x80", "\x9f"]
NO_ZONES = ["localtime", "Factory", "posix/America/New_York", "right/America/New_York"]
NO_ZONES += ["posixrules", "america/new_york", "../UTC", "/etc/localtime", "UTC\x00", "tzdata.zi"]


@pytest.mark.parametrize("sign", UNSEEN_SIGNS)
def test_what_cannot_be_seen_is_refused_at_both_doors(doors: Doors, sign: str) -> None:
    """In a line, in a text and in a note; the form keeps what was typed beside it."""
    case = filled_case(doors.office)
    alma, program = doors.sits("alma"), doors.program("alma")
    forms = {
        "/cases": {"title": f"Bond{sign} first"},
        "/notes": {"text": f"She{sign} waits", "case_id": str(case.id)},
        "/deadlines": {"mode": "typed", "title": "a", "due": "2027-06-01", "why": f"a{sign}b"},
    }
    for path, typed in forms.items():
        answer = alma.posts(path, {"case_id": str(case.id), **typed})
        assert answer.status_code == 422, path
        assert UNSEEN in html.unescape(answer.text), path
    bodies = {
        "cases": {"title": f"Bond{sign} first"},
        "notes": {"text": f"She{sign} waits", "case_id": str(case.id)},
        "persons": {"family_name": f"Tema{sign}", "case_id": str(case.id)},
    }
    for noun, body in bodies.items():
        told = program.post(f"{API}/{noun}", json=body)
        assert told.status_code == 422, noun
        assert [each["detail"] for each in told.json()["errors"]] == [UNSEEN], noun


def test_a_pasted_break_is_kept_as_a_break(doors: Doors) -> None:
    """A line of a word processor or a page of a PDF ends a line; in one line it is a space."""
    case, program = filled_case(doors.office), doors.program("alma")
    pasted = "First\r\nsecond\x0bthird\x0cfourth\u2028fifth\tand\x85last"
    note = {"text": pasted, "case_id": str(case.id)}
    kept = program.post(f"{API}/notes", json=note).json()["text"]
    assert kept == "First\nsecond\nthird\nfourth\nfifth\tand\nlast"
    person = {"family_name": "Tema\x0bPaz\n", "given_names": "Ana\tLuz", "case_id": str(case.id)}
    told = program.post(f"{API}/persons", json=person).json()
    assert (told["family_name"], told["given_names"]) == ("Tema Paz", "Ana Luz")


def test_nothing_turns_a_name_around() -> None:
    """What a telephone puts around a copied number falls away; the marks of Arabic stay."""
    turned, arabic = "Ana \u202exaP\u202c", "\u200fليلى\u200f"
    kept = PersonFacts(family_name=turned, phone="\u202a(504) 555-0114\u202c", aliases=arabic)
    assert (kept.family_name, kept.phone, kept.aliases) == ("Ana xaP", "(504) 555-0114", arabic)
    assert bdi(turned) == "<bdi>Ana xaP</bdi>"


@pytest.mark.parametrize("zone", NO_ZONES)
def test_a_zone_that_is_none_is_refused(doors: Doors, zone: str) -> None:
    """A machine's own clock is another on the next machine; a date would move with it."""
    case = filled_case(doors.office)
    date = {"case_id": str(case.id), "title": "Brief", "due": "2027-06-01", "tz": zone}
    told = doors.program("alma").post(f"{API}/deadlines", json=date)
    assert told.status_code == 422
    [fault] = told.json()["errors"]
    assert fault == {"field": "tz", "detail": "Choose a time zone such as America/Chicago."}


def test_an_hour_is_of_digits_that_clocks_have(doors: Doors) -> None:
    """Digits of other scripts are no hour that a reminder can go by."""
    case = filled_case(doors.office)
    date = {"case_id": str(case.id), "title": "Brief", "due": "2027-06-01", "at": "1\u0669:00"}
    assert doors.program("alma").post(f"{API}/deadlines", json=date).status_code == 422


def test_a_page_asked_for_in_the_wrong_way_says_which_is_right(doors: Doors) -> None:
    """405 with Allow and a page that helps, whether somebody is signed in or not."""
    case, alma = filled_case(doors.office), doors.sits("alma")
    answer = alma.posts("/today", {})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert "This page is reached in another way" in answer.text
    answer = alma.get(f"/deadlines/{case.deadline}/acknowledgement")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert alma.posts(f"/cases/{case.id}/", {}).status_code == 404
    assert alma.get("/today/").status_code == 404
    part = alma.get(f"/deadlines/{case.deadline}/acknowledgement", **{"hx-request": "true"})
    assert (part.status_code, part.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("es", "es"),
        ("en;q=0.3, es;q=0.8", "es"),
        ("fr, es-MX;q=0.5", "es"),
        ("*", "en"),
        ("", "en"),
    ],
)
def test_both_doors_hear_the_same_language(doors: Doors, asked: str, expected: str) -> None:
    """A browser's order of languages counts by its weights at either door."""
    headers = {"accept-language": asked}
    page = doors.stranger().get("/sign-in", **headers).text
    told = doors.program(None).get(f"{API}/me", headers=headers).json()["detail"]
    assert f'<html lang="{expected}"' in page
    assert (told == "Please sign in.") == (expected == "en")
