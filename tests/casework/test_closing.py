"""A case ends with what came of each proceeding, and can be opened again."""

from typing import Any
from uuid import UUID

import pytest

from app.casework import adding, cases, closing, endings, holds, retention, timeline
from app.casework.adding import NewDeadline
from app.casework.calendar import Calendar
from app.casework.closing import CaseEnd, Closing, Reopening
from app.casework.endings import Completion
from app.casework.holds import NewHold
from app.errors import Conflict, Refused
from tests.casework.test_proceedings import BOND, IN_BOND, REMOVAL, enter, put
from tests.support.office import Office

WAY: dict[str, Any] = {"originals": "returned", "retention": "usual", "keep_until": "2034-05-01"}


def end(office: Office, case_id: UUID, **said: Any) -> CaseEnd:
    """Close a case as Alma, from what stands."""
    with office.writing("alma") as desk:
        version = closing.of(desk, case_id).version
        wanted = {"version": version, **WAY, **said}
        return closing.close(desk, case_id, Closing.model_validate(wanted))


def listed(office: Office) -> list[UUID]:
    """Return Alma's list of cases."""
    with office.reading("alma") as desk:
        return [row.id for row in cases.page(desk, Calendar(), mine=True, start=0, size=9).rows]


def test_a_case_with_an_open_date_or_no_outcome_is_not_closed(office: Office) -> None:
    """First the date, then what came of the bond and of the removal; then it leaves the list."""
    case_id = office.open_case("alma").id
    other = office.open_case("alma").id
    removal, bond = enter(office, case_id, **REMOVAL), enter(office, case_id, **BOND)
    with office.writing("alma") as desk:
        new = {"case_id": case_id, "title": "Bond papers", "due": "2027-05-04"}
        due = adding.add(desk, NewDeadline.model_validate({**new, "proceeding": str(bond.id)}))
    ends = [
        {"proceeding_id": str(removal.id), "outcome": "terminated"},
        {"proceeding_id": str(bond.id), "outcome": "bond_granted"},
    ]
    with pytest.raises(Refused) as wrong:
        end(office, case_id, outcomes=ends)
    assert list(wrong.value.fields) == ["open_dates"]
    with office.writing("alma") as desk:
        filed = {"version": 1, "outcome": "filed", "note": "R 17", "on": "2027-04-14"}
        endings.complete(desk, due.id, Completion.model_validate(filed))
    with pytest.raises(Refused) as wrong:
        end(office, case_id, outcomes=ends[:1])
    assert list(wrong.value.fields) == ["outcomes"]
    done = end(office, case_id, outcomes=ends)
    assert [(each.kind, each.outcome, each.is_over) for each in done.proceedings] == [
        ("removal", "terminated", True),
        ("bond", "bond_granted", True),
    ]
    assert listed(office) == [other]
    again(office, case_id, done.version)
    assert sorted(listed(office)) == sorted([case_id, other])


def again(office: Office, case_id: UUID, version: int) -> None:
    """Open a closed case again, once; how it was closed stays to be read."""
    with pytest.raises(Refused):
        end(office, case_id)
    with office.writing("alma") as desk:
        wanted = Reopening(version=version, reason="A motion to reopen was granted")
        stands = closing.reopen(desk, case_id, wanted)
        with pytest.raises(Conflict):
            closing.reopen(desk, case_id, wanted)
        case = cases.one(desk, case_id)
    assert stands.closed_on is None
    [before] = case.closings
    assert (before.by, before.originals, before.reopened_by) == ("Alma", "returned", "Alma")


def test_one_line_of_time_newest_on_top_and_of_one_proceeding(office: Office) -> None:
    """The bond's own line holds its hearing and nothing of the removal's."""
    case_id = office.open_case("alma").id
    enter(office, case_id, **REMOVAL)
    bond = enter(office, case_id, **BOND)
    put(office, case_id, **IN_BOND)
    put(office, case_id, starts="2027-06-08T09:00", kind="master", court="NOL")
    with office.reading("alma") as desk:
        whole = [each.what for each in timeline.of_case(desk, case_id).lines]
        own = [(each.what, str(each.on)) for each in timeline.of_case(desk, case_id, bond.id).lines]
    assert whole == ["hearing", "hearing", "opened", "bond_requested", "begun", "served"]
    assert own == [("hearing", "2027-05-11"), ("bond_requested", "2027-04-05")]


def test_a_moved_setting_is_told_apart_from_the_one_that_stands(office: Office) -> None:
    """On the line of time each says how it stands, so that nobody goes to the former hour."""
    case_id = office.open_case("alma").id
    removal = enter(office, case_id, **REMOVAL)
    old = put(office, case_id, starts="2027-06-08T08:30", kind="master", court="NOL")
    moved = {
        "starts": "2027-06-08T13:00",
        "kind": "master",
        "court": "NOL",
        "replaces": str(old.id),
    }
    put(office, case_id, **moved, reason="The clerk called")
    with office.reading("alma") as desk:
        line = timeline.of_case(desk, case_id, removal.id).lines
    assert [(each.at, each.status) for each in line[:2]] == [("13:00", "set"), ("08:30", "moved")]


def test_files_whose_last_day_has_passed_are_proposed_and_nothing_else(office: Office) -> None:
    """By its own day or by the office's years; a hold keeps one, a child's has no usual term."""
    soon, held, usual, child = (office.open_case("alma").id for _ in range(4))
    office.open_case("alma")  # which stays open
    for case_id in (soon, held):
        end(office, case_id, keep_until="2027-04-20")
    end(office, usual, keep_until=None)
    end(office, child, retention="child", keep_until=None)
    with office.writing("carmen") as desk:
        hold = NewHold.model_validate({"source": "subpoena", "reason": "A letter."})
        holds.put_up(desk, held, hold)
        assert retention.of_office(desk).run_out == []
    office.clock.forward(days=7)
    with office.reading("carmen") as desk:
        view = retention.of_office(desk)
    assert [(each.case_id, each.held) for each in view.run_out] == [(soon, False), (held, True)]
    assert [each.case_id for each in view.unsaid] == [child]
    assert (view.later, view.years, view.office_held) == (1, 7, False)
    office.clock.forward(days=366 * 7)
    with office.reading("carmen") as desk:
        assert usual in {each.case_id for each in retention.of_office(desk).run_out}
