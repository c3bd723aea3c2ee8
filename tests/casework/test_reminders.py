"""Telling, acknowledging, correcting: what is marked and what a mail will say."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Uuid, delete, insert, literal, select, update
from sqlalchemy.orm import aliased

from app.casework import reminders
from app.casework.calendar import Calendar
from app.casework.pulse import PulseView, beat, pulse, self_check
from app.casework.reminders import Claim
from app.casework.reminders.mails import items_of
from app.casework.reminders.troubles import (
    FELL_BACK,
    NOBODY,
    RELAY_DOWN,
    UNREADABLE,
    sentence_of,
)
from app.crypto.sessions import new_token
from app.db.desk import night
from app.mail.smtp import Fault
from app.models import Audit, Case, Deadline, Heartbeat, Link, Mail, Mark, Schedule, Staff
from tests.night.house import HandClock, SmallOffice, house_at, reading


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SmallOffice]:
    """An office with an attorney, her back-up, a supervisor and an administrator."""
    is_there = request.param == "postgresql"
    url = request.getfixturevalue("postgresql_url") if is_there else None
    small = SmallOffice(house_at(tmp_path, HandClock(), url), HandClock())
    small.clock = small.house.clock
    small.found()
    small.hire("ana", "paralegal")
    small.hire("luis", "paralegal")
    small.hire("sofia", "supervising_attorney")
    small.hire("otto", "office_admin")
    yield small
    small.house.engine.dispose()


@pytest.fixture
def calendar() -> Calendar:
    """A calendar that knows nothing yet."""
    return Calendar()


def forward(office: SmallOffice, **span: float) -> None:
    """Move the office's clock."""
    office.clock.forward(**span)


def plan(office: SmallOffice, calendar: Calendar) -> set[str]:
    """Plan once, and return the troubles met."""
    with office.writing() as desk:
        done = reminders.plan(desk, calendar)
    calendar.planned(done.ids, office.house.clock())
    return done.troubles


def told(office: SmallOffice, kind: str) -> dict[str, list[UUID]]:
    """Return which dates the mails of a kind tell, by name of the recipient."""
    names = {person: name for name, person in office.people.items()}
    return {
        names[mail.recipient_id]: [item.entry_id for item in items_of(mail)]
        for mail in office.mails(kind=kind)
    }


def claim(office: SmallOffice, kind: str, name: str) -> Claim:
    """Lease the mails that may leave and return one of them."""
    with office.writing() as desk:
        claims = reminders.claim(desk)
    [one] = [c for c in claims if c.kind == kind and c.recipient_id == office.people[name]]
    return one


def text(office: SmallOffice, held: Claim) -> str | None:
    """Write a leased mail."""
    with office.writing() as desk:
        mail = reminders.text_of(desk, held, watched=1)
    return None if mail is None else mail.decode()


# --- who is told, and how often -------------------------------------------------------------------


def test_each_slot_is_told_once(office: SmallOffice, calendar: Calendar) -> None:
    """Planning again, and again in another process, finds nothing more to tell."""
    office.enter("ana", 5)
    plan(office, calendar)
    marked = len(office.marks())
    plan(office, calendar)
    plan(office, Calendar())
    assert len(office.marks()) == marked == 3  # 7 is told, 30 and 14 are collapsed into it
    assert [len(items) for items in told(office, "digest").values()] == [1]


def test_a_late_entry_collapses(office: SmallOffice, calendar: Calendar) -> None:
    """Entered with five days to go: one line, and the older slots are marked with the same mail."""
    office.enter("ana", 5)
    plan(office, calendar)
    [mail] = office.mails(kind="digest")
    assert {mark.mail_id for mark in office.marks()} == {mail.id}
    assert sorted((mark.slot, mark.kind) for mark in office.marks()) == [
        (7, "told"),
        (14, "collapsed"),
        (30, "collapsed"),
    ]


