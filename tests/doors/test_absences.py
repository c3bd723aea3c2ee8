"""Absence, cover and emergency access at both doors; the drill of a colleague who is out sick."""

import re
from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import access, adding, readers, scheduling, screening
from app.casework.adding import NewDeadline
from app.casework.casefiles import labels
from app.casework.readers import NewLead
from app.casework.reminders.troubles import EMERGENCY
from app.casework.scheduling import NewHearing
from app.casework.screening import NewScreen
from app.models import Audit, Case, Mail
from tests.casework.covering import leave_to
from tests.doors.visitors import Doors, Visitor, filled_case, problem, told

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


@pytest.mark.parametrize(
    ("name", "saved", "held"),
    [
        ("carmen", "La ausencia está guardada.", "Hay una retención sobre toda la oficina"),
        ("olga", "The absence is saved.", "A hold stands on the whole office"),
    ],
)
def test_whoever_declares_for_others_sees_what_was_saved_and_every_banner(
    doors: Doors, name: str, saved: str, held: str
) -> None:
    """A supervisor and an administrator: the confirmation, and that the office is held."""
    doors.sits("carmen").posts("/holds", {"source": "litigation", "reason": "They will sue."})
    visitor = doors.sits(name)
    away = {"staff_id": id_of(doors, "dina"), "until": "2027-04-16"}
    away |= {"word_of": id_of(doors, "carmen")}
    assert visitor.posts("/absences", away).status_code == 303
    page = unescape(visitor.get("/absences").text)
    assert (saved in page, held in page) == (True, True)
    assert saved not in unescape(visitor.get("/absences").text)


def test_an_absence_on_ones_own_word_says_so_and_one_that_is_over_names_no_cover(
    doors: Doors,
) -> None:
    """The cover named now need not be whoever covered then."""
    carmen, olga = doors.sits("carmen"), doors.sits("olga")
    away = {"staff_id": id_of(doors, "dina"), "until": "2027-04-16"}
    olga.posts("/absences", away | {"word_of": id_of(doors, "carmen")})
    page = carmen.get("/absences").text
    assert ("con su palabra" in page, "no nombró reemplazo" in page) == (True, True)
    assert "on the word of <bdi>Carmen</bdi>" in olga.get("/absences").text
    ends = re.search(r'action="(/absences/[^"]+/end)"', page)
    assert ends is not None
    carmen.posts(ends[1])
    over = carmen.get("/absences").text
    assert ("con su palabra" in over, "no nombró reemplazo" in over) == (True, False)


def test_a_cover_that_is_only_proposed_is_not_shown_as_named(doors: Doors) -> None:
    """The list stands at nobody; the proposal has a button of its own, which names."""
    dina = doors.sits("dina")
    page = unescape(dina.get("/absences").text)
    assert " selected>" not in page[page.index('name="cover_id"') : page.index("Save my cover")]
    assert "Proposed, not named: <bdi>Carmen</bdi>" in page
    proposed = re.search(r'id="proposed".*?name="cover_id" value="([^"]+)"', page)
    assert proposed is not None
    assert proposed[1] == id_of(doors, "carmen")
    assert dina.posts("/cover", {"cover_id": proposed[1]}).status_code == 303
    page = unescape(dina.get("/absences").text)
    assert f'value="{id_of(doors, "carmen")}" selected' in page
    assert "Proposed" not in page


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


def test_what_hangs_on_one_person_is_listed_and_a_cover_who_is_kept_away_not_offered(
    doors: Doors,
) -> None:
    """Bruno covers for Alma and is screened from one of two: it is said, and Carmen is offered."""
    office, bruno = doors.office, doors.office.people["bruno"].id
    first, second = (office.open_case("alma", named_only=True).id for _ in range(2))
    for each in (first, second):
        leave_to(office, each, "alma")
    with office.writing("alma") as desk:
        new = NewScreen(staff_id=bruno, reason="The respondent is his cousin")
        screening.put_up(desk, first, new)
    alma = doors.sits("alma")
    page = unescape(alma.get("/today").text)
    assert "2 cases can be opened by nobody but you" in page
    assert "nobody can work on them" in page
    assert (f'href="/cases/{first}"' in page, f'href="/cases/{second}"' in page) == (True, True)
    alma.posts("/cover", {"cover_id": str(bruno)})
    page = unescape(alma.get("/today").text)
    box = page[page.index("nobody but you") :]
    box = box[: box.index("Choose somebody else")]
    assert "1 case can be opened by" in page
    assert "<bdi>Bruno</bdi> is kept from this case; name somebody else for it" in box
    assert f'href="/cases/{first}/readers"' in box
    assert (str(second) in box, f'value="{bruno}"' in box) == (False, False)
    assert f'name="cover_id" value="{id_of(doors, "carmen")}"' in box
    assert told(alma.sends("GET", "/cover"))["cases"][0]["kept"] is True


# --- emergency ---------------------------------------------------------------------------------


def emergency(doors: Doors, case_id: UUID, **more: object) -> dict[str, str]:
    """Return what Bruno types."""
    known = doors.credentials("bruno")
    typed = {"case_id": case_id, "reason": REASON, "hours": 4, **more}
    return {name: str(value) for name, value in typed.items()} | {
        "password": known["password"],
        "code": known["code"],
    }


