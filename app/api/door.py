"""The JSON door: every route under `/api/v1`, and how its failures are answered."""

from typing import Any, Final

from fastapi import APIRouter
from pydantic import BaseModel

from app.api import (
    absences,
    backups,
    calls,
    cases,
    clinics,
    closing,
    colleagues,
    conflicts,
    courtcheck,
    deadlines,
    destroying,
    detention,
    documents,
    events,
    feeds,
    groups,
    handed_in,
    handing,
    hearings,
    inquiries,
    joining,
    keeping,
    keys,
    lockdown,
    loss,
    notes,
    ownlaw,
    ownways,
    passkeys,
    persons,
    proceedings,
    reach,
    readers,
    record,
    recoveries,
    reminded,
    rules,
    screens,
    served,
    session,
    standing,
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
OF_ONESELF = (session, standing, passkeys, feeds, ownways)
NOUNS = (
    cases,
    inquiries,
    clinics,
    closing,
    readers,
    screens,
    conflicts,
    persons,
    proceedings,
    detention,
    notes,
    documents,
    served,
    today,
)
DATES = (hearings, calls, courtcheck, deadlines, events, rules, ownlaw)
OF_THE_OFFICE = (joining, colleagues, keeping, groups, handing, absences, handed_in)
RECORDED = (record, trail, keys, whocanread, reminded, backups, reach)
ON_BAD_DAYS = (lockdown, recoveries, loss, destroying)
for noun in (*OF_ONESELF, *NOUNS, *DATES, *OF_THE_OFFICE, *RECORDED, *ON_BAD_DAYS):
    router.include_router(noun.router)
router.include_router(documents.bodies)
