"""Hearings that are moved, held, doubled, or set in a zone that is not the court's.

The clock stands at Wednesday 14 April 2027, 10:00 in New York.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from app.casework import (
    adding,
    amending,
    cases,
    clashes,
    following,
    hearings,
    people,
    reminders,
    scheduling,
)
from app.casework.adding import NewDeadline
from app.casework.amending import HearingChange
from app.casework.calendar import Calendar
from app.casework.following import Follow, TypedDate
from app.casework.hearings import HearingView
from app.casework.people import PersonChange
from app.casework.replacing import OldDate
from app.casework.scheduling import NewHearing
from app.errors import Conflict, Forbidden, Refused
from tests.support.office import Office

FILING = "eoir.ic.filing.individual.nondetained"
FATAL = TypedDate(title="Apply for the waiver", due=date(2027, 8, 2), fatal=True)


def _new(case_id: UUID, starts: str = "2027-09-14T13:00", **more: object) -> NewHearing:
    facts = {"kind": "individual", "custody": "non_detained", "court": "NYC"}
    return NewHearing.model_validate({"case_id": case_id, "starts": starts} | facts | more)


def _set(office: Office, case_id: UUID, *args: str, by: str = "alma", **more: Any) -> HearingView:
    with office.writing(by) as desk:
        return scheduling.schedule_hearing(desk, _new(case_id, *args, **more))


def _refused(office: Office, case_id: UUID, *args: str, **more: Any) -> dict[str, str]:
    with pytest.raises(Refused) as refusal, office.writing() as desk:
        scheduling.schedule_hearing(desk, _new(case_id, *args, **more))
    with office.reading() as desk:
        written = cases.one(desk, case_id).hearings
    assert all(view.starts != _new(case_id, *args).starts for view in written)
    return refusal.value.fields


# --- how a hearing ended ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "may"),
    [
        # 15 April in New York begins at 04:00 UTC; in Honolulu at 10:00.
        pytest.param("2027-04-15T03:59:00+00:00", False, id="the evening before"),
        pytest.param("2027-04-15T04:00:00+00:00", True, id="the court's midnight"),
        pytest.param("2027-04-16T04:00:00+00:00", True, id="the day after"),
    ],
)
def test_a_hearing_is_held_on_its_day_or_later(office: Office, at: str, may: bool) -> None:
    """The day is the court's, whatever the office's clock says."""
    opened = office.open_case()
    view = _set(office, opened.id, "2027-04-15T09:00")
    office.clock.now = datetime.fromisoformat(at)
    held = HearingChange(version=view.version, status="held")
    with office.writing() as desk:
        if may:
            assert amending.change(desk, view.id, held).status == "held"
        else:
            with pytest.raises(Refused) as refusal:
                amending.change(desk, view.id, held)
            assert "still to come" in refusal.value.fields["status"]
    with office.reading() as desk:
        assert hearings.one(desk, view.id).status == ("held" if may else "set")


def test_the_day_of_a_western_court_begins_later(office: Office) -> None:
    """At midnight in New York a hearing in Honolulu on that day is still to come."""
    opened = office.open_case()
    view = _set(office, opened.id, "2027-04-15T09:00", court="HON")
    assert view.tz == "Pacific/Honolulu"
    office.clock.now = datetime.fromisoformat("2027-04-15T09:59:00+00:00")
    held = HearingChange(version=view.version, status="held")
    with office.writing() as desk, pytest.raises(Refused):
        amending.change(desk, view.id, held)
    office.clock.now = datetime.fromisoformat("2027-04-15T10:00:00+00:00")
    with office.writing() as desk:
        assert amending.change(desk, view.id, held).status == "held"


def test_a_cancelled_hearing_says_how_we_know(office: Office) -> None:
    """Without a reason it is refused; with one, why it had been moved still stands beside it."""
    opened = office.open_case()
    first = _set(office, opened.id)
    view = _set(office, opened.id, "2027-10-19T08:30", replaces=first.id, reason="reset by notice")
    with pytest.raises(Refused) as refusal, office.writing() as desk:
        amending.change(desk, view.id, HearingChange(version=view.version, status="cancelled"))
    assert set(refusal.value.fields) == {"reason"}
    known = HearingChange(version=view.version, status="cancelled", reason="the clerk telephoned")
    with office.writing() as desk:
        now = amending.change(desk, view.id, known)
    assert (now.status, now.reason, now.ended_reason) == (
        "cancelled",
        "reset by notice",
        "the clerk telephoned",
    )


# --- the court's zone ---------------------------------------------------------------------------


def test_the_courts_zone_is_taken_where_none_is_given(office: Office) -> None:
    """New Orleans keeps Central time, whatever the office keeps."""
    view = _set(office, office.open_case().id, court="NOL")
    assert (view.tz, view.court_tz, view.other_zone) == (
        "America/Chicago",
        "America/Chicago",
        False,
    )


def test_a_zone_that_contradicts_the_court_is_asked_about(office: Office) -> None:
    """It is kept only when confirmed, and then said to differ; 13:00 in New York is 17:00 UTC."""
    opened = office.open_case()
    zone: dict[str, Any] = {"court": "NOL", "tz": "America/New_York"}
    assert set(_refused(office, opened.id, **zone)) == {"tz"}
    view = _set(office, opened.id, **zone, tz_confirmed=True)
    assert (view.tz, view.other_zone) == ("America/New_York", True)
    assert view.starts_at == datetime.fromisoformat("2027-09-14T17:00:00+00:00")


def test_another_name_for_the_same_clock_contradicts_nothing(office: Office) -> None:
    """Detroit and New York show the same hour on that day."""
    view = _set(office, office.open_case().id, tz="America/Detroit")
    assert (view.tz, view.other_zone) == ("America/Detroit", False)


def test_the_same_offset_in_summer_alone_is_told_by_the_day(office: Office) -> None:
    """Phoenix and Los Angeles agree in July and differ in January."""
    opened = office.open_case()
    los_angeles: dict[str, Any] = {"court": "LOS", "tz": "America/Phoenix", "kind": "master"}
    assert not _set(office, opened.id, "2027-07-14T09:00", **los_angeles).other_zone
    assert set(_refused(office, opened.id, "2028-01-12T09:00", **los_angeles)) == {"tz"}


# --- a second individual hearing, and a new setting ---------------------------------------------


def test_a_second_individual_hearing_is_asked_about(office: Office) -> None:
    """Either it replaces the first or both stand; other kinds, and past ones, ask nothing."""
    opened = office.open_case()
    first = _set(office, opened.id)
    assert set(_refused(office, opened.id, "2027-08-10T09:00")) == {"replaces"}
    assert _set(office, opened.id, "2027-06-01T09:00", kind="master").status == "set"
    assert _set(office, opened.id, "2026-06-02T09:00", past=True).status == "held"
    second = _set(office, opened.id, "2027-08-10T09:00", both_stand=True)
    assert second.replaces is None
    with office.reading() as desk:
        assert hearings.one(desk, first.id).status == "set"
        new = _new(opened.id)
        assert [view.id for view in scheduling.standing(desk, new)] == [second.id, first.id]


def test_a_new_setting_says_why(office: Office) -> None:
    """Without a reason nothing moves; blanks are no reason."""
    opened = office.open_case()
    first = _set(office, opened.id)
    for reason in ("", "   "):
        assert set(
            _refused(office, opened.id, "2027-10-19T08:30", replaces=first.id, reason=reason)
        ) == {"reason"}
    with office.reading() as desk:
        assert hearings.one(desk, first.id).deadlines[0].status == "open"


def test_a_past_hearing_replaces_nothing(office: Office) -> None:
    """Else a slip of the year would end the dates of a hearing that stands."""
    opened = office.open_case()
    first = _set(office, opened.id)
    fields = _refused(
        office, opened.id, "2026-10-19T08:30", replaces=first.id, reason="reset", past=True
    )
    assert set(fields) == {"replaces"}


def test_a_fatal_date_of_the_old_setting_ends_only_when_confirmed(office: Office) -> None:
    """Each is named; the rest end with their setting, and the old setting stays to be read."""
    opened = office.open_case()
    first = _set(office, opened.id, typed=[FATAL])
    fatal = next(each for each in first.deadlines if each.fatal)
    move: dict[str, Any] = {"replaces": first.id, "reason": "the docket was advanced"}
    assert set(_refused(office, opened.id, "2027-08-10T08:30", **move)) == {"old_dates"}
    filing = next(each for each in first.deadlines if not each.fatal)
    only_the_other = [OldDate(deadline=filing.id)]
    again = _refused(office, opened.id, "2027-08-10T08:30", **move, old_dates=only_the_other)
    assert set(again) == {"old_dates"}
    now = _set(
        office, opened.id, "2027-08-10T08:30", **move, old_dates=[OldDate(deadline=fatal.id)]
    )
    with office.reading() as desk:
        old = hearings.one(desk, first.id)
        assert {each.status for each in old.deadlines} == {"moved"}
        assert old.deadlines[0].history[-1]["reason"] == "the docket was advanced"
    assert (old.status, old.replaced_by, old.starts) == ("moved", now.id, first.starts)
    assert [each.status for each in now.deadlines] == ["open"]


def test_a_date_of_the_old_setting_can_go_on_with_the_new(office: Office) -> None:
    """What the judge ordered stands, whatever day the hearing is on."""
    opened = office.open_case()
    first = _set(office, opened.id, typed=[FATAL])
    fatal = next(each for each in first.deadlines if each.fatal)
    now = _set(
        office,
        opened.id,
        "2027-08-10T08:30",
        replaces=first.id,
        reason="advanced",
        old_dates=[OldDate(deadline=fatal.id, choice="keep")],
    )
    kept = next(each for each in now.deadlines if each.id == fatal.id)
    assert (kept.status, kept.due, kept.hearing_id) == ("open", date(2027, 8, 2), now.id)
    with office.night() as desk:
        office.calendar.follow(desk)
    entry = office.calendar.get(fatal.id)
    assert entry is not None
    assert entry.is_reminded


def test_a_stranger_among_the_old_dates_is_refused(office: Office) -> None:
    """A date of another hearing of the case is not ended on the way."""
    opened = office.open_case()
    first = _set(office, opened.id)
    with office.writing() as desk:
        new = NewDeadline(case_id=opened.id, title="Appeal", due=date(2027, 5, 12), fatal=True)
        other = adding.add(desk, new)
    strange = [OldDate(deadline=other.id)]
    fields = _refused(
        office,
        opened.id,
        "2027-08-10T08:30",
        replaces=first.id,
        reason="advanced",
        old_dates=strange,
    )
    assert set(fields) == {"old_dates"}


def test_cancelling_ends_a_fatal_date_only_when_confirmed(office: Office) -> None:
    """The same holds where no new setting takes the place of the old one."""
    opened = office.open_case()
    first = _set(office, opened.id, typed=[FATAL])
    fatal = next(each for each in first.deadlines if each.fatal)
    gone: dict[str, Any] = {"version": first.version, "status": "cancelled", "reason": "dismissed"}
    with pytest.raises(Refused) as refusal, office.writing() as desk:
        amending.change(desk, first.id, HearingChange(**gone))
    assert set(refusal.value.fields) == {"old_dates"}
    named = HearingChange(**gone, old_dates=[OldDate(deadline=fatal.id, choice="keep")])
    with office.writing() as desk:
        view = amending.change(desk, first.id, named)
    assert sorted((each.fatal, each.status) for each in view.deadlines) == [
        (False, "moved"),
        (True, "open"),
    ]


def test_intake_replaces_nothing(office: Office) -> None:
    """It may enter a hearing beside the one that stands; moving one is the team's."""
    opened = office.open_case("ivo")
    first = _set(office, opened.id, by="ivo")
    with office.writing("ivo") as desk, pytest.raises(Forbidden):
        scheduling.schedule_hearing(
            desk, _new(opened.id, "2027-08-10T08:30", replaces=first.id, reason="told so")
        )
    assert _set(office, opened.id, "2027-08-10T08:30", by="ivo", both_stand=True).status == "set"


