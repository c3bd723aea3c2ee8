"""Reports: counted without opening a case, given outside with small figures hidden, once."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import (
    cases,
    detention,
    facilities,
    givenreports,
    groups,
    people,
    practice,
    proceedings,
    reportcards,
    reports,
    screening,
    sealing,
    sharing,
    staff,
)
from app.casework.cases import CaseChange
from app.casework.detention import NewDetention
from app.casework.facilities import NewFacility
from app.casework.givenreports import NewGift
from app.casework.people import NewPerson
from app.casework.proceedings import NewProceeding
from app.casework.reports import AskedCases, AskedReport, Report
from app.casework.screening import NewScreen
from app.casework.sealing import Sealing
from app.crypto.reportcards import CardPlace, hand_in
from app.errors import Refused
from app.models import Principal, ReportCard
from tests.casework.destroying_cases import destroyed
from tests.support.office import Office, id_of, opens
from tests.support.shell import at_the_shell

Q1 = "2027-Q1"


def ended(office: Office, case_id: UUID, outcomes: Iterable[str], on: str = "2027-02-03") -> None:
    """Enter proceedings that came to their ends."""
    with office.writing("alma") as desk:
        for each in outcomes:
            said = {"kind": "removal", "outcome": each, "decided_on": on, "filed_on": "2026-12-03"}
            proceedings.add(desk, NewProceeding.model_validate({"case_id": case_id, **said}))


def asked(office: Office, who: str = "carmen", **said: Any) -> Report:
    """Ask for figures."""
    with office.reading(who) as desk:
        return reports.of(desk, AskedReport.model_validate({"quarter": Q1, **said}))


def figures(report: Report) -> dict[tuple[str, str], int]:
    """Return the figures of a report that are not zero."""
    return {
        (line.row, column): count
        for line in report.lines
        for column, count in zip(report.columns, line.counts, strict=True)
        if count
    }


def test_what_happens_in_cases_is_counted_by_who_cannot_open_them(office: Office) -> None:
    """Olga runs the office and opens no case. Of three cases one is from before anybody reported.

    Two were terminated and one denied in the first quarter, each 62 days after it was filed; one
    came out in the second. What is behind a figure she is told in number only, Alma by name.
    """
    early = office.open_case("alma").id
    ended(office, early, ["terminated"])
    with office.writing("carmen") as desk:
        team = practice.make_reporting(desk)
    later = office.open_case("alma").id
    ended(office, later, ["terminated", "denied"])
    ended(office, later, ["approved"], on="2027-04-01")
    with office.writing("carmen") as desk:
        groups.join(desk, team, id_of(office, "olga"))
        groups.join(desk, team, id_of(office, "alma"))
    whole = asked(office, "olga")
    assert figures(whole) == {("removal", "denied"): 1, ("removal", "terminated"): 2}
    assert (whole.totals, whole.total, whole.is_over) == ([1, 2], 3, True)
    assert figures(asked(office, "olga", quarter="2027-Q2")) == {("removal", "approved"): 1}
    assert figures(asked(office, "olga", report="decisions")) == {("removal", "90"): 3}
    loads = asked(office, "olga", report="caseload").lines
    assert [(line.name, line.total) for line in loads] == [("Alma", 2)]
    behind = AskedCases(quarter=Q1, row="removal", column="terminated")
    for name, shown in (("olga", set()), ("alma", {early, later})):
        with office.reading(name) as desk:
            found = reports.cases(desk, behind)
        assert ({each.id for each in found.cases}, found.others) == (shown, 2 - len(shown))
    assert not opens(office, "olga", later)


def test_hidden_and_screened_cases_and_who_left_are_counted_nowhere(office: Office) -> None:
    """A sealed case leaves every figure, a screen that of whom it keeps away, a key its holder.

    Every case has its entry, of one length, so that none tells which says nothing; a destroyed
    case takes its own along.
    """
    with office.writing("carmen") as desk:
        team = practice.make_reporting(desk)
        groups.join(desk, team, id_of(office, "alma"))
        groups.join(desk, team, id_of(office, "dina"))
    one, other = (office.open_case("alma", backup_id=id_of(office, "bruno")).id for _ in "ab")
    ended(office, one, ["terminated"])
    ended(office, other, ["denied"])
    with office.writing("alma") as desk:
        screening.put_up(desk, one, NewScreen(staff_id=id_of(office, "dina"), reason="Her aunt"))
        sealing.seal(desk, other, Sealing(why="sealed"))
    assert figures(asked(office, "alma")) == {("removal", "terminated"): 1}
    assert figures(asked(office, "dina")) == {}
    with office.night() as desk:
        rows = desk.db.scalars(select(ReportCard)).all()
        assert {row.case_id for row in rows} == {one, other}
        assert len({len(row.body) for row in rows}) == 1
    with office.writing("carmen") as desk:
        practice.take_out(desk, office.calendar, team, id_of(office, "alma"))
    with pytest.raises(Refused):
        asked(office, "alma")
    assert figures(asked(office)) == {("removal", "terminated"): 1}
    with office.writing("alma") as desk:
        sealing.seal(desk, other, Sealing(why=""))
    assert figures(asked(office)) == {("removal", "denied"): 1, ("removal", "terminated"): 1}
    destroyed(office, one)
    assert figures(asked(office)) == {("removal", "denied"): 1}


def test_what_left_the_office_stays_as_it_was(office: Office) -> None:
    """1 approved, 12 denied, 13 terminated: the 1 and the 13 are hidden, and with them the whole.

    26 less 12 would leave 14 for both, of which the smaller is 3 at most. Eleven approvals that are
    entered later change nothing of that quarter, whoever asks.
    """
    with office.writing("carmen") as desk:
        practice.make_reporting(desk)
    case_id = office.open_case("alma").id
    ended(office, case_id, ["approved"] + 12 * ["denied"] + 13 * ["terminated"])
    new = NewGift(report="outcomes", quarter=Q1, to_whom="The Foundation")
    with office.writing("carmen") as desk:
        first = givenreports.give(desk, new)
        assert first.columns == ["approved", "denied", "terminated"]
        assert [(line.counts, line.total) for line in first.lines] == [([None, 12, None], None)]
        assert first.total is None
    ended(office, case_id, 11 * ["approved"])
    assert figures(asked(office))["removal", "approved"] == 12
    with office.writing("carmen") as desk:
        again = givenreports.give(desk, new.model_copy(update={"to_whom": "The county"}))
        assert (again.id, again.lines, again.total) == (first.id, first.lines, None)
        assert [each.to_whom for each in again.gifts] == ["The Foundation", "The county"]
        with pytest.raises(Refused) as wrong:
            givenreports.give(desk, new.model_copy(update={"quarter": "2027-Q2"}))
        assert list(wrong.value.fields) == ["quarter"]


def test_what_is_planted_at_the_shell_is_counted_by_nobody(office: Office) -> None:
    """Whoever writes to the database seals to those who report, by the key that stands there.

    Nor does a new key of those who report, as somebody leaves them, make it one of theirs.
    """
    with office.writing("carmen") as desk:
        team = practice.make_reporting(desk)
        groups.join(desk, team, id_of(office, "olga"))
    case_id = office.open_case("alma").id
    ended(office, case_id, ["denied"])
    with office.reading("carmen") as desk:
        group = desk.db.get_one(Principal, staff.office(desk).reporting_id)
        place = CardPlace(group.id, group.epoch, case_id)
        text = f'{{"v":1,"lead":"{id_of(office, "alma")}","opened":"2027-01","ended":[%s]}}'
        text %= '{"kind":"removal","outcome":"approved","quarter":"2027-Q1"}'
        body = bytes(hand_in(text.encode(), sharing.vouched_key(desk, group), place))
    at_the_shell(office, "report_cards", {"case_id": case_id}, body=body)
    assert figures(asked(office)) == {}
    with office.writing("carmen") as desk:
        practice.take_out(desk, office.calendar, team, id_of(office, "olga"))
    assert figures(asked(office)) == {}
    ended(office, case_id, ["terminated"])
    assert figures(asked(office)) == {("removal", "denied"): 1, ("removal", "terminated"): 1}


def test_figures_that_left_tell_nobody_of_a_case_that_a_screen_keeps_from_her(
    office: Office,
) -> None:
    """Of twelve endings Dina counts eleven, being kept from one: of a twelfth she is told nowhere.

    Figures leave without what a screen keeps from anybody of those who report.
    """
    with office.writing("carmen") as desk:
        team = practice.make_reporting(desk)
        groups.join(desk, team, id_of(office, "dina"))
    one, other = (office.open_case("alma", backup_id=id_of(office, "bruno")).id for _ in "ab")
    ended(office, one, ["terminated"])
    ended(office, other, 11 * ["terminated"])
    with office.writing("alma") as desk:
        screening.put_up(desk, one, NewScreen(staff_id=id_of(office, "dina"), reason="Her aunt"))
    with office.writing("carmen") as desk:
        first = givenreports.give(desk, NewGift(report="outcomes", quarter=Q1, to_whom="A"))
    assert [line.counts for line in first.lines] == [[11]]
    assert figures(asked(office, "dina")) == {("removal", "terminated"): 11}
    assert figures(asked(office)) == {("removal", "terminated"): 12}


def test_what_was_handed_in_is_taken_in_once_by_who_reports(office: Office) -> None:
    """A report opens every entry of the office, and a handed-in one opens a hundred times slower.

    Alma does not report, so she hands in; Carmen does, so what she saves is taken in at once.
    """
    with office.writing("carmen") as desk:
        practice.make_reporting(desk)
    case_id = office.open_case("alma").id
    ended(office, case_id, ["denied"])
    before = asked(office)
    for taken_in in (1, 0):
        with office.writing("carmen") as desk:
            assert reportcards.take_in(desk) == taken_in
    assert figures(asked(office)) == figures(before) == {("removal", "denied"): 1}
    with office.writing("carmen") as desk:
        cases.change(desk, case_id, CaseChange(version=1, title="Another"))
        assert reportcards.take_in(desk) == 0
    ended(office, case_id, ["terminated"])
    with office.writing("alma") as desk:
        assert reportcards.take_in(desk) == 0  # she has no key of it
    assert figures(asked(office)) == {("removal", "denied"): 1, ("removal", "terminated"): 1}


def test_arrests_are_counted_by_place_and_agency_and_a_few_leave_no_figure(office: Office) -> None:
    """Twelve to one jail in a quarter, three to another; a transfer is no arrest."""
    with office.writing("carmen") as desk:
        practice.make_reporting(desk)
    with office.writing("alma") as desk:
        jails = [
            facilities.add(desk, NewFacility(name=name)).id for name in ("Basile", "Jena", "Pine")
        ]
    case_id = office.open_case("alma").id
    with office.writing("alma") as desk:
        held: dict[str, object] = {}
        for at in range(15):
            facts = {"case_id": case_id, "role": "client", "given_names": f"Person {at}"}
            person = people.add(desk, NewPerson.model_validate(facts)).id
            held |= {"person_id": person, "authority": "ice", "since": "2027-02-03"}
            held["facility_id"] = jails[at % 5 == 0]
            detention.add(desk, NewDetention.model_validate(held))
        moved = {**held, "facility_id": jails[2], "since": "2027-02-20"}
        detention.add(desk, NewDetention.model_validate(moved))
    found = asked(office, report="arrests")
    assert figures(found) == {(str(jails[0]), "ice"): 12, (str(jails[1]), "ice"): 3}
    assert {line.name for line in found.lines} == {"Basile", "Jena"}
    with office.writing("carmen") as desk:
        gift = {"report": "arrests", "quarter": Q1, "to_whom": "The press"}
        given = givenreports.give(desk, NewGift.model_validate(gift))
    assert {line.name: line.counts for line in given.lines} == {"Basile": [12], "Jena": [None]}
    assert given.total is None
