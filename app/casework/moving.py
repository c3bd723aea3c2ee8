"""Changing a deadline: what moves it needs its reason and stays in its history."""

from datetime import date
from uuid import UUID

from app import law
from app.casework import audit, counting, deadlines, proceedings, unneeded
from app.casework.casefiles import expect, open_row
from app.casework.deadlines import WHY_FATAL, DeadlineFacts, DeadlineView
from app.db.desk import Desk
from app.errors import Refused
from app.models import Deadline
from app.words import N_

# Of a fatal date each such change needs its reason; it stays in the history, as does who answers.
REASONED = {"title", "due", "at", "tz", "whose", "fatal", "means"}
KEPT = REASONED | {"responsible_id"}
STAYS_OURS = N_(
    "This date cannot be cured once it is lost, so it stays ours to act on. If nothing is to be "
    "done, say “Not needed”: a second person says so too."
)


class DeadlineChange(DeadlineFacts):
    """What changes; whatever is left out stays."""

    version: int


def change(desk: Desk, deadline_id: UUID, wanted: DeadlineChange) -> DeadlineView:
    """Change a deadline; a new date keeps the old one in its history and renews the reminders.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such deadline here.
        Refused: A counted or fatal date changes without a reason, or who is responsible cannot
            open the case.
        Unsure: The new day may be a slip.
    """
    row = open_row(desk, Deadline, deadline_id)
    expect(row, wanted.version, deadlines.one(desk, deadline_id))
    changed = _changed(row, wanted)
    _require_reason(row, wanted, changed)
    answers = row.unanswered and bool(wanted.override_reason)
    if changed & KEPT or answers:
        row.history = [*(row.history or []), _past(desk, row, wanted, changed)]
    if "responsible_id" in changed:
        _hand_on(desk, row, wanted.responsible_id)
    if answers:
        row.override_reason, row.unanswered = wanted.override_reason, False
    if "tz" in changed:
        row.tz = counting.zone_or(wanted.tz, row.tz)
    _write(desk, row, wanted, changed)
    row.title = counting.own_title(row.title, row.result or {})
    if "due" in changed and wanted.due is not None:
        _move(desk, row, wanted, wanted.due)
    row.edition += bool(changed & {"due", "at", "tz"})  # another zone is another instant
    desk.db.flush()
    number = audit.note(desk, "deadline.change", row.id, fields=sorted(changed))
    deadlines.keep_schedule(desk, row, number)
    if changed & {"due", "fatal"}:
        unneeded.tell(desk, [row])
    return deadlines.one(desk, row.id)


def _hand_on(desk: Desk, row: Deadline, to: UUID | None) -> None:
    if to is not None:
        deadlines.require_reader(desk, row.case_id, to)
        row.responsible_id = to


def _past(desk: Desk, row: Deadline, wanted: DeadlineChange, changed: set[str]) -> dict[str, str]:
    """Return how it stood until now, with what it was called or meant where that changes."""
    was = {"title": deadlines.title_of(desk, row), "means": deadlines.meaning(row)}
    past = deadlines.past(desk, row, wanted.override_reason or wanted.why)
    return past | {name: was[name] for name in changed & was.keys()}


def _write(desk: Desk, row: Deadline, wanted: DeadlineChange, changed: set[str]) -> None:
    for name in changed & {"title", "at", "why", "whose", "fatal", "means"}:
        setattr(row, name, getattr(wanted, name))
    if "proceeding" in changed:
        proceedings.name(desk, row, wanted.proceeding)


def _changed(row: Deadline, wanted: DeadlineChange) -> set[str]:
    """Return the names of what would be another; what cannot be empty is left as it is."""
    named = wanted.model_fields_set - {"version", "sure", "override_reason"}
    kept = {name for name in ("due", "tz", "means", "responsible_id") if not getattr(wanted, name)}
    if counting.own_title(wanted.title, row.result or {}) == row.title:
        kept.add("title")  # the rule's own, in whatever language it was sent back
    return {name for name in named - kept if getattr(wanted, name) != getattr(row, name)}


def _require_reason(row: Deadline, wanted: DeadlineChange, changed: set[str]) -> None:
    if "title" in changed and not wanted.title and not row.rule:
        raise Refused(fields={"title": N_("Say what is to be filed or done.")})
    if "means" in changed and row.rule:
        deadlines.of_the_rule(row.means, wanted)
    if "fatal" in changed and (row.result or {}).get("en", {}).get("fatal"):
        raise Refused(fields={"fatal": N_("A date that cannot be cured stays marked as such.")})
    if unneeded.was_fatal(row):
        _keep_ours(wanted, changed)
    if wanted.override_reason:
        return
    if row.fatal and changed & REASONED:
        raise Refused(fields={"override_reason": WHY_FATAL})
    if "due" in changed and row.rule:
        raise Refused(
            fields={"override_reason": N_("Say why the date differs from the counted one.")}
        )


def _keep_ours(wanted: DeadlineChange, changed: set[str]) -> None:
    """Let no one person's word silence a date that asking cannot cure."""
    if "whose" in changed and wanted.whose == "told":
        raise Refused(fields={"whose": STAYS_OURS})
    if "means" in changed and wanted.means in law.LATER:
        raise Refused(fields={"means": STAYS_OURS})


def _move(desk: Desk, row: Deadline, wanted: DeadlineChange, due: date) -> None:
    deadlines.ask_about_due(desk, row, due, sure=wanted.sure)
    row.due = row.safe = due
    row.latest = row.unneeded = None
    row.override_reason = wanted.override_reason or wanted.why
    row.overtaken = counting.has_passed(desk, due, row.tz, row.means)
