"""Hearings: on the calendar with what follows from them; moved, the old setting stays."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_serializer, field_validator
from sqlalchemy import select

from app.casework import audit, counting, deadlines, doubts, following, policy, replacing, schedule
from app.casework.casefiles import Label, expect, labels, open_file, open_row, sound, stretch
from app.casework.counting import ProposalView
from app.casework.deadlines import DeadlineView, Long, in_reach
from app.casework.following import Follow, LeftOut, TypedDate
from app.casework.people import Custody, Short, custody_of
from app.casework.replacing import OldDate
from app.casework.schedule import When
from app.clock import instant, local
from app.db.desk import Desk
from app.errors import Refused
from app.forums import courts
from app.models import Case, Hearing
from app.words import N_

HearingKind = Literal["master", "individual", "bond", "fear_review", "status", "other"]
Medium = Literal["in_person", "video", "telephone"]


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
STILL_TO_COME = N_(
    "This hearing is still to come. From its day on it can be marked held; if the court moved it, "
    "enter the new setting."
)


class HearingFacts(BaseModel):
    """What may be known of a hearing beside when it is."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    medium: Medium = "in_person"
    judge: Short = Field(default="", repr=False)
    place: Short = Field(default="", repr=False)
    interpreter: Short = Field(default="", repr=False)
    proceeding: Short = ""
    learned: Long = Field(default="", repr=False)


