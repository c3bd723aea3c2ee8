"""What a page says of a day that had passed when we learned of it. It is 14 April 2027."""

from tests.doors.visitors import Doors, Visitor
from tests.support.one_engine import engine_name  # noqa: F401 - a fixture

PASSED = "This day had passed before we learned of it."
APPEAL = "eoir.bia.appeal"
FILING = "eoir.ic.filing.individual.nondetained"


def _page(visitor: Visitor, **fields: str) -> str:
    answer = visitor.posts("/deadlines", fields)
    assert answer.status_code == 303, answer.text[:2000]
    return visitor.get(answer.headers["location"]).text


def test_a_late_appeal_is_told_of_the_boards_own_ways(doors: Doors) -> None:
    """Nobody asks to continue an appeal: it is filed with a motion, each step with its source."""
    visitor, case = doors.sits("alma"), str(doors.office.open_case().id)
    asked = {"mode": "rule", "case_id": case, "rule": APPEAL, "inputs.trigger_date": "2027-01-05"}
    for page in (visitor.posts("/deadlines/preview", asked).text, _page(visitor, **asked)):
        assert PASSED in page
        assert "a motion to accept it late" in page
        assert "Matter of Morales-Morales, 28 I&amp;N Dec. 714" in page
        assert "8 CFR 1003.1(c) (from memory)" in page
        assert "continu" not in page


def test_a_late_filing_before_a_hearing_may_ask_to_continue_it(doors: Doors) -> None:
    """In the reader's language, with the source as the law writes it."""
    visitor, case = doors.sits("carmen"), str(doors.office.open_case("carmen").id)
    asked = {"mode": "rule", "case_id": case, "rule": FILING, "inputs.hearing_date": "2027-05-04"}
    page = _page(visitor, **asked, **{"inputs.custody": "non_detained"})
    assert "Pida que se aplace la audiencia" in page
    assert "8 CFR 1003.29" in page


def test_a_typed_day_that_passed_guesses_no_law(doors: Doors) -> None:
    """No rule stands behind it: what may still be done is for a person to find out."""
    visitor, case = doors.sits("alma"), str(doors.office.open_case().id)
    typed = {"mode": "typed", "case_id": case, "title": "Reply", "why": "Ordered"}
    page = _page(visitor, **typed, due="2027-04-13", sure="2027-04-13")
    assert PASSED in page
    assert "Find out at once whether it can still be done" in page
    assert ("leave to file" in page, "continue" in page) == (False, False)
