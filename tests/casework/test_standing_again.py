"""Hearings that were cancelled and stand after all, with what had ended. It is 14 April 2027."""

from sqlalchemy import select

from app.casework import amending, endings, scheduling
from app.casework.amending import HearingChange
from app.casework.endings import Completion
from app.casework.scheduling import NewHearing
from app.models import Audit
from tests.support.office import Office

WAIVER = {"title": "Apply for the waiver", "due": "2027-08-02", "fatal": True}


def test_a_hearing_that_stands_after_all_has_its_dates_again(office: Office) -> None:
    """Those that ended with it and no other; reminders ring again, and the history says why."""
    opened = office.open_case()
    new = {"case_id": opened.id, "starts": "2027-09-14T13:00", "kind": "individual", "court": "NYC"}
    new |= {"custody": "non_detained", "typed": [WAIVER]}
    with office.writing() as desk:
        first = scheduling.schedule_hearing(desk, NewHearing.model_validate(new))
    fatal = next(each for each in first.deadlines if each.fatal)
    with office.writing() as desk:
        filing = next(each for each in first.deadlines if not each.fatal)
        endings.complete(desk, filing.id, Completion(note="Receipt 17"))
    gone = {"version": first.version, "status": "cancelled", "reason": "dismissed"}
    ended = HearingChange.model_validate(gone | {"old_dates": [{"deadline": fatal.id}]})
    with office.writing() as desk:
        cancelled = amending.change(desk, first.id, ended)
    again = {"version": cancelled.version, "status": "set", "reason": "the clerk erred"}
    with office.writing() as desk:
        view = amending.change(desk, first.id, HearingChange.model_validate(again))
        entry = desk.db.scalars(select(Audit).where(Audit.action == "hearing.change")).all()[-1]
        assert (entry.detail["before"], entry.detail["status"]) == ("cancelled", "set")
    assert sorted((each.fatal, each.status) for each in view.deadlines) == [
        (False, "filed"),
        (True, "open"),
    ]
    history = next(each for each in view.deadlines if each.fatal).history
    assert [(each["status"], each["reason"]) for each in history] == [
        ("open", "dismissed"),
        ("moved", "the clerk erred"),
    ]
    assert (view.status, view.ended_reason) == ("set", "the clerk erred")
    with office.night() as desk:
        office.calendar.follow(desk)
    entries = [office.calendar.get(each) for each in (first.id, fatal.id)]
    assert all(entry is not None and entry.is_reminded for entry in entries)
