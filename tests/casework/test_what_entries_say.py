"""Entries of the record say who did what, when: nothing that a case's own cards hold."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app import law
from app.casework import cases, endings, moving, notes, people, sealing
from app.casework.cases import CaseChange
from app.casework.conflicts import slips
from app.casework.endings import Completion
from app.casework.moving import DeadlineChange
from app.casework.notes import NewNote, NoteChange
from app.casework.people import NewPerson, PersonChange
from app.casework.sealing import Sealing
from app.models import Audit
from tests.casework.test_newlaw import add
from tests.casework.test_ownlaw import APPEAL, DECIDED
from tests.casework.test_taken_away import _moved_with_dates
from tests.support.office import Office, id_of

# What entries about a case say, by name; each is an id, a yes, a number or one of `CODES`.
KNOWN = {
    *("rows", "named", "named_only", "groups", "reader", "until", "ends", "lead", "backup"),
    *("fields", "before", "status", "outcome", "replaces", "why", "went"),
}
# How a date stands is in its schedule row too; and how a row's members are called.
CODES = {"", "set", "cancelled", "moved", "filed", "sealed"}
FIELDS = {"title", "phone", "reason", "why"}
OF_CASES = ("case", "person", "note", "hearing", "deadline")


def a_day(office: Office) -> None:
    """Do what is done in cases on a day, also what follows by itself."""
    case_id = office.open_case("alma").id
    _moved_with_dates(office, case_id)
    row = add(office, case_id, rule=APPEAL, inputs=DECIDED)
    with office.writing("alma") as desk:
        wanted = DeadlineChange(
            version=row.version,
            title="Appeal to the Board",
            why="He asked",
            override_reason="As the order says",
        )
        moved = moving.change(desk, row.id, wanted)
        note = notes.add(desk, NewNote(case_id=case_id, text="His brother came along"))
        notes.change(desk, note.id, NoteChange(version=note.version, text="His cousin came along"))
        client = people.add(desk, NewPerson(case_id=case_id, role="rider", given_names="Ana"))
        changed = PersonChange(version=client.version, phone="555-0107")
        people.change(desk, client.id, changed)
        version = cases.one(desk, case_id).version
        cases.change(desk, case_id, CaseChange(version=version, title="Asylum, brother"))
        slips.answer_as(desk, case_id, "ask")
    with office.writing("alma") as desk:
        filed = Completion(outcome="filed", note="Receipt 17", on=desk.now.date())
        endings.complete(desk, moved.id, filed)
        sealing.seal(desk, case_id, Sealing(why="victim"))
    with office.writing("alma") as desk:
        sealing.seal(desk, case_id, Sealing(why=""))
    office.open_case("alma", sealed="victim", backup_id=id_of(office, "bruno"))


def values(said: Any) -> Iterator[str]:
    """Yield each text inside what an entry says; of what is by table, not the tables."""
    if isinstance(said, dict):
        said = list(said.values())
    if isinstance(said, list):
        for each in said:
            yield from values(each)
    elif isinstance(said, str):
        yield said


def is_id(said: str) -> bool:
    """Tell whether a text is an id."""
    try:
        return str(UUID(said)) == said
    except ValueError:
        return False


def test_entries_about_cases_say_ids_and_codes_alone(office: Office) -> None:
    """Of names nobody knew before, somebody thinks here whether the server key may read them."""
    a_day(office)
    with office.night() as desk:
        entries = [
            (each.action, each.detail)
            for each in desk.db.scalars(select(Audit).order_by(Audit.seq))
            if each.action.partition(".")[0] in OF_CASES
        ]
    done = {action for action, _ in entries}
    assert done >= {"deadline.add", "hearing.take_after_all", "case.seal", "case.answer"}
    for action, said in entries:
        assert said.keys() <= KNOWN, action
        assert set(said.get("fields", [])) <= FIELDS, action
        told = [text for name, each in said.items() if name != "fields" for text in values(each)]
        assert [text for text in told if text not in CODES and not is_id(text)] == [], action


def test_nobody_learns_from_an_entry_which_rule_a_date_follows(office: Office) -> None:
    """Nor that a client is the victim of a crime, for whom the law seals her file."""
    a_day(office)
    with office.night() as desk:
        said = json.dumps([each.detail for each in desk.db.scalars(select(Audit))])
    assert [each.id for each in law.shipped().rules if each.id in said] == []
    assert "victim" not in said
