"""A case that is handed over hands no appearance over: whoever is of record stands in red."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from app.casework import proceedings, readers, representation, tasklist
from app.casework.proceedings import NewProceeding, ProceedingChange
from app.casework.readers import NewLead
from app.casework.representation import Appearance, StepDone
from app.casework.today import today
from app.errors import Refused
from tests.support.office import Office


def removal(office: Office, case_id: UUID) -> UUID:
    """Enter a removal in which Alma is of record, and somebody outside in the bond."""
    alma = {"staff_id": office.people["alma"].id, "filed_on": "2027-04-01"}
    outside = {"name": "Luis Ortega", "scope": "bond"}
    new = {"case_id": case_id, "kind": "removal", "of_record": [outside, alma]}
    with office.writing("alma") as desk:
        return proceedings.add(desk, NewProceeding.model_validate(new)).id


def lead(office: Office, case_id: UUID, name: str) -> None:
    """Have somebody else lead a case."""
    with office.writing("alma") as desk:
        version = readers.of(desk, case_id).version
        readers.lead(desk, case_id, NewLead(version=version, lead_id=office.people[name].id))


def stands(office: Office, case_id: UUID) -> list[Appearance]:
    """Return who is of record, as Bruno sees it."""
    with office.reading("bruno") as desk:
        return representation.of_case(desk, case_id)


def done(office: Office, proceeding_id: UUID, **said: Any) -> list[Appearance]:
    """Note a step as Bruno."""
    with office.writing("bruno") as desk:
        said["version"] = proceedings.one(desk, proceeding_id).version
        return representation.done(desk, proceeding_id, StepDone.model_validate(said))


def owed(office: Office) -> list[tuple[str, date | None]]:
    """Return Bruno's tasks."""
    with office.reading("bruno") as desk:
        rows = tasklist.page(desk, "mine", start=0, size=9).rows
    return [(each.words, each.due_on) for each in rows]


def on_today(office: Office, name: str) -> list[tuple[str, bool]]:
    """Return which tasks somebody's Today names, and which of them are of an appearance."""
    with office.reading(name) as desk:
        return [(each.words, each.of_record) for each in today(desk, office.calendar).tasks]


def test_until_the_court_grants_it_whoever_handed_over_is_of_record(office: Office) -> None:
    """The taker has a task in a week; each step keeps its day; granted, both are over."""
    case_id = office.open_case("alma").id
    process = removal(office, case_id)
    assert [each.must_go for each in stands(office, case_id)] == [False, False]
    lead(office, case_id, "bruno")
    lead(office, case_id, "bruno")
    gone, outside = stands(office, case_id)
    assert (gone.who.name, gone.must_go, gone.at, outside.must_go) == ("Alma", True, 1, False)
    [(words, due_on)] = owed(office)
    assert ("Alma" in words, due_on) == (True, date(2027, 4, 21))
    assert on_today(office, "bruno") == [(words, True)]  # red a week before it is due
    assert on_today(office, "alma") == []
    with pytest.raises(Refused):
        done(office, process, at=1, step="asked", done_on="2027-04-15")
    done(office, process, at=1, step="asked", done_on="2027-04-14")
    with office.writing("bruno") as desk:  # a form that shows no steps takes none away
        shown = proceedings.one(desk, process)
        same = [each.model_dump(include={"form", "staff_id", "name"}) for each in shown.of_record]
        change = {"version": shown.version, "of_record": same, "note": "Docketed."}
        proceedings.change(desk, process, ProceedingChange.model_validate(change))
    [gone] = [each for each in stands(office, case_id) if each.must_go]
    assert {each.step: each.on for each in gone.steps}["asked"] == date(2027, 4, 14)
    left = done(office, process, at=gone.at, step="granted", done_on="2027-04-14", how="withdrawn")
    assert [each.who.name for each in left] == ["Luis Ortega"]
    assert owed(office) == []
