"""Invented contexts for every template, in the states that look different.

`python -m tests.house.page_samples DIR` writes each as an HTML file beside the static files, to be
looked at in a browser.
"""

import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace as View
from typing import Any
from uuid import UUID

from app.casework.cases import AccessView, CaseRow, CaseView
from app.casework.counting import ProposalView
from app.casework.deadlines import DeadlineView
from app.casework.hearings import HearingView
from app.casework.notes import NoteView
from app.casework.people import PersonView
from app.casework.sessions import SessionView
from app.errors import Conflict, NotFound
from app.web.pages import STATIC, render
from app.words import LOCALES

Sample = tuple[str, str, dict[str, Any]]

ID = UUID("7d3b0a52-6a0f-4f0e-9d4e-3f5a1c2b9e10")
ZONE = "America/Chicago"
SENTENCE = "Please sign in."
INSTANT = datetime(2026, 11, 24, 13, 45, tzinfo=UTC)


def wall(text: str) -> datetime:
    """Return a wall time without a zone, as views carry it."""
    return datetime.fromisoformat(text)


NOON = wall("2026-11-24T07:45")
ME = View(id=ID, name="Ana Robles", role="attorney", locale="en")
COLLEAGUES = ((ID, "Ana Robles"),)
STEPS = [
    {"text": "Hearing: Tuesday 9 March 2027 (day not counted)", "cite": "8 CFR 1003.31"},
    {"text": "30 days before: Sunday 7 February 2027", "cite": "Policy Manual II 3.1(b)"},
    {"text": "Rolls forward to Monday 8 February; file by Friday 5 February", "cite": ""},
]
WARNINGS = [{"id": "order", "text": "A scheduling order displaces this."}]


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
        "days_left": 73,
        "business_days_left": 50,
        "responsible_id": ID,
        "responsible_name": "Ana Robles",
        "proceeding": "removal",
        "hearing_id": ID,
        "rule": "eoir.individual.filing",
        "rule_title": "Filings before an individual hearing",
        "rule_version": 1,
        "reviewed": False,
        "consequence": "discretionary",
        "confidence": "M",
        "steps": STEPS,
        "warnings": WARNINGS,
        "readings": [],
        "inputs": {},
        "why": "",
        "override_reason": "",
        "filed_on": None,
        "filed_note": "",
        "waiting_ack": False,
        "history": [],
    }
    return DeadlineView(**known | other)


OVERDUE = deadline(
    title="Appeal to the Board",
    fatal=True,
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
    why="The officer said so.",
    override_reason="Moved by the officer",
)
THEIRS = deadline(title="Agency answers the records request", government=True, days_left=-4)
FILED = deadline(
    status="filed",
    filed_on=date(2026, 11, 20),
    filed_note="ECAS 4471, 16:02, Luis",
    reviewed=True,
    history=[
        {
            "at": "2026-11-20T21:02+00:00",
            "who": "Ana Robles",
            "due": "2027-02-08",
            "status": "open",
            "reason": "ECAS 4471",
        }
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
        "learned": "Served in court 4 May",
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
    }
    return PersonView(**known | other)


NOTE = NoteView(
    id=ID,
    case_id=ID,
    version=1,
    author_id=ID,
    author_name="Luis Ortega",
    at=INSTANT,
    at_local=NOON,
    text="Called 555-0117.\nNo answer.",
)


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
        "people": [person(), person(role="relative", relation="sister")],
        "hearings": [hearing(), MOVED],
        "deadlines": [FATAL, deadline(), FILED],
        "notes": [NOTE],
    }
    return CaseView(**known | other)


ROW = CaseRow(
    id=ID,
    number="K7QX-31",
    client_name="Xicay Tuj, Marisol",
    title="removal and asylum",
    next_kind="hearing",
    next_on=date(2026, 11, 24),
    detained=True,
    mine=True,
)
QUIET_ROW = ROW.model_copy(
    update={"client_name": "نور الدين بن عمر", "title": "", "next_kind": None, "next_on": None}
    | {"detained": False}
)
STRIP = [(date(2026, 11, 24) + timedelta(days=ahead), (ahead * 5) % 7) for ahead in range(14)]


