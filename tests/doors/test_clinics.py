"""A clinic at both doors: a volunteer's whole day, and that nothing else opens to her."""

import re

from app.casework import policy
from app.casework.clinics import days, helpers
from app.casework.clinics.days import NewClinic
from app.casework.clinics.helpers import NewHelpers
from app.casework.policy import HELPER
from tests.doors.visitors import Doors, told

DAY = {"place": "St. Ann, lower hall", "day": "2027-04-14", "until": "17:00"}


def code_of(doors: Doors) -> str:
    """Return the code of a volunteer of a clinic that runs."""
    with doors.office.writing("carmen") as desk:
        clinic_id = days.open_day(desk, NewClinic.model_validate(DAY))
    with doors.office.writing("carmen") as desk:
        (slip,) = helpers.let_in(desk, clinic_id, NewHelpers(names="Rosa"))
    return slip.code


def test_a_volunteer_takes_somebody_in_and_prints_her_sheet(doors: Doors) -> None:
    """By her code to the day's page; a record, a told date, the sheet in Spanish; no more."""
    rosa = doors.stranger()
    assert rosa.posts("/clinic", {"code": "00000-00000"}).status_code == 401
    assert rosa.posts("/clinic", {"code": code_of(doors)}).headers["location"] == "/clinics"
    place = re.findall(r'href="(/clinics/[0-9a-f-]{36})"', rosa.get("/clinics").text)[0]
    came = {"given_names": "Nayeli", "speaks": "es", "known_conflict": "false"}
    record = rosa.posts(f"{place}/records", came).headers["location"]
    blank = rosa.get(f"{place}/blank").text
    assert re.search("Safe telephone.*Teléfono seguro|Teléfono seguro.*Safe telephone", blank)
    paper = {"given_names": "Efraín", "dates.0.title": "Asilo", "dates.0.due": "2027-05-04"}
    assert rosa.posts(f"{place}/sheets", paper).headers["location"] == f"{place}/sheets"
    date = {"title": "Asilo: un año", "due": "2027-05-04"}
    assert rosa.posts(f"{record}/dates", date).headers["location"] == record
    sheet = rosa.get(f"{record}/sheet").text
    assert "Sus fechas" in sheet
    assert re.search(r"4 de may[a-z.]* de 2027|4 may\.? 2027", sheet)
    assert "Nayeli" not in sheet  # it may be found in a pocket
    assert [rosa.get(each).status_code for each in ("/today", "/cases", "/intake", "/served")] == [
        403
    ] * 4
    case = record.rpartition("/")[2]
    assert rosa.sends("GET", f"/cases/{case}").status_code == 403
    assert [line["taken_by"] for line in told(rosa.sends("GET", f"{place}/records"))] == [
        "Rosa"
    ] * 2


def test_a_volunteer_of_a_clinic_may_nothing_but_serve_there() -> None:
    """She is in no list of roles: whatever is not written for her is denied."""
    assert HELPER not in policy.ROLES
    mine = {action for action in policy.ACTIONS if policy.may(HELPER, action)}
    assert mine == {"clinic.read", "clinic.serve"}


def test_an_inquiry_has_its_sheet_too(doors: Doors) -> None:
    """What a caller was told, in her language, with the date that is hers, and no name on it."""
    visitor, case = doors.sits("alma"), doors.office.open_case().id
    own = {"case_id": str(case), "title": "Asilo: un año", "due": "2027-05-04", "whose": "told"}
    told(visitor.sends("POST", "/deadlines", own), 201)
    place = f"/cases/{case}/advice"
    unsaid = visitor.posts(place, {"words": "Send the form yourself."})
    assert (unsaid.status_code, "Send the form yourself." in unsaid.text) == (422, True)
    typed = {"words": "Send the form yourself.", "language": "es", "way": "sheet"}
    assert visitor.posts(place, typed).headers["location"] == place
    [given] = told(visitor.sends("GET", place))["given"]
    assert [each["due"] for each in given["dates"]] == ["2027-05-04"]
    sheet = visitor.get(f"{place}/sheet").text
    for words in ("Sus fechas", "Asilo: un año", "Send the form yourself."):
        assert words in sheet
    assert "Quiñones" not in sheet.partition("<main")[2]
