"""Deadlines: what is said about one, and how pages and programs see it."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)
from sqlalchemy import select

from app import law
from app.casework import counting, doubts, forcourt, forgood, reminders, schedule, staff, unneeded
from app.casework.casefiles import Label, labels, open_row, sound, stretch
from app.casework.people import file_against
from app.casework.policy import LEGAL
from app.casework.schedule import When
from app.casework.seconds import Two
from app.casework.typed import Long, Short
from app.db.desk import Desk
from app.errors import Refused
from app.models import Case, Deadline, Hearing
from app.words import N_

Hour = Annotated[str, StringConstraints(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9])?$")]
Whose = Literal["ours", "told"]
Means = Literal["file_by", "do_by", "they_answer_by", "not_before"]
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
EARLIEST, LAST = date(1900, 1, 1), date(2199, 12, 31)  # beyond lies a slip of the keys
LATER = "later"  # the mark of a history's entry: a fatal date was counted anew, and later
MARKED_FOR = timedelta(days=14)
WHY_FATAL = N_("This date is fatal. Say why it changes; the reason stays in its history.")


def in_reach(day: date) -> date:
    """Return a day that a case may have to do with."""
    if not EARLIEST <= day <= LAST:
        raise ValueError(N_("Check the year."))
    return day


def iso_only(given: object) -> object:
    """Return a day that is one, or written as one: of a number Pydantic would make a day, too."""
    if isinstance(given, str) and ISO_DAY.fullmatch(given):
        return given
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    raise ValueError(counting.WANTED["day"])


def read_day(typed: str) -> date:
    """Return the day that is written as one.

    Raises:
        ValueError: It is none, or written in another way.
    """
    return in_reach(date.fromisoformat(str(iso_only(typed))))


Day = Annotated[date, BeforeValidator(iso_only), AfterValidator(in_reach)]


class DeadlineFacts(BaseModel):
    """What is said about a deadline, however its date came about."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    title: Short = Field(default="", repr=False)
    due: Day | None = Field(default=None, repr=False)
    sure: Day | None = Field(
        default=None,
        repr=False,
        description="The due day once more: Amparo asked about it, and it is right.",
    )
    at: Hour = Field(default="", repr=False)
    tz: str | None = None
    why: Long = Field(default="", repr=False)
    whose: Whose = "ours"
    fatal: bool = False
    means: Means | None = Field(
        default=None, description="What the day is; left out: to file where it is of a proceeding."
    )
    responsible_id: UUID | None = None
    proceeding: Short = ""
    override_reason: Long = Field(default="", repr=False)


