"""What a counted date is called: the rule's title in the reader's language, or one's own name."""

from typing import Any

from app.casework import adding, cases, deadlines, moving
from app.casework.adding import NewDeadline
from app.casework.deadlines import DeadlineView
from app.casework.moving import DeadlineChange
from tests.support.office import Office

# As the shipped rule has it in each language.
IN_ENGLISH = "Appeal to the Board of Immigration Appeals"
IN_SPANISH = "Apelación ante la Junta de Apelaciones de Inmigración"
COUNTED = {"rule": "eoir.bia.appeal", "inputs": {"trigger_date": "2027-04-12"}}


def _add(office: Office, title: str) -> DeadlineView:
    new = {**COUNTED, "case_id": office.open_case().id, "title": title}
    with office.writing() as desk:
        return adding.add(desk, NewDeadline.model_validate(new))


def _change(office: Office, row: DeadlineView, **more: Any) -> DeadlineView:
    with office.writing() as desk:
        wanted = DeadlineChange.model_validate({"version": row.version, **more})
        return moving.change(desk, row.id, wanted)


def _read_by(office: Office, name: str, row: DeadlineView) -> str:
    with office.reading(name) as desk:
        return deadlines.one(desk, row.id).title


def test_a_counted_date_is_called_in_the_language_of_whoever_reads(office: Office) -> None:
    """Not in that of whoever saved it: Alma's screen is English, Carmen's Spanish."""
    row = _add(office, "")
    assert row.title == IN_ENGLISH
    assert _read_by(office, "carmen", row) == IN_SPANISH
    kept = _change(office, row, title=IN_ENGLISH, why="Sent back whole by a program")
    assert _read_by(office, "carmen", kept) == IN_SPANISH


def test_a_list_of_cases_calls_it_the_same(office: Office) -> None:
    """Nobody reads the bare word "Deadline" beside a client's name."""
    row = _add(office, "")
    for name, title in (("alma", IN_ENGLISH), ("carmen", IN_SPANISH)):
        with office.reading(name) as desk:
            [listed] = cases.page(desk, office.calendar, mine=False, start=0, size=9).rows
        assert listed.next_deadline is not None
        assert (listed.next_deadline.id, listed.next_deadline.title) == (row.id, title)


def test_a_name_of_ones_own_stays_as_it_was_typed(office: Office) -> None:
    """Whoever names a counted date is taken at her word, in every language."""
    row = _add(office, "Appeal of the brother")
    assert _read_by(office, "carmen", row) == row.title == "Appeal of the brother"
    assert _change(office, row, title="", override_reason="Of nobody else").title == IN_ENGLISH


def test_its_sources_are_told_in_the_language_of_whoever_reads(office: Office) -> None:
    """The law keeps its name; the day somebody read it is said in Spanish."""
    row = _add(office, "")
    assert row.citation.startswith("8 CFR 1003.38(b)-(c) (read 2026-11-23)")
    with office.reading("carmen") as desk:
        shown = deadlines.one(desk, row.id)
    assert shown.citation.startswith("8 CFR 1003.38(b)-(c) (leído el 2026-11-23)")
    assert "(read " not in str(shown.steps)
