"""Every code of the rulebook's vocabulary has words for people, whatever rules are to come."""

from dataclasses import replace

import pytest

from app import law
from app.law import vocabulary
from app.law.clocks import Clock, Period
from app.web.labels import LABELS
from app.words import LOCALES, catalogue

FIELDS_OF_ANSWERS = {
    *("status", "due", "safe", "latest", "opens", "safe_opens", "closes", "safe_closes"),
    *("due_at", "safe_at", "version", "parts"),
}


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        ("rule_status", vocabulary.STATUSES),
        ("source", {each for pair in vocabulary.SOURCES for each in pair.split("/")}),
        ("confidence", vocabulary.CONFIDENCES),
        ("consequence", vocabulary.CONSEQUENCES),
        ("means", vocabulary.MEANS),
        ("roll", vocabulary.ROLLS),
        ("done_means", vocabulary.DONE_MEANS),
        ("shows", vocabulary.SHOWS),
        ("fact", {*vocabulary.INPUT_KINDS, *vocabulary.GIVEN_BY_PROGRAMS, "office"}),
        ("fact", FIELDS_OF_ANSWERS),
        ("answer_status", {"due", "window", "opens", "none", "needs_human"}),
    ],
)
def test_every_code_is_said_in_words(table: str, codes: set[str]) -> None:
    """In English here, in Spanish by the catalogue; none is shown as programs write it."""
    assert set(codes) - LABELS[table].keys() == set()
    spanish = catalogue("es")
    for words in LABELS[table].values():
        found = spanish.get(words)
        assert found is not None
        assert found.string


def test_every_event_and_area_has_a_name() -> None:
    """Whatever a rule follows from can be chosen, and each rule stands in one of the areas."""
    assert law.EVENT_NAMES.keys() == set(vocabulary.EVENTS)
    for rule in law.shipped().rules:
        assert law.area_of(rule) in law.AREAS
    for name in (*law.EVENT_NAMES.values(), *law.AREAS.values()):
        assert all(name.told_in(locale) for locale in LOCALES)


@pytest.mark.parametrize(
    ("clock", "told", "spanish"),
    [
        ({"n": 30}, "30 days after", "30 días después"),
        ({"n": 1, "unit": "years"}, "1 year after", "1 año después"),
        ({"n": 15, "direction": "before"}, "15 days before", "15 días antes"),
        ({"n": 48, "unit": "hours"}, "48 hours after", "48 horas después"),
        ({"n": 0}, "the same day", "el mismo día"),
        (
            {"n": None, "number_from": "days"},
            "so many days after as the paper gives",
            "tantos días después como dé el documento",
        ),
        (
            {"n": 21, "unit": "years", "plus_days": -1},
            "21 years after, less 1 day",
            "21 años después, menos 1 día",
        ),
        (
            {"n": 150, "direction": "opens_after", "add_input": "stopped_days"},
            "opens 150 days after, plus the days that are asked for",
            "se abre 150 días después, más los días que se piden",
        ),
    ],
)
def test_a_period_is_told_in_words(clock: dict[str, object], told: str, spanish: str) -> None:
    """As a lawyer would say it on the telephone, in either language."""
    period = Period(**{"unit": "calendar_days", **clock})  # type: ignore[arg-type]
    words = law.clock_told(Clock(regime="EOIR_AFTER", period=period, roll="next", roll_by=""))
    assert (words.en, words.es) == (told, spanish)


def test_a_window_and_what_is_not_counted_are_told_in_words() -> None:
    """Both edges, either one alone; and where the law has no number."""
    before, day = Period(n=90, unit="calendar_days", direction="before"), Period(n=0, unit="years")
    both = Clock(regime="WINDOW", period=None, roll="none", roll_by="", opens=before, closes=day)
    assert law.clock_told(both).en == "opens 90 days before, closes on the day itself"
    opens, closes = replace(both, closes=None), replace(both, opens=None)
    assert law.clock_told(opens).en == "opens 90 days before and does not close"
    assert law.clock_told(closes).es == "se cierra el día mismo"
    for regime in vocabulary.COUNTS_NOTHING | {"PRINTED", "EOIR_DATE_CERTAIN"}:
        clock = Clock(regime=regime, period=None, roll="none", roll_by="")
        assert "{" not in law.clock_told(clock).en
