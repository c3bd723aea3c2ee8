"""Of what is hidden nobody is told by how much the database is asked. It is 14 April 2027."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from app.casework import endings, screens, secondlook, stays
from app.casework.endings import Completion
from app.casework.intake import inquiries
from app.db.desk import Desk
from app.models import Inquiry
from tests.casework.briefs import add
from tests.casework.test_detention import client, hold
from tests.support.office import Office, id_of


def statements(office: Office, ask: Callable[[Desk], Any]) -> int:
    """Return how many statements Carmen's desk sends for what finds nothing."""
    sent: list[str] = []

    def hear(*said: Any) -> None:
        sent.append(said[2])

    with office.reading("carmen") as desk:
        screens.kept_from(desk, desk.who.id)  # as Today asks before
        event.listen(office.house.engine, "before_cursor_execute", hear)
        found = ask(desk)
        event.remove(office.house.engine, "before_cursor_execute", hear)
    assert found == []
    return len(sent)


def test_a_hidden_case_has_its_looks_calls_and_dates_asked_for_by_nobody(office: Office) -> None:
    """A screen keeps Carmen from the only case with any of them: Today takes her as long."""
    asks: list[Callable[[Desk], Any]] = [
        stays.due,
        inquiries.listed,
        lambda desk: secondlook.owed(desk, office.calendar),
    ]
    with office.reading("carmen") as desk:
        office.calendar.follow(desk)
    before = [statements(office, each) for each in asks]
    screen = {"screened": [id_of(office, "carmen")], "screen_reason": "Her cousin is a witness"}
    case_id = office.open_case("alma", backup_id=id_of(office, "bruno"), **screen).id
    hold(office, client(office, case_id).id, found=False)
    date = add(office, case_id, fatal=True)
    with office.writing("alma") as desk:
        endings.complete(desk, date.id, Completion(note="Receipt 1"))
        by = {"taken_by": desk.who.id, "owner_id": desk.who.id, "taken_at": desk.now}
        desk.db.add(Inquiry(case_id=case_id, heard={}, **by))
    with office.reading("carmen") as desk:
        office.calendar.follow(desk)
    assert [statements(office, each) for each in asks] == before
