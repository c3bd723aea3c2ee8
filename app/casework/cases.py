"""Cases: opening one, finding one's own, and the page that shows one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from secrets import choice
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.casework import (
    access,
    audit,
    closing,
    counting,
    covers,
    deadlines,
    enough,
    hearings,
    holding,
    notes,
    people,
    proceedings,
    readers,
    samenumber,
    screening,
    screens,
    sharing,
    staff,
    stays,
)
from app.casework.calendar import Calendar, Entry
from app.casework.casefiles import DamagedView, Label, damaged, expect_case, labels, open_file
from app.casework.closing import ClosingView
from app.casework.coming import Coming, NextDeadline, NextHearing, coming, nearest_of
from app.casework.covers import Covered
from app.casework.deadlines import DeadlineView
from app.casework.finding import find
from app.casework.hearings import HearingView
from app.casework.hidden import SEAL
from app.casework.notes import NoteView
from app.casework.people import NOTHING_TO_FIND_BY, ANumber, PersonFacts, PersonView
from app.casework.policy import LEGAL
from app.casework.proceedings import ProceedingView
from app.casework.readers import AccessView, ReaderView
from app.casework.register import by_hex, register
from app.casework.screening import NewScreen
from app.casework.sealing import Why, on_record
from app.casework.stays import DetentionView
from app.casework.typed import Short, Words
from app.db.desk import Desk
from app.errors import Refused
from app.models import Case, Note
from app.words import N_

Order = Literal["date", "name"]
STAGES = "Empty; or `inquiry`: calls only; or `ended`: an inquiry that was closed."
# Without vowels, so that no word is spelt, and without 0 O 1 I l, which are misheard.
ALPHABET = "BCDFGHJKLMNPQRSTVWXZ23456789"


class NewCase(BaseModel):
    """A client or family to be taken in; hardly anything is compulsory."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    client: PersonFacts = Field(default_factory=PersonFacts, repr=False)
    title: Short = Field(default="", repr=False)
    note: Words = Field(default="", repr=False)
    named_only: bool = False
    sealed: Why = Field(default="", description="Whether only its named people may know of it.")
    sure: ANumber = Field(default="", repr=False, description=samenumber.SURE)
    lead_id: UUID | None = None
    backup_id: UUID | None = None
    named: list[UUID] = Field(
        default_factory=list, max_length=50, description="Colleagues who read it beside the rest."
    )
    groups: list[UUID] | None = Field(
        default=None, max_length=20, description="Practice groups; left out, those of the opener."
    )
    screened: list[UUID] = Field(
        default_factory=list, max_length=20, description="Whom an ethical screen keeps away."
    )
    screen_reason: Words = Field(default="", repr=False)

    @model_validator(mode="after")
    def _can_be_found(self) -> "NewCase":
        client = self.client
        if not any((client.given_names, client.family_name, client.phone, self.title, self.note)):
            raise ValueError(NOTHING_TO_FIND_BY)
        return self


class CaseChange(BaseModel):
    """What changes of a case; whatever is left out stays."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int
    title: Short = Field(default="", repr=False)


class CaseLine(BaseModel):
    """A case in a list."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    version: int
    number: str
    client_name: str = Field(repr=False)
    title: str = Field(repr=False)
    detained: bool | None
    closed: bool = False
    mine: bool
    stage: str = Field(default="", description=STAGES)
    covering: str = Field(default="", description="For whom whoever sits here covers in it now.")
    near: bool = Field(
        default=False, description="Of what was found: a name or number that is only like it."
    )
    next_kind: str | None
    next_on: date | None
    next_hearing: NextHearing | None
    next_deadline: NextDeadline | None


class CaseView(BaseModel):
    """A case as a page or a program sees it."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    version: int
    number: str
    title: str = Field(repr=False)
    opened_on: date | None
    closed_on: date | None = None
    closings: list[ClosingView] = Field(default_factory=list, repr=False)
    lead_id: UUID | None
    lead_name: str
    backup_id: UUID | None
    backup_name: str
    left: list[UUID] = Field(
        default_factory=list, description="Who leads it or backs it up and has left the office."
    )
    named_only: bool
    stage: str = Field(default="", description=STAGES)
    sealed: str = ""
    detained: bool | None
    access: list[AccessView]
    readers: list[ReaderView]
    thin: bool = Field(
        default=False, description="Whether one person alone can open it, without a cover."
    )
    screened: list[str] = Field(
        default_factory=list, description="Colleagues whom ethical screens keep away."
    )
    screens_asked: list[str] = Field(
        default_factory=list, description="Supervisors whom one is asked for to keep away."
    )
    screens_changed: bool = Field(
        default=False, description="Whether a screen was changed outside Amparo."
    )
    people: list[PersonView] = Field(repr=False)
    proceedings: list[ProceedingView] = Field(default_factory=list, repr=False)
    custody: list[DetentionView] = Field(
        default_factory=list, repr=False, description="Where its people are and were held."
    )
    hearings: list[HearingView] = Field(repr=False)
    deadlines: list[DeadlineView] = Field(repr=False)
    notes: list[NoteView] = Field(repr=False)
    damaged: list[DamagedView] = Field(
        default_factory=list, description="Entries that were changed outside Amparo."
    )


class CaseOpened(BaseModel):
    """What names a case that was just opened."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    number: str
    version: int
    doubts: list[str] = Field(
        default_factory=list, description="What was taken at a program's word and may be a slip."
    )


