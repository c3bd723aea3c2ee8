"""Changing what is known of a hearing, and recording how it ended."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.casework import (
    audit,
    counting,
    following,
    hearings,
    proceedings,
    recounting,
    replacing,
    unneeded,
)
from app.casework.casefiles import expect, open_row
from app.casework.deadlines import Day
from app.casework.following import SURE, Follow
from app.casework.hearings import HearingFacts, HearingView
from app.casework.people import Custody
from app.casework.replacing import OldDate
from app.casework.typed import Long, Short
from app.db.desk import Desk
from app.errors import Refused
from app.forums import adjournments
from app.forums.codes import Adjourned
from app.models import Case, Deadline, Hearing
from app.words import N_

STILL_TO_COME = N_(
    "This hearing is still to come. From its day on it can be marked held; if the court moved it, "
    "enter the new setting."
)
NO_LONGER_STANDS = N_("This setting no longer stands. Enter the date as a new deadline.")


NOT_HELD = N_(
    "Only a hearing that took place was adjourned. One that the court moved before is set anew."
)


def _known_code(typed: str) -> str:
    """Return a code of the court's table, in its own capitals.

    Raises:
        ValueError: The table has no such code.
    """
    code = typed.upper()
    if code and adjournments.adjournment(code) is None:
        raise ValueError(N_("The court's table has no such code."))
    return code


AdjournmentCode = Annotated[Short, AfterValidator(_known_code)]


class HearingChange(HearingFacts):
    """What changes of a hearing; its day and hour change only by a new setting."""

    version: int
    status: Literal["set", "held", "cancelled"] | None = None
    custody: Custody | None = Field(
        default=None,
        description="On that day. By another one, the open dates that it decides are counted anew.",
    )
    count_anew: bool = Field(
        default=False,
        description="Also where custody stays as it is: the open dates that were counted for "
        "another are counted anew.",
    )
    adjourned: Adjourned = Field(
        default="", description="Of one that was held: why it was put off, of six kinds."
    )
    adjournment_code: AdjournmentCode = Field(
        default="", description="The court's own code instead, such as 18; it says which kind."
    )
    reason: Long = Field(default="", repr=False, description="Why, or how we know.")
    old_dates: list[OldDate] = Field(
        default_factory=list,
        max_length=200,
        description="What becomes of the dates that end: each fatal one must be named. Of the "
        "others, what a rule counted ends and what was typed stays.",
    )
    follows: list[Follow] | None = Field(
        default=None, description="What was decided about each date that is counted anew."
    )


class TakenAfterAll(BaseModel):
    """A date that was left out and is wanted now; a day and a reason where it is another."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int
    rule: Short
    due: Day | None = Field(default=None, repr=False)
    sure: Day | None = Field(default=None, repr=False, description=SURE)
    reason: Long = Field(default="", repr=False)

    @property
    def decided(self) -> Follow:
        """What a person decides about it now."""
        return Follow(
            rule=self.rule,
            choice="take" if self.due is None else "change",
            due=self.due,
            sure=self.sure,
            reason=self.reason,
        )


