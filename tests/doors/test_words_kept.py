"""Words that were typed outlive a case taken away, a lockdown, and a sign-in that ran out."""

from html import unescape

import pytest

from app.casework import readers
from app.casework.sessions import IDLE
from tests.doors.filling import filled, fills, proof
from tests.doors.test_lockdown import locked
from tests.doors.visitors import Doors, Visitor, filled_case
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

WORDS = "She called about Zanzibar & the sea."
AGAIN = "You began this and did not save it"


def id_of(doors: Doors, name: str) -> str:
    """Return the id of somebody's account."""
    return str(doors.office.people[name].id)


def shown(visitor: Visitor, path: str) -> str:
    """Return the words of a page that opens."""
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def test_a_reader_whose_case_was_taken_reads_her_own_words(doors: Doors) -> None:
    """And no fact of the case: as much as whoever never was on it."""
    opened = doors.office.open_case(named_only=True, title="Canary of the lighthouse")
    doors.sits("alma").posts(f"/cases/{opened.id}/readers", {"staff_id": id_of(doors, "bruno")})
    bruno, page = doors.sits("bruno"), f"/cases/{opened.id}"
    assert bruno.get(page).status_code == 200
    with doors.office.writing("alma") as desk:
        readers.remove(desk, opened.id, doors.office.people["bruno"].id)
    answer = bruno.posts("/notes", {"case_id": str(opened.id), "text": WORDS})
    text = unescape(answer.text)
    assert answer.status_code == 404
    assert "What you typed was not saved" in text
    assert WORDS in text
    assert not any(fact in text for fact in (opened.number, "lighthouse", "Quiñones"))
    never = doors.sits("vera").posts("/notes", {"case_id": str(opened.id), "text": WORDS})
    assert (never.status_code, WORDS in unescape(never.text)) == (404, True)


@pytest.mark.parametrize("how", ["locked", "ran out"])
def test_a_half_typed_note_comes_again_after_the_next_sign_in(doors: Doors, how: str) -> None:
    """To its own person, in the same browser: the sign-in says why and that it is kept."""
    case, alma = filled_case(doors.office), doors.sits("alma")
    page = f"/cases/{case.id}"
    typed = filled(alma.get(page).text, "/notes", {"text": WORDS})
    if how == "locked":
        locked(doors)
    else:
        doors.office.clock.now += IDLE
    late = alma.posts("/notes", typed)
    assert late.headers["location"] == "/sign-in"
    said = shown(alma, "/sign-in")
    assert ("The office was locked" if how == "locked" else "Your sign-in ran out") in said
    assert "is kept for you" in said
    assert WORDS not in said
    assert WORDS.encode() not in repr(doors.shared.sessions.__dict__).encode()
    if how == "locked":
        right = doors.credentials("carmen")
        assert doors.stranger().posts("/lockdown/release", right).status_code == 200
    doors.office.clock.forward(seconds=31)
    assert alma.posts("/sign-in", doors.credentials("alma")).headers["location"] == "/today"
    again = shown(alma, page)
    assert AGAIN in again
    assert WORDS in again


def test_nobody_else_is_given_what_was_half_typed(doors: Doors) -> None:
    """Who signs in at that browser as another person finds nothing of it."""
    case, alma = filled_case(doors.office), doors.sits("alma")
    alma.posts("/begun/note", {"case_id": str(case.id), "text": WORDS})
    doors.office.clock.now += IDLE
    assert alma.get("/today").headers["location"] == "/sign-in"
    assert alma.posts("/sign-in", doors.credentials("bruno")).headers["location"] == "/today"
    assert AGAIN not in shown(alma, f"/cases/{case.id}")
    assert doors.shared.sessions._ended == {}


