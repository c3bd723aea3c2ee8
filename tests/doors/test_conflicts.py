"""The conflict check and the front desk at both doors; nothing stands between the lines."""

import re
from uuid import UUID

import pytest

from app.casework.conflicts import slips
from app.gate import EVEN
from tests.doors.visitors import Doors, Visitor
from tests.support.office import Office
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

YUSUF = {"given_names": "Yusuf", "family_name": "Haddad Quiej", "a_number": "999111222"}
CANARIES = ("Yusuf", "Haddad", "999111222", "999-111-222")


def _opened(office: Office) -> str:
    return str(office.open_case(client=YUSUF).id)


def _record(visitor: Visitor, **sought: str) -> str:
    """Return what a page says was found, without what was typed."""
    answer = visitor.posts("/conflicts", sought)
    assert answer.status_code == 200
    found = re.search(r'id="h-record".*?</section>', answer.text, re.DOTALL)
    assert found is not None
    return found[0]


def test_a_page_lists_hits_with_reasons_to_be_printed(doors: Doors) -> None:
    """Carmen, who can open the case, in her language."""
    case_id = _opened(doors.office)
    record = _record(doors.sits("carmen"), name="Joussef Hadad Quiej", a_number="999-111-222")
    assert f"/cases/{case_id}" in record
    assert "suena igual" in record
    assert "mismo número A" in record
    assert "data-print" in record


def test_a_page_hides_what_the_asker_may_not_open(doors: Doors) -> None:
    """A colleague to ask; no case, no file number, no name but what she typed."""
    case_id = _opened(doors.office)
    record = _record(doors.sits("ivo"), name="Youssef Hadad")
    assert "Possible match; ask <bdi>Alma</bdi>." in record
    for word in (case_id, "Yusuf", "Haddad", "Quiej", "999"):
        assert word not in record


@pytest.mark.parametrize("who", ["ivo", "nora"])
def test_programs_learn_no_more_than_people(doors: Doors, who: str) -> None:
    """The JSON door answers the same."""
    _opened(doors.office)
    body = doors.sits(who).sends("POST", "/conflicts/search", {"name": "Youssef Hadad"}).json()
    assert (body["hits"], body["ask"], body["waiting"]) == ([], ["Alma"], False)
    desk = doors.sits(who).sends("POST", "/front-desk/look-up", {"a_number": "A999111222"}).json()
    assert desk["answer"] == "ours"
    assert desk["call"]["name"] == "Alma"
    assert not [word for word in CANARIES if word in str(desk)]


def test_answers_have_one_length(doors: Doors) -> None:
    """Hit, near hit, left out and miss: to whoever only sees how much was sent they are alike."""
    _opened(doors.office)
    hidden = doors.office.open_case(client=YUSUF | {"given_names": "Nadia", "a_number": ""})
    with doors.office.writing() as desk:
        slips.answer_as(desk, hidden.id, "out")
    ivo = doors.sits("ivo")
    for path, json in (("/conflicts", "/conflicts/search"), ("/front-desk", "/front-desk/look-up")):
        asked = ("Yusuf Haddad Quiej", "Youssef Hadad", "Nadia Haddad Quiej", "Qwertz Uiop")
        pages = {len(ivo.posts(path, {"name": name}).content) for name in asked}
        bodies = {len(ivo.sends("POST", json, {"name": name}).content) for name in asked}
        assert (len(pages), len(bodies)) == (1, 1)
        assert (pages | bodies).issubset(range(0, 5 * EVEN, EVEN))


def test_a_sealed_case_answers_like_nobody(doors: Doors) -> None:
    """Byte for byte but for the minute, also to a supervisor who could ask."""
    hidden = doors.office.open_case(client=YUSUF, named_only=True)
    with doors.office.writing() as desk:
        slips.answer_as(desk, hidden.id, "out")
    for who in ("ivo", "nora"):
        sought = [{"name": "Yusuf Haddad Quiej"}, {"name": "Qwertz Uiop"}]
        found = [doors.sits(who).sends("POST", "/conflicts/search", each).json() for each in sought]
        assert found[0] == found[1]
        told = [doors.sits(who).sends("POST", "/front-desk/look-up", each) for each in sought]
        assert told[0].content == told[1].content


def test_a_miss_at_the_front_desk_promises_nothing(doors: Doors) -> None:
    """Of a sealed case and of a stranger one sentence, which sends nobody away as unknown."""
    hidden = doors.office.open_case(client=YUSUF, named_only=True)
    with doors.office.writing() as desk:
        slips.answer_as(desk, hidden.id, "out")
    for name in ("Yusuf Haddad Quiej", "Qwertz Uiop"):
        page = doors.sits("ivo").posts("/front-desk", {"name": name}).text
        assert "That does not mean that the office does not know the person." in page
        assert "ask a supervisor or an attorney" in page
        assert page.count("autofocus") == 1
        assert '<div class="notice amber" role="status" tabindex="-1" autofocus>' in page


def test_words_travel_in_bodies_only(doors: Doors) -> None:
    """No address takes them: a log of addresses would keep them."""
    for path in ("/conflicts", "/front-desk"):
        page = doors.sits("ivo").get(f"{path}?name=Yusuf")
        assert page.status_code == 200
        assert "Yusuf" not in page.text
        assert 'method="post"' in page.text


def test_the_lead_chooses_how_her_case_answers(doors: Doors) -> None:
    """On a page of the case; whoever cannot open it finds no such page."""
    case_id = _opened(doors.office)
    alma = doors.sits("alma")
    assert "found-as" in alma.get(f"/cases/{case_id}").text
    assert alma.get(f"/cases/{case_id}/found-as").status_code == 200
    assert alma.posts(f"/cases/{case_id}/found-as", {"answer": "ask"}).status_code == 303
    with doors.office.reading() as desk:
        assert slips.found_as(desk, UUID(case_id)).answer == "ask"
    assert alma.posts(f"/cases/{case_id}/found-as", {"answer": "shout"}).status_code == 422
    assert doors.sits("ivo").get(f"/cases/{case_id}/found-as").status_code == 403
    tight = doors.office.open_case("bruno", named_only=True)
    assert doors.sits("dina").get(f"/cases/{tight.id}/found-as").status_code == 404


def test_nothing_to_look_for_is_said_beside_the_form(doors: Doors) -> None:
    """An empty form is not a search for everybody."""
    for path in ("/conflicts", "/front-desk"):
        answer = doors.sits("ivo").posts(path, {"name": " "})
        assert answer.status_code == 422
        assert "Give a name, an A-number or a telephone number." in answer.text


def test_signing_out_lets_go_of_the_index(doors: Doors) -> None:
    """What her session had opened is gone with it."""
    _opened(doors.office)
    ivo = doors.sits("ivo")
    assert ivo.sends("POST", "/conflicts/search", {"name": "Yusuf"}).status_code == 200
    sessions = doors.app.state.shared.sessions
    holding = next(iter(sessions._held.values())).holding
    assert holding.is_open
    assert ivo.posts("/sign-out").status_code == 303
    assert not holding.is_open
