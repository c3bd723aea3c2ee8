"""The page of reminders: what went, waits and failed, what nobody has seen, who is told."""

import csv
import io
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import adding, pulse, readers, reminders
from app.casework.adding import NewDeadline
from app.casework.calendar import Calendar
from app.casework.readers import NewReader
from app.casework.reminders.roster import BOUNCED
from app.casework.reminders.text import code_of
from app.mail.smtp import Fault
from app.models import Mail
from tests.casework.covering import id_of
from tests.doors.visitors import Doors, told
from tests.support.shell import at_the_shell

TITLE = "Brief on relief"
SEARCH = "/reminders/search"


def dated(
    doors: Doors, name: str = "alma", due: str = "2027-04-16", **new: Any
) -> tuple[UUID, UUID]:
    """Have somebody open a case of her own with a date that is near; return both ids."""
    fatal = new.pop("fatal", True)
    second = id_of(doors.office, "bruno" if name != "bruno" else "alma")
    case_id = doors.office.open_case(name, named_only=True, backup_id=second, **new).id
    facts = {"case_id": case_id, "title": TITLE, "due": due, "sure": due, "fatal": fatal}
    with doors.office.writing(name) as desk:
        return case_id, adding.add(desk, NewDeadline.model_validate(facts)).id


def round_of(doors: Doors) -> None:
    """Do what the worker does: plan, check, and say that it lives."""
    calendar = Calendar()
    with doors.office.night(writes=True) as desk:
        planned = reminders.plan(desk, calendar)
        pulse.self_check(desk, calendar)
        pulse.beat(desk, pulse.WORKER, calendar.watched)
    calendar.planned(planned.ids, doors.office.clock())


def deliver(doors: Doors, but: str = "", fault: Fault = Fault.REFUSED) -> None:
    """Have the mail server take every mail that may leave, but those to one colleague."""
    with doors.office.night(writes=True) as desk:
        for held in reminders.claim(desk, limit=100):
            if but and held.recipient_id == id_of(doors.office, but):
                reminders.failed(desk, held, fault, 550)
            else:
                reminders.settle(desk, held)


def office(doors: Doors, name: str = "carmen") -> dict[str, Any]:
    """Return what the JSON door tells somebody."""
    found: dict[str, Any] = told(doors.sits(name).sends("GET", "/reminders"), 200)
    return found


def page(doors: Doors, name: str = "carmen", **fields: str) -> str:
    """Return the page as somebody reads it."""
    visitor = doors.sits(name)
    answer = visitor.posts("/reminders", fields) if fields else visitor.get("/reminders")
    assert answer.status_code == 200
    return unescape(answer.text)


def test_a_mail_waits_then_went_and_is_counted_today_and_this_week(doors: Doors) -> None:
    """Until the mail server took it, it stands among those that wait, with its dates counted."""
    dated(doors)
    round_of(doors)
    before = office(doors)
    assert {(each["to"], each["kind"], each["dates"]) for each in before["waiting"]} >= {
        ("Alma", "urgent", 1)
    }
    assert (before["today"], before["week"]) == ([], [])
    deliver(doors)
    after = office(doors)
    assert after["waiting"] == []
    went = {(each["to"], each["kind"], each["state"]) for each in after["today"]}
    assert ("Alma", "urgent", "went") in went
    assert after["week"][0]["mails"] == len(after["today"])
    doors.office.clock.forward(days=2)
    later = office(doors)
    assert (later["today"], later["week"]) == ([], after["week"])


@pytest.mark.parametrize("fault", list(Fault))
def test_what_failed_says_why_and_what_to_do_next(doors: Doors, fault: Fault) -> None:
    """In words at the page, by a code at the JSON door; a refused address is listed of its own."""
    dated(doors)
    round_of(doors)
    deliver(doors, but="alma", fault=fault)
    view = office(doors)
    assert {(each["to"], each["why"]) for each in view["failed"]} == {("Alma", str(fault))}
    said = {
        Fault.RELAY: "se intenta cada minuto",
        Fault.LATER: "Se intenta de nuevo solo",
        Fault.REFUSED: "La dirección rechaza el correo",
        Fault.UNKNOWN: "puede llegar dos veces",
        Fault.SLOWER: "al ritmo que permite",
        Fault.UNFIT: "rechazó su texto",
        Fault.UNWRITTEN: "No se pudo redactar su texto",
    }
    assert said[fault].casefold() in page(doors).casefold()
    assert [each["name"] for each in view["bounced"]] == (
        ["Alma"] if fault is Fault.REFUSED else []
    )


