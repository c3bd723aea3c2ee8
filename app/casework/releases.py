"""Consents and releases: what a person allowed, signed when, until when, and if she took it back.

One that runs out has a task of its own in time, so that nobody tells what may not be told.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import audit, counting, staff, tasks
from app.casework.casefiles import expect, full_name, open_file, open_row, row_of, sound, stretch
from app.casework.tasks import NewTask
from app.casework.typed import Long, Short
from app.db.desk import Desk
from app.errors import Refused
from app.models import Case, Note, Person, Release
from app.words import N_, Filled, translator

Kind = Literal["release", "consent"]
State = Literal["unsigned", "stands", "runs_out", "over", "revoked"]
AHEAD: Final = timedelta(days=14)  # so long before it runs out somebody looks after it
LOOK: Final = N_("Have it signed anew or let it end: %(whom)s, runs out %(day)s")
OF_NOBODY: Final = N_("what was consented to")
NOT_OF_IT: Final = N_("Choose somebody of this case.")
NEVER_BEGAN: Final = N_("It cannot end before it was signed. Check both days.")
NEVER_SIGNED: Final = N_("It was not signed yet. Say first when it was.")


class ReleaseFacts(BaseModel):
    """What may be known of a consent or a release."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    kind: Kind = "release"
    person_id: UUID | None = Field(default=None, description="Who signs, of the case's people.")
    to_whom: Short = Field(default="", repr=False, description="Who may be told.")
    signed_on: date | None = None
    until: date | None = Field(default=None, description="Its last day.")
    revoked_on: date | None = None
    why_revoked: Short = Field(default="", repr=False)
    note: Long = Field(default="", repr=False)


class NewRelease(ReleaseFacts):
    """A consent or a release to be written down."""

    case_id: UUID
    what: Long = Field(min_length=1, repr=False)


class ReleaseChange(ReleaseFacts):
    """What changes; whatever is left out stays."""

    version: int
    what: Long | None = Field(default=None, min_length=1, repr=False)


class ReleaseView(ReleaseFacts):
    """The same, as a page or a program sees it."""

    id: UUID
    case_id: UUID
    version: int
    what: str = Field(repr=False)
    person_name: str = Field(repr=False)
    by: str
    state: State
    task_id: UUID | None = Field(description="By which somebody looks before it runs out.")


def add(desk: Desk, new: NewRelease) -> ReleaseView:
    """Write a consent or a release down; where it runs out, with a task in time for the lead.

    Raises:
        NotFound: No such case here.
        Refused: Its days turn, or the person is of another case.
    """
    open_file(desk, new.case_id)
    row = Release(case_id=new.case_id, what=new.what, author_id=desk.who.id, at=desk.now)
    _write(desk, row, new, set(ReleaseFacts.model_fields))
    desk.db.add(row)
    desk.db.flush()
    audit.note(desk, "release.add", row.id)
    _keep_task(desk, row)
    return one(desk, row.id)


def change(desk: Desk, release_id: UUID, wanted: ReleaseChange) -> ReleaseView:
    """Change what is known: that it was signed, goes on, or was taken back.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such release here.
        Refused: As in `add`.
    """
    row = open_row(desk, Release, release_id)
    expect(row, wanted.version, one(desk, release_id))
    changed = wanted.model_fields_set - {"version", "what"}
    with desk.db.no_autoflush:
        _write(desk, row, wanted, changed)
        if wanted.what is not None:
            row.what = wanted.what
    desk.db.flush()
    audit.note(desk, "release.change", row.id, fields=sorted(changed))
    _keep_task(desk, row)
    return one(desk, row.id)


def one(desk: Desk, release_id: UUID) -> ReleaseView:
    """Return one.

    Raises:
        NotFound: No such release here.
    """
    return _views(desk, [open_row(desk, Release, release_id)])[0]


def listed(desk: Desk, case_id: UUID | None, *, after: UUID | None, size: int) -> list[ReleaseView]:
    """Return the next by id, of one case or of all one can open.

    Raises:
        NotFound: No such case here.
    """
    return _views(desk, stretch(desk, Release, case_id, after=after, size=size))


def of_case(desk: Desk, case_id: UUID) -> list[ReleaseView]:
    """Return those of a case that is open here: what runs out before what stands, then the rest."""
    query = select(Release).where(Release.case_id == case_id)
    order = ("runs_out", "over", "unsigned", "stands", "revoked")
    found = _views(desk, sound(desk, desk.db.scalars(query)))
    return sorted(
        found, key=lambda each: (order.index(each.state), each.until or date.max, each.id)
    )


