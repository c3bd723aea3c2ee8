"""The court check: what a court's portal lists, held against the calendar of one's own cases.

Somebody pastes or types it; nothing is fetched from anywhere. What is the same is stamped, what
differs is carried through as a moved hearing by the form that every moved hearing has.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import select

from app.casework import audit, counting, courtnumbers, hearings
from app.casework.casefiles import labels, open_row, sound
from app.casework.courtnumbers import Numbered
from app.casework.hearings import HearingView
from app.casework.register import Listed, register
from app.clock import local
from app.db.desk import Desk
from app.errors import NotFound
from app.forums import portal
from app.forums.codes import APPOINTMENTS
from app.forums.portal import Listing
from app.models import Case, Hearing

Difference = Literal["earlier", "later", "kind", "judge", "place", "medium"]
Unclear = Literal["no_day", "no_hour"]
MOST_STAMPED = 500
HALF_A_DAY = timedelta(hours=12)


class Pasted(BaseModel):
    """What was copied from the court's portal, or typed after it."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    text: Annotated[str, StringConstraints(max_length=portal.LONGEST)] = Field(repr=False)
    whole: bool = Field(
        default=True,
        description="It is one's whole list: what it does not name of the cases one leads is told.",
    )


class Seen(BaseModel):
    """A hearing as it stood here when it was found the same."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    hearing: UUID
    starts: datetime = Field(repr=False)


class Checked(BaseModel):
    """The hearings that the court's calendar has as they stand here."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    hearings: list[Seen] = Field(min_length=1, max_length=MOST_STAMPED)


class Stamped(BaseModel):
    """How many were stamped, and how many were changed meanwhile and were not."""

    model_config = ConfigDict(frozen=True)

    stamped: int
    left: int


class There(BaseModel):
    """A setting as the portal lists it."""

    model_config = ConfigDict(frozen=True)

    line: int
    text: str = Field(repr=False)
    a_number: str = Field(default="", repr=False, description="Its nine digits, if it names one.")
    case_id: UUID | None = None
    case_number: str = ""
    client_name: str = Field(default="", repr=False)
    on: date | None = Field(repr=False)
    at: str
    kind: str
    medium: str
    judge: str = Field(repr=False)
    court: str
    proceeding: UUID | None = Field(default=None, description="The one whose number the line has.")
    unclear: Unclear | None = None


class Differing(BaseModel):
    """A hearing that differs from the court's calendar, and in what."""

    model_config = ConfigDict(frozen=True)

    hearing: HearingView = Field(repr=False)
    there: There = Field(repr=False)
    differs: list[Difference]


