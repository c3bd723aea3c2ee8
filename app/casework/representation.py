"""Who must be let go by a court, or put in another's place, before somebody else may speak.

A case that is handed over hands no appearance over: whoever is of record stays so until the court
grants otherwise. Each such appearance has its steps, a task for whoever took over, and stands in
red until it ends. Nothing here gives leave to appear.
"""

from datetime import date, timedelta
from typing import Final, Literal, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import audit, counting, ofrecord, proceedings, staff, tasks
from app.casework.casefiles import expect, open_file, open_row, sound
from app.casework.ofrecord import OfRecordView
from app.casework.proceedings import ProceedingView
from app.casework.tasks import NewTask
from app.db.desk import Desk
from app.errors import Refused
from app.models import Case, Hearing, Proceeding
from app.words import N_, Filled, translator

Step = Literal["consent", "told", "asked", "address", "granted"]
STEPS: Final[tuple[Step, ...]] = get_args(Step)
A_WEEK: Final = timedelta(days=7)
STILL: Final = N_("Still of record: %(name)s. Have it substituted or withdrawn")
NO_SUCH: Final = N_("This appearance is not there any more. Look at the list again.")
TO_COME: Final = N_("This day is still to come. Write what was done.")


class StepDone(BaseModel):
    """That a step of letting somebody go was done; with no day, that it was not."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    at: int = Field(ge=0, le=30, description="Which appearance of the proceeding, counted from 0.")
    step: Step
    done_on: date | None = None
    how: Literal["", "substituted", "withdrawn"] = ""


class RecordStep(BaseModel):
    """One step, and the day on which it was done."""

    model_config = ConfigDict(frozen=True)

    step: Step
    on: date | None


class Appearance(BaseModel):
    """Somebody of record before a court or an agency, and what is left to do to let her go."""

    model_config = ConfigDict(frozen=True)

    proceeding_id: UUID
    version: int
    at: int
    kind: str
    court_name: str = Field(repr=False)
    who: OfRecordView
    must_go: bool = Field(description="Whether she left the office, or the case was handed over.")
    steps: list[RecordStep]


def of_case(desk: Desk, case_id: UUID) -> list[Appearance]:
    """Return who stands of record in a case, those who must be let go first; five statements.

    Raises:
        NotFound: No such case here.
    """
    open_file(desk, case_id)
    found = [each for view in proceedings.of_case(desk, case_id) for each in _of(view)]
    return sorted(found, key=lambda each: not each.must_go)


def done(desk: Desk, proceeding_id: UUID, step: StepDone) -> list[Appearance]:
    """Note that a step was done; once the court has granted it, the appearance ends.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such proceeding here.
        Refused: There is no such appearance, or the day is still to come.
    """
    row = open_row(desk, Proceeding, proceeding_id)
    expect(row, step.version, proceedings.one(desk, proceeding_id))
    kept = list(row.of_record or [])
    if step.at >= len(kept):
        raise Refused(NO_SUCH)
    if step.done_on is not None and step.done_on > counting.today(desk, desk.who.zone):
        raise Refused(fields={"done_on": TO_COME})
    day = step.done_on.isoformat() if step.done_on else None
    said = {f"{step.step}_on": day}
    if step.step == "granted":
        said = {"ended_on": day, "ended": (step.how or "substituted") if day else ""}
    kept[step.at] = {**kept[step.at], **said}
    row.of_record = kept
    desk.db.flush()
    audit.note(desk, "proceeding.change", row.id, fields=["of_record"])
    ofrecord.settle(desk, row)
    return _of(proceedings.one(desk, proceeding_id))


def begin(desk: Desk, case: Case, giver: UUID, taker: UUID) -> None:
    """Have the taker of a case let the giver go wherever she is of record; the deed notes the rest.

    Once for each appearance, however often the case changes hands meanwhile.
    """
    query = select(Proceeding).where(Proceeding.case_id == case.id)
    for row in sound(desk, desk.db.scalars(query)):
        kept = list(row.of_record or [])
        for at, each in enumerate(kept):
            stands = not each.get("ended_on") and not each.get("ended")
            if stands and each.get("staff_id") == str(giver) and not each.get("task_id"):
                task_id = _task(desk, case, giver, taker)
                kept[at] = {**each, "leaving": True, "task_id": str(task_id)}
        if kept != (row.of_record or []):
            row.of_record = kept
            desk.db.flush()
            audit.note(desk, "proceeding.change", row.id, fields=["of_record"])


def stay(desk: Desk, case_id: UUID, person_id: UUID) -> None:
    """Have somebody stay of record who has the case back; nobody sees to it any more."""
    query = select(Proceeding).where(Proceeding.case_id == case_id)
    for row in sound(desk, desk.db.scalars(query)):
        kept = [dict(each) for each in row.of_record or []]
        mine = [each for each in kept if each.get("staff_id") == str(person_id)]
        let_go = [each for each in mine if each.get("leaving")]
        for each in let_go:
            tasks.finish(desk, UUID(each["task_id"]))
            each |= {"leaving": False, "task_id": None}
        if let_go:
            row.of_record = kept
            desk.db.flush()
            audit.note(desk, "proceeding.change", row.id, fields=["of_record"])


def _task(desk: Desk, case: Case, giver: UUID, taker: UUID) -> UUID:
    say = translator(desk.who.locale)
    name = staff.names(desk, [giver]).get(giver, "")
    words = say(Filled(STILL, name=name[:80]))[:200]
    new = NewTask(case_id=case.id, words=words, due_on=_due_on(desk, case.id))
    if taker in tasks.able(desk, case.id):
        new = new.model_copy(update={"holder_id": taker})
    return tasks.add(desk, new, of_record=True).id


def _due_on(desk: Desk, case_id: UUID) -> date:
    """Return by when: in a week, and before the next hearing."""
    today = counting.today(desk, desk.who.zone)
    rows = sound(desk, desk.db.scalars(select(Hearing).where(Hearing.case_id == case_id)))
    days = [row.starts.date() - timedelta(days=1) for row in rows if row.status == "set"]
    return max(today, min([today + A_WEEK, *(day for day in days if day >= today)]))


def _of(view: ProceedingView) -> list[Appearance]:
    """Return those who stand, each with its place in the proceeding's list."""
    return [
        Appearance(
            proceeding_id=view.id,
            version=view.version,
            at=each.at,
            kind=view.kind,
            court_name=view.court_name,
            who=each,
            must_go=each.left or each.leaving,
            steps=[RecordStep(step=step, on=_on(each, step)) for step in STEPS],
        )
        for each in view.of_record
        if each.stands
    ]


def _on(each: OfRecordView, step: Step) -> date | None:
    days = {
        "consent": each.consent_on,
        "told": each.told_on,
        "asked": each.asked_on,
        "address": each.address_on,
        "granted": each.ended_on,
    }
    return days[step]
