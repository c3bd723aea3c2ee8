"""A filing of several documents as one PDF, or as several volumes where one would be too large.

The sheets are set first, with an empty one for each page of an exhibit; then each page is drawn
upon its sheet, a little smaller, so that the number below it covers nothing.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from io import BytesIO
from typing import Any, Final

import typst
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from app.press.frames import Unusable, tab
from app.press.pages import LETTER, Page, pages_of, without_traces
from app.press.still import keep_still

FOOT: Final = 36.0  # points below each page of an exhibit, for its number
TRACES: Final = ("/Metadata", "/PieceInfo", "/LastModified")
FRONT: Final = 2  # the fewest sheets before the first exhibit
SHEETS: Final = files("app.press").joinpath("bundle.typ").read_bytes()
LETTER_SHEET: Final = files("app.press").joinpath("letter.typ").read_bytes()

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One document behind its tab, or the part of it that a volume holds."""

    tab: str
    title: str
    translated: bool
    pages: list[Page]
    first: int = 0  # which of its pages is the first here

    @property
    def begins(self) -> bool:
        """Whether its tab stands here."""
        return self.first == 0


@dataclass(frozen=True, slots=True)
class Volume:
    """One PDF, and where each exhibit that begins in it stands."""

    content: bytes
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Bound:
    """A whole filing."""

    volumes: list[Volume]
    stands: dict[str, tuple[int, int, int]]  # by tab: its volume, first and last page


