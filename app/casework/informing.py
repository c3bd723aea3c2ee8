"""Telling people of a hearing: whom, whether they know, and the calls that are still to be made."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import (
    access,
    audit,
    concerns,
    counting,
    hearings,
    knowing,
    personal,
    register,
    staff,
)
from app.casework.calendar import Calendar, Entry
from app.casework.casefiles import full_name, labels, open_row, sound
from app.casework.concerns import Concern
from app.casework.deadlines import Day
from app.casework.hearings import HearingView
from app.casework.knowing import BOOKED, HORIZON_DAYS, Did, State
from app.casework.personal import Phone
from app.casework.policy import SUPERVISING
from app.casework.typed import Long, Short
from app.clock import instant
from app.db.desk import Desk
from app.errors import Refused
from app.models import Case, Hearing, Person
from app.words import N_

UNDO_SECONDS = 30
MOST_ON_TODAY = 6  # hearings, of so many of the next that are looked at:
MOST_LOOKED = 24
NOTHING_TO_TELL = N_("Nobody is told of this setting any more. Open the one that stands.")
WHY_CLOSED = N_("Say why nobody tries any more. The supervisor reads it.")
HOW = N_("Say how: by telephone, by text, in person, by letter, or through somebody.")
STILL_TO_COME = N_("This day is still to come. Give the day on which it was said.")
TOO_LATE = N_("Half a minute has passed, or somebody else wrote it: write down what is so now.")


class Told(BaseModel):
    """What somebody did to tell a person of a hearing."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    who: Short = Field(min_length=1, description="The person's id, or “interpreter”.")
    did: Did = Field(description="She knows; was not reached; or nobody tries any more.")
    how: Short = Field(default="", pattern="^(phone|text|in_person|letter|others)?$")
    on: Day | None = Field(default=None, repr=False, description="Left out: today.")
    note: Long = Field(default="", repr=False)


