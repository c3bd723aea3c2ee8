"""A large office: its hourly check, a month without a worker, a hundred thousand dates at once."""

import re
import resource
import time
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from app.casework import audit, reminders
from app.casework.calendar import Calendar
from app.casework.pulse import self_check
from app.casework.reminders import marks
from app.casework.reminders.marks import Fact
from app.clock import local
from app.models import Mark, Schedule
from app.worker import Worker
from tests.casework.reminders.test_set_back import BARE
from tests.night.house import ZONE, SmallOffice
from tests.night.sink import Sink
from tests.support.kept import keep

pytestmark = pytest.mark.faults

DATES, SPOILT, SINGLE = 100_000, 1_000, 3_000
ROOM_MIB = 32
CHECK_S, FIRST_MAIL_S, TOLD_S = 10.0, 60.0, 60.0
_AT_A_TIME = 5_000


@pytest.fixture(autouse=True)
def _size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a smaller office where the run is to be brief."""
    if request.config.getoption("brief"):
        monkeypatch.setattr(f"{__name__}.DATES", 2_000)
        monkeypatch.setattr(f"{__name__}.SINGLE", 100)


def _people(office: SmallOffice, count: int) -> list[str]:
    names = [f"p{number}" for number in range(count)]
    for name in names:
        office.hire(name, "paralegal")
    return names


def _enter(office: SmallOffice, names: list[str], count: int, days: range) -> list[UUID]:
    """Put many deadlines on the calendar, one after the other's day and person."""
    today, entered = local(office.clock.now, ZONE).date(), []
    for start in range(0, count, _AT_A_TIME):
        with office.writing() as desk:
            number = audit.note(desk, "test.enter")
            for each in range(start, min(start + _AT_A_TIME, count)):
                day = today + timedelta(days=days[each % len(days)])
                row = Schedule(
                    case_id=office.case_id,
                    kind="deadline",
                    changed=number,
                    open=True,
                    due=day,
                    safe=day,
                    tz=ZONE,
                    responsible_id=office.people[names[each % len(names)]],
                    entered_at=desk.now.isoformat(),
                )
                desk.db.add(row)
                entered.append(row.id)
    return entered


def test_the_hourly_check_finds_every_row_that_was_touched(office: SmallOffice) -> None:
    """Of 100,000 open dates a thousand are taken out, altered or unmarked by chance."""
    names = _people(office, 50)
    ids = _enter(office, names, DATES, range(16, 30))
    calendar = Calendar()
    with office.writing() as desk:
        planned = reminders.plan(desk, calendar)
    calendar.planned(planned.ids, office.clock.now)
    begun = time.monotonic(), time.process_time()
    with office.writing() as desk:
        whole = self_check(desk, calendar)
    wall, spent = time.monotonic() - begun[0], time.process_time() - begun[1]
    chosen = Random(7).sample(ids, SPOILT)  # noqa: S311 - no secret
    gone, altered, unmarked = chosen[:300], chosen[300:600], chosen[600:]
    with office.writing() as desk:
        entries = [entry for each in unmarked if (entry := calendar.get(each))]
        keys = [
            marks.key_of(desk, Fact(entry.id, 1, slot.code, entry.responsible_id))
            for entry in entries
            for slot in calendar.plan.past(entry, desk.now)[-1:]
        ]
        desk.db.execute(delete(Mark).where(Mark.once.in_(keys)))
        desk.db.execute(delete(Schedule).where(Schedule.id.in_(gone)))
        desk.db.execute(update(BARE).where(BARE.c.id.in_(altered)).values(card=b"\x00" * 512))
    with office.writing() as desk:
        after = self_check(desk, calendar)
    told = f"{office.house.engine.name}: {whole.covered} covered, {wall:.1f} s ({spent:.1f} s CPU)"
    told += f"; of {SPOILT} touched {after.missing} found"
    keep(f"check-{office.house.engine.name}.txt", told)
    print(told)  # noqa: T201 - the figures are the result
    assert (whole.covered, whole.missing) == (DATES, 0)
    assert after.missing == SPOILT
    assert spent <= CHECK_S


def test_a_month_without_a_worker_is_told_at_once_and_once(office: SmallOffice, sink: Sink) -> None:
    """5,000 open dates of 50 people: at most two mails each, what is overdue first."""
    names = _people(office, 50)
    _enter(office, names, 5_000, range(1, 61))
    before = Worker(office.house)
    before.run_once()
    before.close()
    told = len(sink.taken())
    office.clock.forward(days=30)
    begun = time.monotonic()
    first: list[float] = []

    def note(step: str, _to: str) -> None:
        if step == "dot" and not first:
            first.append(time.monotonic() - begun)

    sink.answer = note
    after = Worker(office.house)
    for _ in range(12):
        after.run_once()
        office.clock.forward(minutes=5)
    after.close()
    mails = sink.taken()[told:]
    figures = f"{office.house.engine.name}: {len(mails)} mails, the first after {first[0]:.1f} s"
    keep(f"month-{office.house.engine.name}.txt", figures)
    print(figures)  # noqa: T201 - the figures are the result
    assert 50 <= len(mails) <= 100
    assert first[0] <= FIRST_MAIL_S
    for mail in mails:
        urgent = [line for line in mail.text.splitlines() if line.endswith("urgent")]
        passed = [bool(re.search("passed", line)) for line in urgent]
        assert passed == sorted(passed, reverse=True)
    with office.writing() as desk:
        assert desk.db.scalar(select(Mark.once).limit(1)) is not None


def test_a_hundred_thousand_dates_at_once_are_two_mails_a_person(
    office: SmallOffice, sink: Sink
) -> None:
    """Due all at once for 300 people: planned and told within a minute."""
    names = _people(office, 300)
    _enter(office, names, DATES, range(20, 30))
    worker = Worker(office.house)
    begun = time.monotonic(), time.process_time()
    while worker.run_once():
        pass
    wall, spent = time.monotonic() - begun[0], time.process_time() - begun[1]
    worker.close()
    lines = sum(mail.text.count("\n- ") for mail in sink.taken())
    figures = f"{office.house.engine.name}: {lines} dates in {len(sink.taken())} mails"
    figures += f", {wall:.1f} s ({spent:.1f} s CPU)"
    keep(f"at-once-{office.house.engine.name}.txt", figures)
    print(figures)  # noqa: T201 - the figures are the result
    assert lines == DATES
    assert len(sink.taken()) <= 600
    assert spent <= TOLD_S


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_many_single_mails_leave_in_the_same_memory(office: SmallOffice, sink: Sink) -> None:
    """An urgent mail to each of 3,000 people: the last need no more room than the first."""
    names = _people(office, SINGLE)
    _enter(office, names, SINGLE, range(2, 3))
    worker, peaks = Worker(office.house), []
    begun = time.process_time()
    while worker.run_once():
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    spent = time.process_time() - begun
    worker.close()
    figures = f"{SINGLE} single mails, {SINGLE / spent:.0f} a second of CPU, {peaks[-1]} MiB"
    keep("single-sqlite.txt", figures)
    print(figures)  # noqa: T201 - the figures are the result
    assert len(sink.names()) == SINGLE
    assert peaks[-1] - peaks[len(peaks) // 3] <= ROOM_MIB
