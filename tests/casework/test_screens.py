"""Ethical screens: whom they keep away, from what, and that nothing lifts one unnoticed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import (
    access,
    adding,
    cases,
    groups,
    leaving,
    notes,
    readers,
    reminders,
    screening,
    screens,
    sharing,
    staff,
    today,
    verify,
)
from app.casework.adding import NewDeadline
from app.casework.calendar import Calendar
from app.casework.leaving import Leaving
from app.casework.notes import NewNote
from app.casework.readers import NewLead, NewReader
from app.casework.reminders.mails import items_of
from app.casework.screening import NewScreen, ScreenEnd
from app.casework.sharing import Gift
from app.crypto import screens as words
from app.crypto.bundle import new_member_keys
from app.crypto.cells import epoch_of
from app.errors import NotFound, Refused
from app.models import Case, Deadline, Mail, Principal, Screen
from tests.support.office import Office, id_of
from tests.support.shell import TABLES, copied, plant, stored

ON_RECORD = "on record, and taken away"
NO_DEED = "put up by no deed on record"
END = ScreenEnd(why="The cousin has moved out of the case", asked_by="Bruno")


@pytest.fixture
def case_id(office: Office) -> UUID:
    """Return a case of the office team: Alma leads it, Dina backs it up, Bruno and Carmen read."""
    return office.open_case("alma", backup_id=id_of(office, "dina"), note="Her cousin").id


def screen(office: Office, case_id: UUID, name: str, by: str = "alma") -> None:
    """Put up a screen between somebody and a case."""
    with office.writing(by) as desk:
        new = NewScreen(staff_id=id_of(office, name), reason="The respondent is her cousin")
        screening.put_up(desk, case_id, new)


def screen_and_put_back_the_teams_grants(office: Office, case_id: UUID) -> None:
    """Screen Bruno; then put back what his group held before, from an old copy of the database."""
    grants = copied(office, "grants", case_id=case_id)
    screen(office, case_id, "bruno")
    with office.night() as desk:
        team = staff.office(desk).team_id
    for row in grants:
        if row["principal_id"] == team:
            plant(office, "grants", **row)


def opens(office: Office, name: str, case_id: UUID) -> bool:
    """Tell whether somebody can read a case, and no list of hers says otherwise."""
    with office.reading(name) as desk:
        calendar = Calendar()
        listed = {row.id for row in cases.listed(desk, calendar, None, after=None, size=50)}
        paged = cases.page(desk, calendar, mine=False, start=0, size=50).rows
        found = cases.search(desk, calendar, "Quiñones", start=0, size=50).rows
        assert {row.id for row in paged} == {row.id for row in found} == listed
        try:
            cases.one(desk, case_id)
        except NotFound:
            assert case_id not in listed
            return False
        assert case_id in listed
        return True


def add(office: Office, case_id: UUID, by: str = "alma", **more: Any) -> UUID:
    """Add a deadline."""
    typed = {"case_id": case_id, "title": "Brief", "due": "2027-04-16", **more}
    with office.writing(by) as desk:
        return adding.add(desk, NewDeadline.model_validate(typed)).id


def on_today(office: Office, name: str) -> int:
    """Return how many dates somebody's Today counts as hers or told to her, opened or not."""
    with office.reading(name) as desk:
        return today.all_dates(desk, Calendar(), start=0, size=50).total


def take_out(office: Office, case_id: UUID) -> None:
    """Delete the screens of a case behind Amparo's back."""
    real = TABLES["screens"]
    with office.house.engine.begin() as connection:
        connection.execute(real.delete().where(real.c.case_id == case_id))


def put_up_with_the_server_key(
    office: Office, case_id: UUID, name: str, maker: UUID, seed: bytes
) -> None:
    """Plant a screen whose row is sealed as Amparo seals it."""
    word = words.put_up(words.Word(case_id, id_of(office, name), maker, 0), seed)
    with office.night(writes=True) as desk:
        desk.db.add(Screen(case_id=case_id, person_id=id_of(office, name), word=word))


def named(office: Office, who: str = "alma") -> list[str]:
    """Return what the check finds with a person's keys."""
    return verify.verify_as(office.house, office.people[who].seat).wrong


# --- putting one up ---------------------------------------------------------------------------


