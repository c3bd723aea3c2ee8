"""Deleting one document of a case: with its reason, for thirty seconds to be taken back.

Its rows stay and say what was deleted: kind, reason, by whom and when, and of each file its length
and fingerprint. What it was called and what opens its files is set aside in a row of its own. The
worker, who opens no case, deletes that row once the time is over; then nothing opens the files any
more, and they go too.
"""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import audit, dockeys, doctexts, documents, holds, vault
from app.casework.casefiles import expect, open_row
from app.casework.docviews import DocumentView
from app.casework.onrecord import RESTORE, SWEEP
from app.casework.sound import sound
from app.casework.typed import Long
from app.crypto.primitives import random_key
from app.db import engine
from app.db.desk import Desk, House, NightDesk, night
from app.errors import Refused
from app.models import Audit, Document, DocumentFile, SetAside
from app.words import N_

Why = Literal["wrong_case", "twice", "not_meant", "asked", "mistake", "other"]
NEVER_ARRIVED: Final = "never_arrived"
REMOVE, UNDO = "document.remove", "document.undo"
UNDO_FOR: Final = timedelta(seconds=30)
TOUCHED: Final = ("documents", "document_files", "document_texts", "set_aside")
TEXTS: Final = ("name", "source", "kept_words")
SAY_WHY: Final = N_("Say why it is deleted: the reason stays with the case.")
IN_WORDS: Final = N_("Say it in a few words: nobody could tell from this alone.")
TOO_LATE: Final = N_(
    "This cannot be taken back any more. Send the document anew from its original."
)
STANDS: Final = N_("This document was not deleted, or it was taken back already.")


