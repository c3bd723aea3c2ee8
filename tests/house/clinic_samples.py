"""Invented contexts for a clinic of one day."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from app.casework.clinics.days import ClinicLine, ClinicView, HelperView
from app.casework.clinics.helpers import Slip
from app.casework.clinics.records import ClinicRecordView, ToldView
from app.casework.intake.heard import Heard
from app.web import clinicsheet
from tests.house.page_views import ID, INSTANT, ME, ZONE
from tests.house.sample import FORM, SENTENCE, Sample

LINE = ClinicLine(
    id=ID,
    place="St. Ann, lower hall",
    day=date(2027, 3, 9),
    until=INSTANT,
    opened_by="Carmen Ruiz",
    ended_at=None,
    ended_by="",
    handed_on=0,
    mine=True,
    runs=True,
    waits=False,
)
HELPERS = [
    HelperView(id=UUID(int=1), name="Rosa", came=True),
    HelperView(id=UUID(int=2), name="Tomás", came=False),
]
VIEW = ClinicView(**LINE.model_dump(), helpers=HELPERS)
WAITS = {"runs": False, "waits": True}
OVER = {"runs": False, "ended_at": INSTANT, "ended_by": "Carmen Ruiz", "handed_on": 2}
RECORD = ClinicRecordView(
    case_id=ID,
    number="BCDF-GHJ",
    name="Nayeli Canaria",
    taken_at=INSTANT,
    taken_by="Rosa",
    served=True,
    sheet=True,
    clinic_id=ID,
    version=2,
    stage="clinic",
    heard=Heard(
        given_names="Nayeli",
        family_name="Canaria",
        born="about 35",
        a_number="99? 1",
        country="Guatemala",
        speaks="quc",
        problem="order",
        ordered_before=True,
        court_date="4/20/2027",
    ),
    unconfirmed=["a_number", "born"],
    phone="555-0142",
    may_leave=False,
    words="She came with a letter.",
    known_conflict=True,
    conflict_words="Her brother-in-law, last year",
    service="The form was read with her.",
    language="es",
    served_by="Rosa",
    served_at=INSTANT,
    sheet_at=INSTANT,
    dates=[
        ToldView(id=ID, title="I-589", due=date(2027, 4, 26), fatal=True, whose="told"),
        ToldView(id=ID, title="1234", due=date(2027, 4, 20), fatal=False, whose="ours"),
    ],
)
EMPTY: dict[str, Any] = {
    "name": "",
    "served": False,
    "sheet": False,
    "heard": Heard(),
    "unconfirmed": [],
    "phone": "",
    "may_leave": None,
    "words": "",
    "known_conflict": None,
    "conflict_words": "",
    "service": "",
    "language": "",
    "served_at": None,
    "sheet_at": None,
    "dates": [],
}


def samples() -> Iterator[Sample]:
    """Yield (name of the sample, template, context)."""
    shown: dict[str, Any] = {"me": ME, "section": "intake", "tz": ZONE}
    door: dict[str, Any] = {"me": None, "other_locales": [("es", "/clinic?lang=es")]}
    yield "clinic-door", "clinics/door.html", FORM | door | {"asked_lang": ""}
    wrong = FORM | door | {"asked_lang": "es", "refused": SENTENCE}
    yield "clinic-door-again", "clinics/door.html", wrong
    others = [LINE.model_copy(update=each) for each in (WAITS, OVER, OVER | {"handed_on": 1})]
    lines = [LINE, *others, LINE.model_copy(update={"mine": False})]
    keeper = shown | {"me": type(ME)(**vars(ME) | {"role": "supervising_attorney"})}
    yield "clinics", "clinics/list.html", keeper | FORM | {"lines": lines}
    yield "clinics-none", "clinics/list.html", shown | FORM | {"lines": []}
    helper = shown | {"me": type(ME)(**vars(ME) | {"role": "clinic_helper"})}
    yield "clinics-helper", "clinics/list.html", helper | FORM | {"lines": [LINE]}
    bare = RECORD.model_copy(update=EMPTY)
    one = keeper | FORM | {"view": VIEW, "lines": [RECORD, bare], "may_keep": True}
    yield "clinic", "clinics/one.html", one
    waits = VIEW.model_copy(update=WAITS | {"helpers": HELPERS[:1]})
    yield "clinic-waits", "clinics/one.html", one | {"view": waits, "lines": []}
    over = VIEW.model_copy(update=OVER)
    yield "clinic-over", "clinics/one.html", one | {"view": over, "lines": [], "may_keep": False}
    again = {"errors": {"names": SENTENCE}, "refused": SENTENCE}
    yield "clinic-again", "clinics/one.html", one | again
    yield from _records(shown, keeper, helper, bare)


def _records(
    shown: dict[str, Any], keeper: dict[str, Any], helper: dict[str, Any], bare: ClinicRecordView
) -> Iterator[Sample]:
    slips = [Slip(UUID(int=1), "Rosa", "7KQX2-AAAAA-BBBBB-CCCCC")]
    printed = {"view": VIEW, "slips": slips, "address": "https://amparo.example.org/clinic"}
    yield "clinic-codes", "clinics/codes.html", keeper | printed
    yield "clinic-new", "clinics/new.html", helper | FORM | {"view": VIEW}
    yield "clinic-paper", "clinics/paper.html", helper | FORM | {"view": VIEW}
    lines = clinicsheet.lines("en", "es")
    yield (
        "clinic-blank",
        "clinics/blank.html",
        helper | {"view": VIEW, "lines": lines, "other": "es"},
    )
    yield "clinic-record", "clinics/record.html", helper | FORM | {"view": RECORD, "is_open": True}
    yield (
        "clinic-record-bare",
        "clinics/record.html",
        shown | FORM | {"view": bare, "is_open": True},
    )
    gone = shown | FORM | {"view": RECORD, "is_open": False}
    yield "clinic-record-gone", "clinics/record.html", gone
    yield "clinic-sheet", "clinics/sheet.html", helper | {"view": RECORD, "is_hers": True}
    yield "clinic-sheet-bare", "clinics/sheet.html", shown | {"view": bare, "is_hers": False}
