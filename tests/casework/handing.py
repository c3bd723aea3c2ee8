"""What the tests of things handed in do again and again."""

from uuid import UUID

from app.casework import cases
from app.casework.conflicts.opened import Holding
from app.casework.tray import handing, items, wider
from app.casework.tray.handing import GivenView, NewItem
from app.casework.tray.items import Answer, ItemLine, ItemView, Taking
from tests.support.office import Office

WORDS = "The clerk called: she is to come on Monday."


def hand_in(office: Office, name: str, number: str, **more: object) -> GivenView | None:
    """Hand something in for a file number."""
    new = NewItem.model_validate({"number": number, "text": WORDS, **more})
    with office.writing(name) as desk:
        return handing.hand_in(desk, Holding(), new)


def given(office: Office, name: str, number: str, **more: object) -> UUID:
    """Hand something in that is taken, and return its id."""
    view = hand_in(office, name, number, **more)
    assert view is not None
    return view.id


def waiting(office: Office, name: str, case_id: UUID | None = None) -> list[ItemLine]:
    """Return what waits for the cases that somebody opens."""
    with office.reading(name) as desk:
        return items.waiting(desk, case_id)


def read(office: Office, name: str, item_id: UUID) -> ItemView:
    """Open one thing."""
    with office.reading(name) as desk:
        return items.one(desk, item_id)


def take(office: Office, name: str, item_id: UUID, row_id: UUID | None = None) -> UUID | None:
    """Take it into its case."""
    with office.writing(name) as desk:
        return items.take(desk, item_id, Taking(row_id=row_id))


def give_back(office: Office, name: str, item_id: UUID, text: str = "Not ours.") -> UUID:
    """Give it back with a word."""
    with office.writing(name) as desk:
        return items.give_back(desk, item_id, Answer(text=text))


def mine(office: Office, name: str) -> list[GivenView]:
    """Return what somebody sees of what she handed in."""
    with office.reading(name) as desk:
        return handing.mine(desk)


def notes_of(office: Office, name: str, case_id: UUID) -> list[tuple[str, str]]:
    """Return who wrote which notes of a case."""
    with office.reading(name) as desk:
        return [(note.author_name, note.text) for note in cases.one(desk, case_id).notes]


def ring(office: Office) -> None:
    """Do what the night shift does."""
    with office.night() as desk:
        due = wider.is_due(desk)
    if due:
        with office.night(writes=True) as desk:
            wider.settle(desk)
