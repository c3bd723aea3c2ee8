"""An office of fewer people, as if the others had left long ago."""

from datetime import timedelta

from app.casework import directory
from app.casework.policy import SUPERVISING
from app.models import Staff
from tests.support.office import Office, id_of

LONG_AGO = timedelta(days=30)


def leave_long_ago(office: Office, *names: str) -> None:
    """Have these people be struck off the roster a month ago, and their accounts closed."""
    now = office.clock.now
    office.clock.now = now - LONG_AGO
    # Whoever supervises goes last: she signs for each.
    for name in sorted(names, key=lambda each: office.people[each].role == SUPERVISING):
        with office.writing("carmen") as desk:
            directory.strike(desk, id_of(office, name))
    office.clock.now = now
    with office.night(writes=True) as desk:
        for name in names:
            desk.db.get_one(Staff, id_of(office, name)).state = "left"
