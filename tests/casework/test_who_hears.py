"""Whoever read a case hears that its fatal date is not to be needed, and nobody across a screen.

It is Wednesday 14 April 2027.
"""

from uuid import UUID

from sqlalchemy import select

from app.casework import adding, cases, endings, readers, screening, sealing
from app.casework.cases import NewCase
from app.casework.deadlines import DeadlineView
from app.casework.endings import Completion
from app.casework.readers import NewLead, NewReader
from app.casework.reminders.troubles import UNNEEDED_ASKED
from app.casework.screening import NewScreen
from app.casework.sealing import Sealing
from app.models import Mail
from tests.casework.briefs import add, typed
from tests.casework.bringing_back import wrong
from tests.casework.covering import alarms
from tests.casework.test_joining import certified
from tests.casework.test_practice import group, take_out
from tests.support.office import CLIENT, Office, id_of

DONE = Completion(outcome="not_needed", note="The client won before the Board.")


def _says(office: Office, row: UUID, by: str = "alma") -> DeadlineView:
    with office.writing(by) as desk:
        return endings.complete(desk, row, DONE)


def _leave_alma_alone(office: Office, case_id: UUID) -> None:
    with office.writing() as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "ivo")))
        version = cases.one(desk, case_id).version
        alone = NewLead(version=version, lead_id=id_of(office, "alma"), backup_id=None)
        readers.lead(desk, case_id, alone)
        for each in readers.of(desk, case_id).readers:
            if each.name in {"Bruno", "Carmen"}:
                readers.remove(desk, case_id, each.id)


def test_a_word_of_one_alone_is_told_to_nobody_behind_a_screen(office: Office) -> None:
    """Carmen supervises, and a screen keeps her from the case."""
    case_id = office.open_case(named_only=True, named=[id_of(office, "bruno")]).id
    row = add(office, case_id, fatal=True).id
    _leave_alma_alone(office, case_id)
    with office.writing() as desk:
        new = NewScreen(staff_id=id_of(office, "carmen"), reason="She acted for the landlord")
        assert screening.put_up(desk, case_id, new)
    said = _says(office, row)
    assert said.unneeded_from is not None
    assert UNNEEDED_ASKED in alarms(office, "bruno")
    assert UNNEEDED_ASKED not in alarms(office, "carmen")
    assert wrong(office) == []


def test_sealing_the_case_first_hides_the_word_from_nobody_it_was_taken_from(
    office: Office,
) -> None:
    """The team read it; whoever came since, and who never did, hear nothing of a sealed case."""
    office.clock.forward(days=1)
    case_id = office.open_case().id
    row = add(office, case_id, fatal=True).id
    with office.writing() as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "ivo")))
        version = cases.one(desk, case_id).version
        readers.lead(desk, case_id, NewLead(version=version, lead_id=id_of(office, "alma")))
    with office.writing() as desk:
        sealing.seal(desk, case_id, Sealing(why="sealed"))
    rosa = certified(office)
    said = _says(office, row)
    assert said.unneeded_from is not None
    for name, told in (("bruno", True), ("carmen", True), ("dina", True), ("ivo", False)):
        assert (UNNEEDED_ASKED in alarms(office, name)) is told
    with office.night() as desk:
        mails = desk.db.scalars(select(Mail).where(Mail.recipient_id == rosa.id))
        assert UNNEEDED_ASKED not in {
            each for row in mails for each in row.told.get("troubles", [])
        }


def test_taking_a_colleague_out_of_the_group_first_hides_nothing_from_her(office: Office) -> None:
    """Carmen alone reads a group's case then, as its only supervisor."""
    made = group(office, "Removal", "alma", "bruno", "vera")
    with office.writing("carmen") as desk:
        new = {"client": CLIENT, "groups": [made]}
        case_id = cases.open_new(desk, NewCase.model_validate(new)).id
    with office.writing("carmen") as desk:
        row = adding.add(desk, typed(case_id, fatal=True)).id
    for name in ("alma", "bruno"):
        take_out(office, made, name)
    assert _says(office, row, "carmen").unneeded_from is not None
    assert all(UNNEEDED_ASKED in alarms(office, name) for name in ("alma", "bruno"))
