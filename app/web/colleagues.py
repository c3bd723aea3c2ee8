"""The people of the office: inviting, certifying, a new device for one of them."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import accounts, device, joining, lately, newkeys, renewal, rotation
from app.casework.accounts import AccountChange
from app.casework.joining import NewInvitation
from app.casework.policy import SUPERVISING
from app.casework.reminders import concealed
from app.casework.renewal import NewKeys
from app.casework.staff import WAITING
from app.errors import TURNED_BACK, AmparoError, Forbidden, NotFound, Refused
from app.gate import doing
from app.web import proof
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter()


@router.get("/colleagues", **doing("staff.read"))
def everybody(visit: VisitDep) -> Response:
    """Show who works here, who waits, and the form of an invitation."""
    return _list(visit)


@router.post("/colleagues", **doing("staff.invite"))
def invite(visit: VisitDep, form: FormDep) -> Response:
    """Invite somebody and show her link, once."""
    try:
        wanted = read(NewInvitation, form.filled("name", "address", "role", "locale"))
        with visit.write() as desk:
            token = joining.invite(desk, wanted)
    except TURNED_BACK as wrong:
        return _list(visit, form, wrong)
    return _link(visit, "join", token, wanted.name)


@router.get("/colleagues/{staff_id}", **doing("staff.read"))
def one(visit: VisitDep, staff_id: UUID) -> Response:
    """Show one of them, with the number to compare where she waits."""
    return one_again(visit, staff_id)


@router.post("/colleagues/{staff_id}", **doing("staff.change"))
def change(visit: VisitDep, staff_id: UUID, form: FormDep) -> Response:
    """Change her name, telephone and language."""
    try:
        typed = {"phone": form.one("phone"), **form.filled("version", "name", "locale")}
        with visit.write() as desk:
            accounts.change(desk, staff_id, read(AccountChange, typed))
    except TURNED_BACK as wrong:
        return one_again(visit, staff_id, wrong, form)
    return visit.to(f"/colleagues/{staff_id}")


@router.post("/colleagues/{staff_id}/invitation", **doing("staff.invite"))
def invite_again(visit: VisitDep, staff_id: UUID) -> Response:
    """Replace an invitation's links by a new one and show it, once."""
    try:
        with visit.write() as desk:
            token = joining.invite_again(desk, staff_id)
            name = joining.colleague(desk, staff_id).name
    except TURNED_BACK as wrong:
        return one_again(visit, staff_id, wrong)
    return _link(visit, "join", token, name)


@router.post("/colleagues/{staff_id}/withdrawal", **doing("staff.invite"))
def withdraw(visit: VisitDep, staff_id: UUID) -> Response:
    """Take an invitation back."""
    try:
        with visit.write() as desk:
            joining.withdraw(desk, staff_id)
    except TURNED_BACK as wrong:
        return one_again(visit, staff_id, wrong)
    return visit.to("/colleagues")


@router.post("/colleagues/{staff_id}/certification", **doing("staff.certify"))
def certify(visit: VisitDep, staff_id: UUID, form: FormDep) -> Response:
    """Say that these are her keys, by the number that both have read."""
    try:
        with visit.read() as desk:
            joining.require_number(desk, staff_id, form.one("number"))
        proof.require(visit, form)
        with visit.write() as desk:
            joining.certify(desk, staff_id, form.one("number"))
    except proof.UNPROVED as wrong:
        return one_again(visit, staff_id, wrong, form)
    return visit.to(f"/colleagues/{staff_id}")


@router.post("/colleagues/{staff_id}/team", **doing("staff.certify"))
def let_in(visit: VisitDep, staff_id: UUID, form: FormDep) -> Response:
    """Let her into the groups of her role."""
    try:
        with visit.read() as desk:
            joining.require_to_let_in(desk, staff_id)
        proof.require(visit, form)
        with visit.write() as desk:
            joining.let_in(desk, staff_id)
    except proof.UNPROVED as wrong:
        return one_again(visit, staff_id, wrong, form)
    return visit.to(f"/colleagues/{staff_id}")


