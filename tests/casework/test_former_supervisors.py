"""Keys that were given up, or whose holder left, in the hands of who also has the server key."""

from base64 import b64encode
from uuid import UUID

import pytest

from app.casework import (
    custody,
    directory,
    handing,
    joining,
    pulse,
    rostercalls,
    seats,
    sharing,
    staff,
)
from app.casework import signedover as signed
from app.casework.calendar import Calendar
from app.casework.chains import ROSTER, roster_blobs
from app.casework.handing import NewHanding
from app.casework.reminders.troubles import RECORD
from app.casework.seats import Seat
from app.crypto import certificates, charters, handings, rosters
from app.crypto.bundle import MemberKeys, new_member_keys
from app.crypto.casekeys import GroupKeys, new_case_key
from app.crypto.certificates import OFFICE_ROOT as ROOT
from app.crypto.certificates import SUPERVISOR, Certificate
from app.crypto.grants import GROUP
from app.crypto.rosters import Roster
from app.crypto.signatures import public_of
from app.db.desk import NightDesk
from app.errors import Damaged, Refused
from app.models import Handing, Heartbeat, Principal, Setting, Staff
from tests.casework.bringing_back import seeds, wrong
from tests.casework.covering import id_of, opens
from tests.casework.test_own_keys import confirm, make, sits_anew
from tests.support.costs import counted
from tests.support.office import Office

STOLEN, LEFT = "her keys were stolen, and replaced", "she left"


def ended(office: Office, how: str) -> MemberKeys:
    """End Carmen's keys and return them: the custodians certify new ones, or strike her off."""
    carmen, keys = office.people["carmen"], office.people["carmen"].seat.keys
    if how == STOLEN:
        made = make(office, "carmen")
        newcomer = joining.awaiting_root(office.house, carmen.email)
        custody.certify(office.house, newcomer, made.number, seeds(office, 0, 1))
        return keys
    with office.night(writes=True) as desk:
        opened = custody.opened(desk, seeds(office, 0, 1))
        directory.strike_by_root(desk, carmen.id, opened.root_seed)
        desk.db.get_one(Staff, carmen.id).state = staff.LEFT
        directory.give_up(desk.db.get_one(Principal, carmen.id))
    return keys


def planted(
    desk: NightDesk, whose: UUID, keys: MemberKeys, *, by: tuple[UUID, bytes], later: int
) -> bytes:
    """Put keys of his own in a colleague's place, and a roster that Carmen's former keys call.

    The one before it is made up: it names the certificate that she had.
    """
    carmen, word = by
    theirs, evil = desk.db.get_one(Principal, whose), new_member_keys().public
    was = certificates.read(theirs.word or b"")
    theirs.sealing_key, theirs.signing_key = evil.xwing, evil.signing
    theirs.word = certificates.issue(
        was._replace(xwing=evil.xwing, signing=evil.signing, issuer=carmen), keys.signing_seed
    )
    now = rosters.read(roster_blobs(desk)[0])
    number, prints = now.number + later, {**now.prints, carmen: rosters.print_of(word)}
    first = bytes(32) if number == 2 else bytes(range(32))
    made_up = rosters.call(Roster(number - 1, first, UUID(int=0), prints), bytes(range(1, 33)))
    prints[whose] = rosters.print_of(theirs.word)
    called = rosters.call(
        Roster(number, rosters.print_of(made_up), carmen, prints), keys.signing_seed
    )
    kept = {"roster": b64encode(called).decode(), "before": b64encode(made_up).decode()}
    desk.db.get_one(Setting, ROSTER).value = kept
    desk.db.flush()
    return called


@pytest.mark.parametrize("how", [STOLEN, LEFT])
def test_a_former_supervisor_calls_no_roster(office: Office, how: str) -> None:
    """Neither in the place of the true one, nor as the next with an entry of his own on record."""
    keys, carmen, bruno = ended(office, how), id_of(office, "carmen"), id_of(office, "bruno")
    assert wrong(office) == []
    with office.night(writes=True) as desk:
        word = (desk.db.get_one(Principal, carmen).former or b"")[: certificates.CERTIFICATE_BYTES]
    for later in (0, 1):
        with office.night(writes=True) as desk:
            called = planted(desk, bruno, keys, by=(carmen, word), later=later)
            if later:
                rostercalls.note(desk, called, word)
        with office.reading("alma") as desk, pytest.raises(Damaged):
            directory.certificate(desk, bruno)
        assert any(each.startswith("roster: the record has another") for each in wrong(office))


def test_the_record_is_asked_once_about_a_roster(office: Office) -> None:
    """Each desk after the first of a process goes by what the first has followed."""

    def cost() -> int:
        with counted(office.house.engine) as costs, office.reading("alma") as desk:
            directory.certificate(desk, id_of(office, "bruno"))
        return costs.statements

    first = cost()
    assert [cost(), cost()] == [first - 1, first - 1]


def test_an_older_roster_is_not_believed_for_having_been_followed_once(office: Office) -> None:
    """Another process called the next meanwhile: the place of the newest call tells this one.

    The hourly check alarms of it, which asks no certificate.
    """
    carmen = id_of(office, "carmen")
    with office.reading("alma") as desk:
        assert directory.certificate(desk, carmen).subject == carmen
    with office.night() as desk:
        before = dict(desk.db.get_one(Setting, ROSTER).value)
        word = desk.db.get_one(Principal, carmen).word
    ended(office, LEFT)
    assert (hourly(office), wrong(office)) == (set(), [])
    with office.night(writes=True) as desk:
        desk.db.get_one(Setting, ROSTER).value = before
        desk.db.get_one(Principal, carmen).word = word
    with office.reading("alma") as desk, pytest.raises(Damaged):
        directory.certificate(desk, carmen)
    assert hourly(office) == {RECORD}


