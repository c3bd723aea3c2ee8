"""Cases from the custodians and new keys at both doors; the machine lost, with real commands."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import pytest
from httpx2 import Client

from app.clock import system_clock
from app.crypto.totp import code_at
from tests.casework.bringing_back import begin
from tests.doors.test_papers_and_people import CHOSEN, digits_of, link_in
from tests.doors.test_setup import TYPED, papers_of, secret_of
from tests.doors.visitors import OF_A_FORM, Doors, told
from tests.support.console import Console
from tests.support.office import PASSPHRASE

RED = "The custodians are opening cases for a colleague"
ROJO = "Los custodios están abriendo casos para alguien de la oficina"


@pytest.fixture
def case_id(doors: Doors) -> UUID:
    """A case that only Alma and her back-up Carmen hold."""
    return doors.office.open_case(named_only=True).id


def test_what_waits_is_red_on_every_page_of_a_supervisor_who_can_stop_it(
    doors: Doors, case_id: UUID
) -> None:
    """Carmen reads Spanish; Bruno sees his own; Alma sees nothing of it."""
    begin(doors.office, "bruno")
    carmen, bruno, alma = (doors.sits(name) for name in ("carmen", "bruno", "alma"))
    for path in ("/today", "/cases", "/colleagues", "/custodians"):
        assert ROJO in unescape(carmen.get(path).text), path
    assert "opening cases for you" in unescape(bruno.get("/today").text)
    assert RED not in unescape(bruno.get("/cases").text)
    assert "Nothing waits" in unescape(alma.get("/recoveries").text)
    page = unescape(carmen.get("/recoveries").text)
    stop = re.search(r'action="(/recoveries/[^"]+/stop)"', page)
    assert "Bruno" in page
    assert stop is not None
    assert alma.posts(stop[1]).status_code == bruno.posts(stop[1]).status_code == 403
    assert carmen.posts(stop[1]).headers["location"] == "/recoveries"
    assert "Está detenido" in unescape(carmen.get("/recoveries").text)
    assert ROJO not in unescape(carmen.get("/cases").text)
    doors.office.clock.forward(hours=73)
    assert doors.sits("bruno").get(f"/cases/{case_id}").status_code == 404


def test_what_waited_is_taken_by_its_page(doors: Doors, case_id: UUID) -> None:
    """Once the time is over, with one press, without signing in anew."""
    begin(doors.office, "bruno")
    assert doors.sits("bruno").posts("/recoveries/taking").status_code == 303
    assert doors.sits("bruno").get(f"/cases/{case_id}").status_code == 404
    doors.office.clock.forward(hours=72)
    bruno = doors.sits("bruno")
    assert "Open them now" in unescape(bruno.get("/recoveries").text)
    bruno.posts("/recoveries/taking")
    assert bruno.get(f"/cases/{case_id}").status_code == 200
    assert "opened by the custodians" in unescape(bruno.get(f"/cases/{case_id}/readers").text)


def test_a_program_sees_stops_and_takes(doors: Doors, case_id: UUID) -> None:
    """The same deeds at the JSON door."""
    begin(doors.office, "bruno")
    [waits] = told(doors.sits("carmen").sends("GET", "/recoveries"), 200)["items"]
    assert (waits["name"], waits["cases"], waits["is_due"]) == ("Bruno", 1, False)
    path = f"/recoveries/{waits['id']}"
    assert doors.sits("bruno").sends("DELETE", path).status_code == 403
    assert doors.sits("carmen").sends("DELETE", path).status_code == 204
    assert doors.sits("carmen").sends("DELETE", path).status_code == 404
    begin(doors.office, "bruno")
    doors.office.clock.forward(hours=72)
    taken = told(doors.sits("bruno").sends("POST", "/recoveries/taking"), 200)
    assert taken["keys"] >= 1
    assert doors.sits("bruno").get(f"/cases/{case_id}").status_code == 200


def test_a_supervisor_brings_a_colleague_back_by_the_pages(doors: Doors, case_id: UUID) -> None:
    """A link, a new passphrase, twelve digits: Alma opens her case again; her session is over."""
    alma = doors.office.people["alma"]
    before, carmen = doors.sits("alma"), doors.sits("carmen")
    address = f"/colleagues/{alma.id}"
    refused = carmen.posts(f"{address}/new-keys", {"password": PASSPHRASE, "code": "000000"})
    assert (refused.status_code, before.get("/today").status_code) == (401, 200)
    link = link_in(carmen.posts(f"{address}/new-keys", proof(doors, "carmen")), "join")
    assert before.get("/today").headers["location"] == "/sign-in"
    arrived = doors.stranger().posts(link, CHOSEN).text
    proved = {"number": digits_of(arrived), **proof(doors, "carmen")}
    carmen.posts(f"{address}/certification", proved)
    doors.office.clock.forward(minutes=1)
    code = code_at(secret_of(arrived), doors.office.clock())
    typed = {"email": alma.email, "password": CHOSEN["passphrase"], "code": code}
    visitor = doors.stranger()
    assert visitor.posts("/sign-in", typed).status_code == 303
    assert visitor.get(f"/cases/{case_id}").status_code == 200


def test_new_keys_that_were_begun_by_a_slip_are_taken_back(doors: Doors, case_id: UUID) -> None:
    """Alma signs in as ever, and the link opens nothing any more."""
    alma, carmen = doors.office.people["alma"], doors.sits("carmen")
    address = f"/colleagues/{alma.id}"
    link = link_in(carmen.posts(f"{address}/new-keys", proof(doors, "carmen")), "join")
    page = carmen.get(address).text
    assert (f'{address}/new-keys/end"' in page, f"{address}/withdrawal" in page) == (True, False)
    assert carmen.posts(f"{address}/withdrawal").status_code == 422
    assert carmen.posts(f"{address}/new-keys/end").headers["location"] == address
    gone = doors.stranger().posts(link, CHOSEN)
    assert (gone.status_code, "A case that you are not on" in gone.text) == (404, False)
    doors.office.clock.forward(minutes=1)
    typed = {"email": alma.email, **proof(doors, "alma")}
    visitor = doors.stranger()
    assert visitor.posts("/sign-in", typed).status_code == 303
    assert visitor.get(f"/cases/{case_id}").status_code == 200
    path = f"/colleagues/{alma.id}/new-keys"
    assert carmen.sends("DELETE", path).status_code == 404


def proof(doors: Doors, name: str) -> dict[str, str]:
    """Return what somebody types once more before a deed that must be hers."""
    doors.office.clock.forward(minutes=1)
    secret = doors.office.people[name].totp_secret
    return {"password": PASSPHRASE, "code": code_at(secret, doors.office.clock())}


def test_drill_the_machine_is_lost_at_the_console(tmp_path: Path) -> None:
    """Founded, backed up, gone: key, database and sign-in come back on another machine."""
    (tmp_path / "old").mkdir()
    old = Console(tmp_path / "old")
    link, form = old.set_up_link(), OF_A_FORM | {"origin": old.url}
    with old.serving(), Client() as browser:
        founded = browser.post(link, content=urlencode(TYPED), headers=form).text
    disk = tmp_path / "disk"
    assert old.run("backup", str(disk)).returncode == 0
    kits = ["-".join(each) for each in papers_of(founded)[2:]]
    (tmp_path / "new").mkdir()
    new = Console(tmp_path / "new")
    recover = ("recover", "--server-key", str(disk / "custodians.json"))
    alone = new.run(*recover, typed=f"{kits[0]}\n{kits[0]}\n")
    assert (alone.returncode, "Traceback" in alone.stderr) == (2, False)
    done = new.run(*recover, typed=f"{kits[2]}\n{kits[0]}\n")
    assert (done.returncode, "The server key is back" in done.stdout) == (0, True), done.stderr
    assert new.run(*recover, typed="").returncode == 2, "never over a key that is there"
    restored = new.run("restore", str(disk))
    assert restored.returncode == 0, restored.stderr
    with new.serving(), Client(follow_redirects=False) as browser:
        code = code_at(secret_of(founded), system_clock())
        typed = {"email": TYPED["address"], "password": TYPED["passphrase"], "code": code}
        answer = browser.post(
            f"{new.url}/sign-in",
            content=urlencode(typed),
            headers=OF_A_FORM | {"origin": new.url},
        )
        assert answer.headers["location"] == "/today"


def test_the_custodians_open_cases_at_the_console(tmp_path: Path) -> None:
    """Nobody signs in any more: new keys, twelve digits, then everything, after the wait."""
    console = Console(tmp_path)
    link, form = console.set_up_link(), OF_A_FORM | {"origin": console.url}
    with console.serving(), Client() as browser:
        founded = browser.post(link, content=urlencode(TYPED), headers=form).text
        kits = ["-".join(each) for each in papers_of(founded)[2:]]
        two = f"{kits[0]}\n{kits[1]}\n"
        nothing = console.run("recover", TYPED["address"], typed=two)
        assert (nothing.returncode, "nobody else can open" in nothing.stderr) == (2, True)
        begun = console.run("recover", TYPED["address"], "--new-keys", typed=two)
        found = re.search(r"http\S+/join/[\w-]+", begun.stdout)
        assert found is not None, begun.stderr
        arrived = browser.post(found[0], content=urlencode(CHOSEN), headers=form).text
    typed = f"{two}{digits_of(arrived)}\n"
    opened = console.run("recover", TYPED["address"], "--all", typed=typed)
    assert opened.returncode == 0, opened.stderr
    assert "can stop it while it waits" in opened.stdout
    checked = console.run("verify")
    assert (checked.returncode, "wrong" in checked.stdout) == (0, False), checked.stdout
    neither = console.run("recover")
    assert (neither.returncode, "Say for whom" in neither.stderr) == (2, True)
