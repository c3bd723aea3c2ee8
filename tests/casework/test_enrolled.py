"""The next key of a case or a group goes to whom somebody who holds it gave the one before.

Who has the server key writes any row, also one that says of itself that its holder took the key
long ago. Nobody but she could check that.
"""

import os
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from app.casework import (
    access,
    accounts,
    admitted,
    cases,
    groups,
    guests,
    joining,
    notes,
    pulse,
    readers,
    screening,
    sharing,
    staff,
    verify,
)
from app.casework.access import REWRAPPED, SEALED
from app.casework.accounts import NewRole
from app.casework.calendar import Calendar
from app.casework.conflicts.slips import index_group
from app.casework.guests import Stay
from app.casework.notes import NewNote
from app.casework.readers import NewReader
from app.casework.reminders import troubles
from app.casework.screening import NewScreen
from app.crypto import charters, enrolments, signatures
from app.crypto.casekeys import new_case_key
from app.crypto.enrolments import Admission, Place
from app.db.desk import Desk, NightDesk
from app.errors import AmparoError, Damaged, Refused
from app.models import Case, Grant, Member, Principal
from tests.casework.bringing_back import begin, signs_in, wrong
from tests.casework.covering import alarms, declare, id_of, name_cover, opens, waiting, write
from tests.support.office import Office
from tests.support.shell import at_the_shell, copied

SAID = "Said in confidence"


def planted_member(office: Office, group: Callable[[NightDesk], UUID], name: str) -> UUID:
    """Plant a membership that its holder would have taken long ago; return the group."""
    with office.night(writes=True) as desk:
        group_id = group(desk)
        desk.db.add(
            Member(
                group_id=group_id,
                person_id=id_of(office, name),
                epoch=desk.db.get_one(Principal, group_id).epoch,
                until=None,
                grantor_id=id_of(office, "carmen"),
                form=REWRAPPED,
                body=os.urandom(62),
                since=desk.now,
            )
        )
    return group_id


def planted_grant(office: Office, case_id: UUID, name: str, **more: object) -> None:
    """Plant a grant of the same kind."""
    values = {
        "role": "shared",
        "until": None,
        "form": REWRAPPED,
        "body": os.urandom(62),
        "epoch": 1,
    } | more
    with office.night(writes=True) as desk:
        desk.db.add(
            Grant(
                case_id=case_id,
                principal_id=id_of(office, name),
                grantor_id=id_of(office, "alma"),
                since=desk.now,
                **values,
            )
        )


def team(desk: NightDesk) -> UUID:
    """The office team."""
    return staff.office(desk).team_id


def names(desk: NightDesk) -> UUID:
    """The name index."""
    return index_group(desk).id


def reads(office: Office, name: str, case_id: UUID) -> list[str] | None:
    """Return what somebody reads of a case; None where it does not open to her."""
    try:
        with office.reading(name) as desk:
            return [each.text for each in cases.one(desk, case_id).notes]
    except AmparoError:
        return None


def holding(office: Office, case_id: UUID) -> set[UUID]:
    """Return who has a grant of the newest key of a case."""
    with office.night() as desk:
        return {row.principal_id for row in access.holders(desk, case_id)}


@pytest.fixture
def of_the_team(office: Office) -> UUID:
    """A case that the office team reads, with a note in it."""
    case_id = office.open_case("alma").id
    write(office, "alma", case_id, SAID)
    return case_id


@pytest.fixture
def of_two(office: Office) -> UUID:
    """A case of Alma and Carmen by name, with a note in it."""
    case_id = office.open_case("alma", named_only=True).id
    write(office, "alma", case_id, SAID)
    return case_id


def in_team(office: Office, person: str) -> str:
    """Return how the check names a planted membership of the team."""
    with office.night() as desk:
        return f"members {team(desk)} of {id_of(office, person)}: {NOBODY}"


NOBODY = "let in by no supervising attorney"