class DeadlineView(BaseModel):
    """A deadline as a page or a program sees it."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    case_id: UUID
    version: int
    case_number: str
    client_name: str = Field(repr=False)
    title: str = Field(repr=False)
    file_by: date
    due: date
    latest: date | None
    at: str
    tz: str
    fatal: bool
    whose: str
    status: str
    overtaken: bool
    government: bool
    means: Means
    overdue: bool = Field(description="Its day has passed, or its hour on that day.")
    days_left: int
    business_days_left: int | None
    responsible_id: UUID
    responsible_name: str
    responsible_left: bool = Field(
        default=False, description="Whether whoever answers for it has left the office."
    )
    proceeding: str
    proceeding_id: UUID | None = Field(
        default=None, description="The record of the proceeding, where the case has one."
    )
    hearing_id: UUID | None
    rule: str
    rule_title: str
    rule_version: int | None
    pack_hash: str = Field(
        default="", description="Fingerprint of the rules that it was counted with."
    )
    count_text: str = Field(
        default="", description="Of one deadline: its count in plain text, for a motion."
    )
    citation: str
    question: str
    ours: bool = Field(description="A rule was asked, and the day is a person's, not its own.")
    ruled: date | None = Field(
        default=None, description="The rule's own day to file by, where a person's is later."
    )
    reviewed: bool
    consequence: str
    done_means: str = Field(default="", description="When it is done, as its rule says.")
    confidence: str
    steps: list[dict[str, str]]
    if_late: list[dict[str, str]] = Field(
        description="What the rule's law leaves to do once the day has passed."
    )
    warnings: list[dict[str, str]]
    decisive: list[str]
    readings: list[dict[str, str]]
    inputs: dict[str, Any] = Field(repr=False)
    file_custody: str = Field(
        default="",
        description="What the client's file says now, where an open date was counted for another "
        "custody.",
    )
    why: str = Field(repr=False)
    override_reason: str = Field(repr=False)
    filed_on: date | None
    filed_at: str
    filed_note: str = Field(repr=False)
    late: bool
    second_look: Literal["", "owed", "given"] = Field(
        default="", description="Whether somebody else looked that a fatal date was filed."
    )
    marked_mine: bool = Field(
        default=False, description="Whoever asks marked it as filed: another gives the look."
    )
    looked_by: str = ""
    looked_at: datetime | None = None
    looked_note: str = Field(default="", repr=False)
    may_close: bool = Field(default=True, description="Whether whoever asks may close it.")
    unneeded_by: str = Field(
        default="", description="Who says that this fatal date is not needed; a second must too."
    )
    unneeded_mine: bool = False
    unneeded_why: str = Field(default="", repr=False)
    unneeded_from: datetime | None = Field(
        default=None, description="From when that word is enough alone, where nobody else is there."
    )
    two: Two | None = Field(
        default=None, description="Who may be the two that say so; only where one is looked at."
    )
    counted_later: bool = Field(
        default=False,
        description="A date that cannot be cured became later in the last two weeks: somebody "
        "corrected what it counts from.",
    )
    waiting_ack: bool
    history: list[dict[str, str]] = Field(repr=False)
    doubts: list[str] = Field(
        default_factory=list, description="What was taken at a program's word and may be a slip."
    )


def require_reader(desk: Desk, case_id: UUID, wanted: UUID) -> None:
    """Let somebody be responsible who holds a case for good, and is no volunteer.

    Raises:
        Refused: A reminder would reach somebody who cannot open the case, or soon cannot.
    """
    if wanted not in {member.id for member in forgood.answering(desk, case_id)}:
        raise Refused(
            fields={
                "responsible_id": N_(
                    "Choose a colleague who reads this case for good. Guests, covers and "
                    "volunteers say that they saw a date, and answer for none."
                )
            }
        )


def of_the_rule(means: str, wanted: DeadlineFacts) -> str:
    """Return what a counted day is, which its rule says and nobody else.

    Raises:
        Refused: Something else was said.
    """
    if wanted.means not in {None, means}:
        raise Refused(fields={"means": N_("The rule itself says what this day is. Leave it out.")})
    return means


def usual(row: Deadline) -> Means:
    """Return what a typed day is where nobody said: a proceeding's and a fatal one is for filing.

    An errand that is called a filing sends people looking for a receipt.
    """
    return "file_by" if row.fatal or row.proceeding else "do_by"


def ask_about_due(desk: Desk, row: Deadline, day: date, *, sure: date | None) -> None:
    """Let a day pass that somebody typed for a deadline, if it is plain, or sure.

    Raises:
        Unsure: It may be a slip, or what comes before a hearing would come after it.
    """
    hearing = desk.db.get(Hearing, row.hearing_id) if row.hearing_id else None
    ahead = [each for each in sound(desk, [hearing] if hearing else []) if each.status == "set"]
    heard = ahead[0].starts.date() if ahead and row.means not in law.LATER else None
    doubts.ask_about(desk, "due", day, row.tz, sure=sure, hearing_on=heard)


def meaning(row: Deadline) -> str:
    """Return what a deadline's day is, also of a row that was saved before that was kept."""
    told = (row.result or {}).values()
    theirs = law.THEIRS if any(each.get("government") for each in told) else ""
    return row.means or theirs or usual(row)


def past(desk: Desk, row: Deadline, reason: str) -> dict[str, str]:
    """Return how a deadline stood until now, and why it changes, for its history."""
    responsible = staff.names(desk, {row.responsible_id}).get(row.responsible_id, "")
    return {
        "at": desk.now.isoformat(timespec="minutes"),
        "who": desk.who.name,
        "responsible": responsible,
        "safe": row.safe.isoformat(),
        "hour": row.at,
        "due": row.due.isoformat(),
        "status": row.status,
        "whose": row.whose,
        "fatal": "fatal" if row.fatal else "",
        "reason": reason,
    }


