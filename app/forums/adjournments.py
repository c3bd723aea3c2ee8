"""The court's codes of adjournment, each with the kind that people pick; data, not opinion.

The codes are for what comes in from the court and goes out to it. The kinds stand in
`data/adjournments.toml`, sorted by hand; a code without one adjourned nothing.
"""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

FILE = Path(__file__).parent / "data" / "adjournments.csv"
NOT_ADJOURNED = "none"


class Adjournment(NamedTuple):
    """A code of the court, the kind that people know it by, and what the court calls it."""

    code: str
    kind: str
    name: str


def adjournment(code: str) -> Adjournment | None:
    """Return what a code of the court means, in either case."""
    return _table().get(code.strip().upper())


@cache
def _table() -> Mapping[str, Adjournment]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    found = (
        Adjournment(row["code"], "" if row["kind"] == NOT_ADJOURNED else row["kind"], row["name"])
        for row in rows
    )
    return MappingProxyType({each.code: each for each in found})
