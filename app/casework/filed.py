"""How filings are read: each with its receipt, its decision, and what was filed about it.

Nothing that a paper may say is refused; what may be a slip is marked, and stands.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import audit, counting
from app.casework.casefiles import full_name, open_file, open_row, row_of, sound, stretch
from app.casework.typed import Long, Short
from app.db.desk import Desk
from app.errors import Refused
from app.forums import courts, formats, lists
from app.forums import filings as kinds
from app.models import Filing, Person, Proceeding
from app.words import N_

FiledBy = Literal["", "ours", "client", "government", "other_counsel"]
How = Literal["", "online", "ecas", "mail", "courier", "window", "served", "other"]
Fee = Literal["", "paid", "none", "waiver_asked", "waived", "waiver_denied"]
Stay = Literal["", "automatic", "asked", "granted", "denied", "none"]
Running = Literal["", "running", "stopped", "not_started"]
Outcome = Literal[
    "", "granted", "partly", "conditional", "reserved", "denied", "dismissed", "sustained",
    "remanded", "rejected", "withdrawn", "abandoned", "not_adjudicated", "admin_closed", "moot",
    "no_records", "settled", "other",
]  # fmt: skip
NOT_HERE = N_("This filing is not of this case. Choose one from the list.")
Dollars = Annotated[int, Field(ge=0, le=100_000_000)]


class ClockSaid(BaseModel):
    """What the court last said of the clock of an asylum application."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    state: Running = ""
    days: Annotated[int, Field(ge=0, le=20_000)] | None = None
    on: date | None = Field(default=None, description="The day on which it said so.")
    why: Short = Field(default="", repr=False, description="Why it stands still.")


class FilingFacts(BaseModel):
    """What may be known of a filing; nothing but its kind is compulsory."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    title: Short = Field(default="", repr=False, description="As its paper calls it.")
    person_id: UUID | None = Field(default=None, description="For whom it was filed.")
    proceeding_id: UUID | None = None
    about_id: UUID | None = Field(
        default=None, description="The filing that it appeals, answers or asks anew."
    )
    filed_by: FiledBy = ""
    forum: Short = Field(default="", repr=False, description="Court or agency.")
    filed_on: date | None = None
    filed_how: How = ""
    received_on: date | None = Field(default=None, description="As the receipt says.")
    number: Short = Field(default="", repr=False, description="Receipt, docket, tracking number.")
    number_seen: bool = Field(default=False, description="Copied from a paper, not only heard.")
    court_code: Short = Field(default="", description="Of a motion: the court's own code.")
    fee: Fee = ""
    fee_amount: Dollars | None = Field(default=None, description="In dollars.")
    biometrics_on: date | None = None
    clock: ClockSaid | None = Field(default=None, repr=False)
    stay: Stay = Field(default="", description="Whether removal or release waits for it.")
    category: Short = Field(default="", repr=False, description="Such as C08 of a work permit.")
    valid_until: date | None = None
    accrued_on: date | None = Field(
        default=None, description="Of a claim: when what it is about became known."
    )
    amount: Dollars | None = Field(default=None, repr=False, description="Of a claim, in dollars.")
    decided_on: date | None = None
    outcome: Outcome = ""
    decision: Long = Field(default="", repr=False)
    note: Long = Field(default="", repr=False)


class Beside(BaseModel):
    """Another filing of the case, in a few words: what it is and how it ended."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    kind: str
    title: str = Field(repr=False)
    outcome: str


class FilingView(FilingFacts):
    """A filing as a page or a program sees it."""

    id: UUID
    case_id: UUID
    version: int
    kind: str
    sort: str
    court_motion: str = Field(description="What the court calls its code.")
    forum_name: str = Field(repr=False)
    receipt: str = Field(repr=False, description="The number as USCIS writes it, if it is one.")
    person_name: str = Field(repr=False)
    proceeding_kind: str
    about: Beside | None
    later: list[Beside] = Field(description="What was filed about it.")
    dates: list[UUID] = Field(description="Deadlines that were counted from it.")
    doubts: list[str] = Field(description="What may be a slip; it stands all the same.")

    @property
    def is_open(self) -> bool:
        """Whether an answer is still awaited."""
        return self.decided_on is None and not self.outcome

    @property
    def is_awaited(self) -> bool:
        """Whether it was filed and has no answer yet."""
        return self.is_open and (self.filed_on or self.received_on) is not None


def one(desk: Desk, filing_id: UUID) -> FilingView:
    """Return one filing.

    Raises:
        NotFound: No such filing here.
        Damaged: It was changed outside Amparo.
    """
    row = open_row(desk, Filing, filing_id)
    row.open_card()  # among all of the case, a damaged one would only be left out
    return next(each for each in of_case(desk, row.case_id) if each.id == row.id)


def of_case(desk: Desk, case_id: UUID) -> list[FilingView]:
    """Return the filings of a case: what is awaited first, then the newest; three statements.

    Raises:
        NotFound: No such case here.
    """
    open_file(desk, case_id)
    found = _views(desk, _rows(desk, Filing, {case_id}))
    return sorted(
        found,
        key=lambda each: (each.is_open, each.filed_on or date.min, str(each.id)),
        reverse=True,
    )


def listed(desk: Desk, case_id: UUID | None, *, after: UUID | None, size: int) -> list[FilingView]:
    """Return the next filings by id, of one case or of all one can open.

    Raises:
        NotFound: No such case here.
    """
    rows = stretch(desk, Filing, case_id, after=after, size=size)
    wanted = {row.id for row in rows}
    every = _views(desk, _rows(desk, Filing, {row.case_id for row in rows}))
    return sorted((each for each in every if each.id in wanted), key=lambda each: each.id)