def test_a_planted_member_gets_no_next_key(office: Office, of_the_team: UUID) -> None:
    """A deed about somebody else makes the team a new key; the volunteer has nothing of it."""
    planted_member(office, team, "vera")
    assert wrong(office) == [in_team(office, "vera")]
    with office.writing("carmen") as desk:
        wanted = NewRole(role="auditor", heir_id=id_of(office, "alma"), take=True, sure=True)
        accounts.give_role(desk, Calendar(), id_of(office, "dina"), wanted)
    write(office, "bruno", of_the_team, "Afterwards")
    assert reads(office, "vera", of_the_team) is None
    assert reads(office, "alma", of_the_team) == reads(office, "bruno", of_the_team)
    assert reads(office, "carmen", of_the_team) is not None
    assert wrong(office) == []


def test_a_planted_member_is_an_alarm_within_the_hour(office: Office) -> None:
    """Without any key but the server's; in a sound office there is none."""
    for is_told in (False, True):
        if is_told:
            planted_member(office, team, "vera")
        with office.night(writes=True) as desk:
            pulse.beat(desk, pulse.WORKER, 0)
            pulse.self_check(desk, office.calendar)
            assert (troubles.PLANTED in pulse.found(desk)) is is_told
    assert troubles.PLANTED in troubles.ALARMING


def test_a_planted_auditor_gets_no_key_of_the_name_index(office: Office) -> None:
    """Its next key goes to those who were let in, all of them."""
    group_id = planted_member(office, names, "abel")
    with office.writing("carmen") as desk:
        groups.renew(desk, group_id)
    for name, is_in in (("abel", False), ("ivo", True), ("nora", True), ("carmen", True)):
        with office.reading(name) as desk:
            assert (group_id in desk.keys.groups) is is_in, name
    assert wrong(office) == []


def test_a_planted_membership_keeps_no_colleague_out(office: Office, of_the_team: UUID) -> None:
    """Dina is outside, and a row that nobody's word bears out stands in her name."""
    dina = id_of(office, "dina")
    with office.night(writes=True) as desk:
        desk.db.execute(delete(Member).where(Member.person_id == dina))
    planted_member(office, team, "dina")
    assert not opens(office, "dina", of_the_team)
    with office.writing("carmen") as desk:
        assert joining.may_be_let_in(desk, joining.colleague(desk, dina))
        joining.let_in(desk, dina)
        assert not joining.may_be_let_in(desk, joining.colleague(desk, dina))
    assert reads(office, "dina", of_the_team) == [SAID]
    assert alarms(office, "olga") == {troubles.LET_IN}
    assert wrong(office) == []


def test_a_screen_names_nobody_who_was_planted(office: Office, of_the_team: UUID) -> None:
    """The others of the group are named on the case in its place, as far as they are in it."""
    planted_member(office, team, "vera")
    with office.writing("alma") as desk:
        wanted = NewScreen(staff_id=id_of(office, "bruno"), reason="He acted for the landlord")
        screening.put_up(desk, of_the_team, wanted)
    assert reads(office, "vera", of_the_team) is None
    assert id_of(office, "vera") not in holding(office, of_the_team)
    assert reads(office, "dina", of_the_team) == [SAID]


def test_a_case_that_opens_behind_a_screen_names_nobody_who_was_planted(office: Office) -> None:
    """The same where somebody is screened as a case is opened."""
    planted_member(office, team, "vera")
    wanted = {"screened": [id_of(office, "bruno")], "screen_reason": "He acted for the landlord"}
    case_id = office.open_case("alma", **wanted).id
    assert {id_of(office, "vera"), id_of(office, "bruno")}.isdisjoint(holding(office, case_id))
    assert opens(office, "dina", case_id)


@pytest.mark.parametrize("maker", ["dina", "carmen"])
def test_a_word_by_who_has_not_the_groups_key_lets_nobody_in(
    office: Office, of_the_team: UUID, maker: str
) -> None:
    """Neither a colleague's nor, under another secret than the group's, a supervisor's."""
    group_id = planted_member(office, team, "vera")
    seed = office.people[maker].seat.keys.signing_seed
    place = Place(group_id, id_of(office, "vera"), 1)
    blob = enrolments.admit(new_case_key(), Admission(place, 0, id_of(office, maker)), seed)
    with office.night(writes=True) as desk:
        desk.db.get_one(Member, (group_id, id_of(office, "vera"), 1)).word = blob.hex()
    assert (in_team(office, "vera") in wrong(office)) is (maker == "dina")
    with office.writing("carmen") as desk:
        groups.renew(desk, group_id)
    assert reads(office, "vera", of_the_team) is None


