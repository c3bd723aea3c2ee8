"""Documents of the small office's cases, filed as the doors file them but for the wire."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from app.casework import documents, vault
from app.casework.arriving import Arrived, Arriving, Expected
from app.casework.documents import NewDocument, Sent
from app.casework.docviews import DocumentView
from app.casework.fetching import Leaving
from app.casework.tray import files as tray_files
from tests.support.office import Office

PAGES = b"%PDF-1.7\n" + hashlib.shake_128(b"a notice").digest(100_000)


def filed(
    office: Office,
    case_id: UUID,
    content: bytes = PAGES,
    name: str = "alma",
    called: str = "Notice.pdf",
) -> DocumentView:
    """File a document in a case."""
    with office.writing(name) as desk:
        new = NewDocument(case_id=case_id, name=called, kind="notice")
        document = documents.add(desk, new)
    return sent(office, document.id, content, name=name)


def sent(
    office: Office,
    document_id: UUID,
    content: bytes,
    *,
    name: str = "alma",
    version: int | None = None,
) -> DocumentView:
    """Send a version of a document."""
    with office.reading(name) as desk:
        told = Sent(length=len(content), version=version)
        expected = documents.expected(desk, document_id, told)
    with _arrived(office, expected, content) as arrived, office.writing(name) as desk:
        return documents.received(desk, arrived, version)


@contextmanager
def _arrived(office: Office, expected: Expected, content: bytes) -> Iterator[Arrived]:
    """Have a file come whole, and stay where its row was saved."""
    arriving = Arriving(office.house, expected)
    try:
        arriving.take(content)
        yield arriving.close()
        arriving.is_kept = True
    finally:
        arriving.abandon()
    arriving.settle()


def read(office: Office, document_id: UUID, number: int | None = None, name: str = "alma") -> bytes:
    """Return what a document's file holds."""
    with office.reading(name) as desk:
        of = documents.to_fetch(desk, document_id, number)
    with Leaving(of) as file:
        return b"".join(file.pieces())


def files(office: Office) -> list[Path]:
    """Return the files that lie at their places."""
    return sorted(vault.folder(office.house.settings).glob("??/*"))


def handed(
    office: Office, item_id: UUID, content: bytes = PAGES, *, name: str = "olga", called: str = ""
) -> int:
    """Send a file for what somebody handed in; return how many wait with it."""
    with office.reading(name) as desk:
        told = Sent(length=len(content), name=called or "Letter.pdf")
        expected = tray_files.expected(desk, item_id, told)
    with _arrived(office, expected, content) as arrived, office.writing(name) as desk:
        return tray_files.received(desk, item_id, arrived)
