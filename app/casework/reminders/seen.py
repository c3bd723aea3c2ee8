"""Knowing that a person knows: acknowledging on the screen, or by the button behind a mail's link.

“Seen” quiets one slot for one person; the next slot rings until the matter is filed.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import select

from app.casework import audit
from app.casework.calendar import Entry, entry_of
from app.casework.reminders import marks
from app.casework.reminders.mails import Item, items_of
from app.casework.reminders.marks import SEEN, Fact
from app.casework.reminders.roster import ACTIVE, read_roster
from app.casework.reminders.text import current_lines
from app.casework.slots import shipped_plan
from app.crypto.sessions import lookup_of
from app.db.desk import Desk, NightDesk
from app.errors import Damaged
from app.models import Link, Mail, Schedule, Staff


@dataclass(frozen=True, slots=True)
class LinkView:
    """What the page behind a mail's link may show to whoever holds the link."""

    state: Literal["fresh", "seen", "expired", "unknown"]
    urgent: int = 0
    others: int = 0


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
    return waiting(desk, _entries(desk, ids))


def acknowledge(desk: Desk, ids: Collection[UUID]) -> set[UUID]:
    """Record that this person has seen the newest reminder of these dates; return whose.

    Where none has reached her yet although one has rung, she has seen it on the screen first.
    Doing it again changes nothing; dates that are not hers to be told are passed over.
    """
    plan, roster = shipped_plan(), read_roster(desk)
    entries = _entries(desk, ids)
    facts = {
        entry.id: [
            Fact(entry.id, entry.edition, slot.code, desk.who.id)
            for slot in plan.past(entry, desk.now)
        ]
        for entry in entries
    }
    every = [fact for found in facts.values() for fact in found]
    known = marks.standing(desk, [*every, *map(_seen, every)])
    done = set()
    for entry in entries:
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
    view, _, _ = _look(desk, token)
    return view


def see_link(desk: NightDesk, token: str) -> LinkView:
    """Record that the mail's reader has seen all of it; doing it again changes nothing."""
    view, mail, facts = _look(desk, token)
    if view.state != "fresh" or mail is None:
        return view
    known = marks.standing(desk, facts)
    for fact in dict.fromkeys(facts):
        if fact not in known:
            marks.mark(desk, fact, mail_id=mail.id)
    audit.note(desk, "reminder.seen_by_link")
    return LinkView("seen", view.urgent, view.others)


def _look(desk: NightDesk, token: str) -> tuple[LinkView, Mail | None, list[Fact]]:
    link = desk.db.get(Link, lookup_of(token))
    mail = None if link is None else desk.db.get(Mail, link.mail_id)
    if link is None or mail is None:
        return LinkView("unknown"), None, []
    staff = desk.db.get(Staff, mail.recipient_id)
    try:
        items = items_of(mail)
    except Damaged:
        return LinkView("unknown"), None, []
    if staff is None or staff.state != ACTIVE:
        return LinkView("unknown"), None, []
    if link.expires_at <= desk.now:
        return LinkView("expired"), None, []
    lines, _ = current_lines(desk, items)
    urgent = sum(line.urgent for line in lines)
    facts = [_seen_item(item, mail.recipient_id) for item in items]
    is_seen = not facts or marks.standing(desk, facts) >= set(facts)
    return LinkView("seen" if is_seen else "fresh", urgent, len(lines) - urgent), mail, facts


def _seen(fact: Fact) -> Fact:
    return fact._replace(kind=SEEN)


def _seen_item(item: Item, person: UUID) -> Fact:
    return Fact(item.entry_id, item.edition, item.code, person, SEEN)


def _entries(desk: NightDesk, ids: Collection[UUID]) -> list[Entry]:
    return [entry_of(row) for row in desk.db.scalars(select(Schedule).where(Schedule.id.in_(ids)))]
