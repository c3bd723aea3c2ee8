"""Printed codes: two a person, each kept at its place; the way back when a passphrase is gone."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import delete, select

from app.casework import access, audit
from app.crypto import papers
from app.crypto.bundle import MemberKeys
from app.crypto.codes import open_with_code, wrap_under_code
from app.db.desk import Desk, NightDesk
from app.errors import NotFound, Refused, WrongPassphrase
from app.models import PrintedCode
from app.words import Filled

BOTH = (1, 2)
PLACE_LENGTH = 200
A_YEAR = timedelta(days=365)


class KeptAt(BaseModel):
    """Where one of one's own codes is kept."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    place: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=PLACE_LENGTH)
    ] = Field(repr=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed once and stored nowhere: one of two codes, and where it is to be kept."""

    which: int
    place: str
    paper: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CodeView:
    """One of a person's codes as she sees it; `asks` when its place is to be told again.

    `looked_at` is when it was last said where it is, None where that was never said.
    """

    which: int
    place: str
    made_at: datetime
    asks: bool
    looked_at: datetime | None = None


def make(
    desk: NightDesk, owner: tuple[UUID, MemberKeys], places: dict[int, str]
) -> tuple[Sheet, ...]:
    """Make some of a person's codes anew; the old ones open nothing from now on.

    Args:
        desk: A writing desk.
        owner: Whose, by her account, and her keys.
        places: Where each is to be kept, by which of the two it is.
    """
    staff_id, keys = owner
    desk.db.execute(
        delete(PrintedCode).where(
            PrintedCode.staff_id == staff_id, PrintedCode.which.in_(list(places))
        )
    )
    sheets = tuple(_made(desk, staff_id, keys, at) for at in sorted(places.items()))
    audit.note(desk, "code.make", staff_id, which=sorted(places))
    return sheets


def of(desk: NightDesk, staff_id: UUID) -> list[CodeView]:
    """Return a person's codes, the first before the second; one statement."""
    rows = desk.db.scalars(select(PrintedCode).where(PrintedCode.staff_id == staff_id))
    views = [
        CodeView(
            row.which,
            row.place,
            row.made_at,
            desk.now - row.asked_at >= A_YEAR or not row.place,
            row.asked_at if row.place else None,
        )
        for row in rows
    ]
    return sorted(views, key=lambda each: each.which)


def is_asked(desk: Desk) -> bool:
    """Tell whether whoever sits here is to be asked where her codes are: missing, or a year on."""
    known = of(desk, desk.who.id)
    return len(known) < len(BOTH) or any(each.asks for each in known)


def keep(desk: Desk, which: int, at: KeptAt) -> None:
    """Write down where one of one's own codes is kept, or that it still is there.

    Raises:
        NotFound: One has no such code.
    """
    row = _own(desk, which)
    row.place, row.asked_at = at.place, desk.now
    audit.note(desk, "code.keep", desk.who.id, which=which)


def make_own(desk: Desk, which: int, at: KeptAt) -> Sheet:
    """Make one of one's own codes anew; the caller has asked for passphrase and code.

    Raises:
        NotFound: There are only two.
        Locked: No keys are at this desk.
    """
    if which not in BOTH:
        raise NotFound
    keys = access.own_keys(desk)
    [sheet] = make(desk, (desk.who.id, keys), {which: at.place})
    return sheet


def typed(text: str, field: str) -> bytes:
    """Return the secret of a printed code, as it was typed into a field.

    Raises:
        Refused: It is not as it stands on the paper; said at the field, and nothing repeated.
    """
    try:
        return papers.typed(papers.MEMBER_CODE, text)
    except Refused as slip:
        said = Filled(slip.text, **slip.params)
        raise Refused(slip.text, {field: said}, **slip.params) from None


def opened_by(desk: NightDesk, staff_id: UUID, code: bytes) -> tuple[PrintedCode, MemberKeys]:
    """Return which of a person's codes this is, and the keys that it opens.

    Raises:
        WrongPassphrase: It is none of hers.
    """
    for row in desk.db.scalars(select(PrintedCode).where(PrintedCode.staff_id == staff_id)):
        with suppress(WrongPassphrase):
            return row, open_with_code(row.body, code, staff_id)
    raise WrongPassphrase


def _own(desk: Desk, which: int) -> PrintedCode:
    mine = (PrintedCode.staff_id == desk.who.id, PrintedCode.which == which)
    row = desk.db.scalars(select(PrintedCode).where(*mine)).one_or_none()
    if row is None:
        raise NotFound
    return row


def _made(desk: NightDesk, staff_id: UUID, keys: MemberKeys, at: tuple[int, str]) -> Sheet:
    which, place = at
    code = papers.new_secret(papers.MEMBER_CODE)
    row = PrintedCode(
        staff_id=staff_id,
        which=which,
        body=wrap_under_code(keys, code, staff_id),
        place=place,
        made_at=desk.now,
        asked_at=desk.now,
    )
    desk.db.add(row)
    desk.db.flush()
    return Sheet(which, place, papers.written(papers.MEMBER_CODE, code))