class Untold(BaseModel):
    """Whose last entry is taken back, within half a minute."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    who: Short = Field(min_length=1)


class TellView(BaseModel):
    """A person who is told of a hearing, and how that stands."""

    model_config = ConfigDict(frozen=True)

    hearing_id: UUID
    who: str
    name: str = Field(repr=False)
    role: str
    language: str
    interpreter: bool
    phones: list[Phone] = Field(repr=False, description="Those never to call stand last.")
    may_be_told: str
    told_what: str = Field(repr=False)
    detained_at: str = Field(repr=False)
    by: date
    late: bool
    state: State
    again: bool = Field(description="She knew what stood before, which is another now.")
    tries: int
    how: str
    on: date | None
    note: str = Field(repr=False)
    by_name: str
    at: datetime | None
    may_undo: bool


class Call(BaseModel):
    """A hearing with those of its people who do not know."""

    model_config = ConfigDict(frozen=True)

    hearing: HearingView = Field(repr=False)
    people: list[TellView] = Field(repr=False)


class Calls(BaseModel):
    """The calls that are to be made, the nearest hearing first."""

    model_config = ConfigDict(frozen=True)

    calls: list[Call] = Field(repr=False)
    more: bool = Field(default=False, description="Whether there are more, or may be.")
    given_up: list[Call] = Field(
        repr=False, description="Hearings whose client does not know and whom nobody calls."
    )
    undo: list[Call] = Field(
        repr=False, description="What left the list by what one wrote within half a minute."
    )
    unchecked: int = Field(
        default=0, description="Court hearings among these weeks' that nobody compared lately."
    )
    cannot_open: int = 0


class _Listener(NamedTuple):
    who: str
    name: str
    role: str
    language: str
    interpreter: bool
    phones: list[Phone]
    may_be_told: str
    told_what: str
    detained_at: str


def tell(desk: Desk, hearing_id: UUID, told: Told) -> list[TellView]:
    """Write down that a person knows of a hearing, was not reached, or is not called any more.

    One who was not reached stays to be called, however often, until somebody closes it with a
    reason.

    Raises:
        NotFound: No such hearing here.
        Refused: The setting stands no more, nobody of that name is told of it, it is not said how
            or why, or the day is still to come.
    """
    hearing = open_row(desk, Hearing, hearing_id)
    if not knowing.is_told_of(hearing):
        raise Refused(NOTHING_TO_TELL)
    if told.who not in {each.who for each in _listeners(hearing, _people(desk, [hearing]))}:
        raise Refused(fields={"who": N_("Choose one from the list.")})
    if told.did == "knows" and not told.how:
        raise Refused(fields={"how": HOW})
    if told.did == "closed" and not told.note:
        raise Refused(fields={"note": WHY_CLOSED})
    today = counting.today(desk, desk.who.zone)
    if told.on is not None and told.on > today:
        raise Refused(fields={"on": STILL_TO_COME})
    entry = {
        **told.model_dump(include={"who", "did", "how", "note"}),
        "what": knowing.what_stands(hearing),
        "on": (told.on or today).isoformat(),
        "by": str(desk.who.id),
        "at": desk.now.isoformat(),
    }
    hearing.told = [*(hearing.told or []), entry]
    return _noted(desk, hearing, told.did)


def untell(desk: Desk, hearing_id: UUID, told: Untold) -> list[TellView]:
    """Take back what one wrote of a person within the last half minute.

    Raises:
        NotFound: No such hearing here.
        Refused: It is older, or a colleague's.
    """
    hearing = open_row(desk, Hearing, hearing_id)
    mine = [each for each in hearing.told or [] if each["who"] == told.who]
    if not mine or not _may_undo(desk, mine[-1]):
        raise Refused(TOO_LATE)
    hearing.told = [each for each in hearing.told if each is not mine[-1]]
    return _noted(desk, hearing, "undo")


def _noted(desk: Desk, hearing: Hearing, did: str) -> list[TellView]:
    """Put it on record, and count it for the morning's mail while a client does not know."""
    desk.db.flush()
    number = audit.note(desk, "hearing.tell", hearing.id, did=did)
    case, views = desk.db.get_one(Case, hearing.case_id), _views(desk, [hearing])[hearing.id]
    clients = [each.who for each in views if each.role == "client"]
    hearings.keep_schedule(desk, case, hearing, number, clients=clients)
    return views


def of_hearing(desk: Desk, hearing_id: UUID) -> list[TellView]:
    """Return who is told of a hearing and how that stands, clients first; none of one that is over.

    Raises:
        NotFound: No such hearing here.
    """
    hearing = open_row(desk, Hearing, hearing_id)
    if not knowing.is_told_of(hearing) or not _is_ahead(desk, hearing):
        return []
    return _views(desk, [hearing])[hearing.id]


def offered(desk: Desk, case_id: UUID) -> list[tuple[str, str, str, bool]]:
    """Return whom a new hearing's form offers to tell: id, name, role, and whether as a rule.

    Nobody of whom the client said that nothing may be told.
    """
    rows = sound(desk, desk.db.scalars(select(Person).where(Person.case_id == case_id)))
    found = [
        (str(row.id), full_name(row), row.role, row.role in knowing.USUAL)
        for row in rows
        if personal.may_hear(row)
    ]
    return sorted(found, key=lambda each: (each[2] != "client", not each[3], each[1]))


def choice_of(desk: Desk, case_id: UUID, tell: list[str] | None) -> dict[str, list[str]] | None:
    """Return what a list of people changes of whom a hearing is told to as a rule.

    Raises:
        Refused: Somebody on it is not of this case.
    """
    if tell is None:
        return None
    people, chosen = offered(desk, case_id), set(tell)
    if chosen - {who for who, *_ in people}:
        raise Refused(fields={"tell": N_("Choose one from the list.")})
    known = {who: usual for who, _, role, usual in people if role != "client"}
    return {
        "out": sorted(who for who, usual in known.items() if usual and who not in chosen),
        "also": sorted(who for who, usual in known.items() if not usual and who in chosen),
    }


