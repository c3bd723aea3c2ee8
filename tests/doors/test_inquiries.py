"""Calls at both doors: a program's whole walk, a form that forgets nothing, and what is shown."""

import re

from tests.doors.visitors import Doors, told
from tests.support.office import id_of
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

HIM = {"given_names": "Juan Carlos", "family_name": "Pérez Xol"}


def test_a_program_takes_calls_and_makes_a_case_of_them(doors: Doors) -> None:
    """From the team to the case, with the second caller, the order, the check and the decision."""
    told(doors.sits("carmen").sends("POST", "/groups/intake"), 201)
    ivo = doors.sits("ivo")
    first = told(ivo.sends("POST", "/inquiries", {"caller": "Marta", **HIM, "born": "35"}), 201)
    place = f"/inquiries/{first['case_id']}"
    assert (first["stage"], first["unconfirmed"]) == ("inquiry", ["born"])
    (shown,) = told(ivo.sends("POST", "/inquiries/known", HIM))["taken"]
    assert (shown["by"], shown["case_id"]) == ("Ivo", first["case_id"])
    second = told(ivo.sends("POST", f"{place}/calls", {"caller": "Lucía", "moving": True}), 201)
    assert (second["calls"], second["reasons"]) == (2, ["moving"])
    seen = {"version": second["version"]}
    later = told(ivo.sends("PUT", f"{place}/place", seen | {"where": "later", "reason": "Asleep"}))
    assert (later["put"], later["put_by"]) == ("later", "Ivo")
    stale = ivo.sends("PUT", f"{place}/call-back", seen | {"call_back_at": "15:00"})
    assert told(stale, 409)["current"]["version"] == later["version"]
    seen = {"version": later["version"]}
    kept = told(ivo.sends("PUT", f"{place}/call-back", seen | {"call_back_at": "15:00"}))
    assert kept["call_back_at"] == "2027-04-14T19:00:00Z"
    assert [line["case_id"] for line in told(ivo.sends("GET", "/inquiries"))["items"]] == [
        first["case_id"]
    ]
    check = told(ivo.sends("POST", f"{place}/conflict-checks", {"adverse": "The plant"}), 201)
    decision = {"version": check["version"], "decision": "none"}
    told(ivo.sends("PUT", f"{place}/conflict-checks/decision", decision))
    wanted = {"version": told(ivo.sends("GET", place))["version"]}
    wanted["lead_id"] = str(id_of(doors.office, "alma"))
    assert told(ivo.sends("POST", f"{place}/case", wanted))["mine"] is False
    assert ivo.sends("GET", place).status_code == 404
    case = told(doors.sits("alma").sends("GET", f"/cases/{first['case_id']}"))
    assert (case["stage"], case["lead_name"]) == ("", "Alma")


def test_a_refused_call_comes_back_with_its_ticks(doors: Doors) -> None:
    """Nothing to find it by: every answer and every sentence that was told stands there again."""
    typed: dict[str, str | list[str]] = {"problem": "detained"}
    typed |= {"words": "They took him.", "answers.facility": "Texas", "told": ["will_call"]}
    answer = doors.sits("ivo").posts("/intake/calls/call-1", typed)
    assert answer.status_code == 422
    assert "Give one of these: a name, a telephone number, or a place" in answer.text
    assert re.search(r'value="will_call" checked', answer.text)
    assert 'value="Texas"' in answer.text
    assert "They took him." in answer.text


def test_the_page_of_an_inquiry_prints_its_check_and_tells_the_unconfirmed(doors: Doors) -> None:
    """A smudged number is shown as given; whoever is not of the team is told there is none."""
    told(doors.sits("carmen").sends("POST", "/groups/intake"), 201)
    ivo = doors.sits("ivo")
    said = HIM | {"a_number": "2?4 567", "ordered_before": "true"}
    assert ivo.posts("/intake/calls/call-1", said).headers["location"] == "/intake/new"
    board = ivo.get("/intake").text
    address = re.findall(r'href="(/intake/[0-9a-f-]{36})"', board)[0]
    ivo.posts(f"{address}/check")
    page = ivo.get(address).text
    assert "2?4 567" in page
    assert "as given, unconfirmed" in page
    assert "Old order: today, before anything else" in page
    assert "Checked by <bdi>Ivo</bdi>" in page
    assert doors.sits("bruno").get(address).status_code == 404


def test_a_promised_call_stands_on_today(doors: Doors) -> None:
    """Whoever promised it sees it with the hour; once late, the team's supervisor is told so."""
    told(doors.sits("carmen").sends("POST", "/groups/intake"), 201)
    ivo = doors.sits("ivo")
    call = {"caller": "Marta", "phone": "555-0142", "last_seen": "Canton", "may_leave": "false"}
    assert ivo.posts("/intake/calls/call-1", call | {"call_back_at": "10:30"}).status_code == 303
    later = {"caller": "Luz", "phone": "555-0143", "call_back_on": "2027-04-16"}
    assert ivo.posts("/intake/calls/call-1", later).status_code == 303
    page = ivo.get("/today").text
    assert "Promised to call back" in page
    assert "555-0142" in page
    assert "leave no message" in page
    assert "Luz" not in page
    assert 'id="h-backs"' not in doors.sits("carmen").get("/today").text
    doors.office.clock.forward(days=1)
    told_late = doors.sits("carmen").get("/today").text.partition('id="h-backs"')[2]
    assert "llamada que prometió una colega está atrasada" in told_late
    assert 'id="h-backs"' not in doors.sits("alma").get("/today").text
