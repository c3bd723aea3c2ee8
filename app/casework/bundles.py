"""Filings of several documents of a case: which, in which order, and what is printed beside them.

They are made in `binding`; what was made is a document of the case like any other, and the filing
keeps which versions stood in it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import audit, documents, staff
from app.casework.bundlecover import cover_of
from app.casework.casefiles import expect, open_file, open_row, sound, stretch
from app.casework.docviews import DocumentView
from app.casework.typed import Long, Short
from app.db.desk import Desk
from app.errors import Refused
from app.models import Bundle, Letter
from app.press.frames import tab
from app.words import N_

ENDING: Final = re.compile(r"\.(?:pdf|jpe?g|png)$", re.IGNORECASE)  # of a file, for no judge
NUMBERS: Final = re.compile(r"(\d+)")
PRESSED: Final[Mapping[str, str]] = {  # what can stand in a filing, as the press calls it
    "application/pdf": "pdf",
    "image/jpeg": "picture",
    "image/png": "picture",
}
NOT_HERE: Final = N_("A document that you chose is not in this case. Choose from the list.")
TWICE: Final = N_("A document that you chose stands in this filing already.")
CLOSER: Final = N_(
    "One of these documents is read by some people of the case alone, and what is made of it would "
    "be read by all of them. Let all of them read it first, or leave it out."
)
NOT_PRESSED: Final = N_(
    "Only PDF files and pictures (JPEG, PNG) can stand in a filing. Save the others as PDF, send "
    "them as a new version, and choose them then."
)


class Printed(BaseModel):
    """What is printed on the cover and on the certificates; what is empty is left out."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    attorney: Long = Field(default="", repr=False, description="Who files, with address.")
    custody: Literal["", "detained", "not_detained"] = ""
    court: Long = Field(default="", repr=False)
    respondents: Long = Field(default="", repr=False)
    numbers: Long = Field(default="", repr=False)
    proceedings: Short = Field(default="", repr=False)
    judge: Short = Field(default="", repr=False)
    hearing: Short = Field(default="", repr=False)
    translator: Short = Field(default="", repr=False)
    translator_address: Long = Field(default="", repr=False)
    translated_from: Short = Field(default="", repr=False)
    served_to: Long = Field(default="", repr=False)
    served_by: Short = Field(default="", repr=False)
    served_how: Short = Field(default="", repr=False)
    served_day: Short = Field(default="", repr=False, description="Empty: a line to write it on.")


class Exhibit(BaseModel):
    """One document behind its tab."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    document_id: UUID
    title: Short = Field(default="", repr=False, description="Empty: the document's own name.")
    translated: bool = Field(default=False, description="The certificate of translation names it.")


class NewBundle(BaseModel):
    """A filing to be put together; what is printed is taken from the case."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    case_id: UUID
    title: Short = Field(min_length=1, repr=False)
    exhibits: list[Exhibit] = Field(default_factory=list, max_length=200)


class BundleChange(BaseModel):
    """What changes; whatever is left out stays. Exhibits are sent whole, in their order."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int
    title: Short | None = Field(default=None, min_length=1, repr=False)
    most_mib: int | None = Field(default=None, ge=1, le=100)
    printed: Printed | None = Field(default=None, repr=False)
    exhibits: list[Exhibit] | None = Field(default=None, max_length=200)


class ExhibitView(Exhibit):
    """One document behind its tab, and what to know of it before it leaves."""

    tab: str
    name: str = Field(repr=False)
    called: str = Field(
        repr=False, description="What the list calls it unless a title says else: without “.pdf”."
    )
    is_here: bool = Field(description="Its file is here and of a kind that can be printed.")
    work_product: bool
    third_party: bool


class VolumeView(BaseModel):
    """One PDF that was made."""

    model_config = ConfigDict(frozen=True)

    document_id: UUID
    first: int
    last: int
    size: int


class MadeExhibit(BaseModel):
    """Which version of a document stood in a filing, and on which pages."""

    model_config = ConfigDict(frozen=True)

    document_id: UUID
    number: int
    sha256: str = Field(repr=False)
    tab: str
    first: int
    last: int


class MadeView(BaseModel):
    """One time that a filing was made."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    by: str
    volumes: list[VolumeView]
    exhibits: list[MadeExhibit]


