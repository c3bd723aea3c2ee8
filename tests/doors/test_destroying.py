"""Destroying a case and holding one, at both doors: pages, forms, programs."""

from html import unescape
from typing import Any

from sqlalchemy import select

from app.casework import destroying, shredding
from app.casework.holdtidings import HELD, HOLD_ASKED, HOLD_LIFTED
from app.casework.reminders.troubles import sentence_of
from app.models import Mail, Staff
from tests.doors.filling import fills, proof
from tests.doors.visitors import Doors, told
from tests.support.office import WEDNESDAY, Office


def later(office: Office) -> None:
    """Let two weeks pass, and the night shift come by."""
    office.clock.now += shredding.GRACE
    assert destroying.settle(office.house) == 1


def test_two_people_destroy_a_case_by_its_pages(doors: Doors) -> None:
    """What cannot be undone is said first; the certificate names both and the day of backups."""
    opened = doors.office.open_case(note="Canary of the lighthouse")
    page, alma, carmen = f"/cases/{opened.id}/destruction", doors.sits("alma"), doors.sits("carmen")
    assert f'href="{page}"' in alma.get(f"/cases/{opened.id}").text
    shown = unescape(alma.get(page).text)
    assert "Nobody brings it back afterwards" in shown
    assert "You may be one of the two. Who may agree: <strong>" in shown
    wrong = alma.posts(page, proof(doors, "alma"))
    assert (wrong.status_code, "Say that you have read" in unescape(wrong.text)) == (422, True)
    asked = fills(alma, page, proof(doors, "alma"), ["sure"])
    assert asked.headers["location"] == page
    assert "so somebody else agrees" in alma.get(page).text
    refused = alma.posts(f"{page}/agreement", proof(doors, "alma"))
    assert (refused.status_code, "You asked for this" in unescape(refused.text)) == (422, True)
    assert carmen.posts(f"{page}/agreement", {"password": "x", "code": "1"}).status_code == 401
    agreed = fills(carmen, page, proof(doors, "carmen"), action=f"{page}/agreement")
    assert agreed.status_code == 303
    assert "This case is to be destroyed" in doors.sits("bruno").get(f"/cases/{opened.id}").text
    assert opened.number in carmen.get("/destructions").text
    later(doors.office)
    alma = doors.sits("alma")
    assert alma.get(f"/cases/{opened.id}").status_code == 404
    (view,) = doors.sits("carmen").sends("GET", "/destructions").json()["items"]
    certificate = unescape(alma.get(f"/destructions/{view['id']}").text)
    for words in ("Certificate of destruction", opened.number, "Alma", "Carmen", "Backups"):
        assert words in certificate
    assert "lighthouse" not in certificate


def test_both_persons_find_it_on_today_and_the_list_names_the_client(doors: Doors) -> None:
    """The second is led to the case and stops nothing by one press; both see the day then."""
    opened = doors.office.open_case()
    page, alma, carmen = f"/cases/{opened.id}/destruction", doors.sits("alma"), doors.sits("carmen")
    fills(alma, page, proof(doors, "alma"), ["sure"])
    today = unescape(carmen.get("/today").text)
    assert "espera su palabra" in today  # Carmen reads Spanish
    assert "waits for a second person" in unescape(alma.get("/today").text)
    assert page not in doors.sits("bruno").get("/today").text
    listed = unescape(carmen.get("/destructions").text)
    line = listed[listed.index(f'href="{page}"') : listed.index("h-office")]
    assert "Quiñones Tema" in line
    assert "Usted es la segunda persona" in line
    assert "14 abr 2027" in line  # asked on
    assert "/stop" not in line
    assert "segunda persona: mire" not in unescape(alma.get("/destructions").text)
    fills(carmen, page, proof(doors, "carmen"), action=f"{page}/agreement")
    assert "28 abr 2027" in unescape(carmen.get("/today").text)
    assert "Apr 28, 2027" in unescape(alma.get("/today").text)
    assert page not in doors.sits("bruno").get("/today").text


def test_a_hold_refuses_at_both_doors(doors: Doors) -> None:
    """And what stands on a case is seen on its page, that on the office everywhere it is run."""
    opened = doors.office.open_case()
    alma, carmen = doors.sits("alma"), doors.sits("carmen")
    address = f"/cases/{opened.id}/holds"
    unsaid = alma.posts(address, {"source": "", "reason": "The letter of the 3rd"})
    assert (unsaid.status_code, "The letter of the 3rd" in unsaid.text) == (422, True)
    assert alma.posts(address, {"source": "subpoena", "reason": "A letter."}).status_code == 303
    page = f"/cases/{opened.id}/destruction"
    refused = alma.posts(page, {"sure": "true", **proof(doors, "alma")})
    assert (refused.status_code, "legal hold stands" in refused.text) == (422, True)
    body: dict[str, Any] = {"sure": True, **proof(doors, "alma")}
    answer = alma.sends("POST", page, body)
    assert (answer.status_code, answer.json()["code"]) == (422, "refused")
    assert "Legal hold" in doors.sits("bruno").get(f"/cases/{opened.id}").text
    (held,) = alma.sends("GET", address).json()["holds"]
    assert alma.sends("POST", f"{address}/{held['id']}/lifting").json() == {"lifted": False}
    assert carmen.posts(f"{address}/{held['id']}/lifting").status_code == 303
    assert alma.sends("GET", address).json()["holds"][0]["lifted_by"] == "Carmen"
    assert carmen.posts("/holds", {"source": "litigation", "reason": "Sued."}).status_code == 303
    assert alma.posts("/holds", {"source": "litigation", "reason": "x"}).status_code == 403
    for name in ("carmen", "olga"):
        shown = unescape(doors.sits(name).get("/colleagues").text)
        assert "oficina está bajo retención" in shown or "A hold stands on the whole" in shown


