"""Opening a case, finding it again, and who may."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.casework import access, adding, cases, endings, moving, notes, people, scheduling, today
from app.casework.adding import NewDeadline
from app.casework.cases import NewCase
from app.casework.endings import Completion
from app.casework.following import Follow
from app.casework.moving import DeadlineChange
from app.casework.notes import NewNote
from app.casework.onrecord import Record
from app.casework.people import PersonChange, PersonView
from app.casework.scheduling import NewHearing
from app.db.desk import NightDesk
from app.errors import Conflict, Locked, NotFound, Refused
from app.models import Case, Hearing, Person, Principal, Schedule
from tests.support.office import Office


def test_a_case_is_read_by_the_office_team(office: Office) -> None:
    """What Alma opened Bruno reads, through the team's key; the recovery key stands beside it."""
    opened = office.open_case(title="Bond first")
    with office.reading("bruno") as desk:
        case = cases.one(desk, opened.id)
    assert (case.number, case.title) == (opened.number, "Bond first")
    assert case.people[0].family_name == "Quiñones Tema"
    assert [(view.why, view.people) for view in case.access] == [("recovery", 1), ("team", 4)]


@pytest.mark.parametrize("stranger", ["olga", "nora", "abel", "vera", "ivo"])
def test_a_case_is_not_there_for_the_others(office: Office, stranger: str) -> None:
    """Administration, conflicts, audit, volunteers and intake hold no key of it."""
    opened = office.open_case()
    with office.reading(stranger) as desk, pytest.raises(NotFound):
        cases.one(desk, opened.id)


def test_a_named_case_is_read_by_the_named(office: Office) -> None:
    """Named people only: Alma and the supervisor, not the rest of the team."""
    opened = office.open_case(named_only=True)
    with office.reading("carmen") as desk:
        assert cases.one(desk, opened.id).named_only
    with office.reading("bruno") as desk, pytest.raises(NotFound):
        cases.one(desk, opened.id)


def test_intake_keeps_what_it_opened(office: Office) -> None:
    """Ivo is not in the team, and reads the case that he took in."""
    opened = office.open_case("ivo")
    for name in ("ivo", "alma"):
        with office.reading(name) as desk:
            assert cases.one(desk, opened.id).id == opened.id


def test_the_night_desk_opens_nothing_private(office: Office) -> None:
    """The worker has no keyring: every private attribute of every row stays shut."""
    opened = office.open_case(note="a note")
    with office.night() as desk:
        row = desk.db.scalars(select(Case)).one()
        assert row.id == opened.id
        with pytest.raises(Locked):
            _ = row.number
        with pytest.raises(Locked):
            _ = desk.db.scalars(select(Person)).one().family_name


def test_search_finds_a_name_without_its_accents(office: Office) -> None:
    """Accents and case do not matter; a stranger to the case finds nothing."""
    opened = office.open_case()
    with office.reading() as desk:
        page = cases.search(desk, office.calendar, "quinones INES", start=0, size=10)
        assert [row.id for row in page.rows] == [opened.id]
    with office.reading("olga") as desk:
        assert cases.search(desk, office.calendar, "quinones", start=0, size=10).rows == []


def test_a_hearing_brings_its_filing_deadline(office: Office) -> None:
    """Tuesday 9 March 2027, 30 days before: Sunday rolls to Monday 8 February, file by Friday."""
    office.clock.now = datetime.fromisoformat("2026-11-24T15:00:00+00:00")
    opened = office.open_case()
    with office.writing() as desk:
        hearing = scheduling.schedule_hearing(desk, _hearing(opened.id, "2027-03-09T13:00"))
    (deadline,) = hearing.deadlines
    assert (deadline.due.isoformat(), deadline.file_by.isoformat()) == ("2027-02-08", "2027-02-05")
    assert deadline.rule == "eoir.ic.filing.individual.nondetained"
    assert deadline.steps


