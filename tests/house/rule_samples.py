"""Invented contexts for the pages of the rulebook."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from app.casework.counting import Question
from app.casework.rulebook import (
    BandView,
    CitedView,
    ClockView,
    ExampleView,
    FactView,
    RuleLine,
    RuleView,
    SaidView,
    VersionView,
)
from tests.house.page_views import ME, STEPS, WARNINGS
from tests.house.sample import SENTENCE, Sample

AREAS = [("removal", "Removal and more"), ("records", "Torts and more")]
CITED = CitedView(text="8 CFR 1003.38(b) (read 2026-11-23)", url="https://www.example.org/law")
BARE = CitedView(text="8 CFR 1003.39 (from memory)", url="")
LINE = RuleLine(
    id="eoir.bia.appeal",
    title="A paper for the Board",
    area="removal",
    event="decision",
    events=["decision"],
    period="30 days after it",
    means="file_by",
    consequence="claim_processing",
    fatal=True,
    government=False,
    confidence="H",
    reviewed=False,
    read_again=date(2027, 2, 1),
    stale=True,
)
OTHER = LINE.model_copy(
    update={"id": "foia.response", "title": "Answer to a request", "area": "records"}
    | {"fatal": False, "confidence": "M", "reviewed": True, "stale": False, "own_version": 2}
)
CLOCK = ClockView(
    period="30 days after it", roll="next", counting=CITED, rolling=BARE, notes=["Or read so."]
)
VERSION = VersionView(
    v=1,
    starts=date(1996, 7, 1),
    ends=None,
    status="in_force",
    status_note="It stands.",
    show_as="governing",
    clocks=[CLOCK],
    cites=[CITED, BARE],
    source="S",
    confidence="H",
)
PARTS = [CLOCK, CLOCK.model_copy(update={"title": "Its second clock", "roll": ""})]
SHADOW = VERSION.model_copy(
    update={"v": 2, "status": "vacated", "show_as": "shadow", "ends": date(2026, 4, 1)}
    | {"clocks": PARTS}
)


def question(name: str, kind: str, *options: tuple[str, str], needed: bool = False) -> Question:
    """Return what a rule asks for."""
    label = f"What of the {name}?"
    return Question(name=name, label=label, kind=kind, options=list(options), needed=needed)


QUESTIONS = [
    question("trigger_date", "date", needed=True),
    question("trigger_at", "moment"),
    question("tz", "zone"),
    question("days", "number"),
    question("custody", "choice", ("detained", "Held"), ("unknown", "Who knows")),
    question("filing", "choice", ("paper", "By hand")),
    question("appeal_waived", "boolean"),
]
EXAMPLE = ExampleView(
    shows="weekend",
    given=[
        FactView(name="trigger_date", kind="date", value="2024-03-07"),
        FactView(name="appeal_waived", kind="boolean", value="false"),
        FactView(name="custody", kind="text", value="Held"),
        FactView(name="office", kind="nested", value="eoir.bia.appeal: version: 2"),
    ],
    comes_out=[
        FactView(name="status", kind="text", value="due"),
        FactView(name="safe", kind="date", value="2024-04-08"),
    ],
)
SAID = SaidView(id="waived", text="It was waived.", cites=[CITED, BARE])
RULE = RuleView(
    **LINE.model_dump(),
    questions=QUESTIONS,
    done_means={"default": "received", "electronic": "submitted"},
    versions=[VERSION, SHADOW],
    bands=[BandView(starts=date(2020, 1, 1), ends=date(2020, 2, 1), text="Not settled then.")],
    stops=[SAID],
    warnings=[SAID],
    if_late=[SAID],
    open_points=["Whether it is so."],
    examples=[EXAMPLE],
    pack="Federal practice",
    edition=date(2026, 11, 24),
    pack_hash="f5f5" * 16,
)
PLAIN = RULE.model_copy(
    update={"stops": [], "warnings": [], "if_late": [], "open_points": [], "bands": []}
    | OTHER.model_dump()
)
BOOK: dict[str, Any] = {
    "pack": RULE.pack,
    "edition": RULE.edition,
    "pack_hash": RULE.pack_hash,
}


def answer(status: str, **other: Any) -> dict[str, Any]:
    """Return a rule's answer as programs get it."""
    of_one = ("due", "safe", "latest", "due_at", "safe_at", "attorney_local")
    of_two = ("opens", "safe_opens", "closes", "safe_closes")
    known: dict[str, Any] = dict.fromkeys((*of_one, *of_two))
    known |= {"status": status, "title": "Its clock", "means": "file_by", "parts": []}
    known |= {"readings": [], "done_means": "received", "steps": STEPS, "if_late": STEPS}
    return known | {"warnings": WARNINGS, "decisive": ["order"]} | other


READINGS = [
    {"label": "prevailing", "date": "2027-02-08", "assumption": "Closed days move it."},
    {"label": "safe", "date": "2027-02-05", "assumption": "They do not."},
]
DUE = answer("due", due="2027-02-08", safe="2027-02-05", latest="2027-02-09", readings=READINGS)
WINDOW = answer(
    "window",
    opens="2027-01-08",
    safe_opens="2027-01-09",
    closes="2027-02-07",
    safe_closes="2027-02-05",
)
ANSWERS = {
    "due": DUE,
    "one": answer("due", due="2027-02-05", safe="2027-02-05", latest="2027-02-05", steps=[]),
    "human": answer("needs_human", safe="2027-02-05"),
    "none": answer("none", warnings=[], done_means=None),
    "opens": answer("opens", opens="2027-02-05", means="not_before"),
    "window": WINDOW,
    "bare-window": answer("window", opens="2027-01-08", closes="2027-02-07"),
    "parts": DUE | {"parts": [DUE, WINDOW]},
}


def samples() -> Iterator[Sample]:
    """Yield (name of the sample, template, context)."""
    here: dict[str, Any] = {"me": ME, "section": "rules"}
    found: dict[str, Any] = {"rules": [LINE, OTHER], "areas": AREAS, "q": ""}
    yield "rules", "rules/list.html", here | BOOK | found
    nothing = {"rules": [], "areas": AREAS, "q": "qwerty"}
    yield "rules-none", "rules/list.html", here | BOOK | nothing
    yield "rules-empty", "rules/list.html", here | BOOK | nothing | {"q": ""}
    yield "rules-found", "rules/found.html", here | found
    one: dict[str, Any] = here | {"rule": RULE, "area": "Removal and more", "events": ["It came."]}
    yield "rule", "rules/one.html", one | {"answer": None}
    yield "rule-plain", "rules/one.html", one | {"rule": PLAIN, "answer": DUE}
    wrong = {"refused": SENTENCE, "errors": {"inputs.trigger_date": SENTENCE}, "answer": None}
    yield "rule-wrong", "rules/one.html", one | wrong
    for name, given in ANSWERS.items():
        yield f"rule-answer-{name}", "rules/answer.html", {"me": ME, "answer": given}
    paper = here | BOOK | {"rules": [RULE, PLAIN], "events": {"decision": "It came."}}
    yield "rules-paper", "rules/print.html", paper
