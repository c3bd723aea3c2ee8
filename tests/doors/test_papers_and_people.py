"""Pages of colleagues, papers and lost telephones, and the command that makes a supervisor."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from httpx2 import Client, Response
from sqlalchemy import select

from app.casework.reminders.troubles import CERTIFIED
from app.clock import system_clock
from app.crypto.totp import code_at
from app.models import Staff
from tests.casework.covering import alarms
from tests.doors.filling import proof
from tests.doors.test_setup import TYPED, papers_of, secret_of
from tests.doors.visitors import OF_A_FORM, OURS, Doors, Visitor
from tests.support.console import Console
from tests.support.office import PASSPHRASE

HERS = "marimba under a wet tarpaulin"
CHOSEN = {"passphrase": HERS, "again": HERS, "place_1": "at home", "place_2": "at Luz's"}
ROSA = {
    "name": "Rosa Itzep",
    "address": "rosa@office.example.org",
    "role": "paralegal",
    "locale": "en",
}


def link_in(answer: Response, purpose: str) -> str:
    """Return the path of the link that a page shows once."""
    found = re.search(rf"{re.escape(OURS)}(/{purpose}/[\w-]+)", answer.text)
    assert found is not None
    return found[1]


def digits_of(page: str) -> str:
    """Return the number that a page shows to be compared."""
    found = re.search(r'class="digits"[^>]*><bdi>([0-9 ]{14})</bdi>', page)
    assert found is not None
    return found[1]


def id_of(doors: Doors, state: str) -> str:
    """Return the id of the one account in a state."""
    with doors.office.night() as desk:
        return str(desk.db.scalars(select(Staff.id).where(Staff.state == state)).one())


def joined(doors: Doors, **changed: str) -> tuple[str, Response]:
    """Invite Rosa and have her use the link; return her id and what she was shown."""
    link = link_in(doors.sits("carmen").posts("/colleagues", ROSA | changed), "join")
    rosa = doors.stranger()
    assert "Rosa Itzep" in rosa.get(link).text
    return id_of(doors, "invited"), rosa.posts(link, CHOSEN)


def test_rosa_joins_and_reads_cases_after_one_click(doors: Doors) -> None:
    """Link, passphrase, papers; the number on both screens; one press; she signs in."""
    rosa_id, arrived = joined(doors)
    assert [len(each) for each in papers_of(arrived.text)] == [8, 8]
    carmen, address = doors.sits("carmen"), f"/colleagues/{rosa_id}"
    number = digits_of(carmen.get(address).text)
    assert number == digits_of(arrived.text)
    by_session = carmen.posts(f"{address}/certification", {"number": number})
    assert by_session.status_code == 422
    wrong = {"number": number, "password": PASSPHRASE, "code": "000000"}
    unproved = carmen.posts(f"{address}/certification", wrong)
    assert (unproved.status_code, digits_of(unproved.text)) == (401, number)
    assert alarms(doors.office, "olga") == set()
    proved = {"number": number, **proof(doors, "carmen")}
    done = carmen.posts(f"{address}/certification", proved)
    assert (alarms(doors.office, "olga"), alarms(doors.office, "carmen")) == ({CERTIFIED}, set())
    assert done.headers["location"] == address
    code = code_at(secret_of(arrived.text), doors.office.clock())
    typed = {"email": ROSA["address"], "password": HERS, "code": code}
    rosa = doors.stranger()
    assert rosa.posts("/sign-in", typed).headers["location"] == "/today"
    case = doors.office.open_case("alma")
    assert rosa.get(f"/cases/{case.id}").status_code == 200


def test_who_waits_is_told_her_number_and_nothing_more(doors: Doors) -> None:
    """Before the press the right passphrase and code give no session at either door."""
    _, arrived = joined(doors)
    code = code_at(secret_of(arrived.text), doors.office.clock())
    typed = {"email": ROSA["address"], "password": HERS, "code": code}
    rosa = doors.stranger()
    answer = rosa.posts("/sign-in", typed)
    assert answer.status_code == 403
    assert digits_of(arrived.text) in answer.text
    assert "set-cookie" not in answer.headers
    assert rosa.sends("POST", "/session", typed).status_code == 403
    assert rosa.get("/today").headers["location"] == "/sign-in"


@pytest.mark.parametrize("more", [{"role": "attorney"}, {"address": "eve@example.org"}])
def test_a_form_that_edits_the_invitation_is_refused(doors: Doors, more: dict[str, str]) -> None:
    """Nothing is made of it, and the link is not used up."""
    link = link_in(doors.sits("carmen").posts("/colleagues", ROSA), "join")
    rosa = doors.stranger()
    assert rosa.posts(link, CHOSEN | more).status_code == 422
    assert id_of(doors, "invited")
    assert rosa.posts(link, CHOSEN).status_code == 200
    assert rosa.posts(link, CHOSEN).status_code == 404


def test_an_invitation_comes_only_from_a_supervisor(doors: Doors) -> None:
    """An administrator sees who works here and invites nobody; the others see nothing."""
    olga = doors.sits("olga")
    assert olga.get("/colleagues").status_code == 200
    assert "Invite a colleague" not in olga.get("/colleagues").text
    for name in ("olga", "alma", "vera"):
        assert doors.sits(name).posts("/colleagues", ROSA).status_code == 403
    assert doors.sits("alma").get("/colleagues").status_code == 403


def test_a_refused_invitation_keeps_what_was_typed(doors: Doors) -> None:
    """An address that has an account: told at its field, the name stays."""
    taken = ROSA | {"address": "alma@office.example.org"}
    answer = doors.sits("carmen").posts("/colleagues", taken)
    assert answer.status_code == 422
    assert 'value="Rosa Itzep"' in answer.text
    assert "ya tiene una cuenta" in answer.text  # Carmen reads Spanish


def test_no_page_of_a_colleague_shows_her_secrets(doors: Doors) -> None:
    """Neither a supervisor nor an administrator finds a code app's secret or a code."""
    alma = doors.office.people["alma"]
    for name in ("carmen", "olga"):
        visitor = doors.sits(name)
        for path in ("/colleagues", f"/colleagues/{alma.id}", "/custodians"):
            page = visitor.get(path).text
            assert alma.totp_secret not in page
            assert not any(code in page for code in alma.codes)


