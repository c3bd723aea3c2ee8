"""Hearings as they stand: what is known of each, with the dates that follow from it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_serializer
from sqlalchemy import select

from app.casework import deadlines, following, knowing, proceedings, schedule, stays
from app.casework.casefiles import Label, label_of, labels, open_row, sound, stretch
from app.casework.deadlines import DeadlineView
from app.casework.following import LeftOut
from app.casework.ofrecord import OfRecordView
from app.casework.people import file_against
from app.casework.proceedings import ProceedingView
from app.casework.schedule import When
from app.casework.stays import Moved
from app.casework.typed import Long, Short
from app.clock import instant, local
from app.db.desk import Desk
from app.forums import courts
from app.forums.codes import APPOINTMENTS, Medium
from app.models import Case, Hearing


class HearingFacts(BaseModel):
    """What may be known of a hearing beside when it is."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    medium: Medium = "in_person"
    judge: Short = Field(default="", repr=False)
    place: Short = Field(default="", repr=False)
    interpreter: Short = Field(default="", repr=False)
    proceeding: Short = ""
    learned: Long = Field(default="", repr=False)
    goes_along: Short = Field(default="", repr=False, description="Who goes with the client.")


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
    proceeding_id: UUID | None = Field(
        default=None, description="The record of the proceeding, where the case has one."
    )
    of_record: list[OfRecordView] = Field(
        default_factory=list, description="Who stands of record in that proceeding."
    )
    moved: Moved | None = Field(
        default=None,
        description="The client was transferred, and nobody has answered where she is heard.",
    )
    custody: str
    file_custody: str = Field(
        default="",
        description="What the client's file says now, where a hearing to come was counted for "
        "another custody.",
    )
    learned: str
    goes_along: str
    is_appointment: bool = Field(description="It is kept like a hearing, and no court sits.")
    status: str
    replaces: UUID | None
    replaced_by: UUID | None
    reason: str
    ended_reason: str
    adjourned: str = Field(description="Why it was adjourned, of six kinds; empty: it was not.")
    adjournment_code: str
    came_from: UUID | None = Field(description="The hearing at which this one was set.")
    checked_at: datetime | None = Field(
        description="When it was last compared with the court's calendar and was the same."
    )
    checked_by: UUID | None
    check_due: bool = Field(
        description="A court's hearing to come that nobody compared for as long as the office says."
    )
    left_out: list[LeftOut]
    minutes_to_go: int
    clients_know: str = Field(
        default="",
        description="Of a hearing to come, or one cancelled: whether each client knows (“knows”), "
        "one is to be told (“open”), or somebody closed that with a reason (“closed”).",
    )
    deadlines: list[DeadlineView]
    doubts: list[str] = Field(
        default_factory=list, description="What was taken at a program's word and may be a slip."
    )

    @field_serializer("starts", "starts_mine", when_used="json-unless-none")
    def _to_the_minute(self, wall: datetime) -> str:
        return wall.isoformat(timespec="minutes")


def other_clock(starts: datetime, zone: str, court: str) -> str | None:
    """Return the zone of a court whose clock shows another hour at that moment, else None."""
    found = courts.court(court) if court else None
    if found is None or instant(starts, found.zone) == instant(starts, zone):
        return None
    return found.zone


def elsewhere(hearing: HearingView, records: Iterable[ProceedingView]) -> ProceedingView | None:
    """Return the proceeding of a hearing that stands where it names another court or judge.

    A proceeding that is over follows nothing any more.
    """
    own = next((each for each in records if each.id == hearing.proceeding_id), None)
    if own is None or own.is_over or hearing.status != "set" or hearing.is_appointment:
        return None
    pairs = ((hearing.court_name, own.court_name), (hearing.judge, own.judge))
    differs = any(one and two and one.casefold() != two.casefold() for one, two in pairs)
    return own if differs else None


def when_of(hearing: Hearing, lead_id: UUID, backup_id: UUID | None, *, sealed: bool) -> When:
    """Return what the worker must know of a hearing whose case these two people have."""
    day = hearing.starts.date()
    return When(
        due=day,
        safe=day,
        latest=None,
        at=hearing.starts.strftime("%H:%M"),
        tz=hearing.tz,
        responsible_id=lead_id,
        backup_id=backup_id,
        lead_id=lead_id,
        status=hearing.status,
        edition=hearing.edition,
        sealed=sealed,
    )


def keep_schedule(
    desk: Desk, case: Case, hearing: Hearing, number: int, *, clients: Iterable[str] = ()
) -> None:
    """Bring the worker's copy in step with a hearing; its case is open at this desk.

    Whether its `clients` know is looked at anew where they are named: somebody wrote that down.
    """
    when = when_of(hearing, case.lead_id, case.backup_id, sealed=bool(case.sealed))
    row = schedule.put(desk, hearing.id, hearing.case_id, "hearing", when=when, number=number)
    if hearing.status != "set":
        row.tell_by = None
    elif not knowing.is_begun(hearing):
        row.tell_by = knowing.by_when(hearing)
    elif clients:
        is_open = knowing.clients_know(hearing, clients) == "open"
        row.tell_by = knowing.by_when(hearing) if is_open else None


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
    return _with_record(desk, [_view(desk, hearing, known[hearing.case_id], followed)])[0]


