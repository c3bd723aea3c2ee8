"""What a person meets in the pages: refusals that keep her words, conflicts, parts and links."""

import re
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import adding, cases, hearings, moving, people, reminders, scheduling
from app.casework.adding import NewDeadline
from app.casework.calendar import Calendar
from app.casework.hearings import HearingView
from app.casework.moving import DeadlineChange
from app.casework.openings import READ
from app.casework.people import PersonChange
from app.casework.scheduling import NewHearing
from app.models import Audit, Mark, Schedule
from tests.doors.test_html_pages import landed
from tests.doors.visitors import OF_A_FORM, Doors, filled_case
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

SETTING = {"on": "2027-07-06", "at": "09:00", "kind": "individual", "court": "NYC"}


def _values(page: str) -> dict[str, str]:
    """Return what the inputs of a page hold."""
    found = re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def test_rules_are_chosen_by_part_of_the_practice_and_title(doors: Doors) -> None:
    """Nobody looks through a hundred titles in an order that only programs know."""
    page = doors.sits("alma").get("/deadlines/new").text
    parts = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', page, flags=re.DOTALL)
    assert [name for name, _ in parts][:2] == [
        "Removal proceedings",
        "Summary processes and custody",
    ]
    for _, options in parts:
        titles = re.findall(r"<option [^>]*>([^<]+)</option>", options)
        assert titles == sorted(titles, key=str.casefold)
        assert titles
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))  # a label of one form must not lead into the other


