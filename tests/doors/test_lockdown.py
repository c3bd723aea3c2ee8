"""Lockdown: everybody out, keys dropped, nobody in, nothing destroyed, and reminders go on."""

from html import unescape

from sqlalchemy import delete, select

from app.casework import verify
from app.casework.reminders.mails import ALARM
from app.models import Case, Mail
from app.worker import Worker
from tests.doors.visitors import Doors, filled_case
from tests.support.shell import TABLES

FORM = {"content-type": "application/x-www-form-urlencoded"}


def credentials(doors: Doors, name: str) -> dict[str, str]:
    """Return what somebody types, with the code of this half minute."""
    return doors.credentials(name)


def locked(doors: Doors, name: str = "carmen") -> None:
    """Have somebody lock the office."""
    visitor = doors.sits(name)
    typed = credentials(doors, name)
    answer = visitor.posts("/lockdown", {"password": typed["password"], "code": typed["code"]})
    assert answer.status_code == 200, answer.text
    doors.office.clock.forward(seconds=31)


def test_a_lockdown_ends_every_session_and_keeps_everybody_out(doors: Doors) -> None:
    """Old cookies open nothing at either door, right credentials are told why, memory is empty."""
    case, alma = filled_case(doors.office), doors.sits("alma")
    assert alma.get(f"/cases/{case.id}").status_code == 200
    locked(doors)
    assert doors.app.state.shared.sessions._held == {}
    assert alma.get(f"/cases/{case.id}").headers["location"] == "/sign-in"
    assert alma.get("/api/v1/me").status_code == 401
    for name in ("alma", "carmen", "olga"):
        answer = doors.stranger().client.post("/api/v1/session", json=credentials(doors, name))
        assert (answer.status_code, "locked" in answer.json()["detail"]) == (401, True)
        doors.office.clock.forward(seconds=31)
    page = doors.stranger().posts("/sign-in", credentials(doors, "bruno"))
    assert "nobody can sign in until a supervising attorney releases it" in unescape(page.text)


def test_after_a_lockdown_the_pages_keep_her_language(doors: Doors) -> None:
    """Carmen reads Spanish and her browser asks for none: signing in again is in Spanish too."""
    carmen, alma, typed = doors.sits("carmen"), doors.sits("alma"), credentials(doors, "carmen")
    assert (carmen.get("/today").status_code, alma.get("/today").status_code) == (200, 200)
    carmen.posts("/lockdown", {"password": typed["password"], "code": typed["code"]})
    for path in ("/lockdown/release", "/sign-in"):
        assert '<html lang="es">' in carmen.get(path).text
        assert '<html lang="en">' in alma.get(path, **{"accept-language": "es"}).text
        assert '<html lang="en">' in carmen.get(f"{path}?lang=en").text
        assert '<html lang="es">' in doors.stranger().get(path, **{"accept-language": "es"}).text
    wrong = carmen.posts("/lockdown/release", {"email": "x", "password": "x", "code": "1"})
    assert '<html lang="es">' in wrong.text


def test_a_language_that_was_chosen_holds_from_form_to_form(doors: Doors) -> None:
    """Whoever chose Spanish reads it after a wrong passphrase too, and on the pages beside."""
    stranger = doors.stranger()
    for path in ("/sign-in", "/forgotten", "/lockdown/release"):
        shown = stranger.get(f"{path}?lang=es").text
        assert f'action="{path}?lang=es"' in shown
        wrong = stranger.posts(f"{path}?lang=es", {"email": "x", "password": "x", "code": "1"})
        assert '<html lang="es">' in wrong.text
        assert f'action="{path}"' in stranger.get(path).text
    assert 'href="/forgotten?lang=es"' in stranger.get("/sign-in?lang=es").text


def test_nothing_is_destroyed_and_reminders_go_on(doors: Doors) -> None:
    """Each row stays, the night shift plans, and supervisors and administrators get a mail."""
    filled_case(doors.office)
    locked(doors, "olga")
    with doors.office.night() as desk:
        assert len(desk.db.scalars(select(Case)).all()) == 1
        told = desk.db.scalars(select(Mail.recipient_id).where(Mail.kind == ALARM)).all()
    people = doors.office.people
    assert set(told) == {people["carmen"].id, people["olga"].id}
    doors.office.clock.forward(days=20)
    shift = Worker(doors.office.house)
    shift._plan()
    shift.close()
    with doors.office.night() as desk:
        kinds = set(desk.db.scalars(select(Mail.kind)))
    assert kinds & {"digest", "urgent"}
    assert verify.verify(doors.office.house).wrong == []


