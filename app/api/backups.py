"""Backups: when one was proved, by the server and by people; and a restored copy that waits."""

from fastapi import APIRouter

from app.api.taking import JSONRoute
from app.casework import proving, restored
from app.casework.proving import BackupCode, BackupsView, Confirmation
from app.gate import ReadDeskDep, WriteDeskDep, doing

router = APIRouter(prefix="/backups", route_class=JSONRoute)


@router.get("", **doing("backup.read"))
def look(desk: ReadDeskDep) -> BackupsView:
    """Return the dates: made and proved by the server, in the second place, proved by people."""
    return proving.view(desk)


@router.post("/proof", **doing("backup.prove"))
def prove(proof: BackupCode, desk: WriteDeskDep) -> BackupsView:
    """Note that people proved a backup with the custodians' papers."""
    proving.told(desk, proof)
    desk.db.flush()
    return proving.view(desk)


@router.post("/confirmation", **doing("backup.confirm"))
def confirm(said: Confirmation, desk: WriteDeskDep) -> BackupsView:
    """Let a restored copy send reminders."""
    restored.confirm(desk, sure=said.sure)
    desk.db.flush()
    return proving.view(desk)
