"""The proceedings of a case, side by side: removal, bond, appeal, petition, application."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Literal, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import audit, ofrecord, staff
from app.casework.bonds import Bond
from app.casework.casefiles import expect, open_file, open_row, sound, stretch
from app.casework.ofrecord import OfRecord, OfRecordView
from app.casework.typed import Long, Short
from app.db.desk import Desk
from app.errors import Refused
from app.forums import courts, formats, lists
from app.forums.codes import Proceeding as Code
from app.models import Deadline, Hearing, Proceeding
from app.words import N_

Stage = Literal[
    "", "to_file", "filed", "master", "individual", "briefing", "pending", "decided", "on_appeal",
    "remanded", "closed_for_now", "over",
]  # fmt: skip
Outcome = Literal[
    "", "terminated", "relief_granted", "approved", "admin_closed", "bond_granted", "bond_lowered",
    "bond_denied", "released_otherwise", "voluntary_departure", "removed_absentia",
    "removed_merits", "removed_stipulated", "removed_expedited", "reinstated", "denied",
    "dismissed", "sustained", "stayed", "reopened", "remanded", "discretion", "withdrawn",
    "left_contact", "other_counsel", "deported_pending", "other",
]  # fmt: skip
Status = Literal["", "alleged", "admitted", "denied", "sustained", "not_sustained", "withdrawn"]
NOT_HERE = N_("This proceeding is not of this case. Choose one from the list.")
NO_SUCH_COLLEAGUE = N_("Choose a colleague from the list.")
NOT_A_RECEIPT = N_(
    "A receipt number has three letters and ten digits. Check it against the notice, or say that "
    "it was not copied from a paper."
)


class Charge(BaseModel):
    """One charge and how it stands."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    section: Short = Field(min_length=1, repr=False)
    status: Status = ""


class ChargeView(Charge):
    """The same, with what the court's list calls it; empty where it is not on the list."""

    name: str = ""


class JudgeView(BaseModel):
    """Who had the case before, and the day on which that was known."""

    model_config = ConfigDict(frozen=True)

    judge: str = Field(repr=False)
    on: date | None


class ProceedingFacts(BaseModel):
    """What may be known of a proceeding; nothing but its kind is compulsory."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    court: Short = Field(default="", repr=False, description="Court or agency.")
    judge: Short = Field(default="", repr=False)
    judge_on: date | None = Field(default=None, description="The day on which that was known.")
    number: Short = Field(default="", repr=False, description="Docket or receipt number.")
    number_seen: bool = Field(default=False, description="Copied from a paper, not only heard.")
    filed_on: date | None = None
    served_on: date | None = None
    concluded_on: date | None = None
    charges: list[Charge] = Field(default_factory=list, max_length=30, repr=False)
    stage: Stage = ""
    decision: Long = Field(default="", repr=False)
    decided_on: date | None = None
    outcome: Outcome = ""
    of_record: list[OfRecord] = Field(default_factory=list, max_length=30)
    bond: Bond | None = Field(default=None, repr=False)
    note: Long = Field(default="", repr=False)


class NewProceeding(ProceedingFacts):
    """A proceeding to be entered."""

    case_id: UUID
    kind: Code


class ProceedingChange(ProceedingFacts):
    """What changes of a proceeding; whatever is left out stays."""

    version: int
    kind: Code | None = None


class ProceedingView(BaseModel):
    """A proceeding as a page or a program sees it."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    case_id: UUID
    version: int
    kind: str
    court: str = Field(repr=False)
    court_name: str = Field(repr=False)
    judge: str = Field(repr=False)
    judge_on: date | None
    earlier_judges: list[JudgeView]
    number: str = Field(repr=False)
    number_seen: bool
    number_doubtful: bool = Field(description="A receipt number of another form than they have.")
    filed_on: date | None
    served_on: date | None
    concluded_on: date | None
    charges: list[ChargeView] = Field(repr=False)
    stage: str
    decision: str = Field(repr=False)
    decided_on: date | None
    outcome: str
    of_record: list[OfRecordView]
    bond: Bond | None = Field(repr=False)
    note: str = Field(repr=False)

    @property
    def is_over(self) -> bool:
        """Whether it has come to its end."""
        return self.concluded_on is not None or self.stage == "over"