def test_what_came_back_stands_with_whose_address_it_was(doors: Doors) -> None:
    """The server took it and another sent it back: the page says so, and whom to call."""
    dated(doors)
    round_of(doors)
    deliver(doors)
    with doors.office.night(writes=True) as desk:
        alma = id_of(doors.office, "alma")
        for row in desk.db.scalars(select(Mail).where(Mail.recipient_id == alma)):
            row.state = row.last_class = BOUNCED
    view = office(doors)
    assert {(each["to"], each["why"]) for each in view["failed"]} == {("Alma", "came_back")}
    assert [each["name"] for each in view["bounced"]] == ["Alma"]
    assert "Volvió devuelto" in page(doors)


def test_nobody_has_seen_stands_by_person_fatal_first_then_oldest(doors: Doors) -> None:
    """And one word of any colleague who was told takes a date out of the list."""
    dated(doors, due="2027-04-16", fatal=False)
    doors.office.clock.forward(hours=2)
    _, fatal = dated(doors, due="2027-04-19")
    _, bruno_s = dated(doors, "bruno", due="2027-04-15", fatal=False)
    round_of(doors)
    unseen = office(doors)["unseen"]
    assert [(of["name"], of["count"], of["fatal"]) for of in unseen] == [
        ("Alma", 2, 1),
        ("Bruno", 1, 0),
    ]
    assert [each["fatal"] for each in unseen[0]["dates"]] == [True, False]
    for name, date in (("alma", fatal), ("carmen", bruno_s)):
        with doors.office.writing(name) as desk:
            assert reminders.acknowledge(desk, [date])
    assert [(of["name"], of["count"]) for of in office(doors)["unseen"]] == [("Alma", 1)]


def test_a_date_is_named_to_who_can_open_its_case_and_has_its_code_for_others(doors: Doors) -> None:
    """A supervisor reads the mail's code; once the case is hers, what it is and for whom."""
    case_id, date = dated(doors)
    round_of(doors)
    code = code_of(doors.office.house, date)
    shut = page(doors)
    assert code in shut
    assert (TITLE in shut, str(date) in shut) == (False, False)
    with doors.office.writing("alma") as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(doors.office, "carmen")))
    opened = page(doors)
    assert f'href="/deadlines/{date}"' in opened
    assert TITLE in opened


def test_an_administrator_reads_numbers_and_no_date(doors: Doors) -> None:
    """Neither a code nor a title nor an id; and everybody but these two reads nothing at all."""
    case_id, date = dated(doors)
    round_of(doors)
    view = office(doors, "olga")
    assert [(of["name"], of["count"], of["dates"]) for of in view["unseen"]] == [("Alma", 1, [])]
    shown = page(doors, "olga") + str(view)
    for each in (str(case_id), str(date), TITLE, code_of(doors.office.house, date)):
        assert each not in shown
    for name in ("alma", "dina", "ivo", "vera", "nora", "abel"):
        assert doors.sits(name).get("/reminders").status_code == 403
        assert doors.sits(name).sends("GET", "/reminders").status_code == 403


@pytest.mark.parametrize("how", ["screened", "sealed"])
def test_a_hidden_case_changes_no_letter_of_the_page(doors: Doors, how: str) -> None:
    """Its mails, its unseen dates and their number are there for nobody who may not know of it."""
    dated(doors)
    round_of(doors)
    before = {name: (page(doors, name), office(doors, name)) for name in ("carmen", "olga")}
    ids = [id_of(doors.office, name) for name in ("carmen", "olga")]
    hidden: dict[str, Any] = {"sealed": "sealed"}
    if how == "screened":
        hidden = {"screened": ids[1:], "screen_reason": "Knows them"}
    dated(doors, "dina", **hidden)
    round_of(doors)
    kept_from = ("olga",) if how == "screened" else ("carmen", "olga")
    for name in kept_from:
        assert (page(doors, name), office(doors, name)) == before[name]
    if how == "screened":
        assert [of["name"] for of in office(doors)["unseen"]] == ["Alma", "Dina"]


