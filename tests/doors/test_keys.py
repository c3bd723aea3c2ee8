"""Pages on which keys are changed, and the command that puts new papers in force."""

import re
from collections.abc import Iterator

import pytest

from app import recover
from app.crypto.totp import code_at
from tests.doors.filling import proof
from tests.doors.test_papers_and_people import HERS, digits_of
from tests.doors.test_setup import papers_of
from tests.doors.visitors import Doors, Visitor
from tests.support.office import PASSPHRASE, write_server_key

NAMED = {"custodian_1": "Carmen", "custodian_2": "Luz", "outside_2": "true", "needed": "2"}


def signs_in(doors: Doors, name: str, passphrase: str = PASSPHRASE) -> Visitor:
    """Sign in at the page, a minute after whatever was done before."""
    doors.office.clock.forward(minutes=1)
    person, visitor = doors.office.people[name], doors.stranger()
    code = code_at(person.totp_secret, doors.office.clock())
    typed = {"email": person.email, "password": passphrase, "code": code}
    assert visitor.posts("/sign-in", typed).headers["location"] == "/today"
    return visitor


def printed_on(page: str) -> list[str]:
    """Return the papers that a page shows, as they are typed back."""
    return ["-".join(each) for each in papers_of(page)]


def at_the_machine(doors: Doors, typed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Run “amparo rotate custodians” with what people type, a line each."""
    lines: Iterator[str] = iter(typed)
    monkeypatch.setattr("builtins.input", lambda _: next(lines))
    recover.new_papers(doors.office.house)


def test_new_papers_from_the_page_to_nothing_owed(
    doors: Doors, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Printed, typed back at the machine with the present ones, and counted down on the page."""
    office = doors.office
    office.house.settings.server_key_file.parent.mkdir(parents=True, exist_ok=True)
    write_server_key(office.house)
    office.open_case()
    carmen, alma = doors.sits("carmen"), doors.sits("alma")
    refused = carmen.posts("/new-papers", NAMED | {"custodian_2": "carmen"})
    assert refused.status_code == 422
    assert 'value="carmen"' in refused.text, "what was typed is there still"
    kits = printed_on(carmen.posts("/new-papers", NAMED).text)
    assert [len(each.split("-")) for each in kits] == [14, 14]
    waits = carmen.get("/custodians").text
    assert "amparo rotate custodians" in waits
    assert not printed_on(waits)

    slip = office.kits[0][:-1]
    group = office.kits[0].rpartition("-")[2]
    at_the_machine(doors, [slip, group, office.kits[1], *kits], monkeypatch)
    said = capsys.readouterr().out
    assert "Group 14 is not as printed" in said
    assert "The new papers are in force." in said
    assert "Carmen, Alma, Pilar Otero" in said
    assert not any(group in said for each in (*office.kits, *kits) for group in each.split("-"))
    for visitor in (carmen, alma):
        assert visitor.get("/today").headers["location"] == "/sign-in"

    nothing_is_owed_in_the_end(doors)


def nothing_is_owed_in_the_end(doors: Doors) -> None:
    """Everybody signs in, the case gets its key, and the page says so."""
    office = doors.office
    carmen = signs_in(doors, "carmen")
    owed = carmen.sends("GET", "/keys").json()["owed"]
    assert (owed["groups"], owed["cases"], owed["mine"]) == (0, 1, 1)
    assert owed["people"] == len(office.people) - 1
    for name in office.people.keys() - {"carmen"}:
        signs_in(doors, name)
    assert carmen.posts("/keys/cases").headers["location"] == "/keys"
    page = carmen.get("/keys").text
    assert "Todos sus casos tienen ya su llave nueva." in page
    assert "Nada: todo está bajo las llaves y protecciones actuales." in page


def test_a_colleague_changes_her_keys_over_the_pages(doors: Doors) -> None:
    """Asked, made, printed, the same number on both screens, confirmed; then the new passphrase."""
    alma, person = doors.sits("alma"), doors.office.people["alma"]
    carmen, address = doors.sits("carmen"), f"/colleagues/{person.id}"
    assert carmen.posts(f"{address}/keys/asking").headers["location"] == address
    assert "A supervisor asks you to make new keys today" in alma.get("/keys").text
    owed = alma.sends("GET", "/keys").json()["owed"]  # of the office she is told nothing
    assert {name for name, count in owed.items() if count is not None} == {"mine"}
    known = doors.credentials("alma")
    typed = {"passphrase": HERS, "again": HERS}
    typed |= {"password": known["password"], "code": known["code"]}
    assert alma.posts("/keys/own", typed | {"password": "not hers at all"}).status_code == 401
    assert alma.posts("/keys/own", typed | {"again": "another"}).status_code == 422
    made = alma.posts("/keys/own", typed).text
    assert [len(each.split("-")) for each in printed_on(made)] == [8, 8]
    number = digits_of(made)
    assert digits_of(alma.get("/keys").text) == number
    assert digits_of(carmen.get(address).text) == number
    wrong = carmen.posts(f"{address}/keys", {"number": "1111 2222 3333"})
    assert wrong.status_code == 422
    unproved = carmen.posts(
        f"{address}/keys", {"number": number, "password": PASSPHRASE, "code": "000000"}
    )
    assert (unproved.status_code, alma.get("/today").status_code) == (401, 200)
    proved = {"number": number, **proof(doors, "carmen")}
    assert carmen.posts(f"{address}/keys", proved).headers["location"] == address
    assert alma.get("/today").headers["location"] == "/sign-in"
    anew = signs_in(doors, "alma", HERS)
    assert anew.get("/cases").status_code == 200
    assert "never since you joined" not in anew.get("/keys").text


def test_new_keys_and_papers_are_let_go_at_both_doors(doors: Doors) -> None:
    """Whoever did not make them, or thinks again, has nothing left that waits."""
    alma, carmen = doors.sits("alma"), doors.sits("carmen")
    known = doors.credentials("alma")
    typed = {"passphrase": HERS, "again": HERS}
    typed |= {"password": known["password"], "code": known["code"]}
    alma.posts("/keys/own", typed)
    assert alma.sends("DELETE", "/keys/own").status_code == 204
    assert alma.posts("/keys/own/withdrawal").status_code == 404
    carmen.posts("/new-papers", NAMED)
    assert carmen.posts("/new-papers/withdrawal").headers["location"] == "/custodians"
    assert carmen.sends("DELETE", "/new-papers").status_code == 404


def test_today_says_whose_new_keys_wait(doors: Doors) -> None:
    """Asked for, they wait for her; made, for a supervisor; each stands where it is to be done."""
    alma, carmen = doors.sits("alma"), doors.sits("carmen")
    address = f"/colleagues/{doors.office.people['alma'].id}"
    carmen.posts(f"{address}/keys/asking")
    assert "A supervisor asks you to make new keys today" in alma.get("/today").text
    assert "Se le pidieron llaves nuevas y aún no las ha hecho" in carmen.get("/today").text
    assert "se le pidió hacer llaves nuevas" in carmen.get("/colleagues").text
    made = alma.posts("/keys/own", {"passphrase": HERS, "again": HERS, **proof(doors, "alma")})
    number = digits_of(made.text)
    assert "read your number to a supervising attorney" in alma.get("/today").text
    [waits] = re.findall("persona supervisora haya comparado .*", carmen.get("/today").text)
    assert f'<a href="{address}">' in waits
    assert "llaves nuevas esperan la confirmación" in carmen.get("/colleagues").text
    assert "Alma" not in doors.sits("bruno").get("/today").text
    carmen.posts(f"{address}/keys", {"number": number, **proof(doors, "carmen")})
    assert "haya comparado un número" not in carmen.get("/today").text
