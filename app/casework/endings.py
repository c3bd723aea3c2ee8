"""How deadlines end: filed, done, answered or not needed; and how an end is undone."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import select

from app import law
from app.casework import audit, counting, deadlines, doubts, editions, secondlook, unneeded
from app.casework.casefiles import expect, open_row, sound
from app.casework.deadlines import Day, DeadlineView, Hour
from app.casework.policy import LEGAL
from app.db.desk import Desk
from app.errors import Forbidden, Refused, Unsure
from app.models import Case, Deadline, Hearing
from app.words import N_

LATE = N_("This is after the due day. Was it late? Confirm that, or correct the day.")
LATE_THAT_DAY = N_(
    "It was due by an hour of that day, which has passed. Give the hour when it was done, or "
    "confirm that it was late."
)
LATE_HOUR = N_(
    "That hour is after the hour by which it was due. Was it late? Confirm, or correct it."
)

NOBODY_ASKS = N_("Nobody has said that this date is not needed. It is open, and its reminders run.")
NOT_YOURS = N_("An attorney or a paralegal closes it.")


class Completion(BaseModel):
    """How a deadline ended."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int | None = None
    outcome: Literal["filed", "not_needed"] = "filed"
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)] = Field(
        default="", repr=False
    )
    on: Day | None = None
    hour: Hour = Field(
        default="", repr=False, description="When on that day, by the deadline's own clock."
    )
    late: bool | Day = Field(
        default=False,
        union_mode="left_to_right",
        description="It was done too late, and this is so: true, or the day that was asked about.",
    )
    sure: Day | None = Field(
        default=None,
        repr=False,
        description="The day it was done once more: Amparo asked about it, and it is right.",
    )


