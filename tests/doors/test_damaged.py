"""A damaged entry at the doors: a red row among the rest for a person, a loud no for a program."""

from typing import Any

import pytest

from app.casework.signin import DAMAGED_KEYS
from app.models import Case, Deadline, Hearing, Note, Person, Staff
from app.words import translator
from tests.casework.test_damaged import damage
from tests.doors.everything import CHOSEN
from tests.doors.visitors import Doors, filled_case
from tests.support.office import id_of

RED = "was changed outside Amparo or is damaged"


@pytest.mark.parametrize("model", [Case, Person, Hearing, Deadline, Note])
def test_a_case_page_shows_a_red_row_in_its_place(doors: Doors, model: type[Any]) -> None:
    """The rest stands; the row says what to do, and links nowhere that fails."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    row_id = damage(doors.office, model, case.id)
    answer = visitor.get(f"/cases/{case.id}")
    assert answer.status_code == 200
    assert answer.text.count(RED) == 1
    standing = {
        Person: "Quiñones Tema",
        Hearing: f"/hearings/{case.hearing}",
        Deadline: "Send the brief",
        Note: "She called.",
    }
    shown = {kind: words in answer.text for kind, words in standing.items()}
    assert shown == {kind: kind is not model for kind in standing}
    if model is not Case:
        assert f"/{row_id}" not in answer.text


@pytest.mark.parametrize("model", [Case, Person, Hearing, Deadline])
@pytest.mark.parametrize("path", ["/today", "/cases", "/hearings/new", "/deadlines/new"])
def test_every_page_with_a_list_shows_the_rest(doors: Doors, model: type[Any], path: str) -> None:
    """Never a 500 and never a bare page for one bad entry among many."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    damage(doors.office, model, case.id)
    visitor.get(path)  # what a session keeps of the first time does not hide it the second time
    answer = visitor.get(path)
    assert answer.status_code == 200
    # Today, on 14 April, and the list of cases open the deadline of the 20th; no page of these
    # opens the hearing in June.
    opened = {Case, Person} | ({Deadline} if path in {"/today", "/cases"} else set())
    assert answer.text.count(RED) == (model in opened)


def test_today_says_which_of_its_dates_did_not_open(doors: Doors) -> None:
    """With the day that its reminders go by, and the way to the case."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    doors.office.clock.forward(days=4)
    visitor = doors.sits("alma")
    damage(doors.office, Deadline, case.id)
    page = visitor.get("/today").text
    assert page.count(RED) == 1
    assert f'href="/cases/{case.id}"' in page
    assert 'datetime="2027-04-20"' in page


@pytest.mark.parametrize("path", ["/deadlines", "/deadlines?case_id={}"])
def test_a_program_is_never_given_a_list_with_a_hole(doors: Doors, path: str) -> None:
    """A list that lacks an entry is refused whole; the case itself names what is damaged."""
    case, visitor = filled_case(doors.office), doors.sits("alma")
    row_id = damage(doors.office, Deadline, case.id)
    answer = visitor.sends("GET", path.format(case.id))
    assert (answer.status_code, answer.json()["code"]) == (409, "damaged")
    told = visitor.sends("GET", f"/cases/{case.id}").json()["damaged"]
    assert [(each["kind"], each["id"], each["on"]) for each in told] == [
        ("deadline", str(row_id), "2027-04-20")
    ]


@pytest.mark.parametrize(
    "path",
    ["/codes/1", "/lockdown", "/passphrase", "/keys/own", "/emergency", "/cases/{}/destruction"],
)
def test_damaged_keys_get_a_page_of_their_own(doors: Doors, path: str) -> None:
    """Not the form, as if it could be typed once more: whom to call is told."""
    office = doors.office
    case_id = office.open_case("carmen").id
    carmen = doors.sits("carmen")
    typed = doors.credentials("carmen") | CHOSEN | {"sure": "true", "place": "a tin"}
    typed |= {"case_id": str(case_id), "reason": "He is ill.", "hours": "2"}
    with office.night(writes=True) as desk:
        row = desk.db.get_one(Staff, id_of(office, "carmen"))
        row.bundle = row.bundle[:-1] + bytes([row.bundle[-1] ^ 1])
    answer = carmen.posts(path.format(case_id), typed)
    assert answer.status_code == 409
    assert translator("es").gettext(DAMAGED_KEYS) in answer.text
    assert 'name="password"' not in answer.text
