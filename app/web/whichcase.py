"""Which case a form for a new date is about: the one it names, or one to be chosen."""

from typing import Any
from uuid import UUID

from app.casework.casefiles import Label, labels
from app.db.desk import Desk
from app.web.forms import Form


def case_of(form: Form) -> UUID | None:
    """Return the case that a form names, None where it names none."""
    try:
        return UUID(form.one("case_id"))
    except ValueError:
        return None


def about_case(desk: Desk, case: UUID | None) -> tuple[Label | None, dict[str, Any]]:
    """Return the case, where it is named and opens, and what the page says of it or offers."""
    known = labels(desk, None if case is None else [case])
    chosen = known.get(case) if case is not None else None
    mine = sorted(known.values(), key=lambda label: label.client_name)
    return chosen, {
        "section": "new",
        "case": None if chosen is None else {"id": chosen.case_id, "number": chosen.number},
        "cases": [(str(each.case_id), f"{each.client_name} · {each.number}") for each in mine],
        "client_name": chosen.client_name if chosen else "",
    }
