"""Keeping the name index whole: what happens at sign-in, and making lost names anew.

Names are lost where a page was changed or taken away outside Amparo. Whoever holds the index cannot
read the cases, so she strikes the lost pages and makes the people due who stand on none; each
colleague hands in those of the cases that she opens, with the press itself or at her next sign-in.
"""

import logging
from collections.abc import Iterable
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import delete, func, insert, select

from app.casework import audit, staff
from app.casework.conflicts import pages, slips, whole
from app.casework.conflicts.opened import Holding
from app.casework.policy import CASEWORK
from app.db.desk import Desk, NightDesk, undone_alone
from app.errors import Damaged, OutOfRoom
from app.models import Audit, DueName, NamePage, Person

log = logging.getLogger(__name__)

ANEW, SIGNIN = "index.anew", "signin"


class AnewView(BaseModel):
    """What was made anew, and who must sign in before the index is whole again."""

    model_config = ConfigDict(frozen=True)

    pages: int = Field(description="Pages that could not be read and were struck.")
    awaited: list[str] = Field(repr=False, description="Colleagues who have not signed in since.")


def keep_up(desk: Desk) -> None:
    """Hand in what is due and take in what waits; nothing wrong with the index keeps anybody out.

    What failed half-way is undone: whoever checks names is told, and the hourly check alarms.
    """
    try:
        with undone_alone(desk):
            slips.hand_in_due(desk)
            if slips.index_group(desk).id in desk.keys.groups:
                pages.take_in(desk, Holding())
    except (Damaged, OutOfRoom) as fault:
        log.error("the name index was not kept up: %s", fault.code)  # noqa: TRY400 - as elsewhere


def make_anew(desk: Desk, holding: Holding) -> AnewView:
    """Strike the pages that cannot be read, and have the people handed in who stand on none.

    Raises:
        Forbidden: Whoever sits here does not hold the key of the index.
    """
    while pages.take_in(desk, holding):
        pass
    opened = pages.open_index(desk, holding)
    damaged = opened.unread | set(whole.unread(desk))
    with opened.guard:
        gone = {each for page in damaged for each in opened.lines(page)}
        missing = {
            row[1]
            for row in desk.db.execute(select(Person.id, Person.case_id))
            if row[0] not in opened or row[0].hex in gone
        }
    desk.db.execute(delete(NamePage).where(NamePage.id.in_(damaged)))
    _make_due(desk, missing)
    audit.note(desk, ANEW, pages=len(damaged))
    slips.hand_in_due(desk)
    while pages.take_in(desk, holding):
        pass
    return AnewView(pages=len(damaged), awaited=awaited(desk))


def awaited(desk: NightDesk) -> list[str]:
    """Return who works on cases and has not signed in since names were made anew, by name.

    Whoever pressed has handed in hers. Who is named hangs on no case: nothing is told of one that
    a screen hides. Of more than a thousand cases of hers, the rest is handed in the next time.
    """
    since = desk.db.scalar(select(func.max(Audit.seq)).where(Audit.action == ANEW))
    if since is None:
        return []
    later = select(Audit.actor_id).where(Audit.action.in_((SIGNIN, ANEW)), Audit.seq >= since)
    here = set(desk.db.scalars(later.distinct()))
    working = staff.active(desk, CASEWORK)
    names = (each.name for each in working if each.id not in here)
    return sorted(names, key=str.casefold)


def _make_due(desk: Desk, case_ids: Iterable[UUID]) -> None:
    known = set(desk.db.scalars(select(DueName.case_id)))
    fresh = [{"case_id": each} for each in sorted(set(case_ids) - known)]
    if fresh:
        desk.db.execute(insert(DueName), fresh)


class Standing(BaseModel):
    """How the index stands, for the page of the conflict check."""

    model_config = ConfigDict(frozen=True)

    unread: bool
    awaited: list[str] = Field(repr=False)


def standing(desk: NightDesk, holding: Holding) -> Standing:
    """Return what is lacking in the index, as far as is known before somebody checks."""
    return Standing(
        unread=holding.unread or bool(whole.noted(desk)),
        awaited=awaited(desk),
    )
