"""What a look at a change of the law found to stay, so that carrying it through opens the rest.

It lies with the session, as long as that lasts: which dates in which version stood as the law of a
number and of a day counts them. A date that was written since has another version.
"""

from collections.abc import Collection, Iterable
from struct import Struct
from typing import Final
from uuid import UUID

from sqlalchemy import select

from app.casework import editions
from app.db.columntypes import hex_of, plainly
from app.db.desk import Desk
from app.models import Deadline

DRAWER: Final = "law"
_EACH: Final = Struct(">16sI")  # a date's id and version


def keep(desk: Desk, after: UUID | None, staying: Iterable[Deadline]) -> None:
    """Keep which dates of a stretch stay; from the first stretch on, those of the ones before too.

    Does nothing at a desk without a session.
    """
    if desk.drawer is not None:
        law = _law(desk)
        before = (desk.drawer.look(DRAWER) or b"") if after else b""
        kept = before if before.startswith(law) else law
        more = b"".join(_EACH.pack(row.id.bytes, row.version) for row in staying)
        desk.drawer.keep(DRAWER, kept + more)


def others(desk: Desk, case_ids: Collection[UUID]) -> set[UUID]:
    """Return those of these cases that have a date which no look found to stay; one statement.

    All of them, and no statement, where this session has not looked by the law of today.
    """
    law = _law(desk)
    kept = (desk.drawer.look(DRAWER) if desk.drawer else None) or b""
    if not kept.startswith(law):
        return set(case_ids)
    size = _EACH.size
    stays = {kept[at : at + size] for at in range(len(law), len(kept), size)}
    of = Deadline.__table__.columns
    query = select(plainly(of.id), of.version, plainly(of.case_id)).where(of.case_id.in_(case_ids))
    dates = desk.db.execute(query)
    written = {case for each, version, case in dates if _packed(each, version) not in stays}
    return {UUID(hex_of(each)) for each in written}


def _packed(plain: str | UUID, version: int) -> bytes:
    return _EACH.pack(bytes.fromhex(hex_of(plain)), version)


def _law(desk: Desk) -> bytes:
    """Return what tells the law of today from that of another number or day."""
    day = desk.local_now(desk.house.settings.timezone).date()
    return f"{editions.number(desk):>10}{day.isoformat()}".encode()
