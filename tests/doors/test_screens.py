"""Ethical screens at both doors, and that a screened case leaves no trace at any of them."""

import re
from collections.abc import Callable
from functools import partial
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from httpx2 import Response

from app.gate import EVEN
from tests.doors.filling import filled, proof
from tests.doors.visitors import Doors, Visitor, filled_case, problem, told

YUSUF = {"given_names": "Yusuf", "family_name": "Haddad Quiej", "a_number": "999111222"}
PAGES = ["/today", "/today/dates", "/cases", "/cases?by=name", "/cases/new", "/hearings/new"]
PAGES += ["/deadlines/new", "/people/new", "/colleagues", "/codes"]
MARK = re.compile(r'name="begun" value="[^"]*"')
LISTS = ["/cases", "/persons", "/hearings", "/deadlines", "/notes", "/today"]
SOUGHT: list[dict[str, Any]] = [{"name": "Youssef Hadad"}, {"a_number": "A999111222"}]
END = {"why": "The case of the cousin is over", "asked_by": "The client"}


def ended(doors: Doors, name: str) -> dict[str, str]:
    """Return what ends a screen: why, who asked, and the proof."""
    return END | proof(doors, name)


def id_of(doors: Doors, name: str) -> str:
    """Return the id of somebody's account."""
    return str(doors.office.people[name].id)


def new_screen(doors: Doors, name: str) -> dict[str, str]:
    """Return what is typed to put up a screen."""
    return {"staff_id": id_of(doors, name), "reason": "The respondent is her cousin"}


def test_a_screen_is_put_up_and_taken_down_by_its_page(doors: Doors) -> None:
    """Who, since when, by whom and why; Bruno finds the case no more and is offered nowhere."""
    case_id, alma = str(doors.office.open_case().id), doors.sits("alma")
    address = f"/cases/{case_id}/screens"
    assert address in alma.get(f"/cases/{case_id}").text
    assert "Nobody is kept from this case." in unescape(alma.get(address).text)
    assert alma.posts(address, new_screen(doors, "bruno")).headers["location"] == address
    page = unescape(alma.get(address).text)
    for told_there in ("The screen is up", "<bdi>Bruno</bdi>", "<bdi>Alma</bdi>", "her cousin"):
        assert told_there in page
    assert "Take it down" not in page
    assert doors.sits("bruno").get(f"/cases/{case_id}").status_code == 404
    assert "<bdi>Bruno</bdi>" in alma.get(f"/cases/{case_id}").text
    assert id_of(doors, "bruno") not in alma.get(f"/cases/{case_id}/readers").text
    ending = f"{address}/{id_of(doors, 'bruno')}/end"
    assert alma.posts(ending).status_code == 403
    carmen = doors.sits("carmen")
    left_open = carmen.posts(ending, END | {"password": "not hers at all", "code": "000000"})
    assert END["why"] in left_open.text
    assert (left_open.status_code, "taken down" in left_open.text) == (401, False)
    typed = filled(carmen.get(address).text, ending, ended(doors, "carmen"))
    assert carmen.posts(ending, typed).headers["location"] == address
    page = unescape(alma.get(address).text)
    for told_there in ("taken down", END["why"], "asked for by <bdi>The client</bdi>"):
        assert told_there in page


def test_today_says_for_a_week_which_case_a_mail_about_a_screen_means(doors: Doors) -> None:
    """For whoever can open it: not for who is kept away, nor for who did it."""
    case_id = str(doors.office.open_case().id)
    address = f"/cases/{case_id}/screens"
    assert doors.sits("alma").posts(address, new_screen(doors, "bruno")).status_code == 303
    shown = unescape(doors.sits("dina").get("/today").text)
    assert f'href="{address}"' in shown
    assert "<bdi>Alma</bdi>: kept a colleague away" in shown
    assert "her cousin" not in shown
    for name in ("alma", "bruno"):
        assert address not in doors.sits(name).get("/today").text
    doors.office.clock.forward(days=8)
    assert address not in doors.sits("dina").get("/today").text


