"""Absence, cover and emergency access at both doors; the drill of a colleague who is out sick."""

from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import access, adding, readers, scheduling
from app.casework.adding import NewDeadline
from app.casework.readers import NewLead
from app.casework.reminders.troubles import EMERGENCY
from app.casework.scheduling import NewHearing
from app.models import Audit, Case, Mail
from tests.casework.covering import leave_to
from tests.doors.visitors import Doors, Visitor, problem, told

REASON = "Dina is in hospital and the certification must be collected by noon."


def id_of(doors: Doors, name: str) -> str:
    """Return the id of somebody's account."""
    return str(doors.office.people[name].id)


@pytest.fixture
def case_id(doors: Doors) -> UUID:
    """A case of Dina's, a paralegal, and of Alma's, who is in Atlanta; heard this afternoon."""
    office = doors.office
    opened = office.open_case("dina", named_only=True, lead_id=office.people["alma"].id)
    with office.writing("dina") as desk:
        access.open_case(desk, opened.id)
        version = desk.db.get_one(Case, opened.id).version
        alma = office.people["alma"].id
        readers.lead(desk, opened.id, NewLead(version=version, lead_id=alma))
        readers.remove(desk, opened.id, office.people["carmen"].id)
        heard = {"case_id": opened.id, "starts": "2027-04-14T14:00", "kind": "master"}
        scheduling.schedule_hearing(desk, NewHearing.model_validate(heard))
        due = {"case_id": opened.id, "title": "Collect it", "due": "2027-04-14"}
        new = NewDeadline.model_validate(due | {"responsible_id": office.people["dina"].id})
        adding.add(desk, new)
    return opened.id


def covers_for_dina(doors: Doors) -> None:
    """Have Dina name Bruno on her page."""
    named = doors.sits("dina").posts("/cover", {"cover_id": id_of(doors, "bruno")})
    assert named.headers["location"] == "/absences"


def signs_in(doors: Doors, name: str) -> Visitor:
    """Sign in by the page, with passphrase and code."""
    visitor = doors.stranger()
    assert visitor.posts("/sign-in", doors.credentials(name)).status_code == 303
    return visitor


def test_drill_a_paralegal_is_sick_and_her_cover_is_in_court_an_hour_later(
    doors: Doors, case_id: UUID
) -> None:
    """Fever at eight; a supervisor who is on none of her cases declares it; her cover writes.

    Dina comes back to one page, and Bruno's key is gone.
    """
    covers_for_dina(doors)
    bruno = signs_in(doors, "bruno")
    assert bruno.get(f"/cases/{case_id}").status_code == 404
    carmen = signs_in(doors, "carmen")
    assert 'name="staff_id"' in carmen.get("/absences").text
    tomorrow = {"staff_id": id_of(doors, "dina"), "until": "2027-04-15"}
    assert carmen.posts("/absences", tomorrow).headers["location"] == "/absences"
    assert carmen.get(f"/cases/{case_id}").status_code == 404  # she is still on none of them
    doors.office.clock.forward(hours=1)
    bruno = signs_in(doors, "bruno")
    today = unescape(bruno.get("/today").text)
    assert "You cover for <bdi>Dina</bdi>" in today
    assert ("Quiñones Tema" in today, "Collect it" in today) == (True, True)
    page = unescape(bruno.get(f"/cases/{case_id}").text)
    assert ("covers for a colleague" in page or "<bdi>Bruno</bdi>" in page) is True
    note = {"case_id": str(case_id), "text": "Appeared; next master on 9 June."}
    assert bruno.posts("/notes", note).status_code == 303
    doors.office.clock.forward(hours=2)
    dina = signs_in(doors, "dina")
    absence = told(dina.sends("GET", "/absences"))["items"][0]
    ended = dina.posts(f"/absences/{absence['id']}/end")
    assert ended.headers["location"] == f"/absences/{absence['id']}"
    back = unescape(dina.get(ended.headers["location"]).text)
    assert "<bdi>Bruno</bdi>: added a note" in back
    assert "Collect it" in back
    assert doors.sits("bruno").get(f"/cases/{case_id}").status_code == 404
    assert "Appeared; next master" in unescape(dina.get(f"/cases/{case_id}").text)