# --- papers -----------------------------------------------------------------------------------


def test_debt_stands_in_red_until_it_is_paid(doors: Doors) -> None:
    """On a supervisor's Today and on the page of papers, and on nobody else's."""
    carmen = doors.sits("carmen")
    owed = "3 de 3 papeles de custodios aún sin comprobar"
    for path in ("/today", "/custodians"):
        page = unescape(carmen.get(path).text)
        assert owed in page
        assert "9 personas sin dos códigos impresos" in page
    assert "custodians' papers" not in unescape(doors.sits("alma").get("/today").text)
    for at, kit in enumerate(doors.office.kits):
        answer = carmen.posts(f"/custodians/{at}", {"paper": kit})
        assert "está completo y es de esta oficina" in answer.text
        assert kit not in answer.text
    assert "papeles de custodios aún" not in unescape(carmen.get("/today").text)


def test_the_wrong_group_is_told_and_nothing_repeated(doors: Doors) -> None:
    """A slip in the third group; the page names the group, not its letters."""
    groups = doors.office.kits[0].split("-")
    groups[2] = groups[2][:4] + ("A" if groups[2][4] != "A" else "B")
    answer = doors.sits("carmen").posts("/custodians/0", {"paper": "-".join(groups)})
    assert answer.status_code == 422
    assert "El grupo 3 no es como está impreso" in answer.text
    assert not any(group in answer.text for group in groups)


def test_one_wrong_group_leaves_the_others_in_the_field(doors: Doors) -> None:
    """The page stays as it stands and is told only which group; a whole paper brings it anew."""
    carmen, kit = doors.sits("carmen"), doors.office.kits[0]
    page = carmen.get("/custodians").text
    assert 'hx-post="/custodians/0" hx-target="#f-0-error"' in page
    slip = carmen.posts("/custodians/0", {"paper": kit[:-1] + "?"}, **{"hx-request": "true"})
    assert (slip.status_code, "<textarea" in slip.text) == (422, False)
    assert "El grupo 14 no es como está impreso" in slip.text
    assert "corrija ese grupo" in slip.text
    another = {"paper": doors.office.kits[1]}
    other = carmen.posts("/custodians/0", another, **{"hx-request": "true"})
    assert ("corrija ese grupo" in other.text, "sigue aquí" in other.text) == (False, True)
    whole = carmen.posts("/custodians/0", {"paper": kit}, **{"hx-request": "true"})
    assert whole.status_code == 204
    page = carmen.get(whole.headers["hx-redirect"]).text
    assert "está completo y es de esta oficina" in page
    assert "está completo" not in carmen.get("/custodians?typed=1").text


def test_one_makes_her_code_anew_by_passphrase_and_code(doors: Doors) -> None:
    """Without them nothing changes; with them the new one is shown, once."""
    alma = doors.sits("alma")
    known = doors.credentials("alma")
    typed = {"place": "in the safe", "password": known["password"], "code": known["code"]}
    wrong = alma.posts("/codes/1", typed | {"password": "not hers at all"})
    assert wrong.status_code == 401
    assert papers_of(wrong.text) == []
    made = alma.posts("/codes/1", typed)
    [groups] = papers_of(made.text)
    assert len(groups) == 8
    assert "in the safe" in alma.get("/codes").text
    assert papers_of(alma.get("/codes").text) == []


