"""The record of who did what: how far it goes, and whether it still is as a mail told it."""

from fastapi import APIRouter

from app.api.taking import JSONRoute
from app.casework import heads
from app.casework.heads import Compared, MailedHead, RecordView
from app.gate import ReadDeskDep, doing

router = APIRouter(prefix="/record", route_class=JSONRoute)


@router.get("", **doing("record.read"))
def newest(desk: ReadDeskDep) -> RecordView:
    """Return number and code of the newest entry, to be kept elsewhere."""
    return heads.newest(desk)


@router.post("/comparison", **doing("record.compare"))
def compare(told: MailedHead, desk: ReadDeskDep) -> Compared:
    """Tell whether the record still has an entry as a mail told it."""
    return heads.compare(desk, told)
