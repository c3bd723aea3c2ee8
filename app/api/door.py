"""The JSON door: every route under `/api/v1`, and how its failures are answered."""

from typing import Any, Final

from fastapi import APIRouter
from pydantic import BaseModel

from app.api import (
    absences,
    advice,
    backups,
    bundles,
    calls,
    cases,
    clinics,
    closing,
    colleagues,
    conflicts,
    courtcheck,
    courtlists,
    criminal_cases,
    deadlines,
    destroying,
    detention,
    diary,
    documents,
    drafts,
    events,
    feeds,
    filings,
    groups,
    handed_in,
    handing,
    hearings,
    inquiries,
    joining,
    keeping,
    keys,
    letters,
    lockdown,
    loss,
    notes,
    oversight,
    ownlaw,
    ownways,
    passkeys,
    persons,
    proceedings,
    reach,
    readers,
    record,
    recoveries,
    referrals,
    reminded,
    reports,
    retention,
    rules,
    screens,
    served,
    session,
    standing,
    tasks,
    templates,
    timesheet,
    today,
    trail,
    whocanread,
)
from app.api.errors import answer
from app.gate import Wing

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

UNDER: Final = "/api/v1"

router = APIRouter(prefix=UNDER, responses=FAILURES)
OF_ONESELF = (session, standing, passkeys, feeds, diary, ownways)
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
    filings,
    criminal_cases,
    detention,
    notes,
    tasks,
    templates,
    timesheet,
    reports,
    referrals,
    retention,
    documents,
    drafts,
    bundles,
    letters,
    advice,
    served,
    today,
)
DATES = (hearings, calls, courtcheck, courtlists, deadlines, events, rules, ownlaw)
OF_THE_OFFICE = (joining, colleagues, keeping, groups, handing, absences, handed_in)
RECORDED = (record, trail, keys, whocanread, reminded, oversight, backups, reach)
ON_BAD_DAYS = (lockdown, recoveries, loss, destroying)
for noun in (*OF_ONESELF, *NOUNS, *DATES, *OF_THE_OFFICE, *RECORDED, *ON_BAD_DAYS):
    router.include_router(Wing(noun.router, UNDER))
router.include_router(Wing(documents.bodies, UNDER))
router.include_router(Wing(templates.bodies, UNDER))
router.include_router(Wing(handed_in.bodies, UNDER))