def test_a_screen_without_a_reason_or_before_the_lead_is_refused_at_its_field(
    doors: Doors,
) -> None:
    """Nothing that was typed is lost."""
    address, bruno = f"/cases/{doors.office.open_case().id}/screens", doors.sits("bruno")
    wrong = bruno.posts(address, new_screen(doors, "alma"))
    assert (wrong.status_code, 'id="f-staff_id-error"' in wrong.text) == (422, True)
    assert "her cousin" in wrong.text
    empty = bruno.posts(address, {"staff_id": id_of(doors, "dina"), "reason": " "})
    assert (empty.status_code, 'id="f-reason-error"' in empty.text) == (422, True)


def test_whoever_screens_herself_is_led_to_her_own_cases(doors: Doors) -> None:
    """The page she came from is not found any more."""
    address, bruno = f"/cases/{doors.office.open_case().id}/screens", doors.sits("bruno")
    assert bruno.posts(address, new_screen(doors, "bruno")).headers["location"] == "/cases"
    assert bruno.get(address).status_code == 404


def test_a_program_puts_a_screen_up_and_takes_it_down(doors: Doors) -> None:
    """The same deeds; what is wrong at its member."""
    path = f"/cases/{doors.office.open_case().id}/screens"
    alma, carmen = doors.sits("alma"), doors.sits("carmen")
    assert alma.sends("POST", path, new_screen(doors, "bruno")).status_code == 204
    again = problem(alma.sends("POST", path, new_screen(doors, "bruno")), 422, "refused")
    assert again["errors"][0]["field"] == "staff_id"
    [up] = told(alma.sends("GET", path))["screens"]
    assert (up["name"], up["by"], up["until"]) == ("Bruno", "Alma", None)
    end = f"{path}/{id_of(doors, 'bruno')}/end"
    problem(alma.sends("POST", end, ended(doors, "alma")), 403, "forbidden")
    unsaid = problem(carmen.sends("POST", end, proof(doors, "carmen")), 422, "refused")
    assert unsaid["errors"][0]["field"] == "why"
    guess = END | {"password": "x", "code": "000000"}
    problem(carmen.sends("POST", end, guess), 401, "signed_out")
    assert carmen.sends("POST", end, ended(doors, "carmen")).status_code == 204
    problem(carmen.sends("POST", end, ended(doors, "carmen")), 404, "not_found")


def take_people_in(doors: Doors, name: str) -> None:
    """Have somebody look for a person, which takes what was handed in into the index."""
    doors.sits(name).sends("POST", "/front-desk/look-up", SOUGHT[0])


def traces(doors: Doors, visitor: Visitor) -> dict[str, tuple[str, list[str]]]:
    """Return what every list, count, search and check says, and the statements of each.

    Nothing is looked at before: what a case that came leaves behind is there at the first look.
    """
    asked: dict[str, Callable[[], Response]] = {path: partial(visitor.get, path) for path in PAGES}
    asked |= {f"json {path}": partial(visitor.sends, "GET", path) for path in LISTS}
    asked["search"] = partial(visitor.posts, "/cases/search", {"q": "haddad"})
    for number, sought in enumerate(SOUGHT):
        for path in ("/conflicts/search", "/front-desk/look-up"):
            asked[f"{path} {number}"] = partial(visitor.sends, "POST", path, sought)
    found = {}
    for name, ask in asked.items():
        with doors.statements() as sent:
            answer = ask()
        text = MARK.sub("", answer.text)  # of a form's page, drawn anew each time
        found[name] = (f"{answer.status_code} {text}", list(sent))
    return found


