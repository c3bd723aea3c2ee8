"""Who goes on holding a case as it gets its next key, or as what waits is signed anew."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.casework import access, departed, enrolled, envelopes, forgood, held, keysmade, screens
from app.casework.sound import sound
from app.db.desk import Desk
from app.errors import Damaged
from app.models import Case, Grant


def staying(desk: Desk, case_id: UUID, secrets: Mapping[int, bytes]) -> dict[UUID, Grant]:
    """Return who is to have the next key of a case that is open here, by the grants of its newest.

    Not among them: whose grant bears no word of who holds the case, whom a screen keeps away, and
    who left or was taken off the case on record. What was lent to a cover she keeps while somebody
    who holds the case names her.

    Args:
        desk: Of somebody who holds the case, whose keys lie on it.
        case_id: Which.
        secrets: Its secret of each epoch.

    Raises:
        Damaged: The case's own card does not open, or is older than its newest key.
    """
    newest = max(secrets)
    rows = access.holders(desk, case_id, newest)
    given = [row for row in rows if row.role not in envelopes.LENT]
    known = enrolled.borne_out(desk, case_id, given, secrets[newest])
    found = {row.principal_id: row for row in (*known, *_lent(desk, rows, known))}
    away = screens.away(desk, case_id) | departed.of(desk, case_id, found.values())
    return {each: row for each, row in found.items() if each not in away}


def holding(desk: Desk, case_id: UUID) -> list[Grant]:
    """Return who has the newest key of a case that is open here, with what covers were lent."""
    known = forgood.given(desk, case_id)
    newest = max((row.epoch for row in known), default=0)
    rows = access.holders(desk, case_id, newest)
    return list({row.principal_id: row for row in (*known, *_lent(desk, rows, known))}.values())


def _lent(desk: Desk, rows: Iterable[Grant], known: Iterable[Grant]) -> list[Grant]:
    """Return what was lent to covers whom somebody who has the case for good names."""
    lent = [row for row in rows if row.role in envelopes.LENT and row.until is not None]
    if not lent:
        return []
    holding = enrolled.people(desk, [row for row in known if held.lasts(row)])
    covers = envelopes.named_by(desk, holding)
    return [row for row in lent if row.principal_id in covers]


def unborne(desk: Desk, case: Case) -> list[str]:
    """Return the grants of an open case that nobody who holds it gave, by their row.

    Of former keys too: one without a word is from before there were any, and gives nothing; one
    that was given when a newer key was there already is by somebody who was taken off.
    None where the case is from before there were words, or a grant of one's own does not open,
    which the check names.
    """
    try:
        secrets = access.secrets_of(desk, case.id)
    except Damaged:
        return []
    if not case.enrols or not secrets:
        return []
    living = (Grant.case_id == case.id, held.living(desk.now))
    query = select(Grant).where(*living).order_by(Grant.epoch, Grant.principal_id)
    rows = [row for row in sound(desk.db.scalars(query)) if row.role not in envelopes.LENT]
    last = {row.principal_id: row.epoch for row in rows if row.epoch in secrets}
    made, found = keysmade.times(desk, case.id), []
    for row in rows:
        secret = secrets.get(row.epoch)
        if secret is None:
            continue  # of a key that is none: the check of keys names that
        is_newest = row.epoch == max(secrets)
        if (is_newest or row.word) and not enrolled.is_enrolled(row, secret):
            found.append(f"{row.named}: given by nobody who holds the case")
        elif row.epoch == last[row.principal_id] and _is_later(row, made):
            found.append(f"{row.named}: of a former key, given after the next")
    return found


def _is_later(row: Grant, made: Sequence[datetime]) -> bool:
    """Tell whether a grant was given when a newer key than its own had been made."""
    return row.since is not None and 1 + sum(at < row.since for at in made) > row.epoch
