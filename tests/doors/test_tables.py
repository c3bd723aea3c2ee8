"""Tables for a spreadsheet: no cell of them is read as a formula."""

import csv
import io

import pytest

from app.web.tables import as_csv


def written(cell: str) -> str:
    """Return a file with one cell, as it is sent."""
    return bytes(as_csv("guests", ("name",), [(cell,)]).body).decode().removeprefix("\ufeff")


@pytest.mark.parametrize(
    "cell",
    [
        *("=1", "+1", "-1", "@a", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20a"),
        *("\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\n", " \t\uff1d1"),
    ],
)
def test_what_a_spreadsheet_would_count_is_text(cell: str) -> None:
    """Also after what it passes over, and in the full width of an Asian keyboard."""
    [_, [read]] = csv.reader(io.StringIO(written(cell), newline=""))
    assert read == f"'{cell}"


def test_no_semicolon_or_quote_begins_another_cell() -> None:
    """Where a spreadsheet parts cells by semicolons, a quoted one goes on to its end."""
    for cell in ("Bo;=HYPERLINK(1)", 'Bo";"=1', "Ana Bo"):
        line = written(cell).splitlines()[1]
        assert line == '"' + cell.replace('"', '""') + '"'
        [_, [read]] = csv.reader(io.StringIO(written(cell)), delimiter=";")
        assert read == cell
