"""Whether this server lives and is ready; strangers are told no numbers."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from app.casework import health
from app.casework.policy import PUBLIC
from app.gate import SharedDep, doing

router = APIRouter()


@router.get("/health/live", **doing(PUBLIC))
def live() -> Response:
    """Answer while the process runs."""
    return PlainTextResponse("live")


@router.get("/health/ready", **doing(PUBLIC))
def ready(there: SharedDep) -> Response:
    """Answer 200 while database, schema, worker and disk are well, 503 otherwise."""
    faults = health.health(there.house)
    return PlainTextResponse("not ready" if faults else "ready", 503 if faults else 200)
