"""How places of custody are read: on a case, on its hearings, and on Today."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import away, facilities, promised, staff
from app.casework.casefiles import Label, full_name, labels, open_row, sound, stretch
from app.casework.facilities import FacilityView
from app.casework.promised import SHOWN_AHEAD
from app.casework.sound import sound as as_sealed
from app.db.desk import Desk
from app.models import Detention, Look, Person

Question = Literal[
    "hearing_where", "venue", "bond", "habeas", "circuit", "local_rules", "record", "interpreter",
    "family", "property",
]  # fmt: skip
HEARING_WHERE = "hearing_where"
# So late it is no longer only hers who promised: whoever leads the case and the back-up see it.
LATE = timedelta(hours=4)


class LookView(BaseModel):
    """One look: when, by whom, found or not, and how."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    by: str
    found: bool
    how: str = Field(repr=False)


class AnswerView(BaseModel):
    """What was said about one question of a transfer, the newest first; none, where nobody has."""

    model_config = ConfigDict(frozen=True)

    question: str
    answers: list[dict[str, str]] = Field(repr=False)


class DetentionView(BaseModel):
    """A place in somebody's custody, as a page or a program sees it."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    case_id: UUID
    version: int
    person_id: UUID
    person_name: str = Field(repr=False)
    facility_id: UUID | None
    facility: FacilityView | None
    place: str = Field(repr=False, description="The name of the place, listed or as it was said.")
    authority: str
    since: date | None
    until: date | None
    ended: str
    how: str = Field(repr=False)
    entered_at: datetime
    located: bool = Field(description="Whether whoever looked last found the person there.")
    confirmed_at: datetime | None
    confirmed_hours: int | None = Field(description="Whole hours since she was found there last.")
    looks: list[LookView] = Field(description="The newest first.")
    look_by: datetime | None
    promised_by: str
    overdue: bool = Field(description="Whether somebody should have looked by now.")
    before: UUID | None
    before_place: str = Field(default="", repr=False)
    changes: list[AnswerView] = Field(
        default_factory=list, description="What a transfer may change, each question once."
    )
    unanswered: int = 0


def one(desk: Desk, detention_id: UUID) -> DetentionView:
    """Return one place of custody.

    Raises:
        NotFound: No such stay here.
    """
    row = open_row(desk, Detention, detention_id)
    before = desk.db.get(Detention, row.before) if row.before else None
    rows = [row, *([before] if before is not None and before.case_id == row.case_id else [])]
    return next(each for each in _views(desk, rows) if each.id == detention_id)


def listed(
    desk: Desk, case_id: UUID | None, *, after: UUID | None, size: int
) -> list[DetentionView]:
    """Return the next places of custody by id, of one case or of all one can open.

    Raises:
        NotFound: No such case here.
    """
    rows = stretch(desk, Detention, case_id, after=after, size=size)
    return sorted(_views(desk, rows), key=lambda each: each.id)


def of_case(desk: Desk, case_id: UUID) -> list[DetentionView]:
    """Return the custody history of a case that is open here, the newest first; four statements."""
    return _views(desk, _rows(desk, {case_id}))


def _rows(desk: Desk, case_ids: Collection[UUID]) -> list[Detention]:
    """Return the stays of cases open here; at a reading desk one statement for each set of them."""
    kept: dict[frozenset[UUID], list[Detention]] = {}
    if not desk.writes:
        kept = desk.db.info.setdefault(Detention, kept)
    wanted = frozenset(case_ids)
    if wanted not in kept:
        query = select(Detention).where(Detention.case_id.in_(wanted))
        kept[wanted] = sound(desk, desk.db.scalars(query))
    return kept[wanted]


@dataclass(frozen=True, slots=True)
class Moved:
    """Where somebody was taken from and to, while nobody has answered where she is heard."""

    place: str = field(repr=False)
    zone: str
    before: str = field(repr=False)
    zone_before: str
    detention_id: UUID


def moved(desk: Desk, case_ids: Collection[UUID]) -> dict[UUID, Moved]:
    """Return the cases open here with a transfer of which nobody knows where the hearing is."""
    if not case_ids:
        return {}
    rows = {row.id: row for row in _rows(desk, case_ids)}
    found = [row for row in rows.values() if row.before and not row.ended and not _knows(row)]
    both = [each for row in found for each in (row, rows.get(row.before or row.id)) if each]
    places = facilities.by_ids(desk, {row.facility_id for row in both if row.facility_id})
    return {row.case_id: _moved(row, rows.get(row.before or row.id), places) for row in found}


def _moved(row: Detention, before: Detention | None, places: Mapping[UUID, FacilityView]) -> Moved:
    here, there = (_place(each, places) if each else ("", "") for each in (row, before))
    return Moved(here[0], here[1], there[0], there[1], row.id)


def _place(row: Detention, places: Mapping[UUID, FacilityView]) -> tuple[str, str]:
    known = places.get(row.facility_id) if row.facility_id else None
    return (known.name, known.zone) if known else (row.place, "")


def _knows(row: Detention) -> bool:
    return any(each["question"] == HEARING_WHERE for each in row.changes or [])


class DueLook(BaseModel):
    """A look that somebody owes, for Today."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    case_id: UUID
    case_number: str
    client_name: str = Field(repr=False)
    place: str = Field(repr=False)
    look_by: datetime
    promised_by: str
    mine: bool
    overdue: bool
    located: bool


