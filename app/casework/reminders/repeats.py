"""What is due today or tomorrow, and nobody has said to have seen, is told again in working hours.

It is told again to those whose work it is; whoever is in court is left alone until she is out, and
her back-up has it by then. A repetition is never owed: what must have been told stands in the plan.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from app.casework.calendar import Calendar
from app.casework.reminders import marks
from app.casework.reminders.mails import URGENT, Item, Mailbox
from app.casework.reminders.marks import SEEN, Fact
from app.casework.reminders.roster import Roster
from app.casework.slots import REPEATED, REPEATS, REPEATS_EVERY, Entry, Slot
from app.db.desk import NightDesk
from app.errors import UNREADABLE_ROW
from app.models import Mark

SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class Repeat:
    """That a person may be told of a slot once more."""

    entry: Entry
    slot: Slot
    person: UUID
    number: int

    @property
    def fact(self) -> Fact:
        """The fact that she was."""
        code = REPEATED + self.slot.code * (REPEATS + 1) + self.number
        return Fact(self.entry.id, self.entry.edition, code, self.person)

    @property
    def told(self) -> Fact:
        """The fact that she was told of it the first time."""
        return Fact(self.entry.id, self.entry.edition, self.slot.code, self.person)

    def is_after(self, first: Mark) -> bool:
        """Tell whether she was told before the hour of this; one that does not say when, was."""
        try:
            return first.at <= self.slot.at + REPEATS_EVERY * self.number
        except UNREADABLE_ROW:
            return True

    def seen_by(self, person: UUID) -> Fact:
        """Return the fact that somebody has seen the slot."""
        return Fact(self.entry.id, self.entry.edition, self.slot.code, person, SEEN)

    @property
    def silencing(self) -> tuple[Fact, ...]:
        """What ends it: that she has seen it, or whoever answers for it; that she has this one."""
        return (self.fact, self.seen_by(self.person), self.seen_by(self.entry.responsible_id))


def tell(
    desk: NightDesk, calendar: Calendar, mailbox: Mailbox, entries: list[Entry], roster: Roster
) -> int:
    """Put into urgent mails what is to be told again now; return how often."""
    wanted = list(_rung(desk, calendar, entries, roster))
    if not wanted:
        return 0
    told = marks.rows(desk, {each.told for each in wanted})
    wanted = [each for each in wanted if each.told in told and each.is_after(told[each.told])]
    known = marks.standing(desk, {fact for each in wanted for fact in each.silencing})
    due = [each for each in wanted if known.isdisjoint(each.silencing)]
    for each in due:
        # Named by the slot itself: who says in this mail that she has seen it, says it of that.
        item = Item(each.entry.id, each.entry.edition, each.slot.code)
        mail_id = mailbox.add(each.person, URGENT, item)
        marks.mark(desk, each.fact, mail_id=mail_id)
    return len(due)


def _rung(
    desk: NightDesk, calendar: Calendar, entries: list[Entry], roster: Roster
) -> Iterator[Repeat]:
    for entry in entries:
        found = calendar.plan.repeat(entry, desk.now)
        if found is None:
            continue
        slot, number = found
        for person, role in roster.recipients(entry, slot).items():
            if role != SUPERVISOR and person not in roster.in_court:
                yield Repeat(entry, slot, person, number)
