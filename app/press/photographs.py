"""A photograph or a scan as points, upright, as large as is asked for."""

from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from app.press.frames import MOST_PAGES, MOST_PIXELS, Unusable

FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP", "TIFF")
TALLEST: Final = 4  # times as high as wide


def warm() -> None:
    """Load all that reading pictures needs."""
    for kind in FORMATS:
        made = BytesIO()
        Image.new("RGB", (2, 2)).save(made, kind)
        drawn(made.getvalue(), 0, 2)


def count(content: bytes) -> int:
    """Return how many pictures a file holds.

    Raises:
        Unusable: Too many.
    """
    with Image.open(BytesIO(content), formats=FORMATS) as image:
        pages = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
    if pages > MOST_PAGES:
        raise Unusable("too_large")
    return int(pages)


def drawn(content: bytes, page: int, wide: int) -> tuple[Image.Image, int]:
    """Return a picture no wider than asked for, and how many there are in the file.

    Raises:
        Unusable: It is too large, or there is no such picture in it.
    """
    pages = count(content)
    with Image.open(BytesIO(content), formats=FORMATS) as image:
        if not 0 <= page < pages:
            raise Unusable("no_page")
        image.seek(page)
        if image.width * image.height > MOST_PIXELS:
            raise Unusable("too_large")
        if image.format == "JPEG":
            image.draft("RGB", (wide, wide))
        image.load()
        upright = ImageOps.exif_transpose(image)
        plain = _on_white(upright)
    plain.thumbnail((wide, wide * TALLEST), reducing_gap=2.0)
    return plain, pages


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in {"1", "L"}:
        return image.convert("L")
    if image.mode.startswith("I;16") or image.mode in {"I", "F"}:
        return image.point(lambda value: value / 256).convert("L")
    if image.mode in {"P", "RGBA", "LA", "PA"}:
        clear = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, "white"), clear).convert("RGB")
    return image.convert("RGB")
