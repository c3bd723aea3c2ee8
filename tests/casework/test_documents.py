"""Documents: what lies on the disk, what dies on the way, and what goes with a case."""

import shutil
from pathlib import Path

import pytest

from app.casework import backup, documents, health, vault, vaultcopies, verify
from app.casework.arriving import Arriving
from app.casework.documents import NewDocument, Sent
from app.casework.secondplace import Folder
from app.errors import Conflict, Damaged, NotFound
from tests.casework.destroying_cases import destroyed, view
from tests.casework.filing import PAGES, filed, files, read, sent
from tests.casework.test_two_sets import restored
from tests.support.office import Office

OTHER = b"%PDF-1.4\n" + PAGES[::-1] * 2


def _wrong(office: Office) -> list[str]:
    return verify.verify_as(office.house, office.people["alma"].seat).wrong


def test_the_check_names_each_file_that_is_changed_missing_or_too_many(office: Office) -> None:
    """Without any case's key it knows which are missing; with it also which were changed."""
    case_id = office.open_case().id
    one, two = filed(office, case_id), filed(office, case_id, OTHER)
    assert _wrong(office) == []
    assert two.same_as == []
    first, second = files(office)
    middle = bytearray(first.read_bytes())
    middle[50_000] ^= 1
    first.write_bytes(middle)
    second.rename(second.with_name("11111111-1111-4111-8111-111111111111"))
    told = [
        f"document_files {second.name}: its file is missing",
        "document_files 11111111-1111-4111-8111-111111111111: a file that no document has",
    ]
    assert verify.verify(office.house).wrong == told
    assert health.FILES_MISSING in health.health(office.house, asks_mail=True)
    assert _wrong(office) == [*told, f"document_files {first.name}: its file was changed"]
    for document in (one, two):
        with pytest.raises(Damaged):
            read(office, document.id)


def test_wherever_it_dies_what_was_saved_is_there_and_nothing_else_stays(office: Office) -> None:
    """Before the row is saved it never was; after it the file is found where it arrived."""
    case_id = office.open_case().id
    with office.writing() as desk:
        named = documents.add(desk, NewDocument(case_id=case_id, name="Notice.pdf"))
    lost, kept = (_arriving(office, named.id) for _ in range(2))
    lost.take(PAGES[:70_000])
    kept.take(PAGES)
    arrived = kept.close()
    with office.writing() as desk:
        documents.received(desk, arrived)  # and dies before it is moved to its place
    assert (files(office), read(office, named.id)) == ([], PAGES)
    assert _wrong(office) == []
    assert vault.sweep(office.house) == 0  # both programs still hold theirs
    assert files(office) == []
    for died in (lost, kept):
        died._file.close()
    assert vault.sweep(office.house) == 1
    assert [path.name for path in files(office)] == [str(kept.expected.file_id)]
    assert list(vault.incoming(office.house.settings).iterdir()) == []


def _arriving(office: Office, document_id: object) -> Arriving:
    with office.reading() as desk:
        return Arriving(office.house, documents.expected(desk, document_id, Sent()))  # type: ignore[arg-type]


def test_versions_stand_beside_each_other_and_nobody_overwrites_unseen(office: Office) -> None:
    """Whoever does not know of a version adds none; an earlier one stays as it was."""
    case_id = office.open_case().id
    first = filed(office, case_id)
    with pytest.raises(Conflict):
        sent(office, first.id, OTHER)
    second = sent(office, first.id, OTHER, name="bruno", version=first.version)
    assert [file.number for file in second.files] == [2, 1]
    assert (read(office, first.id), read(office, first.id, 1)) == (OTHER, PAGES)
    with pytest.raises(Conflict):
        sent(office, first.id, PAGES, version=first.version)
    same = filed(office, case_id, PAGES, "bruno")
    assert same.same_as == [first.id]
    assert list(vault.incoming(office.house.settings).iterdir()) == []
    for name in ("olga", "abel", "ivo"):
        with pytest.raises(NotFound):
            read(office, first.id, name=name)


def test_documents_come_back_from_a_backup_and_go_with_their_case(
    office: Office, tmp_path: Path
) -> None:
    """A restored office opens them; of a destroyed case none is left once its keys are."""
    case_id, other = office.open_case().id, office.open_case(note="another").id
    gone, stays = filed(office, case_id), filed(office, other, OTHER)
    folder = tmp_path / "backups"
    backup.backup(office.house, folder)
    before = Path(shutil.copytree(folder, tmp_path / "before"))
    assert "proved that it restores" in str(backup.check(office.house.keys, before))
    with restored(office, before, tmp_path / "early") as (early, _):
        assert (read(early, gone.id), read(early, stays.id)) == (PAGES, OTHER)
        assert _wrong(early) == []

    [sealed] = [path for path in files(office) if path.stat().st_size < len(OTHER)]
    asked = destroyed(office, case_id)
    assert view(office, asked).counts["documents"] == 1
    assert view(office, asked).counts["document_files"] == 1
    assert not sealed.exists()
    assert (len(files(office)), read(office, stays.id)) == (1, OTHER)
    assert verify.verify(office.house).wrong == []
    backup.backup(office.house, folder)
    assert len(list(folder.glob("documents/??/*"))) == 2  # their keys are kept for so long too
    office.clock.forward(days=office.house.settings.keyring_days)
    assert "1 documents of destroyed cases were removed" in str(backup.backup(office.house, folder))
    [copied] = folder.glob("documents/??/*")

    changed = bytearray(copied.read_bytes())
    changed[-1] ^= 1
    copied.write_bytes(changed)
    with pytest.raises(Damaged, match="not what was copied"):
        backup.check(office.house.keys, folder)
    copied.unlink()
    with pytest.raises(Damaged, match="Not all documents lie beside"):
        backup.check(office.house.keys, folder)


def test_the_second_place_has_each_document_once_and_brings_it_back(
    office: Office, tmp_path: Path
) -> None:
    """It is read back as it is put there; what is lost there is put again, nothing else."""
    document = filed(office, office.open_case().id)
    folder, second, scratch = (tmp_path / name for name in ("backups", "second", "scratch"))
    for each in (second, scratch):
        each.mkdir()
    backup.backup(office.house, folder)
    place = Folder(second)
    vaultcopies.take_away(place, folder, scratch)
    [copied] = second.iterdir()
    put = copied.stat().st_ino
    vaultcopies.take_away(place, folder, scratch)
    assert copied.stat().st_ino == put
    copied.unlink()
    vaultcopies.take_away(place, folder, scratch)
    for each in folder.glob("*.backup"):
        place.put(each)
    with restored(office, second, tmp_path / "there") as (there, told):
        assert read(there, document.id) == PAGES
        assert "documents" not in told
    copied.unlink()
    with restored(office, second, tmp_path / "without") as (there, told):
        assert "1 documents lie not beside this backup" in told
        assert verify.verify(there.house).wrong != []