def test_the_nearer_the_more_people(office: SmallOffice, calendar: Calendar) -> None:
    """At five days the back-up is told as well, at two days every supervising attorney."""
    far = office.enter("ana", 5, backup_id=office.people["luis"])
    near = office.enter("ana", 2, backup_id=office.people["luis"])
    plan(office, calendar)
    assert told(office, "digest") == {"ana": [far], "luis": [far]}
    assert told(office, "urgent") == {"ana": [near], "luis": [near], "sofia": [near]}


def test_whoever_takes_over_is_told_at_once(office: SmallOffice, calendar: Calendar) -> None:
    """A new responsible person hears of the slot that the one before was told."""
    entry = office.enter("ana", 5)
    plan(office, calendar)
    office.change(entry, responsible_id=office.people["luis"])
    plan(office, calendar)
    assert told(office, "digest") == {"ana": [entry], "luis": [entry]}


@pytest.mark.parametrize(
    ("gone", "backup", "told_instead"),
    [
        pytest.param(["ana"], "luis", "luis", id="the back-up"),
        pytest.param(["ana"], None, "sofia", id="the supervising attorney"),
        pytest.param(["ana", "luis", "sofia"], "luis", "otto", id="the administrator"),
    ],
)
def test_somebody_is_always_told(
    office: SmallOffice, calendar: Calendar, gone: list[str], backup: str | None, told_instead: str
) -> None:
    """A colleague who left is passed over, and the next in line is told; that is said aloud."""
    backup_id = office.people[backup] if backup else None
    entry = office.enter("ana", 12, backup_id=backup_id)
    with office.writing() as desk:
        for name in gone:
            desk.db.get_one(Staff, office.people[name]).state = "left"
    assert plan(office, calendar) == {FELL_BACK}
    assert told(office, "digest") == {told_instead: [entry]}


def test_nobody_left_is_an_alarm_and_not_a_silence(office: SmallOffice, calendar: Calendar) -> None:
    """With no account left the date stays unmarked, so the first who comes is told."""
    entry = office.enter("ana", 12)
    with office.writing() as desk:
        desk.db.execute(update(Staff).values(state="left"))
    assert plan(office, calendar) == {NOBODY}
    assert office.marks() == []
    office.hire("nora", "office_admin")
    calendar.ring()
    plan(office, calendar)
    assert told(office, "digest") == {"nora": [entry]}


def test_an_address_that_refuses_brings_in_the_next(
    office: SmallOffice, calendar: Calendar
) -> None:
    """After a refusal the back-up is told of a slot that was not hers, and supervisors hear why."""
    entry = office.enter("ana", 12, backup_id=office.people["luis"])
    plan(office, calendar)
    held = claim(office, "digest", "ana")
    with office.writing() as desk:
        reminders.failed(desk, held, Fault.REFUSED, 550)
    calendar.ring()
    plan(office, calendar)
    assert told(office, "digest") == {"ana": [entry], "luis": [entry]}
    assert set(told(office, "alarm")) == {"sofia", "otto"}
    [parked] = office.mails(state="parked")
    assert parked.not_before == office.house.clock() + timedelta(days=1)


# --- at most one mail of a kind in a window -------------------------------------------------------


def test_a_second_date_joins_the_mail_that_waits(office: SmallOffice, calendar: Calendar) -> None:
    """Before the window's mail left, another date is one more line in it."""
    first = office.enter("ana", 5)
    plan(office, calendar)
    second = office.enter("ana", 4)
    plan(office, calendar)
    assert told(office, "digest") == {"ana": [first, second]}


@pytest.mark.parametrize("state", ["leased", "accepted"])
def test_what_comes_after_the_mail_left_waits(
    office: SmallOffice, calendar: Calendar, state: str
) -> None:
    """Once the window's mail is on its way, the next leaves when the next window begins."""
    office.enter("ana", 5)
    plan(office, calendar)
    held = claim(office, "digest", "ana")
    if state == "accepted":
        with office.writing() as desk:
            assert reminders.settle(desk, held)
    office.enter("ana", 4)
    plan(office, calendar)
    first, second = office.mails(kind="digest")
    assert second.window == first.window + 1
    assert second.not_before == office.house.clock().replace(hour=16)  # it is 15:00


