"""What a deadline counts from was mistyped: it is counted anew, and whatever else counts from it.

A rule that is entered a second time leaves two open dates, and the wrong one rings until somebody
closes it. Here the one date is corrected, and each other one that counts from the same day is
shown with its own, to be taken along by somebody's word.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app import law
from app.casework import audit, counting, deadlines, forgood, slips, staff
from app.casework.casefiles import expect, label_of, open_row, sound
from app.casework.counting import ProposalView
from app.casework.deadlines import LATER, WHY_FATAL, Day, DeadlineView
from app.casework.newlaw import NOT_TAKEN, OWN
from app.casework.people import custody_of
from app.casework.policy import LEGAL
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import COUNTED_LATER
from app.casework.slips import Slip
from app.casework.typed import Long, Short
from app.casework.unneeded import was_fatal
from app.db.desk import Desk
from app.errors import Refused
from app.models import Deadline
from app.words import N_

NO_RULE = N_("No rule counted this date. Change the date itself.")
OF_A_HEARING = N_(
    "This date counts from its hearing. Correct the hearing: its dates are counted there."
)
CLOSED = N_("This deadline was closed. Open it again before you correct what it counts from.")
UNCHANGED = N_("It was counted from these answers already. Correct one of them first.")
STRANGE = N_("A date named here does not count from the same day. Look at the list again.")
CUSTODY, NOT_KNOWN = "custody", "unknown"
NOTICE = "notice_date"  # events give it their own day, as they do a rule's trigger


class Corrected(BaseModel):
    """What a rule is to count from."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    inputs: dict[str, Any] = Field(
        repr=False,
        description="Answers that are another now; one left out stays, null takes it back.",
    )


class Correction(Corrected):
    """What a rule is to count from, with the reason, and which other dates go along."""

    version: int
    reason: Long = Field(default="", repr=False, description="Needed of a fatal date.")
    also: list[UUID] = Field(
        default_factory=list,
        max_length=200,
        description="Other dates that counted from the same day and are counted anew with it.",
    )
    sure_of: dict[Short, Day] = Field(
        default_factory=dict,
        max_length=20,
        repr=False,
        description="Days among the inputs once more: Amparo asked about each, and it is right.",
    )
    sure: Day | None = Field(
        default=None,
        repr=False,
        description="The counted day once more: Amparo asked about it, and it is right.",
    )


