"""The words an office picks from."""

import re
from typing import get_args

import pytest

from app.forums.codes import LANGUAGES, AppointmentKind, CourtKind, Medium, Proceeding, language


def test_the_office_picks_from_six_kinds_of_hearing() -> None:
    """Master, individual, bond, fear review, status, other."""
    kinds = ["master", "individual", "bond", "fear_review", "status", "other"]
    assert list(get_args(CourtKind)) == kinds


@pytest.mark.parametrize(
    "codes",
    [CourtKind, AppointmentKind, Medium, Proceeding],
    ids=["kind", "appointment", "medium", "proceeding"],
)
def test_codes_are_lower_snake_case(codes: object) -> None:
    """They go over the wire and are never shown."""
    assert get_args(codes)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", code) for code in get_args(codes))


def test_languages_are_known_by_iso_639() -> None:
    """Codes of the registry: K'iche' is quc, Haitian Creole ht, Mandarin cmn."""
    assert len({each.code for each in LANGUAGES}) == len(LANGUAGES)
    for code, english, spanish in [
        ("quc", "K'iche'", "k'iche'"),
        ("ht", "Haitian Creole", "criollo haitiano"),
        ("cab", "Garifuna", "garífuna"),
        ("cmn", "Mandarin", "mandarín"),
    ]:
        found = language(code)
        assert found is not None
        assert (found.english, found.spanish) == (english, spanish)
    assert language("xx") is None


def test_every_language_code_is_two_or_three_letters() -> None:
    """ISO 639-1 where there is one, else 639-3."""
    assert all(re.fullmatch(r"[a-z]{2,3}", each.code) for each in LANGUAGES)