def test_a_mail_that_left_late_counts_for_the_window_it_left_in(
    office: SmallOffice, calendar: Calendar
) -> None:
    """Planned at three, taken after four: what comes then waits until five."""
    office.enter("ana", 5)
    plan(office, calendar)
    forward(office, minutes=70)
    held = claim(office, "digest", "ana")
    with office.writing() as desk:
        assert reminders.settle(desk, held)
    office.enter("ana", 4)
    plan(office, calendar)
    [mail] = office.mails(kind="digest", state="ready")
    assert mail.not_before == office.house.clock().replace(hour=17, minute=0)


def test_two_that_may_leave_do_not_leave_together(office: SmallOffice, calendar: Calendar) -> None:
    """A mail put back and the next window's come due in one hour: one leaves, the other waits."""
    office.enter("ana", 5)
    plan(office, calendar)
    held = claim(office, "digest", "ana")
    office.enter("ana", 4)
    plan(office, calendar)
    with office.writing() as desk:
        reminders.failed(desk, held, Fault.LATER, 450)
    forward(office, minutes=61)
    first = claim(office, "digest", "ana")
    with office.writing() as desk:
        assert reminders.settle(desk, first)
    forward(office, minutes=20)
    with office.writing() as desk:
        assert [c for c in reminders.claim(desk) if c.kind == "digest"] == []
    forward(office, minutes=60)
    claim(office, "digest", "ana")


# --- news -----------------------------------------------------------------------------------------


def test_a_moved_date_is_corrected(office: SmallOffice, calendar: Calendar) -> None:
    """Whoever was told the old date hears of the new one, though it is far away."""
    entry = office.enter("ana", 5)
    plan(office, calendar)
    held = claim(office, "digest", "ana")
    with office.writing() as desk:
        assert reminders.settle(desk, held)
    row = {"due": office.house.clock().date() + timedelta(days=90)}
    office.change(entry, edition=2, safe=row["due"], **row)
    plan(office, calendar)
    assert told(office, "urgent") == {"ana": [entry]}
    said = text(office, claim(office, "urgent", "ana"))
    assert said is not None
    assert "the date changed =C2=B7 file by Tue 8 =C2=B7 in 90 days" in said


def test_a_moved_hearing_is_withdrawn(office: SmallOffice, calendar: Calendar) -> None:
    """A hearing that was told and then moved no longer holds, and that is said once."""
    entry = office.enter("ana", 12, "hearing")
    plan(office, calendar)
    office.enter("ana", 90)
    plan(office, calendar)
    office.change(entry, status="moved")  # while no worker runs
    for _ in range(2):
        plan(office, Calendar())
    [mail] = office.mails(kind="urgent")
    assert [item.news for item in items_of(mail)] == ["withdrawn"]
    said = text(office, claim(office, "urgent", "ana"))
    assert said is not None
    assert "the date Mon 22 that you were told no longer holds" in said


def test_a_new_edition_is_told_and_seen_afresh(office: SmallOffice, calendar: Calendar) -> None:
    """Having seen the old date says nothing of the new one."""
    entry = office.enter("ana", 5)
    plan(office, calendar)
    with office.desk_of("ana", writes=True) as desk:
        reminders.acknowledge(desk, [entry])
    day = office.house.clock().date() + timedelta(days=6)
    office.change(entry, edition=2, due=day, safe=day)
    plan(office, calendar)
    assert {(mark.edition, mark.slot) for mark in office.marks() if mark.kind == "told"} == {
        (1, 7),
        (2, 7),
    }
    assert waiting(office, "ana") == {entry}


def test_what_nobody_was_told_needs_no_correction(office: SmallOffice, calendar: Calendar) -> None:
    """A date far away that moves before any reminder is nobody's news."""
    entry = office.enter("ana", 80)
    plan(office, calendar)
    office.change(entry, edition=2)
    plan(office, calendar)
    assert office.mails(kind="urgent") == []


