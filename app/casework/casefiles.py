"""Opening a case's file: its row, its short label, and the check that nobody saved in between."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Select, select

from app.casework import access, screens, sharing, traydoors
from app.db.desk import Desk
from app.errors import Conflict, Damaged, Locked, NotFound
from app.models import Case, CaseRow, OpaqueRow, Person, Schedule

KINDS: Final = {
    "cases": "case",
    "persons": "person",
    "hearings": "hearing",
    "deadlines": "deadline",
    "notes": "note",
    "proceedings": "proceeding",
    "detentions": "detention",
    "filings": "filing",
    "criminal_cases": "criminal_case",
    "documents": "document",
    "document_files": "document",
    "document_readers": "document",
    "document_texts": "document",
    "set_aside": "document",
    "referrals": "referral",
    "releases": "release",
    "inquiries": "inquiry",
    "calls": "call",
    "conflict_checks": "conflict_check",
    "clinic_records": "clinic_record",
    "served_papers": "served",
    "bundles": "bundle",
    "letters": "letter",
    "advices": "advice",
}
R = TypeVar("R", bound=CaseRow)
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Label:
    """What tells one case from another in a list."""

    case_id: UUID
    version: int
    number: str
    title: str = field(repr=False)
    client_name: str = field(repr=False)
    detained: bool | None
    lead_id: UUID
    backup_id: UUID | None
    named_only: bool
    closed: bool = False
    clients: tuple[str, ...] = ()  # their ids
    stage: str = ""
    heard: str = field(default="", repr=False)


class DamagedView(BaseModel):
    """An entry that did not open, as a page or a program is told of it."""

    model_config = ConfigDict(frozen=True)

    kind: str
    id: UUID
    case_id: UUID
    on: date | None = Field(description="The day that its reminders go by, where they have one.")
    at: str


UNKNOWN_LEAD = UUID(int=0)  # who leads a case whose own entry is damaged cannot be told
NO_CASE = UUID(int=0)


def sound(desk: Desk, rows: Iterable[R]) -> list[R]:
    """Return those rows of cases open here whose cards open; the desk remembers the others.

    One entry that was changed outside Amparo hides no other: a page shows the rest, and says in
    red what is missing.
    """
    found = []
    for row in rows:
        try:
            row.open_card()
        except (Damaged, Locked):  # the case is open, so a card under no key of it is changed too
            desk.damaged[row.id] = row
        else:
            desk.sound[row.id] = row
            found.append(row)
    return found


def damaged(desk: Desk) -> list[DamagedView]:
    """Return the entries that did not open, with the days that their reminders go by.

    No statement where there are none.
    """
    if not desk.damaged:
        return []
    rows = {row.id: row for row in desk.db.scalars(_kept_for(desk.damaged))}
    return [
        DamagedView(
            kind=KINDS[row.__tablename__],
            id=row.id,
            case_id=row.case_id,
            **_reminded(row, rows.get(row.id)),
        )
        for row in desk.damaged.values()
    ]


def _kept_for(ids: Collection[UUID]) -> Select[Schedule]:
    return select(Schedule).where(Schedule.id.in_(ids))


def _reminded(row: CaseRow, kept: Schedule | None) -> dict[str, Any]:
    """Return the day of a damaged entry's own reminders.

    A row can be moved here, or put here under another's id: the schedule's seal says whose it is.
    """
    unknown: dict[str, Any] = {"on": None, "at": ""}
    if kept is None or kept.case_id != row.case_id:
        return unknown
    try:
        known = {"on": kept.safe, "at": kept.at}
    except Damaged:
        return unknown
    return known if kept.kind == KINDS[row.__tablename__] else unknown


def open_file(desk: Desk, case_id: UUID) -> Case:
    """Return a case whose keys are now open at this desk.

    Raises:
        NotFound: There is no such case, or none that this person may know of.
    """
    return _open(desk, case_id)


def open_row(desk: Desk, model: type[R], row_id: UUID) -> R:
    """Return a row of a case, the case's keys now open at this desk.

    Raises:
        NotFound: There is no such row, or none that this person may know of.
    """
    row = desk.db.get(model, row_id)
    # As many statements where there is no such row as where there is one in a case of others.
    _open(desk, NO_CASE if row is None else row.case_id)
    if row is None:
        raise NotFound
    return row


def row_of(desk: Desk, model: type[R], case_id: UUID, row_id: UUID | None) -> R | None:
    """Return a row of a case that is open here; none where it is of another, or there is none."""
    if row_id is None:
        return None
    with desk.db.no_autoflush:  # half-changed, the row that asks would be sealed twice
        row = desk.db.get(model, row_id)
    return row if row is not None and row.case_id == case_id else None


def _open(desk: Desk, case_id: UUID) -> Case:
    """Open a case; nothing is written under a key that somebody who left it may have kept.

    A new key seals the case's own card at once. Where that one does not open, the newest key was
    taken away or exchanged, and the one before would be written under.
    """
    access.open_case(desk, case_id)
    case = desk.db.get(Case, case_id)
    if case is None or _is_kept_away(desk, case):
        raise NotFound
    desk.looked_into.add(case_id)
    if desk.writes:
        sharing.freshen(desk, case_id)
        case.open_card()
        traydoors.keep(desk, case)
    return case


def _is_kept_away(desk: Desk, case: Case) -> bool:
    """Tell whether a case's own card names whoever sits here: its row may have been taken away."""
    try:
        return desk.who.id in screens.names(case)
    except (Damaged, Locked):
        return False


