"""Carrying a change of the law through one's cases. It is Wednesday 14 April 2027.

A decision of Monday 12 April is appealed within 30 days by Wednesday 12 May; under the version of
10 days, which a court vacated, by Thursday 22 April (8 CFR 1003.38; 91 FR, FR Doc. 2026-02326).
"""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from uuid import UUID

import pytest

from app.casework import (
    adding,
    counting,
    deadlines,
    editions,
    endings,
    lookedthrough,
    newlaw,
    ownlaw,
    readers,
)
from app.casework.adding import NewDeadline
from app.casework.casefiles import open_row
from app.casework.deadlines import DeadlineView
from app.casework.endings import Completion
from app.casework.newlaw import Stretch
from app.casework.ownlaw import NewClosedDay, NewReview, NewVersion
from app.casework.readers import NewReader
from app.casework.reminders.troubles import LAW_CHANGED
from app.errors import Refused
from app.models import Deadline, Schedule
from tests.casework.bringing_back import wrong
from tests.casework.covering import alarms
from tests.support.costs import counted
from tests.support.office import Office, id_of
from tests.support.shell import raw

APPEAL = "eoir.bia.appeal"
DECIDED = {"trigger_date": "2027-04-12"}
THIRTY, TEN = date(2027, 5, 12), date(2027, 4, 22)
TEN_DAYS = NewVersion.model_validate(
    {
        "rule": APPEAL,
        "version": 2,
        "since": "2027-04-09",
        "until": "2027-10-01",
        "cite": "D.C. Circuit, order of 9 April 2027",
        "reason": "The vacatur is stayed.",
    }
)


CLOSED = {
    "day": "2027-05-12",
    "cite": "Executive order of 12 April 2027",
}


def add(office: Office, case_id: UUID, name: str = "alma", **more: object) -> DeadlineView:
    """Add a deadline by somebody's hand."""
    with office.writing(name) as desk:
        return adding.add(desk, NewDeadline.model_validate({"case_id": case_id, **more}))


def _changed(office: Office) -> UUID:
    with office.writing("carmen") as desk:
        change_id = ownlaw.ask(desk, TEN_DAYS)
    with office.writing("bruno") as desk:
        ownlaw.agree(desk, change_id)
    return change_id


def _look(office: Office, name: str = "alma") -> Stretch:
    with office.reading(name) as desk:
        return newlaw.look(desk)


def _carry(office: Office, name: str = "alma") -> Stretch:
    with office.writing(name) as desk:
        return newlaw.carry(desk, editions.number(desk))


def _one(office: Office, row: DeadlineView) -> DeadlineView:
    with office.reading() as desk:
        return deadlines.one(desk, row.id)


def _waiting(office: Office) -> list[str]:
    with office.reading() as desk:
        return editions.waiting(desk)


def test_a_preview_moves_nothing_and_carrying_moves_with_reminders_and_history(
    office: Office,
) -> None:
    """Once the law changed; before, nothing waits for anybody."""
    case_id = office.open_case().id
    appeal = add(office, case_id, rule=APPEAL, inputs=DECIDED)
    typed = add(office, case_id, title="Call the court", due="2027-05-12")
    assert (_look(office).changes, _waiting(office)) == ([], [])
    _changed(office)
    assert LAW_CHANGED in alarms(office, "alma")
    assert _waiting(office) == ["Alma", "Bruno", "Carmen", "Dina"]
    (change,) = _look(office).changes
    assert (change.id, change.was, change.now) == (appeal.id, THIRTY, TEN)
    assert (change.earlier, change.fatal, change.stays) == (True, True, False)
    assert _one(office, appeal).due == THIRTY
    assert _carry(office).changes == [change]
    moved = _one(office, appeal)
    assert (moved.due, moved.file_by, moved.rule_version) == (TEN, TEN, 2)
    assert moved.history[-1]["due"] == THIRTY.isoformat()
    assert moved.history[-1]["reason"] == newlaw.WHY
    assert _one(office, typed).due == THIRTY
    with office.night() as desk:
        row = desk.db.get_one(Schedule, appeal.id)
        assert (row.safe, row.due) == (TEN, TEN)
    assert _waiting(office) == ["Bruno", "Carmen", "Dina"]
    assert _look(office).changes == []
    assert wrong(office) == []


