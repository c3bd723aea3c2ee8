"""Hearings: on the calendar with what follows from them; moved, the old setting stays."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_serializer, field_validator
from sqlalchemy import select

from app.casework import audit, counting, deadlines, policy, schedule
from app.casework.casefiles import Label, expect, labels, open_file, open_row, stretch
from app.casework.counting import ProposalView
from app.casework.deadlines import Day, DeadlineView, Long, NewDeadline, in_reach
from app.casework.people import Short
from app.casework.schedule import When
from app.clock import instant, local
from app.db.desk import Desk
from app.errors import Refused
from app.forums import courts
from app.models import Case, Hearing
from app.words import N_

HearingKind = Literal["master", "individual", "bond", "fear_review", "status", "other"]
Medium = Literal["in_person", "video", "telephone"]
Custody = Literal["detained", "non_detained", "unknown"]


DAY_AND_HOUR = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", re.ASCII)
COUNTED_KINDS = {"individual", "master", "bond"}  # the kinds that rules tell apart


class HearingFacts(BaseModel):
    """What may be known of a hearing beside when it is."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    medium: Medium = "in_person"
    judge: Short = Field(default="", repr=False)
    place: Short = Field(default="", repr=False)
    interpreter: Short = Field(default="", repr=False)
    proceeding: Short = ""
    learned: Long = Field(default="", repr=False)


