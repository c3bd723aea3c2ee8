"""The engine and a plain count agree on whatever is drawn; each run draws anew."""

import secrets
from datetime import date

import pytest

from app.law import compute, shipped
from tests.law.agreement import KINDS, agree, differing
from tests.law.drawn import Expected

CPU_SECONDS = 3.0


def test_the_engine_and_a_plain_count_agree() -> None:
    """As many rules and inputs as three seconds allow; the seed draws the same ones again."""
    seed = secrets.randbelow(2**31)
    found = agree(seed, most=1_000_000, cpu_seconds=CPU_SECONDS)
    assert set(found.draws) == set(KINDS)
    assert found.differences[:3] == [], f"python -m bench.agreement {found.draws.total()} {seed}"


def test_one_seed_draws_the_same_again() -> None:
    """Kinds and how many left the calendar."""
    first, second = (agree(7, most=700).as_json() for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        pytest.param("due", date(2024, 4, 9), id="another day"),
        pytest.param("safe", None, id="no day"),
        pytest.param("due_at", date(2024, 4, 8), id="a moment that is none"),
        pytest.param("status", "window", id="another status"),
    ],
)
def test_a_difference_is_told(key: str, wrong: object) -> None:
    """The comparison itself must be able to fail: 30 days to Monday 8 April 2024."""
    result = compute(shipped(), "eoir.bia.appeal", {"trigger_date": "2024-03-07"})
    assert [found for found, _ in differing(Expected({key: wrong}), result)] == [key]
