"""The alarm of a date that nobody answers for names it to those who can mend it, to no other."""

from html import unescape
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.casework import adding, leaving, moving, pulse, reminders, unreached
from app.casework.adding import NewDeadline
from app.casework.calendar import Calendar
from app.casework.leaving import Leaving
from app.casework.moving import DeadlineChange
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.roster import PARKED
from app.casework.reminders.troubles import FELL_BACK, sentence_of
from app.models import Mail
from tests.doors.visitors import API, Doors, told
from tests.support.costs import counted

WENT = "A reminder went to the next in line"
IN_BOTH = (WENT, "Un recordatorio fue a la siguiente persona")


def bruno_has_left(doors: Doors, later: int = 0) -> tuple[str, str]:
    """Have Bruno leave with dates of Alma's case; return the ids of the case and the next date."""
    office, bruno = doors.office, doors.office.people["bruno"].id
    case_id = office.open_case("alma", named_only=True, backup_id=bruno).id
    with office.writing("alma") as desk:
        new = {"case_id": case_id, "title": "Brief on relief", "due": "2027-04-20"}
        new |= {"responsible_id": bruno}
        date = adding.add(desk, NewDeadline.model_validate(new))
        for number in range(later):
            more = {**new, "title": f"Brief {number}", "due": "2027-06-21"}
            adding.add(desk, NewDeadline.model_validate(more))
    with office.writing("carmen") as desk:
        leaving.leave(desk, Calendar(), bruno, Leaving())
    _went_to_the_next(doors)
    return str(case_id), str(date.id)


def _date_of(doors: Doors, case_id: UUID) -> UUID:
    """Have Bruno answer for a date of Alma's case; return its id."""
    new = {"case_id": case_id, "title": "Brief on relief", "due": "2027-04-20", "fatal": True}
    new |= {"responsible_id": doors.office.people["bruno"].id}
    with doors.office.writing("alma") as desk:
        return adding.add(desk, NewDeadline.model_validate(new)).id


def _went_to_the_next(doors: Doors) -> None:
    with doors.office.night(writes=True) as desk:
        pulse.beat(desk, pulse.WORKER, 1, FELL_BACK)
        pulse.beat(desk, pulse.SELF_CHECK, 1)


def test_the_alarm_links_the_date_to_whoever_can_open_its_case(doors: Doors) -> None:
    """Alma reads which, on every page; Carmen, who supervises, only that somebody was told."""
    case_id, date_id = bruno_has_left(doors)
    for path in ("/today", "/cases", f"/cases/{case_id}"):
        page = unescape(doors.sits("alma").get(path).text)
        part = page[page.index(WENT) :][:700]
        assert f'href="/deadlines/{date_id}"' in part
        assert "Brief on relief" in part
    said = {
        "carmen": "en un caso que usted no puede abrir; se avisó a quien lo respalda o lo lleva"
    }
    said["olga"] = "on a case that you cannot open; its back-up or lead was told"
    for name in ("carmen", "olga", "dina", "vera", "abel"):
        page = unescape(doors.sits(name).get("/today").text)
        assert said.get(name, "") in page
        assert any(each in page for each in IN_BOTH) == (name in said)
        assert "Brief on relief" not in page
        assert date_id not in page


@pytest.mark.parametrize("how", ["screened", "sealed"])
def test_a_hidden_date_is_told_to_nobody_from_whom_it_is_hidden(doors: Doors, how: str) -> None:
    """Who leads the case reads which; whoever else looks, supervisors too, reads of none."""
    office, bruno = doors.office, doors.office.people["bruno"].id
    more: dict[str, Any] = {"sealed": "sealed"}
    if how == "screened":
        more = {"screened": [office.people["dina"].id], "screen_reason": "He acted for them"}
    case_id = office.open_case("alma", named_only=True, backup_id=bruno, **more).id
    date_id = _date_of(doors, case_id)
    with office.writing("carmen") as desk:
        leaving.leave(desk, Calendar(), bruno, Leaving(sure=True))
    office.clock.forward(hours=2)
    with office.night(writes=True) as desk:
        assert FELL_BACK in reminders.plan(desk, Calendar()).troubles
        for mail in desk.db.scalars(select(Mail)):
            mail.state, mail.accepted_at = "accepted", desk.now
    _went_to_the_next(doors)
    alma = doors.sits("alma")
    assert f'href="/deadlines/{date_id}"' in alma.get("/today").text
    assert alma.get(f"{API}/today").json()["pulse"]["sentence"] == sentence_of(FELL_BACK)
    for name in ("dina", "vera", "carmen", "abel", "olga", "nora"):
        visitor = doors.sits(name)
        page = visitor.get("/today").text
        assert [each for each in IN_BOTH if each in page] == []
        assert visitor.get(f"{API}/today").json()["pulse"]["ok"] is True


def test_it_is_quiet_as_soon_as_somebody_is_named(doors: Doors) -> None:
    """Alma takes the date over: no page says it any more, before the next round too."""
    _, date_id = bruno_has_left(doors)
    assert WENT in doors.sits("alma").get("/today").text
    with doors.office.writing("alma") as desk:
        wanted = {"version": 1, "responsible_id": doors.office.people["alma"].id}
        moving.change(desk, UUID(date_id), DeadlineChange.model_validate(wanted))
    page = doors.sits("alma").get("/today").text
    assert WENT not in page
    assert "covered by reminders" in page
    agenda = told(doors.sits("alma").sends("GET", "/today"))
    assert (agenda["unreached"], agenda["pulse"]["ok"]) == (None, True)
    assert (agenda["pulse"]["code"], agenda["pulse"]["sentence"]) == ("", None)


def test_a_program_reads_which_dates_too(doors: Doors) -> None:
    """Alma's with the date; Carmen's, in Spanish, with none, and that somebody on it was told."""
    _, date_id = bruno_has_left(doors)
    agenda = told(doors.sits("alma").sends("GET", "/today"))
    assert agenda["pulse"]["code"] == FELL_BACK
    assert [each["id"] for each in agenda["unreached"]["dates"]] == [date_id]
    agenda = told(doors.sits("carmen").sends("GET", "/today"))
    assert agenda["unreached"] == {"dates": [], "is_told": True}
    assert "recordatorio" in agenda["pulse"]["sentence"]


def test_where_nobody_on_the_case_can_be_reached_it_says_so(doors: Doors) -> None:
    """Mail to Alma, who leads it, is refused as well: the supervising attorney was told."""
    _, date_id = bruno_has_left(doors)
    with doors.office.night(writes=True) as desk:
        alma = doors.office.people["alma"].id
        Mailbox(desk).alarm(alma, FELL_BACK)
        desk.db.flush()
        desk.db.execute(update(Mail).where(Mail.recipient_id == alma).values(state=PARKED))
    for name, said in (
        ("carmen", "no se puede localizar a nadie del caso"),
        ("olga", "nobody on the case can be reached: a supervising attorney must act"),
    ):
        page = unescape(doors.sits(name).get("/today").text)
        assert said in page
        assert date_id not in page


def test_the_alarm_costs_the_same_however_many_dates(doors: Doors) -> None:
    """Eight dates more, no statement more."""
    bruno_has_left(doors, later=8)
    costs, named = [], []
    for days in (0, 60):
        doors.office.clock.forward(days=days)
        with doors.office.reading("alma") as desk:
            calendar = Calendar()
            calendar.follow(desk)
            with counted(doors.office.house.engine) as cost:
                found = unreached.of(desk, calendar)
        assert found is not None
        named.append(len(found.dates))
        costs.append(cost.statements)
    assert named == [1, 9]
    assert costs[0] == costs[1]
