"""A hearing that was called off and stands after all, as its mails tell it. It is 14 April 2027."""

from uuid import UUID

from app.casework import amending, reminders, scheduling
from app.casework.amending import HearingChange
from app.casework.reminders.mails import items_of
from app.casework.scheduling import NewHearing
from app.models import Mail
from tests.support.office import Office

WAIVER = {"title": "Apply for the waiver", "due": "2027-04-19", "fatal": True}


def _told(office: Office) -> list[tuple[UUID, str]]:
    """Plan a round, and return what Alma's newest mails tell: dates, and what is new of them."""
    with office.night(writes=True) as desk:
        for row in desk.db.query(Mail).filter_by(state="ready"):
            row.state = "dropped"
        desk.db.flush()
        planned = reminders.plan(desk, office.calendar)
        desk.db.flush()
        mine = desk.db.query(Mail).filter_by(state="ready", recipient_id=office.people["alma"].id)
        found = [(item.entry_id, item.news) for mail in mine for item in items_of(mail)]
    office.calendar.planned(planned.ids, office.clock())
    office.clock.forward(hours=1)
    return found


def test_whoever_read_that_it_no_longer_holds_reads_that_it_does(office: Office) -> None:
    """The hearing and the date that ended with it: told, withdrawn, and told as changed."""
    opened = office.open_case()
    new = {"case_id": opened.id, "starts": "2027-04-20T13:00", "kind": "individual", "court": "NYC"}
    new |= {"custody": "non_detained", "typed": [WAIVER]}
    with office.writing() as desk:
        view = scheduling.schedule_hearing(desk, NewHearing.model_validate(new))
    [fatal] = [each for each in view.deadlines if each.fatal]
    both = {view.id, fatal.id}
    assert {key for key, _ in _told(office)} >= both
    for _ in range(2):
        gone = {"version": view.version, "status": "cancelled", "reason": "dismissed"}
        ended = HearingChange.model_validate(gone | {"old_dates": [{"deadline": fatal.id}]})
        with office.writing() as desk:
            view = amending.change(desk, view.id, ended)
        assert {key for key, news in _told(office) if news == "withdrawn"} >= both
        again = {"version": view.version, "status": "set", "reason": "the clerk erred"}
        with office.writing() as desk:
            view = amending.change(desk, view.id, HearingChange.model_validate(again))
        told = _told(office)
        assert {key for key, news in told if news == "changed"} >= both
        assert {key for key, news in told if not news} >= both
