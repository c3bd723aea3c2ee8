"""A document that only some of a case's people read: what the others see, and what it survives."""

from uuid import UUID

import pytest

from app.casework import docreaders, documents, removing, sharing, verify
from app.casework.docreaders import DocumentReaders
from app.casework.documents import DocumentChange, DocumentView
from app.casework.removing import Removal
from app.errors import Conflict, Forbidden, Refused
from app.models import Document, DocumentFile
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


def _change(office: Office, name: str, document: DocumentView, words: str) -> DocumentView:
    with office.writing(name) as desk:
        wanted = DocumentChange(version=document.version, name=words)
        return documents.change(desk, document.id, wanted)


def _remove(office: Office, name: str, document: DocumentView) -> DocumentView:
    with office.writing(name) as desk:
        wanted = Removal(version=document.version, why="asked")
        return removing.remove(desk, document.id, wanted)
