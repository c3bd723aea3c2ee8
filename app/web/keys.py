"""The keys of the office, and one's own: when each was changed, changing them, what waits still."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app import gate
from app.casework import keychanges, keyview, newkeys, ownkeys, staff
from app.casework.policy import CASEWORK, MANAGING, SUPERVISING
from app.casework.rechosen import OtherPassphrase
from app.errors import TURNED_BACK, AmparoError, Refused
from app.gate import doing
from app.web import proof
from app.web.colleagues import one_again
from app.web.forms import FormDep, read
from app.web.passphrase import NEW
from app.web.saved import FRESH_LEFT
from app.web.visit import Visit, VisitDep
from app.words import Filled

router = APIRouter()


@router.get("/keys", **doing("key.read"))
def keys(visit: VisitDep) -> Response:
    """Show when each kind of key was last changed, and what waits still."""
    return _page(visit)


@router.post("/keys/own", **doing("key.make"))
def make(visit: VisitDep, form: FormDep) -> Response:
    """Make new keys of one's own, and show what must be printed, once."""
    with visit.read() as desk:
        office = staff.office(desk).name  # and who this is
    typed = {name: form.typed().get(name, "") for name in NEW} | proof.typed(form)
    there, address = visit.there, gate.network_address(visit.request)
    try:
        wanted = read(OtherPassphrase, typed)
        made = ownkeys.make(there.house, there.throttle, visit.who, wanted, address)
    except proof.UNPROVED as wrong:
        return _page(visit, wrong)
    by_root = visit.who.role == SUPERVISING
    return visit.page(
        "keys/made.html", section="account", made=made, office=office, by_root=by_root
    )


@router.post("/keys/own/withdrawal", **doing("key.make"))
def withdraw(visit: VisitDep) -> Response:
    """Let go of new keys that nobody has confirmed."""
    try:
        with visit.write() as desk:
            newkeys.withdraw(desk)
    except TURNED_BACK as wrong:
        return _page(visit, wrong)
    return visit.to("/keys")


@router.post("/colleagues/{staff_id}/keys/asking", **doing("key.ask"))
def ask(visit: VisitDep, staff_id: UUID) -> Response:
    """Ask a colleague to make new keys."""
    try:
        with visit.write() as desk:
            newkeys.ask(desk, staff_id)
    except TURNED_BACK as wrong:
        return one_again(visit, staff_id, wrong)
    return visit.to(f"/colleagues/{staff_id}")


@router.post("/colleagues/{staff_id}/keys", **doing("staff.certify"))
def confirm(visit: VisitDep, staff_id: UUID, form: FormDep) -> Response:
    """Say that these new keys are hers, by the number that both have read."""
    try:
        with visit.read() as desk:
            newkeys.require_number(desk, staff_id, form.one("number"))
        proof.require(visit, form)
        with visit.write() as desk:
            newkeys.confirm(desk, staff_id, form.one("number"))
    except proof.UNPROVED as wrong:
        return one_again(visit, staff_id, wrong, form)
    visit.there.sessions.end_all(staff_id)
    return visit.to(f"/colleagues/{staff_id}")


@router.post("/keys/cases", **doing("key.freshen"))
def freshen(visit: VisitDep) -> Response:
    """Give some of her cases that wait for it their new key."""
    try:
        with visit.write() as desk:
            fresh = keychanges.freshen_mine(desk)
    except TURNED_BACK as wrong:
        return _page(visit, wrong)
    told = Filled(FRESH_LEFT, done=fresh.done, left=fresh.left) if fresh.left else ""
    return visit.to("/keys", told)


def _page(visit: Visit, wrong: AmparoError | None = None) -> Response:
    with visit.read() as desk:
        owed, changed = keyview.owed(desk), keyview.changed(desk)
        own = newkeys.view(desk, desk.who.id)
    role = visit.who.role
    context: dict[str, Any] = {
        "form": {},
        "errors": wrong.fields if isinstance(wrong, Refused) else {},
        "refused": wrong,
    }
    return visit.page(
        "keys/list.html",
        status=wrong.status if wrong else 200,
        own=own,
        section="office" if role in MANAGING else "account",
        owed=owed,
        changed=changed,
        at_once=keychanges.AT_ONCE,
        manages=role in MANAGING,
        supervises=role == SUPERVISING,
        works_on_cases=role in CASEWORK,
        tz=visit.who.zone,
        **context,
    )
