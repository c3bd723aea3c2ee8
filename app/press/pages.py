"""The pages of a document of unknown people, as plain pages that hold what is seen and no more.

What a viewer would draw over a page (a filled field, a stamp) is drawn into it; links, programs,
files inside and what a camera wrote beside a picture stay behind.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from PIL import Image, ImageFile
from pypdf import PageObject, PdfReader, Transformation
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from app.press.frames import MOST_PAGES, MOST_PIXELS, MOST_POINTS, PDF, Unusable

CUT_OFF: Final = 36.0  # points of a side: what a printer trims is less
LETTER: Final = (612.0, 792.0)
HIDDEN: Final = 1 << 1 | 1 << 5  # ISO 32000-1, table 165: hidden, or not for the screen
PRINTED: Final = 1 << 2
DRAWN: Final = ("/Widget", "/FreeText", "/Stamp", "/Ink", "/Highlight", "/Line", "/Square")
MARKER, SCAN, END = 0xFF, 0xDA, 0xD9
AFTER_SCAN: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
# What stands beside a JPEG's picture, but for its density, its colours (ICC), how Adobe wrote it.
BESIDE: Final = {0xFE, *range(0xE0, 0xF0)} - {0xE0, 0xE2, 0xEE}
# By EXIF 2.3, tag 0x0112: how a picture's unit square is turned to stand upright.
UPRIGHT: Final = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
ImageFile.LOAD_TRUNCATED_IMAGES = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page as a drawing, which way it is turned, and what is seen of it, in points."""

    drawing: StreamObject
    turn: int  # degrees, clockwise
    left: float
    bottom: float
    across: float
    up: float

    @property
    def is_lying(self) -> bool:
        """Whether it is turned by a quarter."""
        return self.turn % 180 != 0

    @property
    def width(self) -> float:
        """How wide it is as it is read."""
        return self.up if self.is_lying else self.across

    @property
    def height(self) -> float:
        """How high it is as it is read."""
        return self.across if self.is_lying else self.up

    def upright(self) -> Transformation:
        """Return what moves it to where it is read from, its lower left corner at the origin."""
        moved = Transformation().translate(-self.left, -self.bottom).rotate(-self.turn)
        back = {0: (0.0, 0.0), 90: (0.0, self.across), 180: (self.across, self.up)}
        return moved.translate(*back.get(self.turn, (self.up, 0.0)))


def pages_of(kind: str, content: bytes) -> list[Page]:
    """Return the pages of a document.

    Raises:
        Unusable: It is damaged, locked, too large, or hides what a copy would show.
    """
    try:
        return _drawn(content) if kind == PDF else [_picture(content)]
    except Unusable:
        raise
    except Image.DecompressionBombError:
        raise Unusable("too_large") from None
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        raise Unusable("damaged") from None
    except (RecursionError, NotImplementedError, ArithmeticError, SyntaxError):
        raise Unusable("damaged") from None


def without_traces(jpeg: bytes) -> bytes:
    """Return a JPEG without what a camera wrote in and behind it: place, device, pictures, a film.

    Its picture is not touched (ITU-T T.81, annex B: scans stand between segments, its end is told).
    """
    kept, at = [jpeg[:2]], 2
    while at + 2 <= len(jpeg) and jpeg[at] == MARKER:
        marker = jpeg[at + 1]
        if marker == END:
            return b"".join([*kept, jpeg[at : at + 2]])
        begins, at = at, at + 1
        if marker != MARKER:
            at = begins + 2 + int.from_bytes(jpeg[begins + 2 : begins + 4], "big")
            if marker == SCAN:
                at = _scanned(jpeg, at)
            if marker not in BESIDE:
                kept.append(jpeg[begins:at])
    return b"".join([*kept, jpeg[at:]])


def _scanned(jpeg: bytes, at: int) -> int:
    """Return where a scan ends: at a marker that is none of its own."""
    found = AFTER_SCAN.search(jpeg, at)
    return found.start() if found else len(jpeg)


# --- of a PDF -------------------------------------------------------------------------------------


