"""Files that are handed in for a case one cannot open: who reads them, and what becomes of them."""

from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import documents, sharing, vault, verify
from app.casework.fetching import Leaving
from app.casework.tray import files as tray_files
from app.casework.tray import items
from app.errors import Damaged, NotFound, Refused, TooLarge
from app.models import Audit, TrayFile
from tests.casework.covering import id_of
from tests.casework.filing import PAGES, filed, files, handed, read
from tests.casework.handing import WORDS, give_back, given, mine, take
from tests.casework.handing import read as seen
from tests.support.office import Office
from tests.support.shell import copied, plant_many, raw, stored

OTHER = b"%PDF-1.4\n" + PAGES[::-1]


def _wrong(office: Office) -> list[str]:
    return verify.verify_as(office.house, office.people["alma"].seat).wrong


def test_a_file_goes_to_the_people_of_the_case_alone(office: Office) -> None:
    """Olga sees how many; Alma reads it, whatever key the case has by then."""
    opened = office.open_case(named_only=True, named=[id_of(office, "dina")])
    item = given(office, "olga", opened.number)
    handed(office, item, OTHER, called="Carta.pdf")
    assert [each.files for each in mine(office, "olga")] == [1]
    for name in ("olga", "bruno"):
        with pytest.raises(NotFound):
            seen(office, name, item)
    with office.reading("bruno") as desk, pytest.raises(NotFound):
        tray_files.expected(desk, item, documents.Sent())
    with office.night() as desk:
        told = [repr(row.__dict__) for row in desk.db.scalars(select(TrayFile))]
    assert not any("Carta" in each for each in told)
    assert {len(stored(office, "tray_files", each).body) for each in _ids(office)} == {3_186}
    with office.writing() as desk:
        sharing.take_back(desk, opened.id, [id_of(office, "dina")])
    [carta] = seen(office, "alma", item).files
    assert (carta.name, carta.size) == ("Carta.pdf", len(OTHER))
    with office.reading() as desk:
        of = items.to_fetch(desk, item, carta.id)
    with Leaving(of) as file:
        assert b"".join(file.pieces()) == OTHER
    assert _wrong(office) == []


def test_taken_each_becomes_a_document_of_the_case(office: Office) -> None:
    """From whoever handed it in, where it lay; and nothing more can be sent."""
    opened = office.open_case()
    item = given(office, "olga", opened.number, on="2027-05-04")
    assert (handed(office, item), handed(office, item, OTHER, called="Carta.pdf")) == (1, 2)
    take(office, "alma", item)
    with office.reading() as desk:
        made = {each.name: each for each in documents.of_case(desk, opened.id)}
    assert {(each.by, str(each.dated_on)) for each in made.values()} == {("Olga", "2027-05-04")}
    assert read(office, made["Letter.pdf"].id) == PAGES
    assert read(office, made["Carta.pdf"].id) == OTHER
    assert (_ids(office), len(files(office)), _wrong(office)) == ([], 2, [])
    with office.reading("olga") as desk, pytest.raises(Refused):
        tray_files.expected(desk, item, documents.Sent())


def test_given_back_its_files_go_for_good(office: Office) -> None:
    """The sweep takes them by the deed on record, and nothing is missing then."""
    opened = office.open_case()
    item = given(office, "olga", opened.number)
    handed(office, item)
    give_back(office, "alma", item, "This is for another family.")
    assert (_ids(office), len(files(office))) == ([], 1)
    assert (vault.sweep(office.house), files(office), _wrong(office)) == (1, [], [])


def test_how_much_waits_is_bounded_before_the_first_byte(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many files with one thing, so many bytes of one person, also where no length is said."""
    opened = office.open_case()
    item = given(office, "olga", opened.number)
    handed(office, item, OTHER)
    monkeypatch.setattr(tray_files, "MOST_BYTES", 200_000)
    with pytest.raises(TooLarge):
        handed(office, given(office, "olga", opened.number), PAGES)
    with office.reading("olga") as desk:
        assert tray_files.expected(desk, item, documents.Sent()).most < len(PAGES)
    monkeypatch.setattr(tray_files, "MOST_FILES", 1)
    with pytest.raises(Refused):
        handed(office, item, b"%PDF-1.7\n")


def test_what_was_put_there_or_taken_away_from_outside_is_named(office: Office) -> None:
    """A row that no deed entered, and one that is gone while what it came with waits."""
    opened = office.open_case()
    item = given(office, "olga", opened.number)
    handed(office, item)
    [file] = _ids(office)
    [row] = copied(office, "tray_files")
    raw(office, "DELETE FROM tray_files")
    assert f"tray_files {file}: on record, and taken away" in _wrong(office)
    view = seen(office, "alma", item)  # the words are there, whatever became of the file
    assert (view.text, view.files, view.files_lost) == (WORDS, [], True)
    with pytest.raises(Damaged):
        take(office, "alma", item)
    plant_many(office, "tray_files", [row])
    assert _wrong(office) == []
    with office.night() as desk:
        query = select(Audit).where(Audit.action == tray_files.SEND)
        assert [each.object_id for each in desk.db.scalars(query)] == [item]


def test_a_row_that_is_planted_hides_no_words_and_lets_no_other_file_go(office: Office) -> None:
    """It names the file of a document; what it was planted beside is read and given back."""
    opened = office.open_case()
    document = filed(office, opened.id)
    item = given(office, "olga", opened.number)
    handed(office, item)
    [row], [mine_] = copied(office, "tray_files"), _ids(office)
    other = copied(office, "document_files")[0]["id"]
    plant_many(office, "tray_files", [row | {"id": other}])
    assert f"tray_files {other}: does not open" in " ".join(_wrong(office))
    view = seen(office, "alma", item)
    assert ([each.id for each in view.files], view.files_lost) == ([mine_], False)
    give_back(office, "alma", item, "This is for another family.")
    with office.night() as desk:
        assert vault.destroyed(desk).keys() == {mine_}
    assert read(office, document.id) == PAGES


def _ids(office: Office) -> list[UUID]:
    with office.night() as desk:
        return list(desk.db.scalars(select(TrayFile.id)))