def test_coverage_says_who_is_told_and_whether_they_can_open_the_case(doors: Doors) -> None:
    """Carmen is told of Alma's date and cannot open it; once she reads the case, all can."""
    case_id, _ = dated(doors)
    round_of(doors)
    (alma,) = office(doors)["coverage"]
    assert (alma["dates"], alma["fatal"], alma["told"]) == (1, 1, ["Bruno", "Carmen"])
    assert (alma["shut"], alma["opened_by_none"], alma["state"]) == (1, 0, "works")
    with doors.office.writing("alma") as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(doors.office, "carmen")))
    (alma,) = office(doors)["coverage"]
    assert alma["shut"] == 0


def test_filters_travel_in_the_body_and_tables_go_to_a_spreadsheet(doors: Doors) -> None:
    """Of one colleague, of one kind of mail; three tables, each with its own columns."""
    dated(doors)
    dated(doors, "bruno")
    round_of(doors)
    bruno = str(id_of(doors.office, "bruno"))
    found = told(doors.sits("carmen").sends("POST", SEARCH, {"staff_id": bruno}), 200)
    assert {each["to"] for each in found["waiting"]} == {"Bruno"}
    assert [of["name"] for of in found["unseen"]] == ["Bruno"]
    urgent = told(doors.sits("carmen").sends("POST", SEARCH, {"kind": "urgent"}), 200)
    assert {each["kind"] for each in urgent["waiting"]} == {"urgent"}
    assert doors.sits("carmen").sends("POST", SEARCH, {"who": bruno}).status_code == 422
    for name, first in (("unseen", "answers"), ("mails", "to"), ("coverage", "answers")):
        answer = doors.sits("carmen").posts("/reminders", {"as": name, "staff_id": bruno})
        rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
        assert (rows[0][0], {row[0] for row in rows[1:]}) == (first, {"Bruno"})
    assert doors.sits("carmen").posts("/reminders", {"staff_id": "nobody"}).status_code == 422


def test_the_page_costs_the_same_statements_however_many_dates(doors: Doors) -> None:
    """Three dates or thirty, and their mails."""
    for _ in range(3):
        dated(doors)
    round_of(doors)
    few = _statements(doors)
    for _ in range(27):
        dated(doors)
    round_of(doors)
    assert _statements(doors) == few <= 40


def _statements(doors: Doors) -> int:
    page(doors)
    with doors.statements() as sent:
        page(doors)
    return len(sent)


def test_the_calm_line_counts_every_open_date_and_says_when_it_was_checked(doors: Doors) -> None:
    """On the page and on the Today of who supervises; not where something is wrong."""
    dated(doors)
    dated(doors, "bruno")
    round_of(doors)
    line = "2</bdi> fechas abiertas, todas cubiertas"
    assert line in page(doors)
    assert line in unescape(doors.sits("carmen").get("/today").text)
    assert line not in unescape(doors.sits("alma").get("/today").text)
    doors.office.clock.forward(hours=1)
    assert line not in page(doors)


def test_a_mail_changed_outside_amparo_hides_no_other(doors: Doors) -> None:
    """It is listed as a mail, of no date; the others stand as they did."""
    dated(doors)
    round_of(doors)
    with doors.office.night() as desk:
        found = select(Mail.id).where(Mail.recipient_id == id_of(doors.office, "alma"))
        mail_id = desk.db.scalars(found.where(Mail.kind == "urgent")).one()
    at_the_shell(doors.office, "mail", {"id": mail_id}, card=bytes(600))
    waiting = [each for each in office(doors)["waiting"] if each["kind"] == "urgent"]
    assert {each["to"]: each["dates"] for each in waiting} == {"Alma": 0, "Bruno": 1, "Carmen": 1}
