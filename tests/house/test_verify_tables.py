"""The check knows every sealed table, and pages have a word for each row of a case."""

from typing import Any

from app.casework import casefiles, shredded, trail, verify
from app.db.columns import CaseRow, KeptRow
from app.models import Audit
from app.web.labels import LABELS


def _tables(base: type[Any]) -> set[type[Any]]:
    found: set[type[Any]] = set()
    for each in base.__subclasses__():
        found |= _tables(each) | ({each} if "__tablename__" in vars(each) else set())
    return found


def test_the_check_opens_the_cards_of_every_table() -> None:
    """A table that is not among them would be changed from outside and nobody told."""
    assert _tables(CaseRow) == set(verify.PRIVATE)
    assert _tables(KeptRow) - {Audit} == set(verify.KEPT)


def test_a_page_can_say_of_every_row_of_a_case_that_it_does_not_open() -> None:
    """Where the word was missing, one damaged row took the whole page along."""
    assert casefiles.KINDS.keys() == shredded.models().keys()
    assert {*casefiles.KINDS.values(), *trail.ROWS} <= LABELS["damaged"].keys()
