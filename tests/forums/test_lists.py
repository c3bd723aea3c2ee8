"""The court's own lists: what is taken of them, and what is left out."""

from typing import get_args

import pytest
from babel import Locale

from app.forums import lists
from app.forums.codes import LANGUAGES
from app.forums.lists_from_eoir import section_of


@pytest.mark.parametrize(
    ("code", "section"),
    [
        ("212a06Ai", "212(a)(6)(A)(i)"),  # present without admission
        ("212a02Ai  II", "212(a)(2)(A)(i)(II)"),  # controlled substance
        ("212a07Ai  I", "212(a)(7)(A)(i)(I)"),  # no valid immigrant visa
        ("237a02Aiii", "237(a)(2)(A)(iii)"),  # aggravated felony
        ("237a01B", "237(a)(1)(B)"),  # present in violation of law
        ("212a10Cii", "212(a)(10)(C)(ii)"),
        ("2153b", "8CFR215.3(b)"),  # departure control
        ("237s02AiI", ""),  # no such section
        ("212a06i      ", ""),
        ("<A>", ""),
    ],
)
def test_a_padded_code_is_a_section_of_the_act(code: str, section: str) -> None:
    """By INA 212(a) and 237(a), which number their paragraphs so."""
    assert section_of(code) == section


def test_a_section_is_found_as_a_notice_writes_it() -> None:
    """With or without INA and its sign; capitals tell paragraphs apart."""
    for written in ("212(a)(6)(A)(i)", "INA § 212(a)(6)(A)(i)", "212 (a) (6) (A) (i)"):
        found = lists.charge(written)
        assert found is not None
        assert found.name == "Alien in U.S. without Admission or Paroled"
    assert lists.charge("212(a)(6)(a)(i)") is None


def test_no_row_of_the_agencys_own_tests_is_taken() -> None:
    """71 motions; sections stand once; our languages are ones that we know."""
    found = {name: lists.of(name) for name in get_args(lists.Name)}
    counts = {name: len(rows) for name, rows in found.items()}
    assert counts == {
        "motions": 71,
        "charges": 231,
        "nationalities": 250,
        "court_languages": 625,
    }
    sections = [each.ours for each in found["charges"]]
    assert len(set(sections)) == len(sections)
    ours = {each.ours for each in found["court_languages"]} - {""}
    assert ours <= {each.code for each in LANGUAGES}
    assert not any("TEST" in each.name for rows in found.values() for each in rows)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("GT", "GT"),
        ("gt", "GT"),
        ("guatemala", "GT"),
        ("México", "MX"),
        ("Honduras", "HO"),
        ("Países Bajos", "NL"),
        ("Haiti", "HA"),
        ("Haití", "HA"),
    ],
)
def test_a_country_is_found_by_the_courts_code_or_its_name(typed: str, code: str) -> None:
    """The court's codes are not those of ISO, which has HN for Honduras."""
    found = lists.nationality(typed)
    assert found is not None
    assert found.code == code
    assert lists.nationality("Atlantis") is None


def test_every_country_has_a_spanish_name_of_its_own() -> None:
    """Those of today as Unicode's list has them, which no list of ours was copied from by hand."""
    named = lists.in_spanish()
    assert named.keys() == {each.code for each in lists.of("nationalities")}
    assert len({*named.values()}) == len(named)
    english, spanish = (Locale(code).territories for code in ("en", "es"))
    two = {code: name for code, name in english.items() if len(code) == len("MX")}
    known = {name.casefold(): spanish[code] for code, name in two.items() if code in spanish}
    today = [each for each in lists.of("nationalities") if each.name.casefold() in known]
    assert len(today) > 180
    assert [named[each.code] for each in today] == [known[each.name.casefold()] for each in today]