def test_whoever_is_to_agree_sees_what_it_would_move_and_nothing_moves(office: Office) -> None:
    """The appeal of 12 May would be due on 22 April; another rule's date does not stand there."""
    case_id = office.open_case().id
    row = add(office, case_id, rule=APPEAL, inputs=DECIDED)
    add(office, case_id, rule="eoir.mtr.reopen", inputs={"trigger_date": "2027-04-12"})
    with office.writing("carmen") as desk:
        change_id = ownlaw.ask(desk, TEN_DAYS)
    with office.reading("alma") as desk:
        supposed = newlaw.supposed(desk, change_id)
        assert newlaw.look(desk).changes == []
    assert [(each.id, each.was, each.now) for each in supposed.changes] == [(row.id, THIRTY, TEN)]
    assert _one(office, row).due == THIRTY


def test_a_persons_own_date_stays_and_is_shown(office: Office) -> None:
    """She said why it differs; the rule does not overrule her."""
    case_id = office.open_case().id
    own = add(
        office,
        case_id,
        rule=APPEAL,
        inputs=DECIDED,
        due="2027-05-10",
        override_reason="Agreed with the court",
    )
    _changed(office)
    (change,) = _carry(office).changes
    assert (change.stays, change.question) == (True, newlaw.OWN)
    assert _one(office, own).due == date(2027, 5, 10)


def test_what_is_filed_stays_as_it_was_counted(office: Office) -> None:
    """It was in time by the law of its day."""
    case_id = office.open_case().id
    filed = add(office, case_id, rule=APPEAL, inputs=DECIDED)
    with office.writing() as desk:
        endings.complete(desk, filed.id, Completion(note="Receipt 1"))
    _changed(office)
    assert _carry(office).changes == []
    assert _one(office, filed).due == THIRTY


