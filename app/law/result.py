"""What a computation answers: the readings of a date, how it was counted, and by what law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.law.phrases import Text

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the law, the day it gives, and the assumption that makes it."""

    label: str
    on: date
    assumption: Text
    at: datetime | None = None
    """The instant, where hours are counted."""

    def as_json(self, locale: str) -> dict[str, Json]:
        """Return the reading with its assumption in locale."""
        told: dict[str, Json] = {
            "label": self.label,
            "date": self.on.isoformat(),
            "assumption": self.assumption.told_in(locale),
        }
        return told if self.at is None else told | {"instant": self.at.isoformat()}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the count and the authority for it."""

    text: Text
    cite: Text

    def as_json(self, locale: str) -> dict[str, Json]:
        """Return the sentence and its authority in locale."""
        return {"text": self.text.told_in(locale), "cite": self.cite.told_in(locale)}


@dataclass(frozen=True, slots=True)
class Caution:
    """Something a person must know beside the date; a JSON `warning`."""

    id: str
    text: Text
    changes: bool = True
    """Whether the answer itself hangs on it: such a one must never stand folded away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The answer of one rule to one set of inputs."""

    rule: str
    title: Text
    status: str
    """`due`, `window`, `opens`, `none` or `needs_human`."""
    due: date | None = None
    safe: date | None = None
    latest: date | None = None
    due_at: datetime | None = None
    safe_at: datetime | None = None
    attorney_local: datetime | None = None
    zone: str | None = None
    """The zone of the place whose clock governs, where that is known."""
    opens: date | None = None
    safe_opens: date | None = None
    closes: date | None = None
    safe_closes: date | None = None
    readings: tuple[Reading, ...] = ()
    done_means: str | None = None
    steps: tuple[Step, ...] = ()
    warnings: tuple[Caution, ...] = ()
    if_late: tuple[Step, ...] = ()
    """What can still be done once the day has passed."""
    parts: tuple[Result, ...] = ()
    part: str | None = None
    """Which of several clocks this is."""
    open_points: tuple[Text, ...] = ()
    """What a lawyer has still to settle about the rule."""
    version: int | None = None
    pack_hash: str
    source: str | None = None
    confidence: str | None = None
    consequence: str
    means: str
    fatal: bool
    government: bool
    reviewed: bool
    asks: tuple[str, ...] = ()
    """The names of the needed inputs that were not given; their questions stand in warnings."""

    def as_json(self, locale: str = "en") -> dict[str, Json]:
        """Return the answer under the keys programs read, sentences in locale."""
        return {
            "status": self.status,
            **self._days(),
            "readings": [reading.as_json(locale) for reading in self.readings],
            "zone": self.zone,
            "done_means": self.done_means,
            "steps": [step.as_json(locale) for step in self.steps],
            "if_late": [step.as_json(locale) for step in self.if_late],
            "warnings": [{"id": w.id, "text": w.text.told_in(locale)} for w in self.warnings],
            "decisive": [w.id for w in self.warnings if w.changes],
            "parts": [part.as_json(locale) for part in self.parts],
            "version": self.version,
            "pack_hash": self.pack_hash,
            "source": self.source,
            "confidence": self.confidence,
            "consequence": self.consequence,
            "government": self.government,
            "reviewed": self.reviewed,
            "fatal": self.fatal,
            "means": self.means,
            "title": self.title.told_in(locale),
            "part": self.part,
            "open_points": [point.told_in(locale) for point in self.open_points],
        }

    def _days(self) -> dict[str, Json]:
        return {
            "due": _iso(self.due),
            "safe": _iso(self.safe),
            "latest": _iso(self.latest),
            "due_at": _iso(self.due_at),
            "safe_at": _iso(self.safe_at),
            "attorney_local": _iso(self.attorney_local),
            "opens": _iso(self.opens),
            "safe_opens": _iso(self.safe_opens),
            "closes": _iso(self.closes),
            "safe_closes": _iso(self.safe_closes),
        }


def _iso(when: date | None) -> str | None:
    return None if when is None else when.isoformat()
