"""A last day that is over counts as taken off, whatever grant is put back from before it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from app.casework import (
    access,
    accounts,
    audit,
    carrying,
    cases,
    enrolled,
    groups,
    guests,
    joining,
    openness,
    readers,
    renewal,
    sealing,
    sharing,
)
from app.casework.accounts import NewRole
from app.casework.guests import Stay
from app.casework.openness import Openness
from app.casework.readers import NewLead, NewReader
from app.casework.sealing import Sealing
from app.errors import Damaged
from app.models import Case, CaseKeyRow, Grant, Note
from tests.casework.bringing_back import with_new_keys
from tests.casework.covering import TODAY, id_of, opens, write, wrong
from tests.support.office import Office
from tests.support.shell import copied, plant

TOMORROW = TODAY + timedelta(days=1)
WHOLE = (
    *("case_id", "principal_id", "epoch", "role", "until", "grantor_id"),
    *("form", "body", "since", "told_with", "warned", "word"),
)
Ended = Callable[[Office, UUID], tuple[str, list[dict[str, Any]]]]


@pytest.fixture
def case_id(office: Office) -> UUID:
    """A case of named people: Alma, who leads it, and Carmen, who backs her up."""
    return office.open_case("alma", named_only=True).id


def give(office: Office, case_id: UUID, name: str, until: date | None) -> None:
    """Give a case to somebody, for good or until a day."""
    with office.writing("alma") as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, name), until=until))


def narrow(office: Office, until: date = TOMORROW) -> None:
    """Make Dina, a paralegal, a volunteer who reads what is hers until a day."""
    heir = id_of(office, "alma")
    wanted = NewRole(role="volunteer", heir_id=heir, until=until, sure=True)
    with office.writing("carmen") as desk:
        accounts.give_role(desk, office.calendar, id_of(office, "dina"), wanted)


def stay(office: Office, case_id: UUID, until: date | None, name: str = "vera") -> None:
    """Let a guest stay until another day."""
    with office.writing("alma") as desk:
        guests.prolong(desk, case_id, id_of(office, name), Stay(until=until))


def grants_of(office: Office, case_id: UUID, name: str) -> list[dict[str, Any]]:
    """Return somebody's grants of a case as an old copy of the database has them."""
    return copied(office, "grants", case_id=case_id, principal_id=id_of(office, name))


def put_back(office: Office, rows: list[dict[str, Any]]) -> None:
    """Put grants back in the place of what stands there, without any key."""
    with office.night(writes=True) as desk:
        for row in rows:
            key = (Grant.case_id == row["case_id"], Grant.principal_id == row["principal_id"])
            desk.db.execute(delete(Grant).where(*key))
    for row in rows:
        plant(office, "grants", **row)


def narrowed(office: Office, case_id: UUID) -> tuple[str, list[dict[str, Any]]]:
    """Dina, who read it for good and became a volunteer; her grant of before."""
    give(office, case_id, "dina", None)
    before = grants_of(office, case_id, "dina")
    narrow(office)
    return "dina", before


def shortened(office: Office, case_id: UUID) -> tuple[str, list[dict[str, Any]]]:
    """Vera, a guest whose stay was shortened; her grant of before."""
    give(office, case_id, "vera", TODAY + timedelta(days=300))
    before = grants_of(office, case_id, "vera")
    stay(office, case_id, TOMORROW)
    return "vera", before


@pytest.mark.parametrize("ended", [narrowed, shortened])
def test_a_grant_of_before_put_back_reads_nothing_written_afterwards(
    office: Office, case_id: UUID, ended: Ended
) -> None:
    """It opens what it opened then; the next word is under a key that she never had."""
    name, before = ended(office, case_id)
    office.clock.forward(days=5)
    assert not opens(office, name, case_id)
    put_back(office, before)
    longer = f"grants {case_id} to {id_of(office, name)}: lasts longer than the record says"
    assert wrong(office) == [longer]
    written = write(office, "alma", case_id, "The landlord has called")
    with office.reading(name) as desk:
        access.open_case(desk, case_id)
        note = desk.db.get_one(Note, written)
        with pytest.raises(Damaged):
            _ = note.text
    with office.writing("alma") as desk:
        sharing.new_epoch(desk, case_id)
    epochs = {row["epoch"] for row in grants_of(office, case_id, name)}
    assert epochs == {row["epoch"] for row in before}
    assert opens(office, "carmen", case_id)


