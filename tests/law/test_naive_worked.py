"""The worked cases against the second count: what was written out by hand and what loops find.

The closed days come from the PyPI package holidays, so neither side leans on the shipped calendar.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.law import naive
from tests.law.closed_days import CLOSED
from tests.law.naive import Answer, Closed, Period, Window, at

WORKED = Path(__file__).with_name("worked")
OWN = ("federal_courts", "uscis", "records", "section_1983")
Given = Mapping[str, Any]
Count = Callable[[Given, Closed], Answer]


def mail(given: Given, n: int) -> int:
    """The days that service by mail adds."""
    return n if given.get("service_method") == "mail" else 0


def in_court(n: int) -> Count:
    """So many days before a federal court, three more after service by mail."""
    return lambda given, closed: naive.court_after(
        given["trigger_date"],
        Period(given.get("days", n), mail_days=mail(given, 3), mail_when="after_roll"),
        closed,
    )


def they_in_court(n: int) -> Count:
    """The same for the government."""
    return lambda given, closed: naive.theirs(in_court(n)(given, closed))


def years_in_court(n: int) -> Count:
    """So many years before a federal court."""
    return lambda given, closed: naive.court_after(
        given["trigger_date"], Period(n, "years"), closed
    )


def back(n: int, name: str = "hearing_date") -> Count:
    """So many days before a hearing or another day."""
    return lambda given, closed: naive.court_before(given[name], n, closed)


def at_uscis(n: int) -> Count:
    """So many days at USCIS, on paper or online."""

    def count(given: Given, closed: Closed) -> Answer:
        period = Period(n, mail_days=mail(given, 3))
        online = given.get("filing") == "electronic"
        way = naive.uscis_online if online else naive.office_after
        return way(given["trigger_date"], period, closed)

    return count


def uncertain(n: int, unit: naive.Unit = "years") -> Count:
    """A period of which nobody knows whether it rolls."""
    return lambda given, closed: naive.roll_uncertain(
        given["trigger_date"], Period(n, unit), closed
    )


def worked_days(n: int) -> Count:
    """So many working days of ours."""
    return lambda given, closed: naive.working_days(given["trigger_date"], n, closed)


def their_days(n: int) -> Count:
    """So many working days of an agency."""
    return lambda given, closed: naive.their_working_days(
        given["trigger_date"], given.get("days", n), closed
    )


def ninety_days(given: Given, closed: Closed) -> Answer:
    """Ninety calendar days: due as before EOIR, and safe whether or not the last day moves."""
    rolled = naive.office_after(given["trigger_date"], Period(90), closed)
    unsure = naive.roll_uncertain(given["trigger_date"], Period(90), closed)
    return replace(rolled, safe=unsure.safe)


def mandate(given: Given, closed: Closed) -> Answer:
    """Seven days in court; the mandate may issue on the seventh itself, so none is safe after."""
    counted = in_court(7)(given, closed)
    seventh = given["trigger_date"] + timedelta(days=7)
    return replace(counted, safe=naive.rolled(seventh, "previous", closed.counting_back))


COUNTS: dict[str, Count] = {
    "fed.pfr": in_court(30),
    "fed.pfr.brief": in_court(40),
    "fed.pfr.reply": in_court(14),
    "fed.rehearing": in_court(14),
    "fed.mandate": mandate,
    "fed.cert": in_court(90),
    "fed.cert.extension": back(10, "trigger_date"),
    "fed.appeal.civil_us": in_court(60),
    "fed.appeal.civil_private": in_court(30),
    "fed.frcp59e": in_court(28),
    "fed.service.4m": in_court(90),
    "fed.answer.us": they_in_court(60),
    "fed.motion.notice14": back(14),
    "fed.motion.opposition7": back(7),
    "fed.response.after_mail": in_court(0),
    "fed.habeas.2244d": years_in_court(1),
    "fed.er_system_challenge": in_court(60),
    "uscis.i290b": at_uscis(30),
    "uscis.i290b.revocation": at_uscis(15),
    "uscis.n336": at_uscis(30),
    "uscis.u.cert_6m": uncertain(6, "months"),
    "uscis.sij.age_21": lambda given, closed: naive.before_birthday(
        given["trigger_date"], 21, closed
    ),
    "uscis.vawa.divorce_2y": uncertain(2),
    "uscis.i730.2y": uncertain(2),
    "uscis.cspa.sought_1y": uncertain(1),
    "foia.response": their_days(20),
    "foia.appeal.dhs": worked_days(90),
    "foia.appeal.doj": ninety_days,
    "foia.appeal.decision": their_days(20),
    "foia.answer30": they_in_court(30),
    "foia.suit.6y": years_in_court(6),
    "privacy.ack": their_days(10),
    "privacy.review": their_days(30),
    "privacy.suit.2y": years_in_court(2),
    "ftca.claim.2y": uncertain(2),
    "ftca.suit.6m": lambda given, closed: naive.court_after(
        given["trigger_date"], Period(6, "months"), closed
    ),
}
WINDOWS: dict[str, tuple[int, int, int]] = {
    "uscis.i751.window": (2, 90, 0),
    "uscis.ead.renewal_window": (0, 180, 0),
    "uscis.daca.renewal": (0, 150, 120),
}
OPENINGS: dict[str, Period] = {
    "uscis.n400.1447b": Period(120),
    "ftca.deemed_denial": Period(6, "months"),
}


def cases(*rules: str) -> list[Any]:
    """The cases of these rules in which something is counted from a day."""
    found = []
    for section in OWN:
        for case in tomllib.loads((WORKED / f"{section}.toml").read_text())["case"]:
            counted = case["out"].keys() - {"status", "absent", "government", "done_means"}
            if case["rule"] in rules and counted and "printed_date" not in case["in"]:
                name = f"{case['rule']}: {case['shows']}"
                found.append(pytest.param(case, id=name))
    return found


def closed_in(case: Given) -> Closed:
    """The closed days, with those that the case's office entered."""
    added = {day["date"] for day in case["in"].get("office", {}).get("calendar_add", ())}
    return Closed(CLOSED.legal, CLOSED.fridays, CLOSED.closures | added, CLOSED.inaugurations)


