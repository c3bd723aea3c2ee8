"""The court's codes of adjournment and the six kinds that people pick."""

from collections import Counter
from typing import get_args

import pytest

from app.forums import adjournments
from app.forums.codes import Adjourned


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("01", "counsel"),  # alien to seek representation
        ("02", "ours"),  # preparation: alien, attorney, representative
        ("03", "theirs"),  # preparation: DHS
        ("09", "absent"),  # in custody, not presented for hearing
        ("10", "absent"),  # notice sent or served incorrectly
        ("13", "court"),  # insufficient time to complete hearing
        ("18", "interpreter"),  # lack of interpreter
        ("4c", "interpreter"),  # wrong language or dialect
        ("9V", "court"),  # vacated master calendar
        ("8B", ""),  # completed at the hearing: not adjourned
    ],
)
def test_codes_as_the_court_names_them(code: str, kind: str) -> None:
    """By tblAdjournmentCodes of PyPI eoir 0.0.1 and deportationdata/eoir's codebook."""
    found = adjournments.adjournment(code)
    assert found is not None
    assert found.kind == kind


def test_every_kind_is_one_that_people_pick() -> None:
    """114 codes, each with one of the six kinds or none."""
    kinds = Counter(each.kind for each in adjournments._table().values())
    assert kinds.keys() == set(get_args(Adjourned))
    assert kinds.total() == 114
    assert adjournments.adjournment("ZZ") is None
