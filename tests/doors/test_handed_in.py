"""Handing in and taking at both doors: what is shown to whom, what comes again on an error."""

import re
from html import unescape
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.casework import deadlines, screening
from app.casework.screening import NewScreen
from app.errors import AmparoError, OutOfRoom, Unavailable
from app.gate import EVEN
from app.models import TrayItem
from tests.casework.covering import declare, id_of, name_cover
from tests.casework.filing import PAGES
from tests.casework.handing import given, notes_of, take
from tests.doors.visitors import Doors, Visitor, problem, told
from tests.support.office import Office

LARGE = PAGES * 30  # more than a form may send
TEXT = "The clerk called about Zanzibar."
NADIA = {"given_names": "Nadia", "family_name": "Haddad Quiej", "a_number": "999111222"}


def _post(visitor: Visitor, number: str, **more: str) -> int:
    return visitor.posts("/handed-in", {"number": number, "text": TEXT, **more}).status_code


def _item(office: Office) -> UUID:
    with office.night() as desk:
        return desk.db.scalars(select(TrayItem.id)).one()


def test_from_the_form_to_the_notes_of_the_case(doors: Doors) -> None:
    """Olga hands it in, Alma sees it on Today and on the case, opens it and takes it."""
    opened = doors.office.open_case(named_only=True)
    olga, alma = doors.sits("olga"), doors.sits("alma")
    answer = olga.posts("/handed-in", {"number": opened.number, "text": TEXT, "on": "2027-05-04"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/handed-in")
    page = unescape(olga.get("/handed-in").text)
    assert "It is handed in." in page
    assert TEXT not in page
    item = _item(doors.office)
    for path in ("/today", f"/cases/{opened.id}", "/handed-in"):
        shown = alma.get(path).text
        assert f"/handed-in/{item}" in shown, path
        assert TEXT not in shown
    assert "Handed in: 1" in re.sub(r"<[^>]+>", "", alma.get(f"/cases/{opened.id}").text)
    assert TEXT in alma.get(f"/handed-in/{item}").text
    assert olga.get(f"/handed-in/{item}").status_code == 403
    assert doors.sits("bruno").get(f"/handed-in/{item}").status_code == 404
    answer = alma.posts(f"/handed-in/{item}/taking")
    assert answer.headers["location"] == f"/cases/{opened.id}#h-notes"
    assert TEXT in alma.get(f"/cases/{opened.id}").text
    assert "taken by" in olga.get("/handed-in").text
    assert f"/handed-in/{item}" not in alma.get("/today").text


@pytest.mark.parametrize("name", ["olga", "bruno", "ivo"])
def test_on_a_miss_what_was_typed_is_there_again(doors: Doors, name: str) -> None:
    """And on the page the next time, until it is handed in or begun anew."""
    visitor = doors.sits(name)
    answer = visitor.posts("/handed-in", {"number": "QQQQ-QQQ", "text": TEXT, "on": "2027-05-04"})
    assert answer.status_code == 422
    for page in (answer.text, visitor.get("/handed-in").text):
        assert all(word in unescape(page) for word in (TEXT, "QQQQ-QQQ", "2027-05-04"))
    opened = doors.office.open_case()
    assert _post(visitor, opened.number) == 303


@pytest.mark.parametrize(
    "typed", [{"number": ""}, {"text": ""}, {"on": "2027-02-30"}, {"at": "25:99"}]
)
def test_bad_input_is_said_beside_its_field(doors: Doors, typed: dict[str, str]) -> None:
    """Nothing is lost; the sentence says the next step."""
    fields = {"number": "BCDF-GHJ", "text": TEXT, "at": "09:00"} | typed
    answer = doors.sits("olga").posts("/handed-in", fields)
    assert answer.status_code == 422
    assert 'class="error"' in answer.text or 'id="wrong"' in answer.text
    kept = {name: value for name, value in fields.items() if name not in typed}
    assert all(value in unescape(answer.text) for value in kept.values())


@pytest.mark.parametrize("fault", [OutOfRoom, Unavailable])
def test_no_failure_loses_what_was_typed(
    doors: Doors, monkeypatch: pytest.MonkeyPatch, fault: type[AmparoError]
) -> None:
    """A full disk or a database that is away, just as it is saved."""
    opened, olga = doors.office.open_case(), doors.sits("olga")
    with monkeypatch.context() as broken:

        def fails(*_: object, **__: object) -> None:
            raise fault

        broken.setattr("app.casework.audit.note", fails)
        assert _post(olga, opened.number) == fault.status
    assert TEXT in unescape(olga.get("/handed-in").text)


def test_a_refusal_tells_nothing_by_its_words_or_length(doors: Doors) -> None:
    """A screened, a sealed and an unknown number: byte for byte but for what was typed."""
    office = doors.office
    screened, sealed = office.open_case(), office.open_case(named_only=True, sealed="sealed")
    with office.writing() as desk:
        new = NewScreen(staff_id=id_of(office, "bruno"), reason="Her landlord")
        screening.put_up(desk, screened.id, new)
    bruno, pages, bodies = doors.sits("bruno"), set(), set()
    for number in (screened.number, sealed.number, "QQQQ-QQQ"):
        fields = {"number": number, "text": TEXT, "begun": "0" * 16}
        answer = bruno.posts("/handed-in", fields)
        assert len(answer.content) % EVEN == 0
        pages.add((answer.status_code, answer.text.replace(number, "")))
        sent = bruno.sends("POST", "/handed-in", {"number": number, "text": TEXT})
        bodies.add((sent.status_code, sent.text))
    assert len(pages) == len(bodies) == 1
    assert next(iter(pages))[0] == 422


def test_given_back_with_a_word(doors: Doors) -> None:
    """The giver reads it; an empty word is asked for, and a second one says who was first."""
    opened = doors.office.open_case()
    item = given(doors.office, "olga", opened.number)
    alma, bruno = doors.sits("alma"), doors.sits("bruno")
    assert alma.posts(f"/handed-in/{item}/return", {"text": " "}).status_code == 422
    answer = alma.posts(f"/handed-in/{item}/return", {"text": "Another family's."})
    assert answer.headers["location"] == f"/cases/{opened.id}"
    assert "Another family's." in unescape(doors.sits("olga").get("/handed-in").text)
    late = bruno.posts(f"/handed-in/{item}/return", {"text": "My own word."})
    assert late.status_code == 422
    assert "A colleague has taken this already" in late.text


@pytest.mark.parametrize("noun", ["deadline", "hearing"])
def test_a_date_is_entered_from_it(doors: Doors, noun: str) -> None:
    """The form comes filled, and saving it takes what was handed in, in one deed."""
    opened = doors.office.open_case()
    item = given(doors.office, "olga", opened.number, text=TEXT, on="2027-07-06", at="09:30")
    alma = doors.sits("alma")
    address = f"/{noun}s/new?case={opened.id}&handed_in={item}"
    page = unescape(alma.get(address).text)
    assert f'name="handed_in" value="{item}"' in page
    assert 'value="2027-07-06"' in page
    assert 'value="09:30"' in page
    assert (TEXT in page) == (noun == "deadline")
    fields = {"case_id": str(opened.id), "handed_in": str(item), "at": "09:30"}
    if noun == "deadline":
        fields |= {"mode": "typed", "due": "2027-07-06", "why": TEXT}
        assert alma.posts("/deadlines", fields).status_code == 422  # it has no title yet
        page = unescape(alma.get(address).text)
        assert f'name="handed_in" value="{item}"' in page
        saved = alma.posts("/deadlines", fields | {"title": "Reply"})
    else:
        saved = alma.posts("/hearings", fields | {"on": "2027-07-06", "kind": "master"})
    assert saved.status_code == 303, saved.text
    assert notes_of(doors.office, "alma", opened.id) == [
        ("Olga", f"{TEXT}\n\nDay handed in with this: Tue, Jul 6, 2027, 09:30")
    ]
    assert f"/handed-in/{item}" not in alma.get("/today").text


def test_a_date_is_entered_though_a_colleague_took_it_meanwhile(doors: Doors) -> None:
    """No date is lost for that."""
    opened = doors.office.open_case()
    item = given(doors.office, "olga", opened.number)
    take(doors.office, "bruno", item)
    fields = {"case_id": str(opened.id), "mode": "typed", "title": "Reply", "due": "2027-05-04"}
    fields |= {"why": "She said so.", "handed_in": str(item)}
    saved = doors.sits("alma").posts("/deadlines", fields)
    assert saved.status_code == 303
    with doors.office.reading() as desk:
        deadline = UUID(saved.headers["location"].rpartition("/")[2])
        assert deadlines.one(desk, deadline).title == "Reply"
    assert len(notes_of(doors.office, "alma", opened.id)) == 1


def test_from_the_front_desk_to_the_tray(doors: Doors) -> None:
    """Whom the look-up names is handed something without the file number; no address holds it."""
    opened = doors.office.open_case(client=NADIA)
    ivo = doors.sits("ivo")
    found = ivo.posts("/front-desk", {"name": "Nadia Haddad Quiej"})
    assert 'action="/handed-in/new"' in found.text
    assert opened.number not in found.text
    page = ivo.posts("/handed-in/new", {"name": "Nadia Haddad Quiej"})
    assert 'value="Nadia Haddad Quiej"' in page.text
    answer = ivo.posts("/handed-in", {"name": "Nadia Haddad Quiej", "text": TEXT})
    assert answer.headers["location"] == "/handed-in"
    assert len(told(doors.sits("alma").sends("GET", "/handed-in/waiting"))["items"]) == 1
    miss = ivo.posts("/handed-in", {"name": "Qwertz Uiop", "text": TEXT})
    assert miss.status_code == 422


def test_the_front_desk_says_when_to_come_back(doors: Doors) -> None:
    """While lead and back-up are away: a cover is named first, else the day of the return."""
    office = doors.office
    office.open_case(client=NADIA, backup_id=str(id_of(office, "bruno")))
    ivo = doors.sits("ivo")

    def asked() -> tuple[str, str | None, str | None]:
        body = told(ivo.sends("POST", "/front-desk/look-up", {"a_number": "A999111222"}))
        other = body["otherwise"] or {"name": None}
        return body["call"]["name"], body["call"]["back_on"], other["name"]

    assert asked() == ("Alma", None, "Bruno")
    declare(office, "alma", until="2027-04-16")
    assert asked() == ("Bruno", None, "Alma")
    declare(office, "bruno", until="2027-04-20")
    assert asked()[:2] == ("Alma", "2027-04-17")
    page = ivo.posts("/front-desk", {"a_number": "A999111222"})
    assert "may come again on" in page.text
    name_cover(office, "alma", "dina")
    assert asked() == ("Dina", None, "Alma")


def test_a_program_hands_in_takes_and_gives_back(doors: Doors) -> None:
    """The JSON door offers each deed; nothing that was sent comes back to the giver."""
    opened = doors.office.open_case(named_only=True)
    olga, alma = doors.sits("olga"), doors.sits("alma")
    sent = {"number": opened.number, "text": TEXT, "urgent": True}
    items = [told(olga.sends("POST", "/handed-in", sent), 201)["id"] for _ in range(3)]
    assert TEXT not in olga.sends("GET", "/handed-in").text
    [*waiting] = told(alma.sends("GET", f"/handed-in/waiting?case_id={opened.id}"))["items"]
    assert {each["id"] for each in waiting} == set(items)
    assert told(alma.sends("GET", f"/handed-in/{items[0]}"))["text"] == TEXT
    assert alma.sends("POST", f"/handed-in/{items[0]}/taking", {}).status_code == 204
    due = {"case_id": str(opened.id), "title": "Reply", "due": "2027-05-04"}
    row = told(alma.sends("POST", "/deadlines", due), 201)["id"]
    taken = alma.sends("POST", f"/handed-in/{items[1]}/taking", {"row_id": row})
    assert taken.status_code == 204
    word = {"text": "Not ours."}
    assert alma.sends("POST", f"/handed-in/{items[2]}/return", word).status_code == 204
    states = {each["id"]: each["state"] for each in told(olga.sends("GET", "/handed-in"))["items"]}
    assert [states[each] for each in items] == ["taken", "taken", "returned"]
    problem(alma.sends("POST", f"/handed-in/{items[0]}/taking", {}), 422, "refused")
    problem(doors.sits("bruno").sends("GET", f"/handed-in/{items[0]}"), 404, "not_found")
    problem(alma.sends("GET", f"/handed-in/{uuid4()}"), 404, "not_found")
    problem(alma.sends("GET", f"/handed-in/waiting?case_id={uuid4()}"), 404, "not_found")
    problem(olga.sends("POST", "/handed-in", sent | {"number": "QQQQ-QQQ"}), 422, "refused")
    problem(olga.sends("POST", "/handed-in", sent | {"x": 1}), 422, "refused")


def test_the_history_of_a_case_names_what_was_handed_in(doors: Doors) -> None:
    """Who handed in and who took it, with no word of it."""
    opened = doors.office.open_case()
    take(doors.office, "alma", given(doors.office, "olga", opened.number))
    page = doors.sits("alma").get(f"/cases/{opened.id}/history").text
    assert "handed something in" in page
    assert "took what was handed in" in page


def test_a_file_is_handed_in_by_who_cannot_open_the_case(doors: Doors) -> None:
    """Olga sends it, Alma saves it before she takes it; nobody else sends or reads it."""
    opened = doors.office.open_case(named_only=True)
    olga, alma = doors.sits("olga"), doors.sits("alma")
    assert _post(olga, opened.number) == 303
    item = _item(doors.office)
    page, api = f"/handed-in/{item}/files", f"/api/v1/handed-in/{item}/files"
    assert page in olga.get("/handed-in").text
    assert "data-item-id" in olga.get(page).text
    for other in (alma, doors.sits("bruno")):
        assert other.get(page).status_code == 404
        assert other.client.put(api, content=LARGE).status_code == 404
    headers = {"content-disposition": "attachment; filename*=UTF-8''Carta.pdf"}
    assert told(olga.client.put(api, content=LARGE, headers=headers), 201) == {"files": 1}
    problem(olga.client.put(api, content=b"MZ\x90\x00" + bytes(5_000)), 415, "wrong_type")
    assert "Carta" not in olga.get("/handed-in").text
    [file] = told(alma.sends("GET", f"/handed-in/{item}"))["files"]
    assert f"{page}/{file['id']}" in alma.get(f"/handed-in/{item}").text
    for path in (f"{page}/{file['id']}", f"{api}/{file['id']}"):
        answer = alma.get(path)
        assert (answer.status_code, answer.content) == (200, LARGE)
        assert "Carta.pdf" in answer.headers["content-disposition"]
        assert doors.sits("bruno").get(path).status_code == 404
    assert alma.get(f"{page}/{uuid4()}").status_code == 404
    alma.posts(f"/handed-in/{item}/taking")
    assert "Carta.pdf" in alma.get(f"/cases/{opened.id}/documents").text