class CourtCheck(BaseModel):
    """What the court's calendar and one's own say of the same cases."""

    model_config = ConfigDict(frozen=True)

    same: list[HearingView] = Field(repr=False)
    different: list[Differing] = Field(repr=False)
    only_there: list[There] = Field(repr=False)
    only_here: list[HearingView] = Field(repr=False)
    bond: list[HearingView] = Field(
        repr=False, description="Not listed there; the public portal lists no bond hearing."
    )
    strangers: list[There] = Field(
        repr=False, description="Their numbers stand in none of the cases that open here."
    )
    unclear: list[There] = Field(repr=False, description="Without a day, or without its hour.")
    passed: int = Field(description="Settings there whose day has passed.")
    unread: list[int] = Field(description="Lines of which nothing was understood.")

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to look at."""
        open_ = (self.different, self.only_there, self.only_here, self.strangers, self.unclear)
        return not any(open_)


class _Case(NamedTuple):
    """A case, and its proceedings with the numbers by which the court lists them."""

    listed: Listed
    proceedings: Mapping[UUID, Numbered]

    def may_be(self, ours: HearingView, listing: Listing) -> bool:
        """Tell whether a setting may be this hearing.

        A bond hearing is never taken for another, nor another for it: two proceedings run at once.
        """
        is_alike = not listing.kind or (ours.kind == "bond") == (listing.kind == "bond")
        return is_alike and courtnumbers.may_belong(ours, listing, self.proceedings)


class _Sorted:
    """What was found so far; filled case by case."""

    def __init__(self) -> None:
        self.same: list[HearingView] = []
        self.different: list[Differing] = []
        self.only_there: list[There] = []
        self.missing: list[HearingView] = []
        self.unclear: list[There] = []


def check(desk: Desk, pasted: Pasted) -> CourtCheck:
    """Return how the text and the calendar of one's own cases differ; nothing is written."""
    known = register(desk)
    by_number = {row.plain["number"].replace("-", ""): each for each, row in known.items()}
    reading = portal.read(pasted.text, by_number.keys() - {""})
    cases = courtnumbers.cases_of(desk, reading.listings, by_number, known)
    found = _Sorted()
    strangers = [_there(each) for each in reading.listings if each.number not in cases]
    listed: dict[UUID, list[Listing]] = {}
    for each in reading.listings:
        for case_id in cases.get(each.number, ()):
            listed.setdefault(case_id, []).append(each)
    mine = {each for each, row in known.items() if row.plain["lead_id"] == str(desk.who.id)}
    here = _ahead(desk, {*listed, *(mine if pasted.whole else ())})
    numbered = courtnumbers.of(desk, listed)
    passed = 0
    for case_id in {*listed, *here}:
        ahead, over = _still_to_come(desk, listed.get(case_id, []))
        passed += over
        case = _Case(known[case_id], numbered.get(case_id, {}))
        _compare(found, case, here.get(case_id, []), ahead)
    return CourtCheck(
        same=_by_hour(found.same),
        different=sorted(found.different, key=lambda each: each.hearing.starts_at),
        only_there=found.only_there,
        only_here=_by_hour(each for each in found.missing if each.kind != "bond"),
        bond=_by_hour(each for each in found.missing if each.kind == "bond"),
        strangers=strangers,
        unclear=found.unclear,
        passed=passed,
        unread=[line for line, _ in reading.unread],
    )


def stamp(desk: Desk, checked: Checked) -> Stamped:
    """Write down who compared these hearings with the court's calendar, and when.

    One that was moved, cancelled or taken from her meanwhile is left as it is.
    """
    stamped = 0
    for seen in checked.hearings:
        try:
            hearing = open_row(desk, Hearing, seen.hearing)
        except NotFound:
            continue
        if hearing.status != "set" or hearing.starts != seen.starts:
            continue
        hearing.checked_at, hearing.checked_by = desk.now, desk.who.id
        desk.db.flush()
        number = audit.note(desk, "hearing.check", hearing.id)
        hearings.keep_schedule(desk, desk.db.get_one(Case, hearing.case_id), hearing, number)
        stamped += 1
    return Stamped(stamped=stamped, left=len(checked.hearings) - stamped)


def _by_hour(found: Iterable[HearingView]) -> list[HearingView]:
    return sorted(found, key=lambda each: each.starts_at)


def _ahead(desk: Desk, case_ids: set[UUID]) -> dict[UUID, list[HearingView]]:
    """Return the court's hearings to come of these cases, the next first."""
    known = labels(desk, case_ids)
    rows = desk.db.scalars(select(Hearing).where(Hearing.case_id.in_(known)))
    found: dict[UUID, list[HearingView]] = {}
    readable = [row for row in sound(desk, rows) if row.kind not in APPOINTMENTS]
    for view in _by_hour(hearings.views(desk, readable, known)):
        if view.status == "set" and view.minutes_to_go >= 0:
            found.setdefault(view.case_id, []).append(view)
    return found


def _still_to_come(desk: Desk, listings: Iterable[Listing]) -> tuple[list[Listing], int]:
    """Return the settings that are not over, each once, and how many are."""
    today = counting.today(desk, desk.who.zone) - timedelta(days=1)  # it may be yesterday there
    ahead = {(each.on, each.at, each.kind): each for each in listings if not _is_over(each, today)}
    return list(ahead.values()), sum(_is_over(each, today) for each in listings)


