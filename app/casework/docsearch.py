"""Looking for words inside the documents of cases that whoever asks can open.

What is looked for is kept nowhere. Documents that only others of a case read are neither found nor
counted. In one case, what nobody read out yet is read out first, as far as a few seconds reach.
"""

import logging
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import audit, casefiles, dockeys, doctexts, documents, policy, seats
from app.casework.doctexts import Unread
from app.casework.docviews import DocumentView, views
from app.casework.seats import Seat
from app.db.desk import Desk, House
from app.errors import AmparoError, Damaged, Refused
from app.models import Document, DocumentFile, DocumentText
from app.words import N_

log = logging.getLogger(__name__)

SEARCH = "case.search"
SECONDS: Final = 10.0  # of reading out what nobody read yet
MOST_READ: Final = 30  # documents, likewise
MOST_LOOKED: Final = 2_000  # documents, the newest
MOST_FOUND: Final = 50
MOST_PLACES: Final = 3  # of one document
AROUND: Final = 70  # signs before and behind
AT_ONCE: Final = 20  # rows that are in memory at the same time
LEAST: Final = 3  # signs of a word
MARKS: Final = re.compile(r"[\u0300-\u036f]+")
APART: Final = re.compile(r"[^\w]+")
TOO_SHORT: Final = N_("Look for a word of at least three letters or figures.")


