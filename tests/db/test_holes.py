"""The ways around a sealed column that were tried, each closed."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app import models
from app.casework import access
from app.crypto.keyring import Keyring
from app.db.columns import Base, CaseRow, card_attributes
from app.db.desk import Desk
from app.errors import Locked
from app.models import Note, Setting
from tests.doors.visitors import filled_case
from tests.support.office import Office

CASE_MODELS = [
    model
    for model in vars(models).values()
    if isinstance(model, type) and issubclass(model, CaseRow) and model is not CaseRow
]
THERE = {
    *("cases", "persons", "hearings", "deadlines", "notes", "documents", "proceedings"),
    *("filings", "criminal_cases", "bundles"),
}
NOTES = Base.metadata.tables["notes"]
CANARY = "the lighthouse keeper's brother"


@pytest.fixture
def case_id(office: Office) -> UUID:
    """A case with one note."""
    return office.open_case(note=CANARY).id


@pytest.fixture
def desk(office: Office, case_id: UUID) -> Iterator[Desk]:
    """Alma's writing desk, at which the case is open."""
    with office.writing() as opened:
        access.open_case(opened, case_id)
        yield opened


def _note(desk: Desk, case_id: UUID) -> Note:
    return desk.db.scalars(select(Note).where(Note.case_id == case_id)).one()


def test_every_private_attribute_is_locked_without_the_cases_key(office: Office) -> None:
    """The night census: no attribute of any row of a case opens for the worker."""
    filled_case(office)
    tried = set()
    with office.night() as desk:
        for model in CASE_MODELS:
            for row in desk.db.scalars(select(model)):
                for attribute in card_attributes(model):
                    tried.add(model.__tablename__)
                    with pytest.raises(Locked):
                        getattr(row, attribute.name)
    assert tried >= THERE


def test_a_session_without_any_keys_reads_nothing_kept(office: Office) -> None:
    """Not even the server's own cards open without the server's key."""
    with Session(office.house.engine) as bare, pytest.raises(Locked):
        _ = bare.scalars(select(models.Staff)).first().name  # type: ignore[union-attr]


def test_a_keyring_without_the_servers_key_reads_nothing_kept(office: Office) -> None:
    """A keyring alone is not a key."""
    with (
        Session(office.house.engine, info={"keys": Keyring(server=None)}) as bare,
        pytest.raises(Locked),
    ):
        _ = bare.scalars(select(models.Staff)).first().name  # type: ignore[union-attr]


def test_nothing_is_written_without_the_cases_key(office: Office, case_id: UUID) -> None:
    """A note on a case that is not open at the desk is refused, and none is stored."""
    lost = Note(case_id=case_id, text="x", author_id=uuid4(), at=office.clock())
    with pytest.raises(Locked), office.writing() as desk:
        desk.db.add(lost)
    with office.night() as desk:
        assert lost.id not in set(desk.db.scalars(select(Note.id)))


def test_raw_bytes_are_refused_by_core_and_orm(desk: Desk, case_id: UUID) -> None:
    """Only what the sealing floor made may be bound to a card."""
    raw = {"id": uuid4(), "case_id": case_id, "version": 1, "card": b"plain"}
    with pytest.raises(StatementError, match="only sealed bytes"):
        desk.db.execute(insert(NOTES), raw)
    with pytest.raises(StatementError, match="only sealed bytes"):
        desk.db.execute(update(Note).values(card=b"plain"))


def test_a_card_is_not_assigned_by_hand(desk: Desk, case_id: UUID) -> None:
    """Not even with bytes that were sealed somewhere else."""
    note = _note(desk, case_id)
    other = Note(case_id=case_id, text="other", author_id=uuid4(), at=desk.now)
    desk.db.add(other)
    desk.db.flush()
    note.card = other.card
    with pytest.raises(TypeError, match="through its attributes only"):
        desk.db.flush()
    desk.db.expire(note)


def test_a_row_does_not_change_its_case(desk: Desk, case_id: UUID) -> None:
    """Its card is bound to the case that it was written for."""
    note = _note(desk, case_id)
    note.case_id = uuid4()
    with pytest.raises(TypeError, match="never moves"):
        desk.db.flush()
    desk.db.expire(note)


