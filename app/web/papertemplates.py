"""Templates of the office. Their files are sent by the page's script, as those of documents are."""

from typing import Any, get_args
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app import hatch
from app.casework import templates
from app.casework.mergewords import LISTED, NAMES, TICKED
from app.casework.templates import Kind, NewTemplate, TemplateChange, TemplateView
from app.errors import TURNED_BACK, AmparoError, Conflict, OutOfRoom, Refused
from app.gate import SeatDep, SharedDep, doing
from app.web.documents import KINDS as DOCUMENT_KINDS
from app.web.documents import YES_NO
from app.web.errors import conflict_page
from app.web.forms import Form, FormDep, read
from app.web.labels import label_of
from app.web.visit import Visit, VisitDep

router = APIRouter()
KINDS = [(code, label_of("template_kind", code)) for code in get_args(Kind)]
LANGUAGES = [("en", "English"), ("es", "Español")]
WORDS = ("name", "language", "document_kind", "retired")


@router.get("/templates", **doing("template.read"))
def every(visit: VisitDep) -> Response:
    """Show the templates of the office, those that come with Amparo, and the names they may use."""
    return _list(visit)


@router.post("/templates", **doing("template.add"))
def add(visit: VisitDep, form: FormDep) -> Response:
    """Name a template, and show where its file is sent from."""
    try:
        wanted = read(NewTemplate, form.filled(*NewTemplate.model_fields))
        with visit.write() as desk:
            made = templates.add(desk, wanted)
    except TURNED_BACK as wrong:
        return _list(visit, form, wrong)
    return visit.to(f"/templates/{made.id}")


@router.get("/templates/{template_id}", **doing("template.read"))
def one(visit: VisitDep, template_id: UUID) -> Response:
    """Show a template: what stands in it, its versions, what fills the fields of a form."""
    return _one(visit, template_id)


@router.post("/templates/{template_id}", **doing("template.change"))
def change(visit: VisitDep, template_id: UUID, form: FormDep) -> Response:
    """Change what is said of a template, or what fills the fields of a form."""
    address = f"/templates/{template_id}"
    try:
        typed: dict[str, Any] = {name: form.one(name) for name in WORDS if name in form}
        places = {name: form.one(name) for name in form if name.startswith("fields.")}
        with visit.read() as desk:
            found = templates.one(desk, template_id).found
        if places:
            keys = {f"fields.{at}": each.key for at, each in enumerate(found)}
            typed["fields"] = {keys[at]: name for at, name in places.items() if at in keys}
        wanted = read(TemplateChange, {**typed, **form.filled("version")}, "fields")
        with visit.write() as desk:
            templates.change(desk, template_id, wanted)
    except Conflict as wrong:
        return conflict_page(visit, wrong, "template", address, form.typed())
    except (Refused, OutOfRoom) as wrong:
        return _one(visit, template_id, form, wrong)
    return visit.to(address)


@router.get("/templates/{template_id}/content", **doing("template.read"))
def content(request: Request, there: SharedDep, seat: SeatDep, template_id: UUID) -> Response:
    """Give the file of the newest version, to be saved."""
    return hatch.template_out(request, there, seat, template_id)


def _list(visit: Visit, form: Form | None = None, wrong: AmparoError | None = None) -> Response:
    with visit.read() as desk:
        context: dict[str, Any] = {
            "section": "office",
            "templates": templates.everywhere(desk),
            "names": [*NAMES.items(), *LISTED.items()],
            "kinds": KINDS,
            "languages": LANGUAGES,
            "document_kinds": DOCUMENT_KINDS,
        }
    if form is not None and wrong is not None:
        return visit.again("templates/list.html", form, wrong, **context)
    return visit.page("templates/list.html", form={}, errors={}, refused=None, **context)


def _one(
    visit: Visit, template_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        view = templates.one(desk, template_id)
    context: dict[str, Any] = {
        "section": "office",
        "view": view,
        "texts": list(NAMES.items()),
        "ticks": list(TICKED.items()),
        "yesno": YES_NO,
        "languages": LANGUAGES,
        "document_kinds": DOCUMENT_KINDS,
        "most": templates.MOST_BYTES,
    }
    if form is not None and wrong is not None:
        return visit.again("templates/one.html", form, wrong, **context)
    return visit.page("templates/one.html", form=_known(view), errors={}, refused=None, **context)


def _known(view: TemplateView) -> dict[str, str]:
    """Return what the forms of a template show."""
    known = {f"fields.{at}": each.filled_by for at, each in enumerate(view.found)}
    said = {"name": view.name, "language": view.language, "document_kind": view.document_kind}
    return known | said | {"retired": str(view.retired).lower()}
