"""Who holds what: the conditions that every question about keys of cases and groups is made of.

A grant or membership without a last day is for good. Guests, covers and emergencies have one: where
somebody must be able to open a case they count for nothing. Nor does whoever holds a former key of
a case alone: what is written now she does not open.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    and_,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute

from app.models import CaseKeyRow, Grant, Member


def living(
    now: datetime | BindParameter[datetime], of: type[Grant] | type[Member] = Grant
) -> ColumnElement[bool]:
    """Ask that a grant or a membership has not lapsed, of whichever key."""
    return or_(of.until.is_(None), of.until > now)


def for_good(of: type[Grant] | type[Member] = Grant) -> ColumnElement[bool]:
    """Ask that a grant or a membership has no last day, of whichever key."""
    return of.until.is_(None)


def lasting(
    of: type[Grant] = Grant, false: Collection[tuple[UUID, int]] = ()
) -> ColumnElement[bool]:
    """Ask that a grant is of its case's newest key, for good."""
    return and_(for_good(of), of.epoch == newest(of.case_id, false))


def newest(
    case_id: UUID | InstrumentedAttribute[UUID] | ColumnElement[UUID],
    false: Collection[tuple[UUID, int]] = (),
) -> ScalarSelect[int]:
    """Return the question which of a case's keys is its newest, for use inside another.

    Args:
        case_id: Which case.
        false: The keys, by case and epoch, that are none: anybody who writes to the database can
            put a row there. Without these it is good for what pages count, not for who gets a key.
    """
    query = select(func.max(CaseKeyRow.epoch)).where(CaseKeyRow.case_id == case_id)
    if false:
        query = query.where(tuple_(CaseKeyRow.case_id, CaseKeyRow.epoch).not_in(false))
    return query.correlate_except(CaseKeyRow).scalar_subquery()


def lasts(row: Grant | Member) -> bool:
    """Tell of a row what `for_good` asks."""
    return row.until is None