def test_only_a_supervisor_with_a_fresh_code_releases_it(doors: Doors) -> None:
    """No attorney, no administrator, no wrong code; then everybody signs in as before."""
    locked(doors)
    for name, status in (("alma", 403), ("olga", 403)):
        answer = doors.stranger().posts("/lockdown/release", credentials(doors, name))
        assert answer.status_code == status
        doors.office.clock.forward(seconds=31)
    wrong = credentials(doors, "carmen") | {"code": "000000"}
    assert doors.stranger().posts("/lockdown/release", wrong).status_code == 401
    right = credentials(doors, "carmen")
    assert doors.stranger().posts("/lockdown/release", right).status_code == 200
    again = doors.stranger().posts("/lockdown/release", right)
    assert again.status_code == 429  # the code was used up
    doors.office.clock.forward(seconds=31)
    answer = doors.stranger().client.post("/api/v1/session", json=credentials(doors, "alma"))
    assert answer.status_code == 200
    assert verify.verify(doors.office.house).wrong == []


def test_a_lockdown_asks_for_passphrase_and_code(doors: Doors) -> None:
    """An unlocked screen alone locks nothing, and an attorney's role does not include it."""
    carmen = doors.sits("carmen")
    answer = carmen.posts("/lockdown", {"password": "not hers at all", "code": "000000"})
    assert answer.status_code == 401
    assert "La frase de contraseña o el código no es correcto." in answer.text
    assert carmen.get("/today").status_code == 200
    assert doors.sits("alma").get("/lockdown").status_code == 403


def test_whoever_locks_finds_her_half_typed_note_again(doors: Doors) -> None:
    """As all others do: typed in another window, and once more after the office was locked."""
    case, carmen = filled_case(doors.office, "carmen"), doors.sits("carmen")
    note = {"case_id": str(case.id), "text": "Marzipan"}
    assert carmen.posts("/begun/note", note).status_code == 204
    typed = credentials(doors, "carmen")
    answer = carmen.posts("/lockdown", {"password": typed["password"], "code": typed["code"]})
    assert (answer.status_code, "set-cookie" in answer.headers) == (200, False)
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert carmen.get(f"/cases/{case.id}").headers["location"] == "/sign-in"
    carmen.posts("/begun/note", note | {"text": "Marzipan observatory"})
    doors.office.clock.forward(seconds=31)
    assert carmen.posts("/lockdown/release", credentials(doors, "carmen")).status_code == 200
    doors.office.clock.forward(seconds=31)
    assert carmen.posts("/sign-in", credentials(doors, "carmen")).status_code == 303
    assert "Marzipan observatory" in unescape(carmen.get(f"/cases/{case.id}").text)


def test_a_page_can_ask_whether_its_session_stands(doors: Doors) -> None:
    """The question is no activity: half an hour after the last page the session is over."""
    alma = doors.sits("alma")
    for _ in range(2):
        assert alma.sends("GET", "/session").status_code == 204
        doors.office.clock.forward(seconds=15 * 60)
    assert alma.sends("GET", "/session").status_code == 401
    assert doors.stranger().sends("GET", "/session").status_code == 401
    bruno = doors.sits("bruno")
    locked(doors)
    assert bruno.sends("GET", "/session").status_code == 401


def test_the_page_of_a_lockdown_says_what_stays_to_be_seen(doors: Doors) -> None:
    """Open windows, and the list of today that nobody can look up afterwards."""
    page = unescape(doors.sits("olga").get("/lockdown").text)
    assert "Windows that are open now may go on showing what stands in them" in page
    assert '<a href="/today">Print today\'s list first</a>' in page


def test_a_program_locks_and_releases(doors: Doors) -> None:
    """The same two deeds at the JSON door."""
    typed = credentials(doors, "carmen")
    proof = {"password": typed["password"], "code": typed["code"]}
    carmen = doors.sits("carmen")
    assert carmen.sends("POST", "/lockdown", proof).status_code == 204
    assert carmen.get("/api/v1/me").status_code == 401
    doors.office.clock.forward(seconds=31)
    released = doors.stranger().client.post(
        "/api/v1/lockdown/release", json=credentials(doors, "carmen")
    )
    assert released.status_code == 204


def test_a_lockdown_taken_off_at_the_shell_is_named(doors: Doors) -> None:
    """Whoever deletes the row opens the doors, and the check says so."""
    locked(doors)
    settings = TABLES["settings"]
    with doors.office.house.engine.begin() as shell:
        shell.execute(delete(settings).where(settings.c.name == "lockdown"))
    assert verify.verify(doors.office.house).wrong == [
        "settings lockdown: otherwise than the newest lockdown or release on record"
    ]
