"""The closed vocabulary of packs and inputs; what it cannot say becomes a question to a person.

Programs send inputs by these names. Add, do not rename.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

INPUT_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "trigger_date": "date",
        "trigger_at": "moment",
        "tz": "zone",
        "hearing_date": "date",
        "printed_date": "date",
        "notice_date": "date",
        "renewal_filed": "date",
        "petition_filed": "date",
        "petition_approved": "date",
        "petition_for_review_filed": "date",
        "maintained_status_until": "date",
        "discovered_on": "date",
        "days": "number",
        "hours": "number",
        "stopped_days": "number",
        "forum": "choice",
        "custody": "choice",
        "hearing_type": "choice",
        "decided_by": "choice",
        "decision_form": "choice",
        "ground": "choice",
        "service_method": "choice",
        "filing": "choice",
        "circuit": "choice",
        "state": "choice",
        "agency": "choice",
        "defendant": "choice",
        "order": "choice",
        "ruling_requested": "boolean",
        "appeal_reserved": "boolean",
        "appeal_waived": "boolean",
        "asylum_carve_out": "boolean",
        "unaccompanied_child": "boolean",
        "withholding_only": "boolean",
        "us_party": "boolean",
        "served": "boolean",
    }
)
"""Inputs that a person is asked for, and the kind of their values."""

GIVEN_BY_PROGRAMS: Final = frozenset({"outage", "court_tz", "attorney_tz", "today"})
"""Inputs a rule may take that no form asks for. Every rule takes `office` beside them."""

OPERATORS: Final = ("is", "in", "before", "after", "all", "any", "not")
REGIMES: Final = (
    "EOIR_AFTER",
    "EOIR_BEFORE",
    "EOIR_DATE_CERTAIN",
    "FED_AFTER",
    "FED_BEFORE",
    "FED_HOURS",
    "SCOTUS",
    "USCIS",
    "WORKING_DAYS",
    "HOURS_EXCL",
    "HOURS_FLAT",
    "ANNIVERSARY",
    "PRINTED",
    "EARLIEST",
    "WINDOW",
    "NO_DEADLINE",
    "ASK_A_PERSON",
)
COUNTS_NOTHING: Final = frozenset({"NO_DEADLINE", "ASK_A_PERSON"})
BY_THE_HOUR: Final = frozenset({"FED_HOURS", "HOURS_EXCL", "HOURS_FLAT"})
NO_PERIOD: Final = COUNTS_NOTHING | {"EOIR_DATE_CERTAIN", "PRINTED", "WINDOW"}
OWN_ROLL: Final[Mapping[str, str]] = MappingProxyType(
    {
        "EOIR_AFTER": "next",
        "EOIR_BEFORE": "next",
        "EOIR_DATE_CERTAIN": "next",
        "FED_AFTER": "next",
        "FED_BEFORE": "previous",
        "FED_HOURS": "next",
        "SCOTUS": "next",
        "USCIS": "next",
    }
)
"""What each regime does to a last day that is closed; every other leaves it where it is."""
ROLLS: Final = ("next", "previous", "none", "uncertain")
MONTH_ENDS: Final = ("clamp", "next", "abort")
DAYS: Final = "calendar_days"
LONG: Final = ("months", "years")
UNITS: Final = (DAYS, "working_days", "hours", *LONG)
DIRECTIONS: Final = ("after", "before", "opens_after")
STATUSES: Final = ("in_force", "repealed", "suspended", "vacated", "proposed")
GOVERNING: Final = frozenset({"in_force", "repealed"})
"""Statuses under which a version governs the key dates between its two days."""
SHOW_AS: Final = ("governing", "shadow", "hidden")
MEANS: Final = ("file_by", "do_by", "they_answer_by", "not_before")
"""What the day of a rule is to whoever reads it: a last day to file, a last day to do what is no
filing, the day by which the other side must answer, or the first day of a right that opens."""
THEIRS: Final = "they_answer_by"
LATER: Final = frozenset({THEIRS, "not_before"})
"""What is safe only on the later side: to rely on the day too early would lose the right."""
SAFE_SIDES: Final = ("earliest", "latest")
FORUMS: Final = (
    *("bia", "immigration_court", "court_of_appeals", "district_court", "supreme_court"),
    *("state_court", "uscis", "dhs", "asylum_office", "agency"),
)
EOIR: Final = frozenset({"bia", "immigration_court"})
EVENTS: Final = (
    *("decision", "hearing", "court_hearing", "court_decision", "order", "notice", "service"),
    *("filing", "request", "custody", "arrival", "grant", "birth", "expiry", "move", "accrual"),
)
CONSEQUENCES: Final = (
    "jurisdictional",
    "claim_processing",
    "statutory_bar",
    "discretionary",
    "government",
    "advisory",
)
INCURABLE: Final = frozenset({"jurisdictional", "claim_processing", "statutory_bar"})
"""Consequences that asking cannot cure: such a rule is always fatal."""
PRINTED: Final = ("governs", "repeats", "none")
DONE_MEANS: Final = (
    *("received", "submitted", "postmarked", "sent", "served", "departed", "posted", "paid"),
    *("determined", "heard", "released", "charged", "issued", "done"),
)
FROM_MEMORY: Final = "M"
_KINDS: Final = ("S", "O", "2", FROM_MEMORY)
SOURCES: Final = (*_KINDS, *(f"{a}/{b}" for a in _KINDS for b in _KINDS if a != b))
"""Statute read, official page read, secondary source read, memory; or two of them."""
CONFIDENCES: Final = ("H", "M", "L")
GIVES: Final = ("needs_human", "none")
SHOWS: Final = (
    *("ordinary", "weekend", "holiday", "edge", "printed", "stop", "office", "mail", "hours"),
    *("clock_change", "window", "month_end", "table", "part", "lapse", "reading", "condition"),
    "none",
)
