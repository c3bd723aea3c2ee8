"""Where somebody is due elsewhere on the day of a hearing that is about to be set."""

from datetime import datetime, timedelta
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import access
from app.casework.calendar import Calendar
from app.casework.casefiles import open_file, sound
from app.casework.scheduling import NewHearing
from app.casework.slots import Entry
from app.clock import instant, local
from app.db.desk import Desk
from app.forums import courts
from app.models import Hearing

# A merits hearing takes a morning or an afternoon, with the way there.
HALF_A_DAY = timedelta(hours=4)
IN_PERSON = "in_person"


class Clash(BaseModel):
    """Another date on that day; `near` where hardly anyone can be at both."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    kind: str
    at: datetime
    tz: str
    mine: bool
    of_lead: bool
    same_client: bool
    near: bool
    elsewhere: str = Field(
        default="", repr=False, description="Where, if one has to travel from one to the other."
    )


def clashes(desk: Desk, calendar: Calendar, new: NewHearing, zone: str) -> list[Clash]:
    """Return the other dates with an hour that fall on the new hearing's day, by the hour.

    Told are hearings of whoever sits here and of the case's lead, and every date of the same
    case; of cases that are not hers to open she reads nothing.

    Raises:
        NotFound: No such case here.
    """
    case = open_file(desk, new.case_id)
    calendar.follow(desk)
    starts = instant(new.starts, zone)
    found = []
    for entry in calendar.open_entries():
        if entry.id == new.replaces:
            continue
        at = _instant(entry)
        if at is None or local(at, zone).date() != new.starts.date():
            continue
        heard = entry.kind == "hearing"
        clash = Clash(
            id=entry.id,
            kind=entry.kind,
            at=local(at, entry.tz).replace(tzinfo=None),
            tz=entry.tz,
            mine=heard and entry.responsible_id == desk.who.id,
            of_lead=heard and entry.responsible_id == case.lead_id,
            same_client=entry.case_id == new.case_id,
            near=abs(at - starts) < HALF_A_DAY,
        )
        if clash.mine or clash.of_lead or clash.same_client:
            found.append((at, entry.case_id, clash))
    # Opened, not only listed: a row that somebody put among the grants opens nothing.
    readable = access.reach(desk, {each for _, each, _ in found})
    in_order = sorted(found, key=lambda row: (row[0], row[2].id))
    told = [clash for _, case_id, clash in in_order if case_id in readable]
    places = _elsewhere(desk, new, [clash.id for clash in told if clash.kind == "hearing"])
    return [each.model_copy(update={"elsewhere": places.get(each.id, "")}) for each in told]


def _elsewhere(desk: Desk, new: NewHearing, ids: list[UUID]) -> dict[UUID, str]:
    """Return where those of these hearings are that one must go to from the new one.

    No statement where there is none; their cases are open at this desk.
    """
    if not ids or new.medium != IN_PERSON:
        return {}
    rows = sound(desk, desk.db.scalars(select(Hearing).where(Hearing.id.in_(ids))))
    there = {row.id: (row.court, row.place) for row in rows if row.medium == IN_PERSON}
    return {
        each: _name(code) or place
        for each, (code, place) in there.items()
        if (code or place).casefold() != (new.court or new.place).casefold()
    }


def _name(code: str) -> str:
    found = courts.court(code) if code else None
    return found.name if found else code


def _instant(entry: Entry) -> datetime | None:
    if not entry.at:
        return None
    return instant(datetime.fromisoformat(f"{entry.due.isoformat()}T{entry.at}"), entry.tz)
