"""The calendar feed: off at first, secret, and telling nothing but days."""

import re

import pytest
from sqlalchemy import select

from app.casework import amending, feeds, hearings, leaving, lockdown, readers, screening
from app.casework.amending import HearingChange
from app.casework.feeds import MOST_MISSES, MOST_READS
from app.casework.leaving import Leaving
from app.casework.readers import NewLead
from app.casework.screening import NewScreen
from app.db.columns import Base
from app.db.desk import night
from app.models import Audit, Case, Staff
from tests.doors.everything import stumbling
from tests.doors.visitors import API, Doors, filled_case, told
from tests.support.office import id_of

ADDRESS = re.compile(r'value="http://127\.0\.0\.1:8000(/feed/[A-Za-z0-9_-]{22}\.ics)"')


def switched_on(doors: Doors, name: str = "alma", **fields: str) -> str:
    """Switch somebody's feed on and return its path."""
    page = doors.sits(name).posts("/calendar/feed", fields)
    assert page.status_code == 200, page.text
    found = ADDRESS.search(page.text)
    assert found
    return found[1]


def lines_of(said: str) -> list[str]:
    """Return a calendar's lines, unfolded."""
    return said.replace("\r\n ", "").split("\r\n")


def test_a_feed_is_off_until_its_owner_switches_it_on(doors: Doors) -> None:
    """The page says first what a calendar's host will learn."""
    page = doors.sits("alma").get("/calendar/feed").text
    assert "What my calendar's host will learn" in page.replace("&#39;", "'")
    assert "/feed/" not in page
    assert doors.stranger().get(f"/feed/{'x' * 22}.ics").status_code == 404
    path = switched_on(doors)
    assert path not in doors.sits("alma").get("/calendar/feed").text


def test_a_feed_tells_days_and_nothing_else(doors: Doors) -> None:
    """One hearing and one deadline: no name, title, number, id or place in any byte."""
    case = filled_case(doors.office)
    path = switched_on(doors)
    answer = doors.stranger().get(path)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    lines = lines_of(answer.text)
    assert [line for line in lines if line.startswith("DTSTART")] == [
        "DTSTART;VALUE=DATE:20270420",
        "DTSTART;VALUE=DATE:20270615",
    ]
    names = {line.partition(":")[0].partition(";")[0] for line in lines if line}
    assert not names & {"LOCATION", "DESCRIPTION", "ATTENDEE", "ORGANIZER", "URL", "VALARM"}
    assert {line for line in lines if line.startswith("SUMMARY")} == {"SUMMARY:Amparo item"}
    for hidden in (*map(str, case.named().values()), "Tema", "brief", "09:00", "New_York"):
        assert hidden not in answer.text
        assert hidden.replace("-", "") not in answer.text


def test_hours_are_told_where_their_owner_wants_them(doors: Doors) -> None:
    """Nine in New York in June is 13:00 in UTC; the court's zone is not named."""
    filled_case(doors.office)
    said = doors.stranger().get(switched_on(doors, hours="true")).text
    assert "DTSTART:20270615T130000Z\r\n" in said
    assert "TZID" not in said
    assert "DTSTART;VALUE=DATE:20270420\r\n" in said


def test_a_hearing_four_years_out_keeps_the_hour_of_its_court(doors: Doors) -> None:
    """Half past eight in Denver, two zones away and in winter: on each page, and in a calendar."""
    case_id = str(doors.office.open_case("alma").id)
    hearing = {"case_id": case_id, "starts": "2031-01-14T08:30", "kind": "master", "court": "DEN"}
    alma = doors.sits("alma")
    made = told(alma.sends("POST", "/hearings", hearing), 201)
    assert (made["starts"], made["tz"]) == ("2031-01-14T08:30", "America/Denver")
    for path in (f"/hearings/{made['id']}", f"/cases/{case_id}", "/today/dates"):
        page = alma.get(path).text
        assert re.search("8:30.AM", page), path
    assert re.search("Jan 14, 2031, 8:30.AM.MST", alma.get(f"/hearings/{made['id']}").text)
    said = doors.stranger().get(switched_on(doors, hours="true")).text
    assert "DTSTART:20310114T153000Z\r\n" in said  # Denver is seven hours behind in January


