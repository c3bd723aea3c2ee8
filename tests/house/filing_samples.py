"""Invented contexts for the pages of filings and criminal cases."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from app.casework.criminal_cases import CriminalCaseView, CriminalCharge
from app.casework.filed import DOUBTS, Beside, ClockSaid, FilingView
from app.casework.filings import Follows
from app.forums.filings import SORTS
from app.web.filinglabels import FILED
from tests.house.custody_samples import BOND, END, REMOVAL
from tests.house.page_views import COLLEAGUES, ID, LABEL, ME, case, deadline, person
from tests.house.sample import FORM, SENTENCE, Sample

OTHER = UUID(int=3)
DENIED = Beside(id=OTHER, kind="asylum", title="", outcome="denied")
APPEAL = FilingView(
    id=ID,
    case_id=ID,
    version=2,
    kind="bia",
    sort="appeal",
    title="Notice of appeal",
    person_id=ID,
    person_name="Xicay Tuj, Marisol",
    proceeding_id=ID,
    proceeding_kind="removal",
    about_id=OTHER,
    about=DENIED,
    later=[DENIED.model_copy(update={"kind": "remand_motion", "outcome": ""})],
    filed_by="ours",
    forum="BIA",
    forum_name="Board of Immigration Appeals",
    filed_on=date(2026, 11, 2),
    filed_how="ecas",
    received_on=date(2026, 11, 3),
    number="IOE09I2345670",
    receipt="",
    number_seen=True,
    court_code="CV",
    court_motion="Motion for Change of Venue",
    fee="paid",
    fee_amount=1010,
    biometrics_on=date(2026, 12, 1),
    clock=ClockSaid(state="stopped", days=112, on=date(2026, 11, 20), why="Our continuance"),
    stay="automatic",
    accrued_on=date(2026, 1, 5),
    amount=250_000,
    note="Brief to follow.",
    dates=[ID],
    doubts=list(DOUBTS),
)
GRANTED = FilingView(
    id=OTHER,
    case_id=ID,
    version=1,
    kind="work_permit",
    sort="application",
    person_name="",
    proceeding_kind="",
    about=None,
    later=[],
    forum_name="",
    number="IOE0912345670",
    receipt="IOE0912345670",
    court_motion="",
    category="C08",
    decided_on=date(2026, 10, 1),
    valid_until=date(2028, 10, 1),
    outcome="granted",
    decision="Approved.",
    dates=[],
    doubts=[],
)
TO_FILE = GRANTED.model_copy(
    update={
        "id": UUID(int=4),
        "kind": "foia",
        "sort": "records",
        "decided_on": None,
        "outcome": "",
        "number": "",
    }
    | {"receipt": "", "category": "", "valid_until": None, "decision": ""}
)
CONVICTED = CriminalCaseView(
    id=ID,
    case_id=ID,
    version=1,
    person_id=ID,
    person_name="Xicay Tuj, Marisol",
    court="24th JDC",
    state="LA",
    number="19-1234",
    arrested_on=date(2019, 1, 4),
    arrested_by="Sheriff",
    counsel="Luz Prado, 555-0150",
    known_from="docket",
    charges=[
        CriminalCharge(
            statute="La. R.S. 14:67",
            offence="Theft",
            degree="misdemeanor",
            plea="guilty",
            plea_on=date(2019, 4, 2),
            disposition="convicted",
            disposed_on=date(2019, 5, 2),
            sentence="Thirty days, suspended",
        ),
        CriminalCharge(statute="La. R.S. 14:98", disposition="dismissed"),
    ],
    advice="One petty offence.",
    note="Copies were asked for.",
)
HEARD = CONVICTED.model_copy(
    update={"charges": [], "advice": "", "note": "", "court": "", "arrested_on": None}
)


def samples() -> Iterator[Sample]:
    """Yield (name of the sample, template, context)."""
    here: dict[str, Any] = {"me": ME, "section": "cases", "label": LABEL}
    people = [(str(ID), "Xicay Tuj, Marisol")]
    full = {"filings": [APPEAL, GRANTED, TO_FILE], "criminals": [CONVICTED, HEARD]}
    yield "filings", "filings/list.html", here | full | {"people": people}
    none: dict[str, Any] = {"filings": [], "criminals": [], "people": []}
    yield "filings-none", "filings/list.html", here | none
    sorts = [(sort, [(each, FILED["filing"][each]) for each in SORTS[sort]]) for sort in SORTS]
    beside = {"sorts": sorts, "people": people, "records": [REMOVAL, BOND], "others": [GRANTED]}
    yield "filing-new", "filings/new.html", here | FORM | beside
    wrong = {"errors": {"decided_on": SENTENCE, "about_id": SENTENCE}, "refused": SENTENCE}
    wrong |= {"form": {"kind": "bia", "clock.days": "112", "accrued_on": "2026-01-05"}}
    yield "filing-wrong", "filings/new.html", here | beside | wrong
    offered = [(Follows("decision", date(2026, 11, 2), "removal"), "A decision")]
    runs = {"dates": [deadline()], "offered": offered}
    yield "filing", "filings/one.html", here | FORM | beside | runs | {"filing": APPEAL}
    still: dict[str, Any] = {"dates": [], "offered": []}
    for name, each in (("filing-granted", GRANTED), ("filing-to-file", TO_FILE)):
        yield name, "filings/one.html", here | FORM | beside | still | {"filing": each}
    full_one = {"proceeding": REMOVAL, "case": case(), "colleagues": COLLEAGUES}
    full_one |= {"filings": [APPEAL]}
    yield "proceeding-filings", "proceedings/one.html", here | FORM | full_one
    waits = END.model_copy(update={"awaited": [APPEAL]})
    yield "closing-awaited", "cases/closing.html", here | FORM | {"end": waits}
    whose = {"person": person()}
    yield "criminal-new", "criminal_cases/new.html", here | FORM | whose
    again = {"errors": {"charges.0.plea_on": SENTENCE}, "refused": SENTENCE}
    again |= {"form": {"charges.0.plea_on": "2019-02-30"}}
    yield "criminal-wrong", "criminal_cases/new.html", here | whose | again
    for name, one in (("criminal", CONVICTED), ("criminal-heard", HEARD)):
        yield name, "criminal_cases/one.html", here | FORM | {"criminal": one}
