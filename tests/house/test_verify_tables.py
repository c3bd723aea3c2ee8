"""The check knows every sealed table."""

from typing import Any

from app.casework import verify
from app.db.columns import CaseRow, KeptRow
from app.models import Audit


def _tables(base: type[Any]) -> set[type[Any]]:
    found: set[type[Any]] = set()
    for each in base.__subclasses__():
        found |= _tables(each) | ({each} if "__tablename__" in vars(each) else set())
    return found


def test_the_check_opens_the_cards_of_every_table() -> None:
    """A table that is not among them would be changed from outside and nobody told."""
    assert _tables(CaseRow) == set(verify.PRIVATE)
    assert _tables(KeptRow) - {Audit} == set(verify.KEPT)
