"""Whether enough people can open a case: two who work here, or one and her cover.

Asked wherever somebody is taken off. Guests do not count, so nothing changes when one's time is
over. Where taking away has to go on, whoever is left alone is told, and the supervisors.
"""

from collections.abc import Collection, Mapping
from uuid import UUID

from app.casework import covers, envelopes, forgood, screens, staff
from app.casework.policy import CASEWORK, SUPERVISING
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import THINNED, UNSHARED
from app.db.desk import Desk
from app.errors import Refused
from app.models import Case
from app.words import N_

ENOUGH = 2
TOO_FEW = N_(
    "One person alone could open this case then. Give it to a second colleague first, or let "
    "whoever stays name a cover under “Absences”."
)
TOO_FEW_SEALED = N_(
    "One person alone could open this case then, and no cover waits for a sealed one. Give it to a "
    "second colleague first."
)


def require(
    desk: Desk, case_id: UUID, going: Collection[UUID], *, waits_for_covers: bool = True
) -> None:
    """Let these be taken off a case that is open here.

    Args:
        desk: Of somebody who holds the case.
        case_id: Which.
        going: Who is taken off.
        waits_for_covers: Whether a cover counts afterwards; none does where the case is sealed.

    Raises:
        Refused: One person would be left alone with it, without a cover.
    """
    case, working = desk.db.get_one(Case, case_id), _working(desk)
    before = forgood.of(desk, case_id) & working
    staying = before - set(going)
    if len(staying) >= ENOUGH or (waits_for_covers and staying == before):
        return
    if waits_for_covers and is_covered(desk, case, staying, going):
        return
    if len(working) < ENOUGH:
        return  # a practice of one has nobody to name
    raise Refused(TOO_FEW if waits_for_covers and not case.sealed else TOO_FEW_SEALED)


def is_thin(desk: Desk, case: Case) -> bool:
    """Tell whether one person alone can open a case that is open here, and no cover."""
    return hangs_on_one(desk, case, forgood.of(desk, case.id) & _working(desk))


def hangs_on_one(desk: Desk, case: Case, lasting: Collection[UUID]) -> bool:
    """Tell whether a case that is open here hangs on the one of these; no statement for two."""
    return len(lasting) < ENOUGH and not is_covered(desk, case, lasting)


def is_covered(
    desk: Desk, case: Case, holders: Collection[UUID], going: Collection[UUID] = ()
) -> bool:
    """Tell whether the one who holds a case has a cover for whom it waits, or will.

    Whoever lets go of a case herself leaves nothing for herself as its cover.
    """
    if case.sealed or len(holders) != 1:
        return False
    (holder,) = holders
    cover = envelopes.cover_of(desk, holder)
    if cover not in _working(desk) or cover in screens.away(desk, case.id):
        return False
    return not (cover == desk.who.id and cover in going)


def tell_of(desk: Desk, case: Case) -> None:
    """Tell whoever is left alone with a case by mail, and the supervisors who may know of it."""
    lasting = forgood.of(desk, case.id) & _working(desk)
    mailbox = Mailbox(desk)
    for person in sorted(lasting):
        mailbox.alarm(person, UNSHARED)
    if not case.sealed:
        _tell_supervisors(desk, mailbox, lasting | screens.away(desk, case.id))


def tell(desk: Desk, before: Mapping[UUID, UUID]) -> int:
    """Tell by mail whoever is alone with cases since; return how many cases that are.

    Args:
        desk: Where somebody was taken off.
        before: What `covers.only_ones` said then.
    """
    now = covers.only_ones(desk)
    fresh = {case_id: person for case_id, person in now.items() if before.get(case_id) != person}
    mailbox = Mailbox(desk) if fresh else None
    if mailbox:
        for person in sorted(set(fresh.values())):
            mailbox.alarm(person, UNSHARED)
        if fresh.keys() - covers.unknown(desk, fresh.keys()):
            _tell_supervisors(desk, mailbox, set(fresh.values()))
    return len(fresh)


def _tell_supervisors(desk: Desk, mailbox: Mailbox, but: set[UUID]) -> None:
    for each in staff.active(desk, {SUPERVISING}):
        if each.id not in but:
            mailbox.alarm(each.id, THINNED)


def _working(desk: Desk) -> set[UUID]:
    return {row.id for row in staff.active(desk, CASEWORK)}