def _is_over(listing: Listing, today: date) -> bool:
    return listing.on is not None and listing.on < today


def _compare(found: _Sorted, case: _Case, ours: list[HearingView], theirs: list[Listing]) -> None:
    """Sort one case's hearings: first what agrees to the hour, then what is of one kind."""
    label = case.listed.label
    about: dict[str, object] = {"case_id": label.case_id, "case_number": label.number}
    about["client_name"] = label.client_name
    left, rest = list(ours), []
    for listing in theirs:
        if listing.none_there:
            continue
        if listing.on is None or not listing.at:
            why: Unclear = "no_day" if listing.on is None else "no_hour"
            found.unclear.append(_there(listing, unclear=why, **about))
            continue
        exact = [each for each in left if not _moved(each, listing) and case.may_be(each, listing)]
        twin = min(exact, key=lambda each: each.kind != listing.kind, default=None)
        if twin is None:
            rest.append(listing)
            continue
        left.remove(twin)
        _agree(found, twin, listing, _there(listing, **about))
    for listing in rest:
        likely = _likeliest(case, left, listing)
        its = courtnumbers.only(listing, case.proceedings)
        there = _there(listing, proceeding=its, **about)
        if likely is None:
            found.only_there.append(there)
            continue
        left.remove(likely)
        _agree(found, likely, listing, there)
    doubtful = {each.on for each in theirs if each.on and not each.at}
    found.missing += [each for each in left if each.starts.date() not in doubtful]


def _likeliest(case: _Case, left: list[HearingView], listing: Listing) -> HearingView | None:
    """Return the hearing that this setting most likely is, moved: of its kind, then the nearest."""
    likely = [each for each in left if case.may_be(each, listing)]
    return min(
        likely,
        key=lambda each: (each.kind != listing.kind, abs(_moved(each, listing))),
        default=None,
    )


def _agree(found: _Sorted, ours: HearingView, listing: Listing, there: There) -> None:
    differs = _differences(ours, listing)
    if differs:
        found.different.append(Differing(hearing=ours, there=there, differs=differs))
    else:
        found.same.append(ours)


def _differences(ours: HearingView, listing: Listing) -> list[Difference]:
    found: list[Difference] = []
    moved = _moved(ours, listing)
    if moved:
        found.append("earlier" if moved < timedelta() else "later")
    if listing.kind and listing.kind != ours.kind:
        found.append("kind")
    if ours.judge and listing.judge and not portal.same_judge(ours.judge, listing.judge):
        found.append("judge")
    if ours.court and not portal.same_place(ours.court, listing):
        found.append("place")
    if listing.medium and listing.medium != ours.medium:
        found.append("medium")
    return found


def _moved(ours: HearingView, listing: Listing) -> timedelta:
    """Return how much later it is there, by the court's own clock; nothing where it is the same."""
    if listing.on is None or not listing.at:
        return timedelta.max
    court = ours.court_tz or ours.tz
    here = local(ours.starts_at, court).replace(tzinfo=None)
    there = datetime.combine(listing.on, time.fromisoformat(listing.at))
    moved = there - here
    # No court sits before seven in the morning.
    return moved + HALF_A_DAY if listing.either_half else moved


def _there(listing: Listing, **about: object) -> There:
    at = listing.at
    if at and listing.either_half:
        at = (datetime.combine(date.min, time.fromisoformat(at)) + HALF_A_DAY).strftime("%H:%M")
    return There.model_validate(
        {
            "line": listing.line,
            "text": listing.text[:500],
            "a_number": listing.number if listing.number.isdigit() else "",
            "on": listing.on,
            "at": at,
            "kind": listing.kind,
            "medium": listing.medium,
            "judge": listing.judge,
            "court": listing.court,
            **about,
        }
    )
