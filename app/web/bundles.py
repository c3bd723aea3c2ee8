"""Filings of several documents: choosing, putting in order, what is printed, making them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import binding, bundles, documents
from app.casework.binding import RUNNING, WAITING
from app.casework.bundles import BundleChange, BundleView, ExhibitView, NewBundle, Printed
from app.casework.casefiles import label_of
from app.casework.docviews import DocumentView
from app.db.desk import Desk
from app.errors import TURNED_BACK, AmparoError, Conflict, OutOfRoom, Refused
from app.gate import doing
from app.web.errors import conflict_page
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep
from app.web.whichcase import case_of

router = APIRouter()


class Beside(Printed):
    """A filing as it stands, beside what was typed: each of its words by the name of its field."""

    version: int
    title: str
    most_mib: int


UP, DOWN, OUT = "up", "down", "out"


@router.get("/cases/{case_id}/bundles", **doing("bundle.read"))
def of_case(visit: VisitDep, case_id: UUID) -> Response:
    """Show the filings of a case, and the form of a new one."""
    return _list(visit, case_id)


@router.post("/bundles", **doing("bundle.add"))
def add(visit: VisitDep, form: FormDep) -> Response:
    """Begin a filing of the documents that were ticked."""
    case_id = case_of(form)
    if case_id is None:
        raise Refused
    chosen = [{"document_id": each} for each in form.get("document_id", [])]
    try:
        typed = {"case_id": case_id, "exhibits": chosen, **form.filled("title")}
        with visit.write() as desk:
            made = bundles.add(desk, read(NewBundle, typed, lists=("exhibits",)))
    except TURNED_BACK as wrong:
        return _list(visit, case_id, form, wrong)
    return visit.to(f"/bundles/{made.id}")


@router.get("/bundles/{bundle_id}", **doing("bundle.read"))
def one(visit: VisitDep, bundle_id: UUID) -> Response:
    """Show a filing: its documents in order, what is printed, how far it is, what was made."""
    return _one(visit, bundle_id)


@router.post("/bundles/{bundle_id}", **doing("bundle.change"))
def change(visit: VisitDep, bundle_id: UUID, form: FormDep) -> Response:
    """Change what is printed beside the documents."""
    typed: dict[str, Any] = {**form.filled("title", "most_mib", "version")}
    typed["printed"] = form.every(Printed)
    return _change(visit, bundle_id, form, typed)


@router.post("/bundles/{bundle_id}/exhibits", **doing("bundle.change"))
def arrange(visit: VisitDep, bundle_id: UUID, form: FormDep) -> Response:
    """Change which documents stand in it and in which order, as the pressed button says."""
    rows: list[dict[str, Any]] = [*form.rows("exhibits")]
    deed, _, place = form.one("deed").partition(".")
    shown = ""
    at = next((at for at in range(len(rows)) if str(at) == place), None)
    if at is not None:
        moved = rows.pop(at)
        if deed in {UP, DOWN}:
            at = min(max(at + (1 if deed == DOWN else -1), 0), len(rows))
            rows.insert(at, moved)
        shown = f"#exhibit-{at}"
    rows += [{"document_id": each} for each in form.get("document_id", [])]
    return _change(visit, bundle_id, form, form.filled("version") | {"exhibits": rows}, shown)


@router.post("/bundles/{bundle_id}/making", **doing("bundle.make"))
def make(visit: VisitDep, bundle_id: UUID, form: FormDep) -> Response:
    """Have it made, and show how far that is."""
    try:
        with visit.read() as desk:
            order = binding.order_of(desk, bundle_id, sure=form.one("sure") == "true")
        visit.there.makings.begin(visit.there.house, visit.seat, order)
    except TURNED_BACK as wrong:
        return _one(visit, bundle_id, form, wrong)
    return visit.to(f"/bundles/{bundle_id}")


def _change(
    visit: Visit, bundle_id: UUID, form: Form, typed: dict[str, Any], shown: str = ""
) -> Response:
    try:
        wanted = read(BundleChange, typed, lists=("exhibits",))
        with visit.write() as desk:
            bundles.change(desk, bundle_id, wanted)
    except Conflict as wrong:
        beside = Conflict(current=_beside(wrong.current))
        return conflict_page(visit, beside, "bundle", visit.request.url.path, form.typed())
    except (Refused, OutOfRoom) as wrong:
        return _one(visit, bundle_id, form, wrong)
    return visit.to(f"/bundles/{bundle_id}{shown}")


def _beside(current: object) -> Beside | None:
    if not isinstance(current, BundleView):
        return None
    known = current.model_dump(include={"version", "title", "most_mib"})
    return Beside(**current.printed.model_dump(), **known)


def _list(
    visit: Visit, case_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        found = bundles.of_case(desk, case_id)
        label = label_of(desk, case_id)
        offered = _offered(desk, case_id)
    context: dict[str, Any] = {
        "section": "cases",
        "label": label,
        "bundles": found,
        **offered,
        "ticked": form.get("document_id", []) if form else [],
    }
    if form is not None and wrong is not None:
        return visit.again("bundles/list.html", form, wrong, **context)
    return visit.page("bundles/list.html", form={}, errors={}, refused=None, **context)


def _one(
    visit: Visit, bundle_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        view = bundles.one(desk, bundle_id)
        label = label_of(desk, view.case_id)
        offered = _offered(desk, view.case_id, view.exhibits)
    making = visit.there.makings.look(bundle_id)
    context: dict[str, Any] = {
        "section": "cases",
        "view": view,
        "label": label,
        **offered,
        "making": making,
        "ticked": form.get("document_id", []) if form else [],
        "goes_on": making is not None and making.state in {WAITING, RUNNING},
    }
    if form is not None and wrong is not None:
        return visit.again("bundles/one.html", form, wrong, **context)
    known = _known(view)
    return visit.page("bundles/one.html", form=known, errors={}, refused=None, **context)


def _offered(
    desk: Desk, case_id: UUID, taken: Sequence[ExhibitView] = ()
) -> dict[str, list[DocumentView]]:
    """Return what can be put into a filing; what the office made itself stands apart."""
    found = bundles.offered(documents.of_case(desk, case_id), taken)
    ours = bundles.made_here(desk, case_id)
    return {
        "offered": [each for each in found if each.id not in ours],
        "ours": [each for each in found if each.id in ours],
    }


def _known(view: BundleView) -> dict[str, str]:
    """Return what the form of what is printed shows."""
    return view.printed.model_dump() | {"title": view.title, "most_mib": str(view.most_mib)}
