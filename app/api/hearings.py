"""Hearings."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BeforeValidator

from app.api.paging import CaseStretch, Listed, by_id
from app.api.taking import JSONRoute
from app.casework import amending, hearings, scheduling
from app.casework.amending import HearingChange, TakenAfterAll
from app.casework.hearings import HearingView
from app.casework.scheduling import NewHearing
from app.gate import ReadDeskDep, WriteDeskDep, doing
from app.words import N_

router = APIRouter(prefix="/hearings", route_class=JSONRoute)


def _is_a_new_setting(_: object) -> None:
    raise ValueError(
        N_("A moved hearing is a new setting: send it as a new hearing that replaces this one.")
    )


class HearingPatch(HearingChange):
    """What changes of a hearing, and what only a new setting changes."""

    starts: Annotated[None, BeforeValidator(_is_a_new_setting)] = None
    tz: Annotated[None, BeforeValidator(_is_a_new_setting)] = None


@router.get("", **doing("hearing.read"))
def listed(asked: Annotated[CaseStretch, Query()], desk: ReadDeskDep) -> Listed[HearingView]:
    """List the hearings of the cases one can open."""
    found = hearings.listed(desk, asked.case_id, after=asked.after, size=asked.limit + 1)
    return by_id(found, asked.limit, lambda hearing: hearing.id)


@router.post("", status_code=201, **doing("hearing.schedule"))
def schedule(new: NewHearing, desk: WriteDeskDep) -> HearingView:
    """Put a hearing on the calendar with the deadlines that follow, or move one (`replaces`)."""
    return scheduling.schedule_hearing(desk, new)


@router.get("/{hearing_id}", **doing("hearing.read"))
def one(hearing_id: UUID, desk: ReadDeskDep) -> HearingView:
    """Return one hearing."""
    return hearings.one(desk, hearing_id)


@router.post("/{hearing_id}/left-out", **doing("hearing.change"))
def take_after_all(hearing_id: UUID, wanted: TakenAfterAll, desk: WriteDeskDep) -> HearingView:
    """Take a date after all that was left out of a hearing."""
    return amending.take_after_all(desk, hearing_id, wanted)


@router.patch("/{hearing_id}", **doing("hearing.change"))
def change(hearing_id: UUID, wanted: HearingPatch, desk: WriteDeskDep) -> HearingView:
    """Change a hearing."""
    return amending.change(desk, hearing_id, wanted)