def test_a_word_is_of_one_person_and_key(office: Office, of_the_team: UUID) -> None:
    """Bruno's own word, put into Vera's row, and a word of the key before let nobody in."""
    group_id = planted_member(office, team, "vera")
    for again in range(2):
        with office.night(writes=True) as desk:
            epoch = desk.db.get_one(Principal, group_id).epoch
            if again:
                old = desk.db.get_one(Member, (group_id, id_of(office, "bruno"), epoch))
                desk.db.add(
                    Member(
                        group_id=group_id,
                        person_id=id_of(office, "vera"),
                        epoch=epoch,
                        until=None,
                        grantor_id=old.grantor_id,
                        form=REWRAPPED,
                        body=os.urandom(62),
                        since=desk.now,
                        word=old.word,
                    )
                )
            else:
                his = desk.db.get_one(Member, (group_id, id_of(office, "bruno"), epoch)).word
                desk.db.get_one(Member, (group_id, id_of(office, "vera"), epoch)).word = his
        assert wrong(office) == [in_team(office, "vera")]
        with office.writing("carmen") as desk:
            groups.renew(desk, group_id)
        assert reads(office, "vera", of_the_team) is None
        assert wrong(office) == []


def test_nobody_makes_a_key_that_she_would_not_have(office: Office, of_the_team: UUID) -> None:
    """The words of the team were taken away, so no new key of it is made; the old one goes on."""
    with office.night(writes=True) as desk:
        for row in desk.db.scalars(select(Member)):
            row.word = ""
    with office.writing("carmen") as desk, pytest.raises(Damaged):
        groups.renew(desk, team(desk))
    assert reads(office, "bruno", of_the_team) == [SAID]


def as_before_words(office: Office) -> UUID:
    """Have the team as it was before there were words: a charter of then, and rows without."""
    keys = office.people["carmen"].seat.keys
    with office.night(writes=True) as desk:
        group = desk.db.get_one(Principal, team(desk))
        body = b"\x01" + (group.word or b"")[1:-64]
        group.word = body + signatures.sign(keys.signing_seed, b"amparo/charter/v1", body)
        for row in desk.db.scalars(select(Member).where(Member.group_id == group.id)):
            row.word = ""
        return group.id


def test_a_group_from_before_is_carried_on_by_the_record(office: Office) -> None:
    """Founders and who was let in since stay; a planted row does not, and then there are words."""
    case_id, group_id = office.open_case("alma").id, as_before_words(office)
    with office.writing("carmen") as desk:
        groups.join(desk, group_id, id_of(office, "ivo"))
    planted_member(office, team, "vera")
    assert wrong(office) == [in_team(office, "vera")]
    with office.writing("carmen") as desk:
        groups.renew(desk, group_id)
        group = desk.db.get_one(Principal, group_id)
        assert charters.read(group.word or b"").enrols
        known = {row.person_id for row in admitted.rows(desk, group)}
    people = ("alma", "bruno", "carmen", "dina", "ivo")
    assert known == {id_of(office, each) for each in people}
    assert [opens(office, each, case_id) for each in (*people, "vera")] == [*[True] * 5, False]
    assert wrong(office) == []


def test_a_charter_of_before_takes_no_words_away(office: Office, of_the_team: UUID) -> None:
    """It is of an earlier key, put back: nobody is carried on by the record any more."""
    old = as_before_words(office)
    with office.night() as desk:
        word = desk.db.get_one(Principal, old).word
    with office.writing("carmen") as desk:
        groups.renew(desk, old)
    planted_member(office, team, "vera")
    with office.night(writes=True) as desk:
        desk.db.get_one(Principal, old).word = word
    with office.writing("carmen") as desk:
        group = desk.db.get_one(Principal, old)
        assert id_of(office, "vera") not in {row.person_id for row in admitted.rows(desk, group)}


