"""The own key of a document that is tighter than its case: who has it, and what it opens.

The document's row tells the people of the case its kind, its versions with their lengths and
fingerprints, and who reads it. What it is called, and what opens its files, is under its own key.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import or_, select

from app.casework import access
from app.casework.onrecord import RESTORE
from app.casework.sound import sound
from app.crypto import tightkeys
from app.crypto.tightkeys import ReaderPlace
from app.db.desk import Desk, NightDesk
from app.errors import Damaged, Forbidden
from app.models import Audit, Document, DocumentFile, DocumentReader
from app.words import N_

READERS: Final = "document.readers"
WORDS: Final = ("name", "source", "tags", "dated_on")
NOT_HERS: Final = N_(
    "Only some of the case's people read this document. Its page says who: ask one of them."
)


@dataclass(frozen=True, slots=True)
class Given:
    """Who reads a document by the newest deed on record, and by which key; nobody means all."""

    readers: frozenset[UUID] = frozenset()
    print: str = field(default="", repr=False)


def readers(desk: Desk, documents: Iterable[Document]) -> list[DocumentReader]:
    """Return who reads these documents; one statement, none where all are for everybody."""
    ids = {row.id for row in documents if row.tight}
    cases = {row.case_id for row in documents if row.tight}
    if not ids:
        return []
    query = select(DocumentReader).where(DocumentReader.case_id.in_(cases))
    return [row for row in sound(desk.db.scalars(query)) if row.document_id in ids]


def keys(desk: Desk, rows: Collection[DocumentReader]) -> dict[UUID, bytes]:
    """Return the keys that whoever sits here opens, by document."""
    found = {}
    for row in rows:
        if row.reader_id == desk.who.id:
            place = ReaderPlace(row.case_id, row.document_id, row.reader_id)
            try:
                seed = access.own_keys(desk).xwing_seed
                found[row.document_id] = tightkeys.take(bytes.fromhex(row.box), seed, place)
            except (Damaged, ValueError):
                continue  # sealed to keys that she has no longer; another reader gives it anew
    return found


def key_of(desk: Desk, document: Document) -> bytes | None:
    """Return the own key of a document, None where it has none.

    Raises:
        Forbidden: It has one, and whoever sits here does not.
    """
    if not document.tight:
        return None
    key = keys(desk, readers(desk, [document])).get(document.id)
    if key is None:
        raise Forbidden(NOT_HERS)
    return key


def key_to_write(desk: Desk, document: Document) -> bytes | None:
    """Return the own key of a document for what is written under it, None where it has none.

    Raises:
        Damaged: The record says of other readers, or of another key: somebody with the key of the
            case put them there, and would read what is written.
        Forbidden: As `key_of`.
    """
    key, rows = key_of(desk, document), readers(desk, [document])
    given = on_record(desk, document.id).get(document.id, Given())
    if not agrees(document, rows, key, given):
        raise Damaged
    return key


def agrees(
    document: Document, rows: Iterable[DocumentReader], key: bytes | None, given: Given
) -> bool:
    """Tell whether a document is read as the record has it; by which key, where it is known."""
    there = {row.reader_id for row in rows if row.document_id == document.id}
    if document.tight != bool(given.readers) or there != given.readers:
        return False
    return key is None or tightkeys.print_of(key, document.id) == given.print


def on_record(desk: NightDesk, document_id: UUID | None = None) -> dict[UUID, Given]:
    """Return who reads each document that is tighter, or one, by the newest deed on record."""
    query = select(Audit).where(Audit.action.in_((READERS, RESTORE))).order_by(Audit.seq)
    if document_id is not None:
        query = query.where(or_(Audit.action == RESTORE, Audit.object_id == document_id))
    deeds: list[Audit] = []
    for entry in sound(desk.db.scalars(query)):
        if entry.action == RESTORE:  # an older content knows nothing of what was done after it
            since = int(entry.detail["since"])
            deeds = [each for each in deeds if each.seq <= since]
        else:
            deeds.append(entry)
    return {
        each.object_id: Given(
            frozenset(UUID(one) for one in each.detail["readers"]), each.detail.get("print", "")
        )
        for each in deeds
        if each.object_id is not None
    }


def words_of(document: Document, key: bytes | None) -> dict[str, Any]:
    """Return what a document is called; empty words where it is for others only.

    Raises:
        Damaged: They were changed.
    """
    if key is None:
        return {name: getattr(document, name) for name in WORDS}
    said = _opened(document.kept_words, key, document)
    day = said["dated_on"]
    return said | {"dated_on": date.fromisoformat(day) if day else None}


def put_words(document: Document, key: bytes, said: dict[str, Any]) -> None:
    """Write what a document is called under its own key."""
    day = said["dated_on"]
    kept = {**said, "dated_on": day.isoformat() if day else ""}
    document.kept_words = _locked(kept, key, document)


def file_words(file: DocumentFile, key: bytes | None) -> tuple[str, str]:
    """Return what opens a file and what it is called; empty where it is for others only.

    Raises:
        Damaged: They were changed.
    """
    if key is None or not file.kept:
        return file.key, file.name
    said = _opened(file.kept, key, file)
    return str(said["key"]), str(said["name"])


def put_file(file: DocumentFile, key: bytes, opens: str, name: str) -> None:
    """Write what opens a file and what it is called under its document's own key."""
    file.kept = _locked({"key": opens, "name": name}, key, file)
    file.key, file.name = "", ""


def _locked(said: dict[str, Any], key: bytes, row: Document | DocumentFile) -> str:
    plain = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return tightkeys.lock(plain, key, row.case_id, row.id).hex()


def _opened(kept: str, key: bytes, row: Document | DocumentFile) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(
            tightkeys.unlock(bytes.fromhex(kept), key, row.case_id, row.id)
        )
    except ValueError:
        raise Damaged from None
    return found