def when_of(row: Deadline, lead_id: UUID, backup_id: UUID | None, *, sealed: bool) -> When:
    """Return what the worker must know of a deadline whose case these two people have."""
    return When(
        due=row.due,
        safe=row.safe,
        latest=row.latest,
        at=row.at,
        tz=row.tz,
        responsible_id=row.responsible_id,
        backup_id=backup_id,
        lead_id=lead_id,
        fatal=row.fatal,
        whose=row.whose,
        status=row.status,
        overtaken=row.overtaken,
        edition=row.edition,
        routine=meaning(row) in law.LATER and not row.fatal,
        sealed=sealed,
        unlooked_since=row.unlooked_since,
        filed_by=row.filed_by if row.unlooked_since else None,
    )


def keep_schedule(desk: Desk, row: Deadline, number: int) -> None:
    """Bring the worker's copy in step with a deadline; its case is open at this desk."""
    case = desk.db.get_one(Case, row.case_id)
    when = when_of(row, case.lead_id, case.backup_id, sealed=bool(case.sealed))
    schedule.put(desk, row.id, row.case_id, "deadline", when=when, number=number)


def one(desk: Desk, deadline_id: UUID) -> DeadlineView:
    """Return one deadline.

    Raises:
        NotFound: No such deadline here.
    """
    row = open_row(desk, Deadline, deadline_id)
    counted = forcourt.text(row.rule, row.inputs or {}, row.result or {})
    return views(desk, [row])[0].model_copy(update={"count_text": counted})


def listed(
    desk: Desk, case_id: UUID | None, *, after: UUID | None, size: int
) -> list[DeadlineView]:
    """Return the next deadlines by id, of one case or of all one can open.

    Raises:
        NotFound: No such case here.
    """
    return views(desk, stretch(desk, Deadline, case_id, after=after, size=size))


def by_ids(
    desk: Desk,
    ids: Iterable[UUID],
    known: Mapping[UUID, Label],
    waiting: Collection[UUID] | None = None,
) -> list[DeadlineView]:
    """Return these deadlines of cases that are open at this desk; two statements."""
    rows = desk.db.scalars(select(Deadline).where(Deadline.id.in_(list(ids))))
    readable = sound(desk, (row for row in rows if row.case_id in known))
    return views(desk, readable, known, waiting)


def of_case(desk: Desk, case_id: UUID, known: Mapping[UUID, Label]) -> list[DeadlineView]:
    """Return a case's deadlines, the open ones first, by day."""
    rows = desk.db.scalars(select(Deadline).where(Deadline.case_id == case_id))
    found = views(desk, sound(desk, rows), known)
    return sorted(found, key=lambda d: (d.status != "open", d.file_by, d.at or "24:00"))


def views(
    desk: Desk,
    rows: list[Deadline],
    known: Mapping[UUID, Label] | None = None,
    waiting: Collection[UUID] | None = None,
) -> list[DeadlineView]:
    """Return rows as views; labels, names and what waits for a word are fetched once for all."""
    if not rows:
        return []
    if known is None:
        known = labels(desk, {row.case_id for row in rows})
    if waiting is None:
        waiting = reminders.waiting_among(desk, [row.id for row in rows])
    said = {row.id: unneeded.first(desk, row) for row in rows if row.unneeded}
    told_of = {word.maker_id for word in said.values() if word}
    names, gone = staff.names_and_gone(desk, {row.responsible_id for row in rows} | told_of)
    found = []
    for row in rows:
        beside = {"responsible_left": row.responsible_id in gone, "may_close": may_close(desk, row)}
        beside |= unneeded.told_of(desk, row, said.get(row.id), names)
        view = _view(desk, row, known[row.case_id], names, waiting)
        found.append(view.model_copy(update=beside))
    return found


def title_of(desk: Desk, row: Deadline) -> str:
    """Return what a deadline is called: by whoever typed it, else by its rule, for who reads it."""
    told = (row.result or {}).get(desk.who.locale) or {}
    return row.title or told.get("title") or ""


