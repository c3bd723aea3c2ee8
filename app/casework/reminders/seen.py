"""Knowing that a person knows: acknowledging on the screen, or by the button behind a mail's link.

“Seen” quiets one slot for one person; the next slot rings until the matter is filed.
"""

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import select

from app.casework import audit, mailways
from app.casework.calendar import Entry, entry_of
from app.casework.reminders import marks, weekly
from app.casework.reminders.mails import Item, items_of
from app.casework.reminders.marks import SEEN, Fact
from app.casework.reminders.roster import read_roster
from app.casework.reminders.text import code_of, current_lines
from app.casework.slots import shipped_plan
from app.casework.staff import ACTIVE
from app.db.desk import Desk, NightDesk
from app.errors import Damaged
from app.mail.letters import Line, said
from app.models import Link, Mail, Schedule, Staff

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One date of a mail, as the mail itself tells it."""

    told: Line
    is_seen: bool

    @property
    def code(self) -> str:
        """The code that the mail calls it by."""
        return self.told.code

    @property
    def name(self) -> str:
        """What its reader calls the case, where she calls it anything."""
        return self.told.name

    @property
    def urgent(self) -> bool:
        """Whether it counts as urgent now."""
        return self.told.urgent

    def said(self, locale: str) -> str:
        """Return the mail's own words, in a language."""
        return said(self.told, locale)


@dataclass(frozen=True, slots=True)
class LinkView:
    """What the page behind a mail's link may show to whoever holds the link."""

    state: Literal["fresh", "seen", "expired", "closed", "unknown"]
    lines: tuple[LinkLine, ...] = ()

    @property
    def urgent(self) -> int:
        """How many of them are urgent."""
        return sum(line.urgent for line in self.lines)

    @property
    def others(self) -> int:
        """How many are not."""
        return len(self.lines) - self.urgent


@dataclass(frozen=True, slots=True)
class _Link:
    """A link that leads to a mail, and what that mail told."""

    mail: Mail
    items: tuple[Item, ...]
    is_old: bool
    is_closed: bool  # its reader's mails say nothing, and this page says no more


def waiting(desk: Desk, entries: Iterable[Entry]) -> set[UUID]:
    """Return which dates were told to this person and wait for her word; one statement."""
    plan = shipped_plan()
    told = []
    for entry in entries:
        rung = plan.past(entry, desk.now)
        if rung:
            told.append(Fact(entry.id, entry.edition, rung[-1].code, desk.who.id))
    known = marks.standing(desk, [*told, *map(_seen, told)])
    return {fact.entry_id for fact in told if fact in known and _seen(fact) not in known}


def waiting_among(desk: Desk, ids: Collection[UUID]) -> set[UUID]:
    """Return which of these dates wait for this person's word; two statements."""
    return waiting(desk, entries(desk, ids))


def acknowledge(desk: Desk, ids: Collection[UUID]) -> set[UUID]:
    """Record that this person has seen the newest reminder of these dates; return whose.

    Where none has reached her yet although one has rung, she has seen it on the screen first.
    Doing it again changes nothing; dates that are not hers to be told are passed over.
    """
    plan, roster = shipped_plan(), read_roster(desk)
    found = entries(desk, ids)
    facts = {
        entry.id: [
            Fact(entry.id, entry.edition, slot.code, desk.who.id)
            for slot in plan.past(entry, desk.now)
        ]
        for entry in found
    }
    every = [fact for found in facts.values() for fact in found]
    known = marks.standing(desk, [*every, *map(_seen, every)])
    done = set()
    for entry in found:
        told = [fact for fact in facts[entry.id] if fact in known]
        rung = plan.past(entry, desk.now)
        hers = bool(rung) and desk.who.id in roster.recipients(entry, rung[-1])
        newest = told[-1:] or (facts[entry.id][-1:] if hers else [])
        for fact in newest:
            if _seen(fact) not in known:
                marks.mark(desk, _seen(fact), mail_id=None)
                audit.note(desk, "reminder.seen", entry.id)
            done.add(entry.id)
    return done


