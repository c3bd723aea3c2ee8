"""Invented contexts for every template, in the states that look different.

`python -m tests.house.page_samples DIR` writes each as an HTML file beside the static files, to be
looked at in a browser.
"""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace as View
from typing import Any
from uuid import UUID, uuid4

from app.casework import policy
from app.casework.casefiles import DamagedView
from app.casework.clashes import Clash
from app.casework.codes import CodeView, Sheet
from app.casework.conflicts.bursts import Burst
from app.casework.conflicts.frontdesk import CallView, LookUpView
from app.casework.conflicts.repair import Standing
from app.casework.conflicts.search import CheckView, HitView, Sought
from app.casework.conflicts.slips import FoundAs
from app.casework.correcting import Anew, CorrectionPreview
from app.casework.counting import ProposalView
from app.casework.custody import CustodianView, CustodyView, Debt
from app.casework.doubts import FAR_AWAY
from app.casework.following import LeftOut
from app.casework.formerly import Formerly
from app.casework.founding import Kit, NewCustodian, NewOffice
from app.casework.heads import Compared, RecordView
from app.casework.intake.inquiries import CallBacks
from app.casework.joining import Newcomer
from app.casework.keyview import KeysWaiting
from app.casework.lately import Lately
from app.casework.leaving import LeavingCase, LeavingView
from app.casework.load import Load
from app.casework.loss import LossView
from app.casework.mailed import MailedView
from app.casework.newlaw import OWN
from app.casework.ownpasskeys import PasskeyView
from app.casework.readers import AccessView, CaseReaders
from app.casework.recounting import Recount
from app.casework.recovery import RecoveryView
from app.casework.reminders import Ringing
from app.casework.rotation import OldWraps
from app.casework.screening import CaseScreens, ScreenView
from app.casework.sealing import SealView
from app.casework.seconds import Two
from app.casework.sessions import SessionView
from app.casework.slips import TO_COME, Slip
from app.casework.staff import Welcome
from app.casework.today import Rows
from app.casework.trail import Trail, TrailLine
from app.casework.unreached import Unreached, UnreachedDate
from app.casework.whocanread import HolderView, KeeperView, RoleView, WhoCanRead
from app.errors import Conflict, NotFound
from app.forums import courts
from app.web.hearing_forms import NOTHING_COUNTED
from app.web.pages import STATIC, render
from app.words import LOCALES
from tests.house import (
    backup_samples,
    calendar_samples,
    clinic_samples,
    court_samples,
    cover_samples,
    custody_samples,
    destroying_samples,
    document_samples,
    event_samples,
    filing_samples,
    intake_samples,
    key_samples,
    law_samples,
    oversight_samples,
    own_samples,
    people_samples,
    reach_samples,
    reminded_samples,
    report_samples,
    rule_samples,
    served_samples,
    task_samples,
    tray_samples,
    twofiles_samples,
)
from tests.house.page_views import (
    ASKED as ASKED_FOR,
)
from tests.house.page_views import (
    COLLEAGUES,
    DATES,
    ELSEWHERE,
    ERRAND,
    FATAL,
    FILED,
    ID,
    INSTANT,
    LABEL,
    ME,
    MOVED,
    NOON,
    NOTE,
    OPENED,
    OPENS,
    OVERDUE,
    OVERTAKEN,
    QUIET_ROW,
    ROW,
    STEPS,
    THEIRS,
    TOLD,
    UNKNOWN_ROW,
    WARNINGS,
    WELL,
    ZONE,
    case,
    deadline,
    hearing,
    person,
    reader,
    today,
    wall,
)
from tests.house.sample import Sample

SENTENCE = "Please sign in."
UNREACHED = Unreached(
    is_told=True,
    dates=[
        UnreachedDate(
            id=UUID(int=7),
            kind=kind,
            on=date(2026, 11, 30),
            title="Brief" if kind == "deadline" else "",
            case_number="2026-K7M-04P",
            client_name="Inés Quiñones",
        )
        for kind in ("deadline", "hearing")
    ],
)

PROPOSAL = ProposalView(
    rule="eoir.individual.filing",
    title="Evidence and briefs, 30 days before",
    status="due",
    file_by=date(2027, 2, 5),
    due=date(2027, 2, 8),
    latest=None,
    tz=ZONE,
    steps=STEPS,
    if_late=STEPS,
    question=None,
    overtaken=False,
    fatal=True,
    government=False,
    reviewed=False,
    readings=[],
    answers={},
    consequence="discretionary",
    warnings=WARNINGS,
    means="file_by",
    version=1,
    citation="8 CFR 1003.31 (read 2026-11-23)",
    decisive=["order"],
)
ASKS = PROPOSAL.model_copy(
    update={"rule": "eoir.detained.filing", "title": "Filings, detained", "status": "needs_human"}
    | {"file_by": None, "due": None, "steps": [], "warnings": []}
    | {"question": "No default. What did the court order?"}
)
UNKNOWN = ASKS.model_copy(update={"rule": "eoir.unknown.filing", "file_by": date(2027, 2, 5)})
LATE = PROPOSAL.model_copy(update={"rule": "eoir.witness.list", "overtaken": True})
COURTS = (("NOL", "New Orleans", ZONE), ("JNA", "Jena", ZONE))
UNTOLD: dict[str, Any] = NOTHING_COUNTED | {
    "custody_now": "unknown",
    "typed_rows": ({"title": "Witness list", "due": "2027-01-04", "fatal": "true"}, {}, {}),
}
CLASH = Clash(
    id=ID,
    kind="hearing",
    at=wall("2027-03-09T09:00"),
    tz=ZONE,
    mine=True,
    of_lead=False,
    same_client=True,
    near=True,
    elsewhere="Chicago",
)
OF_LEAD = CLASH.model_copy(
    update={"kind": "deadline", "mine": False, "of_lead": True, "same_client": False, "near": False}
)
RINGS = [
    Ringing(at=None, tz=ZONE, me=True, names=[]),
    Ringing(at=wall("2026-11-27T07:30"), tz=ZONE, me=False, names=["Luis Ortega", "Sara Lund"]),
]
OF_TRIGGER = Slip(name="trigger_date", day=date(2028, 3, 9), said=TO_COME)
OF_DUE = Slip(name="due", day=date(2036, 3, 10), said=FAR_AWAY)
COUNTED: dict[str, Any] = UNTOLD | {
    "slips": {PROPOSAL.rule: (OF_DUE,)},
    "when": wall("2027-03-09T08:30"),
    "tz": "America/Denver",
    "when_mine": wall("2027-03-09T09:30"),
    "court_taken": courts.court("NOL"),
    "court_offered": courts.find("New Orl"),
    "court_typed": "New Orl",
    "counted_for": "detained",
    "tell_list": ((str(ID), "Xicay Tuj", "client", True), ("w", "Paz, Luz", "witness", True)),
    "tell_chosen": {"w"},
    "custody_before": "non_detained",
    "file_custody": "non_detained",
    "earlier": True,
    "weekend": True,
    "short": True,
    "replaced_when": wall("2027-04-20T13:00"),
    "replaced_tz": ZONE,
    "proposals": (PROPOSAL, ASKS, LATE, UNKNOWN),
    "clashes": (CLASH, OF_LEAD),
    "other_clock": {"tz": ZONE, "there": wall("2027-03-09T09:30"), "mark": "x", "said": False},
    "old_dates": (FATAL, deadline()),
    "late_dates": (FATAL, deadline()),
    "old_chosen": {str(ID): "keep"},
    "moves_to": {"eoir.individual.filing": PROPOSAL},
    "chosen": {ASKS.rule: {"choice": "change", "due": "2027-02-01", "reason": "ordered"}},
}


