"""A deadline or a hearing that is entered from what was handed in: its form, and taking both."""

from contextlib import suppress
from uuid import UUID

from app.casework.tray import items
from app.casework.tray.items import Taking
from app.db.desk import Desk
from app.errors import Damaged, NotFound, Refused
from app.web.forms import Form

FIELD = "handed_in"
LONGEST_WHY = 2_000


def deadline(desk: Desk, item_id: UUID) -> Form:
    """Return the form of a deadline as far as what was handed in says it.

    Raises:
        NotFound: No such thing here.
    """
    item = items.one(desk, item_id)
    day = "" if item.on is None else item.on.isoformat()
    known = {"due": day, "at": item.hour, "why": item.text[:LONGEST_WHY], "mode": "typed"}
    return _form(item.case_id, item_id, known)


def hearing(desk: Desk, item_id: UUID) -> Form:
    """Return the form of a hearing as far as what was handed in says it.

    Raises:
        NotFound: No such thing here.
    """
    item = items.one(desk, item_id)
    day = "" if item.on is None else item.on.isoformat()
    return _form(item.case_id, item_id, {"on": day, "at": item.hour})


def take(desk: Desk, form: Form, row_id: UUID) -> None:
    """Take what a date was entered from, in the deed that enters it; nothing where it was not.

    Where somebody took it or gave it back meanwhile, or it is of another case, the date is entered
    all the same.
    """
    item_id = _item_of(form)
    if item_id is not None:
        with suppress(Damaged, NotFound, Refused):
            items.take(desk, item_id, Taking(row_id=row_id))


def is_about(kept: Form | None, item_id: UUID) -> bool:
    """Tell whether a form that was begun is entered from this."""
    return kept is not None and _item_of(kept) == item_id


def _item_of(form: Form) -> UUID | None:
    try:
        return UUID(form.one(FIELD))
    except ValueError:
        return None


def _form(case_id: UUID, item_id: UUID, known: dict[str, str]) -> Form:
    named = {"case_id": str(case_id), FIELD: str(item_id)}
    return Form({name: [value] for name, value in (named | known).items() if value})
