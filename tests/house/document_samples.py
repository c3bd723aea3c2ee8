"""Invented contexts for documents."""

from collections.abc import Iterator
from dataclasses import replace
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
from app.casework.docpages import Looked
from app.casework.docsearch import FoundView, PlaceView, SearchView
from app.casework.docviews import DocumentView, FileView, MadeOf, OneReader, RemovedView
from app.casework.drafting import DraftView, ValueView
from app.casework.letters import LetterView, Side
from app.casework.mergewords import LISTED, NAMES, TICKED
from app.casework.templates import TemplateField, TemplateVersion, TemplateView
from app.web import letters, papertemplates
from app.web.documents import KINDS, WHYS, YES_NO
from tests.house.page_views import ID, INSTANT, LABEL, ME, hearing
from tests.house.sample import FORM, SENTENCE, Sample

FILE = FileView(
    number=1,
    name="Acta de nacimiento “Petén”, folio 12.pdf",
    size=734_003,
    sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    media_type="application/pdf",
    is_shown=True,
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
    made_of=MadeOf(template_id=ID, name="Motion to continue", number=2, sha256="9f86"),
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
        known | FORM | {"documents": [DOCUMENT, BARE, TIGHT, SHUT], "removed": [GONE]},
    )
    yield "documents-none", "documents/list.html", known | FORM | {"documents": [], "removed": []}
    yield from _looked_at()
    yield "document", "documents/one.html", known | FORM | {"document": DOCUMENT}
    yield from _bundles()
    yield from _letters()
    yield from _templates()
    yield from _drafts()
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


def _looked_at() -> Iterator[Sample]:
    picture = Looked(LABEL, DOCUMENT.name, 2, is_newest=True, pages=12, is_picture=True)
    known: dict[str, Any] = {
        "me": ME,
        "section": "cases",
        "document_id": ID,
        "looked": picture,
        "page": 3,
    }
    known |= {"asked": "", "more": "?wider=true", "wider": False}
    page = "documents/pages.html"
    yield "document-pages", page, known
    older = replace(picture, number=1, is_newest=False)
    known_older = {"looked": older, "asked": "?number=1", "more": "&wider=true", "wider": True}
    yield "document-pages-older", page, known | known_older
    words = replace(picture, is_picture=False, pages=1, words=["Querida Núñez <b>"])
    yield "document-words", page, known | {"looked": words, "page": 1}
    yield "document-shut-file", page, known | {"looked": replace(picture, wrong=SENTENCE)}
    place = PlaceView(page=3, text="… el acta de nacimiento <b> de Petén …")
    found = FoundView(document=DOCUMENT, case="2026-0001 Ana Núñez", places=[place])
    some = SearchView(found=[found], is_all=False, unread=2, wordless=3, closed=[DOCUMENT])
    sought: dict[str, Any] = {"me": ME, "label": LABEL, "section": "cases"}
    sought |= {"errors": {}, "refused": ""}
    form = {"words": "acta", "case_id": str(ID)}
    yield "document-search", "documents/search.html", sought | {"found": some, "form": form}
    none = SearchView(found=[], is_all=True, unread=0, wordless=0, closed=[])
    every = {"label": None, "found": none, "form": {"words": "acta"}}
    yield "document-search-all", "documents/search.html", sought | every
    short = {"found": None, "form": form, "errors": {"words": SENTENCE}, "refused": SENTENCE}
    yield "document-search-short", "documents/search.html", sought | short


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


