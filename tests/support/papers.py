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
    NameObject,
    NumberObject,
    StreamObject,
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
