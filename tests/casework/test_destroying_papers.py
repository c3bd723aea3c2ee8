"""What was handed in for a case that is to be destroyed: nothing goes unread, nothing is missed."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from app.casework import audit, backup, pulse, shredding, verify
from app.casework.calendar import Calendar
from app.casework.onrecord import DESTROY, RESTORE
from app.errors import Refused
from app.models import Audit, Note, TrayItem
from tests.casework.destroying_cases import agree, ask, both, destroyed, two_weeks_later, view
from tests.casework.handing import give_back, given, take
from tests.casework.test_shredding import is_sound, told
from tests.casework.test_two_sets import restored
from tests.support.office import Office, opens


def test_a_paper_handed_in_during_the_two_weeks_stops_it(office: Office) -> None:
    """A hearing notice comes on day ten; nobody has read it, so the case stays."""
    opened = office.open_case()
    asked = both(office, opened.id)
    office.clock.forward(days=10)
    given(office, "olga", opened.number, on="2027-06-01")
    assert two_weeks_later(office) == 0
    assert (view(office, asked).why, opens(office, "alma", opened.id)) == ("paper", True)
    assert told(office, "shredding_stopped") >= {"alma", "bruno", "carmen"}
    assert is_sound(office)


def test_a_paper_that_waits_is_read_before_anybody_asks_or_agrees(office: Office) -> None:
    """Asking and agreeing say so; the page counts it; given back, it keeps nothing."""
    opened = office.open_case()
    ask(office, opened.id)
    item = given(office, "olga", opened.number)
    for deed in (agree, ask):
        with pytest.raises(Refused) as refused:
            deed(office, opened.id)
        assert refused.value.text == shredding.PAPERS_WAIT
    with office.reading() as desk:
        assert shredding.plan(desk, opened.id).papers == 1
    give_back(office, "alma", item)
    with office.reading() as desk:
        assert shredding.plan(desk, opened.id).papers == 0
    agree(office, opened.id)
    assert two_weeks_later(office) == 1


@pytest.mark.parametrize("state", ["waits", "taken", "gone"])
def test_a_paper_that_was_changed_outside_counts_as_unread(office: Office, state: str) -> None:
    """Whoever writes to the database cannot have one passed over by what stands in clear."""
    opened = office.open_case()
    both(office, opened.id)
    item = given(office, "olga", opened.number)
    with office.night(writes=True) as desk:
        values = {"state": state, "body": b"x"}
        desk.db.execute(update(TrayItem).where(TrayItem.id == item).values(values))
    assert two_weeks_later(office) == 0
    assert opens(office, "alma", opened.id)


def test_a_paper_that_was_taken_keeps_nothing(office: Office) -> None:
    """Its words are a note then, for which both sign."""
    opened = office.open_case()
    take(office, "alma", given(office, "olga", opened.number))
    asked = destroyed(office, opened.id)
    assert view(office, asked).counts["tray_items"] == 1


def missing(office: Office) -> int:
    """Return what the hourly check counts as missing."""
    with office.night(writes=True) as desk:
        return pulse.self_check(desk, Calendar()).missing


def test_papers_go_with_their_case_and_no_check_misses_them(office: Office, tmp_path: Path) -> None:
    """One was taken, one given back: no alarm, and the backup proves that it restores."""
    opened, other = office.open_case(), office.open_case()
    take(office, "alma", given(office, "olga", opened.number))
    give_back(office, "alma", given(office, "olga", opened.number))
    kept = given(office, "olga", other.number)
    destroyed(office, opened.id)
    assert (missing(office), is_sound(office)) == (0, True)
    backup.check(office.house.keys, backup.backup(office.house, tmp_path).file)
    with office.night(writes=True) as desk:
        desk.db.execute(delete(TrayItem).where(TrayItem.id == kept))
    assert missing(office) == 1
    assert f"tray_items {kept}: on record, and taken away" in verify.verify(office.house).wrong


def test_papers_of_a_case_that_an_older_content_lacks_are_not_missed(
    office: Office, tmp_path: Path
) -> None:
    """The case was opened since; with it goes what was handed in, and the record says so."""
    office.open_case()
    first = backup.backup(office.house, tmp_path / "backups")
    office.clock.forward(days=1)
    newer = office.open_case()
    given(office, "olga", newer.number)
    backup.backup(office.house, tmp_path / "backups")
    backup.check(office.house.keys, first.file)
    with restored(office, first.file, tmp_path / "new") as (there, _):
        assert (missing(there), is_sound(there)) == (0, True)


def _passed_off(office: Office, action: str, item: UUID, note: UUID) -> None:
    """Have somebody with the server key name rows in an entry, and take them away."""
    with office.night(writes=True) as desk:
        audit.note(desk, action, since=10_000, gone={}, papers=[str(item), str(note)])
        for model in (TrayItem, Note):
            desk.db.execute(delete(model))


@pytest.mark.parametrize("action", [DESTROY, RESTORE])
def test_what_is_named_beside_hides_no_other_row(office: Office, action: str) -> None:
    """Only what was handed in is named there; a note stays on record, and a deed needs two."""
    opened = office.open_case(note="One")
    item = given(office, "olga", opened.number)
    with office.night() as desk:
        note = desk.db.scalars(select(Note.id)).one()
    _passed_off(office, action, item, note)
    found = "\n".join(verify.verify(office.house).wrong)
    assert f"notes {note}: on record, and taken away" in found
    assert ("passes a deletion off" in found) == (action == DESTROY)


def test_a_paper_that_comes_back_is_named(office: Office) -> None:
    """Its case was destroyed, and somebody puts its row back under another."""
    opened, other = office.open_case(), office.open_case()
    item = given(office, "olga", opened.number)
    take(office, "alma", item)
    destroyed(office, opened.id)
    planted = given(office, "olga", other.number)
    with office.night(writes=True) as desk:
        desk.db.execute(update(TrayItem).where(TrayItem.id == planted).values(id=item))
    found = verify.verify(office.house).wrong
    destroyed_here = select(Audit).where(Audit.action == DESTROY)
    assert f"tray_items {item}: destroyed on record, and there again" in found
    with office.night() as desk:
        assert [each.detail["papers"] for each in desk.db.scalars(destroyed_here)] == [[str(item)]]
