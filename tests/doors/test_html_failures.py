"""What goes wrong at a page: nothing typed is lost, nothing half is written or repeated."""

import html
import re
from uuid import uuid4

import pytest
from httpx2 import Response
from sqlalchemy import event, select, update
from sqlalchemy.orm import aliased

from app.casework import cases, deadlines, moving, notes, people
from app.casework.moving import DeadlineChange
from app.casework.people import PersonChange
from app.db.engine import writing
from app.models import Note
from tests.doors.visitors import OF_A_FORM, Doors, filled_case
from tests.support.one_engine import engine_name, on_both  # noqa: F401 - a fixture

WRONG = {
    "/cases": (
        {"title": "x" * 201, "a_number": "12"},
        ("seven to nine digits", "longer than fits"),
    ),
    "/hearings": (
        {"kind": "master", "on": "2027-02-30", "at": "09:00", "judge": "Canary Judge"},
        ("There is no such day or hour",),
    ),
    "/deadlines": (
        {"mode": "typed", "title": "Canary", "due": "2027-13-01", "at": "25:99"},
        ("There is no such day.", "Write the hour as 08:30."),
    ),
    "/people": (
        {"role": "emperor", "given_names": "Canary", "birth_date": "1990-02-31"},
        ("Choose one from the list.", "There is no such day."),
    ),
    "/notes": ({"text": "   "}, ("Write a note, the minutes of your work, or a task.",)),
}


def text_of(answer: Response) -> str:
    """Return a page's text with its entities turned back."""
    return html.unescape(answer.text)


def typed_again(answer: Response) -> dict[str, str]:
    """Return the fields of the form that saves what was typed over what stands."""
    form = answer.text.partition('<form class="one" action="')[2].partition("</form>")[0]
    fields = re.findall(r'name="([^"]+)" value="([^"]*)"', form)
    assert fields
    return {name: html.unescape(value) for name, value in fields}


@pytest.mark.parametrize("path", WRONG)
def test_a_refused_form_keeps_every_word(doors: Doors, path: str) -> None:
    """Each field has its own sentence, in our words, and holds what was typed."""
    case = filled_case(doors.office)
    typed, sentences = WRONG[path]
    answer = doors.sits("alma").posts(path, typed | {"case_id": str(case.id)})
    assert answer.status_code == 422
    page = text_of(answer)
    for sentence in sentences:
        assert sentence in page
    for name, value in typed.items():
        if name not in {"mode", "kind", "role", "text"}:
            assert f'value="{value}"' in page, name
    assert "Input should" not in page
    assert "String should" not in page


def test_a_field_that_the_page_does_not_know_is_passed_over(doors: Doors) -> None:
    """A form decides what it sends; a name more neither breaks the page nor reaches the case."""
    answer = doors.sits("alma").posts("/cases", {"given_names": "Ana", "lead": "me", "id": "1"})
    assert answer.status_code == 303


def test_two_people_change_a_person_and_the_second_sees_both(doors: Doors) -> None:
    """What stands and what was typed stand side by side; a second look saves the typed."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    with doors.office.writing("bruno") as desk:
        bruno = PersonChange(version=1, given_names="Inés María", family_name="Quiñones Tema")
        people.change(desk, case.person, bruno)
    mine = {"version": "1", "given_names": "Agnes", "family_name": "Quiñones Tema"}
    answer = visitor.posts(f"/people/{case.person}", mine | {"role": "client", "phone": "555-0111"})
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Inés María" in page
    assert "Agnes" in page
    assert f'href="/people/{case.person}"' in page
    with doors.office.reading() as desk:
        assert people.one(desk, case.person).given_names == "Inés María"
    assert visitor.posts(f"/people/{case.person}", typed_again(answer)).status_code == 303
    with doors.office.reading() as desk:
        stands = people.one(desk, case.person)
    assert (stands.given_names, stands.phone) == ("Agnes", "555-0111")


@pytest.mark.parametrize(
    ("path", "typed", "shown"),
    [
        ("/cases/{case}", {"title": "My title"}, "My title"),
        ("/notes/{note}", {"text": "My words"}, "My words"),
        ("/deadlines/{deadline}", {"due": "2027-05-06"}, "2027-05-06"),
        ("/deadlines/{deadline}/completion", {"outcome": "filed", "note": "R 17"}, "R 17"),
        ("/deadlines/{deadline}/reopening", {}, "Save what I typed over it"),
        ("/hearings/{hearing}/outcome", {"status": "held", "reason": "Long"}, "Long"),
    ],
)
def test_a_late_change_is_shown_and_not_written(
    doors: Doors, path: str, typed: dict[str, str], shown: str
) -> None:
    """Every form that changes something answers 409, and its way back is a page that exists."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    ids = {"case": case.id, "note": case.note, "deadline": case.deadline, "hearing": case.hearing}
    answer = visitor.posts(path.format(**ids), typed | {"version": "0"})
    assert answer.status_code == 409
    assert shown in text_of(answer)
    [back] = re.findall(r'class="button main" href="([^"]+)"', answer.text)
    before = visitor.get(back)
    assert before.status_code == 200
    assert shown not in text_of(before)


