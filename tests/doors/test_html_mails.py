"""From a mail to its page, and through sign-in to the dates that it told."""

import re
from email import message_from_bytes
from email.policy import default
from urllib.parse import urlencode
from uuid import UUID

from app.casework import adding, practice, reminders
from app.casework.holdtidings import HELD
from app.casework.policy import may
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.places import ACTION_OF, PLACES
from app.casework.reminders.troubles import CERTIFIED, LET_IN, SHREDDING_STOPPED
from tests.doors.test_html_pages import landed, mail_of, tell
from tests.doors.visitors import OF_A_FORM, Doors, filled_case
from tests.support.office import Office
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture


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
    assert page.count('value="seen"') == 1
    assert "I have seen all 2 urgent ones" in page
    codes = re.findall('name="item" value="([^"]+)"', page)
    assert len(codes) == 2
    assert "a date on Thu Apr 15 · tomorrow · urgent" in page
    assert "Canary" not in page
    page = stranger.get(digest).text
    assert page.count('value="seen"') == 2
    first, second = re.findall('name="item" value="([^"]+)"', page)
    assert landed(stranger.posts(digest, {"deed": "seen", "item": second})) == digest
    page = stranger.get(digest).text
    assert re.findall('name="item" value="([^"]+)"', page) == [first]
    stranger.posts(digest, {"deed": "seen", "item": second})
    assert stranger.get(digest).text == page
    shown = doors.sits("alma").get("/today").text
    assert len(set(re.findall("/deadlines/([^/]+)/acknowledgement", shown))) == 3
    both = urlencode([("deed", "seen"), *(("item", code) for code in codes)])
    stranger.client.post(urgent, content=both, headers=OF_A_FORM)
    assert "Your office knows that you have seen this." in stranger.get(urgent).text


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


def link_of(doors: Doors, name: str, trouble: str) -> str:
    """Mail somebody of a trouble; return where the mail's link leads."""
    person = doors.office.people[name].id
    with doors.office.night(writes=True) as desk:
        Mailbox(desk).alarm(person, trouble)
    with doors.office.night(writes=True) as desk:
        [held] = [each for each in reminders.claim(desk) if each.recipient_id == person]
        raw = reminders.text_of(desk, held, watched=0)
    assert raw is not None
    body: str = message_from_bytes(raw, policy=default).get_content()
    [link] = [line for line in body.splitlines() if line.startswith("http")]
    return link.removeprefix(doors.office.house.settings.base_url)


def test_a_mail_without_dates_leads_to_the_page_where_it_can_be_seen(doors: Doors) -> None:
    """Through sign-in, in either language, also after a wrong passphrase; at once whoever is in."""
    for name, trouble, page in (
        ("olga", HELD, "holds"),
        ("carmen", SHREDDING_STOPPED, "destructions"),
        ("bruno", HELD, "destructions"),
    ):
        link = link_of(doors, name, trouble)
        assert link == f"/sign-in?to={page}"
        assert landed(doors.sits(name).get(link)) == f"/{page}"
        assert doors.sits(name).get(f"/{page}").status_code == 200
        form = doors.stranger().get(link).text
        assert f"/sign-in?lang=es&amp;to={page}" in form
        assert f'name="to" value="{page}"' in form
        typed = doors.credentials(name) | {"to": page}
        wrong = doors.stranger().posts("/sign-in", typed | {"password": "x"})
        assert f'name="to" value="{page}"' in wrong.text
        assert landed(doors.stranger().posts("/sign-in", typed)) == f"/{page}"
    for made_up in ("//elsewhere.example.org", "cases/new", "nothing"):
        assert landed(doors.sits("alma").get(f"/sign-in?to={made_up}")) == "/today"


def test_a_mail_leads_nobody_to_a_page_that_is_shut(doors: Doors) -> None:
    """What a link names is open to just the roles whose mails lead there."""
    assert {name for names in PLACES.values() for name in names} == set(ACTION_OF)
    for person in ("carmen", "olga", "abel", "ivo"):
        visitor, role = doors.sits(person), doors.office.people[person].role
        opened = {name for name in ACTION_OF if visitor.get(f"/{name}").status_code == 200}
        assert opened == {name for name, action in ACTION_OF.items() if may(role, action)}


def test_the_page_of_colleagues_says_what_a_mail_told_of(doors: Doors) -> None:
    """Whose keys were confirmed and who was let into a group, by whom; groups to whoever may."""
    link = link_of(doors, "olga", CERTIFIED)
    assert link == link_of(doors, "carmen", LET_IN) == "/sign-in?to=colleagues"
    carmen, dina = doors.sits("carmen"), str(doors.office.people["dina"].id)
    with doors.office.writing("carmen") as desk:
        clinic = practice.make(desk, practice.NewGroup(name="Clinic"))
        practice.let_in(desk, clinic, practice.NewMember(staff_id=UUID(dina)))
    for visitor, said, group in (
        (carmen, "entró en un grupo", True),
        (doors.sits("olga"), "let into a group", False),
    ):
        page = visitor.get("/colleagues").text
        [line] = re.findall(f"<li.*?{said}.*?</li>", page, re.DOTALL)[:1]
        assert f'href="/colleagues/{dina}"' in line
        assert ("<bdi>Carmen</bdi>" in line, "Clinic" in line) == (True, group)
