"""Documents of a case. Their files are sent by the page's script, each as a body of its own."""

from typing import Annotated, Any, get_args
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app import hatch
from app.casework import docreaders, documents, removing
from app.casework.casefiles import label_of as label_of_case
from app.casework.docreaders import DocumentReaders
from app.casework.documents import DocumentChange, Kind
from app.casework.removing import Removal, Why
from app.errors import TURNED_BACK, AmparoError, Conflict, OutOfRoom, Refused
from app.gate import SeatDep, SharedDep, doing
from app.web.errors import conflict_page
from app.web.forms import Form, FormDep, read
from app.web.labels import label_of
from app.web.visit import Visit, VisitDep
from app.words import N_

router = APIRouter()
KINDS = [(code, label_of("document_kind", code)) for code in get_args(Kind)]
WHYS = [(code, label_of("document_why", code)) for code in get_args(Why)]
YES_NO = (("false", N_("no")), ("true", N_("yes")))


@router.get("/cases/{case_id}/documents", **doing("document.read"))
def of_case(visit: VisitDep, case_id: UUID) -> Response:
    """Show the documents of a case, and where more are sent from."""
    with visit.read() as desk:
        found = documents.of_case(desk, case_id)
        label = label_of_case(desk, case_id)
    there = [each for each in found if each.removed is None]
    removed = [each for each in found if each.removed is not None]
    context = {"label": label, "documents": there, "removed": removed, **_standing(visit)}
    return visit.page("documents/list.html", form={}, errors={}, **context)


@router.get("/documents/{document_id}", **doing("document.read"))
def one(visit: VisitDep, document_id: UUID) -> Response:
    """Show one document with its versions."""
    return _page(visit, document_id)


@router.post("/documents/{document_id}", **doing("document.change"))
def change(visit: VisitDep, document_id: UUID, form: FormDep) -> Response:
    """Change what is said of a document."""
    typed: dict[str, Any] = form.every(DocumentChange, "tags")
    typed = {name: value for name, value in typed.items() if value is not None}
    typed |= {name: form.one(name) for name in ("name", "source")}
    typed["dated_on"] = form.one("dated_on") or None
    typed["tags"] = [each.strip() for each in form.one("tags").split(",") if each.strip()]
    try:
        wanted = read(DocumentChange, {**typed, **form.filled("version")})
        with visit.write() as desk:
            documents.change(desk, document_id, wanted)
    except Conflict as wrong:
        return conflict_page(visit, wrong, "document", f"/documents/{document_id}", form.typed())
    except (Refused, OutOfRoom) as wrong:
        return _page(visit, document_id, form, wrong)
    return visit.to(f"/documents/{document_id}")


@router.get("/documents/{document_id}/content", **doing("document.read"))
def content(
    request: Request,
    there: SharedDep,
    seat: SeatDep,
    document_id: UUID,
    number: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
) -> Response:
    """Give the file of the newest version, or of an earlier one, to be saved."""
    return hatch.handed_out(request, there, seat, document_id, number)


@router.post("/documents/{document_id}/readers", **doing("document.narrow"))
def choose_readers(visit: VisitDep, document_id: UUID, form: FormDep) -> Response:
    """Have only the ticked people of the case read it, or all where none is ticked."""
    typed = {"readers": form.get("readers", []), **form.filled("version")}
    try:
        wanted = read(DocumentReaders, typed, lists=("readers",))
        with visit.write() as desk:
            docreaders.choose(desk, document_id, wanted)
    except TURNED_BACK as wrong:
        return _page(visit, document_id, form, wrong, opened="readers")
    return visit.to(f"/documents/{document_id}")


@router.post("/documents/{document_id}/removal", **doing("document.remove"))
def remove(visit: VisitDep, document_id: UUID, form: FormDep) -> Response:
    """Delete a document; its page says so, and takes it back for thirty seconds."""
    typed = form.filled(*Removal.model_fields)
    try:
        wanted = read(Removal, typed)
        with visit.write() as desk:
            removing.remove(desk, document_id, wanted)
    except TURNED_BACK as wrong:
        return _page(visit, document_id, form, wrong, opened="removal")
    return visit.to(f"/documents/{document_id}")


@router.post("/documents/{document_id}/undo", **doing("document.remove"))
def undo(visit: VisitDep, document_id: UUID) -> Response:
    """Take back that a document was deleted."""
    try:
        with visit.write() as desk:
            removing.undo(desk, document_id)
    except TURNED_BACK as wrong:
        return _page(visit, document_id, Form(), wrong)
    return visit.to(f"/documents/{document_id}")


def _page(
    visit: Visit,
    document_id: UUID,
    form: Form | None = None,
    wrong: AmparoError | None = None,
    *,
    opened: str = "",
) -> Response:
    with visit.read() as desk:
        document = documents.one(desk, document_id)
        label = label_of_case(desk, document.case_id)
        people = docreaders.people(desk, document.case_id)
        may_undo = document.removed is not None and removing.may_undo(desk, document_id)
    context = {"label": label, "document": document, "yesno": YES_NO, **_standing(visit)}
    ticked = [str(each.id) for each in document.readers]
    if form is not None and opened == "readers":
        ticked = form.get("readers", [])
    context |= {"may_undo": may_undo, "whys": WHYS, "people": people, "ticked": ticked}
    context["opened"] = opened
    if form is not None and wrong is not None:
        return visit.again("documents/one.html", form, wrong, **context)
    return visit.page("documents/one.html", form={}, errors={}, **context)


def _standing(visit: Visit) -> dict[str, Any]:
    return {
        "section": "cases",
        "document_kinds": KINDS,
        "most": visit.there.house.settings.document_bytes,
    }
