"""Hearings that were cancelled and stand after all, with what had ended. It is 14 April 2027."""

import pytest
from sqlalchemy import select

from app.casework import amending, endings, scheduling
from app.casework.amending import HearingChange
from app.casework.endings import Completion
from app.casework.hearings import HearingView
from app.casework.scheduling import NewHearing
from app.errors import Refused
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
        changes = select(Audit).where(Audit.action == "hearing.change").order_by(Audit.seq)
        entry = desk.db.scalars(changes).all()[-1]
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


def _set(office: Office, custody: str) -> HearingView:
    """A hearing on 14 July: of one who is not detained, filings are due 30 days before."""
    opened = office.open_case()
    new = {"case_id": opened.id, "starts": "2027-07-14T09:30", "kind": "individual", "court": "NOL"}
    with office.writing() as desk:
        return scheduling.schedule_hearing(
            desk, NewHearing.model_validate(new | {"custody": custody})
        )


def _change(office: Office, view: HearingView, **wanted: object) -> HearingView:
    change = HearingChange.model_validate({"version": view.version} | wanted)
    with office.writing() as desk:
        return amending.change(desk, view.id, change)


def _over(office: Office, view: HearingView, how: str) -> HearingView:
    if how == "held":
        office.clock.forward(days=91)
    return _change(office, view, status=how, reason="as the clerk said")


def _dates(view: HearingView) -> list[tuple[str, str, str]]:
    return [(each.status, each.due.isoformat(), each.inputs["custody"]) for each in view.deadlines]


@pytest.mark.parametrize("how", ["cancelled", "held"])
def test_custody_corrected_meanwhile_sets_its_date_when_the_hearing_stands(
    office: Office, how: str
) -> None:
    """Detained, then over, then corrected: set again, the filing date of 30 days is there."""
    view = _set(office, "detained")
    assert view.deadlines == []
    view = _change(office, _over(office, view, how), custody="non_detained")
    assert (view.status, view.deadlines) == (how, [])
    view = _change(office, view, status="set")
    assert _dates(view) == [("open", "2027-06-14", "non_detained")]
    with office.night() as desk:
        office.calendar.follow(desk)
    entry = office.calendar.get(view.deadlines[0].id)
    assert entry is not None
    assert entry.is_reminded


@pytest.mark.parametrize("how", ["cancelled", "held"])
def test_a_date_of_the_former_custody_does_not_run_on_without_a_word(
    office: Office, how: str
) -> None:
    """Not detained, then over, then corrected: it ends with its reason, or somebody keeps it."""
    view = _change(office, _over(office, _set(office, "non_detained"), how), custody="detained")
    with pytest.raises(Refused) as asked:
        _change(office, view, status="set")
    assert asked.value.fields.keys() == {"reason"}
    order = {"rule": view.deadlines[0].rule, "choice": "change", "due": "2027-06-16"}
    order |= {"reason": "Ordered on 12 April", "sure": "2027-06-16"}
    view = _change(office, view, status="set", reason="Arrested", follows=[order])
    assert sorted(_dates(view)) == [
        ("not_needed", "2027-06-14", "non_detained"),
        ("open", "2027-06-16", "detained"),
    ]


def test_what_was_kept_for_another_custody_is_asked_about_once(office: Office) -> None:
    """Kept by somebody's word, it runs again with the hearing and nothing ends it in silence."""
    view = _change(
        office, _over(office, _set(office, "non_detained"), "cancelled"), custody="unknown"
    )
    keep = [{"deadline": view.deadlines[0].id, "choice": "keep"}]
    view = _change(office, view, status="set", reason="Erred", old_dates=keep)
    assert _dates(view) == [("open", "2027-06-14", "non_detained")]
    view = _change(office, _over(office, view, "cancelled"), status="set")
    assert _dates(view) == [("open", "2027-06-14", "non_detained")]


def test_custody_corrected_and_corrected_back_counts_nothing_anew(office: Office) -> None:
    """What stood for the custody that it has now runs on as it was."""
    view = _over(office, _set(office, "non_detained"), "cancelled")
    view = _change(office, _change(office, view, custody="detained"), custody="non_detained")
    assert _dates(_change(office, view, status="set")) == [("open", "2027-06-14", "non_detained")]


FILING = "eoir.ic.filing.individual.nondetained"


def test_a_date_left_out_for_one_custody_is_counted_for_another(office: Office) -> None:
    """Left out because a detained client has no default day; released, the client has one."""
    opened = office.open_case()
    new = {"case_id": opened.id, "starts": "2027-07-14T09:30", "kind": "individual", "court": "NOL"}
    left = {"rule": FILING, "choice": "leave", "reason": "The court will order a day"}
    detained = NewHearing.model_validate(new | {"custody": "detained", "follows": [left]})
    with office.writing() as desk:
        view = scheduling.schedule_hearing(desk, detained)
    assert view.deadlines == []
    assert [(each.rule, each.taken_at) for each in view.left_out] == [(FILING, None)]
    view = _change(office, view, custody="non_detained")
    assert _dates(view) == [("open", "2027-06-14", "non_detained")]
    assert [each.taken_at is None for each in view.left_out] == [False]


def test_a_date_left_out_stays_so_for_the_custody_it_was_left_out_for(office: Office) -> None:
    """Nothing is asked twice: somebody decided, and says so again where the custody is another."""
    opened = office.open_case()
    new = {"case_id": opened.id, "starts": "2027-07-14T09:30", "kind": "individual", "court": "NOL"}
    left = {"rule": FILING, "choice": "leave", "reason": "Filed already on paper"}
    with office.writing() as desk:
        view = scheduling.schedule_hearing(
            desk, NewHearing.model_validate(new | {"custody": "non_detained", "follows": [left]})
        )
    view = _change(office, _over(office, view, "cancelled"), status="set", reason="Erred")
    assert view.deadlines == []
    assert [each.taken_at for each in view.left_out] == [None]
