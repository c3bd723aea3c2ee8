"""Who must agree before an ethical screen keeps a supervising attorney from a case; who is told.

One person alone shuts no supervisor out unseen: whoever else leads the case, or supervises and
reads it, agrees first. Where an attorney leads it and nobody else supervises it, her word is
enough, and the administrators are told that there is such a screen, of no case by name. Anybody on
a case may make herself its lead, so a paralegal needs another attorney of the case also then, and
puts none up where there is none. Where no supervisor reads the case a screen is taken down by two,
one of them an attorney of it. What was asked counts for two weeks, while who asked is on the case.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from app.casework import audit, company, forgood, longstanding, readers, screens, staff
from app.casework.casefiles import open_file
from app.casework.policy import ADMINISTRATOR, ATTORNEYS, LEGAL, SUPERVISING
from app.casework.reminders.mails import Mailbox
from app.casework.screentidings import (
    SCREEN_ASKED,
    SCREEN_DOWN,
    SCREEN_DOWN_ASKED,
    SCREENED,
    SUPERVISOR_SCREENED,
)
from app.db.desk import Desk
from app.errors import NotFound
from app.models import Case

ASKED, TURNED_DOWN = "case.screen_ask", "case.screen_turn_down"
DOWN_ASKED = "case.unscreen_ask"
DOWN_BY, DOWN_AT = "down_by", "down_at"  # in a case's card: who would take a screen down
# Why, who asked her for it, and what the second person added.
DOWN_WHY, DOWN_ASKER, AGREED_WHY = "down_why", "down_asker", "agreed_why"


def takes_two(desk: Desk, case: Case, person: UUID) -> bool:
    """Tell whether somebody else must agree before a person is kept from a case open here."""
    if person == desk.who.id or person not in _supervisors(desk):
        return False
    alone = desk.who.id in _reading(desk, case.id, ATTORNEYS)
    return not (alone and company.is_whole(desk, LEGAL)) or bool(
        seconds(desk, case, person, desk.who.id)
    )


def seconds(desk: Desk, case: Case, person: UUID, asker: UUID) -> set[UUID]:
    """Return who may agree that a person be kept from a case, as somebody else asked."""
    own = ({case.lead_id} | _reading_supervisors(desk, case.id)) - {person, asker}
    if own or asker in _reading(desk, case.id, ATTORNEYS):
        return own
    return _reading(desk, case.id, ATTORNEYS) - {person, asker}


def ask(desk: Desk, case: Case, entry: dict[str, Any]) -> None:
    """Keep what was asked in the case, and tell whoever may agree; nobody is kept away by it."""
    person = UUID(entry["person"])
    case.screens = [*(case.screens or []), {**entry, screens.WAITS: True}]
    desk.db.flush()
    audit.note(desk, ASKED, case.id, person=str(person))
    mailbox = Mailbox(desk)
    for each in sorted(seconds(desk, case, person, desk.who.id)):
        mailbox.alarm(each, SCREEN_ASKED, each=True)


def asked(desk: Desk, case: Case, person: UUID) -> dict[str, Any] | None:
    """Return what was asked of a case and waits, about a person."""
    found = (each for each in case.screens or [] if _counts(desk, case, each))
    return next((each for each in found if each["person"] == str(person)), None)


def may_agree(desk: Desk, case: Case, entry: dict[str, Any]) -> bool:
    """Tell whether whoever sits here may agree to what was asked, or turn it down."""
    person, asker = UUID(entry["person"]), UUID(entry["by"])
    asked_at = datetime.fromisoformat(entry["since"])
    is_second = _counts(desk, case, entry) and desk.who.id in seconds(desk, case, person, asker)
    return is_second and longstanding.is_one(desk, case.id, asked_at)


def _counts(desk: Desk, case: Case, entry: dict[str, Any]) -> bool:
    """Tell whether something was asked lately, by somebody who is on the case still."""
    waits = screens.waits(entry, desk.now)
    return waits and UUID(entry["by"]) in forgood.readers(desk, case.id)


def turn_down(desk: Desk, case_id: UUID, staff_id: UUID) -> None:
    """End what was asked without a screen: by who may agree, or by who asked.

    Raises:
        NotFound: No such case here, nothing was asked, or she may not answer it.
    """
    case = open_file(desk, case_id)
    entry = asked(desk, case, staff_id)
    if entry is None or not (entry["by"] == str(desk.who.id) or may_agree(desk, case, entry)):
        raise NotFound
    ended = {"until": desk.now.isoformat(), "ended_by": str(desk.who.id)}
    others = [each for each in case.screens or [] if each is not entry]
    case.screens = [*others, {**entry, **ended}]
    desk.db.flush()
    audit.note(desk, TURNED_DOWN, case_id, person=str(staff_id))


def may_take_down(desk: Desk, case: Case, entry: dict[str, Any]) -> bool:
    """Tell whether whoever sits here may say that a screen of a case is taken down.

    A supervising attorney who reads it; where none does, whoever leads it, and then a second.
    """
    supervisors = _reading_supervisors(desk, case.id)
    if supervisors:
        return desk.who.id in supervisors
    first = down_by(desk, case, entry)
    if first is None:
        return desk.who.id == case.lead_id and longstanding.is_one(desk, case.id, desk.now)
    asked_at = datetime.fromisoformat(entry[DOWN_AT])
    is_second = desk.who.id in _seconds_to_end(desk, case, first)
    return is_second and longstanding.is_one(desk, case.id, asked_at)


def takes_two_down(desk: Desk, case: Case, entry: dict[str, Any]) -> bool:
    """Tell whether a screen stands until a second person says so too."""
    if _reading_supervisors(desk, case.id):
        return False
    return down_by(desk, case, entry) is None


def down_by(desk: Desk, case: Case, entry: dict[str, Any]) -> UUID | None:
    """Return who asked that a screen be taken down, lately, and is on the case still."""
    if not entry.get(DOWN_BY) or not screens.stands(entry):
        return None
    first, at = UUID(entry[DOWN_BY]), datetime.fromisoformat(entry[DOWN_AT])
    counts = at <= desk.now < at + screens.ASKED_FOR and first in _reading(desk, case.id, LEGAL)
    return first if counts else None


def ask_down(desk: Desk, case: Case, entry: dict[str, Any], why: str, asker: str) -> None:
    """Keep that a screen is to be taken down; it stands until a second person says so too."""
    said = {DOWN_BY: str(desk.who.id), DOWN_AT: desk.now.isoformat()}
    said |= {DOWN_WHY: why, DOWN_ASKER: asker}
    case.screens = [{**each, **said} if each == entry else each for each in case.screens or []]
    desk.db.flush()
    audit.note(desk, DOWN_ASKED, case.id, person=entry["person"])
    tell_down(desk, case, entry, SCREEN_DOWN_ASKED)


def tell_down(desk: Desk, case: Case, entry: dict[str, Any], trouble: str = SCREEN_DOWN) -> None:
    """Tell that a screen is taken down, or is to be, while it still stands.

    By mail: the legal staff of the case, its lead and back-up among them, who put it up and who
    agreed, and, of a case that is not sealed, the supervising attorneys; nobody across a screen.
    """
    hears = {UUID(entry[key]) for key in ("by", "agreed_by") if entry.get(key)}
    hears |= _reading(desk, case.id, LEGAL)
    hears |= set() if case.sealed else _supervisors(desk)
    hears &= {each.id for each in staff.active(desk)}
    mailbox = Mailbox(desk)
    for each in sorted(hears - screens.names(case) - {desk.who.id}):
        mailbox.alarm(each, trouble, each=True)


def _seconds_to_end(desk: Desk, case: Case, first: UUID) -> set[UUID]:
    """Return who may be the second of two to take a screen down: one of both is an attorney."""
    attorneys = _reading(desk, case.id, ATTORNEYS)
    if attorneys - {first} or first not in attorneys:
        return attorneys - {first}
    return _reading(desk, case.id, LEGAL) - {first}


def tell(desk: Desk, case: Case, person: UUID, told: Collection[UUID] = ()) -> None:
    """Tell lead, back-up and the supervisors on the case that a screen is put up now.

    Of one before a supervising attorney, everybody of the legal staff who reads it.

    Args:
        desk: Of whoever puts it up, while the case is still hers.
        case: Which, open here.
        person: Whom it keeps away.
        told: Who is to hear of it besides.
    """
    reading = _reading_supervisors(desk, case.id) - {person}
    mailbox = Mailbox(desk)
    is_supervisor = person in _supervisors(desk)
    hears = {case.lead_id, *reading, *told} | ({case.backup_id} if case.backup_id else set())
    hears |= _reading(desk, case.id, LEGAL) if is_supervisor else set()
    for each in sorted(hears - {person, desk.who.id}):
        mailbox.alarm(each, SCREENED, each=True)
    if is_supervisor and not reading:
        for admin in staff.active(desk, {ADMINISTRATOR}):
            mailbox.alarm(admin.id, SUPERVISOR_SCREENED, each=True)


def _supervisors(desk: Desk) -> set[UUID]:
    return {each.id for each in staff.active(desk, {SUPERVISING})}


def _reading_supervisors(desk: Desk, case_id: UUID) -> set[UUID]:
    """Return the supervising attorneys at work who read a case for good."""
    return _reading(desk, case_id, {SUPERVISING})


def _reading(desk: Desk, case_id: UUID, roles: Collection[str]) -> set[UUID]:
    """Return who of these roles is at work and reads a case for good."""
    reading = readers.of(desk, case_id).readers
    working = {each.id for each in staff.active(desk, roles)}
    return {each.id for each in reading if each.until is None} & working