def due(desk: Desk) -> list[DueLook]:
    """Return the looks that are owed by whoever sits here within half a day, the oldest first.

    Hers are those that she promised, or whoever she covers for; what nobody looked after for four
    hours is also the lead's and the back-up's, as is what a colleague promised who has left.
    One statement where nobody is held in a case that was given to her: of others none is asked.
    """
    rows = [row for row in promised.looks(desk) if row.look_by <= desk.now + SHOWN_AHEAD]
    if not rows:
        return []
    known = labels(desk, {row.case_id for row in rows})
    names, gone = staff.names_and_gone(desk, {row.promised_by for row in rows})
    hers = {desk.who.id} | away.covered_by(desk, desk.who.id)
    owed = [row for row in rows if _is_hers(desk, row, known.get(row.case_id), hers, gone)]
    stays = {each.id: each for each in _kept(desk, [row.id for row in owed], known)}
    found = [
        _due(desk, row, stays[row.id], known[row.case_id], names)
        for row in owed
        if row.id in stays and not stays[row.id].ended
    ]
    return sorted(found, key=lambda each: (each.look_by, each.id))


def unlooked(desk: Desk, case_ids: Collection[UUID]) -> list[str]:
    """Return the looks of cases that are open here that are otherwise than their stay has them.

    Of each person the newest stay is asked. A row that does not open was named already.
    """
    rows = list(desk.db.scalars(select(Look).where(Look.case_id.in_(case_ids))))
    told = {row.id: (row.look_by, row.promised_by) for row in as_sealed(rows)}
    found = list(desk.db.scalars(select(Detention).where(Detention.case_id.in_(case_ids))))
    known = sorted(sound(desk, found), key=lambda row: row.entered_at)
    newest = {row.person_id: row for row in known}.values()
    owed = {
        row.id: (row.look_by, row.promised_by)
        for row in newest
        if not row.ended and row.look_by is not None and row.promised_by is not None
    }
    earlier = {row.id for row in known if not row.ended} - {row.id for row in newest}
    unsaid = {row.id for row in rows} - told.keys()
    unsaid |= {row.id for row in found} - {row.id for row in known}
    wrong = {each for each in owed.keys() | told.keys() if owed.get(each) != told.get(each)}
    return [f"looks {each}: its stay says otherwise" for each in sorted(wrong - unsaid - earlier)]


def _is_hers(
    desk: Desk, row: Look, label: Label | None, mine: Collection[UUID], gone: Collection[UUID]
) -> bool:
    if label is None:
        return False
    if row.promised_by in mine:
        return True
    named = desk.who.id in {label.lead_id, label.backup_id}
    return named and (row.promised_by in gone or desk.now - row.look_by > LATE)


