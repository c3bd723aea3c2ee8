"""A-numbers and telephones as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forums.formats import (
    UnreadableNumber,
    a_number,
    masked,
    nearly_same,
    phone_shown,
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
    ("one", "other", "near"),
    [
        pytest.param("999123456", "999123457", True, id="one digit"),
        pytest.param("999123456", "999132456", True, id="neighbours swapped"),
        pytest.param("999123456", "999123456", False, id="the same"),
        pytest.param("999123456", "999123467", False, id="two digits"),
        pytest.param("999123456", "999321456", False, id="swapped over one"),
    ],
)
def test_slips_of_the_hand_are_near(one: str, other: str, *, near: bool) -> None:
    """One wrong digit or one swapped pair, nothing wider."""
    assert nearly_same(one, other) is near


@given(NINE_DIGITS, NINE_DIGITS)
def test_nearness_goes_both_ways(one: str, other: str) -> None:
    """Whoever was entered first makes no difference."""
    assert nearly_same(one, other) == nearly_same(other, one)


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("5045550123", "(504) 555-0123"),
        ("+1 504.555.0123", "(504) 555-0123"),
        ("(504) 555\u20130123", "(504) 555-0123"),
        ("555-0123", "555-0123"),
        ("5550123", "555-0123"),
        ("+502 5555 0123", "+502 5555 0123"),
        (" ask for Rosa ", "ask for Rosa"),
    ],
)
def test_a_us_telephone_is_spaced_and_others_are_left(typed: str, seen: str) -> None:
    """Only for reading: what was typed is what is kept."""
    assert phone_shown(typed) == seen
