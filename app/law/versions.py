"""Then-law: which version of a rule governs a key date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.law.conditions import holds
from app.law.rulebook import Band, Rule, Version
from app.law.vocabulary import GOVERNING


@dataclass(frozen=True, slots=True)
class Chosen:
    """One version, or the band in which it is not settled which; neither before the oldest."""

    version: Version | None = None
    band: Band | None = None
    by_office: bool = False


def choose(rule: Rule, key: date, office_version: int | None) -> Chosen:
    """Return what governs key, an office's own choice first.

    The office's choice holds from the first day of that version on; older key dates keep the law
    of their time.
    """
    for version in rule.versions:
        if version.v == office_version and key >= version.starts:
            return Chosen(version, by_office=version.status not in GOVERNING or _over(version, key))
    for band in rule.bands:
        if band.starts <= key <= band.ends:
            return Chosen(band=band)
    for version in rule.versions:
        if version.status in GOVERNING and version.starts <= key and not _over(version, key):
            return Chosen(version)
    return Chosen()


def shadows(rule: Rule, key: date, governing: Version) -> tuple[Version, ...]:
    """Return the versions that do not govern key but whose date a person should see."""
    return tuple(
        version
        for version in rule.versions
        if version.show_as == "shadow" and version is not governing and version.starts <= key
    )


def period_of(version: Version, facts: Mapping[str, object]) -> int:
    """Return the number of days: what a document gave, a carve-out's, or the version's own."""
    days = facts.get("days")
    if isinstance(days, int):
        return days
    for carveout in version.carveouts:
        if holds(carveout.when, facts):
            return carveout.n
    return version.period.n


def _over(version: Version, key: date) -> bool:
    return version.ends is not None and key > version.ends