# --- refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "typed", "sentence"),
    [
        ("/cases", {"language": "es"}, "Give at least one of name"),
        ("/cases", {"family_name": "Rey", "a_number": "12"}, "seven to nine digits"),
        ("/people", {"given_names": "Eva", "birth_date": "1990-02-30"}, "There is no such day"),
        ("/hearings", SETTING | {"on": "2026-07-06"}, "This day has passed"),
        ("/hearings", SETTING | {"on": "2027-02-30"}, "There is no such day"),
        ("/hearings", SETTING | {"court": "Atlantis"}, "This court is not in the list"),
        ("/hearings", SETTING | {"on": "2027-03-14", "at": "02:30"}, ""),
        ("/deadlines", {"mode": "typed", "title": "Reply", "due": "2027-04-31"}, "no such day"),
        ("/deadlines", {"mode": "typed", "title": "Reply"}, "Give a date and say what is due"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(
    doors: Doors, path: str, typed: dict[str, str], sentence: str
) -> None:
    """The page says in our words what to look at, and holds every field as it was."""
    case = filled_case(doors.office)
    more = {} if path == "/cases" else {"case_id": str(case.id)}
    answer = doors.sits("alma").posts(path, typed | more)
    assert answer.status_code == 422
    assert sentence in unescape(answer.text)
    assert "Nothing you typed is lost" in answer.text or sentence
    held = _values(answer.text)
    kept = {name for name in typed if name in {"on", "at", "court", "title", "given_names"}}
    assert all(held[name] == typed[name] for name in kept)


def test_a_refused_deed_wrote_nothing(doors: Doors) -> None:
    """A hearing whose follow-up is refused half-way leaves neither hearing nor audit entry."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    before = _written(doors)
    rule = "eoir.ic.filing.individual.nondetained"
    follow = {"follow_rule": rule, "follow_choice": "change", "follow_due": "", "follow_reason": ""}
    answer = visitor.posts("/hearings", SETTING | follow | {"case_id": str(case.id)})
    assert answer.status_code == 422
    assert _written(doors) == before


def _written(doors: Doors) -> tuple[set[Any], set[Any], set[Any]]:
    """Return what deeds left; that a case was looked into is noted beside them."""
    deeds = select(Audit.seq).where(Audit.action != READ)
    with doors.office.night() as desk:
        left = (deeds, select(Schedule.id), select(Mark.once))
        return tuple(set(desk.db.scalars(query)) for query in left)  # type: ignore[return-value]


def _openings(doors: Doors) -> int:
    with doors.office.night() as desk:
        return len(desk.db.scalars(select(Audit.seq).where(Audit.action == READ)).all())


def test_what_was_typed_never_comes_back_as_markup(doors: Doors) -> None:
    """A name that is a script is shown as text, in the form and on the case."""
    visitor, attack = doors.sits("alma"), '"><script src=/x></script>'
    refused = visitor.posts("/cases", {"family_name": attack, "a_number": "1"})
    assert attack not in refused.text
    opened = visitor.posts("/cases", {"family_name": attack})
    page = visitor.get(opened.headers["location"])
    assert attack not in page.text
    assert "&lt;script" in page.text


# --- somebody saved first -------------------------------------------------------------------------


def test_a_conflict_shows_both_and_lets_the_typed_be_saved(doors: Doors) -> None:
    """Nothing is overwritten unseen; one more press saves what was typed."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    with doors.office.writing("bruno") as desk:
        stands = people.one(desk, case.person)
        wanted = PersonChange(version=stands.version, phone="202-555-0111")
        people.change(desk, case.person, wanted)
    typed = {"version": str(stands.version), "phone": "202-555-0122", "role": "client"}
    answer = visitor.posts(f"/people/{case.person}", typed)
    assert answer.status_code == 409
    assert "202-555-0111" in answer.text
    assert "202-555-0122" in answer.text
    assert visitor.posts(f"/people/{case.person}", _values(answer.text)).status_code == 303
    with doors.office.reading() as desk:
        assert people.one(desk, case.person).phone == "202-555-0122"


def _shown(page: str) -> str:
    """Return the words that a page shows, without its marks."""
    return unescape(" ".join(re.sub(r"<[^>]+>|<!--.*?-->", " ", page).split()))


def test_a_conflict_is_told_in_words(doors: Doors) -> None:
    """Names for ids, weekdays for days, words for codes; what differs stands first."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    bruno = doors.office.people["bruno"]
    with doors.office.writing("bruno") as desk:
        change = {"version": 1, "due": "2027-04-22", "responsible_id": str(bruno.id)}
        moving.change(desk, case.deadline, DeadlineChange.model_validate(change))
    alma = str(doors.office.people["alma"].id)
    typed = {"version": "1", "due": "2027-04-23", "at": "", "responsible_id": alma}
    answer = visitor.posts(f"/deadlines/{case.deadline}", typed)
    words = _shown(answer.text)
    assert "Due differs What stands now Thu, Apr 22, 2027 What you typed Fri, Apr 23, 2027" in words
    assert "Responsible differs What stands now Bruno What you typed Alma" in words
    assert words.index("Due differs") < words.index("Hour What stands now nothing")
    assert alma not in words
    assert visitor.posts(f"/deadlines/{case.deadline}", _values(answer.text)).status_code == 303


def test_a_conflict_about_a_person_is_told_in_words_and_keeps_every_field(doors: Doors) -> None:
    """Codes of language and role, ticks and days are said; saving over keeps what was typed."""
    case, visitor = filled_case(doors.office), doors.sits("carmen")
    with doors.office.writing("bruno") as desk:
        people.change(desk, case.person, PersonChange(version=1, language="quc", detained=True))
    typed = {"version": "1", "role": "rider", "language": "es", "birth_date": "1990-02-28"}
    answer = visitor.posts(f"/people/{case.person}", typed | {"safe_to_text": "false"})
    words = _shown(answer.text)
    assert answer.status_code == 409
    for said in (
        "k'iche'",
        "español",
        "mié 28 feb 1990",
        "Familiar incluido en el caso",
        "sí lo que usted escribió no se sabe",
        "no",
    ):
        assert said.casefold() in words.casefold(), said
    assert visitor.posts(f"/people/{case.person}", _values(answer.text)).status_code == 303
    with doors.office.reading() as desk:
        saved = people.one(desk, case.person)
    assert (saved.role, saved.language, str(saved.birth_date)) == ("rider", "es", "1990-02-28")
    assert (saved.safe_to_text, saved.interpreter, saved.detained) == (False, False, None)


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/cases/{case_id}", {"title": "Another"}),
        ("/notes/{note_id}", {"text": "Another"}),
        ("/deadlines/{deadline_id}", {"due": "2027-05-02"}),
        ("/deadlines/{deadline_id}/completion", {"outcome": "filed", "note": "17"}),
        ("/deadlines/{deadline_id}/reopening", {}),
        ("/hearings/{hearing_id}/outcome", {"status": "cancelled", "reason": "Clerk"}),
    ],
)
def test_every_change_is_held_to_its_version(
    doors: Doors, path: str, typed: dict[str, str]
) -> None:
    """A page that was opened before somebody saved changes nothing by itself."""
    case, before = filled_case(doors.office), _written(doors)
    answer = doors.sits("alma").posts(path.format(**case.named()), typed | {"version": "99"})
    assert answer.status_code == 409
    assert _written(doors) == before


# --- counted as one types -------------------------------------------------------------------------


def test_a_hearing_shows_what_follows_before_it_is_saved(doors: Doors) -> None:
    """The part holds the date a rule counts, and nothing was written."""
    case, visitor, before = filled_case(doors.office), doors.sits("alma"), _written(doors)
    facts = SETTING | {"custody": "non_detained", "case_id": str(case.id)}
    part = visitor.posts("/hearings/preview", facts, **{"hx-request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.text
    # 30 days before Tuesday 6 July 2027 is Sunday 6 June; in time by every reading is Friday 4.
    assert 'datetime="2027-06-04"' in part.text
    assert _written(doors) == before


def test_a_part_never_becomes_the_sign_in_page(doors: Doors) -> None:
    """A part fetched without a session sends the whole page to the sign-in."""
    answer = doors.stranger().posts("/hearings/preview", SETTING, **{"hx-request": "true"})
    assert answer.headers.get("hx-redirect") == "/sign-in"
    assert "<html" not in answer.text


# --- one deed, two doors --------------------------------------------------------------------------


def test_both_doors_do_the_same_deed(doors: Doors) -> None:
    """A hearing from the form and one from JSON differ in their ids alone."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    page = visitor.posts("/hearings", SETTING | {"case_id": str(case.id), "judge": "Judge Ito"})
    body: dict[str, Any] = {"case_id": str(case.id), "starts": "2027-07-06T09:00"}
    body |= {"kind": "individual", "both_stand": True}
    answer = visitor.sends("POST", "/hearings", body | {"court": "NYC", "judge": "Judge Ito"})
    ids = [UUID(page.headers["location"].rpartition("/")[2]), UUID(answer.json()["id"])]
    with doors.office.reading() as desk:
        one, other = [_bare(hearings.one(desk, each)) for each in ids]
    assert one == other
    assert one["deadlines"]


def _bare(view: HearingView) -> dict[str, Any]:
    bare = view.model_dump(exclude={"id", "deadlines"})
    rows = [row.model_dump(exclude={"id", "hearing_id"}) for row in view.deadlines]
    return bare | {"deadlines": sorted(rows, key=lambda row: row["rule"])}


# --- what no page does ----------------------------------------------------------------------------


def test_no_page_that_is_only_looked_at_writes(doors: Doors) -> None:
    """By GET and HEAD all stays as it was, but for one entry that the case was looked into."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    paths = ["/today", "/cases", "/new", "/help", "/sessions", "/r/guessed", "/hearings/new"]
    paths += [f"/cases/{case.id}", f"/hearings/{case.hearing}", f"/deadlines/{case.deadline}"]
    before = _written(doors)
    for path in paths:
        assert visitor.get(path).status_code == (404 if path.startswith("/r/") else 200)
        visitor.client.head(path)
    assert _written(doors) == before
    assert _openings(doors) == 1


def test_only_what_is_the_same_for_everybody_is_kept_by_browsers(doors: Doors) -> None:
    """Style and script may be cached; pages, documents and refusals may not."""
    visitor = doors.sits("alma")
    kept = visitor.get("/static/amparo.css").headers["cache-control"]
    assert kept == "public, max-age=31536000, immutable"
    for path in ("/today", "/static/nothing.css", "/api/v1/me", "/nothing"):
        assert visitor.get(path).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/notes", "/sign-in"])
def test_a_form_without_an_end_is_too_large(doors: Doors, path: str) -> None:
    """A body that names no length is read to the limit and no further."""
    parts = (b"text=" + b"x" * 65_536 for _ in range(8))
    visitor = doors.sits("alma")
    answer = visitor.client.post(path, content=parts, headers=OF_A_FORM)
    assert answer.status_code == 413


def test_a_title_names_nobody(doors: Doors) -> None:
    """The window's title and every address on the case's page are silent about the client."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    page = visitor.get(f"/cases/{case.id}").text
    assert "Quiñones Tema" in page
    for silent in re.findall(r'<title>(.*?)</title>|(?:href|action)="(.*?)"', page):
        assert "Qui" not in "".join(silent)


def test_the_search_keeps_its_words_out_of_the_address(doors: Doors) -> None:
    """Found by name, accents aside; the words travel in the body."""
    case, visitor = filled_case(doors.office), doors.sits("bruno")
    found = visitor.posts("/cases/search", {"q": "quinones"})
    assert str(case.id) in found.text
    assert found.request.url.query == b""
    assert str(case.id) not in visitor.posts("/cases/search", {"q": "zzz"}).text


# --- the link in a mail ---------------------------------------------------------------------------


def _linked(doors: Doors) -> str:
    """Plan what is due, write one mail, and return the token of its link."""
    office, calendar = doors.office, Calendar()
    case = office.open_case()
    with office.writing() as desk:
        new = {"case_id": case.id, "title": "Brief", "due": "2027-04-16", "fatal": True}
        adding.add(desk, NewDeadline.model_validate(new))
    with office.night(writes=True) as desk:
        reminders.plan(desk, calendar)
    office.clock.forward(hours=2)
    with office.night(writes=True) as desk:
        held = next(
            claim
            for claim in reminders.claim(desk)
            if claim.recipient_id == office.people["alma"].id
        )
        mail = reminders.text_of(desk, held, watched=1)
    assert mail is not None
    return mail.decode().replace("=\n", "").partition("/r/")[2].split()[0]


def test_a_mail_scanner_does_nothing(doors: Doors) -> None:
    """Opening the link any number of times marks nothing; pressing the button does, once."""
    token, stranger = _linked(doors), doors.stranger()
    before = _written(doors)
    page = stranger.get(f"/r/{token}")
    for _ in range(3):
        assert stranger.get(f"/r/{token}").text == page.text
        stranger.client.head(f"/r/{token}")
    assert page.status_code == 200
    assert _written(doors) == before
    assert "Quiñones" not in page.text
    pressed = stranger.posts(f"/r/{token}", {"deed": "seen"})
    # Back leads to the page again, not to a question of the browser about sending a form.
    assert (pressed.status_code, landed(pressed)) == (303, f"/r/{token}")
    assert "Your office knows that you have seen this." in stranger.get(f"/r/{token}").text
    after = _written(doors)
    assert len(after[2]) > len(before[2])
    stranger.posts(f"/r/{token}", {"deed": "seen"})
    assert _written(doors) == after


def test_today_tells_what_concerns_me_alone(doors: Doors) -> None:
    """A deadline of mine is on my page; a colleague who is not on the case sees none of it."""
    doors.office.open_case("bruno", named_only=True, backup_id=str(doors.office.people["dina"].id))
    with doors.office.writing() as desk:
        case = cases.open_new(desk, cases.NewCase.model_validate({"title": "Mine"}))
        new = {"case_id": case.id, "title": "Send the brief", "due": "2027-04-15"}
        adding.add(desk, NewDeadline.model_validate(new))
        hearing = {"case_id": case.id, "starts": "2027-04-15T09:00", "kind": "master"}
        scheduling.schedule_hearing(desk, NewHearing.model_validate(hearing))
    mine, hers = doors.sits("alma").get("/today").text, doors.sits("bruno").get("/today").text
    assert "Send the brief" in mine
    assert case.number in mine
    assert "Send the brief" not in hers
    assert case.number not in hers