def test_a_screened_case_leaves_no_trace_for_whom_it_is_kept_from(doors: Doors) -> None:
    """Lists, counts, search, choices, conflict and front desk: byte by byte as without it."""
    office, carmen = doors.office, doors.sits("carmen")
    filled_case(office)
    take_people_in(doors, "nora")
    traces(doors, carmen)  # what is asked once in a session was asked
    before = traces(doors, carmen)
    case = filled_case(office, "alma", client=YUSUF, backup_id=id_of(doors, "dina"))
    doors.sits("alma").posts(f"/cases/{case.id}/screens", new_screen(doors, "carmen"))
    take_people_in(doors, "nora")
    after = traces(doors, carmen)
    assert {name: after[name][0] for name in after} == {name: before[name][0] for name in before}
    assert {name: after[name][1] for name in after} == {name: before[name][1] for name in before}
    hers = doors.sits("nora").sends("POST", "/conflicts/search", SOUGHT[0]).json()
    assert hers["ask"] == ["Alma"]  # whoever is not screened is told whom to ask


@pytest.mark.parametrize("who", ["carmen", "bruno", "ivo", "nora", "olga"])
def test_a_sealed_case_leaves_no_trace_for_anybody_else(doors: Doors, who: str) -> None:
    """A supervisor, one of the team, intake, the conflicts officer, the administrator."""
    office, visitor = doors.office, doors.sits(who)
    filled_case(office)
    take_people_in(doors, "ivo")
    traces(doors, visitor)  # what is asked once in a session was asked
    before = traces(doors, visitor)
    case = filled_case(office, client=YUSUF, backup_id=id_of(doors, "dina"), sealed="victim")
    take_people_in(doors, "ivo")
    after = traces(doors, visitor)
    assert {name: after[name][0] for name in after} == {name: before[name][0] for name in before}
    assert {name: after[name][1] for name in after} == {name: before[name][1] for name in before}
    assert visitor.get(f"/cases/{case.id}").status_code in {403, 404}
    page = unescape(doors.sits("alma").get(f"/cases/{case.id}").text)
    assert "Confirm to nobody outside" in page


def test_a_case_is_sealed_and_unsealed_by_its_page_and_by_a_program(doors: Doors) -> None:
    """The page says before who reads it then; a choice that is none is refused at its field."""
    case_id = str(doors.office.open_case(backup_id=id_of(doors, "dina")).id)
    alma, bruno, address = doors.sits("alma"), doors.sits("bruno"), f"/cases/{case_id}/seal"
    assert address in alma.get(f"/cases/{case_id}").text
    page = unescape(alma.get(address).text)
    assert page.index("Who reads it no more") < page.index("<bdi>Bruno</bdi>")
    wrong = alma.posts(address, {"why": "moon"})
    assert (wrong.status_code, 'id="f-why' in wrong.text) == (422, True)
    assert alma.posts(address, {"why": "sealed"}).headers["location"] == f"/cases/{case_id}"
    assert "sealed: only its named people" in unescape(alma.get(f"/cases/{case_id}").text)
    assert bruno.get(f"/cases/{case_id}").status_code == 404
    view = told(alma.sends("GET", address))
    assert ([each["name"] for each in view["stay"]], view["go"]) == (["Alma", "Dina"], [])
    assert told(alma.sends("PUT", address, {"why": ""}))["why"] == ""
    problem(bruno.sends("PUT", address, {"why": ""}), 404, "not_found")


@pytest.mark.parametrize("kind", ["cases", "persons", "hearings", "deadlines", "notes"])
def test_a_screened_row_is_not_found_as_one_that_never_was(doors: Doors, kind: str) -> None:
    """The same bytes after the same statements."""
    case = filled_case(doors.office, "alma", backup_id=id_of(doors, "dina"))
    doors.sits("alma").posts(f"/cases/{case.id}/screens", new_screen(doors, "carmen"))
    ids = dict(zip(("cases", "persons", "hearings", "deadlines", "notes"), _ids(case), strict=True))
    carmen, found = doors.sits("carmen"), []
    for row_id in (ids[kind], uuid4()):
        with doors.statements() as sent:
            answer = carmen.sends("GET", f"/{kind}/{row_id}")
        found.append((answer.status_code, answer.text, list(sent)))
    assert found[0] == found[1]
    assert found[0][0] == 404


