"""Tables as files for a spreadsheet (CSV)."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from fastapi.responses import Response

# A cell that begins so, after what a spreadsheet passes over, would be a formula to it. So would
# what stands behind a semicolon, where that parts cells: each is quoted.
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
BREAKS = ("\t", "\r", "\n")


def in_utc(at: datetime | None) -> str:
    """Return an instant as a cell holds it."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else ""


def as_csv(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Return a table as a file of this name, which says nothing of what is in it."""
    written = io.StringIO()
    table = csv.writer(written, quoting=csv.QUOTE_ALL)
    table.writerow(columns)
    for row in rows:
        table.writerow([_inert("" if each is None else str(each)) for each in row])
    headers = {"content-disposition": f'attachment; filename="{name}.csv"'}
    return Response("\ufeff" + written.getvalue(), media_type="text/csv", headers=headers)


def _inert(cell: str) -> str:
    """Return a cell that no spreadsheet reads as a formula."""
    is_formula = cell.startswith(BREAKS) or cell.lstrip().startswith(FORMULA)
    return f"'{cell}" if is_formula else cell
