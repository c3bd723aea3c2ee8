"""A junk byte in one group's row stops no leaving, and no new keys of a colleague."""

from uuid import UUID

import pytest

from app.casework import accounts, groups, leaving, renewal, staff
from app.casework.accounts import NewRole
from app.casework.calendar import Calendar
from app.casework.leaving import Leaving
from app.models import Member, Principal
from tests.casework.bringing_back import signs_in, wrong
from tests.casework.covering import id_of, opens
from tests.support.office import Office
from tests.support.shell import at_the_shell, copied

DEEDS = ("leaving", "new keys")
WORDS = (b"junk", None)


def team_of(office: Office) -> UUID:
    """Return the office's own group."""
    with office.night() as desk:
        return staff.office(desk).team_id


def do(office: Office, deed: str) -> None:
    """Have Carmen close Bruno's account, or begin new keys for Dina."""
    with office.writing("carmen") as desk:
        if deed == "leaving":
            heir = Leaving(heir_id=id_of(office, "alma"), sure=True)
            leaving.leave(desk, Calendar(), id_of(office, "bruno"), heir)
        else:
            renewal.begin(desk, id_of(office, "dina"), sure=True)


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("word", WORDS)
def test_in_a_group_that_has_nothing_to_do_with_it(
    office: Office, word: bytes | None, deed: str
) -> None:
    """Without any key, at the database's own shell; the check goes on naming it."""
    with office.writing("carmen") as desk:
        group = groups.make(desk, "Removal")
    at_the_shell(office, "principals", {"id": group}, word=word)
    do(office, deed)
    assert any(f"principals {group}" in each for each in wrong(office))


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("word", WORDS)
def test_in_the_team_that_everybody_is_in(office: Office, word: bytes | None, deed: str) -> None:
    """Its key changes as soon as the row is put right, and whoever left has no part in it."""
    team, bruno = team_of(office), id_of(office, "bruno")
    case_id = office.open_case("alma").id
    [before] = copied(office, "principals", id=team)
    at_the_shell(office, "principals", {"id": team}, word=word)
    do(office, deed)
    at_the_shell(office, "principals", {"id": team}, word=before["word"])
    signs_in(office, "carmen")
    with office.night() as desk:
        assert desk.db.get_one(Principal, team).epoch == 2
        assert (bruno in groups.members(desk, team)) == (deed != "leaving")
    assert opens(office, "carmen", case_id)
    assert wrong(office) == []


def test_in_a_group_that_a_narrower_role_leaves(office: Office) -> None:
    """Dina, a volunteer from now on, has no row of the team's key any more."""
    team, dina = team_of(office), id_of(office, "dina")
    at_the_shell(office, "principals", {"id": team}, word=b"junk")
    narrower = NewRole(role="volunteer", heir_id=id_of(office, "alma"), take=True, sure=True)
    with office.writing("carmen") as desk:
        accounts.give_role(desk, office.calendar, dina, narrower)
    with office.night() as desk:
        assert not groups.is_named(desk, team, dina)


def test_a_charter_of_junk_under_the_server_key_is_made_anew(office: Office) -> None:
    """Its key is at the supervisor's desk, so a colleague's leaving mends the row."""
    with office.writing("carmen") as desk:
        group = groups.make(desk, "Removal")
    with office.night(writes=True) as desk:
        desk.db.get_one(Principal, group).word = b"junk"
    assert wrong(office) != []
    signs_in(office, "carmen")
    do(office, "leaving")
    assert wrong(office) == []


@pytest.mark.parametrize("deed", DEEDS)
def test_her_own_word_taken_out_stops_no_supervisor(office: Office, deed: str) -> None:
    """With the server key: her key of the group opens, and she is certified to let people in."""
    team, carmen = team_of(office), id_of(office, "carmen")
    with office.night(writes=True) as desk:
        desk.db.get_one(Member, (team, carmen, 1)).word = ""
    do(office, deed)
    with office.night() as desk:
        inside = groups.members(desk, team)
        epoch = desk.db.get_one(Principal, team).epoch
    assert carmen in inside
    if deed == "leaving":
        assert epoch == 2
        assert id_of(office, "bruno") not in inside
        assert wrong(office) == []
