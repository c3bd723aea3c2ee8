"""Invented contexts for papers that were served."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from app.casework.served import SENTENCES, ServedView
from tests.house.page_views import ID, INSTANT, LABEL, ME
from tests.house.sample import FORM, SENTENCE, Sample

PAPER = ServedView(
    id=ID,
    case_id=ID,
    version=2,
    kind="subpoena",
    what="Subpoena for records",
    how="in_hand",
    served_on=date(2027, 3, 9),
    served_at="10:40",
    by="A man who gave no name",
    signed="officer",
    asks="All records of a name",
    answer_by=date(2027, 3, 23),
    deadline_id=ID,
    objections="",
    client_told=False,
    taken_by="Ivo Paz",
    taken_at=INSTANT,
    event="service",
)
BARE = {"what": "", "served_at": "", "by": "", "answer_by": None, "client_told": True}
CASE: dict[str, Any] = {
    "section": "new",
    "case": {"id": ID, "number": "BCDF-GHJ"},
    "cases": [],
    "more_cases": False,
    "client_name": "Quiñones",
}


def samples() -> Iterator[Sample]:
    """Yield (name of the sample, template, context)."""
    shown: dict[str, Any] = {"me": ME, "section": "cases", "label": LABEL}
    new = {"me": ME, "sentences": SENTENCES, "may_add": True} | CASE | FORM
    yield "served-new", "served/new.html", new
    choosing = {"case": None, "cases": [(str(ID), "Quiñones · BCDF-GHJ")], "more_cases": True}
    yield "served-choosing", "served/new.html", new | choosing
    yield "served-nobody", "served/new.html", new | {"case": None, "may_add": False}
    yield "served-again", "served/new.html", new | {"refused": SENTENCE}
    one = shown | FORM | {"view": PAPER, "its_day": SENTENCE}
    yield "served", "served/one.html", one
    notice = PAPER.model_copy(update=BARE | {"kind": "hearing_notice", "event": ""})
    yield "served-notice", "served/one.html", one | {"view": notice, "its_day": ""}
    yield "served-list", "served/list.html", shown | {"papers": [PAPER, notice]}
    yield "served-none", "served/list.html", shown | {"papers": []}
