"""What is typed into the box finds its case: names with slips, numbers in any form, no others."""

import pytest

from app.casework.finding import find
from app.casework.register import Listed, spelt
from app.forums.courts import fold
from app.names.matching import Facts
from tests.names.test_pairs import APART, MISSED, MISTAKEN, PAIRS, rows

# What one types of these is another's name as far as it goes, or differs in an ending alone.
BEGUN = {
    ("Stanley Le", "Stanley Lindsay"),
    ("Ana María Anaya", "Horacio Anaya"),
    ("Juan Pérez", "Juana Pérez"),
    ("Daniel Cruz", "Daniela Cruz"),
    ("Ana Martín", "Ana Martínez"),
    ("Gabriel Peña", "Gabriela Peña"),
}
INITIALS = {"Juan Carlos Morales", "J. C. Morales"}  # too little of a name is left


def listed(name: str, more: str = "", a_number: str = "") -> Listed:
    """Return a case of one client as the register has it."""
    facts = Facts(names=(name,), a_number=a_number)
    return Listed("", fold(name), fold(f"{name} {more} {a_number}"), spelt(facts), "{}")


OFFICE = {
    "1": listed(
        "Xicay López, María José", "K7QX-31W K7QX31W IOE0999012345 2025550143", "999123456"
    ),
    "2": listed("Haddad, Youssef", "BCDF-GHJ BCDFGHJ", "099123465"),
    "3": listed("Lopez Xicay, Ana", "RRTT-222 RRTT222", "999200300"),
}


def test_spellings_of_one_name_find_each_other() -> None:
    """The pairs with sources that the name index is held to, in either direction."""
    for one, other, _ in rows(PAIRS):
        if (one, other) not in MISSED and {one, other} != INITIALS:
            assert find({"1": listed(one)}, other), (one, other)
            assert find({"1": listed(other)}, one), (one, other)


def test_other_peoples_names_are_not_found() -> None:
    """Of more than 500 pairs of different people few are shown beside each other."""
    pairs = [pair for a, b, _ in rows(APART) for pair in ((a, b), (b, a))]
    mistaken = {frozenset(pair) for pair in pairs if find({"1": listed(pair[0])}, pair[1])}
    assert mistaken <= {frozenset(pair) for pair in MISTAKEN | BEGUN}


@pytest.mark.parametrize(
    ("typed", "cases"),
    [
        ("lopez", "31"),  # by name
        ("xicai", "31"),
        ("gonzalez", ""),
        ("maria xicay", "1"),
        ("yusuf hadad", "2"),
        ("yous", "2"),  # while it is typed
        ("hadda", "2"),
        ("A 999-123-456", "1"),
        ("a999123456", "1"),
        ("99123465", "2"),
        ("099 123 465", "2"),
        ("A99123456", "12"),  # stands in the first; in the other two digits changed places
        ("999123457", "1"),  # one is another
        ("ioe-09-990-12345", "1"),
        ("(202) 555-0143", "1"),
        ("+1 202 555 0143", "1"),
        ("k7qx31w", "1"),
        ("K7QX-31W", "1"),
        ("xicay 999200300", "3"),
        ("", ""),
        (" ⚑ ", ""),
    ],
)
def test_what_a_small_office_finds(typed: str, cases: str) -> None:
    """Each of these, in this order."""
    assert "".join(hit.case_id for hit in find(OFFICE, typed)) == cases