@pytest.mark.parametrize(
    "change", [{"status": "filed"}, {"edition": 2}, {"whose": "told"}], ids=str
)
def test_what_no_longer_holds_leaves_the_letter(
    office: SmallOffice, calendar: Calendar, change: dict[str, object]
) -> None:
    """A date closed or moved between planning and sending is not told; an empty mail is dropped."""
    entry = office.enter("ana", 5)
    plan(office, calendar)
    held = claim(office, "digest", "ana")
    office.change(entry, **change)
    assert text(office, held) is None
    assert [mail.state for mail in office.mails(kind="digest")] == ["dropped"]


def test_a_mail_to_somebody_who_left_is_dropped(office: SmallOffice, calendar: Calendar) -> None:
    """Recipients are resolved when the mail is written."""
    office.enter("ana", 5)
    plan(office, calendar)
    held = claim(office, "digest", "ana")
    with office.writing() as desk:
        desk.db.get_one(Staff, office.people["ana"]).state = "left"
    assert text(office, held) is None


# --- leases ---------------------------------------------------------------------------------------


def test_a_lapsed_lease_is_taken_over_and_the_late_worker_refused(
    office: SmallOffice, calendar: Calendar
) -> None:
    """Whoever slept past the lease settles nothing (the fence)."""
    office.enter("ana", 5)
    plan(office, calendar)
    early = claim(office, "digest", "ana")
    forward(office, seconds=301)
    late = claim(office, "digest", "ana")
    with office.writing() as desk:
        assert not reminders.settle(desk, early)
        assert reminders.renew(desk, early) is None
        assert reminders.settle(desk, late)
    assert late.fence == early.fence + 1


def test_writing_a_mail_renews_its_lease(office: SmallOffice, calendar: Calendar) -> None:
    """The last of a batch is not lost to another worker because the first ones took long."""
    office.enter("ana", 5)
    plan(office, calendar)
    held = claim(office, "digest", "ana")
    forward(office, seconds=200)
    assert text(office, held) is not None
    [mail] = office.mails(kind="digest")
    assert mail.lease_until == office.house.clock() + timedelta(seconds=300)


def test_a_lease_that_runs_is_left_alone(office: SmallOffice, calendar: Calendar) -> None:
    """A second worker finds nothing to do while the first is at it."""
    office.enter("ana", 5)
    plan(office, calendar)
    claim(office, "digest", "ana")
    with office.writing() as desk:
        assert reminders.claim(desk) == []


def test_the_relays_trouble_costs_no_attempt(office: SmallOffice, calendar: Calendar) -> None:
    """A mail that could not leave for the server's sake may leave at once when it is back."""
    office.enter("ana", 5)
    plan(office, calendar)
    for _ in range(3):
        held = claim(office, "digest", "ana")
        with office.writing() as desk:
            reminders.failed(desk, held, Fault.RELAY, 421)
    [mail] = office.mails(kind="digest")
    assert (mail.attempts, mail.state, mail.last_class) == (0, "ready", "relay 421")


def test_a_recipients_trouble_backs_off(office: SmallOffice, calendar: Calendar) -> None:
    """At most 1, 5, 15, 30, 60 and again 60 minutes, and at least half of that."""
    office.enter("ana", 5)
    plan(office, calendar)
    waits = []
    for _ in range(6):
        held = claim(office, "digest", "ana")
        with office.writing() as desk:
            reminders.failed(desk, held, Fault.LATER, 450)
        [mail] = office.mails(kind="digest")
        wait = mail.not_before - office.house.clock()
        waits.append(wait.total_seconds() / 60)
        forward(office, seconds=wait.total_seconds())
    for minutes, longest in zip(waits, (1, 5, 15, 30, 60, 60), strict=True):
        assert longest / 2 <= minutes <= longest


# --- seen -----------------------------------------------------------------------------------------


def waiting(office: SmallOffice, name: str) -> set[UUID]:
    """Return what waits for somebody's word."""
    calendar = Calendar()
    with office.desk_of(name) as desk:
        calendar.follow(desk)
        return reminders.waiting(desk, calendar.open_entries())


