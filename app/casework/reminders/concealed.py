"""Troubles of dates whose case is hidden from somebody: told to who may know of it, no other.

A sealed case is there for its own people alone, and one with an ethical screen for nobody whom it
keeps away. What is wrong with reminders stands on every page, so theirs is kept apart, under the
server's seal: by case, of each round that found something.
"""

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import select

from app.casework import access, hidden, screens
from app.casework.calendar import Calendar
from app.casework.policy import ADMINISTRATOR, MANAGING
from app.casework.reminders.mails import Mailbox, items_of
from app.casework.reminders.roster import Roster, not_delivered, read_roster
from app.casework.sound import without_changed
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE_ROW
from app.models import Deadline, Hearing, Mail, Schedule, Setting

NAME: Final = "hidden_troubles"
PLAN, CHECK = "plan", "check"  # which round found it
Troubles = Mapping[UUID, Collection[str]]


def of_dates(desk: NightDesk, calendar: Calendar, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return the case of each of these dates whose case is hidden from somebody.

    No statement without ids. As this process has known it by its seal; else by its rows where all
    that are there say the same. In doubt it is of no hidden case: everybody is told.
    """
    if not ids:
        return {}
    cases = hidden.sealed(desk) | {case_id for _, case_id in screens.pairs(desk)}
    said: dict[UUID, set[UUID]] = {}
    for model in (Schedule, Hearing, Deadline):
        query = select(model.id, model.case_id).where(model.id.in_(ids))
        for row in desk.db.execute(query):
            said.setdefault(row[0], set()).add(row[1])
    found = {each: calendar.case_of(each) or _one(said.get(each, set())) for each in ids}
    return {each: case_id for each, case_id in found.items() if case_id in cases}


def _one(cases: set[UUID]) -> UUID | None:
    return next(iter(cases)) if len(cases) == 1 else None


def of_addresses(
    desk: NightDesk, calendar: Calendar, people: Collection[UUID]
) -> tuple[set[UUID], set[UUID]]:
    """Return whose address refuses what is of hidden cases alone, and which cases these are."""
    if not people:
        return set(), set()
    query = select(Mail).where(not_delivered(desk), Mail.recipient_id.in_(people))
    told: dict[UUID, set[UUID]] = {}
    public: set[UUID] = set()
    for row in desk.db.scalars(query):
        try:
            items = {each.entry_id for each in items_of(row)}
        except UNREADABLE_ROW:
            items = set()
        told.setdefault(row.recipient_id, set()).update(items)
        if not items:
            public.add(row.recipient_id)
    found = of_dates(desk, calendar, {each for items in told.values() for each in items})
    alone = {each for each, items in told.items() if each not in public and items <= found.keys()}
    return alone, {found[date] for each in alone for date in told[each]}


def refusing(desk: NightDesk, calendar: Calendar) -> set[UUID]:
    """Return whose mail was refused or came back, where not of hidden cases alone."""
    people = read_roster(desk).unreachable
    return set(people) - of_addresses(desk, calendar, people)[0]


def keep(desk: NightDesk, part: str, troubles: Troubles) -> None:
    """Keep what a round found of hidden cases, in place of what it had found before."""
    row = without_changed(desk, NAME)
    said = {str(each): sorted(codes) for each, codes in troubles.items() if codes}
    if row is None and not said:
        return
    if row is None:
        desk.db.add(Setting(name=NAME, value={part: said}))
    elif _value(row).get(part, {}) != said:
        row.value = {**_value(row), part: said}


def alarm(desk: NightDesk, mailbox: Mailbox, roster: Roster, troubles: Troubles) -> None:
    """Have those who may know of a hidden case be mailed of what is wrong with its dates.

    Of a sealed one its own people, or an administrator where no mail reaches one of them; of one
    with a screen who is told of everything else, and whom no screen keeps away.
    """
    sealed = hidden.sealed(desk, troubles.keys()) if troubles else set()
    for case_id, codes in troubles.items():
        away = {person for person, case in roster.screened if case == case_id}
        people = set(roster.of_role(*MANAGING)) - away
        if case_id in sealed:
            own = (access.readers(desk, case_id) & roster.roles.keys()) - away
            people = own if roster.reached(own) else own | set(roster.of_role(ADMINISTRATOR))
        for person in sorted(people):
            for code in sorted(codes):
                mailbox.alarm(person, code)


def told(desk: Desk, row: Setting | None) -> set[str]:
    """Return what is wrong with dates of hidden cases that whoever sits here may know of."""
    found = _by_case(row)
    if not found:
        return set()
    kept, sealed = screens.kept_from(desk, desk.who.id), hidden.sealed(desk, found.keys())
    here = access.reach(desk, sealed) if sealed else set()
    seen = {each for each in found if each not in kept and (each not in sealed or each in here)}
    return {code for each in seen for code in found[each]}


def every(row: Setting | None) -> set[str]:
    """Return all of it, for whoever runs Amparo and for the watch: codes of no case."""
    return {code for codes in _by_case(row).values() for code in codes}


def _by_case(row: Setting | None) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = {}
    try:
        for cases in ({} if row is None else _value(row)).values():
            for each, codes in cases.items():
                found.setdefault(UUID(each), set()).update(codes)
    except UNREADABLE_ROW:
        return {}  # the check of cards names it
    return found


def _value(row: Setting) -> dict[str, dict[str, list[str]]]:
    known: dict[str, dict[str, list[str]]] = row.value
    return known
