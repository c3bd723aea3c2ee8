"""Invented contexts for documents."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from app.casework.documents import DocumentView, FileView, OneReader, RemovedView
from app.web.documents import KINDS, WHYS, YES_NO
from tests.house.page_views import ID, INSTANT, LABEL, ME
from tests.house.sample import FORM, SENTENCE, Sample

FILE = FileView(
    number=1,
    name="Acta de nacimiento “Petén”, folio 12.pdf",
    size=734_003,
    sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    media_type="application/pdf",
    by="Eva Lund",
    at=INSTANT,
)
SECOND = FILE.model_copy(update={"number": 2, "size": 214_748_364})
DOCUMENT = DocumentView(
    id=ID,
    case_id=ID,
    version=3,
    name="Acta de nacimiento “Petén”, folio 12",
    kind="identity",
    dated_on=date(2001, 3, 9),
    tags=["birth", "Petén"],
    source="her aunt",
    work_product=False,
    third_party=True,
    by="Eva Lund",
    at=INSTANT,
    files=[SECOND, FILE],
    same_as=[ID],
)
BARE = DOCUMENT.model_copy(
    update={"files": [], "same_as": [], "tags": [], "third_party": False, "dated_on": None}
)
TIGHT = DOCUMENT.model_copy(update={"readers": [OneReader(id=ID, name="Eva Lund")]})
SHUT = TIGHT.model_copy(
    update={"name": "", "tags": [], "source": "", "dated_on": None, "opens": False}
)
GONE = DOCUMENT.model_copy(
    update={
        "name": "",
        "tags": [],
        "same_as": [],
        "removed": RemovedView(why="asked", words="She asked.", by="Eva Lund", at=INSTANT),
    }
)
WRONG: dict[str, Any] = {"form": {}, "errors": {"name": SENTENCE}, "refused": SENTENCE}


def samples() -> Iterator[Sample]:
    """Yield (name, template, context)."""
    known: dict[str, Any] = {"me": ME, "section": "cases", "label": LABEL}
    known |= {
        "document_kinds": KINDS,
        "yesno": YES_NO,
        "most": 2**31,
        "whys": WHYS,
        "may_undo": False,
        "people": {ID: "Eva Lund"},
        "ticked": [str(ID)],
        "opened": "",
    }
    yield (
        "documents",
        "documents/list.html",
        known | {"documents": [DOCUMENT, BARE, TIGHT, SHUT], "removed": [GONE]},
    )
    yield "documents-none", "documents/list.html", known | {"documents": [], "removed": []}
    yield "document", "documents/one.html", known | FORM | {"document": DOCUMENT}
    yield "document-bare", "documents/one.html", known | {"document": BARE} | WRONG
    removed = known | FORM | {"document": GONE}
    yield "document-removed", "documents/one.html", removed | {"may_undo": True}
    yield "document-gone", "documents/one.html", removed
    yield "document-tight", "documents/one.html", known | FORM | {"document": TIGHT}
    yield "document-shut", "documents/one.html", known | FORM | {"document": SHUT}
    alone = {"form": {}, "errors": {"readers": SENTENCE}, "refused": SENTENCE}
    alone |= {"opened": "readers"}
    yield (
        "document-alone",
        "documents/one.html",
        known | alone | {"document": TIGHT},
    )
