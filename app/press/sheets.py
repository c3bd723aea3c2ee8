"""The pages of a PDF as points, drawn by PDFium.

What a viewer would draw over a page is drawn; no program in it runs, no link leads anywhere, and
letters that the file did not bring along are drawn with PDFium's own.
"""

from typing import Final

import pypdfium2 as pdfium
from PIL import Image

from app.press.frames import MOST_DRAWN, MOST_PAGES, MOST_POINTS, Unusable

LEAST_PDF: Final = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]"
    b"/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    b"trailer<</Root 1 0 R>>"
)
PASSWORD: Final = 4  # FPDF_ERR_PASSWORD, fpdfview.h


def warm() -> None:
    """Load all that drawing needs."""
    drawn(LEAST_PDF, 0, 9)


def opened(content: bytes) -> pdfium.PdfDocument:
    """Return an open PDF.

    Raises:
        Unusable: It is damaged, locked or has too many pages.
    """
    try:
        found = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as wrong:
        is_locked = getattr(wrong, "err_code", 0) == PASSWORD
        raise Unusable("locked" if is_locked else "damaged") from None
    if not len(found):
        raise Unusable("damaged")
    if len(found) > MOST_PAGES:
        raise Unusable("too_large")
    return found


def drawn(content: bytes, page: int, wide: int) -> tuple[Image.Image, int]:
    """Return a page as a picture so many points wide, and how many pages there are.

    Raises:
        Unusable: It cannot be drawn, or there is no such page.
    """
    document = opened(content)
    document.init_forms()
    if not 0 <= page < len(document):
        raise Unusable("no_page")
    try:
        sheet = document[page]
        across, down = sheet.get_size()
        if not (1 <= across <= MOST_POINTS and 1 <= down <= MOST_POINTS):
            raise Unusable("too_large")
        scale = min(wide / across, (MOST_DRAWN / (across * down)) ** 0.5)
        image = sheet.render(scale=scale, prefer_bgrx=True).to_pil()
    except pdfium.PdfiumError:
        raise Unusable("damaged") from None
    return image.convert("RGB"), len(document)
