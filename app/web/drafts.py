"""Papers of a case, made of templates: choosing one, seeing what is missing, making it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import drafting, hearings, people, templates
from app.casework.casefiles import label_of, open_file
from app.casework.drafting import Drafting, NewDraft
from app.errors import TURNED_BACK, AmparoError, Refused
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep
from app.web.whichcase import case_of

router = APIRouter()
TYPED = "typed."


@router.get("/cases/{case_id}/drafts", **doing("document.draft"))
def choose(visit: VisitDep, case_id: UUID) -> Response:
    """Show which templates a paper of this case can be made of, about whom and which hearing."""
    return _choose(visit, case_id)


@router.post("/drafts/preview", **doing("document.draft"))
def preview(visit: VisitDep, form: FormDep) -> Response:
    """Show what would stand in a paper, and what is missing; nothing is made."""
    case_id = case_of(form)
    if case_id is None:
        raise Refused
    try:
        wanted = read(Drafting, _chosen(form))
        return _preview(visit, wanted, None, None)
    except TURNED_BACK as wrong:
        return _choose(visit, case_id, form, wrong)


@router.post("/drafts", **doing("document.draft"))
def make(visit: VisitDep, form: FormDep) -> Response:
    """Make a paper, and show it among the documents of the case."""
    case_id = case_of(form)
    if case_id is None:
        raise Refused
    try:
        chosen = read(Drafting, _chosen(form))
    except TURNED_BACK as wrong:
        return _choose(visit, case_id, form, wrong)
    typed = {name.removeprefix(TYPED): form.one(name) for name in form if name.startswith(TYPED)}
    try:
        with visit.read() as desk:
            said = {"typed": typed, "sure": form.one("sure") == "true"}
            begun = drafting.begin(desk, read(NewDraft, {**_chosen(form), **said}))
        made = drafting.make(visit.there.house, visit.seat, begun)
    except TURNED_BACK as wrong:
        return _preview(visit, chosen, form, wrong)
    return visit.did(f"/documents/{made}")


def _chosen(form: Form) -> dict[str, Any]:
    return form.filled("case_id", "template_id", "person_id", "hearing_id")


def _choose(
    visit: Visit, case_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        label = label_of(desk, case_id)
        open_file(desk, case_id)
        found = [each for each in templates.everywhere(desk) if each.usable and not each.retired]
        context: dict[str, Any] = {
            "section": "cases",
            "label": label,
            "ours": [(str(each.id), each.name) for each in found if not each.shipped],
            "theirs": [(str(each.id), each.name) for each in found if each.shipped],
            "people": [(str(each.id), each.name) for each in people.of_case(desk, case_id)],
            "hearings": hearings.of_case(desk, case_id, {case_id: label}),
        }
    if form is not None and wrong is not None:
        return visit.again("drafts/choose.html", form, wrong, **context)
    return visit.page("drafts/choose.html", form={}, errors={}, refused=None, **context)


def _preview(
    visit: Visit, wanted: Drafting, form: Form | None, wrong: AmparoError | None
) -> Response:
    with visit.read() as desk:
        view = drafting.preview(desk, wanted)
        label = label_of(desk, wanted.case_id)
    chosen = {name: str(value) for name, value in wanted.model_dump().items() if value}
    context: dict[str, Any] = {"section": "cases", "label": label, "view": view, "chosen": chosen}
    if form is not None and wrong is not None:
        return visit.again("drafts/preview.html", form, wrong, **context)
    return visit.page("drafts/preview.html", form={}, errors={}, refused=None, **context)
