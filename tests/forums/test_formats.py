"""A-numbers and receipts as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forums.formats import (
    UnreadableNumber,
    a_number,
    is_near,
    masked,
    receipt_slip,
    shown,
)

NINE_DIGITS = st.text("0123456789", min_size=9, max_size=9)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("A999123456", "999123456"),
        ("a999123456", "999123456"),
        ("999123456", "999123456"),
        ("A999-123-456", "999123456"),
        ("A 999 123 456", "999123456"),
        (" 999\u2013123\u2013456 ", "999123456"),
        ("A#99912345", "099912345"),
        ("A99-912-345", "099912345"),
        ("9991234", "009991234"),
    ],
)
def test_nine_ways_of_writing_one_number(typed: str, digits: str) -> None:
    """Letters, dashes and spaces go, shorter numbers take zeros in front."""
    assert a_number(typed) == digits


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("999123", id="6 digits"),
        pytest.param("A9991234567", id="10 digits"),
        pytest.param("", id="nothing"),
        pytest.param("A", id="letter only"),
        pytest.param("99912345B", id="a letter among the digits"),
        pytest.param("AA9991234", id="two letters"),
        pytest.param("٩٩٩١٢٣٤٥٦", id="digits of another script"),
    ],
)
def test_what_is_no_a_number_is_refused_in_a_sentence(typed: str) -> None:
    """The sentence says what to do and repeats nothing of what was typed."""
    with pytest.raises(UnreadableNumber) as refusal:
        a_number(typed)
    assert str(refusal.value).endswith("Check it against the notice.")
    assert not any(mark.isdigit() for mark in str(refusal.value))


def test_a_number_is_shown_in_threes_and_masked() -> None:
    """Three readable digits are enough to tell two clients apart on a call."""
    assert shown("099912345") == "A099-912-345"
    assert masked("099912345") == "A•••-•••-345"


@given(NINE_DIGITS)
def test_what_is_shown_reads_back(digits: str) -> None:
    """Copying a number from the screen into a form changes nothing."""
    assert a_number(shown(digits)) == digits


@pytest.mark.parametrize(
    ("typed", "slip"),
    [
        ("IOE0912345670", ""),
        ("msc-21-900-12345", ""),
        ("EAC 21*0012345", ""),
        ("IOE09I2345670", "letters"),  # I for 1
        ("IOEO912345670", "letters"),  # O for 0
        ("IOE091234567", "short"),
        ("IOE09123456700", "long"),
        ("ABC0912345670", "begins"),
        ("A999000102", "form"),
        ("2027-ICFO-00017", "form"),
    ],
)
def test_a_receipt_number_is_told_from_its_slips(typed: str, slip: str) -> None:
    """Three letters that USCIS uses and ten signs, one of which may be a star."""
    assert receipt_slip(typed) == slip


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("IOE0912345670", "ioe-09-1234-5671", True),  # one sign
        ("IOE0912345670", "IOE0912345760", True),  # neighbours changed places
        ("IOE0912345670", "IOE0912345670", False),  # the same
        ("IOE0912345670", "IOE0912354760", False),  # four signs
        ("IOE0912345670", "IOE091234567", False),
    ],
)
def test_numbers_that_differ_by_a_slip_are_near(one: str, other: str, near: bool) -> None:
    """One sign, or two neighbours that changed places: as a hand on a keyboard slips."""
    assert is_near(one, other) is near
    assert is_near(other, one) is near
