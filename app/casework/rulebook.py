"""The rulebook for people to read, to find a rule in, and to try; no case is opened for it."""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from app import law
from app.casework import counting, ownlaw
from app.casework.counting import Question
from app.casework.typed import Short
from app.db.desk import Desk
from app.errors import NotFound
from app.law import Rule, Text
from app.law.clocks import Clock
from app.law.rulebook import Citation, Example, Version
from app.words import LOCALES

FROZEN = ConfigDict(frozen=True)
# What a managing attorney signs for first: met every week in removal defence.
WEEKLY = (
    "eoir.bia.appeal",
    "eoir.bia.appeal.bond",
    "eoir.bia.brief",
    "eoir.mtr.reopen",
    "eoir.mtr.reconsider",
    "eoir.mtr.in_absentia.exceptional",
    "eoir.mtr.in_absentia.notice",
    "eoir.ic.filing.individual.nondetained",
    "eoir.ic.filing.master.nondetained",
    "eoir.ic.filing.detained",
    "eoir.ic.filing.judge_set",
    "eoir.ic.response.motion",
    "eoir.address.eoir33",
    "dhs.address.ar11",
    "eoir.vd.pre",
    "eoir.vd.post",
    "eoir.vd.bond",
    "eoir.bond.redetermination",
    "asylum.i589.one_year",
    "asylum.ead.clock",
    "asylum.aaf",
    "dhs.detainer.48h",
    "cf.request_review",
    "cf.ij_review",
    "fed.pfr",
    "uscis.rfe",
    "uscis.noid",
    "uscis.i290b",
    "foia.response",
    "foia.appeal.dhs",
)


class BookView(BaseModel):
    """Which rulebook this is."""

    model_config = FROZEN

    pack: str
    edition: date
    pack_hash: str


class RuleLine(BaseModel):
    """A rule as a list shows it."""

    model_config = FROZEN

    id: str
    title: str
    area: str = Field(description="The part of the practice, a code of `areas`.")
    event: str = Field(description="What it follows from before all, a code of `events`.")
    events: list[str] = Field(default=[], description="Everything that it follows from.")
    period: str
    means: str
    consequence: str
    fatal: bool
    government: bool
    confidence: str
    reviewed: bool
    read_again: date = Field(description="When it is to be read again.")
    stale: bool = Field(description="Whether that day has passed.")
    own_version: int | None = Field(
        default=None, description="The version that governs by the office's own law."
    )


class CitedView(BaseModel):
    """An authority, and the day it was read."""

    model_config = FROZEN

    text: str
    url: str


class SaidView(BaseModel):
    """A sentence of a rule with its authorities."""

    model_config = FROZEN

    id: str = ""
    text: str
    cites: list[CitedView] = []
    changes: bool = False


class ClockView(BaseModel):
    """One count of a version: how long, and by whose authority it is counted and moved."""

    model_config = FROZEN

    title: str = Field(default="", description="Of one of several clocks from one day.")
    period: str
    roll: str = Field(description="What a last day does that is closed.")
    counting: CitedView | None
    rolling: CitedView | None
    notes: list[str] = Field(default=[], description="Other ways to read it, and their reasons.")


class VersionView(BaseModel):
    """What a rule said between two days."""

    model_config = FROZEN

    v: int
    starts: date
    ends: date | None
    status: str
    status_note: str
    show_as: str
    clocks: list[ClockView]
    cites: list[CitedView]
    source: str
    confidence: str


class BandView(BaseModel):
    """Days for which it is not settled which version governs."""

    model_config = FROZEN

    starts: date
    ends: date
    text: str


class FactView(BaseModel):
    """A fact in a known answer: the name of an input or of what came out, and its value."""

    model_config = FROZEN

    name: str
    kind: str
    value: str


class ExampleView(BaseModel):
    """A known answer that travels with a rule."""

    model_config = FROZEN

    shows: str
    given: list[FactView]
    comes_out: list[FactView]


class RuleView(RuleLine, BookView):
    """One rule with all its law, and the rulebook it stands in."""

    questions: list[Question]
    done_means: dict[str, str]
    versions: list[VersionView]
    bands: list[BandView]
    stops: list[SaidView]
    warnings: list[SaidView]
    if_late: list[SaidView]
    open_points: list[str]
    examples: list[ExampleView]


class Beside(BaseModel):
    """Two versions of a rule: the one that governs, and the one that somebody asks for."""

    model_config = FROZEN

    rule: RuleView
    stands: VersionView | None
    asked: VersionView | None


class Trial(BaseModel):
    """What a rule is asked to try it."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    inputs: dict[str, Any] = Field(default_factory=dict, repr=False)


class RuleSearch(BaseModel):
    """Words to find rules by."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    q: Short = Field(default="", repr=False)


def book(desk: Desk) -> BookView:
    """Return which rulebook this is."""
    found = law.shipped()
    told = found.title.told_in(desk.who.locale)
    return BookView(pack=told, edition=found.edition, pack_hash=found.pack_hash)


