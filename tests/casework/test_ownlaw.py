"""What an office changes of the law that is shipped. It is Wednesday 14 April 2027.

A decision of Monday 12 April is appealed within 30 days by Wednesday 12 May; under the version of
10 days, which a court vacated, by Thursday 22 April (8 CFR 1003.38; 91 FR, FR Doc. 2026-02326).
"""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError
from sqlalchemy import delete

from app.casework import audit, counting, directory, editions, lawdeeds, ownlaw, rulebook, seats
from app.casework.editions import HOLDS
from app.casework.lawdeeds import ENDED, WAITS
from app.casework.ownlaw import NewClosedDay, NewReview, NewVersion, Refusal
from app.casework.reminders.troubles import LAW_REFUSED
from app.crypto import lawchanges
from app.crypto.lawchanges import AGREED, ASKED, Word
from app.errors import NotFound, Refused
from app.models import LawChange, Principal, Staff
from tests.casework.bringing_back import signs_in, wrong
from tests.casework.covering import alarms
from tests.casework.test_puppets import puppet
from tests.support.office import Office, id_of
from tests.support.one_engine import first_on_both
from tests.support.shell import raw
from tests.support.smaller import leave_long_ago

APPEAL = "eoir.bia.appeal"
DECIDED = {"trigger_date": "2027-04-12"}
TEN_DAYS: dict[str, object] = {
    "rule": APPEAL,
    "version": 2,
    "since": "2027-04-09",
    "until": "2027-10-01",
    "cite": "D.C. Circuit, order of 9 April 2027",
    "reason": "The vacatur is stayed.",
}
CLOSURE: dict[str, object] = {"day": "2027-05-12", "cite": "An executive order of 1 April 2027"}
REVIEW: dict[str, object] = {
    "rule": APPEAL,
    "bar": "DC 999001",
    "read_again": "2027-10-01",
}


def _ten_days(**more: object) -> NewVersion:
    return NewVersion.model_validate(TEN_DAYS | more)


def _closure(**more: object) -> NewClosedDay:
    return NewClosedDay.model_validate(CLOSURE | more)


def _review(**more: object) -> NewReview:
    return NewReview.model_validate(REVIEW | more)


def _ask(office: Office, new: ownlaw.New, by: str = "carmen") -> UUID:
    with office.writing(by) as desk:
        return ownlaw.ask(desk, new)


def _agree(office: Office, change_id: UUID, by: str = "alma") -> None:
    with office.writing(by) as desk:
        ownlaw.agree(desk, change_id)


def _end(office: Office, change_id: UUID, by: str = "carmen") -> bool:
    with office.writing(by) as desk:
        return ownlaw.end(desk, change_id)


def _counted(office: Office) -> counting.ProposalView:
    with office.reading() as desk:
        return counting.propose(desk, APPEAL, DECIDED)


def _state(office: Office, change_id: UUID) -> tuple[str, bool]:
    with office.reading() as desk:
        found = ownlaw.one(desk, change_id)
        return found.state, found.changed


def test_two_people_make_another_version_of_a_fatal_rule_govern(office: Office) -> None:
    """Until the second agrees nothing moves; once ended, the shipped version governs again."""
    change_id = _ask(office, _ten_days())
    assert _counted(office).due == date(2027, 5, 12)
    with pytest.raises(Refused, match="yourself"):
        _agree(office, change_id, "carmen")
    with pytest.raises(Refused, match="attorney"):
        _agree(office, change_id, "dina")
    _agree(office, change_id)
    counted = _counted(office)
    assert (counted.due, counted.version) == (date(2027, 4, 22), 2)
    assert "office_version" in {each["id"] for each in counted.warnings}
    with pytest.raises(NotFound):
        _agree(office, change_id)
    assert not _end(office, change_id)
    with pytest.raises(Refused, match="yourself"):
        _end(office, change_id)
    with pytest.raises(Refused, match="attorney"):
        _end(office, change_id, "dina")
    assert _counted(office).version == 2
    assert _end(office, change_id, "bruno")
    assert _counted(office).due == date(2027, 5, 12)
    assert _state(office, change_id) == (ENDED, False)
    assert wrong(office) == []