def change(desk: Desk, hearing_id: UUID, wanted: HearingChange) -> HearingView:
    """Change what is known of a hearing, or record that it was held or cancelled.

    Set again after it was cancelled, the dates that ended with it run again. With another custody
    than they were counted for, also one that was corrected meanwhile, those that it decides are
    counted anew.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such hearing here.
        Refused: It is cancelled without a reason or with fatal dates of which nothing was said,
            is held before its day, or was moved; or a date ends by another custody without a word.
        Unsure: A day typed for a date that is counted anew may be a slip.
    """
    hearing = open_row(desk, Hearing, hearing_id)
    expect(hearing, wanted.version, hearings.one(desk, hearing_id))
    _require_ending(desk, hearing, wanted)
    changed = wanted.model_fields_set - {"version", "status", "old_dates", "follows", "count_anew"}
    custody = wanted.custody or hearing.custody
    is_another = wanted.count_anew or custody != hearing.custody
    hearing.counted_for = recounting.counted_for(hearing)
    hearing.custody = custody
    _correct(desk, hearing, wanted, changed - {"reason", "custody"})
    if "reason" in changed and (wanted.status or not is_another):
        # Why a setting was moved must outlive how it ended: a motion tells both.
        setattr(hearing, "ended_reason" if wanted.status else "reason", wanted.reason)
    before, hearing.status = hearing.status, wanted.status or hearing.status
    stands_again = before == "cancelled" != hearing.status
    if stands_again:
        hearing.ended_reason, hearing.edition = wanted.reason, hearing.edition + 1
    anew = hearing.status == "set" and (wanted.count_anew or custody != hearing.counted_for)
    if anew:
        hearing.counted_for = custody
    _keep_adjournment(hearing, wanted)
    desk.db.flush()
    number = audit.note(
        desk,
        "hearing.change",
        hearing.id,
        fields=sorted(changed),
        before=before,
        status=hearing.status,
    )
    case = desk.db.get_one(Case, hearing.case_id)
    hearings.keep_schedule(desk, case, hearing, number)
    ended = _settle(desk, hearing, number, wanted, stands_again=stands_again)
    if anew:
        decided, follows, reason = wanted.old_dates, wanted.follows, wanted.reason
        ended += recounting.recount(
            desk, case, hearing, number, decided=decided, follows=follows, reason=reason
        )
    unneeded.tell(desk, ended)
    return hearings.one(desk, hearing.id)


def _correct(desk: Desk, hearing: Hearing, wanted: HearingChange, names: set[str]) -> None:
    for name in names - {"proceeding"}:
        setattr(hearing, name, getattr(wanted, name))
    if "proceeding" in names:
        proceedings.name(desk, hearing, wanted.proceeding)


def take_after_all(desk: Desk, hearing_id: UUID, wanted: TakenAfterAll) -> HearingView:
    """Take a date that was left out when the hearing was saved, with its reminders.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such hearing here.
        Refused: The setting no longer stands, the date was not left out or is taken already, or
            it lacks a day or a reason.
        Unsure: The typed day may be a slip.
    """
    hearing = open_row(desk, Hearing, hearing_id)
    expect(hearing, wanted.version, hearings.one(desk, hearing_id))
    if hearing.status in {"moved", "cancelled"}:
        raise Refused(fields={"rule": NO_LONGER_STANDS})
    number = audit.note(desk, "hearing.take_after_all", hearing.id)
    case = desk.db.get_one(Case, hearing.case_id)
    hearings.keep_schedule(desk, case, hearing, number)
    following.take_after_all(desk, case, hearing, number, wanted.decided)
    return hearings.one(desk, hearing.id)


def _keep_adjournment(hearing: Hearing, wanted: HearingChange) -> None:
    """Keep why it was adjourned: of a code its kind; none of what did not take place.

    Raises:
        Refused: It did not take place.
    """
    known = adjournments.adjournment(wanted.adjournment_code)
    if known is not None:
        hearing.adjourned = known.kind
    elif "adjourned" in wanted.model_fields_set:
        hearing.adjournment_code = ""  # whatever code stood there said another kind, or the same
    if hearing.status != "held" and wanted.adjourned + wanted.adjournment_code:
        raise Refused(fields={"adjourned": NOT_HELD})
    if hearing.status != "held":
        hearing.adjourned = hearing.adjournment_code = ""


def _settle(
    desk: Desk, hearing: Hearing, number: int, wanted: HearingChange, *, stands_again: bool
) -> list[Deadline]:
    """End the dates of a hearing that is cancelled, and return them; or have them run again."""
    if wanted.status == "cancelled":
        decided, reason = wanted.old_dates, wanted.reason
        return replacing.settle_dates(desk, hearing, number, decided=decided, reason=reason)
    if stands_again:
        replacing.resume_dates(desk, hearing, number, reason=wanted.reason)
    return []


def _require_ending(desk: Desk, hearing: Hearing, wanted: HearingChange) -> None:
    if wanted.status == "cancelled" and not wanted.reason:
        raise Refused(fields={"reason": N_("Say how you know that it was cancelled.")})
    if hearing.status == "moved" and wanted.status is not None:
        raise Refused(N_("This setting was moved; change the newest one."))
    if wanted.status == "held" and counting.today(desk, hearing.tz) < hearing.starts.date():
        raise Refused(fields={"status": STILL_TO_COME})