def test_a_closed_deadline_is_not_closed_twice(doors: Doors) -> None:
    """Without a word of how, or a second time, it is refused beside what was typed."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    address = f"/deadlines/{case.deadline}/completion"
    unsaid = visitor.posts(address, {"version": "1", "outcome": "not_needed", "note": ""})
    assert unsaid.status_code == 422
    assert "Write the receipt number" in text_of(unsaid)
    with doors.office.reading() as desk:
        assert deadlines.one(desk, case.deadline).status == "open"
    done = {"version": "1", "outcome": "filed", "note": "Receipt 17"}
    assert visitor.posts(address, done).status_code == 303
    again = visitor.posts(address, done | {"version": "2"})
    assert again.status_code == 422
    assert "closed already" in text_of(again)


def test_a_colleagues_note_is_not_corrected(doors: Doors) -> None:
    """Only its author changes a note."""
    case = filled_case(doors.office)
    answer = doors.sits("bruno").posts(f"/notes/{case.note}", {"version": "1", "text": "Mine"})
    assert answer.status_code == 403
    assert "Only its author changes a note." in text_of(answer)


@on_both
def test_a_changed_card_is_not_shown(doors: Doors) -> None:
    """A note whose bytes were swapped is a red row on its case and a calm page of its own."""
    case, other = filled_case(doors.office), filled_case(doors.office)
    with writing(doors.office.house.engine).begin() as connection:
        swapped = aliased(Note)
        card = select(swapped.card).where(swapped.id == other.note).scalar_subquery()
        connection.execute(update(Note).where(Note.id == case.note).values(card=card))
    visitor = doors.sits("alma")
    page, note = visitor.get(f"/cases/{case.id}"), visitor.get(f"/notes/{case.note}")
    assert page.status_code == 200
    assert "This entry was changed outside Amparo or is damaged." in text_of(page)
    assert note.status_code == 409
    assert "could not be opened safely" in text_of(note)
    assert "She called." not in page.text + note.text
    assert visitor.get("/today").status_code == 200
    assert visitor.get(f"/cases/{other.id}").status_code == 200


def test_a_full_disk_keeps_what_was_typed(doors: Doors) -> None:
    """Nothing is written, the words stay in the form, and with room again they are saved."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    limit = [1]
    event.listen(
        doors.office.house.engine,
        "checkout",
        lambda connection, *_: connection.execute(f"PRAGMA max_page_count = {limit[0]}"),
    )
    typed = {"case_id": str(case.id), "text": "A long word. " * 1500}
    full = visitor.posts("/notes", typed)
    assert full.status_code == 507
    assert "disk of the Amparo machine is full" in text_of(full)
    assert typed["text"] in text_of(full)
    limit[0] = 1_000_000
    assert visitor.posts("/notes", typed).status_code == 303
    with doors.office.reading() as desk:
        assert len(cases.one(desk, case.id).notes) == 2


def test_what_fails_late_writes_nothing(doors: Doors) -> None:
    """A refusal in the midst of a deed takes back all that the deed had written."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    setting = {"case_id": str(case.id), "kind": "individual", "on": "2027-07-14", "at": "09:30"}
    setting |= {"replaces": str(case.deadline)}  # found out after the hearing was entered
    assert visitor.posts("/hearings", setting).status_code == 422
    with doors.office.reading() as desk:
        assert len(cases.one(desk, case.id).hearings) == 1


def test_a_fault_of_ours_repeats_nothing(doors: Doors) -> None:
    """The page of a fault is calm, in her language, and holds no word of what was sent."""
    case = filled_case(doors.office)
    visitor = doors.sits("alma")
    event.listen(Note, "init", _break)
    try:
        answer = visitor.posts("/notes", {"case_id": str(case.id), "text": "canary words"})
    finally:
        event.remove(Note, "init", _break)
    assert answer.status_code == 500
    assert "Amparo made a mistake" in answer.text
    assert "canary" not in answer.text
    assert "RuntimeError" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def _break(*_: object) -> None:
    message = "canary words"
    raise RuntimeError(message)


def test_a_part_that_fails_is_a_part(doors: Doors) -> None:
    """What htmx fetched is replaced by a sentence, and a lost session by the sign-in."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    htmx = {"hx-request": "true"}
    # The clocks of New York jump over 02:30 on 14 March 2027.
    typed = {"case_id": str(case.id), "kind": "master", "on": "2027-03-14", "at": "02:30"}
    slip = visitor.posts("/hearings/preview", typed, **htmx)
    assert "The clocks go forward on that day" in text_of(slip)
    whole = visitor.posts("/hearings/preview", typed)
    assert "The clocks go forward on that day" in text_of(whole)
    assert 'value="02:30"' in whole.text
    part = visitor.posts("/hearings/preview", typed | {"case_id": str(uuid4())}, **htmx)
    assert part.status_code == 404
    assert "<html" not in part.text
    assert text_of(part).strip()
    gone = doors.stranger().posts("/hearings/preview", typed, **htmx)
    assert gone.headers["hx-redirect"] == "/sign-in"