def _refuse(office: Office, change_id: UUID, by: str = "alma", why: str = "Vacated again.") -> None:
    with office.writing(by) as desk:
        ownlaw.refuse(desk, change_id, Refusal(reason=why))


def test_a_second_person_says_no_with_a_reason_and_who_asked_is_told(office: Office) -> None:
    """It never holds, its row and the record agree, and nobody agrees to it afterwards."""
    change_id = _ask(office, _ten_days())
    with pytest.raises(Refused) as without:
        _refuse(office, change_id, why="")
    assert "reason" in without.value.fields
    with pytest.raises(Refused, match="yourself"):
        _refuse(office, change_id, "carmen")
    with pytest.raises(Refused, match="attorney"):
        _refuse(office, change_id, "dina")
    _refuse(office, change_id)
    with office.reading("carmen") as desk:
        found = ownlaw.one(desk, change_id)
    assert (found.state, found.changed) == (ENDED, False)
    assert (found.refused_why, found.ended_by) == ("Vacated again.", _name(office, "alma"))
    assert LAW_REFUSED in alarms(office, "carmen")
    assert _counted(office).version == 1
    assert wrong(office) == []
    with pytest.raises(NotFound):
        _agree(office, change_id, "bruno")


def test_a_second_person_says_no_to_what_was_asked_for_by_one_alone(office: Office) -> None:
    """Asked for where nobody else was there, it waits for her: her no is as sound as her yes."""
    with office.night(writes=True) as desk:
        for name in ("alma", "bruno"):
            desk.db.get_one(Staff, id_of(office, name)).role = "paralegal"
    change_id = _ask(office, _ten_days())
    with office.night(writes=True) as desk:
        desk.db.get_one(Staff, id_of(office, "alma")).role = "attorney"
    _refuse(office, change_id)
    assert _state(office, change_id) == (ENDED, False)


def _name(office: Office, name: str) -> str:
    with office.reading(name) as desk:
        return desk.who.name


def test_an_attorneys_word_alone_ends_nothing_that_held(office: Office) -> None:
    """Agreed to by two, it is not ended by one who signs as if it had only waited."""
    change_id = _ask(office, _ten_days())
    _agree(office, change_id)
    with pytest.raises(NotFound):
        _refuse(office, change_id, "bruno")
    assert _counted(office).version == 2


def test_a_change_ends_by_itself_on_its_day(office: Office) -> None:
    """The last day counts."""
    _agree(office, _ask(office, _ten_days(until="2027-04-20")))
    before = _edition(office)
    office.clock.forward(days=6)
    assert _counted(office).version == 2
    office.clock.forward(days=1)
    assert _counted(office).version == 1
    assert _edition(office) != before


def _edition(office: Office) -> str:
    with office.night() as desk:
        return editions.of_today(desk)


def test_a_closure_takes_one_person_and_makes_nothing_of_ours_later(office: Office) -> None:
    """The day itself stays due; the safe day is the one before (5 USC 6103 says nothing of it)."""
    before = _edition(office)
    change_id = _ask(office, _closure())
    counted = _counted(office)
    assert _state(office, change_id) == (HOLDS, False)
    assert (counted.due, counted.file_by) == (date(2027, 5, 12), date(2027, 5, 12))
    assert counted.latest == date(2027, 5, 13)
    assert _edition(office) != before


def test_a_closed_day_that_moves_dates_later_takes_two(office: Office) -> None:
    """A legal holiday that the calendar does not know."""
    change_id = _ask(office, _closure(sort="legal"))
    assert (_state(office, change_id)[0], _counted(office).due) == (WAITS, date(2027, 5, 12))
    _agree(office, change_id)
    assert _counted(office).due == date(2027, 5, 13)


def test_a_review_says_who_answers_for_the_rule_as_it_stands(office: Office) -> None:
    """It moves nothing, and the law is no other by it; signed at ten that evening in the office."""
    office.clock.forward(hours=12)
    before = _edition(office)
    assert not _counted(office).reviewed
    _ask(office, _review())
    counted = _counted(office)
    assert counted.reviewed
    assert all(told["reviewed"] for told in counted.answers.values())
    assert (counted.due, _edition(office)) == (date(2027, 5, 12), before)
    with office.reading() as desk:
        kept = ownlaw.in_force(desk).reviews[APPEAL]
    assert kept == ("Carmen", "DC 999001", date(2027, 4, 14), date(2027, 10, 1))


