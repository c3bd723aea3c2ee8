"""A-numbers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forums.formats import (
    UnreadableNumber,
    a_number,
    masked,
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
