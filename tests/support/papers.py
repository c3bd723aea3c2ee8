"""Papers as people send them, made by programs other than ours where there is one."""

import subprocess
import sys
from functools import cache
from io import BytesIO
from subprocess import PIPE

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

SET = (
    "import sys, typst\n"
    "sys.stdout.buffer.write(typst.compile(sys.stdin.buffer.read(), format='pdf'))"
)


@cache
def pdf(words: str = "a notice", pages: int = 1, paper: str = "us-letter") -> bytes:
    """Return a PDF whose pages say these words and their number."""
    sheets = f'#set page(paper: "{paper}")\n' + "#pagebreak()\n".join(
        f'#text("{words} {number}")\n' for number in range(1, pages + 1)
    )
    # In a process of its own: the type-setter's threads do not come along into a process that is
    # forked later, and it would wait for them for ever.
    program = [sys.executable, "-P", "-c", SET]
    return subprocess.run(program, input=sheets.encode(), stdout=PIPE, check=True).stdout


@cache
def photo(width: int = 80, height: int = 60, *, turned: int = 1) -> bytes:
    """Return a photograph, red above and blue below, with what a camera writes beside it."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width, height // 2))
    told = Image.Exif()
    told[0x0112], told[0x010F] = turned, "CAMERA OF SOMEBODY"
    made = BytesIO()
    image.save(made, "JPEG", exif=told, quality=95)
    return made.getvalue()


def with_words_over(content: bytes, words: str, *, drawn: bool = True) -> bytes:
    """Return a PDF upon whose first page somebody wrote these words, and how they are drawn."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    over = writer.add_annotation(0, FreeText(text=words, rect=(100, 500, 300, 540)))
    over[NameObject("/F")] = NumberObject(4)
    if drawn:
        form = StreamObject()
        form.set_data(b"BT /Helv 12 Tf 2 12 Td (%b) Tj ET" % words.encode())
        box = ArrayObject(FloatObject(each) for each in (0, 0, 200, 40))
        form.update({NameObject("/Subtype"): NameObject("/Form"), NameObject("/BBox"): box})
        looks = {NameObject("/N"): writer._add_object(form)}
        over[NameObject("/AP")] = DictionaryObject(looks)
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def locked(content: bytes) -> bytes:
    """Return a PDF that opens by a password only."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    writer.encrypt("a password", algorithm="AES-256")
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def blank_form(*, second: bytes = b"", scripted: bool = False) -> bytes:
    """Return a form with a line, a line of nine cells, a field of many lines, and two boxes.

    Args:
        second: Its description as XFA, where it has one.
        scripted: Whether a script runs when it is opened.
    """
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf("A form of an agency"))))
    fields = [
        _field(writer, "Name", (72, 600, 272, 618), "/Tx", {"/TU": "Family name, given names"}),
        _field(writer, "Alien", (72, 560, 207, 578), "/Tx", {"/Ff": 1 << 24, "/MaxLen": 9}),
        _field(writer, "Where", (72, 480, 292, 540), "/Tx", {"/Ff": 1 << 12}),
        _field(writer, "Held", (72, 440, 86, 454), "/Btn", {}, "Yes"),
        _field(writer, "Free", (120, 440, 134, 454), "/Btn", {}, "Yes"),
    ]
    writer.pages[0][NameObject("/Annots")] = ArrayObject(fields)
    form = DictionaryObject({NameObject("/Fields"): ArrayObject(fields)})
    form[NameObject("/DA")] = TextStringObject("/Helv 0 Tf 0 g")
    if second:
        described = StreamObject()
        described.set_data(second)
        form[NameObject("/XFA")] = writer._add_object(described)
    if scripted:
        runs = DictionaryObject({NameObject("/S"): NameObject("/JavaScript")})
        runs[NameObject("/JS")] = TextStringObject("app.alert('A SCRIPT OF SOMEBODY')")
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(runs)
    writer.root_object[NameObject("/AcroForm")] = form
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def _field(
    writer: PdfWriter,
    name: str,
    box: tuple[int, int, int, int],
    kind: str,
    said: dict[str, int | str],
    state: str = "",
) -> IndirectObject:
    row = DictionaryObject({NameObject("/Type"): NameObject("/Annot")})
    row[NameObject("/Subtype")] = NameObject("/Widget")
    row[NameObject("/Rect")] = ArrayObject(FloatObject(each) for each in box)
    row[NameObject("/FT")], row[NameObject("/F")] = NameObject(kind), NumberObject(4)
    row[NameObject("/T")] = TextStringObject(name)
    for key, value in said.items():
        told = NumberObject(value) if isinstance(value, int) else TextStringObject(value)
        row[NameObject(key)] = told
    if state:
        looks = DictionaryObject()
        for each in (state, "Off"):
            look = StreamObject()
            look[NameObject("/Subtype")] = NameObject("/Form")
            look[NameObject("/BBox")] = ArrayObject(FloatObject(at) for at in (0, 0, 14, 14))
            looks[NameObject(f"/{each}")] = writer._add_object(look)
        row[NameObject("/AP")] = DictionaryObject({NameObject("/N"): looks})
        row[NameObject("/AS")] = NameObject("/Off")
    return writer._add_object(row)