@router.post("/colleagues/{staff_id}/device", **doing("device.begin"))
def begin_device(visit: VisitDep, staff_id: UUID) -> Response:
    """Show a link with which she sets up a new telephone, once."""
    try:
        with visit.write() as desk:
            token = device.begin(desk, staff_id)
            name = joining.colleague(desk, staff_id).name
    except TURNED_BACK as wrong:
        return one_again(visit, staff_id, wrong)
    return _link(visit, "device", token, name)


@router.post("/colleagues/{staff_id}/device-agreement", **doing("device.agree"))
def agree_device(visit: VisitDep, staff_id: UUID) -> Response:
    """Agree, as the second of two, and show a link that asks for no printed code."""
    try:
        with visit.write() as desk:
            token = device.agree(desk, staff_id)
            name = joining.colleague(desk, staff_id).name
    except TURNED_BACK as wrong:
        return one_again(visit, staff_id, wrong)
    return _link(visit, "device", token, name)


@router.post("/colleagues/{staff_id}/new-keys", **doing("staff.begin_again"))
def begin_again(visit: VisitDep, staff_id: UUID, form: FormDep) -> Response:
    """Close her sign-in, and show the link by which she makes new keys, once."""
    try:
        wanted = read(NewKeys, form.filled("sure"))
        with visit.read() as desk:
            renewal.require_ready(desk, staff_id, wanted)
        proof.require(visit, form)
        with visit.write() as desk:
            token = renewal.begin(desk, staff_id, sure=wanted.sure)
            name = joining.colleague(desk, staff_id).name
    except (Forbidden, NotFound):
        raise
    except AmparoError as wrong:
        return one_again(visit, staff_id, wrong, form)
    visit.there.sessions.end_all(staff_id)
    return _link(visit, "join", token, name)


@router.post("/colleagues/{staff_id}/new-keys/end", **doing("staff.begin_again"))
def end_offer(visit: VisitDep, staff_id: UUID) -> Response:
    """Let her sign in as before, as long as the link was not used."""
    try:
        with visit.write() as desk:
            renewal.end_offer(desk, staff_id)
    except TURNED_BACK as wrong:
        return one_again(visit, staff_id, wrong)
    return visit.to(f"/colleagues/{staff_id}")


def _list(visit: Visit, form: Form | None = None, wrong: AmparoError | None = None) -> Response:
    with visit.read() as desk:
        people = joining.colleagues(desk)
        old, recent = rotation.old_wraps(desk), lately.of(desk)
        refusing = concealed.refusing(desk, visit.calendar)
    context: dict[str, Any] = {
        "section": "office",
        "people": people,
        "old": old,
        "lately": recent,
        "refusing": refusing,
        "tz": visit.who.zone,
        "may_invite": visit.who.role == SUPERVISING,
    }
    if form is not None and wrong is not None:
        return visit.again("colleagues/list.html", form, wrong, **context)
    return visit.page("colleagues/list.html", **context)


def one_again(
    visit: Visit, staff_id: UUID, wrong: AmparoError | None = None, form: Form | None = None
) -> Response:
    """Show a colleague's page, with what a deed ran into."""
    with visit.read() as desk:
        person = joining.colleague(desk, staff_id)
        may_agree = device.is_begun(desk, staff_id)
        may_join = joining.may_be_let_in(desk, person)
        number = joining.number_of(desk, staff_id) if person.state == WAITING else ""
        keys = newkeys.view(desk, staff_id)
    return visit.page(
        "colleagues/one.html",
        status=wrong.status if wrong else 200,
        section="office",
        person=person,
        number=number,
        keys=keys,
        may_agree=may_agree,
        by_root=person.role == SUPERVISING,
        may_join=may_join,
        supervises=visit.who.role == SUPERVISING,
        refused=wrong,
        errors=wrong.fields if isinstance(wrong, Refused) else {},
        form=form.typed() if form else {},
    )


def _link(visit: Visit, purpose: str, token: str, name: str) -> Response:
    address = f"{visit.there.house.settings.base_url}/{purpose}/{token}"
    return visit.page(
        "colleagues/link.html", section="office", purpose=purpose, address=address, whom=name
    )