def proceeding_of(desk: Desk, case_id: UUID, filing_id: UUID) -> str:
    """Return the proceeding of a filing of a case that is open here; empty where it has none.

    Raises:
        Refused: The filing is not of that case.
    """
    row = row_of(desk, Filing, case_id, filing_id)
    if row is None:
        raise Refused(fields={"filing_id": NOT_HERE})
    return str(row.proceeding_id or "")


def keep_dates(desk: Desk, filing_id: UUID, ids: Collection[UUID]) -> None:
    """Have a filing remember deadlines that were counted from it, and note it."""
    row = desk.db.get_one(Filing, filing_id)
    row.dates = [*(row.dates or []), *(str(each) for each in ids)]
    desk.db.flush()
    audit.note(desk, "filing.date", row.id)


class _Known:
    """What stands beside filings: the other filings, the people and proceedings of their cases."""

    def __init__(
        self,
        rows: Sequence[Filing],
        people: Mapping[UUID, Person],
        proceedings: Mapping[UUID, Proceeding],
    ) -> None:
        self.rows = {row.id: row for row in rows}
        self.people = people
        self.proceedings = proceedings
        self.later: dict[UUID, list[Filing]] = {}
        for row in sorted(rows, key=lambda row: (row.filed_on or date.max, row.id)):
            if row.about_id is not None:
                self.later.setdefault(row.about_id, []).append(row)


def _rows(desk: Desk, model: Any, case_ids: Collection[UUID]) -> list[Any]:  # noqa: ANN401 - a table
    if not case_ids:
        return []
    query = select(model).where(model.case_id.in_(case_ids))
    return sound(desk, desk.db.scalars(query))


def _views(desk: Desk, rows: Iterable[Filing]) -> list[FilingView]:
    rows = list(rows)
    case_ids = {row.case_id for row in rows}
    people = {row.id: row for row in _rows(desk, Person, case_ids)}
    proceedings = {row.id: row for row in _rows(desk, Proceeding, case_ids)}
    known, today = _Known(rows, people, proceedings), counting.today(desk, desk.who.zone)
    return [_view(row, known, today) for row in rows]


def _view(row: Filing, known: _Known, today: date) -> FilingView:
    court = courts.court(row.forum) if row.forum else None
    person = known.people.get(row.person_id) if row.person_id else None
    within = known.proceedings.get(row.proceeding_id) if row.proceeding_id else None
    about = known.rows.get(row.about_id) if row.about_id else None
    motion = lists.motion(row.court_code) if row.court_code else None
    plain = {name: getattr(row, name) for name in FilingFacts.model_fields if name != "clock"}
    return FilingView(
        id=row.id,
        case_id=row.case_id,
        version=row.version,
        kind=row.kind,
        sort=kinds.sort_of(row.kind),
        clock=ClockSaid.model_validate(row.clock) if row.clock else None,
        court_motion=motion.name if motion else "",
        forum_name=court.name if court else row.forum,
        receipt=formats.receipt(row.number),
        person_name=full_name(person) if person else "",
        proceeding_kind=within.kind if within else "",
        about=_beside(about) if about else None,
        later=[_beside(each) for each in known.later.get(row.id, [])],
        dates=[UUID(each) for each in row.dates or []],
        doubts=[name for name, asks in DOUBTS.items() if asks(row, known, today)],
        **plain,
    )


def _beside(row: Filing) -> Beside:
    return Beside(id=row.id, kind=row.kind, title=row.title, outcome=row.outcome)


def _slip(code: str) -> Callable[[Filing, _Known, date], bool]:
    def asks(row: Filing, _: _Known, __: date) -> bool:
        if not row.number or not kinds.has_receipt(row.kind):
            return False
        return formats.receipt_slip(row.number) == code

    return asks


def _near(row: Filing, known: _Known, _: date) -> bool:
    others = [each.number for each in known.rows.values() if each.case_id == row.case_id]
    others += [each.number for each in known.proceedings.values() if each.case_id == row.case_id]
    return bool(row.number) and any(formats.is_near(row.number, each) for each in others if each)


def _before(first: str, second: str) -> Callable[[Filing, _Known, date], bool]:
    """Ask whether one day, where both are known, lies before another that should come first."""

    def asks(row: Filing, _: _Known, __: date) -> bool:
        one, other = getattr(row, first), getattr(row, second)
        return one is not None and other is not None and one < other

    return asks


def _ahead(row: Filing, _: _Known, today: date) -> bool:
    happened = (row.filed_on, row.received_on, row.decided_on, row.accrued_on)
    return any(each is not None and each > today for each in happened)


def _unknown_code(row: Filing, _: _Known, __: date) -> bool:
    return bool(row.court_code) and lists.motion(row.court_code) is None


DOUBTS: Mapping[str, Callable[[Filing, _Known, date], bool]] = {
    **{f"receipt_{code}": _slip(code) for code in ("letters", "short", "long", "begins", "form")},
    "near_another": _near,
    "received_before": _before("received_on", "filed_on"),
    "decided_before": _before("decided_on", "filed_on"),
    "filed_before": _before("filed_on", "accrued_on"),
    "ahead": _ahead,
    "court_code": _unknown_code,
}
"""What is asked of each filing, in the order in which it is said."""