class NewHearing(HearingFacts):
    """A hearing to be put on the calendar."""

    case_id: UUID
    starts: datetime = Field(repr=False)
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
        description="What becomes of the old setting's dates: each fatal one must be named.",
    )
    past: bool = False
    follows: list[Follow] | None = Field(
        default=None, description="Left out: whatever the rulebook counts is taken."
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


class HearingChange(HearingFacts):
    """What changes of a hearing; its day and hour change only by a new setting."""

    version: int
    status: Literal["set", "held", "cancelled"] | None = None
    reason: Long = Field(default="", repr=False, description="Why, or how we know.")
    old_dates: list[OldDate] = Field(default_factory=list, max_length=200)


class HearingView(BaseModel):
    """A hearing as a page or a program sees it."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    case_id: UUID
    version: int
    case_number: str
    client_name: str = Field(repr=False)
    starts: datetime
    tz: str
    court_tz: str
    other_zone: bool
    starts_at: datetime
    starts_mine: datetime | None
    kind: str
    court: str
    court_name: str
    medium: str
    judge: str
    place: str
    interpreter: str
    proceeding: str
    custody: str
    learned: str
    status: str
    replaces: UUID | None
    replaced_by: UUID | None
    reason: str
    ended_reason: str
    left_out: list[LeftOut]
    minutes_to_go: int
    deadlines: list[DeadlineView]
    doubts: list[str] = Field(
        default_factory=list, description="What was taken at a program's word and may be a slip."
    )

    @field_serializer("starts", "starts_mine", when_used="json-unless-none")
    def _to_the_minute(self, wall: datetime) -> str:
        return wall.isoformat(timespec="minutes")


def preview(desk: Desk, new: NewHearing) -> list[ProposalView]:
    """Return what would follow from a hearing; nothing is written.

    Raises:
        NotFound: No such case here.
        Refused: The court or the zone is not known, or the hour does not exist.
    """
    told = following.facts(new.starts, new.kind, _custody(desk, new))
    return counting.from_hearing(desk, told, zone_of(desk, new))


def schedule_hearing(desk: Desk, new: NewHearing) -> HearingView:
    """Put a hearing on the calendar with the deadlines that follow, and their reminders.

    Raises:
        Forbidden: It replaces a setting, and the role does not include changing one.
        NotFound: No such case here.
        Refused: The court is not known, the day has passed, or something must first be said: of
            the zone, of another individual hearing, of the old setting's fatal dates.
    """
    if new.replaces is not None:
        policy.require(desk.who.role, "hearing.change")  # it ends the old setting's deadlines
    case = open_file(desk, new.case_id)
    zone = zone_of(desk, new)
    _require_ahead(desk, new, zone)
    _require_said(desk, new, zone)
    hearing = _enter(desk, new, zone)
    number = audit.note(desk, "hearing.schedule", hearing.id, replaces=str(new.replaces or ""))
    if new.replaces is not None:
        old = replacing.replace(desk, case, hearing, number, decided=new.old_dates)
        _keep_schedule(desk, case, old, number)
    _keep_schedule(desk, case, hearing, number)
    following.enter(desk, case, hearing, number, decided=new.follows, typed=new.typed)
    return one(desk, hearing.id)


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


def other_clock(starts: datetime, zone: str, court: str) -> str | None:
    """Return the zone of a court whose clock shows another hour at that moment, else None."""
    found = courts.court(court) if court else None
    if found is None or instant(starts, found.zone) == instant(starts, zone):
        return None
    return found.zone


def standing(desk: Desk, new: NewHearing) -> list[HearingView]:
    """Return the individual hearings still to come that a new one may be meant to replace."""
    if new.kind != "individual":
        return []
    known = labels(desk, {new.case_id})
    return [
        view
        for view in of_case(desk, new.case_id, known)
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
    """
    if other_clock(new.starts, zone, new.court) and not new.tz_confirmed:
        doubts.ask(desk, Refused(fields={"tz": OTHER_ZONE}))
    if new.replaces is not None and not new.reason:
        raise Refused(fields={"reason": N_("Say why it was moved. A motion may need it.")})
    ahead = instant(new.starts, zone) > desk.now
    if new.replaces is None and not new.both_stand and ahead and standing(desk, new):
        doubts.ask(desk, Refused(fields={"replaces": SECOND}))


def _custody(desk: Desk, new: NewHearing) -> Custody:
    open_file(desk, new.case_id)
    if new.custody is not None:
        return new.custody
    return custody_of(labels(desk, {new.case_id})[new.case_id].detained)


def _enter(desk: Desk, new: NewHearing, zone: str) -> Hearing:
    hearing = Hearing(
        case_id=new.case_id,
        starts=new.starts,
        tz=zone,
        tz_confirmed=other_clock(new.starts, zone, new.court) is not None,
        court=new.court.upper(),
        kind=new.kind,
        medium=new.medium,
        judge=new.judge,
        place=new.place,
        interpreter=new.interpreter,
        proceeding=new.proceeding or ("bond" if new.kind == "bond" else "removal"),
        custody=_custody(desk, new),
        learned=new.learned,
        replaces=new.replaces,
        reason=new.reason,
        status="held" if instant(new.starts, zone) < desk.now else "set",
        left_out=[
            {"rule": follow.rule, "reason": follow.reason}
            for follow in new.follows or []
            if follow.choice == "leave"
        ],
    )
    desk.db.add(hearing)
    desk.db.flush()
    return hearing


def change(desk: Desk, hearing_id: UUID, wanted: HearingChange) -> HearingView:
    """Change what is known of a hearing, or record that it was held or cancelled.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such hearing here.
        Refused: It is cancelled without a reason or with fatal dates of which nothing was said,
            is held before its day, or was moved.
    """
    hearing = open_row(desk, Hearing, hearing_id)
    expect(hearing, wanted.version, one(desk, hearing_id))
    _require_ending(desk, hearing, wanted)
    changed = wanted.model_fields_set - {"version", "status", "old_dates"}
    for name in changed - {"reason"}:
        setattr(hearing, name, getattr(wanted, name))
    if "reason" in changed:
        # Why a setting was moved must outlive how it ended: a motion tells both.
        setattr(hearing, "ended_reason" if wanted.status else "reason", wanted.reason)
    hearing.status = wanted.status or hearing.status
    desk.db.flush()
    number = audit.note(desk, "hearing.change", hearing.id, fields=sorted(changed))
    case = desk.db.get_one(Case, hearing.case_id)
    _keep_schedule(desk, case, hearing, number)
    if wanted.status == "cancelled":
        replacing.settle_dates(
            desk, hearing, number, decided=wanted.old_dates, reason=wanted.reason
        )
    return one(desk, hearing.id)


def _require_ending(desk: Desk, hearing: Hearing, wanted: HearingChange) -> None:
    if wanted.status == "cancelled" and not wanted.reason:
        raise Refused(fields={"reason": N_("Say how you know that it was cancelled.")})
    if hearing.status == "moved" and wanted.status is not None:
        raise Refused(N_("This setting was moved; change the newest one."))
    if wanted.status == "held" and counting.today(desk, hearing.tz) < hearing.starts.date():
        raise Refused(fields={"status": STILL_TO_COME})


def _keep_schedule(desk: Desk, case: Case, hearing: Hearing, number: int) -> None:
    day = hearing.starts.date()
    when = When(
        due=day,
        safe=day,
        latest=None,
        at=hearing.starts.strftime("%H:%M"),
        tz=hearing.tz,
        responsible_id=case.lead_id,
        backup_id=case.backup_id,
        lead_id=case.lead_id,
        status=hearing.status,
    )
    schedule.put(desk, hearing.id, hearing.case_id, "hearing", when=when, number=number)


def one(desk: Desk, hearing_id: UUID) -> HearingView:
    """Return one hearing with the deadlines that follow from it.

    Raises:
        NotFound: No such hearing here.
    """
    hearing = open_row(desk, Hearing, hearing_id)
    known = labels(desk, {hearing.case_id})
    followed = [
        deadline
        for deadline in deadlines.of_case(desk, hearing.case_id, known)
        if deadline.hearing_id == hearing.id
    ]
    return _view(desk, hearing, known[hearing.case_id], followed)


def listed(desk: Desk, case_id: UUID | None, *, after: UUID | None, size: int) -> list[HearingView]:
    """Return the next hearings by id, of one case or of all one can open.

    Raises:
        NotFound: No such case here.
    """
    rows = stretch(desk, Hearing, case_id, after=after, size=size)
    known = labels(desk, {row.case_id for row in rows})
    return [_view(desk, row, known[row.case_id], []) for row in rows]


def by_ids(desk: Desk, ids: Iterable[UUID], known: Mapping[UUID, Label]) -> list[HearingView]:
    """Return these hearings of cases that are open at this desk, by hour; one statement."""
    rows = desk.db.scalars(select(Hearing).where(Hearing.id.in_(list(ids))))
    readable = sound(desk, (row for row in rows if row.case_id in known))
    found = [_view(desk, row, known[row.case_id], []) for row in readable]
    return sorted(found, key=lambda hearing: hearing.starts_at)


def of_case(desk: Desk, case_id: UUID, known: Mapping[UUID, Label]) -> list[HearingView]:
    """Return a case's hearings, the next first, then the past ones, newest first."""
    rows = sound(desk, desk.db.scalars(select(Hearing).where(Hearing.case_id == case_id)))
    found = [_view(desk, row, known[case_id], []) for row in rows]
    ahead = [view for view in found if view.status == "set" and view.minutes_to_go >= 0]
    rest = [view for view in found if view not in ahead]
    return [
        *sorted(ahead, key=lambda view: view.starts_at),
        *sorted(rest, key=lambda view: view.starts_at, reverse=True),
    ]


def _view(desk: Desk, hearing: Hearing, label: Label, followed: list[DeadlineView]) -> HearingView:
    starts_at = instant(hearing.starts, hearing.tz)
    mine = local(starts_at, desk.who.zone).replace(tzinfo=None)
    court = courts.court(hearing.court) if hearing.court else None
    return HearingView(
        id=hearing.id,
        case_id=hearing.case_id,
        version=hearing.version,
        case_number=label.number,
        client_name=label.client_name,
        starts=hearing.starts,
        tz=hearing.tz,
        court_tz=court.zone if court else "",
        other_zone=other_clock(hearing.starts, hearing.tz, hearing.court) is not None,
        starts_at=starts_at,
        starts_mine=None if mine == hearing.starts else mine,
        kind=hearing.kind,
        court=hearing.court,
        court_name=court.name if court else "",
        medium=hearing.medium,
        judge=hearing.judge,
        place=hearing.place,
        interpreter=hearing.interpreter,
        proceeding=hearing.proceeding,
        custody=hearing.custody,
        learned=hearing.learned,
        status=hearing.status,
        replaces=hearing.replaces,
        replaced_by=hearing.replaced_by,
        reason=hearing.reason,
        ended_reason=hearing.ended_reason,
        left_out=following.left_out(desk, hearing.left_out or []),
        minutes_to_go=int((starts_at - desk.now).total_seconds() // 60),
        deadlines=followed,
    )