def test_what_is_sealed_is_no_part_of_a_question() -> None:
    """Comparing, choosing and sorting by a sealed attribute is refused while it is written."""
    with pytest.raises(TypeError, match="cannot be compared"):
        _ = Note.text == "x"
    with pytest.raises(TypeError, match="cannot be compared"):
        _ = Note.text < "x"
    with pytest.raises(TypeError, match="cannot be compared"):
        select(Note.text)
    with pytest.raises(TypeError, match="cannot be compared"):
        select(Note).order_by(Note.text)


def test_saving_in_bulk_stores_no_empty_card(desk: Desk, case_id: UUID) -> None:
    """The unit of work is left out there, so nothing is sealed, so nothing is stored."""
    note = Note(case_id=case_id, text=CANARY, author_id=uuid4(), at=desk.now)
    note.version = 1
    with pytest.raises(Exception, match=r"card|NOT NULL|null value"):
        desk.db.bulk_save_objects([note])
    desk.db.rollback()


def test_a_missing_value_is_named_without_any_other(desk: Desk, case_id: UUID) -> None:
    """A row lacking a required value is refused; the message holds names of attributes alone."""
    desk.db.add(Note(case_id=case_id, text=CANARY))
    with pytest.raises(TypeError, match="neither set nor optional: author_id, at") as refused:
        desk.db.flush()
    assert CANARY not in str(refused.value)
    desk.db.expunge_all()


def test_the_cards_of_a_detached_row_stay_closed(desk: Desk, case_id: UUID) -> None:
    """A row that left its desk has no key to open with."""
    note = _note(desk, case_id)
    desk.db.expunge(note)
    with pytest.raises(Locked):
        _ = note.text


def test_a_row_shows_nothing_when_printed(desk: Desk, case_id: UUID) -> None:
    """Neither its own words nor the bytes of its card stand in a log by accident."""
    note = _note(desk, case_id)
    assert note.text == CANARY
    assert CANARY not in repr(note)
    assert CANARY not in str(note)


def test_an_error_of_the_driver_tells_no_values(desk: Desk, case_id: UUID) -> None:
    """Statements that fail are reported without what was bound to them."""
    twice = _note(desk, case_id)
    row = {"id": twice.id, "case_id": case_id, "version": 424_242, "card": twice.card}
    with pytest.raises(Exception, match="hidden") as refused:
        desk.db.execute(insert(NOTES), [row])
    assert "424242" not in str(refused.value)
    desk.db.rollback()


def test_an_older_version_is_not_written_over_a_newer(office: Office, case_id: UUID) -> None:
    """Who read before another wrote is refused by the version, not merged."""
    with office.writing() as desk:
        access.open_case(desk, case_id)
        note = _note(desk, case_id)
        note.text = "first"
        desk.db.flush()
        assert note.version == 2
        desk.db.connection().execute(NOTES.update().values(version=9))
        note.text = "second"
        with pytest.raises(StaleDataError):
            desk.db.flush()
        desk.db.rollback()


def test_reading_writes_nothing(office: Office, case_id: UUID) -> None:
    """Opening a card does not save it again, and setting what it says already does not either."""
    with office.writing() as desk:
        access.open_case(desk, case_id)
        note = _note(desk, case_id)
        note.text = note.text
    with office.reading() as desk:
        assert _note(desk, case_id).version == 1


@pytest.mark.usefixtures("case_id")
def test_no_word_stands_in_the_files_of_the_office(office: Office) -> None:
    """The canary: neither the database file, its log, nor anything beside it holds the note."""
    folder: Path = office.house.settings.data
    files = [each for each in folder.rglob("*") if each.is_file()]
    assert files or office.house.engine.dialect.name == "postgresql"
    for file in files:
        content = file.read_bytes()
        assert CANARY.encode() not in content
        assert not content.startswith(b"SQLite format 3")


def test_what_a_setting_lacks_is_said() -> None:
    """Reading an attribute that the card does not hold is an AttributeError, not an empty value."""
    with pytest.raises(AttributeError):
        _ = Setting(name="fresh").value
