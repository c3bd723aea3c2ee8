"""Who reads one document of a case: all its people, or some of them, by a key of its own.

Each time that changes the document gets a new key: what comes is closed to whoever reads it no
longer. What she read, or opens with a copy of before, she has.
"""

from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import access, audit, directory, dockeys, doctexts, documents, staff
from app.casework.casefiles import expect, open_row
from app.casework.docviews import DocumentView
from app.crypto import tightkeys
from app.crypto.primitives import random_key
from app.crypto.tightkeys import ReaderPlace
from app.db.desk import Desk
from app.errors import Refused
from app.models import Document, DocumentReader
from app.words import N_

YOURSELF: Final = N_("Be one of them yourself: whoever chooses could not tell what was chosen.")
A_SECOND: Final = N_(
    "Choose at least two people: where one is away, or loses her keys, nobody else could open it."
)
OF_THE_CASE: Final = N_("Only people of this case can read it. Give the case to a colleague first.")


class DocumentReaders(BaseModel):
    """Which people of the case read a document; nobody named means all of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    readers: list[UUID] = Field(default_factory=list, max_length=100)


def choose(desk: Desk, document_id: UUID, wanted: DocumentReaders) -> DocumentView:
    """Have only these people of the case read a document, or all where nobody is named.

    Raises:
        Conflict: Somebody saved since.
        Damaged: It is read otherwise than the record has it.
        Forbidden: Whoever sits here does not read it.
        NotFound: No such document here.
        Refused: She is not among them, it is one alone, or one of them is not of the case.
    """
    document = open_row(desk, Document, document_id)
    documents.require_stands(document)
    former = dockeys.key_to_write(desk, document)
    expect(document, wanted.version, documents.one(desk, document_id))
    chosen = sorted(set(wanted.readers))
    publics = _publics(desk, document, chosen) if chosen else {}
    said = dockeys.words_of(document, former)
    files = documents.files_of(desk, document)
    opened = {each.id: dockeys.file_words(each, former) for each in files}
    own = select(DocumentReader).where(DocumentReader.case_id == document.case_id)
    for row in desk.db.scalars(own).all():
        if row.document_id == document.id:
            desk.db.delete(row)
    doctexts.forget(desk, document)
    document.tight, document.kept_words = bool(chosen), ""
    empty: dict[str, Any] = {"name": "", "source": "", "tags": [], "dated_on": None}
    for name, value in (empty if chosen else said).items():
        setattr(document, name, value)
    for each in files:
        each.kept = ""
        each.key, each.name = opened[each.id]
    known = ""
    if chosen:
        key = random_key()
        known = tightkeys.print_of(key, document.id)
        dockeys.put_words(document, key, said)
        for each in files:
            dockeys.put_file(each, key, *opened[each.id])
        _give(desk, document, key, publics)
    desk.db.flush()
    said_to_read = [str(each) for each in chosen]
    audit.note(desk, dockeys.READERS, document.id, readers=said_to_read, print=known)
    return documents.one(desk, document_id)


def people(desk: Desk, case_id: UUID) -> dict[UUID, str]:
    """Return who of the case could read a document of it, by name; a few statements."""
    there = access.readers(desk, case_id)
    names = staff.names(desk, there)
    return dict(sorted(names.items(), key=lambda each: each[1]))


def _publics(desk: Desk, document: Document, chosen: list[UUID]) -> dict[UUID, bytes]:
    if desk.who.id not in chosen:
        raise Refused(fields={"readers": YOURSELF})
    if len(chosen) == 1:
        raise Refused(fields={"readers": A_SECOND})
    known = directory.certified(desk, chosen)
    if set(chosen) - access.readers(desk, document.case_id) or set(chosen) - known.keys():
        raise Refused(fields={"readers": OF_THE_CASE})
    return {each: known[each].xwing for each in chosen}


def _give(desk: Desk, document: Document, key: bytes, publics: dict[UUID, bytes]) -> None:
    for reader_id, public in publics.items():
        place = ReaderPlace(document.case_id, document.id, reader_id)
        desk.db.add(
            DocumentReader(
                case_id=document.case_id,
                document_id=document.id,
                reader_id=reader_id,
                box=tightkeys.give(key, public, place).hex(),
                by_id=desk.who.id,
                at=desk.now,
            )
        )
