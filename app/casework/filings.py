"""Filings: what was asked of a court or an agency. Entering one, changing it, what follows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.casework import audit, events, filed
from app.casework.casefiles import expect, open_file, open_row, row_of
from app.casework.filed import FilingFacts, FilingView
from app.db.desk import Desk
from app.errors import Refused
from app.forums import filings as kinds
from app.forums.filings import Kind
from app.models import CaseRow, Filing, Person, Proceeding
from app.words import N_

NO_PERSON = N_("This person is not of this case. Choose one from the list.")
NO_PROCEEDING = N_("This proceeding is not of this case. Choose one from the list.")
IN_A_RING = N_("It is about itself, through what was filed about it. Choose another filing.")


class NewFiling(FilingFacts):
    """A filing to be entered."""

    case_id: UUID
    kind: Kind


class FilingChange(FilingFacts):
    """What changes of a filing; whatever is left out stays."""

    version: int
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Follows:
    """Something that happened to a filing, from which rules may count dates."""

    event: str
    on: date
    area: str


def add(desk: Desk, new: NewFiling) -> FilingView:
    """Enter a filing of a case.

    Raises:
        NotFound: No such case here.
        Refused: A person, a proceeding or another filing that it names is not of this case.
    """
    open_file(desk, new.case_id)
    row = Filing(case_id=new.case_id, kind=new.kind)
    _write(desk, row, new, set(FilingFacts.model_fields))
    desk.db.add(row)
    desk.db.flush()
    audit.note(desk, "filing.add", row.id)
    return filed.one(desk, row.id)


def change(desk: Desk, filing_id: UUID, wanted: FilingChange) -> FilingView:
    """Change what is known of a filing.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such filing here.
        Refused: As in `add`, or it would be about itself.
    """
    row = open_row(desk, Filing, filing_id)
    expect(row, wanted.version, filed.one(desk, row.id))
    changed = wanted.model_fields_set - {"version", "kind"}
    if wanted.kind is not None:
        row.kind = wanted.kind
    _write(desk, row, wanted, changed)
    desk.db.flush()
    audit.note(desk, "filing.change", row.id, fields=sorted(changed))
    return filed.one(desk, row.id)


def follows(view: FilingView) -> list[Follows]:
    """Return what happened to a filing that rules count from, the newest first."""
    area = kinds.area_of(view.kind, view.proceeding_kind)
    in_court = area == "courts"
    begun = view.received_on or view.filed_on
    steps = [("accrual", view.accrued_on), ("expiry", view.valid_until)]
    is_request = view.sort == "records" and view.kind != "records_appeal"
    steps.append(("request" if is_request else "filing", begun))
    if not view.is_open and view.outcome != "withdrawn":
        steps.append(("court_decision" if in_court else "decision", view.decided_on))
    found = [Follows(event, on, area) for event, on in reversed(steps) if on is not None]
    return [each for each in found if events.concern(each.event, each.area)]


def _write(desk: Desk, row: Filing, facts: FilingFacts, names: Collection[str]) -> None:
    links: tuple[tuple[str, type[CaseRow], str], ...] = (
        ("person_id", Person, NO_PERSON),
        ("proceeding_id", Proceeding, NO_PROCEEDING),
        ("about_id", Filing, filed.NOT_HERE),
    )
    for name, model, sentence in links:
        wanted = getattr(facts, name)
        if name in names and wanted and row_of(desk, model, row.case_id, wanted) is None:
            raise Refused(fields={name: sentence})
    if "about_id" in names and facts.about_id and _is_ring(desk, row, facts.about_id):
        raise Refused(fields={"about_id": IN_A_RING})
    for name in names:
        setattr(row, name, getattr(facts, name))
    if "clock" in names:
        row.clock = facts.clock.model_dump(mode="json") if facts.clock else None


def _is_ring(desk: Desk, row: Filing, about: UUID) -> bool:
    """Tell whether what a filing is to be about leads back to it."""
    seen: set[UUID] = set()
    at: UUID | None = about
    while at is not None and at not in seen:
        if at == row.id:
            return True
        seen.add(at)
        other = row_of(desk, Filing, row.case_id, at)
        at = other.about_id if other is not None else None
    return False