def test_a_moved_hearing_keeps_its_old_setting(office: Office) -> None:
    """The old setting stays, marked moved, and its deadline gives way to the new one's."""
    opened = office.open_case()
    with office.writing() as desk:
        first = scheduling.schedule_hearing(desk, _hearing(opened.id, "2027-09-14T13:00"))
    with office.writing() as desk:
        scheduling.schedule_hearing(
            desk, _hearing(opened.id, "2027-10-19T08:30", replaces=first.id, reason="reset")
        )
    with office.reading() as desk:
        case = cases.one(desk, opened.id)
    assert [view.status for view in case.hearings] == ["set", "moved"]
    assert [view.status for view in case.deadlines] == ["open", "moved"]
    with office.night() as desk:
        rows = desk.db.scalars(select(Schedule))
        assert sorted(row.open for row in rows) == [False, False, True, True]


def test_a_past_hearing_is_refused_unless_meant(office: Office) -> None:
    """A wrong year must not vanish into the past."""
    opened = office.open_case()
    with office.writing() as desk, pytest.raises(Refused) as refusal:
        scheduling.schedule_hearing(desk, _hearing(opened.id, "2026-09-14T13:00"))
    assert "starts" in refusal.value.fields
    with office.writing() as desk:
        held = scheduling.schedule_hearing(desk, _hearing(opened.id, "2026-09-14T13:00", past=True))
    assert held.status == "held"


def test_an_hour_that_the_clocks_skip_is_refused(office: Office) -> None:
    """On 14 March 2027 there is no half past two in New York."""
    office.clock.now = datetime.fromisoformat("2026-11-24T15:00:00+00:00")
    opened = office.open_case()
    with office.writing() as desk, pytest.raises(Refused) as refusal:
        scheduling.schedule_hearing(desk, _hearing(opened.id, "2027-03-14T02:30"))
    assert "starts" in refusal.value.fields


def test_what_follows_can_be_changed_with_a_reason_or_left_out(office: Office) -> None:
    """A changed date keeps its reason; one left out is not written."""
    rule = "eoir.ic.filing.individual.nondetained"
    opened = office.open_case()
    sunday = date(2027, 8, 1)
    changed = Follow(
        rule=rule, choice="change", due=sunday, sure=sunday, reason="the judge ordered it"
    )
    with office.writing() as desk:
        view = scheduling.schedule_hearing(
            desk, _hearing(opened.id, "2027-09-14T13:00", follows=[changed])
        )
    assert view.deadlines[0].override_reason == "the judge ordered it"
    with office.writing() as desk:
        left = [Follow(rule=rule, choice="leave", reason="a joint motion stands")]
        bare = _hearing(opened.id, "2027-09-15T13:00", follows=left, both_stand=True)
        assert scheduling.schedule_hearing(desk, bare).deadlines == []


def test_a_typed_deadline_needs_no_rule(office: Office) -> None:
    """A date, an hour and a sentence of why are enough, and it is mine to keep."""
    opened = office.open_case()
    new = NewDeadline(
        case_id=opened.id,
        title="Plane leaves",
        due=date(2027, 4, 16),
        at="17:00",
        why="from the wife",
    )
    with office.writing() as desk:
        deadline = adding.add(desk, new)
    assert (deadline.at, deadline.why, deadline.whose, deadline.rule) == (
        "17:00",
        "from the wife",
        "ours",
        "",
    )
    with office.reading() as desk:
        view = today.today(desk, office.calendar)
    assert [row.id for row in view.soon.shown] == [deadline.id]


def test_two_people_saving_at_once_lose_nothing(office: Office) -> None:
    """The second is told what stands now, and nothing of hers was written."""
    opened = office.open_case()
    with office.reading("bruno") as desk:
        seen = cases.one(desk, opened.id).people[0]
    with office.writing() as desk:
        people.change(desk, seen.id, PersonChange(version=seen.version, phone="555-0101"))
    with office.writing("bruno") as desk, pytest.raises(Conflict) as conflict:
        people.change(desk, seen.id, PersonChange(version=seen.version, phone="555-0102"))
    assert isinstance(conflict.value.current, PersonView)
    assert conflict.value.current.phone == "555-0101"