def today(**other: Any) -> View:
    """Return a full morning."""
    known: dict[str, Any] = {
        "now_local": NOON,
        "zone": ZONE,
        "hearings": [hearing(), ELSEWHERE],
        "must_not_miss": [OVERDUE, FATAL],
        "to_acknowledge": [FATAL],
        "soon": [TOLD, deadline(), THEIRS],
        "strip": STRIP,
        "open_dates": 214,
        "not_shown": 0,
        "cannot_open": 0,
        "pulse": View(ok=True, last_accepted=INSTANT, sentence=None),
    }
    return View(**known | other)


PROPOSAL = ProposalView(
    rule="eoir.individual.filing",
    title="Evidence and briefs, 30 days before",
    status="due",
    file_by=date(2027, 2, 5),
    due=date(2027, 2, 8),
    latest=None,
    tz=ZONE,
    steps=STEPS,
    question=None,
    overtaken=False,
    fatal=True,
    government=False,
    reviewed=False,
    readings=[],
    answers={},
    consequence="discretionary",
    warnings=WARNINGS,
)
ASKS = PROPOSAL.model_copy(
    update={"rule": "eoir.detained.filing", "title": "Filings, detained", "status": "needs_human"}
    | {"file_by": None, "due": None, "steps": [], "warnings": []}
    | {"question": "No default. What did the court order?"}
)
LATE = PROPOSAL.model_copy(update={"rule": "eoir.witness.list", "overtaken": True})
COURTS = (("NOL", "New Orleans", ZONE), ("JNA", "Jena", ZONE))
UNTOLD: dict[str, Any] = {
    "when": None,
    "tz": "",
    "when_mine": None,
    "clashes": (),
    "replaced_when": None,
    "earlier": False,
    "weekend": False,
    "proposals": (),
    "chosen": {},
}
COUNTED: dict[str, Any] = UNTOLD | {
    "when": wall("2027-03-09T08:30"),
    "tz": "America/Denver",
    "when_mine": wall("2027-03-09T09:30"),
    "earlier": True,
    "weekend": True,
    "replaced_when": wall("2027-04-20T13:00"),
    "proposals": (PROPOSAL, ASKS, LATE),
    "clashes": ("You have another hearing at that hour.",),
    "chosen": {ASKS.rule: {"choice": "change", "due": "2027-02-01", "reason": "ordered"}},
}


def question(name: str, kind: str, *options: tuple[str, str], needed: bool = False) -> View:
    """Return what a rule asks for."""
    label = f"What is the {name}?"
    return View(name=name, label=label, kind=kind, options=options, hint="A hint.", needed=needed)


QUESTIONS = (
    question("trigger_date", "date", needed=True),
    question("service_method", "choice", ("mail", "By mail"), ("personal", "By hand")),
    question("appeal_waived", "boolean"),
    question("trigger_at", "moment"),
    question("days", "number"),
    question("circuit", "text"),
)
UNASKED: dict[str, Any] = {"rule": "", "questions": (), "proposal": None}
ASKED: dict[str, Any] = {"rule": "eoir.bia.appeal", "questions": QUESTIONS, "proposal": PROPOSAL}
WRONG: dict[str, Any] = {
    "errors": {"family_name": SENTENCE, "starts": SENTENCE, "due": SENTENCE, "whose": SENTENCE},
    "form": {"phone": "555", "detained": "true", "interpreter": "true", "whose": "told"},
}
LINK: dict[str, Any] = {
    "urgent": 2,
    "others": 5,
    "may_see": True,
    "seen_at": None,
    "tz": ZONE,
    "backup_name": "Luis Ortega",
    "office_phone": "555-0100",
}
MAIL = View(
    id="1",
    to="ana@example.org",
    sender="amparo@example.org",
    subject="Amparo: items to review (2 urgent)",
    received_at=NOON,
    body="2 urgent, 5 others.\n\nK7QX-31 - file by Fri - in 3 days",
    links=("/r/abc",),
)
SESSIONS = (
    SessionView(ID, "Firefox, Debian", INSTANT, INSTANT, is_this=True),
    SessionView(ID, "Phone", INSTANT, INSTANT, is_this=False),
)
ANA = View(name="Ana Robles", role="attorney", email="ana@example.org", passphrase="a", code="1")
CONFLICT: dict[str, Any] = {
    "text": Conflict(),
    "reference": "",
    "current_url": f"/people/{ID}",
    "rows": (("Safe telephone", "555-0119", "555-0117", True), ("Judge", "A", "A", False)),
    "again": {"action": f"/people/{ID}", "fields": (("version", 5), ("phone", "555-0117"))},
}
DEADLINES = {
    "fatal": FATAL,
    "overdue": OVERDUE,
    "overtaken": OVERTAKEN,
    "filed": FILED,
    "told": TOLD,
    "theirs": THEIRS,
}
PLAIN_ERRORS = (
    "refused",
    "signed_out",
    "forbidden",
    "not_found",
    "too_large",
    "wrong_type",
    "throttled",
    "unavailable",
    "out_of_room",
    "broken",
)


