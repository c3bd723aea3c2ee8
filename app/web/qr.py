"""A QR code as one path of an inline drawing: no image file, no script, no style."""

import segno

QUIET = 4  # modules of white around it (ISO/IEC 18004, 9.1)


def path_of(text: str) -> tuple[int, str]:
    """Return the side of a QR code in modules, its margin included, and its dark runs as a path."""
    rows = segno.make(text, error="m", micro=False).matrix
    runs = [
        f"M{start + QUIET} {down + QUIET}h{length}v1h-{length}z"
        for down, row in enumerate(rows)
        for start, length in _runs(row)
    ]
    return len(rows) + 2 * QUIET, "".join(runs)


def _runs(row: bytearray) -> list[tuple[int, int]]:
    """Return where each stretch of dark modules begins and how long it is."""
    found: list[tuple[int, int]] = []
    for at, dark in enumerate(row):
        if dark and found and sum(found[-1]) == at:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif dark:
            found.append((at, 1))
    return found
