"""Documents of a case: what they are called, their versions, and who sent and fetched each.

What lies in the files never passes a desk: `arriving` and `fetching` carry it, while none is open.
"""

from collections.abc import Collection
from datetime import date
from typing import Annotated, Final, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import audit, dockeys
from app.casework.arriving import Arrived, Expected, require_room
from app.casework.casefiles import expect, open_file, open_row, sound, stretch
from app.casework.docviews import DocumentView, views
from app.casework.fetching import Fetched, fetched
from app.casework.typed import Short
from app.crypto.primitives import random_key
from app.db.desk import Desk
from app.errors import Conflict, Damaged, Refused
from app.models import Document, DocumentFile
from app.words import N_

Kind = Literal[
    "notice",
    "order",
    "filing",
    "evidence",
    "identity",
    "form",
    "letter",
    "declaration",
    "translation",
    "medical",
    "photo",
    "recording",
    "bundle",
    "other",
]
Tag = Annotated[Short, Field(min_length=1, max_length=40)]
NOTHING_YET: Final = N_("Nothing has arrived of this document yet. Send its file first.")
NO_SUCH_VERSION: Final = N_("This document has no such version. Look at its page.")
REMOVED: Final = N_(
    "This document was deleted. Its page says why and by whom; whoever needs it sends it anew."
)


class Named(BaseModel):
    """What is said of a document."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: Short = Field(min_length=1, repr=False)
    kind: Kind = "other"
    dated_on: date | None = Field(default=None, description="The day that stands on it.")
    tags: list[Tag] = Field(default_factory=list, max_length=20, repr=False)
    source: Short = Field(default="", repr=False, description="From whom it came.")
    work_product: bool = Field(default=False, description="Made for the case by the office.")
    third_party: bool = Field(
        default=False, description="It tells of somebody other than the client in confidence."
    )


class NewDocument(Named):
    """A document whose file is about to be sent."""

    case_id: UUID


class DocumentChange(BaseModel):
    """What is said of it instead; what is left out stays."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int
    name: Short | None = Field(default=None, min_length=1, repr=False)
    kind: Kind | None = None
    dated_on: date | None = None
    tags: list[Tag] | None = Field(default=None, max_length=20, repr=False)
    source: Short | None = Field(default=None, repr=False)
    work_product: bool | None = None
    third_party: bool | None = None


class Sent(BaseModel):
    """What whoever sends a file says of it beforehand."""

    model_config = ConfigDict(frozen=True)

    length: int = 0  # 0 where it is not said
    name: str = Field(default="", repr=False)
    version: int | None = None


def add(desk: Desk, new: NewDocument, document_id: UUID | None = None) -> DocumentView:
    """Name a document whose file is about to be sent.

    Raises:
        NotFound: No such case here.
    """
    open_file(desk, new.case_id)
    document = Document(author_id=desk.who.id, at=desk.now, **new.model_dump())
    if document_id is not None:  # what was made here lies sealed under it already
        document.id = document_id
    desk.db.add(document)
    desk.db.flush()
    audit.note(desk, "document.add", document.id)
    return views(desk, [document], {})[0]


def change(desk: Desk, document_id: UUID, wanted: DocumentChange) -> DocumentView:
    """Change what is said of a document.

    Raises:
        Conflict: Somebody saved since.
        Forbidden: Only others of the case read it; Damaged where the record says otherwise.
        NotFound: No such document here.
    """
    document = open_row(desk, Document, document_id)
    require_stands(document)
    expect(document, wanted.version, one(desk, document_id))
    said = wanted.model_dump(exclude={"version"}, exclude_unset=True)
    changed = {
        name: value for name, value in said.items() if value is not None or name == "dated_on"
    }
    key = dockeys.key_to_write(desk, document)
    if key is not None:
        words = dockeys.words_of(document, key)
        dockeys.put_words(document, key, {name: changed.get(name, words[name]) for name in words})
    for name, value in changed.items():
        if key is None or name not in dockeys.WORDS:
            setattr(document, name, value)
    desk.db.flush()
    audit.note(desk, "document.change", document.id, fields=sorted(changed))
    return one(desk, document_id)


def one(desk: Desk, document_id: UUID) -> DocumentView:
    """Return one document.

    Raises:
        NotFound: No such document here.
    """
    document = open_row(desk, Document, document_id)
    files = files_in(desk, [document.case_id])
    return views(desk, sound(desk, [document]) or [document], files)[0]


def listed(
    desk: Desk, case_id: UUID | None, *, after: UUID | None, size: int
) -> list[DocumentView]:
    """Return the next documents by id, of one case or of all one can open.

    Raises:
        NotFound: No such case here.
    """
    rows = stretch(desk, Document, case_id, after=after, size=size)
    return views(desk, rows, files_in(desk, {row.case_id for row in rows}))


def of_case(desk: Desk, case_id: UUID) -> list[DocumentView]:
    """Return the documents of a case, by their own day or the one they came on, newest first.

    Those that were deleted are among them, and say so.

    Raises:
        NotFound: No such case here.
    """
    open_file(desk, case_id)
    found = of_cases(desk, [case_id])
    zone = desk.local_now(desk.who.zone).tzinfo
    return sorted(
        found,
        key=lambda each: (each.dated_on or each.at.astimezone(zone).date(), each.at),
        reverse=True,
    )


