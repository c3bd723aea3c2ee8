"""Invented contexts for the pages of tasks, of time, and of referrals and releases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from app.casework.advice import AdviceView, CaseAdvice, ToldDate, ToldHearing
from app.casework.ofrecord import OfRecordView
from app.casework.problems import Meaning, Problems
from app.casework.referrals import ReferralView
from app.casework.releases import ReleaseView
from app.casework.representation import STEPS, Appearance, RecordStep
from app.casework.tasklist import NearTask, TaskCounts, TaskLine, TaskPage
from app.casework.timesheet import SheetLine, TimeSheet
from tests.house.page_views import COLLEAGUES, DONE_TASK, ID, LABEL, ME, TASK
from tests.house.sample import SENTENCE, Sample

COUNTS = TaskCounts(overdue=2, today=1, open=4, covered=1)
OF_A_CASE: dict[str, Any] = {"case_number": "K7QX-31", "client_name": "Xicay Tuj, Marisol"}
LATE = TaskLine(**TASK.model_dump(), **OF_A_CASE, left=True, mine=False)
SOON = LATE.model_copy(
    update={"overdue": False, "is_today": True, "left": False, "client_name": ""}
)
OPEN = LATE.model_copy(update={"overdue": False, "due_on": None, "mine": True, "left": False})

STILL = NearTask(
    **LATE.model_dump(include={"id", "words", "due_on", "overdue", "is_today", "case_id"}),
    **OF_A_CASE,
    of_record=True,
    mine=False,
)
NEAR = [STILL, STILL.model_copy(update={"of_record": False, "mine": True, "is_today": True})]


def samples() -> Iterator[Sample]:
    """Yield each page of tasks with something on it, with nothing, and refused."""
    here: dict[str, Any] = {"me": ME, "section": "tasks", "page": 2, "ended": None}
    rows = TaskPage(rows=[LATE, SOON, OPEN], more=True)
    none = here | {"tasks": TaskPage(rows=[], more=False), "counts": TaskCounts(), "page": 1}
    full = here | {"tasks": rows, "counts": COUNTS, "whose": "office"}
    yield "tasks", "tasks/list.html", full | {"ended": DONE_TASK}
    for whose in ("mine", "nobody", "office"):
        yield f"tasks-none-{whose}", "tasks/list.html", none | {"whose": whose}
    own = {"me": ME, "section": "tasks", "label": LABEL, "colleagues": COLLEAGUES}
    form = {"words": TASK.words, "holder_id": str(TASK.holder_id), "due_on": "2026-11-20"}
    moving = own | {"task": TASK, "may_move": True, "form": form}
    yield "task", "tasks/one.html", moving
    refused = {"errors": {"due_on": SENTENCE}, "refused": SENTENCE}
    yield "task-refused", "tasks/one.html", moving | refused
    yield "task-done", "tasks/one.html", own | {"task": DONE_TASK, "may_move": True, "form": form}
    theirs = {"task": TASK.model_copy(update={"moved": 0}), "may_move": False, "form": form}
    yield "task-of-others", "tasks/one.html", own | theirs
    yield from _time()
    yield from _referrals()
    yield from _of_record()
    yield from _advice()


def _time() -> Iterator[Sample]:
    here: dict[str, Any] = {"me": ME, "section": "time"}
    codes = Problems(
        version=2,
        codes=[
            Meaning(
                code="81", words="Immigration", since=date(2026, 1, 1), until=date(2026, 12, 31)
            ),
            Meaning(code="86", words="Human trafficking", since=date(2026, 1, 1)),
        ],
    )
    line = SheetLine(
        note_id=ID,
        case_id=ID,
        **OF_A_CASE,
        worked_on=date(2026, 11, 20),
        minutes=25,
        activity="call",
        problem="81",
        meaning="Immigration",
    )
    silent = line.model_copy(
        update={"activity": "", "problem": "", "meaning": "", "client_name": ""}
    )
    sheet = TimeSheet(
        month="2026-11",
        before="2026-10",
        after="2026-12",
        staff_id=ID,
        name="Ana Robles",
        lines=[line, silent],
        minutes=50,
        by_activity={"": 25, "call": 25},
        by_problem={"": 25, "81": 25},
    )
    months = {"people": COLLEAGUES, "form": {"month": "2026-11", "staff_id": str(ID)}}
    yield "time", "time/sheet.html", here | months | {"sheet": sheet}
    empty = sheet.model_copy(update={"lines": [], "minutes": 0})
    yield "time-none", "time/sheet.html", here | months | {"sheet": empty}
    form = {"codes.0.code": "81", "codes.0.words": "Immigration", "codes.0.since": "2026-01-01"}
    yield (
        "problems",
        "time/codes.html",
        here | {"problems": codes, "form": form, "of_closing": False},
    )
    none = here | {"problems": Problems(), "form": {"codes.0.code": "81"}, "of_closing": True}
    yield "problems-none", "time/codes.html", none
    wrong = {"errors": {"codes.0.since": SENTENCE}, "refused": SENTENCE}
    yield "problems-refused", "time/codes.html", none | wrong


def _referrals() -> Iterator[Sample]:
    sent = ReferralView(
        id=ID,
        case_id=ID,
        version=1,
        to_whom="Clínica del Río, 555-0133",
        person_name="Xicay Tuj, Marisol",
        by="Ana Robles",
        covered=False,
        waits_days=12,
        what_for="An evaluation",
        made_on=date(2026, 11, 12),
        may_tell="What happened to her",
    )
    done = sent.model_copy(
        update={"reply": "accepted", "covered": True, "waits_days": None, "person_name": ""}
    )
    allowed = ReleaseView(
        id=ID,
        case_id=ID,
        version=1,
        what="What happened to her",
        person_name="Xicay Tuj, Marisol",
        by="Ana Robles",
        state="runs_out",
        task_id=ID,
        to_whom="Clínica del Río",
        signed_on=date(2026, 6, 1),
        until=date(2026, 12, 1),
    )
    bare = {"to_whom": "", "signed_on": None, "until": None, "person_name": "", "task_id": None}
    unsigned = allowed.model_copy(update={"state": "unsigned", **bare})
    gone = allowed.model_copy(update={"state": "revoked", "revoked_on": date(2026, 11, 1)})
    stands = allowed.model_copy(update={"state": "stands"})
    here: dict[str, Any] = {"me": ME, "section": "cases", "label": LABEL}
    full = {"referrals": [sent, done], "releases": [allowed, unsigned, gone, stands]}
    yield "referrals", "referrals/list.html", here | full
    yield "referrals-none", "referrals/list.html", here | {"referrals": [], "releases": []}
    own = here | {"people": COLLEAGUES, "releases": COLLEAGUES}
    pages = {"referral": "referrals/referral.html", "consent": "referrals/release.html"}
    known: ReferralView | ReleaseView
    for name, known in (("referral", sent), ("consent", allowed)):
        page = pages[name]
        yield name, page, own | {"known": known, "form": {"to_whom": "Clínica del Río"}}
        yield f"{name}-new", page, own | {"known": None, "form": {}}
        wrong = {"errors": {"note": SENTENCE}, "refused": SENTENCE, "form": {"note": "x"}}
        yield f"{name}-wrong", page, own | {"known": None} | wrong


def _advice() -> Iterator[Sample]:
    told = ToldDate(id=ID, title="Mail the asylum form", due=date(2026, 12, 10), fatal=True)
    given = AdviceView(
        id=ID,
        person_name="Xicay Tuj, Marisol",
        words="Mail the form before the day, by certified post.",
        language="es",
        way="sheet",
        told_on=date(2026, 11, 20),
        dates=[told],
        by="Ana Robles",
        at=datetime(2026, 11, 20, 15, 0, tzinfo=UTC),
    )
    heard = ToldHearing(
        id=ID, kind="bond", starts=datetime.fromisoformat("2026-12-09T13:00"), tz="America/Chicago"
    )
    empty: dict[str, Any] = {"dates": [], "hearings": [], "untold": [], "given": []}
    none = CaseAdvice(case_id=ID, number="K7QX-31", client_name="", taken=False, **empty)
    more = {"client_name": "Xicay Tuj, Marisol", "taken": True, "untold": [ID]}
    full = none.model_copy(update={**more, "dates": [told], "hearings": [heard], "given": [given]})
    here: dict[str, Any] = {"me": ME, "section": "cases", "people": COLLEAGUES, "form": {}}
    here["tz"] = "America/New_York"
    yield "advice", "advice/of_case.html", here | {"view": full}
    yield "advice-none", "advice/of_case.html", here | {"view": none}
    wrong = {"errors": {"language": SENTENCE}, "refused": SENTENCE, "form": {"words": "x"}}
    yield "advice-wrong", "advice/of_case.html", here | {"view": none} | wrong
    for name, view, is_hers in (("case", full, True), ("call", none, False)):
        own = here | {"view": view, "is_hers": is_hers}
        yield f"advice-sheet-{name}", "advice/sheet.html", own


def _of_record() -> Iterator[Sample]:
    who = OfRecordView(staff_id=ID, name="Luis Ortega", stands=True, left=True, task_id=ID)
    steps = [RecordStep(step=step, on=None) for step in STEPS]
    steps[0] = RecordStep(step="consent", on=date(2026, 11, 20))
    gone = Appearance(
        proceeding_id=ID,
        version=2,
        at=0,
        kind="removal",
        court_name="New Orleans",
        who=who,
        must_go=True,
        steps=steps,
    )
    handed = gone.model_copy(
        update={"at": 1, "who": who.model_copy(update={"left": False, "leaving": True})}
    )
    quiet = {"must_go": False, "at": 2, "court_name": ""}
    stays = gone.model_copy(
        update={"who": who.model_copy(update={"left": False, "task_id": None}), **quiet}
    )
    here: dict[str, Any] = {"me": ME, "section": "cases", "label": LABEL, "form": {}}
    page = "proceedings/representation.html"
    yield "representation", page, here | {"appearances": [gone, handed, stays]}
    yield "representation-none", page, here | {"appearances": []}
    wrong = {"errors": {"done_on": SENTENCE}, "refused": SENTENCE}
    yield "representation-wrong", page, here | {"appearances": [gone]} | wrong
