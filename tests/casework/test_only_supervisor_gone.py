"""The only supervising attorney is gone: custodians make another, and the office goes on."""

from collections.abc import Callable

import pytest

from app.casework import (
    cases,
    groups,
    joining,
    leaving,
    notes,
    reopening,
    seats,
    staff,
)
from app.casework.calendar import Calendar
from app.casework.joining import Chosen, Newcomer, NewInvitation
from app.casework.leaving import Leaving
from app.casework.notes import NewNote
from app.casework.seats import Seat
from app.errors import Refused
from tests.casework.bringing_back import NEW, opens, seeds, sits_down, wrong
from tests.support.office import Office, id_of
from tests.support.office import opens as can_open

ROSA = NewInvitation(name="Rosa", address="rosa@office.example.org", role="supervising_attorney")
LUZ = NewInvitation(name="Luz", address="luz@office.example.org", role="attorney")


def rosa_waits(office: Office) -> tuple[Newcomer, Callable[[], Seat]]:
    """Have the custodians invite and confirm Rosa in Carmen's place; return how she signs in."""
    with office.night(writes=True) as desk:
        token = joining.invite(desk, ROSA)
    arrived = joining.accept(office.house, token, Chosen(passphrase=NEW, again=NEW))
    whom = reopening.beneficiary(office.house, ROSA.address)
    gone = reopening.gone(office.house, [office.people["carmen"].email], whom)
    assert gone == {id_of(office, "carmen"): "Carmen"}
    reopening.begin(office.house, whom, seeds(office, 0, 1), number=arrived.number, gone=list(gone))
    secret = arrived.welcome.totp_secret
    return whom, lambda: sits_down(office, ROSA.address, NEW, secret)


def luz_joins(office: Office, rosa: Seat) -> Seat:
    """Have Rosa invite and confirm an attorney."""
    with seats.writing(office.house, rosa) as desk:
        token = joining.invite(desk, LUZ)
    luz = joining.accept(office.house, token, Chosen(passphrase=NEW, again=NEW))
    with seats.writing(office.house, rosa) as desk:
        newcomer = {each.address: each.id for each in joining.colleagues(desk)}[LUZ.address]
        joining.certify(desk, newcomer, luz.number)
    return sits_down(office, LUZ.address, NEW, luz.welcome.totp_secret)


def test_drill_the_only_supervisor_is_gone(office: Office) -> None:
    """Invited, certified, let into the groups after the wait; then she does all that Carmen did."""
    shared = office.open_case("alma").id
    lone = office.open_case("carmen", named_only=True).id  # nobody but Carmen opens it
    kept = office.open_case("alma", named_only=True, backup_id=id_of(office, "bruno")).id
    whom, sits = rosa_waits(office)
    assert opens(office, sits()) == set(), "before the waiting time"
    office.clock.forward(hours=73)
    rosa = sits()
    assert opens(office, rosa) == {shared, lone}, "what nobody else opens, and the team's"
    with seats.writing(office.house, rosa) as desk:
        team = staff.office(desk).team_id
        assert whom.id in groups.members(desk, team)
        heir = Leaving(heir_id=id_of(office, "bruno"))
        leaving.leave(desk, Calendar(), id_of(office, "carmen"), heir)
        assert id_of(office, "carmen") not in groups.members(desk, team)
    assert shared in opens(office, luz_joins(office, rosa))
    with office.writing("bruno") as desk:
        notes.add(desk, NewNote(case_id=lone, text="We go on."))
        assert cases.one(desk, lone).lead_id == id_of(office, "bruno")
    assert can_open(office, "alma", kept)
    assert wrong(office) == []


def test_nobody_is_gone_who_is_not_at_work_or_is_the_one(office: Office) -> None:
    """An address of nobody, and that of whom the cases would open for."""
    whom = reopening.beneficiary(office.house, office.people["alma"].email)
    for address in ("nobody@office.example.org", office.people["alma"].email):
        with pytest.raises(Refused):
            reopening.gone(office.house, [address], whom)


def test_who_is_gone_counts_no_more_and_nobody_else_loses_a_word(office: Office) -> None:
    """Without naming Carmen there is nothing to open for Alma; with her there is."""
    lone = office.open_case("carmen", named_only=True).id
    whom = reopening.beneficiary(office.house, office.people["alma"].email)
    with pytest.raises(Refused):
        reopening.begin(office.house, whom, seeds(office, 0, 1))
    begun = reopening.begin(office.house, whom, seeds(office, 0, 1), gone=[id_of(office, "carmen")])
    assert sum(wave.cases for wave in begun.waves) == 1
    assert can_open(office, "carmen", lone)