def test_who_was_let_in_by_the_custodians_stays(office: Office, of_the_team: UUID) -> None:
    """The root says so, and the next key of the team goes to her too."""
    with office.night(writes=True) as desk:
        desk.db.execute(delete(Member).where(Member.person_id == id_of(office, "bruno")))
    begin(office, "bruno")
    office.clock.forward(hours=73)
    signs_in(office, "bruno")
    assert wrong(office) == []
    with office.writing("carmen") as desk:
        groups.renew(desk, team(desk))
        sharing.new_epoch(desk, of_the_team)
    with office.reading("bruno") as desk:
        assert team(desk) in desk.keys.groups
    with office.night() as desk:
        rows = [row for row in access.holders(desk, of_the_team) if row.role == "recovered"]
        assert [row.principal_id for row in rows] == [id_of(office, "bruno")]
    assert wrong(office) == []


def test_a_planted_grant_gets_no_next_key(office: Office, of_two: UUID) -> None:
    """Whether it says that it was taken or that it waits; the check with a key names it."""
    planted_grant(office, of_two, "dina")
    told = f"grants {of_two} to {id_of(office, 'dina')}: given by nobody who holds the case"
    assert told in verify.verify_as(office.house, office.people["alma"].seat).wrong
    with office.writing("alma") as desk:
        sharing.new_epoch(desk, of_two)
    assert id_of(office, "dina") not in holding(office, of_two)
    assert reads(office, "carmen", of_two) == [SAID]
    assert verify.verify_as(office.house, office.people["alma"].seat).wrong == []


def test_a_grant_of_a_key_that_is_not_there_takes_the_case_from_nobody(
    office: Office, of_two: UUID
) -> None:
    """The next key follows the newest that whoever makes it holds."""
    planted_grant(office, of_two, "dina", epoch=99)
    with office.writing("alma") as desk:
        sharing.new_epoch(desk, of_two)
        notes.add(desk, NewNote(case_id=of_two, text="Afterwards"))
    assert len(reads(office, "carmen", of_two) or []) == 2


@pytest.mark.parametrize("until", [date(2027, 5, 14), None])
def test_nobody_makes_a_guest_of_a_planted_row(
    office: Office, of_two: UUID, until: date | None
) -> None:
    """Nor for good; the lead, whom a mail tells that this guest leaves, is told what she is."""
    vera = id_of(office, "vera")
    day = {"role": "guest", "until": office.clock() + timedelta(hours=20)}
    planted_grant(office, of_two, "vera", **day)
    with office.writing("alma") as desk, pytest.raises(Refused) as told:
        guests.prolong(desk, of_two, vera, Stay(until=until))
    assert str(told.value) == guests.GIVEN_BY_NOBODY
    with office.writing("alma") as desk:
        readers.remove(desk, of_two, vera)
    assert vera not in holding(office, of_two)
    assert verify.verify_as(office.house, office.people["alma"].seat).wrong == []


def test_a_guest_is_not_prolonged_by_her_row(office: Office, of_two: UUID) -> None:
    """Prolonged by who holds the case, she has its next key; by the server key alone, not."""
    dina = id_of(office, "dina")
    with office.writing("alma") as desk:
        wanted = NewReader(staff_id=dina, until=date(2027, 4, 20))
        readers.add(desk, of_two, wanted)
    with office.writing("alma") as desk:
        guests.prolong(desk, of_two, dina, Stay(until=date(2027, 4, 27)))
        sharing.new_epoch(desk, of_two)
    assert dina in holding(office, of_two)
    with office.night(writes=True) as desk:
        for row in desk.db.scalars(select(Grant).where(Grant.principal_id == dina)):
            row.until = None
    with office.writing("alma") as desk:
        sharing.new_epoch(desk, of_two)
    assert dina not in holding(office, of_two)


