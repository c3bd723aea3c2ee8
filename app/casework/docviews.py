"""Documents as a page or a program sees them: to each what she reads of them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.casework import dockeys, staff
from app.casework.filetypes import read_as
from app.db.desk import Desk
from app.errors import Damaged
from app.models import Document, DocumentFile


class FileView(BaseModel):
    """One version of a document, as it arrived."""

    model_config = ConfigDict(frozen=True)

    number: int
    name: str = Field(repr=False)
    size: int
    sha256: str = Field(
        repr=False, description="Of the file as it arrived, which is kept untouched."
    )
    media_type: str
    is_shown: bool = Field(description="Whether its pages, or its words, are shown in the browser.")
    by: str
    at: datetime


class RemovedView(BaseModel):
    """That a document was deleted, why, by whom and when; its files keep their fingerprints."""

    model_config = ConfigDict(frozen=True)

    why: str
    words: str = Field(repr=False)
    by: str
    at: datetime


class OneReader(BaseModel):
    """One of the case's people who read a document that the others do not."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    name: str


class MadeOf(BaseModel):
    """Which version of which template a document was made of."""

    model_config = ConfigDict(frozen=True)

    template_id: UUID
    name: str
    number: int
    sha256: str = Field(description="Of the template as it was then.")


class DocumentView(BaseModel):
    """A document as a page or a program sees it."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    case_id: UUID
    version: int
    name: str = Field(repr=False)
    kind: str
    dated_on: date | None
    tags: list[str] = Field(repr=False)
    source: str = Field(repr=False)
    work_product: bool
    third_party: bool
    by: str
    at: datetime
    files: list[FileView] = Field(description="Its versions, the newest first.")
    same_as: list[UUID] = Field(
        default_factory=list, description="Other documents of the case with the very same content."
    )
    readers: list[OneReader] = Field(
        default_factory=list, description="Who of the case's people read it; empty: all of them."
    )
    opens: bool = Field(default=True, description="Whether whoever looks is one of them.")
    removed: RemovedView | None = Field(
        default=None, description="That it was deleted; then its name and words are empty."
    )
    made_of: MadeOf | None = Field(
        default=None, description="The template that it was made of, and which version of it."
    )


def views(
    desk: Desk, rows: Iterable[Document], files: Mapping[UUID, list[DocumentFile]]
) -> list[DocumentView]:
    """Return documents of cases that are open here, given all files of these cases.

    One statement, and another where one of them is read by some of the case's people alone.
    """
    documents = list(rows)
    alike: dict[tuple[UUID, str], set[UUID]] = {}
    gone = {row.id for row in documents if row.removed_at is not None}
    for file in (each for found in files.values() for each in found):
        if file.document_id in gone or not (file.key or file.kept):
            continue
        alike.setdefault((file.case_id, file.sha256), set()).add(file.document_id)
    authors = {row.author_id for row in documents}
    authors |= {row.removed_by for row in documents if row.removed_by is not None}
    authors |= {file.author_id for row in documents for file in files.get(row.id, [])}
    tight = dockeys.readers(desk, documents)
    names = staff.names(desk, authors | {row.reader_id for row in tight})
    keys = dockeys.keys(desk, tight)
    who: dict[UUID, list[OneReader]] = {}
    for each in tight:
        reader = OneReader(id=each.reader_id, name=names.get(each.reader_id, ""))
        who.setdefault(each.document_id, []).append(reader)
    views = [_view(row, files.get(row.id, []), alike, names) for row in documents]
    return [
        _as_reader(view, row, files.get(row.id, []), keys.get(row.id)).model_copy(
            update={"readers": sorted(who.get(row.id, []), key=lambda each: each.name)}
        )
        for view, row in zip(views, documents, strict=True)
    ]


def _as_reader(
    view: DocumentView, document: Document, files: list[DocumentFile], key: bytes | None
) -> DocumentView:
    """Return a document with what only some of the case's people read, for one of them."""
    if not document.tight or document.removed_at is not None:
        return view
    if key is None:
        return view.model_copy(update={"opens": False})
    try:
        words = dockeys.words_of(document, key)
        named = {each.number: dockeys.file_words(each, key)[1] for each in files}
    except Damaged:
        return view.model_copy(update={"opens": False})  # the check names it
    shown = [each.model_copy(update={"name": named[each.number]}) for each in view.files]
    return view.model_copy(update={**words, "files": shown})


def _view(
    document: Document,
    files: list[DocumentFile],
    alike: Mapping[tuple[UUID, str], set[UUID]],
    names: Mapping[UUID, str],
) -> DocumentView:
    same = {other for file in files for other in alike.get((file.case_id, file.sha256), ())}
    if document.removed_at is not None:
        same.clear()
    return DocumentView(
        id=document.id,
        case_id=document.case_id,
        version=document.version,
        name=document.name,
        kind=document.kind,
        dated_on=document.dated_on,
        tags=document.tags,
        source=document.source,
        work_product=document.work_product,
        third_party=document.third_party,
        by=names.get(document.author_id, ""),
        at=document.at,
        files=[_file_view(file, names) for file in files],
        same_as=sorted(same - {document.id}),
        removed=_removed_view(document, names),
        made_of=MadeOf.model_validate(document.made_of) if document.made_of else None,
    )


def _removed_view(document: Document, names: Mapping[UUID, str]) -> RemovedView | None:
    if document.removed_at is None or document.removed_by is None:
        return None
    return RemovedView(
        why=document.removed_why,
        words=document.removed_words,
        by=names.get(document.removed_by, ""),
        at=document.removed_at,
    )


def _file_view(file: DocumentFile, names: Mapping[UUID, str]) -> FileView:
    return FileView(
        number=file.number,
        name=file.name,
        size=file.size,
        sha256=file.sha256,
        media_type=file.media_type,
        is_shown=bool(read_as(file.media_type)),
        by=names.get(file.author_id, ""),
        at=file.at,
    )
