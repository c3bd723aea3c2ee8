"""Nobody is two people, nor ever alone too soon, where a fatal date is not to be needed.

It is Wednesday 14 April 2027.
"""

from uuid import UUID

import pytest

from app.casework import cases, deadlines, endings, longstanding, moving, openness, readers, seats
from app.casework import unneeded as two
from app.casework.casefiles import open_row
from app.casework.deadlines import DeadlineView
from app.casework.endings import Completion
from app.casework.moving import DeadlineChange
from app.casework.openness import Openness
from app.casework.readers import NewLead, NewReader
from app.casework.reminders.troubles import UNNEEDED_ASKED
from app.crypto import unneeded as words
from app.crypto.unneeded import Word
from app.errors import Refused
from app.models import Deadline
from tests.casework.briefs import add
from tests.casework.bringing_back import signs_in, wrong
from tests.casework.covering import TODAY, alarms, declare, name_cover
from tests.casework.test_puppets import puppet
from tests.support.office import Office, id_of
from tests.support.shell import at_the_shell, copied
from tests.support.smaller import leave_long_ago

DONE = Completion(outcome="not_needed", note="The client won before the Board.")


def _named(office: Office, *names: str) -> UUID:
    named = [id_of(office, name) for name in names]
    return office.open_case(named_only=True, named=named).id


def _says(office: Office, row: UUID, by: str = "alma") -> DeadlineView:
    with office.writing(by) as desk:
        return endings.complete(desk, row, DONE)


def _refusal(office: Office, row: UUID, by: str = "alma") -> str:
    with pytest.raises(Refused) as refused:
        _says(office, row, by)
    return refused.value.text


def _take_off(office: Office, case_id: UUID) -> None:
    """Leave Alma on a case, with Ivo of the intake."""
    with office.writing() as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "ivo")))
        version = cases.one(desk, case_id).version
        alone = NewLead(version=version, lead_id=id_of(office, "alma"), backup_id=None)
        readers.lead(desk, case_id, alone)
        for each in readers.of(desk, case_id).readers:
            if each.name in {"Bruno", "Carmen"}:
                readers.remove(desk, case_id, each.id)


def _only(office: Office, *names: str) -> None:
    """Leave only these at work, as an office that was never larger."""
    leave_long_ago(office, *(set(office.people) - set(names)))


def test_a_cover_is_neither(office: Office) -> None:
    """Whom the first named for an absence of her own."""
    row = add(office, _named(office), fatal=True).id
    name_cover(office, "alma", "dina")
    assert _says(office, row).status == "open"
    declare(office, "alma", by="alma")
    assert _refusal(office, row, "dina") == two.FOR_A_WHILE


def test_a_guest_until_a_day_is_neither(office: Office) -> None:
    """Neither the first nor the second; a colleague who is named on the case is."""
    case_id = _named(office, "bruno")
    row = add(office, case_id, fatal=True).id
    with office.writing() as desk:
        until = TODAY.replace(day=18)
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "dina"), until=until))
    assert _refusal(office, row, "dina") == two.FOR_A_WHILE
    assert _says(office, row).status == "open"
    assert _refusal(office, row, "dina") == two.FOR_A_WHILE
    assert _says(office, row, "bruno").status == "not_needed"


def test_new_keys_of_a_colleague_are_neither(office: Office) -> None:
    """A supervisor's thief makes them; two weeks before the word they count as hers."""
    case_id = office.open_case().id
    row, later = (add(office, case_id, fatal=True).id for _ in range(2))
    assert _says(office, row, "carmen").status == "open"
    seat = puppet(office)
    for each in (row, later):
        with seats.writing(office.house, seat) as desk, pytest.raises(Refused) as refused:
            endings.complete(desk, each, DONE)
        assert refused.value.text == two.TOO_NEW
    since = add(office, case_id, fatal=True).id
    assert _says(office, since).status == "open"
    with seats.writing(office.house, seat) as desk:
        assert endings.complete(desk, since, DONE).status == "not_needed"
    signs_in(office, "carmen")
    office.clock.forward(days=15)
    with seats.writing(office.house, seat) as desk:
        assert endings.complete(desk, later, DONE).unneeded_mine
    assert _says(office, later, "bruno").status == "not_needed"


def test_an_account_that_does_not_open_may_be_the_second(office: Office) -> None:
    """Whoever spoils the others' accounts for a minute is not alone by that."""
    row = add(office, office.open_case().id, fatal=True).id
    kept = {}
    for name in ("alma", "bruno", "carmen"):
        (kept[id_of(office, name)],) = copied(office, "staff", id=id_of(office, name))
        at_the_shell(office, "staff", {"id": id_of(office, name)}, card=bytes(290))
    assert _refusal(office, row, "dina") == two.UNCLEAR
    for each, was in kept.items():
        at_the_shell(office, "staff", {"id": each}, card=was["card"])
    assert _says(office, row, "dina").status == "open"
    assert wrong(office) == []


