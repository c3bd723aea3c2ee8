"""What pages offer: no door that a role does not open, nothing that is refused afterwards."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from app.casework import policy
from app.casework.trail import NOT_BY_NUMBER
from app.casework.tray.handing import FOR_WHOM
from tests.casework.covering import declare, name_cover
from tests.casework.covering import id_of as of
from tests.doors.asked import routes
from tests.doors.filling import Sheets, filled, fills
from tests.doors.test_words_kept import id_of, shown
from tests.doors.visitors import Doors, filled_case
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

LINK = re.compile(r'(?:href|formaction|data-new|hx-get)="(/[^"?#]*)')


def led_to(page: str) -> set[tuple[str, str]]:
    """Return where a page leads: its links, and where its forms are sent."""
    text = unescape(page)
    posts = {("POST", address) for address, _ in Sheets(text, "").sent if address}
    return {("GET", address) for address in LINK.findall(text)} | posts


@pytest.mark.parametrize("name", ["vera", "ivo", "dina", "olga", "abel", "nora"])
def test_no_page_leads_to_a_door_that_is_shut(doors: Doors, name: str) -> None:
    """Of each page that a role works with, every link and every form is of an action of hers."""
    case, visitor = filled_case(doors.office, named_only=True), doors.sits(name)
    if name in {"vera", "ivo", "dina"}:
        doors.sits("alma").posts(
            f"/cases/{case.id}/readers", {"staff_id": id_of(doors, name), "until": "2027-05-04"}
        )
    known = [
        (asked.method, re.compile(re.sub(r"\{[^}]+\}", "[^/]+", asked.path)), asked.action)
        for asked in routes(doors.app)
        if not asked.is_json
    ]
    of_case = [f"/cases/{case.id}", f"/hearings/{case.hearing}", f"/deadlines/{case.deadline}"]
    pages = ["/today", "/today/dates", "/handed-in", "/sessions", "/codes", "/help", "/cases"]
    opened = 0
    for page in [*pages, *of_case, "/absences", "/guests", "/groups", f"/cases/{case.id}/history"]:
        answer = visitor.get(page)
        if answer.status_code != 200:
            continue
        opened += 1
        for method, address in led_to(answer.text):
            found = {act for how, what, act in known if how == method and what.fullmatch(address)}
            role = doors.office.people[name].role
            ok = not found or any(act == policy.PUBLIC or policy.may(role, act) for act in found)
            assert ok, f"{page} leads {name} to {method} {address}"
    assert opened >= 6


def test_a_number_leads_who_can_open_the_case_to_its_months(doors: Doors) -> None:
    """Carmen finds it as it stands on paper; whoever cannot open it is told what to do."""
    opened, hidden = doors.office.open_case(), doors.office.open_case(named_only=True)
    carmen, abel = doors.sits("carmen"), doors.sits("abel")
    doors.sits("alma").get(f"/cases/{opened.id}")
    asked = {"case_id": f" {opened.number.lower()} ", "month": "04", "year": "2027"}
    found = fills(carmen, "/record", asked, action="/record/history")
    assert (found.status_code, "Alma" in found.text) == (200, True)
    by_id = fills(abel, "/record", {**asked, "case_id": str(opened.id)}, action="/record/history")
    assert by_id.status_code == 200
    said = set()
    for visitor, number in ((abel, opened.number), (abel, hidden.number), (abel, "QQQQ-QQQ")):
        wrong = fills(visitor, "/record", {"case_id": number}, action="/record/history")
        assert (wrong.status_code, NOT_BY_NUMBER in unescape(wrong.text)) == (422, True)
        said.add(wrong.text.replace(number, ""))
    assert len(said) == 1
    short = fills(abel, "/record", {"number": "3", "code": "abcd"}, action="/record")
    assert "This is too short. Copy it whole" in unescape(short.text)


def test_what_was_handed_in_is_known_again_by_its_giver_alone(doors: Doors) -> None:
    """Her word and the number she typed; with no number typed it asks for the number."""
    first, second = doors.office.open_case(), doors.office.open_case()
    olga = doors.sits("olga")
    none = fills(olga, "/handed-in", {"text": "A letter."})
    assert FOR_WHOM in unescape(none.text)
    assert 'id="f-number-error"' in none.text
    for opened, word in ((first, "blue envelope"), (second, "grey envelope")):
        typed = {"number": opened.number, "text": "A letter came.", "word": word}
        assert fills(olga, "/handed-in", typed).status_code == 303
    listed = shown(olga, "/handed-in")
    given = listed[listed.index('id="h-given"') :]
    for told in ("blue envelope", "grey envelope", first.number, second.number):
        assert told in given
    assert "A letter came." not in given
    items = olga.sends("GET", "/handed-in").json()["items"]
    assert {each["word"] for each in items} == {"blue envelope", "grey envelope"}
    [waits] = re.findall(r'href="(/handed-in/[0-9a-f-]{36})"', shown(doors.sits("alma"), "/today"))[
        :1
    ]
    assert "envelope" not in shown(doors.sits("alma"), waits)


def test_an_absence_ends_on_its_last_day_and_is_told_on_today(doors: Doors) -> None:
    """Also one that a supervisor declared; what waited for the cover is open meanwhile."""
    case = doors.office.open_case(named_only=True)
    name_cover(doors.office, "alma", "bruno")
    alma = doors.sits("alma")
    assert "closed until you are away" in shown(alma, "/absences")
    declare(doors.office, "alma")
    page, today = shown(alma, "/absences"), shown(alma, "/today")
    assert "closed until you are away" not in page
    assert "You are away" in page
    for text in (page, today):
        assert '<time datetime="2027-04-15">' in text
        assert "12:00" not in text.partition("You are down as absent")[2][:200]
    assert "You are down as absent until" in today
    assert "Carmen" in today
    readers = shown(alma, f"/cases/{case.id}/readers")
    assert "covers for a colleague" in readers
    assert f"/readers/{of(doors.office, 'bruno')}/end" not in readers


def test_a_lead_that_somebody_chose_meanwhile_stands_beside_mine(doors: Doors) -> None:
    """Both by name, with a button that saves mine after all."""
    opened = doors.office.open_case()
    alma, page = doors.sits("alma"), f"/cases/{opened.id}/readers"
    lead = f"/cases/{opened.id}/lead"
    mine = filled(alma.get(page).text, lead, {"lead_id": id_of(doors, "bruno")})
    hers = {"lead_id": id_of(doors, "carmen"), "backup_id": ""}
    first = fills(doors.sits("carmen"), page, hers, action=lead)
    assert first.status_code == 303
    late = alma.posts(lead, mine)
    text = unescape(late.text)
    assert late.status_code == 409
    assert "What stands now" in text
    assert "Carmen" in text
    assert "Bruno" in text
    assert alma.posts(lead, filled(late.text, lead, {})).status_code == 303
    assert "<bdi>Bruno</bdi>" in shown(alma, f"/cases/{opened.id}")


def test_who_leads_no_case_is_offered_to_share_with_only(doors: Doors) -> None:
    """The list says so beforehand."""
    doors.office.open_case()
    page = shown(doors.sits("carmen"), f"/colleagues/{id_of(doors, 'alma')}/cases")
    assert re.search(r">Vera · [^<]*compartir", page)  # Carmen reads Spanish
    assert re.search(r">Bruno\s*<", page)


def test_a_check_takes_no_birth_to_come_and_no_number_without_digits(doors: Doors) -> None:
    """Each beside its own field; nothing typed is said once."""
    nora = doors.sits("nora")
    born = fills(nora, "/conflicts", {"name": "Quiñones", "birth_date": "2030-01-01"})
    assert (born.status_code, 'id="f-birth_date-error"' in born.text) == (422, True)
    both = fills(nora, "/conflicts", {"a_number": "12", "phone": "xx"})
    for name in ("a_number", "phone"):
        assert f'id="f-{name}-error"' in both.text
    empty = fills(doors.sits("ivo"), "/front-desk", {})
    assert empty.status_code == 422
    assert unescape(empty.text).count("Give a name, an A-number or a telephone number.") == 2
    assert empty.text.count('class="error"') == 1


def test_a_hearing_on_a_closed_day_says_so_on_today(doors: Doors) -> None:
    """Thanksgiving 2027 is the 25th of November."""
    opened = doors.office.open_case()
    doors.office.clock.now = datetime(2027, 11, 24, 15, tzinfo=UTC)
    alma = doors.sits("alma")
    body = {"case_id": str(opened.id), "tz": "America/New_York", "kind": "master"}
    for day in ("2027-11-25", "2027-11-24"):
        sure = {"starts_sure": day} if day.endswith("25") else {}
        answer = alma.sends("POST", "/hearings", {**body, "starts": f"{day}T16:00", **sure})
        assert answer.status_code == 201, answer.text
    assert shown(alma, "/today").count("courts are closed on this day") == 1


def test_printed_codes_say_whose_they_are(doors: Doors) -> None:
    """Those of a newcomer, as one that is made anew: her name and her office's."""
    carmen = doors.sits("carmen")
    new = {"name": "Rosa Luz", "address": "rosa@office.example.org", "role": "intake"}
    link = unescape(carmen.posts("/colleagues", new).text)
    [token] = set(re.findall(r"/join/([A-Za-z0-9_-]{20,})", link))
    chosen = {"passphrase": "marimba under a wet tarpaulin"}
    chosen |= {"again": chosen["passphrase"]}
    arrived = unescape(doors.stranger().posts(f"/join/{token}", chosen).text)
    assert len(re.findall(r"<bdi>Rosa Luz</bdi> · <bdi>Test office</bdi>", arrived)) == 2