def open_new(desk: Desk, new: NewCase) -> CaseOpened:
    """Open a case: its row, its key, its grants, its client, all in one deed.

    Raises:
        Refused: The lead or the back-up is nobody who may hold a case.
        Unsure: The client's A-number stands in another case.
    """
    samenumber.ask_about_number(desk, new.client.a_number, case_id=None, sure=new.sure)
    office = staff.office(desk)
    screening.require_fit(desk, new.screened, new.screen_reason, {new.lead_id, new.backup_id})
    to = holding.groups_for(desk, office, new.groups, named_only=bool(new.named_only or new.sealed))
    to, others = holding.without(desk, to, new.screened)
    case = Case(
        number=fresh_number(),
        title=new.title,
        opened_on=counting.today(desk, desk.who.zone),
        lead_id=colleague(desk, new.lead_id, "lead_id") or desk.who.id,
        named_only=not to,
        sealed=new.sealed,
    )
    case.backup_id = colleague(desk, new.backup_id, "backup_id") or default_backup(
        desk, case, new.screened
    )
    gifts = holding.open_to(desk, case, to, [*new.named, *others])
    client = people.enter(desk, case.id, "client", new.client)
    rows = {"persons": [str(client.id)]}
    if new.note:
        note = Note(case_id=case.id, text=new.note, author_id=desk.who.id, at=desk.now)
        desk.db.add(note)
        rows["notes"] = [str(note.id)]
    desk.db.flush()
    named = [str(gift.to.id) for gift in gifts if gift.to.kind == sharing.PERSON]
    audit.note(desk, "case.open", case.id, rows=rows, named=named)
    if new.sealed:  # so that it is counted nowhere, also while it has no date
        audit.note(desk, SEAL, case.id, why=on_record(new.sealed))
    for each in new.screened:
        screening.put_up_at_first(desk, case.id, NewScreen(staff_id=each, reason=new.screen_reason))
    return CaseOpened(id=case.id, number=case.number, version=case.version)


def fresh_number() -> str:
    """Return a file number that says nothing."""
    letters = "".join(choice(ALPHABET) for _ in range(7))
    return f"{letters[:4]}-{letters[4:]}"


def colleague(desk: Desk, wanted: UUID | None, field: str) -> UUID | None:
    """Return a chosen colleague of the legal staff.

    Raises:
        Refused: It is nobody of them; `field` is where that is said.
    """
    if wanted is None:
        return None
    if wanted not in {member.id for member in staff.active(desk, LEGAL)}:
        raise Refused(fields={field: N_("Choose a colleague of the legal staff.")})
    return wanted


def default_backup(desk: Desk, case: Case, screened: Collection[UUID] = ()) -> UUID | None:
    """Return the supervisor who backs a case up where nobody was chosen."""
    supervisors = [member.id for member in staff.active(desk, {"supervising_attorney"})]
    kept = {case.lead_id, *screened}
    return next((each for each in supervisors if each not in kept), None)


def change(desk: Desk, case_id: UUID, wanted: CaseChange) -> CaseOpened:
    """Change a case's title.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such case here.
    """
    case = open_file(desk, case_id)
    expect_case(desk, case, wanted.version, lambda: one(desk, case_id))
    changed = wanted.model_fields_set - {"version"}
    for name in changed:
        setattr(case, name, getattr(wanted, name))
    desk.db.flush()
    audit.note(desk, "case.change", case.id, fields=sorted(changed))
    return _opened(case)


def _opened(case: Case) -> CaseOpened:
    return CaseOpened(id=case.id, number=case.number, version=case.version)


def one(desk: Desk, case_id: UUID) -> CaseView:
    """Return one case with its people, hearings, deadlines and notes.

    Raises:
        NotFound: No such case here.
    """
    case = open_file(desk, case_id)
    known = labels(desk, {case_id})
    label, (names, gone) = known[case_id], staff.names_and_gone(desk)
    is_sound = case.id not in desk.damaged
    held = readers.holders(desk, case_id)
    kept = screens.names(case) if is_sound else set()
    reading = readers.views(desk, case, held, names)
    lasting = [each.id for each in reading if each.until is None]
    parts: dict[str, Any] = {
        "access": readers.principals(held),
        "readers": reading,
        "thin": is_sound and enough.hangs_on_one(desk, case, lasting),
        "screened": sorted(names.get(each, "") for each in kept),
        "screens_asked": screens.asked_for(case, names, desk.now) if is_sound else [],
        "screens_changed": is_sound and screens.differs(desk, case),
        "people": people.of_case(desk, case_id),
        "proceedings": proceedings.of_case(desk, case_id),
        "custody": stays.of_case(desk, case_id),
        "hearings": hearings.of_case(desk, case_id, known),
        "deadlines": deadlines.of_case(desk, case_id, known),
        "notes": notes.of_case(desk, case_id, names),
    }
    return CaseView(
        id=case.id,
        version=case.version,
        number=label.number,
        title=label.title,
        opened_on=case.opened_on if is_sound else None,
        closed_on=case.closed_on if is_sound else None,
        closings=closing.views(desk, case) if is_sound else [],
        lead_id=label.lead_id if is_sound else None,
        lead_name=names.get(label.lead_id, ""),
        left=sorted(gone & {label.lead_id, label.backup_id}),
        backup_id=label.backup_id,
        backup_name=names.get(label.backup_id, "") if label.backup_id else "",
        named_only=label.named_only,
        stage=label.stage,
        sealed=case.sealed if is_sound else "",
        detained=label.detained,
        **parts,
        damaged=damaged(desk),
    )