def test_a_program_names_a_cover_declares_and_ends(doors: Doors, case_id: UUID) -> None:
    """The same deeds, with 201 and 204, and what is wrong at its member."""
    dina, olga, bruno = doors.sits("dina"), doors.sits("olga"), doors.sits("bruno")
    view = told(dina.sends("PUT", "/cover", {"cover_id": id_of(doors, "bruno")}))
    assert (view["cover_name"], view["waiting"]) == ("Bruno", 1)
    assert told(dina.sends("GET", "/cover")) == view
    wrong = problem(dina.sends("PUT", "/cover", {"cover_id": id_of(doors, "nora")}), 422, "refused")
    assert wrong["errors"][0]["field"] == "cover_id"
    wanted = {"staff_id": id_of(doors, "dina"), "until": "2027-04-16"}
    faults = problem(olga.sends("POST", "/absences", wanted), 422, "refused")["errors"]
    assert faults[0]["field"] == "word_of"
    wanted |= {"word_of": id_of(doors, "carmen")}
    made = told(olga.sends("POST", "/absences", wanted), 201)
    assert (made["person_name"], made["state"], made["word_of"]) == ("Dina", "running", "Carmen")
    assert told(bruno.sends("GET", f"/cases/{case_id}"))["id"] == str(case_id)
    assert [each["id"] for each in told(bruno.sends("GET", "/absences"))["items"]] == [made["id"]]
    problem(bruno.sends("GET", f"/absences/{made['id']}"), 404, "not_found")
    problem(bruno.sends("DELETE", f"/absences/{made['id']}"), 404, "not_found")
    assert olga.sends("DELETE", f"/absences/{made['id']}").status_code == 204
    problem(bruno.sends("GET", f"/cases/{case_id}"), 404, "not_found")
    assert told(dina.sends("GET", f"/absences/{made['id']}"))["done"] == []


def test_a_page_refuses_at_the_field_and_keeps_what_was_typed(doors: Doors) -> None:
    """A last day that has passed."""
    wrong = doors.sits("dina").posts("/absences", {"until": "2027-04-01"})
    assert (wrong.status_code, 'id="f-until-error"' in wrong.text) == (422, True)
    assert 'value="2027-04-01"' in wrong.text
    again = doors.sits("dina").posts("/cover", {"cover_id": id_of(doors, "olga")})
    assert (again.status_code, 'id="f-cover_id-error"' in again.text) == (422, True)


def test_today_says_in_red_what_hangs_on_one_person_and_its_button_mends_it(doors: Doors) -> None:
    """On Dina's page with a button that names a cover; on Carmen's with one that asks her."""
    office = doors.office
    lone = office.open_case("dina", named_only=True).id
    with office.writing("dina") as desk:
        access.open_case(desk, lone)
        version, dina_id = desk.db.get_one(Case, lone).version, office.people["dina"].id
        readers.lead(desk, lone, NewLead(version=version, lead_id=dina_id))
    leave_to(office, lone, "dina")
    dina, carmen = doors.sits("dina"), doors.sits("carmen")
    assert "1 case can be opened by nobody but you" in dina.get("/today").text
    assert "<bdi>Dina</bdi> (<bdi>1</bdi>)" in carmen.get("/today").text
    assert carmen.posts("/cover/asking").headers["location"] == "/today"
    assert f'name="cover_id" value="{id_of(doors, "carmen")}"' in dina.get("/today").text
    dina.posts("/cover", {"cover_id": id_of(doors, "carmen")})
    assert "nobody but you" not in dina.get("/today").text
    assert "<bdi>Dina</bdi> (" not in carmen.get("/today").text


# --- emergency ---------------------------------------------------------------------------------


def emergency(doors: Doors, case_id: UUID, **more: object) -> dict[str, str]:
    """Return what Bruno types."""
    known = doors.credentials("bruno")
    typed = {"case_id": case_id, "reason": REASON, "hours": 4, **more}
    return {name: str(value) for name, value in typed.items()} | {
        "password": known["password"],
        "code": known["code"],
    }