def test_a_moved_or_cancelled_date_is_told_as_such(doors: Doors) -> None:
    """Its sequence rises; it stands cancelled for sixty days, then not at all."""
    office = doors.office
    case = filled_case(office)
    path = switched_on(doors)
    before = events(doors.stranger().get(path).text)
    with office.writing() as desk:
        version = hearings.one(desk, case.hearing).version
        amending.change(
            desk,
            case.hearing,
            HearingChange(version=version, status="cancelled", reason="The court said so."),
        )
    after = events(doors.stranger().get(path).text)
    [uid] = [uid for uid, event in before.items() if event["DTSTART"] == "20270615"]
    assert (before[uid]["STATUS"], after[uid]["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert int(after[uid]["SEQUENCE"]) > int(before[uid]["SEQUENCE"])
    office.clock.forward(days=59)
    assert uid in events(doors.stranger().get(path).text)
    office.clock.forward(days=2)
    assert uid not in events(doors.stranger().get(path).text)


def events(said: str) -> dict[str, dict[str, str]]:
    """Return the events of a calendar by their names."""
    found: dict[str, dict[str, str]] = {}
    for part in "\n".join(lines_of(said)).split("BEGIN:VEVENT")[1:]:
        rows = [line.partition(":") for line in part.strip().split("\n")]
        event = {name.partition(";")[0]: value for name, _, value in rows}
        found[event["UID"]] = event
    return found


def test_two_people_know_a_date_by_two_names(doors: Doors) -> None:
    """Their hosts cannot tell that they share it; one's own name for it stays."""
    filled_case(doors.office, backup_id=id_of(doors.office, "bruno"))
    hers, his = switched_on(doors, "alma"), switched_on(doors, "bruno")
    one, other = (events(doors.stranger().get(path).text) for path in (hers, his))
    assert len(one) == len(other) == 2
    assert not one.keys() & other.keys()
    assert events(doors.stranger().get(switched_on(doors, "alma")).text).keys() == one.keys()


def test_a_replaced_address_opens_nothing(doors: Doors) -> None:
    """Nor one that was switched off."""
    first = switched_on(doors)
    second = switched_on(doors)
    assert first != second
    assert doors.stranger().get(first).status_code == 404
    assert doors.stranger().get(second).status_code == 200
    assert doors.sits("alma").posts("/calendar/feed/end").status_code == 303
    assert doors.stranger().get(second).status_code == 404
    assert doors.sits("alma").posts("/calendar/feed/end").status_code == 303  # pressed twice


def test_a_secret_is_kept_nowhere(doors: Doors) -> None:
    """Neither it nor its print stands in clear in any row."""
    token = switched_on(doors).removeprefix("/feed/").removesuffix(".ics")
    with night(doors.office.house, writes=False) as desk:
        for table in Base.metadata.sorted_tables:
            assert token not in str(desk.db.execute(select(table)).all())


def test_only_days_of_cases_that_she_holds(doors: Doors) -> None:
    """Another's case is not in her feed, though its lead named her nowhere."""
    filled_case(doors.office)
    assert events(doors.stranger().get(switched_on(doors, "dina")).text) == {}


def test_a_screened_case_leaves_the_feed(doors: Doors) -> None:
    """From the moment on in which an ethical screen keeps her from it."""
    office = doors.office
    case = filled_case(office, backup_id=id_of(office, "bruno"))
    path = switched_on(doors, "bruno")
    assert len(events(doors.stranger().get(path).text)) == 2
    with office.writing() as desk:
        row = desk.db.get_one(Case, case.id)
        wanted = NewLead(version=row.version, lead_id=id_of(office, "alma"))
        readers.lead(desk, case.id, wanted)
    with office.writing() as desk:
        reason = NewScreen(staff_id=id_of(office, "bruno"), reason="A cousin")
        screening.put_up(desk, case.id, reason)
    assert events(doors.stranger().get(path).text) == {}


def test_a_lockdown_ends_every_feed(doors: Doors) -> None:
    """For good: after the release each is switched on anew."""
    filled_case(doors.office)
    path = switched_on(doors)
    with doors.office.writing("carmen") as desk:
        lockdown.begin(desk)
    assert doors.stranger().get(path).status_code == 404
    with doors.office.night() as desk:
        assert desk.db.get_one(Staff, id_of(doors.office, "alma")).feed is None


def test_leaving_ends_her_feed(doors: Doors) -> None:
    """With her account."""
    office = doors.office
    path = switched_on(doors, "dina")
    with office.writing("carmen") as desk:
        wanted = Leaving(heir_id=id_of(office, "alma"), sure=True)
        leaving.leave(desk, office.calendar, id_of(office, "dina"), wanted)
    assert doors.stranger().get(path).status_code == 404


def test_a_use_is_on_record_once_a_month(doors: Doors) -> None:
    """And its owner sees the last day; the record names neither address nor network."""
    office = doors.office
    path = switched_on(doors)
    for days in (0, 0, 1, 20):
        office.clock.forward(days=days)
        assert doors.stranger().get(path).status_code == 200
    with night(office.house, writes=False) as desk:
        rows = desk.db.scalars(select(Audit).where(Audit.action == "feed.read")).all()
        kept = [row.detail for row in rows]
    alma = str(id_of(office, "alma"))
    assert kept == [{"person": alma, "month": month} for month in ("2027-04", "2027-05")]
    assert "May 5, 2027" in doors.sits("alma").get("/calendar/feed").text


def test_who_fetches_or_guesses_too_often_waits(doors: Doors) -> None:
    """A guesser holds up no calendar; a greedy calendar nobody else's."""
    hers, his = switched_on(doors, "alma"), switched_on(doors, "bruno")
    guesser = doors.stranger(network="192.0.2.7")
    for _ in range(MOST_MISSES):
        assert guesser.get(f"/feed/{'y' * 22}.ics").status_code == 404
    refused = guesser.get(f"/feed/{'y' * 22}.ics")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) <= 601
    assert guesser.get(hers).status_code == 200
    for _ in range(MOST_READS - 1):
        assert doors.stranger().get(hers).status_code == 200
    assert doors.stranger().get(hers).status_code == 429
    assert doors.stranger().get(his).status_code == 200
    doors.office.clock.forward(minutes=11)
    assert doors.stranger().get(hers).status_code == 200


def test_a_program_switches_its_feed_on_and_off(doors: Doors) -> None:
    """The address is told once; asked again, only that it is on."""
    program = doors.program()
    assert told(program.get(f"{API}/calendar-feed")) == {
        "is_on": False,
        "hours": False,
        "made_at": None,
        "read_on": "",
    }
    made = told(program.put(f"{API}/calendar-feed", json={"hours": True}))
    path = made["address"].removeprefix("http://127.0.0.1:8000")
    assert doors.stranger().get(path).status_code == 200
    again = told(program.get(f"{API}/calendar-feed"))
    assert (again["is_on"], again["hours"], again["read_on"]) == (True, True, "2027-04-14")
    assert "address" not in again
    assert program.delete(f"{API}/calendar-feed").status_code == 204
    assert doors.stranger().get(path).status_code == 404


def test_an_administrator_has_no_feed(doors: Doors) -> None:
    """Whoever works on no cases has no days."""
    assert doors.sits("olga").get("/calendar/feed").status_code == 403
    assert doors.sits("olga").posts("/calendar/feed").status_code == 403


def test_a_sealed_case_is_in_the_feeds_of_its_own_people_alone(doors: Doors) -> None:
    """Neutral as every entry; a supervisor who may not know of it has nothing of it."""
    office = doors.office
    filled_case(office, sealed="sealed", backup_id=id_of(office, "bruno"))
    assert len(events(doors.stranger().get(switched_on(doors, "bruno")).text)) == 2
    assert events(doors.stranger().get(switched_on(doors, "carmen")).text) == {}


def test_a_restored_office_has_no_feed(doors: Doors) -> None:
    """An address that was replaced after the backup would open again."""
    path = switched_on(doors)
    with doors.office.night(writes=True) as desk:
        feeds.end_all(desk)
    assert doors.stranger().get(path).status_code == 404


@pytest.mark.parametrize("how", ["full", "late"])
def test_a_feed_is_read_where_nothing_can_be_written(doors: Doors, how: str) -> None:
    """Her calendar goes on being told on a full disk; that it was fetched is noted another time."""
    filled_case(doors.office)
    path = switched_on(doors)
    with stumbling(doors.office.house.engine, how):
        answer = doors.stranger().get(path)
    assert answer.status_code == 200
    assert len(events(answer.text)) == 2
    assert "not fetched yet" in doors.sits("alma").get("/calendar/feed").text
    assert doors.stranger().get(path).status_code == 200
    assert "last fetched on" in doors.sits("alma").get("/calendar/feed").text