@dataclass(frozen=True, slots=True)
class CasePage:
    """A stretch of a list of cases."""

    rows: list[CaseLine]
    more: bool


def page(
    desk: Desk, calendar: Calendar, *, mine: bool, start: int, size: int, by: Order = "date"
) -> CasePage:
    """Return a stretch of the cases one can open, the nearest date first, or by name.

    Inquiries stand on the intake board instead. Of mine, those that one leads, backs up or covers
    for now; whoever leads and backs up none sees all.
    """
    calendar.follow(desk)
    known = {each: row for each, row in register(desk).items() if not row.plain["stage"]}
    me = str(desk.who.id)
    if mine and any(row.is_of(me) for row in known.values()):
        covered = covers.covered(desk, calendar)
        lent = {each for one in covered for each in one.cases}
        people = [me, *(str(each.person_id) for each in covered)]
        known = {
            each: row for each, row in known.items() if each in lent or any(map(row.is_of, people))
        }
    nearest = nearest_of(desk, calendar, known)
    if mine:  # a closed one is found by a search, unless a date came up in it
        known = {
            each: row for each, row in known.items() if each in nearest or not row.label.closed
        }
    if by == "name":
        order = sorted(known, key=lambda each: (known[each].name, each.int))
    else:
        order = sorted(known, key=lambda each: (_day(nearest.get(each)), each.int))
    shown = {each: known[each].label for each in order[start : start + size]}
    return CasePage(_rows(desk, calendar, shown), more=len(order) > start + size)


def search(desk: Desk, calendar: Calendar, words: str, *, start: int, size: int) -> CasePage:
    """Return the cases one can open whose names, numbers or title hold all the words, or nearly.

    Accents, case and the dashes of a number do not matter; what is only alike comes last.
    """
    calendar.follow(desk)
    hits = find(by_hex(desk), words)
    shown = {UUID(each.case_id): each for each in hits[start : start + size]}
    rows = _rows(desk, calendar, {each: hit.row.label for each, hit in shown.items()})
    near = {each for each, hit in shown.items() if hit.degree < 1}
    rows = [row.model_copy(update={"near": row.id in near}) for row in rows]
    return CasePage(rows, more=len(hits) > start + size)


def listed(
    desk: Desk, calendar: Calendar, case_id: UUID | None, *, after: UUID | None, size: int
) -> list[CaseLine]:
    """Return the next cases one can open in the order of their ids, or just one.

    Raises:
        NotFound: No such case here.
    """
    calendar.follow(desk)
    if case_id is not None:
        access.open_case(desk, case_id)
    mine = access.reach(desk) if case_id is None else {case_id}
    ids = sorted(each for each in mine if after is None or each > after)[:size]
    known = labels(desk, ids)
    return _rows(desk, calendar, {each: known[each] for each in ids if each in known})


def _day(entry: Entry | None) -> date:
    return date.max if entry is None else entry.safe


def _rows(desk: Desk, calendar: Calendar, shown: Mapping[UUID, Label]) -> list[CaseLine]:
    nearest, next_of = nearest_of(desk, calendar, shown), coming(desk, calendar, shown)
    covered = covers.covered(desk, calendar)
    return [_row(desk, shown[each], nearest.get(each), next_of[each], covered) for each in shown]


def _row(
    desk: Desk, label: Label, entry: Entry | None, ahead: Coming, covered: Sequence[Covered]
) -> CaseLine:
    named = {label.lead_id, label.backup_id}
    mine = desk.who.id in named
    theirs = (each for each in covered if each.person_id in named or label.case_id in each.cases)
    return CaseLine(
        id=label.case_id,
        version=label.version,
        number=label.number,
        client_name=label.client_name,
        title=label.title,
        detained=label.detained,
        closed=label.closed,
        mine=mine,
        stage=label.stage,
        covering="" if mine else next((each.name for each in theirs), ""),
        next_kind=None if entry is None else entry.kind,
        next_on=None if entry is None else entry.safe,
        next_hearing=ahead.hearing,
        next_deadline=ahead.deadline,
    )
