"""Destroying a case: what it means, asking, agreeing, stopping; the list and the certificate."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import forgood, holds, shredding
from app.casework.shredding import NewShredding
from app.errors import TURNED_BACK, AmparoError
from app.gate import doing
from app.web import begun, proof
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter()
CASE = "/cases/{case_id}/destruction"


@router.get(CASE, **doing("case.shred"))
def form(visit: VisitDep, case_id: UUID) -> Response:
    """Show what would be destroyed of the case, and what cannot be undone."""
    return _page(visit, case_id)


@router.post(CASE, **doing("case.shred"))
def ask(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Ask that the case be destroyed, with passphrase and code; somebody else agrees."""
    typed = {"sure": form.one("sure") == "true", **proof.typed(form)}
    try:
        with visit.read() as desk:
            shredding.require_ready(desk, case_id)
        wanted = read(NewShredding, typed)
        shredding.require_sure(wanted)
        proof.require(visit, form)
        with visit.write() as desk:
            shredding.ask(desk, case_id)
    except proof.UNPROVED as wrong:
        return _page(visit, case_id, form, wrong)
    return visit.to(f"/cases/{case_id}/destruction")


@router.post(CASE + "/agreement", **doing("case.shred"))
def agree(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Agree that the case be destroyed, as somebody else than who asked."""
    try:
        with visit.read() as desk:
            shredding.require_asked(desk, case_id)
        proof.require(visit, form)
        with visit.write() as desk:
            shredding.agree(desk, case_id)
    except proof.UNPROVED as wrong:
        return _page(visit, case_id, form, wrong)
    return visit.to(f"/cases/{case_id}/destruction")


@router.get("/destructions", **doing("shredding.read"))
def listed(visit: VisitDep) -> Response:
    """Show what is going to be destroyed when, what was, and the holds of the office."""
    return hold_page(visit)


@router.get("/destructions/{shredding_id}", **doing("shredding.read"))
def one(visit: VisitDep, shredding_id: UUID) -> Response:
    """Show how far a destruction is; once it is done, as a certificate to be printed."""
    with visit.read() as desk:
        view = shredding.one(desk, shredding_id)
        held = holds.is_office_held(desk)
    settings = visit.there.house.settings
    return visit.page(
        "destroying/one.html",
        section="office",
        view=view,
        held=held,
        on_postgresql=settings.database_url is not None,
        tz=visit.who.zone,
    )


@router.post("/destructions/{shredding_id}/stop", **doing("shredding.stop"))
def stop(visit: VisitDep, shredding_id: UUID) -> Response:
    """Stop what is to be destroyed."""
    try:
        with visit.write() as desk:
            shredding.stop(desk, shredding_id)
    except TURNED_BACK as wrong:
        with visit.read() as desk:
            view = shredding.one(desk, shredding_id)
        if view.opens:
            return _page(visit, view.case_id, Form(), wrong)
        return hold_page(visit, Form(), wrong)
    return visit.to("/destructions")


def hold_page(visit: Visit, form: Form | None = None, wrong: AmparoError | None = None) -> Response:
    """Return the list, with a hold that was refused, where there is one."""
    with visit.read() as desk:
        views = shredding.listed(desk)
        held = holds.of_office(desk)
    context: dict[str, Any] = {
        "section": "office",
        "views": views,
        "held": held,
        "tz": visit.who.zone,
    }
    if form is not None and wrong is not None:
        return visit.again("destroying/list.html", form, wrong, **context)
    kept = begun.about(visit, "hold", None)
    return visit.page("destroying/list.html", **context, **begun.shown(kept))


def _page(
    visit: Visit, case_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        view, borrowed = shredding.plan(desk, case_id), forgood.is_borrowed(desk, case_id)
    context: dict[str, Any] = {
        "section": "cases",
        "view": view,
        "borrowed": borrowed,
        "tz": visit.who.zone,
        "lasts": visit.there.house.settings.keyring_days,
    }
    if form is not None and wrong is not None:
        return visit.again("destroying/case.html", form, wrong, **context)
    return visit.page("destroying/case.html", **context)
