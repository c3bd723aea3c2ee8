"""Word files as programs write them, part by part (ECMA-376)."""

import zipfile
from io import BytesIO
from typing import Final

WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWN: Final = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
LINKS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
CORE: Final = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
KINDS: Final = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"""


def paragraph(*runs: str) -> str:
    """Return a paragraph whose words stand in these runs."""
    return f"<w:p>{''.join(f'<w:r><w:t>{each}</w:t></w:r>' for each in runs)}</w:p>"


def row(*cells: str) -> str:
    """Return a row of a table."""
    return f"<w:tr>{''.join(f'<w:tc>{paragraph(each)}</w:tc>' for each in cells)}</w:tr>"


def in_a_box(inner: str) -> str:
    """Return a paragraph with a text box, as Word writes it."""
    return f"<w:p><w:r><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></w:r></w:p>"


def docx(body: str, more: dict[str, str | bytes] | None = None) -> bytes:
    """Return a Word file with this body, and with these parts besides."""
    spaces = f'xmlns:w="{WORD}" xmlns:wps="{DRAWN}"'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": KINDS,
        "word/document.xml": f"<w:document {spaces}><w:body>{body}</w:body></w:document>",
        "word/header1.xml": f"<w:hdr {spaces}>{paragraph('{{ case.', 'number }}')}</w:hdr>",
        "docProps/core.xml": f'<c:coreProperties xmlns:c="{CORE}">SOMEBODY</c:coreProperties>',
    }
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in (parts | (more or {})).items():
            file.writestr(name, part)
    return made.getvalue()


def part_of(content: bytes, name: str = "word/document.xml") -> str:
    """Return one part of a Word file."""
    with zipfile.ZipFile(BytesIO(content)) as file:
        return file.read(name).decode()
