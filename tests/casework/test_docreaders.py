"""A document that only some of a case's people read: what the others see, and what it survives."""

from typing import Any, Literal
from uuid import UUID

import pytest

from app.casework import directory, dockeys, docreaders, documents, removing, sharing, verify
from app.casework.docreaders import DocumentReaders
from app.casework.documents import DocumentChange
from app.casework.docviews import DocumentView
from app.casework.removing import Removal
from app.crypto import tightkeys
from app.crypto.tightkeys import ReaderPlace
from app.errors import Conflict, Damaged, Forbidden, Refused
from app.models import Document, DocumentFile, DocumentReader
from tests.casework.covering import id_of
from tests.casework.filing import PAGES, filed, read, sent
from tests.support.office import Office
from tests.support.shell import at_the_shell, copied

OTHER = b"%PDF-1.4\n" + PAGES[::-1]


def _choose(office: Office, document: DocumentView, *names: str, by: str = "alma") -> DocumentView:
    with office.writing(by) as desk:
        ids = [id_of(office, each) for each in names]
        wanted = DocumentReaders(version=document.version, readers=ids)
        return docreaders.choose(desk, document.id, wanted)


def _seen(office: Office, name: str, document_id: UUID) -> DocumentView:
    with office.reading(name) as desk:
        return documents.one(desk, document_id)


def _wrong(office: Office, name: str = "alma") -> list[str]:
    return verify.verify_as(office.house, office.people[name].seat).wrong


def test_the_others_of_the_case_see_that_it_is_there_and_who_reads_it(office: Office) -> None:
    """No name, no word, no file; with the case's own key neither."""
    document = filed(office, office.open_case().id)
    tight = _choose(office, document, "alma", "carmen")
    assert ([each.name for each in tight.readers], tight.name) == (["Alma", "Carmen"], "Notice.pdf")
    seen = _seen(office, "bruno", document.id)
    assert (seen.opens, seen.name, seen.files[0].name) == (False, "", "")
    assert [each.name for each in seen.readers] == ["Alma", "Carmen"]
    with office.reading("bruno") as desk:
        documents.one(desk, document.id)
        [file] = desk.db.query(DocumentFile)
        row = desk.db.get_one(Document, document.id)
        assert (file.key, file.name, row.name) == ("", "", "")
        assert "Notice" not in file.kept + row.kept_words
    for deed in (
        lambda: read(office, document.id, name="bruno"),
        lambda: sent(office, document.id, OTHER, name="bruno", version=tight.version),
        lambda: _choose(office, tight, "alma", "bruno", by="bruno"),
        lambda: _change(office, "bruno", tight, "Mine"),
        lambda: _remove(office, "bruno", tight),
    ):
        with pytest.raises(Forbidden):
            deed()
    assert read(office, document.id, name="carmen") == PAGES
    assert (_wrong(office), _wrong(office, "bruno")) == ([], [])


def test_its_readers_go_on_with_it_and_open_it_to_all(office: Office) -> None:
    """A new version, another name, deleted and back, a new key of the case, and wide again."""
    case_id = office.open_case(named_only=True, named=[id_of(office, "dina")]).id
    document = filed(office, case_id)
    tight = _choose(office, document, "alma", "dina")
    tight = sent(office, document.id, OTHER, name="dina", version=tight.version)
    tight = _change(office, "dina", tight, "Affidavit")
    _remove(office, "alma", tight)
    with office.writing() as desk:
        tight = removing.undo(desk, document.id)
    assert ([each.name for each in tight.files], tight.name) == (["Notice.pdf"] * 2, "Affidavit")
    with office.writing() as desk:
        sharing.take_back(desk, case_id, [id_of(office, "dina")])
    assert (read(office, document.id), read(office, document.id, 1)) == (OTHER, PAGES)
    wide = _choose(office, tight)
    assert (wide.readers, wide.name, wide.opens) == ([], "Affidavit", True)
    assert read(office, document.id) == OTHER
    assert _wrong(office) == []


def test_who_is_chosen_is_of_the_case_and_never_one_alone(office: Office) -> None:
    """Whoever chooses is among them; a box that was changed is named to its reader."""
    document = filed(office, office.open_case(named_only=True, backup_id=id_of(office, "dina")).id)
    for names in (["alma"], ["bruno", "dina"], ["alma", "bruno"]):
        with pytest.raises(Refused):
            _choose(office, document, *names)
    tight = _choose(office, document, "alma", "dina")
    with pytest.raises(Conflict):
        _choose(office, document, "alma", "dina")
    rows = {row["id"]: row for row in copied(office, "document_readers")}
    first, second = rows
    at_the_shell(office, "document_readers", {"id": first}, card=rows[second]["card"])
    assert any(f"document_readers {first}" in each for each in _wrong(office))
    assert tight.opens


@pytest.mark.parametrize("way", ["key", "wide"])
def test_nothing_new_goes_under_a_key_that_another_of_the_case_put_there(
    office: Office, way: Literal["key", "wide"]
) -> None:
    """Bruno has the case's key and the database's shell, and has its readers use a key of his.

    Or he has the document look as if everybody read it. Either is named to whoever checks.
    """
    document = filed(office, office.open_case().id)
    tight = _choose(office, document, "alma", "carmen")
    _planted_by_bruno(office, document.id, way)
    with pytest.raises(Damaged):
        sent(office, document.id, OTHER, version=tight.version + 1)
    with pytest.raises(Damaged):
        _change(office, "alma", _seen(office, "alma", document.id), "Affidavit")
    for name in ("alma", "bruno") if way == "wide" else ("alma",):
        named = [each for each in _wrong(office, name) if "otherwise than on record" in each]
        assert named == [f"documents {document.id}: read otherwise than on record"]


def _planted_by_bruno(office: Office, document_id: UUID, way: Literal["key", "wide"]) -> None:
    his, opens = bytes(range(32)), bytes(32).hex()
    said: dict[str, Any] = {"name": "Notice.pdf", "source": "", "tags": [], "dated_on": None}
    with office.writing("bruno") as desk:
        documents.one(desk, document_id)
        row, [file] = desk.db.get_one(Document, document_id), desk.db.query(DocumentFile)
        rows = desk.db.query(DocumentReader).all()
        publics = directory.certified(desk, [each.reader_id for each in rows])
        for each in rows:
            if way == "wide":
                desk.db.delete(each)
                continue
            place = ReaderPlace(row.case_id, row.id, each.reader_id)
            each.box = tightkeys.give(his, publics[each.reader_id].xwing, place).hex()
        if way == "wide":
            row.tight, row.kept_words, row.name = False, "", "Notice.pdf"
            file.kept, file.key, file.name = "", opens, "Notice.pdf"
        else:
            dockeys.put_words(row, his, said)
            dockeys.put_file(file, his, opens, "Notice.pdf")


def _change(office: Office, name: str, document: DocumentView, words: str) -> DocumentView:
    with office.writing(name) as desk:
        wanted = DocumentChange(version=document.version, name=words)
        return documents.change(desk, document.id, wanted)


def _remove(office: Office, name: str, document: DocumentView) -> DocumentView:
    with office.writing(name) as desk:
        wanted = Removal(version=document.version, why="asked")
        return removing.remove(desk, document.id, wanted)
