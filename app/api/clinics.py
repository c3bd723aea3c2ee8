"""Clinics of one day, and who came to them."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app import gate
from app.api.proof import ProvingDep
from app.api.session import LONGEST_DEVICE
from app.api.taking import JSONRoute
from app.casework import seats
from app.casework.clinics import days, helpers, records
from app.casework.clinics.days import ClinicLine, ClinicView, NewClinic
from app.casework.clinics.helpers import NewHelpers, TypedDayCode
from app.casework.clinics.records import (
    ClinicRecordView,
    NewService,
    NewSheet,
    NewTold,
    NewVisit,
    RecordLine,
)
from app.casework.signin import Proof
from app.gate import ReadDeskDep, SharedDep, WriteDeskDep, doing

router = APIRouter(route_class=JSONRoute)


class ProvedHelpers(NewHelpers, Proof):
    """Who helps at a clinic; with the passphrase and a fresh code."""


class DayCode(BaseModel):
    """The code of a volunteer, told once."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    name: str
    code: str = Field(repr=False)


class CameIn(BaseModel):
    """The clinics of whoever came in by a code."""

    model_config = ConfigDict(frozen=True)

    clinics: list[ClinicLine]


@router.post("/session/clinic", **doing("public"))
def enter(typed: TypedDayCode, request: Request, response: Response, there: SharedDep) -> CameIn:
    """Begin a session by a code of a clinic that runs."""
    seat = helpers.enter(there.house, there.throttle, typed, gate.network_address(request))
    gate.begin(request, response, seat, request.headers.get("user-agent", "")[:LONGEST_DEVICE])
    with seats.reading(there.house, seat) as desk:
        return CameIn(clinics=days.listed(desk))


@router.get("/clinics", **doing("clinic.read"))
def listed(desk: ReadDeskDep) -> list[ClinicLine]:
    """List the clinics, the newest first; to a volunteer only her own."""
    return days.listed(desk)


@router.post("/clinics", status_code=201, **doing("clinic.open"))
def open_day(new: NewClinic, desk: WriteDeskDep) -> ClinicLine:
    """Open a clinic with a key of its own."""
    clinic_id = days.open_day(desk, new)
    return next(each for each in days.listed(desk) if each.id == clinic_id)


@router.get("/clinics/{clinic_id}", **doing("clinic.serve"))
def one(clinic_id: UUID, desk: ReadDeskDep) -> ClinicView:
    """Return a clinic with its volunteers."""
    return days.one(desk, clinic_id)


@router.post("/clinics/{clinic_id}/volunteers", status_code=201, **doing("clinic.open"))
def let_in(clinic_id: UUID, new: ProvedHelpers, proving: ProvingDep) -> list[DayCode]:
    """Make a code for each volunteer, with passphrase and a fresh code; told once."""
    with proving.read() as desk:
        helpers.require_new(desk, clinic_id, new)
    with proving.write(new) as desk:
        slips = helpers.let_in(desk, clinic_id, new)
    return [DayCode(id=each.id, name=each.name, code=each.code) for each in slips]


@router.post("/clinics/{clinic_id}/end", **doing("clinic.open"))
def end(clinic_id: UUID, desk: WriteDeskDep) -> ClinicView:
    """Hand on what the day took in, and let its volunteers go."""
    days.end(desk, clinic_id)
    return days.one(desk, clinic_id)


@router.get("/clinics/{clinic_id}/records", **doing("clinic.serve"))
def taken_in(clinic_id: UUID, desk: ReadDeskDep) -> list[RecordLine]:
    """List the records of a clinic that one can open, the newest first."""
    days.one(desk, clinic_id)
    return records.of_clinic(desk, clinic_id)


@router.post("/clinics/{clinic_id}/records", status_code=201, **doing("clinic.serve"))
def take(clinic_id: UUID, new: NewVisit, desk: WriteDeskDep) -> ClinicRecordView:
    """Take somebody in; nothing is refused for its form."""
    return records.one(desk, records.take(desk, clinic_id, new))


@router.post("/clinics/{clinic_id}/sheets", status_code=201, **doing("clinic.serve"))
def type_in(clinic_id: UUID, new: NewSheet, desk: WriteDeskDep) -> ClinicRecordView:
    """Type in a sheet of paper: who came, what was done, which dates were told."""
    return records.one(desk, records.type_in(desk, clinic_id, new))


@router.get("/clinic-records/{case_id}", **doing("clinic.serve"))
def record(case_id: UUID, desk: ReadDeskDep) -> ClinicRecordView:
    """Return one record."""
    return records.one(desk, case_id)


@router.post("/clinic-records/{case_id}/service", **doing("clinic.serve"))
def serve(case_id: UUID, wanted: NewService, desk: WriteDeskDep) -> ClinicRecordView:
    """Note what was done, and that she has her sheet."""
    records.serve(desk, case_id, wanted)
    return records.one(desk, case_id)


@router.post("/clinic-records/{case_id}/dates", status_code=201, **doing("clinic.serve"))
def tell(case_id: UUID, new: NewTold, desk: WriteDeskDep) -> ClinicRecordView:
    """Enter a date that she was told: hers, on her sheet."""
    records.tell(desk, case_id, new)
    return records.one(desk, case_id)
