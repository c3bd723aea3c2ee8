"""Referrals: to whom a client was sent, when, what for, what may be told there, and the answer."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import audit, counting, releases, staff
from app.casework.casefiles import expect, open_file, open_row, row_of, sound, stretch
from app.casework.releases import ReleaseView
from app.casework.typed import Long, Short
from app.db.desk import Desk
from app.errors import Refused
from app.models import Referral, Release
from app.words import N_

Reply = Literal["", "accepted", "declined", "no_answer", "withdrawn"]
NO_SUCH_RELEASE = N_("Choose a release of this case.")


class ReferralFacts(BaseModel):
    """What may be known of a referral."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    person_id: UUID | None = Field(default=None, description="Who was sent, of the case's people.")
    what_for: Long = Field(default="", repr=False)
    made_on: date | None = Field(default=None, description="Today, where it is left out.")
    may_tell: Long = Field(default="", repr=False, description="What may be told there.")
    release_id: UUID | None = Field(default=None, description="That allows it.")
    reply: Reply = ""
    answered_on: date | None = None
    note: Long = Field(default="", repr=False)


class NewReferral(ReferralFacts):
    """A referral to be written down."""

    case_id: UUID
    to_whom: Short = Field(min_length=1, repr=False)


class ReferralChange(ReferralFacts):
    """What changes; whatever is left out stays."""

    version: int
    to_whom: Short | None = Field(default=None, min_length=1, repr=False)


class ReferralView(ReferralFacts):
    """The same, as a page or a program sees it."""

    id: UUID
    case_id: UUID
    version: int
    to_whom: str = Field(repr=False)
    person_name: str = Field(repr=False)
    by: str
    covered: bool = Field(
        description="Whether a release that stands allows what is to be told, if anything is."
    )
    waits_days: int | None = Field(description="Since when there is no answer, in days.")


def add(desk: Desk, new: NewReferral) -> ReferralView:
    """Write a referral down.

    Raises:
        NotFound: No such case here.
        Refused: The person or the release is of another case.
    """
    open_file(desk, new.case_id)
    row = Referral(case_id=new.case_id, to_whom=new.to_whom, author_id=desk.who.id, at=desk.now)
    _write(desk, row, new, set(ReferralFacts.model_fields))
    desk.db.add(row)
    desk.db.flush()
    audit.note(desk, "referral.add", row.id)
    return one(desk, row.id)


def change(desk: Desk, referral_id: UUID, wanted: ReferralChange) -> ReferralView:
    """Change what is known, such as the answer that came.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such referral here.
        Refused: As in `add`.
    """
    row = open_row(desk, Referral, referral_id)
    expect(row, wanted.version, one(desk, referral_id))
    changed = wanted.model_fields_set - {"version", "to_whom"}
    with desk.db.no_autoflush:
        _write(desk, row, wanted, changed)
        if wanted.to_whom is not None:
            row.to_whom = wanted.to_whom
    desk.db.flush()
    audit.note(desk, "referral.change", row.id, fields=sorted(changed))
    return one(desk, row.id)


def one(desk: Desk, referral_id: UUID) -> ReferralView:
    """Return one.

    Raises:
        NotFound: No such referral here.
    """
    return _views(desk, [open_row(desk, Referral, referral_id)])[0]


def listed(
    desk: Desk, case_id: UUID | None, *, after: UUID | None, size: int
) -> list[ReferralView]:
    """Return the next by id, of one case or of all one can open.

    Raises:
        NotFound: No such case here.
    """
    return _views(desk, stretch(desk, Referral, case_id, after=after, size=size))


def of_case(desk: Desk, case_id: UUID) -> list[ReferralView]:
    """Return those of a case that is open here: what waits for an answer first."""
    query = select(Referral).where(Referral.case_id == case_id)
    found = _views(desk, sound(desk, desk.db.scalars(query)))
    return sorted(found, key=lambda each: (bool(each.reply), each.made_on or date.max, each.id))


def _write(desk: Desk, row: Referral, facts: ReferralFacts, names: Iterable[str]) -> None:
    releases.require_person(desk, row.case_id, facts.person_id)
    release_id = facts.release_id
    if release_id and row_of(desk, Release, row.case_id, release_id) is None:
        raise Refused(fields={"release_id": NO_SUCH_RELEASE})
    today = counting.today(desk, desk.who.zone)
    for name in names:
        value = getattr(facts, name)
        setattr(row, name, today if name == "made_on" and value is None else value)
    if row.reply and row.answered_on is None:
        row.answered_on = today


def _views(desk: Desk, rows: list[Referral]) -> list[ReferralView]:
    if not rows:
        return []
    names = staff.names(desk, {row.author_id for row in rows})
    people = releases.signers(desk, {row.person_id for row in rows if row.person_id})
    allowed = releases.by_ids(desk, {row.release_id for row in rows if row.release_id})
    today = counting.today(desk, desk.who.zone)
    return [_view(row, names, people, allowed=allowed, today=today) for row in rows]


def _view(
    row: Referral,
    names: Mapping[UUID, str],
    people: Mapping[UUID, str],
    *,
    allowed: Mapping[UUID, ReleaseView],
    today: date,
) -> ReferralView:
    plain: dict[str, Any] = {name: getattr(row, name) for name in ReferralFacts.model_fields}
    release = allowed.get(row.release_id) if row.release_id else None
    return ReferralView(
        id=row.id,
        case_id=row.case_id,
        version=row.version,
        to_whom=row.to_whom,
        person_name=people.get(row.person_id, "") if row.person_id else "",
        by=names.get(row.author_id, ""),
        covered=not row.may_tell or releases.allows(release),
        waits_days=None if row.reply else (today - row.made_on).days,
        **plain,
    )