def _ids(case: Any) -> tuple[Any, ...]:
    return (case.id, case.person, case.hearing, case.deadline, case.note)


def test_a_screen_is_asked_for_by_number_at_both_doors(doors: Doors) -> None:
    """Carmen cannot open the case; its lead puts the screen up from what was handed in."""
    opened = doors.office.open_case(
        named_only=True, backup_id=id_of(doors, "dina"), named=[id_of(doors, "bruno")]
    )
    carmen, alma = doors.sits("carmen"), doors.sits("alma")
    assert 'href="/screens"' in carmen.get(f"/colleagues/{id_of(doors, 'bruno')}").text
    fields = {"number": opened.number} | new_screen(doors, "bruno")
    answer = carmen.posts("/screens", fields)
    assert answer.headers["location"] == "/handed-in"
    assert "Se les pide a las personas del caso" in unescape(carmen.get("/handed-in").text)
    sent = carmen.sends("POST", "/screens", fields)
    assert (sent.status_code, sent.json()["state"]) == (201, "waits")
    item = sent.json()["id"]
    page = unescape(alma.get(f"/handed-in/{item}").text)
    assert "asks for an ethical screen before" in page
    assert "her cousin" in page
    shown = unescape(doors.sits("bruno").get(f"/handed-in/{item}").text)
    assert "asks that you be kept from this case" in shown
    assert "her cousin" not in shown
    assert alma.posts(f"/handed-in/{item}/taking").status_code == 303
    assert doors.sits("bruno").get(f"/cases/{opened.id}").status_code == 404
    assert alma.posts("/screens", fields).status_code == 403


def test_asking_for_a_screen_tells_of_no_case(doors: Doors) -> None:
    """Sealed, kept from her, unknown or no number: byte for byte, and what was typed is there."""
    office, carmen = doors.office, doors.sits("carmen")
    sealed = office.open_case(named_only=True, sealed="sealed")
    kept = office.open_case(backup_id=id_of(doors, "dina"))
    doors.sits("alma").posts(f"/cases/{kept.id}/screens", new_screen(doors, "carmen"))
    pages, bodies = set(), set()
    for number in (sealed.number, kept.number, "QQQQ-QQQ", "nonumber"):
        fields = {"number": number} | new_screen(doors, "bruno")
        answer = carmen.posts("/screens", fields)
        assert f'value="{number}"' in answer.text
        assert "her cousin" in answer.text
        assert len(answer.content) % EVEN == 0
        pages.add((answer.status_code, answer.text.replace(number, "")))
        sent = carmen.sends("POST", "/screens", fields)
        bodies.add((sent.status_code, sent.text))
    assert len(pages) == len(bodies) == 1
    assert next(iter(pages))[0] == 422


def test_two_people_take_a_screen_down_at_the_doors_where_no_supervisor_reads_the_case(
    doors: Doors,
) -> None:
    """Alma asks on the page, and is told that it stands; Bruno's program ends it."""
    opened = doors.office.open_case("alma", backup_id=id_of(doors, "dina"))
    case_id, alma = str(opened.id), doors.sits("alma")
    address, carmen = f"/cases/{case_id}/screens", id_of(doors, "carmen")
    alma.posts(address, new_screen(doors, "carmen"))
    assert "Ask to take it down: it takes two" in alma.get(address).text
    asked = alma.posts(f"{address}/{carmen}/end", ended(doors, "alma"))
    assert asked.headers["location"] == address
    page = unescape(alma.get(address).text)
    assert "the screen stands until a second person" in page
    assert f"{carmen}/end" not in page
    bruno = doors.sits("bruno")
    assert "Agree: take it down" in bruno.get(address).text
    answer = bruno.sends("POST", f"{address}/{carmen}/end", proof(doors, "bruno"))
    assert answer.status_code == 204
    assert "taken down" in unescape(alma.get(address).text)
