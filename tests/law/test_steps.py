"""What the steps of a count say is true of the days that they name: a lawyer copies them out."""

from typing import Any

from app.law import compute, shipped


def _steps(rule: str, inputs: dict[str, Any]) -> str:
    result = compute(shipped(), rule, inputs)
    return "\n".join(f"{step.text.en} {step.cite.en}" for step in result.steps)


def test_days_added_for_mail_are_told_from_where_they_end() -> None:
    """14 days from Thursday 10 December 2026 are the 24th; three more are a Sunday (FRCP 6(d))."""
    told = _steps(
        "fed.response.after_mail",
        {"trigger_date": "2026-12-10", "days": 14, "service_method": "mail"},
    )
    assert "They end on Sun, Dec 27, 2026." in told
    assert "Sun, Dec 27, 2026 is a closed day (weekend); the last day moves to Mon, Dec 28" in told
    assert "Thu, Dec 24, 2026 is a closed day" not in told


def test_a_period_that_ends_on_a_closed_day_moves_before_mail_is_added() -> None:
    """14 days from 11 December 2026 are Christmas; Monday the 28th and three are the 31st."""
    told = _steps(
        "fed.response.after_mail",
        {"trigger_date": "2026-12-11", "days": 14, "service_method": "mail"},
    )
    assert "(Christmas Day); the last day moves to Mon, Dec 28, 2026." in told
    assert "They end on Thu, Dec 31, 2026." in told
    assert "Thu, Dec 31, 2026 is an open day and stays." in told


def test_a_day_closed_by_order_is_not_told_as_open() -> None:
    """24 December 2025 was closed by executive order: it stays the last day, and was not open."""
    told = _steps("eoir.bia.appeal", {"trigger_date": "2025-11-24"})
    assert "Wed, Dec 24, 2025 is an open day" not in told
    assert "closed by executive order) does not move the last day here; it stays." in told


def test_a_saturday_is_not_told_as_open_where_a_filing_is_online() -> None:
    """30 days from 3 December 2026 are Saturday 2 January 2027; online it is received that day."""
    told = _steps(
        "uscis.i290b",
        {"trigger_date": "2026-12-03", "service_method": "personal", "filing": "electronic"},
    )
    assert "Sat, Jan 2, 2027 is an open day" not in told


def test_the_authority_of_an_office_is_not_called_from_memory() -> None:
    """The office named the order itself; nobody remembered it."""
    own = {"eoir.bia.appeal": {"version": 2, "from": "2026-11-01", "cite": "D.C. Cir., an order"}}
    told = _steps("eoir.bia.appeal", {"trigger_date": "2026-11-24", "office": own})
    assert "D.C. Cir., an order, the authority that the office gave" in told
    assert "the office gave (from memory)" not in told
