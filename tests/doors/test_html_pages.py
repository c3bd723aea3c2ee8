"""The pages in the order of a day: Today, cases, a new case, its hearing, what follows, seen."""

import re
from uuid import UUID

import pytest
from httpx2 import Response
from sqlalchemy import event

from app import law
from app.casework import cases, people, reminders
from app.casework.calendar import Calendar
from app.words import translator
from tests.doors.visitors import API, Doors, Visitor, filled_case, told
from tests.support.office import Office
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

CLIENT = {"given_names": "Samira", "family_name": "Canaria Ruiz", "a_number": "999-123-456"}
SETTING = {"kind": "individual", "on": "2027-07-14", "at": "09:30", "court": "NOL"}
HTMX = {"hx-request": "true"}


def landed(answer: Response) -> str:
    """Return where a deed led to."""
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def new_case(visitor: Visitor, **more: str) -> str:
    """Open a case at the door and return its id."""
    return landed(visitor.posts("/cases", CLIENT | more)).removeprefix("/cases/")


def tell(office: Office) -> str:
    """Plan the reminders of this moment, write Alma's urgent mail, and return its link."""
    return mail_of(office, "alma", "urgent")


def mail_of(office: Office, name: str, kind: str) -> str:
    """Plan the reminders of this moment, write one mail to a person, and return its link."""
    to = office.people[name].id
    with office.night(writes=True) as desk:
        reminders.plan(desk, Calendar())
    with office.night(writes=True) as desk:
        claims = reminders.claim(desk)
        held = next(each for each in claims if (each.kind, each.recipient_id) == (kind, to))
        reminders.release(desk, [other for other in claims if other != held])
    with office.night(writes=True) as desk:
        mail = reminders.text_of(desk, held, watched=1)
    assert mail is not None
    return "/r/" + mail.decode().partition("/r/")[2].split()[0]


def test_a_case_its_hearing_and_the_dates_that_follow(doors: Doors) -> None:
    """What is typed is counted before it is saved, and stands on every page afterwards."""
    visitor = doors.sits("alma")
    case = new_case(visitor)
    assert "Canaria Ruiz, Samira" in visitor.get(f"/cases/{case}").text
    assert f'value="{case}"' in visitor.get(f"/hearings/new?case={case}").text
    typed = SETTING | {"case_id": case}
    part = visitor.posts("/hearings/preview", typed, **HTMX).text
    # 30 days before 14 July is 14 June 2027, a Monday.
    assert 'datetime="2027-06-14"' in part
    assert "<html" not in part
    hearing = landed(visitor.posts("/hearings", typed))
    page = visitor.get(hearing).text
    assert 'datetime="2027-07-14T09:30"' in page
    assert 'datetime="2027-06-14"' in page
    assert 'datetime="2027-06-14"' in visitor.get(f"/cases/{case}").text
    assert "Canaria Ruiz, Samira" in visitor.get("/cases").text


def test_a_follower_is_changed_left_out_or_refused(doors: Doors) -> None:
    """The rows under a hearing carry a person's decision about each date."""
    visitor = doors.sits("alma")
    case = new_case(visitor)
    part = visitor.posts("/hearings/preview", SETTING | {"case_id": case}, **HTMX).text
    rules = re.findall(r'name="follow_rule" value="([^"]+)"', part)
    assert rules
    row = {"follow_rule": rules[0], "follow_choice": "change", "follow_due": "2027-06-01"}
    typed = SETTING | {"case_id": case} | row
    unsaid = visitor.posts("/hearings", typed | {"follow_reason": ""})
    assert unsaid.status_code == 422
    assert "Say why the date differs." in unsaid.text
    assert 'value="2027-06-01"' in unsaid.text
    saved = landed(visitor.posts("/hearings", typed | {"follow_reason": "Ordered by the judge"}))
    assert 'datetime="2027-06-01"' in visitor.get(saved).text
    beside = {"follow_choice": "leave", "at": "11:00", "standing": "both"}
    beside["clash_seen"] = saved.rsplit("/", 1)[1]
    silent = visitor.posts("/hearings", typed | beside)
    assert silent.status_code == 422
    assert "Say why this date is left out." in silent.text
    beside["follow_reason"] = "A joint motion stands"
    left = landed(visitor.posts("/hearings", typed | beside))
    assert "None was kept" in visitor.get(left).text


def test_no_filing_date_is_left_out_unseen(doors: Doors) -> None:
    """A form whose rows were counted from another kind of hearing is shown again, not saved."""
    visitor = doors.sits("alma")
    case = new_case(visitor)
    stale = {"follow_rule": "another.rule", "follow_choice": "take", "follow_due": ""}
    again = visitor.posts("/hearings", SETTING | {"case_id": case} | stale | {"follow_reason": ""})
    assert again.status_code == 422
    assert "What you typed last changed the filing dates." in again.text
    assert 'datetime="2027-06-14"' in again.text
    assert "No hearing yet." in visitor.get(f"/cases/{case}").text