def test_a_fatal_deadline_ends_with_a_word_of_how(office: Office) -> None:
    """An appeal is fatal; it is not closed without a receipt or note, and can be opened again."""
    opened = office.open_case()
    new = NewDeadline(
        case_id=opened.id,
        rule="eoir.bia.appeal",
        inputs={"trigger_date": "2027-04-12", "decided_by": "immigration_judge"},
    )
    with office.writing() as desk:
        deadline = adding.add(desk, new)
    assert deadline.fatal
    with office.writing() as desk, pytest.raises(Refused):
        endings.complete(desk, deadline.id, Completion())
    with office.writing() as desk:
        done = endings.complete(desk, deadline.id, Completion(note="receipt 55512"))
        assert done.status == "filed"
        again = endings.reopen(desk, deadline.id, done.version)
    assert again.status == "open"
    assert [past["status"] for past in again.history] == ["open", "filed"]


def test_a_changed_date_renews_its_reminders(office: Office) -> None:
    """The old date stays in the history and the worker's copy has a new edition."""
    opened = office.open_case()
    new = NewDeadline(case_id=opened.id, title="Brief", due=date(2027, 6, 1))
    with office.writing() as desk:
        first = adding.add(desk, new)
    with office.writing() as desk:
        moved = moving.change(
            desk, first.id, DeadlineChange(version=first.version, due=date(2027, 5, 20))
        )
    assert moved.history[0]["due"] == "2027-06-01"
    with office.night() as desk:
        row = desk.db.get_one(Schedule, first.id)
        assert (row.edition, row.safe.isoformat()) == (2, "2027-05-20")


def test_another_zone_renews_the_reminders_too(office: Office) -> None:
    """Five in the afternoon on Guam comes half a day before five in New York."""
    opened = office.open_case()
    new = {"case_id": opened.id, "title": "Brief", "due": "2027-06-01", "at": "17:00"}
    with office.writing() as desk:
        wanted = NewDeadline.model_validate(new | {"tz": "America/New_York"})
        first = adding.add(desk, wanted)
    with office.writing() as desk:
        change = DeadlineChange(version=first.version, tz="Pacific/Guam", override_reason="Guam")
        moving.change(desk, first.id, change)
    with office.night() as desk:
        assert desk.db.get_one(Schedule, first.id).edition == 2


def test_a_note_carries_its_author(office: Office) -> None:
    """A note says who wrote it and stays hers."""
    opened = office.open_case()
    with office.writing("dina") as desk:
        note = notes.add(desk, NewNote(case_id=opened.id, text="Called; no answer."))
    assert note.author_name == "Dina"


def test_swapped_cards_do_not_open(office: Office) -> None:
    """A card moved to another row of the same case is refused, not shown."""
    opened = office.open_case()
    with office.writing() as desk:
        one = scheduling.schedule_hearing(desk, _hearing(opened.id, "2027-09-14T13:00"))
        beside = _hearing(opened.id, "2027-10-14T13:00", both_stand=True)
        other = scheduling.schedule_hearing(desk, beside)
    with office.house.engine.begin() as connection:
        table = Hearing.__table__
        card = connection.execute(select(table.c.card).where(table.c.id == one.id)).scalar_one()
        connection.exec_driver_sql(
            "UPDATE hearings SET card = {0} WHERE id = {0}".format(
                "?" if connection.dialect.name == "sqlite" else "%s"
            ),
            (card, other.id.hex if connection.dialect.name == "sqlite" else other.id),
        )
    with office.reading() as desk:
        view = cases.one(desk, opened.id)
    assert [each.id for each in view.damaged] == [other.id]
    assert [each.id for each in view.hearings] == [one.id]


def test_each_deed_is_noted_and_chained(office: Office) -> None:
    """The audit holds one entry a deed, each chained to the one before."""
    opened = office.open_case()
    with office.writing() as desk:
        notes.add(desk, NewNote(case_id=opened.id, text="A note."))
    with office.night() as desk:
        before = _entries(desk)
    office.open_case()
    with office.night() as desk:
        assert _entries(desk) == before + 1


def _entries(desk: NightDesk) -> int:
    record = Record()
    record.follow(desk)
    assert not record.is_broken
    return record.count


