"""Cards that were sealed before their row had all its columns."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.crypto.cells import epoch_of, open_, seal
from app.db.desk import NightDesk
from app.errors import Damaged
from app.models import Member
from tests.support.office import Office

UNTIL = str(vars(Member)["until"].code)


def _older(desk: NightDesk, row: Member) -> None:
    """Put back the card as it was when nothing bound the end of a membership to it."""
    epoch = epoch_of(row.card)
    cell = desk.keys.cell(row.__lock__, row.scope, epoch)
    place = row.cell_place(epoch)
    card = json.loads(open_(cell, place, row.card))
    del card[UNTIL]
    table: Any = Member.__table__
    mine = (table.c.group_id == row.group_id) & (table.c.person_id == row.person_id)
    desk.db.execute(
        update(table).where(mine).values(card=seal(cell, place, json.dumps(card).encode()))
    )
    desk.db.expire(row)


def test_a_card_that_is_older_than_a_bound_column_opens(office: Office) -> None:
    """A new column says what the migration gave every row, and locks nobody out."""
    with office.night(writes=True) as desk:
        row = desk.db.scalars(select(Member)).first()
        assert row is not None
        _older(desk, row)
    with office.night() as desk:
        assert next(row.until for row in desk.db.scalars(select(Member))) is None


def test_what_an_outsider_sets_in_it_is_refused_all_the_same(office: Office) -> None:
    """An old card agrees with the default, never with what was put there since."""
    with office.night(writes=True) as desk:
        row = desk.db.scalars(select(Member)).first()
        assert row is not None
        _older(desk, row)
        table: Any = Member.__table__
        desk.db.execute(update(table).values(until=desk.now + timedelta(days=1)))
    with office.night() as desk, pytest.raises(Damaged):
        _ = [row.until for row in desk.db.scalars(select(Member))]
