"""Backups: when one was proved, by the server and by people; and a restored copy that waits."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import proving, restored
from app.casework.policy import may
from app.casework.proving import BackupCode, Confirmation
from app.errors import TURNED_BACK, AmparoError
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter()


@router.get("/backups", **doing("backup.read"))
def look(visit: VisitDep) -> Response:
    """Show how backups stand."""
    return _page(visit)


@router.post("/backups/proof", **doing("backup.prove"))
def prove(visit: VisitDep, form: FormDep) -> Response:
    """Note that people proved a backup with the custodians' papers."""
    try:
        proof = read(BackupCode, form.filled("code"))
        with visit.write() as desk:
            proving.told(desk, proof)
    except TURNED_BACK as wrong:
        return _page(visit, form, wrong)
    return visit.to("/backups")


@router.post("/backups/confirmation", **doing("backup.confirm"))
def confirm(visit: VisitDep, form: FormDep) -> Response:
    """Let a restored copy send reminders."""
    try:
        said = read(Confirmation, form.filled("sure"))
        with visit.write() as desk:
            restored.confirm(desk, sure=said.sure)
    except TURNED_BACK as wrong:
        return _page(visit, form, wrong)
    return visit.to("/backups")


def _page(visit: Visit, form: Form | None = None, wrong: AmparoError | None = None) -> Response:
    with visit.read() as desk:
        view = proving.view(desk)
    context: dict[str, Any] = {"section": "office", "view": view, "tz": visit.who.zone}
    context["may_confirm"] = may(visit.who.role, "backup.confirm")
    if form is not None and wrong is not None:
        return visit.again("backups/one.html", form, wrong, **context)
    return visit.page("backups/one.html", **context)
