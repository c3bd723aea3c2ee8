"""Documents: what is said of them as JSON, their files as they are."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from app import hatch
from app.api.paging import CaseStretch, Listed, by_id
from app.api.taking import JSONRoute
from app.casework import docpages, docreaders, docsearch, documents, removing
from app.casework.docpages import Asked
from app.casework.docreaders import DocumentReaders
from app.casework.docsearch import SearchView, WordsSought
from app.casework.documents import DocumentChange, NewDocument
from app.casework.docviews import DocumentView
from app.casework.removing import Removal
from app.gate import ReadDeskDep, SeatDep, SharedDep, WriteDeskDep, doing

router = APIRouter(prefix="/documents", route_class=JSONRoute)
bodies = APIRouter(prefix="/documents", route_class=hatch.BodyRoute)
FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The file."},
    206: {"content": {"application/octet-stream": {}}, "description": "A part of it."},
    416: {"description": "It is not as long."},
}

PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/png": {}}, "description": "The page as a picture."},
}


@router.get("", **doing("document.read"))
def listed(asked: Annotated[CaseStretch, Query()], desk: ReadDeskDep) -> Listed[DocumentView]:
    """List the documents of the cases one can open."""
    found = documents.listed(desk, asked.case_id, after=asked.after, size=asked.limit + 1)
    return by_id(found, asked.limit, lambda document: document.id)


@router.post("", status_code=201, **doing("document.add"))
def add(new: NewDocument, desk: WriteDeskDep) -> DocumentView:
    """Name a document; its file is sent to its content."""
    return documents.add(desk, new)


@router.post("/search", **doing("document.read"))
def search(sought: WordsSought, there: SharedDep, seat: SeatDep) -> SearchView:
    """Look for words inside documents: in one case, or in all one can open; kept nowhere."""
    return docsearch.search(there.house, seat, sought)


@router.get("/{document_id}", **doing("document.read"))
def one(document_id: UUID, desk: ReadDeskDep) -> DocumentView:
    """Return what is said of one document."""
    return documents.one(desk, document_id)


@router.patch("/{document_id}", **doing("document.change"))
def change(document_id: UUID, wanted: DocumentChange, desk: WriteDeskDep) -> DocumentView:
    """Change what is said of a document."""
    return documents.change(desk, document_id, wanted)


@router.put("/{document_id}/readers", **doing("document.narrow"))
def choose_readers(document_id: UUID, wanted: DocumentReaders, desk: WriteDeskDep) -> DocumentView:
    """Have only these people of the case read it, or all of them where none is named."""
    return docreaders.choose(desk, document_id, wanted)


@router.post("/{document_id}/removal", **doing("document.remove"))
def remove(document_id: UUID, wanted: Removal, desk: WriteDeskDep) -> DocumentView:
    """Delete a document with all its versions; for thirty seconds it can be taken back."""
    return removing.remove(desk, document_id, wanted)


@router.post("/{document_id}/undo", **doing("document.remove"))
def undo(document_id: UUID, desk: WriteDeskDep) -> DocumentView:
    """Take back that a document was deleted."""
    return removing.undo(desk, document_id)


@bodies.put("/{document_id}/content", **doing("document.add"))
async def send(
    document_id: UUID, request: Request, there: SharedDep, seat: SeatDep
) -> DocumentView:
    """Send a document's file as the body.

    Where it has one already, `If-Match` names the version that stands, and this becomes the next.
    """
    return await hatch.handed_in(request, there, seat, hatch.to_document(document_id))


@router.get(
    "/{document_id}/content", response_class=Response, responses=FILE, **doing("document.read")
)
def content(
    document_id: UUID,
    request: Request,
    there: SharedDep,
    seat: SeatDep,
    number: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
) -> Response:
    """Return the file of the newest version, or of an earlier one; parts of it by `Range`."""
    return hatch.handed_out(request, there, seat, document_id, number)


@router.get(
    "/{document_id}/pages/{page}",
    response_class=Response,
    responses=PICTURE,
    **doing("document.read"),
)
def page_picture(
    document_id: UUID,
    page: Annotated[int, Path(ge=1, le=1_000_000)],
    asked: Annotated[Asked, Query()],
    there: SharedDep,
    seat: SeatDep,
) -> Response:
    """Return a page of a document as a picture, made for this look and kept nowhere."""
    return hatch.as_picture(docpages.picture(there.house, seat, document_id, page, asked))
