"""Proceedings stand side by side: none overwrites another, and who is of record is on each."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.casework import (
    adding,
    amending,
    cases,
    deadlines,
    hearings,
    leaving,
    proceedings,
    scheduling,
    verify,
)
from app.casework.adding import NewDeadline
from app.casework.amending import HearingChange
from app.casework.calendar import Calendar
from app.casework.leaving import Leaving
from app.casework.proceedings import NewProceeding, ProceedingChange
from app.casework.scheduling import NewHearing
from app.errors import Conflict, NotFound, Refused
from tests.support.office import Office

REMOVAL: dict[str, Any] = {
    "kind": "removal",
    "court": "NOL",
    "judge": "R. Delacroix",
    "judge_on": "2027-04-01",
    "charges": [{"section": "212(a)(6)(A)(i)", "status": "alleged"}],
    "served_on": "2027-02-01",
    "filed_on": "2027-02-20",
}
BOND: dict[str, Any] = {
    "kind": "bond",
    "court": "JNA",
    "bond": {"basis": "236a", "dhs_amount": 10_000, "requested_on": "2027-04-05"},
}
IN_BOND = {"starts": "2027-05-11T08:30", "kind": "bond", "court": "JNA"}


def enter(office: Office, case_id: UUID, **facts: Any) -> proceedings.ProceedingView:
    """Enter a proceeding as Alma."""
    with office.writing("alma") as desk:
        return proceedings.add(desk, NewProceeding.model_validate({"case_id": case_id, **facts}))


def put(office: Office, case_id: UUID, **facts: Any) -> hearings.HearingView:
    """Set a hearing as Alma."""
    with office.writing("alma") as desk:
        new = NewHearing.model_validate({"case_id": case_id, **facts})
        return scheduling.schedule_hearing(desk, new)


def test_a_bond_beside_a_removal_overwrites_nothing_of_it(office: Office) -> None:
    """Each keeps its court, judge, hearings and outcome; a hearing finds the one that it means."""
    case_id = office.open_case("alma").id
    removal, bond = enter(office, case_id, **REMOVAL), enter(office, case_id, **BOND)
    heard = put(office, case_id, **IN_BOND)
    master = put(office, case_id, starts="2027-06-08T09:00", kind="master", court="NOL")
    assert (heard.proceeding, heard.proceeding_id) == ("bond", bond.id)
    assert (master.proceeding, master.proceeding_id) == ("removal", removal.id)
    with office.writing("alma") as desk:
        new = {"case_id": case_id, "title": "Bond papers", "due": "2027-05-04"}
        due = adding.add(desk, NewDeadline.model_validate({**new, "proceeding": str(bond.id)}))
        assert (due.proceeding, due.proceeding_id) == ("bond", bond.id)
        done = {"granted": 5_000}
        wanted: dict[str, Any] = {"version": 1, "outcome": "bond_granted", "stage": "decided"}
        wanted |= {"bond": {**BOND["bond"], "result": "granted", "amount": done["granted"]}}
        proceedings.change(desk, bond.id, ProceedingChange.model_validate(wanted))
        with pytest.raises(Conflict):
            proceedings.change(desk, bond.id, ProceedingChange.model_validate(wanted))
    with office.reading("alma") as desk:
        case = cases.one(desk, case_id)
    stands = {each.kind: each for each in case.proceedings}
    assert [each.kind for each in case.proceedings] == ["removal", "bond"]
    assert stands["removal"] == removal
    assert stands["bond"].outcome == "bond_granted"
    assert stands["bond"].bond is not None
    assert (stands["bond"].bond.dhs_amount, stands["bond"].bond.amount) == (10_000, 5_000)
    with office.reading("olga") as desk, pytest.raises(NotFound):
        proceedings.one(desk, bond.id)


def test_another_kind_goes_through_to_its_hearings_and_dates(office: Office) -> None:
    """What was entered as “other” is a habeas: its dates say so; those of the others do not."""
    case_id = office.open_case("alma").id
    wrong, bond = enter(office, case_id, kind="other"), enter(office, case_id, **BOND)
    heard = put(office, case_id, starts="2027-06-08T09:00", kind="other", proceeding=str(wrong.id))
    kept = put(office, case_id, **IN_BOND)
    with office.writing("alma") as desk:
        new = {"case_id": case_id, "title": "Traverse", "due": "2027-05-04"}
        due = adding.add(desk, NewDeadline.model_validate({**new, "proceeding": str(wrong.id)}))
        proceedings.change(desk, wrong.id, ProceedingChange(version=1, kind="habeas"))
    with office.reading("alma") as desk:
        assert hearings.one(desk, heard.id).proceeding == "habeas"
        assert deadlines.one(desk, due.id).proceeding == "habeas"
        assert hearings.one(desk, kept.id).proceeding == "bond"
        assert proceedings.one(desk, bond.id).kind == "bond"
    assert verify.verify_as(office.house, office.people["alma"].seat).wrong == []


def test_old_codes_go_on_and_another_case_s_record_is_refused(office: Office) -> None:
    """Without a record a hearing stands under its code; with two of a kind nobody guesses."""
    case_id, other = office.open_case("alma").id, office.open_case("alma").id
    elsewhere = enter(office, other, kind="removal")
    bare = put(office, case_id, starts="2027-06-08T09:00", kind="master")
    assert (bare.proceeding, bare.proceeding_id) == ("removal", None)
    for named in (str(elsewhere.id), str(uuid4())):
        again: dict[str, Any] = {"starts": "2027-07-08T09:00", "kind": "status", "both_stand": True}
        with pytest.raises(Refused) as wrong:
            put(office, case_id, **again, proceeding=named)
        assert list(wrong.value.fields) == ["proceeding"]
    first, second = (enter(office, case_id, kind="uscis") for _ in range(2))
    with office.writing("alma") as desk:
        known = {"version": bare.version, "proceeding": "uscis"}
        moved = amending.change(desk, bare.id, HearingChange.model_validate(known))
        assert (moved.proceeding, moved.proceeding_id) == ("uscis", None)
        known = {"version": moved.version, "proceeding": str(second.id)}
        moved = amending.change(desk, bare.id, HearingChange.model_validate(known))
    assert (moved.proceeding, moved.proceeding_id) == ("uscis", second.id != first.id and second.id)


def test_a_judge_gives_way_with_her_day_and_a_copied_receipt_has_its_form(office: Office) -> None:
    """What was only heard is kept as it was said; what was copied from a notice must fit."""
    case_id = office.open_case("alma").id
    removal = enter(office, case_id, **REMOVAL)
    with office.writing("alma") as desk:
        known = {"version": 1, "judge": "L. Prudhomme", "judge_on": "2027-04-09"}
        changed = proceedings.change(desk, removal.id, ProceedingChange.model_validate(known))
    assert [(each.judge, str(each.on)) for each in changed.earlier_judges] == [
        ("R. Delacroix", "2027-04-01")
    ]
    assert changed.charges == removal.charges
    heard = enter(office, case_id, kind="uscis", number="IOE 99 something")
    assert (heard.number, heard.number_doubtful) == ("IOE 99 something", True)
    copied = enter(office, case_id, kind="uscis", number="ioe-999 000 0101", number_seen=True)
    assert not copied.number_doubtful
    with pytest.raises(Refused) as wrong:
        enter(office, case_id, kind="uscis", number="IOE999", number_seen=True)
    assert list(wrong.value.fields) == ["number"]


def test_who_has_left_is_red_until_the_court_lets_her_go(office: Office) -> None:
    """Handing a case over changes nothing at the court: only its order does."""
    case_id = office.open_case("bruno", backup_id=office.people["alma"].id).id
    bruno = str(office.people["bruno"].id)
    appears: dict[str, Any] = {"form": "e28", "staff_id": bruno, "filed_on": "2027-02-25"}
    made = enter(office, case_id, kind="removal", of_record=[appears])
    heard = put(office, case_id, starts="2027-06-08T09:00", kind="master")
    assert [(each.stands, each.left) for each in heard.of_record] == [(True, False)]
    with office.writing("carmen") as desk:
        leaving.leave(
            desk, Calendar(), office.people["bruno"].id, Leaving(heir_id=office.people["alma"].id)
        )
    with office.reading("alma") as desk:
        [shown] = hearings.one(desk, heard.id).of_record
        assert (shown.staff_id, shown.stands, shown.left) == (office.people["bruno"].id, True, True)
    over = appears | {"ended": "substituted", "ended_on": "2027-04-20"}
    alma = {"form": "e28", "staff_id": str(office.people["alma"].id), "filed_on": "2027-04-20"}
    with office.writing("alma") as desk:
        version = proceedings.one(desk, made.id).version  # handing over notes whom to let go
        wanted = {"version": version, "of_record": [over, alma]}
        done = proceedings.change(desk, made.id, ProceedingChange.model_validate(wanted))
        assert [(each.stands, each.left) for each in done.of_record] == [
            (True, False),
            (False, False),
        ]
        [stands] = hearings.one(desk, heard.id).of_record
    assert stands.staff_id == office.people["alma"].id
