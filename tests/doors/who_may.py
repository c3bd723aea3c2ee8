"""Reads who_may.txt, the written table of who may do what on which case."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from app.casework.policy import ROLES

WRITTEN = Path(__file__).with_name("who_may.txt")
STRANGERS_TOO, EVERYBODY = "strangers too", "everybody"


class Table(NamedTuple):
    """The roles of each address, what each person is to each case, and what that word means."""

    roles: dict[str, frozenset[str] | None]  # by "GET /today"; None: strangers too
    is_to: dict[tuple[str, str], str]  # by person and case
    opens: frozenset[str]
    hidden: frozenset[str]
    outside: frozenset[str]


@cache
def table() -> Table:
    """Return what is written."""
    deeds, *rest = WRITTEN.read_text(encoding="utf-8").split("\n= ")
    parts = {title: body for title, _, body in (part.partition("\n") for part in rest)}
    words = {title: frozenset(body.split()) for title, body in parts.items()}
    return Table(
        roles=dict(_roles(deeds)),
        is_to=dict(_relations(parts["what each is to each case"])),
        opens=words["it opens"],
        hidden=words["it is not there"],
        outside=words["not even at the door"],
    )


def _roles(written: str) -> Iterator[tuple[str, frozenset[str] | None]]:
    roles: frozenset[str] | None = frozenset()
    for line in written.splitlines():
        if line.startswith("#") or not line:
            continue
        if not line.startswith(" "):
            roles = _named(line.rpartition(": ")[2])
        else:
            yield " ".join(line.split()), roles


def _named(written: str) -> frozenset[str] | None:
    if written == STRANGERS_TOO:
        return None
    named = frozenset(ROLES if written == EVERYBODY else written.split())
    assert named <= set(ROLES), written
    return named


def _relations(written: str) -> Iterator[tuple[tuple[str, str], str]]:
    head, *lines = [line.split() for line in written.splitlines() if line]
    for name, *words in lines:
        for case, word in zip(head, words, strict=True):
            yield (name, case), word
