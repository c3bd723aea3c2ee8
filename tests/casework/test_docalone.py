"""Documents that some of a case read, once a reader went: who is told."""

from uuid import UUID

from app.casework import docreaders, leaving, readers, removing, sealing
from app.casework.calendar import Calendar
from app.casework.docreaders import DocumentReaders
from app.casework.leaving import Leaving
from app.casework.reminders.troubles import DOCUMENT_ALONE, DOCUMENT_SHUT
from app.casework.removing import Removal
from tests.casework.covering import alarms, id_of
from tests.casework.filing import filed
from tests.support.office import Office

TOLD = {DOCUMENT_ALONE, DOCUMENT_SHUT}


def _tight(office: Office, case_id: UUID, *names: str) -> UUID:
    document = filed(office, case_id)
    with office.writing() as desk:
        chosen = [id_of(office, each) for each in names]
        wanted = DocumentReaders(version=document.version, readers=chosen)
        return docreaders.choose(desk, document.id, wanted).id


def _told(office: Office, *names: str) -> list[set[str]]:
    return [alarms(office, name) & TOLD for name in names]


def test_whoever_is_left_with_a_document_is_told_and_where_nobody_is_the_case(
    office: Office,
) -> None:
    """Dina is taken off: Alma reads it alone. Alma leaves: Bruno learns that nobody does."""
    named = [id_of(office, each) for each in ("dina", "bruno")]
    case_id = office.open_case(named_only=True, named=named).id
    _tight(office, case_id, "alma", "bruno", "carmen")  # which two go on reading
    deleted = _tight(office, case_id, "alma", "dina")
    with office.writing() as desk:
        removing.remove(desk, deleted, Removal(version=3, why="twice"))
        readers.remove(desk, case_id, id_of(office, "dina"))
    assert _told(office, "alma", "bruno", "carmen") == [set(), set(), set()]

    with office.writing() as desk:
        readers.add(desk, case_id, readers.NewReader(staff_id=id_of(office, "dina")))
    _tight(office, case_id, "alma", "dina")
    with office.writing() as desk:
        readers.remove(desk, case_id, id_of(office, "dina"))
    told = [{DOCUMENT_ALONE}, set(), {DOCUMENT_SHUT}, set()]
    assert _told(office, "alma", "bruno", "carmen", "dina") == told
    with office.writing("carmen") as desk:
        heir = Leaving(heir_id=id_of(office, "bruno"))
        leaving.leave(desk, Calendar(), id_of(office, "alma"), heir)
    assert _told(office, "bruno") == [{DOCUMENT_SHUT}]


def test_of_a_case_that_is_sealed_no_supervisor_is_told(office: Office) -> None:
    """Sealing it takes Dina off, and with her the second reader: Alma is told and no one else."""
    case_id = office.open_case().id
    _tight(office, case_id, "alma", "dina")
    with office.writing() as desk:
        sealing.seal(desk, case_id, sealing.Sealing(why="victim"))
    assert _told(office, "alma", "carmen") == [{DOCUMENT_ALONE}, set()]
