"""Templates that come with Amparo: read only, an office's own are made of them in Word."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from app.press.blankword import docx

NAME: Final = re.compile(r"\{\{ ([a-z_.]+) \}\}")
TEXTS: Final = Path(__file__).with_name("shipped.toml")


@dataclass(frozen=True, slots=True)
class Shipped:
    """One of them; its id is the same in every office."""

    id: UUID
    name: str
    language: str
    document_kind: str
    edition: int
    text: str = field(repr=False)

    def names(self) -> list[str]:
        """Return the names that stand in it, each once."""
        return list(dict.fromkeys(NAME.findall(self.text)))

    def content(self) -> bytes:
        """Return it as a Word file."""
        return docx(self.text, self.language)


@cache
def shipped() -> dict[UUID, Shipped]:
    """Return all of them by their ids."""
    return {each.id: each for each in _read()}


def _read() -> Iterator[Shipped]:
    for code, told in tomllib.loads(TEXTS.read_text(encoding="utf-8")).items():
        yield Shipped(id=uuid5(NAMESPACE_URL, f"amparo:template:{code}"), **told)
