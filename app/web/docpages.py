"""Looking at a document's pages in the browser, and looking for words inside of documents."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from app import hatch
from app.casework import docpages, docsearch
from app.casework.casefiles import label_of
from app.casework.docpages import Asked
from app.casework.docsearch import WordsSought
from app.errors import NotFound, Refused
from app.gate import SeatDep, SharedDep, doing
from app.web.forms import FormDep, read
from app.web.visit import VisitDep

router = APIRouter()
PageNumber = Annotated[int, Path(ge=1, le=1_000_000)]
AskedFor = Annotated[Asked, Query()]


@router.post("/documents/search", **doing("document.read"))
def search(visit: VisitDep, form: FormDep) -> Response:
    """Show in which documents words stand; the words travel in the body, and are kept nowhere."""
    found, label = None, None
    wrong = None
    try:
        sought = read(WordsSought, form.filled("words", "case_id"))
        found = docsearch.search(visit.there.house, visit.seat, sought)
    except Refused as refused:
        wrong = refused
    with visit.read() as desk:
        case_id = form.one("from_case") or form.one("case_id")
        if case_id:
            label = label_of(desk, _id_of(case_id))
    context: dict[str, Any] = {"section": "cases", "label": label, "found": found}
    if wrong is not None:
        return visit.again("documents/search.html", form, wrong, **context)
    return visit.page("documents/search.html", form=form.typed(), errors={}, **context)


@router.get("/documents/{document_id}/pages/{page}", **doing("document.read"))
def look(
    visit: VisitDep,
    document_id: UUID,
    page: PageNumber,
    asked: AskedFor,
) -> Response:
    """Show one page of a document, with the way to the next."""
    looked = docpages.look(visit.there.house, visit.seat, document_id, asked.number)
    if page > max(looked.pages, 1):
        raise NotFound
    with visit.read():
        pass  # what stands over every page
    version = "" if looked.is_newest else f"?number={looked.number}"
    more = f"{'&' if version else '?'}wider=true"
    context: dict[str, Any] = {"document_id": document_id, "looked": looked, "page": page}
    context |= {"asked": version, "more": more, "wider": asked.wider}
    return visit.page("documents/pages.html", section="cases", **context)


@router.get("/documents/{document_id}/pages/{page}/picture", **doing("document.read"))
def picture(
    there: SharedDep,
    seat: SeatDep,
    document_id: UUID,
    page: PageNumber,
    asked: AskedFor,
) -> Response:
    """Give a page as a picture, made for this look and kept nowhere."""
    return hatch.as_picture(docpages.picture(there.house, seat, document_id, page, asked))


def _id_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