def link_page(desk: NightDesk, token: str) -> LinkView:
    """Return what a mail's link shows; writes nothing, so a mail scanner does nothing."""
    return _view(desk, follow(desk, token))


def see_link(desk: NightDesk, token: str, codes: Collection[str] = ()) -> LinkView:
    """Record that the mail's reader has seen these dates of it, or all of it where none is named.

    Doing it again changes nothing; codes that the mail does not hold are passed over.
    """
    link = follow(desk, token)
    if link is None or link.is_old or link.is_closed:
        return _view(desk, link)
    facts = dict.fromkeys(
        _seen_item(item, link.mail.recipient_id)
        for item in link.items
        if not codes or code_of(desk.house, item.entry_id) in codes
    )
    known = marks.standing(desk, facts)
    fresh = [fact for fact in facts if fact not in known]
    for fact in fresh:
        marks.mark(desk, fact, mail_id=link.mail.id)
    if fresh:
        audit.note(desk, "reminder.seen_by_link")
        desk.db.flush()
    weekly.answered(desk, link.mail)
    return _view(desk, link)


def reader_of(desk: NightDesk, token: str) -> Staff | None:
    """Return whom the mail of a link went to; None where the link is none, or old."""
    link = follow(desk, token)
    return None if link is None or link.is_old else desk.db.get(Staff, link.mail.recipient_id)


def told_by(desk: Desk, token: str) -> dict[UUID, str]:
    """Return the dates that a mail to whoever sits here told, with their codes; also an old one."""
    link = follow(desk, token)
    if link is None or link.mail.recipient_id != desk.who.id:
        return {}
    return {item.entry_id: code_of(desk.house, item.entry_id) for item in link.items}


def follow(desk: NightDesk, token: str) -> _Link | None:
    """Return what a link leads to.

    None where there is none, its reader left, or any of it was changed outside Amparo.
    """
    link = desk.db.get(Link, desk.house.keys.link_lookup(token))
    try:
        mail = None if link is None else desk.db.get(Mail, link.mail_id)
        staff = None if mail is None else desk.db.get(Staff, mail.recipient_id)
        if link is None or mail is None or staff is None or staff.state != ACTIVE:
            return None
        is_closed = mailways.level_of(desk, staff) == mailways.LINK
        return _Link(mail, tuple(items_of(mail)), link.expires_at <= desk.now, is_closed)
    except Damaged:
        log.error("a link, its mail or its reader was changed outside Amparo")  # noqa: TRY400 - a trace may hold values
        return None


def _view(desk: NightDesk, link: _Link | None) -> LinkView:
    if link is None:
        return LinkView("unknown")
    if link.is_old:
        return LinkView("expired")
    if link.is_closed:
        return LinkView("closed")
    facts = {
        _seen_item(item, link.mail.recipient_id): code_of(desk.house, item.entry_id)
        for item in link.items
    }
    known = marks.standing(desk, facts)
    unseen = {code for fact, code in facts.items() if fact not in known}
    told, _ = current_lines(desk, link.items, link.mail.recipient_id)
    lines = tuple(LinkLine(line, line.code not in unseen) for line in told)
    return LinkView("seen" if all(line.is_seen for line in lines) else "fresh", lines)


def _seen(fact: Fact) -> Fact:
    return fact._replace(kind=SEEN)


def _seen_item(item: Item, person: UUID) -> Fact:
    return Fact(item.entry_id, item.edition, item.code, person, SEEN)


def entries(desk: NightDesk, ids: Collection[UUID]) -> list[Entry]:
    """Return these dates; one whose row was changed outside Amparo waits for nobody's word."""
    found = []
    for row in desk.db.scalars(select(Schedule).where(Schedule.id.in_(ids))):
        try:
            found.append(entry_of(row))
        except Damaged:
            log.error("schedule %s was changed outside Amparo", row.id)  # noqa: TRY400 - a trace may hold values
    return found
