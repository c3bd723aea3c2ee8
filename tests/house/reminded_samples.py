"""Invented contexts for the page of reminders."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import SimpleNamespace as View
from typing import Any

from app.casework.posted import BouncedView, MailView, PostedDay
from app.casework.reminded import Reminded, TestedView
from app.casework.unseen import CoverageOf, UnseenDate, UnseenOf
from tests.house.page_views import COLLEAGUES, ID, INSTANT, ME, WELL, ZONE
from tests.house.sample import SENTENCE, Sample

WAITING = MailView(to_id=ID, to="Luis Ortega", kind="digest", state="waits", at=INSTANT, dates=2)
FAILED = [
    WAITING.model_copy(update={"state": "failed", "why": why})
    for why in ("relay", "later", "refused", "unknown")
]
WENT = WAITING.model_copy(update={"state": "went", "kind": "daily", "dates": 0})
CODED = UnseenDate(
    code="K7QX", kind="deadline", fatal=True, since=INSTANT, told=["Luis Ortega", "Ana Robles"]
)
NAMED = CODED.model_copy(
    update={"id": ID, "on": date(2026, 11, 25), "title": "Appeal to the Board", "fatal": False}
    | {"case_number": "K7QX-31", "client_name": "Xicay Tuj, Marisol", "told": []}
)
HEARD = NAMED.model_copy(update={"kind": "hearing", "title": ""})
UNSEEN = UnseenOf(
    staff_id=ID, name="Luis Ortega", count=7, fatal=1, since=INSTANT, dates=[CODED, NAMED, HEARD]
)
COVERED = CoverageOf(
    staff_id=ID,
    name="Luis Ortega",
    state="away",
    cover="Ana Robles",
    dates=31,
    fatal=4,
    told=["Ana Robles", "Eva Lund"],
    shut=2,
    opened_by_none=1,
)
CALM = COVERED.model_copy(update={"state": "works", "cover": "", "shut": 0, "opened_by_none": 0})
BUSY = Reminded(
    at=INSTANT,
    pulse=WELL,
    today=[WENT],
    waiting=[WAITING],
    failed=FAILED,
    week=[PostedDay(on=date(2026, 11, 24), mails=12, dates=31)],
    bounced=[BouncedView(staff_id=ID, name="Luis Ortega", mails=3)],
    unseen=[UNSEEN],
    coverage=[
        COVERED,
        CALM.model_copy(update={"shut": 3, "state": "refuses", "told": []}),
        CALM.model_copy(update={"state": "left", "fatal": 0}),
    ],
    tests=[
        TestedView(staff_id=ID, name="Luis Ortega", state="late", at=INSTANT),
        TestedView(staff_id=ID, name="Ana Robles", state="answered", at=INSTANT),
        TestedView(staff_id=ID, name="Eva Lund", state="sent", at=INSTANT),
        TestedView(staff_id=ID, name="Olga Ruiz", state="waits", at=None),
    ],
)


def samples() -> Iterator[Sample]:
    """Yield the page on a bad day, on a quiet one, and as an administrator reads it."""
    supervises = View(**vars(ME) | {"role": "supervising_attorney"})
    here: dict[str, Any] = {"me": supervises, "section": "office", "tz": ZONE, "people": COLLEAGUES}
    yield "reminders", "reminders/office.html", here | {"view": BUSY}
    pulse = replace(WELL, ok=False, sentence=SENTENCE)
    wrong = {"view": BUSY.model_copy(update={"pulse": pulse}), "errors": {"kind": SENTENCE}}
    yield "reminders-trouble", "reminders/office.html", here | wrong
    lists = ("today", "waiting", "failed", "week", "bounced", "unseen", "coverage", "tests")
    quiet = {"view": BUSY.model_copy(update={name: [] for name in lists})}
    yield "reminders-quiet", "reminders/office.html", here | quiet
    numbers = BUSY.model_copy(update={"unseen": [UNSEEN.model_copy(update={"dates": []})]})
    admin = {"me": View(**vars(ME) | {"role": "office_admin"}), "view": numbers}
    yield "reminders-numbers", "reminders/office.html", here | admin
    lines = [{"code": "K7QX", "text": SENTENCE}]
    behind: dict[str, Any] = {"back": "/r/x", "is_passed": False, "lines": lines}
    yield "others", "reminders/others.html", behind | {"refused": SENTENCE}
    yield "others-told", "reminders/others.html", behind | {"is_passed": True}
    yield "others-none", "reminders/others.html", behind | {"lines": [], "office_phone": "555-0100"}