def test_a_grant_is_rewrapped_by_whoever_of_the_team_first_writes(office: Office) -> None:
    """Until then intake's gift to the team is opened by public key; no reader re-wraps it."""
    with office.writing("ivo") as desk:
        client = {"family_name": "Sample", "given_names": "Ana"}
        lead = office.people["alma"].id
        new = NewCase.model_validate({"client": client, "lead_id": lead})
        opened = cases.open_new(desk, new)
    for _ in range(2):
        with office.reading("bruno") as desk:
            assert [access.reach(desk), desk.unwrapped] == [{opened.id}, {opened.id}]
    with office.writing("bruno") as desk:
        notes.add(desk, NewNote(case_id=opened.id, text="A note."))
    with office.reading("carmen") as desk:
        assert [access.reach(desk), desk.unwrapped] == [{opened.id}, set()]


def test_a_grant_is_rewrapped_for_its_opener(office: Office) -> None:
    """Nothing asymmetric is left for the next page; what the custodians hold nobody here opens."""
    opened = office.open_case()
    with office.reading() as desk:
        forms = {
            desk.db.get_one(Principal, grant.principal_id).kind: grant.form
            for grant in access.holders(desk, opened.id)
        }
    assert forms == {"group": access.REWRAPPED, "recovery": access.SEALED}


def test_today_shows_what_is_mine_and_near(office: Office) -> None:
    """Tomorrow's hearing of a case I lead is shown; one that another leads is not."""
    opened = office.open_case()
    soon = (office.clock.now + timedelta(days=1)).replace(tzinfo=None)
    with office.writing() as desk:
        scheduling.schedule_hearing(desk, _hearing(opened.id, soon.strftime("%Y-%m-%dT09:00")))
    with office.reading() as desk:
        assert len(today.today(desk, office.calendar).hearings) == 1
    with office.reading("bruno") as desk:
        assert today.today(desk, office.calendar).hearings == []


def _hearing(case_id: object, starts: str, **more: object) -> NewHearing:
    return NewHearing.model_validate(
        {
            "case_id": case_id,
            "starts": starts,
            "kind": "individual",
            "custody": "non_detained",
            "tz": "America/New_York",
            **more,
        }
    )


def test_an_unknown_case_is_not_there(office: Office) -> None:
    """A made-up id answers like a case of others."""
    with office.reading() as desk, pytest.raises(NotFound):
        cases.one(desk, uuid4())


def test_a_list_tells_the_first_deadline_and_the_next_hearing_apart(office: Office) -> None:
    """What is fatal is marked; what had passed before we knew of it does not hide what is due."""
    case = office.open_case(named_only=True)
    known = {"case_id": case.id}
    for more in (
        {"title": "Had passed", "due": "2027-03-10", "sure": "2027-03-10"},
        {"title": "Appeal", "due": "2027-04-22", "fatal": True, "at": "16:00"},
        {"title": "Errand", "due": "2027-04-28"},
    ):
        with office.writing() as desk:
            adding.add(desk, NewDeadline.model_validate(known | more))
    hearing = {"starts": "2027-05-11T09:00", "tz": "America/Chicago", "kind": "master"}
    with office.writing() as desk:
        scheduling.schedule_hearing(desk, NewHearing.model_validate(known | hearing))
    quiet = office.open_case()
    with office.reading() as desk:
        rows = {
            row.id: row
            for row in cases.page(desk, office.calendar, mine=True, start=0, size=9).rows
        }
    deadline, heard = rows[case.id].next_deadline, rows[case.id].next_hearing
    assert deadline is not None
    assert (deadline.title, deadline.fatal, deadline.means) == ("Appeal", True, "file_by")
    assert (deadline.on, deadline.at, deadline.overdue) == (date(2027, 4, 22), "16:00", False)
    assert heard is not None
    assert (heard.on, heard.at, heard.tz) == (date(2027, 5, 11), "09:00", "America/Chicago")
    assert (rows[quiet.id].next_deadline, rows[quiet.id].next_hearing) == (None, None)