class Removal(BaseModel):
    """Why a document is deleted; of one whose file never arrived nobody has to say it."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int
    why: Why | None = None
    words: Long = Field(default="", repr=False, description="The reason in words, for the case.")


def remove(desk: Desk, document_id: UUID, wanted: Removal) -> DocumentView:
    """Delete a document with all its versions.

    Raises:
        Conflict: Somebody saved since.
        Damaged: A version was taken away or put back outside Amparo.
        Forbidden: Only others of the case read it.
        NotFound: No such document here.
        Refused: No reason is given, a hold stands, or it was deleted before.
    """
    document = open_row(desk, Document, document_id)
    documents.require_stands(document)
    expect(document, wanted.version, documents.one(desk, document_id))
    _require_no_hold(desk, document.case_id)
    why = _reason(document, wanted)
    dockeys.key_of(desk, document)  # nobody deletes unread what only others read
    files, salt = documents.files_of(desk, document), random_key().hex()
    doctexts.forget(desk, document)
    aside = SetAside(
        case_id=document.case_id,
        document_id=document.id,
        said=_emptied(document),
        files={str(each.id): [each.key, each.name, each.kept] for each in files},
        at=desk.now,
    )
    desk.db.add(aside)
    for each in files:
        each.key = each.name = each.kept = ""
    document.removed_at, document.removed_by = desk.now, desk.who.id
    document.removed_why, document.removed_words = why, wanted.words
    document.removed_salt = salt
    desk.db.flush()
    gone = {vault.TABLE: [str(each.id) for each in files]}
    prints = [_print(salt, each) for each in files]
    audit.note(desk, REMOVE, document.id, why=why, prints=prints, aside=str(aside.id), of=gone)
    return documents.one(desk, document_id)


def undo(desk: Desk, document_id: UUID) -> DocumentView:
    """Take back that a document was deleted.

    Raises:
        NotFound: No such document here.
        Refused: The time for that is over, or it was not deleted.
    """
    document = open_row(desk, Document, document_id)
    if document.removed_at is None:
        raise Refused(STANDS)
    aside = _aside(desk, document)
    if aside is None:
        raise Refused(TOO_LATE)
    said = aside.said
    document.kept_words, document.tags = said["kept_words"], said["tags"]
    document.name, document.source = said["name"], said["source"]
    document.dated_on = date.fromisoformat(said["dated_on"]) if said["dated_on"] else None
    for each in documents.files_of(desk, document):
        each.key, each.name, each.kept = aside.files[str(each.id)]
    document.removed_at = document.removed_by = None
    document.removed_why = document.removed_words = document.removed_salt = ""
    desk.db.delete(aside)
    desk.db.flush()
    audit.note(desk, UNDO, document.id)
    return documents.one(desk, document_id)


def may_undo(desk: Desk, document_id: UUID) -> bool:
    """Tell whether it can still be taken back that a document was deleted.

    Raises:
        NotFound: No such document here.
    """
    document = open_row(desk, Document, document_id)
    return document.removed_at is not None and _aside(desk, document) is not None


def sweep(house: House) -> int:
    """Have what was deleted go for good once it cannot be taken back; return how many did.

    What a hold came upon meanwhile stays set aside, and can be taken back until the hold is lifted.
    """
    with night(house, writes=False) as desk:
        if not _due(desk):
            return 0
    files: list[str] = []
    with night(house, writes=True) as desk:
        due = _due(desk)
        for aside_id, its in due.items():
            desk.db.delete(desk.db.get_one(SetAside, aside_id))
            files += its
        desk.db.flush()
        audit.note(desk, SWEEP, gone={vault.TABLE: files})
    vault.remove(house.settings, (UUID(each) for each in files))
    engine.sweep(house.engine, TOUCHED, ())
    return len(due)


def wrong(desk: NightDesk) -> Iterator[str]:
    """Yield what is set aside by no deed on record; two statements."""
    known = {entry.detail.get("aside") for entry in _removals(desk)}
    for each in desk.db.scalars(select(SetAside.id).order_by(SetAside.id)):
        if str(each) not in known:
            yield f"{SetAside.__tablename__} {each}: set aside by no deed on record"


def otherwise(desk: Desk, case_ids: Collection[UUID]) -> Iterator[str]:
    """Yield the documents of open cases that are deleted otherwise than the record has it."""
    rows = sound(desk.db.scalars(select(Document).where(Document.case_id.in_(case_ids))))
    deeds = (REMOVE, UNDO, RESTORE)
    query = select(Audit).where(Audit.action.in_(deeds)).order_by(Audit.seq)
    last: dict[UUID | None, Audit] = {}
    for entry in sound(desk.db.scalars(query)):
        if entry.action == RESTORE:  # an older content knows nothing of what was done after it
            since = int(entry.detail["since"])
            last = {each: deed for each, deed in last.items() if deed.seq <= since}
        else:
            last[entry.object_id] = entry
    files: dict[UUID, list[DocumentFile]] = {}
    for file in sound(
        desk.db.scalars(select(DocumentFile).where(DocumentFile.case_id.in_(case_ids)))
    ):
        files.setdefault(file.document_id, []).append(file)
    for row in rows:
        deed = last.get(row.id)
        is_on_record = deed is not None and deed.action == REMOVE
        if is_on_record != (row.removed_at is not None):
            yield f"{row.named}: deleted, or there again, otherwise than on record"
        elif deed is not None and is_on_record:
            prints = {_print(row.removed_salt, each) for each in files.get(row.id, [])}
            if prints != set(deed.detail["prints"]):
                yield f"{row.named}: its fingerprints are not those that were deleted"


def _aside(desk: Desk, document: Document) -> SetAside | None:
    """Return what was set aside of a document, while it can be taken back."""
    query = select(SetAside).where(SetAside.case_id == document.case_id)
    for row in sound(desk.db.scalars(query)):
        if row.document_id == document.id:
            is_held = holds.stands_on(desk, document.case_id) or holds.is_office_held(desk)
            return row if desk.now < row.at + UNDO_FOR or is_held else None
    return None


def _due(desk: NightDesk) -> dict[UUID, list[str]]:
    """Return what was set aside long enough and by whose deed, with the files of each."""
    asides = {row[0]: row[1] for row in desk.db.execute(select(SetAside.id, SetAside.case_id))}
    if not asides or holds.is_office_held(desk):
        return {}
    due = {}
    for entry in _removals(desk):
        aside_id = UUID(entry.detail["aside"])
        is_over = aside_id in asides and entry.at + UNDO_FOR <= desk.now
        if is_over and not holds.stands_on(desk, asides[aside_id]):
            due[aside_id] = list(entry.detail["of"][vault.TABLE])
    return due


def _removals(desk: NightDesk) -> list[Audit]:
    return sound(desk.db.scalars(select(Audit).where(Audit.action == REMOVE).order_by(Audit.seq)))


def _require_no_hold(desk: Desk, case_id: UUID) -> None:
    if holds.stands_on(desk, case_id):
        raise Refused(holds.HELD_CASE)
    if holds.is_office_held(desk):
        raise Refused(holds.HELD_OFFICE)


def _reason(document: Document, wanted: Removal) -> str:
    if not document.newest:
        return NEVER_ARRIVED if wanted.why is None else wanted.why
    if wanted.why is None:
        raise Refused(fields={"why": SAY_WHY})
    if wanted.why == "other" and not wanted.words:
        raise Refused(fields={"words": IN_WORDS})
    return wanted.why


def _emptied(document: Document) -> dict[str, Any]:
    """Return what a document was called, which its row no longer says."""
    day = document.dated_on
    said: dict[str, Any] = {name: getattr(document, name) for name in TEXTS}
    said |= {"tags": document.tags, "dated_on": day.isoformat() if day else ""}
    document.name = document.source = document.kept_words = ""
    document.tags, document.dated_on = [], None
    return said


def _print(salt: str, file: DocumentFile) -> str:
    """Return what the record keeps of a file: nobody but the people of its case can tell of what.

    The SHA-256 of salt and fingerprint, both of which stand in the case.
    """
    return sha256(f"{salt} {file.sha256}".encode()).hexdigest()
