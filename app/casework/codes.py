"""Printed codes: two a person, each kept at its place; the way back when a passphrase is gone."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import delete

from app.casework import audit
from app.crypto import papers
from app.crypto.bundle import MemberKeys
from app.crypto.codes import wrap_under_code
from app.db.desk import NightDesk
from app.models import PrintedCode

BOTH = (1, 2)
PLACE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed once and stored nowhere: one of two codes, and where it is to be kept."""

    which: int
    place: str
    paper: str = field(repr=False)


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
