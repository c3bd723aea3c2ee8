"""Invented contexts for the pages of legal holds and of destroying a case."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from app.casework.conflicts.frontdesk import CallView
from app.casework.holds import Holds, HoldView
from app.casework.retention import KeptFile, KeptFiles
from app.casework.seconds import Two
from app.casework.shredding import OpenDate, Plan, ShreddingView
from tests.house.page_views import ID, INSTANT, ME, ZONE
from tests.house.sample import SENTENCE, Sample

STANDS = HoldView(
    id=ID,
    case_id=ID,
    source="subpoena",
    reason="The whole file.",
    by="Ana Robles",
    since=INSTANT,
    asked_by="Luis Ortega",
    until=None,
    lifted_by="",
    mine=False,
    may=True,
    alone_from=None,
)
ALONE = STANDS.model_copy(update={"mine": True, "alone_from": INSTANT})
HELD = Holds(
    case_id=ID,
    number="K7QX-31",
    holds=[
        STANDS,
        ALONE,
        STANDS.model_copy(update={"mine": True, "again": True}),
        STANDS.model_copy(update={"asked_by": ""}),
        STANDS.model_copy(update={"until": INSTANT, "lifted_by": "Sara Lund"}),
    ],
    office=True,
    changed=True,
    may=True,
)
FREE = HELD.model_copy(update={"holds": [], "office": False, "changed": False, "may": False})
OVER = KeptFile(
    case_id=ID,
    number="K7QX-31",
    client_name="Xicay Tuj, Marisol",
    closed_on=date(2019, 5, 2),
    retention="usual",
    keep_until=date(2026, 5, 2),
    held=False,
    asked=False,
)
KEPT_FILES = KeptFiles(
    run_out=[OVER, *(OVER.model_copy(update={each: True}) for each in ("held", "asked"))],
    unsaid=[OVER.model_copy(update={"keep_until": None, "retention": "child", "client_name": ""})],
    more=2,
    later=14,
    office_held=False,
    years=7,
)
NO_FILES = KEPT_FILES.model_copy(
    update={"run_out": [], "unsaid": [], "more": 0, "office_held": True}
)
ASKED = ShreddingView(
    id=ID,
    case_id=ID,
    number="K7QX-31",
    state="asked",
    asked_by="Ana Robles",
    asked_at=INSTANT,
    agreed_by="",
    agreed_at=None,
    destroys_at=None,
    ended_by="",
    ended_at=None,
    why="",
    destroyed_at=None,
    counts={},
    swept_at=None,
    names_at=None,
    mine=True,
    opens=True,
)
AGREED = ASKED.model_copy(
    update={
        "state": "agreed",
        "agreed_by": "Sara Lund",
        "agreed_at": INSTANT,
        "destroys_at": INSTANT,
    }
)
DONE = AGREED.model_copy(
    update={"state": "done", "destroyed_at": INSTANT, "opens": False, "counts": {"notes": 3}}
)
STOPPED = ASKED.model_copy(
    update={"state": "stopped", "why": "hold", "ended_at": INSTANT, "ended_by": "Luis Ortega"}
)
KEPT = Plan(
    id=ID,
    number="K7QX-31",
    counts={"persons": 2, "notes": 3},
    dates=[OpenDate(id=ID, kind="hearing", on=date(2027, 1, 4))],
    papers=1,
    holds=HELD,
    pending=None,
    may_agree=False,
    two=Two(why_not="", others=["Sara Lund"]),
)
NOBODY = Two(why_not=SENTENCE, others=[])
ON_A_CASE = {"held": HELD, "ending": AGREED, "tz": ZONE}


TO_CALL = [
    CallView(name="Luis Ortega", phone="555-0101"),
    CallView(name="Ana Robles", phone="", back_on=date(2027, 4, 20)),
]


def _asked(page: dict[str, Any], ready: Plan) -> Iterator[Sample]:
    for name, pending, second in (
        ("mine", ASKED, False),
        ("second", ASKED, True),
        ("on", AGREED, True),
    ):
        two = KEPT.two if second else NOBODY
        view = ready.model_copy(update={"pending": pending, "may_agree": second, "two": two})
        yield f"destroy-{name}", "destroying/case.html", page | {"view": view}


def _retention(here: dict[str, Any]) -> Iterator[Sample]:
    for name, kept in (("retention", KEPT_FILES), ("retention-none", NO_FILES)):
        yield name, "destroying/retention.html", here | {"view": kept}


def samples() -> Iterator[Sample]:
    """Yield each page in the states that look different."""
    here: dict[str, Any] = {"me": ME, "section": "cases", "tz": ZONE}
    here |= {"form": {}, "errors": {}, "refused": None}
    wrong, unsure = (
        {"refused": SENTENCE, "errors": {each: SENTENCE}} for each in ("source", "sure")
    )
    may = FREE.model_copy(update={"may": True})
    yield "holds", "destroying/holds.html", here | {"view": HELD}
    yield "holds-none", "destroying/holds.html", here | {"view": may} | wrong
    yield "holds-of-others", "destroying/holds.html", here | {"view": FREE}
    yield from _retention(here)
    page = here | {"lasts": 30, "borrowed": False}
    yield "destroy-kept", "destroying/case.html", page | {"view": KEPT}
    ready = KEPT.model_copy(update={"dates": [], "papers": 0, "holds": FREE})
    new = ready.model_copy(update={"two": Two(why_not=SENTENCE, others=["Ana Robles"])})
    yield from (
        ("destroy", "destroying/case.html", page | {"view": ready} | unsure),
        ("destroy-not-you", "destroying/case.html", page | {"view": new}),
        (
            "destroy-alone",
            "destroying/case.html",
            page | {"view": ready.model_copy(update={"two": Two(why_not="", others=[])})},
        ),
        ("destroy-borrowed", "destroying/case.html", page | {"view": ready, "borrowed": True}),
    )
    yield from _asked(page, ready)
    office = HELD.model_copy(update={"case_id": None, "number": ""})
    listed = {"views": [AGREED, ASKED, DONE, STOPPED], "held": office}
    yield "holds-office", "destroying/office.html", here | {"view": office, "to_call": TO_CALL}
    covered = FREE.model_copy(update={"office": True})
    yield "holds-covered", "destroying/holds.html", here | {"view": covered}
    yield "destructions", "destroying/list.html", here | listed
    none = {"views": [], "held": may}
    yield "destructions-none", "destroying/list.html", here | none | wrong
    one = here | {"held": False, "on_postgresql": False}
    swept = {"swept_at": INSTANT, "names_at": INSTANT, "backups_until": date(2027, 1, 4)}
    yield "certificate", "destroying/one.html", one | {"view": DONE.model_copy(update=swept)}
    held = one | {"view": DONE, "held": True, "on_postgresql": True}
    yield "certificate-held", "destroying/one.html", held
    yield "destruction-stopped", "destroying/one.html", one | {"view": STOPPED}
    yield "destruction-waits", "destroying/one.html", one | {"view": AGREED}
