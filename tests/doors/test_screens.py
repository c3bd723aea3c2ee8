"""Ethical screens at both doors, and that a screened case leaves no trace at any of them."""

import re
from collections.abc import Callable
from functools import partial
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from httpx2 import Response

from tests.doors.visitors import Doors, Visitor, filled_case, problem, told

YUSUF = {"given_names": "Yusuf", "family_name": "Haddad Quiej", "a_number": "999111222"}
PAGES = ["/today", "/today/dates", "/cases", "/cases?by=name", "/cases/new", "/hearings/new"]
PAGES += ["/deadlines/new", "/people/new", "/colleagues", "/codes"]
MARK = re.compile(r'name="begun" value="[^"]*"')
LISTS = ["/cases", "/persons", "/hearings", "/deadlines", "/notes", "/today"]
SOUGHT: list[dict[str, Any]] = [{"name": "Youssef Hadad"}, {"a_number": "A999111222"}]


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
    assert doors.sits("carmen").posts(ending).headers["location"] == address
    assert "taken down" in unescape(alma.get(address).text)


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
    one = f"{path}/{id_of(doors, 'bruno')}"
    problem(alma.sends("DELETE", one), 403, "forbidden")
    assert carmen.sends("DELETE", one).status_code == 204
    problem(carmen.sends("DELETE", one), 404, "not_found")


def traces(doors: Doors, visitor: Visitor) -> dict[str, tuple[str, list[str]]]:
    """Return what every list, count, search and check says, and the statements of each."""
    asked: dict[str, Callable[[], Response]] = {path: partial(visitor.get, path) for path in PAGES}
    asked |= {f"json {path}": partial(visitor.sends, "GET", path) for path in LISTS}
    asked["search"] = partial(visitor.posts, "/cases/search", {"q": "haddad"})
    for number, sought in enumerate(SOUGHT):
        for path in ("/conflicts/search", "/front-desk/look-up"):
            asked[f"{path} {number}"] = partial(visitor.sends, "POST", path, sought)
    found = {}
    for name, ask in asked.items():
        ask()
        with doors.statements() as sent:
            answer = ask()
        text = MARK.sub("", answer.text)  # of a form's page, drawn anew each time
        found[name] = (f"{answer.status_code} {text}", list(sent))
    return found


def test_a_screened_case_leaves_no_trace_for_whom_it_is_kept_from(doors: Doors) -> None:
    """Lists, counts, search, choices, conflict and front desk: byte by byte as without it."""
    office, carmen = doors.office, doors.sits("carmen")
    filled_case(office)
    traces(doors, carmen)  # what was handed in is taken into the index
    before = traces(doors, carmen)
    case = filled_case(office, "alma", client=YUSUF, backup_id=id_of(doors, "dina"))
    doors.sits("alma").posts(f"/cases/{case.id}/screens", new_screen(doors, "carmen"))
    doors.sits("nora").sends("POST", "/front-desk/look-up", SOUGHT[0])  # takes the people in
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
    for name in ("ivo", who):
        traces(doors, doors.sits(name))  # what was handed in is taken into the index
    before = traces(doors, visitor)
    case = filled_case(office, client=YUSUF, backup_id=id_of(doors, "dina"), sealed="victim")
    doors.sits("ivo").sends("POST", "/front-desk/look-up", SOUGHT[0])
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