def test_who_was_taken_off_is_not_back_by_a_later_day_in_her_row(
    office: Office, of_two: UUID
) -> None:
    """The word says since when; a row that says otherwise bears none."""
    dina = id_of(office, "dina")
    with office.writing("alma") as desk:
        readers.add(desk, of_two, NewReader(staff_id=dina))
    reads(office, "dina", of_two)
    rows = copied(office, "grants", principal_id=dina)
    with office.writing("dina") as desk:
        readers.remove(desk, of_two, dina)
    office.clock.forward(days=1)
    with office.night(writes=True) as desk:
        again = Grant(
            **{key: value for key, value in rows[0].items() if key not in {"card", "version"}}
        )
        again.since = desk.now
        desk.db.add(again)
    write(office, "alma", of_two, "Afterwards")
    assert dina not in holding(office, of_two)


def test_a_cover_has_the_next_key_while_somebody_names_her(office: Office, of_two: UUID) -> None:
    """What she was lent she goes on with; a row alone lends nobody the next key."""
    name_cover(office, "alma", "bruno")
    declare(office, "alma")
    assert reads(office, "bruno", of_two) == [SAID]
    planted_grant(office, of_two, "dina", role="cover")
    with office.night(writes=True) as desk:
        row = desk.db.get_one(Grant, (of_two, id_of(office, "dina"), 1))
        row.until = desk.db.get_one(Grant, (of_two, id_of(office, "bruno"), 1)).until
    with office.writing("alma") as desk:
        sharing.new_epoch(desk, of_two)
    assert id_of(office, "dina") not in holding(office, of_two)
    write(office, "alma", of_two, "Afterwards")
    assert len(reads(office, "bruno", of_two) or []) == 2


def test_a_planted_reader_has_nothing_wait_for_her_cover(office: Office, of_two: UUID) -> None:
    """Dina names Bruno by her own signature; no envelope is made for him in a case not hers."""
    name_cover(office, "dina", "bruno")
    planted_grant(office, of_two, "dina")
    with office.writing("alma") as desk:
        readers.add(desk, of_two, NewReader(staff_id=id_of(office, "ivo")))
        sharing.new_epoch(desk, of_two)
    assert waiting(office, of_two) == []
    with office.writing("alma") as desk:
        readers.add(desk, of_two, NewReader(staff_id=id_of(office, "dina")))
    assert {each[:2] for each in waiting(office, of_two)} == {
        (id_of(office, "dina"), id_of(office, "bruno"))
    }


def as_before(desk: Desk, case_id: UUID) -> None:
    """Have a case as it was before there were words in its grants."""
    access.open_case(desk, case_id)
    desk.db.get_one(Case, case_id).enrols = False
    for row in desk.db.scalars(select(Grant).where(Grant.case_id == case_id)):
        row.word = ""


def test_a_case_from_before_has_words_from_its_next_key_on(office: Office, of_two: UUID) -> None:
    """Whoever holds it then goes on; a gift that waits in somebody's name and not hers does not."""
    with office.writing("alma") as desk:
        as_before(desk, of_two)
    planted_grant(office, of_two, "dina", form=SEALED, body=os.urandom(1250))
    with office.writing("alma") as desk:
        sharing.new_epoch(desk, of_two)
        assert desk.db.get_one(Case, of_two).enrols
    assert id_of(office, "dina") not in holding(office, of_two)
    assert reads(office, "carmen", of_two) == [SAID]
    planted_grant(office, of_two, "dina", epoch=2)
    with office.writing("alma") as desk:
        sharing.new_epoch(desk, of_two)
    assert id_of(office, "dina") not in holding(office, of_two)


def test_a_card_from_before_that_was_put_back_makes_no_key(office: Office, of_two: UUID) -> None:
    """It says that there are no words, under a key that is not the newest any more."""
    with office.writing("alma") as desk:
        as_before(desk, of_two)
    [old] = copied(office, "cases", id=of_two)
    with office.writing("alma") as desk:
        sharing.new_epoch(desk, of_two)
    planted_grant(office, of_two, "dina", epoch=2)
    at_the_shell(office, "cases", {"id": of_two}, card=old["card"], version=old["version"])
    with office.writing("alma") as desk, pytest.raises(Damaged):
        sharing.new_epoch(desk, of_two)
