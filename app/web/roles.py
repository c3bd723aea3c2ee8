"""Another role for a colleague: what it does to her groups and cases, and giving it."""

from typing import Annotated, Any, get_args
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from app.casework import accounts, staff
from app.casework.accounts import NewRole
from app.casework.joining import Role
from app.casework.policy import LEGAL
from app.errors import AmparoError, NotFound, Refused
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.leaving import heirs_in
from app.web.visit import Visit, VisitDep

router = APIRouter(prefix="/colleagues/{staff_id}/role")
ROLES = get_args(Role)


@router.get("", **doing("staff.role"))
def form(visit: VisitDep, staff_id: UUID, role: Annotated[str, Query()] = "") -> Response:
    """Show the roles, and what the chosen one does."""
    return _page(visit, staff_id, role)


@router.post("", **doing("staff.role"))
def give(visit: VisitDep, staff_id: UUID, form: FormDep) -> Response:
    """Give her another role; her sign-ins are over, and her next one is under it."""
    try:
        typed = {**form.filled("role", "heir_id", "sure"), "heirs": heirs_in(form)}
        wanted = read(NewRole, typed)
        with visit.write() as desk:
            accounts.give_role(desk, visit.calendar, staff_id, wanted)
    except Refused as wrong:
        return _page(visit, staff_id, form.one("role"), form, wrong)
    visit.there.sessions.end_all(staff_id)
    return visit.to(f"/colleagues/{staff_id}")


def _page(
    visit: Visit,
    staff_id: UUID,
    role: str,
    form: Form | None = None,
    wrong: AmparoError | None = None,
) -> Response:
    if role and role not in ROLES:
        raise NotFound
    with visit.read() as desk:
        person = accounts.plan(desk, visit.calendar, staff_id, role or "attorney")
        staying = [each for each in staff.active(desk, LEGAL) if each.id != staff_id]
    context: dict[str, Any] = {
        "section": "office",
        "view": person,
        "chosen": role,
        "roles": [each for each in ROLES if each != person.role],
        "staying": [(str(each.id), each.name) for each in staying],
    }
    if form is not None and wrong is not None:
        return visit.again("colleagues/role.html", form, wrong, **context)
    return visit.page("colleagues/role.html", form={}, errors={}, refused=None, **context)