def test_stopping_in_the_middle_leaves_each_date_whole(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One stretch moved, the next not; going on moves the rest, and only then is it carried."""
    monkeypatch.setattr(newlaw, "CARRIED", 2)
    cases = sorted(each.id for each in office.open_cases(3))
    rows = {each: add(office, each, rule=APPEAL, inputs=DECIDED) for each in cases}
    _changed(office)
    first = _carry(office)
    assert (first.done, first.total, first.after) == (2, 3, cases[1])
    dues = [_one(office, rows[each]).due for each in cases]
    assert dues == [TEN, TEN, THIRTY]
    assert "Alma" in _waiting(office)
    assert wrong(office) == []
    seen = _look(office)
    assert (seen.stands, seen.is_through, len(seen.changes)) == (2, False, 1)
    last = _carry(office)
    assert (last.done, last.after) == (3, None)
    assert [_one(office, rows[each]).due for each in cases] == [TEN, TEN, TEN]
    assert "Alma" not in _waiting(office)
    seen = _look(office)
    assert (seen.stands, seen.is_through, seen.changes) == (0, True, [])


def test_where_the_law_gives_no_date_the_earlier_day_stands_and_a_person_is_asked(
    office: Office,
) -> None:
    """An input that the rule of today does not take: it stays, and says what to do."""
    case_id = office.open_case().id
    row = add(office, case_id, rule=APPEAL, inputs=DECIDED)
    with office.writing() as desk:
        kept = open_row(desk, Deadline, row.id)
        kept.inputs = {**(kept.inputs or {}), "ruling_requested": True}
        kept.counted_by = ""  # by an earlier edition, which took it
    (change,) = _carry(office).changes
    assert (change.stays, change.now, change.question) == (True, None, newlaw.NOT_TAKEN)
    assert _one(office, row).due == THIRTY


def test_only_what_was_counted_by_another_law_is_counted_anew(office: Office) -> None:
    """A version concerns its own rule, a closed day each; one that asks the day is never sure."""
    rules = (APPEAL, "foia.response", "asylum.i589.one_year")
    with office.reading() as desk:
        before = [counting.law_of(desk, each) for each in rules]
        assert [counting.law_of(desk, each) for each in rules] == before
    _changed(office)
    with office.reading() as desk:
        after = [counting.law_of(desk, each) for each in rules]
    with office.writing("carmen") as desk:
        ownlaw.ask(desk, NewClosedDay.model_validate(CLOSED))
    with office.reading() as desk:
        closed = [counting.law_of(desk, each) for each in rules]
    assert [was == now for was, now in zip(before, after, strict=True)] == [False, True, True]
    assert [was == now for was, now in zip(after, closed, strict=True)] == [False, False, True]
    assert closed[-1] == ""


def test_nobody_carries_through_what_she_does_not_open(office: Office) -> None:
    """Bruno's own case is Bruno's."""
    mine, his = office.open_case().id, office.open_case("bruno", named_only=True).id
    add(office, mine, rule=APPEAL, inputs=DECIDED)
    add(office, his, "bruno", rule=APPEAL, inputs=DECIDED)
    _changed(office)
    assert {each.case_id for each in _look(office).changes} == {mine}


def test_a_stretch_costs_the_same_statements_however_many_dates_it_looks_at(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One case, and twelve, a date moving in each."""
    for opened in office.open_cases(12):
        add(office, opened.id, rule=APPEAL, inputs=DECIDED)
    _changed(office)
    _look(office)
    spent = []
    for many in (1, 12):
        monkeypatch.setattr(newlaw, "STRETCH", many)
        with counted(office.house.engine) as costs:
            assert len(_look(office).changes) == many
        spent.append(costs.statements)
    assert spent[0] == spent[1]


def test_the_night_shift_sees_that_a_change_came_to_its_day(office: Office) -> None:
    """And asks by mail again, once."""
    _changed(office)
    with office.night() as desk:
        assert not editions.is_due(desk)
    office.clock.forward(days=180)
    with office.night(writes=True) as desk:
        assert editions.is_due(desk)
        editions.settle(desk)
        assert not editions.is_due(desk)
    assert _waiting(office) == ["Alma", "Bruno", "Carmen", "Dina"]  # what was counted meanwhile


def test_a_law_that_changes_meanwhile_is_looked_at_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was moved stands, and she is not done by the number of before."""
    monkeypatch.setattr(newlaw, "CARRIED", 1)
    for each in office.open_cases(2):
        add(office, each.id, rule=APPEAL, inputs=DECIDED)
    change_id = _changed(office)
    first = _carry(office)
    with office.writing("carmen") as desk:
        assert not ownlaw.end(desk, change_id)
    with office.writing("bruno") as desk:
        assert ownlaw.end(desk, change_id)
    with pytest.raises(Refused, match="once more"), office.writing() as desk:
        newlaw.carry(desk, first.number)
    assert "Alma" in _waiting(office)
    assert [len(_carry(office).changes), len(_carry(office).changes)] in ([1, 0], [0, 1])
    assert "Alma" not in _waiting(office)


def test_whoever_is_given_a_case_by_one_who_has_not_looked_is_asked_again(office: Office) -> None:
    """Bruno has carried the law through; Alma's case comes to him as it was counted before."""
    case_id = office.open_case(named_only=True).id
    add(office, case_id, rule=APPEAL, inputs=DECIDED)
    _changed(office)
    _carry(office, "bruno")
    assert "Bruno" not in _waiting(office)
    with office.writing() as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "bruno")))
    assert "Bruno" in _waiting(office)
    assert [each.case_id for each in _carry(office, "bruno").changes] == [case_id]


def test_a_date_that_is_opened_again_is_asked_about(office: Office) -> None:
    """It was filed when the law changed, and is counted by the one of before."""
    filed = add(office, office.open_case().id, rule=APPEAL, inputs=DECIDED)
    with office.writing() as desk:
        endings.complete(desk, filed.id, Completion(note="Receipt 1"))
    _changed(office)
    _carry(office)
    with office.writing() as desk:
        endings.reopen(desk, filed.id, deadlines.one(desk, filed.id).version)
    assert "Alma" in _waiting(office)


def test_a_fatal_date_that_the_law_puts_into_the_past_is_overdue(office: Office) -> None:
    """It was known in time: it is not taken for one that had passed when we learned of it."""
    row = add(office, office.open_case().id, rule=APPEAL, inputs={"trigger_date": "2027-04-01"})
    office.clock.forward(days=1)
    with office.writing("carmen") as desk:
        change_id = ownlaw.ask(desk, TEN_DAYS.model_copy(update={"since": date(2027, 4, 1)}))
    with office.writing("bruno") as desk:
        ownlaw.agree(desk, change_id)
    _carry(office)
    moved = _one(office, row)
    assert (moved.due, moved.overtaken, moved.overdue) == (date(2027, 4, 12), False, True)


