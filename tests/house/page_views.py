"""Invented views for the samples of pages: people, cases and dates that never were."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace as View
from typing import Any
from uuid import UUID

from app.casework.accepting import Handed, HandedDate
from app.casework.casefiles import Label
from app.casework.cases import CaseLine, CaseView
from app.casework.coming import NextDeadline, NextHearing
from app.casework.deadlines import DeadlineView
from app.casework.hearings import HearingView
from app.casework.load import Load
from app.casework.notes import NoteView, Wording
from app.casework.people import PersonView
from app.casework.pulse import PulseView
from app.casework.readers import AccessView, ReaderView
from app.casework.tasks import TaskView
from app.casework.today import DatesView, Rows, TodayView
from app.casework.worktime import WorkedView

ID = UUID("7d3b0a52-6a0f-4f0e-9d4e-3f5a1c2b9e10")
ZONE = "America/Chicago"
INSTANT = datetime(2026, 11, 24, 13, 45, tzinfo=UTC)


def wall(text: str) -> datetime:
    """Return a wall time without a zone, as views carry it."""
    return datetime.fromisoformat(text)


NOON = wall("2026-11-24T07:45")
ME = View(id=ID, name="Ana Robles", role="attorney", locale="en", zone=ZONE)
COLLEAGUES = ((ID, "Ana Robles"),)
STEPS = [
    {"text": "Hearing: Tue, Mar 9, 2027 (day not counted)", "cite": "8 CFR 1003.31"},
    {"text": "30 days before: Sun, Feb 7, 2027", "cite": "Policy Manual II 3.1(b)"},
    {"text": "Rolls forward to Mon, Feb 8, 2027; file by Fri, Feb 5, 2027", "cite": ""},
]
WARNINGS = [
    {"id": "order", "text": "A scheduling order displaces this."},
    {"id": "receipt", "text": "The court must have received the papers."},
]


def deadline(**other: Any) -> DeadlineView:
    """Return an open deadline some weeks off."""
    known: dict[str, Any] = {
        "id": ID,
        "case_id": ID,
        "version": 3,
        "case_number": "K7QX-31",
        "client_name": "Xicay Tuj, Marisol",
        "title": "Evidence and briefs before the merits hearing",
        "file_by": date(2027, 2, 5),
        "due": date(2027, 2, 8),
        "latest": date(2027, 2, 8),
        "at": "",
        "tz": ZONE,
        "fatal": False,
        "whose": "ours",
        "status": "open",
        "overtaken": False,
        "government": False,
        "means": "file_by",
        "overdue": False,
        "days_left": 73,
        "business_days_left": 50,
        "responsible_id": ID,
        "responsible_name": "Ana Robles",
        "proceeding": "removal",
        "hearing_id": ID,
        "rule": "eoir.individual.filing",
        "rule_title": "Filings before an individual hearing",
        "rule_version": 1,
        "citation": "8 CFR 1003.31 (read 2026-11-23)",
        "question": "",
        "ours": False,
        "reviewed": False,
        "consequence": "discretionary",
        "confidence": "M",
        "steps": STEPS,
        "if_late": STEPS,
        "warnings": WARNINGS,
        "decisive": ["order"],
        "readings": [],
        "inputs": {},
        "why": "",
        "override_reason": "",
        "filed_on": None,
        "filed_at": "",
        "filed_note": "",
        "late": False,
        "waiting_ack": False,
        "history": [],
    }
    return DeadlineView(**known | other)


OVERDUE = deadline(
    title="Appeal to the Board",
    fatal=True,
    overdue=True,
    days_left=-2,
    business_days_left=0,
    waiting_ack=True,
    consequence="claim_processing",
    file_by=date(2026, 11, 22),
    due=date(2026, 11, 23),
    client_name="Ajú Pérez, Tomás",
    case_number="M2RV-08",
)
FATAL = deadline(
    title="I-589 one-year filing date",
    fatal=True,
    days_left=3,
    business_days_left=2,
    at="23:59",
    file_by=date(2026, 11, 27),
    due=date(2026, 11, 30),
    waiting_ack=True,
    client_name="سميرة الحسيني",
    confidence="H",
    consequence="statutory_bar",
    readings=[
        {"label": "a", "date": "2026-11-27", "assumption": "the last day is the 365th"},
        {"label": "b", "date": "2026-11-30", "assumption": "the anniversary, rolled"},
    ],
)
OVERTAKEN = deadline(title="Witness list", overtaken=True, days_left=-21, file_by=date(2026, 11, 3))
TOLD = deadline(
    title="ICE check-in",
    whose="told",
    days_left=6,
    business_days_left=3,
    rule="",
    steps=[],
    if_late=[],
    why="The officer said so.",
    override_reason="Moved by the officer",
)
LUIS_S = deadline(
    title="Petition for review",
    fatal=True,
    days_left=10,
    responsible_id=UUID(int=7),
    responsible_name="Luis Ortega",
)
THEIRS = deadline(
    title="Agency answers the records request",
    government=True,
    means="they_answer_by",
    days_left=-4,
)
OPENS = deadline(title="First day to apply for a work permit", means="not_before", days_left=12)
OPENED = deadline(title="First day to apply for a work permit", means="not_before", days_left=-3)
OF_NO_RULE: dict[str, Any] = {"rule": "", "steps": [], "if_late": [], "warnings": []}
ERRAND = deadline(title="Call the consulate", means="do_by", **OF_NO_RULE)
ASKED = deadline(
    question="Find out whether the person is detained.", ours=True, ruled=date(2027, 5, 3)
)
FILED = deadline(
    status="filed",
    filed_on=date(2026, 11, 20),
    filed_note="ECAS 4471, 16:02, Luis",
    late=True,
    reviewed=True,
    history=[
        {
            "at": "2026-11-20T21:02+00:00",
            "who": "Ana Robles",
            "due": "2027-02-08",
            "status": "open",
            "whose": "ours",
            "fatal": "fatal",
            "reason": "ECAS 4471",
        },
        {
            "at": "2026-11-21T21:02+00:00",
            "who": "Ana Robles",
            "due": "2027-02-09",
            "safe": "2027-02-08",
            "hour": "16:00",
            "responsible": "Luis Ortega",
            "status": "open",
            "whose": "ours",
            "fatal": "",
            "reason": "",
        },
    ],
)


def hearing(**other: Any) -> HearingView:
    """Return a hearing this morning."""
    known: dict[str, Any] = {
        "id": ID,
        "case_id": ID,
        "version": 2,
        "case_number": "K7QX-31",
        "client_name": "Xicay Tuj, Marisol",
        "starts": wall("2026-11-24T08:30"),
        "tz": ZONE,
        "court_tz": ZONE,
        "other_zone": False,
        "starts_at": INSTANT,
        "starts_mine": None,
        "kind": "individual",
        "court": "NOL",
        "court_name": "New Orleans",
        "medium": "in_person",
        "custody": "unknown",
        "judge": "R. Delacroix",
        "place": "Floor 24, room 3",
        "interpreter": "K'iche', booked",
        "proceeding": "removal",
        "status": "set",
        "replaces": None,
        "replaced_by": None,
        "reason": "",
        "ended_reason": "",
        "left_out": [],
        "learned": "Served in court 4 May",
        "goes_along": "Luis Ortega",
        "is_appointment": False,
        "adjourned": "",
        "adjournment_code": "",
        "came_from": None,
        "checked_at": None,
        "checked_by": None,
        "check_due": True,
        "clients_know": "open",
        "minutes_to_go": 45,
        "deadlines": [deadline(), OVERTAKEN],
    }
    return HearingView(**known | other)


ELSEWHERE = hearing(
    starts=wall("2026-11-25T13:00"),
    starts_mine=wall("2026-11-25T14:00"),
    medium="video",
    kind="bond",
    minutes_to_go=1755,
    client_name="Ajú Pérez, Tomás",
    court_name="Jena",
    judge="",
    place="",
    interpreter="",
)
MOVED = hearing(status="moved", replaced_by=ID, minutes_to_go=-90, reason="Docket advanced")


def person(**other: Any) -> PersonView:
    """Return a client who is held."""
    known: dict[str, Any] = {
        "id": ID,
        "case_id": ID,
        "version": 1,
        "role": "client",
        "given_names": "Marisol",
        "family_name": "Xicay Tuj",
        "name": "Xicay Tuj, Marisol",
        "a_number_masked": "A•••-•••-101",
        "a_number": "A999-000-101",
        "language": "quc",
        "interpreter": True,
        "phone": "555-0117",
        "safe_to_text": False,
        "detained": True,
        "detained_at": "Basile",
        "birth_date": None,
        "relation": "",
        "aliases": "",
    }
    return PersonView(**known | other)


TASK = TaskView(
    id=ID,
    case_id=ID,
    version=1,
    words="Ask the county for the police report",
    holder_id=UUID(int=9),
    holder_name="Luis Ortega",
    given_by="Ana Robles",
    due_on=date(2026, 11, 20),
    overdue=True,
    is_today=False,
    done_at=None,
    done_by="",
    may_undo=False,
    moved=1,
)
DONE_TASK = TASK.model_copy(
    update={"overdue": False, "done_at": INSTANT, "done_by": "Ana Robles", "may_undo": True}
)
NOTE = NoteView(
    id=ID,
    case_id=ID,
    version=1,
    author_id=ID,
    author_name="Luis Ortega",
    at=INSTANT,
    at_local=NOON,
    text="Called 555-0117.\nNo answer.",
    work_product=True,
    time=WorkedView(minutes=25, worked_on=date(2026, 11, 20), activity="call", problem="81"),
    task=TASK,
    earlier=[Wording(text="Called.", minutes=20, until=INSTANT, until_local=NOON)],
)


def reader(**other: Any) -> ReaderView:
    """Return somebody who can read a case."""
    known: dict[str, Any] = {"id": ID, "name": "Ana Robles", "why": "lead", "since": INSTANT}
    return ReaderView.model_validate(known | {"until": None} | other)


def case(**other: Any) -> CaseView:
    """Return a case with one of everything."""
    known: dict[str, Any] = {
        "id": ID,
        "number": "K7QX-31",
        "version": 4,
        "title": "removal and asylum",
        "lead_name": "Ana Robles",
        "lead_id": ID,
        "backup_id": ID,
        "backup_name": "Luis Ortega",
        "named_only": True,
        "opened_on": date(2026, 5, 4),
        "detained": True,
        "access": [AccessView(name="Ana Robles", why="lead", people=1)],
        "readers": [reader()],
        "screened": ["Luis Ortega"],
        "screens_asked": ["Ruth Adler"],
        "screens_changed": True,
        "sealed": "victim",
        "people": [person(), person(role="relative", relation="sister")],
        "hearings": [hearing(), MOVED],
        "deadlines": [FATAL, deadline(), FILED],
        "notes": [NOTE, NOTE.model_copy(update={"id": UUID(int=4), "task": DONE_TASK})],
    }
    return CaseView(**known | other)


LABEL = Label(
    case_id=ID,
    version=1,
    number="K7QX-31",
    title="removal and asylum",
    client_name="Xicay Tuj, Marisol",
    detained=False,
    lead_id=ID,
    backup_id=None,
    named_only=False,
)
ROW = CaseLine(
    id=ID,
    version=1,
    number="K7QX-31",
    client_name="Xicay Tuj, Marisol",
    title="removal and asylum",
    next_kind="hearing",
    next_on=date(2026, 11, 24),
    next_hearing=NextHearing(id=ID, on=date(2026, 11, 24), at="09:00", tz=ZONE),
    next_deadline=NextDeadline(
        id=ID,
        on=date(2026, 11, 22),
        at="",
        tz=ZONE,
        title="Appeal to the Board",
        means="file_by",
        fatal=True,
        overdue=True,
    ),
    detained=True,
    mine=True,
)
UNKNOWN_ROW = ROW.model_copy(update={"detained": None, "next_deadline": None})
QUIET_ROW = ROW.model_copy(
    update={"client_name": "نور الدين بن عمر", "title": "", "next_kind": None, "next_on": None}
    | {"next_hearing": None, "next_deadline": None}
    | {"detained": False}
)
STRIP = [
    Load(
        on=date(2026, 11, 24) + timedelta(days=ahead),
        hearings=ahead % 3,
        deadlines=(ahead * 5) % 7,
        fatal=int(ahead % 7 == 1),
    )
    for ahead in range(14)
]


WELL = PulseView(
    ok=True,
    worker_at=INSTANT,
    oldest_ready=None,
    last_accepted=INSTANT,
    code="",
    sentence=None,
    covered_count=1204,
    covered_at=INSTANT,
)


DATES = DatesView(rows=[OVERDUE, hearing(), LUIS_S, deadline()], total=120, cannot_open=1)


HANDED = HandedDate(
    id=FATAL.id,
    kind="deadline",
    case_id=FATAL.case_id,
    case_number="7F3K-2QX",
    client_name="Ana Quispe",
    day="2026-12-01",
    who="Luis Ortega",
)


def today(**other: Any) -> TodayView:
    """Return a full morning."""
    known: dict[str, Any] = {
        "now_local": NOON,
        "zone": ZONE,
        "hearings": [hearing(), ELSEWHERE],
        "more_hearings": 0,
        "hearings_until": date(2026, 11, 25),
        "coming": [hearing(starts=wall("2026-12-03T09:00"), minutes_to_go=12_900)],
        "more_coming": 0,
        "urgent": Rows(shown=[OVERDUE, FATAL]),
        "ahead": Rows(shown=[LUIS_S]),
        "new": Rows(shown=[deadline(waiting_ack=True)]),
        "soon": Rows(
            shown=[TOLD, deadline(at="17:00"), THEIRS, OVERTAKEN, OPENS, OPENED, ERRAND, ASKED]
        ),
        "strip": STRIP,
        "looks": [FILED],
        "handed": Handed(mine=[HANDED], given=[HANDED]),
        "open_dates": 214,
        "quiet": 1204,
        "cannot_open": 0,
        "heard_by": {ELSEWHERE.id: "Luis Ortega"},
        "now": INSTANT,
    }
    known |= other
    known["fortnight"] = [*known["coming"], *known["soon"].shown]
    return TodayView(**known)
