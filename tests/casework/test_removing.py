"""Deleting one document: what stays, what can be taken back, and what opens nothing any more."""

import hashlib

import pytest
from sqlalchemy import select

from app.casework import documents, holds, removing, vault, verify
from app.casework.docviews import DocumentView
from app.casework.holds import NewHold
from app.casework.removing import Removal
from app.errors import Conflict, NotFound, Refused
from app.models import Audit
from tests.casework.filing import PAGES, filed, files, read, sent
from tests.support.office import Office
from tests.support.shell import at_the_shell, copied

OTHER = b"%PDF-1.4\n" + PAGES[::-1]


def _remove(office: Office, document: DocumentView, **said: object) -> None:
    with office.writing() as desk:
        wanted = Removal.model_validate({"version": document.version, "why": "asked"} | said)
        removing.remove(desk, document.id, wanted)


def _wrong(office: Office) -> list[str]:
    return verify.verify_as(office.house, office.people["alma"].seat).wrong


def test_a_deleted_document_comes_back_for_half_a_minute(office: Office) -> None:
    """With its name and every version; nobody deletes one without a reason, or unseen."""
    case_id = office.open_case().id
    stays, gone = filed(office, case_id, OTHER), filed(office, case_id)
    gone = sent(office, gone.id, OTHER, version=gone.version)
    for wrong in ({"why": None}, {"why": "other"}, {"version": gone.version - 1}):
        with pytest.raises((Refused, Conflict)):
            _remove(office, gone, **wrong)
    _remove(office, gone)
    with pytest.raises(Refused):
        read(office, gone.id)
    assert _wrong(office) == []
    office.clock.forward(seconds=29)
    assert removing.sweep(office.house) == 0
    with office.writing("bruno") as desk:
        back = removing.undo(desk, gone.id)
    assert (back.name, back.removed, back.same_as) == ("Notice.pdf", None, [stays.id])
    assert (read(office, gone.id), read(office, gone.id, 1)) == (OTHER, PAGES)
    assert _wrong(office) == []


def test_after_that_never(office: Office) -> None:
    """Its kind, reason and fingerprints stay; its name, its file and what opens it do not."""
    case_id = office.open_case().id
    stays, gone = filed(office, case_id, OTHER), filed(office, case_id)
    _remove(office, gone, words="She asked on the telephone.")
    office.clock.forward(seconds=31)
    with office.writing() as desk, pytest.raises(Refused):
        removing.undo(desk, gone.id)
    assert len(files(office)) == 2
    assert (removing.sweep(office.house), removing.sweep(office.house)) == (1, 0)
    assert (len(files(office)), read(office, stays.id)) == (1, OTHER)
    assert (vault.sweep(office.house), _wrong(office)) == (0, [])
    with office.reading("bruno") as desk:
        [view] = [each for each in documents.of_case(desk, case_id) if each.id == gone.id]
    assert view.removed is not None
    assert (view.removed.why, view.removed.by, view.name) == ("asked", "Alma", "")
    [print_] = [each.sha256 for each in view.files]
    assert print_ == hashlib.sha256(PAGES).hexdigest()
    with office.night() as desk:
        entries = desk.db.scalars(select(Audit).where(Audit.object_id == gone.id)).all()
        told = repr([each.detail for each in entries])
    assert "telephone" not in told
    assert print_ not in told


def test_a_hold_keeps_every_document_also_what_was_deleted_just_before(office: Office) -> None:
    """Nothing is deleted under it; what was can be taken back until it is lifted."""
    case_id = office.open_case().id
    first, second = filed(office, case_id), filed(office, case_id, OTHER)
    _remove(office, first)
    with office.writing() as desk:
        holds.put_up(desk, case_id, NewHold(source="subpoena", reason="By letter"))
    office.clock.forward(hours=2)
    assert removing.sweep(office.house) == 0
    with pytest.raises(Refused):
        _remove(office, second)
    with office.writing() as desk:
        removing.undo(desk, first.id)
    assert read(office, first.id) == PAGES


def test_an_entry_without_a_file_goes_without_a_reason(office: Office) -> None:
    """As after a file that was refused; and whoever has not the case deletes nothing of it."""
    case_id = office.open_case(named_only=True).id
    with office.writing() as desk:
        bare = documents.add(desk, documents.NewDocument(case_id=case_id, name="Notice.exe"))
    with office.writing("bruno") as desk, pytest.raises(NotFound):
        removing.remove(desk, bare.id, Removal(version=bare.version))
    _remove(office, bare, why=None)
    with office.reading() as desk:
        [view] = documents.of_case(desk, case_id)
    assert view.removed is not None
    assert (view.removed.why, view.name) == ("never_arrived", "")
    assert _wrong(office) == []


def test_the_check_names_what_is_deleted_or_there_again_behind_the_record(office: Office) -> None:
    """An older row of a deleted document, and something set aside by nobody's deed."""
    case_id = office.open_case().id
    document = filed(office, case_id)
    [before] = copied(office, "documents")
    _remove(office, document)
    again = {name: before[name] for name in ("version", "card")}
    at_the_shell(office, "documents", {"id": document.id}, **again)
    [aside] = copied(office, "set_aside")
    at_the_shell(office, "set_aside", {"id": aside["id"]}, id=case_id)
    told = _wrong(office)
    assert f"set_aside {case_id}: set aside by no deed on record" in told
    named = f"documents {document.id}: deleted, or there again, otherwise than on record"
    assert named in told