def test_a_program_asks_agrees_and_stops(doors: Doors) -> None:
    """The JSON door has each deed; whoever stops it is on the list."""
    opened = doors.office.open_case()
    alma, carmen, page = doors.sits("alma"), doors.sits("carmen"), f"/cases/{opened.id}/destruction"
    made = alma.sends("POST", page, {"sure": True, **proof(doors, "alma")})
    assert (made.status_code, made.json()["state"]) == (201, "asked")
    assert carmen.sends("POST", f"{page}/agreement", proof(doors, "carmen")).status_code == 204
    assert alma.sends("GET", page).json()["pending"]["state"] == "agreed"
    shredding_id = made.json()["id"]
    assert doors.sits("bruno").sends("DELETE", f"/destructions/{shredding_id}").status_code == 204
    told = carmen.sends("GET", f"/destructions/{shredding_id}").json()
    assert (told["state"], told["why"], told["ended_by"]) == ("stopped", "person", "Bruno")
    assert doors.sits("bruno").sends("DELETE", f"/destructions/{shredding_id}").status_code == 404
    assert doors.office.clock.now > WEDNESDAY


def test_a_hold_on_the_office_is_told_to_the_legal_staff_and_read_by_administrators(
    doors: Doors,
) -> None:
    """Everybody of it gets the mail and the banner; Olga a page without a case; no other."""
    case_id = doors.office.open_case("alma").id
    quiet = doors.sits("olga").get("/holds").text
    assert 'href="/destructions"' not in quiet
    assert 'href="/destructions"' in doors.sits("alma").get("/holds").text.partition("<main")[2]
    assert "No hold stands here." in quiet
    assert "put one up before anything else" not in quiet  # an administrator cannot
    assert (
        "put one up before anything else" in doors.sits("alma").get(f"/cases/{case_id}/holds").text
    )
    doors.sits("carmen").posts("/holds", {"source": "litigation", "reason": "We were sued."})
    told_of = {"alma", "bruno", "carmen", "dina", "olga"}
    ids = {doors.office.people[name].id for name in told_of}
    with doors.office.night() as desk:
        rows = desk.db.scalars(select(Mail)).all()
        assert {row.recipient_id for row in rows if HELD in row.told.get("troubles", [])} == ids
    for name in ("alma", "dina", "olga"):
        page = doors.sits(name).get("/today").text
        assert "A hold stands on the whole office" in page
    olga = doors.sits("olga")
    assert 'href="/holds"' in olga.get("/today").text
    page = olga.get("/holds").text
    assert "We were sued." in page
    assert "<form" not in page[page.index("<main") : page.index("</main>")]
    [hold] = told(olga.sends("GET", "/holds"))["holds"]
    assert hold["reason"] == "We were sued."
    for code in (HELD, HOLD_ASKED, HOLD_LIFTED):
        assert "administrators" in sentence_of(code)
        assert "“Legal holds of the office”" in sentence_of(code)
    assert doors.sits("ivo").get("/holds").status_code == 403
    assert doors.sits("ivo").sends("GET", "/holds").status_code == 403
    of_case = unescape(doors.sits("alma").get(f"/cases/{case_id}/holds").text)
    assert "No hold of its own; the office's hold covers it." in of_case
    assert "put one up before anything else" not in of_case


def test_the_list_on_paper_names_the_office(doors: Doors) -> None:
    """Above the day on which it stood so, and nothing of how pages are made."""
    page = doors.sits("carmen").get("/destructions").text
    assert "case_id=" not in page


def test_administrators_read_whom_to_call_about_a_hold(doors: Doors) -> None:
    """A supervisor by name and telephone, and what to do meanwhile; also while none stands."""
    with doors.office.writing("carmen") as desk:
        desk.db.get_one(Staff, desk.who.id).phone = "555-0103"
    olga = doors.sits("olga")
    assert "No hold stands on the office now." in olga.get("/holds").text
    doors.sits("carmen").posts("/holds", {"source": "litigation", "reason": "We were sued."})
    page = olga.get("/holds").text
    assert "Delete nothing and throw nothing away" in page
    assert '<span class="what"><bdi>Carmen</bdi></span>' in page
    assert "<bdi>555-0103</bdi>" in page
