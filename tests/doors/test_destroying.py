"""Destroying a case and holding one, at both doors: pages, forms, programs."""

from html import unescape
from typing import Any

from app.casework import destroying, shredding
from tests.doors.visitors import Doors
from tests.support.office import WEDNESDAY, Office


def proof(doors: Doors, name: str) -> dict[str, str]:
    """Return passphrase and the code of this half minute, which the next one does not share."""
    doors.office.clock.forward(seconds=31)
    typed = doors.credentials(name)
    return {"password": typed["password"], "code": typed["code"]}


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
    wrong = alma.posts(page, proof(doors, "alma"))
    assert (wrong.status_code, "Say that you have read" in unescape(wrong.text)) == (422, True)
    asked = alma.posts(page, {"sure": "yes", **proof(doors, "alma")})
    assert asked.headers["location"] == page
    assert "Somebody else agrees" in alma.get(page).text
    refused = alma.posts(f"{page}/agreement", proof(doors, "alma"))
    assert (refused.status_code, "You asked for this" in unescape(refused.text)) == (422, True)
    assert carmen.posts(f"{page}/agreement", {"password": "x", "code": "1"}).status_code == 401
    agreed = carmen.posts(f"{page}/agreement", proof(doors, "carmen"))
    assert agreed.status_code == 303
    assert "This case is to be destroyed" in doors.sits("bruno").get(f"/cases/{opened.id}").text
    assert opened.number in carmen.get("/destructions").text
    later(doors.office)
    alma = doors.sits("alma")
    assert alma.get(f"/cases/{opened.id}").status_code == 404
    (view,) = doors.sits("carmen").sends("GET", "/destructions").json()["items"]
    certificate = unescape(alma.get(f"/destructions/{view['id']}").text)
    for told in ("Certificate of destruction", opened.number, "Alma", "Carmen", "Backups"):
        assert told in certificate
    assert "lighthouse" not in certificate


def test_a_hold_refuses_at_both_doors(doors: Doors) -> None:
    """And what stands on a case is seen on its page, that on the office everywhere it is run."""
    opened = doors.office.open_case()
    alma, carmen = doors.sits("alma"), doors.sits("carmen")
    address = f"/cases/{opened.id}/holds"
    unsaid = alma.posts(address, {"source": "", "reason": "The letter of the 3rd"})
    assert (unsaid.status_code, "The letter of the 3rd" in unsaid.text) == (422, True)
    assert alma.posts(address, {"source": "subpoena", "reason": "A letter."}).status_code == 303
    page = f"/cases/{opened.id}/destruction"
    refused = alma.posts(page, {"sure": "yes", **proof(doors, "alma")})
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