NAME = TemplateField(
    key="client.full_name",
    kind="name",
    said="",
    page=0,
    most=0,
    filled_by="client.full_name",
    known=True,
)
NO_NAME = NAME.model_copy(
    update={"key": "client.fullname", "known": False, "nearest": "client.full_name"}
)
LINE = TemplateField(
    key="P1.Name",
    kind="text",
    said="Family name (last name)",
    page=1,
    most=34,
    filled_by="client.family_name",
    known=True,
)
BOX = LINE.model_copy(update={"key": "P1.Held=Yes", "kind": "tick", "said": "", "filled_by": ""})
TEMPLATE = TemplateView(
    id=ID,
    version=2,
    name="Motion to continue",
    kind="word",
    language="es",
    document_kind="filing",
    shipped=False,
    retired=False,
    usable=False,
    found=[NAME, NO_NAME],
    files=[TemplateVersion(number=1, size=20_480, sha256="9f86", by="Eva Lund", at=INSTANT)],
)
BLANK = TEMPLATE.model_copy(update={"kind": "form", "usable": True, "found": [LINE, BOX]})
NO_FILE = TEMPLATE.model_copy(update={"files": [], "found": []})
SHIPPED = TEMPLATE.model_copy(update={"shipped": True, "files": [], "found": [NAME]})


def _templates() -> Iterator[Sample]:
    known: dict[str, Any] = {"me": ME, "section": "office", "languages": papertemplates.LANGUAGES}
    known |= {
        "kinds": papertemplates.KINDS,
        "document_kinds": KINDS,
        "yesno": YES_NO,
        "most": 2**22,
    }
    known |= {"names": [*NAMES.items(), *LISTED.items()]}
    known |= {"texts": list(NAMES.items()), "ticks": list(TICKED.items())}
    gone = TEMPLATE.model_copy(update={"retired": True})
    every = [TEMPLATE, BLANK, NO_FILE, gone, SHIPPED]
    yield "templates", "templates/list.html", known | FORM | {"templates": every}
    yield "templates-none", "templates/list.html", known | WRONG | {"templates": [SHIPPED]}
    for name, view in (
        ("template", TEMPLATE),
        ("template-form", BLANK),
        ("template-bare", NO_FILE),
        ("template-shipped", SHIPPED),
    ):
        form = papertemplates._known(view)
        yield name, "templates/one.html", known | FORM | {"view": view, "form": form}
    wrong = WRONG | {"errors": {"fields": SENTENCE}}
    yield "template-wrong", "templates/one.html", known | wrong | {"view": BLANK}


SAID = ValueView(
    name="client.full_name",
    label="The person: whole name",
    value="Inés Quiñones Tema",
    missing=False,
    listed=False,
)
UNSAID = SAID.model_copy(update={"name": "client.country", "value": "", "missing": True})
DRAFT = DraftView(
    case_id=ID,
    template_id=ID,
    name="Motion to continue",
    kind="word",
    person_id=ID,
    values=[
        SAID,
        UNSAID,
        SAID.model_copy(update={"name": "hearings.date", "value": "3", "listed": True}),
        UNSAID.model_copy(update={"name": "hearings.notice", "listed": True}),
    ],
    missing=["client.country", "hearings.notice"],
)


def _drafts() -> Iterator[Sample]:
    known: dict[str, Any] = {"me": ME, "section": "cases", "label": LABEL}
    choose: dict[str, Any] = {"ours": [(str(ID), "Ours")], "theirs": [(str(ID), "Theirs")]}
    choose |= {"people": [(str(ID), "Quiñones, Inés")], "hearings": [hearing()]}
    yield "drafts", "drafts/choose.html", known | choose | FORM
    wrong = WRONG | {"errors": {"hearing_id": SENTENCE, "template_id": SENTENCE}}
    yield "drafts-wrong", "drafts/choose.html", known | choose | wrong
    told = known | {"view": DRAFT, "chosen": {"case_id": str(ID), "template_id": str(ID)}}
    yield "draft", "drafts/preview.html", told | FORM
    missing = WRONG | {"errors": {"typed.client.country": SENTENCE}}
    yield "draft-wrong", "drafts/preview.html", told | missing
    whole = DRAFT.model_copy(update={"values": [SAID], "missing": [], "kind": "form"})
    yield "draft-whole", "drafts/preview.html", told | FORM | {"view": whole}
    nothing = DRAFT.model_copy(update={"values": [], "missing": []})
    yield "draft-nothing", "drafts/preview.html", told | FORM | {"view": nothing}
