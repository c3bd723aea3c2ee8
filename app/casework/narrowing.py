"""Cases that were given by name to somebody who is to have a role that reads only what is shared.

Who was of the legal staff and becomes intake or volunteer could go on reading each case that names
her, and nobody would have decided that. So whoever gives the role is asked: until which day, as a
guest, or not at all.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, or_, select

from app.casework import envelopes, guests, held, traydoors
from app.casework.departed import GUEST
from app.casework.policy import CASEWORK, LEGAL, VOLUNTEER
from app.db.desk import Desk
from app.errors import Refused
from app.models import Grant
from app.words import N_

KEPT = "kept"  # what became of her keys, on record
NOT_SAID = N_(
    "Choose until which day this colleague goes on reading the cases that were given by "
    "name, or tick that they are taken back now."
)
BOTH = N_("Either a last day, or taken now. Clear one of them.")


def asks(former: str, role: str) -> bool:
    """Tell whether a role is narrower, so that keys held by name are decided about."""
    if role not in CASEWORK or former not in CASEWORK:
        return False
    return role not in LEGAL and (former in LEGAL or role == VOLUNTEER)


def last_moment(desk: Desk, until: date | None, *, take: bool) -> datetime | None:
    """Return the end of the last day on which she reads them; None where they are taken now.

    Raises:
        Refused: Neither was said, or both, or the day has passed or lies too far ahead.
    """
    if take and until is not None:
        raise Refused(fields={"until": BOTH})
    if take:
        return None
    if until is None:
        raise Refused(fields={"until": NOT_SAID})
    return guests.last_moment(desk, until)


def lend(desk: Desk, staff_id: UUID, until: datetime) -> None:
    """Have her be a guest of each case that she holds by name for longer, but as a guest already.

    Cases that nobody here can open too: the day stands under the server's seal. The lead is told
    before it ends, where the case's door says who that is.
    """
    envelopes.drop_of(desk, staff_id)
    longer = or_(held.for_good(), and_(Grant.until > until, Grant.role != GUEST))
    hers = (Grant.principal_id == staff_id, longer)
    rows = desk.db.scalars(select(Grant).where(*hers)).all()
    ties = traydoors.ties(desk, {row.case_id for row in rows})
    warned = guests.warned_at_first(desk, until)
    for row in rows:
        lead = ties[row.case_id].lead_id if row.case_id in ties else None
        row.role, row.until, row.warned = GUEST, until, warned
        row.told_with = lead if lead != staff_id else None
    desk.db.flush()