@pytest.mark.parametrize("case", cases(*COUNTS))
def test_a_case_counts_the_same_in_loops(case: Given) -> None:
    """Each day that the case gives is the one that a plain count finds, or open in it."""
    answer = COUNTS[case["rule"]](case["in"], closed_in(case))
    for key in ("due", "safe", "latest"):
        found = getattr(answer, key)
        if key in case["out"] and found is not None:
            assert found == case["out"][key], key


@pytest.mark.parametrize("case", cases(*WINDOWS))
def test_a_window_is_the_same_in_loops(case: Given) -> None:
    """Both ends, and the safe side of each."""
    years, opens, closes = WINDOWS[case["rule"]]
    found: Window = naive.window(case["in"]["trigger_date"], years, opens, closes, CLOSED)
    for key in case["out"].keys() - {"status"}:
        assert getattr(found, key) == case["out"][key], key


@pytest.mark.parametrize("case", cases(*OPENINGS))
def test_a_right_opens_the_same_in_loops(case: Given) -> None:
    """On the day after a period that must be over."""
    found = naive.opens(case["in"]["trigger_date"], OPENINGS[case["rule"]], once_over=True)
    assert found.safe_opens == case["out"]["safe_opens"]


@pytest.mark.parametrize("case", cases("fed.order.hours"))
def test_hours_of_an_order_are_the_same_in_loops(case: Given) -> None:
    """The moment, and the same in the attorney's zone."""
    given = case["in"]
    found = naive.court_hours(at(given["trigger_at"], given["tz"]), given["hours"], CLOSED)
    assert found.due is not None
    assert found.due.isoformat() == case["out"]["due_at"]


@pytest.mark.parametrize("case", cases("uscis.ead.auto_extension"))
def test_a_card_is_extended_the_same_in_loops(case: Given) -> None:
    """By 540 days that nothing moves."""
    found = naive.not_rolled(case["in"]["trigger_date"], Period(540))
    assert found.due == case["out"]["due"]


@pytest.mark.parametrize("case", cases("uscis.cspa.age_out"))
def test_a_child_ages_out_the_same_in_loops(case: Given) -> None:
    """On the day before the birthday and the days pending."""
    given = case["in"]
    found = naive.aged_out(
        given["trigger_date"], given["petition_filed"], given["petition_approved"]
    )
    assert found == case["out"]["safe"]