def question(name: str, kind: str, *options: tuple[str, str], needed: bool = False) -> View:
    """Return what a rule asks for."""
    label = f"What is the {name}?"
    known = {"name": name, "label": label, "kind": kind, "options": options, "needed": needed}
    return View(hint="A hint.", may_be_unknown="unknown" in dict(options), **known)


QUESTIONS = (
    question("trigger_date", "date", needed=True),
    question("service_method", "choice", ("mail", "By mail"), ("personal", "By hand")),
    question("custody", "choice", ("detained", "Detained"), ("unknown", "Not known")),
    question("appeal_waived", "boolean"),
    question("trigger_at", "moment"),
    question("days", "number"),
    question("circuit", "text"),
)
UNASKED: dict[str, Any] = {
    "rule": "",
    "questions": (),
    "proposal": None,
    "parts": (),
    "slips": (),
    "standing": (),
}
ASKED: dict[str, Any] = {
    "rule": "eoir.bia.appeal",
    "questions": QUESTIONS,
    "proposal": PROPOSAL,
    "parts": (("first", "Its first clock"), ("second", "Its second clock")),
    "slips": (OF_TRIGGER, OF_DUE),
    "standing": (FATAL, OVERDUE),
}


def _moves(**more: Any) -> Anew:
    """Return a date that is counted anew."""
    known: dict[str, Any] = {"id": ID, "title": "Appeal", "tz": ZONE, "means": "file_by"}
    known |= {"was": date(2027, 2, 5), "was_due": date(2027, 2, 8), "was_at": ""}
    known |= {"now": date(2027, 2, 12), "now_due": date(2027, 2, 15), "now_at": ""}
    known |= {"fatal": True, "has_passed": False, "stays": False, "can_move": True, "question": ""}
    return Anew.model_validate(known | more)


