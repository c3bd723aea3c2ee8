"""What nobody takes goes wider: who is told after how many working days, and what shows in red.

The clock stands on Wednesday, 14 April 2027, 10:00 in New York.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import readers, screening, sealing, verify
from app.casework.readers import NewLead
from app.casework.reminders.roster import PARKED
from app.casework.screening import NewScreen
from app.casework.sealing import Sealing
from app.casework.tray import items, wider
from app.models import Audit, Case, Mail, TrayItem
from tests.casework.covering import alarms, declare, id_of, name_cover, wrong
from tests.casework.handing import given, ring, take, waiting
from tests.support.office import Office
from tests.support.shell import at_the_shell, copied, plant

ENDS = (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC))
EVERYBODY = ("alma", "bruno", "carmen", "dina", "ivo", "olga", "abel")


def told(office: Office, trouble: str = "handed_in") -> set[str]:
    """Return who was told of something handed in."""
    return {name for name in EVERYBODY if trouble in alarms(office, name)}


def led_by_alma(office: Office) -> str:
    """Open a case that Alma leads and Bruno backs up; return its number."""
    return office.open_case(named_only=True, backup_id=str(id_of(office, "bruno"))).number


def test_after_a_working_day_the_lead_then_the_backup_then_the_supervisors(office: Office) -> None:
    """Each time at the hour at which it was handed in; nobody before."""
    item = given(office, "olga", led_by_alma(office))
    office.clock.forward(hours=23, minutes=59)
    ring(office)
    assert told(office) == set()
    office.clock.forward(minutes=1)
    ring(office)
    assert told(office) == {"alma"}
    office.clock.forward(days=1)
    ring(office)
    assert told(office) == {"alma", "bruno"}
    office.clock.forward(days=3)  # over the weekend
    ring(office)
    assert told(office) == {"alma", "bruno", "carmen"}
    take(office, "alma", item)
    office.clock.forward(days=3)
    with office.night() as desk:
        assert not wider.is_due(desk)
    assert wrong(office) == []


def test_closed_days_do_not_count(office: Office) -> None:
    """Friday evening's is due on Monday evening; Saturday's counts as Monday's."""
    office.clock.forward(days=2, hours=8)
    number = led_by_alma(office)
    given(office, "olga", number)
    office.clock.forward(days=1)
    given(office, "olga", number)
    with office.night() as desk:
        friday, saturday = office.clock() - timedelta(days=1), office.clock()
    for days, counts in ((0, (0, 0)), (1, (0, 0)), (2, (1, 0)), (3, (2, 1))):
        with office.night() as desk:
            desk.now += timedelta(days=days)
            found = tuple(wider.days_waited(desk, at) for at in (friday, saturday))
        assert found == counts, days


def test_each_working_day_once(office: Office) -> None:
    """Two rounds of the night shift say it once; the next working day again."""
    given(office, "olga", led_by_alma(office))
    office.clock.forward(days=5)
    ring(office)
    with office.night() as desk:
        assert not wider.is_due(desk)
        entries = desk.db.scalars(select(Audit).where(Audit.action == "tray.tell")).all()
        assert [(entry.object_id, entry.detail) for entry in entries] == [(None, {"count": 1})]
    office.clock.forward(days=1)
    with office.night() as desk:
        assert wider.is_due(desk)


@pytest.mark.parametrize("more", [{"urgent": True}, {"on": "2027-04-28"}, {"on": "2027-04-01"}])
def test_what_is_urgent_goes_at_once(office: Office, more: dict[str, object]) -> None:
    """Marked so, or with a date within two weeks or past: to lead, back-up and supervisors."""
    item = given(office, "olga", led_by_alma(office), **more)
    assert told(office, "handed_in_urgent") == {"alma", "bruno", "carmen"}
    [line] = waiting(office, "alma")
    assert (line.id, line.urgent, line.late) == (item, True, True)


def test_a_far_date_waits_like_a_word(office: Office) -> None:
    """Fifteen days ahead."""
    given(office, "olga", led_by_alma(office), on="2027-04-29")
    assert told(office, "handed_in_urgent") == set()


def test_who_is_away_and_her_cover_are_told(office: Office) -> None:
    """Where she has no cover, the next in line at once."""
    number = led_by_alma(office)
    name_cover(office, "alma", "dina")
    declare(office, "alma", until="2027-04-30")
    given(office, "olga", number)
    office.clock.forward(days=1)
    ring(office)
    assert told(office) == {"alma", "dina"}


def test_where_nobody_covers_the_next_in_line_is_told_at_once(office: Office) -> None:
    """A lead who is away, and whose mail nobody reads, holds nothing up."""
    number = led_by_alma(office)
    declare(office, "alma", until="2027-04-30")
    given(office, "olga", number)
    office.clock.forward(days=1)
    ring(office)
    assert told(office) == {"alma", "bruno"}


def test_no_mail_names_anything(office: Office) -> None:
    """It carries a code of ours; nothing of the case, the giver or the words."""
    opened = office.open_case(named_only=True)
    given(office, "olga", opened.number, text="Zanzibar", urgent=True)
    with office.night() as desk:
        for mail in desk.db.scalars(select(Mail)):
            assert set(mail.told) <= {"items", "since", "window", "kind", "open", "troubles", "by"}
            assert mail.told["items"] == []
            assert mail.told["troubles"] == ["handed_in_urgent"]


def seal(office: Office, case_id: UUID, name: str = "alma") -> None:
    """Seal a case."""
    with office.writing(name) as desk:
        sealing.seal(desk, case_id, Sealing(why="sealed"))


