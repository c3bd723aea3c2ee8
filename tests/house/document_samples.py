"""Invented contexts for documents."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from app.casework.binding import FAILED, Making
from app.casework.bundles import (
    BundleView,
    ExhibitView,
    MadeExhibit,
    MadeView,
    Printed,
    VolumeView,
)
from app.casework.docviews import DocumentView, FileView, OneReader, RemovedView
from app.casework.letters import LetterView, Side
from app.web import letters
from app.web.documents import KINDS, WHYS, YES_NO
from tests.house.page_views import ID, INSTANT, LABEL, ME, hearing
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
    yield from _bundles()
    yield from _letters()
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


EXHIBIT = ExhibitView(
    document_id=ID,
    title="Birth record",
    translated=True,
    tab="A",
    name="Acta de nacimiento “Petén”, folio 12",
    called="Acta de nacimiento “Petén”, folio 12",
    is_here=True,
    work_product=True,
    third_party=True,
)
LOST = EXHIBIT.model_copy(
    update={"tab": "B", "title": "", "name": "", "called": "", "is_here": False}
)
BUNDLE = BundleView(
    id=ID,
    case_id=ID,
    version=4,
    title="Evidence of the respondent",
    most_mib=25,
    exhibits=[EXHIBIT, LOST, EXHIBIT.model_copy(update={"tab": "C", "work_product": False})],
    printed=Printed(attorney="Eva Lund\n555-0100", custody="detained", court="Jena"),
    made=[
        MadeView(
            at=INSTANT,
            by="Eva Lund",
            volumes=[
                VolumeView(document_id=ID, first=1, last=212, size=26_000_000),
                VolumeView(document_id=ID, first=213, last=400, size=27_000_000),
            ],
            exhibits=[
                MadeExhibit(document_id=ID, number=2, sha256="9f86", tab="A", first=4, last=9)
            ],
        )
    ],
    by="Eva Lund",
    at=INSTANT,
)
BEGUN = BUNDLE.model_copy(update={"made": [], "exhibits": []})


NOTHING = {"errors": {"exhibits": SENTENCE}}


def _bundles() -> Iterator[Sample]:
    known: dict[str, Any] = {"me": ME, "section": "cases", "label": LABEL, "ticked": [str(ID)]}
    listed = known | FORM | {"bundles": [BUNDLE, BEGUN], "offered": [DOCUMENT, BARE]}
    listed |= {"ours": [DOCUMENT]}
    yield "bundles", "bundles/list.html", listed
    yield (
        "bundles-none",
        "bundles/list.html",
        known | WRONG | NOTHING | {"bundles": [], "offered": [], "ours": []},
    )
    one = known | FORM | {"view": BUNDLE, "offered": [DOCUMENT], "making": None, "goes_on": False}
    one |= {"ours": []}
    yield "bundle", "bundles/one.html", one
    yield "bundle-begun", "bundles/one.html", one | WRONG | NOTHING | {"view": BEGUN, "offered": []}
    for name, making in (
        ("waiting", Making(state="waiting")),
        ("running", Making(state="running", done=3, of=12)),
        ("done", Making(state="done")),
        ("wrong", Making(state="wrong", sentence=FAILED["locked"], tab="B")),
    ):
        far = {"making": making, "goes_on": name in {"waiting", "running"}}
        yield f"bundle-{name}", "bundles/one.html", one | far


SIDE = Side(
    lang="en",
    title="When you move",
    lines=["Call us.", "One:\nTwo"],
    reviewed="No",
    is_reviewed=False,
)
LETTER = LetterView(
    id=ID,
    case_id=ID,
    version=1,
    kind="address",
    person_id=ID,
    language="es",
    sides=[SIDE, SIDE.model_copy(update={"lang": "es", "title": "Cuando se muda"})],
    document_id=ID,
    by="Eva Lund",
    at=INSTANT,
)


def _letters() -> Iterator[Sample]:
    known: dict[str, Any] = {"me": ME, "section": "cases", "label": LABEL, "kinds": letters.KINDS}
    known |= {"people": [(str(ID), "Quiñones, Inés")], "hearings": [hearing()], "aloud": []}
    yield (
        "letters",
        "letters/list.html",
        known | FORM | {"letters": [LETTER], "aloud": [("Inés", "ht")]},
    )
    wrong = WRONG | {"letters": [], "hearings": [], "errors": {"hearing_id": SENTENCE}}
    yield "letters-none", "letters/list.html", known | wrong
    yield "letter", "letters/one.html", known | {"view": LETTER.model_copy(update={"speaks": "ht"})}