def of_cases(desk: Desk, case_ids: Collection[UUID]) -> list[DocumentView]:
    """Return the documents of cases that are open here, in no order."""
    query = select(Document).where(Document.case_id.in_(case_ids))
    rows = sound(desk, desk.db.scalars(query)) if case_ids else []
    return views(desk, rows, files_in(desk, case_ids)) if rows else []


def expected(desk: Desk, document_id: UUID, sent: Sent) -> Expected:
    """Return what is to arrive, before its first byte is read.

    Raises:
        Conflict: The document has a version already, and whoever sends does not know of it.
        Damaged: A version was taken away or put back outside Amparo, or who reads it was changed.
        NotFound: No such document here.
        OutOfRoom: There is no room for it.
        TooLarge: It is larger than this office takes.
    """
    document = open_row(desk, Document, document_id)
    require_stands(document)
    _require_known(desk, document, sent.version)
    _require_newest(document, files_in(desk, [document.case_id]).get(document.id, []))
    require_room(desk.house.settings, sent.length)
    words = dockeys.words_of(document, dockeys.key_to_write(desk, document))
    return Expected(
        case_id=document.case_id,
        document_id=document.id,
        file_id=uuid4(),
        number=document.newest + 1,
        name=sent.name or words["name"],
        key=random_key(),
    )


def received(desk: Desk, arrived: Arrived, version: int | None = None) -> DocumentView:
    """Put what lies whole on the disk into its document, as its newest version.

    Raises:
        Conflict: Another version came first.
        NotFound: No such document here any more.
    """
    of = arrived.expected
    document = open_row(desk, Document, of.document_id)
    require_stands(document)
    _require_known(desk, document, version)
    if document.newest + 1 != of.number:
        raise Conflict(current=one(desk, document.id))
    file = DocumentFile(
        id=of.file_id,
        case_id=document.case_id,
        document_id=document.id,
        number=of.number,
        key=of.key.hex(),
        size=arrived.size,
        padded=arrived.padded,
        sha256=arrived.sha256,
        media_type=arrived.media_type,
        name=arrived.name,
        author_id=desk.who.id,
        at=desk.now,
    )
    key = dockeys.key_to_write(desk, document)
    if key is not None:
        dockeys.put_file(file, key, of.key.hex(), arrived.name)
    desk.db.add(file)
    document.newest = of.number
    desk.db.flush()
    rows = {DocumentFile.__tablename__: [str(file.id)]}
    audit.note(desk, "document.receive", document.id, number=of.number, rows=rows)
    return one(desk, document.id)


def to_fetch(desk: Desk, document_id: UUID, number: int | None) -> Fetched:
    """Return which file is to leave, of the newest version or of one by its number.

    Raises:
        Damaged: A version was taken away or put back outside Amparo.
        Forbidden: Only others of the case read it.
        NotFound: No such document here.
        Refused: It has no such version, or none yet; or it was deleted.
    """
    document = open_row(desk, Document, document_id)
    require_stands(document)
    files = files_in(desk, [document.case_id]).get(document.id, [])
    if number is None:
        _require_newest(document, files)
    if not document.newest:
        raise Refused(NOTHING_YET)
    number = document.newest if number is None else number
    if not 1 <= number <= document.newest:
        raise Refused(NO_SUCH_VERSION)
    for file in files:
        if file.number == number:
            opens, name = dockeys.file_words(file, dockeys.key_of(desk, document))
            return fetched(desk.house.settings, file, opens, name)
    raise Damaged


def note_fetched(desk: Desk, of: Fetched) -> None:
    """Put on record that a file leaves."""
    audit.note(desk, "document.fetch", of.document_id, number=of.number)


def require_stands(document: Document) -> None:
    """Let something be done with a document that was not deleted.

    Raises:
        Refused: It was.
    """
    if document.removed_at is not None:
        raise Refused(REMOVED)


def files_of(desk: Desk, document: Document) -> list[DocumentFile]:
    """Return the versions of a document whose case is open here, the newest first.

    Raises:
        Damaged: A version was taken away or put back outside Amparo.
    """
    files = files_in(desk, [document.case_id]).get(document.id, [])
    _require_newest(document, files)
    return files


def _require_known(desk: Desk, document: Document, version: int | None) -> None:
    """Let whoever knows what stands there put a new version beside it; the first needs nothing."""
    if version is None and not document.newest:
        return
    if version is None:
        raise Conflict(current=one(desk, document.id))
    expect(document, version, one(desk, document.id))


def _require_newest(document: Document, files: list[DocumentFile]) -> None:
    """Let no older version pass for the newest, nor another come under the number of one.

    Raises:
        Damaged: The document's own card says otherwise than its versions do.
    """
    if (files[0].number if files else 0) != document.newest:
        raise Damaged


def files_in(desk: Desk, case_ids: Collection[UUID]) -> dict[UUID, list[DocumentFile]]:
    """Return the files of cases that are open here, by document, the newest first."""
    query = select(DocumentFile).where(DocumentFile.case_id.in_(case_ids))
    found: dict[UUID, list[DocumentFile]] = {}
    for row in sound(desk, desk.db.scalars(query)) if case_ids else []:
        found.setdefault(row.document_id, []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: row.number, reverse=True)
    return found
