"""Who came to a clinic: taken in, served, told of dates, and given a sheet in her language."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework.clinics import days, records
from app.casework.clinics.records import NewService, NewSheet, NewTold, NewVisit
from app.errors import TURNED_BACK, AmparoError
from app.gate import doing
from app.web import clinicsheet
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep
from app.words import LOCALES

router = APIRouter()
VISIT, SHEET = "clinics/new.html", "clinics/paper.html"
PLAIN: Final = tuple(name for name in NewVisit.model_fields if name != "answers")


@router.get("/clinics/{clinic_id}/new", **doing("clinic.serve"))
def form(visit: VisitDep, clinic_id: UUID) -> Response:
    """Show an empty form, also to be printed for a place without a connection."""
    return _form(visit, clinic_id)


@router.post("/clinics/{clinic_id}/records", **doing("clinic.serve"))
def take(visit: VisitDep, clinic_id: UUID, form: FormDep) -> Response:
    """Take somebody in."""
    try:
        new = read(NewVisit, form.filled(*PLAIN))
        with visit.write() as desk:
            case_id = records.take(desk, clinic_id, new)
    except TURNED_BACK as wrong:
        return _form(visit, clinic_id, form, wrong)
    return visit.to(f"/clinic-records/{case_id}")


@router.get("/clinics/{clinic_id}/blank", **doing("clinic.serve"))
def blank(visit: VisitDep, clinic_id: UUID) -> Response:
    """Show a blank sheet in two languages, to be printed before a day without a connection."""
    with visit.read() as desk:
        view = days.one(desk, clinic_id)
    mine, other = visit.who.locale, next(each for each in LOCALES if each != visit.who.locale)
    asked = clinicsheet.lines(mine, other)
    return visit.page("clinics/blank.html", section="intake", view=view, lines=asked, other=other)


@router.get("/clinics/{clinic_id}/sheets", **doing("clinic.serve"))
def sheets(visit: VisitDep, clinic_id: UUID) -> Response:
    """Show the form for what stands on paper, in the order of the blank sheet."""
    return _form(visit, clinic_id, page=SHEET)


@router.post("/clinics/{clinic_id}/sheets", **doing("clinic.serve"))
def type_in(visit: VisitDep, clinic_id: UUID, form: FormDep) -> Response:
    """Type in a sheet of paper, and show the next empty one."""
    try:
        fields = form.filled(*PLAIN, "service", "sheet", "dates_sure")
        typed = fields | {"dates": form.rows("dates")}
        new = read(NewSheet, typed, lists={"dates"})
        with visit.write() as desk:
            records.type_in(desk, clinic_id, new)
    except TURNED_BACK as wrong:
        return _form(visit, clinic_id, form, wrong, page=SHEET)
    return visit.to(f"/clinics/{clinic_id}/sheets")


@router.get("/clinic-records/{case_id}", **doing("clinic.serve"))
def one(visit: VisitDep, case_id: UUID) -> Response:
    """Show one record."""
    return _one(visit, case_id)


@router.post("/clinic-records/{case_id}/service", **doing("clinic.serve"))
def serve(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Note what was done, and that she has her sheet."""
    try:
        wanted = read(NewService, form.filled("version", "service", "language", "sheet"))
        with visit.write() as desk:
            records.serve(desk, case_id, wanted)
    except TURNED_BACK as wrong:
        return _one(visit, case_id, form, wrong)
    return visit.to(f"/clinic-records/{case_id}")


@router.post("/clinic-records/{case_id}/dates", **doing("clinic.serve"))
def tell(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Enter a date that she was told."""
    try:
        new = read(NewTold, form.filled("title", "due", "sure", "fatal", "why"))
        with visit.write() as desk:
            records.tell(desk, case_id, new)
    except TURNED_BACK as wrong:
        return _one(visit, case_id, form, wrong)
    return visit.to(f"/clinic-records/{case_id}")


@router.get("/clinic-records/{case_id}/sheet", **doing("clinic.serve"))
def sheet(visit: VisitDep, case_id: UUID, lang: str = "") -> Response:
    """Show the sheet that she takes along, in her language where Amparo speaks it."""
    with visit.read() as desk:
        view = records.one(desk, case_id)
    hers = lang or view.language or view.heard.speaks
    return visit.page(
        "clinics/sheet.html",
        section="intake",
        view=view,
        in_locale=hers if hers in LOCALES else visit.who.locale,
        is_hers=hers in LOCALES,
        for_others=True,
    )


def _form(
    visit: Visit,
    clinic_id: UUID,
    form: Form | None = None,
    wrong: AmparoError | None = None,
    *,
    page: str = VISIT,
) -> Response:
    with visit.read() as desk:
        view = days.one(desk, clinic_id)
    context: dict[str, Any] = {"section": "intake", "view": view, "tz": visit.who.zone}
    if form is not None and wrong is not None:
        return visit.again(page, form, wrong, **context)
    return visit.page(page, form={}, errors={}, refused=None, **context)


def _one(
    visit: Visit, case_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        view = records.one(desk, case_id)
    context: dict[str, Any] = {
        "section": "intake",
        "view": view,
        "is_open": view.stage == days.STAGE,
        "tz": visit.who.zone,
    }
    if form is not None and wrong is not None:
        return visit.again("clinics/record.html", form, wrong, **context)
    return visit.page("clinics/record.html", form={}, errors={}, refused=None, **context)