def test_a_moved_hearing_keeps_its_old_setting(doors: Doors) -> None:
    """Both settings stand in one chain, and the old one leads to the new."""
    visitor = doors.sits("alma")
    case = filled_case(doors.office)
    typed = SETTING | {"case_id": str(case.id), "replaces": str(case.hearing), "reason": "Moved"}
    earlier = visitor.posts("/hearings/preview", typed | {"on": "2027-05-11"}, **HTMX)
    assert "Earlier than the setting it replaces" in earlier.text
    now = landed(visitor.posts("/hearings", typed))
    old = visitor.get(f"/hearings/{case.hearing}").text
    assert f'href="{now}"' in old
    assert "This setting was replaced." in old
    assert f"/hearings/{case.hearing}" in visitor.get(now).text
    gone = landed(
        visitor.posts(
            f"{now}/outcome", {"version": "1", "status": "cancelled", "reason": "By post"}
        )
    )
    assert "Cancelled" in visitor.get(gone).text


def test_two_hearings_on_one_day_are_told_of(doors: Doors) -> None:
    """Whoever is due elsewhere on that day reads so before she saves; a moved one is no clash."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    typed = SETTING | {"case_id": str(case.id), "on": "2027-06-15"}
    said = "You have another hearing on that day."
    assert said in visitor.posts("/hearings/preview", typed, **HTMX).text
    assert said not in visitor.posts("/hearings/preview", typed | {"on": "2027-06-16"}, **HTMX).text
    moved = typed | {"replaces": str(case.hearing)}
    assert said not in visitor.posts("/hearings/preview", moved, **HTMX).text


def test_hours_that_collide_are_shown_before_they_are_saved(doors: Doors) -> None:
    """Saved before the warning came, the form comes back with it; saved again, it is meant."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    other = doors.office.open_case()
    starts = told(doors.program().get(f"{API}/hearings/{case.hearing}"))["starts"]
    typed = {"case_id": str(other.id), "kind": "master", "on": starts[:10], "at": starts[11:16]}
    warned = visitor.posts("/hearings", typed)
    assert warned.status_code == 422
    assert "Somebody is due elsewhere at that hour." in warned.text
    [seen] = re.findall(r'name="clash_seen" value="([^"]+)"', warned.text)
    assert seen == str(case.hearing)
    landed(visitor.posts("/hearings", typed | {"clash_seen": seen}))


def test_without_htmx_a_preview_is_the_whole_page(doors: Doors) -> None:
    """Somebody without scripts sees form and count together, with what was typed."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    page = visitor.posts("/hearings/preview", SETTING | {"case_id": str(case.id), "judge": "Ortiz"})
    assert "<html" in page.text
    assert 'value="Ortiz"' in page.text
    assert 'datetime="2027-06-14"' in page.text


def test_a_deadline_is_asked_for_counted_and_ended(doors: Doors) -> None:
    """A rule asks its questions, shows its count, and the date can be moved, filed and reopened."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    asked = visitor.posts(
        "/deadlines/preview", {"case_id": str(case.id), "rule": "eoir.bia.appeal"}, **HTMX
    )
    questions = re.findall(r'type="date" id="f-inputs\.([a-z_]+)"', asked.text)
    assert questions, asked.text[:400]
    typed = {"case_id": str(case.id), "mode": "typed", "title": "Reply", "due": "2027-05-04"}
    address = landed(visitor.posts("/deadlines", typed | {"why": "Ordered", "whose": "ours"}))
    moved = {"version": "1", "due": "2027-05-06", "at": "", "override_reason": ""}
    assert landed(visitor.posts(address, moved)) == address
    assert 'datetime="2027-05-06"' in visitor.get(address).text
    done = {"version": "2", "outcome": "filed", "note": "Receipt 17", "on": ""}
    assert landed(visitor.posts(f"{address}/completion", done | {"back": "today"})) == "/today"
    assert "Receipt 17" in visitor.get(address).text
    assert landed(visitor.posts(f"{address}/reopening", {"version": "3"})) == address
    assert f'action="{address}/completion"' in visitor.get(address).text