def test_a_screen_takes_back_what_a_group_gave_and_names_the_others(
    office: Office, case_id: UUID
) -> None:
    """Bruno reads it as one of the team; the three others go on by name, under a new key."""
    assert opens(office, "bruno", case_id)
    screen(office, case_id, "bruno")
    everybody = ("alma", "bruno", "carmen", "dina")
    assert [opens(office, name, case_id) for name in everybody] == [True, False, True, True]
    with office.reading("alma") as desk:
        view = cases.one(desk, case_id)
        assert (view.named_only, view.screened, view.screens_changed) == (True, ["Bruno"], False)
        assert [each.through for each in view.readers] == ["", "", ""]
        assert epoch_of(desk.db.get_one(Case, case_id).card) == 2
    assert named(office) == []


def test_a_screen_takes_back_what_was_given_by_name(office: Office) -> None:
    """Vera, to whom the case was given; her open date goes to its lead."""
    case_id = office.open_case("alma", named_only=True, named=[id_of(office, "bruno")]).id
    row_id = add(office, case_id, responsible_id=id_of(office, "bruno"))
    screen(office, case_id, "bruno")
    assert not opens(office, "bruno", case_id)
    with office.reading("alma") as desk:
        access.open_case(desk, case_id)
        assert desk.db.get_one(Deadline, row_id).responsible_id == id_of(office, "alma")
    assert named(office) == []


def test_whoever_finds_her_own_conflict_screens_herself(office: Office, case_id: UUID) -> None:
    """Bruno opens it no more; the next word is under a key that he never had."""
    screen(office, case_id, "bruno", by="bruno")
    assert not opens(office, "bruno", case_id)
    with office.writing("alma") as desk:
        note = notes.add(desk, NewNote(case_id=case_id, text="Written afterwards"))
    assert epoch_of(bytes(stored(office, "notes", note.id).card)) == 2
    assert opens(office, "carmen", case_id)
    assert named(office) == []


@pytest.mark.parametrize("name", ["alma", "dina"])
def test_a_lead_or_back_up_is_replaced_before_she_is_screened(
    office: Office, case_id: UUID, name: str
) -> None:
    """A case is never without either by a screen."""
    with pytest.raises(Refused) as refused:
        screen(office, case_id, name, by="bruno")
    assert refused.value.fields == {"staff_id": screening.LEADS}


def test_nobody_is_screened_twice_and_no_stranger(office: Office, case_id: UUID) -> None:
    """At the field."""
    screen(office, case_id, "bruno")
    with pytest.raises(Refused) as refused:
        screen(office, case_id, "bruno")
    assert refused.value.fields == {"staff_id": screening.UP_ALREADY}
    with pytest.raises(Refused) as refused, office.writing("alma") as desk:
        screening.put_up(desk, case_id, NewScreen(staff_id=case_id, reason="A cousin"))
    assert refused.value.fields == {"staff_id": screening.NO_COLLEAGUE}


def test_who_does_not_read_a_case_screens_nobody_from_it(office: Office) -> None:
    """A case of others is not found, a supervisor's rank or not."""
    case_id = office.open_case("bruno", named_only=True, backup_id=id_of(office, "dina")).id
    with pytest.raises(NotFound):
        screen(office, case_id, "alma", by="carmen")


# --- it beats every other right ---------------------------------------------------------------


def test_nobody_gives_a_screened_colleague_the_case(office: Office, case_id: UUID) -> None:
    """Not as reader, not as lead or back-up, not as heir; nothing is saved by the tries."""
    screen(office, case_id, "bruno")
    bruno, alma = id_of(office, "bruno"), id_of(office, "alma")
    with pytest.raises(Refused) as refused, office.writing("alma") as desk:
        readers.add(desk, case_id, NewReader(staff_id=bruno))
    assert refused.value.fields == {"staff_id": screens.FROM_HER}
    with office.reading("alma") as desk:
        version = cases.one(desk, case_id).version
    for lead, backup, field in ((bruno, alma, "lead_id"), (alma, bruno, "backup_id")):
        wanted = NewLead(version=version, lead_id=lead, backup_id=backup)
        with pytest.raises(Refused) as refused, office.writing("alma") as desk:
            readers.lead(desk, case_id, wanted)
        assert refused.value.fields == {field: screens.FROM_HER}
    with pytest.raises(Refused) as refused, office.writing("carmen") as desk:
        leaving.leave(desk, Calendar(), alma, Leaving(heir_id=bruno))
    assert ["ethical screen" in str(each) for each in refused.value.fields.values()] == [True]
    assert not opens(office, "bruno", case_id)
    assert opens(office, "alma", case_id)


def test_no_group_with_her_in_it_is_given_the_case(office: Office, case_id: UUID) -> None:
    """The office team, by a sentence that names the way."""
    screen(office, case_id, "bruno")
    with office.night() as desk:
        team = desk.db.get_one(Principal, staff.office(desk).team_id)
    with pytest.raises(Refused, match="Leave the group out"), office.writing("alma") as desk:
        sharing.give(desk, case_id, Gift(team, "team"))


