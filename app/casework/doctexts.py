"""The words of documents: read out of them by the press, sealed like them, and opened again.

They are made when somebody who reads a document looks for the first time; the night, which opens
no case, makes none. Of a document that only some of the case's people read they stand under its own
key. When its readers change, or it is deleted, its words go.
"""

import json
import logging
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import delete

from app.casework import dockeys, documents, policy, seats, vault
from app.casework.casefiles import open_row
from app.casework.fetching import Fetched, Leaving, fetched
from app.casework.filetypes import read_as
from app.casework.seats import Seat
from app.clock import monotonic
from app.crypto import tightkeys
from app.db.desk import Desk, House
from app.errors import AmparoError, Damaged, Forbidden, Locked, NotFound, Refused
from app.models import Document, DocumentFile, DocumentText
from app.press import looks
from app.press.bench import Content, Failed

log = logging.getLogger(__name__)

BUSY, ENDED = "busy", "ended"  # ended: it may have been for the want of time
MOST_BYTES: Final = 250 * 1024 * 1024  # of one document
NAMED: Final = "document_texts"


@dataclass(frozen=True, slots=True)
class Unread:
    """A file whose words nobody read out of it yet."""

    file: Fetched
    kind: str


@dataclass(frozen=True, slots=True)
class Read:
    """What was read out of a file, or why it could not be."""

    of: Fetched
    words: list[str] = field(repr=False)
    is_whole: bool = True
    wrong: str = ""


def id_of(file_id: UUID) -> UUID:
    """Return under which id the words of a file stand."""
    return uuid5(file_id, NAMED)


def unread(desk: Desk, files: Collection[DocumentFile], keys: Mapping[UUID, bytes]) -> list[Unread]:
    """Return of these files those that the press can read.

    Args:
        desk: Where their cases are open.
        files: Which are asked about, all of them read by whoever asks.
        keys: The own keys of tighter documents, by document.
    """
    found = []
    for file in files:
        kind = read_as(file.media_type)
        if not kind or file.size > MOST_BYTES:
            continue
        opens, name = dockeys.file_words(file, keys.get(file.document_id))
        if opens:
            found.append(Unread(fetched(desk.house.settings, file, opens, name), kind))
    return found


def read_out(files: Collection[Unread], seconds: float) -> Iterator[Read]:
    """Yield the words of files, one after the other, until so much time has gone by.

    While the press has no room nothing is yielded: the file stays unread.
    """
    until = monotonic() + seconds
    for each in files:
        if monotonic() > until:
            return
        try:
            found = looks.words(each.kind, content_of(each.file))
        except Failed as failed:
            if failed.code != BUSY:
                yield Read(each.file, [], wrong=failed.code)
        except Damaged:
            continue  # its page says so
        else:
            yield Read(each.file, found.pages, found.is_whole)


def content_of(of: Fetched) -> Content:
    """Return a file as the press takes it: proved, piece by piece."""

    def pieces() -> Iterator[bytes | bytearray]:
        with Leaving(of) as file:
            yield from file.pieces()

    return Content(of.size, pieces)


def keep(house: House, seat: Seat, found: Collection[Read]) -> None:
    """Seal what was read into its cases.

    Where nothing can be saved, what was asked is answered all the same: it is read anew next time.
    """
    try:
        with seats.writing(house, seat) as desk:
            policy.require(desk.who.role, policy.READ_DOCUMENTS)
            for each in found:
                with suppress(Damaged, Forbidden, NotFound, Refused):  # not hers to write any more
                    _put(desk, each)
    except AmparoError as failure:
        log.warning("document_texts: not kept: %s", failure.code)


def _put(desk: Desk, read: Read) -> None:
    """Seal what was read out of one file; nothing is written before the last that can be wrong."""
    document = open_row(desk, Document, read.of.document_id)
    documents.require_stands(document)
    key = dockeys.key_to_write(desk, document)
    former = desk.db.get(DocumentText, id_of(read.of.file_id))
    if former is not None:
        desk.db.delete(former)
        desk.db.flush()
    said = json.dumps(read.words)
    said = said.ljust(vault.padded(len(said)))
    row = DocumentText(
        id=id_of(read.of.file_id),
        case_id=document.case_id,
        document_id=document.id,
        file_id=read.of.file_id,
        words=said if key is None else "",
        pages=len(read.words),
        wrong=read.wrong,
        is_whole=read.is_whole,
        at=desk.now,
    )
    if key is not None:
        row.kept = tightkeys.lock(said.encode(), key, row.case_id, row.id).hex()
    desk.db.add(row)
    desk.db.flush()


def opened(row: DocumentText, key: bytes | None) -> list[str] | None:
    """Return the words of each page, None where they were changed or are under another key."""
    try:
        said = row.words
        if key is not None:
            said = tightkeys.unlock(bytes.fromhex(row.kept), key, row.case_id, row.id).decode()
        found = json.loads(said)
    except (Damaged, Locked, ValueError):
        return None
    return [str(each) for each in found]


def is_of(row: DocumentText, file_id: UUID) -> bool:
    """Tell whether words open and are those of a file."""
    try:
        return row.file_id == file_id
    except (Damaged, Locked):
        return False


def forget(desk: Desk, document: Document) -> None:
    """Have the words of a document go: of all its versions."""
    ids = [id_of(each.id) for each in documents.files_of(desk, document)]
    desk.db.execute(delete(DocumentText).where(DocumentText.id.in_(ids)))