def samples() -> Iterator[Sample]:
    """Yield (name of the sample, template, context)."""
    yield from _outside()
    yield from _daily()
    yield from _dates()
    yield from _forms()
    for kind in PLAIN_ERRORS:
        yield f"error-{kind}", f"errors/{kind}.html", {"text": NotFound(), "reference": "F3-77"}
    yield "error-damaged", "errors/damaged.html", {"text": "x", "reference": "", "case_id": ID}
    yield "error-conflict", "errors/conflict.html", {"me": ME} | CONFLICT
    bare = {"rows": (), "again": None, "current_url": ""}
    yield "error-conflict-bare", "errors/conflict.html", CONFLICT | bare
    yield "error-part", "errors/part.html", {"text": SENTENCE}


def _outside() -> Iterator[Sample]:
    signin: dict[str, Any] = {"demo_people": (), "other_locales": (("es", "/sign-in?lang=es"),)}
    yield "signin", "signin/signin.html", signin | {"office_phone": "555-0100"}
    again = {"refused": SENTENCE, "demo": True, "demo_people": (ANA,)}
    yield "signin-demo", "signin/signin.html", signin | again
    for state in ("fresh", "seen", "passed", "expired", "unknown"):
        yield f"link-{state}", "reminders/link.html", LINK | {"state": state}
    quiet = {"state": "seen", "urgent": 0, "others": 1, "seen_at": NOON, "backup_name": ""}
    yield "link-quiet", "reminders/link.html", LINK | quiet
    yield "mailbox", "demo/mailbox.html", {"mails": (MAIL,), "tz": ZONE}
    yield "mailbox-empty", "demo/mailbox.html", {"mails": (), "tz": ZONE}
    yield "mail", "demo/mail.html", {"mail": MAIL, "tz": ZONE, "demo": True}


def _daily() -> Iterator[Sample]:
    here: dict[str, Any] = {"me": ME, "section": "today"}
    yield "today", "today/today.html", here | {"today": today()}
    empty = today(hearings=[], must_not_miss=[], to_acknowledge=[], soon=[])
    yield "today-empty", "today/today.html", here | {"today": empty, "told": SENTENCE}
    silent = View(ok=False, last_accepted=None, sentence=None)
    trouble = {"trouble": (SENTENCE,), "office_phone": "555-0100"}
    loud = today(pulse=silent, not_shown=4, cannot_open=1)
    yield "today-trouble", "today/today.html", here | trouble | {"today": loud}
    admin = View(id=ID, name="Eva Lund", role="office_admin", locale="en")
    yield "today-admin", "today/today.html", here | {"today": empty, "me": admin}
    cases: dict[str, Any] = {"me": ME, "section": "cases", "q": "", "next": None}
    yield "cases", "cases/list.html", cases | {"cases": (ROW, QUIET_ROW), "next": "c1"}
    yield "cases-found", "cases/list.html", cases | {"cases": (ROW,), "q": "xicay", "next": "c2"}
    yield "cases-empty", "cases/list.html", cases | {"cases": ()}
    yield "cases-nothing", "cases/list.html", cases | {"cases": (), "q": "zzz"}
    shown: dict[str, Any] = {"me": ME, "section": "cases"}
    yield "case", "cases/one.html", shown | {"case": case()}
    other = person(detained=False, a_number="", name="نور الدين بن عمر", safe_to_text=True)
    two = case(
        people=[person(phone="", interpreter=False, detained=None, language=""), other],
        access=[AccessView(name="Office team", why="team", people=9)],
        hearings=[],
        deadlines=[],
        notes=[],
        title="",
        named_only=False,
    )
    wrong = {"mismatch": SENTENCE, "refused": SENTENCE}
    yield "case-bare", "cases/one.html", shown | wrong | {"case": two}
    nobody = case(people=[], title="", backup_name="")
    yield "case-nobody", "cases/one.html", shown | {"case": nobody}