def test_seen_on_the_screen_quiets_the_row(doors: Doors) -> None:
    """The button stands where something was told, and is gone once it was pressed."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    doors.office.clock.forward(days=5)
    visitor = doors.sits("alma")
    tell(doors.office)
    button = f'action="/deadlines/{case.deadline}/acknowledgement"'
    assert button in visitor.get("/today").text
    assert button in visitor.get(f"/deadlines/{case.deadline}").text
    seen = visitor.posts(
        f"/deadlines/{case.deadline}/acknowledgement", {"version": "1", "back": "today"}
    )
    assert landed(seen) == "/today"
    assert button not in visitor.get("/today").text
    assert button not in visitor.get(f"/deadlines/{case.deadline}").text


def test_a_mails_link_tells_counts_and_takes_one_word(doors: Doors) -> None:
    """Looking writes nothing, however often; “pass” is not “seen”; “seen” is said without names."""
    case = filled_case(doors.office)
    doors.office.clock.forward(days=5)
    address, stranger = tell(doors.office), doors.stranger()
    said: list[str] = []
    event.listen(
        doors.office.house.engine,
        "before_cursor_execute",
        lambda _c, _k, statement, *_rest: said.append(statement),
    )
    for _ in range(3):
        assert stranger.get(address).status_code == 200
        stranger.client.head(address)
    looked = stranger.get(address)
    assert said
    assert not [one for one in said if one.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert "I have seen this" in looked.text
    assert 'value="pass"' not in looked.text
    assert "Quiñones" not in looked.text
    assert "Send the brief" not in looked.text
    assert stranger.posts(address, {"deed": "pass"}).status_code == 422
    assert "I have seen this" in stranger.get(address).text
    assert landed(stranger.posts(address, {"deed": "seen"})) == address
    assert "Your office knows" in stranger.get(address).text
    assert "I have seen this" not in stranger.get(address).text
    waiting = f'action="/deadlines/{case.deadline}/acknowledgement"'
    assert waiting not in doors.sits("alma").get("/today").text
    assert stranger.get("/r/" + "x" * 43).status_code == 404


def test_people_and_notes_are_added_and_corrected(doors: Doors) -> None:
    """A box left empty is cleared; a box that was not ticked says no."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    facts = {"case_id": str(case.id), "role": "witness", "given_names": "Teo", "phone": "555-0142"}
    assert landed(visitor.posts("/people", facts | {"interpreter": "true"})) == f"/cases/{case.id}"
    with doors.office.reading() as desk:
        teo = next(each for each in cases.one(desk, case.id).people if each.role == "witness")
    assert (teo.phone, teo.interpreter) == ("555-0142", True)
    changed = {"version": "1", "role": "witness", "given_names": "Teo", "phone": ""}
    assert landed(visitor.posts(f"/people/{teo.id}", changed)) == f"/cases/{case.id}"
    with doors.office.reading() as desk:
        teo = people.one(desk, teo.id)
    assert (teo.phone, teo.interpreter) == ("", False)
    told = {"case_id": str(case.id), "text": "First line\r\nsecond"}
    assert landed(visitor.posts("/notes", told)).startswith(f"/cases/{case.id}#")
    assert "First line\nsecond" in visitor.get(f"/cases/{case.id}").text
    corrected = {"version": "1", "text": "He called."}
    assert landed(visitor.posts(f"/notes/{case.note}", corrected)).startswith("/cases/")
    assert "He called." in visitor.get(f"/cases/{case.id}").text


def test_search_travels_in_the_body(doors: Doors) -> None:
    """Names and numbers are found without accents; an empty search is the list."""
    visitor = doors.sits("bruno")
    case = filled_case(doors.office)
    found = visitor.posts("/cases/search", {"q": "quinones"})
    assert f"/cases/{case.id}" in found.text
    assert "Nothing found" in visitor.posts("/cases/search", {"q": "nobody"}).text
    assert landed(visitor.posts("/cases/search", {"q": " "})) == "/cases"
    assert visitor.posts("/cases/search", {"q": "a", "cursor": "⚑"}).status_code == 200


def test_the_list_goes_on_for_whoever_leads_none(doors: Doors) -> None:
    """Fifty cases a page, with the next stretch behind an opaque cursor."""
    doors.office.open_cases(52)
    for name in ("alma", "bruno"):
        visitor = doors.sits(name)
        first = visitor.get("/cases").text
        [cursor] = re.findall(r'name="cursor" value="([^"]+)"', first)
        second = visitor.posts("/cases/more", {"q": "", "cursor": cursor}).text
        assert (first.count("data-row"), second.count("data-row")) == (50, 2)
        assert 'name="cursor"' not in second


@pytest.mark.parametrize("name", ["olga", "nora", "abel"])
def test_roles_without_cases_see_today_alone(doors: Doors, name: str) -> None:
    """Today tells them how reminders are; nothing leads to a case."""
    filled_case(doors.office)
    page = doors.sits(name).get("/today")
    assert page.status_code == 200
    assert "Quiñones" not in page.text
    assert 'href="/cases"' not in page.text.partition("<main")[0]
    assert doors.sits(name).get("/new").status_code == 403