def test_the_reason_for_emergency_access_stands_as_it_was_given(
    doors: Doors, case_id: UUID
) -> None:
    """Bruno wrote it and cannot correct it, at either door; a note of his beside it he can."""
    covers_for_dina(doors)
    bruno = doors.sits("bruno")
    bruno.posts("/emergency", emergency(doors, case_id))
    [note] = told(bruno.sends("GET", f"/notes?case_id={case_id}"))["items"]
    assert (REASON in note["text"], note["stands"]) == (True, True)
    address, typed = f"/notes/{note['id']}", {"version": 1, "text": "Looked at the file."}
    assert f'href="{address}"' not in bruno.get(f"/cases/{case_id}").text
    assert bruno.get(address).status_code == 403
    answer = bruno.posts(address, {"version": "1", "text": "Looked at the file."})
    assert (answer.status_code, "stands as it was given" in unescape(answer.text)) == (403, True)
    problem(bruno.sends("PATCH", address, typed), 403, "forbidden")
    assert REASON in unescape(bruno.get(f"/cases/{case_id}").text)
    bruno.posts("/notes", {"case_id": str(case_id), "text": "Collected it."})
    page = bruno.get(f"/cases/{case_id}").text
    assert page.count("Correct</a>") == 1


def test_emergency_access_opens_for_hours_with_reason_and_proof_and_tells(
    doors: Doors, case_id: UUID
) -> None:
    """No absence is declared; Dina and Carmen are told, the reason stands in the case."""
    covers_for_dina(doors)
    bruno = doors.sits("bruno")
    page = unescape(bruno.get("/emergency").text)
    assert (str(case_id) in page, "a case of <bdi>Dina</bdi>" in page) == (True, True)
    with doors.office.reading("dina") as desk:
        number = labels(desk, {case_id})[case_id].number
    assert ("The file number and the client's name stand" in page, number in page) == (True, False)
    opened = bruno.posts("/emergency", emergency(doors, case_id))
    assert opened.headers["location"] == f"/cases/{case_id}"
    shown = unescape(bruno.get(f"/cases/{case_id}").text)
    assert REASON in shown
    assert "Its people and the supervisors are told" in shown
    assert number in shown
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


def test_a_form_that_offers_colleagues_says_who_is_away(doors: Doors) -> None:
    """Who takes over, leads, covers or answers for a date is chosen knowing who is there."""
    alma, bruno = id_of(doors, "alma"), id_of(doors, "bruno")
    case = filled_case(doors.office)
    assert doors.sits("bruno").posts("/absences", {"until": "2027-04-19"}).status_code == 303
    pages = {
        "alma": [
            "/cases/new",
            f"/cases/{case.id}/readers",
            f"/deadlines/new?case={case.id}",
            "/absences",
        ],
        "carmen": [f"/colleagues/{alma}/{each}" for each in ("leaving", "role?role=auditor")],
    }
    said = {
        "alma": "Bruno (away, back on Tue, Apr 20, 2027)</option>",
        "carmen": "Bruno (ausente, vuelve el mar 20 abr 2027)</option>",
    }
    for name, addresses in pages.items():
        visitor = doors.sits(name)
        for address in addresses:
            page = visitor.get(address).text
            assert said[name] in page, address
    many = doors.sits("carmen").get(f"/colleagues/{alma}/cases").text
    assert f'<option value="{bruno}">{said["carmen"]}' in many


def test_the_page_of_absences_speaks_to_whoever_is_away(doors: Doors) -> None:
    """Of her own it says “you”, and a colleague reads her name."""
    alma, bruno = doors.sits("alma"), id_of(doors, "bruno")
    alma.posts("/cover", {"cover_id": bruno})
    assert alma.posts("/absences", {"until": "2027-04-19"}).status_code == 303
    mine = alma.get("/absences").text
    assert "Your absence is saved." in mine
    assert '<span class="what">You</span>' in mine
    assert ("declared by you" in mine, "I am back" in mine) == (True, True)
    assert "You are absent already" in alma.posts("/absences", {"until": "2027-04-19"}).text
    hers = doors.sits("bruno").get("/absences").text
    assert ('<span class="what"><bdi>Alma</bdi></span>' in hers, "cover: you" in hers) == (
        True,
        True,
    )


def test_a_conflict_check_says_that_whom_to_ask_is_away(doors: Doors) -> None:
    """The lead is out: when back; where a lead has left, a supervisor who is there is named."""
    doors.office.open_case("bruno", named_only=True)
    nora = doors.sits("nora")
    assert "ask <bdi>Bruno</bdi>.</p>" in nora.posts("/conflicts", {"name": "Inés Quiñones"}).text
    assert doors.sits("bruno").posts("/absences", {"until": "2027-04-19"}).status_code == 303
    page = unescape(re.sub("<[^>]+>", "", nora.posts("/conflicts", {"name": "Inés Quiñones"}).text))
    assert "ask Bruno. Away, back on Tue, Apr 20, 2027: if it cannot wait, ask a" in page
    found = told(nora.sends("POST", "/conflicts/search", {"name": "Inés Quiñones"}), 200)
    assert (found["ask"], found["back_on"]) == (["Bruno"], {"Bruno": "2027-04-20"})


def test_the_list_of_cases_shows_those_that_one_covers(doors: Doors, case_id: UUID) -> None:
    """Dina is on the case and leads none: her cover finds it, marked, beside a case of his own."""
    covers_for_dina(doors)
    doors.office.open_case("bruno")
    bruno = doors.sits("bruno")
    address = f'href="/cases/{case_id}"'
    assert address not in bruno.get("/cases").text
    doors.sits("dina").posts("/absences", {"until": "2027-04-15"})
    bruno = signs_in(doors, "bruno")
    page, of_hers = (
        bruno.get("/cases").text,
        '<span class="tag">covering for <bdi>Dina</bdi></span>',
    )
    assert (address in page, page.count(of_hers)) == (True, 1)
    assert of_hers not in doors.sits("alma").get("/cases").text