def stretch(
    desk: Desk, model: type[R], case_id: UUID | None, *, after: UUID | None, size: int
) -> list[R]:
    """Return the next rows by id of one case, or of all one can open; their keys are open.

    Raises:
        NotFound: There is no such case, or none that this person may know of.
    """
    query = select(model).order_by(model.id).limit(size)
    if case_id is None:
        query = query.where(model.case_id.in_(access.choosing(desk)))
    else:
        access.open_case(desk, case_id)
        query = query.where(model.case_id == case_id)
    if after is not None:
        query = query.where(model.id > after)
    while True:
        rows = list(desk.db.scalars(query))
        held = {row.case_id for row in rows}
        shut = held - access.reach(desk, held)
        if not shut:
            desk.looked_into.update(held)
            return sound(desk, rows)
        # Grants that somebody planted open nothing, and must not end the list early either.
        query = query.where(model.case_id.not_in(shut))


def expect(row: OpaqueRow, version: int, current: object) -> None:
    """Let a change pass that was made from what stands now.

    Raises:
        Conflict: Somebody saved since; `current` is what stands.
    """
    if row.version != version:
        raise Conflict(current=current)


def expect_case(desk: Desk, case: Case, version: int, current: Callable[[], M] | None) -> None:
    """Let a change of a case pass that was made from what stands, whatever key it has now.

    A new key that was due is made as the case is opened for writing, and seals it once more: that
    is no change by anybody. It is undone with all else where this raises, so the version told is
    the one that stands then.

    Raises:
        Conflict: Somebody saved since; what `current` returns is what stands.
    """
    stood = desk.stood.get(case.id, case.version)
    if version in {stood, case.version}:  # read before the new key, or at this desk after it
        return
    if current is None:
        raise Conflict
    raise Conflict(current=current().model_copy(update={"version": stood}))


def labels(desk: Desk, case_ids: Collection[UUID] | None = None) -> dict[UUID, Label]:
    """Return the labels of the cases one can open, of these where given; three statements."""
    opened = access.reach(desk, case_ids)
    if not opened:
        return {}
    cases, persons = select(Case), select(Person)
    if case_ids is not None:
        cases, persons = cases.where(Case.id.in_(opened)), persons.where(Person.case_id.in_(opened))
    clients: dict[UUID, list[Person]] = {}
    for person in sound(desk, (row for row in desk.db.scalars(persons) if row.case_id in opened)):
        if person.role == "client":
            clients.setdefault(person.case_id, []).append(person)
    found = [case for case in desk.db.scalars(cases) if case.id in opened]
    found = [case for case in found if not _is_kept_away(desk, case)]
    readable = {case.id for case in sound(desk, found)}
    return {
        case.id: (_label if case.id in readable else _bare_label)(case, clients.get(case.id, []))
        for case in found
    }


def label_of(desk: Desk, case_id: UUID) -> Label:
    """Return the label of one case, whose keys are now open at this desk; three statements.

    Raises:
        NotFound: There is no such case, or none that this person may know of.
    """
    found = labels(desk, {case_id}).get(case_id)
    if found is None:
        access.open_case(desk, case_id)  # says so where the grant itself is damaged
        raise NotFound
    return found


def _bare_label(case: Case, clients: list[Person]) -> Label:
    """Return what tells a case whose own entry is damaged; its dates must not go with it."""
    return Label(
        case_id=case.id,
        version=case.version,
        number="",
        title="",
        client_name=_names(clients),
        detained=_detained(clients),
        lead_id=UNKNOWN_LEAD,
        backup_id=None,
        named_only=False,
        clients=_ids(clients),
    )


def _names(clients: list[Person]) -> str:
    return ", ".join(sorted(full_name(person) for person in clients))


def _ids(clients: list[Person]) -> tuple[str, ...]:
    return tuple(sorted(str(person.id) for person in clients))


def _label(case: Case, clients: list[Person]) -> Label:
    return Label(
        case_id=case.id,
        version=case.version,
        number=case.number,
        title=case.title,
        client_name=_names(clients),
        detained=_detained(clients),
        lead_id=case.lead_id,
        backup_id=case.backup_id,
        named_only=case.named_only,
        closed=case.closed_on is not None,
        clients=_ids(clients),
        stage=case.stage,
        heard=case.heard,
    )


def _detained(clients: list[Person]) -> bool | None:
    """Tell whether one of them is held; None where that is not known of each."""
    known = {person.detained for person in clients}
    if True in known:
        return True
    return False if known == {False} else None


def full_name(person: Person) -> str:
    """Return a name as the office says it: family name, given names."""
    family = " ".join(part for part in (person.family_name, person.second_family_name) if part)
    return ", ".join(part for part in (family, person.given_names) if part)