class WordsSought(BaseModel):
    """Words that stand on one page, in whatever order."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    words: Annotated[str, Field(min_length=1, max_length=200, repr=False)]
    case_id: UUID | None = Field(default=None, description="Left out: in all cases one can open.")


class PlaceView(BaseModel):
    """Where in a document; page 0 is what is said of it: its name, source and words."""

    model_config = ConfigDict(frozen=True)

    page: int
    text: str = Field(repr=False)


class FoundView(BaseModel):
    """A document in which all words stand on one page."""

    model_config = ConfigDict(frozen=True)

    document: DocumentView
    case: str = Field(repr=False, description="The case's number and client.")
    places: list[PlaceView]


class SearchView(BaseModel):
    """What was found, and what was not looked into."""

    model_config = ConfigDict(frozen=True)

    found: list[FoundView]
    is_all: bool = Field(description="Whether no more were found, and none is older than these.")
    unread: int = Field(description="Documents whose words were not read out yet: ask again.")
    wordless: int = Field(
        description="Documents not looked into whole, such as scans, which hold no letters."
    )
    closed: list[DocumentView] = Field(description="The newest of these, to be looked at.")


@dataclass(slots=True)
class _Looking:
    """Documents that whoever asks reads, the newest first."""

    rows: list[Document]
    keys: dict[UUID, bytes]
    newest: dict[UUID, DocumentFile]
    files: dict[UUID, list[DocumentFile]]
    labels: dict[UUID, casefiles.Label]
    is_all: bool = True
    unread: list[Unread] = field(default_factory=list)
    wordless: set[UUID] = field(default_factory=set)
    found: list[tuple[Document, list[PlaceView]]] = field(default_factory=list)


def search(house: House, seat: Seat, sought: WordsSought) -> SearchView:
    """Look for words.

    Raises:
        NotFound: No such case here.
        Refused: The words are too short.
    """
    words = _folded_words(sought.words)
    answer, unread = _searched(house, seat, sought.case_id, words)
    if unread and sought.case_id is not None:
        doctexts.keep(house, seat, list(doctexts.read_out(unread[:MOST_READ], SECONDS)))
        answer, _ = _searched(house, seat, sought.case_id, words)
    _note(house, seat, sought.case_id, answer)
    return answer


def _searched(
    house: House, seat: Seat, case_id: UUID | None, words: list[str]
) -> tuple[SearchView, list[Unread]]:
    """Return what stands in the words that are known, and which documents nobody read yet."""
    with seats.reading(house, seat) as desk:
        policy.require(desk.who.role, policy.READ_DOCUMENTS)
        looking = _looking(desk, case_id)
        _look(desk, looking, words)
        return _answer(desk, looking), looking.unread


def _looking(desk: Desk, case_id: UUID | None) -> _Looking:
    if case_id is not None:
        casefiles.open_file(desk, case_id)
    labels = casefiles.labels(desk, None if case_id is None else {case_id})
    query = select(Document).where(Document.case_id.in_(labels))
    rows = [row for row in casefiles.sound(desk, desk.db.scalars(query)) if row.removed_at is None]
    keys = dockeys.keys(desk, dockeys.readers(desk, rows))
    rows = [row for row in rows if row.id in keys or not row.tight]
    rows.sort(key=lambda row: row.at, reverse=True)
    files = documents.files_in(desk, labels)
    return _Looking(
        rows=rows[:MOST_LOOKED],
        keys=keys,
        newest={row.id: files[row.id][0] for row in rows[:MOST_LOOKED] if row.id in files},
        files=files,
        labels=labels,
        is_all=len(rows) <= MOST_LOOKED,
    )


def _look(desk: Desk, looking: _Looking, words: list[str]) -> None:
    """Look into each document, opening the words of one at a time."""
    places = _read(desk, looking, words)
    for row in looking.rows:
        called = _called(row, looking.keys.get(row.id))
        found = [PlaceView(page=0, text=called)] if _stand(words, folded(called)) else []
        found += places.get(row.id, [])
        if found:
            looking.found.append((row, found[:MOST_PLACES]))
    silent = [file for each, file in looking.newest.items() if each not in places]
    looking.unread = doctexts.unread(desk, silent, looking.keys)
    unread = {each.file.document_id for each in looking.unread}
    # Of the others each is of a kind that nobody reads out.
    looking.wordless |= {file.document_id for file in silent} - unread


def _called(row: Document, key: bytes | None) -> str:
    try:
        said = dockeys.words_of(row, key)
    except Damaged:
        return ""  # the check names it
    return " · ".join([said["name"], said["source"], *said["tags"]])


def _read(desk: Desk, looking: _Looking, words: list[str]) -> dict[UUID, list[PlaceView]]:
    """Return where the words stand in each document whose own words are known."""
    places: dict[UUID, list[PlaceView]] = {}
    files = {doctexts.id_of(file.id): file for file in looking.newest.values()}
    query = select(DocumentText).where(DocumentText.case_id.in_(looking.labels))
    for row in desk.db.scalars(query.execution_options(yield_per=AT_ONCE)):
        file = files.get(row.id)
        is_its = file is not None and doctexts.is_of(row, file.id)
        pages = None
        if file is not None and is_its:
            pages = doctexts.opened(row, looking.keys.get(file.document_id))
        if file is not None and pages is not None:
            is_all = row.is_whole and bool(pages) and all(page.strip() for page in pages)
            if not is_all:
                looking.wordless.add(file.document_id)
            places[file.document_id] = list(_places(pages, words))
        desk.db.expunge(row)
    return places


def _places(pages: Iterable[str], words: list[str]) -> Iterator[PlaceView]:
    for at, page in enumerate(pages):
        if _stand(words, folded(page)):
            yield PlaceView(page=at + 1, text=_around(page, words))


def _stand(words: list[str], text: str) -> bool:
    return all(word in text for word in words)


def folded(text: str) -> str:
    """Return a text without case and accents."""
    small = text.casefold()
    return small if small.isascii() else MARKS.sub("", unicodedata.normalize("NFKD", small))


def _folded_words(text: str) -> list[str]:
    words = [word for word in APART.split(folded(text)) if word]
    if not any(len(word) >= LEAST for word in words):
        raise Refused(fields={"words": TOO_SHORT})
    return words


def _around(page: str, words: list[str]) -> str:
    """Return the words of a page around the longest of those that were looked for."""
    longest = max(words, key=len)
    plain, places = [], []
    for at, sign in enumerate(page):
        told = folded(sign)
        plain.append(told)
        places += [at] * len(told)
    begins = "".join(plain).find(longest)
    middle = places[begins] if 0 <= begins < len(places) else 0
    first, last = max(middle - AROUND, 0), middle + len(longest) + AROUND
    cut = " ".join(page[first:last].split())
    return f"{'… ' if first else ''}{cut}{' …' if last < len(page) else ''}"


def _answer(desk: Desk, looking: _Looking) -> SearchView:
    rows = [row for row, _ in looking.found[:MOST_FOUND]]
    closed = [row for row in looking.rows if row.id in looking.wordless][:MOST_FOUND]
    shown = views(desk, [*rows, *closed], looking.files)
    found = []
    for view, (row, places) in zip(shown[: len(rows)], looking.found, strict=False):
        label = looking.labels[row.case_id]
        case = " ".join(each for each in (label.number, label.client_name) if each)
        found.append(FoundView(document=view, case=case, places=places))
    return SearchView(
        found=found,
        is_all=looking.is_all and len(looking.found) <= MOST_FOUND,
        unread=len(looking.unread),
        wordless=len(looking.wordless),
        closed=shown[len(rows) :],
    )


def _note(house: House, seat: Seat, case_id: UUID | None, answer: SearchView) -> None:
    """Put on record in which documents words were found; never which words."""
    seen = [str(each.document.id) for each in answer.found]
    try:
        with seats.writing(house, seat) as desk:
            audit.note(desk, SEARCH, case_id, documents=seen)
    except AmparoError as failure:
        log.warning("documents: not noted that they were searched: %s", failure.code)