class BundleView(BaseModel):
    """A filing as a page or a program sees it."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    case_id: UUID
    version: int
    title: str = Field(repr=False)
    most_mib: int
    exhibits: list[ExhibitView] = Field(repr=False)
    printed: Printed = Field(repr=False)
    made: list[MadeView]
    by: str
    at: datetime

    @property
    def is_marked(self) -> bool:
        """Whether work product or what was told in confidence would leave with it."""
        return any(each.work_product or each.third_party for each in self.exhibits)


def add(desk: Desk, new: NewBundle) -> BundleView:
    """Begin a filing; the cover is filled in from the case, to be looked over.

    Raises:
        NotFound: No such case here.
        Refused: A document is not of this case, twice there, or cannot be printed.
    """
    case = open_file(desk, new.case_id)
    _require(desk, case.id, new.exhibits)
    printed = Printed.model_validate(cover_of(desk, case))
    row = Bundle(
        case_id=case.id,
        title=new.title,
        exhibits=[each.model_dump(mode="json") for each in new.exhibits],
        printed=printed.model_dump(),
        author_id=desk.who.id,
        at=desk.now,
    )
    desk.db.add(row)
    desk.db.flush()
    audit.note(desk, "bundle.add", row.id)
    return one(desk, row.id)


def change(desk: Desk, bundle_id: UUID, wanted: BundleChange) -> BundleView:
    """Change what stands in a filing or is printed beside it.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such filing here.
        Refused: As in `add`.
    """
    row = open_row(desk, Bundle, bundle_id)
    expect(row, wanted.version, one(desk, bundle_id))
    if wanted.exhibits is not None:
        _require(desk, row.case_id, wanted.exhibits)
    said = wanted.model_dump(mode="json", exclude={"version"}, exclude_none=True)
    for name, value in said.items():
        setattr(row, name, value)
    desk.db.flush()
    audit.note(desk, "bundle.change", row.id, fields=sorted(said))
    return one(desk, bundle_id)


def one(desk: Desk, bundle_id: UUID) -> BundleView:
    """Return one filing.

    Raises:
        NotFound: No such filing here.
    """
    row = open_row(desk, Bundle, bundle_id)
    return _views(desk, sound(desk, [row]) or [row])[0]


def listed(desk: Desk, case_id: UUID | None, *, after: UUID | None, size: int) -> list[BundleView]:
    """Return the next filings by id, of one case or of all one can open.

    Raises:
        NotFound: No such case here.
    """
    return _views(desk, stretch(desk, Bundle, case_id, after=after, size=size))


def of_case(desk: Desk, case_id: UUID) -> list[BundleView]:
    """Return the filings of a case, the newest first.

    Raises:
        NotFound: No such case here.
    """
    open_file(desk, case_id)
    rows = sound(desk, desk.db.scalars(select(Bundle).where(Bundle.case_id == case_id)))
    return sorted(_views(desk, rows), key=lambda each: each.at, reverse=True)


def offered(found: Iterable[DocumentView], taken: Sequence[ExhibitView] = ()) -> list[DocumentView]:
    """Return which documents can still be put into a filing, by name as people number them."""
    has = {each.document_id for each in taken}
    free = [each for each in found if each.id not in has and is_pressed(each)]
    return sorted(free, key=lambda each: _as_numbered(each.name))


def _as_numbered(name: str) -> list[str | int]:
    parts = NUMBERS.split(name.casefold())  # words and numbers by turns, words first
    return [int(part) if at % 2 else part for at, part in enumerate(parts)]


def made_here(desk: Desk, case_id: UUID) -> set[UUID]:
    """Return which documents the office made of a case: its letters, and filings as they left."""
    letters = sound(desk, desk.db.scalars(select(Letter).where(Letter.case_id == case_id)))
    filings = sound(desk, desk.db.scalars(select(Bundle).where(Bundle.case_id == case_id)))
    volumes = [each for row in filings for made in row.made for each in made["volumes"]]
    return {row.document_id for row in letters} | {UUID(each["document_id"]) for each in volumes}


def is_pressed(document: DocumentView) -> bool:
    """Tell whether all of the case read a document, and it is here and of a kind to print."""
    if document.removed is not None or document.readers:
        return False
    return bool(document.files) and document.files[0].media_type in PRESSED


def _require(desk: Desk, case_id: UUID, exhibits: list[Exhibit]) -> None:
    known = {each.id: each for each in documents.of_case(desk, case_id)}
    chosen = [each.document_id for each in exhibits]
    if not known.keys() >= set(chosen):
        raise Refused(fields={"exhibits": NOT_HERE})
    if len(chosen) != len(set(chosen)):
        raise Refused(fields={"exhibits": TWICE})
    if any(known[each].readers for each in chosen):
        raise Refused(fields={"exhibits": CLOSER})
    if not all(is_pressed(known[each]) for each in chosen):
        raise Refused(fields={"exhibits": NOT_PRESSED})


def _views(desk: Desk, rows: Iterable[Bundle]) -> list[BundleView]:
    bundles = list(rows)
    case_ids = {row.case_id for row in bundles}
    known = {each.id: each for each in documents.of_cases(desk, case_ids)}
    people = {row.author_id for row in bundles}
    people |= {UUID(made["by"]) for row in bundles for made in row.made}
    names = staff.names(desk, people) if people else {}
    return [_view(row, known, names) for row in bundles]


def _view(row: Bundle, known: Mapping[UUID, DocumentView], names: Mapping[UUID, str]) -> BundleView:
    return BundleView(
        id=row.id,
        case_id=row.case_id,
        version=row.version,
        title=row.title,
        most_mib=row.most_mib,
        exhibits=[_exhibit(at, each, known) for at, each in enumerate(row.exhibits)],
        printed=Printed.model_validate(row.printed),
        made=[
            MadeView.model_validate(each | {"by": names.get(UUID(each["by"]), "")})
            for each in row.made
        ],
        by=names.get(row.author_id, ""),
        at=row.at,
    )


def _exhibit(at: int, kept: dict[str, Any], known: Mapping[UUID, DocumentView]) -> ExhibitView:
    document = known.get(UUID(kept["document_id"]))
    return ExhibitView(
        **kept,
        tab=tab(at),
        name=document.name if document else "",
        called=ENDING.sub("", document.name) if document else "",
        is_here=document is not None and is_pressed(document),
        work_product=document is not None and document.work_product,
        third_party=document is not None and document.third_party,
    )
