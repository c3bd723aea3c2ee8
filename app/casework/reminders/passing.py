"""Telling others now: whoever was told of a date passes it to its back-up, or escalates it.

They have it in their next urgent mail, at once, or within the hour where one has just left.
Nothing ends by it: whoever answers for the date goes on answering, and the next reminder rings.
"""

from collections.abc import Collection, Iterable
from typing import Final, Literal
from uuid import UUID

from app.casework import audit
from app.casework.calendar import Entry
from app.casework.reminders import marks, seen
from app.casework.reminders.mails import URGENT, Item, Mailbox
from app.casework.reminders.marks import SEEN, Fact
from app.casework.reminders.roster import Roster, read_roster
from app.casework.reminders.text import code_of, current_lines
from app.casework.slots import BACKUP_DAYS, Slot, as_told, shipped_plan
from app.db.desk import Desk, NightDesk
from app.errors import Refused
from app.words import N_

Deed = Literal["pass", "escalate"]
PASS: Final = "pass"  # noqa: S105 - a deed, no secret
ESCALATE: Final = "escalate"
# Up to which slot's people are told: the back-up, or everybody whom the day itself would tell.
_AS_ON: Final = {PASS: BACKUP_DAYS, ESCALATE: 0}
_NOTED: Final = {PASS: "reminder.pass", ESCALATE: "reminder.escalate"}
NOT_YET: Final = N_("No reminder of this date has gone out yet, so there is nothing to pass on.")
NOBODY_ELSE: Final = N_(
    "Nobody else can be told as its back-up. Escalate it, or name a back-up on the case."
)
OVER: Final = N_("This date was filed, moved or cancelled since: nothing is to be passed on.")


def pass_on(desk: Desk, deadline_id: UUID, deed: Deed) -> set[UUID]:
    """Tell others of a date that whoever sits here was told of, or sees; return whom.

    Raises:
        Refused: No reminder of it has gone out, it is over, or there is nobody to be told.
    """
    entries = seen.entries(desk, [deadline_id])
    told = _tell(desk, entries, desk.who.id, deed)
    seen.acknowledge(desk, [deadline_id])
    return told


def by_link(desk: NightDesk, token: str, deed: Deed, codes: Collection[str]) -> None:
    """Do the same with dates of a mail, by whoever holds its link; an old link does nothing.

    Raises:
        Refused: As `pass_on`, or the mail does not hold them.
    """
    link = seen.follow(desk, token)
    if link is None or link.is_old:
        return
    person = link.mail.recipient_id
    lines, _ = current_lines(desk, link.items, person)  # none that is kept from her since
    named = {line.code for line in lines} & set(codes)
    ids = {each.entry_id for each in link.items if code_of(desk.house, each.entry_id) in named}
    _tell(desk, seen.entries(desk, ids), person, deed)
    seen.see_link(desk, token, codes)


def _tell(desk: NightDesk, entries: Iterable[Entry], by: UUID, deed: Deed) -> set[UUID]:
    roster, mailbox, told = read_roster(desk), Mailbox(desk), set[UUID]()
    open_ = [each for each in entries if each.is_reminded]
    if not open_:
        raise Refused(OVER)
    for entry in open_:
        rung = shipped_plan().past(entry, desk.now)
        if not rung:
            raise Refused(NOT_YET)
        people = _people(desk, roster, entry, deed) - {by}
        if not people:
            raise Refused(NOBODY_ELSE)
        for person in sorted(people):
            fact = Fact(entry.id, entry.edition, rung[-1].code, person)
            _tell_one(desk, mailbox, fact, deed)
        audit.note(desk, _NOTED[deed], entry.id)
        told |= people
    return told


def _people(desk: NightDesk, roster: Roster, entry: Entry, deed: Deed) -> set[UUID]:
    slot = Slot(_AS_ON[deed], desk.now, 0)
    if deed == ESCALATE:  # also of what is urgent in no mail: a person says that it is
        return set(roster.recipients(entry, slot))
    return set(roster.recipients(entry, as_told(entry, slot))) - {entry.responsible_id}


def _tell_one(desk: NightDesk, mailbox: Mailbox, told: Fact, deed: Deed) -> None:
    """Put a date into somebody's next urgent mail, once for each of its slots and each deed."""
    done = told._replace(kind=deed)
    known = marks.standing(desk, [told, done, told._replace(kind=SEEN)])
    if done in known:
        return
    mail_id = mailbox.add(told.person, URGENT, Item(told.entry_id, told.edition, told.code))
    marks.mark(desk, done, mail_id=mail_id)
    if told not in known:
        marks.mark(desk, told, mail_id=mail_id)
