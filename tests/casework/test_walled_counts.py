"""What is counted is the same as in an office without the case that one may not know of."""

from typing import NamedTuple
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import (
    adding,
    hidden,
    keychanges,
    keyview,
    leaving,
    loss,
    pulse,
    readers,
    screening,
    sealing,
    today,
    trail,
    traydoors,
    whocanread,
)
from app.casework.adding import NewDeadline
from app.casework.calendar import Calendar
from app.casework.cases import CaseOpened
from app.casework.founding import CUSTODY
from app.casework.readers import NewReader
from app.casework.screening import NewScreen
from app.casework.sealing import Sealing
from app.models import Audit, DueKey, Setting
from tests.support.office import Office
from tests.support.shell import at_the_shell


class Counts(NamedTuple):
    """All that an office counts, as one colleague reads it."""

    watched: int
    in_mails: int
    open_dates: int
    quiet: int
    cannot_open: int
    alone: int
    elsewhere: int
    all_cases: int
    held: tuple[tuple[str, int], ...]


def counts(office: Office, name: str) -> Counts:
    """Return what somebody is told by Today, by mails and by the pages that count."""
    with office.night(writes=True) as desk:
        pulse.beat(desk, pulse.WORKER, 0)
        pulse.self_check(desk, Calendar())
        calendar = Calendar()
        calendar.follow(desk)
        mails = pulse.countable(desk, calendar)
    with office.reading(name) as desk:
        seen = today.today(desk, Calendar())
        plan = leaving.plan(desk, Calendar(), office.people["alma"].id)
        facts = whocanread.facts(desk)
        return Counts(
            watched=pulse.pulse(desk).covered_count,
            in_mails=mails,
            open_dates=seen.open_dates,
            quiet=seen.quiet,
            cannot_open=seen.cannot_open,
            alone=plan.alone,
            elsewhere=plan.elsewhere,
            all_cases=facts.cases,
            held=tuple(sorted((each.name, each.cases) for each in facts.people)),
        )


def case_with_a_date(office: Office, who: str = "alma", **new: object) -> CaseOpened:
    """Open a case with a deadline in three weeks."""
    case = office.open_case(who, **new)
    with office.writing(who) as desk:
        due = {"case_id": case.id, "title": "Brief", "due": "2027-05-05", "sure": "2027-05-05"}
        adding.add(desk, NewDeadline.model_validate(due))
    return case


@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.parametrize("wall", ["screen", "sealed", "sealed from the first"])
def test_a_walled_case_is_counted_nowhere(office: Office, wall: str, dated: bool) -> None:
    """For a supervisor whom a screen keeps away, and for one who is not named on a sealed case."""
    case_with_a_date(office, "bruno")
    without = counts(office, "carmen")
    opener = case_with_a_date if dated else Office.open_case
    sealed = {"sealed": "sealed"} if wall == "sealed from the first" else {"named_only": True}
    case = opener(office, "alma", backup_id=office.people["bruno"].id, **sealed)
    with office.writing("alma") as desk:
        if wall == "screen":
            new = NewScreen(staff_id=office.people["carmen"].id, reason="She acted for the sister.")
            screening.put_up(desk, case.id, new)
        elif wall == "sealed":
            sealing.seal(desk, case.id, Sealing(why="sealed"))
    assert counts(office, "carmen") == without
    with office.reading("alma") as desk:
        assert whocanread.facts(desk).cases == without.all_cases + 1  # hers, and she may know


@pytest.mark.parametrize("name", ["carmen", "olga"])
def test_a_walled_case_that_waits_for_a_new_key_is_counted_for_nobody(
    office: Office, name: str
) -> None:
    """Bruno gives a sealed case back; nor is one counted of which the custodians lack a copy."""
    case_id = office.open_case("alma", named_only=True, backup_id=office.people["dina"].id).id
    with office.writing("alma") as desk:
        readers.add(desk, case_id, NewReader(staff_id=office.people["bruno"].id))
        sealing.seal(desk, case_id, Sealing(why="sealed"))
    before = owed(office, name)
    with office.writing("bruno") as desk:
        readers.remove(desk, case_id, desk.who.id)
    lack(office, case_id)
    assert owed(office, name) == before
    seen = office.open_case("alma").id
    with office.night(writes=True) as desk:
        desk.db.add(DueKey(case_id=seen))
    lack(office, case_id, seen)
    assert owed(office, name) == (before[0] + 1, before[1] + 1)


def lack(office: Office, *case_ids: UUID) -> None:
    """Have the custodians lack a copy of these cases' keys, as new papers leave it."""
    with office.night(writes=True) as desk:
        row = desk.db.get_one(Setting, CUSTODY)
        row.value = {**row.value, keychanges.LACKING: [str(each) for each in case_ids]}


def owed(office: Office, name: str) -> tuple[int, int]:
    """Return how many cases wait for a new key, and for a copy, as somebody reads it."""
    with office.reading(name) as desk:
        waits = keyview.owed(desk)
    assert waits.cases is not None
    assert waits.copies is not None
    return waits.cases, waits.copies


def test_a_case_whose_newest_seal_does_not_open_is_sealed_everywhere(office: Office) -> None:
    """Sealed, unsealed and sealed again; then somebody damages the last of these entries."""
    case_id = office.open_case("alma", named_only=True).id
    for why in ("sealed", "", "sealed"):
        with office.writing("alma") as desk:
            sealing.seal(desk, case_id, Sealing(why=why))
    with office.night() as desk:
        query = select(Audit.seq).where(Audit.action == hidden.SEAL).order_by(Audit.seq)
        *_, last = desk.db.scalars(query)
    at_the_shell(office, "audit", {"seq": last}, card=bytes(300))
    with office.reading("bruno") as desk:
        assert hidden.sealed(desk) == hidden.sealed(desk, [case_id]) == {case_id}
        assert hidden.of(desk) == {case_id}
        assert traydoors.is_sealed_on_record(desk, case_id)
    with office.reading("abel") as desk:
        asked = trail.AskedOf(case_id=case_id, month="2027-04")
        assert trail.of_record(desk, asked).lines == []


def test_the_statement_after_a_loss_counts_what_may_be_known(office: Office) -> None:
    """As the page of who can read what: beside it, a greater number would tell of a sealed case."""
    with office.reading("olga") as desk:
        before = loss.statement(desk).cases
    office.open_case("alma", sealed="sealed")
    with office.reading("olga") as desk:
        after = loss.statement(desk)
        assert after.cases == before == whocanread.facts(desk).cases
    with office.reading("alma") as desk:
        assert loss.statement(desk).cases == before + 1