def bind(order: dict[str, Any], contents: list[bytes], told: Told) -> Bound:
    """Put a filing together.

    Args:
        order: Title, cover, certificates, the bound of a volume in bytes, and of each exhibit its
            title, kind, and whether it is translated.
        contents: What each exhibit holds.
        told: Is told how far it is.

    Raises:
        Unusable: A document cannot be put in; its place is told too.
    """
    exhibits = list(_read(order["exhibits"], contents, told))
    most: int = order["most_bytes"]
    split = list(_by_size(exhibits, [len(each) for each in contents], most * 9 // 10))
    while True:
        bound = _bind(order, split, told)
        wide = [at for at, each in enumerate(bound.volumes) if len(each.content) > most]
        halves = {at: _halved(split[at]) for at in wide}
        if not any(halves.values()):
            return bound
        split = [part for at, each in enumerate(split) for part in halves.get(at) or [each]]


def _read(said: list[dict[str, Any]], contents: list[bytes], told: Told) -> Iterator[Exhibit]:
    for at, (each, content) in enumerate(zip(said, contents, strict=True)):
        try:
            pages = pages_of(each["kind"], content)
        except Unusable as wrong:
            raise Unusable(wrong.code, at) from None
        yield Exhibit(tab(at), each["title"], each["translated"], pages)
        told(at + 1, 2 * len(said))


def _by_size(exhibits: list[Exhibit], sizes: list[int], most: int) -> Iterator[list[Exhibit]]:
    """Yield what stands in each volume, by how large the documents are as they came."""
    held: list[Exhibit] = []
    size = 0
    for each, its in zip(exhibits, sizes, strict=True):
        if held and size + its > most:
            yield held
            held, size = [], 0
        held.append(each)
        size += its
    yield held


def _halved(held: list[Exhibit]) -> list[list[Exhibit]]:
    """Return a volume as two, between exhibits or within its only one; none where it is a page."""
    if len(held) > 1:
        middle = len(held) // 2
        return [held[:middle], held[middle:]]
    [only] = held
    middle = len(only.pages) // 2
    if not middle:
        return []
    second = replace(only, pages=only.pages[middle:], first=only.first + middle)
    return [[replace(only, pages=only.pages[:middle])], [second]]


def _bind(order: dict[str, Any], split: list[list[Exhibit]], told: Told) -> Bound:
    fronts = [FRONT] * len(split)
    while True:  # the list grows by what stands in it: laid out again until its length is known
        stands, firsts = _counted(split, fronts)
        laid = [_laid(order, split, at, stands, firsts[at]) for at in range(len(split))]
        found = [
            len(each.pages) - _sheets(split[at]) - _certificates(order, at == len(split) - 1)
            for at, each in enumerate(laid)
        ]
        if found == fronts:
            break
        fronts = found
    volumes = []
    for at, sheets in enumerate(laid):
        content = _printed(sheets, split[at], fronts[at])
        volumes.append(Volume(content, firsts[at], firsts[at] + len(sheets.pages) - 1))
        told(len(split) + at + 1, 2 * len(split))
    return Bound(volumes, stands)


def _counted(
    split: list[list[Exhibit]], fronts: list[int]
) -> tuple[dict[str, tuple[int, int, int]], list[int]]:
    """Return where each exhibit stands, and the number of each volume's first page."""
    stands: dict[str, tuple[int, int, int]] = {}
    firsts, at = [], 1
    for volume, held in enumerate(split):
        firsts.append(at)
        at += fronts[volume]
        for each in held:
            at += each.begins
            begins = stands.get(each.tab, (volume + 1, at, at))
            at += len(each.pages)
            stands[each.tab] = (begins[0], begins[1], at - 1)
    return stands, firsts


def _sheets(held: list[Exhibit]) -> int:
    return sum(len(each.pages) + each.begins for each in held)


def _certificates(order: dict[str, Any], is_last: bool) -> int:
    return sum(order[name] is not None for name in ("translation", "service")) if is_last else 0


def _laid(
    order: dict[str, Any],
    split: list[list[Exhibit]],
    volume: int,
    stands: dict[str, tuple[int, int, int]],
    first: int,
) -> PdfReader:
    every = {each.tab: each for held in split for each in held}
    here = {each.tab for each in split[volume] if each.begins}
    listed = [
        {
            "tab": each.tab,
            "title": each.title,
            "pages": _span(*stands[each.tab][1:]),
            "volume": str(stands[each.tab][0]) if len(split) > 1 else "",
            "here": each.tab in here,
        }
        for each in every.values()
    ]
    translated = [
        {"tab": each.tab, "title": each.title} for each in every.values() if each.translated
    ]
    translation = order["translation"] and order["translation"] | {"exhibits": translated}
    told = {name: order[name] for name in ("title", "cover", "service")} | {
        "first": first,
        "volume": volume + 1,
        "volumes": len(split),
        "last": volume == len(split) - 1,
        "list": listed,
        "translation": translation,
        "parts": [
            {
                "tab": each.tab,
                "title": each.title,
                "begins": each.begins,
                "sheets": [page.width > page.height for page in each.pages],
            }
            for each in split[volume]
        ],
    }
    return PdfReader(BytesIO(set_in_type(SHEETS, told)))


def set_in_type(sheets: bytes, told: dict[str, Any]) -> bytes:
    """Return sheets as a PDF; fonts are those that the type-setter brings, on every machine."""
    made = typst.Compiler(sheets, ignore_system_fonts=True).compile(
        format="pdf", sys_inputs={"told": json.dumps(told)}, timestamp=0
    )
    if not isinstance(made, bytes):
        raise TypeError
    return made


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def _printed(sheets: PdfReader, held: list[Exhibit], front: int) -> bytes:
    """Return the sheets with the pages drawn upon them and nothing that tells of their making."""
    writer = PdfWriter(clone_from=sheets)
    at = front
    for each in held:
        at += each.begins
        for page in each.pages:
            _draw(writer, at, page)
            at += 1
    clean(writer)
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def _draw(writer: PdfWriter, at: int, of: Page) -> None:
    width, height = LETTER if of.width <= of.height else LETTER[::-1]
    scale = min(width / of.width, (height - FOOT) / of.height, 1.0)
    across, up = (width - of.width * scale) / 2, FOOT + (height - FOOT - of.height * scale) / 2
    numbers = of.upright().scale(scale).translate(across, up).ctm
    drawing = of.drawing.clone(writer)
    held: Any = drawing["/Resources"]
    inner = held.get("/XObject", {})
    if "/Picture" in inner:
        inner[NameObject("/Picture")] = writer._add_object(inner["/Picture"])  # noqa: SLF001 - its only way in
    sheet = writer.pages[at]
    its: Any = sheet["/Resources"]
    sheet[NameObject("/Resources")] = resources = DictionaryObject(its)
    shown = {NameObject("/AmparoPage"): writer._add_object(drawing)}  # noqa: SLF001 - its only way in
    resources[NameObject("/XObject")] = DictionaryObject(shown)
    steps = StreamObject()
    steps.set_data(b"q %.5f %.5f %.5f %.5f %.4f %.4f cm /AmparoPage Do Q\n" % numbers)
    under = ArrayObject([writer._add_object(steps)])  # noqa: SLF001 - its only way in
    sheet[NameObject("/Contents")] = under + _contents_of(sheet)


def _contents_of(sheet: PageObject) -> ArrayObject:
    found = sheet.raw_get("/Contents")
    return found if isinstance(found, ArrayObject) else ArrayObject([found])


def clean(writer: PdfWriter) -> None:
    """Take away what tells of a PDF's making, and what it would do by itself."""
    writer.pdf_header = "%PDF-1.7"
    writer.metadata = None
    keep_still(writer)
    for each in writer._objects:  # noqa: SLF001 - every object that is written, whoever refers to it
        if not isinstance(each, DictionaryObject):
            continue
        for name in TRACES:
            if name in each:
                del each[NameObject(name)]
        if isinstance(each, StreamObject) and _is_jpeg(each):
            each._data = without_traces(each._data)  # noqa: SLF001 - as it is, not coded once more


def _is_jpeg(of: StreamObject) -> bool:
    return of.get("/Filter") in ("/DCTDecode", ["/DCTDecode"])
