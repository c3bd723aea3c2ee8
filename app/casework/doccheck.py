"""Checking the documents of cases that are open: their versions, their files, their own keys."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy import select

from app.casework import dockeys, documents, vault
from app.casework.fetching import is_sound
from app.casework.sound import sound
from app.db.desk import Desk
from app.errors import Damaged
from app.models import Document, DocumentFile

CHANGED: Final = "its file was changed"


def unsound(desk: Desk, case_ids: Collection[UUID]) -> list[str]:
    """Return what is wrong with the documents of cases that are open here: each file is read.

    A card that does not open was named already, as was a file that is not there.
    """
    found = []
    files = documents.files_in(desk, case_ids)
    query = select(Document).where(Document.case_id.in_(case_ids))
    rows = sound(desk.db.scalars(query))
    for document in rows:
        numbers = [each.number for each in files.get(document.id, [])]
        if numbers != list(range(document.newest, 0, -1)):
            found.append(f"{document.named}: a version of it was taken away, put back or added")
    tight = dockeys.readers(desk, rows)
    keys = dockeys.keys(desk, tight)
    found += [
        f"{row.named}: does not open for its reader"
        for row in tight
        if row.reader_id == desk.who.id and row.document_id not in keys
    ]
    given = dockeys.on_record(desk)
    found += [
        f"{each.named}: read otherwise than on record"
        for each in rows
        if not dockeys.agrees(each, tight, keys.get(each.id), given.get(each.id, dockeys.Given()))
    ]
    found += [
        f"{document.named}: what its readers call it was changed"
        for document in rows
        if document.removed_at is None and not _opens(document, keys.get(document.id))
    ]
    for file in (each for of in files.values() for each in of):
        if wrong := _wrong(desk, file, keys.get(file.document_id)):
            found.append(f"{file.named}: {wrong}")
    return found


def _opens(document: Document, key: bytes | None) -> bool:
    try:
        dockeys.words_of(document, key)
    except Damaged:
        return False
    return True


def _wrong(desk: Desk, file: DocumentFile, key: bytes | None) -> str:
    settings = desk.house.settings
    try:
        opens, _ = dockeys.file_words(file, key)
    except Damaged:
        return CHANGED
    is_there = bool(opens) and vault.path_of(settings, file.id).is_file()
    return CHANGED if is_there and not is_sound(settings, file, opens) else ""
