"""Putting a hearing on the calendar with what follows from it; moved, the old setting stays."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from pydantic import Field, field_validator

from app.casework import (
    audit,
    counting,
    detention,
    doubts,
    endings,
    following,
    hearings,
    informing,
    policy,
    proceedings,
    replacing,
    unneeded,
)
from app.casework.casefiles import label_of, labels, open_file
from app.casework.counting import ProposalView
from app.casework.deadlines import Day, in_reach
from app.casework.following import Follow, TypedDate
from app.casework.hearings import HearingFacts, HearingView
from app.casework.people import Custody, custody_of
from app.casework.replacing import OldDate
from app.casework.slips import Slip
from app.casework.typed import Long, Short
from app.clock import instant
from app.db.desk import Desk
from app.errors import Refused
from app.forums import courts
from app.forums.codes import APPOINTMENTS, OF_USCIS, HearingKind
from app.models import Deadline, Hearing
from app.words import N_

DAY_AND_HOUR = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", re.ASCII)


OTHER_ZONE = N_(
    "This court keeps another time zone. Leave the zone empty to take the court's own, or confirm "
    "that the hour really is in the one you chose, as where it is by video from elsewhere."
)
SECOND = N_(
    "This case has an individual hearing still to come. Say whether the new one replaces it or "
    "both stand."
)
PAST_REPLACES = N_(
    "A hearing in the past replaces none that stands. Check the year, or enter it by itself."
)


class NewHearing(HearingFacts):
    """A hearing to be put on the calendar."""

    case_id: UUID
    starts: datetime = Field(repr=False)
    starts_sure: Day | None = Field(
        default=None, repr=False, description="Its day once more: closed or not, it is right."
    )
    tz: str | None = Field(default=None, description="Left out: the court's own.")
    tz_confirmed: bool = Field(
        default=False, description="The zone is meant, though the court keeps another."
    )
    court: Short = ""
    kind: HearingKind
    custody: Custody | None = Field(
        default=None, description="On that day. Left out: what the file says of the client."
    )
    replaces: UUID | None = None
    both_stand: bool = Field(
        default=False, description="Set beside an individual hearing that is still to come."
    )
    reason: Long = Field(default="", repr=False)
    old_dates: list[OldDate] = Field(
        default_factory=list,
        max_length=200,
        description="What becomes of the old setting's dates: each fatal one must be named. Of "
        "the others, what a rule counted ends and what was typed stays.",
    )
    past: bool = False
    came_from: UUID | None = Field(
        default=None, description="The hearing of this case at which it was set."
    )
    tell: list[Short] | None = Field(
        default=None,
        max_length=100,
        description="Ids of the people of the case who are told of it, beside its clients, who "
        "always are. Left out: riders, witnesses, interpreters and experts.",
    )
    follows: list[Follow] | None = Field(
        default=None,
        description="Whatever the rulebook counts and nobody decided here is taken; what is left "
        "out has a reason.",
    )
    typed: list[TypedDate] = Field(default_factory=list, max_length=20, repr=False)

    @field_validator("starts", mode="before")
    @classmethod
    def _with_its_hour(cls, starts: object) -> object:
        if isinstance(starts, datetime) or (isinstance(starts, str) and DAY_AND_HOUR.match(starts)):
            return starts
        raise ValueError(N_("Write day and hour as 2027-03-09T13:00."))

    @field_validator("starts")
    @classmethod
    def _wall_time(cls, starts: datetime) -> datetime:
        if starts.tzinfo is not None:
            raise ValueError(N_("Give the court's own wall time, without an offset."))
        in_reach(starts.date())
        return starts.replace(second=0, microsecond=0)


def preview(desk: Desk, new: NewHearing, zone: str | None = None) -> list[ProposalView]:
    """Return what would follow from a hearing; nothing is written.

    Args:
        desk: A desk of somebody who can open the case.
        new: The hearing as it was typed.
        zone: Where its own zone is still in doubt, the one to count in until then.

    Raises:
        NotFound: No such case here.
        Refused: The court or the zone is not known, or the hour does not exist.
    """
    told = following.facts(new.starts, new.kind, _custody(desk, new))
    return following.counted(
        desk, told, zone or zone_of(desk, new), new.follows, _ruling_asked(desk, new)
    )


def slips_of(desk: Desk, new: NewHearing, counted: Sequence[ProposalView]) -> dict[str, list[Slip]]:
    """Return what may be a slip of the dates that would follow from a hearing, by rule."""
    return following.slips_of(
        desk, following.facts(new.starts, new.kind, new.custody or _custody(desk, new)), counted
    )


def schedule_hearing(desk: Desk, new: NewHearing) -> HearingView:
    """Put a hearing on the calendar with the deadlines that follow, and their reminders.

    Raises:
        Forbidden: It replaces a setting, and the role does not include changing one.
        NotFound: No such case here.
        Refused: The court is not known, the day has passed, or something must first be said: of
            the zone, of another individual hearing, of the old setting's fatal dates, of why a
            date is left out.
        Unsure: No court sits on its day as a rule, or a day beside it may be a slip.
    """
    if new.replaces is not None:
        policy.require(desk.who.role, "hearing.change")  # it ends the old setting's deadlines
    case = open_file(desk, new.case_id)
    zone = zone_of(desk, new)
    _require_ahead(desk, new, zone)
    _require_said(desk, new, zone)
    asked = _ruling_asked(desk, new)
    hearing = _enter(desk, new, zone, asked)
    number = audit.note(desk, "hearing.schedule", hearing.id, replaces=str(new.replaces or ""))
    ended: list[Deadline] = []
    if new.replaces is not None:
        old, ended = replacing.replace(desk, case, hearing, number, decided=new.old_dates)
        hearings.keep_schedule(desk, case, old, number)
    hearings.keep_schedule(desk, case, hearing, number)
    detention.heed(desk, hearing)
    following.enter(desk, case, hearing, number, decided=new.follows, typed=new.typed, asked=asked)
    unneeded.tell(desk, ended)
    return hearings.one(desk, hearing.id)


def zone_of(desk: Desk, new: NewHearing) -> str:
    """Return the zone a hearing is in: the one given, its court's, or the office's own.

    Raises:
        Refused: The court or the zone is not known, or the hour does not exist there.
    """
    found = courts.court(new.court) if new.court else None
    if new.court and found is None:
        raise Refused(
            fields={
                "court": N_(
                    "This court is not in the list. Choose one, or leave it empty and give "
                    "the time zone."
                )
            }
        )
    zone = counting.zone_or(new.tz, found.zone if found else desk.house.settings.timezone)
    counting.real_wall_time(new.starts, zone)
    return zone


def standing(
    desk: Desk, new: NewHearing, settings: Iterable[HearingView] | None = None
) -> list[HearingView]:
    """Return the individual hearings still to come that a new one may be meant to replace."""
    if new.kind != "individual":
        return []
    if settings is None:
        settings = hearings.of_case(desk, new.case_id, labels(desk, {new.case_id}))
    return [
        view
        for view in settings
        if view.kind == "individual" and view.status == "set" and view.starts_at > desk.now
    ]


def _require_ahead(desk: Desk, new: NewHearing, zone: str) -> None:
    if instant(new.starts, zone) >= desk.now:
        return
    if new.replaces is not None:
        raise Refused(fields={"replaces": PAST_REPLACES})
    if not new.past:
        raise Refused(
            fields={
                "starts": N_(
                    "This day has passed. Check the year, or tick that it is a past hearing."
                )
            }
        )


def _require_said(desk: Desk, new: NewHearing, zone: str) -> None:
    """Let a hearing pass of which nothing is left to be asked.

    Raises:
        Refused: The court keeps another zone, the case has an individual hearing to come, or a
            setting is moved without a reason.
        Unsure: Its day is a closed one.
    """
    if hearings.other_clock(new.starts, zone, new.court) and not new.tz_confirmed:
        doubts.ask(desk, Refused(fields={"tz": OTHER_ZONE}))
    if new.replaces is not None and not new.reason:
        raise Refused(fields={"reason": N_("Say why it was moved. A motion may need it.")})
    ahead = instant(new.starts, zone) > desk.now
    if new.replaces is None and not new.both_stand and ahead and standing(desk, new):
        doubts.ask(desk, Refused(fields={"replaces": SECOND}))
    if new.kind not in APPOINTMENTS:
        doubts.ask_about_sitting(desk, "starts", new.starts.date(), sure=new.starts_sure)


def _ruling_asked(desk: Desk, new: NewHearing) -> set[str]:
    """Return the rules for which a ruling was asked at the setting that gives way."""
    old = desk.db.get(Hearing, new.replaces) if new.replaces is not None else None
    if old is None or old.case_id != new.case_id:
        return set()
    return following.ruling_asked(endings.running_from(desk, old))


def _custody(desk: Desk, new: NewHearing) -> Custody:
    label = label_of(desk, new.case_id)
    return new.custody or custody_of(label.detained)


def _enter(desk: Desk, new: NewHearing, zone: str, asked: set[str]) -> Hearing:
    custody = _custody(desk, new)
    told = following.facts(new.starts, new.kind, custody)
    decided = following.with_unasked(desk, told, zone, new.follows, asked)
    hearing = Hearing(
        case_id=new.case_id,
        starts=new.starts,
        tz=zone,
        tz_confirmed=hearings.other_clock(new.starts, zone, new.court) is not None,
        court=new.court.upper(),
        kind=new.kind,
        custody=custody,
        counted_for=custody,
        left_out=following.leaving_out(desk, told, zone, decided),
        replaces=new.replaces,
        reason=new.reason,
        status="held" if instant(new.starts, zone) < desk.now else "set",
        came_from=_came_from(desk, new),
        tell=informing.choice_of(desk, new.case_id, new.tell),
        entered_on=counting.today(desk, desk.who.zone),
    )
    for name in HearingFacts.model_fields:
        setattr(hearing, name, getattr(new, name))
    meant = new.proceeding or _usual_proceeding(new.kind)
    proceedings.name(desk, hearing, meant)
    desk.db.add(hearing)
    desk.db.flush()
    return hearing


def _usual_proceeding(kind: str) -> str:
    if kind in APPOINTMENTS:
        return "uscis" if kind in OF_USCIS else "other"
    return "bond" if kind == "bond" else "removal"


def _came_from(desk: Desk, new: NewHearing) -> UUID | None:
    """Return the hearing at which this one was set.

    Raises:
        Refused: It is not of this case.
    """
    before = desk.db.get(Hearing, new.came_from) if new.came_from is not None else None
    if new.came_from is not None and (before is None or before.case_id != new.case_id):
        raise Refused(fields={"came_from": N_("Choose one from the list.")})
    return new.came_from
