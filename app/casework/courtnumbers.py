"""By which numbers a court lists the proceedings of a case: an A-number, a docket, a receipt."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.casework import access
from app.casework.casefiles import labels, sound
from app.casework.hearings import HearingView
from app.casework.register import Listed
from app.db.desk import Desk
from app.forums import portal
from app.forums.portal import Listing
from app.models import Person, Proceeding


class Numbered(NamedTuple):
    """A proceeding, and the numbers that its record gives."""

    kind: str
    numbers: frozenset[str]


def cases_of(
    desk: Desk,
    listings: Iterable[Listing],
    by_number: Mapping[str, UUID],
    known: Mapping[UUID, Listed],
) -> dict[str, set[UUID]]:
    """Return the cases of each number: by the register, cards of people, those of proceedings."""
    wanted = {each.number for each in listings} - {""}
    cases = {number: {by_number[number]} for number in wanted if number in by_number}
    likely = {each for each, row in known.items() if wanted & set(row.text.split())}
    rows = desk.db.scalars(select(Person).where(Person.case_id.in_(labels(desk, likely))))
    for person in sound(desk, rows) if likely else ():
        if person.a_number in wanted:
            cases.setdefault(person.a_number, set()).add(person.case_id)
    left = wanted - cases.keys()
    if not left:
        return cases
    # A card of a case that is granted and not opened would pass for one that was changed.
    opened = access.reach(desk) & known.keys()
    query = select(Proceeding).where(Proceeding.case_id.in_(access.choosing(desk)))
    for row in sound(desk, (row for row in desk.db.scalars(query) if row.case_id in opened)):
        for number in portal.numbers_in(row.number) & left:
            cases.setdefault(number, set()).add(row.case_id)
    return cases


def of(desk: Desk, case_ids: Iterable[UUID]) -> dict[UUID, dict[UUID, Numbered]]:
    """Return the proceedings of cases that are open here, by case; one statement."""
    found: dict[UUID, dict[UUID, Numbered]] = {}
    query = select(Proceeding).where(Proceeding.case_id.in_(list(case_ids)))
    for row in sound(desk, desk.db.scalars(query)):
        numbered = Numbered(row.kind, frozenset(portal.numbers_in(row.number)))
        found.setdefault(row.case_id, {})[row.id] = numbered
    return found


def may_belong(ours: HearingView, listing: Listing, records: Mapping[UUID, Numbered]) -> bool:
    """Tell whether a hearing may be of the proceeding whose number stands on a line.

    An A-number may stand for several proceedings of one person; a docket is one proceeding's, and
    where the case has none of that number, no hearing of it is meant.
    """
    said = _said(listing)
    its = records.get(ours.proceeding_id) if ours.proceeding_id else None
    if not said:
        return True
    if its is not None and its.numbers:
        return said in its.numbers
    if not listing.docket:
        return True
    named = [each for each in records.values() if said in each.numbers]
    return its is None and any(ours.proceeding in {"", each.kind} for each in named)


def only(listing: Listing, records: Mapping[UUID, Numbered]) -> UUID | None:
    """Return the one proceeding that a line names, None where it names none or several."""
    said = _said(listing)
    named = [each for each, record in records.items() if said in record.numbers]
    return named[0] if len(named) == 1 else None


def _said(listing: Listing) -> str:
    """Return the number of a line that a proceeding may have: none where it has our own."""
    return listing.docket or (listing.number if listing.number.isdigit() else "")