def add(desk: Desk, new: NewProceeding) -> ProceedingView:
    """Enter a proceeding of a case.

    Raises:
        NotFound: No such case here.
        Refused: The receipt number was copied and has not its form, or a colleague is unknown.
    """
    open_file(desk, new.case_id)
    row = Proceeding(case_id=new.case_id, kind=new.kind)
    _write(desk, row, new, set(ProceedingFacts.model_fields))
    desk.db.add(row)
    desk.db.flush()
    audit.note(desk, "proceeding.add", row.id)
    return _views(desk, [row])[0]


def change(desk: Desk, proceeding_id: UUID, wanted: ProceedingChange) -> ProceedingView:
    """Change what is known of a proceeding; a judge who gives way stays with her day.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such proceeding here.
        Refused: As in `add`.
    """
    row = open_row(desk, Proceeding, proceeding_id)
    expect(row, wanted.version, _views(desk, [row])[0])
    changed = wanted.model_fields_set - {"version", "kind"}
    dates = _rename(desk, row, wanted.kind) if wanted.kind not in {None, row.kind} else 0
    if "judge" in changed and row.judge and wanted.judge != row.judge:
        on = row.judge_on.isoformat() if row.judge_on else None
        row.earlier_judges = [{"judge": row.judge, "on": on}, *(row.earlier_judges or [])]
    _write(desk, row, wanted, changed)
    desk.db.flush()
    audit.note(desk, "proceeding.change", row.id, fields=sorted(changed), dates=dates)
    ofrecord.settle(desk, row)
    return _views(desk, [row])[0]


def _write(desk: Desk, row: Proceeding, facts: ProceedingFacts, names: Collection[str]) -> None:
    seen = facts.number_seen if "number_seen" in names else row.number_seen
    number = facts.number if "number" in names else row.number
    if seen and not _fits(row.kind, number):
        raise Refused(fields={"number": NOT_A_RECEIPT})
    told = {each.staff_id for each in facts.of_record if each.staff_id}
    if told - staff.names(desk, told).keys():
        raise Refused(fields={"of_record": NO_SUCH_COLLEAGUE})
    as_kept = facts.model_dump(mode="json", include={"charges", "bond"})
    as_kept["of_record"] = ofrecord.kept_with(row, facts.of_record)
    for name in names:
        setattr(row, name, as_kept[name] if name in as_kept else getattr(facts, name))


def _rename(desk: Desk, row: Proceeding, kind: Code | None) -> int:
    """Give a proceeding another kind, and its hearings and deadlines with it; return how many.

    Nothing of it stands in the schedule, which goes by the days alone.
    """
    row.kind = kind or row.kind
    heard = desk.db.scalars(select(Hearing).where(Hearing.case_id == row.case_id))
    due = desk.db.scalars(select(Deadline).where(Deadline.case_id == row.case_id))
    dates: list[Hearing | Deadline] = [*sound(desk, heard), *sound(desk, due)]
    its = [each for each in dates if each.proceeding_id == row.id]
    for each in its:
        each.proceeding = row.kind
    return len(its)


def _fits(kind: str, number: str) -> bool:
    return kind != "uscis" or not number or bool(formats.receipt(number))


def one(desk: Desk, proceeding_id: UUID) -> ProceedingView:
    """Return one proceeding.

    Raises:
        NotFound: No such proceeding here.
    """
    return _views(desk, [open_row(desk, Proceeding, proceeding_id)])[0]


