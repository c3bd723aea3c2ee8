"""Who had a case before and has it no more, from when to when, as the record tells."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import departed, screens, staff
from app.casework.departed import LEFT, NEW_KEYS, ROLE, SHARE, STAY, UNSHARED
from app.casework.longstanding import OPENED
from app.casework.renewal import GIVE_BACK
from app.db.desk import Desk
from app.errors import UNREADABLE_ROW
from app.models import Audit

LEADS, EMERGENCY = "case.lead", "case.emergency"
NAMED = "named"  # in the entry of a case's opening: who was given its key by name
# How each deed names the colleague whom it is about.
WHOM = {SHARE: "reader", STAY: "reader", LEADS: "lead", **departed.WHOM} | dict.fromkeys(
    ("case.unscreen", "case.screen_ask", "case.screen_turn_down", "case.unscreen_ask"), "person"
)
OF_CASE = (*OPENED, SHARE, STAY, LEADS, EMERGENCY, UNSHARED, screens.PUT_UP)
OF_PERSON = (ROLE, LEFT, NEW_KEYS, GIVE_BACK)


class Formerly(BaseModel):
    """A stretch of time in which somebody could read a case."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    name: str
    since: datetime | None = Field(description="None where it is not on record.")
    from_opening: bool = Field(description="Whether that is when the case was opened.")
    until: datetime


@dataclass(frozen=True, slots=True)
class _Stay:
    since: datetime | None = None
    from_opening: bool = False
    until: datetime | None = None


@dataclass(slots=True)
class _Told:
    """What the entries of a case have told so far: who has it, and what is over."""

    case_id: UUID
    stays: dict[UUID, _Stay] = field(default_factory=dict)
    ended: list[tuple[UUID, _Stay]] = field(default_factory=list)
    days: dict[UUID, datetime | None] = field(default_factory=dict)  # with the keys of before

    def begin(self, person_id: UUID, stay: _Stay) -> None:
        """Let somebody have the case, unless it is told already."""
        self.stays.setdefault(person_id, stay)

    def last(self, person_id: UUID, until: datetime | None) -> None:
        """Let somebody who has the case have it until another instant, or for good."""
        self.stays[person_id] = replace(self.stays.get(person_id, _Stay()), until=until)

    def end(self, person_id: UUID, at: datetime) -> None:
        """Let somebody have the case no more."""
        self.ended.append((person_id, replace(self.stays.pop(person_id, _Stay()), until=at)))

    def run_out(self, now: datetime) -> None:
        """End what had a last day that is over."""
        for person_id, stay in list(self.stays.items()):
            if stay.until is not None and stay.until <= now:
                self.end(person_id, stay.until)


def whom(entry: Audit) -> UUID | None:
    """Return the colleague whom an entry is about beside who did it; None where it names none.

    Raises:
        As an entry that was changed outside Amparo.
    """
    known = entry.detail.get(WHOM[entry.action]) if entry.action in WHOM else None
    return UUID(known) if known else None


def of(desk: Desk, case_id: UUID) -> list[Formerly]:
    """Return who had a case that is open here, the newest first.

    Whoever read it through a group is not on record by name, and not among them.
    """
    told = _Told(case_id)
    for entry in _entries(desk, case_id):
        told.run_out(entry.at)
        try:
            _tell_of_case(told, entry) if entry.object_id == case_id else _tell_of(told, entry)
        except UNREADABLE_ROW:
            continue  # the check of the chain names it
    told.run_out(desk.now)
    names = staff.names(desk)
    found = [
        Formerly(
            id=each,
            name=names.get(each, ""),
            since=stay.since,
            from_opening=stay.from_opening,
            until=stay.until,
        )
        for each, stay in told.ended
        if stay.until is not None and stay.until <= desk.now
    ]
    return sorted(found, key=lambda each: each.until, reverse=True)


def _entries(desk: Desk, case_id: UUID) -> Iterator[Audit]:
    of_case = (Audit.object_id == case_id) & Audit.action.in_(OF_CASE)
    rows = select(Audit).where(of_case | Audit.action.in_(OF_PERSON))
    yield from desk.db.scalars(rows.order_by(Audit.seq))


def _tell_of_case(told: _Told, entry: Audit) -> None:
    """Tell what a deed about the case gave, or took."""
    if entry.action in OPENED:
        # An entry of before says nobody but who opened it.
        for each in entry.detail.get(NAMED, [str(entry.actor_id)]):
            told.begin(UUID(each), _Stay(entry.at, from_opening=True))
    elif entry.action == EMERGENCY and entry.actor_id is not None:
        until = entry.at + timedelta(hours=int(entry.detail["hours"]))
        told.ended.append((entry.actor_id, _Stay(entry.at, until=until)))
    elif (person_id := whom(entry)) is not None:
        _tell_of_reader(told, entry, person_id)


def _tell_of_reader(told: _Told, entry: Audit, person_id: UUID) -> None:
    has_it = person_id in told.stays
    if entry.action == SHARE:
        told.begin(person_id, _Stay(entry.at))
    if entry.action in {SHARE, STAY}:
        told.last(person_id, departed.ends_of(entry.detail))
    elif entry.action == LEADS and has_it:
        told.last(person_id, None)  # whoever leads it has it for good
    elif entry.action == UNSHARED or (entry.action == screens.PUT_UP and has_it):
        told.end(person_id, entry.at)


def _tell_of(told: _Told, entry: Audit) -> None:
    """Tell what a deed about somebody with every case did to this one."""
    person_id = entry.object_id
    if person_id is None:
        return
    if entry.action == GIVE_BACK:
        if str(told.case_id) in entry.detail["cases"]:
            told.begin(person_id, _Stay(entry.at, until=told.days.get(person_id)))
    elif (stay := told.stays.get(person_id)) is None:
        return
    elif entry.action != ROLE or not departed.keeps(entry):
        told.days[person_id] = stay.until  # new keys give it back until then
        told.end(person_id, entry.at)
    elif entry.detail.get("keys") == departed.UNTIL and stay.until is None:
        told.last(person_id, departed.ends_of(entry.detail))