class AsSeen(BaseModel):
    """As which version somebody saw a deadline whose ending she undoes."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int


def complete(desk: Desk, deadline_id: UUID, done: Completion) -> DeadlineView:
    """Record that a deadline was filed, or is not needed; its reminders end.

    A fatal one that was filed is reminded of until somebody else looked whether it is so; one that
    one person says is not needed stays open until a second does.

    Raises:
        Conflict: Somebody saved since.
        Forbidden: The legal staff closes it, or says that it is not needed.
        NotFound: No such deadline here.
        Refused: No receipt and no word of how, one that ended already, or a day to come.
        Unsure: It was done too late and nobody said so, or the day may be a slip.
    """
    row = open_row(desk, Deadline, deadline_id)
    stands = to_close(desk, deadline_id)
    if done.outcome == "not_needed" and desk.who.role not in LEGAL:
        raise Forbidden(NOT_YOURS)
    if done.version is not None:
        expect(row, done.version, stands)
    if row.status != "open":
        raise Refused(N_("This deadline was closed already. Open it again to change how it ended."))
    if not done.note:
        raise Refused(
            fields={"note": N_("Write the receipt number, or how and where it was filed, or why.")}
        )
    if done.outcome == "not_needed" and unneeded.waits(desk, row, done.note):
        number = audit.note(desk, unneeded.SAID, row.id)
        deadlines.keep_schedule(desk, row, number)
        return deadlines.one(desk, row.id)
    on = _on(desk, row, done)
    can_be_late = done.outcome == "filed" and stands.means not in law.LATER
    late = can_be_late and _is_late(desk, row, done, on)
    if late and done.late not in {True, on}:
        within_the_day = (LATE_HOUR if done.hour else LATE_THAT_DAY, "hour")
        asked = (LATE, "on") if on > row.due else within_the_day
        question = Unsure([asked[0]], field=asked[1], confirm="late", value=on.isoformat())
        doubts.ask(desk, question)
    before = deadlines.past(desk, row, done.note)
    row.late, row.filed_at = late, done.hour
    secondlook.begin(desk, row, done.outcome)
    _end(desk, row, done.outcome, before, on)
    number = audit.note(desk, "deadline.complete", row.id, outcome=done.outcome)
    deadlines.keep_schedule(desk, row, number)
    return deadlines.one(desk, row.id)


def stands(desk: Desk, deadline_id: UUID) -> DeadlineView:
    """Return one deadline, with who may say that it is not needed, where that takes two.

    Raises:
        NotFound: No such deadline here.
    """
    view, row = deadlines.one(desk, deadline_id), open_row(desk, Deadline, deadline_id)
    may_say = desk.who.role in LEGAL
    return view.model_copy(update={"two": unneeded.beforehand(desk, row) if may_say else None})


def to_close(desk: Desk, deadline_id: UUID) -> DeadlineView:
    """Return a deadline that whoever sits here may close.

    Raises:
        Forbidden: The legal staff closes it.
        NotFound: No such deadline here.
    """
    stands = deadlines.one(desk, deadline_id)
    if not stands.may_close:
        raise Forbidden(NOT_YOURS)
    return stands


def _on(desk: Desk, row: Deadline, done: Completion) -> date:
    today = counting.today(desk, row.tz)
    if done.on is not None and done.on > today:
        raise Refused(fields={"on": N_("This day is still to come. Give the day it was done.")})
    if done.hour and (done.on or today, done.hour) > (today, _hour_now(desk, row)):
        raise Refused(fields={"hour": N_("This hour is still to come. Give the hour it was done.")})
    if done.on is not None:
        opened = desk.db.get_one(Case, row.case_id).opened_on
        doubts.ask_about_deed(desk, "on", done.on, row.tz, opened=opened, sure=done.sure)
    return done.on or today


def _hour_now(desk: Desk, row: Deadline) -> str:
    return desk.local_now(row.tz).strftime("%H:%M")


def _is_late(desk: Desk, row: Deadline, done: Completion, on: date) -> bool:
    """Tell whether it was done after its day, or its hour; where no hour was said, it may be."""
    if on != row.due or not row.at:
        return on > row.due
    return done.hour > row.at if done.hour else counting.is_over(desk, on, row.at, row.tz)


def reopen(desk: Desk, deadline_id: UUID, version: int) -> DeadlineView:
    """Undo a completion; the reminders begin again where they are due.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such deadline here.
        Refused: It is open.
    """
    row = open_row(desk, Deadline, deadline_id)
    expect(row, version, deadlines.one(desk, deadline_id))
    if row.status == "open":
        raise Refused(N_("This deadline is open already."))
    row.history = [*(row.history or []), deadlines.past(desk, row, row.filed_note)]
    row.status, row.filed_on, row.filed_note = "open", None, ""
    row.late, row.filed_at = False, ""
    secondlook.forget(row)
    desk.db.flush()
    editions.ask_oneself(desk)  # it may have been counted by the law of before
    number = audit.note(desk, "deadline.reopen", row.id)
    deadlines.keep_schedule(desk, row, number)
    return deadlines.one(desk, row.id)


def keep(desk: Desk, deadline_id: UUID, version: int) -> DeadlineView:
    """Say that a date is needed after all; the first person's word falls away, and is remembered.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such deadline here.
        Refused: Nobody said that it is not needed.
    """
    row = open_row(desk, Deadline, deadline_id)
    expect(row, version, deadlines.one(desk, deadline_id))
    if row.status != "open" or unneeded.first(desk, row) is None:
        raise Refused(NOBODY_ASKS)
    row.history = [*(row.history or []), deadlines.past(desk, row, row.unneeded["why"])]
    row.unneeded = None
    desk.db.flush()
    number = audit.note(desk, "deadline.keep", row.id)
    deadlines.keep_schedule(desk, row, number)
    return deadlines.one(desk, row.id)


def _end(
    desk: Desk, row: Deadline, status: str, before: dict[str, str], on: date | None = None
) -> None:
    """End a deadline; how it stood before was asked first, or it would be saved in two versions."""
    row.history = [*(row.history or []), before]
    row.status, row.filed_note, row.unneeded = status, before["reason"], None
    row.filed_on = on or counting.today(desk, row.tz)
    desk.db.flush()


def running_from(desk: Desk, hearing: Hearing, status: str = "open") -> list[Deadline]:
    """Return the open deadlines that run from a hearing whose case is open at this desk.

    With the status `moved`, those that ended with it.
    """
    rows = desk.db.scalars(select(Deadline).where(Deadline.case_id == hearing.case_id))
    return [
        row for row in sound(desk, rows) if row.hearing_id == hearing.id and row.status == status
    ]


def end(desk: Desk, row: Deadline, number: int, reason: str, status: str = "moved") -> None:
    """End a deadline with the hearing that it ran from; the deed that calls it notes it.

    It calls `unneeded.tell` of each once all is entered, so that no other deed stands behind it.
    """
    _end(desk, row, status, deadlines.past(desk, row, reason))
    deadlines.keep_schedule(desk, row, number)


def resume(desk: Desk, row: Deadline, number: int, reason: str) -> None:
    """Open a deadline again that ended with its hearing; the deed that calls it notes it.

    Its reminders are told anew: whoever read that it no longer holds reads that it does.
    """
    row.history = [*(row.history or []), deadlines.past(desk, row, reason or row.filed_note)]
    row.edition += 1
    row.status, row.filed_on, row.filed_note = "open", None, ""
    desk.db.flush()
    deadlines.keep_schedule(desk, row, number)


def go_on(desk: Desk, row: Deadline, hearing_id: UUID, reason: str) -> None:
    """Let a deadline run on with another setting; its date stays."""
    row.history = [*(row.history or []), deadlines.past(desk, row, reason)]
    row.hearing_id = hearing_id
    desk.db.flush()