def refuse_mail(office: Office, name: str) -> None:
    """Have somebody's address refuse mail."""
    with office.night(writes=True) as desk:
        recipient = id_of(office, name)
        for row in desk.db.scalars(select(Mail).where(Mail.recipient_id == recipient)):
            row.state = PARKED


def test_of_a_case_sealed_since_its_lead_and_backup_hear_and_nobody_else(office: Office) -> None:
    """Each in turn, however long it waits; it stands on no supervisor's Today."""
    opened = office.open_case(named_only=True, backup_id=str(id_of(office, "bruno")))
    given(office, "olga", opened.number)
    seal(office, opened.id)
    office.clock.forward(days=1)
    ring(office)
    assert told(office) == {"alma"}
    office.clock.forward(days=1)
    ring(office)
    assert told(office) == {"alma", "bruno"}
    office.clock.forward(days=20)
    ring(office)
    assert told(office) == {"alma", "bruno"}
    with office.reading("carmen") as desk:
        assert items.today(desk).red == []
    assert [line.case_id for line in waiting(office, "alma")] == [opened.id]


def test_of_a_sealed_case_the_new_lead_hears(office: Office) -> None:
    """Where it was handed to another since; also when an old door is put back."""
    opened = office.open_case(named_only=True, backup_id=str(id_of(office, "bruno")))
    given(office, "olga", opened.number)
    [door] = copied(office, "tray_doors", case_id=opened.id)
    seal(office, opened.id)
    with office.writing() as desk:
        version = desk.db.get_one(Case, opened.id).version
        readers.lead(desk, opened.id, NewLead(version=version, lead_id=id_of(office, "bruno")))
    plant(office, "tray_doors", **door)
    office.clock.forward(days=1)
    ring(office)
    assert told(office) == {"bruno"}


def test_where_a_sealed_cases_lead_is_not_reached_its_readers_hear(office: Office) -> None:
    """An administrator never does: she is not to learn that there is such a case."""
    backup, named = id_of(office, "bruno"), [id_of(office, "dina")]
    opened = office.open_case(named_only=True, backup_id=backup, named=named)
    given(office, "olga", opened.number)
    seal(office, opened.id)
    reached = ["alma", "bruno", "dina"]
    for count, name in enumerate(reached, start=1):
        office.clock.forward(days=1 if count < len(reached) else 3)  # over the weekend
        ring(office)
        assert told(office) == set(reached[:count])
        refuse_mail(office, name)
    office.clock.forward(days=7)
    ring(office)
    assert told(office) == set(reached)


def test_administrators_hear_only_where_no_supervisor_is_reached(office: Office) -> None:
    """However many days it waits."""
    given(office, "olga", led_by_alma(office))
    office.clock.forward(days=20)
    ring(office)
    assert told(office) == {"alma", "bruno", "carmen"}
    for name in ("alma", "bruno", "carmen"):
        refuse_mail(office, name)
    office.clock.forward(days=1)
    ring(office)
    assert told(office) == {"alma", "bruno", "carmen", "olga"}


def test_a_planted_one_is_no_work_and_stops_no_other(office: Office) -> None:
    """With the server key, at an hour that no calendar has: no desk is opened for it."""
    opened = office.open_case(named_only=True)
    item = given(office, "olga", opened.number)
    with office.night(writes=True) as desk:
        row = desk.db.get_one(TrayItem, item)
        ties = {"lead_id": row.lead_id, "backup_id": row.backup_id}
        for at in (desk.now - timedelta(days=9), *ENDS):
            more = {"giver_id": row.giver_id, "epoch": 1, "state": "waits", "body": b"x"}
            more |= {"answer": b"", "at": at, "urgent": True, "told": 0}
            desk.db.add(TrayItem(case_id=opened.id, **more, **ties))
    with office.night() as desk:
        assert not wider.is_due(desk)
    office.clock.forward(days=1)
    ring(office)
    assert told(office) == {"alma"}
    with office.night() as desk:
        assert not wider.is_due(desk)
        assert len(wider.in_red(desk, ())) == 1


def test_in_red_for_a_supervisor_who_cannot_open_the_case(office: Office) -> None:
    """How many wait too long and whom to ask; not when a screen keeps her from the case."""
    opened = office.open_case(named_only=True, backup_id=str(id_of(office, "bruno")))
    item = given(office, "olga", opened.number)

    def red() -> list[str]:
        with office.reading("carmen") as desk:
            return items.today(desk).red

    assert red() == []
    office.clock.forward(days=1)
    assert red() == ["Alma"]
    with office.reading("dina") as desk:
        assert items.today(desk).red == []
    with office.writing() as desk:
        new = NewScreen(staff_id=id_of(office, "carmen"), reason="Her former client")
        screening.put_up(desk, opened.id, new)
    assert red() == []
    take(office, "alma", item)


def test_a_door_that_was_changed_keeps_nobody_from_being_told(office: Office) -> None:
    """What waits says itself who leads the case; the check names the door."""
    opened = office.open_case(named_only=True)
    given(office, "olga", opened.number)
    at_the_shell(office, "tray_doors", {"case_id": opened.id}, card=bytes(290))
    office.clock.forward(days=1)
    ring(office)
    assert told(office) == {"alma"}
    assert f"tray_doors {opened.id}: does not open" in wrong(office)
    found = verify.verify_as(office.house, office.people["alma"].seat)
    assert found.exit_code == 1