@pytest.mark.parametrize("locale", ["en", "es"])
def test_every_page_speaks_her_language(doors: Doors, locale: str) -> None:
    """The chosen language holds on the next page, and on pages of errors."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    assert landed(visitor.posts("/language", {"locale": locale})) == "/sessions"
    words = translator(locale)
    for path, sentence in (
        ("/today", "Must not be missed"),
        ("/cases", "New case"),
        (f"/cases/{case.id}", "Who can read this case"),
        (f"/hearings/new?case={case.id}", "Deadlines that follow from this hearing"),
        (f"/deadlines/new?case={case.id}", "Counted by a rule"),
        ("/sessions", "Where you are signed in"),
        ("/help", "What the dates mean"),
        (f"/cases/{case.note}", "Nothing here that you can open"),
    ):
        page = visitor.get(path).text
        assert f'<html lang="{locale}">' in page
        assert words(sentence) in page, path
    assert visitor.posts("/language", {"locale": "xx"}).status_code == 422


@pytest.mark.parametrize(
    ("path", "languages", "locale"),
    [
        ("/sign-in", "es-MX,en;q=0.5", "es"),
        ("/sign-in", "fr,en;q=0.5", "en"),
        ("/sign-in?lang=es", "en", "es"),
        ("/r/unknown", "es", "es"),
    ],
)
def test_strangers_are_met_in_their_language(
    doors: Doors, path: str, languages: str, locale: str
) -> None:
    """By the link on the page, else by what the browser asks for."""
    page = doors.stranger().get(path, **{"accept-language": languages})
    assert f'<html lang="{locale}">' in page.text


def test_no_title_and_no_address_names_a_client(doors: Doors) -> None:
    """Neither the window's title nor a link or form tells who or where."""
    visitor = doors.sits("alma")
    case = filled_case(doors.office, title="Canary title")
    paths = ["/today", "/cases", *(f"/{noun}/{row}" for noun, row in _pages(case.named()))]
    for path in paths:
        page = visitor.get(path)
        assert page.status_code == 200, path
        title = page.text.partition("<title>")[2].partition("</title>")[0]
        told = [title, *re.findall(r'(?:href|action|src)="([^"]*)"', page.text)]
        for secret in ("Quiñones", "Qui%C3%B1ones", "Inés", "Canary", "brief"):
            assert not any(secret in one for one in told), (path, secret)


def _pages(ids: dict[str, UUID]) -> list[tuple[str, UUID]]:
    """Return the nouns of pages with the id of what they show."""
    nouns = {"case": "cases", "person": "people", "hearing": "hearings", "deadline": "deadlines"}
    nouns["note"] = "notes"
    return [(noun, ids[f"{name}_id"]) for name, noun in nouns.items()]


@pytest.mark.parametrize("path", ["/forgotten", "/lockdown/release"])
def test_pages_before_the_door_speak_as_whoever_is_signed_in_reads(doors: Doors, path: str) -> None:
    """Not as her browser asks; and once she signed out, as the browser does."""
    visitor = doors.sits("alma")
    visitor.get(landed(visitor.posts("/language", {"locale": "es"})))
    assert '<html lang="es">' in visitor.get(path, **{"accept-language": "en"}).text
    visitor.posts("/sign-out", {})
    assert '<html lang="en">' in visitor.get(path, **{"accept-language": "en"}).text


def test_how_far_a_hearing_is_has_one_colour_on_its_cases_page(doors: Doors) -> None:
    """In six hours: under the next dates, in the list of hearings, and on its own page."""
    visitor, case = doors.sits("alma"), filled_case(doors.office)
    at = {"on": "2027-04-15", "at": "09:30", "kind": "master"}
    saved = visitor.posts("/hearings", {"case_id": str(case.id)} | at)
    assert saved.status_code == 303, saved.text
    tag = re.compile(r'"tag no-print (\w*)"><svg(?:(?!</svg>).)*</svg>in \d+ hours?<', re.DOTALL)
    pages = [f"/cases/{case.id}", saved.headers["location"]]
    found = [colour for page in pages for colour in tag.findall(visitor.get(page).text)]
    assert len(found) >= 2
    assert set(found) == {"red"}


def test_what_a_missed_fatal_date_means_is_said_as_one(doors: Doors) -> None:
    """A fatal mark says that asking cannot cure; beside it stands no word that it may."""
    visitor = doors.sits("alma")
    for rule in law.shipped().rules:
        if rule.fatal and rule.consequence == "discretionary":
            page = visitor.get(f"/rules/{rule.id}").text
            assert "May be excused by asking" not in page
            assert "Losing it may end the case" in page
