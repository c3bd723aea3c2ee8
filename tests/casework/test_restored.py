"""A restored copy sends nothing until a supervising attorney confirms; the original goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.casework import adding, backup, pulse, restored, verify
from app.casework.adding import NewDeadline
from app.casework.calendar import Calendar
from app.casework.onrecord import RESTORE
from app.casework.reminders.troubles import RECORD, RESTORED
from app.db.desk import House, night
from app.errors import Refused
from app.models import Audit
from app.watch import Watch
from app.worker import Worker
from tests.doors.visitors import Doors
from tests.night.sink import Sink
from tests.support.engines import opened
from tests.support.office import Office


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    """A mail server on the loopback."""
    with Sink(tmp_path / "journal") as listening:
        yield listening


@pytest.fixture
def copy(office: Office, sink: Sink, tmp_path: Path) -> Iterator[Office]:
    """A copy of an office that has a date tomorrow, restored beside it."""
    case_id = office.open_case().id
    with office.writing() as desk:
        new = {"case_id": case_id, "title": "Brief", "due": "2027-04-15", "sure": "2027-04-15"}
        adding.add(desk, NewDeadline.model_validate(new))
    office.house = with_mail(office.house, sink)
    written = backup.backup(office.house, tmp_path / "backups").file
    told = {"data": tmp_path / "copy", "database_url": None, "alarm_to": "it@example.org"}
    settings = office.house.settings.model_copy(update=told)
    backup.restore(settings, office.house.keys, written)
    engine = opened(settings, office.house.keys)
    house = House(engine, office.house.keys, office.clock, settings)
    yield Office(house, office.clock, office.people, Calendar())
    engine.dispose()


def with_mail(house: House, sink: Sink) -> House:
    """Return the house with its mail going to the sink."""
    mail = {"smtp_host": "127.0.0.1", "smtp_port": sink.port, "smtp_tls": "none"}
    return House(
        house.engine, house.keys, house.clock, house.settings.model_copy(update=mail), house.secret
    )


def works(house: House) -> int:
    """Have a worker do three rounds; return how many mails left."""
    shift = Worker(house)
    sent = sum(shift.run_once() for _ in range(3))
    shift.close()
    return sent


def test_a_copy_is_silent_and_the_original_is_not(office: Office, copy: Office, sink: Sink) -> None:
    """No reminder, no alarm, no mail row; the office that it is a copy of tells as it did."""
    assert works(copy.house) == 0
    watch = Watch(copy.house)
    watch.look(at_once=True)
    watch.close()
    assert sink.taken() == []
    with copy.night() as desk:
        assert pulse.pulse(desk).code == RESTORED
    assert works(office.house) > 0
    assert sink.taken() != []


def test_it_speaks_once_a_supervising_attorney_confirms(copy: Office, sink: Sink) -> None:
    """By a deed on record, from the next round on; what became due is told at once, and once."""
    assert works(copy.house) == 0
    with copy.writing("carmen") as desk, pytest.raises(Refused):
        restored.confirm(desk, sure=False)
    with copy.writing("carmen") as desk:
        restored.confirm(desk, sure=True)
    copy.clock.forward(minutes=2)
    assert works(copy.house) > 0
    told = [mail.to for mail in sink.taken()]
    assert len(set(told)) == len(told)
    assert works(copy.house) == 0
    with copy.writing("carmen") as desk, pytest.raises(Refused):
        restored.confirm(desk, sure=True)
    assert not verify.verify(copy.house).wrong


def test_its_pages_say_so_and_only_a_supervisor_confirms(copy: Office) -> None:
    """Everybody reads why nothing goes out; an administrator cannot let it speak."""
    works(copy.house)
    doors = Doors(copy)
    for name in ("alma", "olga"):
        assert doors.sits(name).sends("GET", "/today").json()["pulse"]["code"] == RESTORED
    assert doors.sits("olga").posts("/backups/confirmation", {"sure": "true"}).status_code == 403
    page = doors.sits("carmen").get("/backups").text
    assert 'action="/backups/confirmation"' in page
    again = doors.sits("carmen").posts("/backups/confirmation")
    assert (again.status_code, 'id="f-sure-error"' in again.text) == (422, True)
    done = doors.sits("carmen").posts("/backups/confirmation", {"sure": "true"})
    assert done.status_code == 303
    assert 'action="/backups/confirmation"' not in doors.sits("carmen").get("/backups").text


def test_a_copy_of_a_copy_waits_again(copy: Office, tmp_path: Path) -> None:
    """Each restore is silent, whatever was confirmed before it."""
    with copy.writing("carmen") as desk:
        restored.confirm(desk, sure=True)
    written = backup.backup(copy.house, tmp_path / "later").file
    settings = copy.house.settings.model_copy(update={"data": tmp_path / "second"})
    backup.restore(settings, copy.house.keys, written)
    engine = opened(settings, copy.house.keys)
    with night(House(engine, copy.house.keys, copy.clock, settings), writes=False) as desk:
        assert restored.waits(desk)
    engine.dispose()


def test_an_entry_that_was_changed_silences_nobody(copy: Office) -> None:
    """No date is lost in silence: in doubt it speaks, and the check of the record names it."""
    with copy.night(writes=True) as desk:
        row = desk.db.query(Audit).filter_by(action=RESTORE).one()
        row_seq = row.seq
    with copy.house.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE audit SET card = zeroblob(80) WHERE seq = {row_seq}")
    with copy.night() as desk:
        assert not restored.waits(desk)


@pytest.mark.parametrize(
    "told",
    [
        "DELETE FROM audit WHERE seq = {seq}",
        "UPDATE audit SET action = 'mails.own' WHERE seq = {seq}",
        "DELETE FROM audit WHERE seq >= {seq}",
    ],
)
def test_a_confirmation_that_was_taken_away_silences_nobody(copy: Office, told: str) -> None:
    """An office that was restored once and works is not muted by one row of the database."""
    with copy.writing("carmen") as desk:
        restored.confirm(desk, sure=True)
    with copy.night() as desk:
        seq = desk.db.query(Audit).filter_by(action=restored.CONFIRMED).one().seq
    with copy.house.engine.begin() as connection:
        connection.exec_driver_sql(told.format(seq=seq))
    restored.speaking.discard(copy.house.engine)  # as after the program's next start
    assert works(copy.house) > 0
    with copy.night() as desk:
        assert RECORD in pulse.found(desk)


@pytest.mark.parametrize("since", ["a date entered", "a mail that left"])
def test_a_record_cut_with_its_head_silences_nobody(copy: Office, since: str) -> None:
    """Back to the restore it is a true, shorter chain; what the office did since says otherwise."""
    with copy.writing("carmen") as desk:
        restored.confirm(desk, sure=True)
    if since == "a date entered":
        case_id = copy.open_case("carmen").id
        with copy.writing("carmen") as desk:
            new = {"case_id": case_id, "title": "Brief", "due": "2027-05-18"}
            adding.add(desk, NewDeadline.model_validate(new))
    else:
        copy.clock.forward(hours=2)
        assert works(copy.house) > 0
    with copy.night() as desk:
        seq = desk.db.query(Audit).filter_by(action=restored.CONFIRMED).one().seq
    with copy.house.engine.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM audit WHERE seq >= {seq}")
        head = "UPDATE audit_head SET seq = {0}, hash = (SELECT hash FROM audit WHERE seq = {0})"
        connection.exec_driver_sql(head.format(seq - 1))
    restored.speaking.discard(copy.house.engine)
    with copy.night() as desk:
        assert not restored.waits(desk)


def test_a_copy_that_is_worked_in_waits_on(copy: Office) -> None:
    """What is entered there before somebody confirms lets nothing go out."""
    copy.open_case()
    assert works(copy.house) == 0
