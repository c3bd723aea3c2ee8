"""What waits for its time when a backup is put back: whoever stopped it since is not in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.casework import absences, backup, destroying, holds, recovery, shredding, verify
from app.casework.calendar import Calendar
from app.casework.holds import NewHold
from app.casework.onrecord import RESTORE
from app.errors import Refused
from app.models import Absence, Audit, AuditHead, Recovery, Shredding
from tests.casework.bringing_back import begin, signs_in
from tests.casework.bringing_back import opens as opened_by
from tests.casework.covering import alarms, declare, end, name_cover, settle
from tests.casework.destroying_cases import agree, ask, both, two_weeks_later, view
from tests.support.office import Office, house_in, id_of, opens
from tests.support.shell import copied, plant


@contextmanager
def put_back(
    office: Office, source: Path, folder: Path, url: str | None = None
) -> Iterator[Office]:
    """Restore into a new place, under the same clock."""
    house = house_in(folder, office.clock, url)
    backup.restore(house.settings, house.keys, source)
    try:
        yield Office(house, office.clock, office.people, Calendar())
    finally:
        house.engine.dispose()


def is_sound(office: Office) -> bool:
    """Tell whether the check finds nothing."""
    assert verify.verify(office.house).wrong == []
    return True


@pytest.mark.parametrize("how", ["stopped", "held"])
def test_a_case_whose_end_was_stopped_since_the_backup_is_not_destroyed(
    office: Office, tmp_path: Path, how: str
) -> None:
    """Agreed to, saved, stopped or held, restored: the two weeks pass and nothing is gone."""
    opened = office.open_case(note="One")
    asked = both(office, opened.id)
    office.clock.forward(days=10)
    made = backup.backup(office.house, tmp_path / "backups").file
    with office.writing("alma") as desk:
        if how == "held":
            holds.put_up(desk, opened.id, NewHold(source="subpoena", reason="A letter came."))
        else:
            shredding.stop(desk, asked)
    with put_back(office, made, tmp_path / "new") as there:
        assert two_weeks_later(there) == 0
        shown = view(there, asked)
        assert (shown.state, shown.why, opens(there, "alma", opened.id)) == (
            "stopped",
            "restored",
            True,
        )
        assert {"alma", "bruno", "carmen"} <= _told(there, "shredding_stopped")
        assert is_sound(there)
        both(there, opened.id)
        assert two_weeks_later(there) == 1


def _told(office: Office, trouble: str) -> set[str]:
    return {name for name in office.people if trouble in alarms(office, name)}


def test_it_is_so_on_postgresql_and_under_newer_keys(
    office: Office, tmp_path: Path, postgresql_url: str
) -> None:
    """An older content beside the newest keyring, in which it was agreed to already."""
    opened = office.open_case(note="One")
    first = backup.backup(office.house, tmp_path / "backups").file
    office.clock.forward(days=1)
    asked = both(office, opened.id)
    backup.backup(office.house, tmp_path / "backups")
    with put_back(office, first, tmp_path / "new", postgresql_url) as there:
        assert two_weeks_later(there) == 0
        assert (view(there, asked).why, is_sound(there)) == ("restored", True)


def test_nobody_agrees_to_what_was_asked_for_before_the_backup(
    office: Office, tmp_path: Path
) -> None:
    """It may have been stopped since; it is asked for anew."""
    opened = office.open_case()
    ask(office, opened.id)
    made = backup.backup(office.house, tmp_path / "backups").file
    with put_back(office, made, tmp_path / "new") as there:
        with pytest.raises(Refused) as refused:
            agree(there, opened.id)
        assert refused.value.text == shredding.NOBODY_ASKED


def test_a_row_put_back_after_the_restore_destroys_nothing(office: Office, tmp_path: Path) -> None:
    """Somebody writes it as it stood, without its end; the record has the restore behind it."""
    opened = office.open_case()
    asked = both(office, opened.id)
    rows = copied(office, "shreddings")
    made = backup.backup(office.house, tmp_path / "backups").file
    with put_back(office, made, tmp_path / "new") as there:
        with there.night(writes=True) as desk:
            desk.db.execute(Shredding.__table__.delete())  # type: ignore[attr-defined]
        for row in rows:
            plant(there, "shreddings", **row)
        office.clock.forward(days=15)
        assert destroying.settle(there.house) == 0
        assert opens(there, "alma", opened.id)
        told = f"shreddings {asked}: stopped or not otherwise than on record"
        assert told in verify.verify(there.house).wrong


def test_what_custodians_opened_before_the_backup_opens_nothing(
    office: Office, tmp_path: Path
) -> None:
    """A supervisor stopped it since; restored, it is gone, and the custodians begin again."""
    case_id = office.open_case(named_only=True).id
    begin(office, "bruno")
    made = backup.backup(office.house, tmp_path / "backups").file
    with office.writing("carmen") as desk:
        [seen] = recovery.waiting(desk)
        recovery.stop(desk, seen.id)
    with put_back(office, made, tmp_path / "new") as there:
        office.clock.forward(hours=73)
        assert case_id not in opened_by(there, signs_in(there, "bruno"))
        with there.night() as desk:
            assert not desk.db.scalars(select(Recovery)).all()
        assert {"bruno", "carmen"} <= _told(there, "recovery_stopped")
        assert is_sound(there)
        begin(there, "bruno")
        office.clock.forward(hours=73)
        assert case_id in opened_by(there, signs_in(there, "bruno"))
        assert is_sound(there)


def test_an_absence_that_was_ended_since_opens_nothing(office: Office, tmp_path: Path) -> None:
    """Her cover reads nothing then; she and the supervisors are told, and can declare it again."""
    case_id = office.open_case(named_only=True, backup_id=str(id_of(office, "carmen"))).id
    name_cover(office, "alma", "bruno")
    absence = declare(office, "alma")
    assert opens(office, "bruno", case_id)
    made = backup.backup(office.house, tmp_path / "backups").file
    end(office, absence)
    with put_back(office, made, tmp_path / "new") as there:
        settle(there)
        assert not opens(there, "bruno", case_id)
        assert "absence_ended" in alarms(there, "alma")
        assert "absence" in alarms(there, "carmen")
        assert is_sound(there)
        declare(there, "alma")
        assert opens(there, "bruno", case_id)


def test_an_absence_to_come_is_ended_too_and_told(office: Office, tmp_path: Path) -> None:
    """Whoever called it off since is not in the backup."""
    start = office.clock().date()
    declare(office, "alma", starts=start.replace(day=20), until=start.replace(day=22))
    made = backup.backup(office.house, tmp_path / "backups").file
    with put_back(office, made, tmp_path / "new") as there:
        assert _told(there, "absence_ended") == {"alma"}
        assert "colleague_back" in alarms(there, "carmen")
        with there.night() as desk:
            assert [row.state for row in desk.db.scalars(select(Absence))] == ["over"]
            assert not absences.is_due(desk)


def test_a_backup_proves_that_it_restores_while_all_of_it_waits(
    office: Office, tmp_path: Path
) -> None:
    """What is ended is ended on record, so nothing of it is missed."""
    both(office, office.open_case().id)
    begin(office, "bruno")
    declare(office, "alma")
    made = backup.backup(office.house, tmp_path / "backups").file
    backup.check(office.house.keys, made)
    assert _restored(office, made, tmp_path / "new") == [0]


def _restored(office: Office, made: Path, folder: Path) -> list[int]:
    """Return what every entry of a restore says that cases lost."""
    with put_back(office, made, folder) as there, there.night() as desk:
        entries = desk.db.scalars(select(Audit).where(Audit.action == RESTORE)).all()
        return [entry.seq - 1 - entry.detail["since"] for entry in entries]


def test_a_database_whose_record_was_cut_comes_back_as_it_was(
    office: Office, tmp_path: Path
) -> None:
    """Nothing is saved behind such a record; reminders go on, and nothing of it comes due."""
    both(office, office.open_case().id)
    with office.night(writes=True) as desk:
        desk.db.execute(update(AuditHead).values(hash=bytes(32)))
    made = backup.backup(office.house, tmp_path / "backups").file
    with put_back(office, made, tmp_path / "new") as there:
        assert two_weeks_later(there) == 0
