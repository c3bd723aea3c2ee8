"""Cases below the box while somebody types: the few likeliest, within a tenth of a second."""

from collections.abc import Mapping
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.casework import openedlast, register
from app.casework.finding import Hit, find
from app.casework.register import Listed
from app.db.desk import Desk


class FoundWhileTyping(BaseModel):
    """A case as the box shows it below what is typed."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    number: str
    client_name: str = Field(repr=False)
    title: str = Field(repr=False)
    closed: bool
    near: bool = False


def quickly(desk: Desk, words: str, size: int) -> tuple[list[FoundWhileTyping], bool]:
    """Return the first cases that are meant, or those opened lately, and whether there are more.

    Between two letters the register is believed; what is shown of it is asked after, and before
    nothing is shown all of it is.
    """
    known = register.lately(desk) if words else {}
    hits = find(known, words, size)
    if not known or not register.stands(desk, {each.case_id: each.row for each in hits[:size]}):
        known = register.by_hex(desk)
        hits = find(known, words, size) if words else _opened_lately(desk, known)
    return [_found(each) for each in hits[:size]], len(hits) > size and bool(words)


def _opened_lately(desk: Desk, known: Mapping[str, Listed]) -> list[Hit]:
    ids = [each.hex for each in openedlast.case_ids(desk)]
    return [Hit(each, known[each], 1.0, begins=True) for each in ids if each in known]


def _found(hit: Hit) -> FoundWhileTyping:
    label = hit.row.label
    return FoundWhileTyping(
        id=label.case_id,
        number=label.number,
        client_name=label.client_name,
        title=label.title,
        closed=label.closed,
        near=hit.degree < 1,
    )
