"""A Word file of plain lines, for templates to begin with: an attorney goes on with it in Word.

A line beginning with “# ” is a heading, with “^ ” stands in the middle, with “> ” to the right,
with “| ” is a row of a table, its cells between strokes, with “|| ” one without lines; “---” turns
the page, and “ // ” within a line begins another in the same paragraph.

Source: ECMA-376, 5th edition, part 1, §11.3.10 (the main part) and §17.4 (tables); part 2, §6.5.
"""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from itertools import groupby
from typing import Final
from xml.sax.saxutils import escape

ALWAYS: Final = (1980, 1, 1, 0, 0, 0)
WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BEGINS: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
OPEN: Final = "http://schemas.openxmlformats.org/"
KIND: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml."
KINDS: Final = f"""{BEGINS}<Types xmlns="{OPEN}package/2006/content-types"><Default
 Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default
 Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml"
 ContentType="{KIND}document.main+xml"/><Override PartName="/word/styles.xml"
 ContentType="{KIND}styles+xml"/></Types>"""
LINKS: Final = f"""{BEGINS}<Relationships xmlns="{OPEN}package/2006/relationships"><Relationship
 Id="rId1" Type="{OPEN}officeDocument/2006/relationships/officeDocument"
 Target="word/document.xml"/></Relationships>"""
WORD_LINKS: Final = f"""{BEGINS}<Relationships
 xmlns="{OPEN}package/2006/relationships"><Relationship Id="rId1"
 Type="{OPEN}officeDocument/2006/relationships/styles"
 Target="styles.xml"/></Relationships>"""
STYLES: Final = f"""{BEGINS}<w:styles xmlns:w="{WORD}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts
 w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="24"/>
<w:szCs w:val="24"/><w:lang w:val="%s"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing
 w:after="160" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style
 w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
</w:styles>"""
PAGE: Final = """<w:sectPr><w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:top="1440" w:right="1440"
 w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/></w:sectPr>"""
ACROSS: Final = 9_360  # twentieths of a point between the margins
SIDES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")
STYLED: Final = {"# ": ("center", True), "^ ": ("center", False), "> ": ("right", False)}
LANGUAGES: Final = {"en": "en-US", "es": "es-US"}


def docx(text: str, language: str) -> bytes:
    """Return lines as a Word file."""
    body = []
    for mark, found in groupby(text.strip("\n").split("\n"), _table):
        lines = list(found)
        body += [_rows(lines, mark)] if mark else [_line(each) for each in lines]
    document = f'{BEGINS}<w:document xmlns:w="{WORD}"><w:body>{"".join(body)}{PAGE}'
    return packed(
        {
            "[Content_Types].xml": KINDS.encode(),
            "_rels/.rels": LINKS.encode(),
            "word/document.xml": f"{document}</w:body></w:document>".encode(),
            "word/styles.xml": (STYLES % LANGUAGES[language]).encode(),
            "word/_rels/document.xml.rels": WORD_LINKS.encode(),
        }
    )


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return parts as one file."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(zipfile.ZipInfo(name, ALWAYS), part, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _table(line: str) -> str:
    return next((mark for mark in ("|| ", "| ") if line.startswith(mark)), "")


def _line(line: str) -> str:
    if line == "---":
        return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    mark = next((each for each in STYLED if line.startswith(each)), "")
    side, is_bold = STYLED.get(mark, ("left", False))
    return _paragraph(line.removeprefix(mark), side=side, is_bold=is_bold)


def _paragraph(words: str, *, side: str = "left", is_bold: bool = False) -> str:
    bold = "<w:rPr><w:b/></w:rPr>" if is_bold else ""
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(each)}</w:t>' for each in words.split(" // ")
    )
    settings = f'<w:pPr><w:jc w:val="{side}"/></w:pPr>'
    return f"<w:p>{settings}<w:r>{bold}{lines}</w:r></w:p>"


def _rows(lines: list[str], mark: str) -> str:
    """Return lines as a table; where it has lines, the first row says what stands below."""
    rows = [[cell.strip() for cell in each.removeprefix(mark).split(" | ")] for each in lines]
    has_lines = mark == "| "
    drawn = "single" if has_lines else "nil"
    borders = "".join(f'<w:{each} w:val="{drawn}" w:sz="4" w:space="0"/>' for each in SIDES)
    wide = ACROSS // len(rows[0])
    grid = f'<w:gridCol w:w="{wide}"/>' * len(rows[0])
    told = "".join(
        "<w:tr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/></w:tcPr>'
            f"{_paragraph(cell, is_bold=has_lines and not at)}</w:tc>"
            for cell in cells
        )
        + "</w:tr>"
        for at, cells in enumerate(rows)
    )
    settings = f'<w:tblPr><w:tblW w:w="{ACROSS}" w:type="dxa"/><w:tblBorders>{borders}'
    return f"<w:tbl>{settings}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{told}</w:tbl>"