def _kept(desk: Desk, ids: Collection[UUID], known: Mapping[UUID, Label]) -> list[Detention]:
    rows = desk.db.scalars(select(Detention).where(Detention.id.in_(ids)))
    return sound(desk, (row for row in rows if row.case_id in known))


def _due(
    desk: Desk, row: Look, stay: Detention, label: Label, names: Mapping[UUID, str]
) -> DueLook:
    places = facilities.by_ids(desk, [stay.facility_id] if stay.facility_id else [])
    return DueLook(
        id=row.id,
        case_id=row.case_id,
        case_number=label.number,
        client_name=label.client_name,
        place=_place(stay, places)[0],
        look_by=row.look_by,
        promised_by=names.get(row.promised_by, ""),
        mine=row.promised_by == desk.who.id,
        overdue=row.look_by <= desk.now,
        located=_located(stay),
    )


def _located(row: Detention) -> bool:
    return bool(row.looks) and bool(row.looks[-1]["found"])


def _views(desk: Desk, rows: Iterable[Detention]) -> list[DetentionView]:
    rows = sorted(rows, key=lambda row: row.entered_at, reverse=True)
    if not rows:
        return []
    told = {UUID(each["by"]) for row in rows for each in (*(row.looks or []), *(row.changes or []))}
    names = staff.names(desk, told | {row.promised_by for row in rows if row.promised_by})
    people = select(Person).where(Person.id.in_({row.person_id for row in rows}))
    of = {row.id: full_name(row) for row in sound(desk, desk.db.scalars(people))}
    places = facilities.by_ids(desk, {row.facility_id for row in rows if row.facility_id})
    said = {row.id: _place(row, places)[0] for row in rows}
    known = [_view(desk, row, names, places) for row in rows]
    return [
        view.model_copy(
            update={
                "person_name": of.get(view.person_id, ""),
                "before_place": said.get(view.before, "") if view.before is not None else "",
            }
        )
        for view in known
    ]


def _view(
    desk: Desk, row: Detention, names: Mapping[UUID, str], places: Mapping[UUID, FacilityView]
) -> DetentionView:
    open_ = not row.ended
    changes = _changes(row, names)
    since = desk.now - row.confirmed_at if row.confirmed_at else None
    return DetentionView(
        id=row.id,
        case_id=row.case_id,
        version=row.version,
        person_id=row.person_id,
        person_name="",
        facility_id=row.facility_id,
        facility=places.get(row.facility_id) if row.facility_id else None,
        place=_place(row, places)[0],
        authority=row.authority,
        since=row.since,
        until=row.until,
        ended=row.ended,
        how=row.how,
        entered_at=row.entered_at,
        located=_located(row),
        confirmed_at=row.confirmed_at,
        confirmed_hours=None if since is None else int(since.total_seconds() // 3600),
        looks=[_look(each, names) for each in reversed(row.looks or [])],
        look_by=row.look_by if open_ else None,
        promised_by=names.get(row.promised_by, "") if row.promised_by else "",
        overdue=open_ and row.look_by is not None and row.look_by <= desk.now,
        before=row.before,
        changes=changes,
        unanswered=sum(not each.answers for each in changes) if open_ else 0,
    )


def _look(kept: Mapping[str, Any], names: Mapping[UUID, str]) -> LookView:
    by = names.get(UUID(kept["by"]), "")
    return LookView(at=kept["at"], by=by, found=kept["found"], how=kept["how"])


def _changes(row: Detention, names: Mapping[UUID, str]) -> list[AnswerView]:
    if row.before is None:
        return []
    answers: dict[str, list[dict[str, str]]] = {each: [] for each in get_args(Question)}
    for each in row.changes or []:
        by = names.get(UUID(each["by"]), "")
        told = {name: each[name] for name in ("answer", "source", "at")}
        answers.setdefault(each["question"], []).append(told | {"by": by})
    return [AnswerView(question=name, answers=told) for name, told in answers.items()]
