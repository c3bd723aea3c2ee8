"""Invented contexts for the call sheet, and for what is compared with a court's calendar."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from app.casework.courtcheck import CourtCheck, Differing, There
from app.casework.informing import Call, Calls, TellView
from app.web.calls import say
from tests.house.page_views import ELSEWHERE, ID, INSTANT, ME, hearing
from tests.house.sample import FORM, SENTENCE, Sample


def tell(**other: Any) -> TellView:
    """Return a client who was tried once and does not know."""
    known: dict[str, Any] = {
        "hearing_id": ID,
        "who": str(ID),
        "name": "Xicay Tuj, Marisol",
        "role": "client",
        "language": "quc",
        "interpreter": True,
        "phones": [
            {"number": "555-0134", "whose": "her sister", "call": True, "message": True},
            {"number": "555-0135", "call": False, "text": False, "message": False},
        ],
        "may_be_told": "some",
        "told_what": "Day and place",
        "detained_at": "Jena",
        "by": date(2026, 11, 23),
        "late": True,
        "state": "open",
        "again": True,
        "tries": 1,
        "how": "phone",
        "on": date(2026, 11, 23),
        "note": "Rang out",
        "by_name": "Luis Ortega",
        "at": INSTANT,
        "may_undo": False,
    }
    return TellView(**known | other)


KNOWS = tell(who="rider", state="knows", again=False, tries=0, late=False, may_undo=True)
CLOSED = tell(who="uncle", state="closed", note="The number is cut off", late=False)
WITNESS = tell(
    who="witness",
    role="witness",
    name="Paz, Luz",
    language="",
    phones=[],
    tries=2,
    at=None,
    on=None,
)
BOOKED = tell(who="interpreter", role="interpreter", name="", language="", phones=[], tries=0)
OPEN = Call(hearing=hearing(clients_know="open"), people=[tell(), WITNESS, BOOKED])
OFF = Call(hearing=hearing(status="cancelled", clients_know="open"), people=[tell(who="off")])
CALLS = Calls(
    calls=[OPEN, OFF],
    more=True,
    given_up=[Call(hearing=hearing(), people=[CLOSED])],
    undo=[Call(hearing=hearing(), people=[KNOWS])],
    unchecked=3,
    cannot_open=1,
)
NO_CALLS = Calls(calls=[], given_up=[], undo=[])
OF_HEARING: dict[str, Any] = {
    "told_people": [tell(), KNOWS, CLOSED, BOOKED],
    "telling": "",
    "checked_by": {ID: "Luis Ortega"},
    "came_from": None,
    "apart": None,
    "today": date(2027, 2, 1),
}
THERE = There(
    line=2,
    text="A999-000-111 3/9/2027 1:00 PM",
    case_id=ID,
    case_number="K7QX-31",
    client_name="Xicay Tuj, Marisol",
    on=date(2027, 3, 9),
    at="13:00",
    kind="individual",
    medium="video",
    judge="Roe, Alex",
    court="NYC",
)
STRANGER = There(
    line=3, text="", on=None, at="", kind="", medium="", judge="", court="", unclear="no_day"
)
FOUND = CourtCheck(
    same=[hearing(checked_at=INSTANT, checked_by=ID, check_due=False)],
    different=[
        Differing(hearing=hearing(), there=THERE, differs=["earlier", "judge"]),
        Differing(hearing=ELSEWHERE, there=THERE, differs=["place", "medium"]),
    ],
    only_there=[THERE],
    only_here=[hearing()],
    bond=[ELSEWHERE],
    strangers=[STRANGER],
    unclear=[STRANGER.model_copy(update={"case_id": ID, "client_name": "Xicay Tuj, Marisol"})],
    passed=2,
    unread=[1],
)


def samples() -> Iterator[Sample]:
    """Give each page in its states."""
    here: dict[str, Any] = {"me": ME, "section": "today"}
    sheet = here | {"say": say, "back": "calls", "office_phone": "555-0100"}
    by_language = [("es", [(OPEN.hearing, tell(who="other", language="es"))])]
    by_language += [("quc", [(c.hearing, t) for c in (OPEN, OFF) for t in c.people])]
    yield "calls", "calls/sheet.html", sheet | FORM | {"calls": CALLS, "languages_of": by_language}
    none = {"calls": NO_CALLS, "languages_of": []}
    yield "calls-none", "calls/sheet.html", sheet | FORM | none
    typed = {"form": {"who": str(ID), "did": "closed"}, "refused": SENTENCE}
    wrong = typed | {"errors": {"note": SENTENCE}, "calls": CALLS, "languages_of": by_language}
    yield "calls-wrong", "calls/sheet.html", sheet | wrong
    check = here | {"lines": ["Welcome", "A999-000-111 3/9/2027 1:00 PM", "A999-000-999"]}
    yield "court-check", "courtcheck/check.html", check | FORM | {"found": None}
    pasted = {"form": {"text": "A999-000-111"}, "errors": {}, "refused": None, "found": FOUND}
    yield "court-check-found", "courtcheck/check.html", check | pasted
    refused = {"form": {}, "errors": {"text": SENTENCE}, "refused": None, "found": None}
    yield "court-check-wrong", "courtcheck/check.html", check | refused