def _view(
    desk: Desk,
    row: Deadline,
    label: Label,
    names: Mapping[UUID, str],
    waiting: Collection[UUID],
) -> DeadlineView:
    told = (row.result or {}).get(desk.who.locale) or {}
    means: Any = meaning(row)
    return DeadlineView(
        id=row.id,
        case_id=row.case_id,
        version=row.version,
        case_number=label.number,
        client_name=label.client_name,
        title=title_of(desk, row),
        file_by=row.safe,
        due=row.due,
        latest=row.latest,
        at=row.at,
        tz=row.tz,
        fatal=row.fatal,
        whose=row.whose,
        status=row.status,
        overtaken=row.overtaken,
        government=means == law.THEIRS,
        means=means,
        overdue=_is_overdue(desk, row, means),
        days_left=(row.safe - counting.today(desk, row.tz)).days,
        business_days_left=counting.business_days_left(desk, row.tz, row.safe),
        responsible_id=row.responsible_id,
        responsible_name=names.get(row.responsible_id, ""),
        proceeding=row.proceeding,
        proceeding_id=row.proceeding_id,
        hearing_id=row.hearing_id,
        rule=row.rule,
        question=_open_question(row, told),
        ours=bool(row.rule and not row.unanswered and told.get("due") != row.due.isoformat()),
        ruled=_ruled(row, told, means),
        **_law(told),
        inputs=row.inputs or {},
        file_custody=_file_custody(row, label),
        why=row.why,
        override_reason=row.override_reason,
        filed_on=row.filed_on,
        filed_at=row.filed_at,
        filed_note=row.filed_note,
        late=row.late,
        **_look(desk, row),
        counted_later=_is_counted_later(desk, row),
        waiting_ack=row.id in waiting,
        history=row.history or [],
    )


def _is_counted_later(desk: Desk, row: Deadline) -> bool:
    since = (desk.now - MARKED_FOR).isoformat(timespec="minutes")
    later = any(each.get(LATER) and each["at"] > since for each in row.history or [])
    return later and row.status == "open"


def _ruled(row: Deadline, told: Mapping[str, Any], means: str) -> date | None:
    """Return the day that a rule counted, where an open date to be kept stands later than it."""
    is_kept = row.status == "open" and not row.unanswered and means not in law.LATER
    counted = date.fromisoformat(told["safe"]) if is_kept and told.get("safe") else None
    return counted if counted is not None and counted < row.safe else None


def _law(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a view shows of the answer that a rule gave, in one language."""
    steps, warnings = told.get("steps") or [], told.get("warnings") or []
    return {
        "rule_title": told.get("title") or "",
        "rule_version": told.get("version"),
        "pack_hash": told.get("pack_hash") or "",
        "citation": steps[0]["cite"] if steps else "",
        "reviewed": bool(told.get("reviewed")),
        "consequence": told.get("consequence") or "",
        "done_means": told.get("done_means") or "",
        "confidence": told.get("confidence") or "",
        "steps": steps,
        "if_late": told.get("if_late") or [],
        "warnings": warnings,
        "decisive": told.get("decisive") or [warning["id"] for warning in warnings],
        "readings": told.get("readings") or [],
    }


def _look(desk: Desk, row: Deadline) -> dict[str, Any]:
    """Return whether a second look at what was filed is owed, or what somebody saw who gave it."""
    told = {"marked_mine": row.filed_by == desk.who.id}
    if row.unlooked_since:
        return {**told, "second_look": "owed"}
    if not row.looked:
        return told
    seen = {"looked_by": row.looked["name"], "looked_note": row.looked["note"]}
    return {**told, **seen, "second_look": "given", "looked_at": row.looked["at"]}


def may_close(desk: Desk, row: Deadline) -> bool:
    """Tell whether whoever sits here closes a deadline: the legal staff, or whose task it is.

    A fatal date and a paper that is filed are for the legal staff alone.
    """
    is_task = not row.fatal and meaning(row) == "do_by"
    return desk.who.role in LEGAL or (is_task and row.responsible_id == desk.who.id)


def _file_custody(row: Deadline, label: Label) -> str:
    counted_for = (row.inputs or {}).get("custody")
    if row.status != "open" or counted_for is None:
        return ""
    return file_against(str(counted_for), label.detained)


def _is_overdue(desk: Desk, row: Deadline, means: str) -> bool:
    if row.status != "open" or row.overtaken or means in law.LATER:
        return False
    return counting.is_over(desk, row.safe, row.at, row.tz)


def _open_question(row: Deadline, told: Mapping[str, Any]) -> str:
    """Return what the law still asks, until a person gave a reason for the date."""
    asks = row.status == "open" and row.unanswered and told.get("status") == "needs_human"
    return str(told["warnings"][0]["text"]) if asks else ""
