"""What stands in the database beside what was proved: counted, listed, continued from by nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.casework import access, adding, audit, cases, notes, pulse, seats, staff, verify
from app.casework.adding import NewDeadline
from app.casework.calendar import FOLLOWED, Calendar
from app.casework.pulse import WORKER, beat, self_check
from app.casework.reminders.troubles import RECORD
from app.casework.sessions import Sessions
from app.db.desk import Desk
from app.errors import Damaged, NotFound
from app.models import Heartbeat
from tests.support.office import Office
from tests.support.shell import TABLES, at_the_shell, plant


class Sitting:
    """One person's session, which keeps its register between requests as the doors' do."""

    def __init__(self, office: Office, who: str) -> None:
        self.office, self._sessions = office, Sessions()
        person = office.people[who]
        self._token = self._sessions.begin(person.id, person.seat.keys, "", office.clock())

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """Open a desk for one request."""
        seat = self._sessions.seat(self._token, self.office.clock())
        with seats.reading(self.office.house, seat) as desk:
            yield desk

    def listed(self) -> set[UUID]:
        """Return the cases that her list shows."""
        with self.desk() as desk:
            page = cases.page(desk, self.office.calendar, mine=False, start=0, size=50)
        return {row.id for row in page.rows}

    def found(self, words: str) -> set[UUID]:
        """Return the cases that a search of hers finds."""
        with self.desk() as desk:
            page = cases.search(desk, self.office.calendar, words, start=0, size=50)
        return {row.id for row in page.rows}


def taken_off(office: Office, case_id: UUID, who: str) -> None:
    """Take somebody's own grant of a case away."""
    grants = TABLES["grants"]
    hers = (grants.c.case_id == case_id) & (grants.c.principal_id == office.people[who].id)
    with office.house.engine.begin() as connection:
        assert connection.execute(grants.delete().where(hers)).rowcount == 1


def planted(office: Office, case_id: UUID, who: str) -> None:
    """Put a row in the place of a grant that names somebody; it opens nothing."""
    person = office.people[who].id
    given = {"role": "team", "grantor_id": person, "form": access.REWRAPPED, "body": bytes(60)}
    plant(office, "grants", case_id=case_id, principal_id=person, epoch=1, **given)


# --- grants -----------------------------------------------------------------------------------


def test_a_planted_grant_lists_no_case_that_a_session_remembers(office: Office) -> None:
    """Vera was taken off; her session still keeps the name, and the dates go on in the calendar."""
    case_id = office.open_case(named_only=True, named=[office.people["vera"].id]).id
    vera = Sitting(office, "vera")
    assert vera.listed() == vera.found("Quinones") == {case_id}
    taken_off(office, case_id, "vera")
    planted(office, case_id, "vera")
    with office.writing() as desk:
        new = {"case_id": case_id, "title": "Brief", "due": "2027-06-01"}
        adding.add(desk, NewDeadline.model_validate(new))
    assert vera.listed() == vera.found("Quinones") == set()


def test_a_planted_grant_neither_ends_a_list_nor_fills_it(office: Office) -> None:
    """A program that asks for one row after the other gets all that Vera holds, in any order."""
    vera = office.people["vera"].id
    mine, gone = ([_with_notes(office, vera) for _ in range(4)] for _ in range(2))
    for case_id in gone:
        taken_off(office, case_id, "vera")
        planted(office, case_id, "vera")
    for _ in range(4):
        with office.reading("vera") as desk:
            after, seen, found = None, set(), set()
            while rows := cases.listed(desk, office.calendar, None, after=after, size=1):
                after = rows[-1].id
                seen.add(after)
            after = None
            while lines := notes.listed(desk, None, after=after, size=1):
                after = lines[-1].id
                found.add(lines[-1].case_id)
        assert seen == found == set(mine)


def test_one_case_is_asked_for_by_a_planted_grant(office: Office) -> None:
    """It says that the grant was changed; without one it is not found."""
    case_id = office.open_case(named_only=True).id
    for expected in (NotFound, Damaged):
        with office.reading("vera") as desk, pytest.raises(expected):
            cases.listed(desk, office.calendar, case_id, after=None, size=1)
        if expected is NotFound:
            planted(office, case_id, "vera")


def test_a_group_counts_its_true_members(office: Office) -> None:
    """Nobody can make a case look as if more people held it, or fewer."""
    case_id = office.open_case().id
    team, olga = _team(office, case_id), office.people["olga"].id
    given = {"grantor_id": olga, "form": access.REWRAPPED, "body": bytes(60), "epoch": 1}
    plant(office, "members", group_id=team, person_id=olga, **given)
    with office.reading() as desk:
        case = cases.one(desk, case_id)
    assert [view.people for view in case.access if view.why == "team"] == [4]
    assert "Olga" not in {view.name for view in case.readers}


def _with_notes(office: Office, named: UUID) -> UUID:
    return office.open_case(named_only=True, named=[named], note=uuid4().hex).id


def _team(office: Office, case_id: UUID) -> UUID:
    grants = TABLES["grants"]
    to_team = (grants.c.case_id == case_id, grants.c.role == "team")
    with office.house.engine.connect() as connection:
        row = connection.execute(grants.select().where(*to_team)).one()
    return UUID(str(row.principal_id))


