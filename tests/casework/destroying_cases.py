"""What people do when a case is to be destroyed: one asks, another agrees, two weeks pass."""

from datetime import timedelta
from uuid import UUID

from app.casework import destroying, shredding
from app.casework.shredding import ShreddingView
from tests.support.office import Office

AFTER = timedelta(days=14, minutes=1)


def ask(office: Office, case_id: UUID, name: str = "alma") -> UUID:
    """Ask that a case be destroyed."""
    with office.writing(name) as desk:
        return shredding.ask(desk, case_id)


def agree(office: Office, case_id: UUID, name: str = "carmen") -> None:
    """Agree to it."""
    with office.writing(name) as desk:
        shredding.agree(desk, case_id)


def both(office: Office, case_id: UUID) -> UUID:
    """Ask and agree."""
    asked = ask(office, case_id)
    agree(office, case_id)
    return asked


def two_weeks_later(office: Office) -> int:
    """Let the time pass in which it can be stopped, and the night shift come by."""
    office.clock.now += AFTER
    return destroying.settle(office.house)


def destroyed(office: Office, case_id: UUID) -> UUID:
    """Have a case destroyed, and the database give up its room."""
    asked = both(office, case_id)
    assert two_weeks_later(office) == 1
    assert swept(office, asked)
    return asked


def swept(office: Office, shredding_id: UUID) -> bool:
    """Have the night shift come by until the database gave up the room; return whether it did.

    PostgreSQL does not while a program of its own, such as autovacuum, still looks back.
    """
    for _ in range(6):
        if view(office, shredding_id).swept_at is not None:
            return True
        destroying.settle(office.house)
    return view(office, shredding_id).swept_at is not None


def view(office: Office, shredding_id: UUID, name: str = "carmen") -> ShreddingView:
    """Return what stands under “Destroying cases”."""
    with office.reading(name) as desk:
        return shredding.one(desk, shredding_id)
