"""Words inside documents: found by whoever reads them, in no place readable, gone with them."""

from uuid import UUID

import pytest
from sqlalchemy import select

from app.casework import docpages, docreaders, docsearch, documents, removing, verify
from app.casework.docreaders import DocumentReaders
from app.casework.docsearch import SearchView, WordsSought
from app.casework.documents import NewDocument
from app.casework.docviews import DocumentView
from app.casework.removing import Removal
from app.casework.seats import Seat
from app.db.desk import House
from app.errors import Forbidden, NotFound, Refused
from app.models import Audit, DocumentText
from tests.casework.covering import id_of
from tests.casework.filing import sent
from tests.support.office import Office
from tests.support.papers import locked, pdf, photo
from tests.support.shell import at_the_shell, copied
from tests.support.wordfiles import docx, paragraph


def _search(
    office: Office, words: str, case_id: UUID | None = None, name: str = "alma"
) -> SearchView:
    seat = office.people[name].seat
    return docsearch.search(office.house, seat, WordsSought(words=words, case_id=case_id))


def _filed(office: Office, case_id: UUID, content: bytes, name: str) -> DocumentView:
    with office.writing() as desk:
        document = documents.add(desk, NewDocument(case_id=case_id, name=name))
    return sent(office, document.id, content)


def _names(found: SearchView) -> list[str]:
    return sorted(each.document.name for each in found.found)


def test_words_are_found_on_their_page_in_whatever_kind_of_file(office: Office) -> None:
    """Without accents and case, and never across pages; what has no words is told."""
    case_id = office.open_case().id
    _filed(office, case_id, pdf("The threat at Quetzaltenango", pages=2), "Declaration.pdf")
    _filed(office, case_id, "La señora Núñez huyó\nde Quetzaltenango".encode(), "Carta.txt")
    _filed(office, case_id, docx(paragraph("Quetzaltenango, informe")), "Informe.docx")
    _filed(office, case_id, photo(), "Quetzaltenango.jpg")
    _filed(office, case_id, locked(pdf("Quetzaltenango")), "Locked.pdf")
    found = _search(office, "QUETZALTENANGO", case_id)
    assert _names(found) == ["Carta.txt", "Declaration.pdf", "Informe.docx", "Quetzaltenango.jpg"]
    places = {each.document.name: [one.page for one in each.places] for each in found.found}
    assert (places["Declaration.pdf"], places["Quetzaltenango.jpg"]) == ([1, 2], [0])
    assert (found.unread, found.wordless, found.is_all) == (0, 2, True)
    assert {each.name for each in found.closed} == {"Quetzaltenango.jpg", "Locked.pdf"}
    [only] = _search(office, "nunez huyo", case_id).found
    assert "señora Núñez huyó" in only.places[0].text
    assert _names(_search(office, "threat 2", case_id)) == ["Declaration.pdf"]
    assert _names(_search(office, "threat informe", case_id)) == []
    assert _names(_search(office, "nunez")) == ["Carta.txt"]
    with pytest.raises(Refused):
        _search(office, "de 2", case_id)


def test_who_does_not_read_a_document_finds_nothing_of_it(office: Office) -> None:
    """Neither a stranger to the case, nor one of its people whom a closer list leaves out.

    The words of a closer document are under its own key; deleted, it leaves none.
    """
    named = [id_of(office, each) for each in ("bruno", "dina")]
    case_id = office.open_case(named_only=True, named=named).id
    document = _filed(office, case_id, pdf("Parapet"), "Parapet.pdf")
    assert _names(_search(office, "parapet", case_id, "bruno")) == ["Parapet.pdf"]
    with office.writing() as desk:
        version = documents.one(desk, document.id).version
        ids = [id_of(office, "alma"), id_of(office, "dina")]
        docreaders.choose(desk, document.id, DocumentReaders(version=version, readers=ids))
    assert copied(office, "document_texts") == []
    for name in ("dina", "bruno"):
        found = _search(office, "parapet", case_id, name)
        assert (_names(found), found.unread, found.wordless) == (
            ["Parapet.pdf"] if name == "dina" else [],
            0,
            0,
        )
    with office.reading("bruno") as desk:
        documents.one(desk, document.id)
        [row] = desk.db.query(DocumentText)
        assert (row.words, "arapet" in row.kept) == ("", False)
    for look in (docpages.look, _drawn):
        with pytest.raises(Forbidden):
            look(office.house, office.people["bruno"].seat, document.id, None)
    assert _names(_search(office, "parapet", None, "ivo")) == []
    with pytest.raises(NotFound):
        _search(office, "parapet", case_id, "ivo")
    with office.writing() as desk:
        version = documents.one(desk, document.id).version
        removing.remove(desk, document.id, Removal(version=version, why="twice"))
    assert copied(office, "document_texts") == []
    assert _names(_search(office, "parapet", case_id)) == []
    assert verify.verify_as(office.house, office.people["alma"].seat).wrong == []


def test_words_that_were_changed_are_read_out_anew(office: Office) -> None:
    """Of another file, too; a new version is found by its own words, and whoever looks is noted."""
    case_id = office.open_case().id
    document = _filed(office, case_id, pdf("Parapet"), "One.pdf")
    _filed(office, case_id, pdf("Umbrella"), "Two.pdf")
    assert _names(_search(office, "umbrella", case_id)) == ["Two.pdf"]
    one, two = copied(office, "document_texts")
    at_the_shell(office, "document_texts", {"id": one["id"]}, card=two["card"])
    at_the_shell(office, "document_texts", {"id": two["id"]}, card=one["card"])
    assert _search(office, "umbrella").unread == 2
    assert _names(_search(office, "umbrella", case_id)) == ["Two.pdf"]
    with office.reading() as desk:
        version = documents.one(desk, document.id).version
    sent(office, document.id, pdf("Nightingale"), version=version)
    assert _names(_search(office, "parapet")) == []
    assert _names(_search(office, "nightingale", case_id)) == ["One.pdf"]
    with office.night() as desk:
        query = select(Audit).where(Audit.action == "case.search").order_by(Audit.seq)
        [*_, last] = desk.db.scalars(query)
        assert last.detail == {"documents": [str(document.id)]}
        assert last.object_id == case_id


def _drawn(house: House, seat: Seat, document_id: UUID, number: int | None) -> bytes:
    return docpages.picture(house, seat, document_id, 1, docpages.Asked(number=number))