def areas(desk: Desk) -> list[tuple[str, str]]:
    """Return the parts of the practice in their order, each with its name."""
    return [(code, name.told_in(desk.who.locale)) for code, name in law.AREAS.items()]


def by_area(desk: Desk) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the rules one can choose, as id and title, under each part of the practice."""
    lines = listed(desk)
    return [
        (name, [(line.id, line.title) for line in lines if line.area == code])
        for code, name in areas(desk)
    ]


def events(desk: Desk) -> list[tuple[str, str]]:
    """Return what rules of the rulebook follow from, in the words of whoever records it."""
    known = {event for rule in law.shipped().rules for event in rule.follows_from}
    named = law.EVENT_NAMES.items()
    return [(code, name.told_in(desk.who.locale)) for code, name in named if code in known]


def listed(desk: Desk, words: str = "") -> list[RuleLine]:
    """Return the rules that all the words find, by area and title."""
    rules, wanted = law.shipped().rules, _folded(words).split()
    found = [rule for rule in rules if all(each in _findable(rule) for each in wanted)]
    order = list(law.AREAS)
    lines = [RuleLine(**_line(desk, rule)) for rule in found]
    return sorted(lines, key=lambda line: (order.index(line.area), _folded(line.title)))


def one(desk: Desk, rule_id: str) -> RuleView:
    """Return one rule.

    Raises:
        NotFound: The rulebook has none of this id.
    """
    return _view(desk, _rule(rule_id))


def all_of(desk: Desk, ids: list[str]) -> list[RuleView]:
    """Return the rules of these ids as a list orders them; all of them where none is named."""
    wanted = [line.id for line in listed(desk) if not ids or line.id in ids]
    return [one(desk, each) for each in wanted]


def weekly_first(desk: Desk) -> list[RuleView]:
    """Return every rule with its law, those first that an office meets every week."""
    order = {each: place for place, each in enumerate(WEEKLY)}
    return sorted(all_of(desk, []), key=lambda rule: order.get(rule.id, len(order)))


def other_versions(desk: Desk) -> list[tuple[str, str]]:
    """Return the versions that do not govern today, as `rule:version` and what they say."""
    today = desk.local_now(desk.house.settings.timezone).date()
    return [
        (f"{rule.id}:{version.v}", f"{rule.title.told_in(desk.who.locale)}: {note}")
        for rule in law.shipped().rules
        for version in rule.versions
        if law.governing(rule, today) != version.v
        for note in [version.status_note.told_in(desk.who.locale)]
    ]


def beside(desk: Desk, rule_id: str, asked: int | None, since: date | None) -> Beside | None:
    """Return the version that is asked for beside the one that governs from that day until now.

    None where no version is asked for, or the rulebook has that rule no more.
    """
    rule = law.shipped().by_id.get(rule_id)
    if rule is None or asked is None or since is None:
        return None
    view = _view(desk, rule)
    now = view.own_version or law.governing(rule, since)
    known = {each.v: each for each in view.versions}
    return Beside(
        rule=view,
        stands=known.get(now) if now is not None else None,
        asked=known.get(asked),
    )


def tried(desk: Desk, rule_id: str, trial: Trial) -> dict[str, Any]:
    """Return a rule's answer, in the words of whoever sits here; nothing is kept of it.

    Raises:
        NotFound: The rulebook has none of this id.
        Refused: An input is not of its form.
    """
    _rule(rule_id)
    result = counting.computed(desk, rule_id, trial.inputs)
    return {"rule": rule_id, **result.as_json(desk.who.locale)}


def _rule(rule_id: str) -> Rule:
    try:
        return law.shipped().rule(rule_id)
    except law.UnknownRule:
        raise NotFound from None


def _folded(text: str) -> str:
    """Return text without case and accents, as people type it into a search."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _findable(rule: Rule) -> str:
    return _folded(" ".join(_words_of(rule)))


def _words_of(rule: Rule) -> Iterator[str]:
    """Yield what a rule may be found by, in every language: its names, its law, its questions."""
    yield rule.id
    texts = [rule.title, law.AREAS[law.area_of(rule)]]
    texts += [law.EVENT_NAMES[event] for event in rule.follows_from]
    texts += [entry.question for entry in rule.inputs]
    texts += [law.period_told(version) for version in rule.versions]
    for text in texts:
        yield from (text.told_in(locale) for locale in LOCALES)
    for version in rule.versions:
        yield from (cite.text for cite in version.cites)


