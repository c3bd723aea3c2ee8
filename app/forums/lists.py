"""The court's own lists of motions, charges, nationalities and languages; data, not opinion.

They are for what comes in from the court and goes out to it, and for marking a code that it does
not have. Its codes of languages and countries are not those of ISO: SP is Spanish, BH Belize. The
rows are made by `app.forums.from_eoir`.
"""

import csv
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple

Name = Literal["motions", "charges", "nationalities", "court_languages"]
DATA = Path(__file__).parent / "data"
_BESIDE = re.compile(r"\s|§|^INA", re.IGNORECASE)


class Listed(NamedTuple):
    """A code of the court and what the court calls it; `ours` is what we know the same by."""

    code: str
    ours: str
    name: str


def motion(code: str) -> Listed | None:
    """Return the kind of motion that a code of the court means, in either case."""
    return _table("motions").get(code.strip().upper())


def of(name: Name) -> list[Listed]:
    """Return one of the lists, by code."""
    return list(_table(name).values())


def charge(section: str) -> Listed | None:
    """Return a ground of removal of the court's list by its section, as a notice writes it.

    Capitals tell one paragraph from another, so they are not folded.
    """
    return _sections().get(_BESIDE.sub("", section))


def nationality(typed: str) -> Listed | None:
    """Return the country that a code of the court, its own name or the Spanish one means."""
    return _table("nationalities").get(typed.strip().upper()) or _countries().get(_folded(typed))


@cache
def in_spanish() -> Mapping[str, str]:
    """Return the Spanish name of each nationality, by the court's code."""
    return MappingProxyType({row["code"]: row["name"] for row in _rows("nationalities_es")})


@cache
def _countries() -> Mapping[str, Listed]:
    table = _table("nationalities")
    spanish = {_folded(name): table[code] for code, name in in_spanish().items()}
    return MappingProxyType(spanish | {_folded(each.name): each for each in table.values()})


def _folded(name: str) -> str:
    parted = unicodedata.normalize("NFKD", " ".join(name.split()).casefold())
    return "".join(sign for sign in parted if not unicodedata.combining(sign))


@cache
def _table(name: Name) -> Mapping[str, Listed]:
    found = (Listed(row["code"], row["ours"], row["name"]) for row in _rows(name))
    return MappingProxyType({each.code: each for each in found})


def _rows(name: str) -> list[dict[str, str]]:
    lines = (DATA / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@cache
def _sections() -> Mapping[str, Listed]:
    return MappingProxyType({each.ours: each for each in _table("charges").values()})
