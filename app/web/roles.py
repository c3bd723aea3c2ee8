"""Another role for a colleague: what it does to her groups and cases, and giving it."""

from typing import Annotated, Any, get_args
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from app.casework import accounts, staff
from app.casework.accounts import NewRole
from app.casework.joining import Role
from app.casework.offered import offered
from app.casework.policy import LEGAL, SUPERVISING
from app.errors import TURNED_BACK, AmparoError, NotFound
from app.gate import doing
from app.web import proof
from app.web.colleagues import one_again
from app.web.forms import Form, FormDep, read
from app.web.leaving import heirs_in
from app.web.saved import ROLE_PROPOSED
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
        typed = {**form.filled("role", "heir_id", "sure", "until", "take"), "heirs": heirs_in(form)}
        wanted = read(NewRole, typed)
        with visit.read() as desk:
            accounts.require_ready(desk, visit.calendar, staff_id, wanted)
        proof.require(visit, form)
        with visit.write() as desk:
            accounts.give_role(desk, visit.calendar, staff_id, wanted)
    except proof.UNPROVED as wrong:
        return _page(visit, staff_id, form.one("role"), form, wrong)
    visit.there.sessions.end_all(staff_id)
    told = ROLE_PROPOSED if wanted.role == SUPERVISING else ""
    return visit.to(f"/colleagues/{staff_id}", told)


@router.post("/withdrawal", **doing("staff.role"))
def keep(visit: VisitDep, staff_id: UUID) -> Response:
    """Take back what was asked of the custodians."""
    try:
        with visit.write() as desk:
            accounts.keep_role(desk, staff_id)
    except TURNED_BACK as wrong:
        return one_again(visit, staff_id, wrong)
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
        others = [each for each in staff.active(desk, LEGAL) if each.id != staff_id]
        staying = offered(desk, others)
    context: dict[str, Any] = {
        "section": "office",
        "view": person,
        "chosen": role,
        "roles": [each for each in ROLES if each != person.role],
        "staying": staying,
    }
    if form is not None and wrong is not None:
        return visit.again("colleagues/role.html", form, wrong, **context)
    return visit.page("colleagues/role.html", form={}, errors={}, refused=None, **context)
