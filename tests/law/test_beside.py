"""What stands beside a count: whose day it is, what else could be read, and in whose words."""

from datetime import date

import pytest

from app.law import EVENT_NAMES, Result, compute, following, shipped

MASTER = "eoir.ic.filing.master.nondetained"


def warned(result: Result) -> set[str]:
    """The ids of its warnings."""
    return {each.id for each in result.warnings}


def said(result: Result) -> str:
    """Every step of the count with its authority."""
    return "\n".join(f"{step.text.en} {step.cite.en}" for step in result.steps)


@pytest.mark.parametrize(
    ("event", "rules"),
    [
        ("decision", {"eoir.bia.appeal", "fed.pfr", "eoir.mtr.reopen", "foia.appeal.dhs"}),
        ("order", {"eoir.bia.appeal", "fed.pfr", "eoir.mtr.reopen", "eoir.vd.post"}),
        ("notice", {"foia.appeal.dhs", "foia.appeal.doj", "uscis.rfe"}),
        ("hearing", {MASTER, "eoir.ic.filing.individual.nondetained"}),
    ],
)
def test_a_rule_follows_from_each_event_that_starts_it(event: str, rules: set[str]) -> None:
    """A judge's removal order is a decision and an order: whoever records either finds it."""
    assert rules <= {rule.id for rule in following(shipped(), event)}


def test_every_event_leads_to_a_rule() -> None:
    """What a person can record has a date, or says that there is none."""
    assert all(following(shipped(), event) for event in EVENT_NAMES)


def test_a_day_that_is_not_the_events_is_asked() -> None:
    """A judgment's day is not the day on which certiorari is due, nor a state conviction's."""
    asked = {rule.id for rule in shipped().rules if rule.asks_day_of}
    assert {"fed.cert.extension", "fed.habeas.2244d", "uscis.n400.1447b"} <= asked
    assert not {"eoir.bia.appeal", "fed.cert", "uscis.i290b"} & asked


def test_time_for_certiorari_is_counted_back_by_the_supreme_courts_rule() -> None:
    """Judgment of 20 November 2026: due 18 February 2027, and ten days before it 8 February."""
    petition = compute(shipped(), "fed.cert", {"trigger_date": "2026-11-20"}).due
    assert petition == date(2027, 2, 18)
    result = compute(shipped(), "fed.cert.extension", {"trigger_date": petition})
    assert (result.due, result.safe) == (date(2027, 2, 8), date(2027, 2, 8))
    assert "S. Ct. R. 30.1" in said(result)
    assert not {"FRCP", "FRAP"} & set(said(result).split())


def test_a_ruling_is_asked_about_before_a_master_hearing() -> None:
    """Fifteen days before 10 June 2026 is 26 May; without a ruling there is no day at all."""
    known = {"hearing_date": "2026-06-10", "custody": "non_detained"}
    open_still = compute(shipped(), MASTER, known)
    assert (open_still.status, open_still.due, open_still.safe) == (
        "needs_human",
        None,
        date(2026, 5, 26),
    )
    assert open_still.warnings[0].id == "ruling_not_stated"
    assert compute(shipped(), MASTER, known | {"ruling_requested": True}).due == date(2026, 5, 26)
    assert compute(shipped(), MASTER, known | {"ruling_requested": False}).status == "none"


def test_custody_that_nobody_stated_is_asked_before_a_master_hearing() -> None:
    """The default day is only for people who are not detained."""
    known = {"hearing_date": "2026-06-10", "ruling_requested": True}
    result = compute(shipped(), MASTER, known)
    assert (result.status, result.safe) == ("needs_human", date(2026, 5, 26))
    assert "custody_not_stated" in warned(result)


@pytest.mark.parametrize("rule", ["uscis.i290b", "uscis.n336"])
def test_how_it_is_filed_not_known_the_last_business_day_is_safe(rule: str) -> None:
    """5 March 2026 + 30 is Saturday 4 April: online that day counts, on paper nothing comes."""
    known = {"trigger_date": "2026-03-05", "service_method": "personal"}
    result = compute(shipped(), rule, known)
    assert (result.due, result.safe) == (date(2026, 4, 6), date(2026, 4, 3))
    paper = compute(shipped(), rule, known | {"filing": "paper"})
    assert (paper.due, paper.safe) == (date(2026, 4, 6), date(2026, 4, 6))


def test_a_printed_date_after_the_standard_time_is_not_the_safe_one() -> None:
    """Notice mailed on 1 June 2026, 84 + 3 days: 27 August, before the 15 September printed."""
    known = {"printed_date": "2026-09-15", "notice_date": "2026-06-01", "service_method": "mail"}
    result = compute(shipped(), "uscis.rfe", known)
    assert (result.due, result.safe) == (date(2026, 9, 15), date(2026, 8, 27))
    assert "Every reading gives this day." not in {each.assumption.en for each in result.readings}


def test_that_all_readings_agree_is_said_only_where_they_do() -> None:
    """A ceiling, an open question and another reading each give another day."""
    for rule, known in (
        ("uscis.rfe", {"printed_date": "2026-11-04", "notice_date": "2026-08-05"}),
        ("uscis.i290b", {"trigger_date": "2026-03-02"}),
        ("foia.response", {"trigger_date": "2026-03-02"}),
        ("uscis.rfe", {"trigger_date": "2026-03-02", "notice_date": "2026-03-02"}),
    ):
        readings = compute(shipped(), rule, known).readings
        assert readings
        assert "Every reading gives this day." not in {each.assumption.en for each in readings}
    alone = compute(shipped(), "eoir.bia.appeal", {"trigger_date": "2026-09-14"})
    assert [each.assumption.en for each in alone.readings] == ["Every reading gives this day."]


def test_the_day_before_a_birthday_is_called_so() -> None:
    """Not a count of minus one."""
    told = said(compute(shipped(), "uscis.sij.age_21", {"trigger_date": "2005-05-15"}))
    assert "The day before is Thu, May 14, 2026." in told
    assert "-1 days" not in told


def test_an_agency_keeps_no_holidays_of_a_state() -> None:
    """Form SF-95 goes to an agency; a suit after its denial goes to a court."""
    known = {"trigger_date": "2026-03-02"}
    assert "state_holidays" not in warned(compute(shipped(), "ftca.claim.2y", known))
    assert "state_holidays" in warned(compute(shipped(), "ftca.suit.6m", known))


def test_an_agency_that_nobody_named_may_give_less_time() -> None:
    """Ninety working days are DHS's own."""
    known = {"trigger_date": "2026-01-05"}
    assert "agency_not_stated" in warned(compute(shipped(), "foia.appeal.dhs", known))
    ours = compute(shipped(), "foia.appeal.dhs", known | {"agency": "ice"})
    assert "agency_not_stated" not in warned(ours)