def calls(
    desk: Desk,
    calendar: Calendar,
    *,
    most: int | None = None,
    dates: list[Concern] | None = None,
) -> Calls:
    """Return whom somebody must still tell of a hearing within three weeks.

    Of the cases that one answers for, leads or covers; a supervisor's list has every case that
    opens to her. With `most`, only hearings that stand and whose client does not know, and so many
    of them: as many statements and as many opened whatever the number of cases. `dates` are what
    concerns her, where whoever asks knows already.
    """
    if dates is None:
        dates = concerns.concerning(desk, calendar)
    entries, others = _ahead(desk, calendar, dates)
    entries = sorted([*entries, *others], key=lambda each: (each.safe, each.at, each.id.int))
    looked = entries if most is None else entries[:MOST_LOOKED]
    known = labels(desk, {each.case_id for each in looked})
    shut = sum(each.case_id not in known and each not in others for each in looked)
    readable = [each.id for each in looked if each.case_id in known]
    query = select(Hearing).where(Hearing.id.in_(readable))
    rows = sound(desk, desk.db.scalars(query)) if readable else []
    rows = [row for row in rows if row.case_id in known and row.status == "set"]
    if most is None:
        rows += _cancelled(desk)
        known |= labels(desk, {row.case_id for row in rows} - known.keys())
    rows = [row for row in rows if _is_ahead(desk, row)]
    tells = _views(desk, rows)
    seen = {view.id: view for view in hearings.views(desk, rows, known)}
    ordered = sorted((row for row in rows if row.id in seen), key=_starts)
    told = [(seen[row.id], tells[row.id]) for row in ordered]
    open_ = [_call(view, [t for t in people if t.state == "open"]) for view, people in told]
    gone = [_call(view, [t for t in people if _is_given_up(t)]) for view, people in told]
    undo = [_call(view, [t for t in people if _is_just_done(t)]) for view, people in told]
    waiting = [each for each in open_ if each.people]
    shown = waiting if most is None else [each for each in waiting if _is_of_client(each)][:most]
    return Calls(
        calls=shown,
        more=len(looked) < len(entries) or len(shown) < len(waiting),
        given_up=[each for each in gone if each.people],
        undo=[each for each in undo if each.people],
        unchecked=sum(view.check_due for view in seen.values()),
        cannot_open=shut,
    )


def _is_of_client(call: Call) -> bool:
    return any(each.role == "client" for each in call.people)


def _call(view: HearingView, people: list[TellView]) -> Call:
    return Call(hearing=view, people=people)


def _is_given_up(tell: TellView) -> bool:
    return tell.state == "closed" and tell.role == "client"


def _is_just_done(tell: TellView) -> bool:
    return tell.may_undo and tell.state != "open"


def _starts(hearing: Hearing) -> tuple[datetime, UUID]:
    return (instant(hearing.starts, hearing.tz), hearing.id)


def _is_ahead(desk: Desk, hearing: Hearing) -> bool:
    return instant(hearing.starts, hearing.tz) > desk.now


def _ahead(desk: Desk, calendar: Calendar, dates: list[Concern]) -> tuple[list[Entry], list[Entry]]:
    """Return the hearings to come within three weeks: hers, and what a supervisor hears of."""
    mine = {each.entry.id: each.entry for each in dates}
    office = desk.who.role == SUPERVISING
    last = desk.now.date() + timedelta(days=HORIZON_DAYS + 1)  # in whatever zone
    others = concerns.of_the_office(desk, calendar, last) if office else []
    today = {each.tz: counting.today(desk, each.tz) for each in (*mine.values(), *others)}

    def is_near(each: Entry) -> bool:
        left = each.safe - today[each.tz]
        return each.kind == "hearing" and timedelta() <= left <= timedelta(days=HORIZON_DAYS)

    near = [each for each in mine.values() if each.status == "set" and is_near(each)]
    return near, [each for each in others if each.id not in mine and is_near(each)]