class Follow(BaseModel):
    """What a person decided about a deadline that follows from the hearing."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    rule: Short
    choice: Literal["take", "change", "leave"] = "take"
    due: Day | None = Field(default=None, repr=False)
    reason: Long = Field(default="", repr=False)


class NewHearing(HearingFacts):
    """A hearing to be put on the calendar."""

    case_id: UUID
    starts: datetime = Field(repr=False)
    tz: str | None = None
    court: Short = ""
    kind: HearingKind
    custody: Custody = "unknown"
    replaces: UUID | None = None
    reason: Long = Field(default="", repr=False)
    past: bool = False
    follows: list[Follow] | None = Field(
        default=None, description="Left out: whatever the rulebook counts is taken."
    )

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
    reason: Long = Field(default="", repr=False)


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
    minutes_to_go: int
    deadlines: list[DeadlineView]

    @field_serializer("starts", "starts_mine", when_used="json-unless-none")
    def _to_the_minute(self, wall: datetime) -> str:
        return wall.isoformat(timespec="minutes")


def preview(desk: Desk, new: NewHearing) -> list[ProposalView]:
    """Return what would follow from a hearing; nothing is written.

    Raises:
        NotFound: No such case here.
        Refused: The court or the zone is not known, or the hour does not exist.
    """
    open_file(desk, new.case_id)
    return _proposals(desk, new, zone_of(desk, new))


def schedule_hearing(desk: Desk, new: NewHearing) -> HearingView:
    """Put a hearing on the calendar with the deadlines that follow, and their reminders.

    Raises:
        Forbidden: It replaces a setting, and the role does not include changing one.
        NotFound: No such case here.
        Refused: The court is not known, the day has passed, or a changed date has no reason.
    """
    if new.replaces is not None:
        policy.require(desk.who.role, "hearing.change")  # it ends the old setting's deadlines
    case = open_file(desk, new.case_id)
    zone = zone_of(desk, new)
    _not_past(desk, new, zone)
    hearing = _enter(desk, new, zone)
    number = audit.note(desk, "hearing.schedule", hearing.id, replaces=str(new.replaces or ""))
    if new.replaces is not None:
        _supersede(desk, case, hearing, number)
    _keep_schedule(desk, case, hearing, number)
    _follow(desk, case, hearing, new, number=number)
    return one(desk, hearing.id)


def zone_of(desk: Desk, new: NewHearing) -> str:
    """Return the zone a hearing is in: the one given, its court's, or the office's own.

    Raises:
        Refused: The court or the zone is not known, or the hour does not exist there.
    """
    found = courts.court(new.court.upper()) if new.court else None
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


def _not_past(desk: Desk, new: NewHearing, zone: str) -> None:
    if not new.past and instant(new.starts, zone) < desk.now:
        raise Refused(
            fields={
                "starts": N_(
                    "This day has passed. Check the year, or tick that it is a past hearing."
                )
            }
        )


def _enter(desk: Desk, new: NewHearing, zone: str) -> Hearing:
    hearing = Hearing(
        case_id=new.case_id,
        starts=new.starts,
        tz=zone,
        court=new.court.upper(),
        kind=new.kind,
        medium=new.medium,
        judge=new.judge,
        place=new.place,
        interpreter=new.interpreter,
        proceeding=new.proceeding or ("bond" if new.kind == "bond" else "removal"),
        custody=new.custody,
        learned=new.learned,
        replaces=new.replaces,
        reason=new.reason,
        status="held" if instant(new.starts, zone) < desk.now else "set",
    )
    desk.db.add(hearing)
    desk.db.flush()
    return hearing


def _supersede(desk: Desk, case: Case, hearing: Hearing, number: int) -> None:
    old = None if hearing.replaces is None else desk.db.get(Hearing, hearing.replaces)
    if old is None or old.case_id != case.id:
        raise Refused(fields={"replaces": N_("The hearing that this one replaces is not here.")})
    if old.status == "moved":
        raise Refused(
            fields={"replaces": N_("That setting was moved already. Move the newest one.")}
        )
    old.status, old.replaced_by = "moved", hearing.id
    desk.db.flush()
    _keep_schedule(desk, case, old, number)
    deadlines.end_with_hearing(desk, old.id, case, number, "the hearing was moved")


def _follow(desk: Desk, case: Case, hearing: Hearing, new: NewHearing, *, number: int) -> None:
    decided = {follow.rule: follow for follow in new.follows or []}
    for proposal in _proposals(desk, new, hearing.tz):
        decision = decided.get(proposal.rule)
        if decision is None and (new.follows is not None or proposal.due is None):
            continue
        if decision is not None and decision.choice == "leave":
            continue
        row = deadlines.enter(
            desk, case, _wanted(hearing, proposal, decision), hearing_id=hearing.id
        )
        deadlines.keep_schedule(desk, row, number)


def _wanted(hearing: Hearing, proposal: ProposalView, decision: Follow | None) -> NewDeadline:
    changed = decision is not None and decision.choice == "change"
    own = decision is not None and (changed or proposal.due is None)
    due = decision.due if decision is not None and own else None
    if own and due is None:
        raise Refused(
            fields={"follow_due": N_("Type the date that you found, or leave this deadline out.")}
        )
    if changed and decision is not None and not decision.reason:
        raise Refused(fields={"follow_reason": N_("Say why the date differs.")})
    return NewDeadline(
        case_id=hearing.case_id,
        rule=proposal.rule,
        inputs=_facts(hearing.starts, hearing.kind, hearing.custody, proposal.rule),
        due=due,
        override_reason=decision.reason if decision is not None else "",
        tz=hearing.tz,
        proceeding=hearing.proceeding,
    )


def _proposals(desk: Desk, new: NewHearing, zone: str) -> list[ProposalView]:
    facts = _facts(new.starts, new.kind, new.custody)
    return counting.from_hearing(desk, facts, zone)


def _facts(starts: datetime, kind: str, custody: str, rule: str | None = None) -> dict[str, object]:
    facts: dict[str, object] = {
        "hearing_date": starts.date().isoformat(),
        "hearing_type": kind if kind in COUNTED_KINDS else "other",
        "custody": None if custody == "unknown" else custody,
    }
    return facts if rule is None else counting.taken_by(rule, facts)


def change(desk: Desk, hearing_id: UUID, wanted: HearingChange) -> HearingView:
    """Change what is known of a hearing, or record that it was held or cancelled.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such hearing here.
        Refused: It is cancelled without a reason, or was moved.
    """
    hearing = open_row(desk, Hearing, hearing_id)
    expect(hearing, wanted.version, one(desk, hearing_id))
    if wanted.status == "cancelled" and not wanted.reason:
        raise Refused(fields={"reason": N_("Say how you know that it was cancelled.")})
    if hearing.status == "moved" and wanted.status is not None:
        raise Refused(N_("This setting was moved; change the newest one."))
    changed = wanted.model_fields_set - {"version", "status"}
    for name in changed:
        setattr(hearing, name, getattr(wanted, name))
    hearing.status = wanted.status or hearing.status
    desk.db.flush()
    number = audit.note(desk, "hearing.change", hearing.id, fields=sorted(changed))
    case = desk.db.get_one(Case, hearing.case_id)
    _keep_schedule(desk, case, hearing, number)
    if hearing.status == "cancelled":
        deadlines.end_with_hearing(desk, hearing.id, case, number, "the hearing was cancelled")
    return one(desk, hearing.id)


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
    found = [_view(desk, row, known[row.case_id], []) for row in rows if row.case_id in known]
    return sorted(found, key=lambda hearing: hearing.starts_at)


def of_case(desk: Desk, case_id: UUID, known: Mapping[UUID, Label]) -> list[HearingView]:
    """Return a case's hearings, the next first, then the past ones, newest first."""
    rows = desk.db.scalars(select(Hearing).where(Hearing.case_id == case_id))
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
        minutes_to_go=int((starts_at - desk.now).total_seconds() // 60),
        deadlines=followed,
    )