def one_among(desk: Desk, hearing_id: UUID) -> tuple[HearingView, dict[UUID, HearingView], Label]:
    """Return one hearing, every setting of its case with its deadlines, and the case's label.

    Raises:
        Damaged: It was changed outside Amparo.
        NotFound: No such hearing here.
    """
    hearing = open_row(desk, Hearing, hearing_id)
    hearing.open_card()
    label = label_of(desk, hearing.case_id)
    settings, _ = with_dates(desk, label)
    return settings[hearing.id], settings, label


def listed(desk: Desk, case_id: UUID | None, *, after: UUID | None, size: int) -> list[HearingView]:
    """Return the next hearings by id, of one case or of all one can open.

    Raises:
        NotFound: No such case here.
    """
    rows = stretch(desk, Hearing, case_id, after=after, size=size)
    known = labels(desk, {row.case_id for row in rows})
    return _with_record(desk, [_view(desk, row, known[row.case_id], []) for row in rows])


def by_ids(desk: Desk, ids: Iterable[UUID], known: Mapping[UUID, Label]) -> list[HearingView]:
    """Return these hearings of cases that are open at this desk, by hour; one statement."""
    rows = desk.db.scalars(select(Hearing).where(Hearing.id.in_(list(ids))))
    readable = sound(desk, (row for row in rows if row.case_id in known))
    found = [_view(desk, row, known[row.case_id], []) for row in readable]
    return sorted(_with_record(desk, found), key=lambda hearing: hearing.starts_at)


def views(desk: Desk, rows: Iterable[Hearing], known: Mapping[UUID, Label]) -> list[HearingView]:
    """Return these hearings, which are open at this desk, without their dates."""
    return [_view(desk, row, known[row.case_id], []) for row in rows if row.case_id in known]


def with_dates(desk: Desk, label: Label) -> tuple[dict[UUID, HearingView], list[DeadlineView]]:
    """Return every setting of a case with the deadlines that run from it, and all its deadlines.

    Five statements.
    """
    known = {label.case_id: label}
    dates = deadlines.of_case(desk, label.case_id, known)
    followed: dict[UUID, list[DeadlineView]] = defaultdict(list)
    for deadline in dates:
        if deadline.hearing_id is not None:
            followed[deadline.hearing_id].append(deadline)
    return {view.id: view for view in of_case(desk, label.case_id, known, followed)}, dates


def of_case(
    desk: Desk,
    case_id: UUID,
    known: Mapping[UUID, Label],
    followed: Mapping[UUID, list[DeadlineView]] | None = None,
) -> list[HearingView]:
    """Return a case's hearings, the next first, then the past ones, newest first."""
    rows = sound(desk, desk.db.scalars(select(Hearing).where(Hearing.case_id == case_id)))
    dates = followed or {}
    found = _with_record(
        desk, [_view(desk, row, known[case_id], dates.get(row.id, [])) for row in rows]
    )
    ahead = [view for view in found if view.status == "set" and view.minutes_to_go >= 0]
    rest = [view for view in found if view not in ahead]
    return [
        *sorted(ahead, key=lambda view: view.starts_at),
        *sorted(rest, key=lambda view: view.starts_at, reverse=True),
    ]


def _with_record(desk: Desk, views: list[HearingView]) -> list[HearingView]:
    """Return the same, those to come with who stands of record and where the client was taken."""
    ahead = [each for each in views if each.status == "set" and each.minutes_to_go >= 0]
    cases = {each.case_id for each in ahead}
    told = {each.proceeding_id for each in ahead if each.proceeding_id}
    found = proceedings.of_record_in(desk, cases, told)
    taken = stays.moved(desk, cases)
    more = {
        each.id: {
            "of_record": found.get(each.proceeding_id or each.id, []),
            "moved": taken.get(each.case_id),
        }
        for each in ahead
    }
    return [each.model_copy(update=more.get(each.id, {})) for each in views]


def _view(desk: Desk, hearing: Hearing, label: Label, followed: list[DeadlineView]) -> HearingView:
    starts_at = instant(hearing.starts, hearing.tz)
    mine = local(starts_at, desk.who.zone).replace(tzinfo=None)
    court = courts.court(hearing.court) if hearing.court else None
    ahead = hearing.status == "set" and starts_at > desk.now
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
        proceeding_id=hearing.proceeding_id,
        custody=hearing.custody,
        file_custody=file_against(hearing.custody, label.detained) if ahead else "",
        learned=hearing.learned,
        goes_along=hearing.goes_along,
        is_appointment=hearing.kind in APPOINTMENTS,
        status=hearing.status,
        replaces=hearing.replaces,
        replaced_by=hearing.replaced_by,
        reason=hearing.reason,
        ended_reason=hearing.ended_reason,
        adjourned=hearing.adjourned,
        adjournment_code=hearing.adjournment_code,
        came_from=hearing.came_from,
        checked_at=hearing.checked_at,
        checked_by=hearing.checked_by,
        check_due=ahead and _check_due(desk, hearing),
        left_out=following.left_out(desk, hearing.left_out or []),
        minutes_to_go=int((starts_at - desk.now).total_seconds() // 60),
        clients_know=_clients_know(hearing, label) if starts_at > desk.now else "",
        deadlines=followed,
    )


def _check_due(desk: Desk, hearing: Hearing) -> bool:
    if hearing.kind in APPOINTMENTS:
        return False
    days = timedelta(days=desk.house.settings.court_check_days)
    return hearing.checked_at is None or desk.now - hearing.checked_at > days


def _clients_know(hearing: Hearing, label: Label) -> str:
    return knowing.clients_know(hearing, label.clients) if knowing.is_told_of(hearing) else ""
