"""Founding an office by its pages, and by the command that begins it."""

import re
import stat
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
import segno
from httpx2 import Client
from starlette.testclient import TestClient

from app.casework import setup
from app.clock import system_clock
from app.crypto.totp import code_at
from app.db.desk import House, night
from app.guards import POLICY
from app.main import build
from app.web import qr
from tests.doors.visitors import OF_A_FORM, OURS, Doors, Visitor
from tests.support.console import Console

PASSPHRASE = "nine lanterns under the stairs"
TYPED = {
    "office": "Clínica del Puerto",
    "name": "Inés Marroquín",
    "address": "ines@puerto.example.org",
    "passphrase": PASSPHRASE,
    "again": PASSPHRASE,
    "locale": "en",
    "profile": "open",
    "custodian_1": "Tomás Xol",
    "custodian_2": "Pilar Otero",
    "outside_2": "true",
    "custodian_3": "Luisa Chub",
    "needed": "2",
    "place_1": "in the blue tin",
}


def begun(house: House) -> tuple[Visitor, str]:
    """Return somebody before an empty office, and the address she was given."""
    with night(house, writes=True) as desk:
        token = setup.begin(desk)
    client = TestClient(build(house), OURS, follow_redirects=False)
    return Visitor(client), f"/set-up/{token}"


def secret_of(page: str) -> str:
    """Return the secret of the code app as the page shows it in letters."""
    found = re.search(r'class="secret"[^>]*><bdi>([A-Z2-7]+)</bdi>', page)
    assert found is not None
    return found[1]


def papers_of(page: str) -> list[list[str]]:
    """Return the groups of each paper on a page."""
    lists = re.findall(r'<ol class="groups".*?</ol>', page, flags=re.DOTALL)
    return [re.findall(r"<bdi>([0-9A-Z]{5})</bdi>", each) for each in lists]


def test_one_form_founds_an_office(empty_house: House) -> None:
    """The page shows two codes and three kits once; its founder then signs in."""
    visitor, address = begun(empty_house)
    assert visitor.get(address).status_code == 200
    answer = visitor.posts(address, TYPED)
    assert answer.status_code == 200
    assert [len(each) for each in papers_of(answer.text)] == [8, 8, 14, 14, 14]
    code = code_at(secret_of(answer.text), empty_house.clock())
    typed = {"email": TYPED["address"], "password": PASSPHRASE, "code": code}
    assert visitor.posts("/sign-in", typed).headers["location"] == "/today"
    assert "Inés Marroquín" in unescape(visitor.get("/today").text)


def test_the_papers_are_shown_once(empty_house: House) -> None:
    """Going back, asking again or sending the form again shows nothing of them."""
    visitor, address = begun(empty_house)
    first = visitor.posts(address, TYPED)
    for again in (visitor.get(address), visitor.posts(address, TYPED)):
        assert again.status_code == 404
        assert papers_of(again.text) == []
        assert "This link opens nothing" in again.text
    assert first.headers["cache-control"] == "no-store"


def test_the_drawing_for_the_code_app_hurts_no_policy(empty_house: House) -> None:
    """The strict policy stands on this answer too; the drawing is a path, no style, no image."""
    visitor, address = begun(empty_house)
    answer = visitor.posts(address, TYPED)
    assert answer.headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert "style=" not in answer.text
    assert '<img src="data:' not in answer.text


def test_a_refused_form_keeps_all_but_the_passphrase(empty_house: House) -> None:
    """A slip in one field costs no other; the passphrase never comes back."""
    visitor, address = begun(empty_house)
    answer = visitor.posts(address, TYPED | {"again": "another passphrase"})
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert "The two are not the same" in page
    kept = {name: typed for name, typed in TYPED.items() if name.startswith(("off", "na", "cus"))}
    assert len(kept) == 5
    assert all(f'value="{typed}"' in page for typed in kept.values())
    assert re.search(r'id="f-outside_2"[^>]* checked', page)
    assert PASSPHRASE not in page
    assert visitor.posts(address, TYPED).status_code == 200