COUNTED_ANEW: dict[str, Any] = {
    "deadline": FATAL,
    "questions": QUESTIONS,
    "slips": (OF_TRIGGER, OF_DUE),
    "of_file": {"custody": "detained"},
    "filled": {},
    "anew": CorrectionPreview(
        date=_moves(),
        proposal=PROPOSAL.model_copy(update={"latest": date(2027, 2, 16)}),
        slips=[OF_TRIGGER, OF_DUE],
        also=[
            _moves(id=UUID(int=8), fatal=False, now=date(2027, 1, 8), has_passed=True),
            _moves(id=UUID(int=9), stays=True, question=OWN),
            _moves(id=UUID(int=10), now=None, now_due=None, can_move=False, question=OWN),
        ],
    ),
    "chosen": (str(UUID(int=8)),),
}
WRONG: dict[str, Any] = {
    "errors": {"family_name": SENTENCE, "starts": SENTENCE, "due": SENTENCE, "whose": SENTENCE},
    "form": {"phone": "555", "detained": "true", "interpreter": "true", "whose": "told"},
}
LINK_LINES = (
    {
        "code": "H3ZT",
        "name": "Blue door",
        "urgent": True,
        "is_seen": False,
        "text": "a date on Fri Jun 12 · tomorrow · urgent",
    },
    {
        "code": "R2BV",
        "name": "",
        "urgent": True,
        "is_seen": True,
        "text": "be there Mon Jun 15 · in 3 days · urgent",
    },
    {
        "code": "T9CD",
        "name": "",
        "urgent": False,
        "is_seen": False,
        "text": "a date on Sun Jun 21 · in 9 days",
    },
    {
        "code": "W4HJ",
        "name": "",
        "urgent": False,
        "is_seen": True,
        "text": "a date on Mon Jun 22 · in 10 days",
    },
)
LINK: dict[str, Any] = {
    "lines": LINK_LINES,
    "items_url": "/r/abc/items",
    "in_court": "",
    "hours": ["12:30", "13:00"],
    "until": "",
    "token": "abc",
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


def _session(device: str, *, is_this: bool) -> SessionView:
    return SessionView(id=ID, device=device, began_at=INSTANT, seen_at=INSTANT, is_this=is_this)


SESSIONS = (
    _session("Firefox, Debian", is_this=True),
    _session("Phone", is_this=False),
)
ANA = View(name="Ana Robles", role="attorney", email="ana@example.org", passphrase="a", code="1")
CONFLICT: dict[str, Any] = {
    "text": Conflict(),
    "reference": "",
    "current_url": f"/people/{ID}",
    "rows": (
        ("Telephone", "", "555-0119", "555-0117", True),
        ("Due", "day", "2027-02-05", "2027-02-08", True),
        ("Detained", "threefold", "", "true", True),
        ("Language", "language", "es", "es", False),
        ("Role", "role", "client", "client", False),
    ),
    "again": {"action": f"/people/{ID}", "fields": (("version", 5), ("phone", "555-0117"))},
}
DEADLINES = {
    "fatal": FATAL,
    "overdue": OVERDUE,
    "overtaken": OVERTAKEN,
    "filed": FILED,
    "told": TOLD,
    "theirs": THEIRS,
    "opens": OPENS,
    "opened": OPENED,
    "errand": ERRAND,
    "asked": ASKED_FOR,
}
PLAIN_ERRORS = (
    "refused",
    "signed_out",
    "forbidden",
    "not_found",
    "wrong_method",
    "too_large",
    "wrong_type",
    "throttled",
    "unavailable",
    "sealed",
    "out_of_room",
    "broken",
)


def samples() -> Iterator[Sample]:
    """Yield (name of the sample, template, context)."""
    yield from _setting_up()
    yield from _custody()
    yield from _record()
    yield from _joining()
    yield from _outside()
    yield from _daily()
    yield from _lists()
    yield from _dates()
    yield from _hearings()
    yield from _corrections()
    yield from _previews()
    yield from _told()
    yield from _forms()
    yield from _index()
    for each in (
        cover_samples,
        tray_samples,
        document_samples,
        intake_samples,
        destroying_samples,
        twofiles_samples,
        served_samples,
        clinic_samples,
    ):
        yield from each.samples()
    yield from _damaged()
    for kind in PLAIN_ERRORS:
        yield f"error-{kind}", f"errors/{kind}.html", {"text": NotFound(), "reference": "F3-77"}
    unsaved = {"unsaved": [("Note", "She called.")], "by_role": False}
    told = {"text": NotFound(), "reference": "", **unsaved}
    for kind in ("signed_out", "forbidden", "not_found"):
        yield f"error-{kind}-typed", f"errors/{kind}.html", told
    for kind in ("wrong_host", "other_site"):
        address = {"text": NotFound(), "reference": "", "base_url": "https://amparo.example.org"}
        yield f"error-{kind}", f"errors/{kind}.html", address
    yield "error-damaged", "errors/damaged.html", {"text": "x", "reference": "", "case_id": ID}
    yield "error-conflict", "errors/conflict.html", {"me": ME} | CONFLICT
    bare = {"rows": (), "again": None, "current_url": ""}
    yield "error-conflict-bare", "errors/conflict.html", CONFLICT | bare
    yield "error-part", "errors/part.html", {"text": SENTENCE}


WELCOME = Welcome(
    "Ana Robles",
    "ana@example.org",
    "JBSWY3DPEHPK3PXP",
    "otpauth://totp/x",
    (Sheet(1, "at home", "04R5H-FM2QC-S7BF1"), Sheet(2, "", "05R5H-FM2QC-S7BF1")),
)
CUSTODIANS = [NewCustodian(name="Luis Ortega"), NewCustodian(name="Ana Robles", outside=True)]
KITS = [Kit("Luis Ortega", "04R5H-FM2QC-S7BF1"), Kit("Ana Robles", "05R5H-FM2QC-S7BF1")]
PLAN = NewOffice(name="Robles & Ortega", custodians=CUSTODIANS)
ALONE = NewOffice(name="Robles", custodians=CUSTODIANS[:1], needed=1, profile="solo")
FOUNDED: dict[str, Any] = {"qr": (33, "M4 4h7v1h-7z"), "made_at": INSTANT, "tz": ZONE}


def _setting_up() -> Iterator[Sample]:
    form: dict[str, Any] = {"rows": range(1, 6), "other_locales": (("es", "/set-up/a?lang=es"),)}
    yield "setup", "setup/form.html", form
    wrong = {"errors": {"custodian_1": SENTENCE, "again": SENTENCE}, "form": {"outside_2": "true"}}
    yield "setup-wrong", "setup/form.html", form | wrong
    for name, plan, kits in (("many", PLAN, KITS), ("solo", ALONE, KITS[:1])):
        founded = View(welcome=WELCOME, kits=kits)
        yield f"founded-{name}", "setup/founded.html", FOUNDED | {"founded": founded, "plan": plan}


def _hurt(kind: str) -> DamagedView:
    on = date(2027, 2, 5) if kind in {"hearing", "deadline"} else None
    return DamagedView(kind=kind, id=ID, case_id=ID, on=on, at="08:30" if kind == "hearing" else "")


def _damaged() -> Iterator[Sample]:
    kinds = ("case", "person", "hearing", "deadline", "note")
    hurt = {"case": case(damaged=[_hurt(kind) for kind in kinds]), "section": "cases"}
    yield "case-damaged", "cases/one.html", {"me": ME, "told": SENTENCE} | hurt
    yield "new-damaged", "new.html", {"me": ME, "told": SENTENCE, "damaged": (_hurt("deadline"),)}


def _newcomer(state: str, role: str = "paralegal", *, in_team: bool = False) -> Newcomer:
    return Newcomer(ID, "Ajú Pérez", "aju@example.org", role, "es", state, in_team=in_team)


def _recovery(**other: Any) -> RecoveryView:
    known: dict[str, Any] = {
        "id": uuid4(),
        "staff_id": ID,
        "name": "Ajú Pérez",
        "opens_at": INSTANT,
    }
    known |= {"cases": 380, "groups": 2, "is_due": False, "is_mine": False}
    return RecoveryView(**known | other)


OWED = Debt(kits_owed=2, kits=3, without_codes=1)
SETTLED = Debt(kits_owed=0, kits=2, without_codes=0)
KEPT = CustodyView(
    2,
    [
        CustodianView("Luis Ortega", outside=False, typed_at=INSTANT, public=b""),
        CustodianView("Ana Robles", outside=True, typed_at=None, public=b""),
    ],
)
WAITING = [
    _recovery(opens_at=None, name="", staff_id=None, cases=0, groups=0),
    _recovery(is_due=True, is_mine=True, groups=0, cases=1),
    _recovery(),
]
LOST = LossView(
    office="Robles & Ortega",
    made_at=INSTANT,
    is_one_file=True,
    is_key_beside=True,
    is_key_sealed=False,
    cases=380,
    dates=1204,
    people=12,
    printed_codes=24,
    needed=2,
    custodians=3,
    outside=1,
)
ELSE_WHERE = {"is_one_file": False, "is_key_beside": False, "printed_codes": 1}
LOCKED_UP = {"is_key_sealed": True}
CODES = [
    CodeView(1, "at home", INSTANT, asks=False),
    CodeView(2, "", INSTANT, asks=True),
]


def _custody() -> Iterator[Sample]:
    here: dict[str, Any] = {"me": ME, "section": "office"}
    people = [_newcomer("active", in_team=True), _newcomer("waiting"), _newcomer("invited")]
    listed = here | {"people": people, "may_invite": True, "old": OldWraps(waiting=0, of=3)}
    told: dict[str, Any] = {"at": INSTANT, "by": "Ana Robles", "whom_id": ID, "whom": "Ajú Pérez"}
    listed |= {"tz": ZONE, "lately": [Lately(action="group.join", group="office team", **told)]}
    listed |= {"refusing": {people[0].id}}
    yield "colleagues", "colleagues/list.html", listed
    for waiting in (1, 2):
        old = {"old": OldWraps(waiting=waiting, of=3)}
        yield f"colleagues-old-{waiting}", "colleagues/list.html", listed | old
    yield "colleagues-read", "colleagues/list.html", listed | {"may_invite": False, "lately": []}
    one: dict[str, Any] = here | {
        "number": "1234 5678 9012",
        "by_root": False,
        "may_join": True,
        "may_agree": True,
        "supervises": True,
        "keys": key_samples.NONE_MADE,
    }
    for state in ("invited", "waiting", "active", "left"):
        shown = one | {"person": _newcomer(state)}
        yield f"colleague-{state}", "colleagues/one.html", shown
        yield f"colleague-{state}-read", "colleagues/one.html", shown | {"supervises": False}
    supervisor = {"person": _newcomer("waiting", "supervising_attorney"), "by_root": True}
    alone = {
        "person": replace(_newcomer("active"), id=uuid4()),
        "refused": SENTENCE,
        "errors": {"sure": SENTENCE},
    }
    yield "colleague-alone", "colleagues/one.html", one | alone
    yield "colleague-by-root", "colleagues/one.html", one | supervisor | {"refused": SENTENCE}
    yield from _leaving()
    yield from people_samples.samples()
    yield from _bad_day()
    for purpose in ("join", "device"):
        link = {"purpose": purpose, "address": "https://x.example.org/join/a", "whom": "Ajú Pérez"}
        yield f"link-once-{purpose}", "colleagues/link.html", here | link
    yield from _papers(here)


def _papers(here: dict[str, Any]) -> Iterator[Sample]:
    kept = here | {"custody": KEPT, "tz": ZONE, "at": -1, "tried": "", "is_whole": True}
    kept |= {"waiting": None}
    yield "custody", "custody/list.html", kept | {"debt": OWED, "tried": "Luis Ortega"}
    yield from key_samples.samples()
    wrong = {"refused": SENTENCE, "at": 1, "is_whole": False, "debt": SETTLED}
    yield "custody-wrong", "custody/list.html", kept | wrong
    yield "custody-slip", "custody/slip.html", {"refused": SENTENCE}
    codes = {"me": ME, "section": "account", "tz": ZONE, "which": 0, "kept": None, "made": None}
    yield "codes", "codes/list.html", codes | {"codes": CODES}
    wrong = {"codes": [], "which": 1, "refused": SENTENCE, "made": "in the tin"}
    yield "codes-wrong", "codes/list.html", codes | wrong
    yield from _passkeys()
    made = {"me": ME, "sheet": WELCOME.codes[0], "office": "Robles & Ortega"}
    yield "code-made", "codes/made.html", made


def _passkeys() -> Iterator[Sample]:
    at = datetime(2027, 4, 14, 9, 0, tzinfo=UTC)
    ring, phone, odd = (UUID(int=number, version=4) for number in (71, 72, 73))
    known = [
        PasskeyView(id=ring, place="llavero", made_at=at, used_at=at, opens=False),
        PasskeyView(id=phone, place="Teléfono", made_at=at, used_at=None, opens=True),
        PasskeyView(id=odd, place="", made_at=None, used_at=None, opens=False, is_sound=False),
    ]
    here: dict[str, Any] = {"me": ME, "section": "account", "tz": ZONE, "wrong_at": None}
    here |= {"passkeys": known, "address": "https://amparo.example.org", "passkeys_here": True}
    yield "passkeys", "passkeys/list.html", here
    wrong = {"refused": SENTENCE, "wrong_at": ring}
    yield "passkeys-wrong", "passkeys/list.html", here | wrong
    elsewhere: dict[str, Any] = {"passkeys": [], "passkeys_here": False}
    yield "passkeys-elsewhere", "passkeys/list.html", here | elsewhere
    yield "passkeys-nowhere", "passkeys/list.html", here | elsewhere | {"address": ""}


def _record() -> Iterator[Sample]:
    here: dict[str, Any] = {"me": ME, "section": "office"}
    head = RecordView(number=1234, code="BCDF-GHJK-LMNP-QRST", at=INSTANT)
    record = here | {
        "record": head,
        "compared": None,
        "is_witnessed": True,
        "may_search": True,
        "tz": ZONE,
    }
    yield "record", "record/one.html", record
    yield "record-same", "record/one.html", record | {"compared": Compared(number=9, same=True)}
    other = {"compared": Compared(number=9, same=False), "is_witnessed": False}
    broken = {"record": RecordView(number=0, code="", at=None)}
    yield "record-other", "record/one.html", record | other | broken
    yield from _history()
    yield from _who_can_read()
    yield "lockdown", "lockdown/form.html", here | {"refused": SENTENCE}
    yield "locked", "lockdown/locked.html", {}
    yield "release", "lockdown/release.html", {"form": {"email": "a@example.org"}}
    yield "released", "lockdown/released.html", {}


def _who_can_read() -> Iterator[Sample]:
    here: dict[str, Any] = {"me": ME, "section": "office"}
    known = WhoCanRead(
        office="Robles & Ortega",
        at=INSTANT,
        cases=41,
        roles=[
            RoleView(
                role=each,
                people=2,
                works_on_cases=each in policy.CASEWORK,
                holds_names=each in policy.INDEX_HOLDERS,
            )
            for each in policy.ROLES
        ],
        groups=[HolderView(name="Office team", people=6, cases=38)],
        people=[HolderView(name="Ana Robles", role="attorney", cases=38)],
        custodians=[KeeperView(name="Pilar Otero", outside=True)],
        custodian_count=3,
        outside_count=1,
        needed=2,
        run_by="",
        backups_at="",
        mail_server="mail.example.org",
        database="sqlite",
        is_witnessed=True,
    )
    page = here | {"facts": known, "to": "", "others": ["es"], "tz": ZONE}
    yield "who-can-read", "record/who_can_read.html", page
    told: dict[str, Any] = {"people": [], "custodians": [], "database": "postgresql"}
    told |= {"run_by": "the office", "backups_at": "a bank", "is_witnessed": False}
    client = {"facts": known.model_copy(update=told), "to": "client"}
    yield "who-can-read-client", "record/who_can_read.html", page | client


def _history() -> Iterator[Sample]:
    here: dict[str, Any] = {"me": ME, "section": "office"}
    yield "record-ask", "record/ask.html", here | {"errors": {"case_id": SENTENCE}}
    line: dict[str, Any] = {
        "number": 7,
        "at": INSTANT,
        "who_id": ID,
        "who": "Ana Robles",
        "object_id": ID,
    }
    lines = [
        TrailLine(action="case.read", deed="case.read", kind="case", **line),
        TrailLine(action="case.share", deed="case.share", kind="case", whom="Luis Ortega", **line),
        TrailLine(action="case.openness", deed="case.openness.closed", kind="case", **line),
        TrailLine(action="note.add", deed="note.add", kind="note", **line | {"who": ""}),
    ]
    month = Trail(
        case_id=ID, month="2027-03", before="2027-02", after="2027-04", lines=lines, unread=1
    )
    seen = here | {"people": COLLEAGUES, "tz": ZONE, "trail": month}
    yield "history", "record/history.html", seen | {"holds": True}
    empty = month.model_copy(update={"lines": [], "unread": 0})
    yield "history-none", "record/history.html", seen | {"holds": False, "trail": empty}


def _bad_day() -> Iterator[Sample]:
    here: dict[str, Any] = {"me": ME, "section": "office"}
    waiting = here | {"waiting": WAITING, "tz": ZONE}
    yield "recoveries", "recoveries/list.html", waiting
    supervises = View(**vars(ME) | {"role": "supervising_attorney"})
    yield "recoveries-seen", "recoveries/list.html", waiting | {"me": supervises}
    yield "recoveries-none", "recoveries/list.html", waiting | {"waiting": []}
    for name, told in (
        ("one", LOST),
        ("postgresql", LOST.model_copy(update=ELSE_WHERE)),
        ("locked", LOST.model_copy(update=LOCKED_UP)),
    ):
        yield f"loss-{name}", "loss/statement.html", here | {"loss": told, "tz": ZONE}


def _joining() -> Iterator[Sample]:
    form: dict[str, Any] = {"newcomer": _newcomer("invited")}
    yield "join", "joining/form.html", form
    yield "join-wrong", "joining/form.html", form | {"errors": {"again": SENTENCE}}
    arrived = View(welcome=WELCOME, number="1234 5678 9012", role="paralegal")
    papers = {
        "arrived": arrived,
        "office": "Robles & Ortega",
        "qr": FOUNDED["qr"],
        "office_phone": "555-0100",
    }
    yield "arrived", "joining/arrived.html", papers
    here: dict[str, Any] = {"form": {}, "errors": {}, "both": False, "kept": False}
    for asks in (True, False):
        yield (
            f"device-{asks}",
            "device/form.html",
            {**here, "asks_paper": asks, "refused": None},
        )
    wrong = {"asks_paper": True, "both": True, "refused": SENTENCE, "errors": {"second": SENTENCE}}
    yield "device-wrong", "device/form.html", here | wrong
    renewed = {"renewed": WELCOME, "qr": FOUNDED["qr"]}
    yield "device-renewed", "device/renewed.html", renewed


def _outside() -> Iterator[Sample]:
    signin: dict[str, Any] = {"demo_people": (), "other_locales": (("es", "/sign-in?lang=es"),)}
    yield "signin", "signin/signin.html", signin | {"office_phone": "555-0100"}
    keyed = {"office_phone": "", "passkeys_here": True}
    yield "signin-passkey", "signin/signin.html", signin | keyed
    for ended, waits in (("locked", True), ("ran out", False)):
        told = {"ended": ended, "half_typed": waits}
        yield f"signin-{ended.replace(' ', '-')}", "signin/signin.html", signin | told
    again = {"refused": SENTENCE, "demo": True, "demo_people": (ANA,)}
    yield "signin-demo", "signin/signin.html", signin | again
    forgotten: dict[str, Any] = {"office_phone": "555-0100", "form": {}, "errors": {}}
    forgotten["kept"] = False
    yield "forgotten", "signin/forgotten.html", forgotten | {"refused": None}
    wrong = {"refused": SENTENCE, "errors": {"again": SENTENCE}}
    yield "forgotten-wrong", "signin/forgotten.html", forgotten | wrong
    here: dict[str, Any] = {"me": ME, "section": "account", "form": {}, "errors": {}}
    yield "passphrase", "sessions/passphrase.html", here | {"refused": None}
    yield "passphrase-wrong", "sessions/passphrase.html", here | wrong
    yield (
        "let-back-in",
        "signin/let_back_in.html",
        {"back": View(name="Ana Robles", office="Robles & Ortega", codes=WELCOME.codes)},
    )
    yield "link-fresh", "reminders/link.html", LINK | {"state": "fresh"}
    for state in ("seen", "expired", "closed", "unknown"):
        yield f"link-{state}", "reminders/link.html", LINK | {"state": state, "lines": ()}
    quiet = {"state": "seen", "lines": LINK_LINES[3:], "in_court": "12:30", "hours": []}
    yield "link-quiet", "reminders/link.html", LINK | quiet
    yield "mailbox", "demo/mailbox.html", {"mails": (MAIL,), "tz": ZONE}
    yield "mailbox-empty", "demo/mailbox.html", {"mails": (), "tz": ZONE}
    yield "mail", "demo/mail.html", {"mail": MAIL, "tz": ZONE, "demo": True}


def _told() -> Iterator[Sample]:
    behind = MailedView(
        codes={FATAL.id: "H3ZT", hearing().id: "R2BV"},
        deadlines=[FATAL],
        hearings=[hearing()],
        cannot_open=1,
    )
    yield "told", "reminders/mailed.html", {"me": ME, "section": "today", "mail": behind}
    yield from reminded_samples.samples()
    yield from oversight_samples.samples()
    yield from backup_samples.samples()
    yield from reach_samples.samples()


def _daily() -> Iterator[Sample]:
    here: dict[str, Any] = {"me": ME, "section": "today", "debt": None, "asks_codes": False}
    here |= {"backups": None, "reach": None, "looks": [], "backs": None, "tasks": None}
    here |= (
        {"waiting": [], "law_waits": False, "law_asks": False, "keys": key_samples.QUIET_ON_TODAY}
        | {"pulse": WELL}
        | cover_samples.ON_TODAY
        | own_samples.ON_TODAY
        | {"calls": None}
    )
    yield "today", "today/today.html", here | {"today": today()}
    none = Rows()
    empty = today(hearings=[], coming=[], urgent=none, ahead=none, new=none, soon=none, quiet=0)
    yield "today-empty", "today/today.html", here | {"today": empty, "told": SENTENCE}
    closed = {
        "hearings_until": date(2026, 11, 27),
        "strip": [Load(on=each.on) for each in empty.strip],
    }
    quiet = empty.model_copy(update=closed)
    yield "today-closed", "today/today.html", here | {"today": quiet}
    silent = replace(WELL, unpressed=2, ok=False, last_accepted=None, covered_at=None)
    trouble = {"trouble": (SENTENCE,), "office_phone": "555-0100"}
    many = Rows(shown=[OVERDUE], more=4)
    crowded = {"urgent": many, "ahead": many, "new": none, "soon": many, "more_hearings": 1}
    loud = today(cannot_open=1, tasks=task_samples.NEAR, **crowded)
    owing = {"debt": OWED, "asks_codes": True, "pulse": silent, "waiting": WAITING}
    owing |= {
        "law_waits": True,
        "law_asks": True,
        "backups": backup_samples.NONE,
        "reach": reach_samples.OWED,
    }
    owing["keys"], owing["calls"] = key_samples.LOUD_ON_TODAY, court_samples.CALLS
    owing |= {"looks": custody_samples.LOOKS, "backs": CallBacks([intake_samples.LINE], 2)}
    owing |= {"tasks": task_samples.COUNTS} | cover_samples.LOUD_ON_TODAY | own_samples.IN_COURT
    yield "today-trouble", "today/today.html", here | trouble | owing | {"today": loud}
    yield (
        "today-unreached",
        "today/today.html",
        here | owing | {"today": loud, "unreached": UNREACHED},
    )
    nameless = {"today": loud, "unreached": Unreached(dates=[], is_told=True)}
    yield "today-unreached-elsewhere", "today/today.html", here | owing | nameless
    nobody = {"today": loud, "unreached": Unreached(dates=[], is_told=False)}
    yield "today-unreached-by-nobody", "today/today.html", here | owing | nobody
    asked = {"keys": KeysWaiting(mine="asked")}
    yield "today-asked-for-keys", "today/today.html", here | asked | {"today": quiet}
    admin = View(id=ID, name="Eva Lund", role="office_admin", locale="en", zone=ZONE)
    yield "today-admin", "today/today.html", here | {"today": empty, "me": admin}


def _lists() -> Iterator[Sample]:
    yield from own_samples.samples()
    yield from calendar_samples.samples()
    yield from court_samples.samples()
    yield from custody_samples.samples()
    yield from filing_samples.samples()
    yield from task_samples.samples()
    yield from report_samples.samples()
    here: dict[str, Any] = {"me": ME, "section": "today"}
    dates = here | {"dates": DATES, "page": 2, "last": 3}
    yield "dates", "today/dates.html", dates
    gone = DATES.model_copy(update={"rows": [], "total": 0, "cannot_open": 0})
    yield "dates-none", "today/dates.html", dates | {"dates": gone, "page": 1, "last": 1}
    cases: dict[str, Any] = {"me": ME, "section": "cases", "q": "", "next": None, "by": "name"}
    yield "cases", "cases/list.html", cases | {"cases": (ROW, QUIET_ROW, UNKNOWN_ROW), "next": "c1"}
    yield "cases-found", "cases/list.html", cases | {"cases": (ROW,), "q": "xicay", "next": "c2"}
    yield "cases-empty", "cases/list.html", cases | {"cases": ()}
    yield "cases-nothing", "cases/list.html", cases | {"cases": (), "q": "zzz"}
    yield from _cases()


def _cases() -> Iterator[Sample]:
    shown: dict[str, Any] = {"me": ME, "section": "cases", "as_of": INSTANT}
    handed = {"handed_in": [tray_samples.LINE, tray_samples.URGENT]}
    yield "case", "cases/one.html", shown | {"case": case()}
    yield "case-handed-in", "cases/one.html", shown | {"case": case()} | handed
    ends = destroying_samples.ON_A_CASE
    yield "case-ends", "cases/one.html", shown | {"case": case()} | ends
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
    yield from _readers()


def _readers() -> Iterator[Sample]:
    other = UUID(int=7)
    team = {"id": other, "name": "Luis Ortega", "why": "team", "through": "Office team"}
    guest = {"id": UUID(int=8), "name": "Sara Lund", "why": "shared", "until": INSTANT}
    view = CaseReaders(
        id=ID,
        number="K7QX-31",
        version=4,
        lead_id=ID,
        backup_id=None,
        readers=[reader(), reader(**team), reader(**guest)],
    )
    before = [
        Formerly(id=other, name="Luis Ortega", since=since, from_opening=first, until=INSTANT)
        for since, first in ((INSTANT, True), (INSTANT, False), (None, False))
    ]
    before += [
        Formerly(id=other, name="", since=INSTANT, from_opening=False, until=INSTANT),
    ]
    shown: dict[str, Any] = {"me": ME, "section": "cases", "view": view, "tz": ZONE}
    shown |= {
        "formerly": before,
        "may_end_emergency": True,
        "others": COLLEAGUES,
        "legal": COLLEAGUES,
        "form": {},
        "errors": {},
        "refused": None,
    }
    yield "readers", "cases/readers.html", shown
    wrong = {"refused": SENTENCE, "errors": {"staff_id": SENTENCE}}
    yield "readers-wrong", "cases/readers.html", shown | wrong
    yield from _screens()


def _screens() -> Iterator[Sample]:
    up = {"id": UUID(int=7), "name": "Luis Ortega", "reason": "Her cousin.", "by": "Ana Robles"}
    stands = ScreenView.model_validate(up | {"since": INSTANT, "until": None, "ended_by": ""})
    ended = stands.model_copy(update={"until": INSTANT, "ended_by": "Sara Lund"})
    asked = {"waits": True, "may_answer": True}
    waits = stands.model_copy(update=asked | {"name": "Ruth Adler"})
    turned = ended.model_copy(update={"waits": True, "name": "Ruth Adler"})
    asks = stands.model_copy(update={"may_end": True, "asks_end": True})
    why = {"end_why": "The cousin moved away.", "end_asked_by": "Luis Ortega"}
    agrees = stands.model_copy(update={"may_end": True, "down_by": "Sara Lund"} | why)
    ended = ended.model_copy(update=why | {"end_agreed_why": "Read and agreed."})
    ends = stands.model_copy(update={"may_end": True})
    view = CaseScreens(
        id=ID,
        number="K7QX-31",
        screens=[stands, waits, ended, turned, asks, agrees, ends],
        changed=False,
        may_take_down=True,
    )
    shown: dict[str, Any] = {"me": ME, "section": "cases", "view": view, "tz": ZONE}
    shown |= {"others": COLLEAGUES, "form": {}, "errors": {}, "refused": None}
    shown |= {"borrowed": False, "ends": None}
    yield "screens", "cases/screens.html", shown
    yield "ask-screen", "cases/ask_screen.html", shown | {"section": "office"}
    none = {"view": view.model_copy(update={"screens": [], "changed": True})}
    wrong = {"refused": SENTENCE, "errors": {"staff_id": SENTENCE}}
    yield "screens-none", "cases/screens.html", shown | none | wrong
    unsaid = wrong | {"errors": {"why": SENTENCE}, "ends": ends.id}
    one = view.model_copy(update={"screens": [ends]})
    yield "screens-unsaid", "cases/screens.html", shown | {"view": one} | unsaid
    yield "screens-borrowed", "cases/screens.html", shown | {"borrowed": True}
    seal = SealView(id=ID, number="K7QX-31", why="", stay=[reader()], go=[reader(name="Luis")])
    yield "seal", "cases/seal.html", shown | {"view": seal}


def _leaving() -> Iterator[Sample]:
    named = LeavingCase(id=ID, number="K7QX-31", client_name="", leads=True, dates=2)
    view = LeavingView(
        id=ID, name="Luis Ortega", role="attorney", cases=[named], elsewhere=1, alone=2, thin=1
    )
    shown: dict[str, Any] = {"me": ME, "section": "office", "view": view, "staying": COLLEAGUES}
    shown |= {"form": {}, "errors": {}, "refused": None}
    yield "leaving", "colleagues/leaving.html", shown
    wrong = {"refused": SENTENCE, "errors": {"sure": SENTENCE}}
    yield "leaving-wrong", "colleagues/leaving.html", shown | wrong
    quiet = view.model_copy(update={"cases": [], "elsewhere": 0, "alone": 0, "thin": 0})
    yield "leaving-quiet", "colleagues/leaving.html", shown | {"view": quiet}
    nobody = case(people=[], title="", backup_name="")
    yield "case-nobody", "cases/one.html", shown | {"case": nobody}


def _takes_two(one: dict[str, Any]) -> Iterator[Sample]:
    """Yield a date that takes two people to be not needed, before and after the first word."""
    names = ["Sara Lund", "Luis Ortega"]
    first = {"unneeded_by": "Ana Robles", "unneeded_why": "It was won."}
    for state, two, said in (
        ("first", Two(why_not="", others=names), {}),
        ("alone", Two(why_not="", others=[], alone=SENTENCE), {}),
        ("stopped", Two(why_not=SENTENCE, others=names), {}),
        ("said", Two(why_not="", others=names), first | {"unneeded_mine": True}),
        ("answer", Two(why_not=SENTENCE, others=names), first),
    ):
        told = one["deadline"].model_copy(update={"two": two} | said)
        yield f"deadline-unneeded-{state}", "deadlines/one.html", one | {"deadline": told}


def _dates() -> Iterator[Sample]:
    for name, view in DEADLINES.items():
        kept = {"pack_hash": "f5" * 32, "count_text": "COMPUTATION" if view.fatal else ""}
        told = view.model_copy(update=kept | {"counted_later": name == "fatal"})
        one = {"me": ME, "deadline": told, "tz": ZONE, "colleagues": COLLEAGUES}
        one["of_hearing"] = name == "errand"
        if name == "fatal":
            yield from _takes_two(one)
        yield f"deadline-{name}", "deadlines/one.html", one
    given = {"looked_by": "Luis Ortega", "looked_at": INSTANT, "looked_note": "Receipt 17"}
    for said in ({"second_look": "owed"}, {"second_look": "given", **given}):
        told = FILED.model_copy(update=said)
        one = {"me": ME, "deadline": told, "tz": ZONE, "colleagues": COLLEAGUES}
        yield f"deadline-look-{said['second_look']}", "deadlines/one.html", one
    for name, view in (("open", FATAL), ("ended", FILED)):
        asked = {"me": ME, "section": "today", "deadline": view}
        yield f"filed-{name}", "deadlines/filed.html", asked
        yield f"filed-here-{name}", "deadlines/filed_here.html", asked | {"focus": True}
    correcting: dict[str, Any] = {"me": ME, "section": "cases"} | COUNTED_ANEW
    yield "deadline-recount", "deadlines/recount.html", correcting
    wrong = {"anew": None, "refused": SENTENCE, "errors": {"reason": SENTENCE, "inputs": SENTENCE}}
    yield "deadline-recount-wrong", "deadlines/recount.html", correcting | wrong
    yield "deadline-recounted", "deadlines/recounted.html", COUNTED_ANEW
    yield from rule_samples.samples()
    yield from law_samples.samples()
    yield from event_samples.samples()
    yield "deadline-preview", "deadlines/preview.html", ASKED | {"proposal": ASKS, "me": ME}
    yield "deadline-preview-late", "deadlines/preview.html", ASKED | {"proposal": LATE, "me": ME}


ANEW = Recount(custody="detained", ends=[deadline(), OVERTAKEN], proposals=[PROPOSAL, ASKS])


def _hearings() -> Iterator[Sample]:
    chain = ((MOVED, False), (hearing(), True))
    setting: dict[str, Any] = {"me": ME, "courts": COURTS, "chain": chain, "ending": False}
    setting |= {"taking": "", "here": ZONE, "begun": False}
    setting |= {"saved": False, "reminders": {ID: RINGS}, "may_change": True}
    setting |= court_samples.OF_HEARING
    held = {"hearing": hearing(), "outcomes": ("held", "cancelled")}
    yield "hearing", "hearings/one.html", setting | COUNTED | held
    left = LeftOut(
        rule="eoir.individual.filing",
        title="Evidence and briefs",
        reason="joint motion",
        who="Ana Robles",
        at=INSTANT,
        taken_by="",
        taken_at=None,
    )
    back = left.model_copy(update={"rule": "x", "taken_by": "Luis Ortega", "taken_at": INSTANT})
    saved = {"hearing": hearing(left_out=[left, back], other_zone=True), "saved": True}
    ahead = saved | {"outcomes": ("cancelled",), "old_dates": (FATAL,), "ending": True}
    yield "hearing-saved", "hearings/one.html", setting | UNTOLD | ahead | WRONG
    taking = {"hearing": hearing(left_out=[left]), "outcomes": ("held",), "taking": left.rule}
    taking |= {"begun": True, "apart": custody_samples.REMOVAL}
    yield "hearing-taking", "hearings/one.html", setting | UNTOLD | taking | WRONG
    gone = {"hearing": hearing(status="cancelled"), "outcomes": ()}
    yield "hearing-cancelled", "hearings/one.html", setting | UNTOLD | gone
    again = gone | {"recount": ANEW, "ending": True}
    yield "hearing-stands-again", "hearings/one.html", setting | UNTOLD | again | WRONG
    adjourned = hearing(status="held", adjourned="court", adjournment_code="13")
    adjourned = adjourned.model_copy(update={"checked_at": INSTANT, "checked_by": ID})
    ran = {"hearing": adjourned, "outcomes": (), "came_from": MOVED, "told_people": []}
    yield "hearing-adjourned", "hearings/one.html", setting | UNTOLD | ran
    moved = {"hearing": MOVED, "outcomes": (), "may_change": False, "reminders": {}}
    yield "hearing-moved", "hearings/one.html", setting | UNTOLD | moved
    bare = ELSEWHERE.model_copy(update={"deadlines": [], "court": ""})
    alone = {"hearing": bare, "outcomes": (), "chain": ((bare, False),), "saved": True}
    yield "hearing-elsewhere", "hearings/one.html", setting | UNTOLD | alone


def _corrections() -> Iterator[Sample]:
    typed = {"judge": "A. Judge", "medium": "video"}
    correcting: dict[str, Any] = {
        "me": ME,
        "hearing": MOVED,
        "recount": None,
        "count_anew": False,
        "form": typed,
    }
    yield "hearing-correct", "hearings/correct.html", correcting
    yield "hearing-correct-wrong", "hearings/correct.html", correcting | {"refused": SENTENCE}
    arrested = hearing(custody="non_detained", file_custody="detained")
    asked: dict[str, Any] = {"hearing": arrested, "recount": ANEW, "form": {"custody": "detained"}}
    asked |= {"count_anew": True, "moves_to": {}, "chosen": {}, "old_chosen": {}}
    yield "hearing-correct-anew", "hearings/correct.html", correcting | asked


def _previews() -> Iterator[Sample]:
    yield "hearing-preview", "hearings/preview.html", {"me": ME} | COUNTED
    two = {"standing": ((hearing(), True), (ELSEWHERE, False)), "form": {"reason": "advanced"}}
    yield "hearing-preview-standing", "hearings/preview.html", {"me": ME} | COUNTED | two
    beside = two | {"may_replace": False, "form": {"standing": "both"}}
    yield "hearing-preview-beside", "hearings/preview.html", {"me": ME} | COUNTED | beside
    waits = {"asked": SENTENCE, "kept": (("follow_rule", "eoir.individual.filing"),)}
    yield "hearing-preview-waits", "hearings/preview.html", {"me": ME} | UNTOLD | waits
    yield (
        "hearing-preview-asks",
        "hearings/preview.html",
        {"me": ME} | COUNTED | {"asked": SENTENCE},
    )
    yield "hearing-preview-none", "hearings/preview.html", {"me": ME} | COUNTED | {"proposals": ()}


def _index() -> Iterator[Sample]:
    holder = View(id=ID, name="Ana Robles", role="supervising_attorney", locale="en", zone=ZONE)
    here: dict[str, Any] = {"me": holder, "section": "desk", "bursts": (), "answer": None}
    ours = LookUpView(
        answer="ours",
        call=CallView(name="Ana Robles", phone="ext. 12"),
        otherwise=CallView(name="Luis Ortega", phone=""),
    )
    yield "desk", "conflicts/desk.html", here
    burst = Burst("Luis Ortega", INSTANT)
    yield "desk-ours", "conflicts/desk.html", here | {"answer": ours, "bursts": (burst,)}
    back = CallView(name="Ana Robles", phone="555-0112", back_on=date(2026, 11, 30))
    gone = {"answer": LookUpView(answer="ours", call=back), "form": {"name": "Ajú"}}
    yield "desk-away", "conflicts/desk.html", here | gone
    asks = LookUpView(answer="ask", waiting=True, unread=True, awaited=True)
    yield "desk-ask", "conflicts/desk.html", here | {"answer": asks}
    yield "desk-none", "conflicts/desk.html", here | {"answer": LookUpView(answer="not_found")}
    checks: dict[str, Any] = {"me": holder, "section": "conflicts", "found": None}
    checks |= {"stands": Standing(unread=False, awaited=[]), "may_anew": True, "bursts": (burst,)}
    lacks = Standing(unread=True, awaited=["Rosa Delgado"])
    yield "conflicts-lacking", "conflicts/check.html", checks | {"stands": lacks}
    yield "conflicts", "conflicts/check.html", checks
    known: dict[str, Any] = {
        "person_id": ID,
        "case_id": ID,
        "number": "K7QX-31",
        "role": "client",
        "rank": 93,
    }
    hit = HitView(name="Xicay Tuj, Ana", reasons=["sounds_like", "same_a_number"], **known)
    found = CheckView(
        hits=[hit],
        ask=["Luis Ortega"],
        waiting=True,
        unread=True,
        awaited=["Rosa Delgado"],
        at=INSTANT,
    )
    typed = dict.fromkeys(Sought.model_fields, "") | {"name": "Xicay Tuj"}
    yield "conflicts-found", "conflicts/check.html", checks | {"found": found, "form": typed}
    nothing = CheckView(hits=[], ask=[], waiting=False, unread=False, awaited=[], at=INSTANT)
    yield "conflicts-none", "conflicts/check.html", checks | {"found": nothing, "form": typed}
    case_kept = FoundAs(case_id=ID, number="K7QX-31", answer="ask")
    yield "found-as", "conflicts/answer.html", {"me": ME, "section": "cases", "case": case_kept}


def _new_hearings(about: dict[str, Any], unset: dict[str, Any]) -> Iterator[Sample]:
    new = about | {"courts": COURTS, "replaced": None, "appointment": False}
    yield "hearing-new", "hearings/new.html", new
    yield "hearing-new-counted", "hearings/new.html", new | COUNTED | {"replaced": hearing()}
    yield "hearing-new-appointment", "hearings/new.html", new | APPOINTED
    yield "hearing-new-begun", "hearings/new.html", new | {"begun": True}
    yield "hearing-new-wrong", "hearings/new.html", new | unset | WRONG


APPOINTED = {"appointment": True, "form": {"kind": "check_in", "came_from": str(ID)}}


def _forms() -> Iterator[Sample]:
    me: dict[str, Any] = {"me": ME, "section": "new"}
    yield "new", "new.html", me
    team = me | {"colleagues": COLLEAGUES, "everybody": COLLEAGUES}
    team |= {"groups": [(str(ID), "Removal")], "to_groups": [str(ID)]}
    yield "case-new", "cases/new.html", team
    yield "case-new-wrong", "cases/new.html", team | WRONG
    yield "case-new-begun", "cases/new.html", team | {"begun": True, "form": {"begun": "5e1f"}}
    yield "person-new", "people/form.html", me | {"label": LABEL, "person": None}
    yield "person", "people/form.html", me | {"label": LABEL, "person": person()} | WRONG
    yield "note", "notes/form.html", me | {"label": LABEL, "note": NOTE}
    setting: dict[str, Any] = {"case": ROW, "cases": (), "client_name": "Xicay Tuj, Marisol"}
    unset: dict[str, Any] = {"case": None, "cases": ((ID, "Xicay Tuj K7QX-31"),), "client_name": ""}
    unset |= {"more_cases": True}
    yield from _new_hearings(team | setting | UNTOLD, unset)
    asked = team | setting | {"rules": [("EOIR", [("eoir.bia.appeal", "Appeal to the Board")])]}
    asked |= {"mode": "rule", "hearing": None}
    yield "deadline-new", "deadlines/new.html", asked | UNASKED
    yield "deadline-new-asked", "deadlines/new.html", asked | ASKED | {"hearing": hearing()}
    typed = asked | unset | UNASKED | {"mode": "typed"} | WRONG
    yield "deadline-new-typed", "deadlines/new.html", typed
    half = [("note", "/cases/1#h-notes")]
    yield "signing-out", "signin/leaving.html", me | {"waiting": half}
    yield (
        "signing-out-many",
        "signin/leaving.html",
        me | {"waiting": [("case", "/cases/new"), *half]},
    )
    yield (
        "sessions",
        "sessions/list.html",
        me | {"sessions": SESSIONS, "tz": ZONE, "number": "1234 5678 9012"},
    )
    for place in ("beside", "sealed", "elsewhere"):
        told = {"office_phone": "555-0100", "key_place": place}
        yield f"help-{place}", "help/help.html", me | told


def write_all(folder: Path) -> None:
    """Write every sample in every language, with the static files beside them."""
    shutil.copytree(STATIC, folder / "static", dirs_exist_ok=True)
    for locale in LOCALES:
        for name, template, context in samples():
            text = render(template, locale, **context).replace('"/static/', '"static/')
            (folder / f"{name}.{locale}.html").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
