"""A typed deadline, as the tests of deadlines and of their ends need it."""

from uuid import UUID

from app.casework import adding
from app.casework.adding import NewDeadline
from app.casework.deadlines import DeadlineView
from tests.support.office import Office


def typed(case_id: UUID, **more: object) -> NewDeadline:
    """Return a brief due on 20 April 2027, or what else is said of it."""
    known: dict[str, object] = {"case_id": case_id, "title": "Brief", "due": "2027-04-20"}
    return NewDeadline.model_validate(known | more)


def add(office: Office, case_id: UUID, **more: object) -> DeadlineView:
    """Add it by its lead's hand."""
    with office.writing() as desk:
        return adding.add(desk, typed(case_id, **more))