@pytest.mark.parametrize("token", ["x", "A" * 43, "%00", "ñ" * 40])
def test_a_stranger_finds_no_set_up(doors: Doors, token: str) -> None:
    """Guessing at the link of an office that stands, or of none, meets the same page."""
    assert doors.stranger().get(f"/set-up/{token}").status_code == 404
    assert doors.stranger().posts(f"/set-up/{token}", TYPED).status_code == 404


def test_another_site_cannot_found_an_office(empty_house: House) -> None:
    """A form on a foreign page is refused before it is read."""
    visitor, address = begun(empty_house)
    foreign = OF_A_FORM | {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    assert (
        visitor.client.post(address, content=urlencode(TYPED), headers=foreign).status_code == 403
    )
    assert visitor.get(address).status_code == 200


def test_the_founder_reads_her_papers_in_her_language(empty_house: House) -> None:
    """The form follows the browser, the papers the language that she chose."""
    visitor, address = begun(empty_house)
    form = visitor.get(address, **{"accept-language": "es"})
    assert "Una oficina nueva" in form.text
    papers = unescape(visitor.posts(address, TYPED | {"locale": "es"}).text)
    assert "Papel de custodio de" in papers
    assert "Custodian's paper" not in papers


def test_a_drawing_says_what_the_secret_says() -> None:
    """Its dark runs are the dark modules of the code, with four light ones around."""
    text = "otpauth://totp/Amparo:ines@puerto.example.org?secret=JBSWY3DPEHPK3PXP&issuer=Amparo"
    side, path = qr.path_of(text)
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    drawn = [[0] * side for _ in range(side)]
    for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
        for at in range(int(x), int(x) + int(run)):
            drawn[int(y)][at] = 1
    assert [row[4:-4] for row in drawn[4:-4]] == rows
    assert not any(drawn[y][x] for y in range(side) for x in (0, 1, 2, 3, side - 1))


# --- the command ------------------------------------------------------------------------------


def test_the_command_begins_an_office_and_refuses_a_second(tmp_path: Path) -> None:
    """Key, schema and link on a new machine; the link works while the office is served."""
    console = Console(tmp_path)
    link = console.set_up_link()
    key = tmp_path / "amparo-server.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    with console.serving(), Client(follow_redirects=False) as browser:
        assert browser.get(link).status_code == 200
        founded = browser.post(link, content=urlencode(TYPED), headers=_form_of(console))
        assert [len(each) for each in papers_of(founded.text)] == [8, 8, 14, 14, 14]
        code = code_at(secret_of(founded.text), system_clock())
        typed = {"email": TYPED["address"], "password": PASSPHRASE, "code": code}
        signed_in = browser.post(
            f"{console.url}/sign-in", content=urlencode(typed), headers=_form_of(console)
        )
        assert signed_in.headers["location"] == "/today"
    again = console.run("setup")
    assert (again.returncode, "/set-up/" in again.stdout) == (2, False)
    assert "An office was founded in this database" in again.stderr
    assert "Traceback" not in again.stderr
    assert_nothing_lies_readable(tmp_path, founded.text)


def test_the_command_replaces_its_own_link(tmp_path: Path) -> None:
    """Run twice, it makes no second key and no second schema; only the newer link works."""
    console = Console(tmp_path)
    first = console.set_up_link()
    key = (tmp_path / "amparo-server.key").read_bytes()
    second = console.set_up_link()
    assert (tmp_path / "amparo-server.key").read_bytes() == key
    with console.serving(), Client() as browser:
        assert browser.get(first).status_code == 404
        assert browser.get(second).status_code == 200


def _form_of(console: Console) -> dict[str, str]:
    return OF_A_FORM | {"origin": console.url}


def assert_nothing_lies_readable(folder: Path, page: str) -> None:
    """No file holds a passphrase, a printed group or the secret of the code app."""
    secrets = {PASSPHRASE, secret_of(page), *("-".join(each) for each in papers_of(page))}
    assert len(secrets) == 7
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    for path in files:
        content = path.read_bytes()
        for secret in secrets:
            assert secret.encode() not in content
            assert secret.replace("-", "").encode() not in content