def test_she_joins_no_group_that_reads_the_case(office: Office) -> None:
    """Vera is screened from a case of the team before anybody lets her into it."""
    case_id = office.open_case("alma").id
    screen(office, case_id, "vera")
    with office.reading("alma") as desk:
        team = staff.office(desk).team_id
        assert not cases.one(desk, case_id).named_only
    with (
        pytest.raises(Refused, match="keep this colleague from cases"),
        office.writing("carmen") as desk,
    ):
        groups.join(desk, team, id_of(office, "vera"))
    assert not opens(office, "vera", case_id)
    assert named(office) == []


def test_a_supervisor_is_screened_like_everybody(office: Office, case_id: UUID) -> None:
    """Neither her page, nor Today, nor a mail tells her of it; of another case they do."""
    other = office.open_case("alma", backup_id=id_of(office, "dina")).id
    screen(office, case_id, "carmen")
    hidden, shown = add(office, case_id, fatal=True), add(office, other, fatal=True)
    office.clock.forward(days=1)
    with office.night(writes=True) as desk:
        reminders.plan(desk, Calendar())
    carmen = id_of(office, "carmen")
    with office.night() as desk:
        mails = desk.db.scalars(select(Mail).where(Mail.recipient_id == carmen))
        told = {item.entry_id for mail in mails for item in items_of(mail)}
    assert (hidden in told, shown in told) == (False, True)
    with office.reading("carmen") as desk:
        view = today.today(desk, Calendar())
        places = (view.urgent, view.ahead, view.new, view.soon)
        assert {row.id for place in places for row in place.shown} == {shown}
        assert (view.quiet, view.cannot_open) == (0, 0)
    assert not opens(office, "carmen", case_id)


def test_a_mail_that_waited_when_the_screen_went_up_tells_nothing_of_the_case(
    office: Office, case_id: UUID
) -> None:
    """It was planned before; what it says is read at the last moment, and Today forgets it."""
    add(office, case_id, fatal=True)
    office.clock.forward(days=1)
    with office.night(writes=True) as desk:
        reminders.plan(desk, Calendar())
    assert on_today(office, "carmen") == 1
    screen(office, case_id, "carmen")
    assert on_today(office, "carmen") == 0
    carmen = id_of(office, "carmen")
    with office.night(writes=True) as desk:
        held = next(each for each in reminders.claim(desk) if each.recipient_id == carmen)
    with office.night(writes=True) as desk:
        assert reminders.text_of(desk, held, watched=1) is None


# --- attacks ----------------------------------------------------------------------------------


def test_a_screen_that_was_taken_out_of_the_database_still_holds(
    office: Office, case_id: UUID
) -> None:
    """The case's card says it: nobody gives it, its people see it, the check names it, it heals."""
    screen(office, case_id, "bruno")
    take_out(office, case_id)
    with pytest.raises(Refused), office.writing("alma") as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "bruno")))
    with office.reading("alma") as desk:
        view = cases.one(desk, case_id)
        assert (view.screened, view.screens_changed) == (["Bruno"], True)
    told = f"screens {case_id} from {id_of(office, 'bruno')}: {ON_RECORD}"
    assert verify.verify(office.house).wrong == [told]
    assert named(office) == [told, f"screens of {case_id}: the case's seal says otherwise"]
    screen(office, case_id, "bruno")
    assert named(office) == []


def test_a_screen_planted_without_the_server_key_locks_nobody_out(
    office: Office, case_id: UUID
) -> None:
    """Neither the lead, nor from her reminders."""
    seed = office.people["bruno"].seat.keys.signing_seed
    alma, bruno = id_of(office, "alma"), id_of(office, "bruno")
    plant(
        office,
        "screens",
        case_id=case_id,
        person_id=alma,
        word=words.put_up(words.Word(case_id, alma, bruno, 0), seed),
    )
    assert opens(office, "alma", case_id)
    with office.night() as desk:
        assert screens.pairs(desk) == frozenset()
    found = named(office)
    assert f"screens {case_id} from {alma}: does not open" in found
    assert f"screens {case_id} from {alma}: {NO_DEED}" in found