def test_seen_quiets_one_slot_for_one_person(office: SmallOffice, calendar: Calendar) -> None:
    """The back-up's reminder still waits, and so does the next one of whoever has seen."""
    entry = office.enter("ana", 5, backup_id=office.people["luis"])
    plan(office, calendar)
    assert waiting(office, "ana") == {entry}
    with office.desk_of("ana", writes=True) as desk:
        assert reminders.acknowledge(desk, [entry]) == {entry}
    assert (waiting(office, "ana"), waiting(office, "luis")) == (set(), {entry})
    forward(office, days=2)
    plan(office, calendar)
    assert waiting(office, "ana") == {entry}


def test_acknowledging_again_changes_nothing(office: SmallOffice, calendar: Calendar) -> None:
    """One mark and one line in the audit, however often the button is pressed."""
    entry = office.enter("ana", 5)
    plan(office, calendar)
    for _ in range(3):
        with office.desk_of("ana", writes=True) as desk:
            assert reminders.acknowledge(desk, [entry]) == {entry}
    assert [mark.kind for mark in office.marks()].count("seen") == 1
    with reading(office) as desk:
        noted = select(Audit.object_id).where(Audit.action == "reminder.seen")
        assert desk.db.scalars(noted).all() == [entry]


def test_nobody_acknowledges_for_another(office: SmallOffice, calendar: Calendar) -> None:
    """A date that was never told to somebody, and is not hers to be told, is passed over."""
    entry = office.enter("ana", 12)
    plan(office, calendar)
    with office.desk_of("luis", writes=True) as desk:
        assert reminders.acknowledge(desk, [entry]) == set()
    assert waiting(office, "ana") == {entry}


def test_what_waits_costs_one_statement(office: SmallOffice, calendar: Calendar) -> None:
    """Forty dates or four: the marks are asked for once."""
    for _ in range(40):
        office.enter("ana", 5)
    plan(office, calendar)
    with office.desk_of("ana") as desk:
        fresh = Calendar()
        fresh.follow(desk)
        with office.statements() as said:
            assert len(reminders.waiting(desk, fresh.open_entries())) == 40
    assert len(said) == 1


# --- the link in a mail ---------------------------------------------------------------------------


def token_in(said: str | None) -> str:
    """Return the token of the link in a mail."""
    assert said is not None
    return said.partition("/r/")[2].split()[0]


