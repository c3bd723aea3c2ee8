"""Invented contexts for two files of one person."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from app.casework.merging import FIELDS, SEVERAL, MergedView, PairView, PartView
from app.casework.personal import Address, Arrival, NumberView, Phone
from app.casework.twofiles import SameView, TwiceView
from tests.house.page_views import ID, INSTANT, LABEL, ME, person
from tests.house.sample import FORM, SENTENCE, Sample

SAME = SameView(
    person_id=UUID(int=3),
    case_id=ID,
    number="CDFG-HJK",
    name="Xicay, Marysol",
    role="relative",
    rank=91,
    reasons=["sounds_like", "same_phone"],
    joined=False,
)
OTHER = person(
    id=UUID(int=3),
    name="",
    a_number="",
    language="",
    second_language="es",
    dialect="of the coast",
    unconfirmed=["a_number"],
    numbers=[NumberView(typed="99 9x", confirmed=False, canonical="", masked="")],
    phones=[Phone(number="555-0143", whose="her sister", call=False)],
    addresses=[Address(lines="12 Plum Street", mail=False)],
    entries=[Arrival(about="spring 2019", place="Nogales")],
    safe_to_call=False,
    safe_message=True,
)
PARTS = [PartView(part=p, differs=p != "birth", several=p in SEVERAL, usual="") for p in FIELDS]
PAIR = PairView(
    this=person(birth_date="1989-03-02", unconfirmed=["a_number"]),
    other=OTHER,
    this_number="BCDF-GHJ",
    other_number="CDFG-HJK",
    parts=PARTS,
    screened=False,
    merged=None,
)


def samples() -> Iterator[Sample]:
    """Yield (name of the sample, template, context)."""
    shown: dict[str, Any] = {"me": ME, "section": "cases"}
    joined = SAME.model_copy(update={"joined": True, "name": ""})
    pairs = [TwiceView(this=SAME, other=SAME), TwiceView(this=joined, other=joined)]
    yield "twice", "people/twice.html", shown | {"pairs": pairs}
    yield "twice-none", "people/twice.html", shown | {"pairs": []}
    one = shown | {"person": person(), "label": LABEL}
    yield "same", "people/same.html", one | {"found": [SAME, joined]}
    yield "same-none", "people/same.html", one | {"person": person(name=""), "found": []}
    yield "pair", "people/pair.html", shown | FORM | {"view": PAIR}
    again: dict[str, Any] = {"form": {"take.name": "both"}, "errors": {"take.name": SENTENCE}}
    yield "pair-again", "people/pair.html", shown | again | {"refused": SENTENCE, "view": PAIR}
    kept = PAIR.model_copy(update={"screened": True})
    yield "pair-screened", "people/pair.html", shown | FORM | {"view": kept}
    merged = MergedView(by="Ana Robles", at=INSTANT, taken=["name", "phone"])
    over = PAIR.model_copy(update={"merged": merged})
    yield "pair-merged", "people/pair.html", shown | FORM | {"view": over}
    bare = over.model_copy(update={"merged": merged.model_copy(update={"taken": []})})
    yield "pair-bare", "people/pair.html", shown | FORM | {"view": bare}