def test_what_no_form_keeps_is_shown_once_more(doors: Doors) -> None:
    """A correction that came too late is read from the page that says so."""
    case, alma = filled_case(doors.office), doors.sits("alma")
    doors.office.clock.now += IDLE
    late = alma.posts(f"/notes/{case.note}", {"version": "1", "text": WORDS})
    assert (late.status_code, WORDS in unescape(late.text)) == (401, True)
    secret = {"password": "a lantern", "place": "the tin", "code": "1"}
    assert alma.posts("/codes/1", secret).headers["location"] == "/sign-in"


def test_only_the_author_is_offered_to_correct_a_note(doors: Doors) -> None:
    """Another's page has no such link; asked anyway, it says why and keeps the words."""
    case = filled_case(doors.office)
    link, bruno = f"/notes/{case.note}", doors.sits("bruno")
    assert f'href="{link}"' in doors.sits("alma").get(f"/cases/{case.id}").text
    assert f'href="{link}"' not in bruno.get(f"/cases/{case.id}").text
    assert bruno.get(link).status_code == 403
    answer = bruno.posts(link, {"version": "1", "text": WORDS})
    text = unescape(answer.text)
    assert answer.status_code == 403
    assert "Your role does not include this" not in text
    assert "Only its author changes a note" in text
    assert WORDS in text


def test_a_person_a_screen_and_a_hold_come_again(doors: Doors) -> None:
    """After Reload, until they are saved; about another case there is nothing."""
    case, other = filled_case(doors.office), filled_case(doors.office)
    alma, carmen = doors.sits("alma"), doors.sits("carmen")
    pages = [
        (alma, "person", "/people/new?case={}", "/people", {"relation": WORDS}),
        (alma, "screen", "/cases/{}/screens", "/cases/{}/screens", {"reason": WORDS}),
        (alma, "hold", "/cases/{}/holds", "/cases/{}/holds", {"reason": WORDS}),
        (carmen, "hold", "/destructions", "/holds", {"reason": WORDS}),
    ]
    rest = {"person": {"given_names": "Ana"}, "screen": {"staff_id": id_of(doors, "ivo")}}
    for visitor, kind, page, saves, half in pages:
        here, action = page.format(case.id), saves.format(case.id)
        typed = filled(visitor.get(here).text, action, half)
        assert visitor.posts(f"/begun/{kind}", typed).status_code == 204
        assert WORDS in shown(visitor, here)
        if "{}" in page:
            assert WORDS not in shown(visitor, page.format(other.id))
        more = rest.get(kind, {"source": "litigation"})
        saved = fills(visitor, here, {**half, **more}, action=action)
        assert saved.status_code == 303, saved.text
        assert AGAIN not in shown(visitor, here)


def test_a_form_with_secrets_does_not_say_that_nothing_is_lost(doors: Doors) -> None:
    """Two passphrases that differ: the code and the digits are typed again, and it says so."""
    typed = {"email": "bruno@office.example.org", "paper": doors.office.people["bruno"].codes[0]}
    typed |= {"code": "123456", "passphrase": "marimba under a wet tarpaulin", "again": "other"}
    text = unescape(doors.stranger().posts("/forgotten", typed).text)
    assert "Nothing you typed is lost" not in text
    assert "Type passphrases, codes and digits again" in text


def test_a_printed_code_is_there_again_after_reload(doors: Doors) -> None:
    """The same form sent again shows the same code, until she says that she has printed it."""
    alma = doors.sits("alma")
    typed = {"place": "the blue tin", **proof(doors, "alma")}
    sent = filled(alma.get("/codes").text, "/codes/2", typed)
    first, again = alma.posts("/codes/2", sent), alma.posts("/codes/2", sent)
    assert (first.status_code, again.status_code) == (200, 200)
    code = unescape(first.text).partition('<ol class="groups"')[2].partition("</ol>")[0]
    assert code
    assert code in unescape(again.text)
    assert "<bdi>Alma</bdi>" in again.text
    assert alma.get("/codes").status_code == 200
    assert alma.posts("/codes/2", sent).status_code != 200