# --- the record -------------------------------------------------------------------------------

FAR = 2**62


@pytest.mark.parametrize("seq", [0, 1, FAR])
def test_nothing_is_written_behind_a_false_head(office: Office, seq: int) -> None:
    """A number put into the head is an alarm: it is not counted on from, and nobody signs in."""
    office.open_case()
    at_the_shell(office, "audit_head", {"id": 1}, seq=seq)
    with pytest.raises(Damaged, match="amparo verify"):
        office.open_case()
    assert _troubles(office) >= {RECORD}
    assert "audit_head: not of the newest entry" in verify.verify(office.house).wrong


def test_nor_behind_a_head_without_its_hash_or_none_at_all(office: Office) -> None:
    """The hash counts like the number; where the row is gone, it is said just so."""
    at_the_shell(office, "audit_head", {"id": 1}, hash=bytes(32))
    with pytest.raises(Damaged):
        office.open_case()
    with office.house.engine.begin() as connection:
        connection.execute(TABLES["audit_head"].delete())
    with pytest.raises(Damaged):
        office.open_case()
    assert "audit_head: not of the newest entry" in verify.verify(office.house).wrong


def test_an_entry_that_nobody_made_does_not_prove_a_head(office: Office) -> None:
    """Head and entry planted together agree, but the entry does not open."""
    planted_hash, actor = bytes(range(32)), office.people["alma"].id
    entry = {"at": office.clock(), "actor_id": actor, "action": "signin", "object_id": None}
    plant(office, "audit", seq=FAR, hash=planted_hash, **entry)
    at_the_shell(office, "audit_head", {"id": 1}, seq=FAR, hash=planted_hash)
    with pytest.raises(Damaged):
        office.open_case()
    assert _troubles(office) >= {RECORD}


def test_all_is_well_where_nothing_was_changed(office: Office) -> None:
    """Nor is an office without any entry an alarm."""
    assert RECORD not in _troubles(office)
    with office.house.engine.begin() as connection:
        connection.execute(TABLES["audit"].delete())
    at_the_shell(office, "audit_head", {"id": 1}, seq=0, hash=audit.GENESIS)
    assert RECORD not in _troubles(office)


def test_a_cut_tail_is_noticed_by_whoever_saw_the_numbers(office: Office) -> None:
    """Head and entries set back together agree; the schedule and the worker's calendar do not."""
    case_id = office.open_case().id
    with office.writing() as desk:
        new = {"case_id": case_id, "title": "Brief", "due": "2027-06-01"}
        row = adding.add(desk, NewDeadline.model_validate(new))
    with office.night(writes=True) as desk:
        office.calendar.follow(desk)
    entries, head = TABLES["audit"], TABLES["audit_head"]
    with office.house.engine.begin() as connection:
        last = max(connection.scalars(select(entries.c.seq)))
        before = connection.scalar(select(entries.c.hash).where(entries.c.seq == last - 2))
        connection.execute(entries.delete().where(entries.c.seq > last - 2))
        connection.execute(head.update().values(seq=last - 2, hash=before))
    found = verify.verify(office.house).wrong
    assert f"schedule {row.id}: changed by a deed that is not on record" in found
    with office.night(writes=True) as desk:
        beat(desk, WORKER, 1)
        self_check(desk, office.calendar)
    assert _troubles(office) >= {RECORD}


def test_one_id_for_two_kinds_is_named(office: Office) -> None:
    """A note that stands under a hearing's id could be taken for it; no card of it opens."""
    case_id = office.open_case().id
    with office.writing() as desk:
        new = {"case_id": case_id, "title": "Brief", "due": "2027-06-01"}
        row = adding.add(desk, NewDeadline.model_validate(new))
    plant(office, "notes", id=row.id, case_id=case_id)
    told = f"notes {row.id}: its id stands in deadlines too"
    assert told in verify.verify(office.house).wrong


def test_a_sign_of_life_counts_as_far_as_numbers_go(office: Office) -> None:
    """Both engines keep the number of any deed as the newest that was followed."""
    with office.night(writes=True) as desk:
        beat(desk, FOLLOWED, 2**31)
    with office.night(writes=True) as desk:
        assert desk.db.get_one(Heartbeat, FOLLOWED).count == 2**31


def test_nobody_tells_a_new_worker_that_it_has_seen_all(office: Office) -> None:
    """A number beyond the newest would make it miss whatever is changed afterwards."""
    with office.night(writes=True) as desk:
        beat(desk, FOLLOWED, FAR)
    calendar = Calendar()
    with office.night() as desk:
        calendar.follow(desk)
    case_id = office.open_case().id
    with office.writing() as desk:
        new = {"case_id": case_id, "title": "Brief", "due": "2027-06-01"}
        row = adding.add(desk, NewDeadline.model_validate(new))
    with office.night() as desk:
        assert row.id in calendar.follow(desk)


def test_the_language_of_an_account_stands_under_its_seal(office: Office) -> None:
    """No reminder can be made to speak a language that its reader does not know."""
    assert "locale" not in TABLES["staff"].c
    with office.writing() as desk:
        staff.speak(desk, "es")
    with office.reading() as desk:
        assert desk.who.locale == "es"


def _troubles(office: Office) -> set[str]:
    with office.night() as desk:
        return pulse.found(desk)