def as_handed(office: Office, row: dict[str, Any]) -> dict[str, Any]:
    """Say of a guest's grant that she was given the case for good."""
    return row | {"role": "handed"}


def for_years(office: Office, row: dict[str, Any]) -> dict[str, Any]:
    """Say of a grant for good that it ends in eight years."""
    return row | {"until": office.clock() + timedelta(days=3000)}


@pytest.mark.parametrize(
    ("name", "changed"), [("vera", as_handed), ("dina", as_handed), ("dina", for_years)]
)
def test_a_grant_of_before_in_another_shape_reads_nothing_written_afterwards(
    office: Office,
    case_id: UUID,
    name: str,
    changed: Callable[[Office, dict[str, Any]], dict[str, Any]],
) -> None:
    """With the server key: what stood there before, under its word, as another role or until."""
    give(office, case_id, name, TODAY + timedelta(days=300) if name == "vera" else None)
    assert opens(office, name, case_id)
    here = (Grant.case_id == case_id, Grant.principal_id == id_of(office, name))
    with office.night() as desk:
        before = [
            {each: getattr(row, each) for each in WHOLE}
            for row in desk.db.scalars(select(Grant).where(*here))
        ]
    if name == "vera":
        stay(office, case_id, TOMORROW)
    else:
        narrow(office)
    office.clock.forward(days=5)
    with office.night(writes=True) as desk:
        desk.db.execute(delete(Grant).where(*here))
        desk.db.add_all(Grant(**changed(office, row)) for row in before)
    longer = f"grants {case_id} to {id_of(office, name)}: lasts longer than the record says"
    assert wrong(office) == [longer]
    with office.reading("alma") as desk:
        access.open_case(desk, case_id)
        told = carrying.unborne(desk, desk.db.get_one(Case, case_id))
    assert bool(told) is (changed is as_handed)
    written = write(office, "alma", case_id, "The landlord has called")
    with office.writing("alma") as desk:
        sharing.new_epoch(desk, case_id)
    assert {row["epoch"] for row in grants_of(office, case_id, name)} == {1}
    with office.reading(name) as desk:
        access.open_case(desk, case_id)
        with pytest.raises(Damaged):
            _ = desk.db.get_one(Note, written).text


@pytest.mark.parametrize("ended", [narrowed, shortened])
def test_the_check_names_it_before_the_day_is_over(
    office: Office, case_id: UUID, ended: Ended
) -> None:
    """A grant that lasts longer than the record says is seen while she may still read."""
    name, before = ended(office, case_id)
    assert wrong(office) == []
    put_back(office, before)
    longer = f"grants {case_id} to {id_of(office, name)}: lasts longer than the record says"
    assert wrong(office) == [longer]


@pytest.mark.parametrize("ended", [narrowed, shortened])
def test_new_keys_give_back_no_grant_that_outlasts_the_record(
    office: Office, case_id: UUID, ended: Ended
) -> None:
    """As it stands by the record she would have it back; put back as it was before, nothing."""
    name, before = ended(office, case_id)
    assert str(case_id) in held(office, name)
    put_back(office, before)
    assert str(case_id) not in held(office, name)


def held(office: Office, name: str) -> set[str]:
    """Return the cases that somebody who gets new keys is to be given back."""
    with office.night() as desk:
        return set(renewal.held_by(desk, id_of(office, name)))


def test_who_stays_longer_or_for_good_keeps_her_keys(office: Office, case_id: UUID) -> None:
    """The newest deed counts: prolonged, for good, or made the lead after she was a guest."""
    give(office, case_id, "vera", TOMORROW)
    give(office, case_id, "ivo", TOMORROW)
    give(office, case_id, "bruno", TOMORROW)
    stay(office, case_id, TODAY + timedelta(days=30))
    stay(office, case_id, None, "ivo")
    office.clock.forward(minutes=1)
    with office.writing("alma") as desk:
        version = desk.db.get_one(Case, case_id).version
        readers.lead(desk, case_id, NewLead(version=version, lead_id=id_of(office, "bruno")))
    office.clock.forward(days=5)
    write(office, "alma", case_id, "She is heard on Friday")
    with office.writing("alma") as desk:
        sharing.new_epoch(desk, case_id)
    assert [name for name in ("vera", "ivo", "bruno") if not opens(office, name, case_id)] == []
    assert wrong(office) == []