@pytest.mark.parametrize("signer", ["stranger", "colleague"])
def test_a_screen_planted_with_the_server_key_locks_nobody_out(
    office: Office, case_id: UUID, signer: str
) -> None:
    """Also where a colleague signs it who is not on the case: the case's own card decides."""
    maker, alma = id_of(office, "olga"), id_of(office, "alma")
    keys = office.people["olga"].seat.keys if signer == "colleague" else new_member_keys()
    put_up_with_the_server_key(office, case_id, "alma", maker, keys.signing_seed)
    assert opens(office, "alma", case_id)
    add(office, case_id, fatal=True)
    office.clock.forward(days=1)
    with office.night(writes=True) as desk:
        reminders.plan(desk, Calendar())
        mails = desk.db.scalars(select(Mail).where(Mail.recipient_id == alma)).all()
        assert any(items_of(mail) for mail in mails)
    row = f"screens {case_id} from {alma}"
    found = named(office)
    assert f"{row}: {NO_DEED}" in found
    assert f"screens of {case_id}: the case's seal says otherwise" in found
    assert (f"{row}: signed by nobody of the office" in found) == (signer == "stranger")


def test_a_new_key_drops_nobody_for_a_planted_screen(office: Office) -> None:
    """Alma leads a case of named people; somebody plants a screen before she takes another off."""
    case_id = office.open_case("alma", named_only=True, named=[id_of(office, "bruno")]).id
    olga = office.people["olga"]
    put_up_with_the_server_key(office, case_id, "alma", olga.id, olga.seat.keys.signing_seed)
    with office.writing("carmen") as desk:
        readers.remove(desk, case_id, id_of(office, "bruno"))
    assert opens(office, "alma", case_id)


def test_an_older_grant_opens_nothing_across_a_screen(office: Office, case_id: UUID) -> None:
    """The group's grant of before, put back from an old copy of the database."""
    screen_and_put_back_the_teams_grants(office, case_id)
    assert not opens(office, "bruno", case_id)
    assert opens(office, "carmen", case_id)


@pytest.mark.parametrize("also", ["the grant alone", "and the screen taken out"])
def test_a_colleagues_own_grant_opens_nothing_across_a_screen(
    office: Office, case_id: UUID, also: str
) -> None:
    """Dina gives Bruno the true key past the program; the next new key leaves him out as well."""
    screen(office, case_id, "bruno")
    bruno = id_of(office, "bruno")
    with office.writing("dina") as desk:
        to = desk.db.get_one(Principal, bruno)
        secrets = access.secrets_of(desk, case_id)
        sharing.give(desk, case_id, Gift(to, "shared"), secrets)
    if also != "the grant alone":
        take_out(office, case_id)
    with office.reading("bruno") as desk, pytest.raises(NotFound):
        cases.one(desk, case_id)
    with office.reading("bruno") as desk:
        assert cases.page(desk, Calendar(), mine=False, start=0, size=9).rows == []
    with pytest.raises(NotFound), office.writing("bruno") as desk:
        notes.add(desk, NewNote(case_id=case_id, text="x"))
    with office.writing("alma") as desk:
        sharing.take_back(desk, case_id, [])
        assert bruno not in access.readers(desk, case_id)


def test_a_register_that_a_session_kept_forgets_the_case(office: Office, case_id: UUID) -> None:
    """Where her grant stands on, put back, and a screen came between."""
    with office.reading("bruno") as desk:
        before = access.named(desk)[case_id]
    screen_and_put_back_the_teams_grants(office, case_id)
    with office.reading("bruno") as desk:
        assert access.named(desk)[case_id] != before


def test_who_screens_and_who_takes_down_is_on_record(office: Office, case_id: UUID) -> None:
    """With the reason, in the case; taken down, it gives nothing, and she can be given it again."""
    screen(office, case_id, "bruno")
    office.clock.forward(days=2)
    with office.writing("carmen") as desk:
        screening.take_down(desk, case_id, id_of(office, "bruno"), END)
    assert not opens(office, "bruno", case_id)
    with office.reading("alma") as desk:
        view = screening.of(desk, case_id)
        told = [(each.name, each.reason, each.by, each.ended_by) for each in view.screens]
        assert told == [("Bruno", "The respondent is her cousin", "Alma", "Carmen")]
        assert (view.screens[0].end_why, view.screens[0].end_asked_by) == (END.why, "Bruno")
        until = view.screens[0].until
        assert until is not None
        assert until - view.screens[0].since == timedelta(days=2)
        assert view.standing == set()
    with office.writing("alma") as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "bruno")))
    assert opens(office, "bruno", case_id)
    with pytest.raises(NotFound), office.writing("alma") as desk:
        screening.take_down(desk, case_id, id_of(office, "bruno"), END)
    assert named(office) == []
