"""Invented contexts for what happened in a case, and the dates that follow from it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from app.casework.counting import ProposalView
from app.casework.events import Offer
from app.casework.slips import TO_COME, Slip
from app.errors import Refused
from tests.house.page_views import ID, ME, STEPS, WARNINGS, ZONE
from tests.house.rule_samples import QUESTIONS
from tests.house.sample import FORM, SENTENCE, Sample

PROPOSAL = ProposalView(
    rule="eoir.bia.appeal",
    title="A paper for the Board",
    status="due",
    due=date(2027, 2, 8),
    file_by=date(2027, 2, 5),
    latest=None,
    tz=ZONE,
    fatal=True,
    government=False,
    overtaken=True,
    reviewed=False,
    consequence="claim_processing",
    question=None,
    means="file_by",
    version=1,
    citation="8 CFR 1003.38",
    decisive=["order"],
    steps=STEPS,
    if_late=STEPS,
    warnings=WARNINGS,
    readings=[],
    answers={},
)
ASKS = PROPOSAL.model_copy(
    update={"status": "needs_human", "due": None, "file_by": None, "overtaken": False}
    | {"question": "What did the order say of it?", "fatal": False}
)
NONE = ASKS.model_copy(update={"status": "none", "question": "It has no end."})
OF_THE_DAY = Slip(name="trigger_date", day=date(2028, 3, 9), said=TO_COME)
OF_DUE = Slip(name="due", day=date(2036, 3, 10), said=TO_COME)
OF_NOTICE = Slip(name="trigger_date", day=date(2036, 3, 10), said=TO_COME)


def offer(key: str, proposal: ProposalView, **other: Any) -> Offer:
    """Return a date that is offered."""
    known: dict[str, Any] = {"questions": QUESTIONS, "inputs": {}, "slips": []} | other
    return Offer(key=key, rule=proposal.rule, title=proposal.title, proposal=proposal, **known)


OFFERS = [
    offer("a.taken", PROPOSAL, slips=[OF_DUE, OF_NOTICE]),
    offer("a.asks", ASKS, wrong=Refused(fields={"inputs.days": SENTENCE})),
    offer("a.none", NONE),
    offer("a.left", PROPOSAL),
    offer("a.open", ASKS.model_copy(update={"file_by": date(2027, 2, 5)})),
]
ONE = {"offers": OFFERS[:1], "here": OFFERS[:1], "away": [], "parts": ()}
SAID = {
    "dates.a.taken.choice": "take",
    "dates.a.asks.choice": "change",
    "dates.a.left.choice": "leave",
    "event": "decision",
    "on": "2028-03-09",
    "on_sure": "2028-03-09",
}


def samples() -> Iterator[Sample]:
    """Yield (name of the sample, template, context)."""
    events = [("decision", "It was decided so."), ("hearing", "A day was set.")]
    here: dict[str, Any] = {"me": ME, "section": "new", "case": {"id": ID, "number": "K7QX-31"}}
    here |= {"cases": (), "more_cases": False, "client_name": "Xicay Tuj, Marisol"}
    here |= {"events": events}
    offered: dict[str, Any] = {"offers": OFFERS, "doubt": OF_THE_DAY, "is_hearing": False}
    offered |= {
        "its_day": SENTENCE,
        "is_asked": True,
        "is_no_day": False,
        "form": SAID,
        "kept": [("dates.a.gone.choice", "take")],
        "within": "removal",
        "parts": [("removal", "Removal"), ("courts", "Courts")],
        "here": OFFERS[:3],
        "away": OFFERS[3:],
        "touched": 1,
    }
    nothing = offered | {
        "here": [],
        "away": [],
        "parts": (),
        "offers": [],
        "doubt": None,
        "its_day": "",
        "form": {},
    }
    yield "event", "events/new.html", here | nothing | {"is_asked": False, "begun": True}
    unset = {"case": None, "cases": ((ID, "Xicay Tuj K7QX-31"),), "client_name": ""}
    yield "event-of-no-case", "events/new.html", here | nothing | {"is_asked": False} | unset
    yield "event-no-day", "events/new.html", here | nothing | {"is_no_day": True}
    yield "event-offered", "events/new.html", here | offered
    wrong = {"refused": SENTENCE, "errors": {"dates.a.asks.due": SENTENCE}}
    yield "event-wrong", "events/new.html", here | offered | wrong
    part: dict[str, Any] = FORM | {"case": None}
    yield "event-part", "events/offered.html", part | offered | ONE
    yield "event-hearing", "events/offered.html", part | nothing | {"is_hearing": True}
    yield "event-nothing", "events/offered.html", part | nothing