class Anew(BaseModel):
    """A date until now, and as it is counted anew."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    title: str = Field(repr=False)
    tz: str
    means: str
    fatal: bool
    was: date = Field(description="The safe day until now, by which its reminders go.")
    was_due: date
    was_at: str
    now: date | None = Field(description="The safe day counted anew; None: the rule gives none.")
    now_due: date | None
    now_at: str
    has_passed: bool = Field(description="Whether the day counted anew has passed.")
    stays: bool = Field(description="Whether the day is left as it is: it is a person's own.")
    can_move: bool = Field(description="Whether it can be counted anew at all.")
    question: str = Field(description="What a person must look at, or empty.")

    @property
    def later(self) -> bool:
        """Whether more time is left than until now."""
        return not self.stays and self.now is not None and self.now > self.was

    @property
    def mark(self) -> str:
        """What a page says of it that somebody has looked at."""
        return f"{self.id} {self.was} {self.now or ''}".strip()


class CorrectionPreview(BaseModel):
    """What a correction moves; nothing is written."""

    model_config = ConfigDict(frozen=True)

    date: Anew
    proposal: ProposalView
    slips: list[Slip] = Field(description="Days to look at again.")
    also: list[Anew] = Field(description="Other open dates that counted from the same day.")


class _Counted(NamedTuple):
    row: Deadline
    inputs: dict[str, Any]
    proposal: ProposalView


def preview(desk: Desk, deadline_id: UUID, wanted: Corrected) -> CorrectionPreview:
    """Return what is counted anew of a deadline, and of each other that counts from the same day.

    Raises:
        NotFound: No such deadline here.
        Refused: It is closed, no rule or a hearing counts it, or an input is not of its form.
    """
    row = _correctable(desk, deadline_id)
    found = _counted(desk, row, _inputs(row, wanted))
    return CorrectionPreview(
        date=_anew(desk, row, found.proposal),
        proposal=found.proposal,
        slips=_slips(desk, found),
        also=[_of_another(desk, each, inputs) for each, inputs in _others(desk, found)],
    )


def correct(desk: Desk, deadline_id: UUID, wanted: Correction) -> DeadlineView:
    """Correct what a deadline counts from, and each other date that is named with it.

    Each keeps its old day and the reason in its history, and has its reminders anew. A date that
    is a person's own stays, beside the new count. A fatal one that becomes later is told to the
    others who read the case: one person may be wrong.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such deadline here.
        Refused: It is closed, no rule or a hearing counts it, nothing is another, an input is not
            of its form, a fatal date moves without a reason, or a stranger was named.
        Unsure: A corrected day, or the one that is counted from it, may be a slip.
    """
    row = _correctable(desk, deadline_id)
    expect(row, wanted.version, deadlines.one(desk, deadline_id))
    found = _counted(desk, row, _inputs(row, wanted))
    if found.inputs == (row.inputs or {}):
        raise Refused(fields={"inputs": UNCHANGED})
    sure = wanted.sure_of | ({} if wanted.sure is None else {slips.DUE: wanted.sure})
    slips.ask(desk, _slips(desk, found), sure)
    along = _named(desk, found, wanted.also)
    if not wanted.reason and any(was_fatal(each.row) for each in (found, *along)):
        raise Refused(fields={"reason": WHY_FATAL})
    later = [_take(desk, each, wanted.reason) for each in (found, *along)]
    if any(later):
        _tell(desk, row.case_id)
    return deadlines.one(desk, row.id)


def known(desk: Desk, stands: DeadlineView) -> dict[str, str]:
    """Return what the client's file answers of the questions of a date's rule."""
    return of_file(desk, stands.rule, stands.case_id)


def of_file(desk: Desk, rule: str, case_id: UUID) -> dict[str, str]:
    """Return what the client's file answers of a rule's questions; nothing where it does not."""
    asks = rule and CUSTODY in {each.name for each in counting.questions(desk, rule)}
    says = custody_of(label_of(desk, case_id).detained) if asks else NOT_KNOWN
    return {} if says == NOT_KNOWN else {CUSTODY: says}


def counts_from_hearing(rule: str, hearing_id: UUID | None) -> bool:
    """Tell whether a date goes with its hearing, where its day is corrected."""
    return hearing_id is not None and counting.runs_from_hearing(rule)


def _correctable(desk: Desk, deadline_id: UUID) -> Deadline:
    row = open_row(desk, Deadline, deadline_id)
    if not row.rule:
        raise Refused(NO_RULE)
    if counts_from_hearing(row.rule, row.hearing_id):
        raise Refused(OF_A_HEARING)
    if row.status != "open":
        raise Refused(CLOSED)
    return row


def _inputs(row: Deadline, wanted: Corrected) -> dict[str, Any]:
    both = {**(row.inputs or {}), **wanted.inputs}
    return {name: value for name, value in both.items() if value is not None}


def _counted(desk: Desk, row: Deadline, inputs: dict[str, Any]) -> _Counted:
    told: Mapping[str, Any] = (row.result or {}).get("en") or {}
    # A person's zone stays; the rule's own follows the answers, of which one may be the place.
    zone = None if told.get("zone") == row.tz else row.tz
    proposal = counting.propose(desk, row.rule, inputs, zone, told.get("part") or "")
    return _Counted(row, inputs, proposal)


def _slips(desk: Desk, found: _Counted) -> list[Slip]:
    """Return what may be a slip of what is another now; the rest was asked about before."""
    old = found.row.inputs or {}
    odd = slips.of(desk, found.proposal, found.inputs)
    return [
        each
        for each in odd
        if (each.of_input and found.inputs[each.name] != old.get(each.name))
        or (not each.of_input and not found.row.override_reason)
    ]


def _trigger(rule_id: str) -> str:
    try:
        return law.shipped().rule(rule_id).trigger or ""
    except law.UnknownRule:
        return ""


def _others(desk: Desk, found: _Counted) -> Iterator[tuple[Deadline, dict[str, Any]]]:
    """Yield the other open dates that counted from the same day, with their corrected inputs.

    A date without a proceeding may be of any: somebody looks at each before it goes along.
    """
    name, old = _trigger(found.row.rule), found.row.inputs or {}
    was, now = old.get(name), found.inputs.get(name)
    if was is None or now is None or was == now:
        return
    notice = found.inputs.get(NOTICE, now)
    rows = desk.db.scalars(select(Deadline).where(Deadline.case_id == found.row.case_id))
    for row in sound(desk, rows):
        inputs, trigger = row.inputs or {}, _trigger(row.rule)
        if row.id == found.row.id or row.status != "open" or inputs.get(trigger) != was:
            continue
        apart = row.proceeding and found.row.proceeding and row.proceeding != found.row.proceeding
        if not apart and not counts_from_hearing(row.rule, row.hearing_id):
            noticed = {NOTICE: notice} if inputs.get(NOTICE) == was else {}
            yield row, inputs | noticed | {trigger: now}


def _of_another(desk: Desk, row: Deadline, inputs: dict[str, Any]) -> Anew:
    """Return another date as it would be; also of one that its rule takes no more."""
    try:
        counted = _counted(desk, row, inputs)
    except Refused:
        return _anew(desk, row, None, NOT_TAKEN)
    odd = [each.said for each in _slips(desk, counted) if each.name != _trigger(row.rule)]
    return _anew(desk, row, counted.proposal, next(iter(odd), ""))


def _anew(desk: Desk, row: Deadline, counted: ProposalView | None, asked: str = "") -> Anew:
    own = bool(row.override_reason)
    return Anew(
        id=row.id,
        title=deadlines.title_of(desk, row),
        tz=row.tz,
        means=deadlines.meaning(row),
        fatal=row.fatal or bool(counted and counted.fatal),
        was=row.safe,
        was_due=row.due,
        was_at=row.at,
        now=counted.file_by if counted else None,
        now_due=counted.due if counted else None,
        now_at=(counted.at or row.at) if counted else "",
        has_passed=bool(counted and counted.overtaken),
        stays=own,
        can_move=counted is not None,
        question=(OWN if own else "") or asked or (counted.question if counted else "") or "",
    )


def _named(desk: Desk, found: _Counted, also: Collection[UUID]) -> list[_Counted]:
    """Return the other dates that somebody named, counted anew.

    Raises:
        Refused: One does not count from the same day, or its rule takes it no more.
    """
    others = {row.id: (row, inputs) for row, inputs in _others(desk, found)}
    if not set(also) <= others.keys():
        raise Refused(fields={"also": STRANGE})
    try:
        return [_counted(desk, *others[each]) for each in dict.fromkeys(also)]
    except Refused:
        raise Refused(fields={"also": NOT_TAKEN}) from None


def _take(desk: Desk, found: _Counted, reason: str) -> bool:
    """Count a date anew, with its history and reminders; tell whether a fatal one is later now.

    Known in time, it is overdue where the right day has passed: that it was mistyped here does
    not mean that nobody could know of it.
    """
    row, proposal = found.row, found.proposal
    was = (row.safe, row.at or "24:00")
    grave = was_fatal(row)
    before = deadlines.past(desk, row, reason)
    row.inputs = found.inputs
    row.result, row.counted_by = proposal.answers, proposal.counted_by
    row.title = counting.own_title(row.title, proposal.answers)
    row.fatal = row.fatal or proposal.fatal
    if not row.override_reason:
        _move(row, proposal)
    later = grave and (row.safe, row.at or "24:00") > was
    row.history = [*(row.history or []), before | ({LATER: LATER} if later else {})]
    desk.db.flush()
    number = audit.note(desk, "deadline.correct", row.id)
    deadlines.keep_schedule(desk, row, number)
    return later


def _move(row: Deadline, proposal: ProposalView) -> None:
    """Move a date; where the law gives no one day, the day stands only until somebody decides."""
    day = proposal.due or proposal.file_by
    row.unanswered = proposal.due is None
    row.unneeded = None  # said of the date as it was
    if day is not None:
        row.due, row.safe, row.latest = day, proposal.file_by or day, proposal.latest
    row.at, row.tz = proposal.at or row.at, proposal.tz
    row.means = proposal.means
    row.overtaken = row.overtaken and proposal.overtaken
    row.edition += 1


def _tell(desk: Desk, case_id: UUID) -> None:
    """Tell the others of the legal staff who read a case for good."""
    reading = forgood.of(desk, case_id) - {desk.who.id}
    mailbox = Mailbox(desk)
    for each in staff.active(desk, LEGAL):
        if each.id in reading:
            mailbox.alarm(each.id, COUNTED_LATER, each=True)
