"""Whose keys were confirmed lately, and who was let into a group: what a mail told of."""

from datetime import datetime, timedelta
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import admitted, staff, supervised
from app.casework.policy import may
from app.db.desk import Desk
from app.errors import UNREADABLE_ROW
from app.models import Audit, Principal

SHOWN_FOR = timedelta(days=30)
SHOWN = 50
CERTIFYING = (supervised.CERTIFIED, supervised.BY_ROOT, supervised.CONFIRM)


class Lately(BaseModel):
    """A deed by which keys of a colleague count, or open a group's cases."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    by: str = Field(description="Nothing where it was the custodians.")
    action: str
    whom_id: UUID
    whom: str
    group: str = Field(default="", description="To whoever may look at groups.")


def of(desk: Desk) -> list[Lately]:
    """Return the deeds of a month, the newest first; three statements."""
    names = staff.names(desk)
    groups = {row.id: row.name for row in desk.db.scalars(select(Principal))}
    query = select(Audit).where(
        Audit.action.in_((*CERTIFYING, admitted.JOINED)), Audit.at > desk.now - SHOWN_FOR
    )
    found: list[Lately] = []
    for entry in desk.db.scalars(query.order_by(Audit.seq.desc()).limit(SHOWN)):
        try:
            whom = entry.object_id
            group = str(entry.detail.get("group", ""))
        except UNREADABLE_ROW:
            continue  # the check of the chain names it
        if whom not in names or _is_said(found, entry, whom):
            continue
        is_told = group and may(desk.who.role, "group.read")
        found.append(
            Lately(
                at=entry.at,
                by=names.get(entry.actor_id, "") if entry.actor_id else "",
                action=entry.action,
                whom_id=whom,
                whom=names[whom],
                group=groups.get(UUID(group), "") if is_told else "",
            )
        )
    return found


def _is_said(found: list[Lately], entry: Audit, whom: UUID) -> bool:
    """Tell whether the deed behind this one says the same: new keys are certified as confirmed."""
    last = found[-1] if found else None
    if last is None or entry.action not in CERTIFYING:
        return False
    return (last.action, last.whom_id, last.at) == (supervised.CONFIRM, whom, entry.at)
