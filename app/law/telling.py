"""A rule told in plain text, as a lawyer reads it."""

from __future__ import annotations

from collections.abc import Iterator

from app.law.clocks import Clock, Period
from app.law.rulebook import Rule, Version


def told(rule: Rule) -> str:
    """Return a rule with its versions, their law, its warnings and what is still open."""
    return "\n".join(_lines(rule))


def _lines(rule: Rule) -> Iterator[str]:
    yield f"{rule.id}: {rule.title.en}"
    reviewed = f"by {rule.review.by}" if rule.reviewed else "not reviewed by a lawyer"
    yield f"  if missed: {rule.consequence}{', fatal' if rule.fatal else ''}; {reviewed}; "
    yield f"  to be read again {rule.review.next.isoformat()}"
    for version in rule.versions:
        yield from _version(version)
    for band in rule.bands:
        yield f"  {band.starts} to {band.ends}: needs a person. {band.text.en}"
    for title, texts in (
        ("asks a person", [stop.text.en for stop in rule.stops]),
        ("asks what day it is", [lapse.text.en for lapse in rule.lapses]),
        ("warns", [warning.text.en for warning in rule.warnings]),
        ("if late", [f"{each.text.en} {'; '.join(map(str, each.cites))}" for each in rule.if_late]),
        ("still open", [point.en for point in rule.open_points]),
    ):
        yield f"  {title}:"
        yield from (f"    - {text}" for text in texts)


def _version(version: Version) -> Iterator[str]:
    until = f" to {version.ends}" if version.ends else " on"
    yield (
        f"  version {version.v}, from {version.starts}{until} ({version.status}): "
        f"{_clock(version.clock)}; source {version.source}, confidence {version.confidence}"
    )
    yield from (f"    {part.id}: {_clock(part.clock)}" for part in version.parts)
    yield from (f"    {cite}" for cite in version.cites)


def _clock(clock: Clock) -> str:
    if clock.text is not None:
        return f"{clock.regime}: {clock.text.en}"
    periods = " to ".join(_period(period) for period in clock.periods)
    rows = "" if clock.lookup is None else f" by {clock.lookup.input}"
    return f"{periods or 'the day itself'}{rows}, {clock.regime}"


def _period(period: Period) -> str:
    n = f"{period.number_from or 'n'}" if period.n is None else str(period.n)
    return f"{n} {period.unit} {period.direction}".replace("_", " ")