def _drawn(content: bytes) -> list[Page]:
    reader = PdfReader(BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unusable("locked")
    if _hides(reader):
        raise Unusable("layers")
    if len(reader.pages) > MOST_PAGES:
        raise Unusable("too_large")
    found = [page_of(each) for each in reader.pages]
    if not found:
        raise Unusable("damaged")
    return found


def _hides(reader: PdfReader) -> bool:
    """Tell whether a layer is turned off: its content would come to light in a copy."""
    layers = told_of(reader.root_object.get("/OCProperties"))
    default = told_of(layers.get("/D")) if layers else {}
    return bool(told_of(default.get("/OFF"))) or default.get("/BaseState") == "/OFF"


def told_of(value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
    """Return what a value says, where it stands elsewhere too; of nothing, an empty thing."""
    found = value.get_object() if hasattr(value, "get_object") else value
    return found if found is not None else {}


def page_of(page: PageObject) -> Page:
    """Return one page as a drawing.

    Raises:
        Unusable: It is of no size, cropped, or filled in by what nobody drew.
    """
    box = page.cropbox
    left, bottom = float(box.left), float(box.bottom)
    across, up = float(box.width), float(box.height)
    if not (1 <= across <= MOST_POINTS and 1 <= up <= MOST_POINTS):
        raise Unusable("damaged")
    whole = page.mediabox
    low = (box.left - whole.left, box.bottom - whole.bottom)
    high = (whole.right - box.right, whole.top - box.top)
    if (
        max(float(each) for each in (*low, *high)) > CUT_OFF
    ):  # a copy would hold it, and could show it
        raise Unusable("cropped")
    resources = DictionaryObject(told_of(page.get("/Resources")) or {})
    over = _drawn_over(page, resources)
    drawing = _stream_of(_contents(page), over)
    drawing[NameObject("/Type")] = NameObject("/XObject")
    drawing[NameObject("/Subtype")] = NameObject("/Form")
    corners = (left, bottom, left + across, bottom + up)
    drawing[NameObject("/BBox")] = ArrayObject(FloatObject(each) for each in corners)
    drawing[NameObject("/Resources")] = resources
    if "/Group" in page:
        drawing[NameObject("/Group")] = page.raw_get("/Group")
    return Page(drawing, page.rotation % 360, left, bottom, across, up)


def _contents(page: PageObject) -> list[StreamObject]:
    found = told_of(page.get("/Contents"))
    parts = [told_of(each) for each in found] if isinstance(found, list) else [found]
    return [each for each in parts if isinstance(each, StreamObject)]


def _stream_of(parts: list[StreamObject], over: bytes) -> StreamObject:
    """Return what is drawn as one stream; where it is one already, as it stands."""
    if len(parts) == 1 and not over and _is_deflated(parts[0]):
        kept = EncodedStreamObject()
        kept._data = parts[0]._data  # noqa: SLF001 - as it is, not coded once more
        kept[NameObject("/Filter")] = NameObject("/FlateDecode")
        return kept
    plain = StreamObject()
    plain.set_data(b"q\n" + b"\n".join(each.get_data() for each in parts) + b"\nQ\n" + over)
    return plain.flate_encode()


def _is_deflated(part: StreamObject) -> bool:
    return part.get("/Filter") == "/FlateDecode" and "/DecodeParms" not in part


def _drawn_over(page: PageObject, resources: DictionaryObject) -> bytes:
    """Return the steps that draw what a viewer would draw over a page when it prints."""
    steps: list[bytes] = []
    objects = DictionaryObject(told_of(resources.get("/XObject")) or {})
    for at, each in enumerate(told_of(page.get("/Annots")) or []):
        shown = told_of(each)
        form = _appearance(shown)
        if form is not None:
            name = f"/AmparoDrawn{at}"
            objects[NameObject(name)] = form.indirect_reference or form
            steps.append(b"q %b cm %b Do Q\n" % (_placed(shown, form), name.encode()))
    if steps:
        resources[NameObject("/XObject")] = objects
    return b"".join(steps)


def _require_drawn(shown: Any) -> None:  # noqa: ANN401 - whatever stands in the file
    """Let no word be lost that a viewer would draw by itself.

    Raises:
        Unusable: It says something, and not how it looks.
    """
    if shown.get("/AP") is not None:
        return
    kept = told_of(shown.get("/Parent")) or {}
    said = shown.get("/V", kept.get("/V")) if shown["/Subtype"] == "/Widget" else True
    if said not in {None, "", "/Off"}:
        raise Unusable("form")


def _appearance(shown: Any) -> StreamObject | None:  # noqa: ANN401 - whatever stands in the file
    flags = int(shown.get("/F", 0))
    if shown.get("/Subtype") not in DRAWN or flags & HIDDEN or not flags & PRINTED:
        return None
    _require_drawn(shown)
    form = told_of(told_of(shown.get("/AP")).get("/N"))
    if not isinstance(form, StreamObject) and form:  # one for each state: a tick, a dot
        form = told_of(form.get(shown.get("/AS", "/Off")))
    return form if isinstance(form, StreamObject) and "/BBox" in form else None


def _placed(shown: Any, form: StreamObject) -> bytes:  # noqa: ANN401 - whatever stands in the file
    """Return where an appearance stands (ISO 32000-1, 12.5.5, algorithm 8.1)."""
    box = [float(each) for each in told_of(form["/BBox"])]
    matrix = [float(each) for each in told_of(form.get("/Matrix")) or (1, 0, 0, 1, 0, 0)]
    turned = Transformation((matrix[0], matrix[1], matrix[2], matrix[3], matrix[4], matrix[5]))
    corners = [turned.apply_on((x, y)) for x in (box[0], box[2]) for y in (box[1], box[3])]
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    low, high = min(y for _, y in corners), max(y for _, y in corners)
    at = [float(each) for each in told_of(shown["/Rect"])]
    across = abs(at[2] - at[0]) / (right - left) if right > left else 1
    up = abs(at[3] - at[1]) / (high - low) if high > low else 1
    place = (min(at[0], at[2]) - left * across, min(at[1], at[3]) - low * up)
    return b"%.5f 0 0 %.5f %.4f %.4f" % (across, up, *place)


# --- of a picture ---------------------------------------------------------------------------------


def _picture(content: bytes) -> Page:
    """Return a picture as a page, as large as a sheet allows."""
    with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Unusable("too_large")
        turned = UPRIGHT.get(image.getexif().get(0x0112, 1), UPRIGHT[1])
        image.load()
        shown = _stream(image, content)
        width, height = image.size
    if turned[0] == 0:
        width, height = height, width
    most = LETTER if height >= width else LETTER[::-1]
    scale = min(most[0] / width, most[1] / height)
    across, up = max(width * scale, 1), max(height * scale, 1)
    numbers = b"%d %d %d %d %d %d" % turned
    drawing = StreamObject()
    drawing.set_data(b"q %.4f 0 0 %.4f 0 0 cm %b cm /Picture Do Q" % (across, up, numbers))
    held = DictionaryObject({NameObject("/Picture"): shown})
    drawing[NameObject("/Type")] = NameObject("/XObject")
    drawing[NameObject("/Subtype")] = NameObject("/Form")
    drawing[NameObject("/BBox")] = ArrayObject(FloatObject(each) for each in (0, 0, across, up))
    drawing[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): held})
    return Page(drawing, 0, 0.0, 0.0, across, up)


