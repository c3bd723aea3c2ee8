"""Who stands in for whom: naming one's cover, and the cases that nobody else could open."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Subquery,
    exists,
    func,
    or_,
    select,
    union,
)
from sqlalchemy.orm import aliased

from app.casework import (
    absences,
    access,
    audit,
    away,
    envelopes,
    held,
    hidden,
    screens,
    staff,
    vouching,
)
from app.casework.absences import AbsenceView
from app.casework.calendar import Calendar
from app.casework.casefiles import Label, labels, sound
from app.casework.policy import LEGAL, SUPERVISING
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import UNSHARED
from app.casework.staff import ACTIVE
from app.crypto.covers import name_cover
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE_ROW, Refused
from app.models import Case, CoverEnvelope, Grant, Member, Principal, Schedule, Staff
from app.words import N_

NOT_LEGAL = N_("Choose a colleague of the legal staff.")
NOT_ONESELF = N_("Choose somebody else than yourself.")


class NewCover(BaseModel):
    """Who covers for whoever sits here; nobody where it is left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cover_id: UUID | None = None


class LoneCase(BaseModel):
    """A case that nobody but whoever sits here can open."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    number: str
    client_name: str = Field(repr=False)
    kept: bool = Field(description="Whether a screen keeps the named cover from it.")
    sealed: bool = Field(description="Whether it is sealed, and so waits for no cover.")


class CoverView(BaseModel):
    """My cover, and what she would open."""

    model_config = ConfigDict(frozen=True)

    cover_id: UUID | None
    cover_name: str
    suggested_id: UUID | None
    suggested_name: str
    waiting: int
    alone: int
    cases: list[LoneCase] = Field(default_factory=list, repr=False)


class CoveredView(BaseModel):
    """For whom whoever sits here covers, or will, from when and until when."""

    model_config = ConfigDict(frozen=True)

    name: str
    starts: datetime
    until: datetime
    runs: bool


class Covered(NamedTuple):
    """Somebody who is away, and the cases that she reads or answers for a date in."""

    person_id: UUID
    name: str
    cases: set[UUID]


class Thin(NamedTuple):
    """Cases that one living person can open and no cover, by person; and those that none can."""

    of: dict[UUID, int]
    orphans: int

    def __bool__(self) -> bool:
        return bool(self.of or self.orphans)


class Without(NamedTuple):
    """Cases as they would stand without one colleague: nobody's, or one person's alone."""

    alone: set[UUID]
    thin: set[UUID]


def name(desk: Desk, new: NewCover) -> None:
    """Name one's cover, for every case that one holds and she does not; or nobody.

    Raises:
        Refused: She is not of the legal staff, or it is oneself.
    """
    if new.cover_id == desk.who.id:
        raise Refused(fields={"cover_id": NOT_ONESELF})
    if new.cover_id and new.cover_id not in {row.id for row in staff.active(desk, LEGAL)}:
        raise Refused(fields={"cover_id": NOT_LEGAL})
    row = desk.db.get_one(Staff, desk.who.id)
    before = row.cover_id
    if before != new.cover_id:
        row.cover_id, row.cover_word = new.cover_id, word_for(desk, new.cover_id)
        desk.db.flush()
        if before is not None:
            envelopes.lapse(desk, before)
    cases = envelopes.keep_mine(desk)
    absences.settle(desk)  # where she is away already
    audit.note(desk, "cover.name", desk.who.id, cover=str(new.cover_id or ""), cases=cases)


def word_for(desk: Desk, cover_id: UUID | None) -> str:
    """Return one's own signed word that somebody is one's cover; nothing for nobody."""
    if cover_id is None:
        return ""
    seed = access.own_keys(desk).signing_seed
    return name_cover(desk.who.id, cover_id, int(desk.now.timestamp()), seed).hex()


def mine(desk: Desk) -> CoverView:
    """Return who covers for whoever sits here, or whom she might name."""
    cover_id = desk.db.get_one(Staff, desk.who.id).cover_id
    people = [row for row in staff.active(desk, LEGAL) if row.id != desk.who.id]
    names = {row.id: row.name for row in people}
    cover_id = cover_id if cover_id in names else None
    alone_in = {each for each, who in only_ones(desk, desk.who.id).items() if who == desk.who.id}
    kept = {pair for pair in screens.pairs(desk) if pair[1] in alone_in}
    cases = _lone(desk, alone_in, {case_id for person, case_id in kept if person == cover_id})
    absent = {each.person_id for each in away.running(desk)}
    first = sorted(people, key=lambda row: (row.id in absent, row.role != SUPERVISING))
    fitting = [row.id for row in first if row.id not in {person for person, _ in kept}]
    fits = cover_id is not None and not any(each.kept for each in cases)
    suggested = cover_id if fits else next(iter(fitting), None)
    query = select(func.count(CoverEnvelope.case_id.distinct()))
    waiting = desk.db.scalar(query.where(CoverEnvelope.holder_id == desk.who.id))
    return CoverView(
        cover_id=cover_id,
        cover_name=names.get(cover_id, "") if cover_id else "",
        suggested_id=suggested,
        suggested_name=names.get(suggested, "") if suggested else "",
        waiting=waiting or 0,
        alone=len(alone_in),
        cases=cases,
    )


def _lone(desk: Desk, ids: set[UUID], kept: set[UUID]) -> list[LoneCase]:
    """Return these cases as whoever holds them reads them, those that wait for no cover first."""
    here = access.reach(desk, ids)
    rows = desk.db.scalars(select(Case).where(Case.id.in_(here))) if here else ()
    sealed = {row.id for row in sound(desk, rows) if row.sealed}
    found = [
        LoneCase(
            id=each,
            number=label.number,
            client_name=label.client_name,
            kept=each in kept,
            sealed=each in sealed,
        )
        for each, label in (labels(desk, here) if here else {}).items()
    ]
    return sorted(found, key=lambda each: (not (each.kept or each.sealed), each.number))


def closed_to(desk: Desk, known: Collection[AbsenceView]) -> dict[UUID, list[Label]]:
    """Return by absence the cases of whoever is away that a screen closes to the cover.

    Only those that whoever sits here can open; the same statements however many there are.
    """
    pairs = screens.pairs(desk)
    kept = {
        each.id: {case_id for person, case_id in pairs if person == each.cover_id}
        for each in known
        if each.state != "over"
    }
    ids = {case_id for cases in kept.values() for case_id in cases}
    if not ids:
        return {}
    seen, held_by = labels(desk, ids), lasting_in(desk, ids)
    away_in = {each.id: each.person_id for each in known}
    found = {
        each: [
            seen[case_id] for case_id in cases & seen.keys() if away_in[each] in held_by[case_id]
        ]
        for each, cases in kept.items()
    }
    return {each: sorted(cases, key=lambda one: one.number) for each, cases in found.items()}


def covering(desk: Desk) -> list[CoveredView]:
    """Return for whom whoever sits here covers now, then for whom she will, the next first."""
    ahead = sorted(away.ahead(desk), key=lambda each: each.starts)
    mine = [each for each in (*away.running(desk), *ahead) if each.cover_id == desk.who.id]
    if not mine:
        return []
    names = staff.names(desk, {each.person_id for each in mine})
    return [
        CoveredView(
            name=names[each.person_id],
            starts=each.starts,
            until=each.until,
            runs=each.starts <= desk.now,
        )
        for each in mine
    ]


def covered(desk: Desk, calendar: Calendar) -> list[Covered]:
    """Return for whom whoever sits here covers now, and in which cases beside those she leads.

    One statement where she covers for nobody, three otherwise.
    """
    people = away.covered_by(desk, desk.who.id)
    if not people:
        return []
    mine = (CoverEnvelope.cover_id == desk.who.id, CoverEnvelope.holder_id.in_(people))
    query = select(CoverEnvelope.holder_id, CoverEnvelope.case_id).where(*mine)
    cases = {each: {entry.case_id for entry in calendar.of_person(each)} for each in people}
    for holder_id, case_id in desk.db.execute(query):
        cases[holder_id].add(case_id)
    names = staff.names(desk, people)
    return [Covered(each, names.get(each, ""), cases[each]) for each in people]


def alone(desk: Desk) -> int:
    """Return how many cases nobody but whoever sits here can open."""
    return thin(desk, desk.who.id).of.get(desk.who.id, 0)


def thin(desk: Desk, person_id: UUID | None = None) -> Thin:
    """Return which people are the only ones for how many cases, of all or of one person.

    The custodians, who can only together, do not count, nor a case whose being there is hidden
    from whoever sits here.
    """
    alone_in = only_ones(desk, person_id)
    if person_id is not None:
        return Thin(dict(Counter(alone_in.values())), 0)
    large = _large_groups(desk)
    safe = select(Grant.case_id).where(Grant.principal_id.in_(large), held.lasting())
    people = _people(large, None).subquery()
    orphans = select(Case.id).where(Case.id.not_in(select(people.c.case_id)), Case.id.not_in(safe))
    lost = set(desk.db.scalars(orphans))
    unseen = unknown(desk, alone_in.keys() | lost)
    of = Counter(holder for case_id, holder in alone_in.items() if case_id not in unseen)
    return Thin(dict(of), len(lost - unseen))


def only_ones(desk: NightDesk, person_id: UUID | None = None) -> dict[UUID, UUID]:
    """Return who alone can open which case, without a cover."""
    people = _people(_large_groups(desk), person_id).subquery()
    query = select(people.c.case_id, people.c.person_id).where(
        people.c.case_id.in_(_singles(people)), ~_covered(people)
    )
    if person_id is not None:
        query = query.where(people.c.person_id == person_id)
    return {row.case_id: row.person_id for row in desk.db.execute(query)}


def without(desk: NightDesk, leaver: UUID) -> Without:
    """Return which cases nobody at work could open without her, and which one person alone.

    Cases of a group in which two others work are neither. A key whose charter does not hold, which
    anybody can plant who writes to the database, hides none of them.
    """
    false = vouching.false_keys(desk)
    large = _large_groups(desk, leaver)
    groups = select(Member.group_id).join(Principal, _at_present())
    groups = groups.where(Member.person_id == leaver, Member.group_id.not_in(large))
    theirs = aliased(Grant)
    hers = select(Grant.case_id).where(
        or_(Grant.principal_id == leaver, Grant.principal_id.in_(groups)),
        held.lasting(false=false),
        ~exists().where(
            theirs.case_id == Grant.case_id,
            theirs.principal_id.in_(large),
            held.lasting(theirs, false),
        ),
    )
    mine = set(desk.db.scalars(hers))
    people = _people(large, leaver, without=leaver, false=false).subquery()
    others = set(desk.db.scalars(select(people.c.case_id).distinct()))
    thin = select(people.c.case_id).where(
        people.c.case_id.in_(_singles(people)), ~_covered(people, leaver, false)
    )
    return Without(mine - others, set(desk.db.scalars(thin)) & mine)


def lasting_in(desk: Desk, case_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Return who can open each of many cases for good, unproved: ids as `access.readers`.

    For a preview: rows that were changed outside Amparo count as they stand.
    """
    forever = select(Grant.case_id, Grant.principal_id).where(held.lasting())
    wanted = set(case_ids)
    pairs = [row for row in desk.db.execute(forever) if row.case_id in wanted]
    inside: dict[UUID, set[UUID]] = {}
    for member in access.members_of(desk, {row.principal_id for row in pairs}):
        inside.setdefault(member.group_id, set()).add(member.person_id)
    found: dict[UUID, set[UUID]] = {each: set() for each in case_ids}
    for row in pairs:
        found[row.case_id] |= inside.get(row.principal_id, {row.principal_id})
    return found