# --- what runs from it --------------------------------------------------------------------------


def test_a_typed_date_comes_with_the_hearing(office: Office) -> None:
    """It needs a day and a word of what; it hangs on the hearing like a counted one."""
    view = _set(office, office.open_case().id, typed=[FATAL])
    typed = next(each for each in view.deadlines if not each.rule)
    assert (typed.title, typed.due, typed.fatal) == (FATAL.title, FATAL.due, True)
    assert typed.tz == "America/New_York"


def test_what_was_left_out_stays_to_be_read(office: Office) -> None:
    """With its reason, so that nobody wonders a year later."""
    leave = Follow(rule=FILING, choice="leave", reason="nothing to file, a joint motion stands")
    view = _set(office, office.open_case().id, follows=[leave])
    assert view.deadlines == []
    assert [(each.rule, each.reason) for each in view.left_out] == [(FILING, leave.reason)]
    assert view.left_out[0].title == "Filings before an individual hearing"


@pytest.mark.parametrize(
    ("held", "custody", "status"),
    [
        (True, "detained", "needs_human"),
        (False, "non_detained", "due"),
        (None, "unknown", "needs_human"),
    ],
)
def test_custody_left_out_is_the_files(
    office: Office, held: bool | None, custody: str, status: str
) -> None:
    """What is known of the client goes to the law as it is; not known is no "no"."""
    opened = office.open_case()
    with office.writing() as desk:
        client = cases.one(desk, opened.id).people[0]
        people.change(desk, client.id, PersonChange(version=client.version, detained=held))
    with office.reading() as desk:
        [proposal] = scheduling.preview(desk, _new(opened.id, custody=None))
        assert proposal.status == status
    view = _set(office, opened.id, custody=None)
    assert view.custody == custody


