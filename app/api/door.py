"""The JSON door: every route under `/api/v1`, and how its failures are answered."""

from typing import Any, Final

from fastapi import APIRouter
from pydantic import BaseModel

from app.api import (
    absences,
    cases,
    colleagues,
    conflicts,
    deadlines,
    destroying,
    groups,
    handed_in,
    handing,
    hearings,
    lockdown,
    loss,
    notes,
    persons,
    readers,
    record,
    recoveries,
    screens,
    session,
    today,
    trail,
    whocanread,
)
from app.api.errors import answer

__all__ = ["answer", "router"]


class Fault(BaseModel):
    """What is wrong at one place."""

    field: str
    detail: str


class Problem(BaseModel):
    """How every failure is told (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[Fault]
    current: dict[str, Any] | None = None


def _inlined() -> dict[str, Any]:
    schema = Problem.model_json_schema()
    schema["properties"]["errors"]["items"] = schema.pop("$defs")["Fault"]
    return schema


FAILURES: Final[dict[int | str, dict[str, Any]]] = {
    "default": {
        "description": "A problem; nothing that was sent is repeated in it.",
        "content": {"application/problem+json": {"schema": _inlined()}},
    }
}

router = APIRouter(prefix="/api/v1", responses=FAILURES)
NOUNS = (session, cases, readers, screens, conflicts, persons, hearings, deadlines, notes, today)
OF_THE_OFFICE = (colleagues, groups, handing, absences, handed_in, record, trail, whocanread)
ON_BAD_DAYS = (lockdown, recoveries, loss, destroying)
for noun in (*NOUNS, *OF_THE_OFFICE, *ON_BAD_DAYS):
    router.include_router(noun.router)