def _line(desk: Desk, rule: Rule) -> dict[str, Any]:
    standing = law.standing(rule)
    told = desk.who.locale
    own = ownlaw.in_force(desk)
    review, chosen = own.reviews.get(rule.id), own.office.get(rule.id)
    if chosen is not None:
        standing = next(each for each in rule.versions if each.v == chosen["version"])
    read_again = review.read_again if review else rule.review.next
    return {
        "id": rule.id,
        "title": rule.title.told_in(told),
        "area": law.area_of(rule),
        "event": rule.follows_from[0],
        "events": list(rule.follows_from),
        "period": law.period_told(standing).told_in(told),
        "means": rule.means,
        "consequence": rule.consequence,
        "fatal": rule.fatal,
        "government": rule.government,
        "confidence": standing.confidence,
        "reviewed": rule.reviewed or review is not None,
        "read_again": read_again,
        "stale": read_again < counting.today(desk, desk.who.zone),
        "own_version": None if chosen is None else standing.v,
    }


def _view(desk: Desk, rule: Rule) -> RuleView:
    told = desk.who.locale
    return RuleView(
        **_line(desk, rule),
        questions=counting.questions(desk, rule.id),
        done_means=dict(rule.done_means),
        versions=[_version(version, told) for version in rule.versions],
        bands=[
            BandView(starts=band.starts, ends=band.ends, text=band.text.told_in(told))
            for band in rule.bands
        ],
        stops=[
            *(_said(each.text, told, each.id, each.cites) for each in rule.stops),
            *(_said(each.text, told, each.id, each.cites) for each in rule.lapses),
        ],
        warnings=[_said(each.text, told, each.id, changes=each.changes) for each in rule.warnings],
        if_late=[_said(each.text, told, "", each.cites) for each in rule.if_late],
        open_points=[point.told_in(told) for point in rule.open_points],
        examples=[_example(rule, each, told) for each in rule.examples],
        **book(desk).model_dump(),
    )


def _said(
    text: Text,
    locale: str,
    said_id: str,
    cites: tuple[Citation, ...] = (),
    *,
    changes: bool = False,
) -> SaidView:
    cited = [_cited(cite, locale) for cite in cites]
    return SaidView(id=said_id, text=text.told_in(locale), cites=cited, changes=changes)


def _cited(cite: Citation, locale: str) -> CitedView:
    return CitedView(text=cite.told.told_in(locale), url=cite.url)


def _version(version: Version, locale: str) -> VersionView:
    return VersionView(
        v=version.v,
        starts=version.starts,
        ends=version.ends,
        status=version.status,
        status_note=version.status_note.told_in(locale),
        show_as=version.show_as,
        clocks=_clocks(version, locale),
        cites=[_cited(cite, locale) for cite in version.cites],
        source=version.source,
        confidence=version.confidence,
    )


def _clocks(version: Version, locale: str) -> list[ClockView]:
    parts = [(part.title.told_in(locale), part.clock) for part in version.parts]
    return [_clock(title, clock, locale) for title, clock in parts or [("", version.clock)]]


def _clock(title: str, clock: Clock, locale: str) -> ClockView:
    regimes = law.shipped().regimes
    counts, rolls = regimes.get(clock.regime), regimes.get(clock.roll_by or clock.regime)
    notes = [clock.text] if clock.text else []
    notes += [clock.late_start.text] if clock.late_start else []
    notes += [other.text for other in clock.other_readings]
    return ClockView(
        title=title,
        period=law.clock_told(clock).told_in(locale),
        roll=clock.roll if _rolls(clock) else "",
        counting=_cited(counts.counting, locale) if counts else None,
        rolling=_cited(rolls.rolling, locale) if rolls and _closes(clock) else None,
        notes=[each.told_in(locale) for each in notes],
    )


def _rolls(clock: Clock) -> bool:
    """Tell whether it is worth a word what a closed last day does."""
    in_days = any(each.unit not in {"working_days", "hours"} for each in clock.periods)
    return clock.roll != "none" or in_days


def _closes(clock: Clock) -> bool:
    """Tell whether closed days matter to a clock."""
    return clock.roll != "none" or clock.regime in {"WORKING_DAYS", "HOURS_EXCL"}


def _example(rule: Rule, example: Example, locale: str) -> ExampleView:
    return ExampleView(
        shows=example.shows,
        given=[_given(rule, name, value, locale) for name, value in example.inputs.items()],
        comes_out=[
            FactView(name=name, kind=_kind(value), value=_plain(value))
            for name, value in example.out.expected.items()
        ],
    )


def _given(rule: Rule, name: str, value: object, locale: str) -> FactView:
    """Return an input of an example; a choice by the words that a person reads for it."""
    entry = next((each for each in rule.inputs if each.name == name), None)
    chosen = [each.label for each in entry.choices if each.code == value] if entry else []
    if chosen:
        return FactView(name=name, kind="text", value=chosen[0].told_in(locale))
    return FactView(name=name, kind=_kind(value), value=_plain(value))


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, date) and not isinstance(value, datetime):
        return "date"
    return "nested" if isinstance(value, Mapping | list | tuple) else "text"


def _plain(value: object) -> str:
    """Return a value of an example as text; of what is nested, its members."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_plain(inner)}" for name, inner in value.items())
    if isinstance(value, list | tuple):
        return " / ".join(_plain(each) for each in value)
    return str(value)
