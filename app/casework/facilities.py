"""Places where people are held, as the office knows them; no client stands here."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import audit, counting, staff
from app.casework.casefiles import expect
from app.casework.sound import sound
from app.casework.typed import Long, Short
from app.db.desk import Desk, NightDesk
from app.errors import NotFound, Refused
from app.forums import courts
from app.models import Facility
from app.words import N_

CHECK_AGAIN = timedelta(days=180)
NAMELESS = N_("Say what the place is called.")


class FacilityFacts(BaseModel):
    """How to reach a place, how visits are booked, which court sits there."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: Short = ""
    address: Long = ""
    phone: Short = ""
    fax: Short = ""
    email: Short = ""
    booking: Long = Field(default="", description="How legal visits and calls are booked.")
    hours_ahead: int | None = Field(default=None, ge=0, le=24 * 30)
    court: Short = Field(default="", description="That sits there, by its three letters.")
    tz: Short = Field(default="", description="Empty: that of its court.")
    note: Long = ""


class NewFacility(FacilityFacts):
    """A place to be entered."""

    name: Short = Field(min_length=1)


class FacilityChange(FacilityFacts):
    """What is corrected; whatever is left out stays. Saving it says that it was checked today."""

    version: int


class FacilityView(FacilityFacts):
    """A place as a page or a program sees it."""

    id: UUID
    version: int
    court_name: str
    zone: str = Field(description="Its own, else that of its court.")
    checked_on: date | None
    checked_by: str
    stale: bool = Field(description="Whether nobody has checked it for half a year.")


def add(desk: Desk, new: NewFacility) -> FacilityView:
    """Enter a place.

    Raises:
        Refused: The zone is none.
    """
    row = Facility(name=new.name)
    _write(desk, row, new, set(FacilityFacts.model_fields))
    desk.db.add(row)
    desk.db.flush()
    audit.note(desk, "facility.add", row.id)
    return _views(desk, [row])[0]


def change(desk: Desk, facility_id: UUID, wanted: FacilityChange) -> FacilityView:
    """Correct what is known of a place; it counts as checked today.

    Raises:
        Conflict: Somebody saved since.
        NotFound: There is no such place.
        Refused: It has no name then, or the zone is none.
    """
    row = _row(desk, facility_id)
    expect(row, wanted.version, _views(desk, [row])[0])
    _write(desk, row, wanted, wanted.model_fields_set - {"version"})
    desk.db.flush()
    audit.note(desk, "facility.change", row.id)
    return _views(desk, [row])[0]


def _write(desk: Desk, row: Facility, facts: FacilityFacts, names: Collection[str]) -> None:
    if "name" in names and not facts.name:
        raise Refused(fields={"name": NAMELESS})
    counting.zone_or(facts.tz, "")
    for name in names:
        value = getattr(facts, name)
        setattr(row, name, value.upper() if name == "court" and courts.court(value) else value)
    row.checked_on, row.checked_by = counting.today(desk, desk.who.zone), desk.who.id


def one(desk: Desk, facility_id: UUID) -> FacilityView:
    """Return one place.

    Raises:
        NotFound: There is none.
    """
    return _views(desk, [_row(desk, facility_id)])[0]


def everywhere(desk: Desk) -> list[FacilityView]:
    """Return every place by name; two statements."""
    found = _views(desk, sound(desk.db.scalars(select(Facility))))
    return sorted(found, key=lambda each: (courts.fold(each.name), each.id))


def by_ids(desk: Desk, ids: Collection[UUID]) -> dict[UUID, FacilityView]:
    """Return these places; two statements, or none."""
    if not ids:
        return {}
    rows = desk.db.scalars(select(Facility).where(Facility.id.in_(ids)))
    return {each.id: each for each in _views(desk, sound(rows))}


def _row(desk: NightDesk, facility_id: UUID) -> Facility:
    row = desk.db.get(Facility, facility_id)
    if row is None:
        raise NotFound
    return row


def _views(desk: Desk, rows: list[Facility]) -> list[FacilityView]:
    names = staff.names(desk, {row.checked_by for row in rows if row.checked_by})
    return [_view(desk, row, names.get(row.checked_by or desk.who.id, "")) for row in rows]


def _view(desk: Desk, row: Facility, checked_by: str) -> FacilityView:
    court = courts.court(row.court) if row.court else None
    today = counting.today(desk, desk.who.zone)
    known = {name: getattr(row, name) for name in FacilityFacts.model_fields}
    return FacilityView(
        id=row.id,
        version=row.version,
        court_name=court.name if court else row.court,
        zone=row.tz or (court.zone if court else ""),
        checked_on=row.checked_on,
        checked_by=checked_by,
        stale=row.checked_on is None or today - row.checked_on > CHECK_AGAIN,
        **known,
    )