def test_taking_the_others_off_first_makes_nobody_enough(office: Office) -> None:
    """One word waits two weeks, in the sight of whom it was taken from, and of the supervisors."""
    case_id = _named(office, "bruno")
    row = add(office, case_id, fatal=True).id
    _take_off(office, case_id)
    said = _says(office, row)
    assert (said.status, said.unneeded_mine) == ("open", True)
    assert said.unneeded_from == office.clock().replace(microsecond=0) + longstanding.ALONE_AFTER
    for name, told in (("bruno", True), ("carmen", True), ("dina", False), ("ivo", False)):
        assert (UNNEEDED_ASKED in alarms(office, name)) is told
    assert _refusal(office, row) == two.TOO_EARLY
    office.clock.forward(days=14)
    assert _says(office, row).status == "not_needed"


def test_whoever_said_it_as_one_of_two_begins_the_two_weeks_alone(office: Office) -> None:
    """The word of then does not count from then; nor does one since which somebody came."""
    case_id = _named(office, "bruno")
    row = add(office, case_id, fatal=True).id
    assert _says(office, row).unneeded_from is None
    office.clock.forward(days=15)
    _take_off(office, case_id)
    assert _says(office, row).unneeded_from is not None
    office.clock.forward(days=7)
    with office.writing() as desk:
        readers.add(desk, case_id, NewReader(staff_id=id_of(office, "dina")))
        assert deadlines.one(desk, row).unneeded_mine
    assert _refusal(office, row) == two.SAID_ALREADY
    with office.writing() as desk:
        readers.remove(desk, case_id, id_of(office, "dina"))
    office.clock.forward(days=8)
    assert _says(office, row).status == "open"
    office.clock.forward(days=14)
    assert _says(office, row).status == "not_needed"


def test_closing_a_case_of_the_team_makes_nobody_enough(office: Office) -> None:
    """The record does not say who read it, so all of the legal staff hear."""
    case_id = office.open_case().id
    row = add(office, case_id, fatal=True).id
    with office.writing() as desk:
        version = cases.one(desk, case_id).version
        openness.choose(desk, case_id, Openness(version=version, named_only=True))
    _take_off(office, case_id)
    assert _says(office, row).unneeded_from is not None
    assert all(UNNEEDED_ASKED in alarms(office, name) for name in ("bruno", "carmen", "dina"))


def test_an_office_of_one_is_rung_no_longer_than_one_word(office: Office) -> None:
    """Nobody left it lately."""
    row = add(office, _named(office), fatal=True).id
    _only(office, "alma", "ivo")
    assert _says(office, row).status == "not_needed"


def test_the_first_word_is_of_whoever_signed_it(office: Office) -> None:
    """With the case's key alone nobody names a colleague as the first, or dates a word back."""
    row = add(office, office.open_case().id, fatal=True).id
    _says(office, row)
    with office.writing() as desk:
        card = open_row(desk, Deadline, row)
        card.unneeded = {**card.unneeded, "by": str(id_of(office, "bruno"))}
    with office.reading() as desk:
        assert deadlines.one(desk, row).unneeded_by == ""
    said = _says(office, row)
    assert (said.status, said.unneeded_by) == ("open", "Alma")
    with office.writing() as desk:
        card = open_row(desk, Deadline, row)
        known = words.read(bytes.fromhex(card.unneeded["word"]))
        forged = words.give(_alone(known), bytes(32))
        card.unneeded = {**card.unneeded, "word": forged.hex()}
    with office.reading() as desk:
        assert deadlines.one(desk, row).unneeded_by == ""
        with pytest.raises(Refused, match="Nobody has said"):
            endings.keep(desk, row, deadlines.one(desk, row).version)


def _alone(word: Word) -> Word:
    return word._replace(alone=True, at=word.at - 15 * 86_400)


@pytest.mark.parametrize(
    "more",
    [
        {"title": "Motion"},
        {"at": "10:00"},
        {"tz": "America/Los_Angeles"},
        {"means": "do_by"},
        {"due": "2027-04-22"},
    ],
    ids=str,
)
def test_the_first_word_falls_away_with_what_it_was_said_of(
    office: Office, more: dict[str, str]
) -> None:
    """Whatever of it is another; the next word is the first again."""
    row = add(office, office.open_case().id, fatal=True).id
    version = _says(office, row).version
    with office.writing("bruno") as desk:
        wanted = {"version": version, "override_reason": "By order", **more}
        changed = moving.change(desk, row, DeadlineChange.model_validate(wanted))
    assert changed.unneeded_by == ""
    assert _says(office, row, "bruno").status == "open"