def _dates() -> Iterator[Sample]:
    for name, view in DEADLINES.items():
        one = {"me": ME, "deadline": view, "tz": ZONE, "colleagues": COLLEAGUES}
        yield f"deadline-{name}", "deadlines/one.html", one
    setting: dict[str, Any] = {"me": ME, "courts": COURTS, "chain": (MOVED, hearing())}
    held = {"hearing": hearing(), "outcomes": ("held", "cancelled")}
    yield "hearing", "hearings/one.html", setting | COUNTED | held
    moved = {"hearing": MOVED, "outcomes": ()}
    yield "hearing-moved", "hearings/one.html", setting | UNTOLD | moved
    bare = ELSEWHERE.model_copy(update={"deadlines": [], "court": ""})
    alone = {"hearing": bare, "outcomes": (), "chain": (bare,)}
    yield "hearing-elsewhere", "hearings/one.html", setting | UNTOLD | alone
    yield "hearing-preview", "hearings/preview.html", COUNTED
    yield "hearing-preview-none", "hearings/preview.html", COUNTED | {"proposals": ()}
    yield "deadline-preview", "deadlines/preview.html", ASKED | {"proposal": ASKS}
    yield "deadline-preview-late", "deadlines/preview.html", ASKED | {"proposal": LATE}


def _forms() -> Iterator[Sample]:
    me: dict[str, Any] = {"me": ME, "section": "new"}
    yield "new", "new.html", me
    team = me | {"colleagues": COLLEAGUES}
    yield "case-new", "cases/new.html", team
    yield "case-new-wrong", "cases/new.html", team | WRONG
    yield "person-new", "people/form.html", me | {"case": ROW, "person": None}
    yield "person", "people/form.html", me | {"case": ROW, "person": person()} | WRONG
    yield "note", "notes/form.html", me | {"case": ROW, "note": NOTE}
    setting: dict[str, Any] = {"case": ROW, "cases": (), "client_name": "Xicay Tuj, Marisol"}
    unset: dict[str, Any] = {"case": None, "cases": ((ID, "Xicay Tuj K7QX-31"),), "client_name": ""}
    new = team | setting | UNTOLD | {"courts": COURTS, "replaced": None}
    yield "hearing-new", "hearings/new.html", new
    yield "hearing-new-counted", "hearings/new.html", new | COUNTED | {"replaced": hearing()}
    yield "hearing-new-wrong", "hearings/new.html", new | unset | WRONG
    asked = team | setting | {"rules": (("eoir.bia.appeal", "Appeal to the Board"),)}
    yield "deadline-new", "deadlines/new.html", asked | UNASKED | {"mode": "rule"}
    yield "deadline-new-asked", "deadlines/new.html", asked | ASKED | {"mode": "rule"}
    typed = asked | unset | UNASKED | {"mode": "typed"} | WRONG
    yield "deadline-new-typed", "deadlines/new.html", typed
    yield "sessions", "sessions/list.html", me | {"sessions": SESSIONS, "tz": ZONE}
    yield "help", "help/help.html", me | {"office_phone": "555-0100"}


def write_all(folder: Path) -> None:
    """Write every sample in every language, with the static files beside them."""
    shutil.copytree(STATIC, folder / "static", dirs_exist_ok=True)
    for locale in LOCALES:
        for name, template, context in samples():
            text = render(template, locale, **context).replace('"/static/', '"static/')
            (folder / f"{name}.{locale}.html").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