def test_where_custody_is_not_known_the_safe_day_is_kept(office: Office) -> None:
    """Nobody is told a firm date, and no date is lost: 15 August 2027 is a Sunday, so the Friday.

    For a detained person there is no default day at all, and none is entered.
    """
    opened = office.open_case()
    [kept] = _set(office, opened.id, custody="unknown").deadlines
    assert (kept.file_by, kept.inputs["custody"]) == (date(2027, 8, 13), "unknown")
    assert ("Find out whether" in kept.question, kept.override_reason) == (True, "")
    other = office.open_case()
    assert _set(office, other.id, custody="detained").deadlines == []


# --- clashes ------------------------------------------------------------------------------------


def _clashes(office: Office, new: NewHearing, by: str = "alma") -> list[tuple[bool, bool, bool]]:
    with office.reading(by) as desk:
        found = clashes.clashes(desk, office.calendar, new, scheduling.zone_of(desk, new))
    return [(each.mine, each.same_client, each.near) for each in found]


def test_a_clash_is_told_by_the_instant(office: Office) -> None:
    """08:30 in New York and 07:30 in Chicago are one hour; the afternoon is the same day only."""
    one, two = office.open_case(), office.open_case()
    _set(office, one.id, "2027-09-14T08:30")
    chicago = {"court": "NOL"}
    assert _clashes(office, _new(two.id, "2027-09-14T07:30", **chicago)) == [(True, False, True)]
    assert _clashes(office, _new(two.id, "2027-09-14T15:30", **chicago)) == [(True, False, False)]
    assert _clashes(office, _new(two.id, "2027-09-15T07:30", **chicago)) == []


