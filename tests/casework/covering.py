"""What the tests of absences and covers do again and again."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from app.casework import (
    absences,
    cases,
    covers,
    notes,
    readers,
    staff,
    verify,
)
from app.casework.absences import NewAbsence
from app.casework.covers import NewCover
from app.casework.notes import NewNote
from app.casework.readers import NewLead
from app.errors import NotFound
from app.models import Case, CoverEnvelope, Grant, Mail
from tests.support.office import Office

TODAY = date(2027, 4, 14)


def id_of(office: Office, name: str) -> UUID:
    """Return the id of somebody's account."""
    return office.people[name].id


def name_cover(office: Office, name: str, cover: str | None) -> None:
    """Name somebody's cover at her own desk."""
    with office.writing(name) as desk:
        covers.name(desk, NewCover(cover_id=None if cover is None else id_of(office, cover)))


def declare(office: Office, name: str, by: str = "carmen", **more: object) -> UUID:
    """Declare somebody absent until tomorrow."""
    wanted = {"staff_id": id_of(office, name), "until": TODAY + timedelta(days=1), **more}
    with office.writing(by) as desk:
        return absences.declare(desk, NewAbsence.model_validate(wanted))


def end(office: Office, absence_id: UUID, by: str = "carmen") -> None:
    """End an absence."""
    with office.writing(by) as desk:
        absences.end(desk, absence_id)


def opens(office: Office, name: str, case_id: UUID) -> bool:
    """Tell whether somebody can read a case."""
    with office.reading(name) as desk:
        try:
            cases.one(desk, case_id)
        except NotFound:
            return False
        return True


def settle(office: Office) -> None:
    """Do what the night shift does."""
    with office.night() as desk:
        due = absences.is_due(desk)
    if due:
        with office.night(writes=True) as desk:
            absences.settle(desk)


def write(office: Office, name: str, case_id: UUID, text: str) -> UUID:
    """Write a note into a case."""
    with office.writing(name) as desk:
        return notes.add(desk, NewNote(case_id=case_id, text=text)).id


def waiting(office: Office, case_id: UUID) -> list[tuple[UUID, UUID, int]]:
    """Return whose envelopes of a case wait for whom, of which key."""
    with office.night() as desk:
        rows = desk.db.scalars(select(CoverEnvelope).where(CoverEnvelope.case_id == case_id))
        return sorted((row.holder_id, row.cover_id, row.epoch) for row in rows)


def alarms(office: Office, name: str) -> set[str]:
    """Return what somebody was told by mail."""
    with office.night() as desk:
        rows = desk.db.scalars(select(Mail).where(Mail.recipient_id == id_of(office, name)))
        return {trouble for row in rows for trouble in row.told.get("troubles", [])}


def shared_by_two(office: Office) -> UUID:
    """Open a case of Dina's and Alma's alone: a paralegal, and an attorney who leads it."""
    return office.began("a case that two share", lambda: _shared(office))


def _shared(office: Office) -> UUID:
    named = [id_of(office, "dina")]
    opened = office.open_case("alma", named_only=True, named=named, note="She waits by the quay")
    with office.writing("alma") as desk:
        version = desk.db.get_one(Case, opened.id).version
        wanted = NewLead(version=version, lead_id=id_of(office, "alma"))
        readers.lead(desk, opened.id, wanted)
        readers.remove(desk, opened.id, id_of(office, "carmen"))
    return opened.id


def leave_to(office: Office, case_id: UUID, name: str) -> None:
    """Have a case be one person's alone, as it was before anybody asked for two."""
    kept = (id_of(office, name), staff_office(office))
    with office.night(writes=True) as desk:
        for row in desk.db.scalars(select(Grant).where(Grant.case_id == case_id)):
            if row.principal_id not in kept:
                desk.db.delete(row)


def staff_office(office: Office) -> UUID:
    """Return the custodians' principal."""
    with office.night() as desk:
        return staff.office(desk).recovery_id


def wrong(office: Office) -> list[str]:
    """Return what the check finds."""
    return verify.verify(office.house).wrong
