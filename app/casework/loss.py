"""After a loss: what lay on the machine, under which keys, and which keys were within reach.

Made of this office's own settings and counts, to be printed and attached; it names no client. On a
new machine it tells of the database as the last backup had it.
"""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Select, func, select

from app.casework import custody, hidden, staff
from app.crypto.serverkeys import load_sealed_key
from app.db.desk import Desk
from app.errors import Unavailable
from app.models import Case, PrintedCode, Schedule

KeyPlace = Literal["sealed", "beside", "elsewhere"]
SEALED: Final = "sealed"
BESIDE: Final = "beside"
ELSEWHERE: Final = "elsewhere"


class LossView(BaseModel):
    """The facts of a statement."""

    model_config = ConfigDict(frozen=True)

    office: str
    made_at: datetime
    is_one_file: bool  # encrypted as a whole under the server key; else a PostgreSQL database
    is_key_beside: bool  # the server key's file lies on the disk of the data
    is_key_sealed: bool  # under a passphrase that is typed at each start
    cases: int
    dates: int
    people: int
    printed_codes: int
    needed: int
    custodians: int
    outside: int


def statement(desk: Desk) -> LossView:
    """Return what lay on the machine; a fixed number of statements.

    Counted as on the page of who can read what: none that is hidden from whoever asks.

    Raises:
        Refused: No office was founded in this database.
    """
    settings, kept = desk.house.settings, custody.view(desk)
    unseen, place = hidden.of(desk), key_place(desk)
    return LossView(
        office=staff.office(desk).name,
        made_at=desk.now,
        is_one_file=settings.database_url is None,
        is_key_beside=_is_beside(desk),
        is_key_sealed=place == SEALED,
        cases=_count(desk, select(Case.id).where(Case.id.not_in(unseen))),
        dates=_count(
            desk,
            select(Schedule.id).where(Schedule.open.is_(True), Schedule.case_id.not_in(unseen)),
        ),
        people=len(staff.active(desk)),
        printed_codes=_count(desk, select(PrintedCode.id)),
        needed=kept.needed,
        custodians=len(kept.custodians),
        outside=sum(each.outside for each in kept.custodians),
    )


def key_place(desk: Desk) -> KeyPlace:
    """Return where the server key lies: under a passphrase, beside the data, or elsewhere."""
    if _is_sealed(desk):
        return SEALED
    return BESIDE if _is_beside(desk) else ELSEWHERE


def _count(desk: Desk, query: Select[UUID]) -> int:
    return desk.db.scalar(select(func.count()).select_from(query.subquery())) or 0


def _is_beside(desk: Desk) -> bool:
    """Tell whether the server key lies on the disk of the data; where that cannot be seen, yes."""
    settings = desk.house.settings
    try:
        return settings.server_key_file.stat().st_dev == settings.data.stat().st_dev
    except OSError:
        return True


def _is_sealed(desk: Desk) -> bool:
    """Tell whether the key lies under a passphrase only; where that cannot be seen, not."""
    settings = desk.house.settings
    try:
        is_sealed = load_sealed_key(settings.server_key_file) is not None
    except Unavailable:
        return False
    return is_sealed and settings.server_key_passphrase_file is None