def test_a_clash_at_another_court_says_where(office: Office) -> None:
    """From New York one travels to New Orleans; by video, or at the same court, one does not."""
    _set(office, office.open_case().id, "2027-09-14T08:30")
    new, places = _new(office.open_case().id, "2027-09-14T15:30", court="NOL"), []
    for more in ({}, {"medium": "video"}, {"court": "NYC"}):
        with office.reading() as desk:
            asked = new.model_copy(update=more)
            [found] = clashes.clashes(desk, office.calendar, asked, "America/New_York")
        places.append(bool(found.elsewhere))
    assert places == [True, False, False]


def test_the_same_clients_other_date_is_a_clash(office: Office) -> None:
    """Bruno leads nothing here, and still reads that the client is due elsewhere."""
    opened = office.open_case()
    first = _set(office, opened.id, "2027-09-14T08:30", kind="master")
    with office.writing() as desk:
        new = NewDeadline(
            case_id=opened.id, title="Fingerprints", due=date(2027, 9, 20), at="10:00"
        )
        adding.add(desk, new)
    assert _clashes(office, _new(opened.id, "2027-09-14T09:00"), "bruno") == [(False, True, True)]
    assert _clashes(office, _new(opened.id, "2027-09-20T09:00"), "bruno") == [(False, True, True)]
    moved = _new(opened.id, "2027-09-14T09:00", replaces=first.id, reason="later")
    assert _clashes(office, moved, "bruno") == []


