"""From a mail to its page, and through sign-in to the dates that it told."""

import re
from urllib.parse import urlencode

from app.casework import adding
from tests.doors.test_html_pages import landed, mail_of, tell
from tests.doors.visitors import OF_A_FORM, Doors, filled_case
from tests.support.office import Office


def enter_four(office: Office) -> None:
    """Put two urgent dates and two others on a case of Alma's."""
    opened = office.open_case()
    with office.writing() as desk:
        for due in ("2027-04-15", "2027-04-16", "2027-04-20", "2027-04-21"):
            typed = {"case_id": opened.id, "title": f"Canary {due}", "due": due}
            adding.add(desk, adding.NewDeadline.model_validate(typed))


def test_a_mails_page_has_a_button_for_all_urgent_and_one_for_each_other(doors: Doors) -> None:
    """Codes, weekdays and days left as in the mail, and no name; each button counts for its own."""
    enter_four(doors.office)
    urgent, digest = (mail_of(doors.office, "alma", kind) for kind in ("urgent", "digest"))
    stranger = doors.stranger()
    page = stranger.get(urgent).text
    assert page.count("<button") == 1
    assert "I have seen all 2 urgent ones" in page
    codes = re.findall('name="item" value="([^"]+)"', page)
    assert len(codes) == 2
    assert "day: Thu Apr 15 · tomorrow · urgent" in page
    assert "Canary" not in page
    page = stranger.get(digest).text
    assert page.count("<button") == 2
    first, second = re.findall('name="item" value="([^"]+)"', page)
    page = stranger.posts(digest, {"deed": "seen", "item": second}).text
    assert re.findall('name="item" value="([^"]+)"', page) == [first]
    assert stranger.posts(digest, {"deed": "seen", "item": second}).text == page
    shown = doors.sits("alma").get("/today").text
    assert len(set(re.findall("/deadlines/([^/]+)/acknowledgement", shown))) == 3
    both = urlencode([("deed", "seen"), *(("item", code) for code in codes)])
    seen = stranger.client.post(urgent, content=both, headers=OF_A_FORM).text
    assert "Your office knows that you have seen this." in seen


def test_a_mails_page_leads_through_sign_in_to_those_dates(doors: Doors) -> None:
    """The link survives a wrong passphrase; another's link and a made-up one lead to Today."""
    case = filled_case(doors.office)
    with doors.office.writing() as desk:
        typed = {"case_id": case.id, "title": "Another matter", "due": "2027-06-01"}
        adding.add(desk, adding.NewDeadline.model_validate(typed))
    doors.office.clock.forward(days=5)
    address, visitor = tell(doors.office), doors.stranger()
    behind = f"{address}/items"
    assert f'href="{behind}"' in visitor.get(address).text
    form = landed(visitor.get(behind))
    assert form == f"/sign-in?mail={address.removeprefix('/r/')}"
    [mail] = re.findall('name="mail" value="([^"]+)"', visitor.get(form).text)
    wrong = visitor.posts("/sign-in", doors.credentials("alma") | {"password": "x", "mail": mail})
    assert f'name="mail" value="{mail}"' in wrong.text
    signed_in = visitor.posts("/sign-in", doors.credentials("alma") | {"mail": mail})
    assert landed(signed_in) == behind
    page = visitor.get(behind).text
    assert "Send the brief" in page
    assert "Another matter" not in page
    [code] = re.findall("<strong><bdi>([^<]+)", visitor.get(address).text)
    assert f"<bdi>{code}</bdi>" in page
    assert landed(doors.sits("bruno").get(behind)) == "/today"
    assert landed(visitor.get("/r/" + "x" * 43 + "/items")) == "/today"
    assert landed(doors.stranger().get("/r/made-up/items")) == "/sign-in"
    elsewhere = doors.credentials("dina") | {"mail": "//elsewhere.example.org"}
    assert landed(doors.stranger().posts("/sign-in", elsewhere)) == "/today"