def test_what_is_no_form_of_ours_is_not_read(doors: Doors) -> None:
    """Files, JSON and other sites' forms are turned away before a deed is done."""
    visitor = doors.sits("alma")
    for kind in ("multipart/form-data; boundary=x", "application/json", "text/plain"):
        answer = visitor.client.post(
            "/cases", content=b"given_names=Ana", headers=OF_A_FORM | {"content-type": kind}
        )
        assert answer.status_code == 415
    foreign = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    assert visitor.posts("/cases", {"given_names": "Ana"}, **foreign).status_code == 403
    assert visitor.posts("/sign-out", {}, **foreign).status_code == 403
    raw = visitor.client.post("/cases", content=b"given_names=%FF", headers=OF_A_FORM)
    assert raw.status_code == 303  # a browser never sends it; what cannot be read is marked
    assert "You are on no case yet" not in visitor.get("/cases").text


def test_every_page_bears_the_headers(doors: Doors) -> None:
    """Nothing is kept by the browser or a proxy, and nothing from elsewhere runs."""
    for path in ("/today", "/sign-in", "/nowhere", "/r/unknown"):
        answer = doors.sits("alma").get(path)
        assert answer.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-frame-options"] == "DENY"


def test_health_tells_no_numbers(doors: Doors) -> None:
    """A stranger learns whether it lives and is ready, and nothing else."""
    assert doors.stranger().get("/health/live").status_code == 200
    ready = doors.stranger().get("/health/ready")
    assert ready.status_code == 503  # no worker runs in a test
    assert not re.search(r"\d", ready.text)


def test_there_is_no_mailbox_outside_the_sample(doors: Doors) -> None:
    """A real office has no page of mails."""
    assert doors.sits("alma").get("/demo/mailbox").status_code == 404
    assert doors.sits("alma").get("/demo/mailbox.json").status_code == 404


def test_a_late_deadline_change_carries_its_reason(doors: Doors) -> None:
    """A second look at a conflict keeps the reason that was typed with the date."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    with doors.office.writing("bruno") as desk:
        change = DeadlineChange.model_validate({"version": 1, "due": "2027-04-22"})
        moving.change(desk, case.deadline, change)
    typed = {"version": "1", "due": "2027-04-23", "at": "", "override_reason": "By letter"}
    answer = visitor.posts(f"/deadlines/{case.deadline}", typed)
    assert answer.status_code == 409
    assert visitor.posts(f"/deadlines/{case.deadline}", typed_again(answer)).status_code == 303
    with doors.office.reading() as desk:
        stands = deadlines.one(desk, case.deadline)
    assert (stands.due.isoformat(), stands.override_reason) == ("2027-04-23", "By letter")
    assert stands.history[0]["due"] == "2027-04-20"


def test_a_note_is_kept_when_its_case_was_changed_meanwhile(doors: Doors) -> None:
    """Adding beside somebody else's change is no conflict."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    assert visitor.posts(f"/cases/{case.id}", {"version": "1", "title": "New"}).status_code == 303
    words = {"case_id": str(case.id), "text": "Beside it"}
    assert visitor.posts("/notes", words).status_code == 303
    with doors.office.reading() as desk:
        assert notes.one(desk, case.note).text == "She called."


def test_what_is_said_of_any_field_names_its_own(doors: Doors) -> None:
    """Above the form stands which field is needed, and leads there."""
    page = doors.sits("alma").posts("/facilities", {"phone": "555-0100"})
    assert page.status_code == 422
    assert '<a href="#f-name">Name: This is needed.</a>' in page.text