def test_what_a_person_marked_fatal_is_not_made_later_by_one_persons_change(
    office: Office,
) -> None:
    """The rule for evidence is not fatal, so one person changes it; the date waits for a person."""
    rule = "eoir.ic.filing.individual.nondetained"
    inputs = {"hearing_date": "2027-09-13", "hearing_type": "individual"}
    inputs |= {"custody": "non_detained"}
    row = add(office, office.open_case().id, rule=rule, inputs=inputs, fatal=True)
    later = TEN_DAYS.model_copy(update={"rule": rule, "version": 1, "since": date(2027, 9, 1)})
    with office.writing("carmen") as desk:
        ownlaw.ask(desk, later)
    (change,) = _carry(office).changes
    assert (change.stays, change.question) == (True, newlaw.MARKED)
    assert _one(office, row).due == row.due


@pytest.mark.parametrize("how", ["junk", "gone"])
def test_what_tells_who_is_asked_can_be_lost_and_everybody_is_asked(
    office: Office, how: str
) -> None:
    """No round of the night shift fails for it, and Today stands."""
    add(office, office.open_case().id, rule=APPEAL, inputs=DECIDED)
    _changed(office)
    _carry(office)
    card = "(SELECT card FROM settings WHERE name = 'office')"
    spoilt = f"UPDATE settings SET card = {card} WHERE name = 'law'"
    raw(office, "DELETE FROM settings WHERE name = 'law'" if how == "gone" else spoilt)
    assert "Alma" in _waiting(office)
    with office.night(writes=True) as desk:
        assert editions.is_due(desk)
        editions.settle(desk)
    assert "Alma" in _waiting(office)
    assert _carry(office).after is None
    assert "Alma" not in _waiting(office)


def test_a_review_falls_away_where_another_version_governs_since(office: Office) -> None:
    """She answered for thirty days, not for ten; whoever reads it again answers for those."""
    review = {"rule": APPEAL, "bar": "DC 999001", "read_again": "2027-10-01"}

    def signed(*, review_it: bool) -> tuple[date | None, bool]:
        if review_it:
            with office.writing("carmen") as desk:
                ownlaw.ask(desk, NewReview.model_validate(review))
        with office.reading() as desk:
            counted = counting.propose(desk, APPEAL, DECIDED)
            return counted.due, counted.reviewed

    assert signed(review_it=True) == (THIRTY, True)
    _changed(office)
    assert signed(review_it=False) == (TEN, False)
    assert signed(review_it=True) == (TEN, True)


def test_what_a_look_found_to_stay_is_not_opened_again_unless_it_was_written_since(
    office: Office,
) -> None:
    """A session keeps what it looked through, for the law of that number alone."""
    kept: dict[str, bytes] = {}
    drawer = SimpleNamespace(look=kept.get, keep=kept.__setitem__)
    alma = office.people["alma"]
    office.people["alma"] = replace(alma, seat=replace(alma.seat, drawer=drawer))
    appeal, response, later = (office.open_case().id for _ in range(3))
    add(office, appeal, rule=APPEAL, inputs=DECIDED)
    add(office, response, rule="foia.response", inputs={"trigger_date": "2027-04-12"})
    changing = add(office, later, rule="foia.response", inputs={"trigger_date": "2027-04-12"})
    cases = {appeal, response, later}
    with office.reading() as desk:
        assert lookedthrough.others(desk, cases) == cases
    _changed(office)
    _look(office)
    with office.writing() as desk:
        assert lookedthrough.others(desk, cases) == {appeal}
        row = open_row(desk, Deadline, changing.id)
        row.why = "Written since"
        desk.db.flush()
        assert lookedthrough.others(desk, cases) == {appeal, later}
    (change,) = _carry(office).changes
    assert (change.case_id, change.now) == (appeal, TEN)
    with office.writing("carmen") as desk:
        ownlaw.ask(desk, NewClosedDay.model_validate(CLOSED))
    with office.reading() as desk:
        assert lookedthrough.others(desk, cases) == cases