@first_on_both(
    ("new", "field"),
    [
        (_ten_days(rule="no.such.rule"), "rule"),
        (_ten_days(version=9), "version"),
        (_ten_days(until="2027-04-14"), "until"),
        (_ten_days(until="2028-04-20"), "until"),
        (_closure(day="2199-01-04"), "day"),
        (_closure(day="2027-05-15"), "day"),  # a Saturday
        (_closure(day="2027-05-17", sort="observed_friday"), "sort"),  # a Monday
        (_closure(day="2027-05-31"), "day"),  # Memorial Day
        (_review(read_again="2027-04-14"), "read_again"),
        (_review(rule="no.such.rule"), "rule"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    office: Office, new: ownlaw.New, field: str
) -> None:
    """With a sentence, and nothing written."""
    with pytest.raises(Refused) as refused, office.writing("carmen") as desk:
        ownlaw.ask(desk, new)
    assert list(refused.value.fields) == [field]
    with office.reading() as desk:
        assert ownlaw.listed(desk) == []


def test_an_office_of_one_changes_the_law_alone(office: Office) -> None:
    """Nobody else could agree; the row says by her signature that she was alone."""
    leave_long_ago(office, "alma", "bruno")
    _ask(office, _ten_days())
    with office.reading("carmen") as desk:
        assert counting.propose(desk, APPEAL, DECIDED).due == date(2027, 4, 22)


def test_a_version_that_a_later_pack_lacks_governs_nowhere(office: Office) -> None:
    """Its rule is listed and counted as it is shipped, and so is every other."""
    rule, says = "foia.response", _ten_days(rule="foia.response", version=9)
    with office.writing("carmen") as desk:
        told = says.model_dump(mode="json")
        row = LawChange(
            state=HOLDS, says=told, asked_by=desk.who.id, asked_at=desk.now, asked_word=""
        )
        row.asked_word = ownlaw._signed(desk, row, ASKED)
        desk.db.add(row)
        desk.db.flush()
        audit.note(desk, lawdeeds.ASK, row.id)
    with office.reading() as desk:
        assert [each.state for each in ownlaw.listed(desk)] == [ownlaw.OVER]
        shown = rulebook.one(desk, rule)
        counted = counting.propose(desk, rule, DECIDED)
        assert counting.propose(desk, APPEAL, DECIDED).due == date(2027, 5, 12)
    assert (shown.own_version, shown.period) == (None, "20 working days after")
    assert (counted.version, counted.due) == (1, date(2027, 5, 10))


# --- whoever writes to the database, with the server key too ------------------------------------


def test_a_change_that_waits_cannot_be_made_to_hold(office: Office) -> None:
    """Neither by its state, nor by the asker's own word in the second's place."""
    change_id = _ask(office, _ten_days())
    with office.night(writes=True) as desk:
        row = desk.db.get_one(LawChange, change_id)
        row.state, row.agreed_by, row.agreed_at = HOLDS, id_of(office, "alma"), desk.now
        row.agreed_word = row.asked_word
    assert _counted(office).version == 1
    assert _state(office, change_id) == (WAITS, True)
    assert any("otherwise than on record" in each for each in wrong(office))


def test_another_content_behind_the_same_words_counts_for_nothing(office: Office) -> None:
    """The day until which it holds, pushed on for years."""
    change_id = _ask(office, _ten_days())
    _agree(office, change_id)
    with office.night(writes=True) as desk:
        row = desk.db.get_one(LawChange, change_id)
        row.says = {**row.says, "until": "2037-01-01"}
    assert _counted(office).version == 1
    assert any("without the words" in each for each in wrong(office))


def test_what_was_changed_outside_asks_nobody_for_her_word(office: Office) -> None:
    """Neither a change nor a review: no second word could make it hold, so none is taken."""
    change_id, review_id = _ask(office, _ten_days()), _ask(office, _review())
    with office.night(writes=True) as desk:
        for each in (change_id, review_id):
            row = desk.db.get_one(LawChange, each)
            row.says = {**row.says, "reason": "Another."}
    with office.reading("alma") as desk:
        assert not ownlaw.asks(desk)
        assert not any(each.may_agree for each in ownlaw.listed(desk))
    for each in (change_id, review_id):
        with pytest.raises(NotFound):
            _agree(office, each)


def test_a_paralegals_key_signs_no_change(office: Office) -> None:
    """Well signed, by somebody who was never certified as a supervising attorney."""
    _ask(office, _closure())
    seat = office.people["dina"].seat
    says: dict[str, Any] = _closure(day="2027-05-13").model_dump(mode="json")
    with office.night(writes=True) as desk:
        row = LawChange(
            state=HOLDS, says=says, asked_by=seat.staff_id, asked_at=desk.now, asked_word=""
        )
        word = Word(ASKED, False, row.id, seat.staff_id, 1, lawchanges.print_of(says))
        row.asked_word = lawchanges.give(word, seat.keys.signing_seed).hex()
        desk.db.add(row)
    with office.reading() as desk:
        days = ownlaw.in_force(desk).office["calendar_add"]
    assert [each["date"] for each in days] == ["2027-05-12"]


def test_one_person_signs_in_both_places_for_nothing(office: Office) -> None:
    """A supervising attorney with the server key is not two people."""
    change_id = _ask(office, _ten_days())
    seat = office.people["carmen"].seat
    with office.night(writes=True) as desk:
        row = desk.db.get_one(LawChange, change_id)
        word = Word(AGREED, False, row.id, seat.staff_id, 1, lawchanges.print_of(row.says))
        row.state, row.agreed_by, row.agreed_at = HOLDS, seat.staff_id, desk.now
        row.agreed_word = lawchanges.give(word, seat.keys.signing_seed).hex()
    assert _counted(office).version == 1


def test_a_change_is_not_ended_by_a_row(office: Office) -> None:
    """It holds on, shown as changed, until somebody signs for its end."""
    change_id = _ask(office, _ten_days())
    _agree(office, change_id)
    with office.night(writes=True) as desk:
        row = desk.db.get_one(LawChange, change_id)
        row.state, row.ended_by, row.ended_at = ENDED, id_of(office, "carmen"), desk.now
    assert _counted(office).version == 2
    assert any("otherwise than on record" in each for each in wrong(office))


def test_a_change_that_was_taken_away_is_named(office: Office) -> None:
    """By the record of deeds."""
    change_id = _ask(office, _closure())
    with office.night(writes=True) as desk:
        desk.db.execute(delete(LawChange))
    assert any(str(change_id) in each for each in wrong(office))
    assert _counted(office).latest == date(2027, 5, 12)


# --- what an attacker tried --------------------------------------------------------------------


@pytest.mark.parametrize(
    "own",
    [
        {"office": {"calendar_add": [{"date": "2027-05-12", "class": "legal"}]}},
        {"office": {APPEAL: {"version": 2}}},
        {"today": "2030-01-01"},
    ],
)
def test_nobody_brings_law_of_her_own_with_a_date(office: Office, own: dict[str, object]) -> None:
    """Neither to count with, nor to be kept beside the date."""
    with pytest.raises(Refused) as refused, office.reading() as desk:
        counting.propose(desk, APPEAL, DECIDED | own)
    assert list(refused.value.fields) == ["inputs"]


def test_a_row_put_back_from_before_says_nothing_that_the_record_does_not(office: Office) -> None:
    """An ended change does not hold again, nor is one that holds suspended; the hour names both."""
    ended, holds = _ask(office, _ten_days()), _ask(office, _closure())
    _agree(office, ended)
    raw(office, "CREATE TABLE kept AS SELECT * FROM law_changes")
    _end(office, ended)
    _end(office, ended, "bruno")
    raw(office, "DELETE FROM law_changes", "INSERT INTO law_changes SELECT * FROM kept")
    assert _counted(office).version == 1
    assert _state(office, ended) == (ENDED, True)
    assert _state(office, holds) == (HOLDS, False)
    with office.night() as desk:
        assert [each for each in lawdeeds.differs(desk) if str(ended) in each]
    with pytest.raises(NotFound):
        _agree(office, ended, "bruno")


def test_a_suspended_change_holds_on(office: Office) -> None:
    """With the server key: its state alone says nothing."""
    change_id = _ask(office, _ten_days())
    _agree(office, change_id)
    with office.night(writes=True) as desk:
        desk.db.get_one(LawChange, change_id).state = WAITS
    assert _counted(office).version == 2


def test_a_colleague_of_today_is_no_second_attorney(office: Office) -> None:
    """Invited and certified by whoever asks, she agrees in two weeks at the earliest."""
    change_id, thief = _ask(office, _ten_days()), puppet(office, "alma")
    with pytest.raises(Refused, match="two weeks"), seats.writing(office.house, thief) as desk:
        ownlaw.agree(desk, change_id)
    signs_in(office, "carmen")  # her word on the record before it
    office.clock.forward(days=15)
    with seats.writing(office.house, thief) as desk:
        ownlaw.agree(desk, change_id)
    assert _state(office, change_id) == (HOLDS, False)
    assert _counted(office).version == 2


def _certify(office: Office, name: str, role: str) -> None:
    with office.writing("carmen") as desk:
        directory.certify(desk, desk.db.get_one(Principal, id_of(office, name)), role)
        desk.db.get_one(Staff, id_of(office, name)).role = role


def test_who_was_alone_is_so_no_more_once_another_attorney_is_there(office: Office) -> None:
    """Made paralegals for the minute of asking, they are asked for their word afterwards."""
    for name in ("alma", "bruno"):
        _certify(office, name, "paralegal")
    change_id = _ask(office, _ten_days())
    assert _state(office, change_id) == (HOLDS, False)
    _certify(office, "alma", "attorney")
    assert _state(office, change_id) == (WAITS, False)
    assert _counted(office).version == 1


def test_an_account_that_does_not_open_may_be_an_attorney(office: Office) -> None:
    """Nobody makes herself alone by spoiling the others' rows."""
    card = "(SELECT card FROM staff WHERE role = 'intake')"
    raw(office, f"UPDATE staff SET card = {card} WHERE role = 'attorney'")
    assert _state_by(office, _ask(office, _ten_days()), "carmen") == WAITS


def _state_by(office: Office, change_id: UUID, name: str) -> str:
    with office.reading(name) as desk:
        return ownlaw.one(desk, change_id).state


def test_what_happened_before_its_first_day_keeps_its_law(office: Office) -> None:
    """A decision of the day before is appealed within thirty days."""
    _agree(office, _ask(office, _ten_days(since="2027-04-13")))
    assert _counted(office).version == 1
    with office.reading() as desk:
        later = counting.propose(desk, APPEAL, {"trigger_date": "2027-04-13"})
    assert later.version == 2
    assert any("D.C. Circuit, order of 9 April" in step["cite"] for step in later.steps)


def test_a_review_that_is_to_be_read_again_counts_no_more(office: Office) -> None:
    """On that day the rule is reviewed by nobody; and nobody signs in another's name."""
    _ask(office, _review())
    assert _counted(office).reviewed
    office.clock.forward(days=171)
    assert not _counted(office).reviewed
    with pytest.raises(ValidationError):
        _review(name="Alma")
    with pytest.raises(Refused), office.writing("carmen") as desk:
        ownlaw.ask(desk, _review(read_again="2099-01-01"))


@pytest.mark.parametrize(
    "says",
    [
        {},
        {"kind": "version"},
        {"kind": "review", "rule": "x"},
        {"kind": "closed_day", "day": "x"},
        [],
    ],
    ids=str,
)
def test_a_change_that_says_nothing_shuts_no_page(office: Office, says: object) -> None:
    """Sealed with the server key: dates are counted, Today opens, and the check names it."""
    with office.night(writes=True) as desk:
        desk.db.add(
            LawChange(
                state="holds",
                says=says,
                asked_by=id_of(office, "carmen"),
                asked_at=desk.now,
                asked_word="",
            )
        )
    with office.reading() as desk:
        assert not ownlaw.asks(desk)
        assert ownlaw.listed(desk) == []
        editions.of_today(desk)
    assert _counted(office).version == 1
    assert any("asked for by no deed" in each for each in wrong(office))
