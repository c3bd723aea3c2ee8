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


def choose(
    rule: Rule, key: date, office_version: int | None, facts: Mapping[str, object]
) -> Chosen:
    """Return what governs key, an office's own choice first.

    The office's choice holds from the first day of that version on; older key dates keep the law
    of their time.
    """
    for version in rule.versions:
        if version.v == office_version and key >= version.starts:
            return Chosen(version, by_office=version.status not in GOVERNING or _over(version, key))
    for band in rule.bands:
        meant = band.when is None or holds(band.when, facts)
        if meant and band.starts <= key <= band.ends:
            return Chosen(band=band)
    for version in rule.versions:
        if version.status in GOVERNING and version.starts <= key and not _over(version, key):
            return Chosen(version)
    return Chosen()


def governing(rule: Rule, key: date) -> int | None:
    """Return the number of the version that governs a key date as shipped; None: not settled."""
    version = choose(rule, key, None, {}).version
    return version.v if version else None


def shadows(rule: Rule, key: date, governing: Version) -> tuple[Version, ...]:
    """Return the versions that do not govern key but whose date a person should see."""
    return tuple(
        version
        for version in rule.versions
        if version.show_as == "shadow" and version is not governing and version.starts <= key
    )


def standing(rule: Rule) -> Version:
    """Return the version that governs without end."""
    in_force = (each for each in rule.versions if each.status == "in_force")
    return next(in_force, rule.versions[-1])


def counts_years(rule: Rule) -> bool:
    """Tell whether any clock of a rule runs for years, so that its trigger may lie long ago."""
    clocks = (clock for version in rule.versions for clock in version.clocks)
    return any(period.unit == "years" for clock in clocks for period in clock.periods)


def _over(version: Version, key: date) -> bool:
    return version.ends is not None and key > version.ends
