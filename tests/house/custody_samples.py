"""Invented contexts for the pages of proceedings, custody, facilities and the end of a case."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from app.casework.bonds import Bond
from app.casework.closing import CaseEnd, ClosingView
from app.casework.facilities import FacilityView
from app.casework.ofrecord import OfRecordView
from app.casework.proceedings import ChargeView, JudgeView, ProceedingView
from app.casework.stays import AnswerView, DetentionView, DueLook, LookView, Moved
from app.casework.timeline import Happening, TimeLine
from tests.house.page_views import COLLEAGUES, ID, INSTANT, LABEL, ME, ZONE, case, hearing, person
from tests.house.sample import FORM, SENTENCE, Sample

OTHER = UUID(int=3)
STANDS = OfRecordView(
    form="e28", staff_id=ID, name="Luis Ortega", filed_on=date(2026, 5, 4), stands=True, left=True
)
WENT = STANDS.model_copy(
    update={"stands": False, "left": False, "ended": "substituted", "ended_on": date(2026, 9, 1)}
)
REMOVAL = ProceedingView(
    id=ID,
    case_id=ID,
    version=2,
    kind="removal",
    court="NOL",
    court_name="New Orleans",
    judge="R. Delacroix",
    judge_on=date(2026, 11, 2),
    earlier_judges=[JudgeView(judge="L. Prudhomme", on=date(2026, 5, 4))],
    number="17",
    number_seen=False,
    number_doubtful=True,
    filed_on=date(2026, 5, 2),
    served_on=date(2026, 4, 20),
    concluded_on=None,
    charges=[ChargeView(section="212(a)(6)(A)(i)", name="Present", status="alleged")],
    stage="master",
    decision="",
    decided_on=None,
    outcome="",
    of_record=[STANDS, WENT],
    bond=None,
    note="Consolidated with her brother's.",
)
BOND = REMOVAL.model_copy(
    update={
        "id": OTHER,
        "kind": "bond",
        "outcome": "bond_granted",
        "stage": "decided",
        "of_record": [],
        "bond": Bond(
            basis="236a",
            dhs_amount=10_000,
            amount=5_000,
            posted_on=date(2026, 11, 20),
            paid_by="Her aunt",
            ended="returned",
        ),
    }
)
JENA = FacilityView(
    id=ID,
    version=1,
    name="Jena",
    phone="555-0120",
    booking="By fax",
    hours_ahead=24,
    court="JNA",
    court_name="Jena",
    zone=ZONE,
    checked_on=date(2026, 2, 1),
    checked_by="Ana Robles",
    stale=True,
)
HELD = DetentionView(
    id=ID,
    case_id=ID,
    version=3,
    person_id=ID,
    person_name="Xicay Tuj, Marisol",
    facility_id=ID,
    facility=JENA,
    place="Jena",
    authority="ice",
    since=date(2026, 11, 20),
    until=None,
    ended="",
    how="Her sister called.",
    entered_at=INSTANT,
    located=False,
    confirmed_at=INSTANT,
    confirmed_hours=6,
    looks=[LookView(at=INSTANT, by="Ana Robles", found=False, how="Locator")],
    look_by=INSTANT,
    promised_by="Ana Robles",
    overdue=True,
    before=OTHER,
    before_place="Basile",
    changes=[
        AnswerView(question="hearing_where", answers=[]),
        AnswerView(
            question="family",
            answers=[
                {"answer": "Told.", "source": "His wife", "at": "2026-11-24", "by": "Ana Robles"}
            ],
        ),
    ],
    unanswered=1,
)
BEFORE = HELD.model_copy(
    update={"id": OTHER, "ended": "transferred", "until": date(2026, 11, 20), "look_by": None}
    | {"overdue": False, "before": None, "changes": [], "unanswered": 0, "facility": None}
    | {"confirmed_hours": 300, "located": True, "place": ""}
)
LOOKS = [
    DueLook(
        id=ID,
        case_id=ID,
        case_number="K7QX-31",
        client_name="Xicay Tuj, Marisol",
        place="Jena",
        look_by=INSTANT,
        promised_by="Luis Ortega",
        mine=False,
        overdue=True,
        located=False,
    )
]
HEARD = hearing(
    moved=Moved("El Paso", "America/Denver", "Jena", ZONE, ID), of_record=[STANDS], proceeding_id=ID
)
CLOSED = ClosingView(
    on=date(2026, 11, 2),
    by="Ana Robles",
    originals="returned",
    originals_note="To her sister.",
    retention="order",
    keep_until=date(2033, 11, 2),
    note="",
    reopened_at=INSTANT,
    reopened_by="Luis Ortega",
    reopened_why="A motion was granted.",
)
END = CaseEnd(
    id=ID,
    version=3,
    number="K7QX-31",
    closed_on=None,
    open_dates=2,
    proceedings=[REMOVAL, BOND],
    closings=[CLOSED],
)
HER = person(
    numbers=[
        {"typed": "99 91 2x", "confirmed": False, "canonical": "", "masked": ""},
        {"typed": "A999000102", "confirmed": True, "canonical": "999000102", "masked": "A•••102"},
    ],
    unconfirmed=["name", "a_number"],
    phones=[{"number": "555-0133", "whose": "sister", "call": False, "text": True}],
    addresses=[{"lines": "12 Plum Street", "mail": False}],
    relations=[{"person_id": ID, "kin": "rider_of"}],
    may_be_told="some",
    told_what="Only the day",
    near=["M2RV-08"],
)


def samples() -> Iterator[Sample]:
    """Yield (name of the sample, template, context)."""
    here: dict[str, Any] = {"me": ME, "section": "cases", "label": LABEL}
    full = case(
        proceedings=[REMOVAL, BOND],
        custody=[HELD, BEFORE],
        people=[HER],
        hearings=[HEARD],
        closed_on=date(2026, 11, 2),
        closings=[CLOSED],
    )
    shown = here | FORM | {"tz": ZONE, "mismatch": None, "held": None, "ending": None}
    yield "case-proceedings", "cases/one.html", shown | {"case": full}
    wrong = {"errors": {"decided_on": SENTENCE, "of_record.0": SENTENCE}, "refused": SENTENCE}
    wrong |= {"form": {"kind": "bond", "charges.0.section": "212", "of_record.0.name": "Luz"}}
    people = {"colleagues": COLLEAGUES}
    yield "proceeding-new", "proceedings/new.html", here | FORM | people
    yield "proceeding-wrong", "proceedings/new.html", here | people | wrong
    for each in (REMOVAL, BOND):
        one = here | FORM | people | {"proceeding": each, "case": full, "filings": []}
        yield f"proceeding-{each.kind}", "proceedings/one.html", one
    places = {"places": [(str(ID), "Jena")]}
    yield "held-new", "detention/new.html", here | FORM | places | {"person": person()}
    for name, stay in (("held", HELD), ("held-before", BEFORE)):
        yield name, "detention/one.html", here | FORM | places | {"stay": stay}
    yield "places", "detention/places.html", here | {"places": [JENA]}
    yield "places-none", "detention/places.html", here | {"places": []}
    yield "place-new", "detention/place.html", here | FORM | {"place": None}
    yield "place", "detention/place.html", here | FORM | {"place": JENA}
    yield "closing", "cases/closing.html", here | FORM | {"end": END}
    over = END.model_copy(update={"closed_on": date(2026, 11, 2), "open_dates": 0})
    yield "closing-over", "cases/closing.html", here | FORM | {"end": over}
    bare = END.model_copy(update={"proceedings": [], "closings": [], "open_dates": 0})
    told = {"errors": {"outcomes": SENTENCE}, "refused": SENTENCE, "form": {"note": "x"}}
    yield "closing-wrong", "cases/closing.html", here | told | {"end": bare}
    yield from _lines(here)


def _lines(here: dict[str, Any]) -> Iterator[Sample]:
    codes = {"closed": "usual", "hearing": "bond", "held_until": "released", "decided": "denied"}
    codes |= {"submitted": "", "answered": "denied", "arrested": "", "disposed": "dismissed"}
    nouns = {"submitted": "filings", "answered": "filings", "arrested": "criminal-cases"}
    nouns |= {"disposed": "criminal-cases", "opened": "", "closed": ""}
    codes |= {"appeared": "e28", "let_go": "substituted"}
    kinds = ("opened", "closed", "reopened", "hearing", "due", "filed", "decided", "over")
    lines = [
        Happening(
            on=date(2026, 11, 2),
            at="09:00" if what == "hearing" else "",
            tz=ZONE,
            what=what,
            code=codes.get(what, ""),
            text="bia" if nouns.get(what) == "filings" else "removal",
            noun=nouns.get(what, "hearings"),
            id=ID,
            status="moved" if what == "hearing" else "",
            struck=what == "hearing",
        )
        for what in (*kinds, "held", "held_until", "appeared", "let_go", *nouns)
    ]
    whole = TimeLine(case_id=ID, number="K7QX-31", of=None, proceedings=[REMOVAL], lines=lines)
    yield "timeline", "cases/timeline.html", here | {"line": whole}
    none = whole.model_copy(update={"of": ID, "lines": []})
    yield "timeline-none", "cases/timeline.html", here | {"line": none}
