"""What nobody takes goes wider: who is told after how many working days, and what shows in red.

The clock stands on Wednesday, 14 April 2027, 10:00 in New York.
"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.casework import screening, sealing, verify
from app.casework.screening import NewScreen
from app.casework.sealing import Sealing
from app.casework.tray import items, wider
from app.models import Audit, Mail
from tests.casework.covering import alarms, declare, id_of, name_cover, wrong
from tests.casework.handing import given, ring, take, waiting
from tests.support.office import Office
from tests.support.shell import at_the_shell

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
            assert set(mail.told) <= {"items", "since", "window", "troubles"}
            assert mail.told["items"] == []
            assert mail.told["troubles"] == ["handed_in_urgent"]


def test_of_a_case_sealed_since_no_supervisor_hears(office: Office) -> None:
    """Its lead and back-up are told, each time; on no supervisor's Today does it stand."""
    opened = office.open_case(named_only=True, backup_id=str(id_of(office, "bruno")))
    given(office, "olga", opened.number)
    with office.writing() as desk:
        sealing.seal(desk, opened.id, Sealing(why="sealed"))
    office.clock.forward(days=5)
    ring(office)
    assert "carmen" not in told(office)
    with office.reading("carmen") as desk:
        assert items.today(desk).red == []
    assert [line.case_id for line in waiting(office, "alma")] == [opened.id]


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


def test_a_door_that_was_changed_tells_the_supervisors_at_once(office: Office) -> None:
    """Who leads is not known then, so the next in line is told; the check names it."""
    opened = office.open_case(named_only=True)
    given(office, "olga", opened.number)
    at_the_shell(office, "tray_doors", {"case_id": opened.id}, card=bytes(290))
    office.clock.forward(days=1)
    ring(office)
    assert told(office) == {"carmen"}
    assert f"tray_doors {opened.id}: does not open" in wrong(office)
    found = verify.verify_as(office.house, office.people["alma"].seat)
    assert found.exit_code == 1
