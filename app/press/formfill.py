"""A blank form filled in, every letter of it to be seen.

How each value looks is set by the type-setter, letter by letter in fonts that go along; a value for
which a field has no room stands in an addendum that names its item, and the field says so. Scripts
of the form, its rights and its second description (XFA) stay behind: they would fill it anew.

Source: ISO 32000-1, 12.5.5 (how fields look), 12.8.4 (rights).
"""

import json
import unicodedata
from collections.abc import Mapping
from importlib.resources import files
from io import BytesIO
from typing import Any, Final

import typst
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    TextStringObject,
)

from app.press.bundle import clean, set_in_type
from app.press.form import BLANK, LARGEST, TEXT, TICK, Field, Place, read
from app.press.form import warm as warm_reading
from app.press.frames import Unusable
from app.press.pages import page_of, told_of

SHEETS: Final = files("app.press").joinpath("form.typ").read_bytes()
SCRIPTS: Final = ("LATIN", "GREEK", "CYRILLIC")
SEE: Final = "See addendum, item {}"
OF_FORM: Final = ("/XFA", "/NeedAppearances")
OF_ROOT: Final = ("/Perms", "/OpenAction", "/AA", "/DSS", "/NeedsRendering", "/Extensions")
OF_NAMES: Final = ("/JavaScript", "/EmbeddedFiles")


def warm() -> None:
    """Load all that filling one in needs."""
    warm_reading()
    field = {"width": 9, "height": 9, "words": "a", "size": 9, "side": 0, "at": 9}
    field |= {"many": False, "cells": 0, "tick": False}
    _measured([field])
    told = {"fields": [field], "items": [{"item": "a", "where": "b", "words": "c"}]}
    for each in ("fields", "addendum"):
        set_in_type(SHEETS, told | {"step": each, "heading": "a", "about": "b"})
    writer = PdfWriter(clone_from=PdfReader(BytesIO(BLANK)))
    writer.compress_identical_objects()
    writer.write(BytesIO())


def filled(order: Mapping[str, Any], content: bytes) -> bytes:
    """Return the form with what belongs into its fields.

    Args:
        order: Under `values` a text for each key, of a box “yes”; `heading`, `about` and `called`,
            what people call each key, for the addendum.
        content: The blank form.

    Raises:
        Unusable: As `fields_in`; or a letter has no shape in the fonts that go along.
    """
    writer, found = read(content)
    values: Mapping[str, str] = order["values"]
    wanted = [each for each in found if values.get(each.key)]
    for each in wanted:
        if each.kind == TEXT and not _is_printable(values[each.key]):
            raise Unusable("letters")
    texts = [each for each in wanted if each.kind == TEXT]
    sizes = _sizes(texts, values)
    for each in texts:
        if each.most and len(values[each.key]) > each.most:
            sizes[each.key] = 0.0
    items = [each for each in texts if not sizes[each.key]]
    shown = {each.key: SEE.format(at + 1) for at, each in enumerate(items)}
    _draw(writer, wanted, {**values, **shown}, {**sizes, **_sizes(items, shown)})
    _settle(writer)
    if items:
        for sheet in PdfReader(BytesIO(_addendum(order, items, values))).pages:
            writer.add_page(sheet)
    clean(writer)
    writer.compress_identical_objects()  # and nothing is written that nothing refers to
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def _is_printable(words: str) -> bool:
    """Tell whether every letter is of a script for which letters are brought along."""
    return all(
        not sign.isalpha() or unicodedata.name(sign, "").startswith(SCRIPTS) or sign in "ªº"
        for sign in unicodedata.normalize("NFC", words)
    )


def _spec(of: Field, place: Place, words: str, at: float = 0.0) -> dict[str, Any]:
    return {
        "width": place.width,
        "height": place.height,
        "words": unicodedata.normalize("NFC", words),
        "many": of.many,
        "cells": of.most if of.cells and not words.startswith(SEE[:12]) else 0,
        "size": of.size,
        "side": of.side,
        "tick": of.kind == TICK,
        "at": at,
    }


def _sizes(texts: list[Field], values: Mapping[str, str]) -> dict[str, float]:
    """Return how large each text is written so that all of it is seen; 0 where it has no room."""
    drawn = [(each, place) for each in texts for place in each.places]
    found = _measured([_spec(each, place, values[each.key]) for each, place in drawn])
    sizes: dict[str, float] = {}
    for (each, _), size in zip(drawn, found, strict=True):
        sizes[each.key] = min(float(size), sizes.get(each.key, LARGEST))
    return {each.key: sizes.get(each.key, 0.0) for each in texts}


def _measured(specs: list[dict[str, Any]]) -> list[float]:
    told = json.dumps({"step": "sizes", "fields": specs})
    compiler = typst.Compiler(SHEETS, ignore_system_fonts=True, sys_inputs={"told": told})
    found: list[float] = json.loads(compiler.query("<sizes>", field="value", one=True))
    return found


def _draw(
    writer: PdfWriter,
    wanted: list[Field],
    values: Mapping[str, str],
    sizes: Mapping[str, float],
) -> None:
    drawn = [(each, place) for each in wanted for place in each.places]
    specs = [
        _spec(each, place, values[each.key], sizes.get(each.key, 0.0)) for each, place in drawn
    ]
    if not specs:
        return
    sheets = PdfReader(BytesIO(set_in_type(SHEETS, {"step": "fields", "fields": specs})))
    for (of, place), sheet in zip(drawn, sheets.pages, strict=True):
        form = page_of(sheet).drawing.clone(writer)
        form[NameObject("/BBox")] = ArrayObject(
            FloatObject(each) for each in (0, 0, place.width, place.height)
        )
        looks = writer._add_object(form)  # noqa: SLF001 - its only way in
        if of.kind == TICK:
            state = NameObject(of.state)
            own = told_of(told_of(place.widget["/AP"])["/N"])
            if not told_of(own[state]).get_data().strip():  # the form draws no tick of its own
                own[state] = looks
            place.widget[NameObject("/AS")] = state
            of.row[NameObject("/V")] = state
        else:
            place.widget[NameObject("/AP")] = DictionaryObject({NameObject("/N"): looks})
            of.row[NameObject("/V")] = TextStringObject(values[of.key])


def _settle(writer: PdfWriter) -> None:
    """Take away what would fill or show the form otherwise than it stands now."""
    root = writer.root_object
    rows = [
        (root, OF_ROOT),
        (told_of(root["/AcroForm"]), OF_FORM),
        (told_of(root.get("/Names")), OF_NAMES),
    ]
    for row, names in rows:
        for name in names:
            if isinstance(row, DictionaryObject) and name in row:
                del row[NameObject(name)]


def _addendum(order: Mapping[str, Any], items: list[Field], values: Mapping[str, str]) -> bytes:
    called: Mapping[str, str] = order["called"]
    told = {
        "step": "addendum",
        "heading": order["heading"],
        "about": order["about"],
        "items": [
            {
                "item": f"{at + 1}. {called.get(each.key) or each.said or each.key}",
                "where": f"Page {each.places[0].page}: {each.said or each.key}",
                "words": values[each.key],
            }
            for at, each in enumerate(items)
        ],
    }
    return set_in_type(SHEETS, told)
