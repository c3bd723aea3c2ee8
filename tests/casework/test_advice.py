"""Limited advice beyond clinics. The clock stands at 14 April 2027."""

from datetime import date

import pytest

from app.casework import adding, advice, moving, scheduling
from app.casework.adding import NewDeadline
from app.casework.advice import NewAdvice
from app.casework.moving import DeadlineChange
from app.casework.scheduling import NewHearing
from app.errors import Refused
from tests.support.office import Office


def test_what_was_told_stays_as_it_was_told(office: Office) -> None:
    """With language, way and dates; a date that moved since stands in no advice, ours never."""
    case = office.open_case().id
    dates = (("told", "2027-05-03"), ("ours", "2027-05-10"))
    with office.writing() as desk:
        hers, _ = (
            adding.add(
                desk,
                NewDeadline.model_validate(
                    {"case_id": case, "title": f"Mail it ({whose})", "due": due, "whose": whose}
                ),
            )
            for whose, due in dates
        )
        before = advice.of_case(desk, case)
    assert ([each.id for each in before.dates], before.untold) == ([hers.id], [hers.id])
    with office.writing() as desk:
        told = advice.give(desk, case, NewAdvice(words="Mail it yourself.", language="es"))
    [given] = told.given
    assert (told.untold, given.told_on, given.by) == ([], date(2027, 4, 14), "Alma")
    assert (given.language, given.way) == ("es", "sheet")
    with office.writing() as desk:
        change = {"version": hers.version, "due": "2027-05-05", "override_reason": "The clerk"}
        moving.change(desk, hers.id, DeadlineChange.model_validate(change))
    with office.reading() as desk:
        moved = advice.of_case(desk, case)
        assert [each.due for each in moved.given[0].dates] == [date(2027, 5, 3)]
        assert ([each.due for each in moved.dates], moved.untold) == (
            [date(2027, 5, 5)],
            [hers.id],
        )


def test_whoever_is_advised_is_told_of_a_hearing_that_is_still_to_come(office: Office) -> None:
    """That of this evening stands on the sheet, that of yesterday does not."""
    case = office.open_case().id
    for starts, past in (("2027-04-14T20:00", False), ("2027-04-13T09:00", True)):
        new = {"case_id": case, "starts": starts, "kind": "bond", "court": "NYC", "past": past}
        with office.writing() as desk:
            scheduling.schedule_hearing(desk, NewHearing.model_validate(new))
    with office.reading() as desk:
        told = advice.of_case(desk, case).hearings
    assert [(each.kind, each.starts.isoformat()) for each in told] == [
        ("bond", "2027-04-14T20:00:00")
    ]


def test_advice_names_its_language_and_a_day_that_was(office: Office) -> None:
    """Neither tomorrow's nor in no language."""
    case = office.open_case().id
    for wanted, field in (({"language": ""}, "language"), ({"told_on": "2027-04-15"}, "told_on")):
        typed = {"words": "Wait for the letter.", "language": "es", **wanted}
        with pytest.raises(Refused) as refused, office.writing() as desk:
            advice.give(desk, case, NewAdvice.model_validate(typed))
        assert set(refused.value.fields) == {field}