def _cancelled(desk: Desk) -> list[Hearing]:
    """Return the cancelled hearings to come, within three weeks, of the cases that she answers for.

    Nothing but their own cards says so any more: each of these cases is read.
    """
    me, known = str(desk.who.id), register.register(desk)
    mine = access.reach(desk, {each for each, row in known.items() if row.is_of(me)})
    rows = sound(desk, desk.db.scalars(select(Hearing).where(Hearing.case_id.in_(mine))))
    last = desk.now + timedelta(days=HORIZON_DAYS)
    return [row for row in rows if row.status == "cancelled" and _starts(row)[0] <= last]


def _people(desk: Desk, rows: Iterable[Hearing]) -> dict[UUID, list[Person]]:
    cases = {row.case_id for row in rows}
    found: dict[UUID, list[Person]] = {each: [] for each in cases}
    people = desk.db.scalars(select(Person).where(Person.case_id.in_(cases)))
    for person in sound(desk, people):
        found[person.case_id].append(person)
    return found


def _listeners(hearing: Hearing, people: Mapping[UUID, list[Person]]) -> list[_Listener]:
    """Return who is told of a hearing, clients first; whoever is booked to interpret last."""
    own = [
        each
        for each in people[hearing.case_id]
        if personal.may_hear(each) and knowing.is_told(hearing, str(each.id), each.role)
    ]
    found = [
        _Listener(
            who=str(each.id),
            name=full_name(each),
            role=each.role,
            language=each.language,
            interpreter=each.interpreter,
            phones=personal.to_call(each),
            may_be_told=each.may_be_told,
            told_what=each.told_what,
            detained_at=each.detained_at if each.detained else "",
        )
        for each in own
    ]
    if hearing.interpreter and all(each.role != BOOKED for each in own):
        found.append(_Listener(BOOKED, "", BOOKED, hearing.interpreter, False, [], "", "", ""))
    return sorted(found, key=lambda each: (each.role != "client", each.role == BOOKED, each.name))


def _views(desk: Desk, rows: list[Hearing]) -> dict[UUID, list[TellView]]:
    """Return of each hearing who is told and how that stands; two statements."""
    if not rows:
        return {}
    people = _people(desk, rows)
    names = staff.names(desk, {UUID(each["by"]) for row in rows for each in row.told or []})
    return {
        row.id: [_view(desk, row, each, names) for each in _listeners(row, people)] for row in rows
    }


def _view(desk: Desk, hearing: Hearing, to: _Listener, names: Mapping[UUID, str]) -> TellView:
    done = knowing.deeds_for(hearing, to.who)
    last: dict[str, Any] = done[-1] if done else {}
    state, by = knowing.state_of(hearing, to.who), knowing.by_when(hearing)
    return TellView(
        **to._asdict(),
        hearing_id=hearing.id,
        by=by,
        late=state == "open" and by < counting.today(desk, desk.who.zone),
        state=state,
        again=knowing.knew_before(hearing, to.who),
        tries=sum(each["did"] == "tried" for each in done),
        how=last.get("how", ""),
        on=date.fromisoformat(last["on"]) if last else None,
        note=last.get("note", ""),
        by_name=names.get(UUID(last["by"]), "") if last else "",
        at=datetime.fromisoformat(last["at"]) if last else None,
        may_undo=bool(last) and _may_undo(desk, last),
    )


def _may_undo(desk: Desk, entry: Mapping[str, Any]) -> bool:
    age = desk.now - datetime.fromisoformat(entry["at"])
    return entry["by"] == str(desk.who.id) and age <= timedelta(seconds=UNDO_SECONDS)