def by_ids(desk: Desk, ids: Collection[UUID]) -> dict[UUID, ReleaseView]:
    """Return these releases of cases that are open here; none, and no statement, for none."""
    if not ids:
        return {}
    rows = sound(desk, desk.db.scalars(select(Release).where(Release.id.in_(ids))))
    return {view.id: view for view in _views(desk, rows)}


def allows(view: ReleaseView | None) -> bool:
    """Tell whether what it says may be told today."""
    return view is not None and view.state in {"stands", "runs_out"}


def signers(desk: Desk, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of these people of cases that are open here."""
    query = select(Person).where(Person.id.in_(ids))
    return {each.id: full_name(each) for each in sound(desk, desk.db.scalars(query))}


def require_person(desk: Desk, case_id: UUID, person_id: UUID | None) -> None:
    """Let a person of a case pass, or nobody.

    Raises:
        Refused: She is of another case.
    """
    if person_id is not None and row_of(desk, Person, case_id, person_id) is None:
        raise Refused(fields={"person_id": NOT_OF_IT})


def _write(desk: Desk, row: Release, facts: ReleaseFacts, names: Iterable[str]) -> None:
    require_person(desk, row.case_id, facts.person_id)
    for name in names:
        setattr(row, name, getattr(facts, name))
    ends = [(name, getattr(row, name)) for name in ("until", "revoked_on")]
    for name, day in ends:
        if day is not None and row.signed_on is not None and day < row.signed_on:
            raise Refused(fields={name: NEVER_BEGAN})
    if row.revoked_on is not None and row.signed_on is None:
        raise Refused(fields={"revoked_on": NEVER_SIGNED})


def _keep_task(desk: Desk, row: Release) -> None:
    """Have somebody look before it runs out; where it ends otherwise, nobody any more."""
    known = desk.db.get(Note, row.task_id) if row.task_id else None
    if row.until is None or row.revoked_on is not None or row.signed_on is None:
        if known is not None and known.done_at is None:
            tasks.finish(desk, known.id)
        return
    today = counting.today(desk, desk.who.zone)
    if row.until < today:
        return
    due_on = max(row.until - AHEAD, today)
    if known is not None and known.done_at is None:
        known.due_on = due_on
        desk.db.flush()
        tasks.keep(desk, known)
        return
    lead_id = desk.db.get_one(Case, row.case_id).lead_id
    new = NewTask(case_id=row.case_id, words=_words(desk, row, row.until), due_on=due_on)
    if lead_id in tasks.able(desk, row.case_id):
        new = new.model_copy(update={"holder_id": lead_id})
    row.task_id = tasks.add(desk, new).id
    desk.db.flush()


def _words(desk: Desk, row: Release, until: date) -> str:
    say = translator(desk.who.locale)
    whom = row.to_whom or say(OF_NOBODY)
    return say(Filled(LOOK, whom=whom[:100], day=say.weekday_date(until)))[:200]


def _views(desk: Desk, rows: list[Release]) -> list[ReleaseView]:
    if not rows:
        return []
    names = staff.names(desk, {row.author_id for row in rows})
    people = signers(desk, {row.person_id for row in rows if row.person_id})
    today = counting.today(desk, desk.who.zone)
    return [_view(row, names, people, today) for row in rows]


def _view(
    row: Release, names: Mapping[UUID, str], people: Mapping[UUID, str], today: date
) -> ReleaseView:
    plain: dict[str, Any] = {name: getattr(row, name) for name in ReleaseFacts.model_fields}
    return ReleaseView(
        id=row.id,
        case_id=row.case_id,
        version=row.version,
        what=row.what,
        person_name=people.get(row.person_id, "") if row.person_id else "",
        by=names.get(row.author_id, ""),
        state=_state(row, today),
        task_id=row.task_id,
        **plain,
    )


def _state(row: Release, today: date) -> State:
    if row.revoked_on is not None and row.revoked_on <= today:
        return "revoked"
    if row.signed_on is None or row.signed_on > today:
        return "unsigned"
    if row.until is None or row.until - AHEAD > today:
        return "stands"
    return "over" if row.until < today else "runs_out"