def hourly(office: Office) -> set[str]:
    """Return of what the hourly check alarms."""
    with office.night(writes=True) as desk:
        pulse.self_check(desk, Calendar())
        return {desk.db.get_one(Heartbeat, pulse.SELF_CHECK).trouble} - {""}


def chartered(office: Office, keys: MemberKeys) -> None:
    """Give the office team a key of his own, with a charter by Carmen's former keys."""
    mine, before = new_case_key(), new_case_key()
    unfolded, carmen = GroupKeys.derive(mine), id_of(office, "carmen")
    with office.night(writes=True) as desk:
        team = desk.db.get_one(Principal, staff.office(desk).team_id)
        epochs = (team.epoch, mine, None if team.epoch == 1 else before)
        team.word = charters.draw_up((GROUP, team.id), epochs, carmen, keys.signing_seed)
        team.sealing_key, team.commitment = unfolded.xwing_public, unfolded.commitment


def team_key(office: Office) -> bytes:
    """Return to which key Alma would seal what she gives the office team."""
    with office.reading("alma") as desk:
        team = desk.db.get_one(Principal, staff.office(desk).team_id)
        return sharing.vouched_key(desk, team)


@pytest.mark.parametrize("how", [STOLEN, LEFT])
def test_a_former_supervisor_charters_no_group(office: Office, how: str) -> None:
    """What she had chartered stands by the root's word until its next key; nothing else does."""
    before = team_key(office)
    keys = ended(office, how)
    assert (team_key(office), wrong(office)) == (before, [])
    chartered(office, keys)
    with pytest.raises(Damaged):
        team_key(office)
    with office.night() as desk:
        team_id = staff.office(desk).team_id
    told = f"principals {team_id}: its keys are vouched for by nobody of the office"
    assert told in wrong(office)


def test_what_former_keys_hand_over_goes_no_further(office: Office) -> None:
    """What she had begun goes on under her new keys; what somebody signs with the former does not.

    Neither if it was planted before she signs in anew.
    """
    first = office.open_case("alma", named_only=True).id
    with office.writing("alma") as desk:
        wanted = NewHanding(kind="share", to_id=id_of(office, "dina"))
        begun = handing.begin(desk, office.calendar, id_of(office, "alma"), wanted)
    keys = office.people["alma"].seat.keys
    confirm(office, make(office))
    early = _handed(office, keys, first)
    seat = sits_anew(office)
    late = _handed(office, keys, first)
    for each in (early, late):
        with seats.writing(office.house, seat) as desk, pytest.raises(Refused):
            handing.go_on(desk, each)
    assert _mine(office, seat) == [begun]
    with seats.writing(office.house, seat) as desk:
        assert handing.go_on(desk, begun) == 0
    assert opens(office, "dina", first)
    assert not opens(office, "vera", first)


def _handed(office: Office, keys: MemberKeys, case_id: UUID) -> UUID:
    """Plant a handing to Vera in Alma's name, signed with keys that she gave up."""
    alma, vera = id_of(office, "alma"), id_of(office, "vera")
    with office.night(writes=True) as desk:
        row = Handing(
            state="running",
            by_id=alma,
            from_id=alma,
            to_id=vera,
            kind="share",
            waiting=[str(case_id)],
            done=[],
            left=[],
            begun_at=desk.now,
        )
        desk.db.add(row)
        desk.db.flush()
        row.word = handings.give(signed._says(row), keys.signing_seed).hex()
        return row.id


def _mine(office: Office, seat: Seat) -> list[UUID]:
    with seats.reading(office.house, seat) as desk:
        return [each.id for each in handing.mine(desk)]


def test_calls_of_before_are_believed_by_their_number_until_one_is_whole() -> None:
    """An office of an earlier version goes on; once one stands there whole, none goes without."""
    root, carmen = bytes(range(1, 33)), UUID(int=5)
    keys = new_member_keys()
    says = Certificate(SUPERVISOR, 1, carmen, keys.public.xwing, keys.public.signing, 1, 0, ROOT)
    word = certificates.issue(says, root)
    prints = {carmen: rosters.print_of(word)}
    first = rosters.call(Roster(1, bytes(32), ROOT, prints), root)
    second = rosters.call(Roster(2, rosters.print_of(first), carmen, prints), keys.signing_seed)
    third = rosters.call(Roster(3, rosters.print_of(second), carmen, prints), keys.signing_seed)
    bare = [rostercalls.Call(number, None, None) for number in (3, 2, 1)]
    whole = [
        rostercalls.Call(number, blob, word if number > 1 else None)
        for number, blob in ((3, third), (2, second), (1, first))
    ]
    for record in (bare, [whole[0], *bare[1:]], whole):
        rostercalls.follows(iter(record), third, public_of(root))
    for record in (
        [bare[0], *whole[1:]],
        [whole[0], bare[1], whole[2]],
        [whole[0], whole[2]],
        [whole[0]._replace(caller=None), *whole[1:]],
        whole[1:],
    ):
        with pytest.raises(Damaged):
            rostercalls.follows(iter(record), third, public_of(root))
