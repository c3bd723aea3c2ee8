"""The rules by which names are compared, each with the answer a colleague would give."""

from datetime import date

import pytest

from app.names.fold import fold, plain
from app.names.matching import Facts, match
from app.names.register import LOOKED_AT, Register, words_of

MARIA = Facts(("María de la Cruz López",), "999111222", "(202) 555-0143", date(1990, 3, 4))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  Ñuñez-O\u2019Connor ", "nunez oconnor"),
        ("K'iche'", "kiche"),
        ("Łukasz Groß", "lukasz gross"),
        ("Хрущёв", "khrushchev"),
        ("Čajkovskij", "chajkovskij"),
        ("يوسف", "iusf"),
        ("", ""),
    ],
)
def test_names_are_read_in_plain_letters(typed: str, read: str) -> None:
    """Case, accents, dashes and scripts do not matter; ё has lost its dots in most passports."""
    assert plain(typed) == read


def test_particles_come_and_go() -> None:
    """They are left out, and tried together with what follows them."""
    assert fold("María de la Cruz").parts == ("maria", "cruz")
    assert {"delacruz"} <= {form.text for form in fold("María de la Cruz").forms}
    assert fold("De los").parts == ("de", "los")


def _reasons(**sought: object) -> tuple[str, ...]:
    found = match(Facts(**sought), MARIA)  # type: ignore[arg-type]
    return () if found is None else found.reasons


def test_each_match_says_why() -> None:
    """A person judges the reasons, not the number."""
    assert _reasons(names=("Maria Delacruz Lopez",)) == ("same_name",)
    assert _reasons(names=("Lopes Maria",)) == ("sounds_like", "part_of_name")
    assert _reasons(a_number="999111222") == ("same_a_number",)
    assert _reasons(a_number="999111223") == ("near_a_number",)
    assert _reasons(phone="555-0143") == ("same_phone",)
    assert _reasons(names=("Nobody", "Maria de la Cruz")) == ("part_of_name", "alias")
    assert _reasons(names=("Pedro",), a_number="999888777") == ()


def test_a_birth_date_that_differs_lowers_and_hides_nothing() -> None:
    """It may be wrong on either paper."""
    ranks = [
        found.rank
        for born in (date(1990, 3, 4), None, date(1990, 4, 3), date(1985, 1, 1))
        if (found := match(Facts(("Maria Lopes",), birth_date=born), MARIA)) is not None
    ]
    assert len(ranks) == 4
    assert ranks[0] > ranks[2] > ranks[1] > ranks[3] >= 0.7
    other = match(Facts(("Maria Lopes",), birth_date=date(1985, 1, 1)), MARIA)
    assert other is not None
    assert "birth_date_differs" in other.reasons


def test_one_frequent_name_is_not_enough() -> None:
    """María alone connects half of an office."""
    assert match(Facts(("María Pérez",)), MARIA) is None
    assert match(Facts(("M. Pérez",)), MARIA) is None


def test_a_register_always_compares_as_many() -> None:
    """A search for nobody does the work of one for somebody."""
    register: Register[int] = Register()
    for number in range(1_000):
        register.put(number, words_of(MARIA))
    for facts in (MARIA, Facts(("Zz Qq",)), Facts(a_number="999000000")):
        assert len(register.near(facts, range(1_000))) == LOOKED_AT


def test_who_was_removed_is_found_no_more() -> None:
    """Her words stay known, she does not."""
    register: Register[int] = Register()
    register.put(1, words_of(MARIA))
    assert register.near(MARIA, ()) == [1]
    register.remove(1, words_of(MARIA))
    assert register.near(MARIA, ()) == []