def test_a_day_from_before_its_end_was_noted_is_over_everywhere(
    office: Office, case_id: UUID
) -> None:
    """An entry of an earlier version says the day alone, which somewhere lasts longest."""
    give(office, case_id, "vera", TODAY + timedelta(days=300))
    with office.writing("alma") as desk:
        told = {"reader": str(id_of(office, "vera")), "until": TOMORROW.isoformat()}
        audit.note(desk, "case.stay", case_id, **told)
    office.clock.forward(hours=40)  # tomorrow is over here, and not yet on Baker Island
    write(office, "alma", case_id, "A first word")
    assert keys(office, case_id) == 1
    office.clock.forward(hours=20)
    write(office, "alma", case_id, "A second word")
    assert keys(office, case_id) == 2


def keys(office: Office, case_id: UUID) -> int:
    """Return how many keys a case has had."""
    with office.night() as desk:
        rows = select(CaseKeyRow.epoch).where(CaseKeyRow.case_id == case_id)
        return len(desk.db.scalars(rows).all())


def say_since_now(office: Office, case_id: UUID, name: str) -> None:
    """Write, as who holds both the server key and the case's, that somebody has it since now."""
    with office.reading("alma") as desk:  # what she held was the same secret
        secrets = access.secrets_of(desk, case_id)
    with office.night(writes=True) as desk:
        query = select(Grant).where(
            Grant.case_id == case_id, Grant.principal_id == id_of(office, name)
        )
        for row in desk.db.scalars(query):
            row.since, row.until, row.role = desk.now, None, "shared"
            row.word = enrolled.word(secrets[row.epoch], row)


def test_who_lets_go_of_a_case_does_not_say_that_she_was_given_it_since(
    office: Office, case_id: UUID
) -> None:
    """Her row is put back with the secret that is the case's until the next word."""
    give(office, case_id, "dina", None)
    kept = grants_of(office, case_id, "dina")
    with office.writing("dina") as desk:
        readers.remove(desk, case_id, desk.who.id)
    office.clock.forward(minutes=1)
    put_back(office, kept)
    say_since_now(office, case_id, "dina")
    write(office, "alma", case_id, "The landlord has called")
    epochs = {row["epoch"] for row in grants_of(office, case_id, "dina")}
    assert epochs == {row["epoch"] for row in kept}


def test_a_guest_does_not_say_that_she_was_given_it_for_good_since(
    office: Office, case_id: UUID
) -> None:
    """The day that the record names binds her grant, which no deed gave when it says; named too."""
    give(office, case_id, "vera", TOMORROW)
    office.clock.forward(hours=1)
    say_since_now(office, case_id, "vera")
    longer = f"grants {case_id} to {id_of(office, 'vera')}: lasts longer than the record says"
    assert wrong(office) == [longer]
    office.clock.forward(days=3)
    write(office, "alma", case_id, "The landlord has called")
    with office.night() as desk:
        newest = max(row.epoch for row in access.holders(desk, case_id))
    assert newest not in {row["epoch"] for row in grants_of(office, case_id, "vera")}


def test_who_is_given_a_case_again_has_it_again(office: Office, case_id: UUID) -> None:
    """A guest whose day is over, taken off besides, backs the case up since: on record as such."""
    give(office, case_id, "dina", TOMORROW)
    office.clock.forward(days=3)
    with office.writing("alma") as desk:
        version = desk.db.get_one(Case, case_id).version if case_id in access.reach(desk) else 0
        wanted = NewLead(
            version=version, lead_id=id_of(office, "alma"), backup_id=id_of(office, "dina")
        )
        readers.lead(desk, case_id, wanted)
    with office.writing("alma") as desk:
        sharing.new_epoch(desk, case_id)
    assert opens(office, "dina", case_id)
    with office.writing("dina") as desk:
        access.open_case(desk, case_id)
    write(office, "dina", case_id, "She reads on")
    assert wrong(office) == []