def cases_of_groups(desk: Desk, ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many cases each of these groups reads, none that is hidden."""
    query = select(Grant.principal_id, func.count(Grant.case_id.distinct()))
    query = query.where(Grant.principal_id.in_(ids), Grant.case_id.not_in(hidden.of(desk)))
    return {row[0]: row[1] for row in desk.db.execute(query.group_by(Grant.principal_id))}


def _singles(people: Subquery) -> Select[UUID]:
    return select(people.c.case_id).group_by(people.c.case_id).having(func.count() == 1)


def _covered(
    people: Subquery, leaver: UUID | None = None, false: Collection[tuple[UUID, int]] = ()
) -> ColumnElement[bool]:
    """Ask whether a cover who works here could open a case of these people by its newest key."""
    found = exists().where(
        CoverEnvelope.case_id == people.c.case_id,
        CoverEnvelope.epoch == held.newest(people.c.case_id, false),
        CoverEnvelope.cover_id == Staff.id,
        Staff.state == ACTIVE,
    )
    if leaver is not None:
        found = found.where(CoverEnvelope.cover_id != leaver, CoverEnvelope.holder_id != leaver)
    return found.correlate(people)


def unknown(desk: Desk, ids: Collection[UUID]) -> set[UUID]:
    """Return which of these cases are nothing to whoever sits here: screened, or sealed.

    That a case is sealed the record knows, and the server by its dates.
    """
    found = hidden.of(desk)
    for row in desk.db.scalars(select(Schedule).where(Schedule.case_id.in_(ids))):
        try:
            if row.sealed:
                found.add(row.case_id)
        except UNREADABLE_ROW:
            found.add(row.case_id)  # the check names it
    return found


def _large_groups(desk: NightDesk, leaver: UUID | None = None) -> list[UUID]:
    """Return the groups in which two people work at least: most of an office's cases are theirs."""
    query = (
        select(Member.group_id)
        .join(Staff, Staff.id == Member.person_id)
        .join(Principal, _at_present())
        .where(held.for_good(Member), Staff.state == ACTIVE)
        .group_by(Member.group_id)
        .having(func.count(Member.person_id.distinct()) > 1)
    )
    if leaver is not None:
        query = query.where(Member.person_id != leaver)
    return list(desk.db.scalars(query))


def ask(desk: Desk) -> int:
    """Ask everybody who alone can open a case, by mail, to name a cover; return how many."""
    holders = thin(desk).of.keys() - {desk.who.id}
    mailbox = Mailbox(desk)
    for person_id in sorted(holders):
        mailbox.alarm(person_id, UNSHARED)
    audit.note(desk, "cover.ask", None, people=len(holders))
    return len(holders)


def _people(
    large: list[UUID],
    person_id: UUID | None,
    without: UUID | None = None,
    false: Collection[tuple[UUID, int]] = (),
) -> CompoundSelect[UUID, UUID]:
    """Ask who works here and holds the newest key of which case for good, each pair once.

    Cases of a large group are left out; of one person her own are asked for alone.
    """
    theirs, hers = aliased(Grant), aliased(Grant)
    rest = [
        held.lasting(false=false),
        ~exists().where(
            theirs.case_id == Grant.case_id,
            theirs.principal_id.in_(large),
            held.lasting(theirs, false),
        ),
        Staff.state == ACTIVE,
    ]
    if person_id is not None:
        small = select(Member.group_id).where(
            Member.person_id == person_id, Member.group_id.not_in(large)
        )
        by_her = or_(hers.principal_id == person_id, hers.principal_id.in_(small))
        rest.append(Grant.case_id.in_(select(hers.case_id).where(by_her)))
    if without is not None:
        rest.append(Staff.id != without)
    direct = (
        select(Grant.case_id.label("case_id"), Grant.principal_id.label("person_id"))
        .join(Staff, Staff.id == Grant.principal_id)
        .where(*rest)
    )
    through = (
        select(Grant.case_id.label("case_id"), Member.person_id.label("person_id"))
        .join(Member, Member.group_id == Grant.principal_id)
        .join(Staff, Staff.id == Member.person_id)
        .join(Principal, _at_present())
        .where(*rest, held.for_good(Member))
    )
    return union(direct, through)


def _at_present() -> ColumnElement[bool]:
    """Ask that a membership is of its group's present key."""
    return (Principal.id == Member.group_id) & (Principal.epoch == Member.epoch)