def listed(
    desk: Desk, case_id: UUID | None, *, after: UUID | None, size: int
) -> list[ProceedingView]:
    """Return the next proceedings by id, of one case or of all one can open.

    Raises:
        NotFound: No such case here.
    """
    return _views(desk, stretch(desk, Proceeding, case_id, after=after, size=size))


def of_case(desk: Desk, case_id: UUID) -> list[ProceedingView]:
    """Return the proceedings of a case that is open here: what runs before what is over."""
    rows = sound(desk, desk.db.scalars(select(Proceeding).where(Proceeding.case_id == case_id)))
    order = list(get_args(Code))
    return sorted(
        _views(desk, rows), key=lambda each: (each.is_over, order.index(each.kind), each.id)
    )


def of_record_in(
    desk: Desk, case_ids: Collection[UUID], ids: Collection[UUID]
) -> dict[UUID, list[OfRecordView]]:
    """Return who stands of record in these proceedings of cases open here; two statements."""
    if not ids:
        return {}
    query = select(Proceeding).where(Proceeding.id.in_(ids), Proceeding.case_id.in_(case_ids))
    rows = sound(desk, desk.db.scalars(query))
    told = ofrecord.people(rows)
    names, gone = staff.names_and_gone(desk, told) if told else ({}, set())
    return {
        row.id: [each for each in ofrecord.views(row, names, gone) if each.stands] for row in rows
    }


def named(desk: Desk, case_id: UUID, typed: str) -> tuple[str, UUID | None]:
    """Return the code and the record that a hearing or deadline means by what was typed.

    An id names the record; a code finds the only one of its kind that runs, where there is one.

    Raises:
        Refused: The id is of no proceeding of this case.
    """
    if not typed:
        return "", None
    query = select(Proceeding).where(Proceeding.case_id == case_id)
    with desk.db.no_autoflush:  # half-changed, the row that asks would be sealed twice
        rows = sound(desk, desk.db.scalars(query))
    by_id = {str(row.id): row for row in rows}
    if typed in by_id:
        return by_id[typed].kind, by_id[typed].id
    if formats.is_id(typed):
        raise Refused(fields={"proceeding": NOT_HERE})
    fit = [row for row in rows if row.kind == typed and row.concluded_on is None]
    return typed, fit[0].id if len(fit) == 1 else None


def name(desk: Desk, row: Hearing | Deadline, typed: str) -> None:
    """Have a hearing or a deadline name its proceeding; the deed that calls it notes it.

    Raises:
        Refused: As in `named`.
    """
    row.proceeding, row.proceeding_id = named(desk, row.case_id, typed)


def _views(desk: Desk, rows: Iterable[Proceeding]) -> list[ProceedingView]:
    rows = list(rows)
    told = ofrecord.people(rows)
    names, gone = staff.names_and_gone(desk, told) if told else ({}, set())
    return [_view(row, names, gone) for row in rows]


def _view(row: Proceeding, names: Mapping[UUID, str], gone: Collection[UUID]) -> ProceedingView:
    court = courts.court(row.court) if row.court else None
    plain: dict[str, Any] = {
        name: getattr(row, name)
        for name in ProceedingFacts.model_fields
        if name not in {"charges", "of_record", "bond"}
    }
    return ProceedingView(
        id=row.id,
        case_id=row.case_id,
        version=row.version,
        kind=row.kind,
        court_name=court.name if court else row.court,
        earlier_judges=[JudgeView.model_validate(each) for each in row.earlier_judges or []],
        number_doubtful=not _fits(row.kind, row.number),
        charges=[_charge(each) for each in row.charges or []],
        of_record=ofrecord.views(row, names, gone),
        bond=Bond.model_validate(row.bond) if row.bond else None,
        **plain,
    )


def _charge(kept: Mapping[str, Any]) -> ChargeView:
    known = Charge.model_validate(kept)
    listed = lists.charge(known.section)
    return ChargeView(**known.model_dump(), name=listed.name if listed else "")
