"""Which case a form for a new date is about: the one it names, or one to be chosen."""

from typing import Any
from uuid import UUID

from app.casework import proceedings
from app.casework.casefiles import Label, labels
from app.casework.register import choosable
from app.db.desk import Desk
from app.web.forms import Form

MOST_OFFERED = 100  # beyond, a list is no help: a case is found by its name, and begun from there


def case_of(form: Form) -> UUID | None:
    """Return the case that a form names, None where it names none."""
    try:
        return UUID(form.one("case_id"))
    except ValueError:
        return None


def about_case(desk: Desk, case: UUID | None) -> tuple[Label | None, dict[str, Any]]:
    """Return the case, where it is named and opens, and what the page says of it or offers."""
    chosen = labels(desk, [case]).get(case) if case is not None else None
    offered, more = choosable(desk, MOST_OFFERED) if chosen is None else ([], False)
    return chosen, {
        "section": "new",
        "case": None if chosen is None else {"id": chosen.case_id, "number": chosen.number},
        "cases": [(str(each.case_id), f"{each.client_name} · {each.number}") for each in offered],
        "more_cases": more,
        "client_name": chosen.client_name if chosen else "",
        "records": proceedings.of_case(desk, chosen.case_id) if chosen else (),
    }
