"""The old-order alarm: whoever was ordered removed before can be put on a bus the same day.

A checklist of the day begins with the call, with a date of its own that is reminded of like any.
"""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.casework import adding, deadlines, endings
from app.casework.adding import NewDeadline
from app.casework.endings import Completion
from app.casework.intake import inquiries, order
from app.casework.intake.heard import Heard
from app.casework.intake.inquiries import STEPPED
from app.clock import local
from app.db.desk import Desk
from app.errors import Refused
from app.models import Case, Deadline, Inquiry
from app.words import N_, translator

Step = Literal[
    "ask_order", "look_up", "locate", "fear", "lawyer", "stay", "sign_nothing"
]  # as `order.STEPS`
TITLE = N_("Old removal order: the steps of today, on the page of the inquiry")
DONE = N_("All steps of the old-order checklist were done.")
NO_ORDER = N_("Nobody said that there is an old order. Say so first.")


class NewStep(BaseModel):
    """A step of the checklist that was done, or that is to be done after all."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    step: Step
    is_done: bool = True


def begin(desk: Desk, case: Case, row: Inquiry) -> None:
    """Begin the checklist, once: a date of today answers for it."""
    if row.alarm_id is not None:
        return
    today = local(desk.now, desk.who.zone).date()
    title = translator(desk.who.locale).gettext(TITLE)
    new = NewDeadline(
        case_id=case.id, title=title, due=today, sure=today, means="do_by", tz=desk.who.zone
    )
    row.alarm_id = adding.keep(desk, case, new).id
    desk.db.flush()


def step(desk: Desk, case_id: UUID, wanted: NewStep) -> None:
    """Note that a step was done, or that it was not; with the last one its date is closed.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such inquiry here.
        Refused: It has ended, or there is no old order.
    """
    _, row = inquiries.open_inquiry(desk, case_id, wanted.version)
    if not Heard.model_validate(row.heard).ordered_before:
        raise Refused(NO_ORDER)
    known = dict(row.steps or {})
    known.pop(wanted.step, None)
    if wanted.is_done:
        known[wanted.step] = {
            "step": wanted.step,
            "by": str(desk.who.id),
            "at": desk.now.isoformat(),
        }
    row.steps = known
    inquiries.done(desk, row, STEPPED, step=wanted.step, done=wanted.is_done)
    _close_date(desk, row)


def _close_date(desk: Desk, row: Inquiry) -> None:
    """Close the checklist's date once all is done."""
    if row.alarm_id is None or set(row.steps or {}) != set(order.STEPS):
        return
    date = desk.db.get(Deadline, row.alarm_id)
    if date is not None and date.status == "open" and deadlines.may_close(desk, date):
        note = translator(desk.who.locale).gettext(DONE)
        endings.complete(desk, date.id, Completion(note=note, late=True))
