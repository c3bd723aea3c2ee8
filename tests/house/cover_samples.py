"""Invented contexts for the pages of absences and covers."""

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace as View
from typing import Any
from uuid import UUID

from app.casework.absences import AbsenceView
from app.casework.casefiles import Label
from app.casework.covers import CoveredView, CoverView, LoneCase
from app.casework.emergency import TakenView, WaitingCase
from app.casework.returning import Done, ReturnView
from app.casework.tidings import CaseDeed, EmergencyView, Tidings, UnneededView
from tests.house import tray_samples
from tests.house.destroying_samples import AGREED, ASKED
from tests.house.page_views import COLLEAGUES, DATES, ID, INSTANT, ME, ZONE
from tests.house.sample import FORM, SENTENCE, Sample

SCREENED = CaseDeed(
    at=INSTANT,
    who="Luis Ortega",
    action="case.screen",
    case_id=ID,
    number="K7QX-31",
    client_name="Xicay Tuj, Marisol",
)
SECOND = {"mine": False, "may_agree": True, "client_name": "Xicay Tuj, Marisol"}
ABSENCE = AbsenceView(
    id=ID,
    person_id=ID,
    person_name="Luis Ortega",
    cover_id=ID,
    cover_name="Ana Robles",
    starts=INSTANT,
    until=INSTANT,
    state="running",
    declared_by="Eva Lund",
    word_of="Ana Robles",
    may_end=True,
)
TO_COME = ABSENCE.model_copy(update={"state": "coming", "word_of": "", "cover_name": ""})
OVER = ABSENCE.model_copy(update={"state": "over", "may_end": False})
COVER = CoverView(
    cover_id=None,
    cover_name="",
    suggested_id=ID,
    suggested_name="Ana Robles",
    waiting=3,
    alone=2,
    cases=[
        LoneCase(id=ID, number="K7QX-31", client_name="Inés Tema", kept=True, sealed=False),
        LoneCase(id=ID, number="K7QX-32", client_name="", kept=False, sealed=True),
    ],
)
OF_A_CASE: dict[str, Any] = {"case_id": ID, "number": "K7QX-31", "client_name": "Inés Tema"}
EMERGENCY = EmergencyView(who="Luis Ortega", since=INSTANT, until=INSTANT, runs=True, **OF_A_CASE)
UNNEEDED = UnneededView(
    id=ID, title="Appeal to the Board", on=date(2027, 5, 17), who="Luis Ortega", **OF_A_CASE
)
ON_TODAY: dict[str, Any] = {"covering": [], "cover": None, "thin": [], "orphans": 0}
ON_TODAY |= {"tray": tray_samples.NOTHING, "absent": []}
ON_TODAY |= {"tidings": Tidings(screens=[], shreddings=[])}
LOUD_ON_TODAY: dict[str, Any] = {
    "covering": [
        CoveredView(name=name, starts=INSTANT, until=INSTANT, runs=runs)
        for name, runs in (("Luis Ortega", True), ("Sara Lund", False))
    ],
    "cover": COVER,
    "thin": [("Luis Ortega", 2), ("Ana Robles", 1)],
    "orphans": 1,
    "tray": tray_samples.LOUD,
    "absent": [ABSENCE, TO_COME.model_copy(update={"cover_name": ""})],
    "tidings": Tidings(
        screens=[SCREENED, SCREENED.model_copy(update={"client_name": ""})],
        dates=[SCREENED.model_copy(update={"action": "case.fatal_date"})],
        shreddings=[ASKED, ASKED.model_copy(update=SECOND), AGREED],
        emergencies=[EMERGENCY, EMERGENCY.model_copy(update={"runs": False})],
        unneeded=[UNNEEDED],
    ),
}
DONE = Done(
    at=INSTANT,
    who="Ana Robles",
    action="note.add",
    deed="note.add",
    case_id=ID,
    number="K7QX-31",
    client_name="",
)
TAKEN = TakenView(who="Luis Ortega", since=INSTANT, until=INSTANT, case_id=ID)


def samples() -> Iterator[Sample]:
    """Yield (name of the sample, template, context)."""
    here: dict[str, Any] = {"me": ME, "section": "account", "tz": ZONE} | FORM
    listed = here | {
        "absences": [ABSENCE, TO_COME, OVER],
        "closed": {ABSENCE.id: [Label(ID, 1, "K7QX-31", "", "", None, ID, None, True)]},
        "taken": [TAKEN, TAKEN.model_copy(update={"case_id": None})],
        "cover": COVER,
        "legal": COLLEAGUES,
        "others": COLLEAGUES,
        "supervisors": COLLEAGUES,
        "may_declare": True,
        "needs_word": False,
        "may_open": True,
    }
    yield "absences", "absences/list.html", listed
    wrong = {"refused": SENTENCE, "errors": {"until": SENTENCE, "cover_id": SENTENCE}}
    yield "absences-wrong", "absences/list.html", listed | wrong
    admin = View(id=None, name="Eva Lund", role="office_admin", locale="en", zone=ZONE)
    of_admin = {"me": admin, "cover": None, "needs_word": True, "may_open": False}
    yield "absences-admin", "absences/list.html", listed | of_admin
    quiet = COVER.model_copy(update={"waiting": 0, "alone": 0, "suggested_id": None})
    none = {"absences": [], "taken": [], "cover": quiet, "may_declare": False}
    yield "absences-none", "absences/list.html", listed | none
    view = ReturnView(absence=ABSENCE, done=[DONE], more=4, dates=DATES)
    yield "back", "absences/back.html", here | {"view": view}
    nothing = DATES.model_copy(update={"rows": [], "total": 0, "cannot_open": 0})
    empty = ReturnView(absence=OVER, done=[], more=0, dates=nothing)
    yield "back-nothing", "absences/back.html", here | {"view": empty}
    yield from _emergency(here)


def _emergency(here: dict[str, Any]) -> Iterator[Sample]:
    heard: dict[str, Any] = {"code": "H3ZT", "kind": "hearing", "on": date(2027, 3, 9)}
    undated: dict[str, Any] = {"code": "", "kind": "", "on": None}
    waiting = [
        WaitingCase(case_id=ID, holder_name="Luis Ortega", **heard),
        WaitingCase(case_id=UUID(int=1), holder_name="Luis Ortega, Ana Robles", **undated),
    ]
    shown = here | {"waiting": waiting, "hours": range(1, 5)}
    yield "emergency", "absences/emergency.html", shown
    wrong = {"refused": SENTENCE, "errors": {"reason": SENTENCE, "case_id": SENTENCE}}
    typed = {"form": {"case_id": str(ID), "hours": "2", "reason": "She is ill."}}
    yield "emergency-wrong", "absences/emergency.html", shown | wrong | typed
    yield "emergency-none", "absences/emergency.html", shown | {"waiting": []}
