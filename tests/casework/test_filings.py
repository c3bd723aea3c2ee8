"""Filings: from the receipt to the decision; what may be a slip is marked and never refused."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.casework import cases, closing, criminal_cases, filed, filings, proceedings, timeline
from app.casework.criminal_cases import CriminalCaseChange, NewCriminalCase
from app.casework.filed import FilingView
from app.casework.filings import FilingChange, NewFiling
from app.casework.proceedings import NewProceeding
from app.errors import Conflict, NotFound, Refused
from tests.support.office import Office


def enter(office: Office, case_id: UUID, kind: str, **facts: Any) -> FilingView:
    """Enter a filing as Alma."""
    with office.writing("alma") as desk:
        new = NewFiling.model_validate({"case_id": case_id, "kind": kind, **facts})
        return filings.add(desk, new)


def test_a_filing_goes_from_its_receipt_to_the_appeal_of_its_denial(office: Office) -> None:
    """It names a proceeding and a person, changes by version, and knows what is about it."""
    case_id = office.open_case("alma").id
    with office.writing("alma") as desk:
        new = NewProceeding(case_id=case_id, kind="removal", court="NOL")
        removal = proceedings.add(desk, new).id
        client = cases.one(desk, case_id).people[0].id
    motion = enter(
        office,
        case_id,
        "reopen_absentia",
        person_id=client,
        proceeding_id=removal,
        forum="NOL",
        filed_on="2027-03-01",
        filed_how="ecas",
        fee="waiver_asked",
        court_code="ma",
        stay="automatic",
    )
    assert (motion.sort, motion.forum_name) == ("motion", "New Orleans Immigration Court")
    assert motion.court_motion == "Motion to Reopen for In Absentia"
    assert (motion.proceeding_kind, motion.is_open, motion.doubts) == ("removal", True, [])
    with office.writing("alma") as desk:
        denied = {"version": 1, "outcome": "denied", "decided_on": "2027-04-01"}
        change = FilingChange.model_validate(denied)
        done = filings.change(desk, motion.id, change)
        assert (done.fee, done.outcome, done.is_open) == ("waiver_asked", "denied", False)
    with pytest.raises(Conflict), office.writing("alma") as desk:
        filings.change(desk, motion.id, change)
    appeal = enter(office, case_id, "bia", about_id=motion.id, filed_on="2027-04-09")
    assert appeal.about is not None
    assert (appeal.about.id, appeal.about.outcome) == (motion.id, "denied")
    with office.reading("alma") as desk:
        first, second = filed.of_case(desk, case_id)
        assert (first.id, second.id, second.later[0].id) == (appeal.id, motion.id, appeal.id)
        assert [each.id for each in closing.of(desk, case_id).awaited] == [appeal.id]
        line = timeline.of_case(desk, case_id, removal)
        assert ("2027-04-01", "answered") in {(str(each.on), each.what) for each in line.lines}
    ring = FilingChange(version=2, about_id=appeal.id)
    with pytest.raises(Refused) as wrong, office.writing("alma") as desk:
        filings.change(desk, motion.id, ring)
    assert list(wrong.value.fields) == ["about_id"]


def test_nothing_that_a_paper_may_say_is_refused_and_a_slip_is_marked(office: Office) -> None:
    """Each is kept as it was typed, with what may be wrong with it."""
    case_id = office.open_case("alma").id
    first = enter(office, case_id, "work_permit", number="ioe-09 1234 5670", number_seen=True)
    assert (first.receipt, first.doubts) == ("IOE0912345670", [])
    near = enter(office, case_id, "family", number="IOE0912345760")
    assert near.doubts == ["near_another"]
    odd: dict[str, Any] = {
        "number": "I-94 lost",
        "filed_on": "2027-03-02",
        "decided_on": "2027-03-01",
    }
    odd |= {"number_seen": True, "court_code": "??", "received_on": "2044-01-01"}
    kept = enter(office, case_id, "adjustment", **odd)
    assert (kept.number, kept.receipt) == ("I-94 lost", "")
    assert kept.doubts == ["receipt_form", "decided_before", "ahead", "court_code"]


def test_what_a_filing_names_is_of_its_own_case(office: Office) -> None:
    """A person, a proceeding or a filing of another case is refused; a stranger finds nothing."""
    mine, other = office.open_case("alma").id, office.open_case("alma", named_only=True).id
    theirs = enter(office, other, "asylum")
    for name in ("person_id", "proceeding_id", "about_id"):
        with pytest.raises(Refused) as wrong:
            enter(office, mine, "asylum", **{name: theirs.id})
        assert list(wrong.value.fields) == [name]
    for wanted in (theirs.id, uuid4()):
        with pytest.raises(NotFound), office.reading("bruno") as desk:
            filed.one(desk, wanted)
    with office.reading("alma") as desk:
        assert [each.id for each in filed.listed(desk, None, after=None, size=5)] == [theirs.id]


HAPPENED: tuple[tuple[str, dict[str, Any], list[tuple[str, str]]], ...] = (
    ("foia", {"received_on": "2027-03-01"}, [("request", "records")]),
    (
        "foia",
        {"received_on": "2027-03-01", "decided_on": "2027-04-01", "outcome": "denied"},
        [("decision", "records"), ("request", "records")],
    ),
    ("records_appeal", {"filed_on": "2027-03-01"}, [("filing", "records")]),
    (
        "tort_claim",
        {"accrued_on": "2026-01-05", "filed_on": "2027-03-01"},
        [("filing", "records"), ("accrual", "records")],
    ),
    ("work_permit", {"valid_until": "2027-09-01"}, [("expiry", "")]),
    ("habeas", {"decided_on": "2027-04-01"}, [("court_decision", "courts")]),
    ("bond_motion", {"decided_on": "2027-04-01"}, [("decision", "custody")]),
    ("continuance", {}, []),
)


def test_what_happened_to_a_filing_offers_the_dates_that_rules_count(office: Office) -> None:
    """A request, a denial, a claim: what the rulebook follows from, the newest first."""
    case_id = office.open_case("alma").id
    for kind, facts, wanted in HAPPENED:
        made = enter(office, case_id, kind, **facts)
        assert [(each.event, each.area) for each in filings.follows(made)] == wanted, kind


def test_a_criminal_case_keeps_each_charge_and_what_it_means(office: Office) -> None:
    """Two charges, one dismissed; the advice stays apart from the note."""
    case_id = office.open_case("alma").id
    with office.writing("alma") as desk:
        client = cases.one(desk, case_id).people[0].id
        charges = [
            {"statute": "La. R.S. 14:67", "degree": "felony", "disposition": "dismissed"},
            {"statute": "La. R.S. 14:98", "disposition": "convicted", "disposed_on": "2019-05-02"},
        ]
        told = {"person_id": client, "court": "24th JDC", "charges": charges}
        told |= {"arrested_on": "2019-01-04", "advice": "Not a CIMT.", "note": "Copies asked."}
        made = criminal_cases.add(desk, NewCriminalCase.model_validate(told))
        changed = CriminalCaseChange.model_validate({"version": 1, "number": "19-1234"})
        after = criminal_cases.change(desk, made.id, changed)
    assert [each.disposition for each in after.charges] == ["dismissed", "convicted"]
    assert (after.advice, after.note, after.number) == ("Not a CIMT.", "Copies asked.", "19-1234")
    assert after.convicted
    with pytest.raises(Conflict), office.writing("alma") as desk:
        criminal_cases.change(desk, made.id, changed)
    with office.reading("alma") as desk:
        assert [each.id for each in criminal_cases.of_case(desk, case_id)] == [made.id]
        whats = {each.what for each in timeline.of_case(desk, case_id).lines}
    assert {"arrested", "disposed"} <= whats