def _stream(image: Image.Image, content: bytes) -> StreamObject:
    colours = {"L": "/DeviceGray", "RGB": "/DeviceRGB"}
    drawn: StreamObject
    if image.format == "JPEG" and image.mode in colours:
        drawn = EncodedStreamObject()
        drawn._data = without_traces(content)  # noqa: SLF001 - as it is, not coded once more
        drawn[NameObject("/Filter")] = NameObject("/DCTDecode")
        mode = image.mode
    else:
        plain = _on_white(image)
        mode = plain.mode
        raw = StreamObject()
        raw.set_data(plain.tobytes())
        drawn = raw.flate_encode()
    drawn[NameObject("/Type")] = NameObject("/XObject")
    drawn[NameObject("/Subtype")] = NameObject("/Image")
    drawn[NameObject("/Width")] = NumberObject(image.width)
    drawn[NameObject("/Height")] = NumberObject(image.height)
    drawn[NameObject("/ColorSpace")] = NameObject(colours[mode])
    drawn[NameObject("/BitsPerComponent")] = NumberObject(8)
    return drawn


def _on_white(image: Image.Image) -> Image.Image:
    """Return a picture as it looks on paper."""
    if image.mode in {"1", "L", "I", "I;16"}:
        return image.convert("L")
    if image.mode in {"P", "RGBA", "LA", "PA"}:
        clear = image.convert("RGBA")
        sheet = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(sheet, clear).convert("RGB")
    return image.convert("RGB")
