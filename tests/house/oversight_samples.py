"""Invented contexts for the supervisor's page, and for what the box finds while somebody types."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace as View
from typing import Any

from app.casework.absences import AbsenceView
from app.casework.guests import GuestView
from app.casework.overseen import Overseen, OverseenDate, Silent
from app.casework.oversight import Oversight, Workload
from app.casework.whiletyping import FoundWhileTyping
from tests.house.page_views import ID, INSTANT, ME, WELL, ZONE
from tests.house.reminded_samples import CODED, NAMED
from tests.house.sample import SENTENCE, Sample

MONDAY = date(2026, 11, 23)
BUSY = Workload(
    staff_id=ID,
    name="Luis Ortega",
    state="away",
    cover="Ana Robles",
    cases=41,
    detained=3,
    dates=62,
    fatal=7,
    overdue=2,
    oldest=date(2026, 11, 20),
    unseen=4,
    untold=1,
    tasks=3,
    alone=2,
    unopened=1,
    weeks=[9, 4, 12, 0, 1, 3, 0, 2],
)
NONE = ("cases", "detained", "dates", "fatal", "overdue", "unseen", "untold", "tasks", "alone")
IDLE = dict.fromkeys((*NONE, "unopened"), 0) | {"state": "works", "cover": "", "oldest": None}
QUIET = BUSY.model_copy(update=IDLE | {"name": "Eva Lund", "weeks": [0] * 8})
AWAY = AbsenceView(
    id=ID,
    person_id=ID,
    person_name="Luis Ortega",
    cover_id=ID,
    cover_name="Ana Robles",
    starts=INSTANT,
    until=INSTANT + timedelta(days=5),
    state="running",
    declared_by="Luis Ortega",
    word_of="",
    may_end=True,
)
COMING = AWAY.model_copy(update={"state": "coming", "cover_id": None, "cover_name": ""})
GUEST = GuestView(
    case_id=ID,
    number="K7QX-31",
    client_name="Xicay Tuj, Marisol",
    guest_id=ID,
    name="Vera Lind",
    since=None,
    until=INSTANT,
    last_day=date(2026, 11, 27),
    soon=True,
    dates=1,
)
OFFICE = Oversight(
    at=INSTANT,
    pulse=WELL,
    weeks=[MONDAY + timedelta(weeks=number) for number in range(8)],
    people=[BUSY, QUIET],
    orphans=1,
    absences=[AWAY, COMING],
    guests=[GUEST],
    guests_elsewhere=2,
)
DATED = OverseenDate(
    code="K7QX",
    kind="deadline",
    fatal=True,
    on=date(2026, 11, 25),
    id=ID,
    title="Appeal to the Board",
    case_number="K7QX-31",
    client_name="Xicay Tuj, Marisol",
)
SHUT = DATED.model_copy(update={"id": None, "title": "", "client_name": "", "case_number": ""})
HEARD = DATED.model_copy(update={"kind": "hearing", "title": "", "fatal": False})
SILENT = Silent(
    id=ID,
    number="K7QX-31",
    client_name="Xicay Tuj, Marisol",
    spoken_on=None,
    noted_on=date(2026, 10, 2),
)
SPOKEN = SILENT.model_copy(update={"spoken_on": date(2026, 9, 1), "noted_on": None})
HERS = Overseen(
    staff_id=ID,
    name="Luis Ortega",
    days=30,
    overdue=[DATED, SHUT],
    unseen=[NAMED, CODED],
    untold=[HEARD],
    ahead=[DATED, HEARD],
    not_shown=3,
    silent=[SILENT, SPOKEN],
    cases=320,
    not_read=20,
)
HIT = FoundWhileTyping(
    id=ID,
    number="K7QX-31",
    client_name="Xicay Tuj, Marisol",
    title="Family of the plant",
    closed=False,
)
LIKE = HIT.model_copy(update={"near": True, "closed": True, "title": ""})
UNNAMED = HIT.model_copy(update={"client_name": ""})


def samples() -> Iterator[Sample]:
    """Yield both pages busy and quiet, and the box with hits, with none, and empty."""
    supervises = View(**vars(ME) | {"role": "supervising_attorney"})
    here: dict[str, Any] = {"me": supervises, "section": "office", "tz": ZONE}
    yield "supervision", "supervision/office.html", here | {"view": OFFICE}
    gone = {"orphans": 0, "absences": [], "guests": [], "guests_elsewhere": 0, "people": [QUIET]}
    gone |= {"pulse": replace(WELL, ok=False, sentence=SENTENCE)}
    quiet = OFFICE.model_copy(update=gone)
    yield "supervision-quiet", "supervision/office.html", here | {"view": quiet}
    yield "supervision-one", "supervision/one.html", here | {"view": HERS}
    lists = ("overdue", "unseen", "untold", "ahead", "silent")
    empty = HERS.model_copy(update={name: [] for name in lists} | {"not_shown": 0, "not_read": 0})
    yield "supervision-one-quiet", "supervision/one.html", here | {"view": empty}
    box: dict[str, Any] = {"cases": [HIT, LIKE, UNNAMED], "more": True, "q": "xicai"}
    yield "hits", "cases/hits.html", box
    yield "hits-lately", "cases/hits.html", box | {"q": "", "more": False}
    yield "hits-none", "cases/hits.html", box | {"cases": [], "more": False}
    yield "hits-nothing-yet", "cases/hits.html", box | {"cases": [], "more": False, "q": ""}