def test_a_link_shows_counts_and_writes_nothing(office: SmallOffice, calendar: Calendar) -> None:
    """However often a scanner opens it, nothing is seen and nothing is written."""
    office.enter("ana", 2)
    office.enter("ana", 1)
    plan(office, calendar)
    token = token_in(text(office, claim(office, "urgent", "ana")))
    before = len(office.marks())
    with office.statements() as said, reading(office) as desk:
        for _ in range(3):
            view = reminders.link_page(desk, token)
            assert (view.state, view.urgent, view.others) == ("fresh", 2, 0)
    assert len(office.marks()) == before
    assert not [one for one in said if one.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_seeing_a_link_marks_its_mail_once(office: SmallOffice, calendar: Calendar) -> None:
    """Every date in the mail is seen by its recipient; pressing again changes nothing."""
    entries = {office.enter("ana", 2), office.enter("ana", 1)}
    plan(office, calendar)
    token = token_in(text(office, claim(office, "urgent", "ana")))
    assert waiting(office, "ana") == entries
    for _ in range(2):
        with office.writing() as desk:
            assert reminders.see_link(desk, token).state == "seen"
    assert waiting(office, "ana") == set()
    assert waiting(office, "sofia") == entries
    with reading(office) as desk:
        assert reminders.link_page(desk, token).state == "seen"
        noted = desk.db.scalars(select(Audit).where(Audit.action == "reminder.seen_by_link"))
        assert [(row.actor_id, row.object_id) for row in noted] == [(None, None)]


def test_an_old_link_is_expired_and_a_guessed_one_unknown(
    office: SmallOffice, calendar: Calendar
) -> None:
    """After thirty days the link does nothing; a token that was never given out even less."""
    office.enter("ana", 2)
    plan(office, calendar)
    token = token_in(text(office, claim(office, "urgent", "ana")))
    forward(office, days=30)
    with office.writing() as desk:
        assert reminders.see_link(desk, token).state == "expired"
        assert reminders.see_link(desk, new_token()).state == "unknown"
        assert reminders.see_link(desk, "").state == "unknown"
    assert "seen" not in {mark.kind for mark in office.marks()}


def test_a_link_is_stored_hashed(office: SmallOffice, calendar: Calendar) -> None:
    """Whoever holds the database cannot press the button."""
    office.enter("ana", 2)
    plan(office, calendar)
    token = token_in(text(office, claim(office, "urgent", "ana")))
    assert len(token) >= 43
    with reading(office) as desk:
        [link] = desk.db.scalars(select(Link)).all()
    assert token.encode() not in link.hash
    assert len(link.hash) == 32


# --- damage, and the check ------------------------------------------------------------------------


def test_a_changed_row_is_set_aside_and_the_others_go_on(
    office: SmallOffice, calendar: Calendar
) -> None:
    """A row that does not open is an alarm to supervisors; the date beside it is told."""
    bad, good = office.enter("ana", 5), office.enter("ana", 4)
    with office.writing() as desk:
        other = aliased(Schedule)
        card = select(other.card).where(other.id == good).scalar_subquery()
        desk.db.execute(update(Schedule).where(Schedule.id == bad).values(card=card))
    assert plan(office, calendar) == {UNREADABLE}
    assert calendar.unreadable == {bad}
    assert told(office, "digest") == {"ana": [good]}
    said = text(office, claim(office, "alarm", "sofia"))
    assert said is not None
    assert "changed outside Amparo" in said


def test_a_changed_mail_row_holds_up_nobody(office: SmallOffice, calendar: Calendar) -> None:
    """Its words are lost, so it says that; what comes next goes into another mail."""
    office.enter("ana", 5)
    plan(office, calendar)
    with office.writing() as desk:
        card = select(Mark.card).limit(1).scalar_subquery()
        desk.db.execute(update(Mail).where(Mail.kind == "digest").values(card=card))
    second = office.enter("ana", 4)
    plan(office, calendar)
    said = text(office, claim(office, "digest", "ana"))
    assert said is not None
    assert "changed outside Amparo" in said
    with reading(office) as desk:
        newest = desk.db.scalars(select(Mail).order_by(Mail.window.desc())).first()
        assert newest is not None
        assert [item.entry_id for item in items_of(newest)] == [second]


def test_the_check_counts_what_is_covered(office: SmallOffice, calendar: Calendar) -> None:
    """After planning every open date is covered."""
    for days in (40, 5, 2, -3):
        office.enter("ana", days)
    plan(office, calendar)
    with office.writing() as desk:
        found = self_check(desk, calendar)
    assert (found.covered, found.missing) == (4, 0)
    assert check_of(office) == (4, "")


def test_the_check_finds_a_mark_that_was_taken_away(
    office: SmallOffice, calendar: Calendar
) -> None:
    """A deleted mark is found, said aloud, and the date told again."""
    entry = office.enter("ana", 5)
    plan(office, calendar)
    with office.writing() as desk:
        desk.db.execute(delete(Mark))
    with office.writing() as desk:
        found = self_check(desk, calendar)
    calendar.ring(found.untold)
    assert (set(found.untold), found.missing) == ({entry}, 1)
    assert check_of(office) == (0, "uncovered")
    plan(office, calendar)
    assert [item for items in told(office, "digest").values() for item in items] == [entry, entry]


def test_a_clear_column_alone_silences_nothing(office: SmallOffice, calendar: Calendar) -> None:
    """A date closed behind Amparo's back is found by the check, reported, and told."""
    entry = office.enter("ana", 5)
    with office.writing() as desk:
        desk.db.execute(update(Schedule).values(open=False))
        desk.db.add(Heartbeat(name="followed", at=desk.now, count=99, trouble=""))
    plan(office, calendar)
    assert told(office, "digest") == {}
    with office.writing() as desk:
        assert self_check(desk, calendar).missing == 1
    plan(office, calendar)
    assert told(office, "digest") == {"ana": [entry]}


def test_the_check_finds_a_date_without_schedule(office: SmallOffice, calendar: Calendar) -> None:
    """A deadline that no worker can know of is an alarm."""
    with office.writing() as desk:
        columns = ["id", "case_id", "version", "card"]
        values = select(literal(uuid4(), Uuid), Case.id, Case.version, Case.card)
        desk.db.execute(insert(Deadline).from_select(columns, values))
    with office.writing() as desk:
        assert self_check(desk, calendar).missing == 1


def check_of(office: SmallOffice) -> tuple[int, str]:
    """Return what the check wrote down."""
    with reading(office) as desk:
        row = desk.db.get_one(Heartbeat, "self-check")
        return row.count, row.trouble


# --- the pulse ------------------------------------------------------------------------------------


def pulse_of(office: SmallOffice) -> PulseView:
    """Take the pulse."""
    with reading(office) as desk:
        return pulse(desk)


def alive(office: SmallOffice, trouble: str = "") -> None:
    """Let worker and check show a sign of life."""
    with office.writing() as desk:
        beat(desk, "worker", 3, trouble)
        beat(desk, "self-check", 3)


def test_no_worker_is_said_aloud(office: SmallOffice) -> None:
    """An office whose worker never ran reads that reminders have stopped."""
    assert "no sign of life" in str(pulse_of(office).sentence)


def test_all_well_has_no_sentence(office: SmallOffice) -> None:
    """A fresh sign of life and nothing waiting."""
    alive(office)
    view = pulse_of(office)
    assert (view.ok, view.sentence, view.covered_count) == (True, None, 3)


@pytest.mark.parametrize(("minutes", "ok"), [(5, True), (5.1, False)])
def test_silence_of_five_minutes_is_a_stop(office: SmallOffice, minutes: float, ok: bool) -> None:
    """A dead worker shows on the page within five minutes."""
    alive(office)
    forward(office, minutes=minutes)
    assert pulse_of(office).ok is ok


def test_a_mail_that_waits_too_long_shows(office: SmallOffice, calendar: Calendar) -> None:
    """Ready for more than a quarter of an hour is trouble, though the worker lives."""
    office.enter("ana", 5)
    plan(office, calendar)
    forward(office, minutes=16)
    alive(office)
    assert "quarter of an hour" in str(pulse_of(office).sentence)


def test_a_trouble_is_told_in_words(office: SmallOffice) -> None:
    """The code in the heartbeat becomes a sentence that says what to do."""
    alive(office, RELAY_DOWN)
    assert pulse_of(office).sentence == sentence_of(RELAY_DOWN)


# --- the calendar ---------------------------------------------------------------------------------


def test_a_calendar_follows_by_number(office: SmallOffice, calendar: Calendar) -> None:
    """After the first time only what changed is read, in one statement."""
    kept, closed = office.enter("ana", 5), office.enter("ana", 6)
    with reading(office) as desk:
        assert calendar.follow(desk) == {kept, closed}
    office.change(closed, status="filed")
    with office.statements() as said, reading(office) as desk:
        assert calendar.follow(desk) == {closed}
    assert sum(one.startswith("SELECT") for one in said) == 1
    assert [entry.id for entry in calendar.open_entries()] == [kept]
    assert [entry.id for entry in calendar.of_cases([office.case_id])] == [kept]
    assert [entry.id for entry in calendar.of_cases([uuid4()])] == []


def test_no_mail_row_names_a_date_in_the_clear(office: SmallOffice, calendar: Calendar) -> None:
    """From marks and mails nobody learns, without the server key, which date they are about."""
    entry = office.enter("ana", 5)
    plan(office, calendar)
    with night(office.house, writes=False) as desk:
        rows = [*desk.db.execute(select(Mail.__table__)), *desk.db.execute(select(Mark.__table__))]
    assert rows
    for row in rows:
        assert entry not in row
        assert all(entry.bytes not in cell for cell in row if isinstance(cell, bytes))