def lets_into_a_group(office: Office, case_id: UUID) -> None:
    """Carmen lets Vera into a group that reads nothing."""
    del case_id
    with office.writing("carmen") as desk:
        group_id = groups.make(desk, "Family unit")
    with office.writing("carmen") as desk:
        groups.join(desk, group_id, id_of(office, "vera"))


def opens_it_to_the_team(office: Office, case_id: UUID) -> None:
    """Alma opens the case to the office team, whom Vera is not of."""
    choose(office, case_id, named_only=False)


def closes_it(office: Office, case_id: UUID) -> None:
    """Alma opens it to the team, and closes it again a minute later."""
    choose(office, case_id, named_only=False)
    office.clock.forward(minutes=1)
    choose(office, case_id, named_only=True)


def seals_it(office: Office, case_id: UUID, by: str = "alma") -> None:
    """Somebody seals it."""
    with office.writing(by) as desk:
        sealing.seal(desk, case_id, Sealing(why="sealed"))


def gives_back_another(office: Office, case_id: UUID) -> None:
    """Vera gets new keys, and another case of hers is given back; the day of this one as well."""
    with office.writing("carmen") as desk:
        token = renewal.begin(desk, id_of(office, "vera"), sure=True)
    arrived, _ = with_new_keys(office, office.people["vera"].email, token)
    with office.writing("carmen") as desk:
        joining.certify(desk, id_of(office, "vera"), arrived.number)
    with office.writing("alma") as desk:
        renewal.give_back(desk, id_of(office, "vera"))
    assert grants_of(office, case_id, "vera")


def choose(office: Office, case_id: UUID, *, named_only: bool, by: str = "alma") -> None:
    """Open a case to the team, or close it."""
    with office.writing(by) as desk:
        version = cases.one(desk, case_id).version
        openness.choose(desk, case_id, Openness(version=version, named_only=named_only))


@pytest.mark.parametrize(
    "deed", [lets_into_a_group, opens_it_to_the_team, closes_it, seals_it, gives_back_another]
)
def test_a_deed_during_a_guests_stay_does_not_say_that_she_has_it_for_good(
    office: Office, case_id: UUID, deed: Callable[[Office, UUID], None]
) -> None:
    """Her grant says that it was given then, with the server key and the secret she had."""
    give(office, case_id, "vera", TOMORROW)
    office.clock.forward(hours=1)
    deed(office, case_id)
    say_since_now(office, case_id, "vera")
    longer = f"grants {case_id} to {id_of(office, 'vera')}: lasts longer than the record says"
    assert longer in wrong(office)
    office.clock.forward(days=3)
    write(office, "alma", case_id, "The landlord has called")
    with office.night() as desk:
        newest = max(row.epoch for row in access.holders(desk, case_id))
    assert newest not in {row["epoch"] for row in grants_of(office, case_id, "vera")}


@pytest.mark.parametrize("closes", ["closed", "sealed"])
def test_who_reads_a_case_by_name_since_it_was_closed_keeps_it(office: Office, closes: str) -> None:
    """Dina was taken off it, let into a group that reads it, and closed it with herself inside."""
    case_id = office.open_case("alma", named_only=True).id
    give(office, case_id, "dina", TOMORROW)
    office.clock.forward(hours=1)
    with office.writing("alma") as desk:
        readers.remove(desk, case_id, id_of(office, "dina"))
    office.clock.forward(hours=1)
    choose(office, case_id, named_only=False)
    office.clock.forward(hours=1)
    if closes == "closed":
        choose(office, case_id, named_only=True, by="dina")
    else:
        seals_it(office, case_id, "dina")
    office.clock.forward(days=3)
    write(office, "alma", case_id, "The landlord has called")
    with office.writing("alma") as desk:
        sharing.new_epoch(desk, case_id)
    assert opens(office, "dina", case_id)
    write(office, "dina", case_id, "She reads on")
    assert wrong(office) == []
