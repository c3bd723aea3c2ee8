"""Adding a deadline: counted by a rule, or typed."""

from typing import Any
from uuid import UUID

from pydantic import Field, model_validator

from app.casework import audit, counting, deadlines, proceedings, slips, twice
from app.casework.casefiles import open_file
from app.casework.counting import ProposalView
from app.casework.deadlines import WHY_FATAL, Day, DeadlineFacts, DeadlineView
from app.casework.twice import Entered
from app.casework.typed import Short
from app.db.desk import Desk
from app.errors import Refused
from app.models import Case, Deadline, Hearing
from app.words import N_

NO_SUCH_HEARING = N_(
    "The hearing that this date belongs to is not of this case, or no longer stands. Look at it "
    "again, or enter the date by itself."
)


class NewDeadline(DeadlineFacts):
    """A deadline to be added: by a rule and its inputs, or typed with a date."""

    case_id: UUID
    hearing_id: UUID | None = Field(
        default=None, description="The hearing that it belongs to: of this case, and still set."
    )
    rule: Short = ""
    part: Short = Field(default="", description="One of the clocks that the rule starts together.")
    inputs: dict[str, Any] | None = Field(default=None, repr=False)
    sure_of: dict[Short, Day] = Field(
        default_factory=dict,
        max_length=20,
        repr=False,
        description="Days among the inputs once more: Amparo asked about each, and it is right. "
        "As `another` the due day of the open date by this rule: it is of another decision.",
    )

    @model_validator(mode="after")
    def _rule_or_date(self) -> "NewDeadline":
        if not self.rule and (not self.title or self.due is None):
            raise ValueError(N_("Give a date and say what is due, or choose a rule."))
        return self


def add(desk: Desk, new: NewDeadline) -> DeadlineView:
    """Add a deadline with its reminders.

    Raises:
        NotFound: No such case here.
        Refused: The rule gives no date and none was typed, a changed date has no reason, who is
            responsible cannot open the case, or its hearing no longer stands.
        Unsure: The typed day, or one that the rule counts from, may be a slip, or the case has an
            open date by the rule.
    """
    case, new = open_file(desk, new.case_id), _beside_hearing(desk, new)
    if new.rule:
        code, _ = proceedings.named(desk, case.id, new.proceeding)
        entered = Entered(new.rule, new.part, code, new.hearing_id)
        twice.ask(desk, case.id, entered, new.sure_of)
    row = keep(desk, case, new)
    return deadlines.one(desk, row.id)


def keep(desk: Desk, case: Case, new: NewDeadline) -> Deadline:
    """Write a deadline of an open case with its reminders, and note the deed."""
    row = enter(desk, case, new)
    number = audit.note(desk, "deadline.add", row.id)
    deadlines.keep_schedule(desk, row, number)
    return row


def _beside_hearing(desk: Desk, new: NewDeadline) -> NewDeadline:
    """Return a deadline with what it takes from its hearing where nothing else was said."""
    if new.hearing_id is None:
        return new
    hearing = desk.db.get(Hearing, new.hearing_id)
    if hearing is None or hearing.case_id != new.case_id or hearing.status != "set":
        raise Refused(fields={"hearing_id": NO_SUCH_HEARING})
    known = {"proceeding": new.proceeding or hearing.proceeding}
    if not new.rule or counting.runs_from_hearing(new.rule):  # another rule has its own zone
        known["tz"] = new.tz or hearing.tz
    return new.model_copy(update=known)


def enter(desk: Desk, case: Case, new: NewDeadline) -> Deadline:
    """Write a deadline's row; the deed that calls it notes it and keeps the schedule."""
    code, record = _proceeding(desk, case, new)
    row = Deadline(
        case_id=case.id,
        whose=new.whose,
        why=new.why,
        at=new.at,
        proceeding=code,
        proceeding_id=record,
        hearing_id=new.hearing_id,
        responsible_id=new.responsible_id or case.lead_id,
        history=[],
    )
    if new.responsible_id is not None:
        deadlines.require_reader(desk, case.id, new.responsible_id)
    if new.rule:
        _count(desk, row, new)
    else:
        _type(desk, row, new)
    if row.fatal and row.whose == "told" and not (new.why or new.override_reason):
        raise Refused(fields={"why": WHY_FATAL})
    desk.db.add(row)
    desk.db.flush()
    return row


def _proceeding(desk: Desk, case: Case, new: NewDeadline) -> tuple[str, UUID | None]:
    """Return the proceeding that is meant; of the same as its hearing's, that one's record."""
    hearing = desk.db.get(Hearing, new.hearing_id) if new.hearing_id else None
    if hearing is not None and new.proceeding == hearing.proceeding:
        return hearing.proceeding, hearing.proceeding_id
    return proceedings.named(desk, case.id, new.proceeding)


def _count(desk: Desk, row: Deadline, new: NewDeadline) -> None:
    proposal = counting.propose(desk, new.rule, new.inputs or {}, new.tz, new.part)
    counted = proposal.due is not None
    if not counted and new.due is None:
        raise Refused(fields=_open_still(desk, proposal))
    if counted and new.due is not None and new.due != proposal.due and not new.override_reason:
        raise Refused(
            fields={"override_reason": N_("Say why the date differs from the counted one.")}
        )
    found = slips.of(desk, proposal, new.inputs or {})
    slips.ask(desk, [each for each in found if each.of_input], new.sure_of)
    row.rule, row.inputs = new.rule, new.inputs or {}
    row.result, row.counted_by = proposal.answers, proposal.counted_by
    row.title = counting.own_title(new.title, proposal.answers)
    row.tz = proposal.tz
    row.fatal = proposal.fatal or new.fatal
    row.means = deadlines.of_the_rule(proposal.means, new)
    row.overtaken = proposal.overtaken
    if new.due is not None and new.due != proposal.due:
        deadlines.ask_about_due(desk, row, new.due, sure=new.sure)
        row.due = row.safe = new.due
        row.latest = None
        row.override_reason = new.override_reason or new.why
        row.unanswered = not counted and not row.override_reason
        row.overtaken = counting.has_passed(desk, new.due, row.tz, row.means)
    elif proposal.due is not None:
        counted_day = {} if new.sure is None else {slips.DUE: new.sure}
        slips.ask(desk, [each for each in found if not each.of_input], counted_day)
        row.due, row.safe, row.latest = (
            proposal.due,
            proposal.file_by or proposal.due,
            proposal.latest,
        )
        row.at = new.at or proposal.at


def _open_still(desk: Desk, proposal: ProposalView) -> dict[str, str]:
    """Return what to answer where nothing was counted: what the rule needs, else the date."""
    asked = counting.questions(desk, proposal.rule)
    open_still = [each.name for each in asked if f"missing_{each.name}" in proposal.decisive]
    if open_still:
        return {f"inputs.{name}": N_("This is needed.") for name in open_still}
    return {"due": N_("The law gives no one date here. Type the date you found, and why.")}


def _type(desk: Desk, row: Deadline, new: NewDeadline) -> None:
    if new.due is None:
        raise Refused(fields={"due": N_("Give the date.")})
    row.title, row.due, row.safe, row.latest = new.title, new.due, new.due, None
    row.tz = counting.zone_or(new.tz, desk.house.settings.timezone)
    row.fatal = new.fatal
    row.means = new.means or deadlines.usual(row)
    deadlines.ask_about_due(desk, row, new.due, sure=new.sure)
    row.overtaken = counting.has_passed(desk, new.due, row.tz, row.means)
