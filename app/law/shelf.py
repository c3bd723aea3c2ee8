"""The pack that comes with the house: fingerprinted, pinned, read once."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from app.law.reader import read_pack
from app.law.refusals import PackDamaged
from app.law.rulebook import Rulebook

SHIPPED: Final = Path(__file__).parent / "packs" / "federal_immigration"
SHIPPED_SHA256: Final = "869b9398cdaf53a11cfdece98791464eed169f27e3ff653de968e50dc726653b"
"""What `pack_hash(SHIPPED)` must give; changed in the same commit as the pack, never apart."""


@cache
def shipped() -> Rulebook:
    """Return the shipped rulebook, read once.

    Raises:
        PackDamaged: Its files are not those that this code was released with.
    """
    return load(SHIPPED, expected=SHIPPED_SHA256)


@cache
def rule_print(rule_id: str) -> str:
    """Return the SHA-256 of a shipped rule's file: what a lawyer reviewed, to the letter.

    Of a rule that is not shipped it is empty: nobody reviewed it as it stands.
    """
    if rule_id not in {rule.id for rule in shipped().rules}:
        return ""
    return hashlib.sha256((SHIPPED / "rules" / f"{rule_id}.toml").read_bytes()).hexdigest()


@cache
def program_hash() -> str:
    """Return the SHA-256 over the code that counts: another may count otherwise."""
    return _hash_of(Path(__file__).parent, sorted(Path(__file__).parent.glob("*.py")))


def load(folder: Path, *, expected: str | None = None) -> Rulebook:
    """Return the rulebook in folder.

    Raises:
        PackDamaged: It has another fingerprint than expected, or a fault; `problems` names each.
    """
    found = pack_hash(folder)
    if expected is not None and found != expected:
        raise PackDamaged([f"The rule pack is not the one released with this program: {found}."])
    rulebook, faults = read_pack(folder, found)
    if faults:
        raise PackDamaged(faults)
    return rulebook


def pack_hash(folder: Path) -> str:
    """Return the SHA-256 over the pack's files, each with its name and length before it."""
    rules = sorted((folder / "rules").glob("*.toml"))
    return _hash_of(folder, [folder / "pack.toml", folder / "calendar.toml", *rules])


def _hash_of(folder: Path, paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes() if path.exists() else b""
        digest.update(f"{path.relative_to(folder).as_posix()}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()