def test_a_case_kept_from_her_tells_her_no_hour(office: Office) -> None:
    """The lead's hearing on a case of named people is not betrayed to a colleague."""
    kept, shared = office.open_case(named_only=True), office.open_case()
    _set(office, kept.id, "2027-09-14T08:30")
    new = _new(shared.id, "2027-09-14T08:30")
    assert _clashes(office, new, "bruno") == []
    assert _clashes(office, new) == [(True, False, True)]
    _set(office, shared.id, "2027-09-14T11:00", kind="master")
    other = _new(office.open_case().id, "2027-09-14T10:00")
    with office.reading("bruno") as desk:
        [found] = clashes.clashes(desk, office.calendar, other, "America/New_York")
    assert (found.of_lead, found.mine) == (True, False)


# --- who will be told ---------------------------------------------------------------------------


def test_the_saved_hearing_says_when_reminders_go_and_to_whom(office: Office) -> None:
    """Tuesday 1 June 2027: Alma hears of it first, a week before her back-up Carmen too.

    Thirty days before is Sunday 2 May; the Friday is 30 April.

    What the page promises the planner keeps: nothing a minute before, Alma's mail at the moment.
    """
    view = _set(office, office.open_case().id, "2027-06-01T09:00", kind="master")
    with office.reading() as desk:
        [first, second] = reminders.forecast(desk, office.calendar, [view.id])[view.id]
    assert (first.at, first.me, first.names) == (
        datetime.fromisoformat("2027-04-30T07:30"),
        True,
        [],
    )
    assert (second.at, second.me, second.names) == (
        datetime.fromisoformat("2027-05-25T07:30"),
        False,
        ["Carmen"],
    )
    worker = Calendar()
    told = []
    for at in ("2027-04-30T11:29:00+00:00", "2027-04-30T11:30:00+00:00"):
        office.clock.now = datetime.fromisoformat(at)
        with office.night(writes=True) as desk:
            told.append(reminders.plan(desk, worker).told)
            worker.ring()
    assert told == [0, 1]


def test_what_is_entered_late_is_told_at_once(office: Office) -> None:
    """A hearing tomorrow: everybody hears of it at once, then on the day before and the day."""
    view = _set(office, office.open_case().id, "2027-04-15T09:00", kind="master")
    with office.reading() as desk:
        [at_once] = reminders.forecast(desk, office.calendar, [view.id])[view.id]
    assert (at_once.at, at_once.me, at_once.names) == (None, True, ["Carmen"])
    office.clock.forward(minutes=10)
    with office.reading() as desk:
        [later] = reminders.forecast(desk, office.calendar, [view.id])[view.id]
    assert later.at == datetime.fromisoformat("2027-04-15T07:30")


# --- correcting ---------------------------------------------------------------------------------


def test_a_correction_is_held_to_its_version(office: Office) -> None:
    """Judge and room are corrected in place, also of a setting that was moved."""
    opened = office.open_case()
    first = _set(office, opened.id)
    _set(office, opened.id, "2027-10-19T08:30", replaces=first.id, reason="reset")
    with office.reading() as desk:
        old: HearingView = hearings.one(desk, first.id)
    with office.writing() as desk:
        change = HearingChange(version=old.version, learned="by post on 3 April", judge="Ito")
        now = amending.change(desk, first.id, change)
    assert (now.learned, now.judge, now.status) == ("by post on 3 April", "Ito", "moved")
    with office.writing() as desk, pytest.raises(Conflict):
        amending.change(desk, first.id, change)


def test_the_law_is_told_what_is_known_and_no_more() -> None:
    """A kind that no rule tells apart is another one; custody not known is said to be so."""
    facts = following.facts(datetime.fromisoformat("2027-09-14T13:00"), "fear_review", "unknown")
    assert facts == {
        "hearing_date": "2027-09-14",
        "hearing_type": "other",
        "custody": "unknown",
    }
