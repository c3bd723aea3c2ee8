"""A document looked at on the screen: its pages as pictures, or its words where it has no pages.

Pictures are made at each look by the press, of chunks that were proved before, and kept nowhere.
"""

import logging
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.casework import audit, dockeys, doctexts, documents, policy, seats
from app.casework.casefiles import Label, label_of, open_row
from app.casework.doctexts import Unread, content_of
from app.casework.seats import Seat
from app.db.desk import Desk, House
from app.errors import AmparoError, NotFound, Refused
from app.models import Document, DocumentFile, DocumentText
from app.press import looks
from app.press.bench import Failed
from app.press.frames import PDF, PICTURE
from app.words import N_

log = logging.getLogger(__name__)

VIEW = "document.view"
NOT_SHOWN: Final = N_(
    "Files of this kind are not shown here. Save it to your device, and open it there."
)
FAILED: Final = {
    "damaged": N_(
        "This file could not be read, so it is not shown. Save it to your device, and try to open "
        "it there."
    ),
    "locked": N_(
        "This document opens by a password only. Ask whoever sent it for one without a password."
    ),
    "too_large": N_(
        "This document has too many pages or too many picture points to be shown here. Save it to "
        "your device, and open it there."
    ),
    "no_words": NOT_SHOWN,
    "busy": N_("Several documents are being opened just now. Try again in a moment."),
    "ended": N_(
        "It took too long to show this. Save it to your device, and open it there with care: such "
        "files can be made to do harm."
    ),
}


class Asked(BaseModel):
    """Which version of a document is looked at, and how closely."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int | None = Field(default=None, ge=1, le=1_000_000)
    wider: bool = Field(default=False, description="With more points, to read small print.")


@dataclass(frozen=True, slots=True)
class Looked:
    """What is known of a document that is looked at."""

    label: Label
    name: str = field(repr=False)
    number: int
    is_newest: bool
    pages: int
    is_picture: bool
    wrong: str = ""
    words: list[str] = field(default_factory=list, repr=False)


@dataclass(frozen=True, slots=True)
class _Standing:
    label: Label
    file: DocumentFile
    name: str
    newest: int
    unread: Unread
    row: DocumentText | None
    key: bytes | None


def look(house: House, seat: Seat, document_id: UUID, number: int | None) -> Looked:
    """Return what is to be shown of a document; what its pages are is read out once.

    Raises:
        AmparoError: As `documents.to_fetch`; or files of its kind are not shown.
    """
    with seats.reading(house, seat) as desk:
        policy.require(desk.who.role, policy.READ_DOCUMENTS)
        found = _standing(desk, document_id, number)
        words, pages, wrong = _known(found)
        is_newest = found.file.number == found.newest
    if words is None:
        read = list(doctexts.read_out([found.unread], 1))
        doctexts.keep(house, seat, read)
        if not read:
            raise Refused(FAILED["busy"])
        words, pages, wrong = read[0].words, len(read[0].words), read[0].wrong
    is_picture = found.unread.kind in {PDF, PICTURE}
    if not is_picture and not wrong:
        _note(house, seat, document_id, number=found.unread.file.number)
    return Looked(
        label=found.label,
        name=found.name,
        number=found.unread.file.number,
        is_newest=is_newest,
        pages=pages,
        is_picture=is_picture,
        wrong=FAILED.get(wrong, FAILED["ended"]) if wrong else "",
        words=[] if is_picture else words,
    )


def _known(of: _Standing) -> tuple[list[str] | None, int, str]:
    """Return what was read out before: words, pages, and why not; what was ended is tried anew."""
    if of.row is None or of.row.wrong == doctexts.ENDED:
        return None, 0, ""
    return doctexts.opened(of.row, of.key), of.row.pages, of.row.wrong


def picture(house: House, seat: Seat, document_id: UUID, page: int, asked: Asked) -> bytes:
    """Return a page as a picture; the first is 1. It is put on record before it is made.

    Raises:
        AmparoError: As `look`, or there is no such page.
    """
    with seats.reading(house, seat) as desk:
        policy.require(desk.who.role, policy.READ_DOCUMENTS)
        unread = _standing(desk, document_id, asked.number).unread
    if unread.kind not in {PDF, PICTURE}:
        raise Refused(NOT_SHOWN)
    _note(house, seat, document_id, number=unread.file.number, page=page)
    wide = looks.WIDER if asked.wider else looks.WIDE
    try:
        return looks.picture(unread.kind, content_of(unread.file), page - 1, wide).content
    except Failed as failed:
        if failed.code == "no_page":
            raise NotFound from None
        raise Refused(FAILED.get(failed.code, FAILED["ended"])) from None


def _standing(desk: Desk, document_id: UUID, number: int | None) -> _Standing:
    documents.to_fetch(desk, document_id, number)  # says why where it does not leave
    document = open_row(desk, Document, document_id)
    files = documents.files_in(desk, [document.case_id])[document.id]
    number = document.newest if number is None else number
    file = next(each for each in files if each.number == number)
    key = dockeys.key_of(desk, document)
    keys = {} if key is None else {document.id: key}
    found = doctexts.unread(desk, [file], keys)
    if not found:
        raise Refused(NOT_SHOWN)
    row = desk.db.get(DocumentText, doctexts.id_of(file.id))
    return _Standing(
        label=label_of(desk, document.case_id),
        file=file,
        name=dockeys.words_of(document, key)["name"],
        newest=document.newest,
        unread=found[0],
        row=row if row is not None and doctexts.is_of(row, file.id) else None,
        key=key,
    )


def _note(house: House, seat: Seat, document_id: UUID, **what: int) -> None:
    """Put on record that somebody looks; a full disk keeps nobody from a paper, and is an alarm."""
    try:
        with seats.writing(house, seat) as desk:
            audit.note(desk, VIEW, document_id, **what)
    except AmparoError as failure:
        log.warning("documents %s: not noted that it was seen: %s", document_id, failure.code)
