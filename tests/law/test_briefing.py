"""The Board's briefing schedule: what is said of it is the law of its own day."""

import pytest

from app.law import compute, shipped

LATER_LAW = {"extensions", "both_sides_at_once"}


@pytest.mark.parametrize(
    ("notice", "said"), [("2026-03-08", False), ("2026-03-09", True)], ids=["before", "since"]
)
def test_an_older_schedule_is_not_told_the_later_law(notice: str, *, said: bool) -> None:
    """Both sides file at once, and extensions are rare, only since 9 March 2026."""
    result = compute(
        shipped(), "eoir.bia.brief", {"notice_date": notice, "printed_date": "2026-03-27"}
    )
    ids = {warning.id for warning in result.warnings}
    assert ids & LATER_LAW == (LATER_LAW if said else set())
    assert ("earlier_schedule" in ids) is not said