# --- a lost telephone -------------------------------------------------------------------------


def test_a_lost_telephone_is_replaced_and_signed_out(doors: Doors) -> None:
    """Carmen's link, Alma's passphrase and paper; what was open on the old one is closed."""
    alma, old = doors.office.people["alma"], doors.sits("alma")
    shown = doors.sits("carmen").posts(f"/colleagues/{alma.id}/device")
    link, owner = link_in(shown, "device"), doors.stranger()
    assert 'name="paper"' in owner.get(link).text
    renewed = owner.posts(link, {"passphrase": PASSPHRASE, "paper": alma.codes[0]})
    secret = secret_of(renewed.text)
    assert secret != alma.totp_secret
    assert old.get("/today").headers["location"] == "/sign-in"
    code = code_at(secret, doors.office.clock())
    typed = {"email": alma.email, "password": PASSPHRASE, "code": code}
    assert owner.posts("/sign-in", typed).headers["location"] == "/today"
    assert owner.posts(link, {"passphrase": PASSPHRASE}).status_code == 404


def test_without_a_paper_a_second_person_agrees(doors: Doors) -> None:
    """Only somebody else is shown the button, and only after it was begun."""
    alma = doors.office.people["alma"]
    carmen, olga, address = doors.sits("carmen"), doors.sits("olga"), f"/colleagues/{alma.id}"
    assert "device-agreement" not in olga.get(address).text
    carmen.posts(f"{address}/device")
    assert "device-agreement" not in carmen.get(address).text
    assert carmen.posts(f"{address}/device-agreement").status_code == 403
    assert "device-agreement" in olga.get(address).text
    link = link_in(olga.posts(f"{address}/device-agreement"), "device")
    owner = doors.stranger()
    assert 'name="paper"' not in owner.get(link).text
    assert owner.posts(link, {"passphrase": "not hers at all"}).status_code == 401
    assert secret_of(owner.posts(link, {"passphrase": PASSPHRASE}).text)


# --- the command ------------------------------------------------------------------------------


def test_the_custodians_make_a_supervisor_at_the_machine(tmp_path: Path) -> None:
    """Founded, invited, joined over the pages; then two typed papers and the number she reads."""
    console = Console(tmp_path)
    link = console.set_up_link()
    form = OF_A_FORM | {"origin": console.url}
    with console.serving(), Client(follow_redirects=False) as browser:
        founded = browser.post(link, content=urlencode(TYPED), headers=form).text
        code = code_at(secret_of(founded), system_clock())
        typed = {"email": TYPED["address"], "password": TYPED["passphrase"], "code": code}
        browser.post(f"{console.url}/sign-in", content=urlencode(typed), headers=form)
        eva = ROSA | {"name": "Eva", "role": "supervising_attorney"}
        invited = browser.post(f"{console.url}/colleagues", content=urlencode(eva), headers=form)
        found = re.search(r"http\S+/join/[\w-]+", invited.text)
        assert found is not None
        arrived = browser.post(found[0], content=urlencode(CHOSEN), headers=form).text
    kits = ["-".join(each) for each in papers_of(founded)[2:]]
    number = digits_of(arrived)
    command = ("custodians", "certify", ROSA["address"])
    typed_slip = f"{kits[0][:-1]}\n{kits[0]}\n{kits[2]}\n"
    wrong = console.run(*command, typed=f"{typed_slip}1111 2222 3333\n")
    assert (wrong.returncode, "Traceback" in wrong.stderr) == (2, False)
    assert "Group 14 is not as printed" in wrong.stdout
    alone = console.run(*command, typed=f"{kits[0]}\n{kits[0]}\n")
    assert alone.returncode == 2
    done = console.run(*command, typed=f"{typed_slip}{number}\n")
    assert (done.returncode, "can sign in now" in done.stdout) == (0, True), done.stderr
    again = console.run(*command, typed=f"{typed_slip}{number}\n")
    assert "Nobody with this address waits" in again.stderr
    checked = console.run("verify")
    assert (checked.returncode, "wrong" in checked.stdout) == (0, False), checked.stdout


def test_a_sitting_visitor_is_who_she_says(doors: Doors) -> None:
    """What these pages show of oneself is one's own: Bruno's codes are not on Alma's page."""
    pages = {name: _codes(doors.sits(name)) for name in ("alma", "bruno")}
    doors.sits("bruno").posts("/codes/1/place", {"place": "Canary drawer"})
    assert "Canary drawer" in _codes(doors.sits("bruno"))
    assert _codes(doors.sits("alma")) == pages["alma"]


def _codes(visitor: Visitor) -> str:
    page = visitor.get("/codes").text
    return re.sub(r'name="begun" value="[0-9a-f]+"', "", page)
