"""The four days that every count answers with."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Days(NamedTuple):
    """What one count gives."""

    last: date
    """Where the bare count ends, before anything moves it."""
    due: date
    """The prevailing reading."""
    safe: date
    """In time under every reading; on the later side, the latest."""
    latest: date
    """The latest that some reading allows."""