def test_emergency_access_opens_for_hours_with_reason_and_proof_and_tells(
    doors: Doors, case_id: UUID
) -> None:
    """No absence is declared; Dina and Carmen are told, the reason stands in the case."""
    covers_for_dina(doors)
    bruno = doors.sits("bruno")
    page = unescape(bruno.get("/emergency").text)
    assert (str(case_id) in page, "a case of <bdi>Dina</bdi>" in page) == (True, True)
    opened = bruno.posts("/emergency", emergency(doors, case_id))
    assert opened.headers["location"] == f"/cases/{case_id}"
    shown = unescape(bruno.get(f"/cases/{case_id}").text)
    assert REASON in shown
    assert "Its people and the supervisors are told" in shown
    office = doors.office
    with office.night() as desk:
        told_of = {
            row.recipient_id
            for row in desk.db.scalars(select(Mail))
            if EMERGENCY in row.told.get("troubles", [])
        }
        assert told_of == {office.people[name].id for name in ("dina", "carmen")}
        deeds = desk.db.scalars(select(Audit).where(Audit.action == "case.emergency")).all()
        assert [(row.object_id, row.actor_id) for row in deeds] == [
            (case_id, office.people["bruno"].id)
        ]
        assert REASON not in str(deeds[0].detail)
    taken = {name: doors.sits(name) for name in ("dina", "carmen", "vera")}
    seen = {
        name: told(who.sends("GET", "/emergency/taken"))["items"] for name, who in taken.items()
    }
    assert [(each["who"], each["case_id"]) for each in seen["dina"]] == [("Bruno", str(case_id))]
    assert [(each["who"], each["case_id"]) for each in seen["carmen"]] == [("Bruno", None)]
    assert seen["vera"] == []
    assert f'href="/cases/{case_id}"' in doors.sits("alma").get("/absences").text


def test_after_emergency_access_the_case_is_shut_and_gets_a_new_key(
    doors: Doors, case_id: UUID
) -> None:
    """Nobody ends it: the hours do, and the next word is under a key that Bruno never had."""
    covers_for_dina(doors)
    office, bruno = doors.office, doors.office.people["bruno"].id
    doors.sits("bruno").posts("/emergency", emergency(doors, case_id))
    with office.reading("alma") as desk:
        access.open_case(desk, case_id)
        before = {row.principal_id: row.epoch for row in access.holders(desk, case_id)}
    office.clock.forward(hours=4)
    assert doors.sits("bruno").get(f"/cases/{case_id}").status_code == 404
    written = doors.sits("alma").posts("/notes", {"case_id": str(case_id), "text": "Afterwards."})
    assert written.status_code == 303
    with office.reading("alma") as desk:
        access.open_case(desk, case_id)
        after = {row.principal_id: row.epoch for row in access.holders(desk, case_id)}
    assert (bruno in before, bruno in after) == (True, False)
    assert max(after.values()) == before[bruno] + 1


@pytest.mark.parametrize(
    "wrong",
    [{"code": "000000"}, {"password": "another lantern here"}, {"reason": ""}, {"hours": "5"}],
    ids=["code", "passphrase", "no reason", "five hours"],
)
def test_emergency_access_without_proof_reason_or_end_opens_nothing(
    doors: Doors, case_id: UUID, wrong: dict[str, str]
) -> None:
    """The form comes back with the sentence; nothing is open."""
    covers_for_dina(doors)
    bruno = doors.sits("bruno")
    answer = bruno.posts("/emergency", emergency(doors, case_id) | wrong)
    assert answer.status_code in {401, 422}
    assert bruno.get(f"/cases/{case_id}").status_code == 404


def test_emergency_access_opens_envelopes_and_nothing_else(doors: Doors, case_id: UUID) -> None:
    """A case that nobody left to him is not found, as one that never was; nor are two opened."""
    other = doors.office.open_case("alma", named_only=True).id
    covers_for_dina(doors)
    bruno = doors.sits("bruno")
    for wanted in (other, UUID(int=7)):
        doors.office.clock.forward(seconds=30)
        answer = bruno.sends("POST", "/emergency", emergency(doors, wanted) | {"hours": 1})
        problem(answer, 404, "not_found")
    doors.office.clock.forward(seconds=30)
    body = emergency(doors, case_id) | {"hours": 1}
    assert [each["case_id"] for each in told(bruno.sends("GET", "/emergency"))["items"]] == [
        str(case_id)
    ]
    assert bruno.sends("POST", "/emergency", body).status_code == 204
    assert told(bruno.sends("GET", "/emergency"))["items"] == []
    doors.office.clock.forward(seconds=timedelta(hours=1).total_seconds())
    assert doors.sits("bruno").get(f"/cases/{case_id}").status_code == 404
