"""What may be a slip in what a rule counts from, or in the day that it gives."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict, Field

from app import law
from app.casework import counting, doubts
from app.casework.counting import ProposalView
from app.casework.doubts import FAR_AHEAD, FAR_AWAY, PASSED
from app.db.desk import Desk
from app.errors import Unsure
from app.words import N_

DUE, PRINTED = "due", "printed_date"
YEAR = timedelta(days=365)

TO_COME = N_(
    "The rule counts from this day, which is still to come. Check the year: has it happened?"
)
A_YEAR_AGO = N_(
    "The rule counts from this day, which is a year ago or more. Check the year: is that right?"
)
ORDERED_TOO_LATE = N_("The filing date that was ordered is after the hearing. Is that right?")
ORDERED_TOO_SOON = N_(
    "The printed date is before the day that the rule counts from. Is that right?"
)


class Slip(BaseModel):
    """A day to look at again, and why."""

    model_config = ConfigDict(frozen=True)

    name: str
    day: date = Field(repr=False)
    said: str

    @property
    def of_input(self) -> bool:
        """Whether it was typed, not counted."""
        return self.name != DUE

    @property
    def confirm(self) -> str:
        """The member that says that this very day is right."""
        return f"sure_of.{self.name}" if self.of_input else "sure"


def of(desk: Desk, proposal: ProposalView, inputs: Mapping[str, object]) -> list[Slip]:
    """Return what may be a slip of one count.

    Of the day that comes out nothing more is asked where an input explains it, or where it is told
    already that the day had passed before we learned of it.
    """
    rule = law.shipped().rule(proposal.rule)
    days = {
        each.name: _day(inputs[each.name])
        for each in rule.inputs
        if each.kind == "date" and inputs.get(each.name)
    }
    past = {each.name for each in rule.inputs if each.happened}
    today = counting.today(desk, proposal.tz)
    # What happened just now at the court may be dated by the calendar of either place.
    latest = max(today, counting.today(desk, desk.who.zone))
    oldest = date.min if law.counts_years(rule) else today - YEAR
    doubtful = {name: _doubt(days[name], oldest, latest) for name in days if name in past}
    found = [Slip(name=name, day=days[name], said=said) for name, said in doubtful.items() if said]
    trigger = rule.trigger or ""
    found += _of_printed(days.get(PRINTED), days.get(trigger), before=trigger not in past)
    return found or _of_day(proposal, today)


def ask(desk: Desk, found: Iterable[Slip], sure: Mapping[str, date]) -> None:
    """Let a count pass of which every doubtful day was confirmed, each by itself.

    Raises:
        Unsure: One may be a slip.
    """
    for each in found:
        if sure.get(each.name) != each.day:
            field = f"inputs.{each.name}" if each.of_input else each.name
            value = each.day.isoformat()
            doubts.ask(desk, Unsure([each.said], field=field, confirm=each.confirm, value=value))


def _day(given: object) -> date:
    return given if isinstance(given, date) else date.fromisoformat(str(given))


def _doubt(day: date, oldest: date, latest: date) -> str:
    if day > latest:
        return TO_COME
    return A_YEAR_AGO if day <= oldest else ""


def _of_printed(printed: date | None, trigger: date | None, *, before: bool) -> list[Slip]:
    """Return what is odd of a printed day: it lies on the wrong side of what is counted from."""
    if printed is None or trigger is None:
        return []
    if before and printed > trigger:
        return [Slip(name=PRINTED, day=printed, said=ORDERED_TOO_LATE)]
    if not before and printed < trigger:
        return [Slip(name=PRINTED, day=printed, said=ORDERED_TOO_SOON)]
    return []


def _of_day(proposal: ProposalView, today: date) -> list[Slip]:
    if proposal.due is None or proposal.overtaken:
        return []
    if (proposal.file_by or proposal.due) < today:
        return [Slip(name=DUE, day=proposal.due, said=PASSED)]
    if proposal.due > today + FAR_AHEAD:
        return [Slip(name=DUE, day=proposal.due, said=FAR_AWAY)]
    return []
